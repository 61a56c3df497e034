"""Plugins for tests: made of the C sources in Tests/Hostile, and dropped into a plugin directory as an installer should."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from rig import places
from rig.usher import Usher

SOURCES = places.TOP / "Tests" / "Hostile"


def compiled(folder: Path, source: str, **definitions: str) -> bytes:
    """The library made of Tests/Hostile/`source`.c, with these preprocessor definitions; texts are quoted."""
    library = folder / f"{source}.so"
    flags = [f"-D{name}={value}" for name, value in definitions.items()]
    command = ["cc", "-std=gnu11", "-shared", "-fPIC", "-fvisibility=hidden", "-pthread"]
    command += ["-I", str(places.TOP / "PluginABI" / "include"), "-o", str(library), str(SOURCES / f"{source}.c")]
    subprocess.run(command + flags, check=True)
    return library.read_bytes()


def versioned(folder: Path, version: str, permissions: str = "{}") -> bytes:
    """A plugin called `versioned` that asks for `permissions`, a JSON object, and says no to everybody."""
    quoted = permissions.replace('"', '\\"')
    return compiled(folder, "versioned", VERSION=f'"{version}"', PERMISSIONS=f'"{quoted}"')


def drop(usher: Usher, library: bytes, name: str = "gate.so") -> None:
    """Puts a file into the plugin directory in one step."""
    draft = usher.folder / "plugins" / ".draft"
    draft.write_bytes(library)
    draft.chmod(0o644)
    draft.rename(draft.with_name(name))


@dataclass(frozen=True)
class PluginStatus:
    """One file, as `usher plugins status` shows it."""

    file: str
    state: str
    lines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        return self.lines["sha256"][0]

    @property
    def version(self) -> str:
        return self.lines.get("plugin", ["- -"])[0].split()[1]


def status(usher: Usher) -> list[PluginStatus]:
    """What `usher plugins status` shows. A line about no file has an empty `lines`."""
    done = usher.run("plugins", "status", "--config", usher.configuration)
    assert done.returncode == 0, done.stderr
    found: list[PluginStatus] = []
    for line in done.stdout.splitlines():
        if line.startswith("    "):
            found[-1].lines.setdefault(line[4:16].strip(), []).append(line[16:])
        else:
            file, _, state = line.partition("\t")
            found.append(PluginStatus(file, state, {}))
    return found


def version(usher: Usher, text: str) -> PluginStatus | None:
    """The file of the plugin `versioned` with this version; None when there is none."""
    return next((each for each in status(usher) if each.lines.get("plugin", [""])[0].startswith(f"versioned {text} ")), None)


def is_running(usher: Usher, text: str) -> bool:
    found = version(usher, text)
    return found is not None and found.state == "running"
