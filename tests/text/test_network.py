"""The polyphone network: the package's own weights, batched, and loaded only when it is asked."""

import subprocess
import sys

import pytest

from audiocast.errors import ConfigError
from audiocast.text import network, pinyin, read
from audiocast.text.network import TRAINED, guess
from audiocast.text.readings import readings_of

SENTENCES = [
    "三体舰队驶向乌涌炮台，商贾云集于此。",
    "他去往番茄地里，拿着一撮深色长毛，两幢楼都在附近。",
    "汇率波动时，行长会见了朝鲜代表团；都江堰的水位下降了！",
    "她说：“粘土砖很薄，咽不下去。”",
]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_says_what_the_package_says(sentence: str) -> None:
    from g2pM import G2pM

    expected = [syllable.replace("u:", "v") for syllable in G2pM()(sentence, char_split=True)]
    offsets = [at for at, char in enumerate(sentence) if char in TRAINED]
    found = guess(sentence, offsets, [readings_of(sentence[at]) for at in offsets])
    assert [each.reading for each in found if each and each.share > 0.9] == [
        expected[at] for at, each in zip(offsets, found, strict=True) if each and each.share > 0.9
    ]
    assert len(offsets) > 2


def test_what_stands_in_other_sentences_changes_nothing() -> None:
    alone = guess("商贾云集。", [1], [readings_of("贾")])
    assert guess("他说。商贾云集。她说。", [4], [readings_of("贾")]) == alone


def test_a_batch_gives_what_single_questions_give() -> None:
    text = SENTENCES[1] * 40
    offsets = [at for at, char in enumerate(text) if char in TRAINED]
    readings = [readings_of(text[at]) for at in offsets]
    together = guess(text, offsets, readings)
    assert len(offsets) > 256
    for at, choices, found in list(zip(offsets, readings, together, strict=True))[::37]:
        single = guess(text, [at], [choices])[0]
        assert (found and found.reading) == (single and single.reading)
        assert (found.share if found else 0) == pytest.approx(single.share if single else 0, abs=1e-4)


def test_a_character_that_nothing_else_settles_is_asked_about() -> None:
    spans = {span.written: span for span in read("藉此扬名")}
    assert pinyin("两幢楼")[1] == "zhuang4"
    assert any(span.rule == "model" and 0 < span.risk <= 0.4 for span in spans.values())


def test_nothing_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, audiocast.text as text; text.spoken('总投资220亿元。'); "
        "assert 'numpy' not in sys.modules and 'pypinyin' not in sys.modules; "
        "text.pinyin('中国人民银行'); assert 'numpy' not in sys.modules; "
        "text.pinyin('两幢楼'); assert 'numpy' in sys.modules and 'g2pM' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_damaged_weights_are_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(network._DIGESTS, "np_ckpt.pkl", "0" * 64)
    with pytest.raises(ConfigError, match=r"np_ckpt\.pkl.*g2pM==") as caught:
        network._Network()
    assert "\n" not in str(caught.value)
