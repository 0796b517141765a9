"""What must hold of a feed's channel. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from audiocast import categories
from audiocast.checks.document import Document, Node
from audiocast.checks.rules import Finding, found
from audiocast.checks.wording import DATE_EXAMPLE, check_wording, read_date
from audiocast.feed import absolute_url
from audiocast.models import Show

FEED_BYTES = 1_000_000
"""A feed with 300 descriptions of 1 kB stays under it (issue 7)."""

_REQUIRED = ("title", "description", "language", "itunes:explicit")
_RECOMMENDED = ("link", "itunes:author", "podcast:locked")
_OLDER_PAGES = ("prev-archive", "next")
_LANGUAGE = re.compile(r"[a-z]{2}(-[a-z]{2})?")


def check_channel(document: Document, show: Show) -> Iterator[Finding]:
    """Yield what is wrong with the channel of a feed; ``show`` is what it was made from."""
    channel = document.channel
    yield from _check_presence(channel)
    addresses = document.links("self")
    own = absolute_url(show.base_url, document.name)
    if addresses != [own]:
        said = f"is {' and '.join(addresses)}" if addresses else "is missing"
        yield found("self-link", channel.where, f"atom:link rel=self {said}", f"the feed is at {own}")
    yield from _check_guid(document, show)
    language = channel.text("language") or ""
    if language and not _LANGUAGE.fullmatch(language.lower()):
        yield found("language-form", channel.where, f"language is {language!r}", "write zh-cn, or two letters")
    yield from _check_categories(channel)
    built = channel.text("lastBuildDate")
    if built and read_date(built) is None:
        yield found("date-form", channel.where, f"lastBuildDate is {built!r}", DATE_EXAMPLE)
    yield from check_wording(channel)
    if show.ai_content and not says_synthetic(channel):
        yield found("ai-text", channel.where, "no podcast:txt purpose=ai-content", "build the show again")


def check_length(document: Document, size_bytes: int, limit: int) -> Iterator[Finding]:
    """Yield what is wrong with the extent of a main feed."""
    if not document.items:
        yield found("feed-empty", document.name, "no episode is in it", "build one whose date has come")
    if size_bytes > FEED_BYTES:
        way_out = "set a smaller limit in show.toml, or write shorter descriptions"
        yield found("feed-size", document.name, f"the feed has {size_bytes / 1e6:.1f} MB", way_out)
    older = [url for rel in _OLDER_PAGES for url in document.links(rel)]
    if older:
        way_out = "many apps read only the first document: raise limit in show.toml, or leave it so on purpose"
        yield found("feed-paged", document.name, f"older episodes are in {older[0]}", way_out)
    elif len(document.items) > limit:
        way_out = "many apps read only the first feed document"
        yield found("feed-paged", document.name, f"{len(document.items)} episodes, limit is {limit}", way_out)


def says_synthetic(node: Node) -> bool:
    """Whether podcast:txt declares AI content."""
    return any(txt.get("purpose") == "ai-content" and txt.text == "true" for txt in node.all("podcast:txt"))


def _check_presence(channel: Node) -> Iterator[Finding]:
    missing = [name for name in _REQUIRED if not channel.says(name)]
    missing += [] if channel.attribute("itunes:image", "href") else ["itunes:image"]
    missing += [] if channel.attribute("itunes:category", "text") else ["itunes:category"]
    if missing:
        yield found("channel-required", channel.where, f"no {', '.join(missing)}", "set it in show.toml")
    advised = [name for name in _RECOMMENDED if not channel.says(name)]
    owner = channel.element.find("{http://www.itunes.com/dtds/podcast-1.0.dtd}owner")
    if owner is None or not Node(owner, channel.where).says("itunes:email"):
        advised.append("itunes:owner with itunes:email")
    if channel.says("podcast:locked") and not channel.attribute("podcast:locked", "owner"):
        advised.append("owner of podcast:locked")
    if advised:
        yield found("channel-recommended", channel.where, f"no {', '.join(advised)}", "set it in show.toml")


def _check_guid(document: Document, show: Show) -> Iterator[Finding]:
    guid = document.channel.text("podcast:guid") or ""
    try:
        is_one = str(UUID(guid)) == guid.lower()
    except ValueError:
        is_one = False
    if not is_one:
        yield found("podcast-guid", document.name, f"podcast:guid is {guid!r}, not a UUID", "build the show again")
    elif document.name == show.feed_name and guid != show.guid:
        yield found("podcast-guid", document.name, f"podcast:guid is {guid}, the show's {show.guid}", "build it again")


def _check_categories(channel: Node) -> Iterator[Finding]:
    for element in channel.all("itunes:category"):
        name = element.get("text", "")
        inner = [child.get("text", "") for child in element]
        for subcategory in inner or [""]:
            if name and not categories.is_known(name, subcategory):
                pair = " > ".join(filter(None, (name, subcategory)))
                way_out = categories.suggest(name, subcategory)
                yield found("category-known", channel.where, f"Apple has no category {pair!r}", way_out)
