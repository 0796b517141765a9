"""One battery for every built-in engine and for one from another package: what the rest of the line relies on."""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from audiocast import plugins
from audiocast.audio.decode import RATES_HZ, decode
from audiocast.engines import Engine, EngineSpec, open_engine, speak
from audiocast.errors import EngineError, VoiceError
from audiocast.models import Clip, Failure, Utterance
from audiocast.text import pinyin
from tests.engines.edge_server import EdgeServer
from tests.engines.elsewhere import fingerprint_and_clip
from tests.engines.plugin_site import plugin_site
from tests.engines.sherpa_model import sherpa_model

TEXT = "你好，App。"
BUILT_IN = ("edge", "kokoro", "sherpa", "tone")
EVERY = (*BUILT_IN, "telegraph")
UNICODE = {
    "emoji": "今天🙂👨‍👩‍👧好。",
    "beyond the basic plane": "𠀀今天。",
    "combining marks": "今\u0301天\u20dd好\ufe0f。",
    "control characters": "今\x07天\x1b[2J\u200b\u2028好。",
    "right to left": "今天\u202eمرحبا\u202c好。",
}

pytestmark = pytest.mark.usefixtures("edge_server", "plugin")


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package of tests/plugin, installed: its entry point is found as the built-in ones are."""
    monkeypatch.syspath_prepend(plugin_site())


@pytest.fixture(params=EVERY)
def spec(request: pytest.FixtureRequest, tmp_path: Path) -> EngineSpec:
    """An engine that is opened but need not speak."""
    return EngineSpec(request.param, {"data_dir": tmp_path} if request.param == "kokoro" else options(request.param))


@pytest.fixture(params=EVERY)
def speaking(request: pytest.FixtureRequest) -> EngineSpec:
    """An engine that can speak here."""
    if request.param == "kokoro":
        return EngineSpec("kokoro", {"data_dir": request.getfixturevalue("kokoro_data")})
    return EngineSpec(request.param, options(request.param))


@pytest.fixture
def clips(speaking: EngineSpec) -> tuple[Clip, Clip]:
    """One sentence spoken twice; what was spoken for one test serves the others, for a neural voice takes seconds."""
    return spoken_twice(speaking)


def options(name: str) -> dict[str, Any]:
    return {"model_dir": sherpa_model()} if name == "sherpa" else {}


@cache
def spoken_twice(spec: EngineSpec) -> tuple[Clip, Clip]:
    utterance = say(open_engine(spec))
    first, second = speak(spec, utterance), speak(spec, utterance)
    assert isinstance(first, Clip), first
    assert isinstance(second, Clip), second
    return first, second


def say(engine: Engine, text: str = TEXT, voice: str | None = None) -> Utterance:
    readings = tuple(pinyin(text)) if engine.takes == "pinyin" else ()
    return Utterance(text, voice or engine.voices()[0].name, engine.fingerprint, readings)


def test_the_battery_covers_every_engine_there_is() -> None:
    assert plugins.names("audiocast.engines") == sorted(EVERY)


# ---- What an engine says about itself ---------------------------------------------------------------------------


def test_a_spec_travels_and_a_new_engine_has_the_same_fingerprint(spec: EngineSpec) -> None:
    assert pickle.loads(pickle.dumps(spec)) == spec
    assert hash(spec) == hash(EngineSpec(spec.name, dict(spec.options)))
    assert open_engine(spec).fingerprint == open_engine(spec).fingerprint
    assert open_engine(spec).fingerprint.startswith(spec.name)


@pytest.mark.parametrize(
    ("name", "change", "differs"),
    [
        ("edge", {"proxy": "http://127.0.0.1:7890"}, False),
        ("kokoro", {"data_dir": "elsewhere"}, False),
        ("sherpa", {"num_threads": 2}, False),
        ("sherpa", {"noise_scale": 0.0}, True),
        ("sherpa", {"silence_scale": 1.0}, True),
        ("telegraph", {"tone_hz": 700}, True),
    ],
)
def test_the_fingerprint_changes_with_what_changes_the_sound_alone(
    name: str, change: Mapping[str, Any], differs: bool
) -> None:
    plain = open_engine(EngineSpec(name, options(name))).fingerprint
    changed = open_engine(EngineSpec(name, options(name) | change)).fingerprint
    assert (plain != changed) is differs


def test_facts_of_an_engine_are_plausible(spec: EngineSpec) -> None:
    engine = open_engine(spec)
    assert engine.takes in ("text", "pinyin")
    assert engine.place == ("driver" if spec.name == "edge" else "anywhere")
    assert 15 <= engine.max_chars <= 200


def test_voices_are_listed_once_each_and_name_engine_and_language(spec: EngineSpec) -> None:
    voices = open_engine(spec).voices()
    assert len({voice.name for voice in voices}) == len(voices) >= 2
    assert {voice.engine for voice in voices} == {spec.name}
    assert all(voice.language.startswith("zh-") for voice in voices)
    assert list(voices) == list(open_engine(spec).voices())


# ---- What it refuses --------------------------------------------------------------------------------------------


def test_an_unknown_voice_names_the_near_one_or_the_command(spec: EngineSpec) -> None:
    engine = open_engine(spec)
    known = engine.voices()[0].name
    for mistyped, way_out in ((known[:-1], f"did you mean '{known}'?"), ("???", "`audiocast voices --engine")):
        with pytest.raises(VoiceError) as caught:
            engine.speak(say(engine, voice=mistyped))
        assert way_out in str(caught.value)
        assert not caught.value.retryable


@pytest.mark.parametrize("text", ["", "。", " ……！", "“——”", "\u200b\u0301", "🙂"])
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


@pytest.mark.parametrize("text", UNICODE.values(), ids=UNICODE.keys())
def test_any_text_is_spoken_or_refused_in_one_line(speaking: EngineSpec, text: str) -> None:
    check_spoken_or_refused(speaking, text)


def test_a_text_that_is_far_too_long_is_spoken_or_refused_in_one_line(speaking: EngineSpec) -> None:
    check_spoken_or_refused(speaking, "今天很好，" * open_engine(speaking).max_chars)


def check_spoken_or_refused(spec: EngineSpec, text: str) -> None:
    outcome = attempt(open_engine(spec), text)
    if isinstance(outcome, EngineError):
        assert len(str(outcome).splitlines()) == 1
        assert not outcome.retryable
    else:
        sound = decode(outcome.data, outcome.format)
        assert len(sound.samples) > sound.rate_hz // 2


def attempt(engine: Engine, text: str) -> Clip | EngineError:
    """Speak without the net of `speak`: anything but an ``EngineError`` fails the test."""
    try:
        return engine.speak(say(engine, text))
    except EngineError as error:
        return error


# ---- What it says -----------------------------------------------------------------------------------------------


def test_a_sentence_with_latin_letters_is_spoken_and_measured(clips: tuple[Clip, Clip]) -> None:
    clip, _ = clips
    assert clip.facts is not None
    sound = decode(clip.data, clip.format)
    assert (sound.rate_hz, len(sound.samples)) == (clip.facts.rate_hz, clip.facts.samples)
    assert sound.rate_hz in RATES_HZ
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


def test_four_threads_at_once_get_the_bytes_that_one_gets(speaking: EngineSpec, clips: tuple[Clip, Clip]) -> None:
    utterance = say(open_engine(speaking))
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: speak(speaking, utterance), range(4)))
    assert together == [clips[0]] * 4


@pytest.mark.parametrize("speaking", [name for name in EVERY if name != "edge"], indirect=True)
def test_another_process_gets_the_bytes_that_this_one_gets(speaking: EngineSpec, clips: tuple[Clip, Clip]) -> None:
    engine = open_engine(speaking)
    assert engine.place == "anywhere"
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(fingerprint_and_clip, speaking, say(engine)).result()
    assert there == (engine.fingerprint, clips[0])
