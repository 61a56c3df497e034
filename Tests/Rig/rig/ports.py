"""Ports on the loopback address that belong to one rig alone.

A port that the kernel hands out for a moment can be taken by any outgoing connection before a server listens on it, and a server
that is killed and started again needs the same one. So ports come from below the range that outgoing connections use, and a lock
file, held as long as this process lives, keeps other rigs away.
"""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path

_FIRST = 20_000
_locks: list[int] = []


def is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def take() -> int:
    """A port that is free, and stays ours until this process ends."""
    last = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0]) - 1
    if last - _FIRST < 1_000:
        last = 65_000
    folder = Path(tempfile.gettempdir()) / f"usher-rig-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    for _ in range(1_000):
        port = random.randint(_FIRST, last)
        lock = os.open(folder / str(port), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            continue
        if is_free(port):
            _locks.append(lock)
            return port
        os.close(lock)
    raise RuntimeError("no free port was found on 127.0.0.1")
