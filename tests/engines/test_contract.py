"""One battery for every built-in engine: what the rest of the line relies on."""

from __future__ import annotations

import pickle
from functools import cache
from pathlib import Path

import pytest

from audiocast import plugins
from audiocast.audio.decode import decode
from audiocast.engines import Engine, EngineSpec, open_engine, speak
from audiocast.errors import EngineError, VoiceError
from audiocast.models import Clip, Failure, Utterance
from tests.engines.edge_server import EdgeServer

TEXT = "你好，App。"
PINYIN = ("ni3", "hao3", None, None, None, None, None)
pytestmark = pytest.mark.usefixtures("edge_server")

BUILT_IN = ("edge", "kokoro", "tone")


@pytest.fixture(params=BUILT_IN)
def spec(request: pytest.FixtureRequest, tmp_path: Path) -> EngineSpec:
    """An engine that is opened but need not speak."""
    return EngineSpec(request.param, {"data_dir": tmp_path} if request.param == "kokoro" else {})


@pytest.fixture(params=BUILT_IN)
def clips(request: pytest.FixtureRequest) -> tuple[Clip, Clip]:
    """One sentence spoken twice; what was spoken for one test serves the others, for a neural voice takes seconds."""
    options = {"data_dir": request.getfixturevalue("kokoro_data")} if request.param == "kokoro" else {}
    return spoken_twice(EngineSpec(request.param, options))


@cache
def spoken_twice(spec: EngineSpec) -> tuple[Clip, Clip]:
    utterance = say(open_engine(spec))
    first, second = speak(spec, utterance), speak(spec, utterance)
    assert isinstance(first, Clip), first
    assert isinstance(second, Clip), second
    return first, second


def say(engine: Engine, text: str = TEXT, voice: str | None = None) -> Utterance:
    pinyin = (PINYIN if text == TEXT else (None,) * len(text)) if engine.takes == "pinyin" else ()
    return Utterance(text, voice or engine.voices()[0].name, engine.fingerprint, pinyin)


def test_the_battery_covers_every_built_in_engine() -> None:
    assert plugins.names("audiocast.engines") == sorted(BUILT_IN)


def test_a_spec_travels_and_a_new_engine_has_the_same_fingerprint(spec: EngineSpec) -> None:
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert hash(spec) == hash(EngineSpec(spec.name, dict(spec.options)))
    assert open_engine(spec).fingerprint == open_engine(spec).fingerprint
    assert open_engine(spec).fingerprint.startswith(spec.name)


def test_facts_of_an_engine_are_plausible(spec: EngineSpec) -> None:
    engine = open_engine(spec)
    assert engine.takes in ("text", "pinyin")
    assert engine.place == ("driver" if spec.name == "edge" else "anywhere")
    assert 15 <= engine.max_chars <= 200


def test_voices_are_listed_once_each_and_name_engine_and_language(spec: EngineSpec) -> None:
    voices = open_engine(spec).voices()
    assert len({voice.name for voice in voices}) == len(voices) >= 4
    assert {voice.engine for voice in voices} == {spec.name}
    assert all(voice.language.startswith("zh-") for voice in voices)


def test_an_unknown_voice_names_the_near_one_or_the_command(spec: EngineSpec) -> None:
    engine = open_engine(spec)
    known = engine.voices()[0].name
    for mistyped, way_out in ((known[:-1], f"did you mean '{known}'?"), ("???", "`audiocast voices --engine")):
        with pytest.raises(VoiceError) as caught:
            engine.speak(say(engine, voice=mistyped))
        assert way_out in str(caught.value)
        assert not caught.value.retryable


@pytest.mark.parametrize("text", ["", "。", " ……！", "“——”"])
def test_marks_alone_are_refused_and_asked_of_nobody(spec: EngineSpec, edge_server: EdgeServer, text: str) -> None:
    engine = open_engine(spec)
    with pytest.raises(EngineError, match="nothing to say") as caught:
        engine.speak(say(engine, text))
    assert not caught.value.retryable
    assert edge_server.connections == 0


def test_the_worker_returns_a_failure_that_names_the_utterance(spec: EngineSpec) -> None:
    utterance = say(open_engine(spec), voice="nobody")
    failure = speak(spec, utterance)
    assert isinstance(failure, Failure)
    assert failure.utterance == utterance
    assert "'nobody'" in failure.reason
    assert not failure.retryable


def test_a_sentence_with_latin_letters_is_spoken_and_measured(clips: tuple[Clip, Clip]) -> None:
    clip, _ = clips
    assert clip.facts is not None
    sound = decode(clip.data, clip.format)
    assert (sound.rate_hz, len(sound.samples)) == (clip.facts.rate_hz, clip.facts.samples)
    assert sound.rate_hz == 24_000
    speech_s = (clip.facts.speech_end - clip.facts.speech_start) / clip.facts.rate_hz
    assert 0.5 < speech_s < 4
    assert 0.05 < clip.facts.peak < 1


def test_the_same_utterance_gives_the_same_bytes(clips: tuple[Clip, Clip]) -> None:
    first, second = clips
    assert first == second


def test_the_edges_are_left_for_the_audio_room_to_trim(clips: tuple[Clip, Clip]) -> None:
    clip, _ = clips
    assert clip.facts is not None
    assert clip.facts.speech_start > 0
    assert clip.facts.samples - clip.facts.speech_end > 0.1 * clip.facts.rate_hz
