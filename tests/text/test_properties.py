"""What holds for any text whatever: nothing is lost, nothing crashes, a second pass changes nothing."""

import re
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from audiocast.text import clean, cut, markdown, pinyin, read, respell, split, spoken
from audiocast.text.characters import CLOSERS, HAN, is_han
from tests.news_strategies import caps, news, number, texts, thorough

SAID = rf"{HAN}A-Za-z ，。！？；：、“”‘’（）《》—…,.!?;:\"'()"
CLAUSES = ("管城", "发展", "，", "、", "。", "；", "GDP", "25个", "“", "”", "的")
ATOMS = re.compile(
    r"[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]+(?:[.,:/∶@?&=%_'’+~\-–—．：／－＋＠]+[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]+)*[%％‰℃]?|\s+|.",
    re.DOTALL,
)
"""What is never cut: a number with its separators, a Latin word, an address."""
FIRST_MARKS = set("”’」』】）)》〉〕]，。、；：！？,;:!?.…—·%％")
OPENING_MARKS = set("“‘「『【（(《〈〔[")


@thorough
@example("0𝟙")
@example("第𝟚𝟛届٣")
@given(texts)
def test_spoken_holds_only_what_can_be_said(text: str) -> None:
    assert re.fullmatch(f"[{SAID}]*", spoken(text))


@thorough
@given(texts)
def test_spoken_of_spoken_is_spoken(text: str) -> None:
    assert spoken(spoken(text)) == spoken(text)


@thorough
@example("0: 0")
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


@thorough
@given(texts)
def test_pinyin_has_one_entry_a_character(text: str) -> None:
    entries = pinyin(text)
    assert len(entries) == len(text)
    assert all(entry is None for char, entry in zip(text, entries, strict=True) if not is_han(char))


@thorough
@given(texts, st.one_of(st.none(), st.integers(1, 90)))
def test_split_loses_nothing(text: str, max_chars: int | None) -> None:
    pieces = split(text, max_chars)
    assert "".join(pieces) == text
    assert all(pieces)


@thorough
@given(texts, caps)
def test_no_piece_of_split_is_over_the_cap_unless_one_token_is(text: str, max_chars: int) -> None:
    for piece in split(text, max_chars):
        assert len(piece) <= max_chars or _longest_uncuttable(piece) > max_chars, piece


@thorough
@example("ｉＰｈｏｎｅ", 5)
@example("00第１０管城区", 5)
@given(texts, caps)
def test_split_cuts_no_number_and_no_latin_word(text: str, max_chars: int) -> None:
    for before, piece in pairwise(split(text, max_chars)):
        assert not re.fullmatch(
            "[A-Za-z][A-Za-z]|[0-9][0-9]|[０-９][０-９]|[Ａ-Ｚａ-ｚ][Ａ-Ｚａ-ｚ]", before[-1] + piece[0]
        )


@thorough
@given(news, st.integers(10, 90))
def test_no_piece_of_split_begins_with_a_closing_mark(text: str, max_chars: int) -> None:
    pieces = split(text, max_chars)
    for before, piece in pairwise(pieces):
        assert piece[0] not in "”’」』】）)》〉，。、；" or before.endswith("\n")


@thorough
@given(texts, caps)
def test_cut_loses_nothing(text: str, max_chars: int) -> None:
    spans = read(text)
    pieces = cut(spans, max_chars)
    assert "".join(span.written for piece in pieces for span in piece) == text
    assert "".join(span.spoken for piece in pieces for span in piece) == spoken(text)
    assert [entry for piece in pieces for span in piece for entry in span.pinyin] == [
        entry for span in spans for entry in span.pinyin
    ]
    assert all(len(span.pinyin) == len(span.spoken) for piece in pieces for span in piece)


@thorough
@given(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=60).map("".join))
def test_cut_is_within_the_cap_and_begins_with_no_closing_mark(text: str) -> None:
    pieces = cut(read(text), 45)
    for index, piece in enumerate(pieces):
        said = "".join(span.spoken for span in piece)
        unbreakable = max(map(len, re.findall("[，、。；”“]+.?|GDP|二十五个|.", said)))
        assert len(said) <= max(45, unbreakable)
        assert index == 0 or said[0] not in CLOSERS + "，、。；"


@thorough
@example("管城区本报讯 ![图](a.png) 管城区")
@example("本报讯 > 来源:")
@given(texts)
def test_clean_reads_its_own_markdown(text: str) -> None:
    for article in clean(text):
        assert clean(markdown(article)) == [article]


@thorough
@given(texts)
def test_respell_keeps_the_length(text: str) -> None:
    spans = read(text)
    assert len(respell(spans, "all")) == len(spoken(text))


@thorough
@given(st.lists(number, max_size=4).map("".join))
def test_no_digit_is_left_to_the_voice(text: str) -> None:
    assert not re.search("[0-9%]", spoken(text))


def _longest_uncuttable(piece: str) -> int:
    """The longest token of ``piece`` with the marks that may not be parted from it."""
    longest = length = 0
    last = ""
    for match in ATOMS.finditer(piece):
        atom = match.group()
        bound = atom[0] in FIRST_MARKS or atom.isspace() or last in OPENING_MARKS
        length = length + len(atom) if bound else len(atom)
        longest = max(longest, length)
        last = atom[-1]
    return longest
