"""What must hold of an episode's transcripts and chapters as files: they parse, and their times make sense. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from audiocast import feed
from audiocast.checks.episode import check_chapters, check_cues
from audiocast.checks.rules import Finding, found
from audiocast.checks.wording import url_fault
from audiocast.models import Cue, Episode

SRT_LINES, SRT_CHARS, VTT_CHARS = 2, 32, 65
"""Podcast namespace, transcripts.md."""

_TIMES = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3}) --> (?:(\d{2,}):)?([0-5]\d):([0-5]\d)[.,](\d{3})")
_WAY_OUT = "build the show again"


def made_of(episode: Episode) -> Mapping[str, Callable[[], bytes]]:
    """Return what makes each of an episode's texts from its record, by path under public/."""
    where = feed.paths(episode.id)
    return {
        where.vtt: lambda: feed.vtt(episode.cues).encode(),
        where.srt: lambda: feed.srt(episode.cues).encode(),
        where.transcript: lambda: feed.transcript_json(episode.cues),
        where.chapters: lambda: feed.chapters_json(episode.chapters),
    }


def check_made(name: str, data: bytes, episode: Episode) -> Iterator[Finding]:
    """Yield when a text is not to the byte what its episode's record makes."""
    if data != made_of(episode)[name]():
        yield found("text-recorded", name, f"it is not what the record of {episode.id} makes", _WAY_OUT)


def check_vtt(name: str, text: str, episode: Episode) -> Iterator[Finding]:
    """Yield what is wrong with a WebVTT file (W3C WebVTT, section 4)."""
    head, *blocks = text.replace("\r\n", "\n").strip("\n").split("\n\n")
    if not re.match(r"\ufeff?WEBVTT(?:[ \t\n]|$)", head):
        yield found("captions-form", name, "it does not start with WEBVTT", _WAY_OUT)
        return
    cues = []
    for number, block in enumerate(blocks, start=1):
        lines = block.split("\n")
        if lines[0].startswith(("NOTE", "STYLE", "REGION")):
            continue
        cue = _cue(lines if "-->" in lines[0] else lines[1:], ".")
        if cue is None:
            yield found("captions-form", name, f"block {number} is no cue", _WAY_OUT)
            return
        cues.append(cue)
    yield from _check_lines(name, cues, lines=0, characters=VTT_CHARS)
    yield from check_cues("captions-form", name, cues, episode.media.duration_ms)


def check_srt(name: str, text: str, episode: Episode) -> Iterator[Finding]:
    """Yield what is wrong with a SubRip file."""
    cues = []
    blocks = text.replace("\r\n", "\n").strip("\n").split("\n\n")
    for number, block in enumerate(blocks if blocks != [""] else [], start=1):
        lines = block.split("\n")
        cue = _cue(lines[1:], ",")
        if lines[0].strip() != str(number) or cue is None:
            yield found("captions-form", name, f"block {number} is no cue of that number", _WAY_OUT)
            return
        cues.append(cue)
    yield from _check_lines(name, cues, lines=SRT_LINES, characters=SRT_CHARS)
    yield from check_cues("captions-form", name, cues, episode.media.duration_ms)


def check_transcript_json(name: str, text: str, episode: Episode) -> Iterator[Finding]:
    """Yield what is wrong with a JSON transcript (podcast namespace, transcripts.md)."""
    try:
        segments = json.loads(text)["segments"]
        cues = [Cue(round(1000 * one["startTime"]), round(1000 * one["endTime"]), str(one["body"])) for one in segments]
    except (ValueError, TypeError, KeyError) as error:
        yield found("captions-form", name, f"it is no transcript ({_reason(error)})", _WAY_OUT)
        return
    yield from check_cues("captions-form", name, cues, episode.media.duration_ms)


def check_chapters_json(name: str, text: str, episode: Episode) -> Iterator[Finding]:
    """Yield what is wrong with a chapters file (podcast namespace, jsonChapters.md)."""
    try:
        document = json.loads(text)
        rows = document["chapters"]
        starts = [round(1000 * one["startTime"]) for one in rows]
        ends = [round(1000 * one["endTime"]) if "endTime" in one else None for one in rows]
        version, titles = str(document["version"]), [str(one.get("title", "")) for one in rows]
        addresses = [str(one[key]) for one in rows for key in ("img", "url") if key in one]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        yield found("chapters-form", name, f"it is no chapters file ({_reason(error)})", _WAY_OUT)
        return
    if not version.startswith("1."):
        yield found("chapters-form", name, f"its version is {version!r}", _WAY_OUT)
    if "" in titles:
        yield found("chapters-form", name, f"chapter {titles.index('') + 1} has no title", _WAY_OUT)
    for address in addresses:
        if fault := url_fault(address):
            yield found("chapters-form", name, f"address {address!r} {fault}", _WAY_OUT)
    following = [*starts[1:], episode.media.duration_ms]
    times = [
        (start, following[at] if end is None else end) for at, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    yield from check_chapters("chapters-form", name, times, episode.media)


def _cue(lines: Sequence[str], decimal_mark: str) -> Cue | None:
    times = _TIMES.match(lines[0]) if len(lines) > 1 else None
    if times is None or decimal_mark not in lines[0]:
        return None
    fields = [int(one or 0) for one in times.groups()]
    start_ms, end_ms = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (fields[:4], fields[4:]))
    return Cue(start_ms, end_ms, "\n".join(lines[1:]))


def _check_lines(name: str, cues: Sequence[Cue], *, lines: int, characters: int) -> Iterator[Finding]:
    """Yield the first cue with too many or too long lines; 0 lines is as many as it likes."""
    for number, cue in enumerate(cues, start=1):
        written = cue.text.split("\n")
        longest = max(map(_length, written))
        if (lines and len(written) > lines) or longest > characters:
            fault = f"cue {number} has {len(written)} lines, the longest of {longest} characters"
            yield found("captions-lines", name, fault, f"at most {lines or 'any number'} of {characters}")
            return


def _length(line: str) -> int:
    """Return how many characters a line shows: WebVTT writes &, < and > in more."""
    return len(re.sub(r"&(?:amp|lt|gt|lrm|rlm|nbsp);", "&", line))


def _reason(error: Exception) -> str:
    return f"no {error}" if isinstance(error, KeyError) else " ".join(str(error).split())
