"""A federation endpoint that says about an OpenID token whatever a test wants it to say."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rig import ports
from rig.certificates import Authority


class FakeHomeserver:
    """Answers `GET /_matrix/federation/v1/openid/userinfo` over TLS, under the rig's authority.

    Set `status`, `headers` and `body` to choose what it says; `tokens` is what it was asked about.
    """

    def __init__(self, authority: Authority) -> None:
        self.status = 200
        self.headers: Mapping[str, str] = {"Content-Type": "application/json"}
        self.body = b"{}"
        self.tokens: list[str] = []
        self.paths: list[str] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.server_certificate, authority.server_key)
        self._server = _Server(("127.0.0.1", ports.take()), _Handler)
        self._server.home = self
        # The handshake happens in the thread of its request, so that a client that never speaks stops nobody.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.name = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True, name="fake-homeserver").start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    home: FakeHomeserver

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that does not like the certificate goes away; that is its answer."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        home = self.server.home
        home.paths.append(self.path)
        parts = urlsplit(self.path)
        home.tokens += parse_qs(parts.query).get("access_token", [])
        self.send_response(home.status)
        for name, value in home.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(home.body)))
        self.end_headers()
        self.wfile.write(home.body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Silent: `paths` keeps what was asked."""
