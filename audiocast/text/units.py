"""Units of measurement, in typographic and in NFKC form: km², m2, ℃, °C, μg/m³, km/h."""

from __future__ import annotations

import re

from audiocast.text.characters import is_han
from audiocast.text.classes import DASH, MANY, MEASURE, NUMBER, SCALE, after, before, number_class
from audiocast.text.numerals import cardinal
from audiocast.text.tables import rows

UNITS = dict(rows("units.tsv"))
"""Written sign to what is said after the number."""
_SIGN = "|".join(re.escape(sign) for sign in sorted(UNITS, key=len, reverse=True))
UNIT = rf"(?:(?:{_SIGN})(?![A-Za-z0-9²³]))"
_PER = (
    "(?:人|次|年|月|日|天|小时|分钟|秒|亩|吨|公斤|千克|斤|平方米|平方公里|立方米|公顷|升|度|千瓦时"
    "|户|瓶|盒|克|米|公里|元|万元|桶|盎司|片|支|枚|股|手|台|辆|套|件|张|盎|晚|夜|场|节|课时|学时|季度|学期|票|单|份|杯|磅|蒲式耳|加仑)"
)
_PERCENTS = {"%": "百分之", "‰": "千分之", "‱": "万分之"}
_NEGATIVE_BEFORE = re.compile(r"(?:^|[为達达至是到降跌负幅温率值\s，。；：、,;:(（“\"《约在及和增])$")
_ROUND = {"100": "百", "1000": "千", "10000": "万"}
_ALREADY_BELOW = re.compile(r"零下\s?$")


def percent(number: str, sign: str = "%") -> str:
    """Return a percentage in words: 100 is 百分之百, 5‰ 千分之五."""
    return _PERCENTS[sign] + ("百" if number == "100" and sign == "%" else cardinal(number))


def minus(match: re.Match[str], *, temperature: bool = False) -> str | None:
    """Return how a leading minus sign is said here; None where a hyphen is no minus."""
    if not match["minus"]:
        return ""
    if temperature:
        return "" if _ALREADY_BELOW.search(before(match)) else "零下"
    return "负" if _NEGATIVE_BEFORE.search(before(match)) else None


def minus_percent(match: re.Match[str]) -> str | None:
    """Before a percentage a hyphen after Han (增长-3.2%) is a minus too: nothing is named like that."""
    return "负" if match["minus"] and is_han(before(match)[-1:] or "x") else minus(match)


def unit_name(sign: str) -> str:
    """Return what is said for the unit ``sign``."""
    return UNITS[sign]


def _percent(match: re.Match[str]) -> str | None:
    sign = minus_percent(match)
    if sign is None:
        return None
    if match["plus"] and not re.search(r"[\d\w]$", before(match)):
        sign = "正"
    return sign + percent(match["a"], match["sign"])


def _percent_range(match: re.Match[str]) -> str | None:
    sign = minus_percent(match)
    if sign is None:
        return None
    last = ("负" if match["minus2"] else "") + percent(match["b"], match["sign"])
    return f"{sign}{percent(match['a'], match['sign'])}到{last}"


def _temperature(match: re.Match[str]) -> str | None:
    below = minus(match, temperature=True) or ""
    name = unit_name(match["unit"])
    said = below + cardinal(match["a"])
    if match["b"]:
        to = match["to"] if match["to"] in ("至", "到") else "到"
        if match["minus2"]:
            return f"{said}{name}{to}零下{cardinal(match['b'])}{name}"
        if below or _ALREADY_BELOW.search(before(match)):
            return f"{said}{name}{to}{cardinal(match['b'])}{name}"
        return f"{said}{to}{cardinal(match['b'])}{name}"
    return said + name


def _measured(match: re.Match[str]) -> str | None:
    sign = minus(match)
    if sign is None:
        return None
    name = unit_name(match["unit"])
    if match["unit"] == "M" and match["per"]:
        name = "米"
    scale = (match["many"] or "") + (match["scale"] or "")
    two = "两" if scale or (name not in ("度", "摄氏度", "华氏度", "分", "秒") and name[0] != "K") else "二"
    said = sign + cardinal(match["a"], two=two)
    if match["b"]:
        said += (match["scale1"] or "") + "到" + cardinal(match["b"], two=two)
    said += scale + name
    if match["per"]:
        said += "每" + _per(match)
    return said


def _per(match: re.Match[str]) -> str:
    """What stands behind the slash: 10mg/kg, 7.6L/100km."""
    name = unit_name(match["per_unit"]) if match["per_unit"] else str(match["per_word"])
    count = match["per_count"] or ""
    if count and name == "千米":
        name = "公里"
    return _ROUND.get(count, cardinal(count) if count else "") + name


def _rate(match: re.Match[str]) -> str | None:
    """A slash between an amount and what it is counted by: 82美元/桶."""
    left = before(match)
    if not _AMOUNT_BEFORE.search(left) or (left[-1:].isdecimal() and after(match, 1).isdecimal()):
        return None
    return "每" + (unit_name(match["unit"]) if match["unit"] else "")


_AMOUNT_BEFORE = re.compile(rf"(?:\d|[十百千万亿元])(?:{MEASURE}|{UNIT}|[\u4e00-\u9fff]{{0,3}})$")
_RANGE_TO = rf"(?:(?P<scale1>{SCALE})?(?:{DASH})(?P<b>{NUMBER}))?"
CLASSES = (
    number_class(
        "percent-range",
        rf"(?P<minus>[-−－])?(?P<a>{NUMBER})[%‰]?\s?(?:{DASH})(?P<minus2>[-−－])?(?P<b>{NUMBER})(?P<sign>[%‰‱])",
        _percent_range,
    ),
    number_class("percent", rf"(?P<minus>[-−－])?(?P<plus>\+)?(?P<a>{NUMBER})\s?(?P<sign>[%‰‱])", _percent),
    number_class(
        "temperature",
        rf"(?P<minus>[-−－])?(?P<a>{NUMBER})(?:\s?(?:℃|°C|ºC)?\s?(?P<to>{DASH}|至|到)\s?(?P<minus2>[-−－])?(?P<b>{NUMBER}))?\s?(?P<unit>℃|°C|ºC|℉|°F)",
        _temperature,
    ),
    number_class(
        "unit",
        rf"(?P<minus>[-−－])?(?P<a>{NUMBER}){_RANGE_TO}\s?(?P<many>{MANY})?(?P<scale>{SCALE})?\s?(?P<unit>{UNIT})"
        rf"(?P<per>/(?P<per_count>10+)?(?:(?P<per_unit>{UNIT})|(?P<per_word>{_PER})))?",
        _measured,
    ),
)
RATES = (
    number_class(
        "rate",
        rf"/(?:(?P<unit>{UNIT})|(?=(?:\d+\s?)?(?:百|千|万)?(?:{_PER}|{MEASURE}|{UNIT}))(?![\u4e00-\u9fff]/))",
        _rate,
    ),
)
"""A slash after a Chinese unit: 元/吨."""
