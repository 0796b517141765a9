"""Digits to Chinese numerals."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_SCALES = ("", "万", "亿", "万亿", "亿亿")
MAX_CARDINAL_DIGITS = 16


def digits(text: str) -> str:
    """Return ``text`` with each ASCII digit said alone: 2023 is 二零二三; other characters are kept."""
    return "".join(DIGITS[ord(char) - 48] if "0" <= char <= "9" else char for char in text)


def cardinal(text: str, *, two: str = "二") -> str:
    """Return the amount ``text`` in words: 1,299 is 一千二百九十九, 3.50 is 三点五零.

    Args:
        text: digits, thousands commas, at most one decimal point.
        two: how a lone 2 is said (两 before most measure words); 2 at the head of 千 万 亿 is 两 in any case.
    """
    whole, point, fraction = text.replace(",", "").partition(".")
    if point:
        return f"{_whole(whole)}点{digits(fraction)}"
    if whole.lstrip("0") == "2":
        return two
    return _whole(whole)


def _whole(text: str) -> str:
    text = text.lstrip("0")
    if not text:
        return "零"
    if len(text) > MAX_CARDINAL_DIGITS:
        return digits(text)
    groups = [text[max(0, end - 4) : end] for end in range(len(text), 0, -4)]
    said = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index].zfill(4)
        if group == "0000":
            continue
        words = _group(group)
        if said and (group[0] == "0" or (index + 1 < len(groups) and groups[index + 1].zfill(4) == "0000")):
            words = "零" + words
        said += words + _SCALES[index]
    if said.startswith("一十"):
        said = said[1:]
    if said[0] == "二" and len(said) > 1 and said[1] in "千万亿":
        said = "两" + said[1:]
    return said


def _group(group: str) -> str:
    words = ""
    zero = False
    for place, char in zip((3, 2, 1, 0), group, strict=True):
        if char == "0":
            zero = bool(words)
        else:
            words += ("零" if zero else "") + DIGITS[int(char)] + _PLACES[place]
            zero = False
    return words
