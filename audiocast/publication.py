"""What lies in public/: made from the records alone, the feed last. Writes only what changed, atomically."""

from __future__ import annotations

import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from audiocast import feed, site
from audiocast.catalog import Record
from audiocast.files import TEMPORARY_PREFIX, write_atomically, write_if_changed
from audiocast.models import Episode, Show


@dataclass(frozen=True, slots=True)
class Listing:
    """What becomes of each record: in the feed, waiting for its date, or gone with its article."""

    listed: tuple[Record, ...]
    waiting: tuple[Record, ...]
    dropped: tuple[Record, ...]


def list_records(
    records: Mapping[str, Record], *, with_article: Container[str], media_here: Container[str], now: datetime
) -> Listing:
    """Decide which episodes the feed holds: what was published stays, whether article and media are here or not.

    Args:
        records: by episode id.
        with_article: ids of the episodes that have an article.
        media_here: names of the audio files in public/.
        now: an episode with a later date waits.
    """
    listed: list[Record] = []
    waiting: list[Record] = []
    dropped: list[Record] = []
    for episode_id, record in records.items():
        if not record.published and episode_id not in with_article:
            dropped.append(record)
        elif record.episode.pub_date > now:
            waiting.append(record)
        elif record.published or record.episode.media.name in media_here:
            listed.append(record)
    return Listing(tuple(listed), tuple(waiting), tuple(dropped))


def write_public(public: Path, show: Show, cover: bytes, episodes: Sequence[Episode]) -> Path:
    """Write texts, artwork, pages and at last the feed; return the feed's path.

    Raises:
        StorageError: something cannot be written; the feed is then still the old one.
    """
    for episode in episodes:
        places = feed.paths(episode.id)
        write_if_changed(public / places.vtt, feed.vtt(episode.cues).encode())
        write_if_changed(public / places.srt, feed.srt(episode.cues).encode())
        write_if_changed(public / places.chapters, feed.chapters_json(episode.chapters))
    write_if_changed(public / show.cover, cover)
    for name, data in sorted(site.render(show, episodes).items()):
        write_if_changed(public / name, data)
    rendered = feed.render(show, episodes)
    path = public / feed.FEED_NAME
    write_if_changed(path, rendered)
    return path


def require_writable(*folders: Path) -> None:
    """Find out now, not after an hour of speech, that a folder cannot be written.

    Raises:
        StorageError: names the folder.
    """
    for folder in folders:
        probe = folder / f"{TEMPORARY_PREFIX}probe"
        write_atomically(probe, b"", durable=False)
        probe.unlink(missing_ok=True)


def sweep(public: Path, episodes: Iterable[Episode], cover: str, *, keep_since: datetime | None) -> None:
    """Remove what no episode refers to any more, and temporary files of a run that was killed.

    Args:
        cover: the artwork's present name.
        keep_since: audio and artwork written after this moment stay, since apps may hold a feed that names them;
            None when nothing was ever published.
    """
    needed = {cover}
    for episode in episodes:
        needed |= {feed.media_path(episode.media.name), *_texts(episode)}
    for pattern in ("media/*", "media/.*", "episodes/*", "episodes/.*", "cover-*", f"{TEMPORARY_PREFIX}*"):
        for path in sorted(public.glob(pattern)):
            if path.relative_to(public).as_posix() in needed or _is_young(path, keep_since):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def keep_since(now: datetime, keep_days: int, *, is_public: bool) -> datetime | None:
    """Return the moment since which superseded audio is kept."""
    return now - timedelta(days=keep_days) if is_public else None


def _texts(episode: Episode) -> tuple[str, ...]:
    places = feed.paths(episode.id)
    return (places.vtt, places.srt, places.chapters)


def _is_young(path: Path, since: datetime | None) -> bool:
    if since is None or path.name.startswith(".") or path.suffix not in (".mp3", ".png", ".jpg"):
        return False
    return path.stat().st_mtime >= since.timestamp()
