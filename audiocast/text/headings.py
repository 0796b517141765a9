"""What a heading says: a story, a column of the paper, a label in front of it; and lines that look like one."""

from __future__ import annotations

import re

from audiocast.text.folding import HAN, fold
from audiocast.text.healing import ends_sentence, starts_item

TITLE_LEVEL, SUBTITLE_LEVEL, CROSSHEAD_LEVEL = 2, 3, 4
"""Levels of Markdown: up to the first a heading begins a story, the second is its sub-title, from the third text."""

_HEADING = re.compile(r"(#{1,6})\s+(\S.*?)(?:\s+#+)?")
_TITLE_MAX_CHARS = 60
_BRIEF_MIN_HAN = 6
_COMMA = re.compile("[,;。]")
_COLUMN = re.compile(
    rf"[\[<《“■●◆▶★\s]*(?:{HAN}{{0,6}}?(?:简讯|短讯|快讯|要闻|新闻|导读|速览|速递|速读|摘要|汇总|集锦|一览|播报|"
    r"专版|专栏|专刊|副刊|时评|短波|短消息|点击|扫描|动态|资讯|"
    r"早报|晚报|日报|头条|热点|聚焦|看点|提要|目录|一句话新闻|每日要闻|天下|广角|视窗|在线|传真|荟萃|综合)|"
    r"本版导读|今日导读|今日看点|国内|国际|体育|财经|文化|社会|民生|教育|健康|综合|评论|本地|时政|科技|娱乐|副刊|"
    r"特刊)"
    r"(?:\(\d{1,2}月?\d{0,2}日?\))?[\]>》”\s]*"
)
_KICKER = re.compile(r"\[[^\[\]]{2,20}\]")
_LABEL = re.compile(r"(?:引题|肩题|眉题|主题|主标题|标题|正题|副题|副标题|子题|提要题)\s?:\s*")
_MAIN = re.compile("主题|主标题|标题|正题")
_BODY_OPENING = re.compile(
    r"(?:据|昨|今日|今天|今年|近日|近期|日前|目前|本月|上月|去年|\d{1,2}月\d{1,2}日|\d{1,2}日).{10,}|"
    r".{0,20}(?:记者|获悉|据悉|了解到)"
)
_LONE = re.compile(rf"(?<!\S){HAN}(?: {HAN}(?!\S)){{4,}}")


def heading(text: str) -> tuple[int, str] | None:
    """Return (level, text) of a Markdown heading, None for any other line."""
    match = _HEADING.fullmatch(text)
    return (len(match[1]), match[2]) if match else None


def is_column(folded: str) -> bool:
    """Return whether a folded heading names a column (简讯, 本地新闻, 要闻速览), not a story."""
    return len(folded) <= 16 and _COLUMN.fullmatch(folded) is not None


def is_brief(title: str) -> bool:
    """Return whether a heading with no text under it is news by itself, and read: a sentence's worth, no column."""
    folded = fold(title)
    return len(re.findall(HAN, folded)) >= _BRIEF_MIN_HAN and not is_column(folded)


def split_label(text: str) -> tuple[str, str, bool]:
    """Return (label, rest, whether the rest is the main title) of 引题：…, 标题：…; the label is empty without one."""
    match = _LABEL.match(fold(text[:8]))
    if match is None or match.end() >= len(text):
        return "", text, False
    return text[: match.end()], text[match.end() :], _MAIN.match(fold(text[:8])) is not None


def may_be_title(text: str, folded: str) -> bool:
    """Return whether a line without mark-up is short enough and whole enough for a heading."""
    return (
        len(text) <= _TITLE_MAX_CHARS
        and not (starts_item(text) and not _KICKER.fullmatch(folded))
        and not re.search("[。;]", folded)
    )


def is_plain_title(text: str, folded: str) -> bool:
    """Return whether a line looks like a heading by itself: no sentence end and no comma in it."""
    return may_be_title(text, folded) and not ends_sentence(text) and not _COMMA.search(folded)


def opens_body(folded: str) -> bool:
    """Return whether a line begins like a report's first sentence, whatever its end."""
    return _BODY_OPENING.match(folded) is not None


def close_up_letters(text: str) -> str:
    """Return a heading without the spaces between characters that all stand alone: 管 城 区 召 开."""
    return _LONE.sub(lambda match: match.group().replace(" ", ""), text)
