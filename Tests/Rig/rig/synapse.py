"""A throw-away Synapse: SQLite, loopback only, federation endpoint over TLS under the rig's own authority.

Synapse is a tool of the tests and the demo; nothing of it is part of Usher.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import sys
from pathlib import Path
from urllib.parse import quote

from rig import ports
from rig.certificates import Authority
from rig.http import answers, ask
from rig.matrix import Account, MatrixError, Member
from rig.processes import Child
from rig.waiting import until

_FREE = {"per_second": 100_000, "burst_count": 100_000}

#: No limit is in the way of a test that does not ask for one.
_RELAXED_LIMITS = {
    "rc_message": _FREE,
    "rc_registration": _FREE,
    "rc_login": {"address": _FREE, "account": _FREE, "failed_attempts": _FREE},
    "rc_joins": {"local": _FREE, "remote": _FREE},
    "rc_joins_per_room": _FREE,
    "rc_invites": {"per_room": _FREE, "per_user": _FREE, "per_issuer": _FREE},
    "rc_room_creation": _FREE,
}

#: Between servers of one machine. They are no client's limits, so a server that keeps those has these too; and a server that was
#: down for a moment is asked again soon, not after minutes.
_FEDERATION = {
    "rc_federation": {"sleep_limit": 100_000, "reject_limit": 100_000, "concurrent": 50},
    "federation": {
        "client_timeout": "10s",
        "max_short_retries": 0,
        "destination_min_retry_interval": "5s",
        "destination_max_retry_interval": "10s",
    },
}


class Synapse:
    """A homeserver in a folder of its own, stopped until `start` is called.

    With `default_limits` it limits logins, invitations and messages as a homeserver does that nobody configured. It talks to no
    other server but those that it was told to `federate_with`.
    """

    def __init__(self, folder: Path, authority: Authority, default_limits: bool = False) -> None:
        self.folder = folder
        self.client_port = ports.take()
        self.federation_port = ports.take()
        #: An IP address with a port: finding the server needs neither DNS nor a well-known file.
        self.name = f"127.0.0.1:{self.federation_port}"
        #: Where clients reach it.
        self.url = f"http://127.0.0.1:{self.client_port}"
        self.authority = authority
        self._default_limits = default_limits
        #: The servers that it may talk to.
        self.peers: list[Synapse] = []
        self._secret = secrets.token_hex(16)
        #: Stay the same when it is started again: tokens and signatures depend on them.
        self._keys = {name: secrets.token_hex(16) for name in ("macaroon_secret_key", "form_secret")}
        self._child: Child | None = None
        self._admin: Account | None = None
        folder.mkdir(parents=True)
        key = base64.b64encode(os.urandom(32)).decode().rstrip("=")
        (folder / "signing.key").write_text(f"ed25519 a_rig {key}\n")

    def federate_with(self, other: Synapse) -> None:
        """Lets the two talk to each other, from their next `start` on."""
        self.peers.append(other)
        other.peers.append(self)

    def start(self) -> Synapse:
        """Starts it and waits until it answers (3 to 6 seconds)."""
        self._write_configuration()
        log = self.folder / "synapse.log"
        command = [sys.executable, "-m", "synapse.app.homeserver", "-c", self.folder / "homeserver.yaml"]
        self._child = child = Child(command, log, cwd=self.folder)

        def ready() -> bool:
            if not child.runs:
                raise RuntimeError(f"Synapse ended with {child.exit_code}; its log, {log}, ends with:\n{child.log_tail()}")
            return answers(f"{self.url}/_matrix/client/versions")

        until(ready, "Synapse to answer", seconds=120)
        return self

    def stop(self) -> None:
        """Ends it; what it stored stays for a next `start`."""
        if self._child is not None:
            self._child.stop()

    def freeze(self) -> None:
        """It accepts connections and says nothing, until `thaw`."""
        assert self._child is not None, "it was never started"
        self._child.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._child is not None, "it was never started"
        self._child.signal(signal.SIGCONT)

    @property
    def admin(self) -> Account:
        """The server's admin, through whom the rig reads what is true."""
        if self._admin is None:
            self._admin = self.register("admin-of-the-rig", admin=True)
        return self._admin

    def register(self, name: str, password: str | None = None, admin: bool = False) -> Account:
        """Makes an account, logged in once."""
        url = f"{self.url}/_synapse/admin/v1/register"
        nonce = ask("GET", url).json["nonce"]
        password = password or secrets.token_urlsafe(12)
        fields = [nonce, name, password, "admin" if admin else "notadmin"]
        mac = hmac.new(self._secret.encode(), "\0".join(fields).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin, "mac": mac}
        answer = ask("POST", url, body)
        if answer.status != 200:
            raise MatrixError(f"register {name}", answer)
        return Account(self.url, answer.json["user_id"], password, answer.json["access_token"])

    def people(self, count: int, prefix: str = "person") -> list[Account]:
        """Makes `count` accounts with names that nobody has."""
        return [self.register(f"{prefix}-{secrets.token_hex(5)}") for _ in range(count)]

    def members(self, room: str) -> dict[str, Member]:
        """Everybody whom the room ever heard of, read with the admin's rights."""
        state = self.admin.call("GET", f"/_synapse/admin/v1/rooms/{quote(room, safe='')}/state")["state"]
        return {event["state_key"]: Member.of(event) for event in state if event["type"] == "m.room.member"}

    def memberships(self, room: str) -> dict[str, str]:
        """Who is what in the room: user ID to `join`, `invite`, `knock`, `leave` or `ban`."""
        return {user: member.membership for user, member in self.members(room).items()}

    def membership(self, user_id: str, room: str) -> str | None:
        """None when the room never heard of the user."""
        return self.memberships(room).get(user_id)

    def _write_configuration(self) -> None:
        folder = self.folder
        (folder / "log.json").write_text(json.dumps({
            "version": 1,
            # Else most of Synapse says nothing, also of what went wrong.
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"level": "WARNING", "handlers": ["console"]},
        }))
        names = [{"names": ["client", "federation"], "compress": False}]
        common = {"bind_addresses": ["127.0.0.1"], "type": "http", "resources": names}
        configuration = {
            "server_name": self.name,
            "public_baseurl": self.url + "/",
            "pid_file": str(folder / "synapse.pid"),
            "log_config": str(folder / "log.json"),
            "signing_key_path": str(folder / "signing.key"),
            "media_store_path": str(folder / "media"),
            "report_stats": False,
            "suppress_key_server_warning": True,
            "trusted_key_servers": [],
            # Nothing leaves the machine; who asks about an OpenID token is still answered.
            "federation_domain_whitelist": [peer.name for peer in self.peers],
            "federation_custom_ca_list": [str(self.authority.certificate)],
            # Else no address of this machine is connected to. (`ip_range_whitelist` does not help a name that is an address.)
            "federation_ip_range_blacklist": [],
            "registration_shared_secret": self._secret,
            **self._keys,
            "tls_certificate_path": str(self.authority.server_certificate),
            "tls_private_key_path": str(self.authority.server_key),
            "bcrypt_rounds": 4,
            "presence": {"enabled": False},
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "listeners": [
                {"port": self.client_port, "tls": False, **common},
                {"port": self.federation_port, "tls": True, **common},
            ],
            **_FEDERATION,
        }
        if not self._default_limits:
            configuration |= _RELAXED_LIMITS
        # JSON is YAML too.
        (folder / "homeserver.yaml").write_text(json.dumps(configuration, indent=2))
