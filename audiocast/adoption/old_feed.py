"""The feed to be taken over, read from its address or a file, with its older pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from audiocast.errors import InputError
from audiocast.feed import FeedContent, FeedItem, read_feed

if TYPE_CHECKING:
    import httpx

MOST_PAGES = 500
MOST_BYTES = 64_000_000
"""Of one page; the largest feeds in use have some 20 MB."""
PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class OldFeed:
    """A feed with the items of all its pages, each once, and what the producer should know about reading it."""

    title: str
    guid: str
    items: tuple[FeedItem, ...]
    pages: int
    remarks: tuple[str, ...] = ()


def read_old_feed(source: str) -> OldFeed:
    """Read a feed and, at an address, the older pages that it names (RFC 5005: prev-archive, next).

    Args:
        source: an http(s) address, or the path of a file.

    Raises:
        InputError: it cannot be fetched or read, or is no feed.
    """
    if is_address(source):
        return _fetched(source)
    try:
        data = Path(source).expanduser().read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"{source} cannot be read", way_out=f"give the feed's http(s) address or a file ({reason})"
        ) from error
    content = _read(data, source)
    remarks = (f"older items are at {content.next_page}: adopt that too",) if content.next_page else ()
    return OldFeed(content.title, content.guid, _each_once(content.items), 1, remarks)


def is_address(source: str) -> bool:
    """Whether a feed is asked for by http(s), not read from a file."""
    return source.lower().startswith(("http://", "https://"))


def _fetched(source: str) -> OldFeed:
    import httpx

    pages: list[FeedContent] = []
    remarks: tuple[str, ...] = ()
    asked: set[str] = set()
    url = source
    with httpx.Client(follow_redirects=True, timeout=PATIENCE_S, headers={"User-Agent": "audiocast"}) as client:
        while is_address(url) and url not in asked:
            if len(pages) == MOST_PAGES:
                remarks = (f"only {MOST_PAGES} pages were read; the next is {url}",)
                break
            asked.add(url)
            try:
                data, address = _get(client, url)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                reason = str(error) or type(error).__name__
                raise InputError(f"{url} cannot be fetched", way_out=reason) from error
            asked.add(address)
            pages.append(_read(data, url))
            url = urljoin(address, pages[-1].next_page) if pages[-1].next_page else ""
    items = _each_once(item for page in pages for item in page.items)
    return OldFeed(pages[0].title, pages[0].guid, items, len(pages), remarks)


def _get(client: httpx.Client, url: str) -> tuple[bytes, str]:
    """Return what stands at an address, and the address at which it was in the end."""
    with client.stream("GET", url) as answer:
        if answer.status_code >= 400:
            raise InputError(
                f"{url} answers {answer.status_code} {answer.reason_phrase}", way_out="check the feed's address"
            )
        data = bytearray()
        for part in answer.iter_bytes():
            data += part
            if len(data) > MOST_BYTES:
                raise InputError(f"{url} is longer than {MOST_BYTES // 1_000_000} MB", way_out="is it a feed?")
        return bytes(data), str(answer.url)


def _read(data: bytes, origin: str) -> FeedContent:
    if not data.strip():
        raise InputError(f"{origin} is empty", way_out="give the address of the RSS file")
    return read_feed(data, origin)


def _each_once(items: Iterable[FeedItem]) -> tuple[FeedItem, ...]:
    """Return the items without repetitions: a page may begin with what the page before it ended with."""
    return tuple({(item.guid, item.url, item.title, item.pub_date): item for item in items}.values())
