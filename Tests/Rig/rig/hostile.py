"""Plugins that do something wrong: the sources of Tests/Hostile, compiled."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from rig import places


def compiled(folder: Path, source: str, plugin: str, definitions: Iterable[str] = ()) -> bytes:
    """The library made of Tests/Hostile/<source>.c, which calls itself `plugin`."""
    library = folder / f"{plugin}.so"
    command = [
        "cc", "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers", "-Wno-unused-function",
        "-shared", "-fPIC", "-fvisibility=hidden", "-pthread", "-I", places.TOP / "PluginABI" / "include", "-o", library,
        places.TOP / "Tests" / "Hostile" / f"{source}.c", f'-DPLUGIN_ID="{plugin}"', *(f"-D{word}" for word in definitions),
    ]  # fmt: skip
    subprocess.run(list(map(str, command)), check=True)
    return library.read_bytes()
