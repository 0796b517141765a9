"""The title of a page's article: its headline as the reader sees it, without the site's name behind it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from audiocast.sources.page.blocks import squash

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

_META_TITLES = ("og:title", "articletitle", "twitter:title", "weibo:article:title")
_SITE_NAMES = ("og:site_name", "sitename", "application-name")
_HEADINGS = ("h1", "h2", "h3")
_NO_RANK = 5
_MAX_CHARS, _MIN_CHARS = 120, 4
_MAX_SITE_CHARS = 16
_SITE = re.compile(
    r"(?:[网報报刊台社]|新[闻聞]|频道|頻道|中心|在[线線]|门户|首页|官网|网站|網站|政府|客户端|资讯|头条|电视|广播|融媒体?|发布|观察者|腾讯"
    r"|新浪|搜狐|网易|凤凰|澎湃|百度|百家号|微博|公众号|知乎|要闻|时政|财经|国内|国际|社会|体育|评论|滚动|\.(?:com|cn|net|org))$"
)
"""How a site's name ends, or that of a part of it."""
_LATIN = re.compile(r"[A-Za-z][A-Za-z .]*")
_NAME_ALONE = re.compile(r"\w{0,8}(?:网|網|[日晚早晨时都商][报報]|都市报|青年报|电子版|数字报|公众号|客户端)")
_EDITION = re.compile(r"[报報刊].{0,12}(?:\d{4}\s?[年\-/.]|第?\s?[A-Z]?\d{1,3}\s?版)")
"""The title of an electronic paper's page, which names no article."""
_MARK = re.compile(r"\s*[|｜丨]\s*|\s+[-–—―·•]+\s+|[-–—―]{1,2}")
_HEADLINE_NAME = re.compile(r"(?:^|[-_\s])\w{0,8}(?:title|headline|biaoti)\d?(?:$|[-_\s])", re.IGNORECASE)


def find_title(root: HtmlElement, page: HtmlElement, before: Sequence[HtmlElement]) -> str:
    """Return the title of a page's article, empty when it has none.

    A first-level heading that the page's own title or ``og:title`` confirms comes first, then the only such heading
    that is no link (a logo is one), then ``og:title``, then ``<title>``, then the nearest above the article of
    the highest headings there are, or of what is named like a headline.

    Args:
        root: the whole tree.
        page: what a reader sees of it.
        before: the visible elements above the article's text, in order.
    """
    sites = [*_metas(root, _SITE_NAMES)]
    claims = [without_site(claim, sites) for claim in (*_metas(root, _META_TITLES), *_titles(root))]
    claims = [claim for claim in claims if not _is_site(claim, sites) and not _EDITION.search(claim)]
    headings = [text for heading in page.iter("h1") if (text := _headline(heading)) and not _is_site(text, sites)]
    for heading in headings:
        if any(_agree(heading, claim) for claim in claims):
            return heading
    if len(headings) == 1:
        return headings[0]
    if claims:
        return claims[0]
    others = [
        (_rank(element), text) for element in before if (text := _headline(element)) and not _is_site(text, sites)
    ]
    best = min((rank for rank, _ in others), default=_NO_RANK)
    return next((text for rank, text in reversed(others) if rank == best < _NO_RANK), "")


def without_site(title: str, sites: Sequence[str] = ()) -> str:
    """Return a page's title without what names its site: ``" - 新华网"``, ``"_腾讯新闻"``, ``"|中国日报"``.

    Args:
        title: what ``<title>`` or ``og:title`` holds.
        sites: names that the page itself gives its site.
    """
    title = _tidy(title)
    if len(head := title.split("_")[0].strip()) >= _MIN_CHARS:  # no headline holds one
        title = head
    while marks := list(_MARK.finditer(title)):
        mark = marks[-1]
        head, tail = title[: mark.start()].strip(), title[mark.end() :].strip()
        if len(head) < _MIN_CHARS or not _names_site(tail, mark.group(), head, sites):
            break
        title = head
    return title


def _names_site(tail: str, mark: str, head: str, sites: Sequence[str]) -> bool:
    """Whether what stands behind a mark is a site's name; a bare hyphen and ``|`` also stand in headlines."""
    if not tail or squash(tail) in map(squash, sites):
        return True
    if len(tail) > _MAX_SITE_CHARS:
        return False
    sign = mark.strip()
    if sign in "|｜丨":  # 两会观察|代表热议…: the shorter part is the name
        is_name = sign != mark or _SITE.search(tail) is not None or _LATIN.fullmatch(tail) is not None
        return is_name and len(tail) < len(head)
    return sign != mark or _SITE.search(tail) is not None


def _is_site(text: str, sites: Sequence[str]) -> bool:
    return squash(text) in map(squash, sites) or _NAME_ALONE.fullmatch(text) is not None


def _agree(heading: str, claim: str) -> bool:
    one, other = squash(heading), squash(claim).rstrip("….")
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _MIN_CHARS and longer.startswith(shorter)


def _rank(element: HtmlElement) -> int:
    """How high a headline is marked, 1 the highest."""
    if element.tag in _HEADINGS:
        return _HEADINGS.index(element.tag) + 1
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _NO_RANK - 1 if _HEADLINE_NAME.search(names) else _NO_RANK


def _headline(element: HtmlElement) -> str:
    """The text of an element as a headline; nothing when it is a link, empty or too long for one."""
    text = _tidy(" ".join(element.text_content().split()))
    linked = sum(len(squash(link.text_content())) for link in element.iter("a"))
    is_link = linked > len(squash(text)) / 2 or next(element.iterancestors("a"), None) is not None
    return text if _MIN_CHARS <= len(text) <= _MAX_CHARS and not is_link else ""


def _metas(root: HtmlElement, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        for meta in root.iter("meta"):
            own = (meta.get("property") or meta.get("name") or "").replace(" ", "").lower()
            if own == name and (content := _tidy(meta.get("content") or "")):
                yield content


def _titles(root: HtmlElement) -> Iterator[str]:
    for title in root.xpath("//head//title | /html/title"):
        if text := _tidy(title.text_content()):
            yield text


def _tidy(text: str) -> str:
    return html.unescape(" ".join(text.split()))
