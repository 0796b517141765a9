"""A show as it lies on the disk, looked at from its settings to the sound of each episode. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from audiocast import feed
from audiocast.audio.ffmpeg import find_ffmpeg
from audiocast.catalog import Catalog, Record
from audiocast.checks import recording, texts
from audiocast.checks.document import Document, read_document
from audiocast.checks.episode import check_episode, check_platform_limits, names_synthesis
from audiocast.checks.feed import check_document
from audiocast.checks.files import check_art, check_named_files, public_path
from audiocast.checks.profiles import judged, profile_of
from audiocast.checks.rules import Finding, found
from audiocast.checks.settings import check_settings
from audiocast.models import Show
from audiocast.shows import ShowFolder

RECENT = 10
"""Of how many of the newest episodes tags and pictures are read without ``--deep``, and files asked for online."""


def check_show(folder: ShowFolder, *, profile: str = "", deep: bool = False, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with a show, in the order of settings, feeds, pictures and episodes, the newest first.

    Args:
        folder: the show.
        profile: whose recommendations count as requirements; empty is what everybody needs.
        deep: also hold every audio file against its digest, decode it and measure it.
        now: no episode may be in a feed before its date.

    Raises:
        UsageError: there is no such profile; CatalogError: a record is damaged; EncodeError: there is no ffmpeg.
    """
    return judged(_look(folder, deep=deep, now=now), profile_of(profile))


def feed_names(folder: ShowFolder) -> list[str]:
    """Return the names of the show's feeds, its own first, without their archives."""
    return [feed.FEED_NAME, *(f"{one.name}.xml" for one in folder.settings.feed)]


def _look(folder: ShowFolder, *, deep: bool, now: datetime) -> Iterator[Finding]:
    yield from check_settings(folder.settings)
    documents: list[Document] = []
    for name in feed_names(folder):
        if not (folder.public / name).is_file():
            yield found("feed-file", name, f"it is not in {folder.public.name}/", "audiocast build makes it")
    for path in _feed_paths(folder):
        data = path.read_bytes()
        try:
            document = read_document(data, path.name)
        except ValueError as error:
            yield found("feed-well-formed", path.name, str(error), "build the show again")
            continue
        documents.append(document)
        show, limit = _show_of(document, folder), folder.settings.limit
        yield from check_document(show, document, size_bytes=len(data), now=now, limit=limit)
        yield from check_named_files(document, folder.public, folder.settings.base_url)
    records = Catalog(folder.records).read()
    yield from _check_complete(documents, records.values(), now)
    for name in _pictures(documents, folder, everything=deep):
        yield from check_art(name, folder.public)
    yield from _check_episodes(folder, _listed(documents, records.values()), deep=deep)


def _feed_paths(folder: ShowFolder) -> list[Path]:
    own = feed_names(folder)
    archives = sorted(path.name for path in folder.public.glob("*.xml") if path.name not in own)
    return [path for name in (*own, *archives) if (path := folder.public / name).is_file()]


def _show_of(document: Document, folder: ShowFolder) -> Show:
    """Return what a feed was made from, as far as the rules ask: title, guid and the feed's own name."""
    cover = public_path(document.channel.attribute("itunes:image", "href"), folder.settings.base_url) or ""
    show = folder.describe(cover)
    further = next((one for one in folder.settings.feed if f"{one.name}.xml" == document.name), None)
    if further is None or not further.guid:
        return show
    return replace(show, title=further.title or show.title, guid=further.guid, feed_name=document.name)


def _media_names(documents: Iterable[Document]) -> dict[str, None]:
    urls = (item.attribute("enclosure", "url") for document in documents for item in document.items)
    return dict.fromkeys(url.rpartition("/")[2] for url in urls if url)


def _listed(documents: Sequence[Document], records: Iterable[Record]) -> list[Record]:
    """Return the records of the episodes in the feeds, the newest first."""
    names = _media_names(documents)
    listed = [record for record in records if record.episode.media.name in names]
    return sorted(listed, key=lambda record: (record.episode.pub_date, record.episode.id), reverse=True)


def _check_complete(documents: Sequence[Document], records: Iterable[Record], now: datetime) -> Iterator[Finding]:
    names = _media_names(documents)
    for record in records if documents else ():
        episode = record.episode
        is_due = record.published and record.withdrawn is None and episode.pub_date <= now
        if is_due and episode.media.name not in names:
            fault = f"it was published and no feed names {episode.media.name}"
            yield found("feed-complete", episode.id, fault, "build the show again")


def _pictures(documents: Sequence[Document], folder: ShowFolder, *, everything: bool) -> list[str]:
    channels = [document.channel for document in documents]
    items = [item for document in documents for item in document.items[: None if everything else RECENT]]
    urls = (node.attribute("itunes:image", "href") for node in (*channels, *items))
    return list(dict.fromkeys(filter(None, (public_path(url, folder.settings.base_url) for url in urls))))


def _check_episodes(folder: ShowFolder, records: Sequence[Record], *, deep: bool) -> Iterator[Finding]:
    show = folder.describe("")
    program = find_ffmpeg(folder.settings.build.ffmpeg or None) if records else None
    for number, record in enumerate(records):
        episode = record.episode
        yield from (one for one in check_episode(show, episode) if one.rule != "ai-spoken")
        yield from check_platform_limits(episode)
        yield from _check_label(show, record)
        yield from _check_texts(folder.public, record)
        path = folder.public / feed.media_path(episode.media.name)
        if program is None or not path.is_file():
            continue
        if deep or number < RECENT:
            yield from recording.check_tags(path, episode, program, is_labelled=show.ai_content)
        yield from recording.check_sound(path, episode, program) if deep else recording.check_length(path, episode)
    if not deep:
        yield from _readings(records)


def _check_label(show: Show, record: Record) -> Iterator[Finding]:
    """Look at the lines that were read: subtitles of older records do not say which of them is the label."""
    spoken = "".join(line.written for line in record.lines if line.kind == "label")
    if show.ai_content and not names_synthesis(spoken):
        fault = f"the label that is read is {spoken!r}" if spoken else "no label of synthetic speech is read"
        way_out = "say 人工智能 and 合成 in [label] spoken, and build it by name"
        yield found("ai-spoken", record.episode.id, fault, way_out)


def _check_texts(public: Path, record: Record) -> Iterator[Finding]:
    places = feed.paths(record.episode.id)
    looks: Mapping[str, Callable[..., Iterator[Finding]]] = {
        places.vtt: texts.check_vtt,
        places.srt: texts.check_srt,
        places.transcript: texts.check_transcript_json,
        places.chapters: texts.check_chapters_json,
    }
    for name, look in looks.items():
        if not (public / name).is_file():
            continue  # That it is missing is a rule of the feed that names it.
        try:
            text = (public / name).read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            rule = "chapters-form" if name == places.chapters else "captions-form"
            yield found(rule, name, "it is not UTF-8", "build the show again")
            continue
        yield from look(name, text, record.episode)


def _readings(records: Sequence[Record]) -> Iterator[Finding]:
    """Yield one note with what all episodes read, from their records."""
    media = [record.episode.media for record in records]
    one = [each.lufs for each in media if each.lufs is not None]
    two = [each.lufs_two_speakers for each in media if each.lufs_two_speakers is not None]
    peaks = [each.true_peak_dbtp for each in media if each.true_peak_dbtp is not None]
    if one and two and peaks:
        readings = (
            f"{min(one):.1f} to {max(one):.1f} LUFS on one channel, {min(two):.1f} to {max(two):.1f} LUFS on two "
            f"speakers, true peak at most {max(peaks):.1f} dBTP"
        )
        yield found("loudness-readings", "episodes", f"{len(one)} recorded: {readings}", "--deep measures them again")
