"""Money written with a sign or a code before the amount: ¥1,299, €50万, HK$500, US$3.5亿."""

from __future__ import annotations

import re

from audiocast.text.classes import DASH, MANY, NUMBER, SCALE, amount, number_class
from audiocast.text.tables import rows

_CURRENCIES = dict(rows("currencies.tsv"))
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
