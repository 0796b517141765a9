"""Ctrl-C reaches every process of the terminal, but only the driver decides what follows."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held_back() -> Iterator[None]:
    """Hold SIGINT back from the calling thread; threads and processes that it starts meanwhile never see one.

    The mask is inherited, so that a child is safe before its first line of Python. Windows has no masks.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # The first lock starts multiprocessing's resource tracker, which up to Python 3.11 unblocks SIGINT in this thread.
    multiprocessing.get_context("spawn").Lock()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
