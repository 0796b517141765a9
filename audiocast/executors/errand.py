"""What travels to a worker and back: a function and its item there, its result or what it raised back, as bytes.

The transports see bytes only. Unpickling happens inside `carry_out`, so that a function that the worker cannot import,
or a result that cannot be pickled, is an error like any other and not the end of the worker.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from typing import Any

from audiocast.executors.map import Item, Result


def pack(function: Callable[[Item], Result], item: Item) -> bytes:
    """Return an errand for `carry_out`; raises what pickle raises for a function or item that cannot travel."""
    return pickle.dumps((function, item))


def carry_out(errand: bytes) -> bytes:
    """Run an errand, in a worker, and return the answer for `unpack`; never raises."""
    try:
        function, item = pickle.loads(errand)
        return pickle.dumps((function(item), None))
    except BaseException as error:
        return refuse(error)


def refuse(error: BaseException) -> bytes:
    """Return the answer of a worker that could not do it."""
    return pickle.dumps((None, _portable(error)))


def unpack(answer: bytes) -> Any:
    """Return the function's result, or raise what it raised."""
    result, error = pickle.loads(answer)
    if error is not None:
        raise error
    return result


def _portable(error: BaseException) -> BaseException:
    """Return the error, with its traceback as a note, or one that says the same if it does not survive the journey."""
    lines = "".join(traceback.format_exception(error))
    try:
        if type(pickle.loads(pickle.dumps(error))) is not type(error):
            raise pickle.PicklingError
        portable = error
    except Exception:
        portable = RuntimeError(f"{type(error).__name__}: {error}")
    portable.add_note(f"In a worker:\n{lines}")
    return portable
