"""One episode spoken: by its own engine, else, all of it, by the next; voices are never mixed by accident."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial

from audiocast import engines
from audiocast.cache import Cache
from audiocast.config import BuildSettings
from audiocast.engines import EngineSpec
from audiocast.events import Event, Remark, Speaking
from audiocast.executors import Map, open_map
from audiocast.job import Job, Workshop, voiced
from audiocast.models import Failure, Utterance
from audiocast.pace import Pace
from audiocast.patience import BRISK, NOT_TRIED, PATIENT, Persistence, Waiting
from audiocast.plan import Passage, owners, utterances
from audiocast.speaker import Speaker
from audiocast.speech import Spoken, examine, speak, unspoken

_THREADS_A_SLOT = 4
"""So many threads stand behind each request to a service: whoever waits for the next try lets another one ask."""


@dataclass(slots=True)
class Tally:
    """Sentences of one episode that were spoken and that are lacking, and the utterances that could not be spoken."""

    spoken: int = 0
    lacking: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass(slots=True)
class Booth:
    """Where one engine speaks in this run, and the policy that it is asked under.

    ``told`` is the cause of its being given up, once that has been said.
    """

    spread: Map
    persistence: Persistence
    told: str = ""


def open_booths(
    speakers: Sequence[Speaker], settings: BuildSettings, pace: Pace, stack: ExitStack
) -> Mapping[str, Booth]:
    """Return a booth for each engine; nothing is started before something is spoken in it."""
    anywhere = [speaker.spec for speaker in speakers if speaker.place == "anywhere"]
    return {speaker.name: _booth(speaker, anywhere, settings, pace, stack) for speaker in speakers}


def _booth(
    speaker: Speaker, anywhere: Sequence[EngineSpec], settings: BuildSettings, pace: Pace, stack: ExitStack
) -> Booth:
    jobs = settings.jobs or speaker.jobs
    online = speaker.place == "driver"
    if online:
        spread = stack.enter_context(open_map(jobs, width=_THREADS_A_SLOT * jobs))
    else:
        same = partial(engines.versions, tuple(anywhere))
        opened = open_map(jobs, settings.executor, scheduler=settings.scheduler, same=same)
        spread = stack.enter_context(opened)
    terms = PATIENT if settings.patient else BRISK
    slots = jobs if online else None
    return Booth(spread, Persistence(speaker.name, slots, online=online, terms=terms, examine=partial(examine, pace)))


def speak_with_the_first_that_can(
    job: Job, shop: Workshop, booths: Mapping[str, Booth]
) -> Generator[Event, None, tuple[Job, Tally]]:
    """Speak all of an episode with one engine: its own, else the next; returns the job as it was spoken."""
    speakers = [job.speaker, *(one for one in shop.speakers if one is not job.speaker)]
    tally = Tally()
    for speaker in speakers:
        if speaker is not job.speaker:
            yield from explain(job, tally.failures, booths[job.speaker.name], is_error=False)
            yield Remark(
                f"{job.draft.episode_id}: {job.speaker.name} could not finish it; {speaker.name} speaks it all"
            )
            job = voiced(job, speaker, shop)
        tally = Tally()
        yield from _speak(job, shop, booths[speaker.name], tally, is_last=speaker is speakers[-1])
        if not tally.failures:
            break
    return job, tally


def explain(job: Job, failures: Sequence[Failure], booth: Booth, *, is_error: bool = True) -> Iterator[Remark]:
    """Yield why an episode could not be spoken: each cause once, with the sentence that met it first.

    Why an engine was given up is said for the first episode that needed it.
    """
    episode_id = job.draft.episode_id
    written = {piece.utterance: piece.written for passage in job.passages for piece in passage.pieces}
    causes: dict[str, list[str]] = {}
    for failure in failures:
        causes.setdefault(failure.reason, []).append(written[failure.utterance])
    if booth.told and booth.told in causes:
        if is_error:
            yield Remark(f"{episode_id}: {job.speaker.name} was given up, see above", is_error=True)
        del causes[booth.told]
    for reason, sentences in list(causes.items())[:3]:
        more = f" and {len(sentences) - 1} more" if len(sentences) > 1 else ""
        yield Remark(f"{episode_id}: “{sentences[0]}”{more}: {reason}", is_error=is_error)
    if len(causes) > 3:
        yield Remark(f"{episode_id}: {len(causes) - 3} more could not be spoken", is_error=is_error)
    booth.told = booth.persistence.given_up


def _speak(job: Job, shop: Workshop, booth: Booth, tally: Tally, *, is_last: bool) -> Iterator[Event]:
    cache: Cache = shop.studio.cache
    missing = unspoken(utterances(job.passages), cache, shop.pace)
    needed_by = owners(job.passages, missing)
    speaks_here = job.speaker.place == "anywhere"  # A service leaves the processor idle.
    outstanding = {passage: set(missing).intersection(utterances([passage])) for passage in job.passages}
    for passage in [passage for passage, lacking in outstanding.items() if not lacking]:
        shop.encoder.begin(passage, beside_speaking=bool(missing) and speaks_here)
    waiting = Counter(needed_by.values())
    total = tally.lacking = len(waiting)
    speech_ms = 0
    for result in speak(missing, job.speaker.say, cache, booth.spread, booth.persistence):
        match result:
            case Failure():
                if result.reason != NOT_TRIED:
                    tally.failures.append(result)
                if not is_last:
                    booth.persistence.abandon()
            case Waiting(is_news=True):
                yield Remark(f"{job.draft.episode_id}: {result.reason}; waiting {result.seconds:.0f} s")
            case Spoken():
                speech_ms += result.duration_ms
                for passage in _completed(outstanding, result.utterance):
                    shop.encoder.begin(passage, beside_speaking=speaks_here)
                waiting -= Counter([needed_by[result.utterance]])
                tally.lacking = len(waiting)
                tally.spoken = total - len(waiting)
                yield Speaking(job.draft.episode_id, job.speaker.name, tally.spoken, total, speech_ms)


def _completed(outstanding: Mapping[Passage, set[Utterance]], spoken: Utterance) -> list[Passage]:
    """Take an utterance off what is outstanding; return the passages that it was the last of."""
    completed = []
    for passage, lacking in outstanding.items():
        if spoken in lacking:
            lacking.discard(spoken)
            if not lacking:
                completed.append(passage)
    return completed
