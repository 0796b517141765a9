"""What never changes about an episode, and what happens to it when its article or its show does. Pure.

The rules stand in docs/identity.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from audiocast.catalog import Record
from audiocast.draft import Draft, article_digest
from audiocast.errors import InputError
from audiocast.sources import RawArticle

PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast:guid (podcastindex.org namespace, guid.md)."""


UNCHANGED = "unchanged"
NOT_NAMED = "not named"


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
    at_hand: bool,
    now: datetime,
    revise_days: int,
) -> Verdict:
    """Decide what happens to an episode (DESIGN, Identity: a published episode is frozen).

    Args:
        input_digest: what the files would be made of now.
        named: the producer named the episode, or all.
        selected: the run is about this episode at all.
        media_here: its audio file is in public/ and as long as it was.
        at_hand: it could be made again without speaking a sentence.
    """
    if not selected:
        return Verdict("keep", NOT_NAMED)
    if record is None:
        return Verdict("build", "new")
    if record.input_digest == input_digest:
        if media_here or (record.published and not named and not at_hand):
            return Verdict("keep", UNCHANGED)
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
    """Return the episode id of each article, by source file name; a renamed file keeps its episode.

    A record belongs to the file that has its name and content, else to one with its content, else to the one with
    its name, else to the one whose name makes its id. What is left is new, under its own id; several files may then
    ask for one id, which the caller refuses.
    """
    digests = {source: article_digest(raw) for source, raw in raws.items()}
    ids: dict[str, str] = {}
    free = dict(records)

    def claim(fits: Callable[[str, Record], bool]) -> None:
        for episode_id, record in list(free.items()):
            source = next((source for source in raws if source not in ids and fits(source, record)), None)
            if source is not None:
                ids[source] = episode_id
                del free[episode_id]

    claim(lambda source, record: source == record.source and digests[source] == record.article_digest)
    claim(lambda source, record: digests[source] == record.article_digest)
    claim(lambda source, record: source == record.source)
    claim(lambda source, record: raws[source].id == record.episode.id)
    return {source: ids.get(source, raw.id) for source, raw in raws.items()}


def followed(record: Record, draft: Draft, verdict: Verdict) -> Record:
    """Return the record of an episode that is not made now, with what may follow its article: name, and content that
    changes nothing anybody hears or reads.
    """
    if verdict.reason == UNCHANGED or record.article_digest == draft.article_digest:
        return replace(record, source=draft.source, article_digest=draft.article_digest)
    return record


def require_alone(raw: RawArticle, episode_id: str, taken: dict[str, str]) -> None:
    """Refuse an article that would be the same episode as another, by id or by front matter ``guid``.

    Args:
        raw: the article.
        episode_id: the id that it would have.
        taken: ids and GUIDs of the articles before, with their files; this one is added.

    Raises:
        InputError: names both files.
    """
    for name in filter(None, (episode_id, raw.guid)):
        other = taken.setdefault(name, raw.origin)
        if other != raw.origin:
            raise InputError(f"{other} and {raw.origin} both make episode {name!r}", way_out="rename one of them")
