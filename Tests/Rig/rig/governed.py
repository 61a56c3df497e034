"""A room that a rule governs, of whom everybody has an account at a roster: what tests of the loop begin with."""

from __future__ import annotations

import http.client
import json
import socket
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from rig.fixtures import House
from rig.matrix import Account, room_path
from rig.roster import Roster


@dataclass
class Choir:
    """A group at the roster and the room that is for its members alone."""

    house: House
    roster: Roster
    group: str
    room: str

    def standings(self) -> dict[str, str]:
        """What the homeserver says, without the bot."""
        members = self.house.synapse.memberships(self.room)
        return {user: what for user, what in members.items() if user != self.house.bot.user_id}

    def joined(self) -> set[str]:
        return {user for user, what in self.standings().items() if what == "join"}

    def explain(self, person: Account) -> Any:
        return self.house.commands.explain(person.user_id, self.room)


def link(house: House, people: Iterable[Account], accounts: Iterable[str], instance: str = "roster") -> None:
    """Links accounts by the admin's word."""
    for person, account in zip(people, accounts, strict=True):
        desk(house, "/v1/links/add", {"user": person.user_id, "instance": instance, "account": account})


def gather(house: House, roster: Roster, name: str, members: Iterable[str], people: Iterable[Account]) -> Choir:
    """Makes a group of `members` and a room with `people` in it, without a rule."""
    group = roster.group(name, members)
    people = list(people)
    room = house.bot.create_room(name, invite=[person.user_id for person in people])
    for person in people:
        person.join(room)
    return Choir(house, roster, group, room)


def rule(choir: Choir, **settings: str) -> Choir:
    """Sets the rule of the room: the members of the group, and nobody else. It enforces without a grace unless `settings` say
    otherwise."""
    commands = choir.house.commands
    commands.set_requirement(f"roster:{choir.group}", {"group": choir.group})
    commands.set_rule(choir.room, f"roster:{choir.group}")
    commands.set_room(choir.room, **{"phase": "enforce", "grace": "0s", **settings})
    return choir


def history(account: Account, room: str) -> list[dict[str, Any]]:
    """All member events of the room, as this account sees it, the latest first."""
    found: list[dict[str, Any]] = []
    kinds = quote(json.dumps({"types": ["m.room.member"]}))
    start = ""
    while True:
        page = account.call("GET", room_path(room, f"messages?dir=b&limit=500&filter={kinds}{start}"))
        found += page["chunk"]
        if not page.get("end"):
            return found
        start = "&from=" + quote(page["end"])


def deeds(account: Account, room: str, sender: str) -> Counter[tuple[str, str]]:
    """How often `sender` made each person what: (user ID, `invite` or `leave`)."""
    return Counter(
        (event["state_key"], event["content"]["membership"])
        for event in history(account, room)
        if event["sender"] == sender and event["state_key"] != sender
    )


def desk(house: House, path: str, body: Any) -> Any:
    """One request at the admin's socket, for what would take hundreds of commands."""
    connection = _SocketConnection(str(house.usher.folder / "data" / "usher.sock"))
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status in (200, 204), f"{path}: {answer.status} {text[:600]!r}"
        return json.loads(text) if text else None
    finally:
        connection.close()


class _SocketConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("usher", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
