"""A feed of ours as the rules look at it: the parsed document, its channel and its items.

The standard library's parser is enough: what is read here was written by `audiocast.feed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

NAMESPACES = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
_PAGE = re.compile(r"(?:^|/)episodes/([^/]+)\.html$")
_LINKS = re.compile(r"(?:^|[}])(?:link|url|docs|new-feed-url)$")
_ADDRESSES = ("href", "url", "img")


@dataclass(frozen=True, slots=True)
class Node:
    """An element and how findings call it."""

    element: ElementTree.Element
    where: str

    def all(self, name: str) -> list[ElementTree.Element]:
        """Return the children of that name, such as ``itunes:image``."""
        return self.element.findall(_qualified(name))

    def text(self, name: str) -> str | None:
        """Return the text of the first child of that name, None where there is none."""
        return self.element.findtext(_qualified(name))

    def attribute(self, name: str, key: str) -> str:
        """Return an attribute of the first child of that name, empty where there is none."""
        child = self.element.find(_qualified(name))
        return "" if child is None else child.get(key, "")

    def says(self, name: str) -> bool:
        """Whether there is such a child with text in it."""
        return bool((self.text(name) or "").strip())


@dataclass(frozen=True, slots=True)
class Document:
    """One feed document. ``name`` is its name in public/."""

    name: str
    channel: Node
    items: tuple[Node, ...]

    @property
    def is_archive(self) -> bool:
        """Whether it is an archive document (RFC 5005, section 4): what is older than another feed holds."""
        return bool(self.channel.all("fh:archive"))

    def links(self, rel: str) -> list[str]:
        """Return where the channel's atom:links of a relation lead."""
        return [link.get("href", "") for link in self.channel.all("atom:link") if link.get("rel") == rel]


def read_document(data: bytes, name: str) -> Document:
    """Parse a feed.

    Raises:
        ValueError: it is not well-formed, not UTF-8 or not RSS with one channel; the message says which.
    """
    try:
        data.decode("utf-8")
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, UnicodeDecodeError) as error:
        raise ValueError(f"it is not XML in UTF-8 ({error})") from error
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        raise ValueError("it is not RSS 2.0 with one channel")
    items = channels[0].findall("item")
    return Document(
        name, Node(channels[0], name), tuple(Node(item, f"{name} {_name(item, at)}") for at, item in enumerate(items))
    )


def urls(node: Node) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every URL in an element; of a channel without those of its items."""
    for child in node.element:
        if child.tag == "item":
            continue
        for element in child.iter():
            short = element.tag.rpartition("}")[2]
            for key in _ADDRESSES:
                if key in element.attrib:
                    yield f"{short} {key}", element.attrib[key]
            if _LINKS.search(element.tag) and element.text and element.text.strip():
                yield short, element.text


def page_id(link: str) -> str:
    """Return the id of the episode whose page a link leads to, empty where it leads elsewhere."""
    page = _PAGE.search(urlsplit(link.strip()).path)
    return unquote(page[1]) if page else ""


@cache
def _qualified(name: str) -> str:
    """Return a name with its prefix in full: looking prefixes up on every call takes half of the time."""
    prefix, _, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if prefix else name


def _name(item: ElementTree.Element, at: int) -> str:
    """Return what an item is called: the episode's id where its page gives it away, else its title or its place."""
    if page := page_id(item.findtext("link") or ""):
        return page
    return " ".join((item.findtext("title") or "").split()) or f"item {at + 1}"
