"""A small HTTP client that hides nothing: no redirects, no cookies, no proxies, the headers exactly as given."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.status} {self.body[:600].decode(errors='replace')}"


def ask(
    method: str,
    url: str,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = 60,
) -> Answer:
    """Sends one request on a connection of its own. `body` is sent as JSON, or as it is when it is bytes."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    path = parts.path + ("?" + parts.query if parts.query else "")
    sent = dict(headers or {})
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        sent.setdefault("Content-Type", "application/json")
    try:
        try:
            connection.request(method, path or "/", body, sent)
        except (BrokenPipeError, ConnectionResetError):
            # The server may answer (413, say) and close before it has read all of the body: what it said still counts.
            if connection.sock is None:
                raise
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


def answers(url: str) -> bool:
    """Whether a server answers 200 there now."""
    try:
        return ask("GET", url, seconds=5).status == 200
    except (OSError, http.client.HTTPException, socket.timeout):
        return False
