"""Parallelism is a ``map`` argument: ``open_map`` yields one that gives results as they come.

A map's function runs in the driver's threads, in processes of this machine or on a Dask cluster. For the last two,
function, item and result travel as pickles; nothing else is shared, no file system either.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Literal, get_args

from audiocast.executors.map import Around, DriverMap, Map, Workers

__all__ = ["KINDS", "Around", "Kind", "Map", "default_jobs", "open_map"]

Kind = Literal["threads", "processes", "dask"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def default_jobs(place: str) -> int:
    """Return how many utterances are spoken side by side: one a core, or six requests to an online service."""
    return 6 if place == "driver" else (os.cpu_count() or 1)


@contextmanager
def open_map(
    jobs: int,
    kind: Kind = "threads",
    *,
    scheduler: str = "",
    width: int | None = None,
    same: Callable[[], Mapping[str, str]] | None = None,
) -> Iterator[Map]:
    """Open a map; nothing is started before its first item, and workers live until the context ends.

    Ctrl-C drops what has not begun, still gives the results of what is running, and then goes on as KeyboardInterrupt;
    a second one leaves at once.

    Args:
        jobs: how many workers run side by side; a scheduler's cluster has as many as it has.
        kind: where the function runs; for processes and dask it must be importable there.
        scheduler: the address of a running Dask scheduler, else dask starts workers on this machine.
        width: how many items are dealt with at a time: ``jobs``, or two for each thread of a Dask cluster.
        same: names the versions that have to be the same on every Dask worker; importable there.

    Raises:
        ConfigError: Dask is not installed; WorkerError: the cluster is not reachable or not of our versions. Both at
            the first item.
    """
    with closing(DriverMap(_workers(jobs, kind, scheduler, same), width)) as spread:
        yield spread


def _workers(jobs: int, kind: Kind, scheduler: str, same: Callable[[], Mapping[str, str]] | None) -> Workers:
    match kind:
        case "threads":
            from audiocast.executors.threads import Threads

            return Threads(jobs)
        case "processes":
            from audiocast.executors.processes import Processes

            return Processes(jobs)
        case "dask":
            from audiocast.executors.cluster import Cluster

            return Cluster(jobs, scheduler, same)
