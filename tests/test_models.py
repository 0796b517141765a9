from __future__ import annotations

from dataclasses import replace

import pytest

from audiocast.models import Utterance, digest

UTTERANCE = Utterance("银行。", "a", "engine/1", ("yin2", "hang2", None))


def test_the_digest_is_fixed() -> None:
    # sha256sum of ["utterance/1",{"fingerprint":"engine/1","pinyin":["yin2","hang2",null],"text":"银行。","voice":"a"}]
    assert UTTERANCE.digest == "f87d667bd74cf57e2864da4212f7cfa9e5e94e1dcab78cc741409256be20450a"


@pytest.mark.parametrize(
    "change",
    [
        {"text": "银行！"},
        {"voice": "b"},
        {"fingerprint": "engine/2"},
        {"pinyin": ()},
        {"rate_percent": 1},
        {"pitch_hz": 1},
    ],
)
def test_every_field_counts(change: dict[str, object]) -> None:
    assert replace(UTTERANCE, **change).digest != UTTERANCE.digest  # type: ignore[arg-type]


def test_empty_fields_and_their_order_do_not_count() -> None:
    assert digest("x/1", a=1, b="") == digest("x/1", b="", a=1) == digest("x/1", a=1)
    assert digest("x/1", a=1) != digest("x/2", a=1)
