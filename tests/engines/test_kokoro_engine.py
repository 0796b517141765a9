"""The engine around the model: what goes in, what comes out, and what is said when something is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audiocast.audio.decode import decode
from audiocast.engines import EngineSpec, open_engine, speak
from audiocast.engines.data import default_data_dir
from audiocast.engines.kokoro import KokoroEngine, model, voices
from audiocast.errors import EngineError, VoiceError
from audiocast.models import Failure, Utterance

VOICE = "zf_xiaobei"


class FakeModel:
    """Stands in for the network: keeps what it was asked and returns given samples."""

    def __init__(self, samples: list[float]) -> None:
        self.samples = np.array(samples, dtype=np.float32)
        self.asked: list[tuple[list[int], Any, float]] = []

    def __call__(self, tokens: list[int], style: Any, speed: float) -> Any:
        self.asked.append((tokens, style, speed))
        return self.samples


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one voice whose style vectors hold their own row number."""
    rows = np.repeat(np.arange(510, dtype="<f4")[:, None], 256, axis=1)
    path = voices.voice_path(VOICE, tmp_path)
    path.parent.mkdir()
    path.write_bytes(rows.tobytes())
    import hashlib

    monkeypatch.setitem(voices.SHA256, VOICE, hashlib.sha256(rows.tobytes()).hexdigest())
    return tmp_path


def utterance(voice: str = VOICE, rate_percent: int = 0, pitch_hz: int = 0) -> Utterance:
    return Utterance("你好", voice, KokoroEngine.fingerprint, ("ni3", "hao3"), rate_percent, pitch_hz)


def fake(monkeypatch: pytest.MonkeyPatch, samples: list[float]) -> FakeModel:
    stand_in = FakeModel(samples)
    monkeypatch.setattr(model, "synthesise", stand_in)
    return stand_in


def test_the_style_is_the_row_of_the_token_count_and_the_rate_is_the_speed(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fake(monkeypatch, [0.1]).asked
    open_engine(EngineSpec("kokoro", {"data_dir": data_dir})).speak(utterance(rate_percent=-20))
    ((tokens, style, speed),) = asked
    assert len(tokens) == len("ni↓xau↓.")
    assert style.shape == (256,)
    assert set(style) == {float(len(tokens))}
    assert speed == 0.8


def test_loud_samples_are_scaled_and_never_clipped(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(EngineSpec("kokoro", {"data_dir": data_dir}))
    fake(monkeypatch, [0.0, 0.5, -1.0])
    usual = decode(engine.speak(utterance()).data, "wav").samples / 32767
    assert usual == pytest.approx([0.0, 0.4, -0.8], abs=1e-4)
    fake(monkeypatch, [0.0, 1.0, -2.0])
    loud = decode(engine.speak(utterance()).data, "wav").samples / 32767
    assert loud == pytest.approx([0.0, 0.495, -0.99], abs=1e-4)


def test_sound_that_is_not_finite_is_an_error(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, [0.0, float("nan")])
    with pytest.raises(EngineError, match="not finite"):
        open_engine(EngineSpec("kokoro", {"data_dir": data_dir})).speak(utterance())


@pytest.mark.parametrize(
    ("asked", "what"), [(utterance(rate_percent=101), r"\+101 %"), (utterance(pitch_hz=5), "pitch")]
)
def test_what_the_model_cannot_do_is_refused(data_dir: Path, asked: Utterance, what: str) -> None:
    with pytest.raises(EngineError, match=what):
        open_engine(EngineSpec("kokoro", {"data_dir": data_dir})).speak(asked)


def test_a_voice_that_is_not_installed_names_the_command(tmp_path: Path) -> None:
    spec = EngineSpec("kokoro", {"data_dir": tmp_path})
    with pytest.raises(VoiceError) as caught:
        open_engine(spec).speak(utterance(voice="zm_yunjian"))
    assert str(caught.value).endswith(": audiocast voices install zm_yunjian")
    assert [voice.installed for voice in open_engine(spec).voices()] == [False] * 8
    failure = speak(spec, utterance(voice="zm_yunjian"))
    assert isinstance(failure, Failure)
    assert "voices install zm_yunjian" in failure.reason


def test_a_damaged_voice_is_an_error(tmp_path: Path) -> None:
    path = voices.voice_path(VOICE, tmp_path)
    path.parent.mkdir()
    path.write_bytes(bytes(522_240))
    with pytest.raises(VoiceError, match=r"damaged.*audiocast voices install zf_xiaobei"):
        open_engine(EngineSpec("kokoro", {"data_dir": tmp_path})).speak(utterance())


def test_a_missing_model_part_names_the_package(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "PARTS", ("no_such_kokoro_part",))
    monkeypatch.setattr(model, "_sessions", [])
    with pytest.raises(EngineError, match=r"no_such_kokoro_part.*audiocast\[kokoro\]"):
        open_engine(EngineSpec("kokoro", {"data_dir": data_dir})).speak(utterance())


def test_a_damaged_model_is_refused(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_part", lambda package: package.encode())
    monkeypatch.setattr(model, "_sessions", [])
    with pytest.raises(EngineError, match="model is damaged"):
        open_engine(EngineSpec("kokoro", {"data_dir": data_dir})).speak(utterance())


def test_the_data_folder_comes_from_the_environment_first(tmp_path: Path) -> None:
    assert default_data_dir({"AUDIOCAST_DATA": str(tmp_path)}) == tmp_path
    assert default_data_dir({}).name == "audiocast"


def test_opening_every_engine_and_listing_voices_loads_no_heavy_library() -> None:
    code = (
        "import sys; from audiocast.engines import *\n"
        "from audiocast.engines.kokoro.install import install_voices\n"
        "for name in ('kokoro', 'edge', 'tone'): open_engine(EngineSpec(name)).voices()\n"
        "heavy = {'numpy', 'onnxruntime', 'rjieba', 'edge_tts', 'aiohttp', 'miniaudio', 'pydub', 'httpx'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
