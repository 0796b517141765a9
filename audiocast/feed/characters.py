"""Which characters may stand in XML and in one line of text."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_UNSEEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile("[\t\n ]+")


def visible(text: str) -> str:
    r"""Return ``text`` without control characters, surrogates, non-characters and byte order marks.

    Every line end is ``\n``. What is left is allowed by XML 1.0 (section 2.2, Char) and none of what it only
    discourages is in it. Embeddings, overrides and isolates go too (UAX #9, 2.1 to 2.5): one that is left open
    reorders whatever an app shows after it, and UTR #20 keeps them out of markup. The marks that open nothing,
    LRM and RLM, stay.
    """
    return _OVERRIDES.sub("", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return the visible text on one trimmed line; the ideographic space that parts a headline stays."""
    return _BLANKS.sub(" ", visible(text)).strip()
