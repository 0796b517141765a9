"""Broken lines made whole: a line that lacks a sentence end goes on in the next one; lists and verse stay apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from audiocast.text.characters import CLOSERS, is_han
from audiocast.text.folding import HAN
from audiocast.text.readings import is_word

_TAIL_CHARS = 24
_SENTENCE_END = re.compile(
    rf"(?:[。！？!?…]|(?<=[。！？!?…])|\.{{3,}}|(?<=[A-Za-z\u4e00-\u9fff])\.)[{re.escape(CLOSERS)}\"]*$"
)
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:、|[.．](?!\d))|[①-⑳]|"
    r"第[一二三四五六七八九十百]{1,4}[章节条]\s|[【●])"
)
_SPEAKER = re.compile(r"(?:问|答|记者|記者|主持人|主持|Q|A|Q\d|A\d|网友|專家|专家|嘉宾|旁白)\s?[:：]")
_OPENS_LIST = re.compile(r"(?:如下|以下|名单|其中|包括|分别是|下列)[^。，,]{0,8}[:：]$")
_ADDRESS = re.compile(r"(?:https?:/|www\.)[!-~]*$|[!-~]+@[!-~]*$")
_LONG_WORDS = ((1, 2), (2, 1), (1, 3), (2, 2), (3, 1))
_VERSE_CHARS = range(2, 19)
_VERSE_LINES = 4
_VERSE_LINE = re.compile(rf"(?:{HAN}|[\s“”《》·—])+")


def ends_sentence(text: str) -> bool:
    """Return whether ``text`` ends like a sentence, closing marks after the end allowed."""
    return _SENTENCE_END.search(text[-_TAIL_CHARS:]) is not None


def starts_item(text: str) -> bool:
    """Return whether nothing is joined to the front of ``text``: an item (一、 (一) 1、) or a speaker's turn."""
    return _ITEM.match(text) is not None or _SPEAKER.match(text) is not None


def opens_list(text: str) -> bool:
    """Return whether ``text`` announces a list, so that the next line is not its continuation: 名单如下："""
    return _OPENS_LIST.search(text[-_TAIL_CHARS:]) is not None


def join(pieces: Sequence[str]) -> str:
    """Return the parts of a broken line as one: no space at Chinese characters and digits, one between Latin words."""
    whole = [pieces[0]]
    for before, after in pairwise(pieces):
        last, begin = before[-1], after[0]
        if _is_latin(begin) and (_is_latin(last) or last in ",;:.!?") and not _ADDRESS.search(before):
            whole.append(" ")
        whole.append(after)
    return "".join(whole)


def crosses_word(first: str, following: str) -> bool:
    """Return whether the border between two lines stands inside a word: 讯息中 | 心昨日."""
    if not (is_han(first[-1]) and is_han(following[0])):
        return False
    if any(is_word(first[-left:] + following[:right]) for left, right in _LONG_WORDS):
        return True
    pair = first[-1] + following[0]
    return is_word(pair) and not is_word(first[-2:]) and not is_word(following[:2])


def verse_lines(lines: Sequence[str], may: Sequence[bool]) -> set[int]:
    """Return the indices of folded lines that are verse: four and more short ones in a row without any mark."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and may[end] and _is_verse(lines[end]):
            end += 1
        if end - at >= _VERSE_LINES:
            found.update(range(at, end))
        at = max(end, at + 1)
    return found


def _is_verse(folded: str) -> bool:
    return len(folded) in _VERSE_CHARS and _VERSE_LINE.fullmatch(folded) is not None and not _ITEM.match(folded)


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
