"""Money written with a sign or a code before the amount: ¥1,299, €50万, HK$500, US$3.5亿."""

from __future__ import annotations

import re

from audiocast.text.classes import DASH, MANY, NUMBER, SCALE, amount, number_class

_CURRENCIES = {
    "US$": "美元",
    "HK$": "港元",
    "NT$": "新台币",
    "A$": "澳元",
    "AU$": "澳元",
    "C$": "加元",
    "CA$": "加元",
    "S$": "新加坡元",
    "NZ$": "新西兰元",
    "R$": "雷亚尔",
    "$": "美元",
    "¥": "元",
    "￥": "元",
    "CN¥": "元",
    "JP¥": "日元",
    "€": "欧元",
    "£": "英镑",
    "₩": "韩元",
    "₽": "卢布",
    "₹": "卢比",
    "฿": "泰铢",
    "RMB": "元",
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "JPY": "日元",
    "GBP": "英镑",
}
_SIGN = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))


def _say(match: re.Match[str]) -> str:
    scale = match["scale"] or ""
    many = match["many"] or ""
    name = _CURRENCIES[match["sign"]]
    said = amount(match["a"], scale or name) + many + scale
    if match["b"]:
        said = (
            amount(match["a"], scale or name)
            + (match["scale1"] or "")
            + "到"
            + amount(match["b"], scale or name)
            + scale
        )
    written = match["name"] or ""
    return said + (written if written and written != "元" else name)


CLASSES = (
    number_class(
        "money",
        rf"(?P<sign>{_SIGN})\s?(?P<a>{NUMBER})(?:(?P<scale1>{SCALE})?(?:{DASH})(?:{_SIGN})?(?P<b>{NUMBER}))?"
        rf"(?P<many>{MANY})?(?P<scale>{SCALE})?(?P<name>美元|港元|欧元|英镑|日元|元)?",
        _say,
    ),
)
