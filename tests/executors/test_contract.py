"""What every kind of map does alike."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audiocast.errors import EngineError, WorkerError
from audiocast.executors import KINDS, Kind, default_jobs, open_map
from tests.executors import work
from tests.executors.conftest import Open

REMOTE: tuple[Kind, ...] = ("processes", "dask")


@pytest.mark.parametrize("kind", KINDS)
def test_every_item_comes_with_its_result_and_the_map_serves_again(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        assert dict(spread(work.square, range(20))) == {number: number**2 for number in range(20)}
        assert list(spread(work.square, [7])) == [(7, 49)]
        assert list(spread(work.square, [])) == []


@pytest.mark.parametrize("kind", KINDS)
def test_results_come_in_order_of_completion(kind: Kind, opened: Open, gates: list[str], tmp_path: Path) -> None:
    open_door = str(tmp_path / "no-gate")
    with opened(kind) as spread:
        results = spread(work.pass_gate, [gates[0], open_door])
        assert next(results) == (open_door, "no-gate")
        Path(gates[0]).write_text("go")
        assert list(results) == [(gates[0], "gate-0")]


@pytest.mark.parametrize("kind", KINDS)
def test_what_around_yields_passes_through(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        results = list(spread(work.square, [2, 5], work.twice))
    assert sorted(results) == [(2, "first 4"), (2, "then 9"), (5, "first 25"), (5, "then 36")]


@pytest.mark.parametrize("kind", KINDS)
def test_around_runs_in_the_driver_and_may_leave_the_call_out(kind: Kind, opened: Open) -> None:
    def idle(_: Callable[[int], int], number: int) -> Iterator[int]:
        yield os.getpid() + number

    with opened(kind) as spread:
        assert list(spread(work.pid, [0], idle)) == [(0, os.getpid())]
        (_, worker), *_ = spread(work.pid, [0])
        assert (worker == os.getpid()) == (kind == "threads")


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_function_raises_ends_the_map(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        with pytest.raises(EngineError) as raised:
            list(spread(work.refuse, [3]))
        assert str(raised.value) == "no 3: count again"
        assert (raised.value.retryable, raised.value.trouble) == (True, "throttle")
        assert list(spread(work.square, [3])) == [(3, 9)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_around_raises_ends_the_map(kind: Kind, opened: Open) -> None:
    def give_up(call: Callable[[int], int], number: int) -> Iterator[int]:
        yield call(number)
        raise EngineError("enough")

    with opened(kind) as spread:
        results = spread(work.square, [3], give_up)
        assert next(results) == (3, 9)
        with pytest.raises(EngineError, match="enough"):
            next(results)


@pytest.mark.parametrize("kind", REMOTE)
def test_errors_come_back_as_they_were(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        with pytest.raises(work.AwkwardError) as awkward:
            list(spread(work.be_awkward, [4]))
        assert (str(awkward.value), awkward.value.two) == ("4 and 4", 4)
        assert "in be_awkward" in awkward.value.__notes__[0]
        with pytest.raises(WorkerError) as lacking:
            list(spread(work.lack_a_voice, [4]))
        assert str(lacking.value) == "no 4: count again"
        with pytest.raises(FileNotFoundError) as missing:
            list(spread(work.open_nothing, [4]))
        assert missing.value.strerror == "No such file or directory"


@pytest.mark.parametrize("kind", REMOTE)
def test_an_error_or_result_that_cannot_travel_costs_no_worker(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        with pytest.raises(RuntimeError, match=r"^ValueError: \(4, <unlocked"):
            list(spread(work.raise_a_lock, [4]))
        with pytest.raises(Exception, match="lambda"):
            list(spread(work.give_function, [4]))
        assert list(spread(work.square, [4])) == [(4, 16)]


@pytest.mark.parametrize("kind", REMOTE)
def test_a_result_of_many_megabytes_arrives(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        assert [(size, len(data)) for size, data in spread(work.blob, [20_000_000])] == [(20_000_000, 20_000_000)]


@pytest.mark.parametrize("kind", REMOTE)
def test_a_worker_that_dies_costs_the_run_nothing(kind: Kind, opened: Open, tmp_path: Path) -> None:
    items = [str(tmp_path / f"item-{number}") for number in range(8)]
    for item in items[:3] + items[4:]:
        Path(item).touch()
    with opened(kind) as spread:
        spoken = [result for _, result in spread(work.die_once, items, work.patiently)]
    deaths = [result for result in spoken if not result.startswith("item-")]
    assert sorted(set(spoken) - set(deaths)) == [f"item-{number}" for number in range(8)]
    # Dask gives the call to another worker by itself.
    assert len(deaths) == (1 if kind == "processes" else 0)


@pytest.mark.parametrize("kind", REMOTE)
def test_an_item_that_kills_every_worker_is_an_error(kind: Kind, opened: Open) -> None:
    with opened(kind) as spread:
        with pytest.raises(WorkerError, match="memory"):
            list(spread(work.die, [1]))
        assert list(spread(work.square, [6])) == [(6, 36)]


def test_a_process_that_died_between_two_calls_is_replaced_unnoticed() -> None:
    import signal

    with open_map(1, "processes") as spread:
        ((_, first),) = spread(work.pid, [0])
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        ((_, second),) = spread(work.pid, [0])
    assert second != first


def test_a_process_serves_many_calls() -> None:
    with open_map(2, "processes") as spread:
        assert len({pid for _, pid in spread(work.pid, range(40))}) <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_an_abandoned_map_begins_nothing_more(kind: Kind, opened: Open) -> None:
    begun: list[int] = []
    called: list[int] = []
    abandoned = threading.Event()

    def wait_for_the_end(call: Callable[[int], int], number: int) -> Iterator[int]:
        begun.append(number)
        if number:
            abandoned.wait()
        yield call(number)
        called.append(number)

    with opened(kind) as spread:
        results = spread(work.square, range(1000), wait_for_the_end)
        assert next(results) == (0, 0)
        results.close()  # type: ignore[attr-defined]
        abandoned.set()
        assert list(spread(work.square, [3])) == [(3, 9)]
    assert len(begun) <= 5
    assert called == [0]


def test_a_map_that_was_closed_says_so() -> None:
    closed = threading.Event()

    def go_on_later(call: Callable[[int], int], number: int) -> Iterator[int]:
        yield call(number)
        closed.wait()
        yield call(number)

    with open_map(1) as spread:
        results = spread(work.square, [1], go_on_later)
        assert next(results) == (1, 1)
    closed.set()
    with pytest.raises(WorkerError, match="closed before its last result"):
        next(results)


@pytest.mark.parametrize("kind", KINDS)
def test_a_map_with_nothing_to_do_starts_and_imports_nothing(kind: Kind) -> None:
    code = f"""
import sys
from audiocast.executors import open_map
with open_map(2, {kind!r}) as spread:
    print(list(spread(len, [])), "distributed" in sys.modules, "multiprocessing.spawn" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("[] False")
    assert done.stderr == ""


def test_jobs_are_the_cores_or_six_requests() -> None:
    assert default_jobs("driver") == 6
    assert default_jobs("anywhere") == os.cpu_count()
