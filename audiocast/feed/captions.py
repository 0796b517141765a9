"""Transcripts as WebVTT, SubRip and Podcasting 2.0 JSON: the written text and when it is said."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from audiocast.feed.chapters import seconds
from audiocast.feed.characters import one_line
from audiocast.feed.lines import wrap
from audiocast.models import Cue


def vtt(cues: Sequence[Cue]) -> str:
    """Return the cues as a WebVTT file (W3C WebVTT, section 4).

    A cue has one or two lines of at most 32 characters with ``&``, ``<`` and ``>`` escaped; hours are always written.
    WebVTT has no place for the language; it is the feed's own (podcast-namespace, transcript.md).
    """
    blocks = [
        f"{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}\n{_escape(lines)}" for cue, lines in _spoken(cues)
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def srt(cues: Sequence[Cue]) -> str:
    """Return the cues as a SubRip file: one or two lines of at most 32 characters (podcast-namespace, transcripts.md).

    The format has no escapes, so the text stands as it is written.
    """
    blocks = [
        f"{number}\n{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}\n{lines}\n"
        for number, (cue, lines) in enumerate(_spoken(cues), start=1)
    ]
    return "\n".join(blocks)


def transcript_json(cues: Sequence[Cue]) -> bytes:
    """Return the cues as transcript JSON 1.0.0, a segment each, times in seconds (podcast-namespace, transcripts.md).

    No speaker is named: an engine's voice has no name that a listener knows.
    """
    segments = [
        {"startTime": seconds(cue.start_ms), "endTime": seconds(cue.end_ms), "body": text}
        for cue in cues
        if (text := one_line(cue.text))
    ]
    text = json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _spoken(cues: Sequence[Cue]) -> Iterator[tuple[Cue, str]]:
    for cue in cues:
        if text := one_line(cue.text):
            halves = (cue.text[: cue.second_line], cue.text[cue.second_line :]) if cue.second_line else ()
            yield cue, "\n".join(filter(None, map(one_line, halves or wrap(text))))


def _time(ms: int, decimal_mark: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal_mark}{ms:03d}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
