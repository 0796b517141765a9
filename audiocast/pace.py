"""Whether a clip is spoken at a believable pace: half a sentence is fast, a stutter is slow."""

from __future__ import annotations

import re
import threading
from bisect import insort
from collections import defaultdict

from audiocast.models import Clip, ClipFacts, Utterance
from audiocast.text.syllables import syllable_weights

SLOWEST, FASTEST = 0.5, 2.0
"""The bounds, as multiples of the voice's own median."""
FEWEST_SYLLABLES = 6
FEWEST_CLIPS = 5
"""With fewer clips than that a voice has no median yet, and `TYPICAL` stands for it."""
TYPICAL = 4.7
"""Syllables a second at +0 %: what neural Mandarin news voices speak at (2 to 9 are plausible)."""
WINDOW_S = 0.1
_SILENCE_BELOW_LOUDEST = 10 ** (-35 / 10)
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿\U00020000-\U000323AF]")


def syllables(text: str) -> int:
    """Return how many syllables a text has; capitals and digits are spelled, other Latin words counted by vowels."""
    return round(sum(syllable_weights(text)))


def pace(utterance: Utterance, facts: ClipFacts) -> float | None:
    """Return syllables a second of speech, its inner silences left out; None where that says nothing.

    A text of fewer than six syllables says nothing, nor does one whose Latin words are more than a third of it.
    """
    total = syllables(utterance.text)
    if total < FEWEST_SYLLABLES or 3 * len(_HAN.findall(utterance.text)) < 2 * total:
        return None
    return total / max(WINDOW_S, _voiced_s(facts))


class Pace:
    """The median pace of each voice, learnt from the clips that held up; may be used by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: defaultdict[tuple[str, str, int], list[float]] = defaultdict(list)

    def learn(self, utterance: Utterance, facts: ClipFacts) -> None:
        """Count a clip that is in order, one from the cache for instance."""
        measured = pace(utterance, facts)
        if measured is not None:
            with self._lock:
                insort(self._known[_voice(utterance)], measured)

    def fault(self, utterance: Utterance, clip: Clip) -> str:
        """Return what is wrong with the clip's pace, or nothing; what is in order is learnt from."""
        measured = pace(utterance, clip.facts) if clip.facts is not None else None
        if measured is None or clip.facts is None:
            return ""
        usual = self._usual(utterance)
        if SLOWEST * usual <= measured <= FASTEST * usual:
            self.learn(utterance, clip.facts)
            return ""
        return f"{measured:.1f} syllables a second where {utterance.voice} speaks {usual:.1f}: the clip is not whole"

    def _usual(self, utterance: Utterance) -> float:
        with self._lock:
            known = self._known[_voice(utterance)]
            if len(known) >= FEWEST_CLIPS:
                return known[len(known) // 2]
        return TYPICAL * (1 + utterance.rate_percent / 100)


def _voice(utterance: Utterance) -> tuple[str, str, int]:
    return utterance.fingerprint, utterance.voice, utterance.rate_percent


def _voiced_s(facts: ClipFacts) -> float:
    if not facts.energies:
        return (facts.speech_end - facts.speech_start) / facts.rate_hz
    threshold = max(facts.energies) * _SILENCE_BELOW_LOUDEST
    return WINDOW_S * sum(energy > threshold for energy in facts.energies)
