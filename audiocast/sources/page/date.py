"""When a page's article appeared, by what the page itself says; a date that cannot be one is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from audiocast.sources.dates import parse_moment
from audiocast.sources.page.blocks import Block

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_IN_SCRIPT = (
    re.compile(r"""["'](?:datePublished|pubDate|publishedAt)["']\s*:\s*["']([^"']{8,40})["']"""),
    re.compile(
        r"""\b(?:pub(?:lish)?(?:ed)?_?(?:time|date)|ct|create_?time)["']?\s*[:=]\s*["']?([\d][\d\-/T: .+Z]{7,30})""",
        re.IGNORECASE,
    ),
)
_META_DATES = (
    *("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "publishdate"),
    *("pubdate", "publish-date", "publish_date", "publishtime", "publish_time", "publishedtime", "published_time"),
    *("weibo:article:create_at", "firstpublishedtime", "releasedate", "dc.date.issued", "dcterms.issued"),
    *("dcterms.created", "dc.date.created", "dc.date", "date"),
)
_NEAR_BLOCKS = 12
_MAX_LINE_CHARS = 80


def find_date(
    root: HtmlElement, blocks: Sequence[Block], headline: int | None, first: int, addresses: Sequence[str]
) -> date | datetime | None:
    """Return the article's day or moment: as data, by the title, in scripts, in the URL.

    Args:
        root: the whole tree.
        blocks: what a reader sees, top to bottom.
        headline: where the title stands in ``blocks``; None when it does not.
        first: where the article's text begins in ``blocks``.
        addresses: what is known of where the page came from.
    """
    start = max(0, first - _NEAR_BLOCKS) if headline is None else headline
    below = blocks[start : first + 3]
    above = blocks[max(0, start - _NEAR_BLOCKS) : start][::-1]
    candidates = (*_in_data(root), *_lines(below), *_in_scripts(root), *_lines(above), *addresses)
    return next((moment for value in candidates if (moment := parse_moment(value)) is not None), None)


def _in_data(root: HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _IN_SCRIPT[0].findall(script.text or "")
    metas = [
        (_plain(meta.get("property") or meta.get("name") or meta.get("itemprop") or ""), meta.get("content") or "")
        for meta in root.iter("meta")
    ]
    for name in _META_DATES:
        yield from (content for own, content in metas if own == name)
    for element in root.xpath("//time[@datetime or @pubdate] | //*[@itemprop='datePublished']"):
        yield element.get("datetime") or element.get("content") or element.text_content()


def _in_scripts(root: HtmlElement) -> Iterator[str]:
    for script in root.iter("script"):
        yield from _IN_SCRIPT[1].findall(script.text or "")


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    """What is no paragraph: a sentence may name any other day."""
    for block in blocks:
        if len(block.text) <= _MAX_LINE_CHARS and not block.text.endswith(("。", "！", "？")):
            yield block.text


def _plain(name: str) -> str:
    return name.replace(" ", "").lower()
