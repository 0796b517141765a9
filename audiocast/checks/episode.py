"""What must hold of an episode as it is recorded: sound, chapters, cues, rights. Pure and cheap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from audiocast.checks.items import type_fault
from audiocast.checks.rules import Finding, found
from audiocast.models import Chapter, Cue, Episode, Media, Show

LUFS = -16.0
TOLERANCE_LU = 1.0
"""−16 LKFS ± 1 (Apple, as guides quote it), read as on two speakers: what a listener hears of a mono file."""
TRUE_PEAK_DBTP = -1.0
MAX_CHAPTERS = 255
MEDIA_BYTES = 200_000_000
MP3_KBPS = 96
"""Size and bitrate that hosts quote for Spotify; it publishes none that we have read."""

_PLAIN_NAME = re.compile(r"[A-Za-z0-9._-]+")
"""File names in ASCII letters and digits (Apple, support/823)."""


def check_episode(show: Show, episode: Episode) -> list[Finding]:
    """Return what is wrong with an episode, from its record alone."""
    media = episode.media
    return [
        *_check_media(episode.id, media),
        *check_loudness(episode.id, media.lufs, media.lufs_two_speakers, media.true_peak_dbtp),
        *check_chapters("chapters-order", episode.id, [(one.start_ms, one.end_ms) for one in episode.chapters], media),
        *_check_chapter_titles(episode.id, episode.chapters, media),
        *check_cues("cues-order", episode.id, episode.cues, media.duration_ms),
        *_check_rights(episode),
        *_check_label(show, episode),
    ]


def check_platform_limits(episode: Episode) -> Iterator[Finding]:
    """Yield what goes beyond numbers that are quoted for single platforms, and that no profile but theirs counts."""
    media = episode.media
    kbps = media.size_bytes * 8 // max(1, media.duration_ms)
    if media.mime == "audio/mpeg" and kbps < MP3_KBPS:
        way_out = f"{MP3_KBPS} or more are often asked for"
        yield found("media-bitrate", episode.id, f"the audio has about {kbps} kbit/s", way_out)
    if media.size_bytes > MEDIA_BYTES:
        way_out = 'at most 200 MB: make one episode of each story, or choose profile = "small"'
        yield found("media-size", episode.id, f"the audio has {media.size_bytes / 1e6:.0f} MB", way_out)


def check_loudness(
    where: str, lufs: float | None, two_speakers: float | None, true_peak_dbtp: float | None, *, origin: str = "record"
) -> Iterator[Finding]:
    """Yield what is wrong with how loud an episode is; both readings are said. What nobody measured passes."""
    if two_speakers is not None and abs(two_speakers - LUFS) > TOLERANCE_LU:
        one = "?" if lufs is None else f"{lufs:.1f}"
        yield found(
            "loudness",
            where,
            f"{one} LUFS on one channel, {two_speakers:.1f} LUFS on two speakers ({origin})",
            f"{LUFS:.0f} ± {TOLERANCE_LU:.0f} on two speakers: build the episode again by name",
        )
    if true_peak_dbtp is not None and round(true_peak_dbtp, 1) > TRUE_PEAK_DBTP:
        way_out = f"at most {TRUE_PEAK_DBTP:.0f}: build the episode again by name"
        yield found("true-peak", where, f"true peak {true_peak_dbtp:.1f} dBTP ({origin})", way_out)


def check_chapters(rule: str, where: str, times: Sequence[tuple[int, int]], media: Media) -> Iterator[Finding]:
    """Yield the first thing wrong with when chapters start and end, in milliseconds."""
    if not times:
        return
    if times[0][0] != 0:
        yield found(rule, where, f"the first chapter starts at {times[0][0]} ms, not at 0", "build the episode again")
        return
    for number, (start_ms, end_ms) in enumerate(times, start=1):
        if end_ms <= start_ms:
            yield found(rule, where, f"chapter {number} ends before it starts", "build the episode again")
            return
    for number, ((start, end), (following, _)) in enumerate(pairwise(times), start=2):
        if following <= start or following < end:
            yield found(rule, where, f"chapter {number} starts before the one before it ends", "build it again")
            return
    if times[-1][1] > media.duration_ms:
        fault = f"the last chapter ends at {times[-1][1]} ms, the audio at {media.duration_ms} ms"
        yield found(rule, where, fault, "build the episode again")


def check_cues(rule: str, where: str, cues: Sequence[Cue], duration_ms: int) -> Iterator[Finding]:
    """Yield the first thing wrong with when cues are said; ``duration_ms`` is the audio's."""
    for number, cue in enumerate(cues, start=1):
        if cue.end_ms <= cue.start_ms or cue.start_ms < 0:
            fault = f"cue {number} ({cue.text[:12]}) runs from {cue.start_ms} to {cue.end_ms} ms"
            yield found(rule, where, fault, "build the episode again")
            return
    for number, (cue, following) in enumerate(pairwise(cues), start=2):
        if following.start_ms < cue.end_ms:
            fault = f"cue {number} ({following.text[:12]}) starts before the one before it ends"
            yield found(rule, where, fault, "build the episode again")
            return
    if cues and cues[-1].end_ms > duration_ms:
        fault = f"the last cue ends at {cues[-1].end_ms} ms, the audio at {duration_ms} ms"
        yield found(rule, where, fault, "build the episode again")


def _check_media(where: str, media: Media) -> Iterator[Finding]:
    faults = [
        *([] if media.size_bytes > 0 else ["no size"]),
        *([] if media.duration_ms > 0 else ["no duration"]),
        *([] if media.sha256[:12] and media.sha256[:12] in media.name else [f"name {media.name} without its digest"]),
        *([] if _PLAIN_NAME.fullmatch(media.name) else [f"name {media.name} with other signs than A–Z a–z 0–9 . _ -"]),
    ]
    if faults:
        yield found("media-facts", where, f"the record has {', '.join(faults)}", "build the episode again by name")
    if fault := type_fault(media.name, media.mime):
        yield found("enclosure-type", where, fault, "build the episode again by name")


def _check_chapter_titles(where: str, chapters: Sequence[Chapter], media: Media) -> Iterator[Finding]:
    untitled = next((at for at, one in enumerate(chapters, start=1) if not one.title.strip()), None)
    if untitled is not None:
        yield found("chapters-order", where, f"chapter {untitled} has no title", "give the story a heading")
    if len(chapters) > MAX_CHAPTERS and media.mime == "audio/mpeg":
        way_out = f"a file holds {MAX_CHAPTERS}: make one episode of each story, or of fewer stories"
        yield found("chapters-count", where, f"{len(chapters)} chapters", way_out)


def _check_rights(episode: Episode) -> Iterator[Finding]:
    if episode.url and not episode.rights.strip():
        way_out = "write rights: … into its front matter"
        yield found("rights-line", episode.id, f"the text is from {episode.url} and nothing says whose it is", way_out)


def _check_label(show: Show, episode: Episode) -> Iterator[Finding]:
    if not show.ai_content:
        return
    spoken = "".join(cue.text for cue in episode.cues if cue.kind == "label")
    if not names_synthesis(spoken):
        fault = f"the label that is read is {spoken!r}" if spoken else "no label of synthetic speech is read"
        yield found(
            "ai-spoken", episode.id, fault, "say 人工智能 and 生成 or 合成 in [label] spoken, and build it by name"
        )


def names_synthesis(text: str) -> bool:
    """Whether a notice has the words that GB 45438-2025 asks for: 人工智能 or AI, and 生成 or 合成."""
    folded = text.upper()
    return ("人工智能" in folded or "AI" in folded) and ("生成" in folded or "合成" in folded)
