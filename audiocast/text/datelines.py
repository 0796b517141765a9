"""The opening formula of a report, kept as data: 本报讯, 新华社北京2月10日电(记者…), 〔記者…／台北報導〕."""

from __future__ import annotations

import re

from audiocast.models import Byline, Dateline
from audiocast.text.bylines import ROLE, parse_bylines
from audiocast.text.folding import HAN, fold
from audiocast.text.names import BETWEEN, NAME

_MAX_CHARS = 130
"""The longest formula, with the people in it."""

_WIRE = "(?:新华|中新|法新|路透|美联|塔斯|共同|韩联|埃菲|安莎|中央|俄新|合众国际|彭博|朝中|越通|德新|时事)社"
_OUTLET = (
    rf"{HAN}{{1,8}}?(?:日报|晚报|时报|商报|晨报|早报|快报|都市报|青年报|导报|周报|周刊|新闻社|通讯社|电视台|"
    r"广播电台|广播网|新闻网|在线|客户端|新闻|网|台|(?<![举海情预汇申警填捷谎])报)(?:客户端|网)?"
)
_AGENCY = rf"(?:本报|本网|本台|本刊|本社|{_WIRE}|央视新闻|央视网?|{_OUTLET})"
_PLACE = rf"{HAN}{{2,10}}?(?:[、/·]{HAN}{{2,6}}){{0,2}}"
_DATE = r"(?:\d{4}年)?\d{1,2}\s?月\s?\d{1,2}\s?日(?:夜|凌晨|晚|晨)?|\d{1,2}\s?日(?:夜|凌晨|晚|晨)?"
_KIND = (
    "(?:综合(?:外电|外媒|媒体|各方|整理)?报[道导]|综合外电|综合消息|综合电|综合讯|专题报[道导]|专电|急电|特电|"
    "电讯|快讯|快电|特讯|专讯|消息|特稿|报[道导]|电|讯)"
)
_CREW = rf"(?:{ROLE})\s?{HAN}(?:{HAN}|[、, ]){{1,24}}?"
_LONG_PLACES = (
    "呼和浩特|乌鲁木齐|布宜诺斯艾利斯|阿姆斯特丹|法兰克福|布达佩斯|亚的斯亚贝巴|伊斯兰堡|布鲁塞尔|哥本哈根|"
    "约翰内斯堡|华盛顿|莫斯科|石家庄|哈尔滨|联合国|"
    "日内瓦|维也纳|内罗毕|墨西哥城|里约热内卢|圣保罗|洛杉矶|旧金山|惠灵顿|堪培拉|马尼拉|吉隆坡|雅加达|新德里|"
    "加德满都|德黑兰|巴格达|耶路撒冷|特拉维夫|"
    "大马士革|贝鲁特|安卡拉|伊斯坦布尔|布拉格|贝尔格莱德|斯德哥尔摩|赫尔辛基|奥斯陆|里斯本|马德里|巴塞罗那|"
    "阿布扎比|利雅得|科伦坡|阿斯塔纳|塔什干|"
    "内比都|比什凯克|杜尚别|喀布尔|渥太华|温哥华|多伦多|哈瓦那|加拉加斯|波哥大|圣地亚哥|巴西利亚|比勒陀利亚|"
    "达喀尔|阿布贾|墨尔本|连云港|秦皇岛|张家口|"
    "张家界|景德镇|马鞍山|防城港|攀枝花|六盘水|葫芦岛|牡丹江|佳木斯|齐齐哈尔|鄂尔多斯|驻马店|三门峡|平顶山|"
    "嘉峪关|克拉玛依|日喀则|西双版纳|黔东南|"
    "香格里拉|井冈山|都江堰|雄安新区|粤港澳"
)
_REPORTER = rf"(?:驻{HAN}{{2,6}}?)?(?:特派)?(?:全媒体|融媒体?|首席|特约|见习|新闻)?记者"

_FORMULA = re.compile(
    rf"据?(?P<agency>{_AGENCY})\s?(?:(?P<crew>{_CREW})|(?P<place>{_PLACE}))??\s?(?P<date>{_DATE})?\s?"
    rf"(?P<kind>{_KIND})(?P<report>(?:\s(?:{ROLE})\s?{NAME}(?:{BETWEEN}{NAME}){{0,3}}?){{1,3}}\s?报[道导](?=[:,\s]|$))?"
    r"\s?(?P<people>\([^()]{0,70}\)){0,2}\s?(?P<stop>[:,]?)\s*"
)
_PAPER_WIRE = re.compile(
    rf"(?P<agency>{HAN}{{2,6}}?)(?<![通短简快喜音资电问传审])(?P<kind>讯)\s?(?P<people>\((?:{_REPORTER}|通讯员|"
    rf"实习生)[^()]{{2,60}}\)|"
    rf"(?:\s?(?:{ROLE})\s?{NAME}(?:{BETWEEN}{NAME}){{0,3}}?){{1,3}}(?:\s?报[道导]|\s|$))\s?[:,]?\s*"
)
"""南都讯 记者…: the name of any paper, as reporters stand behind it."""
_BARE_WIRE = re.compile(
    rf"(?P<agency>路透|法新|美联|塔斯|共同|中央)(?!社)(?P<place>{HAN}{{2,6}}?)(?P<date>{_DATE})(?P<kind>综合外电报["
    r"道导]|专电|电|报[道导])"
)
_REPORT = re.compile(
    rf"(?P<agency>{_AGENCY})?(?P<people>{_REPORTER}\s?{NAME}(?:{BETWEEN}{NAME}){{0,3}}?)(?P<gap>\s?[/|]\s?|\s+|"
    rf")(?P<place>{HAN}{{2,5}}?)(?:现场|综合)?报[道导](?:\s*(?:[:,]|$)\s*|\s+)"
)
_DESK = re.compile(
    rf"(?P<agency>{HAN}{{2,6}}(?:中心|频道|组|部|新闻|报))\s?/\s?(?P<place>{HAN}{{2,5}})报[道导](?:\s*(?:[:,]|"
    r"$)\s*|\s+)"
)
_BRACKETS = re.compile(r"[(\[]\s?(?P<inner>[^()\[\]。!?]{2,60}?)\s?[)\]]\s*:?\s*")
_CREDIT = re.compile(
    rf"(?:综合自?|整理自|摘自|转自|据|均据)\s?[《]?(?P<agency>{_AGENCY})[》]?(?:、[《]?{_AGENCY}[》]?){{0,3}}"
    r"(?:等)?(?P"
    rf"<place>{_PLACE})??(?P<date>{_DATE})?(?:综合)?(?:专电|电|报[道导]|消息|等报[道导]|等媒体报[道导]|客户端|"
    r"微信公众号)?"
    rf"|(?P<agency2>{_WIRE})(?:供(?:本报)?(?:专电|稿|特稿)|专电|电)"
    rf"|\((?P<agency3>{_WIRE}|央视新闻|央视|人民日报|新华网|人民网|中新网|央广网|光明日报)\)"
)
_TAIL = re.compile(r"\s*[(\[](?P<inner>[^()\[\]。!?]{2,40})[)\]]$")
_GOES_ON = re.compile(r"[息问视台影话力商子信网脑器报员道使称稿波池机梯动能讯缆路码压流]|灯光|气|文[中称里]")
_NO_PLACE = re.compile(
    "记者|据|参与|从|向|在|的|获|了解|派出|报[道导]|发布|发出|综合|刊|昨|今|等|和|与|称|为|是|将|有|说|消息|"
    "中心$|会议|编辑部|摄影|文图|图文|采写|独家|连线|整理|专题"
)
_OWN = frozenset({"本报", "本网", "本台", "本刊", "本社"})


def take_dateline(text: str) -> tuple[str, Dateline | None, tuple[Byline, ...]]:
    """Return (rest, dateline, bylines) of a paragraph; the dateline is None when it has none.

    A sentence that only mentions an agency (本报讯息中心, 新华社记者王五参与) keeps every character.
    """
    folded = fold(text[:_MAX_CHARS])
    if folded[:1] in ("(", "["):
        return _take_brackets(text, folded)
    found = _take_formula(text, folded) or _take_report(text, folded) or _take_paper(text, folded)
    return found or (text, None, ())


def take_credit(text: str) -> tuple[str, str, Dateline | None]:
    """Return (rest, taken, dateline) of a paragraph or a line that ends in the agency's name: （据新华社电）."""
    start = max(0, len(text) - 50)
    folded = fold(text[start:])
    match = _TAIL.search(folded)
    if match:
        credit = _CREDIT.fullmatch(match["inner"]) or _CREDIT.fullmatch(match.group().strip())
        begin = start + match.start()
        if begin and not re.search("[。!?”…》)]$", fold(text[:begin]).rstrip()[-1:]):
            credit = None
    else:
        credit = _CREDIT.fullmatch(folded) if not start else None
        begin = 0
    if credit is None or (credit["place"] and _NO_PLACE.search(credit["place"])):
        return text, "", None
    agency = credit["agency"] or credit["agency2"] or credit["agency3"]
    taken = text[begin:]
    return (
        text[:begin].rstrip(),
        taken,
        Dateline(_squeezed(taken), agency, credit["place"] or "", _squeezed(credit["date"] or "")),
    )


def write_dateline(dateline: Dateline) -> tuple[str, str]:
    """Return (opening, closing): what goes before the first paragraph or after the last so that it is found again."""
    for stop in ("", ":"):
        if take_dateline(f"{dateline.written}{stop} 会")[:2] == ("会", dateline):
            return f"{dateline.written}{stop} ", ""
    return "", dateline.written


def _take_formula(text: str, folded: str) -> tuple[str, Dateline, tuple[Byline, ...]] | None:
    match = _FORMULA.match(folded)
    if match is None or not _is_formula(match, folded):
        return None
    bylines: tuple[Byline, ...] = ()
    place = text[slice(*match.span("place"))]
    end = match.end()
    if match["crew"]:
        crew, place = _parted(text[slice(*match.span("crew"))], match["crew"])
        bylines = parse_bylines(crew)
        if not bylines:
            return None
    if match["report"]:
        bylines += parse_bylines(text[slice(*match.span("report"))][:-2])
    if match["people"]:
        inner = text[match.start("people") + 1 : match.end("people") - 1].strip()
        found = parse_bylines(inner)
        if not found and not re.search("记者|通讯员|综合|特约|实习|新闻|编译|播报|联播|直播|来源", match["people"]):
            end = match.start("people")
        bylines += found
    dateline = _dateline(text, match, match.end("kind"))
    return text[end:], Dateline(dateline.written, dateline.agency, place, dateline.date), bylines


def _parted(crew: str, folded: str) -> tuple[str, str]:
    """Reporters and the place that stands at the end of them without a space: 记者王小明台北."""
    folded = folded.rstrip()
    last = re.split("[、, ]", folded)[-1]
    long_place = re.search(f"(?:{_LONG_PLACES})$", last)
    length = len(long_place.group()) if long_place else 2
    return crew[: len(folded) - length].rstrip(), crew[len(folded) - length : len(folded)]


def _is_formula(match: re.Match[str], folded: str) -> bool:
    if match["place"] and _NO_PLACE.search(match["place"]):
        return False
    rest = folded[match.end() :]
    tight = match.end() == match.end("kind") and rest != ""
    if not tight:
        return match["kind"] not in ("报道", "报导") or bool(match["date"]) or bool(match["people"])
    if match["kind"] in ("消息", "报道", "报导", "快讯", "特稿") or _GOES_ON.match(rest):
        return False
    return match["agency"] in _OWN or bool(match["date"])


def _take_report(text: str, folded: str) -> tuple[str, Dateline, tuple[Byline, ...]] | None:
    match = _REPORT.match(folded) or _DESK.match(folded)
    if match is None or _NO_PLACE.search(match["place"].replace("综合", "")):
        return None
    bylines: tuple[Byline, ...] = ()
    if match.re is _REPORT:
        bylines = parse_bylines(text[slice(*match.span("people"))])
        if not bylines or not (match["gap"] or len(bylines[0].names) == 1):
            return None
    place = "" if match["place"] == "综合" else text[slice(*match.span("place"))]
    agency = text[slice(*match.span("agency"))] if match["agency"] else ""
    written = _trimmed(text[: match.end()])
    return text[match.end() :], Dateline(written, agency, place), bylines


def _take_paper(text: str, folded: str) -> tuple[str, Dateline, tuple[Byline, ...]] | None:
    match = _PAPER_WIRE.match(folded)
    if match is None:
        return None
    people = text[slice(*match.span("people"))].strip().strip("()（）")
    bylines = parse_bylines(people.removesuffix("报道").removesuffix("報道").removesuffix("報導"))
    if not bylines:
        return None
    return text[match.end() :], Dateline(_trimmed(text[: match.end()]), text[slice(*match.span("agency"))]), bylines


def _take_brackets(text: str, folded: str) -> tuple[str, Dateline | None, tuple[Byline, ...]]:
    match = _BRACKETS.match(folded)
    if match is None:
        return text, None, ()
    inner, folded_inner = text[slice(*match.span("inner"))], match["inner"]
    wire = _BARE_WIRE.fullmatch(folded_inner)
    if wire:
        return text[match.end() :], _bracketed(_dateline(inner, wire, len(inner)), text, match), ()
    found = _take_formula(inner, folded_inner) or _take_report(inner, folded_inner)
    if found is None or found[0]:
        return text, None, ()
    return text[match.end() :], _bracketed(found[1], text, match), found[2]


def _bracketed(dateline: Dateline, text: str, match: re.Match[str]) -> Dateline:
    return Dateline(_trimmed(text[: match.end()]), dateline.agency, dateline.place, dateline.date)


def _dateline(text: str, match: re.Match[str], end: int) -> Dateline:
    def part(name: str) -> str:
        return text[slice(*match.span(name))]

    return Dateline(_trimmed(text[:end]), part("agency"), part("place"), _squeezed(part("date")))


def _trimmed(written: str) -> str:
    return written.strip().rstrip(":：,，").strip()


def _squeezed(written: str) -> str:
    return re.sub(r"\s", "", written)
