"""Amounts: a number with what it counts (45个, 220亿元, 第2名), and the bare number that is left."""

from __future__ import annotations

import re

from audiocast.text.characters import is_han
from audiocast.text.classes import MANY, MEASURE, NUMBER, SCALE, after, amount, before, number_class
from audiocast.text.numerals import cardinal

_NEGATIVE_BEFORE = re.compile(r"(?:^|[为达至是到，。；：、,;:(（“\"《])$")
_NEVER_NAMED = ("米", "层", "層", "楼", "樓", "元")
_ORDINAL_BEFORE = re.compile(r"第(?:\d{1,3}[、,，和及至到])*$")
_DOCUMENT = re.compile(r"[〕\]】\)）]$")


def _count(match: re.Match[str]) -> str | None:
    many, scale, measure = match["many"] or "", match["scale"] or "", match["measure"] or ""
    if match["minus"]:
        if not (_NEGATIVE_BEFORE.search(before(match)) or _is_change(match)):
            return None
        sign = "负"
    else:
        sign = ""
    following = many + scale + measure
    left = before(match)
    if _ORDINAL_BEFORE.search(left) or (_DOCUMENT.search(left) and measure[:1] == "号"):
        return sign + cardinal(match["a"]) + following
    context = following + after(match)
    return sign + amount(match["a"], context) + following


def _negative(match: re.Match[str]) -> str:
    return "负" + cardinal(match["a"])


def _spaced(match: re.Match[str]) -> str:
    """12 500吨: groups of three set apart by spaces."""
    number = "".join(match["a"].split())
    return amount(number, after(match).lstrip())


def _is_change(match: re.Match[str]) -> bool:
    """变动-0.2个百分点, 位于-1层: a hyphen after Han is a minus before what has no name like that, else part of one."""
    left = before(match)[-1:]
    if not is_han(left or "x") or left in "层層楼樓米元":
        return False
    return "." in match["a"] or match["measure"] in _NEVER_NAMED or after(match).startswith("百分点")


def _bare(match: re.Match[str]) -> str:
    return amount(match["a"], after(match, 3))


COLLOQUIAL = number_class(
    "amount", rf"(?P<a>{NUMBER})w(?=\+|{MANY}|{MEASURE})", lambda match: cardinal(match["a"]) + "万", risk=0.1
)
"""300w人, as people write 万 in messages; asked before units, where W is the watt."""

SPACED = number_class(
    "amount", rf"(?P<a>\d{{1,3}}(?:[ \u00a0\u2009\u202f]\d{{3}})+)(?=\s?(?:{SCALE}|{MEASURE}))(?!\d)", _spaced, risk=0.2
)
"""Asked before other amounts."""

CLASSES = (
    number_class(
        "amount",
        rf"(?P<minus>[-−])?(?P<a>{NUMBER})(?P<many>{MANY})?(?P<scale>{SCALE})?(?P<measure>{MEASURE})",
        _count,
    ),
    number_class("amount", rf"(?P<minus>[-−])?(?P<a>{NUMBER})(?P<many>{MANY})?(?P<scale>{SCALE})(?P<measure>)", _count),
    number_class("number", r"(?<=10的)(?P<minus>[-−])(?P<a>\d+)(?P<many>)(?P<scale>)(?P<measure>)(?=次方)", _negative),
    number_class("number", rf"(?P<minus>[-−])(?P<a>{NUMBER})(?P<many>)(?P<scale>)(?P<measure>)", _count, risk=0.3),
    number_class("number", rf"(?P<a>{NUMBER})", _bare, risk=0.1),
)
