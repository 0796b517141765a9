"""Lines and parts of lines that are not the story: captions, editor tags, jumps, web and page furniture, bullets.

Every rule is anchored and has a name; a line that ends like a sentence goes only when a rule matches all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from audiocast.text import captions, webpages
from audiocast.text.folding import HAN, fold
from audiocast.text.names import NAME, SURE_NAME


@dataclass(frozen=True, slots=True)
class Part:
    """A named pattern whose match goes out of a line; group ``keep``, where there is one, stays."""

    name: str
    pattern: re.Pattern[str]


_MAX_CHARS = 420
"""No furniture is longer; a paragraph that is, is never looked at."""

_MAX_PASSES = 8
_PEOPLE = rf"{NAME}(?:[\s、,/&]+{NAME}){{0,7}}"
_EDITOR = (
    r"(?:总?值班|本期|今日|执行|见习|实习|版面|一版|新媒体|首席|高级|网络|图片|文字|视频|视觉|中文|核稿|特约)?"
    r"(?:责\s?任\s?编\s?辑|责\s?编|编\s?辑|编\s?审|校\s?对|校\s?审|审\s?核|审\s?校|审\s?读|审\s?稿|美\s?编|"
    r"美术编辑|监\s?制|总\s?监\s?制|总编|编委|总编辑|副总编辑|主\s?编|副主编|统\s?筹|总统筹|策\s?划|总策划|"
    r"版\s?式|"
    r"版式设计|设计|制\s?作|制\s?图|终\s?审|初\s?审|复\s?审|一\s?审|二\s?审|三\s?审|签\s?发|组\s?版|组\s?稿|"
    r"排\s?版|主任|检\s?校|质\s?检|出品人?|总值班|终校|二校|一校|主持|总导演|剪辑|配音|播音|主播|文案|海报|导播|"
    r"核发|编排|录入|选稿|监审|审签|校检|签审|复核|审定|责校|排校|编务|核校|编校|编发|监播|编导)"
)
_LABELS = rf"(?:{_EDITOR}|来源|记者|通讯员|见习记者|实习生|文字|摄影|图片|视频|电话|热线|邮箱|电子邮箱|E-?mail)"
_VALUE = rf"(?:(?!{_LABELS}\s?[:/|])[^。!?;,:|<>《》“”]){{0,40}}"
_VERSION = r"第?\s?[A-Z]?\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|头|尾)\s?(?:[、,~—\-至]\s?[A-Z]?\d{1,3}\s?)?版"
_PAPER = (
    rf"{HAN}{{1,8}}?(?:日报|晚报|早报|时报|商报|都市报|晨报|青年报|快报|周刊|周报|导报|文汇报|电视报|消费报|法制报)"
)
_WEEKDAY = "(?:星期|周|礼拜)[一二三四五六日天]"
_DATE = (
    rf"(?:\d{{4}}|二[〇零○O]{HAN}{{2}}|中华民国\s?\d{{2,3}})\s?(?:年|[-/.])\s?(?:\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,2}})\s?(?:月|[-/.])\s?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?日?"
)
_LUNAR = (
    "(?:(?:农历|阴历|夏历)?(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)?(?:闰?[正一二三四五六七八九十冬"
    "腊]{1,2}月(?:大|小)?)(?:初|十|廿|三)?[一二三四五六七八九十]{0,2}(?:日)?)"
)
_SECTION = rf"(?![的块之是将由]){HAN}{{2,5}}(?:·{HAN}{{2,6}})?"
_DESK = (
    rf"(?:{HAN}{{2,4}}新闻|{HAN}{{1,3}}报)?(?:新闻|读者|投稿|爆料|报料|订报|订阅|发行|广告|编辑部|采编|总编室|"
    r"记者部|值班|本报|本版|合作|商务|维权|24小时)*"
)
_CONTACT = (
    rf"{_DESK}(?:热线电话|热线|报料|爆料|电话|邮箱|信箱|电子邮箱|传真|QQ群?|微信|投稿邮箱|零售价?|定价|每份|邮编|"
    r"邮政编码|社址|地址|网址|E-?mail|e-?mail|Email|电邮|许可证|印刷|承印|印务|经营许可证|法律顾问|常年法律顾问)"
)

_EDITOR_TAGS = (
    rf"[(\[]?\s?{_EDITOR}\s?[:/|]{_VALUE}(?:[\s,|/]*{_LABELS}\s?[:/|]{_VALUE}){{0,8}}[)\]]?\s?[\d_A-Z]{{0,12}}",
    rf"[(\[]?\s?{_EDITOR}\s+{SURE_NAME}(?:[\s、,/&]+{NAME})*(?:\s+{_EDITOR}\s?[:/|\s]\s?{_PEOPLE})*\s?[)\]]?",
    r"[(\[](?:完|全文完|本文完|END|End|end|终)[)\]]|(?:THE )?(?:END|End)|[-—–·~\s]{1,4}(?:END|End|end|完|"
    r"THE END)[-—–·~\s]{1,4}",
)
_JUMPS = (
    rf"[(\[▶►➤>→\s]*(?:下转|上接|紧接|尾版接|续接|承接)\s?{_VERSION}[^。!?,]{{0,14}}?[)\]]?",
    r"[(\[▶►➤>→\s]*(?:下转|上接|转|接|详见|见)\s?[A-Z]?\s?0?\d{1,3}\s?版?[^。!?,\u4e00-\u9fff]{0,4}[)\]]?(?<=[版)\]])",
    r"[(\[▶►➤>→\s]*(?:转|接)\s?[A-Z]?\d{1,3}\s?版",
    r"[(\[▶►➤>→※\s]*(?:更多|相关|详细|精彩|具体)*(?:报道|报导|内容|新闻|详情|消息|评论|文图|图片)?(?:请|"
    rf"详|均)?见(?:今日|本报|今天)?\s?{_VERSION}(?:报道)?[)\]]?。?",
    r"[(\[▶►➤>→※\s]*(?:下转|上接)\s?[A-Z]\s?\d{1,2}[)\]]?",
    rf"[▶►➤>→]+\s?(?:详见)?\s?(?:{_VERSION}|[A-D]\d{{1,2}})",
)
_PAGES = (
    rf"第?\s?[A-Z]?\s?[\d一二三四五六七八九十]{{1,3}}\s?版\s?[:|·/]?\s?(?:{_SECTION})?|{_SECTION}\s?[|"
    rf"·/]?\s?第?\s?[A-Z]?\s?[\d一二三四五六七八九十]{{1,3}}\s?版",
    rf"[A-DT]\d{{2}}(?:\s?[-~—]\s?[A-DT]?\d{{2}})?\s?版?(?:\s?[:|·/]?\s?{_SECTION})?|\d{{2}}[-~—]\d{{2}}\s?版",
    rf"[A-D]\s?\d{{1,2}}\s?版?\s?[:|·/]?\s?{_SECTION}|{_SECTION}\s?[|·/]?\s?[A-D]\s?\d{{1,2}}版?|0\d\s?[|"
    rf"·/]?\s?{_SECTION}|{_SECTION}\s[|·/]?\s?0\d|[A-D]\d{{2}}版?",
    rf"(?:《?\s?{_PAPER}\s?》?)?\s*{_DATE}\s*(?:{_WEEKDAY})?\s*(?:{_LUNAR})?\s*(?:第?\s?\d+\s?[期版])?\s*(?:{_PAPER})?",
    rf"(?:《?\s?{_PAPER}\s?》?)?\s*{_DATE}\s*(?:\(?{_WEEKDAY}\)?)(?=\s|$)[^。!?;,]{{0,60}}|"
    rf"{_WEEKDAY}\s+(?:{_DATE}|\d{{4}}年\d{{1,2}}月|今日|第\s?\d)[^。!?;,]{{0,40}}|"
    rf"\d{{1,2}}月\d{{1,2}}日\s?{_WEEKDAY}(?:\s?{_LUNAR})?",
    rf"《\s?{HAN}{{2,12}}\s?》\s?\(\s?{_DATE}[^()]{{0,24}}\)|(?:《\s?)?{_PAPER}(?:\s?》)?\s?\({_DATE}[^()]{{0,24}}\)",
    rf"(?:{_PAPER})\s+(?:{_WEEKDAY}|第?\s?\d+\s?[期版]|[A-D]\d{{1,2}})[^。!?;,]{{0,40}}|{_PAPER}(?:社|数字报|"
    r"电子版|社出版|社主办|社主管主办)?",
    r"[A-Z][A-Z ]{2,40}(?:NEWS|DAILY|POST|TIMES|HERALD|EXPRESS|JOURNAL|RIBAO|WANBAO)(?: [A-Z ]{1,20})?",
    r"[—\-–·~]{1,2}\s?\d{1,3}\s?[—\-–·~]{1,2}|第\s?\d{1,3}\s?页(?:\s?[,/]?\s?共\s?\d{1,3}\s?页)?|\d{1,3}\s?/\s?\d{1,3}",
    r"[(\[]?本(?:版|报)\s?(?:编辑|责编|责任编辑|校对|美编|稿件|主编|图片|电话|邮箱|组版|版式|文图|值班)(?:[:\s]|"
    rf"由|均){_VALUE}(?:[\s,|/]*{_LABELS}\s?[:/|\s]{_VALUE}){{0,8}}[)\]]?",
    r"[\[(]?广\s?告[\])]?|公益广告|[\[(]?(?:AD|Ad)[\])]?",
    rf"(?:{_CONTACT}\s?[:]\s?[^。!?;,:]{{2,60}}){{1,8}}|{_CONTACT}\s?\(?\d[\d\-—()转、/\s]{{3,60}}",
    r"(?:责任编辑|编辑|编辑部|值班)\s?(?:电话|邮箱|热线)\s?:?[^。!?]{0,40}",
    r".{0,20}(?:国内统一(?:连续出版物号|刊号)|邮发代号|国外发行代号|国际标准刊号|ISSN\s?\d|CN\s?\d{2}-\d{4}|"
    r"广告经营许可证|广告许可证|广告发布登记)[^。!?;]{0,80}",
    r"(?:今日|本期|本报今日|今天)(?:共)?\s?[\dA-D一二三四五六七八九十]{1,4}\s?[版张](?:\s.{0,40})?|"
    r"(?:总)?第\s?\d{2,6}\s?期(?:\s.{0,40})?",
    r"(?:每份)?(?:零售价?|零售|定价|订价|售价|月价|季价|年价|全年定价|全年订价)\s?:?\s?(?:每[份月季年张]|"
    r"全年)?\s?[\d.]{1,7}\s?(?:元|角|港元|港币|元/份)[^。!?,]{0,40}|(?:零售价?|定价)\s?:[^。!?,]{0,30}",
    rf"(?:{HAN}{{1,12}}(?:报社|报业集团|报集团|杂志社|日报社|传媒集团|报集团|宣传部|委员会)(?:主管|主办|出版|承印|"
    rf"印刷)+\s?)+(?:.{{0,40}})|(?:主办|主管|出版|承办|编辑出版)(?:单位)?\s?:[^。!?,;]{{2,40}}|(?:印刷|"
    rf"承印)\s?:[^。!?,;]{{2,40}}",
    rf"(?:[A-Z]?\d{{1,3}}版?[\s|/]+)?(?:{HAN}{{2,8}}[\s|/]+){{0,3}}\d{{4}}年\d{{1,2}}月\d{{1,2}}日[\s|/,]*"
    rf"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?(?:[\s|/]+{HAN}{{2,6}}){{0,2}}(?:[\s|/]+[A-Z]?\d{{1,3}}版?)?",
    rf"(?:农历|阴历|夏历)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年{_LUNAR}|(?:农历|阴历|夏历){_LUNAR}",
)
_BULLETS = (r"[\s*■●◆▶►★☆○◎□◇◈—\-–=_·~+#◢◣▣▪▫|﹏﹌┄─━═…※△▲▽▼♦✦❖¤↑↓→]{2,}|[*■●◆▶►★☆○◎□◇◈—\-–=_·~+#▪▫|※♦✦❖]",)
_MARK_UP = (r"(?:</?[A-Za-z][A-Za-z0-9]{0,9}(?:\s[^<>]{0,200})?/?>\s*)+",)

_WHOLE = (
    ("markup", _MARK_UP),
    ("jump", _JUMPS),
    ("caption", captions.PATTERNS),
    ("editor-tag", _EDITOR_TAGS),
    ("web-furniture", webpages.PATTERNS),
    ("page-furniture", _PAGES),
    ("bullet", _BULLETS),
)
_TAGS = (
    "p|br|strong|b|em|i|u|span|div|font|a|img|center|h[1-6]|li|ul|ol|td|tr|th|table|tbody|section|figure|"
    "figcaption|sup|sub|hr|blockquote"
)
_PARTS = (
    ("markup", rf"</?(?:{_TAGS})(?:\s[^<>]{{0,200}})?/?>"),
    ("jump", rf"\s?[(\[]\s?(?:下转|上接|紧接|转|接|详见|见)\s?(?:{_VERSION})[^)\]。]{{0,14}}[)\]]\s?"),
    ("jump", rf"(?:(?<=[。!?”\s])|(?<=[▶►➤]))\s*[▶►➤]*\s*下转\s?{_VERSION}\s*$"),
    ("editor-tag", r"\s*[(\[](?:完|全文完|本文完)[)\]]\s*$"),
    ("editor-tag", rf"\s*[(\[]\s?{_EDITOR}\s?[:|/\s]\s?[^()\[\]。]{{1,40}}[)\]]\s?\d{{0,9}}\s*$"),
    ("editor-tag", rf"(?<=[。!?”)])\s*(?:责任编辑|责编|编辑)\s?[:/|]\s?{_PEOPLE}\s*$"),
    ("web-furniture", r"\s*[(\[]\s?(?:来源|稿源|文章来源|本文来源)\s?:[^()\[\]。]{2,40}[)\]]\s*$"),
    ("caption", captions.TAIL),
    ("web-furniture", r"^\[(?:标题|正文|内容)\]\s*(?=\S)"),
    ("caption", r"!\[[^\]]*\]\([^)]*\)"),
    ("bullet", r"^(?:[■●◆▶►★☆○◎□◇◈❖➤✦※▪•·♦]\s*)+(?=\S)"),
    ("bullet", r"^(?:[*+\-]\s+)+(?=\S)"),
    ("markup", r"^(?:>\s+)+(?=\S)"),
    ("markup", r"\*\*(?P<keep>[^\s*](?:[^*]*[^\s*])?)\*\*"),
    ("markup", r"(?<!!)\[(?P<keep>[^\[\]]+)\]\((?:https?:|mailto:|/|#)[^()\s]*\)"),
)
_POINTERS = "▷►▶▸●■◆◎※☞👉👇▍▌▎┃|>↑↓ "
_BRACKETED = re.compile(r"[(\[]\s?([^()\[\]]+?)\s?[)\]]")
_HINT = re.compile(r"[<>*\[\]()■●◆▶►★☆○◎□◇◈❖➤✦※▪•·♦+\-]|下转|编辑|责编|摄|供图")
"""What a line must hold for one of the parts to be in it."""


def whole_rule(folded: str, skip: frozenset[str]) -> str:
    """Return the name of the rule that matches all of a folded line, empty when none does."""
    if len(folded) > _MAX_CHARS:
        return ""
    for name, pattern in _compiled():
        if name not in skip and pattern.fullmatch(folded):
            return name
    bare = folded.lstrip(_POINTERS)
    if bare != folded and whole_rule(bare, skip) in ("web-furniture", "editor-tag", "page-furniture"):
        return whole_rule(bare, skip)
    inner = _BRACKETED.fullmatch(folded)
    if inner and whole_rule(inner[1], skip) == "web-furniture":
        return "web-furniture"
    return "web-furniture" if "web-furniture" not in skip and webpages.is_navigation(folded) else ""


def take_parts(text: str, skip: frozenset[str], only: str = "") -> tuple[str, list[tuple[str, str]]]:
    """Return the text without the parts that rules match, and the (taken, rule) pairs, a few passes deep.

    ``only`` is the name of the one rule to apply, when it is not all of them.
    """
    taken: list[tuple[str, str]] = []
    folded = fold(text)
    changed = _HINT.search(folded) is not None
    for _ in range(_MAX_PASSES):
        if not changed:
            break
        changed = False
        for part in _parts():
            if part.name in skip or (only and part.name != only):
                continue
            rest, out = _without(part.pattern, text, folded)
            if out:
                taken.extend((each, part.name) for each in out)
                text, folded, changed = rest, fold(rest), True
    return text, taken


def _without(pattern: re.Pattern[str], text: str, folded: str) -> tuple[str, list[str]]:
    """The text without all that a pattern matches, and what was taken."""
    kept: list[str] = []
    taken: list[str] = []
    at = 0
    for match in pattern.finditer(folded):
        start, end = match.span()
        if start == end:
            continue
        inner = match.span("keep") if "keep" in pattern.groupindex else (end, end)
        taken.append((text[start : inner[0]] + text[inner[1] : end]).strip())
        kept += [text[at:start], text[slice(*inner)]]
        at = end
    return " ".join("".join((*kept, text[at:])).split()), taken


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(f"(?:{each})" for each in patterns))) for name, patterns in _WHOLE)


@lru_cache(maxsize=1)
def _parts() -> tuple[Part, ...]:
    return tuple(Part(name, re.compile(pattern)) for name, pattern in _PARTS)
