"""The real Usher: a daemon process with a folder, a configuration and a log of its own."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rig import places, ports
from rig.http import answers, ask
from rig.matrix import Account
from rig.processes import Child, children_of
from rig.roster import Roster
from rig.synapse import Synapse
from rig.waiting import until


@dataclass(frozen=True)
class Link:
    """An invite link. The code is in the fragment, which browsers send to nobody."""

    url: str
    #: What the plugin calls it.
    id: str

    @property
    def instance(self) -> str:
        return self.url.partition("#")[0].rpartition("/")[2]

    @property
    def code(self) -> str:
        return self.url.partition("#")[2]


@dataclass(frozen=True)
class RosterInstance:
    """An instance of the roster's plugin, and the roster that it asks."""

    roster: Roster
    #: What the plugin may use of it: without, Usher asks in a dearer way.
    listing: bool = True
    batch: bool = True
    #: How many seconds an answer is good for; None = Usher decides.
    fresh_for_s: int | None = None


@dataclass
class Setting:
    """What differs from one Usher to the next."""

    bot: Account
    #: Room id to the instances that may admit people to it.
    rooms: dict[str, list[str]]
    instances: list[str] = field(default_factory=lambda: ["invites"])
    #: Instance id to the plugin that it is one of, beside those of the invite plugin. Whether the plugin is there is
    #: another matter.
    plugins: dict[str, str] = field(default_factory=dict)
    #: Instance id to the roster that it is about, beside all of those.
    rosters: dict[str, RosterInstance] = field(default_factory=dict)
    #: The homeserver as the bot reaches it; None = Synapse itself.
    homeserver_url: str | None = None
    #: The homeserver as browsers reach it; None = Synapse itself.
    client_url: str | None = None
    #: Server names whose private addresses the verifier may connect to, beside Synapse's.
    private_servers: list[str] = field(default_factory=list)
    #: Where the pages are; None = any free port.
    port: int | None = None


class Usher:
    """Usher in a folder of its own, stopped until `start` is called."""

    def __init__(self, folder: Path, synapse: Synapse, setting: Setting) -> None:
        self.folder = folder
        self.synapse = synapse
        self.setting = setting
        self.port = setting.port or ports.take()
        #: The origin of its pages.
        self.url = f"http://127.0.0.1:{self.port}"
        self.configuration = folder / "usher.yaml"
        self.log = folder / "usher.log"
        self.database = folder / "data" / "usher.db"
        #: What must never be seen in a log.
        self.secrets = {setting.bot.access_token}
        self._child: Child | None = None
        self._was_ready = False
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plugins").mkdir(exist_ok=True)
        (folder / "data").mkdir(mode=0o700, exist_ok=True)
        for plugin in [*places.PLUGINS, *([places.ROSTER_PLUGIN] if setting.rosters else [])]:
            shutil.copy(places.PRODUCTS / plugin, folder / "plugins" / plugin)
        self._keep_secret("bot.token", setting.bot.access_token)
        for name, instance in setting.rosters.items():
            self._keep_secret(f"{name}.token", instance.roster.token)
            self._keep_secret(f"{name}.webhook", instance.roster.webhook_secret)
        self.rewrite_configuration()

    def _keep_secret(self, name: str, secret: str) -> None:
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(secret + "\n")
        self.secrets.add(secret)

    @property
    def client_url(self) -> str:
        """Where browsers reach the homeserver."""
        return self.setting.client_url or self.synapse.url

    def rewrite_configuration(self) -> None:
        """Writes the configuration file anew, after `setting` was changed."""
        self.configuration.write_text(self._configuration_text())

    def start(self) -> Usher:
        """Starts the daemon and waits until it says that it is ready."""
        self.launch()
        return self.wait_until_ready()

    def launch(self) -> None:
        """Starts the daemon and waits for nothing."""
        command = [places.PRODUCTS / "usher", "serve", "--config", self.configuration]
        self._child = Child(command, self.log, cwd=self.folder)

    def wait_until_ready(self) -> Usher:
        child = self._child
        assert child is not None, "it was never started"

        def ready() -> bool:
            if not child.runs:
                raise RuntimeError(f"usher ended with {child.exit_code}; its log ends with:\n{child.log_tail()}")
            return answers(f"{self.url}/healthz") and self.waiting_for() <= self.without_plugins

        until(ready, f"Usher to be ready (its log: {self.log})")
        self._was_ready = True
        return self

    @property
    def without_plugins(self) -> set[str]:
        """What /readyz names when there is none of the further plugins of its setting."""
        return {f"instance {name}" for name in self.setting.plugins}

    def waiting_for(self) -> set[str]:
        """What is missing, as /readyz says."""
        answer = ask("GET", f"{self.url}/readyz")
        missing = set(answer.json["waiting_for"])
        setting = self.setting
        instances = {f"instance {name}" for name in [*setting.instances, *setting.plugins, *setting.rosters]}
        is_ready = "matrix" not in missing and (not instances or not instances <= missing)
        assert (answer.status, answer.json["ready"]) == (200 if is_ready else 503, is_ready), str(answer)
        return missing

    @property
    def pid(self) -> int:
        assert self._child is not None, "it was never started"
        return self._child.pid

    @property
    def was_started(self) -> bool:
        return self._child is not None

    @property
    def runs(self) -> bool:
        return self._child is not None and self._child.runs

    def stop(self) -> int:
        """Ends the daemon gracefully and returns its exit code."""
        assert self._child is not None, "it was never started"
        return self._child.stop()

    def interrupt(self) -> None:
        """What Ctrl-C does."""
        assert self._child is not None, "it was never started"
        self._child.signal(signal.SIGINT)

    def kill9(self) -> None:
        """Ends the daemon as a power cut would."""
        assert self._child is not None, "it was never started"
        assert self._child.kill() == -signal.SIGKILL, "it had ended before it was killed"

    def workers(self) -> list[int]:
        """The process ids of the plugin workers."""
        return children_of(self.pid, "usher-worker")

    def put_plugin(self, content: bytes, name: str) -> None:
        """Puts a file into the plugin directory in one step, as an installer should."""
        new = self.folder / "plugins" / ".new"
        new.write_bytes(content)
        new.chmod(0o644)
        new.rename(new.with_name(name))

    def run(self, *arguments: str | Path, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        """Runs one of Usher's commands to its end."""
        command = [places.PRODUCTS / "usher", *arguments]
        return subprocess.run(
            list(map(str, command)), capture_output=True, text=True, timeout=seconds, cwd=self.folder, check=False
        )

    def action(self, action: str, *arguments: str, instance: str = "invites") -> Any:
        """Runs a plugin's action from the command line and returns its JSON result."""
        done = self.run("action", "--config", self.configuration, "--yes", instance, action, *arguments)
        assert done.returncode == 0, f"usher action {action} ended with {done.returncode}: {done.stderr}"
        return json.loads(done.stdout)

    def mint(self, room: str, uses: int = 1, expires_in_s: int = 0, instance: str = "invites") -> Link:
        """Makes an invite link. `uses` 0 = any number, `expires_in_s` 0 = for ever."""
        made = self.action(
            "create", "--room", room, "--uses", str(uses), "--expires_in_s", str(expires_in_s), instance=instance
        )
        link = Link(made["url"], made["id"])
        self.secrets.add(link.code)
        return link

    def withdraw(self, link: Link) -> None:
        assert self.action("withdraw", "--id", link.id, instance=link.instance)["state"] == "withdrawn"

    def account_of(self, link: Link) -> tuple[int, int]:
        """How many uses of the link are spent, and how many are set aside."""
        tokens = self.action("list", instance=link.instance)["tokens"]
        token = next(token for token in tokens if token["id"] == link.id)
        return token["used"], token["reserved"]

    def log_lines(self) -> list[dict[str, Any]]:
        """The log: every line is a JSON object, or this raises."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stored(self) -> str:
        """Everything in its database, as text, for comparisons."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return "\n".join(connection.iterdump())

    def check_nothing_leaked(self) -> None:
        """Raises when a secret is in the log, or a line of the log is no JSON object."""
        if self._was_ready:
            self.log_lines()
        text = self.log.read_text()
        leaked = [secret[:4] + "…" for secret in self.secrets if secret in text]
        assert not leaked, f"these secrets are in the log {self.log}: {leaked}"

    def _configuration_text(self) -> str:
        setting, synapse = self.setting, self.synapse
        quoted = json.dumps
        known = "".join(
            f"    - name: {quoted(name)}\n      private_address: true\n" for name in setting.private_servers
        )
        instances = "".join(
            f"  - id: {name}\n    plugin: invite-token\n    config: {{from: {quoted('The demo')}}}\n"
            for name in setting.instances
        ) + "".join(f"  - id: {name}\n    plugin: {plugin}\n" for name, plugin in setting.plugins.items())
        instances += "".join(
            f"  - id: {name}\n    plugin: swift-roster\n    config: {quoted(_roster_config(instance))}\n"
            f"    secrets: {{token: {name}.token, webhook_secret: {name}.webhook}}\n"
            for name, instance in setting.rosters.items()
        )
        rooms = "".join(
            f"  - id: {quoted(room)}\n    admit: [{', '.join(admit)}]\n" for room, admit in setting.rooms.items()
        )
        return f"""\
public_url: {self.url}
listen: 127.0.0.1:{self.port}
data_directory: data
plugin_directory: plugins
web_directory: {quoted(str(places.WEB))}
bot:
  homeserver_url: {setting.homeserver_url or synapse.url}
  user_id: {quoted(setting.bot.user_id)}
  access_token_file: bot.token
identity:
  extra_ca_file: {quoted(str(synapse.authority.certificate))}
  default_server: {quoted(synapse.name)}
  servers:
    - name: {quoted(synapse.name)}
      client_url: {self.client_url}
      private_address: true
{known}instances:
{instances}rooms:
{rooms}"""


def _roster_config(instance: RosterInstance) -> dict[str, Any]:
    """What is true by itself is left out, so that the plugin's own choice is tried too."""
    off = {"listing": instance.listing, "batch": instance.batch}
    fresh = {} if instance.fresh_for_s is None else {"fresh_for_s": instance.fresh_for_s}
    return {"url": instance.roster.url, **{name: value for name, value in off.items() if not value}, **fresh}
