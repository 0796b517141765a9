"""The sections of a newspaper (要闻, 民生): their names in headings and page lines, and the stories under them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from audiocast.text.folding import HAN, fold

_CODE = (
    r"(?:第?\s?[A-Z]?\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|头|尾)\s?"
    r"(?:[、,~—\-至]\s?[A-Z]?\d{1,3}\s?)?版|[A-DT]\s?\d{1,2}(?![\dA-Za-z])|0\d(?!\d))"
)
_GAP = r"[\s:|·/,—\-]*"
_DAY = re.compile(
    r"\d{4}\s?[年\-/.]\s?\d{1,2}\s?[月\-/.]\s?\d{1,2}\s?日?|\d{1,2}月\d{1,2}日|(?:星期|周|礼拜)[一二三四五六日天]|[()]"
)
_NAME = rf"{HAN}{{1,8}}(?:·{HAN}{{1,8}})?"
_PAGE = re.compile(rf"{_CODE}{_GAP}(?P<after>{_NAME})?|(?P<before>{_NAME}?){_GAP}{_CODE}")
_PAPER = re.compile(rf"{HAN}*(?:日报|晚报|早报|时报|商报|都市报|晨报|青年报|快报|周刊|周报|导报)")
_ONLY_CODE = re.compile(_CODE)
_CODE_FIRST = re.compile(rf"{_CODE}(?={_GAP}\S)")
_CODE_LAST = re.compile(rf"(?<=\S){_GAP}{_CODE}")
_LETTERS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)

_PAGE_RANK, _COLUMN_RANK = 0, 1
"""What a page line and a column's name without mark-up count as; a heading of level n counts n + 1."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line that a section may begin at.

    Attributes:
        line: 1-based line of the raw text.
        name: of the section; empty for a page line without one, which ends the section of the page before.
        kind: what the line is.
        level: of a heading with mark-up.
        is_over: whether the stories under it are headings of a deeper level.
    """

    line: int
    name: str
    kind: Literal["page", "column", "heading"]
    level: int = 0
    is_over: bool = False

    @property
    def rank(self) -> int:
        """The lower, the more it ends."""
        return {"page": _PAGE_RANK, "column": _COLUMN_RANK, "heading": self.level + 1}[self.kind]


def section_name(written: str) -> str:
    """Return a section's name without page numbers and marks: 要闻 of “A02版 要闻”, “第02版：要闻” and “◎要闻”."""
    name = written
    while True:
        folded = fold(name)
        letters = _LETTERS.search(folded)
        if letters is None:
            return ""
        first, last = letters.span()
        if _ONLY_CODE.fullmatch(folded, first, last):
            return ""
        if code := _CODE_FIRST.match(folded, first, last):
            first = code.end()
        elif code := next((one for one in _CODE_LAST.finditer(folded, first, last) if one.end() == last), None):
            last = code.start()
        elif (first, last) == (0, len(name)):
            return name
        name = name[first:last]


def page_section(written: str) -> str | None:
    """Return the section that a page line names, empty when it names none; None for what is no page line.

    A date beside it is left out, and a paper's own name is no section.
    """
    folded = _DAY.sub(" ", fold(written)).strip()
    match = _PAGE.fullmatch(folded)
    if match is None:
        return None
    name = match["after"] or match["before"] or ""
    if not name or _PAPER.fullmatch(name):
        return ""
    at = fold(written).find(name)
    return written[at : at + len(name)] if at >= 0 else name


def sections(marks: Iterable[Mark], stories: Sequence[tuple[int, int]]) -> list[str]:
    """Return the section of each story; empty where none is known.

    A section goes on until the next mark of its rank or of a lower one, or until a story whose heading is not deeper
    than the section's, when that stood over deeper ones; the innermost counts. A page line without a name ends no more
    than the section that a page line named. One heading over everything, with
    sections below it, is the paper's name and no section.

    Args:
        marks: in the order of the lines.
        stories: (line, level of its heading) of each, level 0 without mark-up.
    """
    waiting = _without_masthead(list(marks), stories)
    under: list[Mark] = []
    found = []
    for line, level in stories:
        while waiting and waiting[0].line <= line:
            mark = waiting.pop(0)
            if mark.name:
                under = [*(one for one in under if one.rank < mark.rank), mark]
            else:
                under = [one for one in under if one.kind != mark.kind]
        under = [one for one in under if not (one.is_over and one.level >= level > 0)]
        found.append(under[-1].name if under else "")
    return found


def _without_masthead(marks: list[Mark], stories: Sequence[tuple[int, int]]) -> list[Mark]:
    if not marks or marks[0].kind != "heading" or not any(mark.name for mark in marks[1:]):
        return marks
    first = marks[0]
    others = [mark.level for mark in marks[1:] if mark.kind == "heading"]
    deeper = [level for _, level in stories if level > 0]
    is_masthead = all(line > first.line for line, _ in stories) and min([*others, *deeper], default=9) > first.level
    return marks[1:] if is_masthead else marks
