"""Readings: golden pairs written by hand, and the shape of the answer."""

from pathlib import Path

import pytest

from audiocast.text import pinyin, read

FOLDER = Path(__file__).parent / "golden_pinyin"


def pairs() -> list[tuple[str, str]]:
    lines = [line for path in sorted(FOLDER.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "expected"), pairs())
def test_reading(text: str, expected: str) -> None:
    assert " ".join(str(entry) for entry in pinyin(text)) == expected


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
