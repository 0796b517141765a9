"""A kit's folder: planned from a record and public/, written without touching what is somebody else's."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from audiocast import artwork, feed, publication
from audiocast.catalog import Catalog, Record
from audiocast.errors import InputError, StorageError, UsageError
from audiocast.files import TEMPORARY_PREFIX, require_writable, write_atomically
from audiocast.kit import wording
from audiocast.kit.wording import ABOUT, COVER, LIMITS, MARK, NOTES, TIMES, TITLE
from audiocast.models import Episode
from audiocast.naming import record_named
from audiocast.shows import ShowFolder

_ELSEWHERE = "choose another folder with --to, or leave it out"
_DIGEST = re.compile(r"^([0-9a-f]{64})  ([^/\\\n]+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Kit:
    """What goes into the folder.

    Attributes:
        folder: where.
        media: the audio file in public/.
        audio: its name in the folder.
        files: every other file by its name, 说明.txt last.
        remarks: what the producer should know.
    """

    folder: Path
    media: Path
    audio: str
    files: Mapping[str, bytes]
    remarks: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All files, in the order in which they are written."""
        return (self.audio, *self.files)


def plan_kit(show: ShowFolder, name: str, folder: Path | None = None, *, now: datetime) -> Kit:
    """Return the kit of one episode; the same episode gives the same bytes.

    Args:
        show: the show.
        name: the episode's id or its article's file name.
        folder: where it goes, if not ``kits/ID`` in the show's folder.
        now: an episode with a later date is not out yet, which is a remark.

    Raises:
        UsageError: there is no such episode, or the folder is no place for a kit; InputError: it was withdrawn, or its
            audio is not in public/; StorageError: a file of somebody else's is in the way; ConfigError: the cover is
            not one.
    """
    record = record_named(Catalog(show.records), name, lambda: publication.known_heads(show))
    episode = record.episode
    if record.withdrawn is not None:
        raise InputError(
            f"{episode.id} was withdrawn ({record.withdrawn.reason or record.withdrawn.day})",
            way_out=f"audiocast withdraw {show.root} {episode.id} --undo",
        )
    folder = folder or show.root / "kits" / episode.id
    _require_apart(show, folder)
    media = _media(show, record)
    audio = f"{wording.file_name(episode.title, episode.id)}{media.suffix}"
    times = wording.time_stamps(episode)
    settings = show.settings
    notice = settings.label.written if settings.label.enabled else ""
    room = LIMITS["notes"].most - len(times) - 1
    files: dict[str, bytes] = {
        COVER: artwork.embedded_jpeg(_cover(show, episode), LIMITS["cover"].most),
        TITLE: _text(wording.title(episode)),
        NOTES: _text(wording.notes(episode, settings.description, notice, room)),
        TIMES: _text(times),
    }
    digests = {audio: episode.media.sha256} | {key: hashlib.sha256(data).hexdigest() for key, data in files.items()}
    files[ABOUT] = wording.about(settings, episode, digests).encode()
    kit = Kit(folder, media, audio, files, (*_early(show, record, now), *wording.remarks(episode)))
    ours = _recorded(kit.folder)
    for one in kit.names:
        _require_free(kit, one, ours)
    return kit


def write_kit(kit: Kit) -> None:
    """Write the kit; files of an earlier one are replaced, or removed when their names changed.

    Raises:
        StorageError: the folder cannot be written.
    """
    require_writable(kit.folder)
    ours = _recorded(kit.folder)
    for name in sorted(set(ours) - set(kit.names)):
        if _digest(kit.folder / name) == ours[name]:
            (kit.folder / name).unlink()
    _copy(kit.media, kit.folder / kit.audio)
    for name, data in kit.files.items():
        write_atomically(kit.folder / name, data)


def _require_apart(show: ShowFolder, folder: Path) -> None:
    place = folder.resolve()
    for own in (show.public, show.articles, show.records):
        if place.is_relative_to(own.resolve()):
            raise UsageError(f"{folder} is no place for a kit: {own} is the show's", way_out=_ELSEWHERE)
    file = next((one for one in (place, *place.parents) if one.exists() and not one.is_dir()), None)
    if file is not None:
        raise UsageError(f"{folder} is no place for a kit: {file} is not a folder", way_out=_ELSEWHERE)


def _early(show: ShowFolder, record: Record, now: datetime) -> list[str]:
    episode = record.episode
    if record.published or episode.pub_date <= now:
        return []
    moment = episode.pub_date.astimezone(ZoneInfo(show.settings.timezone))
    return [f"{episode.id} is not out yet: its date is {moment:%Y-%m-%d %H:%M} ({show.settings.timezone})"]


def _media(show: ShowFolder, record: Record) -> Path:
    episode = record.episode
    path = show.public / feed.media_path(episode.media.name)
    if not path.is_file():
        raise InputError(
            f"the audio of {episode.id} is not in {show.public}",
            way_out=f"audiocast build {show.root} {episode.id}",
        )
    if _digest(path) != episode.media.sha256:
        raise InputError(f"{path} is damaged", way_out=f"delete it and run: audiocast build {show.root} {episode.id}")
    return path


def _cover(show: ShowFolder, episode: Episode) -> bytes:
    own = show.public / episode.image
    return own.read_bytes() if episode.image and own.is_file() else show.cover()


def _text(words: str) -> bytes:
    return f"{words}\n".encode()


def _recorded(folder: Path) -> dict[str, str]:
    """Return the digests of an earlier kit's files by name; none when the folder holds no kit."""
    try:
        about = (folder / ABOUT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, name in _DIGEST.findall(about)} if about.startswith(MARK) else {}


def _require_free(kit: Kit, name: str, ours: Mapping[str, str]) -> None:
    path = kit.folder / name
    if not path.exists() or (name == ABOUT and ours):
        return
    wanted = {ours.get(name, "")} | ({hashlib.sha256(kit.files[name]).hexdigest()} if name in kit.files else set())
    if not path.is_file() or _digest(path) not in wanted:
        raise StorageError(
            f"{path} is not as audiocast wrote it", way_out="move it away, or choose another folder with --to"
        )


def _copy(source: Path, target: Path) -> None:
    temporary = target.parent / f"{TEMPORARY_PREFIX}{target.name}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise StorageError(f"{target} cannot be written", way_out=error.strerror or str(error)) from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
