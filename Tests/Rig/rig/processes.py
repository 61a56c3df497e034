"""Processes that the rig starts, and ends: by their id, also when the rig itself is interrupted or killed."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from rig.waiting import until


class Child:
    """One process of ours, in a session of its own so that Ctrl-C reaches only the rig, which then ends it in order.

    The kernel kills it when the rig dies. Start it from the main thread: the kernel takes the end of the thread for the end of
    the rig.
    """

    def __init__(
        self, command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self.log = log
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "--", *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=None if env is None else dict(env),
                cwd=cwd,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal's number when a signal ended it."""
        return self._process.poll()

    @property
    def runs(self) -> bool:
        return self.exit_code is None

    def log_tail(self, lines: int = 25) -> str:
        """The end of what it wrote."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal to this process alone."""
        if self.runs:
            os.kill(self.pid, number)

    def stop(self, seconds: float = 20) -> int:
        """Asks it to end (SIGTERM), insists after `seconds`, and returns the exit code."""
        self.signal(signal.SIGTERM)
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """Ends it at once (SIGKILL), and returns the exit code."""
        self.signal(signal.SIGKILL)
        return self._process.wait(20)


def children_of(pid: int, name: str) -> list[int]:
    """The ids of the living children of `pid` whose program is called `name`."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, rest = stat.read_text().rpartition(")")
        except OSError:
            continue
        number, _, program = head.partition(" (")
        state, parent = rest.split()[:2]
        # The kernel cuts program names to 15 bytes.
        if int(parent) == pid and program == name[:15] and state != "Z":
            found.append(int(number))
    return sorted(found)


def until_gone(pid: int) -> None:
    """Waits until no process has this id, or only its remains are left."""

    def gone() -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
        except OSError:
            return True

    until(gone, f"process {pid} to end")
