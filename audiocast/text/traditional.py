"""Traditional text seen as simplified, character by character, so that one set of words and rules reads both."""

from __future__ import annotations

import re
from functools import lru_cache

from audiocast.text.tables import rows

_OWN = dict(
    pair.split(":")
    for pair in (  # noqa: SIM905
        "髮:fa4 發:fa1 隻:zhi1 幹:gan4 捲:juan3 鬥:dou4 籲:yu4 盡:jin4 儘:jin3 樸:pu3 捨:she3 髒:zang1 臟:zang4 "
        "鹹:xian2 彆:bie4 係:xi4 術:shu4 沖:chong1 穀:gu3 後:hou4 麵:mian4 嚮:xiang4 準:zhun3 範:fan4 癥:zheng1 "
        "葉:ye4 閤:he2 夥:huo3 摺:zhe2 噁:e3 遊:you2 佔:zhan4 複:fu4 蔔:bo5 徵:zheng1 蠟:la4 臘:la4 鬱:yu4 "
        "傢:jia1 鏇:xuan4 錶:biao3 闆:ban3 "
    ).split()
)
"""What a traditional character is always read, where its simplified one has several readings."""

_WRITE = re.compile("著(?![名作述书称录者])(?<![名显土编巨专译原论遗合卓新撰知昭所拙旧]著)")
_ASPECT = re.compile(
    "著(?=[力手眼重陆火急凉迷想落实])|(?<=[看沿随跟拿带抱穿站坐向朝顺意接有望笑存牵隔凭趁试戴举推伴])著(?![名作述书称录者])"
)
_DRY = re.compile("乾(?=[净旱燥冷热杯脆货洗涸瘪枯粮草果冰扰电咳烧燃菜酪裂湿瘦呕])|(?<=[饼风晒烘豆肉葡萄擦烤晾吹榨])乾")
_CLEAR = re.compile("瞭(?=[解然如])|(?<=明)瞭")


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    return {ord(pair[0]): pair[1] for row in rows("traditional.tsv") for pair in row}


def simplify(text: str) -> str:
    """Return ``text`` with each traditional character in its simplified form, one for one."""
    plain = text.translate(_table())
    if "著" in plain:
        plain = (_ASPECT if plain == text else _WRITE).sub("着", plain)
    if "乾" in plain:
        plain = _DRY.sub("干", plain)
    if "瞭" in plain:
        plain = _CLEAR.sub("了", plain)
    return plain


def own_reading(char: str) -> str | None:
    """Return the one reading of a traditional character whose simplified form has several; None when it has no such."""
    return _OWN.get(char)
