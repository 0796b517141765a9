"""The elements that feedgen does not know, as feedgen extensions: Podcasting 2.0, and what it gets wrong for Apple.

Sources: the podcast namespace (podcastindex.org/namespace/1.0), Apple's feed requirements (support/823), PSP-1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem
from lxml.etree import CDATA  # type: ignore[import-untyped]

_PODCAST = "https://podcastindex.org/namespace/1.0"
_ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"


@dataclass(frozen=True, slots=True)
class Transcript:
    """One file with the text of an episode."""

    url: str
    mime: str


class ChannelExtension(BaseExtension):  # type: ignore[misc]
    """What the channel says beyond feedgen; set the attributes, feedgen calls the rest."""

    guid: str = ""
    explicit: bool = False
    locked: bool = True
    owner_email: str = ""
    ai_content: bool = False
    description_html: str = ""
    dated: bool = True
    """Whether ``lastBuildDate`` is kept: feedgen stamps the wall clock when no date was given."""

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes for the root element."""
        return {"podcast": _PODCAST, "itunes": _ITUNES}

    def extend_rss(self, feed: Any) -> Any:
        """Add the elements to the channel of ``feed``, the ``rss`` element."""
        channel = feed.find("channel")
        _set_cdata(channel, self.description_html)
        if not self.dated:
            channel.remove(channel.find("lastBuildDate"))
        _explicit(channel, self.explicit)
        _podcast(channel, "guid", self.guid)
        _podcast(channel, "locked", "yes" if self.locked else "no", **_owner(self.owner_email))
        _podcast(channel, "medium", "podcast")
        if self.ai_content:
            _ai_content(channel)
        return feed


class ItemExtension(BaseEntryExtension):  # type: ignore[misc]
    """What an item says beyond feedgen; set the attributes, feedgen calls the rest."""

    explicit: bool = False
    ai_content: bool = False
    notes_html: str = ""
    chapters_url: str = ""
    language: str = ""
    transcripts: tuple[Transcript, ...] = ()

    def extend_rss(self, item: Any) -> Any:
        """Add the elements to ``item``."""
        _set_cdata(item, self.notes_html)
        _explicit(item, self.explicit)
        for transcript in self.transcripts:
            _podcast(
                item, "transcript", url=transcript.url, type=transcript.mime, language=self.language, rel="captions"
            )
        if self.chapters_url:
            _podcast(item, "chapters", url=self.chapters_url, type="application/json+chapters")
        if self.ai_content:
            _ai_content(item)
        return item


def _podcast(parent: Any, name: str, text: str = "", **attributes: str) -> None:
    element = xml_elem(f"{{{_PODCAST}}}{name}", parent, **attributes)
    element.text = text or None


def _owner(email: str) -> dict[str, str]:
    return {"owner": email} if email else {}


def _ai_content(parent: Any) -> None:
    _podcast(parent, "txt", "true", purpose="ai-content")


def _explicit(parent: Any, explicit: bool) -> None:
    xml_elem(f"{{{_ITUNES}}}explicit", parent).text = "true" if explicit else "false"


def _set_cdata(parent: Any, markup: str) -> None:
    parent.find("description").text = CDATA(markup)
