"""Utterances to clips, once for every engine: what is cached is not spoken, what is spoken is cached as it arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from audiocast.audio.inspect import inspect
from audiocast.cache import Cache
from audiocast.errors import ClipError
from audiocast.executors import Map
from audiocast.models import Clip, Failure, Utterance
from audiocast.pace import Pace
from audiocast.patience import Persistence, Waiting


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance that is now in the cache, and the length of its speech."""

    utterance: Utterance
    duration_ms: int


def unspoken(utterances: Iterable[Utterance], cache: Cache, pace: Pace | None = None) -> list[Utterance]:
    """Return the utterances that the cache lacks or holds damaged, each once, in order.

    Args:
        utterances: what is wanted.
        cache: where clips are.
        pace: learns from the clips that are there.
    """
    missing = []
    for utterance in dict.fromkeys(utterances):
        clip = cache.clip(utterance.digest)
        if clip is None:
            missing.append(utterance)
        elif pace is not None and clip.facts is not None:
            pace.learn(utterance, clip.facts)
    return missing


def examine(pace: Pace, utterance: Utterance, clip: Clip) -> Clip | str:
    """Return the clip with what was measured on it, or what is wrong with it."""
    if clip.facts is None:
        try:
            clip = replace(clip, facts=inspect(clip.data, clip.format))
        except ClipError as error:
            return str(error)
    return pace.fault(utterance, clip) or clip


def speak(
    utterances: Iterable[Utterance],
    say: Callable[[Utterance], Clip | Failure],
    cache: Cache,
    spread: Map,
    persistence: Persistence,
) -> Iterator[Spoken | Failure | Waiting]:
    """Speak what ``unspoken`` returned; yields as results come and never raises for one that fails.

    Args:
        utterances: what is to be said, each once.
        say: speaks one utterance where the map's workers are; returns an inspected clip, or why there is none.
        cache: where clips are kept. What another process has put there meanwhile is not spoken again.
        spread: the map that runs it.
        persistence: how often, how many at once, and when to give up.
    """

    def around(
        call: Callable[[Utterance], Clip | Failure], utterance: Utterance
    ) -> Iterator[Spoken | Clip | Failure | Waiting]:
        clip = cache.clip(utterance.digest)
        if clip is not None:
            yield Spoken(utterance, _duration_ms(clip))
        else:
            yield from persistence.speak(call, utterance)

    todo = list(utterances)
    persistence.begin(len(todo))
    for utterance, result in spread(say, todo, around):
        if isinstance(result, Clip):
            kept = cache.keep_clip(utterance.digest, result)
            yield Spoken(utterance, _duration_ms(kept))
        else:
            yield result


def _duration_ms(clip: Clip) -> int:
    facts = clip.facts
    return round(1000 * facts.samples / facts.rate_hz) if facts else 0
