"""Waiting for a condition, never for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: How long a test waits for something that has to happen. Generous: on a busy machine it is slow, not wrong.
PATIENCE_S = 60.0

_PAUSE_S = 0.02


class TookTooLong(AssertionError):
    """What was waited for did not happen."""


def until(condition: Callable[[], T], what: str, seconds: float = PATIENCE_S, pause_s: float = _PAUSE_S) -> T:
    """Returns the first truthy answer of `condition`, asked every `pause_s`; raises TookTooLong, naming `what`, when there was
    none in time."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise TookTooLong(f"waited {seconds:.0f} s for {what}; the last answer was {answer!r}")
        time.sleep(pause_s)
