"""What a feed names under the show's address: audio, pictures, transcripts, chapters, pages, archives. Pure."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from audiocast.errors import FeedError

_BY_ATTRIBUTE = {"enclosure": "url", "image": "href", "transcript": "url", "chapters": "url"}
_BY_TEXT = ("link", "url")
_HOME_PAGE = "index.html"
_ELSEWHERE = "hub"


def named_by(data: bytes, base: str, origin: str) -> frozenset[str]:
    """Return the paths under public/ whose addresses a feed of ours gives.

    Args:
        data: the document.
        base: the address of public/, in ASCII, with a slash at its end.
        origin: what errors call it.

    Raises:
        FeedError: it is no XML.
    """
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise FeedError(f"{origin} is no XML ({error})", way_out="build the show again") from error
    addresses = (_address(element) for element in root.iter())
    return frozenset(path_under(base, one) or _HOME_PAGE for one in addresses if one.startswith(base))


def path_under(base: str, address: str) -> str:
    """Return the path that an address under ``base`` leads to."""
    return unquote(urlsplit(address.removeprefix(base)).path)


def _address(element: ElementTree.Element) -> str:
    kind = element.tag.rpartition("}")[2]
    if kind == "link" and "href" in element.attrib:
        return "" if element.get("rel") == _ELSEWHERE else element.attrib["href"].strip()
    if kind in _BY_TEXT:
        return (element.text or "").strip()
    return element.get(_BY_ATTRIBUTE.get(kind, ""), "").strip()
