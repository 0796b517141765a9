"""Where articles come from: bytes or a folder in, text out. ``clean`` (in ``text``) sees text only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from audiocast.models import EpisodeKind, Place
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
    section: str = ""
    """The newspaper's section (要闻) that all of it belongs to."""
    season: int | None = None
    number: int | None = None
    kind: EpisodeKind = "full"
    block: bool = False
    explicit: bool | None = None
    image: str = ""
    """A picture for the episode, from the show's folder."""
    place: Place | None = None
    rights: str = ""
    origin: str = ""
    """What error messages call it: the path or address it came from."""
