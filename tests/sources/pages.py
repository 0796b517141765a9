"""Web pages as Chinese news sites build them, written for these tests: a site is a function of a story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Story:
    title: str
    paragraphs: tuple[str, ...]


BRIDGE = Story(
    "城东跨河大桥今日通车 两岸车程缩短至五分钟",
    (
        "本报讯（记者 张晓文）2月10日上午10时，随着第一辆公交车缓缓驶上桥面，历时三年建设的城东跨河大桥正式通车。",
        "大桥全长1.86公里，双向六车道，设计时速60公里，总投资12.4亿元。通车后，两岸车程由原来的半个多小时缩短至5分钟。",
        "“以前送孩子上学要绕到老桥，早高峰堵得走不动。”家住东岸的市民刘敏说，“现在好了，家门口就能过河。”",
        "市住房和城乡建设局副局长陈立介绍，大桥采用双塔斜拉结构，主跨跨径达320米，建设中攻克了深水围堰、大体积混凝土温控等多项难题。",
        "据了解，与大桥同步建成的还有两侧慢行步道和三处观景平台，市民可以步行、骑行过河。",
        "下一步，该市还将启动沿河景观带二期工程，预计明年年底完工。",
    ),
)
HARVEST = Story(
    "“不让一粒粮食烂在地里”——中原粮仓秋收见闻",
    (
        "新华社郑州10月9日电（记者李振华、王雨萌）连阴雨终于停了。天刚放亮，种粮大户赵国强就把三台履带式收割机开进了地里。",
        "“下了十来天，轮式的进不去，一进就陷。”赵国强指着湿软的田垄说，履带式机器是农机合作社连夜从外地调来的。",
        "今年秋粮收获期，当地遭遇持续降雨。农业农村部门第一时间组织抢收抢烘，开通农机转运绿色通道，协调烘干设备2100余台。",
        "抢下来，还要烘得干。在合作社的烘干塔前，运粮车排起了长队。负责人周桂兰三天没怎么合眼，嗓子已经哑了。",
        "“每吨补贴50元，农户只掏电费。”周桂兰算了一笔账：一天一夜能烘300吨，附近五个村的玉米基本都能及时入仓。",
        "技术人员也在田间忙碌。县农技推广中心的专家提醒，雨后要尽快排除田间积水，玉米带穗收获的要及时剥皮晾晒，防止霉变。",
        "截至8日18时，全县秋粮已收获六成以上，预计本月中旬可基本完成。",
        "看着金灿灿的玉米入仓，赵国强长舒一口气：“粮食进了仓，心里才踏实。”",
    ),
)
LIBRARY = Story(
    "省图书馆启用古籍修复中心",
    (
        "经过一年半的筹备，省图书馆古籍修复中心昨日正式启用，首批入藏修复的古籍共计136册。",
        "修复中心面积约600平方米，设有除尘、测酸、染纸、装帧等工作间，配备了纸张纤维分析仪和低温冷冻杀虫设备。",
        "馆长孙亦真表示，馆内现存古籍28万余册，其中约三分之一存在不同程度的虫蛀、霉变、酸化，修复任务十分繁重。",
        "“一页残损严重的书叶，修好往往要两三天。”从事修复工作二十余年的吴素芬说，修旧如旧，最要紧的是耐得住性子。",
        "记者在现场看到，几位年轻的修复师正用镊子揭开粘连的书叶，动作极轻，大气不敢出。",
        "今后，中心每月将举办一次公众开放日，市民可以预约体验线装书制作。",
    ),
)
FLASH = Story(
    "国内成品油价格今晚下调",
    ("国家发展改革委宣布，自今日24时起，国内汽油、柴油价格每吨分别降低210元和200元。",),
)
REPORT = Story(
    "我市出台十条措施支持个体工商户发展",
    (
        "日前，市政府办公室印发《支持个体工商户健康发展的若干措施》，从降低成本、优化服务、扩大融资等方面提出十条具体举措。",
        "在降低经营成本方面，对月销售额10万元以下的小规模纳税人，继续免征增值税；承租国有房屋的，减免三个月租金。",
        "在融资支持方面，鼓励银行推出“信易贷”等纯信用产品，单户最高可贷50万元，年利率不超过4%。",
        "在优化服务方面，推行“一件事一次办”，开办、变更、注销全程网上办理，平均办理时间压缩到半个工作日。",
        "市市场监管局有关负责人表示，截至去年年底，全市登记在册的个体工商户达到41.7万户，带动就业超过百万人。",
        "有关部门将建立联系点制度，定期听取经营者的意见和建议，推动各项政策落到实处。",
    ),
)
STORIES = (BRIDGE, HARVEST, LIBRARY, REPORT)

LINKS = (
    "全市经济工作会议召开",
    "春运返程客流明显回升",
    "这些路段今起交通管制",
    "中小学寒假延长？官方回应",
    "一图读懂政府工作报告",
    "专家谈如何科学饮茶",
)
COMMENTS = (
    "真好，我家就在附近，天天从那里路过，盼了好多年了。",
    "希望以后多报道这样的好消息，给记者点赞！",
    "这么大的事情，质量一定要抓好，不能留下隐患。",
)
NAVIGATION = ("首页", "新闻", "财经", "体育", "娱乐", "科技", "房产", "汽车", "教育", "视频")


@dataclass(frozen=True)
class Site:
    """How a site wraps a story; ``date`` is what its pages say, ``charset`` how they are stored."""

    build: Callable[[Story], str]
    date: date | datetime | None
    charset: str = "utf-8"
    furniture: tuple[str, ...] = (*LINKS, *COMMENTS)
    """What no listener may hear: it must be gone after cleaning at the latest."""


def _links(tag: str = "li", names: Sequence[str] = LINKS) -> str:
    return "\n".join(
        f'<{tag}><a href="/a/{at}.html" title="{name}">{name}</a></{tag}>' for at, name in enumerate(names)
    )


def _navigation() -> str:
    return "".join(f'<a href="/{at}/">{name}</a>\n' for at, name in enumerate(NAVIGATION))


def _paragraphs(story: Story, before: str = "<p>", after: str = "</p>") -> str:
    return "\n".join(f"{before}{paragraph}{after}" for paragraph in story.paragraphs)


def _netease(story: Story) -> str:
    body = [f"<p>{paragraph}</p>" for paragraph in story.paragraphs]
    body.insert(
        1, '<p class="f_center"><img src="data:image/gif;base64,R0lGOD" data-src="//p.example.com/1.jpg"/><br/></p>'
    )
    return f"""<!DOCTYPE html><html id="ne_wrap" data-publishtime="2023-02-10 10:32:06">
<head><meta charset="utf-8"/><title>{story.title}|记者|大桥_网易新闻</title>
<meta property="og:title" content="{story.title}"><meta property="article:published_time" content="2023-02-10T10:32:06+08:00">
<script>var _hmt = _hmt || []; window.onload = function() {{ console.log("不是正文。") }};</script>
<style>.post_body p {{ margin: 0 }}</style></head>
<body><div class="ntes_nav_wrap"><div class="ntes_nav">{_navigation()}</div></div>
<div class="wrapper clearfix" id="contain"><div class="post_main">
<h1 class="post_title">{story.title}</h1>
<div class="post_info">2023-02-10 10:32:06　来源: <a href="http://example.com">城市日报</a>
<span>河南</span> <a class="post_jubao" href="/jubao">举报</a></div>
<div class="post_share"><ul><li><a class="share_to">分享到：</a></li><li><a>易信</a></li><li><a>微信</a></li><li><a>QQ空间</a></li></ul></div>
<div id="content"><div class="post_body">
{chr(10).join(body)}
</div>
<div class="post_author"><a href="/"><img src="x.png" width="13"></a> 本文来源：城市日报 责任编辑： 王明_NN1234</div></div>
<div class="post_statement">特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台用户上传并发布，本平台仅提供信息存储服务。</div>
<div class="tie-area"><div class="tie-cnt">{"".join(f'<div class="comment-item"><p>{one}</p></div>' for one in COMMENTS)}</div></div>
<div class="post_recommends"><h3>相关推荐</h3><ul>{_links()}</ul></div>
</div><div class="post_side"><h2>热点新闻</h2><ul>{_links()}</ul></div></div>
<div class="N-nav-bottom">{_navigation()}<p>Copyright © 1997-2023 网易公司版权所有</p></div></body></html>"""


def _sina(story: Story) -> str:
    return f"""<!DOCTYPE html><html><head><meta http-equiv="Content-type" content="text/html; charset=utf-8" />
<title>{story.title}_新浪新闻</title><meta name="keywords" content="大桥,通车" />
<meta property="og:type" content="news" /><meta property="og:title" content="{story.title}" />
<meta property="article:published_time" content="2023-02-10T11:05:00+08:00" /></head><body>
<div class="top-banner"><div class="bread">{_navigation()}</div></div>
<div class="main-content w1240"><h1 class="main-title">{story.title}</h1>
<div class="top-bar-wrap"><div class="path"><a href="/">新闻中心</a> &gt; <a>国内新闻</a> &gt; 正文</div>
<div class="date-source"><span class="date">2023年02月10日 11:05</span> <a class="source">城市晚报</a></div></div>
<div class="article-content clearfix"><div class="article-content-left">
<div class="article" id="article">
<div class="img_wrapper"><img src="https://n.example.com/1.jpg" alt="大桥"/><span class="img_descr">通车后的城东大桥夜景</span></div>
{_paragraphs(story, '<p cms-style="font-L">　　')}
<p class="show_author">责任编辑：李四 </p>
<div class="article-notice">新浪声明：新浪网登载此文出于传递更多信息之目的，并不意味着赞同其观点。</div>
</div>
<div class="keywords" id="keywords"><span>文章关键词：</span><a>大桥</a><a>通车</a></div>
<div class="comment" id="bottom_sina_comment"><a>我要评论</a><p>{COMMENTS[0]}</p><p>{COMMENTS[1]}</p></div>
<div class="hot-news"><ul>{_links()}</ul></div>
</div><div class="article-content-right"><h3>24小时滚动</h3><ul>{_links()}</ul></div></div></div>
<div class="footer"><p>新浪公司 版权所有</p></div></body></html>"""


def _hashed_names(story: Story) -> str:
    data = (
        '{"docData":{"title":"x","newsTime":"2023-02-10 09:15:33","contentData":{"content":"<p>数据里的正文。</p>"}}}'
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}_凤凰网资讯_凤凰网</title>
<meta name="og:time " content="2023-02-10 09:15:33"><meta name="og:title" content="{story.title}_凤凰网">
<script>var allData = {data};</script></head><body><div id="root"><div class="index_navWrap_3x1">{_navigation()}</div>
<div class="index_box_z1U"><div class="index_leftContent_yfy"><h1 class="index_title_B8mhI">{story.title}</h1>
<div class="index_info_G06xc"><time class="index_timeBref_20hGr">2023年02月10日 09:15:33</time><span>来自北京</span></div>
<div class="index_artical_Uq-ID"><div class="index_main_content_-W2Mf"><div class="index_text_D0k1G">
{_paragraphs(story)}
</div><span class="index_edit_-xO8i">责任编辑：赵六 PN135</span></div></div>
<div class="index_likeWrap_1f"><span>0</span></div>
<div class="index_commentBox_2s"><div class="index_comment_1k"><p>{COMMENTS[2]}</p></div></div>
<div class="index_relatedNews_9x"><ul>{_links()}</ul></div></div>
<div class="index_rightContent_1q"><ul>{_links()}</ul></div></div></div></body></html>"""


def _next_js(story: Story) -> str:
    return f"""<!DOCTYPE html><html lang="zh"><head><meta charSet="utf-8"/><title>{story.title}_直击现场_澎湃新闻-The Paper</title>
<meta property="og:title" content="{story.title}"/></head><body><div id="__next"><header>{_navigation()}</header>
<main><div class="index_leftcontent__1a"><div class="index_wrapper__2b"><h1 class="index_title__3c">{story.title}</h1>
<div class="index_left__4d"><div>澎湃新闻记者 钱七</div><div class="ant-space"><span>2023-02-10 14:20</span><span>来源：<span>澎湃新闻</span></span></div></div>
<div class="index_cententWrap__5e">{_paragraphs(story)}</div>
<div class="index_copyright__6f">责任编辑：孙八</div><div class="index_copyright__6f">图片编辑：周九</div>
<div class="index_copyright__6f">澎湃新闻报料：021-962866</div><div class="index_share__7g"><span>扫码下载澎湃新闻客户端</span></div>
<ul class="index_tags__8h">{_links()}</ul></div></div></main>
<script id="__NEXT_DATA__" type="application/json">{{"props":{{"content":"<p>脚本里的正文。</p>"}}}}</script></div></body></html>"""


def _people(story: Story) -> str:
    return f"""<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html;charset=GB2312"/>
<title>{story.title}--时政--人民网</title><meta name="publishdate" content="2023-02-10"/>
<meta name="contentid" content="32621234"/></head><body><div class="nav2020">{_navigation()}</div>
<div class="layout rm_txt cf"><div class="col col-1 fl"><h3 class="pre"></h3><h1>{story.title}</h1>
<h4 class="sub"></h4><div class="author cf"></div><div class="channel cf"><div class="col-1-1 fl">
2023年02月10日05:12 | 来源：<a href="http://paper.example.com">人民日报</a></div>
<div class="col-1-2 fr"><span id="rwb_wxfx">小字号</span></div></div>
<div class="rm_txt_con cf"><div class="bza"><a href="/x.html"><img src="/img/1.jpg"/></a></div>
{_paragraphs(story, '<p style="text-indent: 2em;">' + chr(10) + chr(9), "</p>" + chr(10))}
<p class="paper_num">　　《 人民日报 》（ 2023年02月10日 06 版）</p>
<div class="edit cf">(责编：吴十、郑一)</div></div>
<p class="more">分享让更多人看到 <a href="#"><img src="share.png"></a></p>
<div class="related_news"><h2>推荐阅读</h2><ul>{_links()}</ul></div></div>
<div class="col col-2 fr"><h2>热门排行</h2><ul class="list">{_links()}</ul></div></div>
<div class="rm_fot">人民网版权所有，未经书面授权禁止使用</div></body></html>"""


def _government(story: Story) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}_部门动态_某市人民政府门户网站</title>
<meta name="SiteName" content="某市人民政府门户网站"/><meta name="ArticleTitle" content="{story.title}"/>
<meta name="PubDate" content="2023-02-10 16:40"/><meta name="ContentSource" content="市政府办公室"/></head><body>
<div class="position">您的位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>部门动态</a></div>
<div class="article-box"><table class="bt-index"><tr><td>索 引 号</td><td>000014349/2023-00012</td></tr>
<tr><td>发布机构</td><td>市政府办公室</td></tr></table>
<div class="article-title">{story.title}</div>
<div class="article-info"><span>发布时间：2023-02-10 16:40</span><span>来源：市政府办公室</span>
<span>字体：【<a>大</a> <a>中</a> <a>小</a>】</span><a>打印</a></div>
<div class="pages_content" id="UCAP-CONTENT"><div class="TRS_Editor">
{_paragraphs(story, '<p style="text-indent: 2em; font-family: 宋体;"><span style="font-size: 12pt;">　　', "</span></p>")}
<p>附件：<a href="P0202.pdf">若干措施.pdf</a></p></div></div>
<div class="share bdsharebuttonbox">分享到：<a>微信</a><a>微博</a></div>
<div class="gl"><p>扫一扫在手机打开当前页</p></div><div class="relevant"><h3>相关文档</h3><ul>{_links()}</ul></div></div>
<div class="footer"><p>主办：市人民政府办公室　网站标识码：4100000001　豫公网安备 41010000000001号</p></div></body></html>"""


def _wechat(story: Story) -> str:
    spans = [
        f'<section style="margin: 0 16px; line-height: 2em;"><span style="font-size: 15px;"><span>{text}</span></span></section>'
        '<section style="margin: 0 16px;"><span style="font-size: 15px;"><br></span></section>'
        for text in story.paragraphs
    ]
    spans.insert(
        1,
        '<section style="text-align: center;"><img class="rich_pages wxw-img" data-src="https://m.example.cn/1" data-type="png"></section>',
    )
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title></title>
<meta property="og:title" content="{story.title}" /><meta property="og:url" content="https://mp.example.cn/s/AbC" />
<meta property="twitter:title" content="{story.title}" /></head><body id="activity-detail" class="zh_CN">
<div id="js_article" class="rich_media"><div class="rich_media_inner"><div id="page-content" class="rich_media_area_primary">
<div id="img-content" class="rich_media_wrp"><h1 class="rich_media_title " id="activity-name">
{story.title}
</h1><div id="meta_content" class="rich_media_meta_list"><span class="rich_media_meta rich_media_meta_text">原创</span>
<span class="rich_media_meta rich_media_meta_nickname" id="profileBt"><a href="javascript:void(0);" id="js_name">某市发布</a></span>
<em id="publish_time" class="rich_media_meta rich_media_meta_text"></em></div>
<div class="rich_media_content js_underline_content" id="js_content" style="visibility: hidden; opacity: 0; ">
<section data-role="outer"><section data-tools="135编辑器"><section style="text-align: center;"><strong>点击蓝字 关注我们</strong></section>
{"".join(spans[:2])}</section><section data-tools="135编辑器">{"".join(spans[2:])}</section></section>
<p style="display: none;"><mp-style-type data-value="3"></mp-style-type></p></div>
<div class="rich_media_tool"><a id="js_view_source">阅读原文</a></div></div></div>
<div class="rich_media_area_extra"><div id="js_related">{_links()}</div></div></div></div>
<script>var ct = "1675989000"; var msg_title = "x"; var nickname = "某市发布";</script></body></html>"""


def _founder(story: Story) -> str:
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>某某日报-2023年02月10日 第03版：要闻</title></head><body><table width="1000"><tr><td valign="top" width="400">
<table><tr><td>第03版：要闻</td><td><a href="node_2.htm">上一版</a> <a href="node_4.htm">下一版</a></td></tr></table>
<table>{"".join(f"<tr><td><a href=c{at}.htm>{name}</a></td></tr>" for at, name in enumerate(LINKS))}</table></td>
<td valign="top"><table width="570"><tr><td><span>2023年02月10日 星期五</span> <a>返回目录</a> <a>放大</a> <a>缩小</a></td></tr>
<tr><td><table><tr valign="top"><td class="font02" align="center"></td></tr>
<tr valign="top"><td class="article_title" align="center" style="padding-bottom: 5px;"><strong style="font-size: 23px;">{story.title}</strong></td></tr>
<tr><td class="font02" align="center"></td></tr></table>
<div id="ozoom" style="zoom:100%"><founder-content>{_paragraphs(story, "<P>　　", "</P>")}</founder-content></div></td></tr>
<tr><td><a href="c1.htm">上一篇</a> <a href="c2.htm">下一篇</a></td></tr></table></td></tr></table>
<p align="center">版权所有 某某日报社 未经许可不得转载</p></body></html>"""


def _xinhua(story: Story) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"/><title>
{story.title}-新华网
</title><meta name="publishdate" content="2023-02-10"/></head><body><div class="header domPC">
<div class="header-top clearfix"><div class="header-time left"><span class="year"><em>2023</em></span>
<span class="day"><em>02</em>/<em>10</em></span><span class="time">08:45:12</span></div>
<div class="source">来源：新华社</div></div><h1><span class="title">{story.title}</span></h1></div>
<div class="main clearfix"><div class="main-left left"><div id="detail">
<span id="detailContent">{_paragraphs(story, "<p>　　")}</span>
<div id="articleEdit"><span class="tiyi1">【纠错】</span><span class="editor">【责任编辑:冯二】</span></div></div>
<div class="columBox"><div class="book">{_links("div")}</div></div></div>
<div class="main-right right"><ul>{_links()}</ul></div></div></body></html>"""


def _line_breaks(story: Story) -> str:
    return f"""<HTML><HEAD><META content="text/html; charset=gb2312" http-equiv=Content-Type>
<TITLE>{story.title} - 某县新闻网</TITLE></HEAD><BODY><CENTER><TABLE width=960><TR><TD>{_navigation()}</TD></TR></TABLE>
<TABLE width=960><TR><TD width=700><DIV class=bt1>{story.title}</DIV>
<DIV class=xx>日期：2023-02-10 &nbsp; 作者：记者 张晓文 &nbsp; 点击：<SCRIPT src="hits.js"></SCRIPT>128</DIV>
<DIV id=zoom><FONT size=3>&nbsp;&nbsp;&nbsp;&nbsp;{"<BR><BR>&nbsp;&nbsp;&nbsp;&nbsp;".join(story.paragraphs)}</FONT></DIV>
<DIV>上一篇：<A href="1.htm">{LINKS[0]}</A><BR>下一篇：<A href="2.htm">{LINKS[1]}</A></DIV></TD>
<TD width=260><DIV>{_links("div")}</DIV></TD></TR></TABLE><DIV>版权所有：某县融媒体中心 备案号：豫ICP备00000001号</DIV></CENTER></BODY></HTML>"""


def _bare_divs(story: Story) -> str:
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{story.title} - 今日头条</title></head><body>
<div id="app"><div class="a1">{_navigation()}</div><div class="b2"><div class="c3"><h1>{story.title}</h1>
<div class="d4"><span>2023-02-10 07:58</span><span>·</span><span>城市日报官方账号</span></div>
<div class="e5"><div class="f6">{_paragraphs(story, "<div><span>", "</span></div>")}</div></div></div>
<div class="g7"><div class="h8">{_links("div")}</div></div></div></div></body></html>"""


def _form_and_tables(story: Story) -> str:
    return f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta http-equiv="Content-Type" content="text/html; charset=gbk"/><title>{story.title}</title></head><body>
<form name="aspnetForm" method="post" action="Show.aspx?id=12" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUK"/>
<table width="100%"><tr><td>{_navigation()}</td></tr><tr><td><select><option>友情链接</option><option>省政府</option></select></td></tr></table>
<table width="100%" border="0"><tr><td align="center"><h2 class="title">{story.title}</h2></td></tr>
<tr><td align="center">发布时间：2023年2月10日　　浏览次数：<span>356</span>次　　【字号 <a>大</a> <a>中</a> <a>小</a>】</td></tr>
<tr><td id="Content">{_paragraphs(story, '<p class="MsoNormal" style="text-indent:32.0pt"><span lang="EN-US">', "<o:p></o:p></span></p>")}</td></tr>
<tr><td align="right">【<a href="javascript:print()">打印</a>】【<a href="javascript:close()">关闭</a>】</td></tr></table></form></body></html>"""


def _taiwan(story: Story) -> str:
    return f"""<!DOCTYPE html><html lang="zh-Hant"><head><meta charset="big5"><title>{story.title} | 地方 | 中央社</title>
<meta property="og:title" content="{story.title} | 地方 | 中央社"><meta property="og:site_name" content="中央社">
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{story.title}",
"datePublished":"2023-02-10T18:20:00+08:00","dateModified":"2023-02-11T09:00:00+08:00"}}</script></head><body>
<div class="menu">{_navigation()}</div><article class="article"><div class="centralContent"><h1><span>{story.title}</span></h1>
<div class="updatetime"><span>2023/2/10 18:20（2/11 09:00 更新）</span></div>
<div class="fullPic"><figure class="floatImg"><img data-src="/p/1.jpg"><figcaption>通車後的大橋。（中央社記者攝）</figcaption></figure></div>
<div class="paragraph">{_paragraphs(story)}</div><div class="paragraph moreArticle"><div class="moreArticle-title">延伸閱讀</div>
<a href="/1"><span>{LINKS[0]}</span></a><a href="/2"><span>{LINKS[1]}</span></a></div></div></article>
<div class="jsEternal"><ul>{_links()}</ul></div></body></html>"""


def _weblog(story: Story) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{story.title} | 本地新闻</title>
<meta property="og:site_name" content="本地新闻"></head><body class="single"><header><nav><ul>{_links(names=NAVIGATION)}</ul></nav></header>
<main><article class="post type-post"><header class="entry-header"><h1 class="entry-title">{story.title}</h1>
<div class="entry-meta">发布于 <time class="entry-date" datetime="2023-02-10T12:00:00+08:00">二月十日</time> 作者：管理员</div></header>
<div class="entry-content">{_paragraphs(story)}
<div class="sharedaddy"><h3 class="sd-title">分享到：</h3><ul><li><a>Twitter</a></li><li><a>微博</a></li></ul></div>
<div class="related-posts"><h3>相关文章</h3><p><a href="/1">{LINKS[2]}</a></p><p><a href="/2">{LINKS[3]}</a></p></div></div></article>
<div id="comments" class="comments-area"><ol class="comment-list">{"".join(f'<li class="comment"><p>{one}</p></li>' for one in COMMENTS)}</ol></div>
</main><aside><h2>近期文章</h2><ul>{_links()}</ul></aside><footer><p>自豪地采用某程序。</p></footer></body></html>"""


def _sohu(story: Story) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}_城市_建设_通车</title>
<meta property="og:title" content="{story.title}_城市_建设_通车"/><meta itemprop="datePublished" content="2023-02-10 13:13"/>
</head><body><div class="area" id="article-container"><div class="left main"><div data-spm="content"><div class="text">
<div class="text-title"><h1>{story.title}</h1><div class="article-info"><span class="time" id="news-time">2023-02-10 13:13</span>
<span>来源: <a>城市日报</a></span></div></div><article class="article" id="mp-editor">
<p data-role="original-title" style="display:none">原标题：{story.title}</p>
{_paragraphs(story)}
<p data-role="editor-name">责任编辑：<span></span></p><a href="//www.example.com" id="backsohucom">返回搜狐，查看更多</a></article></div></div>
<div class="statement">平台声明：该文观点仅代表作者本人，搜狐号系信息发布平台，搜狐仅提供信息存储空间服务。</div>
<div id="article-comments"><div class="c-comment"><p>{COMMENTS[0]}</p><p>{COMMENTS[1]}</p></div></div></div>
<div class="sidebar right"><ul>{_links()}</ul></div></div></body></html>"""


def _preformatted(story: Story) -> str:
    return f"""<html><head><meta charset="utf-8"><title>{story.title}</title></head><body>
<h1>{story.title}</h1><pre>
{chr(10).join("　　" + paragraph for paragraph in story.paragraphs)}
</pre><p>城市网文库</p></body></html>"""


def _run_together(story: Story) -> str:
    return f"""<html><head><meta charset="utf-8"><title>{story.title}-城市网</title><link rel="canonical" href="https://news.example.cn/2023-02/10/c_11.htm"></head>
<body><div class="nav">{_navigation()}</div><div class="main"><h1>{story.title}</h1><div class="content"><p>　　{"　　".join(story.paragraphs)}</p></div></div>
<div class="list"><ul>{_links()}</ul></div></body></html>"""


def _segments(story: Story) -> str:
    middle = len(story.paragraphs) // 2
    first, second = Story(story.title, story.paragraphs[:middle]), Story(story.title, story.paragraphs[middle:])
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{story.title}-视界网</title></head><body><div class="head">{_navigation()}</div>
<div class="detail"><h1 class="detail-title">{story.title}</h1><p class="detail-date">2023-02-10 20:01:00</p>
<div class="box"><div class="txt">{_paragraphs(first)}</div><div class="ad"><a href="/ad"><img src="ad.jpg"></a></div>
<div class="txt">{_paragraphs(second)}</div></div></div><div class="more"><ul>{_links()}</ul></div></body></html>"""


SITES: dict[str, Site] = {
    "netease": Site(_netease, datetime(2023, 2, 10, 10, 32, 6, tzinfo=CHINA)),
    "sina": Site(_sina, datetime(2023, 2, 10, 11, 5, tzinfo=CHINA), furniture=(*LINKS, *COMMENTS, "夜景")),
    "hashed names": Site(
        _hashed_names, datetime(2023, 2, 10, 9, 15, 33), furniture=(*LINKS, *COMMENTS, "数据里的正文")
    ),
    "next.js": Site(_next_js, datetime(2023, 2, 10, 14, 20), furniture=(*LINKS, "脚本里的正文", "钱七")),
    "people": Site(_people, date(2023, 2, 10), "gb2312"),
    "government": Site(_government, datetime(2023, 2, 10, 16, 40), furniture=(*LINKS, "索 引 号", "网站标识码")),
    "wechat": Site(_wechat, datetime(2023, 2, 10, 0, 30, tzinfo=UTC)),
    "founder": Site(_founder, date(2023, 2, 10), "gb2312"),
    "xinhua": Site(_xinhua, date(2023, 2, 10)),
    "line breaks": Site(_line_breaks, date(2023, 2, 10), "gb2312"),
    "bare divs": Site(_bare_divs, datetime(2023, 2, 10, 7, 58)),
    "form and tables": Site(_form_and_tables, date(2023, 2, 10), "gbk", furniture=("友情链接", "浏览次数")),
    "taiwan": Site(_taiwan, datetime(2023, 2, 10, 18, 20, tzinfo=CHINA), furniture=(*LINKS, "通車後的大橋")),
    "weblog": Site(_weblog, datetime(2023, 2, 10, 12, 0, tzinfo=CHINA)),
    "sohu": Site(_sohu, datetime(2023, 2, 10, 13, 13)),
    "preformatted": Site(_preformatted, None, furniture=()),
    "run together": Site(_run_together, date(2023, 2, 10)),
    "segments": Site(_segments, datetime(2023, 2, 10, 20, 1)),
}
