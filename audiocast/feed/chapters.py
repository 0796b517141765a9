"""Chapters as Podcasting 2.0 JSON, and the clock times that people read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from audiocast.feed.characters import one_line
from audiocast.feed.paths import web_url
from audiocast.models import Chapter


def chapters_json(chapters: Sequence[Chapter]) -> bytes:
    """Return the chapters as JSON chapters 1.2.0 with times in seconds (podcast-namespace, jsonChapters.md).

    Picture and page of a chapter are named where there is one.
    """
    rows = [
        {
            "startTime": seconds(chapter.start_ms),
            "endTime": seconds(chapter.end_ms),
            "title": one_line(chapter.title),
            **({"img": chapter.image} if chapter.image else {}),
            **({"url": url} if (url := web_url(chapter.url)) else {}),
        }
        for chapter in chapters
    ]
    text = json.dumps({"version": "1.2.0", "chapters": rows}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def clock(ms: int, *, hours: bool = False) -> str:
    """Return a time as listeners read it: ``04:05``, or ``1:04:05`` from an hour on or when ``hours`` asks for it."""
    minutes, seconds = divmod(ms // 1000, 60)
    if hours or minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return f"{minutes:02d}:{seconds:02d}"


def seconds(ms: int) -> int | float:
    """Return a time as JSON has it: seconds, whole where they are."""
    return ms // 1000 if ms % 1000 == 0 else ms / 1000
