"""What a person's name looks like in a by-line: patterns over folded text, and the names in a list of them."""

from __future__ import annotations

import re

from audiocast.text.folding import HAN

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤"
    "花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮"
    "卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄江"
    "童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪"
    "干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程邢裴陆荣翁荀羊甄曲封储靳松段富巫乌焦巴牧隗山谷车侯班仰秋仲伊宫宁仇"
    "栾甘厉戎祖武符刘景詹束龙叶幸司黎薄印白怀蒲鄂索赖卓蔺屠蒙池"
    "乔阳胥苍双闻莘党翟谭贡劳姬申扶堵冉宰雍桑桂牛寿边扈燕冀浦尚农温庄晏柴瞿阎充慕连茹习艾鱼容古易慎戈廖庾"
    "耿满弘匡国文寇广东欧沃利蔚越隆师巩聂晁敖融冷辛阚那简饶"
    "曾沙养鞠丰巢关蒯查荆红游竺权盖益桓公岳帅楚肖付代仝逯户闫覃晟佟苑冼鄢郏禤麦"
)
_COMPOUND = (
    "欧阳|司马|上官|诸葛|尉迟|皇甫|令狐|慕容|司徒|夏侯|东方|公孙|端木|澹台|宇文|长孙|独孤|南宫|呼延|百里|申屠|闻人"
)
_DOTTED = rf"{HAN}{{1,7}}(?:·{HAN}{{1,7}}){{1,3}}"
_SPACED = rf"{HAN} {HAN}(?: {HAN}(?!{HAN})(?! {HAN}(?!{HAN})))?(?!{HAN})"

NAME = rf"(?:{_DOTTED}|{HAN}{{2,4}}|{_SPACED})"
"""Anything that may be a name after a role word: 张三, 张 三, 买买提·艾力, 阿依努尔."""

SURE_NAME = rf"(?:{_DOTTED}|(?:{_COMPOUND}){HAN}{{1,2}}|[{_SURNAMES}](?: {HAN}(?!{HAN})|{HAN}{{1,2}}))(?!{HAN})"
"""A name that shows by its surname that it is one."""

LEADING_NAME = rf"(?:{_DOTTED}|(?:{_COMPOUND}){HAN}{{1,2}}|[{_SURNAMES}]{HAN}{{1,2}})"
"""A name by its surname that other characters may follow."""

BETWEEN = r"(?:\s*[、,/;&]\s*|\s+)"
"""What stands between two names."""

_AFTER_ROLE = re.compile(
    "手记|观察|调查|从会|获悉|了解|制度|表示|报[道导]|来到|看到|在现|协会|队伍|提供|摄制|供图|图片|资料|视觉|"
    "网络|来源|采访|您|你|我|"
    "怎么|什么|昨|今日|今天|(?:节|证|站|们|团|会|部|摄)$"
)
"""Words that follow 记者 and are no name."""

_ALONE = re.compile(
    "[公相通时党农双贸利支东都从司师国广印牧满水山元计权终步养须户空能索宗全干应强那越融经明边]"
    "|许多|关[于注键系心]|施[工行]|牛[年市]|于[是此今]|童[年话]|游[客戏园人]|项目|祖国|习[惯近]|谈[判话]"
    "|文[明化字]|方[言面案式向法便]|连[载线]|待续|高[原考校铁速新温层度端科级质]|金[秋融]|成[都立功绩]|"
    "安[全徽排阳]|时代|云南|江[苏西湖河山边]"
    "|和[平谐睦]|平[安台均]|白[天云]|夏季|秋季|路[边况上]|常[委务见年规住]|任[务命]|温[度馨暖室]|解[决读放]|"
    "华[东北南中]|向[前上]|车[站辆主]"
    "|万[元家人事物]|管[城理]|简[讯介历]|红[旗色星]|古[城代今镇]|易地|包[容括]|查看|盖章|岳阳|楚天|代[表价]|单位|"
    "石[油家材]|景[区点色]"
    "|房[屋产价]|乐园|麦[田收]|曾经|何[时处为]|沙[漠尘]|盛大|章程|马[上路]|龙头|严[格重]|康[复养]|毛利|郎中|"
    "阳[光台]|申[请报]|荆州|丰收|花[园开]"
    "|蓝天|毕业"
)
"""What begins with a surname's character and is, standing alone, more likely a word than a name."""


def names_in(original: str, folded: str) -> tuple[str, ...]:
    """Return the names in a list of them as they are written, without the spaces inside one."""
    return tuple(re.sub(r"\s", "", original[slice(*match.span())]) for match in _EACH.finditer(folded))


def may_follow_role(folded: str) -> bool:
    """Return whether a list that stands after a role word may be names: no word in it is a common one."""
    return not any(_AFTER_ROLE.search(match.group()) for match in _EACH.finditer(folded))


def may_stand_alone(folded: str) -> bool:
    """Return whether a list of two- to three-character words is names though no role word says so."""
    return _ALONE_LIST.fullmatch(folded) is not None and not any(
        _ALONE.match(match.group().replace(" ", "")) for match in _EACH.finditer(folded)
    )


def is_roll(folded: str) -> bool:
    """Return whether a line is a row of a list of people: a word or two, then names with spaces between them."""
    return _ROLL.fullmatch(folded) is not None


def is_labelled(folded: str) -> bool:
    """Return whether a line is a short label and what it stands for: 时间:每周五, 一等奖:张丽."""
    return _LABELLED.fullmatch(folded) is not None


_LABELLED = re.compile(rf"(?:{HAN}|[0-9A-Za-z#-]){{2,10}}\s?:\s?[^。!?;,:]{{1,40}}")
_ROLL = re.compile(rf"{HAN}{{2,8}}:?(?: {SURE_NAME}){{2,12}}")
_EACH = re.compile(NAME)
_ALONE_LIST = re.compile(rf"{SURE_NAME}(?:{BETWEEN}{SURE_NAME}){{0,3}}")
