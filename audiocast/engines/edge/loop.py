"""An event loop in a thread of its own, so that what is async inside an engine is sync outside it."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from collections.abc import Callable, Coroutine
from queue import SimpleQueue
from typing import Any, TypeVar

Result = TypeVar("Result")

_Started = tuple[asyncio.AbstractEventLoop, Callable[[], None]]


class BackgroundLoop:
    """Runs coroutines for any number of calling threads, all in one daemon thread that starts with the first of them.

    It belongs to one process: a fork inherits the object but not the thread. The thread ends with the object.
    """

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Return what ``work`` returns or raise what it raises; what interrupts the caller cancels it."""
        try:
            loop = self._running()
        except BaseException:
            work.close()
            raise
        future = asyncio.run_coroutine_threadsafe(work, loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                started: SimpleQueue[_Started] = SimpleQueue()
                threading.Thread(target=_serve, args=(started,), name="audiocast-edge", daemon=True).start()
                self._loop, stop = started.get()
                weakref.finalize(self, _stop, self._loop, stop, os.getpid())
            return self._loop


def _serve(started: SimpleQueue[_Started]) -> None:
    async def stay() -> None:
        done = asyncio.Event()
        started.put((asyncio.get_running_loop(), done.set))
        await done.wait()

    asyncio.run(stay())


def _stop(loop: asyncio.AbstractEventLoop, stop: Callable[[], None], process: int) -> None:
    if os.getpid() == process and not loop.is_closed():
        loop.call_soon_threadsafe(stop)
