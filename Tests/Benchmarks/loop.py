"""Measures the loop over rooms from outside: the real daemon and its worker, on a store that is filled, against a homeserver and
a third party that are played here, over real HTTP."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

from community import PAGE, Homeserver, Size, roster_of
from rig import places
from rig.http import answers
from rig.matrix import Account
from rig.roster import Roster
from rig.usher import RosterInstance, Setting, Usher
from rig.waiting import until

#: What is measured by `make bench`. Three sizes that differ only in people show what ten thousand more of them cost.
SIZES = [
    Size(10_000, 50, 10_000),
    Size(20_000, 50, 20_000),
    Size(30_000, 50, 30_000),
    Size(100_000, 100, 10_000),
]

#: What the figures should be below, by size: processor seconds of an unchanged sweep, megabytes, seconds to readiness.
TARGETS = {str(SIZES[0]): {"unchanged_cpu_s": 0.5}, str(SIZES[3]): {"unchanged_cpu_s": 5, "resident_mb": 250, "ready_s": 1}}

#: How often a sweep is measured.
SWEEPS = 5

#: Clock ticks in a second of /proc/PID/stat.
_TICKS = os.sysconf("SC_CLK_TCK")

#: How long the daemon must use no processor to be at rest, in seconds, and how much is none: its timers run on.
_REST_S = 1.0
_REST_CPU_S = 0.02

#: A start with a million memberships takes a while on a busy machine.
_PATIENCE_S = 600.0

#: No timer interferes with what is measured.
_LOOP = "loop: {sweep: 24h, dead_man: 30d}\n"


class Bench:
    """A daemon with a community of one size, stopped until `start`."""

    def __init__(self, size: Size, folder: Path) -> None:
        self.size = size
        token = secrets.token_urlsafe(24)
        self.homeserver = Homeserver(size, token)
        self.roster = roster_of(size)
        bot = Account(self.homeserver.url, self.homeserver.bot, "", token)
        self.usher = Usher(folder, _as_synapse(self.homeserver, folder), _setting(bot, self.roster))
        self.usher.configuration.write_text(self.usher.configuration.read_text() + _LOOP)
        self._fill(folder / "data")

    def _fill(self, data: Path) -> None:
        """In memory, since each link is a transaction that waits for the disk; then where it belongs."""
        with tempfile.TemporaryDirectory(dir="/dev/shm") as quick:
            Path(quick).chmod(0o700)
            command = [places.PRODUCTS / "usher-bench", "fill", "--directory", quick, "--server", self.homeserver.name]
            command += ["--people", str(self.size.people), "--rooms", str(self.size.rooms)]
            subprocess.run(list(map(str, command)), check=True, stdout=subprocess.DEVNULL, timeout=_PATIENCE_S)
            for file in Path(quick).iterdir():
                shutil.copy(file, data / file.name)

    def stop(self) -> None:
        if self.usher.was_started:
            self.usher.stop()
        self.homeserver.stop()
        self.roster.stop()

    # What is seen from outside.

    def processes(self) -> list[int]:
        return [self.usher.pid, *self.usher.workers()]

    def cpu_s(self) -> tuple[float, float]:
        """Processor seconds of the daemon so far, and of its workers."""
        return cpu_s(self.usher.pid), sum(map(cpu_s, self.usher.workers()))

    def until_rests(self) -> None:
        """Waits until nothing is done any more."""
        spent, since = sum(self.cpu_s()), time.monotonic()

        def rests() -> bool:
            nonlocal spent, since
            now = sum(self.cpu_s())
            if now - spent > _REST_CPU_S:
                spent, since = now, time.monotonic()
            return time.monotonic() - since > _REST_S

        until(rests, "the daemon to rest", _PATIENCE_S, 0.1)

    def sweep_finished(self) -> bool:
        """Whether a sweep has finished that asked about every group."""
        if self.roster.count("GET", "/members$", 200) < self.size.rooms * -(-self.size.members // PAGE):
            return False
        with closing(sqlite3.connect(f"file:{self.usher.database}?mode=ro", uri=True, timeout=10)) as connection:
            query = "SELECT value FROM loop_facts WHERE fact = 'sweep-finished-at'"
            return connection.execute(query).fetchone() is not None

    def sweep(self) -> None:
        done = self.usher.run("sweep", "--config", self.usher.configuration, seconds=_PATIENCE_S)
        found = re.match(r"(\d+) requirements answered, (\d+) not, (\d+) rooms", done.stdout)
        if done.returncode != 0 or found is None or found.groups() != (str(self.size.rooms), "0", str(self.size.rooms)):
            raise RuntimeError(f"the sweep did not do everything: {done.stdout}{done.stderr}")


def _as_synapse(homeserver: Homeserver, folder: Path) -> SimpleNamespace:
    """What the rig's Usher wants to know of a homeserver. Nobody signs in, so any certificate will do."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate = folder / "authority.pem"
    shutil.copy("/etc/ssl/certs/ca-certificates.crt", certificate)
    return SimpleNamespace(
        url=homeserver.url, name=homeserver.name, authority=SimpleNamespace(certificate=certificate)
    )


def _setting(bot: Account, roster: Roster) -> Setting:
    return Setting(bot=bot, rooms={}, instances=[], rosters={"club": RosterInstance(roster)})


def cpu_s(pid: int) -> float:
    """Processor seconds of a process and all its threads, its system calls included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def status_mb(pid: int, key: str) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(key)).split()[1]) / 1024


def measured(size: Size, folder: Path) -> dict[str, float]:
    """The figures of one size."""
    bench = Bench(size, folder)
    try:
        figures = _start(bench) | _sweeps(bench)
        return {name: round(value, 3) for name, value in figures.items()}
    finally:
        bench.stop()


def _start(bench: Bench) -> dict[str, float]:
    """From the start of the process, on a store that has the links and no snapshot, to a first sweep; and to readiness after a
    restart, when the snapshots are there."""
    figures = _to_ready(bench, "cold_")
    until(bench.sweep_finished, "the first sweep", _PATIENCE_S)
    figures["cold_sweep_s"] = time.monotonic() - figures.pop("cold_began")
    bench.until_rests()
    figures["cold_cpu_s"], figures["cold_worker_cpu_s"] = bench.cpu_s()
    figures["cold_peak_mb"] = status_mb(bench.usher.pid, "VmHWM")
    bench.usher.stop()
    figures |= _to_ready(bench, "")
    figures.pop("began")
    bench.until_rests()
    figures["start_cpu_s"] = bench.cpu_s()[0]
    figures["start_peak_mb"] = status_mb(bench.usher.pid, "VmHWM")
    return figures


def _to_ready(bench: Bench, prefix: str) -> dict[str, float]:
    """`listening`: it answers at all; `ready`: the rooms are read and people can be let in."""
    began = time.monotonic()
    bench.usher.launch()
    until(lambda: answers(f"{bench.usher.url}/healthz"), "the daemon to answer", _PATIENCE_S, 0.01)
    listening = time.monotonic() - began
    until(lambda: answers(f"{bench.usher.url}/readyz"), "the daemon to be ready", _PATIENCE_S, 0.01)
    return {f"{prefix}listening_s": listening, f"{prefix}ready_s": time.monotonic() - began, f"{prefix}began": began}


def _sweeps(bench: Bench) -> dict[str, float]:
    unchanged = [_unchanged(bench) for _ in range(SWEEPS)]
    memory = {
        "resident_mb": status_mb(bench.usher.pid, "VmRSS"),
        "worker_mb": max(status_mb(pid, "VmRSS") for pid in bench.usher.workers()),
    }
    changed = [_changed(bench, number) for number in range(SWEEPS)]
    peak = {"peak_mb": status_mb(bench.usher.pid, "VmHWM")}
    return _medians("unchanged", unchanged) | memory | _medians("changed", changed) | peak


def _medians(prefix: str, taken: list[dict[str, float]]) -> dict[str, float]:
    return {f"{prefix}_{name}": statistics.median(one[name] for one in taken) for name in taken[0]}


def _unchanged(bench: Bench) -> dict[str, float]:
    """A sweep with nothing changed. Raises unless it cost one conditional request for each group."""
    return _cost(bench, bench.sweep, not_modified=bench.size.rooms)


def _changed(bench: Bench, room: int) -> dict[str, float]:
    """A sweep after one person left one group, which ends with them removed from the room."""
    person = bench.size.members_of(room)[room]
    seen = len(bench.homeserver.kicks)
    bench.roster.remove(f"g{room}", f"a{person}")
    began = 0.0

    def sweep() -> None:
        nonlocal began
        began = time.monotonic()
        bench.sweep()
        until(lambda: len(bench.homeserver.kicks) > seen, "the removal", _PATIENCE_S, 0.005)

    figures = _cost(bench, sweep, not_modified=bench.size.rooms - 1)
    kicks = bench.homeserver.kicks[seen:]
    wanted = [(bench.homeserver.room_id(room), bench.homeserver.user_id(person))]
    if [(kick.room, kick.user_id) for kick in kicks] != wanted:
        raise RuntimeError(f"removed {kicks}, and not {wanted}")
    return figures | {"to_kick_s": kicks[0].at - began}


def _cost(bench: Bench, work: Callable[[], None], not_modified: int) -> dict[str, float]:
    bench.until_rests()
    bench.roster.forget_requests()
    daemon, worker = bench.cpu_s()
    began = time.monotonic()
    work()
    took = time.monotonic() - began
    bench.until_rests()
    spent = bench.cpu_s()
    found = bench.roster.count("GET", "/members$", 304)
    if found != not_modified:
        raise RuntimeError(f"{found} conditional requests brought nothing new, not {not_modified}")
    return {
        "cpu_s": sum(spent) - daemon - worker,
        "daemon_cpu_s": spent[0] - daemon,
        "worker_cpu_s": spent[1] - worker,
        "wall_s": took,
        "requests": bench.roster.count(),
    }


def figures(folder: Path, sizes: list[Size]) -> dict[str, dict[str, float]]:
    """The figures of each size."""
    return {str(size): measured(size, folder / f"loop-{size.people}-{size.rooms}") for size in sizes}


#: Lines of the table about one size: the words, the figures shown, and whose target stands beside them.
_LINES = [
    ("sweep, nothing changed: processor, s (both / daemon / worker)",
     ["unchanged_cpu_s", "unchanged_daemon_cpu_s", "unchanged_worker_cpu_s"]),
    ("  wall, s / requests at the third party", ["unchanged_wall_s", "unchanged_requests"]),
    ("sweep, one person left: processor, s (both / daemon / worker)",
     ["changed_cpu_s", "changed_daemon_cpu_s", "changed_worker_cpu_s"]),
    ("  from the command to the kick, s", ["changed_to_kick_s"]),
    ("start to ready / listening, s", ["ready_s", "listening_s"]),
    ("  processor until it rests, s", ["start_cpu_s"]),
    ("first start: ready / first sweep finished, s", ["cold_ready_s", "cold_sweep_s"]),
    ("  processor until it rests, s (daemon / worker)", ["cold_cpu_s", "cold_worker_cpu_s"]),
    ("resident / its peak / peak of the first start, MB", ["resident_mb", "peak_mb", "cold_peak_mb"]),
    ("  its worker: resident, MB", ["worker_mb"]),
]


def rows(loop: dict[str, dict[str, float]]) -> list[tuple[str, str, str]]:
    """Lines of the table: figure, median, target."""
    lines = []
    for size, row in loop.items():
        targets = {"changed_to_kick_s": 1} | TARGETS.get(size, {})
        lines.append((f"loop, {size}", "", ""))
        for words, names in _LINES:
            shown = " / ".join(f"{row[name]:.4g}" for name in names)
            lines.append((f"  {words}", shown, str(targets.get(names[0], ""))))
    grown = [loop[str(size)] for size in SIZES[:3] if str(size) in loop]
    for fewer, more in zip(grown, grown[1:]):
        cost = more["unchanged_cpu_s"] - fewer["unchanged_cpu_s"]
        memory = more["resident_mb"] - fewer["resident_mb"]
        lines.append(("10,000 more people in 50 rooms: processor, s / resident, MB", f"{cost:.2f} / {memory:.1f}", "flat"))
    return lines
