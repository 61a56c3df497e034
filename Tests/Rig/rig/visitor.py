"""A person at the door without a browser: speaks Usher's HTTP API as the page does.

The cookie and the headers against forged requests are kept by hand: the cookie is `Secure`, so an honest cookie jar would not
return it over the loopback's plain HTTP, and tests want to leave things out.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from rig.http import Answer, ask
from rig.matrix import Account
from rig.usher import Link, Usher
from rig.waiting import PATIENCE_S, until

#: Stands for "as the page would do it".
AS_THE_PAGE: Any = object()


class Visitor:
    """One browser's worth of state: a cookie, and what proves that a request is meant."""

    def __init__(self, usher: Usher) -> None:
        self.usher = usher
        self.cookie: str | None = None
        self.csrf: str | None = None

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        origin: str | None = AS_THE_PAGE,
        csrf: str | None = AS_THE_PAGE,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Sends one request; None leaves a header out."""
        changes = method not in ("GET", "HEAD")
        sent = {}
        if changes:
            sent["Content-Type"] = "application/json"
            sent["Origin"] = self.usher.url if origin is AS_THE_PAGE else origin
            sent["X-Usher-CSRF"] = self.csrf if csrf is AS_THE_PAGE else csrf
        if self.cookie is not None:
            sent["Cookie"] = self.cookie
        sent |= headers or {}
        payload = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        return ask(method, self.usher.url + path, payload, {k: v for k, v in sent.items() if v is not None})

    def prove(self, server: str, token: str, **how: Any) -> Answer:
        """Hands over an OpenID token, once; keeps the session when there is one."""
        self.usher.secrets.add(token)
        answer = self.send("POST", "/api/session", {"server": server, "token": token}, **how)
        if answer.status == 200:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
            self.usher.secrets.add(self.cookie.partition("=")[2])
            self.csrf = answer.json["csrf"]
        return answer

    def sign_in(self, account: Account) -> Visitor:
        """Proves to be `account`; is patient when Usher asks for patience."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            answer = self.prove(account.server_name, account.openid_token())
            if answer.status in (429, 503) and time.monotonic() < deadline:
                time.sleep(min(answer.json.get("retry_after_ms") or 200, 500) / 1000)
                continue
            assert answer.status == 200, f"{account.user_id} could not sign in: {answer}"
            assert answer.json["user"] == account.user_id
            return self

    def describe(self, link: Link) -> Answer:
        """What the page shows before anybody signs in."""
        return self.send("POST", "/api/claims/describe", {"instance": link.instance, "code": link.code})

    def redeem(self, link: Link) -> Answer:
        """One click on the button; the answer may be `pending`."""
        return self.send("POST", "/api/redemptions", {"instance": link.instance, "code": link.code})

    def redemption(self, id: str) -> Answer:
        return self.send("GET", f"/api/redemptions/{id}")

    def settle(self, redemption: Mapping[str, Any], seconds: float = PATIENCE_S) -> dict[str, Any]:
        """Waits until a redemption is no longer pending, and returns it."""

        def settled() -> dict[str, Any] | None:
            answer = self.redemption(redemption["id"])
            assert answer.status == 200, str(answer)
            return None if answer.json["state"] == "pending" else answer.json

        return until(settled, f"redemption {redemption['id']} to settle", seconds, pause_s=0.1)

    def redeem_and_settle(self, link: Link) -> dict[str, Any]:
        """Clicks, and waits for the outcome."""
        answer = self.redeem(link)
        assert answer.status == 200, str(answer)
        return self.settle(answer.json) if answer.json["state"] == "pending" else answer.json
