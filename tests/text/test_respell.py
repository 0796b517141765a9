"""Respelling, proven by reading the respelled text back with pypinyin alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from audiocast.text import Entry, Lexicon, read, respell, spoken
from audiocast.text.readings import is_word, readings_of
from audiocast.text.respelling import kept
from audiocast.text.tables import rows

CONTEXTS = ("{}", "记者在{}采访时了解到，", "他说：“{}重新开放了。”", "不少{}的人都来了", "长期关注{}、重视{}")
WORDS = [(key, tuple(syllables.split())) for key, syllables, *_ in rows("words.tsv")]
SAMPLE = WORDS[::4]
MOST = 0.95
AROUND = st.text("中国长行重银了的为得地大会上好人民，。", max_size=6)


def said(text: str) -> list[str]:
    return lazy_pinyin(
        text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False, errors=lambda other: list(other)
    )


def places(text: str, key: str) -> set[int]:
    return {at + step for at in range(len(text)) if text.startswith(key, at) for step in range(len(key))}


def check(written: str, key: str, syllables: tuple[str, ...]) -> tuple[int, int]:
    """Return how many ambiguous characters were pinned and how many of them stayed, having proven the others."""
    spans = read(written, Lexicon([Entry(key, syllables)]))
    plain = "".join(span.spoken for span in spans)
    result = respell(spans)
    pinned = {at: syllable for at, syllable in pins(spans).items() if readings_of(plain[at]) != (syllable,)}
    left = {each.offset: each.pinyin for each in kept(spans)}
    before, after = said(plain), said(result)
    assert len(result) == len(plain)
    assert left.items() <= pinned.items()
    for at in range(len(plain)):
        if at in pinned and at not in left:
            assert after[at] == pinned[at], (written, result, at)
        elif at not in pinned:
            assert result[at] == plain[at]
            assert after[at] == before[at] or at in pins(spans), (written, result, at)
    return len(pinned), len(left)


def pins(spans: object) -> dict[int, str]:
    found = {}
    offset = 0
    for span in spans:  # type: ignore[attr-defined]
        if span.rule == "lexicon":
            found.update(enumerate(span.pinyin, offset))
        offset += len(span.spoken)
    return found


@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_respelled_reads_back_as_pinned_and_leaves_the_rest_alone(context: str) -> None:
    counts = [check(context.format(key, key), key, syllables) for key, syllables in SAMPLE]
    full = [
        check(context.format(key, key), key, syllables)
        for key, syllables in SAMPLE
        if not any(syllable.endswith("5") for syllable in syllables)
    ]
    assert sum(pinned for pinned, _ in counts) > len(SAMPLE)
    assert sum(stayed for _, stayed in full) <= (1 - MOST) * sum(pinned for pinned, _ in full)


@settings(deadline=None)
@given(st.sampled_from(WORDS), AROUND, AROUND)
def test_it_holds_between_any_neighbours(word: tuple[str, tuple[str, ...]], before: str, after: str) -> None:
    check(before + word[0] + after, *word)


def test_a_homophone_has_one_reading_and_forms_no_word() -> None:
    for key, syllables in SAMPLE:
        plain = f"在{key}的"
        result = respell(read(plain, Lexicon([Entry(key, syllables)])))
        for at, (char, other) in enumerate(zip(plain, result, strict=True)):
            if char != other:
                assert readings_of(other)[0] == syllables[at - 1]
                assert not any(
                    is_word(result[start:end])
                    for start in range(at + 1)
                    for end in range(max(at + 1, start + 2), len(result) + 1)
                )


def test_the_example_of_the_documentation() -> None:
    spans = read("区长丁晓永", Lexicon([Entry("区长", ("qu1", "zhang3"))]))
    assert respell(spans) == "趋掌丁晓永"
    assert respell(spans, "off") == "区长丁晓永"


def test_what_has_no_homophone_is_named() -> None:
    spans = read("他跑了", Lexicon([Entry("跑了", ("pao3", "liao3"))]))
    assert respell(spans) == "他跑了"
    assert [(each.offset, each.char, each.pinyin) for each in kept(spans)] == [(2, "了", "liao3")]
    assert kept(spans, "off") == []


def test_nothing_is_respelled_without_a_pin() -> None:
    text = "银行行长重新部署"
    assert respell(read(text)) == spoken(text)


def test_all_respells_what_no_lexicon_pins() -> None:
    result = respell(read("银行行长"), "all")
    assert said(result) == ["yin2", "hang2", "hang2", "zhang3"]
    assert result != "银行行长"
