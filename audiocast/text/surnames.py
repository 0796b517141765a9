"""Surnames whose reading differs from the character's usual one, told by the titles, names and verbs around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from audiocast.text.tables import rows

SIDE_CHARS = 14
"""How far to the left a list of names may reach."""

_TITLES = (
    "总书记|书记|副主任|主任|局长|市长|县长|省长|部长|校长|院长|总理|主席|总经理|经理|董事长|教授|老师|医生|大夫|警官|律师|院士|总裁|博士|总监|所长|"
    "处长|科长|厅长|镇长|乡长|村长|区长|州长|行长|队长|会长|社长|厂长|组长|班长|站长|司长|署长|法官|检察官|导演|教练|将军|司令|政委|参谋长|"
    "指导员|工程师|研究员|秘书长|编辑|主编|委员|代表|总统|首相|大使|团长|连长|营长|旅长|师长|军长|支书|总编|中锋|前锋|后卫|门将|主帅|领队|馆员|院士|理事长|总干事|参事|审判长|检察长|董事|监事|常委|书画家|馆长|台长|园长|船长|机长|护士长|护士"
)
_ADDRESS = "先生|女士|小姐|某|氏|师傅|大爷|大妈|大娘|大姐|大哥|大叔|大伯|阿姨|奶奶|爷爷|老汉|老太|同志"
_PEOPLE = (
    "记者|通讯员|实习生|队员|球员|选手|演员|歌手|民警|干警|交警|战士|居民|村民|市民|业主|患者|学生|家长|司机|群众|专家|学家|作家|画家|诗人|学者|专家|主持人|"
    "名将|守将|主帅|主演|嫌疑人|被告人|嫌犯|男子|女子|企业家|科学家|数学家|艺术家|书法家|党员|志愿者|创始人|负责人|发言人|经纪人|运动员|飞行员|航天员|"
    "消防员|驾驶员|营业员|设计师|摄影师|厨师|技师|员工|工人|农民|同志|先烈|烈士|英雄|模范|冠军|导师|弟子|之子|之女|妻子|丈夫|儿子|女儿|父亲|母亲|名伶|花旦|老生|"
    "攻手|二传|自由人|老将|小将|新星|探伤工|钳工|焊工|电工|木工|技工|民工|矿工|护工|环卫工|清洁工|劳模|工匠|匠人|传承人|军人|武警|辅警|特警|战友|店主|老板|摊主|"
    "船员|渔民|牧民|果农|菜农|养殖户|种植户|大户|村医|校友|网友|博主|主播|舞蹈家|歌唱家|演奏家|指挥家|评论家|教育家|讲师|教师|助理|讲解员|解说员|快递员|"
    "外卖员|骑手|保安|保洁员|棋手|射手|乘客|旅客|鼓手|水手|店员|药师|摄影家|编剧|制片人|影星|影后|影帝|明星|名角|名家|大师|名将|大将|小伙|姑娘"
)
_SAYING = (
    "说|表示|介绍|认为|指出|告诉|称|强调|透露|坦言|回忆|坦承|解释|提醒|建议|呼吁|补充|分析|回应|感慨|感叹|直言|笑着|笑道|写道|答道|问道|讲述|讲话|讲了|谈到|"
    "摄|报道|撰文|主持|出席|致辞|率|宣布|主演|担任|当选|来到|走进|深入|前往|带队|会见|调研|主持|签|赴|致|等|是|在|也|的|到|与|和|向|对|就|为|曾|将|已|还|又|则|被|因|接受|参加|一行|登|上台|演唱|亮相|获|夺|击败|进球|完成"
)
_GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建文辉力永健世广志义兴良海山仁波宁贵福生龙元全国胜学祥才发武新利清飞彬富顺信子昌成康星光天达安岩"
    "中茂进林有坚和彪博诚先敬震振壮会思群豪心邦承乐绍功松善厚庆民友裕河哲江浩亮政谦亨奇固之轮翰朗伯宏言若鸣朋斌梁栋维启克伦翔旭鹏泽晨辰士以家致树炎德"
    "行时泰盛雄琛钧冠策腾楠榕风航弘玉珍莉桂凤洁梅琳素云莲真环雪荣爱妹香月莺媛瑞凡佳嘉琼勤珠贞叶璧璐娅琦晶妍茜秋珊莎锦黛青倩婷姣婉娴瑾颖露瑶怡婵雁蓓纨"
    "仪荷丹蓉眉君琴蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希欣飘育滢馥筠柔竹霭凝晓欢霄枫芸菲寒伊亚宜可姬舒影荔枝丽阳妮宝贝初程梵罡恒鸿桦"
    "殿双淼本旭兵基懋鸿寿敏辛水树彦柱权石铁山云喜凌雨纲领建占守玺桥田金银根土炳焕耀祖宝贵财登铭钢铸骅剑娇纪宽苛灵玛媚琪晴容睿烁堂唯威韦雯苇萱阅彦宇雨语渊忠仲作紫逸彩毅正东小春宗光华红卫立景喜冬夏根连培钰荫巩宪繁昊轩宸梓涵俊杰霖骏昱哲"
)
_ACTION = "昨|今|近日|日前|上午|下午|伤|复出|连续|没有|几乎|凭|领舞|领衔|冲|跳|重返|退役|亮出|率先"
_CERTAIN_TITLES = (
    "总书记|书记|副主任|主任|局长|市长|县长|省长|部长|校长|院长|总理|总经理|经理|董事长|老师|医生|大夫|警官|律师|院士|总裁|博士|总监|所长|处长|科长|厅长|镇长|乡长|"
    "村长|行长|会长|社长|厂长|班长|站长|法官|检察官|将军|司令|政委|支书|工程师|研究员|护士长|主席|团长|连长|营长"
)
_TELLING = "说|表示|介绍|认为|指出|告诉|称|强调|透露|坦言|回忆|解释|提醒|建议|补充|分析|坦承|直言|感慨|回应"
_EDGE = r"(?:^|[^一-鿿]|[和与及由向对给同请让据为叫是名姓])"

_ADDRESSED = re.compile(_ADDRESS)
_TITLED = re.compile(f"[一-鿿]{{0,2}}(?:{_TITLES}|{_ADDRESS})")
_SPEAKING_TITLE = re.compile(f"(?:{_TITLES})(?:{_SAYING})")
_OFFICE = re.compile(f"(?:副|总|党|第一|代)?(?:{_TITLES})")
_NAMED = re.compile(f"[一-鿿]{{1,2}}(?=[^一-鿿·]|$|{_SAYING}|{_ACTION})")
_KNOWN = re.compile(f"[{_GIVEN}]")
_NAMED_POLITELY = re.compile(f"[一-鿿]{{1,2}}(?:{_ADDRESS})")
_LISTED = re.compile("[一-鿿]{1,2}(?:[、）)]|摄|文/|作[）)])|[一-鿿]{4,8}[）)]")
_SAYS = re.compile(f"[{_GIVEN}][一-鿿]?(?:{_SAYING})")
_HOLDS_TITLE = re.compile(f"(?:{_CERTAIN_TITLES})(?!之|[^，。；]{{0,3}}[邀请])|(?:{_TITLES})(?:{_TELLING})")
_FULLY_NAMED = re.compile(f"[{_GIVEN}]{{2}}(?:当选|担任|就任|出任|执导|主演|{_TELLING})")
_FAMILY = re.compile("姓(?:男|女|老|嫌|司|市|业|夫|兄|姐|商|青|店|负|被|犯|主|学|乘|旅|员|工|记|患)")
_HEADS_LIST = re.compile(f"[{_GIVEN}]{{2}}、[一-鿿]{{2,3}}(?:、|等|和|[两三四五六七八九十]人)")
_ENDS_LIST = re.compile(f"[{_GIVEN}]{{1,2}}(?:等|[两三四五六七八九十]人)")
_OF = re.compile("的$")
_TITLE = re.compile(f"(?:{_CERTAIN_TITLES})")
_AFTER_EDGE = re.compile(f"{_EDGE}$")
_AFTER_TITLE = re.compile(f"(?:{_TITLES}|{_PEOPLE})(?:[一-鿿]{{2,3}}[、 ])*$")
_IN_LIST = re.compile("[、（(]$")


@dataclass(frozen=True, slots=True)
class _Surname:
    reading: str
    bar: re.Pattern[str] | None
    kind: str


@lru_cache(maxsize=1)
def _surnames() -> dict[str, _Surname]:
    return {
        char: _Surname(reading, re.compile(bar) if bar else None, kind)
        for char, reading, bar, kind in rows("surnames.tsv")
    }


def is_surname(char: str) -> bool:
    """Return whether the character is a surname with a reading of its own."""
    return char in _surnames()


def surname_at(text: str, offset: int) -> tuple[str, float] | None:
    """Return (reading, risk) when the character at ``offset`` is a surname with a reading of its own."""
    surname = _surnames().get(text[offset])
    if surname is None:
        return None
    left, right = text[max(0, offset - SIDE_CHARS) : offset], text[offset + 1 : offset + 10]
    if surname.bar is not None and surname.bar.match(right):
        return None
    if _ADDRESSED.match(right) or _FAMILY.match(right):
        return surname.reading, 0.05
    if _is_listed(left, right):
        return surname.reading, 0.2
    find = _certain if surname.kind in {"weak", "name"} else _likely
    risk = find(left, right, surname.kind)
    return (surname.reading, risk) if risk else None


def _is_listed(left: str, right: str) -> bool:
    """Return whether a full name heads or ends a list of names: 单国良、任海峰、朴俊英三人."""
    if _IN_LIST.search(left):
        return bool(_ENDS_LIST.match(right))
    return bool(_HEADS_LIST.match(right) and _AFTER_EDGE.search(left))


def _certain(left: str, right: str, kind: str) -> float | None:
    """Return the risk of a name that shows in what follows and in what stands before; None when it does not."""
    edge = _AFTER_EDGE.search(left)
    if edge and (_HOLDS_TITLE.match(right) or (kind == "name" and _FULLY_NAMED.match(right))):
        return 0.2
    if _KNOWN.match(right):
        if _AFTER_TITLE.search(left) and _NAMED.match(right):
            return 0.2
        if _IN_LIST.search(left) and _LISTED.match(right):
            return 0.25
        if edge and _NAMED_POLITELY.match(right):
            return 0.1
    return None


def _likely(left: str, right: str, kind: str) -> float | None:
    edge = _AFTER_EDGE.search(left)
    if edge and (_SPEAKING_TITLE if kind == "verb" else _TITLED).match(right):
        return 0.1
    if kind != "verb" and _OF.search(left) and _TITLE.match(right):
        return 0.2
    if _OFFICE.match(right):
        return None
    if _AFTER_TITLE.search(left) and (_NAMED.match(right) or _KNOWN.match(right)):
        return 0.2
    if _IN_LIST.search(left) and _LISTED.match(right):
        return 0.2
    if edge and _SAYS.match(right):
        return 0.3
    return None
