"""Pinyin of Han text: a show's lexicon, our news words, pypinyin's phrases, context rules, the commonest reading."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from audiocast.text.characters import is_han
from audiocast.text.lexicon import Lexicon
from audiocast.text.network import TRAINED, guess
from audiocast.text.polyphones import choose, is_judged
from audiocast.text.segmentation import is_crossing, segment
from audiocast.text.tables import rows
from audiocast.text.traditional import own_reading, simplify

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


_TABLES = (("frequent.tsv", "plain"), ("words.tsv", "word"))


def _own_words() -> Iterator[tuple[str, tuple[str, ...], str]]:
    for name, rule in _TABLES:
        for key, syllables in rows(name):
            yield key, tuple(syllables.split()), rule


class _Dictionary:
    """Our news words and pypinyin's tables; loaded once, on first use."""

    def __init__(self) -> None:
        from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

        self._words = {key: (syllables, rule) for key, syllables, rule in _own_words()}
        self._phrases = PHRASES_DICT
        self._characters = PINYIN_DICT
        lengths: dict[str, set[int]] = {}
        for phrase in chain(PHRASES_DICT, self._words):
            if len(phrase) > 1:
                lengths.setdefault(phrase[:2], set()).add(len(phrase))
        self._lengths = {start: tuple(sorted(sizes)) for start, sizes in lengths.items()}

    def lengths(self, text: str, start: int, end: int) -> list[int]:
        """Return the lengths of the words that begin at ``start`` and end by ``end``, two characters or more each."""
        return [
            length
            for length in self._lengths.get(text[start : start + 2], ())
            if start + length <= end and self._is_word_at(text, start, text[start : start + length])
        ]

    def _is_word_at(self, text: str, start: int, word: str) -> bool:
        return (word in self._words or word in self._phrases) and not is_crossing(word, text, start)

    def syllables(self, word: str) -> tuple[tuple[str, ...], str] | None:
        """Return the syllables of a word, and the rule that gave them; None when no table has it."""
        if word in self._words:
            return self._words[word]
        if word not in self._phrases:
            return None
        syllables = _numbered_phrase(tuple(each[0] for each in self._phrases[word]))
        return (syllables, "plain") if len(syllables) == len(word) else None

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
    """Return whether ``text`` is a word that the dictionaries know."""
    return _dictionary().syllables(text) is not None


def is_settled(char: str) -> bool:
    """Return whether only one reading of the character is in use, whatever others dictionaries list."""
    return char not in TRAINED and not is_judged(char)


def pronounce(text: str, lexicon: Lexicon) -> list[Reading]:
    """Return one reading for each character of ``text``; what is not Han has none."""
    result = [_NOT_HAN] * len(text)
    plain = simplify(text)
    asked: list[int] = []
    start = 0
    for offset, key, syllables in lexicon.readings.find(text):
        _fill(plain, start, offset, result, asked)
        result[offset : offset + len(key)] = [Reading(syllable, "lexicon", 0.0) for syllable in syllables]
        start = offset + len(key)
    _fill(plain, start, len(text), result, asked)
    _ask(plain, asked, result)
    if plain != text:
        _restore(text, plain, result)
    return result


def _fill(text: str, start: int, end: int, result: list[Reading], asked: list[int]) -> None:
    dictionary = _dictionary()
    while start < end:
        stop = start
        while stop < end and is_han(text[stop]):
            stop += 1
        for length in segment(text, start, stop, dictionary.lengths):
            _say(dictionary, text, start, length, result, asked)
            start += length
        start = stop + 1


def _say(dictionary: _Dictionary, text: str, start: int, length: int, result: list[Reading], asked: list[int]) -> None:
    found = dictionary.syllables(text[start : start + length])
    if found is None or length == 1:
        result[start] = _single(dictionary, text, start, asked)
        return
    syllables, rule = found
    for offset, syllable in enumerate(syllables, start):
        if syllable in _SANDHI and text[offset] in _CITATION:
            syllable = _CITATION[text[offset]]
        result[offset] = Reading(syllable, rule, 0.0)


def _single(dictionary: _Dictionary, text: str, offset: int, asked: list[int]) -> Reading:
    char = text[offset]
    if char in _CITATION:
        return Reading(_CITATION[char], "plain", 0.0)
    chosen = choose(text, offset)
    if chosen:
        return Reading(chosen[0], "context", chosen[1])
    own = dictionary.syllables(char)
    if own:
        return Reading(own[0][0], own[1], 0.0)
    readings = dictionary.readings(char)
    if not readings:
        return Reading(None, "unknown", 1.0)
    if len(readings) > 1 and char in TRAINED:
        asked.append(offset)
        return Reading(readings[0], "commonest", GUESS_RISK)
    return Reading(readings[0], "plain", 0.0)


def _ask(text: str, asked: list[int], result: list[Reading]) -> None:
    """Let the network choose where neither a word nor a rule did; where it has no view the commonest reading stays."""
    readings = [readings_of(text[offset]) for offset in asked]
    for offset, guessed in zip(asked, guess(text, asked, readings), strict=True):
        if guessed:
            result[offset] = Reading(guessed.reading, "model", _doubt(guessed.share))


def _doubt(share: float) -> float:
    """Return the risk of what the network says: measured, one in fifty is wrong where it is certain, a third at 0.9."""
    return round(min(GUESS_RISK, 0.02 + 4 * (1 - share)), 2)


def _restore(text: str, plain: str, result: list[Reading]) -> None:
    """Give a traditional character its own reading where the simplified one that stood for it has others."""
    for offset, (char, simple) in enumerate(zip(text, plain, strict=True)):
        own = own_reading(char) if char != simple else None
        found = result[offset]
        if own and found.rule != "lexicon" and found.pinyin and found.pinyin[:-1] + "5" != own[:-1] + "5":
            result[offset] = Reading(own, "plain", 0.0)


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
