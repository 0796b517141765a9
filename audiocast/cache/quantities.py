"""Sizes and spans of time as people write them: ``5G``, ``60d``."""

from __future__ import annotations

import re

from audiocast.errors import UsageError

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_BYTES = {"B": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


def parse_span_s(text: str) -> int:
    """Return the seconds that a whole number with its unit stands for.

    Raises:
        UsageError: it is something else.
    """
    match = re.fullmatch(r"([0-9]{1,9})\s*([smhdw])", text.strip())
    if not match:
        raise UsageError(f"{text!r} is no span of time", way_out="write a number and s, m, h, d or w, such as 60d")
    return int(match[1]) * _SECONDS[match[2]]


def parse_size_bytes(text: str) -> int:
    """Return the bytes that a number with its unit stands for; K is 1024 bytes, M is 1024 K; 0 needs no unit.

    Raises:
        UsageError: it is something else.
    """
    if text.strip() == "0":
        return 0
    match = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)\s*(?:([KMGT])(?:i?B)?|B)", text.strip(), re.IGNORECASE)
    if not match:
        raise UsageError(f"{text!r} is no size", way_out="write a number and B, K, M, G or T, such as 5G")
    return int(float(match[1]) * _BYTES[(match[2] or "B").upper()])


def size(size_bytes: int) -> str:
    """Return a size for reading: at most one digit behind the point, in the largest unit that it fills."""
    for unit in ("T", "G", "M", "K"):
        if size_bytes >= _BYTES[unit]:
            return f"{size_bytes / _BYTES[unit]:.1f} {unit}B"
    return f"{size_bytes} B"


def count(number: int, noun: str) -> str:
    """Return a number with its noun, ``1,234 entries``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
