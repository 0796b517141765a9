"""Clips become one encoded segment: cut, joined once, levelled, encoded by one ffmpeg process.

A segment is encoded without LAME's bit reservoir, so that its frames depend on nothing outside it: an episode is its
segments end to end, and one corrected sentence costs one segment. Times come from counted samples and frames only.
"""

from __future__ import annotations

import hashlib
import io
import math
import wave
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

from audiocast.audio import segment
from audiocast.audio.decode import Samples, decode, to_wave
from audiocast.audio.ffmpeg import run as ffmpeg_run
from audiocast.audio.inspect import find_speech
from audiocast.audio.level import level
from audiocast.audio.mp3 import count_frames, frame_samples, read_header
from audiocast.audio.peak import SILENCE, true_peak
from audiocast.audio.sound import OUTPUT_RATE_HZ, EncodedSegment, Mark, Part, Sound
from audiocast.errors import ClipError, EncodeError
from audiocast.models import digest

__all__ = [
    "EncodedSegment",
    "Mark",
    "Part",
    "Sound",
    "encode_segment",
    "samples_to_ms",
    "segment_key",
    "timeline",
    "wav_bytes",
]

CODEC_DELAY_SAMPLES = 1105
"""LAME's encoder delay (576) and a decoder's (529): sound lies that much later in the frames, at the output rate."""

LAME_GAIN_DB = -0.4
"""LAME turns speech at 48 to 128 kbit/s down by that much; measured on the decoded file, see docs/audio.md."""

CODEC_HEADROOM_DB = 1.0
"""How far the samples' true peaks stay under the decoded ones' limit: enough for every voice that was tried."""

_ATTEMPTS = 4
_MARGIN_DB = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class _Joined:
    """All parts in one row of samples that ends with the last part's kept tail, and where each part's speech lies."""

    samples: Samples
    rate_hz: int
    speech: tuple[tuple[int, int], ...]


def encode_segment(parts: Sequence[Part], sound: Sound, ffmpeg: Path) -> EncodedSegment:
    """Stitch ``parts`` and encode them as MP3 frames that can follow, and be followed by, any other segment's.

    Every pause runs from the end of one part's speech to the start of the next one's. The last one reaches into the
    next segment: what that begins with (codec delay, kept head) is taken off, and the end falls on the nearest frame.

    Raises:
        ClipError: a clip does not decode or is silent; it is named by its place, counted from 1.
        EncodeError: there are no parts, they differ in rate, or ffmpeg is missing or failed.
    """
    joined = _join(parts, sound)
    marks = tuple(
        Mark(_to_output(start, joined.rate_hz, sound), _to_output(end, joined.rate_hz, sound))
        for start, end in joined.speech
    )
    frames = _frames_wanted(joined, marks[-1], parts[-1].pause_after_ms, sound)
    data = _encode(joined, frames, sound, ffmpeg)
    return EncodedSegment(data, frames, marks)


def wav_bytes(parts: Sequence[Part], sound: Sound) -> bytes:
    """Return the parts as a WAV file at the engine's rate: stitched and levelled like a segment, no pause at the end.

    Raises:
        ClipError: a clip does not decode or is silent.
        EncodeError: there are no parts, or they differ in rate.
    """
    joined = _join(parts, sound)
    levelled = level(joined.samples, joined.rate_hz, sound.target_lufs, sound.true_peak_dbtp)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(segment.WIDTH_BYTES)
        writer.setframerate(joined.rate_hz)
        writer.writeframes(levelled.astype("<i2", copy=False).tobytes())
    return buffer.getvalue()


def segment_key(parts: Sequence[Part], sound: Sound, ffmpeg_version: str, decoder: str) -> str:
    """Return the digest that names what `encode_segment` would return, for the cache of segments.

    Args:
        parts: only their clips' bytes and pauses count, not their facts.
        sound: every setting counts.
        ffmpeg_version: from `audiocast.audio.ffmpeg.version`.
        decoder: from `audiocast.audio.decode.decoder_version`.
    """
    return digest(
        "segment/1",
        clips=[(part.clip.format, hashlib.sha256(part.clip.data).hexdigest(), part.pause_after_ms) for part in parts],
        sound=asdict(sound),
        encoder=ffmpeg_version,
        decoder=decoder,
    )


def timeline(segments: Iterable[EncodedSegment], rate_hz: int = OUTPUT_RATE_HZ) -> tuple[int, ...]:
    """Return the sample at which each segment starts in the episode, then the one at which the last ends."""
    return tuple(accumulate((one.frames * frame_samples(rate_hz) for one in segments), initial=0))


def samples_to_ms(samples: int, rate_hz: int = OUTPUT_RATE_HZ) -> int:
    """Return whole milliseconds, halves up; round a sum of samples, never sum what this returns."""
    return (2000 * samples + rate_hz) // (2 * rate_hz)


def _join(parts: Sequence[Part], sound: Sound) -> _Joined:
    """Cut every clip to its speech and what is kept around it, and lay out pauses measured speech to speech."""
    row: list[segment.AudioSegment] = []
    speech: list[tuple[int, int]] = []
    length = missing = 0
    for place, part in enumerate(parts, start=1):
        piece, head, spoken = _cut(part, place, sound)
        rate_hz = piece.frame_rate
        if not row:
            missing = _ms_to_samples(sound.keep_before_ms, rate_hz)
        inserted = max(0, missing - head)
        row += [segment.silence(inserted, rate_hz), piece]
        start = length + inserted + head
        speech.append((start, start + spoken))
        length += inserted + int(piece.frame_count())
        tail = length - (start + spoken)
        missing = _ms_to_samples(part.pause_after_ms, rate_hz) - tail
    joined = segment.join(row)
    return _Joined(segment.unwrap(joined), joined.frame_rate, tuple(speech))


def _cut(part: Part, place: int, sound: Sound) -> tuple[segment.AudioSegment, int, int]:
    """Return the clip cut to size, the samples kept before its speech, and the samples of speech."""
    try:
        decoded = decode(part.clip.data, part.clip.format)
        start, end = find_speech(decoded.samples, decoded.rate_hz)
    except ClipError as error:
        raise ClipError(f"clip {place} of a segment is {error.what}", way_out=error.way_out) from error
    first = max(0, start - _ms_to_samples(sound.keep_before_ms, decoded.rate_hz))
    last = min(len(decoded.samples), end + _ms_to_samples(sound.keep_after_ms, decoded.rate_hz))
    whole = segment.wrap(decoded.samples, decoded.rate_hz)
    return segment.cut(whole, first, last, sound.fade_ms), start - first, end - start


def _frames_wanted(joined: _Joined, last: Mark, pause_after_ms: int, sound: Sound) -> int:
    """Return the frames after which the next segment's speech comes one pause after ``last``, to the nearest frame."""
    frame = frame_samples(sound.rate_hz)
    next_starts = CODEC_DELAY_SAMPLES + _ms_to_samples(sound.keep_before_ms, sound.rate_hz)
    end = last.end_sample + _ms_to_samples(pause_after_ms, sound.rate_hz) - next_starts
    needed = _to_output(len(joined.samples), joined.rate_hz, sound)
    return max(-(-needed // frame), (2 * end + frame) // (2 * frame))


def _encode(joined: _Joined, frames: int, sound: Sound, ffmpeg: Path) -> bytes:
    """Level and encode; again with a lower ceiling in the rare case that the decoded sound passes the true peak.

    The codec adds noise, and at a peak some of it adds up: a few tenths of a decibel on voices, 2 dB on loud hiss.
    """
    filled = -(-(frames * frame_samples(sound.rate_hz) - CODEC_DELAY_SAMPLES) * joined.rate_hz // sound.rate_hz)
    headroom_db = CODEC_HEADROOM_DB
    for _ in range(_ATTEMPTS):
        ceiling_dbtp = sound.true_peak_dbtp - headroom_db
        levelled = level(joined.samples, joined.rate_hz, sound.target_lufs - LAME_GAIN_DB, ceiling_dbtp)
        tail = segment.silence(filled - len(levelled), joined.rate_hz)
        row = segment.join([segment.wrap(levelled, joined.rate_hz), tail])
        encoded = ffmpeg_run(ffmpeg, _arguments(joined.rate_hz, sound), stdin=row.raw_data)
        data = _first_frames(encoded, frames)
        excess_db = _decoded_peak_dbtp(data) - sound.true_peak_dbtp
        if excess_db <= 0:
            return data
        headroom_db += excess_db + _MARGIN_DB
    raise EncodeError(f"a segment whose true peak cannot be held at {sound.true_peak_dbtp} dBTP")


def _decoded_peak_dbtp(data: bytes) -> float:
    decoded = decode(data, "mp3")
    return 20 * math.log10(max(true_peak(to_wave(decoded.samples), decoded.rate_hz), SILENCE))


def _first_frames(encoded: bytes, frames: int) -> bytes:
    """Cut what the encoder added after the last wanted frame: silence, in frames that nothing depends on."""
    found = count_frames(encoded)
    if found < frames:
        raise EncodeError(f"ffmpeg wrote {found} of {frames} frames")
    return encoded[: frames * read_header(encoded).size_bytes]


def _arguments(rate_hz: int, sound: Sound) -> list[str]:
    """Build the command: raw samples in, bare frames out; nothing in them depends on time, place or version tags."""
    return [
        *("-v", "error", "-f", "s16le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0"),
        *("-ar", str(sound.rate_hz), "-c:a", "libmp3lame", "-b:a", f"{sound.bitrate_kbps}k"),
        *("-reservoir", "0", "-compression_level", "5", "-write_xing", "0", "-id3v2_version", "0"),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-f", "mp3", "pipe:1"),
    ]


def _to_output(samples: int, rate_hz: int, sound: Sound) -> int:
    """Return where a sample of the engine's lies in the decoded frames."""
    return (2 * samples * sound.rate_hz + rate_hz) // (2 * rate_hz) + CODEC_DELAY_SAMPLES


def _ms_to_samples(ms: int, rate_hz: int) -> int:
    return (2 * ms * rate_hz + 1000) // 2000
