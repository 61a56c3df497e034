#!/usr/bin/env python3
"""Shows the pages without Usher and without a homeserver: fakes both, with scenarios to choose from.

    web/build.sh && python3 web/dev/server.py [--port N]

prints the addresses. The password of every user on every server is "correct horse". Real headers are sent, above all
the content security policy, so what works here is not stopped by it later. Binds to 127.0.0.1 only.
"""

from __future__ import annotations

import argparse
import http.cookies
import json
import mimetypes
import secrets
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import scenarios

DIST = Path(__file__).resolve().parent.parent / "dist"


class State:
    """What the fakes remember, and what tests look at."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.app_origin = ""
        self.homeserver_origin = ""
        self.sessions: dict[str, tuple[str, str]] = {}   # cookie -> (user, csrf)
        self.redemptions: dict[str, list] = {}           # id -> [instance, times asked]
        self.matrix_sessions: dict[str, str] = {}        # access token -> user
        self.proofs: dict[str, str] = {}                 # OpenID token -> user
        self.seen: list[str] = []                        # requests that change something
        self.ended: set[str] = set()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: State

    def log_message(self, *_: object) -> None:
        """Quiet: requests carry tokens."""

    def body(self) -> dict:
        size = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(min(size, 65_536))
        try:
            value = json.loads(raw or b"{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def answer(self, status: int, body: bytes, content_type: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class AppHandler(Handler):
    """Usher's side: the pages and /api."""

    def do_GET(self) -> None:
        path = urllib.parse.urlsplit(self.path).path
        if path.startswith("/api/"):
            return self.api("GET", path)
        if path == "/dev/sign-in":
            return self.dev_sign_in()
        if path == "/dev/state":
            return self.json(200, {"seen": self.state.seen, "matrix_sessions": len(self.state.matrix_sessions)})
        if path.startswith("/assets/") and (DIST / path[1:]).is_file() and ".." not in path:
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            return self.page(200, (DIST / path[1:]).read_bytes(), kind)
        status = 200 if path == "/" or path.startswith("/i/") else 404
        return self.page(status, (DIST / "index.html").read_bytes(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        self.api("POST", urllib.parse.urlsplit(self.path).path)

    def do_DELETE(self) -> None:
        self.api("DELETE", urllib.parse.urlsplit(self.path).path)

    def page(self, status: int, body: bytes, kind: str) -> None:
        policy = (f"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
                  f"connect-src 'self' https: {self.state.homeserver_origin}; base-uri 'none'; form-action 'self'; "
                  f"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'")
        self.answer(status, body, kind, {"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff",
                                         "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache"})

    def json(self, status: int, value: object, headers: dict[str, str] | None = None) -> None:
        kind = "application/json" if status < 400 else "application/problem+json"
        self.answer(status, json.dumps(value).encode(), kind, {"X-Request-Id": "dev-0001", **(headers or {})})

    def problem(self, status: int, code: str, retry_after_ms: int | None = None) -> None:
        value: dict[str, object] = {"type": f"urn:usher:problem:{code}", "title": code, "status": status, "detail": "",
                                    "code": code, "request_id": "dev-0001"}
        if retry_after_ms is not None:
            value["retry_after_ms"] = retry_after_ms
        self.json(status, value)

    def cookie(self) -> str:
        jar = http.cookies.SimpleCookie(self.headers.get("Cookie", ""))
        return jar["__Host-usher"].value if "__Host-usher" in jar else ""

    def open_session(self, user: str) -> tuple[str, dict[str, str]]:
        name, csrf = secrets.token_hex(8), secrets.token_hex(8)
        self.state.sessions[name] = (user, csrf)
        return csrf, {"Set-Cookie": f"__Host-usher={name}; Secure; HttpOnly; SameSite=Strict; Path=/"}

    def dev_sign_in(self) -> None:
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)
        _, headers = self.open_session(query.get("user", ["@alice:example.org"])[0])
        self.answer(303, b"", "text/plain", {**headers, "Location": query.get("to", ["/"])[0]})

    def api(self, method: str, path: str) -> None:
        body = self.body()
        user, csrf = self.state.sessions.get(self.cookie(), (None, None))
        if method != "GET":
            self.state.seen.append(f"{method} {path}")
            if self.headers.get("Origin") != self.state.app_origin:
                return self.problem(403, "origin")
            if self.headers.get("Content-Type") != "application/json":
                return self.problem(415, "malformed")
            if user is not None and self.headers.get("X-Usher-CSRF") != csrf:
                return self.problem(403, "csrf")
        instance = str(body.get("instance", ""))
        if (method, path) == ("GET", "/api/page"):
            servers = [{"name": name, "client_url": f"{self.state.homeserver_origin}/{name}"} for name in scenarios.HOMESERVERS]
            return self.json(200, {"bot": scenarios.BOT, "default_server": "example.org", "servers": servers})
        if (method, path) == ("GET", "/api/session"):
            return self.json(200, {"user": user, "csrf": csrf})
        if (method, path) == ("DELETE", "/api/session"):
            self.state.sessions.pop(self.cookie(), None)
            return self.answer(204, b"", "application/json")
        if (method, path) == ("POST", "/api/session"):
            return self.create_session(body)
        if (method, path) == ("POST", "/api/claims/describe"):
            if instance in scenarios.DESCRIBE_PROBLEMS:
                return self.problem(*scenarios.DESCRIBE_PROBLEMS[instance])
            if instance == "slow":
                time.sleep(3)
            return self.json(200, scenarios.describe(instance))
        if (method, path) == ("POST", "/api/redemptions"):
            return self.redeem(instance, user)
        if method == "GET" and path.startswith("/api/redemptions/"):
            return self.redemption(path.rsplit("/", 1)[1], user)
        return self.problem(404, "not-found")

    def create_session(self, body: dict) -> None:
        outcome = scenarios.HOMESERVERS.get(str(body.get("server")), {}).get("session")
        if outcome is not None:
            return self.problem(*outcome)
        user = self.state.proofs.pop(str(body.get("token")), None)
        if user is None:
            return self.problem(401, "identity-refused")
        csrf, headers = self.open_session(user)
        return self.json(200, {"user": user, "csrf": csrf}, headers)

    def redeem(self, instance: str, user: str | None) -> None:
        if user is not None and instance in scenarios.SESSION_ENDS_ONCE and instance not in self.state.ended:
            self.state.ended.add(instance)
            self.state.sessions.pop(self.cookie(), None)
            user = None
        if user is None:
            return self.problem(401, "no-session")
        if instance in scenarios.REDEEM_PROBLEMS:
            return self.problem(*scenarios.REDEEM_PROBLEMS[instance])
        time.sleep(10 if instance == "slow-redeem" else 0.3)
        redemption_id = secrets.token_hex(16)
        self.state.redemptions[redemption_id] = [instance, 1]
        return self.json(200, scenarios.redemption(instance, redemption_id, 0))

    def redemption(self, redemption_id: str, user: str | None) -> None:
        if user is None:
            return self.problem(401, "no-session")
        known = self.state.redemptions.get(redemption_id)
        if known is None:
            return self.problem(404, "not-found")
        asked = known[1]
        known[1] += 1
        return self.json(200, scenarios.redemption(known[0], redemption_id, asked))


class HomeserverHandler(Handler):
    """All homeservers, one below the first part of the path each; another origin than the pages, as in life."""

    def do_OPTIONS(self) -> None:
        self.reply(200, {})

    def do_GET(self) -> None:
        self.route({})

    def do_POST(self) -> None:
        self.route(self.body())

    def reply(self, status: int, value: object) -> None:
        self.answer(status, json.dumps(value).encode(), "application/json", {
            "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Authorization, Content-Type"})

    def route(self, body: dict) -> None:
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        _, server, rest = path.split("/", 2) if path.count("/") > 1 else ("", path, "")
        ways = scenarios.HOMESERVERS.get(server)
        if ways is None:
            return self.reply(404, {"errcode": "M_NOT_FOUND"})
        time.sleep(ways.get("delay_s", 0.05))
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if rest == "_matrix/client/versions":
            return self.reply(*ways.get("versions", (200, {"versions": ["v1.12"]})))
        if rest == "_matrix/client/v3/login" and self.command == "GET":
            return self.reply(200, {"flows": ways.get("flows", scenarios.PASSWORD_FLOWS)})
        if rest == "_matrix/client/v3/login":
            return self.log_in(server, ways, body)
        if rest.endswith("/openid/request_token") and token in self.state.matrix_sessions:
            time.sleep(ways.get("openid_delay_s", 0))
            if "openid" in ways:
                return self.reply(*ways["openid"])
            proof = "openid-" + secrets.token_hex(8)
            self.state.proofs[proof] = self.state.matrix_sessions[token]
            return self.reply(200, {"access_token": proof, "token_type": "Bearer", "matrix_server_name": server,
                                    "expires_in": 3600})
        if rest == "_matrix/client/v3/logout" and token in self.state.matrix_sessions:
            if "logout" in ways:
                return self.reply(*ways["logout"])
            del self.state.matrix_sessions[token]
            return self.reply(200, {})
        return self.reply(401, {"errcode": "M_UNKNOWN_TOKEN", "error": ""})

    def log_in(self, server: str, ways: dict, body: dict) -> None:
        if "login" in ways:
            return self.reply(*ways["login"])
        if body.get("password") != scenarios.PASSWORD:
            return self.reply(403, {"errcode": "M_FORBIDDEN", "error": "Invalid username or password"})
        typed = str((body.get("identifier") or {}).get("user", ""))
        localpart = typed.removeprefix("@").split(":", 1)[0].lower()
        token = "syt-" + secrets.token_hex(16)
        self.state.matrix_sessions[token] = f"@{localpart}:{server}"
        return self.reply(200, {"access_token": token, "device_id": body.get("device_id"), "user_id": f"@{localpart}:{server}",
                                "refresh_token": "syr-" + secrets.token_hex(8), "expires_in_ms": 300_000})


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Pages are left while answers are on their way; that is no news. Anything else is."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def start(port: int = 0) -> tuple[State, list[Server]]:
    """Starts both servers in threads; port 0 lets the kernel choose."""
    state = State()
    servers = [Server(("127.0.0.1", wanted), type(base.__name__, (base,), {"state": state}))
               for base, wanted in ((AppHandler, port), (HomeserverHandler, 0))]
    state.app_origin, state.homeserver_origin = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    return state, servers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0, help="port of the pages; by default a free one")
    state, _ = start(parser.parse_args().port)
    print(f"start page            {state.app_origin}/", flush=True)
    names = ["plain", *list(scenarios.OFFERS)[1:], "slow", *scenarios.REDEMPTIONS, *scenarios.DESCRIBE_PROBLEMS,
             *scenarios.REDEEM_PROBLEMS, *scenarios.REFUSED, *scenarios.SESSION_ENDS_ONCE]
    for name in names:
        print(f"invitation            {state.app_origin}/i/{name}#code")
    print(f"already signed in     {state.app_origin}/dev/sign-in?to=/i/plain%23code")
    print(f"homeservers           {', '.join(scenarios.HOMESERVERS)}")
    print(f"                      any user name, password: {scenarios.PASSWORD}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
