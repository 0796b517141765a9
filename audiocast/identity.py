"""What never changes about an episode, and what happens to it when its article or its show does. Pure.

The rules stand in docs/identity.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from audiocast.catalog import Record
from audiocast.draft import Draft, article_digest
from audiocast.sources import RawArticle

PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast:guid (podcastindex.org namespace, guid.md)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to an episode. A frozen one would change but keeps what was published."""

    action: Literal["build", "keep", "freeze"]
    reason: str

    @property
    def is_built(self) -> bool:
        """Whether the episode is made now."""
        return self.action == "build"


def podcast_guid(feed_url: str) -> str:
    """Return the podcast:guid of a feed's address: UUIDv5 without scheme and trailing slashes (guid.md)."""
    return str(uuid.uuid5(PODCAST_NAMESPACE, feed_url.split("://", 1)[-1].rstrip("/")))


def item_guid(show_guid: str, episode_id: str) -> str:
    """Return the GUID of an episode: UUIDv5 of its id in the show's own namespace."""
    return str(uuid.uuid5(uuid.UUID(show_guid), episode_id))


def guid(draft: Draft, record: Record | None, show_guid: str) -> str:
    """Return the episode's GUID: the published one, else the front matter's, else the one that follows from its id."""
    if record is not None and record.published:
        return record.episode.guid
    return draft.raw.guid or item_guid(show_guid, draft.episode_id)


def pub_date(draft: Draft, record: Record | None) -> datetime:
    """Return when the episode appears: the published moment, else the article's."""
    return record.episode.pub_date if record is not None and record.published else draft.pub_date


def note(draft: Draft, record: Record | None, given: str, *, named: bool) -> str:
    """Return the revision note: the given one for an episode that was named or whose article changed, else the old."""
    if record is None:
        return ""
    revised = named or record.article_digest != draft.article_digest
    return given if given and revised else record.episode.note


def decide(
    draft: Draft,
    record: Record | None,
    input_digest: str,
    *,
    named: bool,
    selected: bool,
    media_here: bool,
    now: datetime,
    revise_days: int,
) -> Verdict:
    """Decide what happens to an episode (DESIGN, Identity: a published episode is frozen).

    Args:
        input_digest: what the files would be made of now.
        named: the producer named the episode, or all.
        selected: the run is about this episode at all.
        media_here: its audio file is in public/.
    """
    if not selected:
        return Verdict("keep", "not named")
    if record is None:
        return Verdict("build", "new")
    if record.input_digest == input_digest:
        if media_here or (record.published and not named):
            return Verdict("keep", "unchanged")
        return Verdict("build", "its audio is not in public/")
    if not record.published:
        return Verdict("build", "changed")
    if record.article_digest != draft.article_digest:
        return Verdict("build", "the article changed")
    if named:
        return Verdict("build", "named")
    if abs(now - record.episode.pub_date) <= timedelta(days=revise_days):
        return Verdict("build", f"changed, and published within {revise_days} days")
    return Verdict("freeze", "published: lexicon, rules, settings, engine or cover changed")


def match_records(raws: Mapping[str, RawArticle], records: Mapping[str, Record]) -> dict[str, str]:
    """Return the episode id of each article (key: source file name); a renamed file keeps its episode.

    A file whose own id has no record takes over the record of a file that is gone, when the content is the same.
    """
    orphans = {record.article_digest: record.episode.id for record in records.values() if record.source not in raws}
    ids: dict[str, str] = {}
    for source, raw in raws.items():
        kept = None if raw.id in records else orphans.pop(article_digest(raw), None)
        ids[source] = kept or raw.id
    return ids
