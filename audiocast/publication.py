"""What lies in public/: made from the records alone, the feed last. Writes only what changed, atomically."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from audiocast import feed, site
from audiocast.files import TEMPORARY_PREFIX, write_atomically, write_if_changed
from audiocast.models import Episode, Show


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


def sweep(public: Path, episodes: Iterable[Episode], *, keep_since: datetime | None) -> list[Path]:
    """Remove what no episode refers to any more, and temporary files of a run that was killed.

    Args:
        keep_since: audio files that were written after this moment stay, since apps may hold a feed that names them;
            None when nothing was ever published.
    """
    kept = list(episodes)
    media = {feed.media_path(episode.media.name) for episode in kept}
    texts = {path for episode in kept for path in _texts(episode)}
    removed = []
    for folder, needed in (("media", media), ("episodes", texts)):
        for path in sorted((public / folder).glob("*")):
            if f"{folder}/{path.name}" in needed or _is_young(path, keep_since):
                continue
            path.unlink(missing_ok=True)
            removed.append(path)
    return removed


def keep_since(now: datetime, keep_days: int, *, is_public: bool) -> datetime | None:
    """Return the moment since which superseded audio is kept."""
    return now - timedelta(days=keep_days) if is_public else None


def _texts(episode: Episode) -> tuple[str, ...]:
    places = feed.paths(episode.id)
    return (places.vtt, places.srt, places.chapters)


def _is_young(path: Path, since: datetime | None) -> bool:
    if since is None or path.name.startswith(TEMPORARY_PREFIX):
        return False
    return path.suffix == ".mp3" and path.stat().st_mtime >= since.timestamp()
