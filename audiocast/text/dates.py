"""Dates, years, clock times: 2023年2月10日, 2019—2022年, 3000年历史, 14:30."""

from __future__ import annotations

import re

from audiocast.text.classes import COLON, DASH, MEASURE, after, amount, before, number_class
from audiocast.text.numerals import cardinal, digits

_SPAN_BEFORE = re.compile(
    r"(?:有|近|约|達|达|距今|逾|超|超过|长达|歷經|历经|已有|跨越|传承|将近|至今|前后|整整|绵延|走过|度过)(?:着|了)?$"
)
_SPAN_AFTER = re.compile(
    r"年(?:的)?(?:历史|歷史|文明|之久|文化史|风雨|沧桑|古城|古都|古县|古镇|以上|来的|岁月|老|寿命|一遇)"
)
_CALENDAR_AFTER = re.compile(
    r"年(?:\d|代|度|底|初|末|春|夏|秋|冬|元旦|上半年|下半年|全年|第|前\d|[一二三四五六七八九十]+月|抗洪|洪水|大水|出生|生人|毕业|入伍|入党|参军|参加工作|高考|世界杯|奥运|亚运)"
)
_YEAR_BEFORE = re.compile(r"(?:公元|公元前|世纪)$")
_ERA_BEFORE = re.compile(
    r"(?:民[国國]|光[绪緒]|同治|咸[丰豐]|道光|[嘉乾][庆慶隆]|雍正|康熙|[顺順]治|宣[统統]|洪武|永[乐樂]|[万萬][历曆]|嘉靖|崇[祯禎]|[贞貞][观觀]|[开開]元|昭和|平成|令和|大正|明治)$"
)
_ANCIENT_BEFORE = re.compile(r"(?:^|[，。；！？、：:,(（在于於自至从從即\n])$")
_AGO = re.compile(r"年(?:以)?前(?![后後夕])")
_LONG_AGO_BEFORE = re.compile(r"(?:早在|[约約]|大[约約]|近|距今|[于於]|[约約]在)$")
_CLOCK_CONTEXT = re.compile(
    r"(?:时间[为是]|[班车]次?为|[上中下]午|凌晨|清晨|早上|早晨|早|晚|晚上|夜间|傍晚|深夜|时间|[日号天]|于|至|到|自|从|每日)\s*$"
)
_SCORE_BEFORE = re.compile(
    r"(?:比分|比数|总分|以|[胜负平败赢输]|局分|分别为|[〇零一二三四五六七八九十两\d][、，,])\s*$"
)
_RESULT_BEFORE = re.compile(r"(?:成绩|用时|耗时|时长|跑出|跑进|以|净时间|枪声成绩|完赛时间)[为是了：: ]?$")
_RATIO_BEFORE = re.compile(r"[比例率值](?:约|为|是|达到|达|高达|超过?|接近|提高|上升|下降|降|至|到|由|从){0,3}$")
_SCORE_AFTER = re.compile(
    r"\s*(?:[大小险力横完逆]?[胜克败]|战胜|击败|逆转|领先|落后|战平|取胜|获胜|淘汰|不敌|负于|的比分|的总?比分|的比例|平局|告负|完胜|力克|的配比|扳平|反超)"
)

YEAR = r"(?:1\d|20|21)\d{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"


def _plain(number: str) -> str:
    return cardinal(number)


def _year(number: str) -> str:
    return digits(number)


def _full_date(match: re.Match[str]) -> str:
    said = f"{_year(match['y'])}年{_plain(match['m'])}月{_plain(match['d'])}日"
    if match["m2"]:
        year = f"{_year(match['y2'])}年" if match["y2"] else ""
        said += f"到{year}{_plain(match['m2'])}月{_plain(match['d2'])}日"
    return said


def _month_day(match: re.Match[str]) -> str | None:
    said = f"{_plain(match['m'])}月"
    if match["d"]:
        said += _plain(match["d"])
        if match["d2"]:
            said += f"{match['u1'] or ''}到{_plain(match['m2']) + '月' if match['m2'] else ''}{_plain(match['d2'])}"
        said += match["u"]
    return said


def _month_range(match: re.Match[str]) -> str:
    return f"{_plain(match['a'])}{match['u'] or ''}到{_plain(match['b'])}月"


def _day_range(match: re.Match[str]) -> str:
    return f"{_plain(match['a'])}{match['u1'] or ''}到{_plain(match['b'])}{match['u']}"


def _day(match: re.Match[str]) -> str:
    return f"{_plain(match['a'])}{match['u']}"


def _year_range(match: re.Match[str]) -> str | None:
    if match["u1"] is None and match["u"] is None and not _year_like(match["a"], match["b"]):
        return None
    falls = len(match["b"]) == 4 and int(match["a"]) > int(match["b"])
    say = cardinal if falls and not before(match).endswith("前") else digits
    return f"{say(match['a'])}{match['u1'] or ''}到{say(match['b'])}{match['u'] or ''}"


def _year_like(first: str, last: str) -> bool:
    return len(last) == 4 and 1900 <= int(first) < int(last) <= 2100


def _year_list(match: re.Match[str]) -> str | None:
    return digits(match["a"])


def _year_alone(match: re.Match[str]) -> str | None:
    number, following = match["a"], after(match)
    left = before(match)
    value = int(number)
    if _YEAR_BEFORE.search(left):
        return digits(number) + "年"
    if _ERA_BEFORE.search(left):
        return cardinal(number, two="二") + "年"
    if len(number) == 4:
        rest = "年" + following
        if _AGO.match(rest) and (value <= 1800 or (value % 1000 == 0 and _LONG_AGO_BEFORE.search(left))):
            return cardinal(number) + "年"
        if _SPAN_AFTER.match(rest):
            return cardinal(number) + "年"
        if not _CALENDAR_AFTER.match(rest):
            if value < 1000 or value > 2100 or value in (1000, 1500, 2100):
                return cardinal(number) + "年"
            if value % 100 == 0 and _SPAN_BEFORE.search(left):
                return cardinal(number) + "年"
            if left.endswith("距今"):
                return cardinal(number) + "年"
        return digits(number) + "年"
    if len(number) == 3:
        dated = re.match(r"\s?\d{1,2}月|[，,、）)]|前后|秋|冬|春|夏", following)
        return (digits if dated and _ANCIENT_BEFORE.search(left) else cardinal)(number) + "年"
    if len(number) == 2 and (
        number[0] == "0" or (number[0] in "5678" + "9" and _CALENDAR_AFTER.match("年" + following))
    ):
        if following[:1] == "代" or following.startswith("全年"):
            return None
        return digits(number) + "年"
    return None


def _season(match: re.Match[str]) -> str:
    return digits(match["a"]) + "到" + digits(match["b"])


def _year_month(match: re.Match[str]) -> str:
    said = f"{_year(match['y'])}年{_plain(match['m'])}月"
    return said + (f"到{_year(match['y2'])}年{_plain(match['m2'])}月" if match["y2"] else "")


def _decades(match: re.Match[str]) -> str:
    number = match["a"]
    if len(number) == 4:
        return digits(number) + "年代"
    return ("零零" if number == "00" else digits(number) if number[0] == "0" else cardinal(number)) + "年代"


def _generation(match: re.Match[str]) -> str:
    return digits(match["a"]) + match["u"]


def _clock(match: re.Match[str]) -> str | None:
    hour, minute, second = match["h"], match["m"], match["s"]
    if int(hour) > 24 or int(minute) > 59:
        return None
    in_context = _CLOCK_CONTEXT.search(before(match)) is not None
    if _RATIO_BEFORE.search(before(match)):
        return None
    ratio = match["colon"] == "∶" or _SCORE_BEFORE.search(before(match)) or _SCORE_AFTER.match(after(match))
    if ratio and not match["h2"] and not second and not in_context:
        return None
    if second and _RESULT_BEFORE.search(before(match)):
        return f"{cardinal(hour, two='两')}小时{_two_places(minute)}分{_two_places(second)}秒"
    said = _time(hour, minute, second)
    if match["half"] and not re.search("[上下]午$|晚上?$", before(match)):
        said = ("上午" if match["half"][0] in "aA" else "下午") + said
    if match["h2"]:
        if int(match["h2"]) > 24 or int(match["m2"]) > 59:
            return None
        said += (match["to"] if match["to"] in "至到" else "到") + _time(match["h2"], match["m2"], None)
    return said


def _two_places(number: str) -> str:
    return ("零" if number[0] == "0" and int(number) else "") + cardinal(number)


def _spell_duration(match: re.Match[str]) -> str:
    return f"{cardinal(match['h'], two='两')}小时{cardinal(match['m'])}分钟"


def _time(hour: str, minute: str, second: str | None) -> str:
    said = ("零" if int(hour) == 0 else cardinal(hour, two="两")) + "点"
    if int(minute) or second:
        said += ("零" if minute[0] == "0" and int(minute) else "") + cardinal(minute) + "分"
    if second:
        said += cardinal(second) + "秒"
    return said


def _hours(match: re.Match[str]) -> str | None:
    first = amount(match["a"], "点")
    last = amount(match["b"], "点")
    return f"{first}{match['u1'] or ''}到{last}{match['u']}"


def _result(match: re.Match[str]) -> str:
    """A result in sport or a height: the part behind the unit digit by digit (9秒83, 1米85)."""
    return amount(match["a"], match["u"]) + match["u"] + digits(match["b"])


def _hour_minute(match: re.Match[str]) -> str:
    minute = match["m"]
    said = cardinal(match["h"], two="两") + match["u"]
    said += ("零" if len(minute) == 2 and minute[0] == "0" and minute != "00" else "") + cardinal(minute) + "分"
    return said


CLASSES = (
    number_class(
        "date",
        rf"(?P<y>{YEAR})(?P<s>[-/.])(?P<m>{_MONTH})(?P=s)(?P<d>{_DAY})"
        rf"(?:\s?(?:{DASH}|至|到)\s?(?:(?P<y2>{YEAR})(?P=s))?(?P<m2>{_MONTH})(?P=s)(?P<d2>{_DAY}))?(?![\d.%/-])",
        _full_date,
    ),
    number_class("year", r"(?<=['’‘])(?P<a>\d{2})(?!\d)", _year_list),
    number_class(
        "year-range",
        r"(?P<a>(?:19|20)\d{2})/(?P<b>\d{2}|(?:19|20)\d{2})"
        r""
        r"(?=\s?(?:[赛賽球]季|年[赛賽球]季|[学學]年|[财財]年|年度))",
        _season,
    ),
    number_class(
        "date",
        rf"(?P<y>(?:19|20)\d{{2}})\.(?P<m>{_MONTH})(?:{DASH})(?P<y2>(?:19|20)\d{{2}})\.(?P<m2>{_MONTH})(?![\d.%])",
        _year_month,
    ),
    number_class(
        "date",
        r"(?P<y>(?:19|20)\d{2})(?P<s>[-/.])(?P<m>0[1-9]|1[0-2])"
        rf"(?![\d.%])(?:(?:{DASH})(?P<y2>(?:19|20)\d{{2}})(?P=s)(?P<m2>0[1-9]|1[0-2]))?(?![\d.%,/-]|\s?{MEASURE}|[十百千万亿A-Za-z])",
        _year_month,
        risk=0.2,
    ),
    number_class("year", r"(?P<a>(?:19|20)\d{2})(?=[QH][1-4](?!\d)|E(?![A-Za-z0-9]))", _year_list),
    number_class(
        "year-range",
        rf"(?P<a>\d{{4}})(?P<u1>年)?(?:{DASH})(?P<b>\d{{4}}|\d{{2}}(?=年))(?P<u>年(?:度)?|(?:学年|赛季|财年|年度))?(?![\d.,%]|[万亿元个名米])",
        _year_range,
    ),
    number_class("year-list", rf"(?P<a>{YEAR})(?=(?:[、和及与]{YEAR}(?:年)?){{0,6}}[、和及与]{YEAR}年)", _year_list),
    number_class(
        "month-day",
        rf"(?P<m>{_MONTH})\s?月\s?(?P<d>{_DAY})\s?(?:(?P<u1>[日号])?(?:{DASH})(?:(?P<m2>{_MONTH})月)?(?P<d2>{_DAY}))?(?P<u>[日号號])",
        _month_day,
    ),
    number_class("month-range", rf"(?P<a>{_MONTH})(?P<u>月)?(?:份)?(?:{DASH})(?P<b>{_MONTH})月", _month_range),
    number_class(
        "day-range",
        rf"(?P<a>{_DAY})(?P<u1>[日号])?(?:{DASH})(?P<b>{_DAY})(?P<u>[日号](?!楼|线|院|门|馆|店))",
        _day_range,
    ),
    number_class("day", rf"(?P<a>{_DAY})\s?(?P<u>日(?!元|均|圆))", _day),
    number_class("decade", r"(?P<a>(?:19|20)\d0|\d0)年代", _decades),
    number_class("generation", r"(?P<a>[0-9][05])(?P<u>后|後)(?![来來續续期台面排勤])", _generation),
    number_class("generation", r"(?P<a>[0-9][05])(?P<u>)(?=(?:、\d[05])*、\d[05]后)", _generation),
    number_class("year", r"(?P<a>\d{2,4})\s?年", _year_alone),
    number_class(
        "clock",
        rf"(?P<h>\d{{1,2}})(?P<colon>{COLON})(?P<m>\d{{2}})(?:{COLON}(?P<s>\d{{2}}))?(?:\s?(?P<to>{DASH}|[至到])\s?(?P<h2>\d{{1,2}}){COLON}(?P<m2>\d{{2}}))?"
        rf"(?:\s?(?P<half>[AaPp]\.?[Mm](?![A-Za-z])\.?))?(?!\d|\.\d|{COLON}\d)",
        _clock,
    ),
    number_class("clock", r"(?P<h>\d{1,2})(?P<u>[时時点點])(?P<m>\d{1,2})分(?!之|钟|贝)", _hour_minute),
    number_class("duration", r"(?P<h>\d{1,3})h(?P<m>\d{1,2})(?:min|m)(?![A-Za-z0-9])", _spell_duration),
    number_class("result", rf"(?P<a>\d{{1,2}})(?P<u>秒)(?P<b>\d{{1,3}})(?![\d.,:%]|{MEASURE})", _result),
    number_class("result", rf"(?P<a>\d{{1,2}})(?P<u>米)(?P<b>\d{{1,2}})(?![\d.,:%×x*—-]|{MEASURE}|[厘毫公])", _result),
    number_class(
        "clock-range",
        rf"(?P<a>\d{{1,2}})(?P<u1>[时時点點])?(?:{DASH})(?P<b>\d{{1,2}})(?P<u>[时時点點](?![\d%]))",
        _hours,
    ),
)
"""In the order in which they are asked."""
