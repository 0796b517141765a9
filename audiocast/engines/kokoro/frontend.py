"""From spoken text and its pinyin to the phoneme string that Kokoro reads.

As the model was trained: the syllables of a word are joined, words are separated by one space, and every mark stands
against the word before it and is followed by a space (without that space the pause is lost or lands elsewhere).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from audiocast.engines.kokoro.english import spell_or_say
from audiocast.engines.kokoro.syllables import phonemes as syllable_phonemes
from audiocast.errors import EngineError
from audiocast.models import Utterance

if TYPE_CHECKING:
    from rjieba import Jieba

VERSION = 1
"""Part of the engine's fingerprint: raise it whenever the same utterance gives other phonemes."""

CLOSING_MARKS = {
    "，": ",", "、": ",", ",": ",", "。": ".", "．": ".", ".": ".", "！": "!", "!": "!", "？": "?", "?": "?",
    "；": ";", ";": ";", "：": ":", ":": ":", "…": "…", "—": "—", "–": "—",
    "”": "”", "’": "”", "》": "”", "〉": "”", "」": "”", "』": "”", "】": "”",
    "）": ")", ")": ")", "]": ")", "］": ")", "〕": ")",
}  # fmt: skip
OPENING_MARKS = {
    "“": "“", "‘": "“", "《": "“", "〈": "“", "「": "“", "『": "“", "【": "“",
    "（": "(", "(": "(", "[": "(", "［": "(", "〔": "(",
}  # fmt: skip
END_MARKS = ".!?…;:,—"

_DIGITS = "ling2 yi1 er4 san1 si4 wu3 liu4 qi1 ba1 jiu3"
DIGITS = {str(figure): syllable for figure, syllable in enumerate(_DIGITS.split())}
"""Figures should arrive as words; one that does not is still said, one by one."""

# Words that end in a retroflex r. In all others (女儿, 少儿, 健儿) 儿 is a syllable of its own.
_ERHUA = """
一点儿 有点儿 差点儿 早点儿 快点儿 慢点儿 点儿 这儿 那儿 哪儿 一会儿 会儿 待会儿 事儿 没事儿 玩儿 好玩儿 花儿 活儿
干活儿 劲儿 使劲儿 带劲儿 头儿 老头儿 味儿 年味儿 京味儿 今儿 明儿 昨儿 后儿 样儿 花样儿 模样儿 块儿 一块儿 空儿 份儿
一下儿 心眼儿 纳闷儿 聊天儿 大伙儿 小孩儿 男孩儿 女孩儿 自个儿 门儿 没门儿 画儿 歌儿 鸟儿 鱼儿 冰棍儿 胡同儿 馅儿 盖儿
个儿 高个儿 名儿 范儿 调儿 词儿 字儿 圈儿 小曲儿 哥们儿 爷们儿
"""
ERHUA = frozenset(_ERHUA.split())

_LATIN = re.compile(r"[A-Za-z]+(?:['’&-][A-Za-z]+)*")
_LOOSE_SPACE = re.compile(r" (?=[,.!?;:…—”)])|(?<=[“(]) ")


def phonemes(utterance: Utterance) -> str:
    """Return the phonemes of ``utterance``.

    Raises:
        EngineError: a character has no reading, or the pinyin is not that of the text.
    """
    if len(utterance.pinyin) != len(utterance.text):
        raise EngineError(
            f"kokoro got {len(utterance.pinyin)} readings for the {len(utterance.text)} characters of "
            f"{utterance.text!r}",
            way_out="it takes one for each character",
        )
    text = "".join(_plain(character) for character in utterance.text)
    said = _LOOSE_SPACE.sub("", " ".join("".join(_pieces(text, utterance.pinyin)).split()))
    # Without a final mark the voice breaks off in mid-air; headings have none.
    return said if said.rstrip("”)").endswith(tuple(END_MARKS)) else said + "."


def _plain(character: str) -> str:
    """Return a full-width or accented letter as its ASCII one, everything else as it is."""
    folded = unicodedata.normalize("NFKD", character)[:1]
    return folded if folded.isascii() and folded.isalnum() else character


def _pieces(text: str, pinyin: Sequence[str | None]) -> Iterator[str]:
    position = 0
    while position < len(text):
        character = text[position]
        if pinyin[position] is not None:
            end = position
            while end < len(text) and pinyin[end] is not None:
                end += 1
            yield from _han(text[position:end], [reading or "" for reading in pinyin[position:end]])
            position = end
        elif match := _LATIN.match(text, position):
            yield f" {spell_or_say(match[0])} "
            position = match.end()
        else:
            yield _single(character, text)
            position += 1


def _han(run: str, readings: Sequence[str]) -> Iterator[str]:
    start = 0
    for word in _segmenter().cut(run):
        end = start + len(word)
        said = [_syllable(character, reading) for character, reading in zip(word, readings[start:end], strict=True)]
        if word in ERHUA and len(said) > 1:
            said[-1] = "ɚ"
        yield (" " if start else "") + "".join(said)
        start = end


def _syllable(character: str, reading: str) -> str:
    said = syllable_phonemes(reading)
    if said is None:
        raise EngineError(
            f"{reading!r} for {character!r} is no Mandarin syllable", way_out="write it as in lexicon.tsv: hang2"
        )
    return said


def _single(character: str, text: str) -> str:
    if character in CLOSING_MARKS:
        return CLOSING_MARKS[character] + " "
    if character in OPENING_MARKS:
        return " " + OPENING_MARKS[character]
    if character in DIGITS:
        return f" {_syllable(character, DIGITS[character])} "
    if character.isalnum():
        raise EngineError(
            f"kokoro cannot say {character!r} in {text!r}",
            way_out=f"give it words in lexicon.tsv ({character} TAB =spoken words)",
        )
    return " "


@cache
def _segmenter() -> Jieba:
    from rjieba import Jieba

    return Jieba()
