"""An article in the making, and what goes from the end of its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field

from audiocast.models import Byline, Dateline, Dropped
from audiocast.text.bylines import take_tail
from audiocast.text.captions import split_credit
from audiocast.text.datelines import take_credit
from audiocast.text.folding import fold
from audiocast.text.furniture import take_parts

_MAX_TAILS = 8


@dataclass(slots=True)
class Draft:
    """An article in the making; each paragraph is the list of the lines that it was broken into."""

    title: str = ""
    level: int = 0
    line: int = 0
    subtitles: list[str] = field(default_factory=list)
    paragraphs: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    listed: set[int] = field(default_factory=set)
    """The paragraphs that are items of a list."""
    unfinished: bool = False
    dateline: Dateline | None = None
    signed: list[Byline] = field(default_factory=list)
    """The people in datelines."""
    bylines: list[Byline] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    @property
    def started(self) -> bool:
        """Whether anything that is read stands in it."""
        return bool(self.title or self.paragraphs)

    def drop(self, text: str, rule: str, number: int) -> None:
        """Log what a rule took out."""
        self.dropped.append(Dropped(text, rule, number))

    def add(self, text: str, number: int) -> None:
        """Begin a paragraph."""
        self.paragraphs.append([text])
        self.numbers.append(number)
        self.unfinished = False

    def keep_picture_news(self) -> None:
        """Read a caption that is all there is below a heading: it is the news of its picture; its credit stays out."""
        if self.paragraphs or not self.title:
            return
        for at, each in enumerate(self.dropped):
            end = split_credit(fold(each.text)) if each.rule == "caption" else 0
            if end:
                self.add(each.text[:end], each.line)
                self.dropped[at] = Dropped(each.text[end:].strip(), each.rule, each.line)


def take_closing(draft: Draft, text: str, number: int, skip: frozenset[str], *, last: bool = True) -> tuple[str, bool]:
    """Return (text without the by-lines, credits and editors at its end, whether there were any).

    ``last`` is False for a line with more text close below it: 据新华社 alone is then no credit.
    """
    closed = False
    for _ in range(_MAX_TAILS):
        if not text:
            break
        if "byline" not in skip and (found := take_tail(text))[1]:
            text, taken, bylines = found
            draft.bylines.extend(bylines)
            draft.drop(taken.strip(), "byline", number)
        elif "dateline" not in skip and (credit := take_credit(text))[2] is not None:
            if not last and not credit[0] and text[0] not in "(（[【":
                break
            text, taken, dateline = credit
            draft.dateline = draft.dateline or dateline
            draft.drop(taken.strip(), "dateline", number)
        else:
            rest, parts = take_parts(text, skip, "editor-tag")
            if not parts:
                rest, parts = take_parts(text, skip, "web-furniture")
            if not parts:
                break
            for part, rule in parts:
                draft.drop(part, rule, number)
            text = rest
        closed = True
    return text, closed
