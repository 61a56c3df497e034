"""What was built: which symbols plugins show, and what the programs are linked with."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from rig import places


def output_of(*command: str | Path) -> str:
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True).stdout


def needed_by(program: str) -> set[str]:
    """The libraries that the program itself names, without their versions."""
    lines = output_of("readelf", "--dynamic", "--wide", places.PRODUCTS / program).splitlines()
    return {line.split("[")[1].partition(".so")[0] for line in lines if "(NEEDED)" in line}


def test_every_plugin_is_known_to_these_tests() -> None:
    built = {path.name for path in places.PRODUCTS.glob("libusher-*.so")}
    assert built == {*places.PLUGINS, places.ROSTER_PLUGIN}


@pytest.mark.parametrize("plugin", [*places.PLUGINS, places.ROSTER_PLUGIN])
def test_a_plugin_shows_one_symbol(plugin: str) -> None:
    lines = output_of("nm", "-D", "--defined-only", places.PRODUCTS / plugin).splitlines()
    symbols = [line.split()[-1].partition("@")[0] for line in lines if " A " not in line]
    assert symbols == ["usher_plugin_v1"]


def test_the_daemon_is_linked_with_what_it_uses() -> None:
    needed = needed_by("usher")
    assert {"libcurl", "libsqlite3"} <= needed
    assert "libffi" not in needed, "only a worker calls into plugins"


def test_the_worker_is_linked_with_what_it_uses() -> None:
    needed = needed_by("usher-worker")
    assert "libffi" in needed
    assert needed.isdisjoint({"libcurl", "libsqlite3", "libFoundation", "libFoundationEssentials"})


def test_only_the_worker_can_load_plugins() -> None:
    undefined = output_of("nm", "-D", "--undefined-only", places.PRODUCTS / "usher-worker")
    assert "dlopen" in undefined
