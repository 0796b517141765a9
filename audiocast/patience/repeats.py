"""One request to a store or a service, asked again when its failure may pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import stamina

_Answer = TypeVar("_Answer")

_TRIES = 4
_WAIT_INITIAL_S = 0.2
_WAIT_MAX_S = 5.0


def again(call: Callable[[], _Answer], *, passes: Callable[[Exception], bool]) -> _Answer:
    """Return what ``call`` returns, at the latest of four tries with exponential waits between them.

    Args:
        call: may be called several times.
        passes: whether an error of it may be gone in a moment; any other error, and the last one, is raised.
    """
    retries = stamina.retry_context(
        on=passes,
        attempts=_TRIES,
        timeout=None,
        wait_initial=_WAIT_INITIAL_S,
        wait_max=_WAIT_MAX_S,
        wait_jitter=_WAIT_INITIAL_S,
    )
    for attempt in retries:
        with attempt:
            return call()
    raise AssertionError("stamina returns or raises")
