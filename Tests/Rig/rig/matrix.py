"""Matrix accounts on the throw-away homeserver, used through its client-server API."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from rig.http import Answer, ask


_NOTHING_BUT_MESSAGES = quote(json.dumps({"types": ["m.room.message"]}))


def _invitations_only() -> str:
    """A filter of /sync. It is another one each time: Synapse gives its answer to a first sync again, for two minutes."""
    return quote(json.dumps({
        "presence": {"types": []},
        "account_data": {"types": [], "not_senders": [f"@{secrets.token_hex(8)}:nowhere.example"]},
        "room": {"timeline": {"types": [], "limit": 1}, "state": {"types": []}, "ephemeral": {"types": []}},
    }))


def room_path(room: str, rest: str) -> str:
    """The path of the client-server API for something in a room."""
    return f"/_matrix/client/v3/rooms/{quote(room, safe='')}/{rest}"


def _query(via: Iterable[str]) -> str:
    """Both names of the parameter: servers of before Matrix 1.12 know only the second."""
    query = urlencode([(name, server) for server in via for name in ("via", "server_name")])
    return "?" + query if query else ""


class MatrixError(AssertionError):
    """The homeserver did not do what a test or the demo needs."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what}: {answer}")
        self.answer = answer


@dataclass(frozen=True)
class Member:
    """What a room knows about somebody."""

    #: `join`, `invite`, `knock`, `leave` or `ban`.
    membership: str
    #: Who made it so.
    sender: str
    #: Empty when none was given.
    reason: str
    #: Whether an invitation is to a room for two.
    is_direct: bool
    #: Empty in an invitation as its receiver sees it.
    event_id: str

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Member:
        """Reads an m.room.member event."""
        content = event["content"]
        return cls(
            content["membership"],
            event["sender"],
            content.get("reason") or "",
            content.get("is_direct") is True,
            event.get("event_id", ""),
        )


@dataclass(frozen=True)
class Account:
    """Somebody with an account: a person of a test, the bot, or the homeserver's admin."""

    #: Where the homeserver's client-server API is.
    homeserver_url: str
    user_id: str
    password: str
    access_token: str = field(repr=False)

    @property
    def name(self) -> str:
        """The local part of the user ID."""
        return self.user_id[1:].partition(":")[0]

    @property
    def server_name(self) -> str:
        return self.user_id.partition(":")[2]

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """One request as this account, whatever the answer is."""
        return ask(method, self.homeserver_url + path, body, {"Authorization": f"Bearer {self.access_token}"})

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request as this account; raises MatrixError unless the answer is 200."""
        answer = self.ask(method, path, body)
        if answer.status != 200:
            raise MatrixError(f"{method} {path} as {self.user_id}", answer)
        return answer.json

    def create_room(self, name: str, version: str | None = None, **more: Any) -> str:
        """A private room, joined by invitation only, of this room version or the server's own. `more` goes into the request
        (rig/rooms.py makes spaces and other doors of it). Returns its id."""
        body = {"name": name, "preset": "private_chat", "visibility": "private", **more}
        if version is not None:
            body["room_version"] = version
        return self.call("POST", "/_matrix/client/v3/createRoom", body)["room_id"]

    def join(self, room: str, via: Iterable[str] = ()) -> None:
        """`via` are servers that know the room, where this account's own does not."""
        self.call("POST", f"/_matrix/client/v3/join/{quote(room, safe='')}{_query(via)}", {})

    def knock(self, room: str, reason: str = "", via: Iterable[str] = ()) -> None:
        self.call("POST", f"/_matrix/client/v3/knock/{quote(room, safe='')}{_query(via)}", {"reason": reason})

    def leave(self, room: str) -> None:
        self.call("POST", room_path(room, "leave"), {})

    def invite(self, user_id: str, room: str, reason: str | None = None) -> None:
        self._act("invite", user_id, room, reason)

    def kick(self, user_id: str, room: str, reason: str | None = None) -> None:
        """Also takes an invitation back, and turns a knock down."""
        self._act("kick", user_id, room, reason)

    def ban(self, user_id: str, room: str, reason: str | None = None) -> None:
        self._act("ban", user_id, room, reason)

    def unban(self, user_id: str, room: str) -> None:
        self._act("unban", user_id, room, None)

    def _act(self, what: str, user_id: str, room: str, reason: str | None) -> None:
        body = {"user_id": user_id} if reason is None else {"user_id": user_id, "reason": reason}
        self.call("POST", room_path(room, what), body)

    def state(self, room: str, kind: str, key: str = "") -> dict[str, Any] | None:
        """The content of a state event; None when there is none."""
        answer = self.ask("GET", room_path(room, f"state/{quote(kind)}/{quote(key, safe='')}"))
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise MatrixError(f"state {kind} of {room} as {self.user_id}", answer)
        return answer.json

    def set_state(self, room: str, kind: str, content: Any, key: str = "") -> None:
        self.call("PUT", room_path(room, f"state/{quote(kind)}/{quote(key, safe='')}"), content)

    def say(self, room: str, text: str) -> None:
        path = room_path(room, f"send/m.room.message/{secrets.token_hex(8)}")
        self.call("PUT", path, {"msgtype": "m.text", "body": text})

    def members(self, room: str) -> dict[str, Member]:
        """Everybody whom the room ever heard of, as this account's homeserver knows it. This account must be, or have been, in
        the room."""
        chunk = self.call("GET", room_path(room, "members"))["chunk"]
        return {event["state_key"]: Member.of(event) for event in chunk}

    def joined_rooms(self) -> set[str]:
        return set(self.call("GET", "/_matrix/client/v3/joined_rooms")["joined_rooms"])

    def invited_rooms(self) -> dict[str, Member]:
        """The rooms that this account is invited to, each with its invitation."""
        answer = self.call("GET", f"/_matrix/client/v3/sync?timeout=0&filter={_invitations_only()}")
        invited = answer.get("rooms", {}).get("invite", {})
        events = {room: what["invite_state"]["events"] for room, what in invited.items()}
        return {
            room: Member.of(event)
            for room, stripped in events.items()
            for event in stripped
            if event["type"] == "m.room.member" and event["state_key"] == self.user_id
        }

    def said(self, room: str, by: str) -> list[str]:
        """What `by` said in a room that this account is in, the latest last; the last hundred events are looked at."""
        page = self.call("GET", room_path(room, f"messages?dir=b&limit=100&filter={_NOTHING_BUT_MESSAGES}"))
        return [event["content"].get("body", "") for event in reversed(page["chunk"]) if event["sender"] == by]

    def direct_rooms(self, by: str) -> dict[str, str]:
        """The direct rooms that `by` made for this account, and whether it is in them: room id to `invite` or `join`."""
        found = {room: "invite" for room, said in self.invited_rooms().items() if said.sender == by and said.is_direct}
        for room in self.joined_rooms():
            creation = self.call("GET", room_path(room, "state/m.room.create/?format=event"))
            # Only the two of them: whoever made a larger room wrote to others too.
            if creation["sender"] == by and self.members(room).keys() <= {by, self.user_id}:
                found[room] = "join"
        return found

    def notices(self, by: str) -> list[str]:
        """What `by` wrote to this account in direct rooms, the latest last in each. Accepts the invitations to them first."""
        for room, membership in self.direct_rooms(by).items():
            if membership == "invite":
                self.join(room)
        # An invitation may have come since: whoever waits calls again.
        joined = sorted(room for room, membership in self.direct_rooms(by).items() if membership == "join")
        return [text for room in joined for text in self.said(room, by)]

    def openid_token(self) -> str:
        """A fresh OpenID token, which proves to third parties who this is."""
        path = f"/_matrix/client/v3/user/{quote(self.user_id, safe='')}/openid/request_token"
        return self.call("POST", path, {})["access_token"]

    def devices(self) -> set[str]:
        """The sessions that the homeserver knows of this account."""
        return {device["device_id"] for device in self.call("GET", "/_matrix/client/v3/devices")["devices"]}

    def invitations(self, user_id: str, room: str) -> list[str]:
        """The ids of all events in the room's history, as this account sees it, that invite `user_id`."""
        found, start = [], ""
        kinds = quote(json.dumps({"types": ["m.room.member"]}))
        while True:
            page = self.call("GET", room_path(room, f"messages?dir=b&limit=500&filter={kinds}{start}"))
            found += [
                event["event_id"]
                for event in page["chunk"]
                if event["state_key"] == user_id and event["content"].get("membership") == "invite"
            ]
            if not page.get("end"):
                return found
            start = "&from=" + quote(page["end"])
