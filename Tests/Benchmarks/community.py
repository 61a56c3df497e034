"""A large community for measurements: a homeserver that answers as fast as it can write, and the groups of the same people.

Person 7 is `@p7:SERVER` and has the account `a7` (`usher-bench fill` links them); room 3 is `!r3:SERVER`, its group is `g3`, and
who is in the one is in the other. What is answered is put together from parts that are made once: the homeserver takes little of
the processors that are measured.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote

from rig import ports
from rig.roster import Roster

#: Members on one page of the roster, as large third parties give them.
PAGE = 1_000

#: Scatters a room's members over all people: prime, so that nobody comes twice.
_STRIDE = 7_919

_BOT = "usher"


@dataclass(frozen=True)
class Size:
    """How large a community is."""

    people: int
    rooms: int
    #: Members of each room.
    members: int

    def __str__(self) -> str:
        return f"{self.people:,} x {self.rooms}"

    @property
    def memberships(self) -> int:
        return self.rooms * self.members

    def members_of(self, room: int) -> list[int]:
        """The numbers of the people in a room, each once."""
        if self.members == self.people:
            return list(range(self.people))
        return [(index * _STRIDE + room * self.people // self.rooms) % self.people for index in range(self.members)]


@dataclass(frozen=True)
class Kick:
    """An act of the bot."""

    room: str
    user_id: str
    #: `time.monotonic()` when the request had come.
    at: float


@dataclass
class _Room:
    id: str
    #: The events that are no members', as they are listed.
    head: bytes
    members: set[int]
    #: The member events that are others than at the beginning.
    changed: dict[int, dict[str, Any]] = field(default_factory=dict)


class Homeserver:
    """The client-server API as far as the daemon uses it, over plain HTTP, with everybody in their rooms."""

    def __init__(self, size: Size, token: str) -> None:
        self.size = size
        self.token = token
        self.kicks: list[Kick] = []
        #: Method and path of every request, without the query.
        self.requests: list[tuple[str, str]] = []
        self._server = _Server(("127.0.0.1", ports.take()), _Connection)
        self._server.home = self
        port = self._server.server_address[1]
        self.name = f"127.0.0.1:{port}"
        self.url = f"http://{self.name}"
        self.bot = f"@{_BOT}:{self.name}"
        self._changes: list[tuple[str, dict[str, Any]]] = []
        self._change = threading.Condition()
        self._people = [self._person(number) for number in range(size.people)]
        self._rooms = {room.id: room for room in map(self._room, range(size.rooms))}
        threading.Thread(target=self._server.serve_forever, args=[0.05], daemon=True, name="homeserver").start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def user_id(self, person: int) -> str:
        return f"@p{person}:{self.name}"

    def room_id(self, room: int) -> str:
        return f"!r{room}:{self.name}"

    # What it keeps.

    def _person(self, number: int) -> bytes:
        """A member event without its room and its last brace, as Synapse gives it."""
        user = self.user_id(number)
        event = {
            "type": "m.room.member",
            "sender": user,
            "content": {"membership": "join", "displayname": f"Person {number}", "avatar_url": f"mxc://{self.name}/{number:024}"},
            "state_key": user,
            "origin_server_ts": 1_700_000_000_000 + number,
            "unsigned": {"age": 86_400_000 + number},
            "event_id": f"${number:043}",
            "user_id": user,
            "age": 86_400_000 + number,
        }
        return json.dumps(event, separators=(",", ":")).encode()[:-1]

    def _room(self, number: int) -> _Room:
        room = self.room_id(number)
        levels = {"users": {self.bot: 100}, "users_default": 0, "kick": 50, "ban": 50, "invite": 50, "state_default": 50}
        events = [
            self._event(room, "m.room.create", {"room_version": "11"}),
            self._event(room, "m.room.power_levels", levels),
            self._event(room, "m.room.join_rules", {"join_rule": "invite"}),
            self._event(room, "m.room.name", {"name": f"Room {number}"}),
            self._member(room, self.bot, self.bot, "join"),
        ]
        head = ",".join(json.dumps(event) for event in events).encode()
        return _Room(room, head, set(self.size.members_of(number)))

    def _event(self, room: str, type: str, content: dict[str, Any], key: str = "", sender: str = "") -> dict[str, Any]:
        return {
            "type": type, "room_id": room, "sender": sender or self.bot, "state_key": key, "content": content,
            "event_id": f"${room[1:].partition(':')[0]}-{type}-{key}-{time.monotonic_ns()}",
            "origin_server_ts": 1_700_000_000_000,
        }

    def _member(self, room: str, user: str, sender: str, membership: str) -> dict[str, Any]:
        return self._event(room, "m.room.member", {"membership": membership}, user, sender)

    def _place(self, room: _Room, user: str, membership: str) -> None:
        """The bot changes where somebody stands; whoever waits for news is told."""
        event = self._member(room.id, user, self.bot, membership)
        with self._change:
            room.changed[int(user[2:].partition(":")[0])] = event
            self._changes.append((room.id, event))
            self._change.notify_all()

    # How it answers.

    def answer(self, method: str, target: str, body: bytes) -> tuple[int, bytes]:
        path, _, query = target.partition("?")
        self.requests.append((method, path))
        parts = [unquote(part) for part in path.split("/")[4:]]
        match [method, *parts]:
            case ["GET", "account", "whoami"]:
                return 200, json.dumps({"user_id": self.bot, "is_guest": False}).encode()
            case ["POST", "user", _, "filter"]:
                return 200, b'{"filter_id":"1"}'
            case ["GET", "sync"]:
                return 200, self._sync(parse_qs(query))
            case ["GET", "joined_rooms"]:
                return 200, json.dumps({"joined_rooms": list(self._rooms)}).encode()
            case ["GET", "rooms", room, "state"] if room in self._rooms:
                return 200, self._state(self._rooms[room])
            case ["GET", "rooms", room, "state", "m.room.member", user] if room in self._rooms:
                return self._membership(self._rooms[room], user, "format=event" in query)
            case ["POST", "rooms", room, ("kick" | "invite") as act] if room in self._rooms:
                user = json.loads(body)["user_id"]
                if act == "kick":
                    self.kicks.append(Kick(room, user, time.monotonic()))
                self._place(self._rooms[room], user, "leave" if act == "kick" else "invite")
                return 200, b"{}"
            case _:
                return 404, b'{"errcode":"M_UNRECOGNIZED","error":"not played here"}'

    def _sync(self, asked: dict[str, list[str]]) -> bytes:
        if "since" not in asked:
            created = {
                room: {"state": {"events": [self._event(room, "m.room.create", {"room_version": "11"})]}}
                for room in self._rooms
            }
            return json.dumps({"next_batch": str(len(self._changes)), "rooms": {"join": created}}).encode()
        since = int(asked["since"][0])
        with self._change:
            self._change.wait_for(lambda: len(self._changes) > since, int(asked["timeout"][0]) / 1_000)
            news, end = self._changes[since:], len(self._changes)
        joined: dict[str, Any] = {}
        for room, event in news:
            joined.setdefault(room, {"timeline": {"events": []}})["timeline"]["events"].append(event)
        return json.dumps({"next_batch": str(end), "rooms": {"join": joined}}).encode()

    def _state(self, room: _Room) -> bytes:
        ending = f',"room_id":"{room.id}"}}'.encode()
        untouched = [self._people[number] for number in room.members if number not in room.changed]
        members = (ending + b",").join(untouched) + ending if untouched else b""
        changed = [json.dumps(event).encode() for event in room.changed.values()]
        return b"[" + b",".join(part for part in [room.head, members, *changed] if part) + b"]"

    def _membership(self, room: _Room, user: str, whole: bool) -> tuple[int, bytes]:
        number = int(user[2:].partition(":")[0])
        if number in room.changed:
            event = room.changed[number]
        elif number in room.members:
            event = json.loads(self._people[number] + b"}")
        else:
            return 404, b'{"errcode":"M_NOT_FOUND","error":"Event not found."}'
        return 200, json.dumps(event if whole else event["content"]).encode()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    home: Homeserver


class _Connection(socketserver.StreamRequestHandler):
    """One connection with the requests on it. Reads no more of HTTP than Usher writes: Python's own server takes a millisecond
    for each request."""

    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            while self._one():
                pass
        except OSError:
            pass  # The daemon went away.

    def _one(self) -> bool:
        line = self.rfile.readline().decode()
        if not line:
            return False
        method, target, _ = line.split(" ")
        headers: dict[str, str] = {}
        while header := self.rfile.readline().decode().strip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        if headers.get("authorization") == f"Bearer {self.server.home.token}":
            status, answer = self.server.home.answer(method, target, body)
        else:
            status, answer = 401, b'{"errcode":"M_UNKNOWN_TOKEN","error":"this token opens nothing"}'
        head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(answer)}\r\n\r\n".encode()
        if len(answer) < 65_536:
            self.connection.sendall(head + answer)
        else:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            self.connection.sendall(head)
            self.connection.sendall(answer)
        return True


def roster_of(size: Size) -> Roster:
    """The third party at which everybody has an account, with a group for each room."""
    roster = Roster(page_size=PAGE)
    for person in range(size.people):
        roster.account(f"Person {person}", f"a{person}")
    for room in range(size.rooms):
        roster.group(f"Group {room}", (f"a{person}" for person in size.members_of(room)), id=f"g{room}")
    return roster
