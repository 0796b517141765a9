"""Signs that are neither number nor word: plus, ampersand, Greek, brackets of other kinds, and what is silent."""

from __future__ import annotations

import re
import unicodedata

from audiocast.text.characters import is_han

VERBATIM = frozenset("，。！？；：、“”‘’（）《》—…,.!?;:\"'()")
"""Marks that the spoken text keeps."""

_BRACKETS = dict(zip("「」『』【】〈〉〔〕[]﹁﹂〖〗{}", "“”‘’（）《》（）（）“”（）（）", strict=True))
_MARKS = {
    "·": "",
    "•": "",
    "・": "",
    "‧": "",
    "–": "—",
    "―": "—",
    "─": "—",
    "━": "—",
    "~": "",
    "～": "",
    "〜": "",
    "-": "",
    "−": "",
    "‐": "",
    "‑": "",
    "﹣": "",
    "⋯": "…",
    "‥": "…",
    "∶": "：",
    "|": "，",
    "/": "、",
    "\\": "",
    "`": "",
    "´": "",
    "_": " ",
    "^": "",
    "＂": '"',
    "＇": "'",
    "〝": "“",
    "〞": "”",
    "„": "“",
    "‟": "“",
    "‛": "‘",
    "‚": "‘",
}
_WORDS = {
    "&": "和",
    "@": "艾特",
    "=": "等于",
    "≈": "约等于",
    "≠": "不等于",
    "<": "小于",
    ">": "大于",
    "≤": "小于等于",
    "≥": "大于等于",
    "≦": "小于等于",
    "≧": "大于等于",
    "±": "正负",
    "×": "乘",
    "✕": "乘",
    "÷": "除以",
    "∞": "无穷",
    "√": "根号",
    "%": "百分号",
    "‰": "千分号",
    "℃": "摄氏度",
    "°": "度",
    "℉": "华氏度",
    "$": "美元",
    "¥": "元",
    "€": "欧元",
    "£": "英镑",
    "№": "号",
    "§": "节",
    "㎡": "平方米",
    "㎞": "千米",
    "㎏": "千克",
    "㎝": "厘米",
    "㎜": "毫米",
    "²": "平方",
    "³": "立方",
    "½": "二分之一",
    "α": "阿尔法",
    "β": "贝塔",
    "γ": "伽马",
    "δ": "德尔塔",
    "ε": "艾普西隆",
    "θ": "西塔",
    "λ": "兰姆达",
    "μ": "缪",
    "µ": "缪",
    "π": "派",
    "σ": "西格玛",
    "φ": "斐",
    "ω": "欧米伽",
    "Α": "阿尔法",
    "Β": "贝塔",
    "Γ": "伽马",
    "Δ": "德尔塔",
    "Σ": "西格玛",
    "Ω": "欧米伽",
}
# fmt: skip
_ROMAN = dict(
    zip("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], strict=True)
)
_ROMAN |= dict(zip("ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹ", ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"], strict=True))
_CIRCLED = (
    {chr(0x2460 + n): n + 1 for n in range(20)}
    | {chr(0x2474 + n): n + 1 for n in range(20)}
    | {chr(0x2776 + n): n + 1 for n in range(10)}
)
_CIRCLED |= {chr(0x3251 + n): n + 21 for n in range(15)}
_LETTER_NAMES = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "đ": "d",
    "Đ": "D",
    "ł": "l",
    "Ł": "L",
    "œ": "oe",
    "Œ": "OE",
    "ı": "i",
}


def circled(char: str) -> int:
    """Return the number in a circled or bracketed digit, 0 for any other character."""
    return _CIRCLED.get(char, 0)


def roman_sign(char: str) -> str:
    """Return what a Roman numeral that is one character says, empty for any other."""
    return _ROMAN.get(char, "")


def say_sign(char: str, left: str, right: str) -> tuple[str, str, float]:
    """Return (spoken, rule, risk) of one character that no class claimed.

    Args:
        char: the character, not a Han character, digit or ASCII letter.
        left: the character before it, empty at the start.
        right: the character after it, empty at the end.
    """
    if char in VERBATIM:
        return char, "mark", 0.0
    if char in _BRACKETS:
        return _BRACKETS[char], "mark", 0.0
    if char == "+":
        return ("加", "plus", 0.2) if left else ("", "unspoken", 0.3)
    if char == "&" and left.isascii() and right.isascii() and (left + right).isalpha():
        return " and ", "sign", 0.1
    if char in _MARKS:
        said = _MARKS[char]
        if char == "/" and not (is_han(left or " ") and is_han(right or " ")):
            said = ""
        if not said and _is_latin(left) and _is_latin(right):
            said = " "
        return said, "mark", 0.0
    if char in _WORDS:
        return _WORDS[char], "sign", 0.2
    latin = _LETTER_NAMES.get(char) or _unaccented(char)
    if latin:
        return latin, "latin", 0.2
    return (" " if _is_latin(left) and _is_latin(right) else ""), "unspoken", 1.0


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _unaccented(char: str) -> str:
    letters = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return letters if re.fullmatch("[A-Za-z]+", letters) else ""
