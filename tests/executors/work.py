"""What the tests have workers do: functions that a spawned process or a Dask worker can import."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from audiocast.errors import EngineError, WorkerError


def square(number: int) -> int:
    return number * number


def pid(_: int) -> int:
    return os.getpid()


def pass_gate(gate: str) -> str:
    """Return the gate's name, when somebody has written to it and closed it if it is a FIFO."""
    if Path(gate).is_fifo():
        Path(gate).read_bytes()
    return Path(gate).name


def die(_: object) -> object:
    os.kill(os.getpid(), signal.SIGKILL)
    return None


def die_once(mark: str) -> str:
    """Return the mark's name, but if there is no such file, make it and die by SIGKILL."""
    path = Path(mark)
    if not path.exists():
        path.touch()
        die(path)
    return path.name


def refuse(number: int) -> int:
    raise EngineError(f"no {number}", way_out="count again", retryable=True, trouble="throttle")


class AwkwardError(Exception):
    """An error that cannot be made again from its arguments."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__(f"{one} and {two}")
        self.two = two


def be_awkward(number: int) -> int:
    raise AwkwardError(number, number)


def lack_a_voice(number: int) -> int:
    raise WorkerError(f"no {number}", way_out="count again")


def raise_a_lock(number: int) -> int:
    raise ValueError(number, threading.Lock())


def open_nothing(number: int) -> int:
    return os.open(f"/nowhere/{number}", os.O_RDONLY)


def give_function(number: int) -> Callable[[], int]:
    return lambda: number


def blob(size: int) -> bytes:
    return bytes(size)


def versions() -> dict[str, str]:
    return {"audiocast": "0.1.0", "voice": os.environ.get("TEST_VOICE", "first")}


def twice(call: Callable[[int], int], number: int) -> Iterator[str]:
    yield f"first {call(number)}"
    yield f"then {call(number + 1)}"


def patiently(call: Callable[[str], str], item: str) -> Iterator[str]:
    """Try three times; what kept it from working comes out as well."""
    for _ in range(3):
        try:
            yield call(item)
        except WorkerError as error:
            yield str(error)
        else:
            return
