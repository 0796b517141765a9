from __future__ import annotations

import pytest

from audiocast.models import Clip, ClipFacts, Utterance
from audiocast.pace import TYPICAL, Pace, pace, syllables

TEXT = "城东新桥今天正式通车。"
SYLLABLES = 10


def utterance(text: str = TEXT, voice: str = "anchor", rate_percent: int = 0) -> Utterance:
    return Utterance(text, voice, "engine/1", rate_percent=rate_percent)


def clip(tenths: int, silent_tenths: int = 0) -> Clip:
    """A clip with so many tenths of a second of sound and of inner silence."""
    energies = (0.01,) * tenths + (1e-9,) * silent_tenths
    samples = 2400 * len(energies)
    return Clip(b"x", "wav", ClipFacts(24_000, samples, 0, samples, 0.5, energies))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (TEXT, SYLLABLES),
        ("，。！", 0),
        ("GDP同比增长", 3 + 4),
        ("iPhone手机", 3 + 2),
        ("𠮷野家", 3),
    ],
)
def test_syllables_are_characters_letters_and_vowels(text: str, count: int) -> None:
    assert syllables(text) == count


@pytest.mark.parametrize("text", ["新桥通车。", "CCTV记者ABC报道DEF新闻GHI"])
def test_a_short_text_or_one_of_letters_says_nothing(text: str) -> None:
    facts = clip(1).facts
    assert facts is not None
    assert pace(utterance(text), facts) is None
    assert Pace().fault(utterance(text), clip(1)) == ""


def test_inner_silences_do_not_count() -> None:
    facts = clip(20, 30).facts
    assert facts is not None
    assert pace(utterance(), facts) == pytest.approx(5.0)


@pytest.mark.parametrize(("tenths", "is_whole"), [(20, True), (11, True), (10, False), (42, True), (43, False)])
def test_a_voice_that_nobody_knows_is_held_against_the_typical_pace(tenths: int, is_whole: bool) -> None:
    # 10 syllables: 2.35 to 9.4 a second is 1.07 to 4.25 s.
    assert (Pace().fault(utterance(), clip(tenths)) == "") is is_whole


def test_the_typical_pace_follows_the_rate() -> None:
    assert Pace().fault(utterance(), clip(10))
    assert Pace().fault(utterance(rate_percent=50), clip(10)) == ""


def test_a_voice_is_held_against_its_own_median() -> None:
    known = Pace()
    for _ in range(5):
        assert known.fault(utterance(), clip(12)) == ""
    assert known.fault(utterance(), clip(7)) == "", "16.7 would pass for nobody else, but this voice speaks 8.3"
    assert known.fault(utterance(), clip(26)) != ""
    assert known.fault(utterance(voice="another"), clip(26)) == ""


def test_a_fault_names_the_paces_and_is_not_learnt_from() -> None:
    known = Pace()
    for _ in range(9):
        assert known.fault(utterance(), clip(5)) == (
            f"20.0 syllables a second where anchor speaks {TYPICAL}: the clip is not whole"
        )


def test_clips_from_the_cache_are_learnt_from() -> None:
    known, facts = Pace(), clip(12).facts
    assert facts is not None
    for _ in range(5):
        known.learn(utterance(), facts)
    assert known.fault(utterance(), clip(26)) != ""
