"""Phonemes: by hand from the tables in the notes, and for every syllable that the dictionary has."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from audiocast.engines.kokoro import english, frontend, syllables, vocabulary
from audiocast.errors import EngineError
from audiocast.models import Utterance
from audiocast.text import pinyin


def phonemes(text: str) -> str:
    return frontend.phonemes(Utterance(text, "zf_xiaobei", "kokoro", tuple(pinyin(text))))


@pytest.mark.parametrize(
    ("syllable", "expected"),
    [
        ("ma1", "ma→"), ("ma2", "ma↗"), ("ma3", "ma↓"), ("ma4", "ma↘"), ("ma5", "ma"), ("ma", "ma"),
        ("zhong1", "ꭧʊ→ŋ"), ("guo2", "kwo↗"), ("bo1", "pwo→"), ("o2", "ɔ↗"), ("wo3", "wo↓"),
        ("qu4", "ʨʰy↘"), ("quan2", "ʨʰɥɛ↗n"), ("xue2", "ɕɥe↗"), ("jun1", "ʨy→n"),
        ("lv4", "ly↘"), ("lü4", "ly↘"), ("nve4", "nɥe↘"), ("lue4", "lɥe↘"), ("lu4", "lu↘"),
        ("yuan2", "ɥɛ↗n"), ("yu3", "y↓"), ("yun2", "y↗n"), ("yi1", "i→"), ("ying2", "i↗ŋ"), ("you3", "jou↓"),
        ("yan2", "jɛ↗n"), ("ye3", "je↓"), ("yong4", "jʊ↘ŋ"), ("xiong2", "ɕjʊ↗ŋ"),
        ("wu3", "u↓"), ("wei4", "wei↘"), ("wen2", "wə↗n"), ("weng1", "wə→ŋ"), ("wai4", "wai↘"),
        ("shi4", "ʂɨ↘"), ("si4", "sɨ↘"), ("ri4", "ɻɨ↘"), ("xi1", "ɕi→"),
        ("liu2", "ljou↗"), ("gui4", "kwei↘"), ("lun2", "lwə↗n"), ("cong2", "ʦʰʊ↗ŋ"),
        ("er2", "ɚ↗"), ("er5", "ɚ"), ("r5", "ɚ"), ("ng2", "ŋ↗"), ("n2", "n↗"), ("m2", "m↗"),
        ("hm5", "hm"), ("ê4", "ɛ↘"),
    ],
)  # fmt: skip
def test_a_syllable_becomes_phonemes_with_the_arrow_after_its_vowel(syllable: str, expected: str) -> None:
    assert syllables.phonemes(syllable) == expected


@pytest.mark.parametrize("syllable", ["", "5", "hang9", "bang bang", "xyz1", "汉"])
def test_what_is_no_syllable_is_none(syllable: str) -> None:
    assert syllables.phonemes(syllable) is None


def test_every_reading_of_the_dictionary_has_phonemes_of_its_own() -> None:
    readings = {
        to_tone3(reading, neutral_tone_with_five=True).replace("ü", "v")
        for readings in PINYIN_DICT.values()
        for reading in readings.split(",")
    }
    assert len(readings) > 1500
    said = {reading: syllables.phonemes(reading) for reading in readings}
    assert [reading for reading, phones in said.items() if phones is None] == []
    assert set("".join(phones or "" for phones in said.values())) <= vocabulary.TOKENS.keys()
    # Same sound, two spellings; nothing else may collapse.
    doubles = len(said) - len(set(said.values()))
    assert doubles == sum(reading.startswith(("lue", "nue", "wong")) for reading in readings)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("管城新闻", "kwa↓nꭧʰə↗ŋ ɕi→nwə↗n."),
        ("走进管城，恰逢其时。", "ʦou↓ʨi↘n kwa↓nꭧʰə↗ŋ, ʨʰja↘fə↗ŋ ʨʰi↗ʂɨ↗."),
        ("走进管城,恰逢其时.", "ʦou↓ʨi↘n kwa↓nꭧʰə↗ŋ, ʨʰja↘fə↗ŋ ʨʰi↗ʂɨ↗."),
        ("他说：“你好！”", "tʰa→ ʂwo→: “ni↓xau↓!”"),
        ("发布iPhone，好", "fa→pu↘ ˈIfOn, xau↓."),
        ("ＧＤＰ增长", "ʤˈi dˈi pˈi ʦə→ŋꭧa↓ŋ."),
        ("《人民日报》（北京）", "“ɻə↗nmi↗nɻɨ↘pau↘” (pei↓ʨi→ŋ)."),
        ("这里，", "ꭧɤ↘li↓,"),
        ("５Ｇ", "u↓ ʤˈi."),
    ],
)
def test_words_are_apart_and_marks_have_their_space(text: str, expected: str) -> None:
    assert phonemes(text) == expected


@pytest.mark.parametrize(
    ("text", "ending"), [("一点儿", "jɛ↓nɚ."), ("这儿", "ꭧɤ↘ɚ."), ("女儿", "ny↓ɚ↗."), ("儿", "ɚ↗.")]
)
def test_only_erhua_words_end_in_a_toneless_r(text: str, ending: str) -> None:
    assert phonemes(text).endswith(ending)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("iPhone", "ˈIfOn"),
        ("IPHONE", "ˈIfOn"),
        ("NASA", "nˈæsə"),
        ("IT", "ˈI tˈi"),
        ("it", "ˈI tˈi"),
        ("WTO", "dˈʌbᵊlju tˈi ˈO"),
        ("Wi-Fi", "wˈI fI"),
        ("R&D", "ˈɑɹ ænd dˈi"),
        ("B-Google", "bˈi ɡˈuɡᵊl"),
        ("Xqz", "ˈɛks kjˈu zˈi"),
    ],
)
def test_a_latin_word_is_said_or_spelled(word: str, expected: str) -> None:
    assert english.spell_or_say(word) == expected


def test_every_english_phoneme_has_a_token() -> None:
    phones = "".join([*english.WORDS.values(), *english.LETTERS.values()])
    assert set(phones) <= vocabulary.TOKENS.keys()
    assert len(english.LETTERS) == 26
    assert all(word == word.lower() for word in english.WORDS)


@pytest.mark.parametrize("character", ["あ", "Ж", "한"])
def test_a_letter_that_cannot_be_said_is_an_error_that_names_it(character: str) -> None:
    with pytest.raises(EngineError, match=f"cannot say '{character}'.*lexicon"):
        frontend.phonemes(Utterance(f"你{character}", "zf_xiaobei", "kokoro", ("ni3", None)))


def test_a_han_character_without_a_reading_is_not_left_out() -> None:
    with pytest.raises(EngineError, match="cannot say '好'"):
        frontend.phonemes(Utterance("你好", "zf_xiaobei", "kokoro", ("ni3", None)))


def test_a_reading_that_is_no_syllable_is_named() -> None:
    with pytest.raises(EngineError, match="'hoa3' for '好'"):
        frontend.phonemes(Utterance("你好", "zf_xiaobei", "kokoro", ("ni3", "hoa3")))


@pytest.mark.parametrize("readings", [(), ("ni3",), ("ni3", "hao3", None)])
def test_pinyin_of_another_length_is_refused(readings: tuple[str | None, ...]) -> None:
    with pytest.raises(EngineError, match="2 characters"):
        frontend.phonemes(Utterance("你好", "zf_xiaobei", "kokoro", readings))


# Single characters and whole words, so that the lexicon's longest phonemes appear as well as the letters'.
PIECES = st.one_of(
    st.characters(codec="utf-8", exclude_categories=["C"]).filter(lambda c: not c.isalnum()),
    st.sampled_from(["管城双窗庄w", "W", "Q", "X", "3", "儿"]),
    st.sampled_from(sorted(english.WORDS)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=45).map(lambda pieces: "".join(pieces)[:45]))
def test_a_piece_of_45_characters_always_fits_the_model(text: str) -> None:
    said = phonemes(text)
    assert len(vocabulary.tokens(said)) <= vocabulary.MAX_TOKENS
    assert "  " not in said


def test_a_piece_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(EngineError, match="511 phonemes"):
        vocabulary.tokens("a" * 511)
    assert len(vocabulary.tokens("a" * 510)) == 510


def test_a_phoneme_without_a_token_is_an_error() -> None:
    with pytest.raises(EngineError, match="no phoneme '汉'"):
        vocabulary.tokens("a汉")
