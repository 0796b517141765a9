"""How a driver ends: interrupted once, interrupted twice, killed; and what becomes of its workers."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audiocast.executors import KINDS, Kind

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


@contextmanager
def driver(kind: Kind, gates: list[str], after: int = 0) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a driver of two workers, which are both in a call when this yields, with the open ends of their gates."""
    items = [*gates, *(f"later-{number}" for number in range(after))]
    command = [sys.executable, "-m", "tests.executors.driver", kind, *items]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True) as process:
        try:
            yield process, [os.open(gate, os.O_WRONLY) for gate in gates]
        finally:
            process.kill()


def interrupt(process: subprocess.Popen[str]) -> None:
    """Do what a terminal does at Ctrl-C: tell the driver and all its children."""
    os.killpg(process.pid, signal.SIGINT)
    assert process.stdout is not None
    # Before a gate, a Dask worker may have been given an item that was begun with it.
    assert any(line == "caught\n" for line in iter(process.stdout.readline, ""))


def is_there(process: subprocess.Popen[str]) -> bool:
    """Wait a moment for the process to end."""
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        return True
    return False


def is_read_by_nobody(end: int) -> bool:
    """Wait until the worker that reads a gate is gone."""
    poll = select.poll()
    poll.register(end, select.POLLERR)
    return bool(poll.poll(PATIENCE_S * 1000))


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_gives_what_is_running_and_drops_the_rest(kind: Kind, gates: list[str]) -> None:
    with driver(kind, gates, after=50) as (process, ends):
        interrupt(process)
        for end in ends:
            os.close(end)
        out, err = process.communicate(timeout=PATIENCE_S)
    results = out.splitlines()
    assert {"gate-0", "gate-1"} <= set(results)
    assert "later-49" not in results
    assert "interrupted" in results
    assert (process.returncode, err) == (130, "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_ctrl_c_leaves_at_once_and_takes_the_workers_along(kind: Kind, gates: list[str]) -> None:
    with driver(kind, gates) as (process, ends):
        interrupt(process)
        # Two signals within microseconds are one; nobody presses that fast.
        while is_there(process):
            os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_S)
        assert all(is_read_by_nobody(end) for end in ends)
    assert (process.returncode, err) == (130, "")
    assert "interrupted" in out.splitlines()
    for end in ends:
        os.close(end)


@pytest.mark.parametrize("kind", KINDS)
def test_workers_do_not_outlive_a_driver_that_was_killed(kind: Kind, gates: list[str]) -> None:
    with driver(kind, gates) as (process, ends):
        process.kill()
        assert all(is_read_by_nobody(end) for end in ends)
    for end in ends:
        os.close(end)


def test_a_thread_that_waits_to_try_again_keeps_nobody_from_exiting() -> None:
    code = """
import threading
from audiocast.executors import open_map

def wait(call, item):
    yield call(item)
    threading.Event().wait()

with open_map(1) as spread:
    print(next(spread(abs, [-1], wait)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    assert (done.stdout, done.stderr) == ("(-1, 1)\n", "")
