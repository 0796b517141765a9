"""Golden pairs, found by glob: each line of golden/*.tsv was written and checked by hand."""

from pathlib import Path

import pytest

from audiocast.text import read, spoken

FOLDER = Path(__file__).parent / "golden"


def pairs() -> list[tuple[str, str]]:
    lines = [line for path in sorted(FOLDER.glob("*.tsv")) for line in path.read_text("utf-8").splitlines()]
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


def same(said: str) -> str:
    """What is compared: punctuation that only pauses may be either form."""
    return said.replace("，", ",").replace("、", ",").replace("：", ":")


@pytest.mark.parametrize(("written", "expected"), pairs())
def test_spoken(written: str, expected: str) -> None:
    assert same(spoken(written)) == same(expected)


@pytest.mark.parametrize(("written", "expected"), pairs())
def test_spoken_in_a_sentence(written: str, expected: str) -> None:
    sentence = f"记者获悉，{written}，引起关注。"
    assert same(spoken(sentence)) == same(f"记者获悉，{expected}，引起关注。")
    assert "".join(span.written for span in read(sentence)) == sentence
