"""A reverse proxy that misbehaves on request: it stands between Usher and Synapse and loses, delays or falsifies answers."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from rig import ports
from rig.waiting import until

#: Headers that belong to one connection and are not passed on.
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length"}


@dataclass
class Fault:
    """What happens to the requests that match; the first match counts."""

    method: str
    path: re.Pattern[str]
    #: Whether the request still reaches Synapse, so that the act happens although its answer is lost.
    forwarded: bool
    #: `answer`, `hang` (until healed) or `drop` (the connection is closed).
    kind: str
    status: int = 0
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    #: How often it still happens; None = until healed.
    times: int | None = None
    #: What somebody does between the act and its answer.
    meanwhile: Callable[[], None] | None = None

    def matches(self, method: str, path: str) -> bool:
        return self.times != 0 and method == self.method and self.path.search(path) is not None


class FaultyProxy:
    """Forwards everything to `upstream` (an http URL) until told otherwise. Threads of its own; safe to steer from any thread."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urlsplit(upstream)
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._requests: list[tuple[str, str]] = []
        self._healed = threading.Event()
        self._server = _Server(("127.0.0.1", ports.take()), _Handler)
        self._server.proxy = self
        #: What Usher is given as the homeserver's URL.
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True, name="faulty-proxy").start()

    def stop(self) -> None:
        """Heals and ends it."""
        self.heal()
        self._server.shutdown()
        self._server.server_close()

    def answer(
        self,
        method: str,
        path: str,
        status: int,
        body: Any = None,
        *,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        forwarded: bool = False,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        """Answers requests whose path matches the regular expression `path` with `status` and the JSON `body`."""
        self._add(Fault(method, re.compile(path), forwarded, "answer", status, body, headers or {}, times, meanwhile))

    def hang(self, method: str, path: str, *, forwarded: bool = False, times: int | None = None) -> None:
        """Never answers, until healed; then the connection is closed without an answer."""
        self._add(Fault(method, re.compile(path), forwarded, "hang", times=times))

    def drop(self, method: str, path: str, *, forwarded: bool = False, times: int | None = None) -> None:
        """Closes the connection instead of answering."""
        self._add(Fault(method, re.compile(path), forwarded, "drop", times=times))

    def heal(self) -> None:
        """Forgets all faults and lets go of what hangs."""
        with self._lock:
            self._faults.clear()
            self._healed.set()
            self._healed = threading.Event()

    def count(self, method: str, path: str) -> int:
        """How many requests matched so far, whatever became of them. A request counts when its fate begins: one that hangs
        after it was forwarded counts when Synapse has answered."""
        with self._lock:
            return sum(1 for m, p in self._requests if m == method and re.search(path, p))

    def until_asked(self, method: str, path: str, times: int = 1) -> None:
        """Waits until that many requests matched."""
        until(lambda: self.count(method, path) >= times, f"{times} x {method} {path} at the proxy")

    def _add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def _fate(self, method: str, path: str) -> tuple[Fault | None, threading.Event]:
        with self._lock:
            fault = next((f for f in self._faults if f.matches(method, path)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
            return fault, self._healed

    def _saw(self, method: str, path: str) -> None:
        with self._lock:
            self._requests.append((method, path))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: FaultyProxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _handle(self) -> None:
        proxy = self.server.proxy
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault, healed = proxy._fate(self.command, self.path)
        answered = None
        if fault is None or fault.forwarded:
            answered = self._forward(body)
        if fault is not None and fault.meanwhile is not None:
            fault.meanwhile()
        proxy._saw(self.command, self.path)
        if fault is None and answered is not None:
            self._reply(*answered)
        elif fault is not None and fault.kind == "answer":
            headers = {"Content-Type": "application/json", **fault.headers}
            self._reply(fault.status, headers, json.dumps(fault.body or {}).encode())
        elif fault is not None and fault.kind == "hang":
            healed.wait()
            self.close_connection = True
        else:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_DELETE = do_OPTIONS = _handle

    def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        upstream = self.server.proxy._upstream
        connection = http.client.HTTPConnection(upstream.hostname or "", upstream.port, timeout=120)
        try:
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
            connection.request(self.command, self.path, body or None, headers | {"Content-Length": str(len(body))})
            response = connection.getresponse()
            kept = {k: v for k, v in response.getheaders() if k.lower() not in _HOP_BY_HOP}
            return response.status, kept, response.read()
        except OSError:
            return 502, {"Content-Type": "application/json"}, b"{}"
        finally:
            connection.close()

    def _reply(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: what was asked is counted instead."""
