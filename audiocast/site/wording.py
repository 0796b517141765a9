"""What the page says in Chinese: dates, lengths, names, and the transcript as paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from audiocast.feed import one_line
from audiocast.models import Byline, Cue, SentenceKind

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Cues that were read as one paragraph, joined again."""

    kind: SentenceKind
    text: str


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


def transcript(cues: Sequence[Cue]) -> tuple[Paragraph, ...]:
    """Return the cues as the paragraphs of the article; a change of kind also ends one."""
    groups = groupby(cues, key=lambda cue: (cue.paragraph, cue.kind))
    paragraphs = (Paragraph(kind, one_line(_joined([cue.text for cue in group]))) for (_, kind), group in groups)
    return tuple(paragraph for paragraph in paragraphs if paragraph.text)


def _joined(texts: Sequence[str]) -> str:
    """Join sentences and parts of them: as they were written; Latin words that would meet with a space between."""
    joined = ""
    for text in texts:
        words_meet = joined[-1:].isascii() and text[:1].isascii() and text[:1].isalnum() and joined[-1:].strip()
        joined += f" {text}" if words_meet else text
    return joined
