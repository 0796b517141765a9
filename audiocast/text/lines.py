"""Raw text to tidy lines: entities decoded, invisible characters out, every space an ordinary one."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from audiocast.models import Dropped
from audiocast.text.characters import HAN, INVISIBLE
from audiocast.text.folding import fold

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NEWLINE = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    rf"[{INVISIBLE}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue000-\uf8ff\ufffd\ufffe\uffff]+"
)
_SPACES = re.compile(r"\s+")
_WIDE = rf"{HAN}，。！？；：、“”‘’（）《》〈〉「」『』【】…—"
_SPACE_AT_HAN = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")
_LONE_DIGITS = re.compile(rf"(?<=[{_WIDE}] )\d(?: [\d.])+(?= [{_WIDE}])")
_MAX_DECODINGS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its text without outer space, and its 1-based number in the raw text."""

    text: str
    number: int
    after_blank: bool
    folded: str
    """``text`` in the form that rules are written in."""


def tidy(raw: str, skip: frozenset[str] = frozenset()) -> tuple[list[Line], list[Dropped]]:
    """Return the lines of ``raw`` that hold something, and what was taken out of them (rule ``invisible``)."""
    lines: list[Line] = []
    dropped: list[Dropped] = []
    blank = False
    for number, text in enumerate(_NEWLINE.split(raw), 1):
        if "entity" not in skip:
            text = decode_entities(text)
        if "invisible" not in skip:
            taken = "".join(_INVISIBLE.findall(text))
            if taken:
                dropped.append(Dropped(taken, "invisible", number))
                text = _INVISIBLE.sub("", text)
        text = _SPACES.sub(" ", text).strip()
        if text:
            lines.append(Line(text, number, blank, fold(text)))
        blank = not text
    return lines, dropped


def decode_entities(text: str) -> str:
    """Return ``text`` with its HTML entities decoded, also those that were encoded twice."""
    for _ in range(_MAX_DECODINGS):
        if "&" not in text:
            break
        decoded = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
        if decoded == text:
            break
        text = decoded
    return text


def close_up(text: str) -> str:
    """Return body text without the spaces that touch a Han character or a full-width mark, nor those of 2 2 0."""
    return _SPACE_AT_HAN.sub("", _LONE_DIGITS.sub(lambda match: match.group().replace(" ", ""), text))
