"""MPEG audio frames: how long one is, how many there are, and whether each stands on its own (ISO 11172-3, 13818-3)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audiocast.errors import EncodeError

_KBPS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBPS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES_HZ = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_LAYER_3 = 1
_HEADER_BYTES = 4
_ID3_BYTES = 10
_INFO_WITHIN_BYTES = 64
_HAS_FRAME_COUNT = 1
_FIXED_MASK = np.array([0xFF, 0xFF, 0xFF, 0xCF], np.uint8)
"""All of a header but how this one frame codes its two channels together."""
_WHOLE_FRAMES = "encode at 48 or 24 kHz and a bitrate of 8 kbit/s steps, where every frame has one size"


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """What the four bytes before every frame say; ``size_bytes`` counts them too."""

    rate_hz: int
    bitrate_kbps: int
    size_bytes: int


def frame_samples(rate_hz: int) -> int:
    """Return the samples in one Layer III frame: 1,152, or 576 at the lower rates of MPEG-2."""
    return 1152 if rate_hz in _RATES_HZ[3] else 576


def read_header(frame: bytes) -> FrameHeader:
    """Read the header of the Layer III frame that ``frame`` starts with.

    Raises:
        EncodeError: it starts with something else.
    """
    word = int.from_bytes(frame[:_HEADER_BYTES], "big")
    version, layer = word >> 19 & 3, word >> 17 & 3
    kbps_index, rate_index, padding = word >> 12 & 15, word >> 10 & 3, word >> 9 & 1
    if word >> 21 != 0x7FF or version == 1 or layer != _LAYER_3 or kbps_index in (0, 15) or rate_index == 3:
        raise EncodeError("a segment that does not start with an MP3 frame")
    rate_hz = _RATES_HZ[version][rate_index]
    kbps = (_KBPS_MPEG1 if version == 3 else _KBPS_MPEG2)[kbps_index]
    return FrameHeader(rate_hz, kbps, frame_samples(rate_hz) // 8 * kbps * 1000 // rate_hz + padding)


def count_frames(data: bytes) -> int:
    """Return the number of frames in constant-bitrate MP3 without tags, and make sure that they can be joined.

    Raises:
        EncodeError: frames differ in size or header, the last is cut short, or one draws on the bits of the frame
            before it (LAME's reservoir), so that it would break where segments meet.
    """
    header = read_header(data)
    if len(data) % header.size_bytes:
        raise EncodeError("an MP3 segment that ends inside a frame", way_out=_WHOLE_FRAMES)
    frames = np.frombuffer(data, np.uint8).reshape(-1, header.size_bytes)
    kinds = frames[:, :_HEADER_BYTES] & _FIXED_MASK
    if (kinds != kinds[0]).any():
        raise EncodeError("an MP3 segment whose frames differ", way_out=_WHOLE_FRAMES)
    side_info = _HEADER_BYTES if frames[0, 1] & 1 else _HEADER_BYTES + 2
    borrowed = frames[:, side_info].any()
    if frame_samples(header.rate_hz) == 1152:
        borrowed = borrowed or (frames[:, side_info + 1] >> 7).any()
    if borrowed:
        raise EncodeError(
            "an MP3 segment made with a bit reservoir", way_out="this ffmpeg ignores -reservoir 0; use another"
        )
    return len(frames)


def first_frames(data: bytes, frames: int) -> bytes:
    """Return the first ``frames`` frames of constant-bitrate MP3 without tags.

    Raises:
        EncodeError: there are fewer.
    """
    found = count_frames(data)
    if found < frames:
        raise EncodeError(f"ffmpeg wrote {found} of {frames} frames")
    return data[: frames * read_header(data).size_bytes]


def ends_whole(data: bytes) -> bool:
    """Return whether the last frame of an MP3 clip is all there, whatever tags stand around its frames."""
    start = 0
    if data[:3] == b"ID3" and len(data) > _ID3_BYTES:
        start = _ID3_BYTES + _seven_bit(data[6:10])
    try:
        size = read_header(data[start : start + _HEADER_BYTES]).size_bytes
        if (len(data) - start) % size == 0 and data[-size : _HEADER_BYTES - size] == data[
            start : start + _HEADER_BYTES
        ]:
            return True  # Frames of one size, the last one in its place: no need to walk.
        while start < len(data):
            start += read_header(data[start : start + _HEADER_BYTES]).size_bytes
    except EncodeError:
        return True  # A tag or padding behind the frames.
    return start == len(data)


def read_info_frames(path: Path) -> int:
    """Return the frame count that the Info header of a finished constant-bitrate file holds.

    Raises:
        EncodeError: there is no such header behind the ID3v2 tag.
    """
    with path.open("rb") as file:
        tag = file.read(_ID3_BYTES)
        if tag[:3] == b"ID3":
            file.seek(_ID3_BYTES + _seven_bit(tag[6:10]))
        else:
            file.seek(0)
        frame = file.read(_INFO_WITHIN_BYTES)
    name = frame.find(b"Info")
    counted = name >= 0 and int.from_bytes(frame[name + 4 : name + 8], "big") & _HAS_FRAME_COUNT
    if not counted:
        raise EncodeError(f"{path.name} has no Info header", way_out="use another ffmpeg")
    return int.from_bytes(frame[name + 8 : name + 12], "big")


def _seven_bit(digits: bytes) -> int:
    """Read an ID3v2 size, which has seven bits a byte."""
    size = 0
    for digit in digits:
        size = size << 7 | digit
    return size
