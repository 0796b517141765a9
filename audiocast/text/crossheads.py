"""Small headings inside a story, and other lines that are whole though they do not end like a sentence."""

from __future__ import annotations

import re

from audiocast.text.folding import HAN, fold
from audiocast.text.healing import crosses_word, ends_sentence, starts_item

_MAX_CHARS = 18
_MIN_CHARS = 4
_UNDER_MIN_CHARS = 11
_ITEM_HEAD_MAX_CHARS = 28
_ITEM_MAX_CHARS = 40
_BREAKS = re.compile("[,、:;“”(]")
_HARD_BREAKS = re.compile("[:;“(]")
_KEPT = re.compile(rf"“[^“”]{{1,12}}”|^{HAN}{{2,4}}(?<![说道称示出调为是到按注问答]):(?={HAN}{{3}})|\([^()]{{1,8}}\)$")
"""Marks that a small heading may hold: 创新:激活一池春水, 打通“最后一公里”."""
_LABEL = re.compile(
    "背景|点评|提醒|链接|声音|释疑|提示|说法|观点|影响|原因|进展|现场|回应|调查|分析|建议|对策|解读|追问|后续|"
    "探访|尾声|序章|引子|结语|楔子|"
    "编后|附记|案例|故事|人物|数据|亮点|记者(?:手记|观察|调查|点评|感言|链接|探访)|"
    rf"{HAN}{{1,4}}篇|{HAN}{{2}}了|第[一二三四五六七八九十]{{1,2}}[章站回幕]|[壹贰叁肆伍陆柒捌玖拾一二三四五六七八九十]|0?\d|"
    rf"(?:Part|PART)[. ]?\d{{1,2}}"
)
_IN_BRACKETS = re.compile(r"[(（][^()（）]{1,60}[)）]")
_GREETING = re.compile(
    r"(?:.{0,10}(?:同志们|各位|朋友们|女士们|先生们|尊敬的|亲爱的|編輯|编辑部|同学们|老师们|乡亲们)|"
    r"各).{0,56}[:：]"
)
_GOES_ON = re.compile(
    r"[a-z。、,.;:!?)”’》的了着们者性化等和与或及说]|称,|指出|表示|介绍|认为|告诉|"
    r"(?:昨日|今日|今天|昨天|即日起|今晚)(?![，,上下晚早中记一])|召开|发布|宣布|举行|公布|迎来|成立|启动|[报为]\d|"
    r"成了|预[报计料]|上涨|下跌|"
    r"开[工幕业学]|即可|提供|印发|出台"
)
_BODY_START = re.compile(
    "本报|本网|记者|通讯员|作者|新华社|中新社|据|(?:他|她|我|你|它)们?(?!.*(?:为何|如何|怎|什么|哪|谁))|目前|"
    "近年来|今年|去年|昨日|今日|近日|日前|随着|由于|经过|"
    "此次|其中|同时|会上|会议|当天|如今"
)
_DATED = re.compile("昨[日天晨晚]|今[日天晨起]|将[于在]|位于|(?:发布|召开|宣布)$")
_OPEN_END = re.compile(
    "[0-9A-Za-z的和与及在为是对将达至从向把被以昨今因由该各每某其并而且也还已又再很更最不没让给跟或]$"
)


def may_be_crosshead(text: str, following: str, *, apart: bool) -> bool:
    """Return whether a line inside a story is a small heading of its own above the longer text that follows.

    Args:
        text: the line, that does not end like a sentence.
        following: the text below it.
        apart: whether the line shows that it stands alone: blank lines around it, or all of it bold.
    """
    folded, below = fold(text), fold(following[:6])
    if _OPEN_END.search(folded) or _GOES_ON.match(below):
        return False
    if starts_item(text) and folded[0] != "[":
        marks, limit = (_HARD_BREAKS, _ITEM_HEAD_MAX_CHARS) if apart else (_BREAKS, _MAX_CHARS)
        return len(text) <= limit and not marks.search(folded[2:]) and (apart or len(following) > len(text))
    if not apart or len(text) > _MAX_CHARS or len(following) <= max(len(text), _UNDER_MIN_CHARS):
        return False
    if _LABEL.fullmatch(folded):
        return True
    if len(text) < _MIN_CHARS or _BREAKS.search(_KEPT.sub("", folded)):
        return False
    return not (_BODY_START.match(folded) or _DATED.search(folded) or crosses_word(text, following))


def is_whole_without_end(text: str) -> bool:
    """Return whether a line needs no sentence end: all of it stands in brackets, or it greets the audience."""
    return _IN_BRACKETS.fullmatch(text) is not None or (len(text) <= 60 and _GREETING.fullmatch(text) is not None)


def is_whole(text: str) -> bool:
    """Return whether an item of a list without an end is whole, as far as its last character tells."""
    return len(text) <= _ITEM_MAX_CHARS and not ends_sentence(text) and not _OPEN_END.search(text)
