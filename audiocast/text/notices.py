"""Legal notices and advertisements that stand among the stories: lost papers, auctions, vacancies, sales."""

from __future__ import annotations

import re

_ORGANISATION = (
    r"(?:[^。!?;,]{2,30}(?:公司|中心|银行|法院|合作社|拍卖行|医院|学校|管理处|管理局|委员会|政府|分行|支行|厂|"
    r"店|所|局))?"
)
_SUBJECT = (
    "(?:遗失|丢失|挂失|作废|注销|减资|减少注册资本|清算|解散|合并|分立|吸收合并|拍卖|变卖|招租|招聘|诚聘|招工|"
    "招标|中标|采购|比选|竞价|转让|出租|出售|出让|债权转让|债权转让暨催收|债权转让暨债务催收|"
    "债务催收|催收|催告|催款|送达|公告送达|寻人|寻亲|寻物|认领|招领|更名|迁址|迁坟|环评|环境影响评价|资产处置|"
    "处置|股权转让|国有土地使用权(?:挂牌|拍卖)?出让|土地|注册商标|"
    "解除劳动合同|解除劳动关系|返岗|催告返岗|限期返岗|失信)"
)
_NOTICE_TITLE = re.compile(
    rf"[\s■●◆▶★☆\[(]*{_ORGANISATION}(?:关于)?(?:{_SUBJECT}(?:暨|及|、|和)?){{1,3}}(?:的)?(?:声明|公告|启事|启示|"
    rf"通知|通知书|广告|信息|公示|告示)(?:\(.{{1,20}}\))?[\s\])]*"
)
_PLAIN_TITLE = re.compile(
    r"[\s■●◆▶★☆\[(]*(?:声\s?明|启\s?事|公\s?告|分类广告|分类信息|信息超市|便民信息|公告声明|声明公告|遗失|挂失|"
    r"作废声明|声明作废)[\s\])]*"
)
_ADVERTISEMENT_TITLE = re.compile(
    r"[\[(]?(?:分类广告|商业广告|广告专版|形象广告|专题广告|广告|推广|企业推广|商讯|商业资讯)[\])]?"
)
_WORDS = re.compile(
    "遗失|丢失|作废|声明|公告|公示|公司|注册号|信用代码|证号|编号|号码|执照|印章|公章|债权|债务|清算|注销|减资|"
    "注册资本|拍卖|竞买|标的|保证金|报名|招聘|诚聘|急聘|聘请|应聘|简历|薪|"
    "待遇|岗位|学历|联系人|联系电话|联系方式|电话|邮箱|地址|特此|有意者|投标|招标|采购|开标|出租|招租|面议|展示|"
    "咨询|登记|有效证件|竣工|法定代表人|住所|逾期|自公告|自本公告|"
    "开庭|答辩|判决书|送达|上诉|寻|启事|提供线索|重谢|年龄|性别|身高|走失"
)
_STRONG = re.compile(
    "声明作废|特此声明|特此公告|作废|债权人|清算组|注册资本|竞买|标的|保证金|联系电话|有意者|投标|应聘|诚聘|"
    "特此通知|公告送达|逾期|重谢|联系人"
)
_ITEM = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|\(?[一二三四五六七八九十\d]{1,3}[)、.]|[①-⑳●■◆★])")
_SIGNATURE = re.compile(
    r"[^。!?;,]{2,40}(?:公司|中心|银行|法院|合作社|拍卖行|委员会|管理处|局|厂|店|"
    r"部)(?:\s?\d{4}年.{3,12}日)?|\d{4}年\d{1,2}月\d{1,2}日"
)
_STORY = re.compile("^显示|记者|据悉|本报讯|获悉|公告称|公告显示|他说|她说|登报|表示,|“")
_PAPERS = "(?:证|章|执照|发票|收据|票据|合同|牌|单|卡|凭证|许可|协议|票|折|执照|手册|档案|本|铅封|钥匙|密钥|UK|U盾)"
_CODE = re.compile(r"[\dA-Za-z][\dA-Za-z\-]{4,}|(?:证号|编号|号码|注册号|账号|字第)")
_LOST = re.compile(
    r"[\s●◆■▲★○*]*.{2,160}(?:遗失|丢失|灭失|被盗|损毁).{0,160}(?:声明作废|特此声明|作废|声明挂失|挂失)[。.]?"
)
_LOST_KIND = re.compile(rf"{_PAPERS}")
_COMPANY = re.compile(
    r"[^。!?]{2,60}(?:公司|合作社|中心|企业|工厂|厂|店|基金会|学校|协会)[^。]{0,80}(?:注销登记|申请注销|拟注销|"
    r"注册资本.{0,60}(?:减|降)|减资|清算组|解散|吸收合并|分立).{0,300}(?:债权人|特此公告).{0,200}"
)
_AUCTION = re.compile(
    r".{0,80}(?:受.{0,24}委托).{0,80}(?:拍卖|招标|变卖).{0,400}(?:报名|保证金|竞买|联系电话|特此公告|展示|"
    r"标的).{0,200}"
)
_VACANCY = re.compile(
    r"[^。]{0,60}(?:诚聘|急聘|高薪聘|高薪招|招聘|诚招|急招).{0,200}(?:电话|热线|联系|微信|手机|TEL|Tel|"
    r"☎).{0,20}\d{5}.{0,80}"
)
_SALES = "(?:订购|订餐|加盟|招商|售楼|购房|抢购|团购|品鉴|销售|置业|购车|看房|招租|订房|优惠|抢订|认购|贵宾|VIP)"
_ADVERTISEMENT = re.compile(
    rf"[\[(]\s?(?:广告|推广|商业推广|AD)\s?[\])].+|.{{4,200}}[\[(]\s?(?:广告|推广)\s?[\])]|广告\s?:.+"
    rf"|.{{0,120}}{_SALES}(?:咨询)?(?:热线|电话|专线)\s?[::]?\s?[\d(][\d\-—()转、/\s]{{5,40}}.{{0,40}}"
)
_HYPE = re.compile(
    r"热线|电话|元起|[一二三四五六七八九\d]折|特价|优惠|钜惠|盛大|开盘|火爆|抢购|热销|首付|订购|加盟|VIP|\d{7}|"
    r"敬请|莅临"
)


def notice_title(folded: str) -> str:
    """Return the rule (``notice``, ``advertisement``) that a folded heading opens a block of, else nothing.

    ``公告`` and ``声明`` alone say too little: see ``is_notice_text`` for what must stand below them.
    """
    if len(folded) > 50:
        return ""
    if _ADVERTISEMENT_TITLE.fullmatch(folded):
        return "advertisement"
    return "notice" if _NOTICE_TITLE.fullmatch(folded) or _PLAIN_TITLE.fullmatch(folded) else ""


def needs_proof(folded: str) -> bool:
    """Return whether a notice's title may as well be a story's: its first line has to show what it is."""
    return _PLAIN_TITLE.fullmatch(folded) is not None


def is_notice_text(folded: str, rule: str, *, strongly: bool = False) -> bool:
    """Return whether a line below a notice's title belongs to the notice.

    A line that ends like a sentence does only with the words of notices in it and without those of reports.
    """
    if _STORY.search(folded):
        return False
    if rule == "advertisement":
        return _HYPE.search(folded) is not None
    if strongly:
        return _STRONG.search(folded) is not None
    return bool(_WORDS.search(folded) or _ITEM.match(folded) or _SIGNATURE.fullmatch(folded))


def notice_rule(folded: str) -> str:
    """Return the rule of a line that is a whole notice or advertisement by itself, else nothing."""
    if len(folded) < 8 or len(folded) > 700:
        return ""
    if _ADVERTISEMENT.fullmatch(folded) and not _STORY.search(folded):
        return "advertisement"
    if _is_lost(folded) or (
        not _STORY.search(folded) and any(each.fullmatch(folded) for each in (_COMPANY, _AUCTION, _VACANCY))
    ):
        return "notice"
    return ""


def _is_lost(folded: str) -> bool:
    return (
        _LOST.fullmatch(folded) is not None
        and _LOST_KIND.search(folded) is not None
        and _CODE.search(folded) is not None
        and not re.search("登报|[“”他她]|记者|称|说", folded)
    )
