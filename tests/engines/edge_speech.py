"""Sound in the service's own format for any text: whole MP3 frames from a bank that ffmpeg fills once a process."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from functools import cache

import imageio_ffmpeg
import numpy as np

RATE_HZ = 24_000
FRAME_BYTES = 144
FRAME_SAMPLES = 576
BYTES_PER_S = 6000
HEAD_FRAMES = 4
TAIL_FRAMES = 13
TAIL_S = TAIL_FRAMES * FRAME_BYTES / BYTES_PER_S
SYLLABLE_FRAMES = 9
"""0.216 s: 4.6 characters a second."""
MARK_FRAMES = 5
SYLLABLES = 64
SILENT_LEAD_FRAMES = 12
CODEC_DELAY = 1105
"""LAME's 576 samples and a decoder's 529: with it a syllable begins where a frame does."""


@dataclass(frozen=True)
class Bank:
    syllables: tuple[bytes, ...]
    silent_frame: bytes


def speech(text: str, salt: str = "") -> bytes:
    """Return 0.1 s of silence, a beep for each character, a pause for each mark, and 0.3 s of silence.

    No two pairs of text and salt give the same bytes: their digest is in the last frame, where decoders do not look.
    Text without a letter, a Han character or a digit gives nothing, as the service does.
    """
    if not any(character.isalnum() for character in text):
        return b""
    frames = bank()
    pause = frames.silent_frame * MARK_FRAMES
    said = (frames.syllables[ord(one) % SYLLABLES] if one.isalnum() else pause for one in text)
    return frames.silent_frame * HEAD_FRAMES + b"".join(said) + _tail(text, salt)


def silence(text: str) -> bytes:
    """Return sound as long as ``text`` would take, with nothing in it."""
    frames = len(speech(text)) // FRAME_BYTES - TAIL_FRAMES
    return bank().silent_frame * frames + _tail(text, "silence")


def boundary(text: str, size_bytes: int) -> str:
    """Return the metadata message that marks where the one sentence begins and ends, in ticks of 100 ns."""
    start_s = 0.1
    end_s = size_bytes / BYTES_PER_S - TAIL_S
    data = {
        "Offset": round(start_s * 1e7),
        "Duration": round((end_s - start_s) * 1e7),
        "text": {"Text": text, "Length": len(text), "BoundaryType": "SentenceBoundary"},
    }
    return json.dumps({"Metadata": [{"Type": "SentenceBoundary", "Data": data}]})


def _tail(text: str, salt: str) -> bytes:
    digest = hashlib.sha256(f"{salt}\n{text}".encode()).digest()
    tail = bank().silent_frame * TAIL_FRAMES
    return tail[: -len(digest)] + digest


@cache
def bank() -> Bank:
    """Encode every syllable in one run; without a bit reservoir each frame stands alone."""
    samples = SYLLABLE_FRAMES * FRAME_SAMPLES
    time_s = np.arange(samples) / RATE_HZ
    swell = 0.2 * np.sin(np.pi * np.arange(samples) / samples)
    lead = np.zeros(SILENT_LEAD_FRAMES * FRAME_SAMPLES - CODEC_DELAY % FRAME_SAMPLES)
    beeps = [swell * np.sin(2 * np.pi * (200 + 25 * number) * time_s) for number in range(SYLLABLES)]
    pcm = (np.concatenate([lead, *beeps, np.zeros(4 * FRAME_SAMPLES)]) * 32767).astype("<i2").tobytes()
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "s16le", "-ar", str(RATE_HZ), "-ac", "1"),
        *("-i", "pipe:0", "-c:a", "libmp3lame", "-b:a", "48k", "-reservoir", "0", "-write_xing", "0"),
        *("-id3v2_version", "0", "-f", "mp3", "pipe:1"),
    ]
    mp3 = subprocess.run(command, input=pcm, capture_output=True, check=True).stdout
    assert len(mp3) % FRAME_BYTES == 0
    first = SILENT_LEAD_FRAMES + CODEC_DELAY // FRAME_SAMPLES
    size = SYLLABLE_FRAMES * FRAME_BYTES
    starts = range(first * FRAME_BYTES, first * FRAME_BYTES + SYLLABLES * size, size)
    silent = 5 * FRAME_BYTES
    return Bank(tuple(mp3[start : start + size] for start in starts), mp3[silent : silent + FRAME_BYTES])
