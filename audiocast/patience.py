"""How often an utterance is tried, how long it waits, and when an engine is given up: once, for every engine.

What is retried and how it waits is the failure's trouble (``audiocast.errors.Trouble``); the waits are exponential with
full jitter, or what the service asks for (RFC 9110, 10.2.3). Two things bound a bad day: a budget of retries for the
run, and a breaker that opens after failures in a row or at once on a refusal that no waiting heals. While it is open,
nothing more is asked of the engine.
"""

from __future__ import annotations

import logging
import math
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType

import stamina

from audiocast.errors import Trouble, WorkerError
from audiocast.models import Clip, Failure, Utterance

# stamina announces every retry on its logger; without a handler Python would print that between our own lines.
logging.getLogger("stamina").addHandler(logging.NullHandler())

START = 6
"""Requests to an online service at once, before it has shown what it takes."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one run is willing to go through with an engine; times are in seconds.

    Attributes:
        tries: how often an utterance is tried, by trouble; what is not named is tried once.
        tries_unreached: the same for a service that never answered in this run.
        wait_initial_s: the longest wait before the second try; it doubles from try to try.
        wait_max_s: the longest wait.
        longest_retry_after_s: the longest wait that a service may ask for.
        sentence_limit_s: no utterance is begun again so long after its first try.
        barren_limit_s: the engine is given up when it has only failed for so long.
        failures_in_a_row: and after that many failures without one success.
        spare_retries: the budget beside one retry for each sentence.
        spread_s: the range of the pause before each of an online engine's first requests, so that they do not fall on
            the service in one moment.
    """

    tries: Mapping[Trouble, int]
    tries_unreached: int = 2
    wait_initial_s: float = 1
    wait_max_s: float = 15
    longest_retry_after_s: float = 20
    sentence_limit_s: float = 45
    barren_limit_s: float = 60
    failures_in_a_row: int = 20
    spare_retries: int = 20
    spread_s: tuple[float, float] = (0.05, 0.3)


BRISK = Terms(
    MappingProxyType({"sentence": 3, "connection": 10, "throttle": 10, "unreachable": 10, "protocol": 2, "worker": 3})
)
"""A morning's terms: no sentence holds a build up for much more than a minute."""

PATIENT = Terms(
    MappingProxyType(
        {"sentence": 5, "connection": 200, "throttle": 200, "unreachable": 200, "protocol": 2, "worker": 3}
    ),
    tries_unreached=200,
    wait_initial_s=2,
    wait_max_s=300,
    longest_retry_after_s=3600,
    sentence_limit_s=2 * 3600,
    barren_limit_s=2 * 3600,
    failures_in_a_row=10_000,
    spare_retries=10_000,
)
"""A night's terms: an outage of two hours is sat out."""

_SOFTEST_THROTTLE_S = 2.0
NOT_TRIED = "not tried, since another sentence of the episode could not be spoken"
_NEWS_S = 5.0
"""A shorter wait is not worth a line."""
_FEWEST_BARREN = 3
"""Fewer failures than that say nothing about the engine, however long they took."""
_ENGINE_WIDE: frozenset[Trouble] = frozenset({"refusal", "unreachable", "protocol"})


@dataclass(frozen=True, slots=True)
class Waiting:
    """An utterance that failed and will be tried again; ``is_news`` where a person should hear of the wait."""

    utterance: Utterance
    reason: str
    seconds: float
    is_news: bool


@dataclass(slots=True)
class _Tries:
    """How one utterance fared so far."""

    failed: Counter[Trouble] = field(default_factory=Counter)
    wait_s: float = 0.0


class _FailedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


class Slots:
    """How many utterances are spoken at once: halved when a service asks to slow down, and slowly grown again."""

    def __init__(self, ceiling: int, *, start: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.ceiling = ceiling
        self.limit = min(ceiling, start)
        self._clock = clock
        self._changed = threading.Condition()
        self._active = 0
        self._successes = 0
        self._halvings = 0
        self._rest_until = 0.0
        self._closed = False

    @contextmanager
    def hold(self) -> Iterator[int]:
        """Wait for a slot and hold it; yields the number of halvings so far, for ``throttle``."""
        with self._changed:
            while not self._closed and not self._is_free():
                rest_s = self._rest_until - self._clock()
                self._changed.wait(rest_s if rest_s > 0 else None)
            self._active += 1
            halvings = self._halvings
        try:
            yield halvings
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify_all()

    def succeed(self) -> None:
        """Count a success: as many as the limit, and it grows by one."""
        with self._changed:
            self._successes += 1
            if self._successes >= self.limit:
                self._successes = 0
                self.limit = min(self.ceiling, self.limit + 1)
                self._changed.notify_all()

    def throttle(self, halvings: int) -> None:
        """Halve the limit, once for all the requests that were under way together."""
        with self._changed:
            if halvings == self._halvings:
                self._halvings += 1
                self._successes = 0
                self.limit = max(1, self.limit // 2)

    def rest(self, seconds: float) -> None:
        """Let nothing begin for so long."""
        with self._changed:
            self._rest_until = max(self._rest_until, self._clock() + seconds)

    def close(self) -> None:
        """Let everybody in at once: whoever waits is to see that it is over."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _is_free(self) -> bool:
        return self._active < self.limit and self._clock() >= self._rest_until


class Persistence:
    """The policy for one engine in one run; its methods may be called by threads.

    Attributes:
        given_up: why the engine is asked no more; empty while it is.
        requests: how often the engine was asked to speak.
    """

    def __init__(
        self,
        name: str,
        jobs: int | None,
        *,
        online: bool,
        terms: Terms = BRISK,
        inspect: Callable[[Utterance, Clip], str] = lambda _utterance, _clip: "",
        clock: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        """Make the policy.

        Args:
            name: the engine's, for messages.
            jobs: the most utterances at once, of which an online service begins with `START`; None: as the map has it.
            online: whether the engine asks a service, of which a second answer can be better than the first.
            terms: how much the run is willing to go through.
            inspect: what is wrong with a clip that the engine takes for good; empty when nothing is.
            clock: seconds that only grow.
            chance: where jitter comes from.
        """
        self.name = name
        self.given_up = ""
        self.requests = 0
        ceiling = jobs or sys.maxsize
        self.slots = Slots(ceiling, start=START if online else ceiling, clock=clock)
        self._online = online
        self._terms = terms
        self._inspect = inspect
        self._chance = chance or random.Random()
        self._lock = threading.Lock()
        self._retries_left = terms.spare_retries
        self._in_a_row = 0
        self._failing_since = 0.0
        self._clock = clock
        self._reached = False
        self._abandoned = False
        self._said_until = -math.inf

    def begin(self, sentences: int) -> None:
        """Begin an episode: the budget grows by as many retries as it has sentences to speak."""
        with self._lock:
            self._retries_left += sentences
            self._abandoned = False

    def abandon(self) -> None:
        """End an episode early: what was not begun is not begun, and nothing is tried again."""
        self._abandoned = True

    def speak(
        self, call: Callable[[Utterance], Clip | Failure], utterance: Utterance
    ) -> Iterator[Clip | Failure | Waiting]:
        """Speak one utterance, if need be several times; yields each wait, then the clip or the last failure."""
        tries = _Tries()
        retries = stamina.retry_context(
            on=lambda error: self._wait_s(error, tries), attempts=None, timeout=self._terms.sentence_limit_s
        )
        try:
            for attempt in retries:
                failed: _FailedError | None = None
                with attempt:
                    try:
                        clip = self._attempt(call, utterance)
                    except _FailedError as error:
                        failed = error
                        raise
                if failed is None:
                    break
                yield self._waiting(failed.failure, tries.wait_s)
        except _FailedError as last:
            if last.failure.trouble in _ENGINE_WIDE and not self._abandoned:
                self._give_up(last.failure.reason)
            yield last.failure
        else:
            yield clip

    def _attempt(self, call: Callable[[Utterance], Clip | Failure], utterance: Utterance) -> Clip:
        with self.slots.hold() as halvings:
            if self.given_up or self._abandoned:
                raise _FailedError(Failure(utterance, self.given_up or NOT_TRIED, retryable=False))
            self._spread()
            with self._lock:
                self.requests += 1
            try:
                result = call(utterance)
            except WorkerError as error:
                result = Failure(utterance, str(error), retryable=True, trouble="worker")
            if isinstance(result, Clip) and (fault := self._inspect(utterance, result)):
                result = Failure(utterance, f"engine {self.name!r}: {fault}", retryable=self._online)
            if isinstance(result, Failure):
                self._count_failure(result, halvings)
                raise _FailedError(result)
        with self._lock:
            self._in_a_row = 0
            self._reached = True
        self.slots.succeed()
        return result

    def _spread(self) -> None:
        """Let an online engine's first requests begin one after the other."""
        with self._lock:
            is_early = self._online and self.requests < self.slots.limit and not self._reached
        if is_early:
            time.sleep(self._chance.uniform(*self._terms.spread_s))

    def _count_failure(self, failure: Failure, halvings: int) -> None:
        terms = self._terms
        with self._lock:
            if not self._in_a_row:
                self._failing_since = self._clock()
            self._in_a_row += 1
            in_a_row, barren_s = self._in_a_row, self._clock() - self._failing_since
            self._reached = self._reached or failure.trouble in ("connection", "throttle", "sentence")
        if failure.trouble == "throttle":
            self.slots.throttle(halvings)
        if failure.trouble == "refusal":
            self._give_up(failure.reason)
        elif in_a_row >= terms.failures_in_a_row:
            self._give_up(f"{in_a_row} failures in a row, the last: {failure.reason}")
        elif in_a_row >= _FEWEST_BARREN and barren_s >= terms.barren_limit_s:
            self._give_up(f"nothing but failures for {barren_s:.0f} s, the last: {failure.reason}")

    def _wait_s(self, error: Exception, tries: _Tries) -> float | bool:
        """Return how long to wait before the next try, or False when there is none."""
        if not isinstance(error, _FailedError):
            return False
        failure = error.failure
        tries.failed[failure.trouble] += 1
        if self.given_up or self._abandoned or not failure.retryable:
            return False
        if tries.failed[failure.trouble] >= self._tries(failure.trouble):
            return False
        asked_s = failure.retry_after_s or 0.0
        if asked_s > self._terms.longest_retry_after_s:
            self._give_up(f"{failure.reason} (it asks for {asked_s:.0f} s; --patient waits longer)")
            return False
        if not self._draw_retry():
            self._give_up(f"too many retries in this run, the last: {failure.reason}")
            return False
        jitter_s = self._jitter_s(failure.trouble, 0 if asked_s else tries.failed.total() - 1)
        self.slots.rest(asked_s)
        tries.wait_s = asked_s + jitter_s
        return jitter_s

    def _jitter_s(self, trouble: Trouble, doublings: int) -> float:
        initial_s = max(self._terms.wait_initial_s, _SOFTEST_THROTTLE_S if trouble == "throttle" else 0.0)
        return self._chance.uniform(0, min(self._terms.wait_max_s, initial_s * 2.0 ** min(doublings, 30)))

    def _waiting(self, failure: Failure, seconds: float) -> Waiting:
        with self._lock:
            is_news = seconds >= _NEWS_S and self._clock() >= self._said_until
            if is_news:
                self._said_until = self._clock() + seconds
        return Waiting(failure.utterance, failure.reason, seconds, is_news)

    def _tries(self, trouble: Trouble) -> int:
        if trouble == "unreachable" and not self._reached:
            return self._terms.tries_unreached
        return self._terms.tries.get(trouble, 1)

    def _draw_retry(self) -> bool:
        with self._lock:
            self._retries_left -= 1
            return self._retries_left >= 0

    def _give_up(self, reason: str) -> None:
        with self._lock:
            self.given_up = self.given_up or reason
        self.slots.close()
