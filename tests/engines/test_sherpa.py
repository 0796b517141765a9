"""The producer's model folder: what lies in it, what is said when it does not do, and what a good one says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audiocast.audio.decode import decode
from audiocast.config import VoiceSettings, load
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.engines.sherpa.folder import open_folder
from audiocast.engines.sherpa.lexicon import read_lexicon, spell
from audiocast.errors import ConfigError, EngineError
from audiocast.models import Clip, Failure, Utterance
from audiocast.speaker import list_voices, open_speakers
from tests.engines.sherpa_model import METADATA, SPEAKERS, sherpa_model, with_metadata
from tests.shows import make_show

VITS = {"model_type": "melo-vits", "sample_rate": "44100", "n_speakers": "1", "language": "Chinese", "comment": "melo"}
MATCHA = {"model_type": "matcha-tts", "sample_rate": "22050", "n_speakers": "1"}
KOKORO = METADATA | {"style_dim": "2,1,3"}
STYLES = bytes(4 * 2 * 3 * len(SPEAKERS))


def make_folder(folder: Path, model: str, facts: dict[str, str], files: Sequence[str]) -> Path:
    """Lay out a model folder whose model is nothing but metadata."""
    folder.mkdir()
    (folder / model).write_bytes(with_metadata(facts))
    for name in files:
        data = STYLES if name == "voices.bin" else "今 j in1\n".encode()
        (folder / name).write_bytes(data)
    return folder


def spec(folder: Path, **options: Any) -> EngineSpec:
    return EngineSpec("sherpa", {"model_dir": folder, **options})


def say(text: str = "你好。", voice: str = SPEAKERS[0], rate_percent: int = 0, pitch_hz: int = 0) -> Utterance:
    return Utterance(text, voice, "sherpa", (), rate_percent, pitch_hz)


def speak_here(engine: EngineSpec, text: str, **how: Any) -> Clip | Failure:
    """Speak as the line does: with the engine's own fingerprint."""
    return speak(engine, replace(say(text, **how), fingerprint=open_engine(engine).fingerprint))


# ---- What lies in the folder ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "facts", "files", "family", "voices"),
    [
        ("model.onnx", VITS, ["tokens.txt", "lexicon.txt", "date.fst"], "vits", ["0"]),
        ("model.onnx", VITS | {"n_speakers": "3"}, ["tokens.txt", "lexicon.txt"], "vits", ["0", "1", "2"]),
        (
            "zh_CN-huayan-medium.onnx",
            VITS,
            ["tokens.txt", "lexicon.txt", "zh_CN-huayan-medium.onnx.json"],
            "vits",
            ["0"],
        ),
        ("model-steps-3.onnx", MATCHA, ["tokens.txt", "lexicon.txt", "vocos-22khz-univ.onnx"], "matcha", ["0"]),
        ("model-steps-3.onnx", MATCHA, ["tokens.txt", "lexicon.txt", "hifigan_v2.onnx"], "matcha", ["0"]),
        ("model.int8.onnx", KOKORO, ["voices.bin", "tokens.txt", "lexicon-zh.txt"], "kokoro", list(SPEAKERS)),
    ],
)
def test_the_family_is_known_by_the_files(
    tmp_path: Path, model: str, facts: dict[str, str], files: list[str], family: str, voices: list[str]
) -> None:
    folder = open_folder(make_folder(tmp_path / "model", model, facts, files))
    assert (folder.family, folder.model.name) == (family, model)
    assert [voice.name for voice in open_engine(spec(folder.path)).voices()] == voices
    assert (folder.vocoder is not None) == (family == "matcha")


def test_of_several_models_the_float_one_is_taken_and_of_two_accents_one(tmp_path: Path) -> None:
    lexicons = ["lexicon-gb-en.txt", "lexicon-us-en.txt", "lexicon-zh.txt"]
    folder = make_folder(tmp_path / "model", "model.onnx", KOKORO, ["voices.bin", "tokens.txt", *lexicons])
    shutil.copy(folder / "model.onnx", folder / "a-model.int8.onnx")
    found = open_folder(folder)
    assert found.model.name == "model.onnx"
    assert [path.name for path in found.lexicons] == lexicons[1:]


def test_of_a_multilingual_model_the_mandarin_voices_are_listed(tmp_path: Path) -> None:
    facts = KOKORO | {"n_speakers": "3", "speaker_names": "af_alloy,zf_001,zm_009"}
    folder = make_folder(tmp_path / "model", "model.onnx", facts, ["tokens.txt", "lexicon-zh.txt"])
    (folder / "voices.bin").write_bytes(bytes(4 * 2 * 3 * 3))
    voices = open_engine(spec(folder)).voices()
    assert [(voice.name, voice.gender) for voice in voices] == [("zf_001", "female"), ("zm_009", "male")]


@pytest.mark.parametrize(
    ("model", "facts", "files", "message"),
    [
        (
            "model-steps-3.onnx",
            MATCHA,
            ["tokens.txt", "lexicon.txt"],
            "looks like Matcha but has no vocoder: put vocos-22khz-univ.onnx there",
        ),
        (
            "model-steps-3.onnx",
            MATCHA | {"sample_rate": "16000"},
            ["lexicon.txt"],
            "looks like Matcha but has no tokens.txt and no vocoder: put tokens.txt and vocos-16khz-univ.onnx there",
        ),
        (
            "model.onnx",
            KOKORO,
            ["tokens.txt", "lexicon-zh.txt"],
            "looks like Kokoro but has no voices.bin: put voices.bin there",
        ),
        (
            "model.onnx",
            VITS,
            ["tokens.txt"],
            "looks like VITS (MeloTTS, piper) but has no lexicon: put lexicon.txt there",
        ),
        (
            "zh_CN-huayan-medium.onnx",
            VITS,
            ["tokens.txt", "espeak-ng-data"],
            "has no lexicon: put lexicon.txt there (sherpa-onnx 2 does not read espeak-ng-data)",
        ),
    ],
)
def test_what_is_missing_is_named_with_the_file_to_put_there(
    tmp_path: Path, model: str, facts: dict[str, str], files: list[str], message: str
) -> None:
    folder = make_folder(tmp_path / "model", model, facts, files)
    with pytest.raises(ConfigError) as caught:
        open_engine(spec(folder)).voices()
    assert str(folder) in str(caught.value)
    assert message in str(caught.value)


def test_a_folder_that_holds_no_model_says_where_one_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model_dir .*nowhere cannot be read \(No such file or directory\)"):
        open_folder(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match=r"holds no \.onnx model"):
        open_folder(tmp_path)
    make_folder(tmp_path / "vits-melo", "model.onnx", VITS, ["tokens.txt", "lexicon.txt"])
    with pytest.raises(ConfigError, match=r"holds no model itself: did you mean .*vits-melo\?"):
        open_folder(tmp_path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<!DOCTYPE html><title>404</title>", "is damaged"),
        (with_metadata(VITS)[:-3], "is damaged (it breaks off)"),
        (with_metadata({"sample_rate": "44100"}), "does not say its n_speakers: sherpa-onnx runs models with its own"),
        (b"", "does not say its sample_rate"),
    ],
    ids=["a web page", "cut short", "another program's", "empty"],
)
def test_a_file_that_is_no_model_is_named_before_it_is_loaded(tmp_path: Path, data: bytes, message: str) -> None:
    folder = make_folder(tmp_path / "model", "model.onnx", VITS, ["tokens.txt", "lexicon.txt"])
    (folder / "model.onnx").write_bytes(data)
    with pytest.raises(ConfigError) as caught:
        open_folder(folder)
    assert f"model {folder / 'model.onnx'} {message}" in str(caught.value)


def test_voices_of_another_model_are_named_before_they_are_loaded(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "model", "model.onnx", KOKORO, ["voices.bin", "tokens.txt", "lexicon-zh.txt"])
    (folder / "voices.bin").write_bytes(STYLES[:-4])
    with pytest.raises(ConfigError, match=r"voices\.bin does not fit the model beside it"):
        open_folder(folder)


def test_the_fingerprint_is_of_the_contents_wherever_they_lie(tmp_path: Path) -> None:
    files = ["tokens.txt", "lexicon.txt"]
    one = make_folder(tmp_path / "one", "model.onnx", VITS, files)
    other = make_folder(tmp_path / "other", "model.onnx", VITS, files)
    assert open_engine(spec(one)).fingerprint == open_engine(spec(other)).fingerprint
    engine = open_engine(spec(other))
    before = engine.fingerprint
    (other / "lexicon.txt").write_text("今 j in1\n天 t ian1\n", encoding="utf-8")
    assert engine.fingerprint != before
    assert "other" not in engine.fingerprint


def test_without_a_model_the_other_engines_are_listed_and_it_says_why_it_is_off() -> None:
    voices, missing = list_voices(None, VoiceSettings(), ask=False)
    assert {"tone", "kokoro"} <= {voice.engine for voice in voices}
    (line,) = [line for line in missing if "'sherpa'" in line]
    assert line.startswith("engine 'sherpa' has no model: set model_dir under [voice.sherpa]")
    failure = speak(EngineSpec("sherpa"), say())
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.retryable, failure.trouble) == (line, False, "refusal")


# ---- What the model is given ------------------------------------------------------------------------------------


@pytest.fixture
def lexicon(tmp_path: Path) -> Any:
    (tmp_path / "zh.txt").write_text("今 j in1\n天 t ian1\n二 er4\n囧途 j iong3 t u2\n", encoding="utf-8")
    (tmp_path / "en.txt").write_text("App || a p\nnew york :: n y\ng || ji\n\n5 x\np || pi\n", encoding="utf-8")
    return read_lexicon((tmp_path / "zh.txt", tmp_path / "en.txt"))


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("今天，“天”——今天！", "今天，天，，今天！"),
        ("今天app天", "今天 app 天"),
        ("ＡＰＰ今", "app 今"),
        ("GP天", "g p 天"),
        ("今2天", "今二天"),
        ("人在囧途", None),
        ("今天囧途", "今天囧途"),
        ("今囧天", None),
        ("今天WTO", None),
        ("今🙂\u0301天\x07\n今", "今天 今"),
        ("𠀀", None),
    ],
)
def test_the_text_is_spelt_in_the_models_own_words_or_refused(lexicon: Any, text: str, spelt: str | None) -> None:
    if spelt is not None:
        assert spell(text, lexicon) == spelt
        return
    with pytest.raises(EngineError, match=r"the model's lexicon has no .* lexicon\.tsv") as caught:
        spell(text, lexicon)
    assert (caught.value.retryable, caught.value.trouble) == (False, "sentence")


# ---- What sherpa-onnx makes of it -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "facts", "files"),
    [
        ("model.onnx", VITS, ["tokens.txt", "lexicon.txt"]),
        ("model-steps-3.onnx", MATCHA, ["tokens.txt", "lexicon.txt", "vocos-22khz-univ.onnx"]),
        ("model.onnx", KOKORO, ["voices.bin", "tokens.txt", "lexicon-zh.txt"]),
    ],
    ids=["vits", "matcha", "kokoro"],
)
def test_every_family_gets_as_far_as_its_graph(
    tmp_path: Path, model: str, facts: dict[str, str], files: list[str]
) -> None:
    pytest.importorskip("sherpa_onnx")
    folder = make_folder(tmp_path / "model", model, facts, files)
    varied = spec(folder, noise_scale=0.5)
    failure = speak_here(varied, "今", voice=open_engine(varied).voices()[0].name)
    assert isinstance(failure, Failure)
    assert failure.reason.startswith(f"sherpa-onnx cannot load the model in {folder}: Load model from {folder / model}")
    assert (failure.retryable, failure.trouble) == (False, "refusal")


def test_a_model_at_which_the_library_ends_its_process_is_a_failure_here(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(sherpa_model(), folder, copy_function=os.link)
    weights = (folder / "model.int8.onnx").read_bytes().removesuffix(with_metadata(METADATA))
    (folder / "model.int8.onnx").unlink()
    # sherpa-onnx wants 1 in the middle and leaves by _Exit; the sizes agree, so nothing else is wrong.
    (folder / "model.int8.onnx").write_bytes(weights + with_metadata(METADATA | {"style_dim": "255,2,256"}))
    failure = speak_here(spec(folder), "你好。")
    assert isinstance(failure, Failure)
    assert "style_dim[1] should be 1, given: 2" in failure.reason
    assert failure.trouble == "refusal"


def test_a_sentence_is_said_by_either_voice_at_any_rate_without_a_word_on_the_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = sherpa_model()

    def clip(**how: Any) -> Clip:
        spoken = speak_here(spec(folder), "今天“天气”🙂很好，iPhone！", **how)
        assert isinstance(spoken, Clip), spoken
        return spoken

    plain, fast, other = clip(), clip(rate_percent=50), clip(voice=SPEAKERS[1])
    assert capfd.readouterr() == ("", "")
    assert plain.facts
    assert fast.facts
    assert 0.6 < fast.facts.samples / plain.facts.samples < 0.8
    assert decode(other.data, "wav").samples.tolist() != decode(plain.data, "wav").samples.tolist()
    assert plain.facts.peak < 0.9


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"rate_percent": 101}, "sherpa cannot speak at +101 %: from -50 to +100"),
        ({"pitch_hz": 5}, "sherpa cannot shift the pitch: leave pitch out, or choose another voice"),
        ({"text": "今" * 161}, "a piece of 161 characters is too long for sherpa (at most 160)"),
    ],
)
def test_what_it_cannot_do_is_refused_before_anything_is_loaded(
    tmp_path: Path, how: dict[str, Any], message: str
) -> None:
    folder = make_folder(tmp_path / "model", "model.onnx", KOKORO, ["voices.bin", "tokens.txt", "lexicon-zh.txt"])
    with pytest.raises(EngineError) as caught:
        open_engine(spec(folder)).speak(say(**how))
    assert message in str(caught.value)


def test_a_relative_model_dir_is_taken_from_the_folder_of_the_settings(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    settings = (show / "show.toml").read_text(encoding="utf-8").replace('engine = "tone"', 'engine = "sherpa"')
    (show / "show.toml").write_text(f'{settings}\n[voice.sherpa]\nmodel_dir = "model"\n', encoding="utf-8")
    make_folder(show / "model", "model.onnx", VITS | {"n_speakers": "2"}, ["tokens.txt", "lexicon.txt"])
    (speaker,), _ = open_speakers(load(show))
    assert dict(speaker.spec.options) == {"model_dir": str(show / "model")}
    assert speaker.manner.fingerprint == open_engine(spec(show / "model")).fingerprint
