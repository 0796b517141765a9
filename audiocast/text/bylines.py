"""Who wrote it: whole lines, `(记者 …)`, `□本报记者 …`, signatures; kept as data.

A line is taken apart from left to right into roles, jobs, names and notes; it is a by-line only when nothing is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audiocast.models import Byline
from audiocast.text.folding import HAN, fold
from audiocast.text.names import BETWEEN, LEADING_NAME, NAME, SURE_NAME, may_follow_role, may_stand_alone, names_in

_GRADE = (
    "(?:首席|特约|见习|实习|全媒体|融媒体?|新媒体|驻站|特派|本刊|一线|视频|摄影|文字|客户端|高级|资深|参与|数字|网络|"
    "体育|财经|娱乐|军事)"
)
ROLE = rf"{_GRADE}*(?:记者|通讯员|实习生|特约撰稿人|撰稿人|评论员|观察员|摄影师|编译|特约撰稿|报道员|通联员)"
_OUTLET = (
    rf"{HAN}{{1,9}}?(?:日报|晚报|时报|商报|晨报|早报|都市报|青年报|快报|周刊|新闻|客户端|传媒|融媒|网|青报|电视台|"
    r"广播|通讯社|社|之声|财经|周末|杂志|报)"
)
_OWNER = (
    rf"(?:(?:本报|本网|本台|本刊|本社|郑报|{_OUTLET})(?:[·/](?:{_OUTLET}|{HAN}{{2,6}}?))?"
    rf"(?:评论部)?(?:驻{HAN}{{2,6}}?)?(?:特派)?)?"
)
_JOB = (
    "(?:本[组版期](?:文[/]图|图[/]文|图文|撰文|摄影|图|文)|文[/]图|图[/]文|文[/]摄|文并摄|文并图|文图|图文|"
    "摄影报道|采访整理|采写整理|综合报道|综合整理|特约撰文|"
    "撰文|参与采写|采写|采访|整理|综合|"
    "报道|视频|摄像|剪辑|摄影|摄制|文字|图片|作者|文|图|摄)"
)
_EDITING = "(?:策划|执行|统筹|编辑|责任编辑|责编|校对|审核|监制|编审|美编|制图|设计|出镜|配音|海报|制作|后期|主编|组稿)"
_PICTURES = (
    rf"(?:图片?|照片|供图)\s*[/:|]?\s*(?:除?署名外?)?(?:均?由)?(?:{HAN}{{2,12}}(?:提供|供图|授权)|视觉中国|东方IC|"
    r"CFP|IC photo|资料|网络|受访者)"
)
_NOTE = re.compile(
    rf"\s*\((?:除?署名(?:除外|外)?|实习|见习|实习生|兼职|{_JOB}|(?:图片?|照片|文/?图|图/文|文中图片|"
    rf"除署名外)[^()]{{0,20}}|本文[^()]{{0,20}}|发自{HAN}{{2,6}})\)"
)
_SEPARATORS = re.compile(r"[\s、,;/|:&]*")
_AFFILIATION = re.compile(
    rf"\(作者(?:简介|单位)?[:\s]*(?:{NAME}[,\s]*)?[^()。!?]{{0,4}}(?:系|为|是|单位|:)[^()!?]{{3,80}}\)|作者(?:简介|"
    rf"单位)\s*:[^!?]{{3,100}}"
    rf"|作者(?:分?别?)(?:系|为).{{2,60}}(?:大学|学院|研究院|研究所|中心|教授|研究员|博士|主任|委员|评论员|学者|"
    r"专家|律师|作家|会员|书记|主席)。?"
)
_ROLE = re.compile(rf"(?P<owner>{_OWNER})(?P<role>{ROLE})(?P<gap>\s*[:|/]\s*|\s+|(?=\(|$)|)")
_NEXT_NAME = re.compile(rf"{BETWEEN}(?P<name>{NAME})(?!{HAN})")
_FIRST_NAME = re.compile(rf"{NAME}(?!{HAN})")
_SURE_NAME = re.compile(SURE_NAME)
_LABEL_WORD = re.compile(rf"{_OWNER}{ROLE}|(?:{_JOB}|{_EDITING})(?!{HAN})")
_JOB_LABEL = re.compile(rf"(?P<job>{_JOB})(?P<gap>\s*[:/|]\s*|\s+)")
_JOB_END = re.compile(rf"(?P<job>{_JOB})(?=$|[\s、,;/)(])")
_EDITOR_LABEL = re.compile(rf"{_EDITING}\s*[:/|\s]\s*")
_PICTURE_CREDIT = re.compile(_PICTURES)
_MARKS = re.compile(r"^(?:[□■○●◎◆◇▢☐★☆※*]|—{1,3}|-{2,3})+\s*|^\s+")
_BOX = re.compile(r"^[□■○◎▢☐]\s*")
_ROLE_ALONE = re.compile(r"(?:本报|本网|本台|本刊)(?:特约|首席)?(?:评论员|记者|编辑部|特约评论员|通讯员|综合|编辑)")
_GAP = re.compile(r"[\s/、]*")
_BRACKETS = re.compile(r"[(\[](?P<inner>[^()\[\]]+)[)\]]")
_TAIL = re.compile(rf"[(\[]\s*(?P<inner>(?:{_JOB}\s*[/:|]?\s*)?{_OWNER}{ROLE}[^()\[\]。!?]{{1,60}})[)\]]\s*。?$")
_TAIL_NAMES = re.compile(rf"(?<=[。!?”…])\s*[(\[]\s*(?P<inner>{SURE_NAME}(?:{BETWEEN}{SURE_NAME}){{0,3}})\s*[)\]]$")
_TAIL_LOOSE = re.compile(rf"(?<=[。!?”])\s+(?P<inner>{_OWNER}{ROLE}(?:\s+|:){SURE_NAME}[^。!?,]{{0,40}})$")
_TAIL_CHARS = 90
_HEAD = re.compile(
    rf"[□■○●◎◆◇▢☐]\s*(?P<inner>{_OWNER}{ROLE}[\s:]*{LEADING_NAME}(?:{BETWEEN}{LEADING_NAME}(?!{HAN}))*)(?:\s+|$)"
)
_HEAD_BRACKETS = re.compile(rf"[(\[]\s*(?P<inner>{_OWNER}{ROLE}[^()\[\]。!?]{{1,40}})[)\]]\s*")


def parse_bylines(text: str) -> tuple[Byline, ...]:
    """Return the by-lines in ``text`` when it is nothing but by-lines, else nothing."""
    folded = fold(text).strip()
    text = text.strip()
    if len(folded) > 160:
        return ()
    start = match.end() if (match := _MARKS.match(folded)) else 0
    bracketed = _BRACKETS.fullmatch(folded, start)
    start, end = bracketed.span("inner") if bracketed else (start, len(folded))
    return _Parser(text[start:end], folded[start:end]).run()


def is_byline_note(folded: str) -> bool:
    """Return whether a folded line says who wrote it without a name: 本报评论员, (作者系…教授)."""
    inner = folded[1:-1] if _BRACKETS.fullmatch(folded) else folded
    inner = _MARKS.sub("", inner)
    return _ROLE_ALONE.fullmatch(inner) is not None or _AFFILIATION.fullmatch(folded) is not None


def parse_signature(text: str, *, marked: bool = False) -> tuple[Byline, ...]:
    """Return the names on a line that has no role word, as one by-line without a role.

    Args:
        text: the line.
        marked: only a line that shows it: □张三, (张三 李四).
    """
    folded = fold(text).strip()
    original = text.strip()
    if len(folded) > 40:
        return ()
    match = _BOX.match(folded) or (None if marked else _MARKS.match(folded)) or _BRACKETS.fullmatch(folded)
    if match and "inner" in match.groupdict():
        start, end = match.span("inner")
    elif match:
        start, end = match.end(), len(folded)
    elif marked:
        return ()
    else:
        start, end = 0, len(folded)
    inner = folded[start:end].strip()
    if not may_stand_alone(inner):
        return ()
    offset = folded.index(inner, start)
    return (Byline("", names_in(original[offset : offset + len(inner)], inner)),)


def take_tail(text: str) -> tuple[str, str, tuple[Byline, ...]]:
    """Return (rest, taken, bylines) of a paragraph that ends in ``(记者 …)``; taken is empty when it does not."""
    start = max(0, len(text) - _TAIL_CHARS)
    folded = fold(text[start:])
    match = _TAIL.search(folded) or _TAIL_LOOSE.search(folded)
    bylines: tuple[Byline, ...] = ()
    if match:
        bylines = parse_bylines(text[start:][slice(*match.span("inner"))])
    else:
        match = _TAIL_NAMES.search(folded)
        if match and may_stand_alone(match["inner"]):
            bylines = (Byline("", names_in(text[start:][slice(*match.span("inner"))], match["inner"])),)
    if match is None or not bylines:
        return text, "", ()
    return text[: start + match.start()].rstrip(), text[start + match.start() :], bylines


def take_head(text: str) -> tuple[str, str, tuple[Byline, ...]]:
    """Return (rest, taken, bylines) of a paragraph that begins with ``□本报记者 …`` or ``(记者 …)``."""
    folded = fold(text[:_TAIL_CHARS])
    match = _HEAD.match(folded) or _HEAD_BRACKETS.match(folded)
    bylines = parse_bylines(text[slice(*match.span("inner"))]) if match else ()
    if match is None or not bylines:
        return text, "", ()
    return text[match.end() :], text[: match.end()], bylines


def write_bylines(bylines: Iterable[Byline]) -> list[str]:
    """Return lines that ``parse_bylines`` and ``parse_signature`` turn into ``bylines`` again."""
    return [_written(byline) for byline in bylines]


def _written(byline: Byline) -> str:
    names = " ".join(byline.names)
    if not byline.role:
        return f"({names})"
    return f"{byline.role}{' ' if re.fullmatch(ROLE, fold(byline.role)) else '/'}{names}"


class _Parser:
    """One line on its way from left to right."""

    def __init__(self, text: str, folded: str) -> None:
        self._text = text
        self._folded = folded
        self._at = 0
        self._found: list[Byline] = []

    def run(self) -> tuple[Byline, ...]:
        while True:
            skipped = _SEPARATORS.match(self._folded, self._at)
            self._at = skipped.end() if skipped else self._at
            if self._at >= len(self._folded):
                return tuple(self._found)
            if not (self._take_role() or self._take_job() or self._take_rest()):
                return ()

    def _take_role(self) -> bool:
        match = _ROLE.match(self._folded, self._at)
        if match is None:
            return False
        gap = match["gap"]
        end = self._names_end(match.end(), sure=not gap or ":" in gap)
        if not end:
            return False
        self._add(match.span("role"), match.end(), end)
        self._take_job_after_names()
        return True

    def _take_job(self) -> bool:
        """文/张三, 图/李四, 文/记者 张三: a job and the names after it, or before a role that says more."""
        match = _JOB_LABEL.match(self._folded, self._at)
        if match is None:
            return False
        if _ROLE.match(self._folded, match.end()):
            self._at = match.end()
            return True
        end = self._names_end(match.end(), sure=True)
        if end:
            self._add(match.span("job"), match.end(), end)
        return bool(end)

    def _take_rest(self) -> bool:
        """What gives no by-line of its own: 李四 图 after another name, notes, picture credits, editors."""
        if match := _PICTURE_CREDIT.match(self._folded, self._at):
            self._at = match.end()
            return bool(self._found)
        if match := _EDITOR_LABEL.match(self._folded, self._at):
            end = self._names_end(match.end(), sure=False)
            self._at = end or self._at
            return bool(end)
        end = self._names_end(self._at, sure=True) if self._found else 0
        job = _JOB_END.match(self._folded, self._after_gap(end)) if end else None
        if job:
            self._add(job.span("job"), self._at, end)
            self._at = job.end()
        return job is not None

    def _take_job_after_names(self) -> None:
        """The job that closes a list of names (张三 文/图), unless it is the label of the names that follow."""
        while note := _NOTE.match(self._folded, self._at):
            self._at = note.end()
        job = _JOB_END.match(self._folded, self._after_gap(self._at))
        if job is None or _PICTURE_CREDIT.match(self._folded, job.start()):
            return
        end = self._names_end(self._after_gap(job.end()), sure=True)
        if end and not _JOB_END.match(self._folded, self._after_gap(end)):
            return
        self._at = job.end()
        while note := _NOTE.match(self._folded, self._at):
            self._at = note.end()

    def _after_gap(self, at: int) -> int:
        match = _GAP.match(self._folded, at)
        return match.end() if match else at

    def _names_end(self, at: int, *, sure: bool) -> int:
        """Where the list of names at ``at`` ends, 0 when there is none; ``sure``: the first shows its surname."""
        match = (_SURE_NAME if sure else _FIRST_NAME).match(self._folded, at)
        if match is None or _LABEL_WORD.fullmatch(match.group()):
            return 0
        end = match.end()
        while match := _NEXT_NAME.match(self._folded, end):
            if _LABEL_WORD.match(self._folded, match.start("name")):
                break
            end = match.end()
        return end if may_follow_role(self._folded[at:end]) else 0

    def _add(self, role: tuple[int, int], at: int, end: int) -> None:
        self._found.append(Byline(self._text[slice(*role)], names_in(self._text[at:end], self._folded[at:end])))
        self._at = end
