"""One utterance, tried until it is spoken or it is clear that it will not be."""

from __future__ import annotations

import logging
import math
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import stamina

from audiocast.errors import Trouble, WorkerError
from audiocast.models import Clip, Failure, Utterance
from audiocast.patience.slots import Slots
from audiocast.patience.terms import BRISK, START, Terms

# stamina announces every retry on its logger; without a handler Python would print that between our own lines.
logging.getLogger("stamina").addHandler(logging.NullHandler())

_SOFTEST_THROTTLE_S = 2.0
NOT_TRIED = "not tried, since another sentence of the episode could not be spoken"
_NEWS_S = 5.0
"""A shorter wait is not worth a line."""
_LONGEST_SLEEP_S = 15.0
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
    backoff_s: float | Literal[False] = False
    wait_s: float = 0.0
    began_s: float | None = None
    """When the first try began: what a sentence waits for its turn does not count against it."""


class _FailedError(Exception):
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason)
        self.failure = failure


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
        examine: Callable[[Utterance, Clip], Clip | str] = lambda _utterance, clip: clip,
        clock: Callable[[], float] = time.monotonic,
        chance: random.Random | None = None,
    ) -> None:
        """Make the policy.

        Args:
            name: the engine's, for messages.
            jobs: the most utterances at once, of which an online service begins with `START`; None: as the map has it.
            online: whether the engine asks a service, of which a second answer can be better than the first.
            terms: how much the run is willing to go through.
            examine: returns a clip that is in order, measured, or what is wrong with it; nobody waits for it.
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
        self._examine = examine
        self._chance = chance or random.Random()
        self._lock = threading.Lock()
        self._retries_left = terms.spare_retries
        self._in_a_row = 0
        self._clock = clock
        self._last_good_s = -math.inf
        self._reached = False
        self._abandoned = False
        self._said_until = -math.inf

    def begin(self, sentences: int) -> None:
        """Begin an episode: the budget grows by as many retries as it has sentences to speak."""
        with self._lock:
            self._retries_left += sentences
            self._abandoned = False
            self._last_good_s = self._clock()
        if not self.given_up:
            self.slots.reopen()

    def abandon(self) -> None:
        """End an episode early: what was not begun is not begun, and nothing is tried again."""
        self._abandoned = True
        self.slots.close()

    def speak(
        self, call: Callable[[Utterance], Clip | Failure], utterance: Utterance
    ) -> Iterator[Clip | Failure | Waiting]:
        """Speak one utterance, if need be several times; yields each wait, then the clip or the last failure."""
        tries = _Tries()
        retries = stamina.retry_context(
            on=lambda error: isinstance(error, _FailedError) and tries.backoff_s,
            attempts=None,
            timeout=None,  # It would count what a sentence waits for its turn.
        )
        try:
            for attempt in retries:
                clip: Clip | None = None
                failed: _FailedError | None = None
                with attempt:
                    try:
                        clip = self._attempt(call, utterance, tries)
                    except _FailedError as error:
                        failed = error
                        tries.backoff_s = self._backoff_s(error.failure, tries)
                        raise
                if clip is not None:
                    yield clip
                    return
                if failed is not None and tries.backoff_s is not False:
                    yield self._waiting(failed.failure, tries.wait_s)
        except _FailedError as last:
            if last.failure.trouble in _ENGINE_WIDE and not self._abandoned:
                self._give_up(last.failure.reason)
            yield last.failure

    def _attempt(self, call: Callable[[Utterance], Clip | Failure], utterance: Utterance, tries: _Tries) -> Clip:
        with self.slots.hold(is_retry=tries.began_s is not None) as halvings:
            if self.given_up or self._abandoned:
                raise _FailedError(Failure(utterance, self.given_up or NOT_TRIED, retryable=False))
            self._spread()
            if tries.began_s is None:
                tries.began_s = self._clock()
            with self._lock:
                self.requests += 1
            try:
                result = call(utterance)
            except WorkerError as error:
                result = Failure(utterance, str(error), retryable=True, trouble="worker")
        if isinstance(result, Clip):
            examined = self._examine(utterance, result)
            if isinstance(examined, str):
                result = Failure(utterance, f"engine {self.name!r}: {examined}", retryable=self._online)
            else:
                result = examined
        if isinstance(result, Failure):
            self._count_failure(result, halvings)
            raise _FailedError(result)
        with self._lock:
            self._in_a_row = 0
            self._last_good_s = self._clock()
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
        if failure.trouble == "sentence" and not failure.retryable:
            return  # It says nothing about the engine, however many there are of it.
        terms = self._terms
        with self._lock:
            self._in_a_row += 1
            in_a_row, barren_s = self._in_a_row, self._clock() - self._last_good_s
            self._reached = self._reached or failure.trouble in ("connection", "throttle", "sentence")
        if failure.trouble == "throttle":
            self.slots.throttle(halvings)
        dialled_enough = not self._reached and in_a_row >= terms.tries_unreached * self.slots.limit
        if failure.trouble == "refusal" or (failure.trouble == "unreachable" and dialled_enough):
            self._give_up(failure.reason)
        elif in_a_row >= terms.failures_in_a_row:
            self._give_up(f"{in_a_row} failures in a row, the last: {failure.reason}")
        elif in_a_row >= _FEWEST_BARREN and barren_s >= terms.barren_limit_s:
            self._give_up(f"nothing was spoken for {barren_s:.0f} s, the last failure: {failure.reason}")

    def _backoff_s(self, failure: Failure, tries: _Tries) -> float | Literal[False]:
        """Return how long to wait before the next try, beside a rest the service asks for; False: there is none."""
        tries.failed[failure.trouble] += 1
        if self.given_up or self._abandoned or not failure.retryable:
            return False
        if tries.failed[failure.trouble] >= self._tries(failure.trouble):
            return False
        if self._clock() - (tries.began_s or 0.0) >= self._terms.sentence_limit_s:
            return False
        asked_s = failure.retry_after_s or 0.0
        if asked_s > self._terms.longest_retry_after_s:
            self._give_up(f"{failure.reason} (it asks for {asked_s:.0f} s; --patient waits longer)")
            return False
        if not self._draw_retry():
            self._give_up(f"too many retries in this run, the last: {failure.reason}")
            return False
        wait_s = self._jitter_s(failure.trouble, 0 if asked_s else tries.failed.total() - 1)
        if wait_s > _LONGEST_SLEEP_S:  # Everybody rests instead, which can be ended.
            asked_s, wait_s = wait_s, self._chance.uniform(0, _LONGEST_SLEEP_S)
        self.slots.rest(asked_s)
        tries.wait_s = asked_s + wait_s
        return wait_s

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
