from __future__ import annotations

import math
import wave
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.audio.decode import decode
from audiocast.audio.inspect import inspect
from audiocast.engines import EngineSpec, open_engine
from audiocast.errors import EngineError
from audiocast.models import Utterance

ENGINE = open_engine(EngineSpec("tone"))
SAYABLE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=6).filter(lambda text: any(map(str.isalnum, text)))


def spoken(text: str, voice: str = "middle", rate_percent: int = 0, pitch_hz: int = 0) -> bytes:
    return ENGINE.speak(Utterance(text, voice, ENGINE.fingerprint, rate_percent=rate_percent, pitch_hz=pitch_hz)).data


def seconds(data: bytes) -> float:
    with wave.open(BytesIO(data)) as file:
        frames, rate_hz = file.getnframes(), file.getframerate()
    return float(frames / rate_hz)


@given(SAYABLE, SAYABLE)
def test_two_texts_never_sound_the_same(one: str, other: str) -> None:
    assert (spoken(one) == spoken(other)) == (one == other)


def test_nine_characters_take_two_seconds_between_the_edges() -> None:
    assert seconds(spoken("管城新闻播报今天好")) - 0.48 == pytest.approx(2.0, abs=0.01)


def test_the_rate_changes_the_length() -> None:
    assert seconds(spoken("管城新闻播报今天好", rate_percent=100)) - 0.48 == pytest.approx(1.0, abs=0.01)
    assert seconds(spoken("管城新闻播报今天好", rate_percent=-50)) - 0.48 == pytest.approx(4.0, abs=0.01)


def test_speech_lies_between_the_silent_edges_at_the_level_of_speech() -> None:
    data = spoken("管城新闻播报")
    facts = inspect(data, "wav")
    assert facts.speech_start / 24_000 == pytest.approx(0.180, abs=0.010)
    assert (facts.samples - facts.speech_end) / 24_000 == pytest.approx(0.300, abs=0.010)
    speech = decode(data, "wav").samples[facts.speech_start : facts.speech_end].astype(float) / 32768
    assert 20 * math.log10(math.sqrt((speech**2).mean())) == pytest.approx(-20, abs=0.5)


def test_a_mark_is_a_pause() -> None:
    with_mark, without = inspect(spoken("管城。"), "wav"), inspect(spoken("管城"), "wav")
    assert with_mark.speech_end == pytest.approx(without.speech_end, abs=240)
    assert with_mark.samples > without.samples


@pytest.mark.parametrize("text", ["管", "管城"])
def test_voices_differ_in_pitch(text: str) -> None:
    crossings = []
    for voice in ENGINE.voices():
        samples = decode(spoken(text, voice.name), "wav").samples
        crossings.append(int(((samples[:-1] < 0) & (samples[1:] >= 0)).sum()))
    assert crossings == sorted(set(crossings))


def test_pitch_is_shifted() -> None:
    assert spoken("管城", pitch_hz=100) != spoken("管城")


@pytest.mark.parametrize(("rate_percent", "pitch_hz"), [(-100, 0), (1000, 0), (0, -1000), (0, 20000)])
def test_a_rate_or_pitch_out_of_reach_is_refused(rate_percent: int, pitch_hz: int) -> None:
    with pytest.raises(EngineError, match="tone cannot"):
        spoken("管城", rate_percent=rate_percent, pitch_hz=pitch_hz)
