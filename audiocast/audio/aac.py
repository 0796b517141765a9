"""AAC frames with ADTS headers, and the count of them in a finished M4A (ISO 14496-3, 14496-12)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from audiocast.errors import EncodeError

FRAME_SAMPLES = 1024
"""AAC-LC has as many at every rate."""

_HEADER_BYTES = 7
_BOX_BYTES = 8
_FIXED_MASK = (0xFF, 0xF6, 0xFD, 0xC0)
"""Sync word, layer, profile, rate and channels: the bits that every frame of a segment shares."""


def count_frames(data: bytes) -> int:
    """Return the number of frames.

    Raises:
        EncodeError: there are none, they differ in kind, or the last is cut short.
    """
    return sum(1 for _ in _ends(data))


def first_frames(data: bytes, frames: int) -> bytes:
    """Return the first ``frames`` frames.

    Raises:
        EncodeError: there are fewer.
    """
    ends = list(islice(_ends(data), frames))
    if len(ends) < frames:
        raise EncodeError(f"ffmpeg wrote {len(ends)} of {frames} frames")
    return data[: ends[-1]]


def _ends(data: bytes) -> Iterator[int]:
    """Yield where each frame ends."""
    kind, at = _kind(data[:4]), 0
    while at < len(data):
        if _kind(data[at : at + 4]) != kind:
            raise EncodeError("an AAC segment whose frames differ")
        size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5 if at + 6 < len(data) else 0
        if size < _HEADER_BYTES or at + size > len(data):
            raise EncodeError("an AAC segment that ends inside a frame")
        at += size
        yield at


def _kind(header: bytes) -> tuple[int, ...]:
    kind = tuple(byte & mask for byte, mask in zip(header, _FIXED_MASK, strict=False))
    if kind[:2] != (0xFF, 0xF0):
        raise EncodeError("a segment that does not start with an AAC frame")
    return kind


def read_sample_count(path: Path) -> int:
    """Return how many frames the sound track of a finished M4A says it has.

    Raises:
        EncodeError: the index is not in front of the sound, or names no sound track.
    """
    with path.open("rb") as file:
        moov = b""
        while head := file.read(_BOX_BYTES):
            size, name = int.from_bytes(head[:4], "big"), head[4:8]
            if name in (b"moov", b"mdat") or size < _BOX_BYTES:
                moov = file.read(size - _BOX_BYTES) if name == b"moov" else b""
                break
            file.seek(size - _BOX_BYTES, 1)
    for track in _boxes(moov, b"trak"):
        for media in _boxes(track, b"mdia"):
            if any(handler[8:12] == b"soun" for handler in _boxes(media, b"hdlr")):
                tables = (table for info in _boxes(media, b"minf") for table in _boxes(info, b"stbl"))
                return next(int.from_bytes(sizes[8:12], "big") for table in tables for sizes in _boxes(table, b"stsz"))
    raise EncodeError(f"{path.name} has no index of its sound in front", way_out="use another ffmpeg")


def _boxes(data: bytes, wanted: bytes) -> Iterator[bytes]:
    """Yield what is inside each box of that name."""
    at = 0
    while at + _BOX_BYTES <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if size < _BOX_BYTES:
            return
        if data[at + 4 : at + 8] == wanted:
            yield data[at + _BOX_BYTES : at + size]
        at += size
