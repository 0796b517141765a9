"""How many utterances are spoken at once."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count


class Slots:
    """How many utterances are spoken at once: halved when a service asks to slow down, and slowly grown again."""

    def __init__(self, ceiling: int, *, start: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.ceiling = ceiling
        self.limit = min(ceiling, start)
        self._clock = clock
        self._changed = threading.Condition()
        self._active = 0
        self._tickets = count()
        self._waiting: list[tuple[bool, int]] = []
        self._successes = 0
        self._halvings = 0
        self._rest_until = 0.0
        self._closed = False

    @contextmanager
    def hold(self, *, is_retry: bool = False) -> Iterator[int]:
        """Wait for a slot and hold it; yields the number of halvings so far, for ``throttle``.

        Slots are given in the order of asking, but to what is tried again before what is new: what was begun is not
        kept waiting by the rest of the edition.
        """
        with self._changed:
            ticket = (not is_retry, next(self._tickets))
            heapq.heappush(self._waiting, ticket)
            while not self._closed and not (self._is_free() and ticket == self._waiting[0]):
                rest_s = self._rest_until - self._clock()
                self._changed.wait(rest_s if rest_s > 0 else None)
            self._waiting.remove(ticket)
            heapq.heapify(self._waiting)
            self._active += 1
            halvings = self._halvings
            self._changed.notify_all()
        try:
            yield halvings
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify_all()

    @property
    def waiting(self) -> int:
        """How many wait for a slot."""
        with self._changed:
            return len(self._waiting)

    def succeed(self) -> None:
        """Count a success: as many as the limit, and it grows by one."""
        with self._changed:
            self._successes += 1
            if self._successes >= self.limit:
                self._successes = 0
                self.limit = min(self.ceiling, self.limit + 1)
                self._changed.notify_all()

    def throttle(self, halvings: int) -> None:
        """Halve the limit, once for all the requests that were under way together."""
        with self._changed:
            if halvings == self._halvings:
                self._halvings += 1
                self._successes = 0
                self.limit = max(1, self.limit // 2)

    def rest(self, seconds: float) -> None:
        """Let nothing begin for so long."""
        with self._changed:
            self._rest_until = max(self._rest_until, self._clock() + seconds)

    def close(self) -> None:
        """Let everybody in at once: whoever waits is to see that it is over."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def reopen(self) -> None:
        """Hold slots back again as before ``close``; no rest is left."""
        with self._changed:
            self._closed = False
            self._rest_until = 0.0

    def _is_free(self) -> bool:
        return self._active < self.limit and self._clock() >= self._rest_until
