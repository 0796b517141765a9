"""Broken lines made whole: a line that lacks a sentence end goes on in the next one."""

from __future__ import annotations

import re

from audiocast.text.characters import CLOSERS

_SENTENCE_END = re.compile(
    rf"(?:[。！？!?…]|(?<=[。！？!?…])|\.{{3,}}|(?<=[A-Za-z\u4e00-\u9fff])\.)[{re.escape(CLOSERS)}\"]*$"
)
_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}(?:、|\.(?!\d))|[①-⑳]|第[一二三四五六七八九十百]{1,4}[章节条]\s|[【●])"
)


def ends_sentence(text: str) -> bool:
    """Return whether ``text`` ends like a sentence, closing marks after the end allowed."""
    return _SENTENCE_END.search(text) is not None


def starts_item(text: str) -> bool:
    """Return whether ``text`` begins like an item of a list (一、 (一) 1、), which nothing is joined to."""
    return _ITEM.match(text) is not None


def join(first: str, following: str) -> str:
    """Return two halves of a broken line as one: no space at Chinese characters and digits, one between Latin words."""
    last, begin = first[-1], following[0]
    if _is_latin(last) and _is_latin(begin):
        return f"{first} {following}"
    if last in ",;:.!?" and _is_latin(begin):
        return f"{first} {following}"
    return first + following


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
