from __future__ import annotations

import pickle

import pytest

from audiocast import errors
from audiocast.errors import AudiocastError, EngineError, suggest

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, AudiocastError)]


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


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_comes_whole_out_of_another_process(kind: type[AudiocastError]) -> None:
    there = pickle.loads(pickle.dumps(kind("it broke", way_out="mend it")))
    assert type(there) is kind
    assert str(there) == "it broke: mend it"


def test_the_marks_of_an_engine_error_travel() -> None:
    there = pickle.loads(pickle.dumps(EngineError("busy", retryable=True, trouble="throttle", retry_after_s=7.5)))
    assert (there.retryable, there.trouble, there.retry_after_s) == (True, "throttle", 7.5)
