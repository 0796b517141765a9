"""Tables and lists of figures that nobody can follow by ear: prices, rates, results, draws, the weather by towns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audiocast.text.folding import HAN
from audiocast.text.lines import Line

_SENTENCE = re.compile(r"[。!?;…]|(?<!\d),|,(?!\d{3})")
_NUMBER = re.compile(
    r"[+\-−±▲▼↑↓约]?[¥$€£]?\d[\d,.:/]*(?:-\d[\d.:]*)?(?:%|‰|℃|°C|度|元|万元|亿元|万|亿|点|期|分|秒|米|公里|公斤|"
    r"吨|㎡|平方米|美元|人|枚|个百分点|元/吨|元/公斤|元/斤|元/克|元/升|涨|跌|平)?"
    r"|[+\-—–−/*]{1,3}|\d{1,2}:\d{2}|-|暂无|持平|休市"
)
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_COUNT = re.compile(r"\d{1,2}[.、)]?|[①-⑳]|\d{1,2}[.)、].*")
_PIPES = re.compile(r"\|.*\|")
_RULER = re.compile(r"[|:\-\s+=—─━┼│┃]*[-—─━]{2}[|:\-\s+=—─━┼│┃]*")
_TITLE = re.compile(
    rf"[^。!?;,]{{0,20}}(?:一览表?|排行榜?|排名表?|榜单?|行情表?|牌价表?|报价表?|价格表?|中间价|汇率表?|指数表?|"
    r"积分表?|积分榜|奖牌榜|射手榜|名次表?|成绩表?|开奖公告|开奖信息|开奖结果|开奖号码|开奖|天气|天气预报|统计表|"
    r"对照表|时刻表|赛程表?|节目表|节目预告|收盘|涨停|牌价|"
    rf"金价|油价|菜价|股市|外汇|汇市|期货|基金净值|(?:附)?表\s?\d{{0,2}}(?:\s?{HAN}.{{0,24}})?)(?:\(.{{1,24}}\))?:?"
)
_UNIT = re.compile(
    r"[(\[]?\s?(?:计量|货币|价格)?单位\s?[:/].{1,24}[)\]]?|[(\[]?(?:数据|资料)?(?:来源|截至|截止|时间|"
    r"统计时间)\s?[:/]?.{1,30}[)\]]|\(\d{1,4}年?\d{0,2}月?\d{0,2}日?.{0,10}\)"
)
_SKY = (
    "(?:晴|阴|多云|少云|小雨|中雨|大雨|暴雨|阵雨|雷阵雨|雷雨|小雪|中雪|大雪|暴雪|阵雪|雨夹雪|雾|霾|浮尘|扬沙|"
    "沙尘|冻雨|间|转|到|有|时|局部|偶|或|/|-|~)+"
)
_DEGREES = r"[-−零下]{0,2}\d{1,2}\s?(?:℃|°C|度)?(?:\s?[~\-—–/到至]\s?[-−零下]{0,2}\d{1,2}\s?)?(?:℃|°C|度)?"
_DRAW = (
    "(?:超级大乐透|大乐透|双色球|七乐彩|七星彩|快乐8|快乐八|22选5|36选7|15选5|6\\+1|31选7|11选5|(?:体彩|福彩|"
    "体育彩票|福利彩票)?(?:排列|排)\\s?[35三五](?:、[5五])?|(?:福彩)?3D|幸运彩|六合彩|今彩539|大乐透|威力彩)"
)
_INDEX = (
    "(?:上证(?:综)?指数?|沪指|深证成指|深成指|深指|创业板指?|科创50|沪深300|中证\\d{3}|上证50|北证50|恒生(?:国企|"
    "科技)?指数?|恒指|国企指数|红筹指数|道琼斯(?:指数)?|道指|纳斯达克(?:指数)?|纳指|标普\\s?500(?:指数)?|"
    "日经\\s?(?:225|指数)?|加权指数|台股|富时\\s?100|德国DAX|法国CAC40|DAX|WTI|布伦特)"
)
_MONEY = (
    "(?:美元|欧元|日元|日圆|港元|港币|英镑|澳元|加元|加拿大元|瑞士法郎|瑞郎|韩元|韩币|新加坡元|新台币|台币|"
    "人民币|泰铢|卢布|林吉特|新西兰元|澳门元|澳大利亚元)"
)
_KNOWN = re.compile(
    rf"(?=.*[晴阴云雨雪雾霾沙尘]){HAN}{{2,6}}\s?[:：]?\s?{_SKY}\s?,?\s?{_DEGREES}(?:\s.{{0,16}})?"
    rf"|{HAN}{{2,6}}\s?{_DEGREES.replace('?(?:℃', '(?:℃', 1)}\s?{_SKY}"
    rf"|(?:中国|体彩|福彩|中国福利彩票|中国体育彩票|河南省?|全国联网)?\s?[“]?{_DRAW}[”]?\s?(?:(?:第|"
    rf"\()?\s?\d{{3,9}}\s?期?\)?)?(?:\s?(?:开奖|开奖公告|开奖结果|开奖号码|中奖号码|奖号|本期号码|"
    r"本期开奖号码)+)?\s?[:]?[\d\s+|,、()]*(?:(?:红球|蓝球|前区|后区|特别号码?)\s?[:]?[\d\s+|,、]*)*"
    r"|(?:(?:红色?球|蓝色?球|前区|后区|基本号码?|特别号码?|特码|中奖号码|开奖号码|本期号码|奖号|正码|红区|"
    r"蓝区)(?:号码)?\s?[:]?\s?\d[\d\s+|,、]*)+"
    rf"|(?:一|二|三|四|五|六)等奖\s?[:]?\s?\d[\d,]*\s?注.{{0,40}}"
    rf"|{_INDEX}\s?[:]?\s?\d[\d,]*\.?\d*\s?点?\s?[,]?\s?(?:[+\-−▲▼↑↓涨跌]\s?[\d.]+\s?(?:%|点)?\s?){{0,3}}"
    rf"|(?:1?0{{0,4}}\s?)?{_MONEY}\s?[:/=兑对]?\s?(?:{_MONEY})?\s?[:=]?\s?\d[\d,]*\.\d+(?:\s+[\d.]+)*\s?(?:元|人民币)?"
)


def table_lines(lines: Sequence[Line], text: Sequence[bool]) -> set[int]:
    """Return the indices of lines that belong to a table.

    Args:
        lines: the lines of a file.
        text: whether each may be one; headings and furniture may not.
    """
    rows = [_is_pipe(line) or _is_row(line) if may else False for line, may in zip(lines, text, strict=True)]
    known = [may and _is_known(line.folded) for line, may in zip(lines, text, strict=True)]
    found: set[int] = {at for at, is_known in enumerate(known) if is_known}
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and (rows[end] or known[end]):
            end += 1
        if end > at and _is_block(lines[at:end], known[at:end]):
            found.update(range(at, end))
        at = max(end, at + 1)
    found |= _columns(lines, text)
    return found | _around(found, lines, text)


def _is_pipe(line: Line) -> bool:
    return len(line.folded) > 2 and _PIPES.fullmatch(line.folded) is not None and line.folded.count("|") > 2


def _is_row(line: Line) -> bool:
    folded = line.folded
    if len(folded) > 120 or " " not in folded or _SENTENCE.search(folded):
        return False
    cells = folded.split(" ")
    figures = [cell for cell in cells if _NUMBER.fullmatch(cell)]
    if not figures or len(figures) * 3 < len(cells) or max(map(len, cells)) > 16:
        return False
    return len(figures) > 1 or figures[0] != cells[0] or _CLOCK.fullmatch(cells[0]) is not None


def _is_known(folded: str) -> bool:
    return (
        4 <= len(folded) <= 90
        and folded[-1] not in "。!?"
        and any(map(str.isdigit, folded))
        and _KNOWN.fullmatch(folded) is not None
    )


def _is_block(rows: Sequence[Line], known: Sequence[bool]) -> bool:
    if any(known) or len(rows) > 2:
        return True
    widths = [len(row.folded.split("|" if _is_pipe(row) else " ")) for row in rows]
    return len(rows) == 2 and widths[0] == widths[1]


def _columns(lines: Sequence[Line], text: Sequence[bool]) -> set[int]:
    """A table whose cells were pasted one to a line: short lines without marks, most of them figures."""
    found: set[int] = set()
    at = 0
    while at < len(lines):
        end = figures = 0
        end = at
        while end < len(lines) and text[end] and _is_cell(lines[end].folded):
            figures += _NUMBER.fullmatch(lines[end].folded) is not None
            end += 1
        if figures > 3 and figures * 2 >= end - at:
            found.update(range(at, end))
        at = max(end, at + 1)
    return found


def _is_cell(folded: str) -> bool:
    return len(folded) <= 10 and not re.search(r"[。!?;,、:“”(]", folded)


def _around(found: set[int], lines: Sequence[Line], text: Sequence[bool]) -> set[int]:
    """The head of a table, its title and what says the unit, above and below it."""
    around: set[int] = set()
    for first in found:
        at = first - 1
        while (
            at >= 0
            and at not in found
            and text[at]
            and first - at < 4
            and _is_head(lines[at].folded, lines[first].folded)
        ):
            around.add(at)
            at -= 1
    for last in found:
        below = last + 1
        if below < len(lines) and below not in found and text[below] and _UNIT.fullmatch(lines[below].folded):
            around.add(below)
    return around


def _is_head(folded: str, row: str) -> bool:
    if len(folded) > 60 or _SENTENCE.search(folded):
        return False
    if _TITLE.fullmatch(folded) or _UNIT.fullmatch(folded) or _RULER.fullmatch(folded):
        return True
    cells = folded.split(" ")
    return len(cells) > 1 and abs(len(cells) - len(row.split(" "))) < 2 and max(map(len, cells)) < 10
