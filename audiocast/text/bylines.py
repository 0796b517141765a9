"""Who wrote it: whole lines, `(记者 …)` and `□本报记者 …`, as data."""

from __future__ import annotations

import re

from audiocast.models import Byline
from audiocast.text.characters import HAN

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮"
    "卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪"
    "干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀羊甄曲封储靳松段富巫乌焦巴牧隗山谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎薄印白怀蒲从鄂索赖卓蔺屠蒙池"
    "乔阳胥能苍双闻莘党翟谭贡劳姬申扶堵冉宰雍桑桂牛寿通边扈燕冀浦尚农温庄晏柴瞿阎充慕连茹习艾鱼容向古易慎戈廖庾终步都耿满弘匡国文寇广东欧沃利蔚越隆师巩聂晁敖融冷辛阚那简饶空"
    "曾沙养鞠须丰巢关蒯相查荆红游竺权盖益桓公岳帅楚肖付代仝逯户闫覃晟佟苑冼鄢郏禤麦"
)
_COMPOUND = "欧阳|司马|上官|诸葛|尉迟|皇甫|令狐|慕容|司徒|夏侯|东方|公孙|端木|澹台|宇文|长孙|独孤|南宫"
_GRADE = "(?:首席|特约|见习|实习|全媒体|融媒体|驻站|特派|本刊|一线|视频|摄影|文字|客户端|新媒体)"
_PAPER = "(?:日报|晚报|时报|商报|晨报|早报|都市报|客户端|新闻|融媒)"
_OWNER = rf"(?:(?:本报|本网|本台|本刊|新华社|中新社|中新网|央视|[{HAN}]{{2,6}}{_PAPER})?(?:驻[{HAN}]{{2,4}})?)"
ROLE = rf"{_GRADE}*(?:记者|通讯员|实习生|特约撰稿人|评论员|摄影师|撰稿人)"
_JOB = "(?:文[/／]?图|图[/／]?文|文并?摄|文|图|摄影报道|摄影|摄|整理|采写|报道|视频|综合)"
_NAME = rf"(?:[{HAN}]{{1,5}}·[{HAN}]{{1,6}}|[{HAN}]{{2,4}}|[{HAN}]\s[{HAN}](?![{HAN}]))"
_SURE_NAME = rf"(?:(?:{_COMPOUND})[{HAN}]{{1,2}}|[{_SURNAMES}][{HAN}]{{1,2}})"
_SEPARATOR = r"[\s、，,/／]+"
_SPACED = rf"{_OWNER}(?P<role>{ROLE})\s*[:：\s|丨]\s*(?P<names>{_NAME}(?:{_SEPARATOR}{_NAME})*)"
_TIGHT = rf"{_OWNER}(?P<role2>{ROLE})(?P<names2>{_SURE_NAME}(?:{_SEPARATOR}{_NAME})*)"
_ONE = re.compile(
    rf"\s*(?:{_SPACED}|{_TIGHT})(?=$|\s|[、，,;；/／)）])(?:\s*(?P<job>{_JOB})(?=$|\s|[、，,;；)）]))?\s*[、，,;；]?\s*"
)
_ROLE_START = re.compile(rf"\s*{_OWNER}{ROLE}")
_CREDIT = re.compile(
    rf"(?:文字?|图片?|摄影|撰文|采写|整理|作者)\s*[/／丨|:：]\s*(?P<names>{_NAME}(?:[\s、]+{_NAME}){{0,5}})"
)
_NOT_NAMES = re.compile("手记|观察|调查|从会|获悉|了解|制度|表示|报道|来到|看到|在现|节|证|站$|协会|队伍")
_LINE_START = re.compile(r"^[□■○●◎◆▢\s]*")
_TAIL = re.compile(rf"[(（\[【]\s*(?P<inner>{_OWNER}{ROLE}[^()（）。！？!?]{{1,40}})[)）\]】]\s*$")
_HEAD = re.compile(rf"^[□■○●◎◆▢]\s*(?P<inner>{_OWNER}{ROLE}[\s:：]*{_SURE_NAME}(?:[\s、]+{_SURE_NAME})*)(?:\s+|$)")


def parse_bylines(text: str) -> tuple[Byline, ...]:
    """Return the bylines in ``text`` when it is nothing but bylines, else nothing."""
    text = _LINE_START.sub("", text).strip()
    credit = _CREDIT.fullmatch(text)
    if credit and not text.startswith("作者"):
        role = re.match(r"\w+?(?=\s*[/／丨|:：])", text)
        return (Byline(role.group() if role else "文", _names(credit["names"])),)
    found: list[Byline] = []
    offset = 0
    while offset < len(text):
        start = _next_role(text, offset)
        end = _next_role_after(text, start)
        match = _ONE.fullmatch(text, offset, end)
        if match is None:
            return ()
        names = match["names"] or match["names2"]
        if _NOT_NAMES.search(names):
            return ()
        job = match["job"]
        parsed = _names(names)
        if not job and len(parsed) > 1 and re.fullmatch(_JOB, parsed[-1]):
            parsed = parsed[:-1]
        found.append(Byline(match["role"] or match["role2"], parsed))
        offset = end
    return tuple(found)


def take_tail(text: str) -> tuple[str, str, tuple[Byline, ...]]:
    """Return (rest, taken, bylines) of a paragraph that ends in ``(记者 …)``; taken is empty when it does not."""
    match = _TAIL.search(text)
    bylines = parse_bylines(match["inner"]) if match else ()
    if match is None or not bylines:
        return text, "", ()
    return text[: match.start()].rstrip(), match.group(), bylines


def take_head(text: str) -> tuple[str, str, tuple[Byline, ...]]:
    """Return (rest, taken, bylines) of a paragraph that begins with ``□本报记者 …``."""
    match = _HEAD.match(text)
    bylines = parse_bylines(match["inner"]) if match else ()
    if match is None or not bylines:
        return text, "", ()
    return text[match.end() :], match.group(), bylines


def write_bylines(bylines: tuple[Byline, ...]) -> list[str]:
    """Return lines that ``parse_bylines`` turns into ``bylines`` again."""
    return [
        f"{byline.role}{'/' if _CREDIT.fullmatch(f'{byline.role}/{byline.names[0]}') else ' '}{' '.join(byline.names)}"
        for byline in bylines
    ]


def _names(text: str) -> tuple[str, ...]:
    return tuple(re.sub(r"\s", "", name) for name in re.findall(_NAME, text))


def _next_role(text: str, offset: int) -> int:
    match = _ROLE_START.match(text, offset)
    return match.end() if match else offset


def _next_role_after(text: str, offset: int) -> int:
    match = re.compile(rf"[\s、，,;；/／](?={_OWNER}{ROLE})").search(text, offset)
    return match.end() if match else len(text)
