"""The one place that imports pydub: samples become an `AudioSegment`, are cut, faded, joined and handed back.

pydub never decodes, resamples or encodes here: its decoding starts two processes a clip and its resampling is linear
interpolation. What it does well is to carry samples together with their rate, width and channels.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable

import numpy as np

from audiocast.audio.decode import Samples
from audiocast.errors import EncodeError

with warnings.catch_warnings():
    # It warns that no ffmpeg is on the PATH (we never let it look for one), and Python that audioop is on its way out.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment as AudioSegment

WIDTH_BYTES = 2


def wrap(samples: Samples, rate_hz: int) -> AudioSegment:
    """Return mono 16-bit samples as an AudioSegment."""
    raw = samples.astype("<i2", copy=False).tobytes()
    return AudioSegment(data=raw, sample_width=WIDTH_BYTES, frame_rate=rate_hz, channels=1)


def unwrap(segment: AudioSegment) -> Samples:
    """Return the samples of a mono 16-bit AudioSegment."""
    return np.frombuffer(segment.raw_data, dtype="<i2").astype(np.int16, copy=False)


def silence(samples: int, rate_hz: int) -> AudioSegment:
    """Return digital silence of exactly that many samples."""
    return wrap(np.zeros(samples, np.int16), rate_hz)


def cut(segment: AudioSegment, start: int, end: int, fade_ms: int) -> AudioSegment:
    """Return samples ``start`` to ``end``, faded in and out in straight lines so that neither cut clicks."""
    kept = unwrap(segment.get_sample_slice(start, end)).copy()
    fade = min(segment.frame_rate * fade_ms // 1000, len(kept) // 2)
    ramp = np.arange(fade, dtype=np.float32) / max(1, fade)
    kept[:fade] = np.rint(kept[:fade] * ramp)
    kept[len(kept) - fade :] = np.rint(kept[len(kept) - fade :] * ramp[::-1])
    return wrap(kept, segment.frame_rate)


def join(segments: Iterable[AudioSegment]) -> AudioSegment:
    """Join segments once, end to end; the cost is linear in their length, and only the join is held.

    Raises:
        EncodeError: there are none, or they differ in rate, width or channels.
    """
    shapes = set()
    data = io.BytesIO()
    for one in segments:
        shapes.add((one.frame_rate, one.sample_width, one.channels))
        data.write(one.raw_data)
    if not shapes:
        raise EncodeError("a segment without clips", way_out="every segment needs at least one sentence")
    if len(shapes) > 1:
        named = " and ".join(
            f"{rate} Hz, {8 * width} bit, {channels} channel" for rate, width, channels in sorted(shapes)
        )
        raise EncodeError(f"clips of different kinds in one segment ({named})", way_out="use one engine in an episode")
    rate_hz, width, channels = shapes.pop()
    return AudioSegment(data=data.getvalue(), sample_width=width, frame_rate=rate_hz, channels=channels)
