"""What a class of numbers is, and the pieces that their patterns share.

Patterns match on folded text (full-width ASCII as ASCII, one character for one). A class declines by saying None, and
the next one is asked; classes are asked in order, the longest and most particular first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from audiocast.text.numerals import cardinal

Say = Callable[["re.Match[str]"], "str | None"]

LEFT_CHARS = 12
"""How far a class looks back for its context."""

COLON = "[:：∶]"
DASH = "(?:——|--|––|[-–—~～－−‒―‐‑])"
NUMBER = r"(?>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?)"
SCALE = "(?:[十百千万亿兆萬億]{1,2})"
MANY = "(?:多|余|來|来|几)"
END = r"(?![\d])"

ONE_CHARACTER_MEASURES = (
    "个個名位人户口家间所座栋幢套件条條项項款种種类類批份篇部本册張张场場次届屆轮輪回遍趟番起宗桩例头頭只隻匹群棵株朵片块塊粒颗"
    "顆根支枝把台臺架辆輛艘列节節段步组組队隊班层層级級年天日月周週时時分秒刻岁歲代元块毛角分钱斤两克吨噸米里尺寸亩畝顷升度倍成"
    "瓶杯碗盒箱袋包盘桶车車船枚门門道笔筆顿顿餐手双雙对對副面幅堂课期站点點处處方股针剂劑夜晚环環员員票字句页頁行声聲眼拳脚口"
)
LONG_MEASURES = (
    "小时|小時|分钟|分鐘|秒钟|个月|個月|公里|千米|厘米|毫米|微米|纳米|英里|英寸|英尺|海里|平方公里|平方千米|平方米|立方米|平米|公顷|公斤|千克|毫克|"
    "微克|公吨|毫升|摄氏度|千瓦|兆瓦|千瓦时|百分点|个百分点|美元|欧元|英镑|日元|港元|人民币|卢布|韩元|澳元|加元|人次|人份|学年|年度|财年|"
    "赛季|学分|光年|平方|立方|周年|星期|礼拜|世纪|季度|单元|號|号|楼|樓|路|层|線|线|标段|度电"
)
MEASURE = f"(?:{LONG_MEASURES}|[{ONE_CHARACTER_MEASURES}])"

_TWO_STAYS = re.compile(
    r"日(?![元圆圓])|号|號|楼|樓|路|单元|單元|月(?!饼)|班(?![次列])|级|級|等|中学|小学|环|環|线|線|线|期|字头|维"
    r"|楼|[栋幢棟](?=\d|[一二三四五六七八九]?单元|[，。、；）)]|$)|年级|年級|摄氏度|度(?!电)|胎|审|审判|次方|区|區|室(?!\d|[一二两三四五]厅)|科|季|两|手|代(?:身份证|目)"
)
_TWO_BECOMES = re.compile(
    rf"(?:{MANY})?(?:{SCALE}|{MEASURE})|[死伤傷胜勝平负負败敗连連战戰](?![方面字])|大(?![学學豆雪寒暑于於])|室|旬"
)
_SPOKEN_AS_LIANG = re.compile(r"[个個]?月")


@dataclass(frozen=True, slots=True)
class NumberClass:
    """One class of tokens: where it matches, how it is said, and how sure that is."""

    name: str
    pattern: re.Pattern[str]
    say: Say
    risk: float = 0.0


def number_class(name: str, pattern: str, say: Say, *, risk: float = 0.0) -> NumberClass:
    """Return the class ``name``; ``pattern`` may hold spaces for legibility (``\\s`` matches one)."""
    return NumberClass(name, re.compile(pattern, re.VERBOSE), say, risk)


def before(match: re.Match[str]) -> str:
    """Return the text left of the match, as far as a class may look."""
    return match.string[max(0, match.start() - LEFT_CHARS) : match.start()]


def after(match: re.Match[str], length: int = LEFT_CHARS) -> str:
    """Return the text right of the match, as far as a class may look."""
    return match.string[match.end() : match.end() + length]


def two(following: str) -> str:
    """Return how a lone 2 is said before ``following``: 两 before a measure word, 二 in names and before 日 号 楼 …"""
    if _SPOKEN_AS_LIANG.match(following) and following[0] in "个個":
        return "两"
    if _TWO_STAYS.match(following):
        return "二"
    return "两" if _TWO_BECOMES.match(following) else "二"


def amount(number: str, following: str) -> str:
    """Return a counted number in words, 2 chosen by what follows."""
    return cardinal(number, two=two(following))
