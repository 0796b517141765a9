"""Lines of subtitles: where Chinese text may be broken, how good a place is, and text in lines of 32 characters.

What may stand first and last in a line follows GB/T 15834-2011, section 5.1, and the line breaking of JIS X 4051. 32
characters a line and two lines a cue are the podcast namespace's (transcripts.md, SRT). Every character counts as one,
whatever its width: counting two half-width ones as one, as subtitles for television do, would let a line of Latin grow
to 64 of the namespace's characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise

LINE_CHARS = 32
CUE_LINES = 2

Place = tuple[int, float]
"""An offset at which a line may begin, and what a break there costs: 0 after a sentence, more than 9 inside a pair."""

AFTER_SENTENCE = 0.0
AFTER_CLAUSE = 0.5
AFTER_LIST = 2.0
AT_SPACE = 2.5
AFTER_CLOSING = 4.0
BEFORE_OPENING = 4.0
AT_WORD = 9.0
BEFORE_PARTICLE = 5.0
"""On top of the rest: 的 belongs to what stands before it."""
INSIDE_PAIR = 8.0
"""On top of the rest, inside a short title, quotation or bracket."""
ANYWHERE = 60.0
"""Inside an address or a number that is longer than a line."""

_PAIRS = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "【": "】",
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "〔": "〕",
    "[": "]",
}
_PAIR_CHARS = 20
_OPENING = frozenset(_PAIRS)
_CLOSING = frozenset(_PAIRS.values())
_NEVER_FIRST = _CLOSING | frozenset("。！？!?，、；：,;:.．…—·・•‧～~–－-／/%％‰°℃℉′″々〃")
_NEVER_LAST = _OPENING | frozenset("／/￥¥＄$€£№#＃@＠")
_PARTICLES = frozenset("的地得了着们等")
_ENDS = frozenset("。！？!?；;…")
_CLAUSES = frozenset("，,：:—")
_ALONE = r"[^\W_\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_ATOM = re.compile(
    rf"{_ALONE}+(?:[.,:/∶@?&=%_'’+~\-–．：／－＋＠#]+{_ALONE}+)*"
    r"(?:(?<=\d)[百千万亿]{0,2}(?:[%％‰℃年月日号时分秒元个名人家件次岁米]|平方米|公里|小时)?)?"
)
_ATTACHED = frozenset(("Mn", "Mc", "Me", "Cf", "Sk"))


def places(text: str, unbroken: Collection[int] = ()) -> list[Place]:
    """Return where a line of ``text`` may begin, ascending; no two neighbours are further apart than a line.

    A line never begins with a closing mark or a space, never ends with an opening mark; a Latin word, an address and a
    number with its unit stay whole unless they are longer than a line.

    Args:
        text: one line.
        unbroken: offsets at which it must not be broken besides, since a word lies across them.
    """
    barred = set(unbroken)
    barred.update(quote + (number + 1) % 2 for number, quote in enumerate(_straight_quotes(text)))
    for atom in _ATOM.finditer(text):
        barred.update(range(atom.start() + 1, atom.end()))
    inside = _inside_pairs(text)
    found = [
        (
            offset,
            _cost(text, offset) + INSIDE_PAIR * (offset in inside) + BEFORE_PARTICLE * (text[offset] in _PARTICLES),
        )
        for offset in range(1, len(text))
        if offset not in barred and _may_break(text, offset)
    ]
    return _close_enough(text, found)


def width(text: str) -> int:
    """Return how many characters a line shows: spaces at its end take no room."""
    return len(text.rstrip())


def second_line(text: str, allowed: Sequence[Place]) -> int:
    """Return where the second of two lines begins, 0 when one is enough or two are not.

    The place is chosen for its meaning first, then for lines of equal length.

    Args:
        text: one cue.
        allowed: where it may be broken.
    """
    if width(text) <= LINE_CHARS:
        return 0
    choices = []
    for offset, cost in allowed:
        first, second = width(text[:offset]), width(text[offset:])
        if max(first, second) <= LINE_CHARS:
            choices.append((cost + 10 * abs(first - second) / (first + second), offset))
    return min(choices)[1] if choices else 0


def wrap(text: str) -> list[str]:
    """Return the text in lines of at most ``LINE_CHARS``: one, two of about equal length, or as many as it needs."""
    if width(text) <= LINE_CHARS:
        return [text.rstrip()]
    allowed = places(text)
    half = second_line(text, allowed)
    if half:
        return [text[:half].rstrip(), text[half:].rstrip()]
    lines = []
    start = 0
    while width(text[start:]) > LINE_CHARS:
        end = min(
            (cost + 10 * (1 - (offset - start) / LINE_CHARS), offset)
            for offset, cost in allowed
            if offset > start and width(text[start:offset]) <= LINE_CHARS
        )[1]
        lines.append(text[start:end].rstrip())
        start = end
    return [*lines, text[start:].rstrip()]


def _may_break(text: str, offset: int) -> bool:
    before, after = text[offset - 1], text[offset]
    if after in _NEVER_FIRST or after.isspace() or text[:offset].rstrip()[-1:] in _NEVER_LAST:
        return False
    attached = unicodedata.category(after) in _ATTACHED or unicodedata.category(before) == "Cf"
    return not attached or before.isspace()


def _cost(text: str, offset: int) -> float:
    before = text[max(0, offset - 8) : offset].rstrip()
    last, inner = before[-1:], before.rstrip("".join(_CLOSING) + '"')[-1:]
    if inner in _ENDS:
        return AFTER_SENTENCE
    if last in _CLAUSES or (inner in _CLAUSES and last in _CLOSING):
        return AFTER_CLAUSE
    if last in _CLOSING:
        return AFTER_CLOSING
    if last == "、":
        return AFTER_LIST
    if text[offset - 1].isspace():
        return AT_SPACE
    return BEFORE_OPENING if text[offset] in _OPENING else AT_WORD


def _straight_quotes(text: str) -> list[int]:
    """Return where they are; they are taken to open and close in turn."""
    return [offset for offset, char in enumerate(text) if char == '"']


def _inside_pairs(text: str) -> frozenset[int]:
    inside: set[int] = set()
    for opened, char in enumerate(text):
        closed = text.find(_PAIRS[char], opened, opened + _PAIR_CHARS + 2) if char in _PAIRS else -1
        inside.update(range(opened + 1, closed + 1))
    quotes = _straight_quotes(text)
    for opened, closed in zip(quotes[::2], quotes[1::2], strict=False):
        inside.update(range(opened + 1, closed + 1) if closed - opened <= _PAIR_CHARS + 1 else ())
    return frozenset(inside)


def _close_enough(text: str, found: Sequence[Place]) -> list[Place]:
    """Add every offset of a stretch that is longer than a line and has no place in it."""
    filled: list[Place] = []
    for (start, _), (end, cost) in pairwise([(0, 0.0), *found, (len(text), 0.0)]):
        if width(text[start:end]) > LINE_CHARS:
            inner = [offset for offset in range(start + 1, end) if not text[offset].isspace()]
            filled += [(at, ANYWHERE if _may_break(text, at) else 2 * ANYWHERE) for at in inner]
        filled.append((end, cost))
    return filled[:-1]
