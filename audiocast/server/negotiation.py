"""What a request asks for: a content coding, a range of bytes. Pure."""

from __future__ import annotations

import re

_BYTE_RANGES = re.compile(
    r"bytes=\s*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})(?:\s*,\s*(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18}))*\s*", re.I
)
_BACKWARDS = re.compile(r"([0-9]+)-([0-9]+)")
_CODING = re.compile(r"\s*([!#$%&'*+.^_`|~0-9a-z-]+)\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?", re.I)


def is_byte_ranges(value: str) -> bool:
    """Return whether a Range field's value is in bytes and follows the grammar (RFC 9110, 14.1.1).

    One that does not is to be ignored (14.2).
    """
    return _BYTE_RANGES.fullmatch(value) is not None and all(
        int(first) <= int(last) for first, last in _BACKWARDS.findall(value)
    )


def takes_gzip(accept_encoding: str) -> bool:
    """Return whether gzip is acceptable and wanted at least as much as no coding (RFC 9110, 12.5.3).

    Args:
        accept_encoding: the field's value; empty when there is none, which wants no coding.
    """
    weights: dict[str, float] = {}
    for member in accept_encoding.split(","):
        if found := _CODING.fullmatch(member):
            weights[found[1].lower()] = min(1.0, float(found[2] or 1))
    gzip = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return gzip > 0 and gzip >= weights.get("identity", 0.0)
