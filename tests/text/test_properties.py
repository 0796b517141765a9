"""What holds for any text whatever: nothing is lost, nothing crashes, a second pass changes nothing."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.models import Span
from audiocast.text import clean, cut, markdown, pinyin, read, respell, split, spoken
from audiocast.text.characters import CLOSERS, HAN, is_han

MARKS = list("“”‘’《》（）(),.!?，。！？；：、+·-—/é①½Ⅳα０℃ \n\u3000■▲")
WORDS = """
管城区 高质量发展 为企业提供 一 两 的 个 年 亿元 万 他说。 摄 图为 原标题: …… —— ... ** 一、 1、 # ## ### ####
2月10日 3-5年 10-20% ¥1,299 $3.5亿 C919 歼-20 3:2 14:30 1/3 -5 ５％ 第2名 2 m2
GDP AT&T www.gov.cn a@b.com &amp; &lt; (下转第三版) 责任编辑:张三 (完)
""".split()  # noqa: SIM905
LINES = [
    "本报讯 ",
    "新华社北京2月10日电(记者 王五)",
    "记者 张三",
    "通讯员 李四 文/图",
    "iPhone 15",
    "# ",
    "## ",
    "### ",
    "#### ",
    "\n\n",
]
CLAUSES = ("管城", "发展", "，", "、", "。", "；", "GDP", "25个", "“", "”", "的")
news = st.lists(st.one_of(st.sampled_from(MARKS + WORDS + LINES), st.text(max_size=3)), max_size=30).map("".join)
texts = st.one_of(st.text(max_size=80), news)
relaxed = settings(deadline=None)
ALLOWED = re.compile(rf"[{HAN}A-Za-z ，。！？；：、“”‘’（）《》—…,.!?;:\"'()]*")


@relaxed
@given(texts)
def test_spoken_holds_only_what_can_be_said(text: str) -> None:
    assert ALLOWED.fullmatch(spoken(text))


@relaxed
@given(texts)
def test_spoken_of_spoken_is_spoken(text: str) -> None:
    assert spoken(spoken(text)) == spoken(text)


@relaxed
@given(texts)
def test_read_keeps_the_written_text_and_gives_a_syllable_per_character(text: str) -> None:
    spans = read(text)
    assert "".join(span.written for span in spans) == text
    assert "".join(span.spoken for span in spans) == spoken(text)
    for span in spans:
        assert len(span.pinyin) == len(span.spoken)
        assert 0.0 <= span.risk <= 1.0
        for char, syllable in zip(span.spoken, span.pinyin, strict=True):
            assert syllable is None or (is_han(char) and re.fullmatch("[a-zê]+[1-5]", syllable))


@relaxed
@given(texts)
def test_pinyin_has_one_entry_a_character(text: str) -> None:
    entries = pinyin(text)
    assert len(entries) == len(text)
    assert all(entry is None for char, entry in zip(text, entries, strict=True) if not is_han(char))


@relaxed
@given(texts, st.one_of(st.none(), st.integers(1, 90)))
def test_split_loses_nothing(text: str, max_chars: int | None) -> None:
    assert "".join(split(text, max_chars)) == text


@relaxed
@given(news, st.integers(10, 90))
def test_no_piece_of_split_begins_with_a_closing_mark(text: str, max_chars: int) -> None:
    pieces = split(text, max_chars)
    for before, piece in pairwise(pieces):
        assert piece[0] not in "”’」』】）)》〉，。、；" or before.endswith("\n")


@relaxed
@given(texts, st.integers(5, 60))
def test_cut_loses_nothing_and_keeps_the_cap(text: str, max_chars: int) -> None:
    spans = read(text)
    pieces = cut(spans, max_chars)
    assert "".join(span.written for piece in pieces for span in piece) == text
    assert "".join(span.spoken for piece in pieces for span in piece) == spoken(text)
    assert [entry for piece in pieces for span in piece for entry in span.pinyin] == [
        entry for span in spans for entry in span.pinyin
    ]
    for piece in pieces:
        assert all(len(span.pinyin) == len(span.spoken) for span in piece)


@relaxed
@given(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=60).map("".join))
def test_cut_is_within_the_cap_and_begins_with_no_closing_mark(text: str) -> None:
    pieces = cut(read(text), 45)
    for index, piece in enumerate(pieces):
        said = "".join(span.spoken for span in piece)
        unbreakable = max(map(len, re.findall("[，、。；”“]+.?|GDP|二十五个|.", said)))
        assert len(said) <= max(45, unbreakable)
        assert index == 0 or said[0] not in CLOSERS + "，、。；"


@relaxed
@given(texts)
def test_clean_reads_its_own_markdown(text: str) -> None:
    for article in clean(text):
        assert clean(markdown(article)) == [article]


@relaxed
@given(texts)
def test_respell_keeps_the_length(text: str) -> None:
    spans: list[Span] = read(text)
    assert len(respell(spans, "all")) == len(spoken(text))


@relaxed
@given(st.text(alphabet="0123456789.,-:/%年月日号个万亿元", max_size=25))
def test_numbers_never_fail(text: str) -> None:
    assert not re.search("[0-9%]", spoken(text))
