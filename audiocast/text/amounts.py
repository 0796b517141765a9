"""Amounts: a number with what it counts (45个, 220亿元, 第2名), and the bare number that is left."""

from __future__ import annotations

import re

from audiocast.text.classes import MANY, MEASURE, NUMBER, SCALE, after, amount, before, number_class
from audiocast.text.numerals import cardinal

_NEGATIVE_BEFORE = re.compile(r"(?:^|[为达至是到，。；：、,;:(（“\"《])$")
_DOCUMENT = re.compile(r"[〕\]】\)）]$")


def _count(match: re.Match[str]) -> str | None:
    many, scale, measure = match["many"] or "", match["scale"] or "", match["measure"] or ""
    if match["minus"]:
        if not _NEGATIVE_BEFORE.search(before(match)):
            return None
        sign = "负"
    else:
        sign = ""
    following = many + scale + measure
    left = before(match)
    if left.endswith("第") or (_DOCUMENT.search(left) and measure[:1] == "号"):
        return sign + cardinal(match["a"]) + following
    context = following + after(match)
    return sign + amount(match["a"], context) + following


def _bare(match: re.Match[str]) -> str:
    return cardinal(match["a"])


CLASSES = (
    number_class(
        "amount",
        rf"(?P<minus>[-−])?(?P<a>{NUMBER})(?P<many>{MANY})?(?P<scale>{SCALE})?(?P<measure>{MEASURE})",
        _count,
    ),
    number_class("amount", rf"(?P<minus>[-−])?(?P<a>{NUMBER})(?P<many>{MANY})?(?P<scale>{SCALE})(?P<measure>)", _count),
    number_class("number", rf"(?P<minus>[-−])(?P<a>{NUMBER})(?P<many>)(?P<scale>)(?P<measure>)", _count, risk=0.3),
    number_class("number", rf"(?P<a>{NUMBER})", _bare, risk=0.1),
)
