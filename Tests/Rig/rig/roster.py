"""A roster: a small web service that keeps accounts and groups, the third party of the tests. It tells the truth until it is told
to be in trouble (rig/roster_troubles.py).

`Authorization: Bearer TOKEN` everywhere. Listings have pages: `"next"` is the cursor of the next one, or null.

    GET  /groups?parent=&q=&cursor=         {"groups": [{"id", "name", "members", "children"}], "next"}
    GET  /groups/G/members?cursor=          {"members": [{"id", "name", "role"}], "next", "total"}, with an ETag of the whole
                                            listing on each page; 304 to If-None-Match on the first
    GET  /groups/G/members/A                {"member": true, "role"} or {"member": false}
    POST /groups/G/check {"accounts": []}   {"accounts": [{"id", "member", "role"}]}
    POST /links {"account", "code"}         {"linked": true, "id", "name"} or {"linked": false}

Of an account that has withdrawn its consent, {"consent": false, "retry_after_s": N} in the place of a membership.

A group that does not exist is 404. Webhooks carry `{"event", "delivery", …}` and, in X-Roster-Signature, the HMAC-SHA256 of the
body in hexadecimal digits.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote

from rig import ports
from rig.http import Answer, ask
from rig.roster_server import Reply, RosterServer, Trouble
from rig.waiting import until

Item = TypeVar("Item")


@dataclass
class Group:
    """Some accounts, each with its role."""

    id: str
    name: str
    parent: str | None
    members: dict[str, str] = field(default_factory=dict)
    #: Changes with everything that a listing shows.
    version: int = 1


@dataclass
class Seen:
    """One request, and what became of it."""

    method: str
    #: Without the query, as it was sent.
    path: str
    query: str
    #: 0 = no whole answer, or none yet.
    status: int = 0


class Roster:
    """The service and its state, at work from the beginning. Safe to steer from any thread."""

    def __init__(self, page_size: int = 100) -> None:
        #: The bearer token.
        self.token = secrets.token_urlsafe(24)
        #: What webhooks are signed with.
        self.webhook_secret = secrets.token_urlsafe(24)
        self.page_size = page_size
        #: Every request that came, in order.
        self.requests: list[Seen] = []
        self.accounts: dict[str, str] = {}
        self.groups: dict[str, Group] = {}
        #: Accounts that tell nothing any more, and when to ask about them again, in seconds.
        self._withdrawn: dict[str, int] = {}
        self._codes: dict[str, str] = {}
        self._lock = threading.RLock()
        self._server = RosterServer(ports.take(), self._answer, self._saw)
        self._server.open()
        self.url = f"http://127.0.0.1:{self._server.port}"

    def stop(self) -> None:
        self._server.close()

    # What it keeps.

    def account(self, name: str, id: str | None = None) -> str:
        """Makes an account, and returns its id, which never changes."""
        with self._lock:
            id = id or f"a{len(self.accounts) + 1}"
            self.accounts[id] = name
            return id

    def rename(self, account: str, name: str) -> None:
        with self._lock:
            self.accounts[account] = name
            for group in self.groups.values():
                if account in group.members:
                    group.version += 1

    def group(
        self, name: str, members: Iterable[str] = (), parent: str | None = None, *, id: str | None = None, role: str = "member"
    ) -> str:
        """Makes a group, and returns its id."""
        with self._lock:
            id = id or f"g{len(self.groups) + 1}"
            self.groups[id] = Group(id, name, parent, dict.fromkeys(members, role))
            return id

    def add(self, group: str, *accounts: str, role: str = "member") -> None:
        with self._lock:
            self.groups[group].members |= dict.fromkeys(accounts, role)
            self.groups[group].version += 1

    def remove(self, group: str, *accounts: str) -> None:
        with self._lock:
            for account in accounts:
                del self.groups[group].members[account]
            self.groups[group].version += 1

    def withdraw(self, account: str, retry_after_s: int) -> None:
        """Its owner no longer wants it to be told in which groups the account is."""
        with self._lock:
            self._withdrawn[account] = retry_after_s

    def consent(self, account: str) -> None:
        """They want it again."""
        with self._lock:
            del self._withdrawn[account]

    def delete_group(self, group: str) -> Group:
        """It is 404 from now on. Put it back into `groups` to undo that."""
        with self._lock:
            return self.groups.pop(group)

    def give_code(self, account: str) -> str:
        """A code with which the owner of the account can link it, once."""
        with self._lock:
            self._codes[account] = secrets.token_hex(5)
            return self._codes[account]

    # What it goes through.

    def trouble(self, trouble: Trouble, path: str = "/", times: int | None = None) -> None:
        """Whatever is asked for below `path` meets `trouble`, the next `times` times, or until `heal`. The latest counts."""
        self._server.trouble(trouble, path, times)

    def refuse(self) -> None:
        """Nobody listens any more, until `heal`."""
        self._server.close()

    def heal(self) -> None:
        """All is well again; what hangs is let go without an answer."""
        self._server.heal()

    # What it saw, and what it tells.

    def count(self, method: str = ".*", path: str = "", status: int | None = None) -> int:
        """How many requests matched so far; both texts are regular expressions, the one of `path` is searched for."""
        with self._lock:
            return sum(
                1
                for seen in self.requests
                if re.fullmatch(method, seen.method) and re.search(path, seen.path) and status in (None, seen.status)
            )

    def until_asked(self, method: str = ".*", path: str = "", times: int = 1) -> None:
        """Waits until that many requests matched."""
        until(lambda: self.count(method, path) >= times, f"{times} x {method} {path} at the roster")

    def forget_requests(self) -> None:
        with self._lock:
            self.requests.clear()

    def tell(self, url: str, event: dict[str, Any], *, delivery: str | None = None, signature: str | None = None) -> Answer:
        """Sends a webhook, for example {"event": "group", "group": "g1"}. `signature` forges one."""
        body = json.dumps({**event, "delivery": delivery or secrets.token_hex(8)}).encode()
        signed = hmac.new(self.webhook_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Roster-Signature": signed if signature is None else signature}
        return ask("POST", url, body, headers)

    # How it answers.

    def _saw(self, method: str, path: str) -> Callable[[int], None]:
        bare, _, query = path.partition("?")
        seen = Seen(method, bare, query)
        with self._lock:
            self.requests.append(seen)

        def answered(status: int) -> None:
            seen.status = status

        return answered

    def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Reply:
        if not hmac.compare_digest(headers.get("authorization", ""), f"Bearer {self.token}"):
            return Reply.json({"error": "this token opens nothing"}, 401)
        bare, _, query = path.partition("?")
        asked = {name: values[0] for name, values in parse_qs(query).items()}
        parts = [unquote(part) for part in bare.strip("/").split("/")]
        with self._lock:
            match [method, *parts]:
                case ["GET", "groups"]:
                    return self._list_groups(asked)
                case ["GET", "groups", group, "members"] if group in self.groups:
                    return self._list_members(self.groups[group], asked, headers.get("if-none-match"))
                case ["GET", "groups", group, "members", account] if group in self.groups:
                    return Reply.json(self._membership(self.groups[group], account))
                case ["POST", "groups", group, "check"] if group in self.groups:
                    found = [{"id": id, **self._membership(self.groups[group], id)} for id in json.loads(body)["accounts"]]
                    return Reply.json({"accounts": found})
                case ["POST", "links"]:
                    return Reply.json(self._link(**json.loads(body)))
                case _:
                    return Reply.json({"error": "there is no such thing"}, 404)

    def _list_groups(self, asked: dict[str, str]) -> Reply:
        parent, text = asked.get("parent"), asked.get("q", "").lower()
        found = [group for group in self.groups.values() if group.parent == parent and text in group.name.lower()]
        page, following = self._page(found, asked)
        parents = {group.parent for group in self.groups.values()}
        shown = [
            {"id": group.id, "name": group.name, "members": len(group.members), "children": group.id in parents} for group in page
        ]
        return Reply.json({"groups": shown, "next": following})

    def _list_members(self, group: Group, asked: dict[str, str], known: str | None) -> Reply:
        etag = f'"{group.id}-{group.version}"'
        if known == etag and "cursor" not in asked:
            return Reply(304, {"ETag": etag}, b"")
        page, following = self._page(list(group.members.items()), asked)
        shown = [{"id": id, "name": self.accounts[id], "role": role} for id, role in page]
        return Reply.json({"members": shown, "next": following, "total": len(group.members)}, headers={"ETag": etag})

    def _page(self, items: list[Item], asked: dict[str, str]) -> tuple[list[Item], str | None]:
        start = int(asked.get("cursor", "0"))
        end = start + self.page_size
        return items[start:end], str(end) if end < len(items) else None

    def _membership(self, group: Group, account: str) -> dict[str, Any]:
        if account in self._withdrawn:
            return {"consent": False, "retry_after_s": self._withdrawn[account]}
        role = group.members.get(account)
        return {"member": False} if role is None else {"member": True, "role": role}

    def _link(self, account: str, code: str) -> dict[str, Any]:
        for id, name in self.accounts.items():
            if name == account and hmac.compare_digest(self._codes.get(id, ""), code) and code:
                del self._codes[id]
                return {"linked": True, "id": id, "name": name}
        return {"linked": False}
