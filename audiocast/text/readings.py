"""Pinyin of Han text: a show's lexicon, our news words, pypinyin's phrases, context rules, the commonest reading."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from audiocast.text.characters import is_han
from audiocast.text.lexicon import Lexicon, Matcher, load_lexicon
from audiocast.text.polyphones import AMBIGUOUS, SIDE_CHARS, choose

_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
_CITATION = {"一": "yi1", "不": "bu4"}
_SANDHI = {"yi2", "yi4", "bu2"}
GUESS_RISK = 0.4


class Reading(NamedTuple):
    """How one character is said, which rule chose, and how unsure it is (0.0 certain to 1.0)."""

    pinyin: str | None
    rule: str
    risk: float


_NOT_HAN = Reading(None, "plain", 0.0)


class _Dictionary:
    """pypinyin's tables behind longest match; loaded once, on first use."""

    def __init__(self) -> None:
        from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

        self._phrases = PHRASES_DICT
        self._characters = PINYIN_DICT
        lengths: dict[str, set[int]] = {}
        for phrase in PHRASES_DICT:
            lengths.setdefault(phrase[:2], set()).add(len(phrase))
        self._lengths = {start: tuple(sorted(sizes, reverse=True)) for start, sizes in lengths.items()}
        text = (files("audiocast.text") / "words.tsv").read_text(encoding="utf-8")
        self.words: Matcher[tuple[str, ...]] = load_lexicon(text, "words.tsv").readings

    def phrase(self, text: str, start: int) -> tuple[str, tuple[str, ...]] | None:
        """Return the longest phrase of pypinyin at ``start`` and its syllables."""
        for length in self._lengths.get(text[start : start + 2], ()):
            phrase = text[start : start + length]
            if phrase in self._phrases:
                syllables = _numbered_phrase(tuple(each[0] for each in self._phrases[phrase]))
                if len(syllables) == len(phrase):
                    return phrase, syllables
        return None

    def readings(self, char: str) -> tuple[str, ...]:
        """Return the readings of one character, the commonest first; empty when it has none."""
        return _numbered_readings(self._characters.get(ord(char), ""))


@lru_cache(maxsize=1)
def _dictionary() -> _Dictionary:
    return _Dictionary()


def readings_of(char: str) -> tuple[str, ...]:
    """Return every dictionary reading of one Han character, the commonest first."""
    return _dictionary().readings(char)


def is_word(text: str) -> bool:
    """Return whether ``text`` is a phrase that the dictionaries know."""
    found = _dictionary().phrase(text, 0)
    return found is not None and found[0] == text


def pronounce(text: str, lexicon: Lexicon) -> list[Reading]:
    """Return one reading for each character of ``text``; what is not Han has none."""
    result = [_NOT_HAN] * len(text)
    start = 0
    for offset, key, syllables in lexicon.readings.find(text):
        _fill(text, start, offset, result)
        result[offset : offset + len(key)] = [Reading(syllable, "lexicon", 0.0) for syllable in syllables]
        start = offset + len(key)
    _fill(text, start, len(text), result)
    return result


def _fill(text: str, start: int, end: int, result: list[Reading]) -> None:
    dictionary = _dictionary()
    while start < end:
        char = text[start]
        if not is_han(char):
            start += 1
            continue
        word = _word(dictionary, text, start, end)
        if word is None:
            result[start] = _single(dictionary, text, start)
            start += 1
            continue
        syllables, rule = word
        for offset, syllable in enumerate(syllables):
            if syllable in _SANDHI and text[start + offset] in _CITATION:
                syllable = _CITATION[text[start + offset]]
            result[start + offset] = Reading(syllable, rule, 0.0)
        start += len(syllables)


def _word(dictionary: _Dictionary, text: str, start: int, end: int) -> tuple[tuple[str, ...], str] | None:
    own = dictionary.words.at(text, start)
    phrase = dictionary.phrase(text, start)
    if own and start + len(own[0]) <= end and (phrase is None or len(own[0]) >= len(phrase[0])):
        return own[1], "word"
    if phrase and start + len(phrase[0]) <= end:
        return phrase[1], "plain"
    return None


def _single(dictionary: _Dictionary, text: str, offset: int) -> Reading:
    char = text[offset]
    readings = dictionary.readings(char)
    if char in _CITATION:
        return Reading(_CITATION[char], "plain", 0.0)
    chosen = choose(char, text[max(0, offset - SIDE_CHARS) : offset], text[offset + 1 : offset + 1 + 2 * SIDE_CHARS])
    if chosen:
        return Reading(chosen[0], "context", chosen[1])
    if not readings:
        return Reading(None, "unknown", 1.0)
    if char in AMBIGUOUS and len(readings) > 1:
        return Reading(readings[0], "commonest", GUESS_RISK)
    return Reading(readings[0], "plain", 0.0)


@lru_cache(maxsize=65536)
def _numbered_phrase(syllables: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_numbered, syllables))


@lru_cache(maxsize=16384)
def _numbered_readings(readings: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_numbered(reading) for reading in readings.split(",") if reading))


@lru_cache(maxsize=4096)
def _numbered(syllable: str) -> str:
    """Turn háng into hang2, lǜ into lv4, de into de5."""
    letters, tone = "", "5"
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tone = _TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        elif not unicodedata.combining(char):
            letters += char
    return letters + tone
