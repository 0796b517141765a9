"""A show as it lies on the disk, looked at from its settings to the sound of each episode. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from audiocast import feed
from audiocast.audio.ffmpeg import find_ffmpeg
from audiocast.catalog import Catalog, Record
from audiocast.checks import recording, texts
from audiocast.checks.episode import check_episode, check_platform_limits, names_synthesis
from audiocast.checks.files import check_art
from audiocast.checks.pages import check_episode_page, check_pages
from audiocast.checks.profiles import judged, profile_of
from audiocast.checks.published import RECENT, Listed, check_documents, look_at_documents, plan_documents
from audiocast.checks.recorded import Index
from audiocast.checks.rules import Finding, found
from audiocast.checks.settings import check_named, check_settings
from audiocast.ledger import Ledger
from audiocast.models import Media, Show
from audiocast.shows import ShowFolder


def check_show(folder: ShowFolder, *, profile: str = "", deep: bool = False, now: datetime) -> Iterator[Finding]:
    """Yield what is wrong with a show, in the order of settings, feeds, pages, pictures and episodes, the newest first.

    One feed and one record is in memory at a time.

    Args:
        folder: the show.
        profile: whose recommendations count as requirements; empty is what everybody needs.
        deep: also read every audio file, text and page whole, decode the sound and measure it.
        now: no episode may be in a feed before its date.

    Raises:
        UsageError: there is no such profile; CatalogError: a record is damaged; EncodeError: there is no ffmpeg.
    """
    return judged(_look(folder, deep=deep, now=now), profile_of(profile))


def _look(folder: ShowFolder, *, deep: bool, now: datetime) -> Iterator[Finding]:
    yield from check_settings(folder.settings)
    yield from check_named(folder)
    catalog = Catalog(folder.records)
    index = Index.of(Ledger(catalog).heads().values())
    documents = list(look_at_documents(folder, index, deep=deep, now=now))
    planned = plan_documents(folder, index, documents, now)
    yield from check_documents(folder, index, documents, planned)
    if documents:
        read = {document.name for document in documents if document.ids is not None}
        all_read = len(read) == len(documents) and read.issuperset(planned)
        yield from check_pages(folder, index, planned, now, all_read=all_read)
    for name in dict.fromkeys(name for document in documents for name in document.pictures):
        yield from check_art(name, folder.public)
    yield from _check_episodes(folder, catalog, _newest_first(documents, index), deep=deep)


def _newest_first(documents: Sequence[Listed], index: Index) -> list[str]:
    """Return the ids of the episodes in the feeds, the newest first."""
    ids = {one for document in documents for one in document.ids or ()}
    return sorted(ids, key=lambda one: (index.by_id[one].pub_date, one), reverse=True)


def _check_episodes(folder: ShowFolder, catalog: Catalog, ids: Sequence[str], *, deep: bool) -> Iterator[Finding]:
    show, media = folder.describe(""), []
    program = find_ffmpeg(folder.settings.build.ffmpeg or None) if ids else None
    for number, episode_id in enumerate(ids):
        record, whole = catalog.load(episode_id), deep or number < RECENT
        episode = record.episode
        media.append(episode.media)
        yield from (one for one in check_episode(show, episode) if one.rule != "ai-spoken")
        yield from check_platform_limits(episode)
        yield from _check_label(show, record)
        yield from _check_texts(folder.public, record, whole=whole)
        yield from check_episode_page(folder.public, episode, show.base_url, whole=whole)
        path = folder.public / feed.media_path(episode.media.name)
        if program is None or not path.is_file():
            continue
        if whole:
            yield from recording.check_digest(path, episode)
            yield from recording.check_tags(path, episode, program, is_labelled=show.ai_content)
        yield from recording.check_sound(path, episode, program) if deep else recording.check_length(path, episode)
    if not deep:
        yield from _readings(media)


def _check_label(show: Show, record: Record) -> Iterator[Finding]:
    """Look at the lines that were read: subtitles of older records do not say which of them is the label."""
    spoken = "".join(line.written for line in record.lines if line.kind == "label")
    if show.ai_content and not names_synthesis(spoken):
        fault = f"the label that is read is {spoken!r}" if spoken else "no label of synthetic speech is read"
        way_out = "say 人工智能 and 合成 in [label] spoken, and build it by name"
        yield found("ai-spoken", record.episode.id, fault, way_out)


def _check_texts(public: Path, record: Record, *, whole: bool) -> Iterator[Finding]:
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
        data = (public / name).read_bytes()
        if whole:
            yield from texts.check_made(name, data, record.episode)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            rule = "chapters-form" if name == places.chapters else "captions-form"
            yield found(rule, name, "it is not UTF-8", "build the show again")
            continue
        yield from look(name, text, record.episode)


def _readings(media: Sequence[Media]) -> Iterator[Finding]:
    """Yield one note with what the audio of all episodes reads, as recorded."""
    one = [each.lufs for each in media if each.lufs is not None]
    two = [each.lufs_two_speakers for each in media if each.lufs_two_speakers is not None]
    peaks = [each.true_peak_dbtp for each in media if each.true_peak_dbtp is not None]
    if one and two and peaks:
        readings = (
            f"{min(one):.1f} to {max(one):.1f} LUFS on one channel, {min(two):.1f} to {max(two):.1f} LUFS on two "
            f"speakers, true peak at most {max(peaks):.1f} dBTP"
        )
        yield found("loudness-readings", "episodes", f"{len(one)} recorded: {readings}", "--deep measures them again")
