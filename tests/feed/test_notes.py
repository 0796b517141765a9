"""Descriptions: what producers may write in them, and where they are cut."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.feed import one_line, visible
from audiocast.feed.markup import fitting, paragraphs
from audiocast.feed.notes import channel_description, show_notes
from audiocast.models import Chapter
from tests.samples import EPISODE, SHOW

ALLOWED = {"p", "ol", "ul", "li", "a", "b", "i", "strong", "em"}


class Strict(HTMLParser):
    """Reads HTML whose every tag is closed in order, and nothing stands outside of a block."""

    def __init__(self, markup):
        super().__init__()
        self.tags = set()
        self.links = []
        self.text = ""
        self._open = []
        self.feed(markup)
        self.close()
        assert not self._open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]
        assert [name for name, _ in attrs] == (["href"] if tag == "a" else [])
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        assert {"p", "li", "ul", "ol"} & set(self._open)
        self.text += data


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("今天 <进> 社区 & 楼院\n　　第二行  空格 ", "<p>今天 &lt;进&gt; 社区 &amp; 楼院</p><p>第二行 空格</p>"),
        ("2 < 3 &lt;b&gt;", "<p>2 &lt; 3 &amp;lt;b&amp;gt;</p>"),
        ('他说"好"\'', '<p>他说"好"\'</p>'),
        ("<p> 甲 <b>乙</b> </p>\n<div>丙</div>丁", "<p>甲 <b>乙</b></p><p>丙</p><p>丁</p>"),
        ("<p>一</p>二\n三", "<p>一</p><p>二</p><p>三</p>"),
        ("<p>今天</p><p>明天<br>后天</p>", "<p>今天</p><p>明天</p><p>后天</p>"),
        ("今天<b>要闻</b>\n第二行<br/>第三行", "<p>今天<b>要闻</b></p><p>第二行</p><p>第三行</p>"),
        ("<b>一\n二</b>三", "<p><b>一</b></p><p><b>二</b>三</p>"),
        ("<ul><li>一</li><li>二<p>三</p></li></ul>尾", "<ul><li>一</li><li>二<p>三</p></li></ul><p>尾</p>"),
        ("<ol>\n<li>一\n二</li>\n</ol>", "<ol><li>一 二</li></ol>"),
        ("<p>一\n二</p>\n\n<p>三</p>\n尾巴", "<p>一 二</p><p>三</p><p>尾巴</p>"),
        ("<script>alert(1)</script><p onclick=x>甲<img src=x onerror=y>乙</p>", "<p>甲乙</p>"),
        ('<span style="color:red">红</span>字', "<p>红字</p>"),
        ('<a href="javascript:x()">坏</a> <a href="/x">近</a>', "<p>坏 近</p>"),
        (
            '<a href="https://例子.cn/路?a=1&b=2" target=_blank>好</a><a href="mailto:a@b.c">信</a>',
            '<p><a href="https://xn--fsqu00a.cn/%E8%B7%AF?a=1&amp;b=2">好</a><a href="mailto:a@b.c">信</a></p>',
        ),
        ("<h1>标题</h1><div>一</div><div>二</div>", "<p>标题</p><p>一</p><p>二</p>"),
        ("<li>孤儿</li>", "<p>孤儿</p>"),
        ("<p>&#1;&lt;b&gt; &amp;amp; x]]></p>", "<p>&lt;b&gt; &amp;amp; x]]&gt;</p>"),
        ("<p></p><p> </p><b></b>", ""),
        ("a <b>粗<i>斜</b>乱</i>", "<p>a <b>粗<i>斜</i></b><i>乱</i></p>"),
        ("<p>一<ul><li>二</ul>三", "<p>一</p><ul><li>二</li></ul><p>三</p>"),
    ],
)
def test_what_producers_write(written, kept):
    assert fitting(paragraphs(written), 4000) == kept


@pytest.mark.parametrize(
    ("written", "max_bytes", "kept"),
    [
        ("一二。三四。五六。", 30, "<p>一二。三四。</p>"),
        ("一二“三四。”五六。", 36, "<p>一二“三四。”</p>"),
        ("一二三四五六七八九十", 30, "<p>一二三四五六…</p>"),
        ("No. 5 is good. So is 6. It is long.", 33, "<p>No. 5 is good. So is 6.</p>"),
        ("一二。\n三四五六七八九", 30, "<p>一二。</p>"),
        ("一。\n二。\n三。\n四四四四四四", 62, "<p>一。</p><p>二。</p><p>三。</p>"),
        ("一。\n二。\n三。\n四四四四四四", 64, "<p>一。</p><p>二。</p><p>三。</p><p>四四四四四四</p>"),
        ('一"二"三"四"五"六', 25, '<p>一"二"三"四…</p>'),
        ("一二\n三四五六七八九", 30, "<p>一二</p>"),
        ("&&&&&&&&", 25, "<p>&amp;&amp;&amp;…</p>"),
        ("<ul><li>一</li><li>二三四五六</li></ul>", 36, "<ul><li>一</li></ul>"),
        ('<p><a href="https://example.org/">一二三四</a></p>', 51, '<p><a href="https://example.org/">一二…</a></p>'),
        ('<p><a href="https://example.org/">一二三四</a></p>', 40, ""),
    ],
)
def test_where_it_is_cut(written, max_bytes, kept):
    assert fitting(paragraphs(written), max_bytes) == kept
    assert len(kept.encode()) <= max_bytes


TAGS = ["p", "ol", "ul", "li", "a href='https://example.org/?a&b'", "b", "i", "br/", "div", "script", "span", "a"]
PIECES = [
    *(f"<{tag}>" for tag in TAGS),
    *(f"</{tag.split()[0]}>" for tag in TAGS),
    *(
        "要闻。",
        "民生，",
        "&amp;",
        "&lt;b",
        "&#1;",
        "&nbsp;",
        "<!-- ",
        " -->",
        "]]>",
        "<",
        ">",
        "&",
        '"',
        "\n",
        "  ",
        "\x00",
    ),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.integers(0, 400))
def test_any_mark_up_becomes_what_apps_take(written, max_bytes):
    tokens = paragraphs(written)
    whole, cut = fitting(tokens, 10**6), fitting(tokens, max_bytes)

    assert len(cut.encode()) <= max_bytes
    assert Strict(whole).tags | Strict(cut).tags <= ALLOWED
    assert set(Strict(whole).links) <= {"https://example.org/?a&b"}
    assert Strict(whole).text.replace(" ", "").startswith(Strict(cut).text.removesuffix("…").replace(" ", ""))
    assert visible(whole) == whole


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_plain_text_stands_there_line_by_line(text):
    lines = re.findall("<p>(.*?)</p>", fitting(paragraphs(text), 10**6))

    assert [unescape(line) for line in lines] == [line for line in map(one_line, visible(text).split("\n")) if line]


def test_notes_name_the_source():
    notes = show_notes(
        SHOW, replace(EPISODE, chapters=(), rights="来源：《河南日报》<郑州版>", url="https://例子.cn/a b?c=1&d=“2”")
    )

    address = "https://xn--fsqu00a.cn/a%20b?c=1&amp;d=%E2%80%9C2%E2%80%9D"
    assert notes == (
        "<p>管城回族区两条要闻。</p><p>来源：《河南日报》&lt;郑州版&gt;</p>"
        f'<p>原文：<a href="{address}">{address}</a></p><p>本节目由人工智能（AI）合成语音朗读。</p>'
    )


def test_a_blank_note_is_none():
    assert show_notes(SHOW, replace(EPISODE, note=" \n\x00")) == show_notes(SHOW, EPISODE)


def test_times_have_hours_throughout_from_an_hour_on():
    chapters = (Chapter(0, 3_600_000, "一"), Chapter(3_600_000, 3_700_000, "二"))

    notes = show_notes(replace(SHOW, ai_notice=""), replace(EPISODE, summary="", chapters=chapters))

    assert notes == "<p>0:00:00 一</p><p>1:00:00 二</p>"


@pytest.mark.parametrize(
    ("url", "line"),
    [
        (
            f"https://news.example.org/{'a' * 90}",
            f'原文：<a href="https://news.example.org/{"a" * 90}">news.example.org</a>',
        ),
        (f"https://news.example.org/{'a' * 500}", ""),
        ("ftp://example.org/a", ""),
        ("articles/a.txt", ""),
        ("https://[::1", ""),
        ("https://" + "a" * 64 + ".example.org/", ""),
    ],
)
def test_an_address_is_shown_where_it_is_one(url, line):
    notes = show_notes(replace(SHOW, ai_notice=""), replace(EPISODE, summary="", chapters=(), url=url))

    assert notes == (f"<p>{line}</p>" if line else "")


def test_whatever_is_long_the_notes_fit_and_keep_note_source_and_notice():
    long = "很长的一句话，" * 400
    chapters = tuple(Chapter(n * 1000, n * 1000 + 1000, f"{n}<{long}") for n in range(300))
    episode = replace(
        EPISODE,
        summary=f"<ul><li>{long}</li></ul>",
        note=long,
        rights=long,
        url="https://example.org/?" + "&" * 90,
        chapters=chapters,
    )

    notes = show_notes(replace(SHOW, ai_notice=long), episode)

    assert 3_000 < len(notes.encode()) <= 4_000
    assert Strict(notes).tags == {"p", "ul", "li", "a"}
    *_, stories, note, rights, source, notice = re.findall("<p>(.*?)</p>", notes)
    assert stories == "……"
    assert note.startswith("更正：很长的一句话，")
    assert rights.startswith("很长的一句话，")
    assert source.startswith("原文：<a href=")
    assert notice.startswith("很长的一句话，")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("每日要闻", "每日要闻"),
        ("每日 <要闻> & 民生", "每日 &lt;要闻&gt; &amp; 民生"),
        ("第一行\n第二行", "<p>第一行</p><p>第二行</p>"),
        ("<p>每日<b>要闻</b></p>", "<p>每日<b>要闻</b></p>"),
        ("", "管城新闻"),
        (" \x00\n", "管城新闻"),
    ],
)
def test_a_show_describes_itself(written, kept):
    assert channel_description(replace(SHOW, description=written)) == kept


def test_a_long_description_of_a_show_is_cut_at_a_sentence():
    written = "管城新闻每日播报要闻。" * 200

    kept = channel_description(replace(SHOW, description=written))

    assert 3_950 < len(kept.encode()) <= 4_000
    assert written.startswith(kept)
    assert kept.endswith("。")
