"""Workers that are processes of this machine: spawned, so that they inherit no threads or locks, and kept for the map.

One pipe a process carries errands there and answers back, and is the leash as well: its end is the worker's end. (A
`ProcessPoolExecutor` keeps the writing end of its results open in the driver, so that it waits for ever for the rest of
an answer whose worker was killed half-way through; and it can't end a process that is busy.)
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import LifoQueue, SimpleQueue
from typing import cast

from audiocast.errors import WorkerError
from audiocast.executors.errand import carry_out, pack, unpack
from audiocast.executors.interrupts import held_back
from audiocast.executors.map import Item, Result


class Processes:
    """``jobs`` worker processes; one that dies takes only its own call with it, and is replaced at the next."""

    def __init__(self, jobs: int) -> None:
        self._slots = [_Slot() for _ in range(jobs)]
        # Last in, first out: with few items, those that already hold a model are asked first.
        self._free: LifoQueue[_Slot] = LifoQueue()
        for slot in reversed(self._slots):
            self._free.put(slot)

    def open(self) -> int:
        """Return the number of processes; each is started by its first call."""
        return len(self._slots)

    def run(self, function: Callable[[Item], Result], item: Item) -> Result:
        """Run ``function`` in a process that is free; raises `WorkerError` when the process dies of it."""
        errand = pack(function, item)
        slot = self._free.get()
        try:
            return cast(Result, unpack(slot.run(errand)))
        finally:
            self._free.put(slot)

    def halt(self) -> None:
        """Do nothing: no call waits at a process."""

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for slot in self._slots:
            slot.close()


class _Slot:
    """A place for one process at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: _Process | None = None
        self._is_closed = False

    def run(self, errand: bytes) -> bytes:
        process = self._living()
        try:
            return process.ask(errand)
        except (EOFError, OSError):
            raise WorkerError(
                f"a worker process {process.end()}", way_out="if memory ran out, use fewer --jobs"
            ) from None

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            process = self._process
        if process is not None:
            process.end()

    def _living(self) -> _Process:
        """Return the process, or a new one if there is none or it died since the last call, which costs nothing."""
        with self._lock:
            if self._is_closed:
                raise WorkerError("the map is closed", way_out="open another")
            if self._process is None or not self._process.is_alive():
                self._process = _Process()
            return self._process


class _Process:
    """One worker process and the driver's end of its pipe."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, far_end = context.Pipe()
        # Daemonic: should nobody close the map, the interpreter's exit ends it all the same.
        self._process = context.Process(target=_serve, args=(far_end,), name="audiocast-worker", daemon=True)
        with held_back():
            self._process.start()
        far_end.close()

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def ask(self, errand: bytes) -> bytes:
        """Return the answer; raises EOFError or OSError when there will be none."""
        self._line.send_bytes(errand)
        return self._line.recv_bytes()

    def end(self) -> str:
        """Kill the process if it is alive, which also ends a wait for its answer; return how it ended."""
        self._process.kill()
        self._process.join()
        status = self._process.exitcode or 0
        return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


def _serve(line: Connection) -> None:
    """Be a worker process: it leaves Ctrl-C to the driver, and goes when the driver goes, even in mid-call."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    errands: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(line, errands), name="audiocast-leash", daemon=True).start()
    while True:
        with suppress(OSError):
            line.send_bytes(carry_out(errands.get()))


def _listen(line: Connection, errands: SimpleQueue[bytes]) -> None:
    with suppress(EOFError, OSError):
        while True:
            errands.put(line.recv_bytes())
    os._exit(0)
