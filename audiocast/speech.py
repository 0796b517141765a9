"""The policy, once for every engine: what is cached is not spoken; what is spoken is cached as it arrives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from audiocast.cache import Cache
from audiocast.executors import Map
from audiocast.models import Clip, Failure, Utterance


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance that is now in the cache, and the length of its speech."""

    utterance: Utterance
    duration_ms: int


def unspoken(utterances: Iterable[Utterance], cache: Cache) -> list[Utterance]:
    """Return the utterances that the cache lacks or holds damaged, each once, in order."""
    return [utterance for utterance in dict.fromkeys(utterances) if cache.clip(utterance.digest) is None]


def speak(
    utterances: Iterable[Utterance],
    say: Callable[[Utterance], Clip | Failure],
    cache: Cache,
    spread: Map,
) -> Iterator[Spoken | Failure]:
    """Speak what ``unspoken`` returned; yields as results come and never raises for one that fails.

    Args:
        say: speaks one utterance and returns an inspected clip, or why there is none.
        spread: the map that runs it.
    """
    for utterance, result in spread(say, utterances):
        if isinstance(result, Failure):
            yield result
            continue
        cache.keep_clip(utterance.digest, result)
        yield Spoken(utterance, _duration_ms(result))


def _duration_ms(clip: Clip) -> int:
    facts = clip.facts
    return round(1000 * facts.samples / facts.rate_hz) if facts else 0
