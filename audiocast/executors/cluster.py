"""Workers on a Dask cluster: one that runs already, or one started on this machine for the map."""

from __future__ import annotations

import asyncio
import logging
import pickle
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from audiocast.errors import ConfigError, WorkerError
from audiocast.executors.errand import carry_out, pack, refuse, unpack
from audiocast.executors.interrupts import held_back
from audiocast.executors.map import Item, Result

Same = Callable[[], Mapping[str, str]]

_CONNECT_S = 10.0
_END_S = 0.2
_LOOK_S = 15.0
"""How often a call that waits looks whether there is a worker at all; without one at two looks, it gives up."""
_CALLS_A_THREAD = 2
"""One that runs and one that waits at the worker, so that none idles while an answer travels."""
_WAY_OUT = "install the same audiocast, engine and voices on it, or take it out of the cluster"
_NEVER = logging.CRITICAL + 1
_CHATTER = ("distributed", "tornado", "tornado.application")


class Cluster:
    """Dask workers. With no ``scheduler`` they are ``jobs`` processes of this machine that end with the driver."""

    def __init__(self, jobs: int, scheduler: str, same: Same | None) -> None:
        self._jobs = jobs
        self._scheduler = scheduler
        self._same = same
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._link: _Link | None = None
        self._most_threads = 1

    def open(self) -> int:
        """Connect; return two for each thread of the workers.

        Raises:
            ConfigError: Dask is not installed.
            WorkerError: the scheduler cannot be reached, has no workers, or one of them is not of our versions.
        """
        with self._lock:
            if self._link is None:
                with ExitStack() as stack:
                    self._link = _connect(self._jobs, self._scheduler, self._same, stack)
                    self._stack = stack.pop_all()
            # A worker that has just died is not counted, but comes back.
            self._most_threads = max(self._most_threads, self._link.threads())
            return _CALLS_A_THREAD * self._most_threads

    def run(self, function: Callable[[Item], Result], item: Item) -> Result:
        """Run ``function`` on the cluster; raises `WorkerError` when the worker dies of it or cannot be reached."""
        link = self._link
        if link is None:
            raise WorkerError("the map is closed", way_out="open another")
        return cast(Result, unpack(link.ask(pack(function, item))))

    def halt(self) -> None:
        """Have what waits at the workers come back undone; a sentence that is being spoken is spoken to its end."""
        if (link := self._link) is not None:
            threading.Thread(target=link.halt, name="audiocast-halt", daemon=True).start()

    def close(self) -> None:
        """Disconnect, dropping what is not done; workers that were started for the map end."""
        with self._lock:
            self._link = None
            self._stack.close()


@dataclass(frozen=True, slots=True)
class _Link:
    """An open connection to a scheduler."""

    client: Any
    executor: Executor
    address: str
    asking: bytes
    versions: Mapping[str, str]

    def threads(self) -> int:
        threads: dict[str, int] = self.client.nthreads()
        return sum(threads.values())

    def ask(self, errand: bytes) -> bytes:
        """Have an errand carried out. (``executor.map`` would do finished ones again when a worker dies.)"""
        from distributed import KilledWorker

        try:
            return self._wait(self.executor.submit(_carry_out, errand, self.client.id, self.asking, self.versions))
        except KilledWorker:
            raise WorkerError(
                "the Dask workers that tried it died", way_out="if memory ran out, give workers more or fewer threads"
            ) from None
        except (CancelledError, OSError, RuntimeError):  # A client that is closed raises RuntimeError
            raise WorkerError(
                f"the connection to the Dask scheduler at {self.address} was lost", way_out="run it again to go on"
            ) from None
        except ImportError as error:
            raise WorkerError(f"a Dask worker cannot import audiocast ({error})", way_out=_WAY_OUT) from None

    def halt(self) -> None:
        """Tell every worker that what it has not begun for us is no longer wanted.

        Cancelling would not do: Dask forgets the result of a task that runs as well.
        """
        with suppress(Exception, asyncio.CancelledError):  # the end then only takes longer
            self.client.run(_halt, self.client.id, on_error="ignore")

    def _wait(self, answer: Future[bytes]) -> bytes:
        deserted = 0
        while True:
            try:
                return answer.result(_LOOK_S)
            except TimeoutError:
                if answer.done():
                    return answer.result()
            deserted = 0 if self.threads() else deserted + 1
            if deserted == 2:
                answer.cancel()
                raise _no_workers(self.address)


def _connect(jobs: int, scheduler: str, same: Same | None, stack: ExitStack) -> _Link:
    with _no_warnings():
        try:
            import distributed
        except ImportError as error:
            raise ConfigError(f"Dask cannot be used ({error})", way_out="pip install 'audiocast[dask]'") from error
        dask: Any = distributed  # Its types are half written.
        stack.enter_context(_quiet())
        address = scheduler
        if not scheduler:
            with held_back():
                cluster = dask.LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    memory_limit=0,
                    silence_logs=_NEVER,
                )
            stack.callback(_end, cluster)
            address = cluster.scheduler_address
        client = _client(dask.Client, address)
        stack.callback(client.close)
        try:
            client.wait_for_workers(1, timeout=_CONNECT_S)
        except TimeoutError:
            raise _no_workers(address) from None
        versions = (same or dict)()
        asking = pickle.dumps(_Asking(same or dict))
        _require_same(client, asking, versions)
    executor = client.get_executor(pure=False)
    stack.callback(executor.shutdown, wait=False)
    return _Link(client, executor, address, asking, versions)


def _end(cluster: Any) -> None:
    """Close a local cluster; left to itself, it gives workers that are busy four seconds to finish."""

    async def kill() -> None:
        await asyncio.gather(*(nanny.kill(timeout=_END_S) for nanny in cluster.workers.values()))

    with suppress(OSError):  # A TimeoutError is one: closing it tries again.
        cluster.sync(kill)
    cluster.close()


def _client(kind: Any, address: str) -> Any:
    """Return a connected client. Dask bounds how long connecting takes but not the greeting, so it is bounded here."""
    connected: Future[Any] = Future()

    def connect() -> None:
        client = kind.__new__(kind)
        try:
            client.__init__(address, timeout=_CONNECT_S, set_as_default=False)
        except Exception as error:
            client.status = "closed"  # Else its __del__ closes what was never open, waits for that, and complains.
            connected.set_exception(error)
        else:
            connected.set_result(client)

    threading.Thread(target=connect, name="audiocast-connect", daemon=True).start()
    try:
        return connected.result(_CONNECT_S + 1)
    except (OSError, ValueError, ImportError) as error:  # no answer; no address; another version of Dask
        reason = str(error) or f"no answer in {_CONNECT_S:.0f} s"
        raise WorkerError(
            f"no Dask scheduler at {address} ({reason})", way_out="start it with `dask scheduler`, or name another"
        ) from error


def _no_workers(address: str) -> WorkerError:
    return WorkerError(
        f"the Dask scheduler at {address} has no workers", way_out=f"start some: `dask worker {address}`"
    )


@dataclass(frozen=True, slots=True)
class _Asking:
    """Is ``same()``'s answer wherever it is unpickled: a worker without audiocast then reports that it cannot."""

    same: Same

    def __reduce__(self) -> tuple[Same, tuple[()]]:
        return (self.same, ())


def _require_same(client: Any, asking: bytes, ours: Mapping[str, str]) -> None:
    """Refuse a cluster where the sound could be another.

    Raises:
        WorkerError: names the first worker that differs, in what, and how many more do.
    """
    answers = client.run(pickle.loads, asking, on_error="return")
    others = {address: found for address, answer in sorted(answers.items()) if (found := _difference(ours, answer))}
    if not others:
        return
    address, difference = next(iter(others.items()))
    more = f" (and {len(others) - 1} more workers differ)" if len(others) > 1 else ""
    raise WorkerError(
        f"Dask worker {address} {difference}{more}",
        way_out=_WAY_OUT,
    )


_halted: set[str] = set()
"""On a worker: the clients that want nothing more."""


def _halt(client: str) -> None:
    _halted.add(client)


def _carry_out(errand: bytes, client: str, asking: bytes, ours: Mapping[str, str]) -> bytes:
    """Run an errand on a worker, which may have joined the cluster after everyone was asked."""
    if client in _halted:
        return refuse(GeneratorExit())
    if difference := _difference(ours, _versions(asking)):
        from distributed import get_worker

        return refuse(WorkerError(f"Dask worker {get_worker().address} {difference}", way_out=_WAY_OUT))
    return carry_out(errand)


@cache
def _versions(asking: bytes) -> Mapping[str, str] | BaseException:
    try:
        return cast(Mapping[str, str], pickle.loads(asking))
    except Exception as error:
        return error


def _difference(ours: Mapping[str, str], theirs: Mapping[str, str] | BaseException) -> str:
    if isinstance(theirs, ImportError | AttributeError):
        return f"cannot import audiocast ({theirs})"
    if isinstance(theirs, BaseException):
        return f"cannot tell its versions ({type(theirs).__name__}: {theirs})"
    names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    differing = (f"{name} {theirs.get(name, 'nothing')} there, {ours.get(name, 'nothing')} here" for name in names)
    return f"differs: {'; '.join(differing)}" if names else ""


@contextmanager
def _no_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log off stderr: what concerns a producer arrives as an error."""
    with ExitStack() as stack:
        for logger in map(logging.getLogger, _CHATTER):
            for handler in logger.handlers:
                stack.callback(handler.setLevel, handler.level)
                handler.setLevel(_NEVER)
        yield
