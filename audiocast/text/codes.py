"""Numbers that name: C919, 国发〔2022〕12号, 1501室, 豫A12345, v2.3.1, “7·20”, phones, URLs."""

from __future__ import annotations

import re

from audiocast.text.classes import DASH, MANY, MEASURE, SCALE, after, before, number_class
from audiocast.text.numerals import cardinal, digits

_LABEL = re.compile(
    r"(?:编号|代码|代号|邮编|邮政编码|尾号|账号|帐号|卡号|证号|学号|工号|号码|电话|手机|热线|专线|客服|拨打|致电|报了|报警|传真|短信|微信号?|QQ群?号?|验证码|密码"
    r"|车牌号?|批号|批次|文号|编码|型号|航班号?|车次|房间|证书号|许可证|序列号|条形码|邮箱|总机|分机|咨询|邀请码|股票|证券|学籍|身份证号?|[舷弦机呼单桩牌款货图档书刊]号|\d转)(?:码|为|是|：|:|\s|（|\(|及|“|\d{3,8}[”\"]?[、和及与或/])*$"
)
_COUNTED = re.compile(r"\s?(?:[次个人元万亿千百余多%岁件条家名例起天年月日米台部股吨户件小斤架艘]|以上|分钟)")
_SAID_AFTER_HUNDREDS = re.compile(
    r"高校|院校|工程|大学|急救|火警|报警|接警|接处警|救援|查号|国道|省道|[县縣]道|高速|号段|购物节|大促|路公交|路车|特快|次列车|次航班|计划(?![个])|航班|线路|阵型"
    r"|医院|大楼|大厦|艺术区|研究所|部队|高地|厂(?![家商房])|[热熱][线線]|平台|[网網]站|服务|客服|[电電][话話]|短信|专线|投诉|举报|政务|便民"
)
_MEASURED = re.compile(rf"\s?(?![线線])(?:{MANY}|{SCALE}|{MEASURE})")
_AMOUNT_BEFORE = re.compile(
    r"(?:[達达為为共約约計计至到超近逾过過有增減减升降破多少]|总数|總數|其中|合计|累计)(?:了)?$"
)
_BRAND = re.compile(r"(?:[国國省县縣乡鄉]道|波音|空客|空中客车|麦道|骁龙|天玑|麒麟|酷睿|宝马|标致|图|伊尔|巴航工业)$")
_ROMAN = {
    "M": 1000,
    "CM": 900,
    "D": 500,
    "CD": 400,
    "C": 100,
    "XC": 90,
    "L": 50,
    "XL": 40,
    "X": 10,
    "IX": 9,
    "V": 5,
    "IV": 4,
    "I": 1,
}
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def roman(text: str) -> int:
    """Return the value of a Roman numeral in capital letters."""
    value, rest = 0, text
    for sign, worth in _ROMAN.items():
        while rest.startswith(sign):
            value, rest = value + worth, rest[len(sign) :]
    return value if not rest else 0


def _address(match: re.Match[str]) -> str:
    address = re.sub(r"^[A-Za-z]+://", "", match["all"]).rstrip("/")
    said = (
        address.replace(".", "点").replace("@", "艾特").replace("/", "斜杠").replace("_", "下划线").replace("-", "杠")
    )
    return re.sub(r"[^A-Za-z\u4e00-\u9fff]+", "", digits(said))


def _digits(match: re.Match[str]) -> str:
    return digits(match["a"])


def _grouped(match: re.Match[str]) -> str:
    return "，".join(digits(part) for part in re.split(r"[-—–\s()（）]+", match["a"]) if part)


def _labelled(match: re.Match[str]) -> str | None:
    if not _LABEL.search(before(match)) or _COUNTED.match(after(match)):
        return None
    return _grouped(match)


def _bracketed_year(match: re.Match[str]) -> str:
    return digits(match["a"])


def _prefixed(match: re.Match[str]) -> str:
    return match["letters"] + _short_code(match["a"]) + (match["tail"] or "")


def _code_range(match: re.Match[str]) -> str:
    """L2-L4: two codes of one series."""
    return f"{match['letters']}{_short_code(match['a'])}到{match['letters']}{_short_code(match['b'])}"


def _chained(match: re.Match[str]) -> str:
    """i7-13700K, CZ-5B: letters and numbers in turn, hyphens between them silent."""
    return "".join(part if part.isalpha() else _short_code(part) for part in re.findall(r"[A-Za-z]+|\d+", match["all"]))


def _short_code(number: str) -> str:
    whole, point, fraction = number.partition(".")
    said = digits(whole) if len(whole) >= 3 or (len(whole) > 1 and whole[0] == "0") else cardinal(whole)
    return said + ("点" + digits(fraction) if point else "")


def _han_hyphen(match: re.Match[str]) -> str:
    return _short_code(match["a"])


def _mixed(match: re.Match[str]) -> str:
    """Letters and digits in turn: H7N9, B2B, 3GPP."""
    return "".join(
        part if part.isalpha() else _short_code(part) for part in re.findall(r"[A-Za-z]+|\d+(?:\.\d+)?", match["all"])
    )


def _to(match: re.Match[str]) -> str:
    """B2B, O2O, V2X: the 2 stands for the English to."""
    return f"{match['a']} to {match['b']}"


def _plate(match: re.Match[str]) -> str:
    return digits(match["a"].replace("·", "").replace(" ", ""))


def _version(match: re.Match[str]) -> str:
    said = "点".join(cardinal(part) if len(part) < 3 else digits(part) for part in match["a"].split("."))
    return (match["v"] or "") + said


def _nickname(match: re.Match[str]) -> str:
    return digits(match["a"]) + digits(match["b"])


def _quoted_day(match: re.Match[str]) -> str | None:
    month, day = match["a"], match["b"]
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    return digits(month) + digits(day)


def _hundreds(match: re.Match[str]) -> str | None:
    number = match["a"]
    if _BRAND.search(before(match)) and not _MEASURED.match(after(match)):
        return digits(number)
    return digits(number) if _SAID_AFTER_HUNDREDS.match(after(match)) and number[-2:] != "00" else None


def _branded(match: re.Match[str]) -> str | None:
    """波音737-800: the type and its series."""
    return digits(match["a"] + match["b"]) + match["tail"] if _BRAND.search(before(match)) else None


def _service(match: re.Match[str]) -> str | None:
    """冒充10086发送: a service number, where nothing before it counts."""
    return None if _AMOUNT_BEFORE.search(before(match)) else digits(match["a"])


def _quoted(match: re.Match[str]) -> str | None:
    """“315” and “12345” are names; “100” and “5000” are amounts."""
    return None if match["a"].endswith("00") else digits(match["a"])


def _chess_move(match: re.Match[str]) -> str:
    return digits(match["a"]) + match["u"] + digits(match["b"])


def _masked(match: re.Match[str]) -> str:
    return "，".join(digits(part) for part in re.split(r"[*＊]+", match["a"]) if part)


def _standard(match: re.Match[str]) -> str:
    """GB/T 1234-2020: the number and the year digit by digit."""
    number = "点".join(digits(part) for part in match["a"].split("."))
    return match["letters"].replace("/", " ") + number + "，" + digits(match["year"])


def _double_eleven(match: re.Match[str]) -> str:
    return cardinal(match["a"])


def _year_as_name(match: re.Match[str]) -> str | None:
    return digits(match["a"])


def _security(match: re.Match[str]) -> str:
    return digits(match["a"]) + match["market"]


def _long(match: re.Match[str]) -> str | None:
    return None if match["a"].endswith("0000") else digits(match["a"])


def _roman_range(match: re.Match[str]) -> str | None:
    first, last = roman(match["a"]), roman(match["b"])
    return f"{cardinal(str(first))}到{cardinal(str(last))}" if 0 < first < last else None


def _say_roman(match: re.Match[str]) -> str | None:
    value = roman(match["a"])
    return cardinal(str(value)) if value else None


_TOP_LEVEL = "com|cn|net|org|gov|edu|info|io|top|vip|tv|cc|app|me|xyz|hk|tw|uk|us|jp|de|eu|int|mil|ai|co"
_HOST = rf"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+(?:{_TOP_LEVEL})"
FIRST = (
    number_class(
        "address",
        rf"(?P<all>[A-Za-z]{{2,8}}://[A-Za-z0-9./_\-?=&%#~:+@]+|[A-Za-z0-9._+-]+@{_HOST}|{_HOST}(?![A-Za-z0-9])(?:/[A-Za-z0-9./_\-?=&%#~:+]*)?)",
        _address,
    ),
    number_class("document-year", r"(?P<open>(?<=[〔\[\(（【]))(?P<a>(?:19|20)\d{2})(?=[〕\]\)）】])", _bracketed_year),
    number_class("security", r"(?P<a>\d{5,6})\.(?P<market>SH|SZ|BJ|HK|OF)(?![A-Za-z])", _security),
    number_class("security", r"(?<=[\(（])(?P<a>\d{5,6})(?=[\)）])", _digits),
    number_class(
        "phone",
        r"(?<!\d)(?P<a>[\(（]?0\d{2,3}(?:[-—–]|[\)）]\s?)\d{7,8}(?:-\d{1,6})?"
        r"|(?:400|800)[-—–]\d{3,4}[-—–]\d{3,4}|1[3-9]\d(?:[- ]?\d{4}){2})(?!\d)",
        _grouped,
    ),
    number_class(
        "plate", rf"(?<=[{PROVINCES}])(?P<a>[A-HJ-NP-Z][·•・\s]?(?=[A-Z]*\d)[A-Z0-9]{{5,6}})(?![A-Za-z0-9])", _plate
    ),
    number_class("nickname", r"(?P<a>\d{1,2})[·•・‧](?P<b>\d{1,2})(?!\d)", _nickname),
    number_class("nickname", r"(?<=[“\"「])(?P<a>\d{1,2})\.(?P<b>\d{1,2})(?=[”\"」])", _quoted_day),
    number_class("phone", r"(?P<a>\d{2,8}[*＊]{2,}\d{1,6}|\d{2,8}[*＊]{3,})(?!\d)", _masked),
    number_class("model", r"(?P<a>\d{3})[-–—](?P<b>\d{1,4})(?P<tail>[A-Za-z]*)(?![\d.])", _branded),
    number_class("labelled", r"(?P<a>\d[\d—–-]*\d)(?![.\d]\d|%)", _labelled),
    number_class("discount", r"(?P<a>[1-9][1-9])(?=折(?![叠返]))", _digits),
    number_class(
        "nickname",
        r"(?P<a>\d{1,2})\.(?P<b>\d{1,2})"
        r"(?=长假|小长假|黄金周|运动(?!员)|事件|事变|国庆|晚会|大?地震|劳动节|惨案|大案|专案|讲话|维权|空难|矿难)",
        _quoted_day,
    ),
    number_class("model", r"(?P<a>84)(?=消毒)", _digits),
    number_class("nickname", r"(?P<a>[5-9]\d|0\d)(?=抗洪|世界杯|奥运|亚运|春晚|回归|洪水|金融)", _digits),
    number_class("issue", r"(?<=第)(?P<a>(?:19|20)\d{4,5})(?=期)", _digits),
    number_class("chess", r"(?<=[车車马馬炮砲相象士仕帅帥将將兵卒])(?P<a>\d)(?P<u>[平进進退])(?P<b>\d)", _chess_move),
    number_class(
        "phone",
        rf"(?P<a>100[018]\d|123\d\d|95\d{{3}}|96\d{{3,4}})(?<!00)"
        rf"(?=[\u4e00-\u9fff，。、；！？）)”\"]|$)(?!{MANY}|{SCALE}|{MEASURE})",
        _service,
        risk=0.3,
    ),
    number_class(
        "number-sign", r"(?P<a>\d{1,4})[#＃](?=[\u4e00-\u9fff、，。；）)]|$)", lambda match: cardinal(match["a"]) + "号"
    ),
    number_class("double", r"(?<=双)(?P<a>1[12])(?!\d)", _double_eleven),
)
"""Asked before dates and amounts."""

LETTERS = (
    number_class(
        "standard",
        r"(?P<letters>[A-Z]{1,5}\d{0,2}(?:/[A-Z]{1,4})?)\s?"
        r"(?P<a>\d{1,6}(?:\.\d{1,3})?)(?:-|–|—|:)(?P<year>(?:19|20)\d{2})(?!\d)",
        _standard,
    ),
    number_class(
        "roman",
        rf"(?P<a>[IVX]{{1,5}})(?:{DASH})(?P<b>[IVX]{{1,5}})(?=[级級期型类類度世卷章阶段标段号區区])",
        _roman_range,
    ),
    number_class("roman", r"(?<=[\u4e00-\u9fff])(?P<a>II|III|IV|VII|VIII|IX)(?![A-Za-z0-9])", _say_roman),
    number_class("roman", r"(?<=国)(?P<a>VI?)(?=[排标，。、；])", _say_roman),
    number_class("roman", r"(?P<a>[IVX]{2,5})(?=[级級期型类類度世卷章阶段标段号區区])", _say_roman),
    number_class("roman", r"(?P<a>[IVX])(?=[级級类類])", _say_roman),
    number_class("version", r"(?P<v>[vV]\s?)(?P<a>\d+(?:\.\d+)+)", _version),
    number_class(
        "code-range",
        rf"(?P<letters>[A-Za-z]{{1,3}})(?P<a>\d{{1,4}})(?:{DASH})(?P=letters)(?P<b>\d{{1,4}})(?![A-Za-z0-9])",
        _code_range,
    ),
    number_class(
        "code", r"(?P<all>[A-Za-z]+-?\d+(?:-?[A-Za-z]+)?(?:-[A-Za-z]*\d+[A-Za-z]*)+)(?![A-Za-z0-9.])", _chained
    ),
    number_class("mixed", r"(?P<a>[BCFGMOPSV])2(?P<b>[BCFGMOPSVX])(?![A-Za-z0-9])", _to),
    number_class(
        "mixed",
        r"(?P<all>[A-Za-z]+\d+(?:\.\d+)?[A-Za-z]+\d+[A-Za-z0-9]*|[A-Za-z]{1,2}\d[A-Za-z]{1,2})(?![A-Za-z0-9.]\d)",
        _mixed,
    ),
    number_class(
        "code",
        r"(?P<letters>[A-Za-z]+)"
        r"(?:[-–—](?!\d+(?:\.\d+)?\s?(?:[Bb][Pp]|%|个?基点|个百分点))|\s(?=\d{1,4}(?![\d.,:%℃年月日时点个元万亿])))?"
        r"(?P<a>\d+(?:\.\d+)?)(?P<tail>(?:[A-Za-z]+)?)(?![A-Za-z0-9])",
        _prefixed,
    ),
)
"""Tokens that begin with a Latin letter."""

HYPHENED = (
    number_class("change", r"[*＊](?=S?ST[\u4e00-\u9fff])", lambda _: "星", risk=0.1),
    number_class("minus", r"(?<=[A-Za-z])[-－−](?=\d+(?:\.\d+)?\s?(?:BP|bp|Bp|%|个?基点|个百分点))", lambda _: "减"),
    number_class("change", r"(?P<a>[▲△↑▼▽↓])(?=\d)", lambda match: "涨" if match["a"] in "▲△↑" else "跌", risk=0.2),
    number_class("grade", r"(?<=[A-D])[-－−](?=[级級评評的档，。、；：）)”]|$)", lambda _: "减"),
    number_class("range", r"(?<=[\d%％℃元])\s?→\s?(?=\d)", lambda _: "到"),
    number_class("range", rf"(?<=[Ⅰ-ⅿ①-⑳])(?:{DASH})(?=[Ⅰ-ⅿ①-⑳])", lambda _: "到"),
    number_class("range", r"(?<=[日月年号时点分元个人级届期页章岁天周])[-–—~～－](?=\d)", lambda _: "到", risk=0.1),
    number_class(
        "model",
        r"(?<=[\u4e00-\u9fff])[-–](?P<a>\d{1,4})(?![\d.,:%‰℃°$~～-]|[—–]\d|[万亿元度]|至-?\d|个?百分点|[米层層楼樓]|次方)",
        _han_hyphen,
    ),
)
"""歼-20: a hyphen between Han and a number is no minus."""

LAST = (
    number_class("version", r"(?P<v>)(?P<a>\d+(?:\.\d+){2,})", _version),
    number_class(
        "room", r"(?P<a>\d{3,4})(?=(?:号)?(?:室|房(?!子|屋|产)|教室|病房|会议室|包厢|包间|寝室|宿舍))", _digits
    ),
    number_class("room", r"(?<=单元)(?P<a>\d{3,4})(?!\d)", _digits),
    number_class("resolution", r"(?P<a>\d{3,4})(?=[Pp](?![A-Za-z0-9]))", _digits),
    number_class("hundreds", r"(?P<a>\d{3,6})(?![\d.,])", _hundreds),
    number_class("hundreds", r"(?<=[“\"「])(?P<a>\d{3,5})(?=[”\"」])", _quoted, risk=0.2),
    number_class(
        "model",
        r"(?P<a>\d{2})(?=式(?![样各])|[A-Z]?型?(?:主战)?(?:坦克|步枪|机枪|手枪|狙击|迫击炮|火箭炮|步战车))",
        _digits,
    ),
    number_class("road", r"(?P<a>\d{3})(?=路(?![口人军軍诸諸])|[次](?:列车|航班|高铁|动车))", _digits),
    number_class(
        "year-name",
        r"(?P<a>(?:19|20)\d{2})(?=[\u4e00-\u9fff“《\"])"
        rf"(?![余多餘来來万億亿千百公平立美欧英日港毫厘小号號点點]|以上|以下|左右|(?![级級届屆款版季])(?:{MEASURE}))",
        _year_as_name,
        risk=0.3,
    ),
    number_class("leading-zero", r"(?P<a>0\d+)(?![\d.])", _digits),
    number_class("long", r"(?P<a>\d{9,})(?![\d.,]|[万亿元])", _long),
)
"""Asked after dates, ranges and units."""
