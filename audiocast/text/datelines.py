"""The opening formula of a report, kept as data: 本报讯, 新华社北京2月10日电(记者…), 央视网消息：."""

from __future__ import annotations

import re

from audiocast.models import Byline, Dateline
from audiocast.text.bylines import parse_bylines
from audiocast.text.characters import HAN

_AGENCY = (
    rf"(?:本报|本网|本台|本刊|(?:新华|中新|法新|路透|美联|塔斯|共同|韩联|埃菲|安莎)社|[{HAN}]{{1,6}}?(?:日报|晚报|时报|商报|晨报|早报|都市报|青年报|电视台|广播网|新闻网|客户端|中新网|央视网|人民网|新华网|央广网|国际在线)"
    r"|中新网|央视网|人民网|新华网|央广网|中国网|光明网|大河网|中新社|央视新闻|央视)"
)
_PLACE = rf"(?P<place>[{HAN}·]{{2,10}}?)"
_DATE = r"(?P<date>(?:\d{4}年)?\d{1,2}\s?月\s?\d{1,2}\s?日(?:夜|凌晨)?|\d{1,2}\s?日)"
_DATELINE = re.compile(
    rf"(?P<written>据?(?P<agency>{_AGENCY})\s?(?:{_PLACE})?\s?(?:{_DATE})?\s?"
    rf"(?P<kind>专?(?:电讯?|讯|综合电|消息)))"
    rf"\s?(?P<people>[(（][^()（）]{{0,60}}[)）])?\s*(?P<colon>[:：]|)[:：\s]*"
)
_GOES_ON = re.compile(r"[息问视台影话力商子信网脑器报员道使称]|灯光")
_REPORT = re.compile(
    rf"(?P<written>(?P<agency>本报|本网)(?P<people>(?:首席|特约|见习|全媒体|融媒体)?记者\s*[{HAN}]{{2,4}}(?:[\s、]+[{HAN}]{{2,4}}){{0,3}})\s+(?P<place>[{HAN}]{{2,4}})报道)(?=[\s:：])[\s:：]*"
)


def take_dateline(text: str) -> tuple[str, Dateline | None, tuple[Byline, ...]]:
    """Return (rest, dateline, bylines) of a paragraph; the dateline is None when it has none.

    A sentence that only mentions an agency (本报讯息中心, 新华社记者王五参与) keeps every character.
    """
    match = _DATELINE.match(text)
    if match is None:
        return _take_report(text)
    rest = text[match.end() :]
    tight = match.end() == match.end("kind")
    if tight and (_GOES_ON.match(rest) or (match["kind"] == "消息" and rest)):
        return text, None, ()
    if (
        match["kind"] == "消息"
        and not match["colon"]
        and not match["people"]
        and not match["date"]
        and rest[:1] not in ("",)
        and tight
    ):
        return text, None, ()
    if match["place"] and re.search("记者|据|参与|从|向|在|的|获|了解|派出", match["place"]):
        return text, None, ()
    bylines: tuple[Byline, ...] = ()
    if match["people"]:
        bylines = parse_bylines(match["people"][1:-1].strip())
        if not bylines and not re.search("记者|通讯员|综合|特约|实习生", match["people"]):
            rest = text[match.start("people") :]
    written = re.sub(r"\s", "", match["written"])
    dateline = Dateline(written, match["agency"], match["place"] or "", re.sub(r"\s", "", match["date"] or ""))
    return rest, dateline, bylines


def _take_report(text: str) -> tuple[str, Dateline | None, tuple[Byline, ...]]:
    match = _REPORT.match(text)
    bylines = parse_bylines(match["people"]) if match else ()
    if match is None or not bylines:
        return text, None, ()
    written = f"{match['agency']}{match['place']}讯"
    return text[match.end() :], Dateline(written, match["agency"], match["place"]), bylines


def write_dateline(dateline: Dateline) -> str:
    """Return what goes before the first paragraph so that ``take_dateline`` finds ``dateline`` again."""
    return f"{dateline.written}: " if dateline.written.endswith("消息") else f"{dateline.written} "
