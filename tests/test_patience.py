"""The policy that every engine is asked under; waits are switched off, but for the clock that a test moves itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from random import Random

import pytest
import stamina

from audiocast.errors import Trouble, WorkerError
from audiocast.models import Clip, ClipFacts, Failure, Utterance
from audiocast.patience import BRISK, NOT_TRIED, PATIENT, START, Persistence, Slots, Terms, Waiting

UTTERANCE = Utterance("你好。", "voice", "engine/1")
CLIP = Clip(b"sound", "wav", ClipFacts(24_000, 24_000, 0, 24_000, 0.5))
QUICK = replace(BRISK, spread_s=(0, 0))


@pytest.fixture(autouse=True)
def no_waits() -> Iterator[None]:
    with stamina.set_testing(True, attempts=1000, cap=True):
        yield


class Engine:
    """Answers what it is given, one answer a call, the last for ever; counts the calls."""

    def __init__(
        self, *answers: Clip | Trouble | WorkerError, retryable: bool = True, retry_after_s: float = 0
    ) -> None:
        self.answers = list(answers)
        self.marks = (retryable, retry_after_s)
        self.calls = 0

    def __call__(self, utterance: Utterance) -> Clip | Failure:
        self.calls += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, WorkerError):
            raise answer
        if isinstance(answer, Clip):
            return answer
        retryable, retry_after_s = self.marks
        return Failure(utterance, f"cause: {answer}", retryable, answer, retry_after_s or None)


def policy(
    terms: Terms = QUICK,
    *,
    jobs: int = 6,
    online: bool = True,
    clock: Callable[[], float] = lambda: 0.0,
    **more: object,
) -> Persistence:
    made = Persistence("edge", jobs, online=online, terms=terms, clock=clock, chance=Random(1), **more)  # type: ignore[arg-type]
    made.begin(100)
    return made


def outcome(persistence: Persistence, engine: Engine) -> Clip | Failure:
    *waits, last = persistence.speak(engine, UTTERANCE)
    assert all(isinstance(wait, Waiting) for wait in waits)
    assert not isinstance(last, Waiting)
    return last


@pytest.mark.parametrize(
    ("trouble", "tries"), [("sentence", 3), ("connection", 10), ("throttle", 10), ("protocol", 2), ("unreachable", 2)]
)
def test_each_trouble_is_tried_as_often_as_it_is_worth(trouble: Trouble, tries: int) -> None:
    engine = Engine(trouble)
    assert outcome(policy(), engine) == Failure(UTTERANCE, f"cause: {trouble}", True, trouble)
    assert engine.calls == tries


def test_what_passes_is_forgotten() -> None:
    engine = Engine("connection", "throttle", "sentence", CLIP)
    persistence = policy()
    assert outcome(persistence, engine) is CLIP
    assert (engine.calls, persistence.requests) == (4, 4)
    assert not persistence.given_up


def test_each_wait_is_told_before_it_begins() -> None:
    engine = Engine("connection", CLIP)
    first, second = policy().speak(engine, UTTERANCE)
    assert isinstance(first, Waiting)
    assert first.reason == "cause: connection"
    assert 0 <= first.seconds <= QUICK.wait_initial_s
    assert second is CLIP


def test_a_failure_that_cannot_heal_is_not_tried_again() -> None:
    engine = Engine("sentence", retryable=False)
    assert isinstance(outcome(policy(), engine), Failure)
    assert engine.calls == 1


def test_a_refusal_ends_it_at_once_and_for_everybody() -> None:
    engine, persistence = Engine("refusal", retryable=False), policy()
    outcome(persistence, engine)
    assert persistence.given_up == "cause: refusal"
    again = outcome(persistence, Engine(CLIP))
    assert isinstance(again, Failure)
    assert again.reason == "cause: refusal"
    assert persistence.requests == 1


@pytest.mark.parametrize("trouble", ["unreachable", "protocol"])
def test_what_concerns_the_whole_service_gives_it_up_after_its_tries(trouble: Trouble) -> None:
    persistence = policy()
    outcome(persistence, Engine(trouble))
    assert persistence.given_up == f"cause: {trouble}"


def test_a_sentence_alone_does_not_give_the_engine_up() -> None:
    persistence = policy()
    assert isinstance(outcome(persistence, Engine("sentence")), Failure)
    assert outcome(persistence, Engine(CLIP)) is CLIP


def test_a_network_that_answered_before_is_dialled_more_often() -> None:
    persistence, engine = policy(), Engine("unreachable", "unreachable", "unreachable", CLIP)
    assert outcome(persistence, Engine(CLIP)) is CLIP
    assert outcome(persistence, engine) is CLIP


def test_twenty_failures_without_a_success_give_the_engine_up() -> None:
    persistence, engine = policy(), Engine("connection")
    for _ in range(5):
        outcome(persistence, engine)
    assert engine.calls == 20
    assert "20 failures in a row, the last: cause: connection" in persistence.given_up


def test_a_sentence_that_takes_too_long_is_not_begun_again_while_others_are_spoken() -> None:
    moment = [0.0]

    class Slow(Engine):
        def __call__(self, utterance: Utterance) -> Clip | Failure:
            moment[0] += 16
            persistence.given_up or outcome(persistence, Engine(CLIP))
            return super().__call__(utterance)

    persistence, engine = policy(clock=lambda: moment[0]), Slow("connection")
    assert isinstance(outcome(persistence, engine), Failure)
    assert not persistence.given_up
    assert engine.calls == 6, "it was begun at 0, 16, 32, 48, 64 and 80 s"


def test_what_is_tried_again_goes_before_what_is_new() -> None:
    slots = Slots(1, start=1)
    order: list[str] = []
    queued = threading.Semaphore(0)

    def enter(name: str, is_retry: bool) -> None:
        queued.release()
        with slots.hold(is_retry=is_retry):
            order.append(name)

    with slots.hold():
        threads = []
        for name, is_retry in [("new 1", False), ("new 2", False), ("again", True)]:
            threads.append(threading.Thread(target=enter, args=(name, is_retry)))
            threads[-1].start()
            queued.acquire()
            wait_for_ticket(slots, len(threads))
    for thread in threads:
        thread.join()
    assert order == ["again", "new 1", "new 2"]


def wait_for_ticket(slots: Slots, waiting: int) -> None:
    while slots.waiting < waiting:
        pass


def test_sentences_that_never_reach_the_service_count_together() -> None:
    persistence = policy()
    for _ in range(2 * START - 1):
        list(islice(persistence.speak(Engine("unreachable"), UTTERANCE), 1))
    assert not persistence.given_up
    list(islice(persistence.speak(Engine("unreachable"), UTTERANCE), 1))
    assert persistence.given_up == "cause: unreachable"


@pytest.mark.parametrize("online", [True, False])
def test_sentences_that_nobody_can_say_do_not_give_the_engine_up(online: bool) -> None:
    persistence = policy(online=online)
    for _ in range(60):
        assert isinstance(outcome(persistence, Engine("sentence", retryable=False)), Failure)
    assert not persistence.given_up
    assert outcome(persistence, Engine(CLIP)) is CLIP


def test_an_abandoned_episode_wakes_who_waits_for_a_rest_to_end() -> None:
    persistence, entered = policy(), threading.Event()
    persistence.slots.rest(3600)

    def speak() -> None:
        outcome(persistence, Engine(CLIP))
        entered.set()

    thread = threading.Thread(target=speak)
    thread.start()
    wait_for_ticket(persistence.slots, 1)
    persistence.abandon()
    assert entered.wait(5)
    thread.join()
    persistence.begin(1)
    assert outcome(persistence, Engine(CLIP)) is CLIP


def test_a_long_wait_is_a_rest_for_everybody() -> None:
    moment = [0.0]

    def clock() -> float:
        moment[0] += 1000
        return moment[0]

    terms = replace(PATIENT, spread_s=(0, 0), wait_initial_s=300, barren_limit_s=1e9, sentence_limit_s=1e9)
    *waits, last = policy(terms, clock=clock).speak(Engine(*(["connection"] * 8), CLIP), UTTERANCE)
    assert last is CLIP
    assert max(wait.seconds for wait in waits if isinstance(wait, Waiting)) > 100


def test_a_success_between_failures_keeps_the_engine() -> None:
    persistence = policy()
    for _ in range(5):
        outcome(persistence, Engine(*(["connection"] * 9), CLIP))
    assert not persistence.given_up


def test_an_engine_that_speaks_nothing_for_so_long_is_given_up_at_a_failure() -> None:
    moment = [0.0]

    class Slow(Engine):
        def __call__(self, utterance: Utterance) -> Clip | Failure:
            moment[0] += 16
            return super().__call__(utterance)

    persistence, engine = policy(clock=lambda: moment[0]), Slow("connection")
    outcome(persistence, engine)
    assert persistence.given_up == "nothing was spoken for 48 s, the last failure: cause: connection"
    assert engine.calls == 3


def test_the_run_has_a_budget_of_retries() -> None:
    persistence = Persistence("edge", 6, online=True, terms=QUICK)
    persistence.begin(4)
    for _ in range(5):
        outcome(persistence, Engine(*(["connection"] * 9), CLIP))
    assert "too many retries in this run" in persistence.given_up
    assert persistence.requests <= 5 + 4 + QUICK.spare_retries


def test_a_service_that_asks_for_too_long_a_rest_is_given_up_and_says_what_would_wait() -> None:
    persistence, engine = policy(), Engine("throttle", retry_after_s=300)
    outcome(persistence, engine)
    assert engine.calls == 1
    assert "it asks for 300 s; --patient waits longer" in persistence.given_up


def test_patience_waits_as_long_as_it_is_asked_to() -> None:
    moments = iter(range(0, 10**6, 1000))
    engine = Engine("throttle", CLIP, retry_after_s=300)
    persistence = policy(replace(PATIENT, spread_s=(0, 0)), clock=lambda: float(next(moments)))
    wait, clip = persistence.speak(engine, UTTERANCE)
    assert clip is CLIP
    assert isinstance(wait, Waiting)
    assert wait.is_news
    assert 300 <= wait.seconds <= 302


def test_a_wait_is_news_once_not_for_every_sentence() -> None:
    engine = Engine(*(["connection"] * 6), CLIP)
    *waits, _ = policy(replace(QUICK, wait_initial_s=15)).speak(engine, UTTERANCE)
    long = [wait for wait in waits if isinstance(wait, Waiting) and wait.seconds >= 5]
    assert len(long) > 1
    assert [wait for wait in waits if isinstance(wait, Waiting) and wait.is_news] == long[:1]


def test_a_worker_that_dies_costs_a_retry() -> None:
    engine = Engine(WorkerError("it died"), WorkerError("it died"), CLIP)
    assert outcome(policy(online=False), engine) is CLIP
    engine = Engine(WorkerError("it died"))
    failure = outcome(policy(online=False), engine)
    assert failure == Failure(UTTERANCE, "it died", True, "worker")
    assert engine.calls == 3


@pytest.mark.parametrize(("online", "tries"), [(True, 3), (False, 1)])
def test_a_clip_that_does_not_hold_up_is_asked_again_only_where_the_next_can_differ(online: bool, tries: int) -> None:
    engine = Engine(CLIP)
    failure = outcome(policy(online=online, examine=lambda _utterance, _clip: "half a clip"), engine)
    assert isinstance(failure, Failure)
    assert failure.reason == "engine 'edge': half a clip"
    assert engine.calls == tries


def test_an_abandoned_episode_begins_nothing_more_and_the_next_one_does() -> None:
    persistence, engine = policy(), Engine(CLIP)
    persistence.abandon()
    failure = outcome(persistence, engine)
    assert isinstance(failure, Failure)
    assert failure.reason == NOT_TRIED
    assert engine.calls == 0
    persistence.begin(1)
    assert outcome(persistence, engine) is CLIP


def test_a_throttled_engine_is_halved_once_for_what_was_under_way_and_grows_slowly() -> None:
    slots = Slots(12, start=START)
    assert slots.limit == START
    with slots.hold() as one, slots.hold() as other:
        slots.throttle(one)
        slots.throttle(other)
    assert slots.limit == START // 2
    with slots.hold() as later:
        slots.throttle(later)
    assert slots.limit == 1
    slots.succeed()
    assert slots.limit == 2
    slots.succeed()
    assert slots.limit == 2
    for _ in range(1000):
        slots.succeed()
    assert slots.limit == 12


def test_no_more_are_spoken_at_once_than_the_limit() -> None:
    slots = Slots(3, start=3)
    inside: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def work() -> None:
        for _ in range(50):
            with slots.hold():
                with lock:
                    inside.append(1)
                    most.append(len(inside))
                with lock:
                    inside.pop()

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 12 * 50
    assert max(most) <= 3


def test_a_rest_holds_everybody_back_until_it_is_over() -> None:
    moment = [0.0]
    slots = Slots(1, start=1, clock=lambda: moment[0])
    slots.rest(10)
    entered = threading.Event()

    def enter() -> None:
        with slots.hold():
            entered.set()

    thread = threading.Thread(target=enter, daemon=True)
    thread.start()
    slots.succeed()
    assert not entered.is_set()
    moment[0] = 10.0
    slots.succeed()
    assert entered.wait(5)
    thread.join()


def test_the_end_of_the_map_goes_through_untouched() -> None:
    def ended(_: Utterance) -> Clip:
        raise GeneratorExit

    persistence = policy()
    speaking = persistence.speak(ended, UTTERANCE)
    with pytest.raises(GeneratorExit):
        next(speaking)
    assert persistence.requests == 1
    assert not persistence.given_up
