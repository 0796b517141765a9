"""Lines and parts of lines that are not the story: captions, editor tags, jumps, web and page furniture, bullets.

Every rule is anchored and has a name; a line that ends like a sentence goes only when a rule matches all of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from audiocast.text.characters import HAN


@dataclass(frozen=True, slots=True)
class Rule:
    """A named pattern; ``whole`` rules take the whole line, the others take only what they match."""

    name: str
    pattern: re.Pattern[str]
    whole: bool = True
    keep: str = ""
    """A template for what stands in the place of the part that is taken."""


def _whole(name: str, *patterns: str) -> tuple[Rule, ...]:
    return tuple(Rule(name, re.compile(pattern)) for pattern in patterns)


def _part(name: str, pattern: str, keep: str = "") -> Rule:
    return Rule(name, re.compile(pattern), whole=False, keep=keep)


_PERSON = rf"[{HAN}]{{2,4}}"
_PEOPLE = rf"{_PERSON}(?:[\s、，,/]+{_PERSON}){{0,5}}"
_EDITOR = (
    "(?:本期|值班|执行|见习|实习|版面|一版|新媒体|首席)?(?:责任编辑|责编|编辑|编审|校对|审校|审核|审读|审稿|美编|美术编辑|监制|总监制|值班总编|值班编委|总编辑|主编|统筹|策划|版式|版式设计|制作|制图|终审|初审|复审"
    "|一审|二审|三审|签发|组版|排版|值班主任|值班主编|检校|质检)"
)
_VERSION = r"第?\s*[A-Z]?\s*[\d一二三四五六七八九十]{1,3}\s*版"
_CREDIT_END = r"(?:(?<!拍)摄(?:影)?|供图|制图|绘图|提供图片|图片?来源\S{0,12}|图源\S{0,12})[)）】]?。?"
_PAPER = rf"[{HAN}]{{1,8}}(?:日报|晚报|早报|时报|商报|都市报|晨报|青年报|周刊|周报)"
_WEEKDAY = "(?:星期|周|礼拜)[一二三四五六日天]"
_DATE = r"\d{4}\s?(?:年|[-/.])\s?\d{1,2}\s?(?:月|[-/.])\s?\d{1,2}\s?日?"

WHOLE = (
    *_whole("caption",
        r"[▲△▼▽](?!\d).{1,100}",
        rf"(?:图为|图[一二三四五六\d]{{0,2}}[:：为]|图片说明[:：]?).{{0,100}}{_CREDIT_END}",
        r"图[一二三四五六\d]{0,2}[:：][^。！？]{1,60}",
        r"[(（【]?(?:资料图|资料图片|效果图|示意图|配图|题图|视频截图|网络截图)(?:[:：/\s].{0,30})?[)）】]?",
        rf"[^，。！？；]{{0,40}}(?:\s|记者|通讯员|社|网|^)(?:{_PERSON}[\s、/]*){{1,3}}{_CREDIT_END}",
        rf".{{4,100}}[。\s]\s?(?:[{HAN}]{{2,6}}[社报网])?(?:记者|通讯员|特约记者)\s?{_PERSON}(?:[\s、]{_PERSON})?\s?(?<!拍)摄(?:影)?[)）]?。?",
        r"[(（]?(?:图片?来源|图源|图据|图片由|图片?提供)[:：\s]?[^。！？，]{1,20}(?:提供)?[)）]?",
        r"!\[[^\]]*\]\([^)]*\)",
    ),
    *_whole("editor-tag",
        rf"[(（【\[]?\s*{_EDITOR}\s*[:：丨|/]\s*[^。！？!?；]{{1,60}}[)）】\]]?",
        rf"[(（【\[]?\s*{_EDITOR}\s+{_PEOPLE}(?:\s+{_EDITOR}\s*[:：丨|/\s]\s*{_PEOPLE})*\s*[)）】\]]?",
        r"[(（【\[](?:完|全文完|本文完|END|end)[)）】\]]|(?:END|end|-\s?END\s?-|- ?完 ?-)",
    ),
    *_whole("jump",
        rf"[(（【▶►>\s]*(?:下转|上接|紧接|详见|转|接)\s*{_VERSION}[^。！？，]{{0,12}}?[)）】]?",
    ),
    *_whole("web-furniture",
        r"原标题\s*[:：].{1,80}",
        r"(?:来源|稿源|文章来源|作者|发布时间|时间|更新时间|发布日期|日期|浏览量|浏览次数|阅读量?|点击数|点击量|评论|编辑时间|出处|信息来源|发布者|责任者|关键词|标签|Tags?)\s*[:：][^。！？；，]{0,60}",
        rf"{_DATE}\s+\d{{1,2}}:\d{{2}}(?::\d{{2}})?.{{0,40}}",
        r"[【\[]?\s*(?:字号|字体)\s*[:：]?\s*(?:[大中小超]+\s*号?\s*|[AT][+-]?\s*)*[】\]]?|(?:大\s中\s小|T\|T|A\+\s?A-?)",
        r"(?:分享|分享到|转发到|收藏|点赞|打印|打印本页|关闭窗口|关闭|返回顶部|返回首页|上一篇|下一篇|举报|我要评论|我要纠错|纠错|投诉|展开全文|阅读全文|查看更多|加载更多|登录|注册|复制链接|听新闻|手机看|在看|微信|微博|QQ空间|朋友圈)(?:[:：\s|/、].{0,40})?",
        r"[^。，！？]{0,20}(?:点击(?:查看|图片|下方|右上角|蓝字|进入|阅读原文|上方)|扫码|扫一扫|二维码|长按(?:识别|图片)|关注(?:我们|本公众号|官方微信|微信公众号)|下载(?:客户端|APP)|阅读原文).{0,40}",
        r"(?:版权声明|免责声明|特别声明|声明|版权所有|Copyright|©).{0,300}",
        r".{0,80}(?:未经(?:授权|许可|书面授权|本报许可|本网许可)[^。]{0,20}(?:不得|禁止|严禁)|转载请注明|违者必究|仅代表作者(?:本人|个人)观点).{0,80}",
        r"(?:相关阅读|相关新闻|相关链接|延伸阅读|推荐阅读|热门推荐|猜你喜欢|精彩推荐|更多精彩|热门评论|网友评论|图片新闻|今日推荐)[:：]?(?:\s.{0,60})?",
        r"(?:阅读|浏览|评论|点赞|播放|人气)\s*[:：(（]?\s*\d[\d,.]*\s*(?:万|w|W)?\+?\s*[)）]?(?:次|条)?",
        r"(?:当前位置|您的位置|您所在的位置|所在位置|首页)\s*[:：>»].{0,80}|[^。，]{1,12}(?:\s?[>»]\s?[^。，]{1,12}){1,5}",
    ),
    *_whole("page-furniture",
        rf"{_VERSION}\s*[:：]?\s*[{HAN}·]{{0,8}}",
        rf"[A-D]\d{{1,2}}\s*[版]?\s*[:：]?\s*[{HAN}·]{{2,8}}|[{HAN}·]{{2,6}}\s+[A-D]\d{{1,2}}",
        rf"(?:{_PAPER})?\s*{_DATE}\s*(?:{_WEEKDAY})?\s*(?:农历.{{2,14}})?\s*(?:第?\s*\d+\s*[期版])?\s*(?:{_PAPER})?",
        rf"(?:{_PAPER})?\s*{_DATE}\s+{_WEEKDAY}.{{0,60}}|{_WEEKDAY}\s+{_DATE}.{{0,40}}",
        rf"(?:{_PAPER})\s+(?:{_WEEKDAY}|第?\s*\d+\s*[期版]|[A-D]\d{{1,2}}).{{0,40}}",
        r"[—\-–·]{1,2}\s*\d{1,3}\s*[—\-–·]{1,2}",
        r"第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|\d{1,3}\s*/\s*\d{1,3}",
        r"本版\s?(?:编辑|责编|校对|美编|稿件|主编|图片|电话|邮箱|组版)(?:[:：\s]|由|均)[^！？]{1,60}",
        r"(?:\[|【|\(|（)?广告(?:\]|】|\)|）)?",
        r"(?:(?:新闻|读者|投稿|爆料|报料|订报|发行|广告|服务|监督|举报)?(?:热线|热线电话|电话|邮箱|信箱|传真|QQ|投稿邮箱))\s*[:：]\s?[^。！？]{4,60}",
        r".{0,20}(?:国内统一(?:连续出版物号|刊号)|邮发代号|CN\s?\d{2}-\d{4}).{0,60}",
    ),
    *_whole("bullet", r"(?!.*[\d.…]{3}).{0}[\s*＊■●◆▶►★☆○◎□◇◈—\-–=_·•~～+#◢◣▣▪▫|｜﹏﹌┄─━]{1,}"),
)  # fmt: skip
PARTS = (
    _part("jump", rf"\s?[(（【]\s*(?:下转|上接|紧接|转|接|详见)\s*(?:{_VERSION})[^)）】。]{{0,14}}[)）】]\s?"),
    _part("jump", rf"(?<=[。！？”])\s*[▶►]*\s*(?:下转|详见){_VERSION}\s*$"),
    _part("editor-tag", r"\s*[(（【\[](?:完|全文完|本文完)[)）】\]]\s*$"),
    _part("editor-tag", rf"\s*[(（【\[]\s*{_EDITOR}\s*[:：丨|/\s]\s*[^()（）【】。]{{1,40}}[)）】\]]\s*$"),
    _part("caption", r"!\[[^\]]*\]\([^)]*\)"),
    _part("bullet", r"^(?:[■●◆▶►★☆○◎□◇◈❖➤✦※▪•·]\s*)+(?=\S)"),
    _part("bullet", r"^[*+\-]\s+(?=\S)"),
    _part("markup", r"^>\s+(?=\S)"),
    _part("markup", r"\*\*([^\s*](?:[^*]*[^\s*])?)\*\*", r"\1"),
    _part("markup", r"(?<!!)\[([^\[\]]+)\]\((?:https?:|mailto:|/|#)[^()\s]*\)", r"\1"),
)


def whole_rule(text: str, skip: frozenset[str]) -> str:
    """Return the name of the rule that matches all of ``text``, empty when none does."""
    return next((rule.name for rule in WHOLE if rule.name not in skip and rule.pattern.fullmatch(text)), "")


def take_parts(text: str, skip: frozenset[str]) -> tuple[str, list[tuple[str, str]]]:
    """Return the text without the parts that rules match, and the (taken, rule) pairs; until no rule matches."""
    taken: list[tuple[str, str]] = []
    changed = True
    while changed:
        changed = False
        for rule in PARTS:
            match = None if rule.name in skip else rule.pattern.search(text)
            if match and match.group():
                kept = match.expand(rule.keep)
                taken.append((match.group().replace(kept, "", 1).strip(), rule.name))
                text = (text[: match.start()] + kept + text[match.end() :]).strip()
                changed = True
    return text, taken
