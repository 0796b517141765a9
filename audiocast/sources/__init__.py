"""Where articles come from: bytes or a folder in, text out. ``clean`` (in ``text``) sees text only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from audiocast.sources.encoding import decode
from audiocast.sources.page import PageArticle, extract

__all__ = ["PageArticle", "RawArticle", "decode", "extract"]


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as a source delivers it: text that is decoded but not cleaned.

    ``date`` is a day, or a moment with or without an offset; None when the source knows none.
    """

    id: str
    text: str
    title: str = ""
    description: str = ""
    date: date | datetime | None = None
    guid: str = ""
    url: str = ""
    origin: str = ""
    """What error messages call it: the path or address it came from."""
