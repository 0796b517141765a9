from __future__ import annotations

import builtins
import logging
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast import text
from audiocast.errors import AudiocastError, ConfigError, InputError
from audiocast.sources import extract
from audiocast.sources.page.title import without_site
from tests.requirements import require_packages
from tests.sources.sites import FLASH, SITES, STORIES, Site, Story

PROSE = (
    "城东跨河大桥昨日通车，两岸群众步行过桥，参观这座历时三年建成的大桥。",
    "大桥全长1.86公里，双向六车道，设计时速60公里，总投资12.4亿元，主跨跨径320米。",
    "“以前送孩子上学要绕到老桥，早高峰堵得走不动。”市民刘敏说，“现在好了，家门口就能过河。”",
    "下一步，该市还将启动沿河景观带二期工程，预计明年年底完工，届时可步行环湖一周。",
)
CHINA = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def with_the_extra() -> None:
    require_packages("html", "readability", "justext", "lxml_html_clean")


def page(body: str = "", head: str = "", title: str = "城东跨河大桥通车", prose: Sequence[str] = PROSE) -> str:
    paragraphs = "".join(f"<p>{one}</p>" for one in prose)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f'<div class="content">{paragraphs}{body}</div></body></html>'
    )


def tail(body: str) -> list[str]:
    """The lines that a page's text has after its four paragraphs."""
    lines = extract(page(body)).text.split("\n")
    return [line for line in lines[lines.index(PROSE[-1]) + 1 :] if line]


def squash(written: str) -> str:
    return "".join(written.split())


@pytest.mark.parametrize("story", [*STORIES, FLASH], ids=lambda story: story.title)
@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_a_sites_page_gives_its_story_and_nothing_else(site: Site, story: Story) -> None:
    article = extract(site.stored(story))
    assert article.title == story.title
    assert (article.date, type(article.date)) == (site.date, type(site.date))
    lines = article.text.split("\n")
    assert lines[0] == f"# {story.title}"
    written = [squash(line) for line in lines]
    positions = [written.index(squash(paragraph)) for paragraph in story.paragraphs]
    assert positions == sorted(positions)
    (read,) = text.clean(article.text)
    heard = squash("".join((read.title, *read.subtitles, *read.paragraphs)))
    assert [one for one in site.furniture if squash(one) in heard] == []
    assert heard.count(squash(story.title)) == 1


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(SITES))
def test_no_paragraph_of_any_story_is_lost(data: st.DataObject, site: Site) -> None:
    sentences = [paragraph for story in STORIES for paragraph in story.paragraphs]
    chosen = data.draw(st.lists(st.sampled_from(sentences), min_size=1, max_size=12, unique=True))
    article = extract(site.stored(Story("合成的新闻标题", tuple(chosen))))
    written = [squash(line) for line in article.text.split("\n")]
    assert [one for one in chosen if squash(one) not in written] == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>一座桥的三年</h2><p>建设历时三年。</p>", ["#### 一座桥的三年", "建设历时三年。"]),
        ("<p><strong>从图纸到通车</strong></p><p>建设历时三年。</p>", ["#### 从图纸到通车", "建设历时三年。"]),
        ("<p><b>本报记者 张三 李四</b></p>", ["本报记者 张三 李四"]),
        ("<p><strong>责任编辑：张三</strong></p>", ["责任编辑：张三"]),
        ("<p>第一行没有完<br>第二行完了。</p>", ["第一行没有完", "第二行完了。"]),
        ("<ul><li>步行道两侧</li><li>观景平台三处。</li></ul>", ["#### 步行道两侧", "观景平台三处。"]),
        ("<ol><li>先修路。</li><li>再架桥。</li></ol>", ["1、先修路。", "2、再架桥。"]),
        (
            "<ol start=4><li>先修路。</li><li><p>再架桥。</p><p>后通车。</p></li></ol>",
            ["4、先修路。", "5、再架桥。", "后通车。"],
        ),
        ("<ol><li>（一）先修路。</li></ol>", ["（一）先修路。"]),
        ("<ol style='list-style: none'><li>先修路。</li></ol>", ["先修路。"]),
        ("<figure><img src=a.jpg><figcaption>大桥夜景。</figcaption></figure>", ["▲ 大桥夜景。"]),
        ("<p class='img-desc'>2月10日，大桥夜景。新华社发</p>", ["▲ 2月10日，大桥夜景。", "▲ 新华社发"]),
        ("<p align=center><img src=a.jpg></p><p align=center>大桥夜景</p>", ["▲ 大桥夜景"]),
        ("<p>▲大桥夜景</p>", ["▲大桥夜景"]),
        (
            "<table><caption>通行费</caption><tr><th>车型</th><th>元</th></tr><tr><td>客车</td><td>10</td></tr>"
            "<tr><td>货|车</td><td>20</td></tr></table>",
            ["| 通行费 |", "| --- |", "| 车型 | 元 |", "| 客车 | 10 |", "| 货｜车 | 20 |"],
        ),
        ("<table><tr><td><p>桥面铺了沥青。</p></td></tr></table>", ["桥面铺了沥青。"]),
        ("<p>桥面1000m<sup>2</sup>，CO<sub>2</sub>减少10<sup>4</sup>吨。</p>", ["桥面1000m²，CO2减少10⁴吨。"]),
        ("<p>桥成<sup><a href='#n1'>[1]</a></sup>了。</p>", ["桥成了。"]),
        ("<p><ruby>隄<rp>(</rp><rt>dī</rt><rp>)</rp></ruby>成了。</p>", ["隄成了。"]),
        (
            "<blockquote>桥通，心也通。</blockquote>直接写在容器里的一句话。",
            ["桥通，心也通。", "直接写在容器里的一句话。"],
        ),
        ("<p># 1号桥墩</p>", ["#### # 1号桥墩"]),
        ("<p>#城东大桥# 通车了。</p>", ["#城东大桥# 通车了。"]),
        ("<p>看<a href='/x'>大桥</a>的人多。</p>", ["看大桥的人多。"]),
        ("<p>一句话。　　又一段话。</p>", ["一句话。", "又一段话。"]),
        ("<pre>一段话。\n\n二段话。\n</pre>", ["一段话。", "二段话。"]),
        ("<p>全角　空格 和\n换行</p>", ["全角　空格 和 换行"]),
        ("<p>AT&amp;T、&lt;桥&gt;、&#38647;锋。</p>", ["AT&T、<桥>、雷锋。"]),
        ("<script>document.write('假的。')</script><style>p{}</style><!-- 注释。 -->", []),
        ("<noscript>请启用脚本。</noscript><iframe>框架。</iframe><p style='display: none'>藏起来的。</p>", []),
        ("<form><p>留下姓名。</p><input value='a'><select><option>选</option></select></form>", ["留下姓名。"]),
        ("<div class='share-bar'>分享给朋友们看看吧！</div>", []),
        ("<div class='relatedNews'><p>另一条新闻的摘要，与本文无关。</p></div>", []),
        ("<div class='comment'><p>评论一条，说得很好。</p></div><aside>旁注。</aside><footer>页脚。</footer>", []),
        ("<ul><li><a href='/1'>另一条新闻</a></li><li><a href='/2'>中小学寒假延长？官方回应</a> 02-10</li></ul>", []),
    ],
)
def test_what_stands_in_an_article(html: str, expected: list[str]) -> None:
    assert tail(html) == expected


def test_headings_above_the_first_paragraph_are_sub_titles() -> None:
    html = (
        "<html><head><title>大桥通车</title></head><body><article><h1>大桥通车</h1><h2>两岸车程缩至五分钟</h2>"
        + "".join(f"<p>{one}</p>" for one in PROSE)
        + "</article></body></html>"
    )
    assert extract(html).text.split("\n")[:5] == ["# 大桥通车", "", "### 两岸车程缩至五分钟", "", PROSE[0]]


def test_sub_titles_beside_the_container_are_kept_and_headings_above_the_headline_are_not() -> None:
    html = (
        "<html><head><title>某某日报-2023年02月10日 第03版：要闻</title></head><body><h3>本版导读几则</h3>"
        "<div><h2>大桥今日通车</h2><h3>两岸车程缩至五分钟</h3><p>记者 张三</p><h3><a href='/'>返回目录</a></h3></div>"
        f"<div class='c'>{''.join(f'<p>{one}</p>' for one in PROSE)}</div></body></html>"
    )
    assert extract(html).text.split("\n")[:5] == ["# 大桥今日通车", "", "### 两岸车程缩至五分钟", "", PROSE[0]]


@pytest.mark.parametrize(
    ("line", "stays", "expected"),
    [
        ("2023-02-10 08:30", False, datetime(2023, 2, 10, 8, 30)),
        ("发布时间：2023年2月10日 星期五（2/11 09:00更新）", False, date(2023, 2, 10)),
        ("2023-02-10 08:30 来源：城市日报 记者 张三", True, datetime(2023, 2, 10, 8, 30)),
        ("2023年的春天", True, None),
    ],
)
def test_a_time_stamp_above_the_text_is_the_date_and_no_line(line: str, stays: bool, expected: date | None) -> None:
    article = extract(page().replace("<p>", f"<p>{line}</p><p>", 1))
    assert ((line in article.text), article.date) == (stays, expected)


def test_a_title_that_the_page_does_not_show_costs_the_article_nothing() -> None:
    html = (
        "<html><head><meta property='og:title' content='大桥今日通车'></head><body><div class='c'><p>城东讯</p>"
        f"{''.join(f'<p>{one}</p>' for one in PROSE)}</div><p>2023年2月10日</p></body></html>"
    )
    assert extract(html).text.startswith(f"# 大桥今日通车\n\n城东讯\n\n{PROSE[0]}\n")


def test_captions_that_are_the_whole_story_are_its_paragraphs() -> None:
    figures = "".join(f"<figure><img src=a><figcaption>{one}</figcaption></figure>" for one in PROSE)
    written = extract(f"<html><body><h1>大桥通车组图</h1>{figures}</body></html>").text
    assert written == "# 大桥通车组图\n\n" + "\n\n".join(PROSE) + "\n"


def test_a_long_caption_is_cut_at_its_sentences() -> None:
    caption = "“桥通了！”市民说。" + "桥面宽三十米，" * 15 + "夜景如画。（新华社发）"
    lines = tail(f"<figure><img src=a><figcaption>{caption}</figcaption></figure>")
    assert [line for line in lines if not line.startswith("▲ ") or len(line) > 100] == []
    assert "".join(line.removeprefix("▲ ") for line in lines) == caption
    assert lines[0] == "▲ “桥通了！”"


def test_a_paragraph_that_repeats_the_title_is_read() -> None:
    html = "<html><body><h1>大桥今日正式通车。</h1><div class='c'><p>大桥今日正式通车。</p></div></body></html>"
    assert extract(html).text == "# 大桥今日正式通车。\n\n大桥今日正式通车。\n"


def test_paragraphs_stand_apart_and_lines_do_not() -> None:
    written = extract(page("<p>甲，<br>乙。<br><br>丙。</p>")).text
    assert written.endswith(f"{PROSE[-1]}\n\n甲，\n乙。\n\n丙。\n")


def test_centred_verse_under_a_picture_is_no_caption() -> None:
    verse = "".join(
        f"<p style='text-align:center'>{one}</p>" for one in ("春水初生", "春林初盛", "春风十里不如你。") * 3
    )
    html = f"<html><body><h1>咏春</h1><div class='c'><p align=center><img src=a></p>{verse}</div></body></html>"
    assert "▲" not in extract(html).text


def test_sections_that_are_set_alike_are_one_article() -> None:
    sections = "".join(f"<section><p>{one}</p><p>{one[::-1]}。</p></section>" for one in PROSE)
    html = f"<html><head><title>大桥通车</title></head><body><div id=js_content>{sections}</div></body></html>"
    written = extract(html).text
    assert [one for one in PROSE if one not in written or f"{one[::-1]}。" not in written] == []


def test_what_is_marked_as_the_body_counts_whole() -> None:
    html = page("<div><span>短句也在。</span></div>", head="").replace('class="content"', 'itemprop="articleBody"')
    assert "短句也在。" in extract(html).text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("大桥今日通车 - 新华网", "大桥今日通车"),
        ("大桥今日通车_腾讯新闻", "大桥今日通车"),
        ("大桥今日通车|中国日报", "大桥今日通车"),
        ("大桥今日通车--时政--人民网", "大桥今日通车"),
        ("大桥今日通车_财经_新京报", "大桥今日通车"),
        ("大桥今日通车-新闻中心-北方网", "大桥今日通车"),
        ("大桥今日通车 | 地方 | 中央社 CNA", "大桥今日通车"),
        ("大桥今日通车_直击现场_澎湃新闻-The Paper", "大桥今日通车"),
        ("大桥今日通车 - BBC News 中文", "大桥今日通车"),
        ("大桥今日通车", "大桥今日通车"),
        ("国足7-2大胜对手", "国足7-2大胜对手"),
        ("2022-2023学年校历公布", "2022-2023学年校历公布"),
        ("第20届中国-东盟博览会开幕", "第20届中国-东盟博览会开幕"),
        ("两会观察|代表热议科技创新中心", "两会观察|代表热议科技创新中心"),
        ("桥通了——写在大桥通车之际", "桥通了——写在大桥通车之际"),
        ("华为发布Mate X-Pro", "华为发布Mate X-Pro"),
        ("  大桥\n今日通车 ", "大桥 今日通车"),
        ("“新城”&amp;“老城” - 某某网", "“新城”&“老城”"),
    ],
)
def test_a_sites_name_is_no_part_of_a_title(written: str, expected: str) -> None:
    assert without_site(written) == expected


@pytest.mark.parametrize(
    ("head", "above", "expected"),
    [
        ("<title>大桥今日通车_某网</title>", "<h1>大桥今日通车</h1>", "大桥今日通车"),
        ("<title>大桥今日通车_某网</title>", "<h1><a href='/'>某某新闻网站</a></h1>", "大桥今日通车"),
        (
            "<title>大桥今日通车_某网</title>",
            "<h1>某某日报</h1><h1>大桥今日通车 两岸五分钟</h1>",
            "大桥今日通车 两岸五分钟",
        ),
        ("<title>某某网</title><meta property='og:title' content='大桥今日通车_某某网'>", "", "大桥今日通车"),
        (
            "<title>大桥通车了 - 本地</title><meta property='og:site_name' content='本地'>",
            "<h1>本地</h1>",
            "大桥通车了",
        ),
        (
            "<title>某某日报-2023年2月10日 第03版：要闻</title>",
            "<h3>导读两则</h3><h2>大桥今日通车</h2>",
            "大桥今日通车",
        ),
        ("<title>某某日报数字报</title>", "<div class='main-title'>大桥今日通车</div>", "大桥今日通车"),
        ("<title>三部门联合发布</title>", "<h1>三部门联合发布</h1>", "三部门联合发布"),
        ("<title>短标题另有文字</title>", "<h1>读者看到的完整标题</h1>", "读者看到的完整标题"),
        (
            "<title>大桥今日通车，两…_某网</title>",
            "<h1>大桥今日通车，两岸五分钟可达</h1>",
            "大桥今日通车，两岸五分钟可达",
        ),
        ("", "", ""),
    ],
)
def test_the_title_is_what_the_reader_sees(head: str, above: str, expected: str) -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in PROSE)
    article = extract(f"<html><head>{head}</head><body>{above}<div class='content'>{paragraphs}</div></body></html>")
    assert article.title == expected
    assert article.text.startswith(f"# {expected}\n\n{PROSE[0]}" if expected else PROSE[0])


BROKEN_DATA = '<script type="application/ld+json">{"a": [, "pubDate": "2023-02-10T08:00:00"}</script>'
MOMENT = '<meta property="article:{}_time" content="2023-02-10T08:00:00Z">'
META = '<meta name="publishdate" content="2023-02-11">'
DATA = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-02-10T08:00:00+08:00"}</script>'
)


@pytest.mark.parametrize(
    ("head", "below", "expected"),
    [
        (META + DATA, "", datetime(2023, 2, 10, 8, tzinfo=CHINA)),
        (BROKEN_DATA, "", datetime(2023, 2, 10, 8)),
        (META, "<div>2023-02-12 10:00</div>", date(2023, 2, 11)),
        (MOMENT.format("published"), "", datetime(2023, 2, 10, 8, tzinfo=UTC)),
        (MOMENT.format("modified"), "", None),
        ('<meta name="PubDate" content="2023-02-10 16:40"/>', "", datetime(2023, 2, 10, 16, 40)),
        ('<meta name="publishdate" content="1970-01-01">', "<div>2023年2月12日 10:00</div>", datetime(2023, 2, 12, 10)),
        ("", "<time datetime='2023-02-10T08:00:00+08:00'>昨天</time>", datetime(2023, 2, 10, 8, tzinfo=CHINA)),
        ("", "<div>来源：某报 2023年2月12日</div>", date(2023, 2, 12)),
        ("", "<p>2020年2月12日，大桥开工建设。</p>", None),
        ("<script>var publish_time = '2023-02-10 07:00:00';</script>", "", datetime(2023, 2, 10, 7)),
        ("<link rel=canonical href='https://news.example.cn/2023-02/10/c_1.htm'>", "", date(2023, 2, 10)),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_date_is_what_the_page_says(head: str, below: str, expected: date | None) -> None:
    html = page(head=head).replace("</h1>", f"</h1>{below}")
    found = extract(html).date
    assert (found, type(found)) == (expected, type(expected))


def test_the_address_of_the_page_may_date_it() -> None:
    article = extract(page(), url="https://news.example.cn/2023/0210/c1.html")
    assert (article.date, article.url) == (date(2023, 2, 10), "https://news.example.cn/2023/0210/c1.html")


RARE = "镕基堃喆㛃乂祎翀。"
TRADITIONAL = (
    "昨日上午，城東跨河大橋正式通車，兩岸民眾步行過橋參觀。",
    "大橋全長一點八公里，雙向六車道，總投資十二億元。",
) * 3


@pytest.mark.parametrize(
    ("prose", "stored", "declared"),
    [
        ((*PROSE, RARE), "gb18030", '<meta charset="gb2312">'),
        ((*PROSE, RARE), "gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=GBK">'),
        ((*PROSE, RARE), "utf-8", '<meta charset="gb2312">'),
        ((*PROSE, RARE), "utf-8-sig", '<meta charset="gbk">'),
        ((*PROSE, RARE), "utf-16", '<meta charset="utf-8">'),
        ((*PROSE, RARE), "utf-16-le", '<meta charset="gb2312">'),
        (PROSE, "gb18030", '<meta charset="iso-8859-1">'),
        (PROSE, "gb18030", '<meta charset="utf-8">'),
        (PROSE, "gb18030", ""),
        (TRADITIONAL, "big5", '<meta charset="big5">'),
        (TRADITIONAL, "big5", ""),
        (TRADITIONAL, "gb18030", "<?xml version='1.0' encoding='gb2312'?>"),
    ],
)
def test_the_page_says_how_it_is_encoded(prose: Sequence[str], stored: str, declared: str) -> None:
    # A page whose head is mostly ASCII defeats a statistical guess.
    html = page(head=declared + "<script>" + "var a = 1;\n" * 3000 + "</script>", title="大橋", prose=prose)
    article = extract(html.encode(stored))
    assert [one for one in prose if one not in article.text] == []


def test_what_the_server_declares_goes_before_the_page() -> None:
    html = page(head='<meta charset="big5">', title="大橋").encode("gb18030")
    assert PROSE[0] in extract(html, charset="GB2312").text


def test_decoded_pages_need_no_charset() -> None:
    html = page(head='<meta charset="gb2312">')
    assert extract(html) == extract(html.encode("utf-8"))
    assert extract(f"<?xml version='1.0' encoding='gbk'?>{html}").text == extract(html).text


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   ",
        "<html></html>",
        "<!-- nothing -->",
        "<html><body><div id='app'></div><script>render()</script></body></html>",
        "<title>首页</title><body><ul><li><a href=1>新闻一则</a></li><li><a href=2>新闻二则</a></li></ul></body>",
    ],
)
def test_a_page_without_an_article_is_one_clear_line(html: str) -> None:
    with pytest.raises(InputError) as caught:
        extract(html, origin="a.html")
    assert str(caught.value) == "a.html holds no article that can be found: copy its text into a .txt or .md file"


def test_a_page_nested_too_deeply_is_not_cut_short() -> None:
    html = f"<html><body>{'<div>' * 400}<p>{PROSE[0]}</p>{'</div>' * 400}</body></html>"
    assert PROSE[0] in extract(html).text
    with pytest.raises(InputError, match=r"^a\.html is nested too deeply"):
        extract(f"<html><body><p>{PROSE[0]}</p>{'<div>' * 5000}<p>{PROSE[1]}</p></body></html>", origin="a.html")


def test_bytes_that_are_no_text_are_named() -> None:
    with pytest.raises(InputError, match=r"^a\.html is not a text file"):
        extract(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 30, origin="a.html")


def test_a_damaged_character_of_the_article_is_named_and_one_beside_it_is_not() -> None:
    intact = page("<div class='comment'>顶</div>", head='<meta charset="utf-8">').encode()
    elsewhere = intact.replace("顶".encode(), b"\xe9\xa1")
    assert extract(elsewhere).text == extract(intact).text
    with pytest.raises(InputError) as caught:
        extract(intact.replace("主跨跨径".encode(), b"\xe4\xb8\xe8\xb7\xa8", 1), origin="a.html")
    assert str(caught.value).startswith("a.html has a damaged character in its article: ")
    assert "总投资12.4亿元，\ufffd跨" in str(caught.value)


@pytest.mark.parametrize("missing", ["lxml.html", "readability", "justext"])
def test_a_missing_library_names_the_extra(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        if name == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ConfigError) as caught:
        extract(f"<p>{FLASH.paragraphs[0]}</p>", origin="a.html")
    assert str(caught.value) == (f"a.html is a web page, and {missing} is not installed: pip install 'audiocast[html]'")


def test_an_unreadable_page_leaves_the_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import readability

    monkeypatch.setattr(readability.Document, "score_paragraphs", lambda _: 1 / 0)
    with caplog.at_level(logging.DEBUG):
        assert PROSE[0] in extract(page()).text
    assert caplog.records == []


def test_importing_the_room_loads_no_page_reader() -> None:
    names = ["lxml", "readability", "justext"]
    code = f"import sys, audiocast.sources, audiocast.cli; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


MARKUP = (
    *(
        "<div>",
        "</div>",
        "<p>",
        "</p>",
        "<br>",
        "<table><tr><td>",
        "</table>",
        "<a href=x>",
        "</a>",
        "<ol><li>",
        "</ol>",
    ),
    *(
        "<li>",
        "<sup>",
        "</sup>",
        "<pre>",
        "</pre>",
        "<h2>",
        "<b>",
        "<img>",
        "<",
        "大桥通车。",
        "　　",
        "\x00",
        "&nbsp;",
    ),
    *("]]>", "<o:p>", "<!--", "-->", "<?x", "\ud800", "|", "<style>", "<title>", "<body>", "<form>", "</html>"),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MARKUP), max_size=40))
def test_any_markup_is_an_article_or_one_clear_line(parts: list[str]) -> None:
    try:
        outcome = extract("".join(parts), origin="a.html").text
    except AudiocastError as error:
        outcome = str(error)
    refused = outcome.startswith(("a.html holds no article", "a.html has a damaged character"))
    assert refused or "大桥通车。" in outcome
