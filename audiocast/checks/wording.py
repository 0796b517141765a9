"""What may stand in titles, descriptions, URLs, dates and fixed values; channel and items have them alike. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

from audiocast.checks.document import Node, urls
from audiocast.checks.rules import Finding, found

TITLE_CHARS = 255
DESCRIPTION_BYTES = 4000
ALLOWED_TAGS = ("p", "ol", "ul", "li", "a", "b", "i", "strong", "em")
"""Apple's and PSP-1's list for descriptions."""

DATE_EXAMPLE = "write Tue, 24 Nov 2026 06:00:00 +0800"

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)([^>]*)>|<!")
_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}")
_ABSOLUTE = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)
_REFERENCE = re.compile(r"""href\s*=\s*["']?([^"'\s>]*)""", re.IGNORECASE)
_VALUES = {
    "itunes:type": ("episodic", "serial"),
    "itunes:episodeType": ("full", "trailer", "bonus"),
    "itunes:block": ("Yes",),
    "itunes:complete": ("Yes",),
    "podcast:locked": ("yes", "no"),
}


def check_wording(node: Node) -> Iterator[Finding]:
    """Yield what is wrong with title, description, URLs and fixed values of a channel or an item."""
    for name in ("title", "itunes:title"):
        title = node.text(name) or ""
        if len(title) > TITLE_CHARS:
            yield found(
                "title-length", node.where, f"{name} has {len(title)} characters", f"at most {TITLE_CHARS}; shorten it"
            )
    for name, text in _descriptions(node):
        size = len(text.encode())
        if name != "content:encoded" and size > DESCRIPTION_BYTES:
            yield found(
                "description-length", node.where, f"{name} has {size} bytes", f"at most {DESCRIPTION_BYTES}; shorten it"
            )
    seen: set[str] = set()
    for name, text in _descriptions(node):
        if text not in seen and (fault := html_fault(text)):
            yield found("description-html", node.where, f"{name} {fault}", f"allowed: {', '.join(ALLOWED_TAGS)}")
        seen.add(text)
    for name, url in urls(node):
        if fault := url_fault(url):
            yield found("url-form", node.where, f"{name} {url!r} {fault}", "write an absolute http(s) URL in ASCII")
    yield from _check_values(node)


def html_fault(markup: str) -> str:
    """Return what is wrong with the HTML of a description, empty when nothing is."""
    open_tags: list[str] = []
    for closes, written, rest in _TAG.findall(markup):
        tag = written.lower()
        if tag not in ALLOWED_TAGS:
            return f"holds <{written}>" if written else "holds a comment or a declaration"
        if not closes:
            reference = _REFERENCE.search(rest)
            if reference and urlsplit(reference[1]).scheme not in ("http", "https", "mailto"):
                return f"links to {reference[1]!r}"
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            return f"closes <{written}> where it is not open"
    return f"does not close <{open_tags[-1]}>" if open_tags else ""


def url_fault(url: str) -> str:
    """Return what is wrong with an absolute URL, empty when nothing is."""
    if not url.isascii():
        return "is not ASCII"
    if re.search(r"\s", url):
        return "holds a space"
    return "" if _ABSOLUTE.match(url) else "is not absolute http(s)"


def read_date(text: str) -> datetime | None:
    """Return an RFC 2822 date that has an offset, its day of the week right; None for what is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    return date if format_datetime(date)[:3] == text[:3] else None


def _descriptions(node: Node) -> Iterator[tuple[str, str]]:
    for name in ("description", "itunes:summary", "content:encoded"):
        if text := node.text(name):
            yield name, text


def _check_values(node: Node) -> Iterator[Finding]:
    explicit = node.text("itunes:explicit")
    if explicit is not None and explicit not in ("true", "false"):
        yield found("explicit-form", node.where, f"itunes:explicit is {explicit!r}", "write true or false")
    for name, values in _VALUES.items():
        value = node.text(name)
        if value is not None and value not in values:
            yield found("fixed-values", node.where, f"{name} is {value!r}", f"write {' or '.join(values)}")
