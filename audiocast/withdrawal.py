"""Taking an episode out of feed and pages, and putting it back.

The record stays, with the reason, so that the episode is neither made nor listed again by accident; its audio stays in
public/ for ``keep_days``, since apps may hold a feed that names it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from audiocast import feed, publication
from audiocast.catalog import Catalog, Record, Withdrawal
from audiocast.errors import UsageError
from audiocast.events import Event
from audiocast.locking import alone_in
from audiocast.naming import record_named
from audiocast.shows import ShowFolder


@dataclass(frozen=True, slots=True)
class Change:
    """A record as it will be, and the other episodes of its article that stay in the feeds."""

    record: Record
    others: tuple[str, ...] = ()

    @property
    def episode_id(self) -> str:
        """The episode's id."""
        return self.record.episode.id

    @property
    def is_back(self) -> bool:
        """Whether the episode is put back."""
        return self.record.withdrawn is None


def plan_withdrawal(show: ShowFolder, name: str, now: datetime, *, reason: str = "", undo: bool = False) -> Change:
    """Decide what becomes of an episode's record.

    Args:
        show: the show.
        name: the episode's id or its article's file name.
        now: its day, in the show's time zone, is recorded.
        reason: why, for whoever reads the record.
        undo: put it back, with the GUID and date that it had.

    Raises:
        UsageError: there is no such episode; it is withdrawn already, or was never; or it should come back and its
            audio is gone, so that subscribers would get a link that fails.
    """
    record = record_named(Catalog(show.records), name)
    episode_id, withdrawn = record.episode.id, record.withdrawn
    if not undo and withdrawn is not None:
        why = f" ({withdrawn.reason})" if withdrawn.reason else ""
        raise UsageError(
            f"{episode_id} was withdrawn on {withdrawn.day}{why} already",
            way_out=f"audiocast withdraw {show.root} {episode_id} --undo puts it back",
        )
    if undo and withdrawn is None:
        raise UsageError(f"{episode_id} is not withdrawn", way_out="there is nothing to undo")
    if undo and record.published and not _has_media(show, record):
        raise UsageError(
            f"the audio of {episode_id} is not in {show.public} any more",
            way_out=f"audiocast build {show.root} {episode_id} makes it again; then --undo",
        )
    day = f"{now.astimezone(ZoneInfo(show.settings.timezone)):%Y-%m-%d}"
    if undo:
        return Change(replace(record, withdrawn=None))
    heads = publication.known_heads(show).values()
    others = (one.id for one in heads if one.source == record.source and one.id != episode_id and not one.withdrawn)
    return Change(replace(record, withdrawn=Withdrawal(" ".join(reason.split()), day)), tuple(others))


def withdraw(show: ShowFolder, change: Change, now: datetime) -> Iterator[Event]:
    """Write the record and make public/ anew, the feeds last.

    Raises:
        AudiocastError: what ``publication.refresh`` raises; run again, it goes on.
    """
    with alone_in(show):
        catalog = Catalog(show.records)
        catalog.keep(replace(catalog.load(change.episode_id), withdrawn=change.record.withdrawn))
        yield from publication.refresh(show, now)


def _has_media(show: ShowFolder, record: Record) -> bool:
    media = record.episode.media
    path = show.public / feed.media_path(media.name)
    return path.is_file() and path.stat().st_size == media.size_bytes
