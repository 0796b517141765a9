"""What must hold of a feed's items, each alone and all together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from audiocast.checks.channel import says_synthetic
from audiocast.checks.document import Document, Node
from audiocast.checks.rules import Finding, found
from audiocast.checks.wording import DATE_EXAMPLE, check_wording, read_date
from audiocast.models import Show

MEDIA_TYPES = {".mp3": ("audio/mpeg",), ".m4a": ("audio/x-m4a", "audio/mp4", "audio/m4a")}
"""Which types an audio file may have, by suffix (Apple, support/823; PSP-1)."""
TRANSCRIPT_TYPES = (
    "text/vtt",
    "application/x-subrip",
    "application/srt",
    "application/json",
    "text/html",
    "text/plain",
)
CHAPTERS_TYPE = "application/json+chapters"

_RECOMMENDED = ("link", "description", "pubDate", "itunes:duration")
_NUMBERED = re.compile(r"(?:(?:EP?\.?\s*|#)\d+|第\d+[期集])\s*[:：|｜—·-]", re.IGNORECASE)
_JOINTS = r"[\s:：|｜—·－-]"


def check_items(document: Document, show: Show, now: datetime | None) -> Iterator[Finding]:
    """Yield what is wrong with the items of a feed, each alone; without ``now`` no date is in the future."""
    names = tuple(dict.fromkeys(filter(None, (document.channel.text("title"), show.title))))
    for item in document.items:
        yield from _check_enclosure(item)
        missing = [name for name in _RECOMMENDED if not item.says(name)]
        if missing:
            yield found("item-recommended", item.where, f"no {', '.join(missing)}", "build the show again")
        if not item.says("guid"):
            yield found("guid-present", item.where, "no guid", "build the show again")
        yield from _check_title(item, names)
        yield from _check_date(item, now)
        yield from _check_numbers(item, is_serial=document.channel.text("itunes:type") == "serial")
        yield from _check_tags(item)
        yield from check_wording(item)
        if show.ai_content and not says_synthetic(item):
            yield found("ai-text", item.where, "no podcast:txt purpose=ai-content", "build the show again")


def check_each_once(document: Document) -> Iterator[Finding]:
    """Yield what two items of a feed may not share, and what stands out of order."""
    guids: dict[str, str] = {}
    addresses: dict[str, str] = {}
    newer: datetime | None = None
    for item in document.items:
        guid, url = item.text("guid") or "", item.attribute("enclosure", "url")
        if guid and guids.setdefault(guid, item.where) != item.where:
            way_out = f"{guids[guid]} has it too: remove guid from one article's front matter"
            yield found("guid-unique", item.where, f"guid {guid} is not its own", way_out)
        if url and addresses.setdefault(url, item.where) != item.where:
            way_out = f"{addresses[url]} has it too: apps ignore the second"
            yield found("enclosure-unique", item.where, f"enclosure {url} is not its own", way_out)
        date = read_date(item.text("pubDate") or "")
        if date and newer and date > newer:
            yield found("date-order", item.where, "it stands after an older episode", "build the show again")
        newer = date or newer


def type_fault(name: str, mime: str) -> str:
    """Return what is wrong with the type of an audio file, empty when nothing is."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in MEDIA_TYPES:
        return f"suffix {suffix!r} is not {' or '.join(MEDIA_TYPES)}"
    return "" if mime in MEDIA_TYPES[suffix] else f"type {mime!r} is not {MEDIA_TYPES[suffix][0]!r}"


def _check_enclosure(item: Node) -> Iterator[Finding]:
    url, length = item.attribute("enclosure", "url"), item.attribute("enclosure", "length")
    mime = item.attribute("enclosure", "type")
    missing = [] if item.says("title") else ["title"]
    missing += [] if url else ["enclosure url"]
    missing += [] if mime else ["enclosure type"]
    missing += [] if length.isascii() and length.isdigit() and int(length) else ["enclosure length above 0"]
    if missing:
        yield found("item-required", item.where, f"no {', '.join(missing)}", "build the show again")
    if url and mime and (fault := type_fault(urlsplit(url).path, mime)):
        yield found("enclosure-type", item.where, fault, "build the episode again")


def _check_title(item: Node, names: tuple[str, ...]) -> Iterator[Finding]:
    title = (item.text("title") or "").strip()
    for name in names:
        written = re.escape(name.strip())
        if re.search(rf"^{written}(?:{_JOINTS}|$)|{_JOINTS}{written}$", title):
            yield found("title-show-name", item.where, f"the title holds the show's name {name!r}", "leave it out")
            break
    if _NUMBERED.match(title):
        way_out = "write episode: N into the front matter instead"
        yield found("title-show-name", item.where, f"the title {title!r} starts with a number", way_out)


def _check_date(item: Node, now: datetime | None) -> Iterator[Finding]:
    text = item.text("pubDate")
    if not text:
        return
    date = read_date(text)
    if date is None:
        yield found("date-form", item.where, f"pubDate is {text!r}", DATE_EXAMPLE)
    elif now is not None and date > now:
        yield found("date-future", item.where, f"pubDate {text} is still to come", "build again when it has come")


def _check_numbers(item: Node, *, is_serial: bool) -> Iterator[Finding]:
    duration = item.text("itunes:duration")
    if duration and not (duration.isascii() and duration.isdigit() and int(duration)):
        yield found("duration-form", item.where, f"itunes:duration is {duration!r}", "write whole seconds")
    for name in ("itunes:season", "itunes:episode"):
        number = item.text(name)
        if number is not None and not (number.isascii() and number.isdigit() and int(number)):
            yield found("episode-number", item.where, f"{name} is {number!r}", "write 1 or more")
    if is_serial and item.text("itunes:episode") is None:
        way_out = "write episode: N into its front matter, or serial = false into show.toml"
        yield found("episode-number", item.where, "an episode of a serial show has no number", way_out)


def _check_tags(item: Node) -> Iterator[Finding]:
    transcripts = item.all("podcast:transcript")
    faulty = [one for one in transcripts if not one.get("url") or one.get("type") not in TRANSCRIPT_TYPES]
    if faulty:
        fault = f"podcast:transcript with url {faulty[0].get('url')!r} and type {faulty[0].get('type')!r}"
        yield found("transcript-tag", item.where, fault, f"a type is one of {', '.join(TRANSCRIPT_TYPES)}")
    elif not any(one.get("type") == "text/vtt" for one in transcripts):
        yield found("transcript-tag", item.where, "no podcast:transcript of type text/vtt", "build the episode again")
    for chapters in item.all("podcast:chapters"):
        if not chapters.get("url") or chapters.get("type") != CHAPTERS_TYPE:
            fault = f"podcast:chapters with url {chapters.get('url')!r} and type {chapters.get('type')!r}"
            yield found("chapters-tag", item.where, fault, f"the type is {CHAPTERS_TYPE}")
