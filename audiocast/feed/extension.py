"""The door through which elements that feedgen does not know come into the feed, as feedgen extensions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.util import xml_elem
from lxml.etree import CDATA  # type: ignore[import-untyped]

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name with a prefix of ``NAMESPACES``, its text, and the attributes that are not empty."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


class ChannelExtension(BaseExtension):  # type: ignore[misc]
    """What the channel says beyond feedgen; set the attributes, feedgen calls the rest."""

    elements: tuple[Element, ...] = ()
    description_html: str = ""
    dated: bool = True
    """Whether ``lastBuildDate`` is kept: feedgen stamps the wall clock when no date was given."""

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes for the root element."""
        used = {element.name.partition(":")[0] for element in self.elements} | {"podcast", "itunes"}
        return {prefix: uri for prefix, uri in NAMESPACES.items() if prefix in used}

    def extend_rss(self, feed: Any) -> Any:
        """Add the elements to the channel of ``feed``, the ``rss`` element."""
        channel = feed.find("channel")
        channel.find("description").text = CDATA(self.description_html)
        if not self.dated:
            channel.remove(channel.find("lastBuildDate"))
        _add(channel, self.elements)
        return feed


class ItemExtension(BaseEntryExtension):  # type: ignore[misc]
    """What an item says beyond feedgen; set the attributes, feedgen calls the rest."""

    elements: tuple[Element, ...] = ()
    notes_html: str = ""

    def extend_rss(self, item: Any) -> Any:
        """Add the elements to ``item``."""
        item.find("description").text = CDATA(self.notes_html)
        _add(item, self.elements)
        return item


def _add(parent: Any, elements: tuple[Element, ...]) -> None:
    for element in elements:
        prefix, _, name = element.name.partition(":")
        kept = {key: value for key, value in element.attributes.items() if value}
        xml_elem(f"{{{NAMESPACES[prefix]}}}{name}", parent, **kept).text = element.text or None
