"""What an episode is called in the feed: within a length, and without the show's name, which apps show beside it."""

from __future__ import annotations

import re
from functools import lru_cache

from audiocast.feed.characters import one_line

MAX_CHARS = 255
"""Apple's and PSP-1's limit for every text that is no description."""

_AFTER = r"(?:\s*(?:[:：|｜·•・/／_]|[-–—]+)\s*|\s+)"
_BEFORE = r"(?:\s*[|｜·•・/／_]|\s[-–—]+|[-–—]+\s|-)\s*"
"""Less than after it: 更名：管城新闻 and 十年——管城新闻 say something about the show."""
_LABELS = (("【", "】"), ("[", "]"), ("（", "）"), ("(", ")"), ("〔", "〕"))
"""Brackets that part it from the rest by themselves; 《管城新闻》十年 is a sentence."""


def episode_title(show_title: str, title: str) -> str:
    """Return ``title`` on one line without the show's name at its start or end (Apple, PSP-1).

    The name goes only with what separates it (管城新闻：…, 【管城新闻】…, … | 管城新闻), never as a part of what is
    said (管城新闻工作者…), and only where a word is left.
    """
    title = one_line(title)
    name = one_line(show_title)
    if name:
        at_start, at_end = _patterns(name)
        for pattern in (at_start, at_end):
            rest = pattern.sub("", title, count=1)
            if any(character.isalnum() for character in rest):
                title = rest
    return shortened(title)


def shortened(text: str, max_chars: int = MAX_CHARS) -> str:
    """Return one line of at most ``max_chars``, with an ellipsis where it was cut."""
    text = one_line(text)
    return text if len(text) <= max_chars else text[: max_chars - 1].rstrip() + "…"


@lru_cache(maxsize=16)
def _patterns(name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    bare = re.escape(name)
    label = "|".join(f"{re.escape(opening)}{bare}{re.escape(closing)}" for opening, closing in _LABELS)
    return (
        re.compile(rf"^(?:(?:{label}){_AFTER}?|(?:{bare}|《{bare}》){_AFTER})", re.IGNORECASE),
        re.compile(rf"(?:\s*(?:{label})|{_BEFORE}(?:{bare}|《{bare}》))$", re.IGNORECASE),
    )
