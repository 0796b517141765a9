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
from audiocast.errors import CatalogError, ConfigError, FeedError, UsageError
from audiocast.events import Event
from audiocast.files import require_writable
from audiocast.locking import alone_in
from audiocast.naming import record_named
from audiocast.shows import ShowFolder


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of an episode.

    Attributes:
        record: as it will be.
        others: the other episodes of its article, which stay in the feeds.
        has_audio: whether its audio is in public/.
        waits_until: the date before which no feed holds it; None when it is not put back, or need not wait.
    """

    record: Record
    others: tuple[str, ...] = ()
    has_audio: bool = True
    waits_until: datetime | None = None

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
    record = record_named(Catalog(show.records), name, lambda: publication.known_heads(show))
    episode_id, withdrawn = record.episode.id, record.withdrawn
    if not undo and withdrawn is not None:
        why = f" ({withdrawn.reason})" if withdrawn.reason else ""
        raise UsageError(
            f"{episode_id} was withdrawn on {withdrawn.day}{why} already",
            way_out=f"audiocast withdraw {show.root} {episode_id} --undo puts it back",
        )
    if undo and withdrawn is None:
        raise UsageError(f"{episode_id} is not withdrawn", way_out="there is nothing to undo")
    has_audio = _has_media(show, record)
    if undo and record.published and not has_audio:
        raise UsageError(
            f"the audio of {episode_id} is not in {show.public} any more",
            way_out=f"audiocast build {show.root} {episode_id} makes it again; then --undo",
        )
    zone = ZoneInfo(show.settings.timezone)
    if undo:
        date = record.episode.pub_date
        waits_until = date.astimezone(zone) if date > now and not record.published else None
        return Change(replace(record, withdrawn=None), has_audio=has_audio, waits_until=waits_until)
    heads = publication.known_heads(show).values()
    others = (one.id for one in heads if one.source == record.source and one.id != episode_id and not one.withdrawn)
    withdrawal = Withdrawal(" ".join(reason.split()), f"{now.astimezone(zone):%Y-%m-%d}")
    return Change(replace(record, withdrawn=withdrawal), tuple(others), has_audio)


def withdraw(show: ShowFolder, change: Change, now: datetime) -> Iterator[Event]:
    """Write the record and make public/ anew, the feeds last; what dies on the way, a build or a publication ends.

    Raises:
        StorageError: a folder cannot be written, and nothing has been.
        AudiocastError: what ``publication.refresh`` raises; the record is as it was where the feeds are.
    """
    with alone_in(show):
        recorded_here = [show.root] if show.settings.is_public and not show.settings.guid else []
        made = (show.public / name for name in ("media", "episodes"))
        require_writable(*recorded_here, show.public, *made, show.records)
        catalog = Catalog(show.records)
        before = catalog.load(change.episode_id)
        catalog.keep(replace(before, withdrawn=change.record.withdrawn))
        try:
            yield from publication.refresh(show, now)
        except (CatalogError, ConfigError, FeedError):  # found before any feed is written
            catalog.keep(before)
            raise


def _has_media(show: ShowFolder, record: Record) -> bool:
    media = record.episode.media
    path = show.public / feed.media_path(media.name)
    return path.is_file() and path.stat().st_size == media.size_bytes
