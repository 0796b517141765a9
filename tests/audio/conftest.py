"""Clips that sound enough like speech for a trimmer, a meter and an encoder, whose speech bounds are known."""

from __future__ import annotations

import io
import re
import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from audiocast.audio.ffmpeg import find_ffmpeg
from audiocast.models import Clip

HARMONICS = np.arange(1, 18)


@dataclass(frozen=True)
class Spoken:
    """A clip and where its speech was put, in samples."""

    clip: Clip
    samples: np.ndarray
    start: int
    end: int
    rate_hz: int


def syllable(rng: np.random.Generator, samples: int, rate_hz: int) -> np.ndarray:
    """One voiced syllable with a pitch contour, three resonances, and edges that rise within a millisecond."""
    seconds = np.arange(samples) / rate_hz
    pitch = rng.uniform(110, 220) * (1 + rng.uniform(-0.2, 0.2) * np.linspace(0, 1, samples))
    phase = 2 * np.pi * np.cumsum(pitch) / rate_hz
    formants = rng.uniform((350, 900, 2100), (750, 1900, 2900))
    near = [np.exp(-(((HARMONICS * pitch.mean() - formant) / 220) ** 2)) for formant in formants]
    weights = (0.1 + near[0] + 0.5 * near[1] + 0.3 * near[2]) / HARMONICS**0.5
    voiced = (weights[:, None] * np.sin(HARMONICS[:, None] * phase)).sum(axis=0)
    breath = rng.standard_normal(samples) * 0.05
    envelope = np.minimum(1.0, 500 * np.minimum(seconds, seconds[::-1])) * (
        0.6 + 0.4 * np.sin(np.pi * seconds * 4) ** 2
    )
    return (voiced + breath) * envelope


def speak(
    seed: int,
    *,
    seconds: float = 2.0,
    head_ms: int = 180,
    tail_ms: int = 820,
    rate_hz: int = 24_000,
    rms_db: float = -24.0,
) -> tuple[np.ndarray, int, int]:
    """Return 16-bit samples and the bounds of the speech in them."""
    rng = np.random.default_rng(seed)
    length = round(seconds * rate_hz)
    count = max(1, round(seconds / 0.22))
    cuts = np.linspace(0, length, count + 1).astype(int)
    voice = np.concatenate([syllable(rng, stop - start, rate_hz) for start, stop in pairwise(cuts)])
    voice *= 10 ** (rms_db / 20) / np.sqrt(np.mean(voice**2))
    head, tail = rate_hz * head_ms // 1000, rate_hz * tail_ms // 1000
    wave_ = np.concatenate([np.zeros(head), voice, np.zeros(tail)]) + rng.standard_normal(head + length + tail) * 1e-4
    return np.clip(np.rint(wave_ * 32767), -32768, 32767).astype(np.int16), head, head + length


def wav(samples: np.ndarray, rate_hz: int, *, channels: int = 1, width: int = 2) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate_hz)
        writer.writeframes(samples.tobytes())
    return buffer.getvalue()


@pytest.fixture(scope="session")
def ffmpeg() -> Path:
    return find_ffmpeg()


@pytest.fixture(scope="session")
def make_wav() -> Callable[..., bytes]:
    return wav


@pytest.fixture(scope="session")
def spoken() -> Callable[..., Spoken]:
    """A WAV clip of synthetic speech; see `speak` for its arguments."""

    def make(seed: int, *, rate_hz: int = 24_000, **shape: float) -> Spoken:
        samples, start, end = speak(seed, rate_hz=rate_hz, **shape)  # type: ignore[arg-type]
        return Spoken(Clip(wav(samples, rate_hz), "wav"), samples, start, end, rate_hz)

    return make


@pytest.fixture(scope="session")
def as_mp3(ffmpeg: Path) -> Callable[[Spoken], Clip]:
    """The same clip in the online engine's shape: 48 kbit/s, neither ID3 nor Xing."""

    def make(one: Spoken) -> Clip:
        command = f"-v error -f s16le -ar {one.rate_hz} -ac 1 -i - -b:a 48k -write_xing 0 -id3v2_version 0 -f mp3 -"
        made = subprocess.run(
            [ffmpeg, *command.split()], input=one.samples.tobytes(), stdout=subprocess.PIPE, check=True
        )
        return Clip(made.stdout, "mp3")

    return make


@pytest.fixture(scope="session")
def ffmpeg_decode(ffmpeg: Path) -> Callable[[bytes], np.ndarray]:
    """Decode MP3 with ffmpeg to one channel, 1.0 = full scale, at its own rate."""

    def decode(data: bytes) -> np.ndarray:
        command = "-v error -xerror -f mp3 -i - -map 0:a -f f32le -"
        made = subprocess.run([ffmpeg, *command.split()], input=data, stdout=subprocess.PIPE, check=True)
        return np.frombuffer(made.stdout, "<f4")

    return decode


@pytest.fixture(scope="session")
def ebur128(ffmpeg: Path) -> Callable[[bytes], tuple[float, float]]:
    """Integrated loudness (one channel) and true peak of a sound file's bytes, by ffmpeg's meter."""

    def measure(data: bytes) -> tuple[float, float]:
        command = "-nostats -i - -af ebur128=peak=true -f null -"
        made = subprocess.run([ffmpeg, *command.split()], input=data, stderr=subprocess.PIPE, check=True)
        summary = made.stderr.decode().rpartition("Summary:")[2]
        loudness, peak = re.search(r"I:\s+(\S+) LUFS", summary), re.search(r"Peak:\s+(\S+) dBFS", summary)
        assert loudness
        assert peak
        return float(loudness[1]), float(peak[1])

    return measure
