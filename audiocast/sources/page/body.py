"""Which part of a page is the article: readability's choice, jusText's where that finds next to nothing."""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiocast.sources.page.blocks import Block, squash
from audiocast.sources.page.tree import not_installed

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

ENOUGH_CHARS = 120
"""When readability finds less, jusText is asked as well (docs/text.md has the measurements)."""
_PLACE = "place"
_KEPT_ATTRIBUTES = frozenset(("class", "id", "href", "itemprop", "role"))
_MAIN_SHARE = 0.75
_NOISE = re.compile(
    "comments?|pinglun|shar(?:es?|ing)|bdshare|bdsharebuttonbox|jiathis|socialshare|relate[ds]?|recommend(?:s|ed|ation)?"
    "|tuijian|xiangguan|breadcrumbs?|crumbs?|sidebar|hotnews|ranking|paihang|advert|advertisement|guanggao|pagination",
    re.IGNORECASE,
)
_NAME_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, slots=True)
class Body:
    """Where the article is, by the places of elements in the page's order."""

    within: frozenset[int]
    """Everything in the containers of the article, and what an extractor chose beside them."""
    noise: frozenset[int]
    """Comments, share bars and the like, by their names."""

    def holds(self, block: Block) -> bool:
        """Return whether the block is part of the article: nothing in its container is left out but links and noise."""
        return not self.drops(block) and not block.elements.isdisjoint(self.within)

    def drops(self, block: Block) -> bool:
        """Return whether the block is no part of an article, wherever it stands."""
        return block.is_navigation or not block.elements.isdisjoint(self.noise)


def find_body(elements: Sequence[HtmlElement], blocks: Sequence[Block], origin: str) -> Body:
    """Return where the article of a page is.

    Raises:
        ConfigError: the extra ``html`` is not installed.
    """
    sizes = _subtree_sizes(elements)
    chosen = _by_readability(elements, origin)
    if sum(chosen.values()) < ENOUGH_CHARS:
        other = _by_justext(elements, origin)
        if sum(other.values()) > sum(chosen.values()):
            chosen = other
    prose = sorted({min(block.elements) for block in blocks if block.is_prose})
    if not prose:
        return Body(frozenset(), frozenset())
    if chosen.keys().isdisjoint(prose):  # a page so short that no extractor sees prose in it
        chosen = dict.fromkeys(prose, 1)
    roots = sorted(_with_parallels(_container(elements, chosen), elements, sizes, prose))
    within = chosen.keys() | {place for root in roots for place in range(root, root + sizes[root])}
    noise: set[int] = set()
    for place, element in enumerate(elements):
        own = range(place, place + sizes[place])
        if _is_noise(element) and not _any_in(roots, own):
            noise.update(own)
    return Body(frozenset(within), frozenset(noise))


def _by_readability(elements: Sequence[HtmlElement], origin: str) -> dict[int, int]:
    """Characters that readability chooses, by the element that they stand in."""
    try:
        from lxml.html import HTMLParser, document_fromstring
        from readability import Document  # type: ignore[import-untyped]
        from readability.readability import Unparseable  # type: ignore[import-untyped]
    except ImportError as error:
        raise not_installed(origin, error) from error
    with _quiet("readability.readability"):
        try:
            summary = Document(_marked_copy(elements)).summary()
        except Unparseable:
            return {}
    chosen: Counter[int] = Counter()
    root = document_fromstring(summary.encode(), parser=HTMLParser(encoding="utf-8", huge_tree=True))
    for element in root.iter():
        _credit(chosen, element.text, element)
        _credit(chosen, element.tail, element.getparent())
    return dict(chosen)


def _by_justext(elements: Sequence[HtmlElement], origin: str) -> dict[int, int]:
    """Characters that jusText calls good, by the element that they stand in; lengths instead of stop words."""
    try:
        from justext import core  # type: ignore[import-untyped]
    except ImportError as error:
        raise not_installed(origin, error) from error
    paragraphs = core.ParagraphMaker.make_paragraphs(elements[0])
    core.classify_paragraphs(paragraphs, frozenset(), length_low=20, length_high=60, stopwords_low=0, stopwords_high=0)
    core.revise_paragraph_classification(paragraphs)
    places = {element: place for place, element in enumerate(elements)}
    tree = elements[0].getroottree()
    chosen: Counter[int] = Counter()
    for paragraph in paragraphs:
        if not paragraph.is_boilerplate:
            element = tree.xpath(paragraph.xpath)[0]
            chosen[places[element.getparent() if element.tag == "br" else element]] += len(squash(paragraph.text))
    return dict(chosen)


def _marked_copy(elements: Sequence[HtmlElement]) -> HtmlElement:
    """A copy for readability: each element bears its place; commas are ASCII, which it counts to know prose."""
    root = deepcopy(elements[0])
    for place, element in enumerate(root.iter()):
        for name in set(element.attrib) - _KEPT_ATTRIBUTES:
            del element.attrib[name]
        element.set(_PLACE, str(place))
        element.text = element.text and element.text.replace("，", ",")
        element.tail = element.tail and element.tail.replace("，", ",")
    return root


def _credit(chosen: Counter[int], text: str | None, element: HtmlElement | None) -> None:
    size = len(squash(text or ""))
    while size and element is not None:
        place = element.get(_PLACE)
        if place is not None:
            chosen[int(place)] += size
            return
        element = element.getparent()


def _container(elements: Sequence[HtmlElement], chosen: Mapping[int, int]) -> int:
    """The smallest element that holds most of what was chosen."""
    places = {element: place for place, element in enumerate(elements)}
    held = Counter(chosen)
    for place in range(len(elements) - 1, 0, -1):
        held[places[elements[place].getparent()]] += held[place]
    least = _MAIN_SHARE * held[0]
    return max(place for place in range(len(elements)) if held[place] >= least)


def _with_parallels(
    container: int, elements: Sequence[HtmlElement], sizes: Sequence[int], prose: Sequence[int]
) -> list[int]:
    """The container, and what beside it or around it is set like it and holds sentences: sections, paragraphs."""
    places = {element: place for place, element in enumerate(elements)}
    roots = [container]
    element = elements[container]
    while (parent := element.getparent()) is not None and element.tag != "body":
        for sibling in parent:
            place = places[sibling]
            has_prose = _any_in(prose, range(place, place + sizes[place]))
            if sibling is not element and has_prose and _are_alike(element, sibling) and not _is_noise(sibling):
                roots.append(place)
        element = parent
    return roots


def _any_in(places: Sequence[int], wanted: range) -> bool:
    at = bisect_left(places, wanted.start)
    return at < len(places) and places[at] in wanted


def _are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    """Whether two neighbours are set alike: tag and class; a ``div`` without a class says too little."""
    if one.tag != other.tag:
        return False
    if one.tag in ("p", "section", "blockquote"):
        return True
    return bool(one.get("class")) and one.get("class") == other.get("class")


def _is_noise(element: HtmlElement) -> bool:
    if element.tag in ("footer", "aside"):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(_NOISE.fullmatch(part) for part in _NAME_PART.findall(names))


def _subtree_sizes(elements: Sequence[HtmlElement]) -> list[int]:
    places = {element: place for place, element in enumerate(elements)}
    sizes = [1] * len(elements)
    for place in range(len(elements) - 1, 0, -1):
        sizes[places[elements[place].getparent()]] += sizes[place]
    return sizes


@contextmanager
def _quiet(name: str) -> Iterator[None]:
    """Keep a library's own report of a page that it cannot read off the terminal."""
    logger = logging.getLogger(name)
    disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = disabled
