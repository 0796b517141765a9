"""Clips become one encoded segment: cut, joined once, levelled, encoded by one ffmpeg process.

A segment is encoded without LAME's bit reservoir, so that its frames depend on nothing outside it: an episode is its
segments end to end, and one corrected sentence costs one segment. Times come from counted samples and frames only.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path
from typing import Protocol

from audiocast.audio import segment
from audiocast.audio.codec import codec_of
from audiocast.audio.decode import Decoded, decode
from audiocast.audio.ffmpeg import run as ffmpeg_run
from audiocast.audio.inspect import find_speech, measure
from audiocast.audio.level import amplify, gains_to, measure_loudness, voice_gains
from audiocast.audio.sound import OUTPUT_RATE_HZ, EncodedSegment, Loudness, Mark, Part, Sound
from audiocast.errors import ClipError, EncodeError
from audiocast.models import ClipFacts, digest

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

CODEC_HEADROOM_DB = 1.0
"""How far the samples' true peaks stay under the decoded ones' limit: enough for every voice that was tried."""

_ATTEMPTS = 6
_MARGIN_DB = 0.1
_LEAST_STEP_DB = 0.5


class Counted(Protocol):
    """What has a length in frames: an encoded segment, or what is remembered of one."""

    @property
    def frames(self) -> int:
        """How many frames it has."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A clip cut to its speech and what is kept around it; ``facts`` are None where nobody asked for them."""

    sound: segment.AudioSegment
    kept_before: int
    speech: int
    facts: ClipFacts | None
    part: Part


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """Pieces at their own level and the silence before each, in samples at ``rate_hz``; it ends with the last piece."""

    pieces: tuple[_Piece, ...]
    gaps: tuple[int, ...]
    speech: tuple[tuple[int, int], ...]
    samples: int
    rate_hz: int


def encode_segment(
    parts: Sequence[Part],
    sound: Sound,
    ffmpeg: Path,
    *,
    gains_db: Mapping[str, float] | None = None,
    low_priority: bool = False,
) -> EncodedSegment:
    """Stitch ``parts`` and encode them as frames that can follow, and be followed by, any other segment's.

    Every pause runs from the end of one part's speech to the start of the next one's. The last one reaches into the
    next segment: what that begins with (codec delay, kept head) is taken off, and the end falls on the nearest frame.

    Args:
        parts: at least one, all at one rate.
        sound: every setting.
        ffmpeg: from `audiocast.audio.ffmpeg.find_ffmpeg`.
        gains_db: for each voice, from `audiocast.audio.level.voice_gains` over the whole story that these parts are
            of; taken from the parts themselves when None.
        low_priority: let other programs go before the encoder.

    Raises:
        ClipError: a clip does not decode, is silent, is not what was measured, or has another rate than those before
            it; it is named by its place, counted from 1.
        EncodeError: there are no parts, or ffmpeg is missing or failed.
    """
    layout = _lay_out(parts, sound, measured=gains_db is None)
    if gains_db is None:
        gains_db = voice_gains(_spoken(layout), sound)
    marks = tuple(
        Mark(_to_output(start, layout.rate_hz, sound), _to_output(end, layout.rate_hz, sound))
        for start, end in layout.speech
    )
    frames = _frames_wanted(layout, marks[-1], parts[-1].pause_after_ms, sound)
    data, loudness = _encode(layout, gains_db, frames, sound, ffmpeg, low_priority=low_priority)
    return EncodedSegment(data, frames, marks, loudness)


def wav_bytes(parts: Sequence[Part], sound: Sound) -> bytes:
    """Return the parts as a WAV file at the engine's rate: stitched and levelled like a segment, no pause at the end.

    Raises:
        ClipError: as `encode_segment`.
        EncodeError: there are no parts.
    """
    layout = _lay_out(parts, sound, measured=True)
    gains_db = gains_to(_spoken(layout), sound.target_lufs, sound)
    row = _render(layout, gains_db, sound.true_peak_dbtp, layout.samples)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(segment.WIDTH_BYTES)
        writer.setframerate(layout.rate_hz)
        writer.writeframes(row.raw_data)
    return buffer.getvalue()


def segment_key(
    clips: Sequence[tuple[str, int, str]],
    gains_db: Mapping[str, float],
    sound: Sound,
    ffmpeg_version: str,
    decoder: str,
) -> str:
    """Return the digest that names what `encode_segment` would return, for the cache of segments.

    Args:
        clips: for each clip the SHA-256 of its bytes, the pause after it and its voice.
        gains_db: for each voice; of those that other segments have, none counts.
        sound: every setting counts.
        ffmpeg_version: from `audiocast.audio.ffmpeg.version`.
        decoder: from `audiocast.audio.decode.decoder_version`.
    """
    return digest(
        "segment/2",
        clips=[(sha256, pause_after_ms, gains_db[voice]) for sha256, pause_after_ms, voice in clips],
        sound=asdict(sound),
        encoder=ffmpeg_version,
        decoder=decoder,
    )


def timeline(segments: Iterable[Counted], sound: Sound) -> tuple[int, ...]:
    """Return the sample at which each segment starts in the episode, then the one at which the last ends."""
    frame = codec_of(sound).frame_samples(sound.rate_hz)
    return tuple(accumulate((one.frames * frame for one in segments), initial=0))


def samples_to_ms(samples: int, rate_hz: int = OUTPUT_RATE_HZ) -> int:
    """Return whole milliseconds, halves up; round a sum of samples, never sum what this returns."""
    return (2000 * samples + rate_hz) // (2 * rate_hz)


def _lay_out(parts: Sequence[Part], sound: Sound, *, measured: bool) -> _Layout:
    """Cut every clip to its speech and what is kept around it, and find its place: pauses run speech to speech."""
    if not parts:
        raise EncodeError("a segment without clips", way_out="every segment needs at least one sentence")
    pieces: list[_Piece] = []
    gaps: list[int] = []
    speech: list[tuple[int, int]] = []
    rates_hz: list[int] = []
    length = missing = 0
    for place, part in enumerate(parts, start=1):
        try:
            piece = _cut(part, sound, measured=measured)
        except ClipError as error:
            raise ClipError(f"clip {place} of a segment is {error.what}", way_out=error.way_out) from error
        rate_hz = piece.sound.frame_rate
        rates_hz.append(rate_hz)
        if rate_hz != rates_hz[0]:
            raise ClipError(
                f"clip {place} of a segment is at {rate_hz} Hz, and those before it are at {rates_hz[0]} Hz",
                way_out="use one engine in an episode",
            )
        if not pieces:
            missing = _ms_to_samples(sound.keep_before_ms, rate_hz)
        pieces.append(piece)
        gaps.append(max(0, missing - piece.kept_before))
        start = length + gaps[-1] + piece.kept_before
        speech.append((start, start + piece.speech))
        length += gaps[-1] + int(piece.sound.frame_count())
        kept_after = length - speech[-1][1]
        missing = _ms_to_samples(part.pause_after_ms, rate_hz) - kept_after
    return _Layout(tuple(pieces), tuple(gaps), tuple(speech), length, pieces[0].sound.frame_rate)


def _cut(part: Part, sound: Sound, *, measured: bool) -> _Piece:
    decoded = decode(part.clip.data, part.clip.format)
    facts, count = part.clip.facts, len(decoded.samples)
    if facts is not None and (facts.samples, facts.rate_hz) != (count, decoded.rate_hz):
        raise ClipError(
            f"a clip of {count} samples at {decoded.rate_hz} Hz that had {facts.samples} at {facts.rate_hz} Hz",
            way_out="audiocast cache verify, then build again",
        )
    if facts is None and measured:
        facts = measure(decoded)
    start, end = (facts.speech_start, facts.speech_end) if facts is not None else _speech(decoded)
    first = max(0, start - _ms_to_samples(sound.keep_before_ms, decoded.rate_hz))
    last = min(count, end + _ms_to_samples(sound.keep_after_ms, decoded.rate_hz))
    whole = segment.wrap(decoded.samples, decoded.rate_hz)
    return _Piece(segment.cut(whole, first, last, sound.fade_ms), start - first, end - start, facts, part)


def _speech(decoded: Decoded) -> tuple[int, int]:
    return find_speech(decoded.samples, decoded.rate_hz)


def _spoken(layout: _Layout) -> list[tuple[str, ClipFacts, int]]:
    return [
        (piece.part.voice, piece.facts, piece.part.pause_after_ms) for piece in layout.pieces if piece.facts is not None
    ]


def _frames_wanted(layout: _Layout, last: Mark, pause_after_ms: int, sound: Sound) -> int:
    """Return the frames after which the next segment's speech comes one pause after ``last``, to the nearest frame."""
    codec = codec_of(sound)
    frame = codec.frame_samples(sound.rate_hz)
    next_starts = codec.delay_samples + _ms_to_samples(sound.keep_before_ms, sound.rate_hz)
    end = last.end_sample + _ms_to_samples(pause_after_ms, sound.rate_hz) - next_starts
    needed = _to_output(layout.samples, layout.rate_hz, sound)
    return max(-(-needed // frame), (2 * end + frame) // (2 * frame))


def _encode(
    layout: _Layout, gains_db: Mapping[str, float], frames: int, sound: Sound, ffmpeg: Path, *, low_priority: bool
) -> tuple[bytes, Loudness]:
    """Level and encode; again in the rare case that the decoded sound passes the true peak.

    The codec adds noise, and at a peak some of it adds up: a few tenths of a decibel on voices, 2 dB on loud hiss. The
    second time the ceiling is lower; from the third on everything is, since noise goes down with what it comes of.
    """
    codec = codec_of(sound)
    output = frames * codec.frame_samples(sound.rate_hz) - codec.delay_samples
    filled = -(-output * layout.rate_hz // sound.rate_hz)
    headroom_db, lowered_db = CODEC_HEADROOM_DB, 0.0
    for attempt in range(_ATTEMPTS):
        lowered = {voice: gain_db - lowered_db for voice, gain_db in gains_db.items()}
        row = _render(layout, lowered, sound.true_peak_dbtp - headroom_db, filled)
        arguments = _arguments(layout.rate_hz, sound)
        encoded = ffmpeg_run(ffmpeg, arguments, stdin=row.raw_data, low_priority=low_priority)
        del row
        data = codec.first_frames(encoded, frames)
        loudness = measure_loudness(codec.decode(data, ffmpeg), sound.rate_hz)
        excess_db = loudness.true_peak_dbtp - sound.true_peak_dbtp
        if excess_db <= 0:
            return data, loudness
        step_db = max(_LEAST_STEP_DB, excess_db + _MARGIN_DB)
        headroom_db += step_db
        lowered_db += step_db if attempt else 0.0
    raise EncodeError(f"a segment whose true peak cannot be held at {sound.true_peak_dbtp} dBTP")


def _render(layout: _Layout, gains_db: Mapping[str, float], ceiling_dbtp: float, samples: int) -> segment.AudioSegment:
    """Return ``samples`` samples: every piece at its voice's level, silence between and behind them."""

    def row() -> Iterator[segment.AudioSegment]:
        for gap, piece in zip(layout.gaps, layout.pieces, strict=True):
            rate_hz = piece.sound.frame_rate
            yield segment.silence(gap, rate_hz)
            levelled = amplify(segment.unwrap(piece.sound), rate_hz, gains_db[piece.part.voice], ceiling_dbtp)
            yield segment.wrap(levelled, rate_hz)
        yield segment.silence(samples - layout.samples, layout.rate_hz)

    return segment.join(row())


def _arguments(rate_hz: int, sound: Sound) -> list[str]:
    """Build the command: raw samples in, bare frames out; nothing in them depends on time, place or version tags."""
    codec = codec_of(sound)
    # Not -ac 2, which turns each channel down by 3 dB.
    both = ("-af", f"aresample={sound.rate_hz},pan=stereo|c0=c0|c1=c0") if sound.channels == 2 else ()
    return [
        *("-v", "error", "-f", "s16le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0"),
        *(*both, "-ar", str(sound.rate_hz), *codec.encoder, "-b:a", f"{sound.bitrate_kbps}k"),
        *("-fflags", "+bitexact", "-flags:a", "+bitexact", "-flush_packets", "0", "-f", codec.bare, "pipe:1"),
    ]


def _to_output(samples: int, rate_hz: int, sound: Sound) -> int:
    """Return where a sample of the engine's lies in the decoded frames."""
    return (2 * samples * sound.rate_hz + rate_hz) // (2 * rate_hz) + codec_of(sound).delay_samples


def _ms_to_samples(ms: int, rate_hz: int) -> int:
    return (2 * ms * rate_hz + 1000) // 2000
