"""What each line of a file is before its place in a story is known: heading, by-line, text, or what a rule drops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audiocast.models import Byline
from audiocast.text.bylines import is_byline_note, parse_bylines, parse_signature, take_head
from audiocast.text.characters import OPENERS
from audiocast.text.datelines import take_dateline
from audiocast.text.folding import HAN, fold
from audiocast.text.furniture import take_parts, whole_rule
from audiocast.text.grids import table_lines
from audiocast.text.headings import CROSSHEAD_LEVEL, heading, is_plain_title, split_label
from audiocast.text.healing import ends_sentence, join, verse_lines
from audiocast.text.lines import Line
from audiocast.text.names import is_labelled, is_roll
from audiocast.text.notices import is_notice_text, needs_proof, notice_rule, notice_title
from audiocast.text.webpages import heads_list

Kind = Literal["heading", "byline", "text", "dropped"]
_BOLD = re.compile(r"\*\*[^*]+\*\*|__[^_]+__")


@dataclass(slots=True)
class Item:
    """A line, and what it is."""

    kind: Kind
    text: str
    folded: str
    number: int
    after_blank: bool
    level: int = 0
    rule: str = ""
    bylines: tuple[Byline, ...] = ()
    taken: tuple[tuple[str, str], ...] = ()
    opens: bool = False
    """Whether it begins with a dateline."""
    apart: bool = False
    """Whether nothing is joined to it: verse, a row of names."""
    listed: bool = False
    """Whether a bullet stood before it."""
    bold: bool = False
    cut: bool = False
    """Whether a sentence goes on below it, so that it is no heading."""


_PARAGRAPH_LINES = 8
_OPEN_MAX_CHARS = 400
_LISTED_MAX_CHARS = 48
_CUT = re.compile(r"[,、;:。!?”)》%]|的(?!确|士)")
_COUNTED = re.compile(r"[\d日月年期号个万亿元时点分名]")
_SUBJECT = re.compile(rf"(?:{HAN}{{2,6}})?(?:记者|通讯员){HAN}{{2,3}}")
_POINTED = re.compile("[▲△▼▽].*[。！？!?]")
_OPEN_BRACKET = re.compile(r"[(\[][^()\[\]。!?]{0,12}(?:记者|通讯员|实习生|编辑|责编)[^()\[\]。!?]{0,24}$")
_CLOSED_BRACKET = re.compile(r"[^()\[\]。!?]{1,40}[)\]]")
_PICTURE = re.compile("图|摄|供|资料|现场")


def sort_lines(lines: Sequence[Line], skip: frozenset[str]) -> list[Item]:
    """Return what each line is, in order."""
    lines = lines if "heal" in skip else _with_closed_brackets(lines)
    items = [_sorted(line, skip) for line in lines]
    if "heal" not in skip:
        _restore_cut(items, lines)
    _mark_bullets(items, lines, skip)
    _mark_notices(items, lines, skip)
    if "web-furniture" not in skip:
        _mark_lists(items, lines)
    if "table" not in skip:
        may = [item.kind == "text" or (item.rule == "bullet" and "|" in item.folded) for item in items]
        for at in table_lines(lines, may):
            _drop(items[at], lines[at], "table")
    may = [item.kind == "text" for item in items]
    for at, item in enumerate(items):
        item.apart = item.kind == "text" and (is_roll(item.folded) or _is_labelled(items, at))
    for at in verse_lines([item.folded for item in items], may):
        items[at].apart = True
    return items


def _sorted(line: Line, skip: frozenset[str]) -> Item:
    item = Item("text", line.text, line.folded, line.number, line.after_blank)
    marked = heading(line.text)
    if marked:
        item.kind, item.level, item.text = "heading", *marked
        item.folded = fold(item.text)
        if item.level < CROSSHEAD_LEVEL and whole_rule(item.folded, skip) == "page-furniture":
            item.kind, item.rule = "dropped", "page-furniture"
        return item
    rule = whole_rule(line.folded, skip)
    taken: list[tuple[str, str]] = []
    if not rule and "markup" not in skip:
        item.bold = _BOLD.fullmatch(line.text) is not None and not ends_sentence(line.text.strip("*_"))
        item.text, taken = take_parts(line.text, skip, "markup")
        item.folded = fold(item.text) if taken else line.folded
        rule = whole_rule(item.folded, skip) if taken else ""
    if "byline" not in skip and rule in ("", "web-furniture", "editor-tag"):
        item.bylines = parse_bylines(item.text) or (() if rule else parse_signature(item.text, marked=True))
        if rule != "editor-tag" and (item.bylines or (not rule and is_byline_note(item.folded))):
            item.kind, item.taken = "byline", tuple(taken)
            return item
    if rule:
        _drop(item, line, rule)
        return item
    text, head, item.bylines = (item.text, "", ()) if "byline" in skip else take_head(item.text)
    if head:
        taken.append((head.strip(), "byline"))
    text, parts = take_parts(text, skip)
    taken += parts
    if taken:
        item.text, item.folded, item.taken = text, fold(text), tuple(taken)
    if parts and text:
        if whole_rule(item.folded, skip):
            _drop(item, line, whole_rule(item.folded, skip))
            return item
        if "byline" not in skip and (bylines := parse_bylines(text)):
            item.kind, item.bylines = "byline", item.bylines + bylines
            return item
    item.listed = any(rule == "bullet" for _, rule in parts)
    item.opens = "dateline" not in skip and take_dateline(item.text)[1] is not None
    return item


def _restore_cut(items: Sequence[Item], lines: Sequence[Line]) -> None:
    """A line that looks like furniture is text when what follows shows that a sentence was cut behind it."""
    for at in range(len(items) - 1):
        item, following = items[at], items[at + 1]
        if item.kind not in ("dropped", "byline") or following.kind != "text" or item.rule in ("bullet", "markup"):
            continue
        if _is_cut(item.folded, following.folded) or _is_subject(items, at):
            item.kind, item.rule, item.bylines, item.taken = "text", "", (), ()
            item.text, item.folded, item.cut = lines[at].text, lines[at].folded, True


def _mark_lists(items: Sequence[Item], lines: Sequence[Line]) -> None:
    """The headlines under 相关阅读 go with it, until a line that a story may begin with or go on in."""
    for at, item in enumerate(items):
        if item.kind not in ("dropped", "text") or not heads_list(item.folded):
            continue
        if item.kind == "text":
            _drop(item, lines[at], "web-furniture")
        for below in range(at + 1, len(items)):
            if items[below].kind == "dropped" and not heads_list(items[below].folded):
                continue
            if items[below].kind == "dropped" or not _is_listed(items, below):
                break
            _drop(items[below], lines[below], "web-furniture")


def _is_listed(items: Sequence[Item], at: int) -> bool:
    item = items[at]
    if item.kind != "text" or item.opens or len(item.folded) > _LISTED_MAX_CHARS or ends_sentence(item.text):
        return False
    following = next((items[below] for below in range(at + 1, len(items)) if items[below].kind != "dropped"), None)
    return following is None or (following.kind == "text" and not following.opens and not ends_sentence(following.text))


def _is_cut(folded: str, following: str) -> bool:
    if _CUT.match(following):
        return True
    return folded[-1:].isdigit() and _COUNTED.match(following) is not None


def _is_subject(items: Sequence[Item], at: int) -> bool:
    """记者张三 in the middle of a paragraph, with a sentence that goes on below it."""
    item, following = items[at], items[at + 1]
    return (
        item.kind == "byline"
        and at > 0
        and items[at - 1].kind == "text"
        and not item.after_blank
        and not following.after_blank
        and _SUBJECT.fullmatch(item.folded) is not None
        and not is_plain_title(following.text, following.folded)
    )


def _with_closed_brackets(lines: Sequence[Line]) -> list[Line]:
    """The lines, those made whole that break behind a mark that opens, or inside (记者 …) or (责任编辑:…)."""
    whole: list[Line] = []
    for line in lines:
        before = whole[-1] if whole and len(whole[-1].text) <= _OPEN_MAX_CHARS else None
        opened = before and _OPEN_BRACKET.search(before.folded[-40:]) and _CLOSED_BRACKET.match(line.folded)
        if before and (opened or (len(before.text) < 4 and not before.text.strip(OPENERS))):
            text = join((before.text, line.text))
            whole[-1] = Line(text, before.number, before.after_blank, fold(text))
        else:
            whole.append(line)
    return whole


def _drop(item: Item, line: Line, rule: str) -> None:
    item.kind, item.rule, item.taken = "dropped", rule, ()
    marked = heading(line.text)
    item.text = marked[1] if marked else line.text


def _is_labelled(items: Sequence[Item], at: int) -> bool:
    """One of several lines in a row that each begin with a label."""
    beside = (each for each in (at - 1, at + 1) if 0 <= each < len(items) and items[each].kind == "text")
    return (
        is_labelled(items[at].folded)
        and not split_label(items[at].text)[0]
        and any(is_labelled(items[each].folded) for each in beside)
    )


def _mark_bullets(items: list[Item], lines: Sequence[Line], skip: frozenset[str]) -> None:
    """Several sentences in a row behind ▲ that speak of no picture are the items of a column, not captions."""
    at = 0
    while at < len(items):
        end = at
        while end < len(items) and _POINTED.fullmatch(lines[end].folded) and not _PICTURE.search(lines[end].folded):
            end += 1
        if end > at + 1:
            for item, line in zip(items[at:end], lines[at:end], strict=True):
                item.kind, item.rule, item.listed = "text", "", True
                item.text = line.text
                if "bullet" not in skip:
                    item.text, item.taken = line.text[1:].strip(), ((line.text[0], "bullet"),)
                item.folded = fold(item.text)
        at = max(end, at + 1)


def _mark_notices(items: list[Item], lines: Sequence[Line], skip: frozenset[str]) -> None:
    at = 0
    while at < len(items):
        item = items[at]
        titled = item.kind == "text" or item.rule == "page-furniture" or 0 < item.level < CROSSHEAD_LEVEL
        rule = notice_title(item.folded) if titled else ""
        end = _notice_end(items, lines, at, rule) if rule and rule not in skip else at
        if end > at + 1:
            first = at if item.rule != "page-furniture" else at + 1
            for each in range(first, end):
                _drop(items[each], lines[each], rule)
            at = end
            continue
        rule = notice_rule(lines[at].folded) if titled and item.kind != "heading" else ""
        if rule and rule not in skip and (item.kind == "text" or rule == "advertisement"):
            _drop(item, lines[at], rule)
        at += 1


def _notice_end(items: Sequence[Item], lines: Sequence[Line], at: int, rule: str) -> int:
    """Where the block under a notice's title ends: at the next heading, or where the words of a notice do."""
    marked = items[at].kind == "heading"
    end = at + 1
    while end < len(items):
        item, folded = items[end], lines[end].folded
        if item.kind == "heading":
            break
        if item.opens or item.kind == "byline":
            return at if marked else end
        first = end == at + 1
        if first:
            folded = _first_paragraph(items, end)
        strongly = first and needs_proof(items[at].folded)
        if (first or not marked) and not is_notice_text(folded, rule, strongly=strongly):
            break
        if rule == "advertisement" and not marked and ends_sentence(item.text) and not re.search(r"\d{5}", folded):
            break
        end += 1
    return end


def _first_paragraph(items: Sequence[Item], at: int) -> str:
    """The folded text from a line on, up to where a sentence ends, however it was broken."""
    parts: list[str] = []
    for item in items[at : at + _PARAGRAPH_LINES]:
        if item.kind == "heading":
            break
        parts.append(item.folded)
        if ends_sentence(item.text):
            break
    return "".join(parts)
