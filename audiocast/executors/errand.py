"""What travels to a worker and back: a function and its item there, its result or what it raised back, as bytes.

The transports see bytes only. Unpickling happens inside `carry_out`, so that a function that the worker cannot import,
or a result that cannot be pickled, is an error like any other and not the end of the worker.
"""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from types import FunctionType
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
    """Return the answer of a worker that could not do it: the error's parts, with its traceback as a note.

    Parts, because an error whose ``__init__`` takes more than its ``args`` does not survive pickling; and because
    Dask's workers pickle errors by rules of their own (tblib's). One with a part that cannot travel is told in words.
    """
    error.add_note("In a worker:\n" + "".join(traceback.format_exception(error)))
    try:
        answer = pickle.dumps((None, (type(error), error.args, error.__dict__)))
        _error(*pickle.loads(answer)[1])
    except Exception:
        words = f"{type(error).__name__}: {error}"
        return pickle.dumps((None, (RuntimeError, (words,), {"__notes__": error.__notes__})))
    return answer


def unpack(answer: bytes) -> Any:
    """Return the function's result, or raise what it raised."""
    result, parts = pickle.loads(answer)
    if parts is not None:
        raise _error(*parts)
    return result


def _error(kind: type[BaseException], args: tuple[Any, ...], state: dict[str, Any]) -> BaseException:
    """Return an error made of its parts."""
    error = kind.__new__(kind, *args) if isinstance(kind.__init__, FunctionType) else kind(*args)
    error.args = args
    error.__dict__.update(state)
    return error
