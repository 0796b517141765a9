"""WeText's own cases, from its wheel: read alike, or the difference is explained."""

from __future__ import annotations

import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

from audiocast.text import spoken
from tests.requirements import require_suite

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "text.md"
LEFT_OUT = {
    "这儿有只鸟儿": "deletes 儿",
    "这事儿好办": "deletes 儿",
    "我儿子喜欢这地儿": "deletes 儿",
    "儿": "deletes 儿",
    "呃这个呃啊我不知道": "deletes interjections",
    "好啊": "deletes interjections",
    "啊呃呃": "deletes interjections",
    "08-08": "a date without a year",
    "08/08": "a date without a year",
    "08.08": "a date without a year",
}
"""What notes on WeText's house style leave out of a comparison: verbatim reading deletes nothing."""


class Difference(NamedTuple):
    theirs: str
    ours: str
    verdict: str
    why: str


def lenient(text: str) -> str:
    """What is compared: NFKC, 幺 as 一, 〇 as 零, case folded, without marks and spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("幺", "一").replace("〇", "零")
    return "".join(char for char in folded if char.isalnum())


@cache
def cases() -> dict[str, str]:
    with zipfile.ZipFile(require_suite("wetextprocessing")) as wheel:
        names = sorted(name for name in wheel.namelist() if name.startswith("tn/chinese/test/data/"))
        lines = [line for name in names for line in wheel.read(name).decode("utf-8").splitlines() if "=>" in line]
    pairs = (line.split("=>") for line in lines)
    return {written.strip(): said.strip() for written, said in pairs}


def differences() -> dict[str, Difference]:
    lines = (HERE / "wetext_differences.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {written: Difference(*rest) for written, *rest in rows}


def test_every_case_is_read_as_wetext_says_or_as_explained() -> None:
    compared = {written: theirs for written, theirs in cases().items() if written not in LEFT_OUT}
    assert len(compared) >= 100
    found = {
        written: (theirs, said)
        for written, theirs in compared.items()
        if lenient(said := spoken(written)) != lenient(theirs)
    }
    explained = {written: (known.theirs, known.ours) for written, known in differences().items()}
    assert found == explained


def test_what_is_left_out_is_still_there() -> None:
    assert set(LEFT_OUT) <= set(cases())


def test_every_difference_has_a_verdict_and_stands_in_the_documentation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for written, difference in differences().items():
        assert difference.verdict in ("style", "bug"), written
        assert difference.why, written
        assert f"`{written}`" in page, written
