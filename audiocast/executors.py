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
    """Open a map on ``jobs`` threads; leaving it early, by an error or Ctrl-C, drops what has not begun."""
    pool = ThreadPoolExecutor(max_workers=jobs, thread_name_prefix="audiocast")

    def spread(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        waiting = {pool.submit(function, item): item for item in items}
        for future in as_completed(waiting):
            yield waiting[future], future.result()

    try:
        yield spread
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
