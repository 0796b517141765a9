"""What the page says in Chinese: dates, lengths, names and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from audiocast.feed import one_line
from audiocast.models import Byline, Episode, EpisodeKind

_WEEKDAYS = "一二三四五六日"
_KINDS: Mapping[EpisodeKind, str] = {"full": "", "bonus": "特别节目", "trailer": "预告"}


def date_line(moment: datetime) -> str:
    """Return the date as a newspaper prints it, in the episode's own time zone: 2023年2月10日 星期五."""
    return f"{moment.year}年{moment.month}月{moment.day}日 星期{_WEEKDAYS[moment.weekday()]}"


def length_line(duration_ms: int) -> str:
    """Return how long a recording is, in whole seconds: 8分46秒."""
    minutes, seconds = divmod((duration_ms + 500) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}小时{minutes}分{seconds}秒"
    return f"{minutes}分{seconds}秒" if minutes else f"{seconds}秒"


def author_line(authors: Sequence[Byline]) -> str:
    """Return the people by role: 记者 冉红政、张三；通讯员 李四."""
    return "；".join(f"{one_line(byline.role)} {'、'.join(map(one_line, byline.names))}".strip() for byline in authors)


def language_tag(language: str) -> str:
    """Return the language as BCP 47 writes it: ``zh-CN`` for ``zh-cn``, ``zh-Hans`` for ``zh-hans``."""
    primary, *subtags = language.lower().split("-")
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in subtags]
    return "-".join([primary, *cased])


def month_line(month: str) -> str:
    """Return a month's name: 2023年2月 for ``2023-02``."""
    return f"{int(month[:4])}年{int(month[5:])}月"


def number_line(episode: Episode) -> str:
    """Return which of a series it is, and what kind when it is no ordinary one: 第2季第5期, 预告."""
    season = f"第{episode.season}季" if episode.season else ""
    number = f"第{episode.number}期" if episode.number else ""
    return " ".join(part for part in (season + number, _KINDS[episode.kind]) if part)
