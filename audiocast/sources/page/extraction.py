"""A web page to the text of its article, for ``text.clean``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from audiocast.errors import InputError
from audiocast.sources.dates import find_moment
from audiocast.sources.page.blocks import Block, read_blocks, squash
from audiocast.sources.page.body import Body, find_body
from audiocast.sources.page.charset import decode_page
from audiocast.sources.page.date import find_date
from audiocast.sources.page.text import write
from audiocast.sources.page.title import find_title
from audiocast.sources.page.tree import no_article, parse, visible

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_STAMP = re.compile(r"[\d\s\-/:：.,（）()|·年月日时時分秒更新发布發佈間间于於星期周週一二三四五六日上下午GMT+]{8,60}")
_ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class PageArticle:
    """The article of a web page: text that is extracted but not cleaned, and what the page says about it.

    ``text`` begins with ``# title``; ``date`` is a day, or a moment with or without an offset; None when unknown.
    """

    text: str
    title: str = ""
    date: date | datetime | None = None
    url: str = ""


def extract(page: str | bytes, *, charset: str = "", url: str = "", origin: str = "the page") -> PageArticle:
    """Return the article of a web page; rules and measurements stand in docs/text.md.

    Args:
        page: HTML, as bytes or decoded.
        charset: what the server declared for the bytes, if anything.
        url: where the page came from, if known.
        origin: what error messages call it.

    Raises:
        InputError: it is not text, holds no article, or the article has a damaged character; ConfigError: the extra
            ``html`` is not installed.
    """
    root = parse(decode_page(page, origin, charset) if isinstance(page, bytes) else page, origin)
    seen = visible(root)
    elements = list(seen.iter())
    blocks = read_blocks(elements)
    body = find_body(elements, blocks, origin)
    held = [at for at, block in enumerate(blocks) if body.holds(block)]
    first = next((at for at in held if blocks[at].is_prose), None)
    if first is None:
        raise no_article(origin)
    title = find_title(root, seen, elements[: min(blocks[first].elements)])
    headline = next((at for at in range(first, -1, -1) if squash(blocks[at].text) == squash(title)), None)
    if headline is not None:
        held = _with_subtitles(held, headline, first, blocks, body)
    text = write([blocks[at] for at in held if at > first or not _is_time_stamp(blocks[at])], title)
    _require_undamaged(text, origin)
    addresses = [address for address in (url, *_addresses(root)) if address]
    return PageArticle(
        text=text,
        title=title,
        date=find_date(root, blocks, headline, first, addresses),
        url=next(iter(addresses), ""),
    )


def _with_subtitles(held: Sequence[int], headline: int, first: int, blocks: Sequence[Block], body: Body) -> list[int]:
    """Headings between headline and text belong to the article; above the headline only prose does."""
    below = (at for at in range(headline + 1, first) if blocks[at].kind == "heading" and not body.drops(blocks[at]))
    return sorted({*below, *(at for at in held if at > headline or blocks[at].is_prose)})


def _is_time_stamp(block: Block) -> bool:
    """Whether a line above the text is nothing but the time, which is kept as the article's date."""
    return _STAMP.fullmatch(block.text) is not None and find_moment(block.text) is not None


def _addresses(root: HtmlElement) -> list[str]:
    found = root.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return [str(address) for address in found if _ADDRESS.fullmatch(address.strip())]


def _require_undamaged(text: str, origin: str) -> None:
    at = text.find("\ufffd")
    if at >= 0:
        around = text[max(0, at - 10) : at + 10].split("\n")
        raise InputError(
            f"{origin} has a damaged character in its article: {' '.join(around)}",
            way_out="write there what was meant, and save the page as UTF-8",
        )
