"""Ranges of like things, scores, ratios, fractions, products: 3-5年, 2:1, 1/3, 4×100米."""

from __future__ import annotations

import re

from audiocast.text.classes import COLON, DASH, MANY, MEASURE, NUMBER, SCALE, after, amount, before, number_class
from audiocast.text.numerals import cardinal, digits
from audiocast.text.units import UNIT, unit_name

_SCORE = re.compile(r"(?:比分|比数|以|[胜负平败赢输]|局分)\s*$")
_SCORE_AFTER = re.compile(
    r"\s*(?:大胜|小胜|险胜|战胜|击败|力克|逆转|领先|落后|战平|取胜|获胜|淘汰|不敌|负于|完胜|的比分|告负)"
)
_SCORE_LISTED_BEFORE = re.compile(rf"(\d{{1,3}})(?:{DASH})(\d{{1,3}})[、，,和及\s]\s?$")
_SCORE_LISTED_AFTER = re.compile(rf"[、，,和及\s]\s?(\d{{1,3}})(?:{DASH})(\d{{1,3}})(?!\d)")
_NUMBERED = ("号", "號", "室", "栋", "幢")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED_PART = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
POWER = r"(?:\^[-−]?\d{1,3}|⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
_FRACTIONS = {
    "½": "二分之一",
    "⅓": "三分之一",
    "⅔": "三分之二",
    "¼": "四分之一",
    "¾": "四分之三",
    "⅕": "五分之一",
    "⅛": "八分之一",
}


def _range(match: re.Match[str]) -> str | None:
    if match["minus"]:
        return None
    scale1, many, scale, measure = (
        match["scale1"] or "",
        match["many"] or "",
        match["scale"] or "",
        match["measure"] or "",
    )
    counted = many + scale + measure
    if not scale and not measure:
        return None
    following = counted + after(match)
    ordinal = before(match).endswith("第")
    first = cardinal(match["a"]) if ordinal else amount(match["a"], scale1 or (match["measure1"] or following))
    last = cardinal(match["b"]) if ordinal else amount(match["b"], following)
    if measure in _NUMBERED and not scale1 and _falls_or_stays(match["a"], match["b"]):
        return f"{cardinal(match['a'])}杠{cardinal(match['b'])}{counted}"
    return f"{first}{scale1}{match['measure1'] or ''}到{'第' if match['di'] else ''}{last}{counted}"


def _falls_or_stays(first: str, last: str) -> bool:
    """88-1号 is no range: the house behind number 88."""
    return first.isdecimal() and last.isdecimal() and int(first) >= int(last)


def _score(match: re.Match[str]) -> str | None:
    if _SCORE.search(before(match)) or _SCORE_AFTER.match(after(match)):
        return f"{cardinal(match['a'])}比{cardinal(match['b'])}"
    return None


def _bare_score(match: re.Match[str]) -> str | None:
    """Two bare numbers that do not rise are no range: 2-1, 0-0; nor is one in a row of them: 25-20、23-25."""
    if int(match["a"]) < int(match["b"]) and not (
        _falls(_SCORE_LISTED_BEFORE.search(before(match))) or _falls(_SCORE_LISTED_AFTER.match(after(match)))
    ):
        return None
    return f"{cardinal(match['a'])}比{cardinal(match['b'])}"


def _falls(match: re.Match[str] | None) -> bool:
    return match is not None and int(match[1]) > int(match[2])


def _formation(match: re.Match[str]) -> str:
    return digits(match["a"].replace("-", ""))


def _ratio(match: re.Match[str]) -> str:
    return "比".join(cardinal(part.strip()) for part in re.split(COLON, match["all"]))


def _fraction(match: re.Match[str]) -> str | None:
    top, bottom = int(match["a"]), int(match["b"])
    improper = top > bottom and bottom in range(2, 11) and top < 3 * bottom
    if match["a"][0] == "0" or not (improper or (top < bottom and top <= 100)):
        return None
    return f"{cardinal(match['b'])}分之{cardinal(match['a'])}"


def _share(match: re.Match[str]) -> str:
    """A rate per 10万: 十万分之十五点七."""
    return f"{cardinal(match['base'])}{match['scale']}分之{cardinal(match['a'])}"


def _product(match: re.Match[str]) -> str:
    factors = "乘".join(_factor(part.strip()) for part in re.split(r"[×xX*✕]", match["all"]))
    return factors + (unit_name(match["unit"]) if match["unit"] else "")


def _lower(match: re.Match[str]) -> str:
    return "^" + match.group().translate(_RAISED)


def _slashed(match: re.Match[str]) -> str:
    return "、".join(cardinal(part) for part in match["all"].split("/"))


def _factor(written: str) -> str:
    """A number, perhaps with its power: 10^8, 10⁻⁶."""
    number, exponent = re.fullmatch(r"([\d.,]+)\^?(.*)", _RAISED_PART.sub(_lower, written)).groups()  # type: ignore[union-attr]
    if not exponent:
        return cardinal(number)
    sign = "负" if exponent[0] in "-−" else ""
    return f"{cardinal(number)}的{sign}{cardinal(exponent.lstrip('-−'))}次方"


def _bare_range(match: re.Match[str]) -> str | None:
    first, last = float(match["a"].replace(",", "")), float(match["b"].replace(",", ""))
    if first >= last or (match["a"][0] == "0" and "." not in match["a"] and len(match["a"]) > 1):
        return None
    return f"{cardinal(match['a'])}到{cardinal(match['b'])}"


SCORES = (
    number_class("score", rf"(?P<a>\d{{1,3}})\s?(?:{DASH})\s?(?P<b>\d{{1,3}})(?![\d.%:：∶-])", _score),
    number_class("ratio", rf"(?P<all>\d+(?:\.\d+)?(?:\s?{COLON}\s?\d+(?:\.\d+)?)+)(?![\d])", _ratio),
    number_class("power", rf"(?P<all>{NUMBER}{POWER})(?P<unit>)", _product),
    number_class("fraction", rf"(?P<a>{NUMBER})/(?P<base>10*)(?P<scale>[百千万亿]+)(?![元吨人])", _share),
    number_class("list", r"(?P<all>\d{1,3}(?:/\d{1,3}){2,}|\d{1,2}/\d{1,2}(?=[月日]))(?![\d/.])", _slashed),
    number_class("fraction", r"(?P<a>\d{1,3})\s?/\s?(?P<b>\d{1,7})(?![\d/.A-Za-z])", _fraction),
    number_class("fraction", f"(?P<a>[{''.join(_FRACTIONS)}])", lambda match: _FRACTIONS[match["a"]]),
    number_class(
        "product",
        rf"(?P<all>{NUMBER}{POWER}?(?:\s?[×✕xX*]\s?{NUMBER}{POWER}?)+)\s?(?P<unit>{UNIT})?(?![A-Za-z])",
        _product,
    ),
)
CLASSES = (
    number_class(
        "range",
        rf"(?P<minus>(?<=[A-Za-z])-)?(?P<a>{NUMBER})(?P<scale1>{SCALE})?(?P<measure1>{MEASURE})?\s?(?:{DASH})\s?(?P<di>第)?(?P<b>{NUMBER})"
        rf"(?P<many>{MANY})?(?P<scale>{SCALE})?(?P<measure>{MEASURE})?",
        _range,
    ),
    number_class("formation", r"(?P<a>\d(?:-\d){2,3})(?![\d-])", _formation),
    number_class(
        "score", rf"(?P<a>\d{{1,3}})\s?(?:{DASH})\s?(?P<b>\d{{1,3}})(?![\dA-Za-z.%-]|,\d{{3}})", _bare_score, risk=0.5
    ),
    number_class(
        "bare-range", rf"(?P<a>{NUMBER})\s?(?:{DASH})\s?(?P<b>{NUMBER})(?![\dA-Za-z-])", _bare_range, risk=0.4
    ),
)
