"""Context rules for frequent polyphones of news, asked for characters that no phrase settles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from audiocast.text.tables import rows

SIDE_CHARS = 6
"""How far a rule looks to the left; to the right it looks twice as far."""

AMBIGUOUS = frozenset(
    "为得地着了行长重还都调更发数量分间当应相兴朝降藏省率强传转参只曾系背切处难中种好倒干模露血载供给划卷冲乐觉角与便挑空散尽"
    "似横称塞薄差咽呛呆扎晕宁屏累熟削剥畜臭奔泊刨扇扫撒舍宿挣埋磨蒙泡劈撇仆铺曲丧撑钻占涨症拧拗吓吐涌俞扁伯蚌秘堡杉哄荷"
)
"""Characters with more than one reading in today's news; the other readings that dictionaries list are archaic."""

NUMBER = "[零〇一二三四五六七八九十百千万亿两几数多第每]"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading that holds where ``left`` ends before and ``right`` begins after the character."""

    reading: str
    left: re.Pattern[str]
    right: re.Pattern[str]
    risk: float


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[Choice]]:
    rules: dict[str, list[Choice]] = {}
    for char, reading, left, right, risk in rows("polyphones.tsv"):
        sides = [side.replace("{number}", NUMBER) for side in (left, right)]
        choice = Choice(reading, re.compile(f"(?:{sides[0]})$"), re.compile(sides[1]), float(risk))
        rules.setdefault(char, []).append(choice)
    return rules


def choose(char: str, left: str, right: str) -> tuple[str, float] | None:
    """Return (reading, risk) for a polyphone between ``left`` and ``right``, None when no rule speaks."""
    for choice in _rules().get(char, ()):
        if choice.right.match(right) and choice.left.search(left):
            return choice.reading, choice.risk
    return None
