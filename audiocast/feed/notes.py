"""Show notes: the HTML of an episode's description, within what podcast apps take."""

from __future__ import annotations

import html
from collections.abc import Sequence

from audiocast.feed.chapters import clock
from audiocast.feed.characters import one_line, visible
from audiocast.models import Chapter, Episode, Show

MAX_BYTES = 4000
"""Apple's and PSP-1's limit for a description, in bytes of UTF-8: about 1,333 Chinese characters."""

_NOTE_BYTES = 600
_SUMMARY_BYTES = 1600
_ENDS = "。！？!?…；;"
_CLOSERS = "”’」』）)"
_MORE = "<p>……</p>"


def show_notes(show: Show, episode: Episode) -> str:
    """Return the description of an episode: summary, time-stamped stories, note of a revision, AI notice.

    Only ``<p>`` is used, one for each line, which every app shows as a line of its own and which keeps a time stamp
    at its start, where apps look for it. The result has at most ``MAX_BYTES``: the summary is cut at a sentence, then
    the list of stories ends early; the note and the notice always stand.
    """
    tail = _revision(episode) + _paragraphs(show.ai_notice, _NOTE_BYTES)
    stories = _stories(episode.chapters)
    free = MAX_BYTES - _size(tail)
    head = _paragraphs(episode.summary, max(_SUMMARY_BYTES, free - sum(map(_size, stories))))
    return head + _fitting(stories, free - _size(head)) + tail


def channel_description(show: Show) -> str:
    """Return the description of the show as HTML of at most ``MAX_BYTES``; a single line has no mark-up at all."""
    lines = _lines(show.description)
    if len(lines) > 1:
        return _paragraphs(show.description, MAX_BYTES)
    return _cut(lines[0] if lines else one_line(show.title), MAX_BYTES)


def _revision(episode: Episode) -> str:
    note = one_line(episode.note)
    return _paragraphs(f"更正：{note}", _NOTE_BYTES) if note else ""


def _stories(chapters: Sequence[Chapter]) -> list[str]:
    hours = any(chapter.start_ms >= 3_600_000 for chapter in chapters)
    return [
        f"<p>{clock(chapter.start_ms, hours=hours)} {_cut(one_line(chapter.title), 300)}</p>" for chapter in chapters
    ]


def _fitting(blocks: Sequence[str], max_bytes: int) -> str:
    if sum(map(_size, blocks)) <= max_bytes:
        return "".join(blocks)
    kept, left = "", max_bytes - _size(_MORE)
    for block in blocks:
        left -= _size(block)
        if left < 0:
            break
        kept += block
    return kept + _MORE


def _paragraphs(text: str, max_bytes: int) -> str:
    """Return each line of ``text`` as an escaped paragraph, cut at a sentence when all would be too long."""
    done = ""
    for line in _lines(text):
        room = max_bytes - _size(done) - len("<p></p>")
        body = _cut(line, room)
        if not body:
            break
        done += f"<p>{body}</p>"
        if body != html.escape(line, quote=False):
            break
    return done


def _lines(text: str) -> list[str]:
    return [line for line in map(one_line, visible(text).split("\n")) if line]


def _cut(text: str, max_bytes: int) -> str:
    """Return ``text`` escaped, in at most ``max_bytes``: whole sentences where one fits, else cut with an ellipsis."""
    end_of_sentence = end_of_room = size = 0
    for index, character in enumerate(text):
        size += _size(html.escape(character, quote=False))
        if size > max_bytes:
            break
        if character in _ENDS or (character in _CLOSERS and end_of_sentence == index):
            end_of_sentence = index + 1
        if size <= max_bytes - _size("…"):
            end_of_room = index + 1
    else:
        return html.escape(text, quote=False)
    if end_of_sentence:
        return html.escape(text[:end_of_sentence], quote=False)
    return html.escape(text[:end_of_room], quote=False) + "…" if end_of_room else ""


def _size(text: str) -> int:
    return len(text.encode())
