"""Matrix accounts on the throw-away homeserver, used through its client-server API."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from rig.http import Answer, ask


class MatrixError(AssertionError):
    """The homeserver did not do what a test or the demo needs."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what}: {answer}")
        self.answer = answer


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

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request as this account; raises MatrixError unless the answer is 200."""
        answer = ask(method, self.homeserver_url + path, body, {"Authorization": f"Bearer {self.access_token}"})
        if answer.status != 200:
            raise MatrixError(f"{method} {path} as {self.user_id}", answer)
        return answer.json

    def create_room(self, name: str) -> str:
        """A private room, joined by invitation only. Returns its id."""
        body = {"name": name, "preset": "private_chat", "visibility": "private"}
        return self.call("POST", "/_matrix/client/v3/createRoom", body)["room_id"]

    def join(self, room: str) -> None:
        self.call("POST", f"/_matrix/client/v3/join/{quote(room, safe='')}", {})

    def leave(self, room: str) -> None:
        self.call("POST", f"/_matrix/client/v3/rooms/{quote(room, safe='')}/leave", {})

    def ban(self, user_id: str, room: str) -> None:
        self.call("POST", f"/_matrix/client/v3/rooms/{quote(room, safe='')}/ban", {"user_id": user_id})

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
            path = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/messages?dir=b&limit=500&filter={kinds}{start}"
            page = self.call("GET", path)
            found += [
                event["event_id"]
                for event in page["chunk"]
                if event["state_key"] == user_id and event["content"].get("membership") == "invite"
            ]
            if not page.get("end"):
                return found
            start = "&from=" + quote(page["end"])
