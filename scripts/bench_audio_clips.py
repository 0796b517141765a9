"""Clips for `scripts/bench audio`: sound that a trimmer, a meter and an encoder take for speech, with known bounds.

    python scripts/bench_audio_clips.py FOLDER NUMBER [--format mp3|wav]

Four voices of forty syllables each (harmonics under three resonances, a burst of noise before them, one of four pitch
shapes) are strung together at four to five syllables a second, with commas, 180 ms of near silence before and 820 ms
after: what online engines return. MP3 has their shape as well: 24 kHz mono, 48 kbit/s, neither ID3 nor Xing frame. All
of it is encoded by one ffmpeg without bit reservoir and cut between frames, so that making 3,000 clips starts one
process. Same arguments, same numpy, same ffmpeg: same bytes.

``manifest.json`` has the rate and a row for each clip: file, what ends after it (sentence, paragraph, story), the pause
there, and where its speech is, in samples of the decoded clip.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import wave
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Literal

import numpy as np
from numpy.typing import NDArray

from audiocast.audio.ffmpeg import find_ffmpeg

RATE_HZ = 24_000
HEAD_MS, TAIL_MS = 180, 820
SHORTEST_S, MEAN_S, LONGEST_S = 1.5, 4.0, 12.0
SPEECH_DBFS = -24.0
NOISE_DBFS = -78.0
CLIPS_A_STORY, CLIPS_A_PARAGRAPH = 15, 3
PAUSES_MS = {"sentence": 400, "paragraph": 800, "story": 1500}

FRAME_SAMPLES, FRAME_BYTES = 576, 144
"""One frame of 24 kHz MP3 at 48 kbit/s."""
CODEC_DELAY = 1105
"""How much later sound lies in the decoded samples."""
MP3 = ("-b:a", "48k", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0", "-bitexact", "-f", "mp3")

_VOICES_HZ = (112.0, 138.0, 186.0, 221.0)
_SYLLABLES = 40
_VOWELS_HZ = ((720, 1150, 2500), (300, 2250, 3000), (330, 820, 2300), (500, 1750, 2450), (560, 900, 2450))
_HIGHEST_HZ = 8_000

Floats = NDArray[np.float32]
Ends = Literal["sentence", "paragraph", "story"]


@dataclass(frozen=True)
class Row:
    """One clip of the manifest."""

    file: str
    after: Ends
    pause_ms: int
    speech_start: int
    speech_end: int


def make(folder: Path, number: int, format: Literal["mp3", "wav"]) -> list[Row]:
    """Write ``number`` clips and their manifest into ``folder``; return the manifest's rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    write = _write_mp3 if format == "mp3" else _write_wav
    for place, (start, end) in enumerate(write(folder, number)):
        after = _ends(place)
        rows.append(Row(_name(place, format), after, PAUSES_MS[after], start, end))
    listed = {"rate": RATE_HZ, "clips": number, "items": [asdict(row) for row in rows]}
    (folder / "manifest.json").write_text(json.dumps(listed, indent=1), encoding="utf-8")
    return rows


def read_manifest(folder: Path, number: int) -> list[Row]:
    """Return the first ``number`` rows."""
    items = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["items"]
    return [Row(**item) for item in items[:number]]


def _ends(place: int) -> Ends:
    if place % CLIPS_A_STORY == CLIPS_A_STORY - 1:
        return "story"
    return "paragraph" if place % CLIPS_A_PARAGRAPH == CLIPS_A_PARAGRAPH - 1 else "sentence"


def _name(place: int, format: str) -> str:
    return f"{place:05d}.{format}"


def _write_wav(folder: Path, number: int) -> Iterator[tuple[int, int]]:
    for place, (samples, start, end) in enumerate(_sounds(number)):
        with wave.open(str(folder / _name(place, "wav")), "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(RATE_HZ)
            writer.writeframes(samples.tobytes())
        yield start, end


def _write_mp3(folder: Path, number: int) -> Iterator[tuple[int, int]]:
    command = [str(find_ffmpeg()), "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "-", *MP3, "-"]
    bounds: list[tuple[int, int, int]] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        assert encoder.stdout is not None
        feeder = Thread(target=_feed, args=(encoder.stdin, number, bounds))
        feeder.start()
        stream = encoder.stdout.read()
        feeder.join()
    at = 0
    for place, (samples, start, end) in enumerate(bounds):
        size = samples // FRAME_SAMPLES * FRAME_BYTES
        (folder / _name(place, "mp3")).write_bytes(stream[at : at + size])
        at += size
        yield start + CODEC_DELAY, end + CODEC_DELAY


def _feed(pipe: IO[bytes], number: int, bounds: list[tuple[int, int, int]]) -> None:
    with pipe:
        for samples, start, end in _sounds(number):
            pipe.write(samples.tobytes())
            bounds.append((len(samples), start, end))


def _sounds(number: int) -> Iterator[tuple[NDArray[np.int16], int, int]]:
    """Yield each clip's samples, a whole number of frames, and where its speech starts and ends."""
    rng = np.random.default_rng(20260101)
    voices = [[_syllable(rng, pitch_hz) for _ in range(_SYLLABLES)] for pitch_hz in _VOICES_HZ]
    noise = (rng.standard_normal(30 * RATE_HZ) * 10 ** (NOISE_DBFS / 20)).astype(np.float32)
    for place in range(number):
        rng = np.random.default_rng([20260102, place])
        speech = _speech(rng, voices[place % len(voices)])
        start, end = _samples(HEAD_MS), _samples(HEAD_MS) + len(speech)
        length = -(-(end + _samples(TAIL_MS)) // FRAME_SAMPLES) * FRAME_SAMPLES
        first = rng.integers(len(noise) - length)
        sound = noise[first : first + length].copy()
        sound[start:end] += speech
        yield np.rint(sound * 32767).astype("<i2"), start, end


def _speech(rng: np.random.Generator, syllables: list[Floats]) -> Floats:
    """String syllables together until the clip is long enough; it starts and ends with one."""
    wanted = _samples(1000 * float(np.clip(rng.gamma(6.0, MEAN_S / 6.0), SHORTEST_S, LONGEST_S)))
    parts: list[Floats] = []
    length = 0
    while length < wanted:
        if parts and rng.random() < 0.06:
            parts.append(np.zeros(_samples(rng.uniform(100, 250)), np.float32))
            length += len(parts[-1])
        parts.append(syllables[rng.integers(len(syllables))] * np.float32(rng.uniform(0.6, 1.0)))
        length += len(parts[-1])
    speech = np.concatenate(parts)
    speech *= 10 ** ((SPEECH_DBFS + rng.uniform(-3, 3)) / 20) / np.sqrt(np.mean(np.square(speech)))
    limited: Floats = (np.tanh(speech / 0.8) * 0.8).astype(np.float32)
    return limited


def _syllable(rng: np.random.Generator, pitch_hz: float) -> Floats:
    """A burst of noise, then harmonics whose strength follows three resonances, in one of four pitch shapes."""
    burst = np.diff(rng.standard_normal(_samples(rng.uniform(20, 70)) + 1)) * rng.uniform(0.05, 0.15)
    along = np.linspace(0, 1, _samples(rng.uniform(130, 210)))
    shapes = (np.ones_like(along), 0.9 + 0.3 * along, 1 - 0.25 * np.sin(np.pi * along), 1.2 - 0.45 * along)
    pitch = pitch_hz * rng.uniform(0.92, 1.08) * shapes[rng.integers(4)]
    harmonics = np.arange(1, int(_HIGHEST_HZ / pitch.max()))
    near = [
        strength / (1 + ((harmonics * pitch.mean() - formant) / width) ** 2)
        for formant, width, strength in zip(
            _VOWELS_HZ[rng.integers(len(_VOWELS_HZ))], (60, 90, 140), (1.0, 0.5, 0.25), strict=True
        )
    ]
    phase = 2 * np.pi * np.cumsum(pitch) / RATE_HZ
    voiced = (sum(near)[:, None] * np.sin(harmonics[:, None] * phase)).sum(axis=0)
    swell = np.minimum(1, 25 * np.minimum(along + 0.004, 1.004 - along)) * (0.5 + 0.5 * np.sin(np.pi * along))
    return np.concatenate([burst, voiced * swell]).astype(np.float32)


def _samples(ms: float) -> int:
    return int(RATE_HZ * ms) // 1000


def main() -> None:
    """Make the clips that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("number", type=int)
    parser.add_argument("--format", choices=("mp3", "wav"), default="mp3")
    chosen = parser.parse_args()
    make(chosen.folder, chosen.number, chosen.format)


if __name__ == "__main__":
    main()
