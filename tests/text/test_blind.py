"""The blind set: cases written with their answers by somebody who had not seen a rule (docs/text.md)."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from audiocast.text import clean, read, split, spoken

CASES = [json.loads(line) for line in (Path(__file__).parent / "blind" / "cases.jsonl").read_text("utf-8").splitlines()]


def of_kind(kind: str) -> list[dict[str, Any]]:
    return [case for case in CASES if case["kind"] == kind]


def heard(said: str) -> str:
    """What is compared: 幺 is 一, 〇 is 零, marks and spaces say nothing."""
    folded = unicodedata.normalize("NFKC", said).replace("幺", "一").replace("〇", "零").lower()
    return "".join(char for char in folded if char.isalnum())


def bare(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("case", of_kind("spoken"), ids=lambda case: case["written"])
def test_spoken(case: dict[str, Any]) -> None:
    assert heard(spoken(case["written"])) in [heard(answer) for answer in case["spoken"].split("||")]


@pytest.mark.parametrize("case", of_kind("pinyin"), ids=lambda case: case["written"])
def test_pinyin(case: dict[str, Any]) -> None:
    """The characters between 【 and 】 are judged."""
    parts = re.split("([【】])", case["written"])
    sentence = "".join(part for part in parts if part not in "【】")
    syllables = [syllable for span in read(sentence) for syllable in span.pinyin]
    judged, offset = [], 0
    for at, part in enumerate(parts):
        if part in ("【", "】"):
            continue
        if at and parts[at - 1] == "【":
            judged += syllables[offset : offset + len(part)]
        offset += len(part)
    assert len(syllables) == len(sentence)
    assert judged in [answer.split() for answer in case["pinyin"].split("||")]


@pytest.mark.parametrize("case", of_kind("split"), ids=lambda case: case["pieces"][0])
def test_split(case: dict[str, Any]) -> None:
    assert split("".join(case["pieces"]), None) == case["pieces"]


@pytest.mark.parametrize("case", of_kind("clean"), ids=lambda case: case["articles"][0]["title"])
def test_clean(case: dict[str, Any]) -> None:
    articles = clean(case["raw"])
    assert [article.title for article in articles] == [each["title"] for each in case["articles"]]
    for article, expected in zip(articles, case["articles"], strict=True):
        assert [bare(paragraph) for paragraph in article.paragraphs] == [bare(each) for each in expected["paragraphs"]]
        assert sorted(bare(name) for byline in article.bylines for name in byline.names) == sorted(expected["bylines"])
        assert article.dateline is not None or "dateline" not in expected
    said = bare("".join(part for article in articles for part in (article.title, *article.paragraphs)))
    assert [gone for gone in case["gone"] if bare(gone) in said] == []
