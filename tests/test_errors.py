from __future__ import annotations

import pytest

from audiocast.errors import suggest


@pytest.mark.parametrize(
    ("name", "known", "otherwise", "way_out"),
    [
        ("titel", ["title", "guid"], "", "did you mean 'title'?"),
        ("titel", ["title", "guid"], "see the list", "did you mean 'title'?"),
        ("xyz", ["title", "guid"], "", "known: title, guid"),
        ("xyz", ["title", "guid"], "see the list", "see the list"),
        ("xyz", [], "", "known: none"),
        (3, ["title"], "", "known: title"),
        (None, ["title"], "", "known: title"),
    ],
)
def test_the_way_out_is_the_nearest_name_else_the_list(
    name: object, known: list[str], otherwise: str, way_out: str
) -> None:
    assert suggest(name, known, otherwise) == way_out
