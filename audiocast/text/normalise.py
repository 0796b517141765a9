"""Written text to spans of what is said, before any pinyin: the tokenizer over all classes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from audiocast.text import amounts, codes, dates, money, ranges, units
from audiocast.text.characters import FULL_TO_ASCII, HAN, is_han
from audiocast.text.classes import NumberClass
from audiocast.text.lexicon import Lexicon
from audiocast.text.numerals import cardinal
from audiocast.text.symbols import circled, roman_sign, say_sign

PLAIN = "plain"
_KEPT_WIDE = "！（），：；？"
_FOLD = {wide: narrow for wide, narrow in FULL_TO_ASCII.items() if chr(wide) not in _KEPT_WIDE} | {
    0x2080 + digit: 0x30 + digit for digit in range(10)
}
"""Full-width letters, digits and signs, and subscripts (CO₂), as ASCII."""
_RUNS = re.compile(
    rf"(?P<plain>[{HAN}]+)|(?P<space>\s+)|(?P<mark>[，。、；：！？“”‘’《》…,;:!?])|(?P<token>.)", re.DOTALL
)
"""A ``mark`` begins no class of numbers and is said as it stands."""
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_NUMERALS = frozenset("一二三四五六七八九〇零○◯")
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_DIGIT_CLASSES = (
    *codes.FIRST,
    *dates.CLASSES,
    amounts.COLLOQUIAL,
    *units.CLASSES,
    *ranges.SCORES,
    *codes.LAST[:1],
    *ranges.CLASSES,
    amounts.SPACED,
    *codes.LAST[1:],
    *amounts.CLASSES,
)
_LETTER_CLASSES = (
    codes.FIRST[0],
    *[each for each in codes.FIRST if each.name == "plate"],
    *money.CLASSES,
    *codes.LETTERS,
)
_SIGN_CLASSES = (
    *money.CLASSES,
    *codes.HYPHENED,
    *[each for each in codes.FIRST if each.name == "phone"],
    *units.CLASSES,
    *units.RATES,
    *[each for each in ranges.SCORES if each.name == "fraction"],
    *amounts.CLASSES[:4],
)


class Token(NamedTuple):
    """A run of written text with what is said for it."""

    written: str
    spoken: str
    rule: str
    risk: float


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Return the tokens of ``text``; their written parts joined are ``text``. Lexicon ``=`` entries come first."""
    folded = _OTHER_DIGIT.sub(_ascii_digit, text.translate(_FOLD))
    found: list[Token] = []
    start = 0
    for offset, key, words in lexicon.words.find(text):
        found.extend(_between(text, folded, start, offset))
        found.append(Token(key, words, "lexicon", 0.0))
        start = offset + len(key)
    found.extend(_between(text, folded, start, len(text)))
    return _with_pauses(found)


def _ascii_digit(match: re.Match[str]) -> str:
    return str(unicodedata.decimal(match.group()))


def _with_pauses(found: list[Token]) -> list[Token]:
    """Settle what each space is: a pause between Chinese words (headings), a space beside Latin ones, never two."""
    last = ""
    for at, token in enumerate(found):
        if token.spoken.isspace():
            following = _next_said(found, at + 1)
            said = "" if last == " " else " "
            if _pauses_after(last) and following and (is_han(following[0]) or following[0] in "“《"):
                said = "，"
            found[at] = token._replace(spoken=said)
        last = found[at].spoken[-1:] or last
    return found


def _next_said(found: list[Token], at: int) -> str:
    while at < len(found):
        said = found[at].spoken.lstrip()
        if said:
            return said
        at += 1
    return ""


def _pauses_after(char: str) -> bool:
    return bool(char) and (is_han(char) or char in "”》")


def _between(text: str, folded: str, start: int, end: int) -> Iterator[Token]:
    while start < end:
        run = _RUNS.match(folded, start, end)
        assert run is not None
        if run["plain"]:
            yield Token(text[start : run.end()], text[start : run.end()], PLAIN, 0.0)
            start = run.end()
            continue
        if run["mark"]:
            yield Token(text[start], text[start], "mark", 0.0)
            start += 1
            continue
        token = _space(text, folded, run) if run["space"] else _token(text, folded, start, end)
        yield token
        start += len(token.written)


def _space(text: str, folded: str, run: re.Match[str]) -> Token:
    """A space inside a number with its unit (2023 年, 第 3 版) is not said."""
    left, right = folded[run.start() - 1 : run.start()] if run.start() else "", folded[run.end() : run.end() + 1]
    inside = (left.isdecimal() and right and is_han(right)) or (
        right.isdecimal() and left and left in "第约近达至到年月日"
    )
    return Token(text[run.start() : run.end()], "" if inside else " ", "space", 0.0)


def _token(text: str, folded: str, start: int, end: int) -> Token:
    char = folded[start]
    if "0" <= char <= "9":
        classes: tuple[NumberClass, ...] = _DIGIT_CLASSES
    elif char.isascii() and char.isalpha():
        classes = _LETTER_CLASSES
    else:
        classes = _SIGN_CLASSES
    for each in classes:
        match = each.pattern.match(folded, start)
        if match is None or match.end() == start or match.end() > end:
            continue
        said = each.say(match)
        if said is not None:
            return Token(text[start : match.end()], said, each.name, each.risk)
    return _sign(text, folded, start, end)


def _sign(text: str, folded: str, start: int, end: int) -> Token:
    char = folded[start]
    word = _WORD.match(folded, start, end)
    if word:
        return Token(
            text[start : word.end()], word.group(), PLAIN if text[start : word.end()] == word.group() else "latin", 0.0
        )
    left = folded[start - 1] if start else ""
    right = folded[start + 1] if start + 1 < len(folded) else ""
    number = circled(char)
    if number:
        pause = "、" if right and is_han(right) and not (left and is_han(left)) else ""
        return Token(text[start], cardinal(str(number)) + pause, "circled", 0.0)
    if roman_sign(char):
        return Token(text[start], roman_sign(char), "roman", 0.0)
    if char in "○◯" and (left in _NUMERALS or right in _NUMERALS):
        return Token(text[start], "零", "number", 0.1)
    spoken, rule, risk = say_sign(char, left, right)
    return Token(text[start], spoken, rule, risk)
