"""What only a Dask cluster can do wrong."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from audiocast.errors import ConfigError, WorkerError
from audiocast.executors import cluster, open_map
from tests.executors import work
from tests.executors.conftest import start_cluster


@pytest.fixture
def own_cluster() -> Iterator[Any]:
    """A cluster of one worker that a test may change."""
    with start_cluster(1) as started:
        yield started


def remove_workers(own_cluster: Any) -> None:
    own_cluster.scale(0)
    own_cluster.sync(own_cluster._correct_state)


def square(scheduler: str, numbers: list[int]) -> dict[int, int]:
    with open_map(1, "dask", scheduler=scheduler, same=work.versions) as spread:
        return dict(spread(work.square, numbers))


def test_a_cluster_of_our_versions_is_taken(scheduler: str) -> None:
    assert square(scheduler, [1, 2]) == {1: 1, 2: 4}


def test_another_version_is_refused_in_one_line(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_VOICE", "second")
    with pytest.raises(WorkerError) as raised:
        square(scheduler, [1])
    line = str(raised.value)
    assert line.startswith("Dask worker tcp://127.0.0.1:")
    assert "differs: voice first there, second here (and 1 more workers differ): install the same audiocast" in line


def test_a_worker_of_another_version_that_joins_later_does_nothing(
    own_cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def report(call: Callable[[int], int], number: int) -> Iterator[str]:
        try:
            yield str(call(number))
        except WorkerError as error:
            yield str(error)

    with open_map(1, "dask", scheduler=own_cluster.scheduler_address, same=work.versions) as spread:
        assert list(spread(work.square, [2], report)) == [(2, "4")]
        remove_workers(own_cluster)
        with monkeypatch.context() as patched:
            patched.setenv("TEST_VOICE", "second")
            own_cluster.scale(1)
            own_cluster.wait_for_workers(1)
        ((_, line),) = spread(work.square, [2], report)
    assert "differs: voice second there, first here" in line


def test_a_worker_without_audiocast_is_named(scheduler: str) -> None:
    import distributed

    client: Any = distributed.Client(scheduler, set_as_default=False)  # type: ignore[no-untyped-call]
    with client:
        client.run(hide, "tests.executors.work")
        try:
            with pytest.raises(WorkerError, match=r"Dask worker tcp://127.0.0.1:\d+ cannot import audiocast"):
                square(scheduler, [1])
        finally:
            client.run(show, "tests.executors.work")
    assert square(scheduler, [3]) == {3: 9}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "silent"])
def test_a_scheduler_that_does_not_answer_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        if address == "silent":
            address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(
            WorkerError, match=rf"^no Dask scheduler at {address} \(.+\): start it with `dask scheduler`"
        ):
            square(address, [1])


def test_an_address_that_dask_refuses_leaves_no_complaint_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.2)
    complaints: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(WorkerError, match="unknown address scheme 'http'") as raised:
        square("http://127.0.0.1:1", [1])
    del raised
    gc.collect()
    assert complaints == []


def test_a_cluster_without_workers_is_an_error(own_cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 0.5)
    remove_workers(own_cluster)
    with pytest.raises(WorkerError, match="has no workers: start some: `dask worker tcp://"):
        square(own_cluster.scheduler_address, [1])


def test_a_call_does_not_wait_for_ever_when_all_workers_are_gone(
    own_cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_LOOK_S", 0.2)
    with open_map(1, "dask", scheduler=own_cluster.scheduler_address) as spread:
        assert list(spread(work.square, [2])) == [(2, 4)]
        remove_workers(own_cluster)
        with pytest.raises(WorkerError, match="has no workers"):
            list(spread(work.square, [3]))


def test_a_lost_scheduler_is_an_error(own_cluster: Any, gates: list[str]) -> None:
    def announce(call: Callable[[str], str], gate: str) -> Iterator[str]:
        yield "begun"
        yield call(gate)

    with open_map(1, "dask", scheduler=own_cluster.scheduler_address) as spread:
        results = spread(work.pass_gate, gates[:1], announce)
        assert next(results) == (gates[0], "begun")
        own_cluster.close()
        with pytest.raises(WorkerError, match=r"connection to the Dask scheduler at tcp://.* was lost"):
            next(results)


def test_after_ctrl_c_what_waits_at_a_worker_is_dropped_while_what_runs_goes_on(
    own_cluster: Any, gates: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted = threading.Semaphore(0)
    runs, halted = threading.Event(), threading.Event()
    wait, halt = cluster._Link._wait, cluster._Link.halt

    def tell_submitted(link: Any, answer: Any) -> bytes:
        submitted.release()
        return wait(link, answer)

    def tell_halted(link: Any) -> None:
        halt(link)
        halted.set()

    def around(call: Callable[[str], str], item: str) -> Iterator[str]:
        yield "begun"
        if item == "later":
            runs.wait()
        yield call(item)

    def let_pass(end: int) -> None:
        halted.wait(20)
        os.close(end)

    monkeypatch.setattr(cluster._Link, "_wait", tell_submitted)
    monkeypatch.setattr(cluster._Link, "halt", tell_halted)
    with open_map(1, "dask", scheduler=own_cluster.scheduler_address) as spread:
        results: Any = spread(work.pass_gate, [gates[0], "later"], around)
        assert {next(results), next(results)} == {(gates[0], "begun"), ("later", "begun")}
        end = os.open(gates[0], os.O_WRONLY)  # returns when the only thread of the only worker reads it
        runs.set()
        assert submitted.acquire(timeout=20)
        assert submitted.acquire(timeout=20)
        threading.Thread(target=let_pass, args=(end,)).start()
        assert results.throw(KeyboardInterrupt) == (gates[0], "gate-0")
        with pytest.raises(KeyboardInterrupt):
            next(results)


def test_dask_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ConfigError, match=r"pip install 'audiocast\[dask\]'$"):
        square("", [1])


def hide(module: str) -> None:
    sys.modules[module] = None  # type: ignore[assignment]


def show(module: str) -> None:
    del sys.modules[module]
