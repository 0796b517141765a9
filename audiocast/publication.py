"""What lies in public/: made from the records alone, the feed last. Writes only what changed, atomically."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from audiocast import feed, site
from audiocast.catalog import Record
from audiocast.errors import StorageError
from audiocast.files import TEMPORARY_PREFIX, write_atomically, write_if_changed
from audiocast.models import Episode, Show


@dataclass(frozen=True, slots=True)
class Listing:
    """What becomes of each record: in the feed, waiting for its date, out of date, or gone with its article."""

    listed: tuple[Record, ...]
    waiting: tuple[Record, ...]
    stale: tuple[Record, ...]
    dropped: tuple[Record, ...]


def list_records(
    records: Mapping[str, Record],
    *,
    with_article: Container[str],
    publishable: Container[str],
    public: Path,
    now: datetime,
) -> Listing:
    """Decide which episodes the feed holds: what was published stays, whether article and media are here or not.

    Args:
        records: by episode id.
        with_article: ids of the episodes that have an article.
        publishable: ids of those that may be listed for the first time: under a public address only what this run
            made or found unchanged, since an older record may carry the GUID of another address.
        public: the folder with the audio files.
        now: an episode with a later date waits.
    """
    listed: list[Record] = []
    waiting: list[Record] = []
    stale: list[Record] = []
    dropped: list[Record] = []
    for episode_id, record in records.items():
        if not record.published and episode_id not in with_article:
            dropped.append(record)
        elif record.episode.pub_date > now:
            waiting.append(record)
        elif record.published:
            listed.append(record)
        elif has_media(public, record.episode):
            (listed if episode_id in publishable else stale).append(record)
    return Listing(tuple(listed), tuple(waiting), tuple(stale), tuple(dropped))


def write_public(public: Path, show: Show, cover: bytes, episodes: Sequence[Episode], now: datetime) -> Path:
    """Write texts, artwork, pages and at last the feed; return the feed's path.

    Raises:
        StorageError: something cannot be written; the feed is then still the old one.
    """
    for episode in episodes:
        places = feed.paths(episode.id)
        write_if_changed(public / places.vtt, feed.vtt(episode.cues).encode())
        write_if_changed(public / places.srt, feed.srt(episode.cues).encode())
        write_if_changed(public / places.transcript, feed.transcript_json(episode.cues))
        write_if_changed(public / places.chapters, feed.chapters_json(episode.chapters))
    if not (public / show.cover).exists():
        for replaced in public.glob("cover-*"):
            supersede(replaced, now)
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
        try:
            write_atomically(probe, b"", durable=False)
            probe.unlink(missing_ok=True)
        except (StorageError, OSError) as error:
            reason = error.way_out if isinstance(error, StorageError) else error.strerror or str(error)
            raise StorageError(f"{folder} cannot be written", way_out=f"see to its rights ({reason})") from error


def has_media(public: Path, episode: Episode) -> bool:
    """Whether the episode's audio file is there and as long as it was made."""
    path = public / feed.media_path(episode.media.name)
    return path.is_file() and path.stat().st_size == episode.media.size_bytes


def supersede(path: Path, now: datetime) -> None:
    """Mark a file as replaced now: ``keep_days`` count from here, not from when it was made."""
    if path.exists():
        os.utime(path, (now.timestamp(), now.timestamp()))


def sweep(public: Path, episodes: Iterable[Episode], cover: str, *, keep_since: datetime | None) -> None:
    """Remove what no episode refers to any more, and temporary files of a run that was killed.

    Args:
        public: the folder.
        episodes: of every record, listed or not.
        cover: the artwork's present name.
        keep_since: audio and artwork that were superseded after this moment stay, since apps may hold a feed that
            names them; None when nothing was ever published.
    """
    needed = {cover}
    for episode in episodes:
        needed |= {feed.media_path(episode.media.name), *_texts(episode)}
    for pattern in ("media/*", "episodes/*", "cover-*", f"{TEMPORARY_PREFIX}*"):
        for path in sorted(public.glob(pattern)):
            if path.relative_to(public).as_posix() in needed or _is_young(path, keep_since):
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def sweep_temporary(folder: Path) -> None:
    """Remove the temporary files that a killed run left in a folder of the producer's."""
    for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
        path.unlink(missing_ok=True)


def _texts(episode: Episode) -> tuple[str, ...]:
    places = feed.paths(episode.id)
    return (places.vtt, places.srt, places.chapters, places.transcript)


def _is_young(path: Path, since: datetime | None) -> bool:
    if since is None or path.name.startswith(".") or path.suffix not in (".mp3", ".png", ".jpg"):
        return False
    return path.stat().st_mtime >= since.timestamp()
