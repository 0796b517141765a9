"""The map that every kind of worker shares: driver threads take the items, call workers, hand results out as they come.

A driver thread runs ``around`` for one item at a time. Whatever takes patience (limits, retries, waiting) therefore
stays in the driver, and a worker only ever runs ``function``.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeAlias, TypeVar, overload

from audiocast.errors import WorkerError

Item = TypeVar("Item")
Result = TypeVar("Result")
Yielded = TypeVar("Yielded")

Around: TypeAlias = Callable[[Callable[[Item], Result], Item], Iterator[Yielded]]
"""A generator function that deals with one item: it may ``call(item)`` as often as it likes, and yields what comes out.

``call`` raises what the function raises, or `WorkerError` when the worker died. After Ctrl-C, or when nobody wants more
of the map, ``call`` raises ``GeneratorExit``, which is not to be caught.
"""

_LAST_WORDS_S = 1.0
"""How long an interrupted map waits for items that are in no call: they either yield at once or wait to try again."""


class Map(Protocol):
    """A map that yields ``(item, result)`` in the order in which results come."""

    @overload
    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], around: None = None
    ) -> Iterator[tuple[Item, Result]]: ...

    @overload
    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], around: Around[Item, Result, Yielded]
    ) -> Iterator[tuple[Item, Yielded]]: ...


class Workers(Protocol):
    """Where a map's function runs."""

    def open(self) -> int:
        """Start what has to be started, once; return how many driver threads keep the workers busy."""

    def run(self, function: Callable[[Item], Result], item: Item) -> Result:
        """Run ``function`` in a worker and wait for it; raises `WorkerError` when the worker dies of it."""

    def halt(self) -> None:
        """Have calls that a worker has not begun end with ``GeneratorExit``; returns at once, whatever is running."""

    def close(self) -> None:
        """Let the workers go, whatever they are doing; may be called when nothing was started, and twice."""


class DriverMap:
    """The `Map` on some workers. ``width`` is how many items are dealt with at a time, if not what workers say."""

    def __init__(self, workers: Workers, width: int | None = None) -> None:
        self._workers = workers
        self._width = width
        self._is_closed = threading.Event()

    def close(self) -> None:
        """Make no more calls, and let the workers go."""
        self._is_closed.set()
        self._workers.close()

    @overload
    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], around: None = None
    ) -> Iterator[tuple[Item, Result]]: ...

    @overload
    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], around: Around[Item, Result, Yielded]
    ) -> Iterator[tuple[Item, Yielded]]: ...

    def __call__(
        self,
        function: Callable[[Item], Result],
        items: Iterable[Item],
        around: Around[Item, Result, Yielded] | None = None,
    ) -> Iterator[tuple[Item, Result | Yielded]]:
        """Yield as `Map` says; nothing is started before the first item."""
        todo = deque(items)
        if not todo:
            return
        width = self._workers.open()
        run = partial(self._workers.run, function)
        course: _Course[Item, Result, Result | Yielded] = _Course(todo, run, around or _once, self._is_closed)
        yield from course.follow(self._width or width, self._workers.halt)


@dataclass(frozen=True, slots=True)
class _Value(Generic[Item, Yielded]):
    item: Item
    value: Yielded


@dataclass(frozen=True, slots=True)
class _Done:
    """An item is finished with; ``error`` is what ended it, if it did not end well."""

    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _Returned:
    """A call has come back."""


class _Course(Generic[Item, Result, Yielded]):
    """One use of a map, from the first item to the last."""

    def __init__(
        self,
        todo: deque[Item],
        run: Callable[[Item], Result],
        around: Around[Item, Result, Yielded],
        is_closed: threading.Event,
    ) -> None:
        self._todo = todo
        self._run = run
        self._around = around
        self._is_closed = is_closed
        self._news: SimpleQueue[_Value[Item, Yielded] | _Done | _Returned] = SimpleQueue()
        self._lock = threading.Lock()
        self._is_halted = False
        self._begun = 0
        self._calls = 0

    def follow(self, width: int, halt_workers: Callable[[], None]) -> Iterator[tuple[Item, Yielded]]:
        """Deal with ``width`` items at a time and yield what comes; after Ctrl-C, only what workers have begun."""
        waiting = len(self._todo)
        done = 0
        try:
            for number in range(min(width, waiting)):
                threading.Thread(target=self._work, name=f"audiocast-{number}", daemon=True).start()
            while done < waiting:
                news = self._news.get()
                if isinstance(news, _Value):
                    yield news.item, news.value
                elif isinstance(news, _Done):
                    done += 1
                    if news.error is not None:
                        raise news.error
        except KeyboardInterrupt:
            self._halt()
            halt_workers()
            yield from self._rest(done)
            raise
        finally:
            self._halt()

    def _rest(self, done: int) -> Iterator[tuple[Item, Yielded]]:
        """Yield what still comes of the items that were begun when the map was interrupted."""
        while done < self._begun:
            try:
                news = self._news.get(timeout=None if self._calls else _LAST_WORDS_S)
            except Empty:
                return
            if isinstance(news, _Value):
                yield news.item, news.value
            elif isinstance(news, _Done):
                done += 1

    def _halt(self) -> None:
        with self._lock:
            self._is_halted = True

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._is_halted or not self._todo:
                    return
                item = self._todo.popleft()
                self._begun += 1
            self._news.put(self._deal_with(item))

    def _deal_with(self, item: Item) -> _Done:
        try:
            for value in self._around(self._call, item):
                self._news.put(_Value(item, value))
        except GeneratorExit:
            return _Done(WorkerError("the map was closed before its last result", way_out="read it to the end"))
        except BaseException as error:  # Raised again where the results are read.
            return _Done(error)
        return _Done()

    def _call(self, item: Item) -> Result:
        with self._lock:
            if self._is_halted or self._is_closed.is_set():
                raise GeneratorExit
            self._calls += 1
        try:
            return self._run(item)
        finally:
            with self._lock:
                self._calls -= 1
            self._news.put(_Returned())


def _once(call: Callable[[Item], Result], item: Item) -> Iterator[Result]:
    yield call(item)
