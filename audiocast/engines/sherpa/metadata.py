"""What a model file says about itself, read without loading it.

sherpa-onnx keeps the sample rate, the speakers and the kind of model as ``metadata_props`` of the ONNX file: field 14
of the outermost message (ONNX IR, ``onnx.proto3``), after a graph of many megabytes that is skipped by its length.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

_METADATA_PROPS = 14
_VARINT, _EIGHT_BYTES, _LENGTH, _FOUR_BYTES = 0, 1, 2, 5


def read_metadata(model: Path) -> Mapping[str, str]:
    """Return the key and value pairs of an ONNX file.

    Raises:
        ValueError: it is no ONNX file, or breaks off.
        OSError: it cannot be read.
    """
    found: dict[str, str] = {}
    with model.open("rb") as file:
        size = model.stat().st_size
        for number, wire in _tags(file):
            length = _skip(file, wire, size)
            if number == _METADATA_PROPS and wire == _LENGTH:
                start = file.tell()
                key, value = _pair(file, start + length)
                found[key] = value
                file.seek(start + length)
            else:
                file.seek(length, 1)
    return found


def _pair(file: BinaryIO, end: int) -> tuple[str, str]:
    """Return the key (field 1) and value (field 2) of one ``StringStringEntryProto``."""
    fields = {1: "", 2: ""}
    while file.tell() < end:
        tag = _varint(file)
        length = _skip(file, tag & 7, end)
        fields[tag >> 3] = file.read(length).decode("utf-8", "replace")
    return fields[1], fields[2]


def _tags(file: BinaryIO) -> Iterator[tuple[int, int]]:
    while True:
        tag = _varint(file, at_end=0)
        if not tag:
            return
        yield tag >> 3, tag & 7


def _skip(file: BinaryIO, wire: int, end: int) -> int:
    """Return how many bytes the value of a field takes; a varint is read at once and takes none."""
    if wire == _VARINT:
        _varint(file)
        return 0
    length = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}[wire] if wire in (_EIGHT_BYTES, _FOUR_BYTES) else _length(file, wire)
    if file.tell() + length > end:
        raise ValueError("it breaks off")
    return length


def _length(file: BinaryIO, wire: int) -> int:
    if wire != _LENGTH:
        raise ValueError("it is no ONNX file")
    return _varint(file)


def _varint(file: BinaryIO, at_end: int | None = None) -> int:
    """Return the next number, seven bits a byte, lowest first; ``at_end`` is what the end of the file counts as."""
    value = shift = 0
    while True:
        byte = file.read(1)
        if not byte and at_end is not None and not shift:
            return at_end
        if not byte or shift > 63:
            raise ValueError("it is no ONNX file" if byte else "it breaks off")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
        shift += 7
