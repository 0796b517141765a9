"""Show notes: the HTML of an episode's description, within what podcast apps take."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlsplit

from audiocast.feed.chapters import clock
from audiocast.feed.characters import one_line
from audiocast.feed.markup import Token, fitting, line, paragraphs
from audiocast.feed.paths import web_url
from audiocast.models import Chapter, Episode, Show

MAX_BYTES = 4000
"""Apple's and PSP-1's limit for a description, in bytes of UTF-8: about 1,333 Chinese characters."""

_NOTE_BYTES = 600
_RIGHTS_BYTES = 300
_URL_BYTES = 500
_URL_CHARS_SHOWN = 80
_SUMMARY_BYTES = 1600
_MORE = "<p>……</p>"


def show_notes(show: Show, episode: Episode) -> str:
    """Return the description of an episode: summary, time-stamped stories, note of a revision, source, AI notice.

    What we write ourselves is ``<p>`` alone, one for each line, which every app shows as a line of its own and which
    keeps a time stamp at its start, where apps look for it. The result has at most ``MAX_BYTES``: the summary is cut at
    a sentence, then the list of stories ends early; note, source and notice always stand.
    """
    tail = _revision(episode) + _source(episode) + fitting(paragraphs(show.ai_notice), _NOTE_BYTES)
    stories = _stories(episode.chapters)
    free = MAX_BYTES - _size(tail)
    head = fitting(paragraphs(episode.summary), max(_SUMMARY_BYTES, free - sum(map(_size, stories))))
    return head + _as_many_as_fit(stories, free - _size(head)) + tail


def channel_description(show: Show) -> str:
    """Return the description of the show as HTML of at most ``MAX_BYTES``; a single plain line has no mark-up at all.

    Apps show the description of a show as text more often than that of an episode.
    """
    tokens = paragraphs(show.description) or paragraphs(show.title)
    kinds = [token.kind for token in tokens]
    if kinds == ["open", "text", "close"]:
        tokens = (Token("text", text=tokens[1].text),)
    return fitting(tokens, MAX_BYTES)


def _revision(episode: Episode) -> str:
    note = one_line(episode.note)
    return f"<p>{line(f'更正：{note}', _NOTE_BYTES)}</p>" if note else ""


def _source(episode: Episode) -> str:
    """Return whose text it is and where it was published, as readers of a newspaper's site see it."""
    rights = line(episode.rights, _RIGHTS_BYTES)
    url = web_url(episode.url)
    link = ""
    if url and _size(escape(url)) <= _URL_BYTES:
        shown = url if len(url) <= _URL_CHARS_SHOWN else urlsplit(url).netloc
        link = f'原文：<a href="{escape(url)}">{escape(shown, quote=False)}</a>'
    return "".join(f"<p>{part}</p>" for part in (rights, link) if part)


def _stories(chapters: Sequence[Chapter]) -> list[str]:
    hours = any(chapter.start_ms >= 3_600_000 for chapter in chapters)
    return [f"<p>{clock(chapter.start_ms, hours=hours)} {line(chapter.title, 300)}</p>" for chapter in chapters]


def _as_many_as_fit(blocks: Sequence[str], max_bytes: int) -> str:
    if sum(map(_size, blocks)) <= max_bytes:
        return "".join(blocks)
    kept, left = "", max_bytes - _size(_MORE)
    for block in blocks:
        left -= _size(block)
        if left < 0:
            break
        kept += block
    return kept + _MORE


def _size(text: str) -> int:
    return len(text.encode())
