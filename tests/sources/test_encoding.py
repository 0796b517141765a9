from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast.errors import InputError
from audiocast.sources import decode

NEWS = "本报讯 2月10日,签约仪式在市政府会议中心举行,总投资220亿元。"
TRADITIONAL = "本報訊 二月十日,簽約儀式在市政府會議中心舉行,總投資二百二十億元。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NEWS, "utf-8"),
        (NEWS, "utf-8-sig"),
        (NEWS, "gb18030"),
        (NEWS, "gb2312"),
        (NEWS, "utf-16"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "utf-8"),
    ],
)
def test_news_decodes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_line_ends_become_newlines() -> None:
    assert decode("一\r\n二\r三\n".encode()) == "一\n二\n三\n"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", bytes(range(256)), b"ID3\x03\x00\x00\x01\x02" * 40]
)
def test_binary_files_are_named(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^a\.txt is not a text file: save it as plain text"):
        decode(data, "a.txt")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_utf8_comes_back(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")
