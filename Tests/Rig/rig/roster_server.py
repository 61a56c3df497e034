"""How the roster is reached: an HTTP server that can hang, break off and vanish."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What is answered."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @classmethod
    def json(cls, body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        return cls(status, {"Content-Type": "application/json", **(headers or {})}, json.dumps(body).encode())


class Exchange:
    """One request under way, as a trouble meets it."""

    def __init__(self, handler: _Handler, healed: threading.Event, truth: Callable[[], Reply]) -> None:
        #: With its query.
        self.path = handler.path
        #: What would be answered if all were well. No condition of the request makes it 304.
        self.truth = truth
        self._handler = handler
        self._healed = healed

    def hang(self) -> None:
        """Says nothing until all is well again, and nothing then."""
        self._healed.wait()

    def reset(self) -> None:
        """Ends the connection with a reset instead of an end."""
        # With no time to linger the kernel throws away what is left, and says so.
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def send(self, head: str, body: bytes) -> None:
        """Sends this and nothing else, however little sense it makes."""
        self._handler.wfile.write(head.encode() + body)


#: What becomes of an exchange: a reply, or None when the trouble has done to the connection what it does. It is closed then.
Trouble = Callable[[Exchange], Reply | None]

#: Method, path with query, headers in lower case, body.
Answering = Callable[[str, str, dict[str, str], bytes], Reply]

#: Notes that a request came, by method and path with query; what it returns notes the status of its answer.
Noting = Callable[[str, str], Callable[[int], None]]


@dataclass
class _Pending:
    trouble: Trouble
    path: str
    times: int | None


class RosterServer:
    """Listens on one port of the loopback address, now and then."""

    def __init__(self, port: int, answer: Answering, saw: Noting) -> None:
        self.port = port
        self.answer = answer
        self.saw = saw
        self._lock = threading.Lock()
        self._pending: list[_Pending] = []
        self._healed = threading.Event()
        self._listener: _Listener | None = None

    def open(self) -> None:
        """Listens, unless it does already."""
        if self._listener is None:
            self._listener = _Listener(("127.0.0.1", self.port), _Handler)
            self._listener.roster = self
            threading.Thread(target=self._listener.serve_forever, args=[0.02], daemon=True, name="roster").start()

    def close(self) -> None:
        """Listens no more, and ends all connections."""
        if self._listener is not None:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener.end_connections()
            self._listener = None

    def trouble(self, trouble: Trouble, path: str, times: int | None) -> None:
        with self._lock:
            self._pending.insert(0, _Pending(trouble, path, times))

    def heal(self) -> None:
        with self._lock:
            self._pending.clear()
            self._healed.set()
            self._healed = threading.Event()
        self.open()

    def fate(self, path: str) -> tuple[Trouble | None, threading.Event]:
        """What a request for `path` meets; None = the truth."""
        with self._lock:
            for pending in self._pending:
                if path.startswith(pending.path) and pending.times != 0:
                    if pending.times is not None:
                        pending.times -= 1
                    return pending.trouble, self._healed
            return None, self._healed


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    roster: RosterServer

    def __init__(self, *arguments: Any) -> None:
        self._connections: set[socket.socket] = set()
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        # Not the graceful end of the base class: what a trouble has set must decide how the connection ends.
        request.close()

    def end_connections(self) -> None:
        for connection in list(self._connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # It has ended by itself.

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is its own affair."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Listener

    def _handle(self) -> None:
        roster = self.server.roster
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        trouble, healed = roster.fate(self.path)
        reply: Reply | None
        if trouble is None:
            reply = roster.answer(self.command, self.path, headers, body)
            note = roster.saw(self.command, self.path)
        else:
            headers.pop("if-none-match", None)
            # Noted before it happens: who waits for a request that hangs must see it.
            note = roster.saw(self.command, self.path)
            truth = partial(roster.answer, self.command, self.path, headers, body)
            reply = trouble(Exchange(self, healed, truth))
        if reply is None:
            self.close_connection = True
            return
        note(reply.status)
        self._send(reply)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = _handle

    def _send(self, reply: Reply) -> None:
        lines = [f"HTTP/1.1 {reply.status} -", *(f"{name}: {value}" for name, value in reply.headers.items())]
        if reply.status != 304:
            lines.append(f"Content-Length: {len(reply.body)}")
        self.wfile.write("\r\n".join([*lines, "", ""]).encode() + reply.body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: what was asked is kept by the roster."""
