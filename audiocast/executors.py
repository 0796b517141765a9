"""Parallelism is a ``map`` argument: ``open_map`` yields one that gives results as they come."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Map(Protocol):
    """A map that yields ``(item, result)`` in the order in which results come."""

    def __call__(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        """Apply ``function`` to every item; what it raises ends the map."""
        ...


def default_jobs(place: str) -> int:
    """Return how many utterances are spoken side by side: one a core, or six requests to an online service."""
    return 6 if place == "driver" else (os.cpu_count() or 1)


@contextmanager
def open_map(jobs: int) -> Iterator[Map]:
    """Open a map on ``jobs`` threads.

    Ctrl-C drops what has not begun, still gives the results of what is running, and then goes on as KeyboardInterrupt;
    a second one leaves at once.
    """
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="audiocast")

    def spread(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        waiting = {pool.submit(function, item): item for item in items}
        try:
            for future in as_completed(list(waiting)):
                yield waiting.pop(future), future.result()
        except KeyboardInterrupt:
            running = [future for future in waiting if not future.cancel()]
            for future in as_completed(running):
                yield waiting[future], future.result()
            raise

    try:
        yield spread
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
