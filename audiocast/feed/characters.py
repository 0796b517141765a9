"""Which characters may stand in XML and in one line of text."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNSEEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile("[\t\n ]+")


def visible(text: str) -> str:
    r"""Return ``text`` without control characters, surrogates, non-characters and byte order marks.

    Every line end is ``\n``. What is left is allowed by XML 1.0 (section 2.2, Char) and none of what it only
    discourages is in it.
    """
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def one_line(text: str) -> str:
    """Return the visible text on one trimmed line; the ideographic space that parts a headline stays."""
    return _BLANKS.sub(" ", visible(text)).strip()
