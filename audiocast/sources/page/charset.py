"""The bytes of a web page to its text: what the page declares goes before any guess, and proof before both."""

from __future__ import annotations

import re

from audiocast.sources.encoding import Reading, guess, not_text, read, with_newlines

_DECLARED = re.compile(
    rb"""<(?:meta[^>]{0,200}?charset|\?xml[^>]{0,80}?encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE
)
_HEAD_BYTES = 65_536
_CODECS = {
    **dict.fromkeys(
        ("gb2312", "gbk", "gb18030", "gb-2312", "gb_2312-80", "x-gbk", "cp936", "ms936", "euc-cn", "chinese"), "gb18030"
    ),
    **dict.fromkeys(("big5", "big-5", "big5-hkscs", "big5hkscs", "x-x-big5", "cn-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
}
"""Every label of the GB family is read as GB18030, which holds the others. A label of another script is a mistake."""


def decode_page(data: bytes, origin: str, charset: str = "") -> str:
    """Return the text of a page, with newlines as ``\\n``; a damaged character is ``\\ufffd``.

    Bytes that are valid UTF-8 beyond ASCII are UTF-8, whatever they declare. Then count the byte-order mark,
    ``charset``, the page's own declaration, and last what ``guess`` finds likely.

    Args:
        data: the page.
        origin: what error messages call it.
        charset: what the server declared (HTTP Content-Type).

    Raises:
        InputError: the bytes are no text.
    """
    reading = guess(data)
    if b"\x00" not in data and (reading is None or reading.encoding in ("gb18030", "big5hkscs")):
        declared = _declared(data, charset)
        reading = next((one for one in (declared, reading) if one and not one.fault), declared or reading)
    if reading is None:
        raise not_text(origin)
    return with_newlines(reading.text)


def _declared(data: bytes, charset: str) -> Reading | None:
    labels = (charset, *(match.decode() for match in _DECLARED.findall(data[:_HEAD_BYTES])))
    codecs = [codec for label in labels if (codec := _CODECS.get(label.strip().lower()))]
    readings = [read(data, codec) for codec in codecs]
    return min(readings, key=lambda reading: reading.fault is not None, default=None)
