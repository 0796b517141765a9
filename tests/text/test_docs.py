"""What docs/text.md says of a reading holds."""

import re
from pathlib import Path

import pytest

from audiocast.text import normalise, spoken

PAGE = (Path(__file__).parents[2] / "docs" / "text.md").read_text("utf-8")
SECTION = PAGE.partition("## Numbers and signs")[2].partition("\n## ")[0]
PAIRS = [(written, said.strip()) for written, said in re.findall(r"`([^`|]+)` → ([^;|]+)", SECTION)]


@pytest.mark.parametrize(("written", "said"), PAIRS)
def test_a_pair_of_the_page_is_said_so(written: str, said: str) -> None:
    assert spoken(written).replace("，", "、") == said.replace("，", "、")


def test_the_page_names_every_class_of_numbers() -> None:
    classes = (*normalise._DIGIT_CLASSES, *normalise._LETTER_CLASSES, *normalise._SIGN_CLASSES)
    assert {each.name for each in classes} <= set(re.findall(r"`([a-z-]+)`", SECTION))
    assert len(PAIRS) > 100
