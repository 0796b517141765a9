from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from audiocast.executors import Kind, Map, open_map

Open = Callable[[Kind], AbstractContextManager[Map]]


def start_cluster(workers: int) -> Any:
    import distributed

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            memory_limit=0,
            silence_logs=60,
        )


@pytest.fixture(scope="session")
def scheduler() -> Iterator[str]:
    """The address of a Dask cluster of two workers."""
    with start_cluster(2) as cluster:
        yield cluster.scheduler_address


@pytest.fixture
def opened(request: pytest.FixtureRequest) -> Open:
    """Opens a map of two workers of a kind."""

    def open_kind(kind: Kind) -> AbstractContextManager[Map]:
        address = request.getfixturevalue("scheduler") if kind == "dask" else ""
        return open_map(2, kind, scheduler=address)

    return open_kind


@pytest.fixture
def gates(tmp_path: Path) -> list[str]:
    """Two FIFOs: a worker that reads one waits for us, and we wait for it when we open one to write."""
    names = [str(tmp_path / f"gate-{number}") for number in range(2)]
    for name in names:
        os.mkfifo(name)
    return names
