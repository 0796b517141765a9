"""Workers that are the driver's own threads."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from dataclasses import dataclass

from audiocast.executors.map import Item, Result


@dataclass(frozen=True, slots=True)
class Threads:
    """The driver's threads: a call runs in the thread that makes it."""

    jobs: int

    def open(self) -> int:
        """Return ``jobs``; there is nothing to start."""
        return self.jobs

    def run(self, function: Callable[[Item], Result], item: Item) -> Result:
        """Return ``function(item)``."""
        with _running:
            return function(item)

    def halt(self) -> None:
        """Do nothing: a call is begun at once."""

    def close(self) -> None:
        """Do nothing: a thread cannot be stopped in the middle of a call."""


class _Running:
    """Counts calls in progress, for the interpreter's exit to wait for.

    The threads are daemons, so that one that waits to try again keeps nobody; but one that is inside native code when
    the interpreter goes away can crash it.
    """

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._calls = 0

    def __enter__(self) -> None:
        with self._change:
            self._calls += 1

    def __exit__(self, *_: object) -> None:
        with self._change:
            self._calls -= 1
            self._change.notify_all()

    def wait(self) -> None:
        with self._change:
            self._change.wait_for(lambda: not self._calls)


_running = _Running()
atexit.register(_running.wait)
