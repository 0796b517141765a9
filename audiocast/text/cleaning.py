"""Raw newspaper text to articles: the story, its headings, and as data or in the log everything that is not read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from audiocast.models import Article, Byline, Dateline, Dropped
from audiocast.text.bylines import parse_bylines, take_head, take_tail
from audiocast.text.datelines import take_dateline
from audiocast.text.furniture import take_parts, whole_rule
from audiocast.text.healing import ends_sentence, join, starts_item
from audiocast.text.lines import Line, close_up, tidy

RULES = frozenset(
    {
        "entity",
        "invisible",
        "space",
        "heal",
        "dateline",
        "byline",
        "caption",
        "editor-tag",
        "jump",
        "web-furniture",
        "page-furniture",
        "bullet",
        "markup",
        "page-title",
        "empty-heading",
        "no-words",
    }
)
"""The names that ``skip`` may hold."""

_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)(?:\s+#+)?")
_TITLE_MAX_CHARS = 60
_CROSSHEAD_MAX_CHARS = 16
_COMMA = re.compile("[，,。；;]")
_TITLE_LEVEL, _SUBTITLE_LEVEL, CROSSHEAD_LEVEL = 2, 3, 4

_Take = Callable[[str], tuple[str, str, tuple[Byline, ...]]]


@dataclass(slots=True)
class _Draft:
    title: str = ""
    level: int = 0
    line: int = 0
    subtitles: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    unfinished: bool = False
    dateline: Dateline | None = None
    bylines: list[Byline] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def started(self) -> bool:
        return bool(self.title or self.paragraphs)


def clean(raw: str, *, skip: frozenset[str] = frozenset()) -> list[Article]:
    """Return the articles in ``raw``, in order; none when there is no text in it.

    Args:
        raw: decoded text of one file: plain or with Markdown headings, one story or several.
        skip: names of cleaning rules to leave out (``RULES`` lists them).
    """
    lines, dropped = tidy(raw, skip)
    drafts = _Assembly(lines, skip).run()
    finished = _without_empty([_finish(draft, skip) for draft in drafts], drafts, skip)
    if finished and dropped:
        finished = _with_dropped(finished, dropped)
    return [article for article, _ in finished]


class _Assembly:
    """The lines of one file, dealt out to drafts from top to bottom."""

    def __init__(self, lines: list[Line], skip: frozenset[str]) -> None:
        self._lines = lines
        self._skip = skip
        self._marked = any(_HEADING.fullmatch(line.text) for line in lines)
        self._drafts = [_Draft()]
        self._after_byline = False

    @property
    def _draft(self) -> _Draft:
        return self._drafts[-1]

    def run(self) -> list[_Draft]:
        for at, line in enumerate(self._lines):
            self._take(at, line)
        return self._drafts

    def _take(self, at: int, line: Line) -> None:
        heading = _HEADING.fullmatch(line.text)
        if heading:
            self._take_heading(len(heading[1]), heading[2], line.number)
            return
        draft = self._draft
        rule = whole_rule(line.text, self._skip)
        if rule:
            draft.dropped.append(Dropped(line.text, rule, line.number))
            return
        if "byline" not in self._skip:
            bylines = parse_bylines(line.text)
            if bylines:
                draft.bylines.extend(bylines)
                draft.dropped.append(Dropped(line.text, "byline", line.number))
                draft.unfinished = False
                self._after_byline = True
                return
        text = line.text
        if "byline" not in self._skip:
            text = _take_bylines(take_head, draft, text, line.number)
        text, taken = take_parts(text, self._skip)
        draft.dropped.extend(Dropped(part, name, line.number) for part, name in taken)
        if text:
            self._take_body(at, Line(text, line.number, line.after_blank))

    def _take_heading(self, level: int, text: str, number: int) -> None:
        draft = self._draft
        empty = not draft.paragraphs
        if level >= CROSSHEAD_LEVEL or (level == _SUBTITLE_LEVEL and draft.paragraphs):
            if self._has_words(text, number):
                draft.paragraphs.append(text)
            draft.unfinished = False
        elif (
            empty
            and draft.title
            and (level > draft.level or level == _SUBTITLE_LEVEL)
            and not self._is_page_title(number, level)
        ):
            draft.subtitles.append(text)
        else:
            self._begin(text, level, number)
        self._after_byline = False

    def _has_words(self, text: str, number: int) -> bool:
        if "no-words" in self._skip or any(map(str.isalnum, text)):
            return True
        self._draft.dropped.append(Dropped(text, "no-words", number))
        return False

    def _is_page_title(self, number: int, level: int) -> bool:
        """A heading with no text of its own above several of the next level is the page's, not a story's."""
        if level != _TITLE_LEVEL:
            return False
        for line in self._lines:
            if line.number > number:
                heading = _HEADING.fullmatch(line.text)
                if heading and len(heading[1]) <= _TITLE_LEVEL:
                    return len(heading[1]) == level
        return False

    def _begin(self, title: str, level: int, number: int) -> None:
        if self._draft.started:
            self._drafts.append(_Draft())
        self._draft.title, self._draft.level, self._draft.line = title, level, number

    def _take_body(self, at: int, line: Line) -> None:
        draft = self._draft
        if self._is_title(at, line.text):
            if draft.title and not draft.paragraphs and not self._after_byline and draft.level == 0:
                draft.subtitles.append(line.text)
            else:
                self._begin(line.text, 0, line.number)
            self._after_byline = False
            return
        self._after_byline = False
        text = self._without_formulas(draft, line)
        if text is None:
            return
        if not draft.unfinished and not self._has_words(text, line.number):
            return
        if draft.unfinished and "heal" not in self._skip and not starts_item(text):
            draft.paragraphs[-1] = join(draft.paragraphs[-1], text)
        else:
            draft.paragraphs.append(text)
        draft.unfinished = not ends_sentence(draft.paragraphs[-1]) and not self._is_crosshead(at, text)

    def _without_formulas(self, draft: _Draft, line: Line) -> str | None:
        """The line without dateline and bylines in brackets; None when nothing is left."""
        text = line.text
        if "dateline" not in self._skip:
            text, opened = _take_datelines(draft, text, line.number)
            if opened:
                draft.unfinished = False
        if "byline" not in self._skip:
            text = _take_bylines(take_tail, draft, text, line.number)
        return text or None

    def _is_title(self, at: int, text: str) -> bool:
        """A heading without mark-up: short, no sentence in it, and a dateline or a sentence below it."""
        draft = self._draft
        if len(text) > _TITLE_MAX_CHARS or draft.unfinished or starts_item(text) or take_dateline(text)[1]:
            return False
        following = self._next_body(at)
        if following is None:
            return False
        opens_report = take_dateline(following)[1] is not None
        fresh = not draft.started or (draft.level == 0 and bool(draft.title) and not draft.paragraphs)
        if self._marked and not opens_report:
            return False
        if not ends_sentence(text) and not _COMMA.search(text):
            return opens_report or self._after_byline or (fresh and not self._marked)
        return opens_report and not re.search("[。；;]", text) and (fresh or self._after_byline)

    def _is_crosshead(self, at: int, text: str) -> bool:
        following = self._next_body(at)
        if following is None or len(text) > _CROSSHEAD_MAX_CHARS or text != self._draft.paragraphs[-1]:
            return False
        apart = self._lines[at].after_blank and at + 1 < len(self._lines) and self._lines[at + 1].after_blank
        item = starts_item(text)
        return (
            (item or apart)
            and not re.search("[，,、：:；;“(（]|[0-9的和与及在大为是了对将达至从向把被以]$", text[2 if item else 0 :])
            and len(following) > len(text)
        )

    def _next_body(self, at: int) -> str | None:
        for line in self._lines[at + 1 :]:
            if _HEADING.fullmatch(line.text):
                return None
            if not whole_rule(line.text, self._skip) and not parse_bylines(line.text):
                return take_parts(line.text, self._skip)[0]
        return None


def _take_datelines(draft: _Draft, text: str, number: int) -> tuple[str, bool]:
    opened = False
    while True:
        rest, dateline, bylines = take_dateline(text)
        if dateline is None:
            return text, opened
        opened = True
        draft.dropped.append(Dropped(text[: len(text) - len(rest)].strip(), "dateline", number))
        if draft.dateline is None:
            draft.dateline = dateline
        draft.bylines.extend(bylines)
        text = rest


def _take_bylines(take: _Take, draft: _Draft, text: str, number: int) -> str:
    rest, taken, bylines = take(text)
    if taken:
        draft.bylines.extend(bylines)
        draft.dropped.append(Dropped(taken.strip(), "byline", number))
    return rest


def _finish(draft: _Draft, skip: frozenset[str]) -> Article:
    paragraphs = []
    for paragraph in draft.paragraphs:
        if "space" not in skip and ends_sentence(paragraph):
            paragraph = close_up(paragraph)
        paragraphs.append(paragraph)
    return Article(
        draft.title,
        tuple(draft.subtitles),
        tuple(paragraphs),
        draft.dateline,
        tuple(dict.fromkeys(draft.bylines)),
        tuple(draft.dropped),
    )


def _without_empty(articles: list[Article], drafts: list[_Draft], skip: frozenset[str]) -> list[tuple[Article, int]]:
    """Articles that have a text, each with its first line; what stood around them is logged with the nearest."""
    kept: list[tuple[Article, int]] = []
    waiting: list[Dropped] = []
    for article, draft in zip(articles, drafts, strict=True):
        rule = "page-title" if not kept else "empty-heading"
        if article.paragraphs or (article.title and rule in skip):
            kept.append((_replace_dropped(article, (*waiting, *article.dropped)), draft.line))
            waiting = []
            continue
        lost = [Dropped(text, rule, draft.line) for text in (article.title, *article.subtitles) if text]
        waiting.extend((*lost, *article.dropped))
    if waiting and kept:
        last, line = kept[-1]
        kept[-1] = (_replace_dropped(last, (*last.dropped, *waiting)), line)
    return kept


def _with_dropped(articles: list[tuple[Article, int]], dropped: list[Dropped]) -> list[tuple[Article, int]]:
    result = []
    for at, (article, line) in enumerate(articles):
        until = articles[at + 1][1] if at + 1 < len(articles) else None
        own = [each for each in dropped if (at == 0 or each.line >= line) and (until is None or each.line < until)]
        ordered = sorted((*own, *article.dropped), key=lambda each: each.line)
        result.append((_replace_dropped(article, tuple(ordered)), line))
    return result


def _replace_dropped(article: Article, dropped: tuple[Dropped, ...]) -> Article:
    return Article(article.title, article.subtitles, article.paragraphs, article.dateline, article.bylines, dropped)
