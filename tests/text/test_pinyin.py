"""Readings: golden pairs written by hand, and the shape of the answer."""

import re
from itertools import groupby
from pathlib import Path

import pytest

from audiocast.text import load_lexicon, pinyin, read
from audiocast.text.readings import is_word, readings_of
from audiocast.text.tables import rows

FOLDER = Path(__file__).parent / "golden_pinyin"


def pairs() -> list[tuple[str, str]]:
    lines = [line for path in sorted(FOLDER.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "expected"), pairs())
def test_reading(text: str, expected: str) -> None:
    assert " ".join(str(entry) for entry in pinyin(text)) == expected


def marked() -> list[str]:
    lines = [line for path in sorted(FOLDER.glob("marked/*.txt")) for line in path.read_text("utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("line", marked())
def test_marked_reading(line: str) -> None:
    """A line of text in which the characters that matter carry their reading: 县长单[shan4]某."""
    text = re.sub(r"\[[a-z]+\d\]", "", line)
    entries = pinyin(text)
    shown = re.sub(r"(.)\[[a-z]+\d\]|(.)", lambda match: "x" if match[2] else "X", line)
    said = "".join(
        f"{char}[{entry}]" if mark == "X" else char for char, entry, mark in zip(text, entries, shown, strict=True)
    )
    assert said == line


def test_what_is_not_han_has_no_reading() -> None:
    assert pinyin("GDP，〇绿") == [None, None, None, None, "ling2", "lv4"]


def test_a_guess_is_risky_and_a_phrase_is_not() -> None:
    risks = {span.written: span.risk for span in read("银行，得")}
    assert risks["银行"] == 0.0
    assert risks["得"] > 0.0


def test_a_number_is_one_span_and_a_mark_is_its_own() -> None:
    spans = read("总投资达220亿元，“增长”5.2%。")
    assert [(span.written, span.rule) for span in spans if span.rule != "plain"] == [
        ("220亿元", "amount"),
        ("，", "mark"),
        ("“", "mark"),
        ("”", "mark"),
        ("5.2%", "percent"),
        ("。", "mark"),
    ]


def test_a_lexicon_match_is_a_border_for_the_words_around_it() -> None:
    lexicon = load_lexicon("和了\thu2 liao3\n", "l")
    assert pinyin("他和了解情况", lexicon) == ["ta1", "hu2", "liao3", "jie3", "qing2", "kuang4"]


def test_every_crossing_is_about_a_word_that_some_table_has() -> None:
    assert [phrase for phrase, _, _ in rows("crossings.tsv") if not is_word(phrase)] == []


@pytest.mark.parametrize("name", ["words.tsv", "frequent.tsv"])
def test_our_words_are_lines_that_a_lexicon_could_hold(name: str) -> None:
    lines = ["\t".join(row) for row in rows(name)]
    assert [entry.key for entry in load_lexicon("\n".join(lines), name)] == [line.split("\t")[0] for line in lines]


def test_no_word_stands_twice_in_our_tables() -> None:
    keys = [row[0] for name in ("words.tsv", "frequent.tsv") for row in rows(name)]
    assert len(keys) == len(set(keys))


def test_every_rule_gives_a_reading_that_its_character_has() -> None:
    chosen = [(row[0], row[1]) for name in ("polyphones.tsv", "surnames.tsv") for row in rows(name)]
    assert [pair for pair in chosen if pair[1] not in readings_of(pair[0]) and not pair[1].endswith("5")] == []


def test_a_rule_without_conditions_is_the_last_of_its_character() -> None:
    table = [row[:4] for row in rows("polyphones.tsv")]
    for (char, _, left, right), following in zip(table, [*table[1:], ["", "", "", ""]], strict=True):
        assert (left or right) or following[0] != char
    blocks = [char for char, _ in groupby(row[0] for row in table)]
    assert len(blocks) == len(set(blocks))
