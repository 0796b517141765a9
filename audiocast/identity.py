"""What never changes about an episode, and what happens to it when its article or its show does. Pure.

The rules stand in docs/identity.md.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from audiocast.catalog import Record
from audiocast.draft import Draft
from audiocast.errors import InputError
from audiocast.ledger import Head

PODCAST_NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace of podcast:guid (podcastindex.org namespace, guid.md)."""


UNCHANGED = "unchanged"
NOT_NAMED = "not named"
NEW = "new"
NO_AUDIO = "its audio is not in public/"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to an episode. A frozen one would change but keeps what was published."""

    action: Literal["build", "keep", "freeze"]
    reason: str

    @property
    def is_built(self) -> bool:
        """Whether the episode is made now."""
        return self.action == "build"

    @property
    def is_revision(self) -> bool:
        """Whether it is made otherwise than it was."""
        return self.is_built and self.reason not in (NEW, NO_AUDIO)


def podcast_guid(feed_url: str) -> str:
    """Return the podcast:guid of a feed's address: UUIDv5 without scheme and trailing slashes (guid.md)."""
    return str(uuid.uuid5(PODCAST_NAMESPACE, feed_url.split("://", 1)[-1].rstrip("/")))


def item_guid(show_guid: str, episode_id: str) -> str:
    """Return the GUID of an episode: UUIDv5 of its id in the show's own namespace."""
    return str(uuid.uuid5(uuid.UUID(show_guid), episode_id))


def guid(draft: Draft, head: Head | None, show_guid: str) -> str:
    """Return the episode's GUID: the published one, else the front matter's, else the one that follows from its id."""
    if head is not None and head.published:
        return head.guid
    return draft.raw.guid or item_guid(show_guid, draft.episode_id)


def pub_date(draft: Draft, head: Head | None) -> datetime:
    """Return when the episode appears: the published moment, else the article's."""
    return head.pub_date if head is not None and head.published else draft.pub_date


def note(draft: Draft, head: Head | None, given: str, *, named: bool) -> str:
    """Return the revision note: the given one for an episode that was named or whose article changed, else the old."""
    if head is None:
        return ""
    revised = named or is_rewritten(draft, head)
    return given if given and revised else head.note


def decide(
    draft: Draft,
    head: Head | None,
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
        head: what was recorded of it.
        input_digest: what the files would be made of now.
        named: the producer named the episode, or all.
        selected: the run is about this episode at all.
        media_here: its audio file is in public/ and as long as it was.
        at_hand: it could be made again without speaking a sentence.
    """
    if not selected:
        return Verdict("keep", NOT_NAMED)
    if head is None:
        return Verdict("build", NEW)
    if head.withdrawn and not named:
        return Verdict("keep", WITHDRAWN)
    if head.input_digest == input_digest:
        if media_here or (head.published and not named and not at_hand):
            return Verdict("keep", UNCHANGED)
        return Verdict("build", NO_AUDIO)
    if not head.published:
        return Verdict("build", "changed")
    if is_rewritten(draft, head):
        return Verdict("build", "the article changed")
    if named:
        return Verdict("build", "named")
    if is_young(head, now, revise_days):
        return Verdict("build", f"changed, and published within {revise_days} days")
    return Verdict("freeze", "published: lexicon, rules, settings, engine or cover changed")


def is_rewritten(draft: Draft, head: Head) -> bool:
    """Whether the producer changed what the episode holds.

    The digest of a part is made of cleaned text, which other rules of cleaning change too.
    """
    return head.article_digest != draft.article_digest and head.source_digest != draft.source_digest


def is_young(head: Head, now: datetime, revise_days: int) -> bool:
    """Whether a published episode still follows whatever changes."""
    return abs(now - head.pub_date) <= timedelta(days=revise_days)


@dataclass(frozen=True, slots=True)
class Origin:
    """An article file to be matched with records: the id that its name makes, and the digest of what is in it."""

    id: str
    digest: str


RestMatcher = Callable[[Sequence[str], Mapping[str, Sequence[Head]]], Mapping[str, str]]
"""Returns ids by source file name, of the files and of the records without one that it is given (by id)."""


def match_records(
    origins: Mapping[str, Origin], heads: Iterable[Head], match_rest: RestMatcher | None = None
) -> dict[str, str]:
    """Return the id of each article, by source file name; a renamed file keeps its episodes.

    All episodes that were made of one file have its id in common (``Head.base``). They belong to the file that has
    their name and content, else to one with their content, else to the one with their name, else to the one whose name
    makes their id, else to the one that ``match_rest`` finds by looking into files and records that are left on both
    sides. What is left then is new, under its own id; several files may ask for one id, which the caller refuses.
    """
    families: dict[str, list[Head]] = {}
    for head in heads:
        families.setdefault(head.base, []).append(head)
    ids: dict[str, str] = {}
    free = dict(families)
    by_digest: dict[str, list[str]] = {}
    for source, origin in origins.items():
        by_digest.setdefault(origin.digest, []).append(source)
    by_id = {origin.id: source for source, origin in origins.items()}

    def claim(candidates: Callable[[str, Head], Iterable[str]]) -> None:
        for base, family in list(free.items()):
            found = (one for head in family for one in candidates(base, head) if one in origins and one not in ids)
            if (source := next(found, None)) is not None:
                ids[source] = base
                del free[base]

    claim(lambda _, head: [head.source] if head.source in by_digest.get(head.source_digest, ()) else [])
    claim(lambda _, head: by_digest.get(head.source_digest, ()))
    claim(lambda _, head: [head.source])
    claim(lambda base, _: [by_id[base]] if base in by_id else [])
    rest = [source for source in origins if source not in ids]
    if match_rest and rest and free:
        ids.update(match_rest(rest, free))
    return {source: ids.get(source, origin.id) for source, origin in origins.items()}


@dataclass(frozen=True, slots=True)
class Trail:
    """Where an episode's article is now, and what is in it; the digests are as in a record's head."""

    source: str
    article_digest: str
    source_digest: str


def trail(draft: Draft) -> Trail:
    """Return the trail of a draft."""
    return Trail(draft.source, draft.article_digest, draft.source_digest)


def followed(record: Record, now: Trail, verdict: Verdict) -> Record:
    """Return the record of an episode that is not made now, with what may follow its article: name, and content that
    changes nothing anybody hears or reads.
    """
    known = (record.article_digest, record.source_digest or record.article_digest)
    if verdict.reason == UNCHANGED or now.article_digest == known[0] or now.source_digest == known[1]:
        whole = "" if record.cut == "file" else now.source_digest
        return replace(record, source=now.source, article_digest=now.article_digest, source_digest=whole)
    return record


def require_alone(episode_id: str, guid: str, origin: str, taken: dict[str, str]) -> None:
    """Refuse an article that would be the same episode as another, by id or by front matter ``guid``.

    Args:
        episode_id: the id that it would have.
        guid: the GUID that it asks for, if any.
        origin: its file.
        taken: ids and GUIDs of the articles before, with their files; this one is added.

    Raises:
        InputError: names both files.
    """
    for name in filter(None, (episode_id, guid)):
        other = taken.setdefault(name, origin)
        if other != origin:
            raise InputError(f"{other} and {origin} both make episode {name!r}", way_out="rename one of them")
