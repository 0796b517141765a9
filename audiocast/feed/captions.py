"""Transcripts as WebVTT and SubRip: the written text and when it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audiocast.feed.characters import one_line
from audiocast.models import Cue


def vtt(cues: Sequence[Cue]) -> str:
    """Return the cues as a WebVTT file (W3C WebVTT, section 4).

    Each cue is one line with ``&``, ``<`` and ``>`` escaped; hours are always written. The language stands in the
    feed's ``podcast:transcript`` and in the page's ``<track>``: WebVTT has no place for it.
    """
    blocks = [
        f"{_time(cue.start_ms, '.')} --> {_time(cue.end_ms, '.')}\n{_escape(text)}" for cue, text in _spoken(cues)
    ]
    return "\n\n".join(["WEBVTT", *blocks]) + "\n"


def srt(cues: Sequence[Cue]) -> str:
    """Return the cues as a SubRip file; the format has no escapes, so the text stands as it is written."""
    blocks = [
        f"{number}\n{_time(cue.start_ms, ',')} --> {_time(cue.end_ms, ',')}\n{text}\n"
        for number, (cue, text) in enumerate(_spoken(cues), start=1)
    ]
    return "\n".join(blocks)


def _spoken(cues: Sequence[Cue]) -> Iterable[tuple[Cue, str]]:
    return ((cue, text) for cue in cues if (text := one_line(cue.text)))


def _time(ms: int, decimal_mark: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal_mark}{ms:03d}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
