"""The lines of one file, dealt out to drafts of articles from top to bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiocast.text import headings
from audiocast.text.bylines import parse_signature
from audiocast.text.crossheads import is_whole, is_whole_without_end, may_be_crosshead
from audiocast.text.datelines import take_dateline
from audiocast.text.drafts import Draft, take_closing
from audiocast.text.folding import HAN, fold
from audiocast.text.furniture import take_parts, whole_rule
from audiocast.text.headings import CROSSHEAD_LEVEL, SUBTITLE_LEVEL, TITLE_LEVEL
from audiocast.text.healing import ends_sentence, join, opens_list, starts_item
from audiocast.text.sorting import Item

_LOOK_AHEAD = 12
_STACK = 4
"""How many lines of headings may stand above a story."""
_CAPTION_MAX_CHARS = 200
_MAX_DATELINES = 4
_CAPTION_MAX_LINES = 12
_NO_CAPTION = frozenset({"web-furniture", "page-furniture", "editor-tag", "jump", "bullet", "markup"})
_CAPTION_START = re.compile("[上下左右]?图(?:为|[:①-⑳])")
_NUMBER_CUT = re.compile(r"\d[:：.,/]?$")
_WORD = re.compile(rf"{HAN}{{2,4}}")


class Assembly:
    """One pass over the sorted lines of a file."""

    def __init__(self, items: Sequence[Item], skip: frozenset[str]) -> None:
        self._items = items
        self._skip = skip
        self._marked = any(item.kind == "heading" for item in items)
        self._drafts = [Draft()]
        self._closed = False
        self._in_column = False
        self._next_level = _next_levels(items)
        self._after = _next_texts(items)

    @property
    def _draft(self) -> Draft:
        return self._drafts[-1]

    def run(self) -> list[Draft]:
        """Return the drafts in order; some may hold nothing to read."""
        for at, item in enumerate(self._items):
            if item.kind == "heading":
                self._take_heading(at, item)
            elif item.kind == "dropped":
                self._take_dropped(at, item)
            elif item.kind == "byline":
                self._take_byline(item)
            else:
                self._take_text(at, item)
        for draft in self._drafts:
            draft.keep_picture_news()
        return self._drafts

    # ---- what is not text ----

    def _take_dropped(self, at: int, item: Item) -> None:
        draft = self._draft
        if draft.unfinished and self._is_word_of_sentence(at, item):
            draft.paragraphs[-1].append(item.text)
            return
        if item.rule == "caption" and draft.unfinished and _CAPTION_START.match(fold(draft.paragraphs[-1][0])):
            draft.paragraphs[-1].append(item.text)
            if self._take_caption(draft):
                return
            draft.paragraphs[-1].pop()
        draft.drop(item.text, item.rule, item.number)
        draft.bylines.extend(item.bylines)
        if item.rule in ("editor-tag", "bullet") and draft.paragraphs:
            self._closed = True
            if item.rule == "editor-tag":
                draft.unfinished = False

    def _is_word_of_sentence(self, at: int, item: Item) -> bool:
        """A word of menus (登录, 广告) that is a whole line because a sentence was broken there: text all around it."""
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        return (
            item.rule in ("web-furniture", "page-furniture")
            and _WORD.fullmatch(item.text) is not None
            and not item.after_blank
            and following is not None
            and following.kind == "text"
            and not following.after_blank
            and "heal" not in self._skip
        )

    def _take_byline(self, item: Item) -> None:
        draft = self._draft
        for part, rule in item.taken:
            draft.drop(part, rule, item.number)
        draft.bylines.extend(item.bylines)
        draft.drop(item.text, "byline", item.number)
        draft.unfinished = False
        self._closed = bool(draft.paragraphs)

    def _take_heading(self, at: int, item: Item) -> None:
        draft = self._draft
        text = item.text
        if "markup" not in self._skip:
            text, taken = take_parts(text, self._skip, "markup")
            for part, rule in taken:
                draft.drop(part, rule, item.number)
        if not text:
            return
        self._closed = False
        level = item.level
        if level <= TITLE_LEVEL:
            self._in_column = self._is_column(at, level, text)
            begins = self._in_column
        else:
            begins = level == SUBTITLE_LEVEL and self._in_column
        if begins:
            self._begin(text, level, item.number)
        elif level >= CROSSHEAD_LEVEL or (level == SUBTITLE_LEVEL and draft.paragraphs):
            if self._has_words(text, item.number):
                draft.add(text, item.number)
            draft.unfinished = False
        elif (
            not draft.paragraphs
            and draft.title
            and (level > draft.level or level == SUBTITLE_LEVEL)
            and not (level == TITLE_LEVEL and self._next_level[at] == TITLE_LEVEL)
            and not (level == TITLE_LEVEL and headings.is_column(fold(draft.title)))
        ):
            draft.subtitles.append(text)
        else:
            self._begin(text, level, item.number)

    def _is_column(self, at: int, level: int, text: str) -> bool:
        """Whether a ``##`` names a column (## 要闻) with its stories right below it, as ``###``."""
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        return (
            level == TITLE_LEVEL
            and following is not None
            and following.kind == "heading"
            and following.level == SUBTITLE_LEVEL
            and headings.is_column(fold(text))
        )

    def _has_words(self, text: str, number: int) -> bool:
        if "no-words" in self._skip or any(map(str.isalnum, text)):
            return True
        self._draft.drop(text, "no-words", number)
        return False

    def _begin(self, title: str, level: int, number: int) -> None:
        if self._draft.started:
            self._drafts.append(Draft())
        self._draft.title, self._draft.level, self._draft.line = title, level, number
        self._closed = False

    # ---- text ----

    def _take_text(self, at: int, item: Item) -> None:
        draft = self._draft
        for part, rule in item.taken:
            draft.drop(part, rule, item.number)
        if not item.text:
            draft.bylines.extend(item.bylines)
            return
        if self._take_signature(at, item) or self._take_title(at, item):
            return
        text = self._without_formulas(at, draft, item)
        if text is None:
            return
        listed = item.listed or (starts_item(text) and not self._goes_on_in_number(text))
        if draft.unfinished and "heal" not in self._skip and not listed and not item.apart:
            draft.paragraphs[-1].append(text)
            if self._take_caption(draft):
                return
        elif self._has_words(text, item.number):
            draft.add(text, item.number)
        else:
            return
        if listed:
            draft.listed.add(len(draft.paragraphs) - 1)
        tail = join(draft.paragraphs[-1][-3:])
        draft.unfinished = not (
            ends_sentence(tail)
            or item.apart
            or opens_list(text)
            or is_whole_without_end(text)
            or self._is_last_item()
            or self._is_crosshead(at, item, text)
        )

    def _take_signature(self, at: int, item: Item) -> bool:
        """A line of names without a role: under the title, or the last one of a story."""
        draft = self._draft
        if "byline" in self._skip or draft.unfinished or len(item.text) > 40:
            return False
        if not (bylines := parse_signature(item.text)):
            return False
        above = bool(draft.title) and not draft.paragraphs and not draft.bylines
        if not above and not parse_signature(item.text, marked=True):
            if not draft.paragraphs or not ends_sentence(draft.paragraphs[-1][-1]):
                return False
            after = self._after[at]
            if after is not None and not (
                headings.is_plain_title(self._items[after].text, self._items[after].folded) and self._evidence(after)
            ):
                return False
        if above and not item.apart and self._after[at] is None:
            return False
        draft.bylines.extend(bylines)
        draft.drop(item.text, "byline", item.number)
        self._closed = bool(draft.paragraphs)
        return True

    def _take_title(self, at: int, item: Item) -> bool:
        draft = self._draft
        if not self._is_title(at, item):
            return False
        label, text, main = headings.split_label(item.text) if "markup" not in self._skip else ("", item.text, False)
        after = self._after[at]
        waiting = draft.title and not draft.paragraphs and not self._closed and draft.level == 0
        if (
            not label
            and "page-title" not in self._skip
            and headings.is_column(item.folded)
            and after is not None
            and self._is_title(after, self._items[after])
        ):
            if draft.started and not waiting:
                self._begin("", 0, item.number)
            draft = self._draft
            draft.drop(item.text, "page-title", item.number)
            return True
        if waiting and main:
            draft.subtitles.insert(0, draft.title)
            draft.title = text
        elif waiting:
            draft.subtitles.append(text)
        else:
            self._begin(text, 0, item.number)
        if label:
            self._draft.drop(label.strip(), "markup", item.number)
        return True

    def _without_formulas(self, at: int, draft: Draft, item: Item) -> str | None:
        """The line without dateline and by-lines; None when nothing is left."""
        text = item.text
        draft.bylines.extend(item.bylines)
        for _ in range(_MAX_DATELINES):
            rest, dateline, people = take_dateline(text)
            if dateline is None or "dateline" in self._skip:
                break
            draft.drop(text[: len(text) - len(rest)].strip(), "dateline", item.number)
            draft.dateline = draft.dateline or dateline
            draft.signed.extend(people)
            draft.unfinished = False
            text, taken = take_parts(rest, self._skip)
            for part, rule in taken:
                draft.drop(part, rule, item.number)
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        last = following is None or following.after_blank or following.kind != "text"
        text, closed = take_closing(draft, text, item.number, self._skip, last=last)
        self._closed = closed
        return text or None

    # ---- headings without mark-up ----

    def _is_title(self, at: int, item: Item) -> bool:
        """A heading without mark-up: short, no sentence in it, and a dateline, a by-line or a sentence below it."""
        draft = self._draft
        if (
            draft.unfinished
            or item.apart
            or item.cut
            or item.opens
            or not headings.may_be_title(item.text, item.folded)
        ):
            return False
        evidence = self._evidence(at)
        if not evidence:
            return False
        if self._marked and evidence != "dateline":
            return False
        waiting = draft.level == 0 and bool(draft.title) and not draft.paragraphs
        if headings.is_plain_title(item.text, item.folded):
            if evidence != "text" or (headings.is_column(item.folded) and self._items[self._after[at] or at].listed):
                return True
            if waiting and headings.opens_body(item.folded):
                return False
            return not draft.started or waiting or self._closed
        if evidence == "byline":
            return not draft.started or self._closed or not ends_sentence(item.text)
        return evidence == "dateline"

    def _evidence(self, at: int) -> str:
        """What below a line makes it a heading: ``dateline``, ``byline`` (or a page's own line), ``text``, nothing."""
        found = "text"
        signed = False
        stack = 0
        for place, item in enumerate(self._items[at + 1 : at + 1 + _LOOK_AHEAD], at + 1):
            if item.kind == "heading":
                return ""
            if (
                item.kind == "byline"
                or item.rule == "web-furniture"
                or (item.rule == "bullet" and item.text[0] in "=-")
            ):
                found = "byline" if item.rule != "bullet" or item is self._items[at + 1] else found
                signed = signed or item.kind == "byline"
            elif item.kind == "text" and item.text:
                if item.opens:
                    return "dateline" if self._has_story(place) else ""
                if parse_signature(item.text) and not self._draft.paragraphs:
                    found = "byline"
                elif not item.apart and stack < _STACK and headings.is_plain_title(item.text, item.folded):
                    if signed:
                        return ""
                    stack += 1
                else:
                    return found
        return found if stack and self._items[at].kind == "text" and not self._draft.started else ""

    def _has_story(self, at: int) -> bool:
        """Whether a dateline has a report behind it, and is not the last line's credit."""
        return self._after[at] is not None or take_dateline(self._items[at].text)[0] != ""

    def _is_last_item(self) -> bool:
        """An item after others that had no end either: it needs none."""
        draft = self._draft
        last = len(draft.paragraphs) - 1
        return {last - 1, last} <= draft.listed and all(
            len(each) == 1 and is_whole(each[0]) for each in draft.paragraphs[-2:]
        )

    def _goes_on_in_number(self, text: str) -> bool:
        """Whether 20、… is no item but the rest of a number that was cut: 25: | 20、25:18."""
        draft = self._draft
        return draft.unfinished and text[0].isdigit() and _NUMBER_CUT.search(draft.paragraphs[-1][-1]) is not None

    def _take_caption(self, draft: Draft) -> bool:
        """Whether the paragraph that was just made whole is a caption; then it is dropped."""
        if "caption" in self._skip or len(draft.paragraphs[-1]) > _CAPTION_MAX_LINES:
            return False
        text = join(draft.paragraphs[-1])
        if len(text) > _CAPTION_MAX_CHARS or whole_rule(fold(text), _NO_CAPTION) != "caption":
            return False
        draft.drop(text, "caption", draft.numbers.pop())
        del draft.paragraphs[-1]
        draft.unfinished = False
        return True

    def _is_crosshead(self, at: int, item: Item, text: str) -> bool:
        after = self._after[at]
        if after is None or len(self._draft.paragraphs[-1]) > 1:
            return False
        following = self._items[at + 1]
        apart = item.bold or (item.after_blank and following.after_blank)
        return may_be_crosshead(text, self._items[after].text, apart=apart)


def _next_levels(items: Sequence[Item]) -> list[int]:
    """For each line the level of the next heading that begins a story, 0 when none does."""
    levels = [0] * len(items)
    level = 0
    for at in range(len(items) - 1, -1, -1):
        levels[at] = level
        if items[at].kind == "heading" and items[at].level <= TITLE_LEVEL:
            level = items[at].level
    return levels


def _next_texts(items: Sequence[Item]) -> list[int | None]:
    """For each line the index of the next one that is text, None when a heading or the end comes first."""
    after: list[int | None] = [None] * len(items)
    found: int | None = None
    for at in range(len(items) - 1, -1, -1):
        after[at] = found
        if items[at].kind == "heading":
            found = None
        elif items[at].kind == "text" and re.search(r"\S", items[at].text):
            found = at
    return after
