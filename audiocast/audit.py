"""What a producer should look through before a second of sound is made: every reading that was chosen. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise, takewhile
from pathlib import Path
from typing import Any, Literal

from audiocast.errors import InputError
from audiocast.models import Sentence, Span
from audiocast.text.characters import is_han
from audiocast.text.readings import is_word, readings_of

RISKY = 0.3
"""From this risk on a reading wants a line of the lexicon; what is not spoken always does."""

Kind = Literal["unspoken", "number", "unit", "polyphone", "rare", "latin", "lexicon", "sign", "mark"]
"""What a finding is about: see docs/text.md, "The producer's proof"."""

UNIT_RULES = frozenset({"percent", "percent-range", "temperature", "unit", "rate", "money"})
"""The number classes that say a unit or a currency."""

CHOSEN = frozenset({"context", "model", "commonest"})
"""The rules that choose between the readings of one character."""

_CONTEXT_CHARS = 8
_LONGEST_WORD_CHARS = 4
_GB2312_LEVEL_1 = range(0xB0, 0xD8)
_BIG5_LEVEL_1 = range(0xA4, 0xC7)
_NAMED_IN_ERROR = 3
_SAFE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found: file, story and sentence (both count from 1), and what stands around it."""

    file: str
    story: int
    sentence: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A reading that was chosen, and every place where it was.

    ``pinyin`` has one entry for each character of ``spoken``; ``others`` are the other dictionary readings of a single
    character. ``line`` is what settles a risky one in a lexicon, empty where none can be written.
    """

    kind: Kind
    written: str
    spoken: str
    pinyin: tuple[str | None, ...]
    rule: str
    risk: float
    line: str
    others: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def is_risky(self) -> bool:
        """Whether the producer should settle it by a line of the lexicon."""
        return self.rule != "lexicon" and (self.kind == "unspoken" or self.risk >= RISKY)

    @property
    def reaches_far(self) -> bool:
        """Whether ``line`` begins or ends with so few digits or signs that it would match inside longer ones."""
        key, _, reading = self.line.partition("\t")
        sides = (key, key[::-1]) if reading.startswith("=") else ()
        return any(0 < len(list(takewhile(_reaches, side))) < _SAFE_DIGITS for side in sides)

    @property
    def reading(self) -> str:
        """How it is said, for a person: pinyin of single characters, else the words; ``-`` for nothing."""
        if self.kind in ("polyphone", "rare") or (self.kind == "lexicon" and self.spoken == self.written):
            return " ".join(syllable or "?" for syllable in self.pinyin)
        return self.spoken.strip() or "-"


@dataclass(frozen=True, slots=True)
class _Sight:
    """A finding in one sentence, from ``start`` to ``end`` of its written text."""

    kind: Kind
    start: int
    end: int
    spoken: str
    pinyin: tuple[str | None, ...]
    rule: str
    risk: float
    line: str = ""


def find(sentences: Iterable[tuple[str, int, int, Sentence]]) -> list[Finding]:
    """Return what is to be looked through, the riskiest first, then in order of appearance.

    Identical findings are one, with all their places; a risky one is identical only if one lexicon line settles all.

    Args:
        sentences: each with its file's name, its story's number and its own.
    """
    places: dict[tuple[Kind, str, _Sight], list[Place]] = {}
    for file, story, number, sentence in sentences:
        for sight in _Inspection(sentence).sights():
            written = sentence.written[sight.start : sight.end]
            same = replace(sight, start=0, end=0)
            before = sentence.written[max(0, sight.start - _CONTEXT_CHARS) : sight.start]
            after = sentence.written[sight.end : sight.end + _CONTEXT_CHARS]
            places.setdefault((sight.kind, written, same), []).append(Place(file, story, number, before, after))
    findings = [_finding(written, sight, tuple(where)) for (_, written, sight), where in places.items()]
    return sorted(findings, key=lambda finding: -finding.risk)


def unsettled(findings: Sequence[Finding]) -> InputError | None:
    """Return the error that names the first risky readings without a line in a lexicon, None when there are none."""
    risky = [finding for finding in findings if finding.is_risky]
    if not risky:
        return None
    named = ", ".join(map(_named, risky[:_NAMED_IN_ERROR]))
    more = f" and {len(risky) - _NAMED_IN_ERROR} more" if len(risky) > _NAMED_IN_ERROR else ""
    count = "1 risky reading has" if len(risky) == 1 else f"{len(risky)} risky readings have"
    return InputError(f"{count} no lexicon line: {named}{more}", way_out="`audiocast script --audit` gives the lines")


def as_plain(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return what ``--json`` prints of each finding."""
    return [
        {**asdict(finding), "risky": finding.is_risky, "times": len(finding.places), "reaches_far": finding.reaches_far}
        for finding in findings
    ]


@lru_cache(maxsize=8192)
def is_common(char: str) -> bool:
    """Return whether a Han character is in common use: GB 2312 level 1 or, of those GB 2312 lacks, Big5 level 1.

    Level 1 of GB 2312-1980 holds the 3,755 characters used most, level 2 the rarer ones; level 1 of Big5 holds the
    5,401 of the Taiwanese list of common characters, so that traditional text is not rare throughout.
    """
    if char == "〇":
        return True
    try:
        return char.encode("gb2312")[0] in _GB2312_LEVEL_1
    except UnicodeEncodeError:
        pass
    try:
        return char.encode("big5")[0] in _BIG5_LEVEL_1
    except UnicodeEncodeError:
        return False


def _finding(written: str, sight: _Sight, places: tuple[Place, ...]) -> Finding:
    single = sight.kind in ("polyphone", "rare") and len(written) == 1
    others = tuple(each for each in readings_of(written) if each not in sight.pinyin) if single else ()
    return Finding(sight.kind, written, sight.spoken, sight.pinyin, sight.rule, sight.risk, sight.line, others, places)


def _named(finding: Finding) -> str:
    place = finding.places[0]
    reading = "" if finding.kind == "unspoken" else f" {finding.reading}"
    where = f"{Path(place.file).name} {place.story}.{place.sentence}"
    return f"{shown(finding.written)}{reading} in “{shown(place.before + finding.written + place.after)}” ({where})"


def shown(text: str) -> str:
    """Return ``text`` with what no terminal should get written out: U+200B."""
    return text if text.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


# ---- One sentence ----------------------------------------------------------------------------------------------


class _Inspection:
    """One sentence looked through from left to right."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence
        self._said = sentence.spoken
        self._pinyin = [syllable for span in sentence.spans for syllable in span.pinyin]
        self._beside = dict(_borders(sentence.spans))
        # The last stretches that a line of a lexicon holds, one there is or one that was proposed: of the spoken text,
        # and of the written text with the words for it.
        self._pinned = (0, 0)
        self._worded = (0, 0, "", "")

    def sights(self) -> Iterator[_Sight]:
        at = spoken_at = 0
        for silent, group in groupby(self._sentence.spans, key=lambda span: span.rule == "unspoken"):
            spans = list(group)
            if silent:
                run = "".join(span.written for span in spans)
                spoken = "".join(span.spoken for span in spans)
                risk = max(span.risk for span in spans)
                sight = _Sight("unspoken", at, at + len(run), spoken, (None,) * len(spoken), "unspoken", risk)
                yield self._with_words(sight)
                at, spoken_at = sight.end, spoken_at + len(spoken)
                continue
            for span in spans:
                yield from self._sights_in(span, at, spoken_at)
                at, spoken_at = at + len(span.written), spoken_at + len(span.spoken)

    def _sights_in(self, span: Span, at: int, spoken_at: int) -> Iterator[_Sight]:
        risk = 0.0 if span.rule == "lexicon" else span.risk
        whole = _Sight("lexicon", at, at + len(span.written), span.spoken, span.pinyin, span.rule, risk)
        if span.rule == "lexicon":
            self._pinned = (spoken_at, spoken_at + len(span.spoken))
            self._worded = (whole.start, whole.end, span.spoken, "")
        if span.written != span.spoken or not all(map(is_han, span.written)):
            if kind := _kind(span):
                yield self._with_words(replace(whole, kind=kind))
        elif span.rule == "lexicon":
            yield whole
        elif span.rule in CHOSEN or (risk > 0 and span.rule != "unknown"):
            yield self._with_pinyin(replace(whole, kind="polyphone"), spoken_at)
        else:
            for offset, (char, syllable) in enumerate(zip(span.written, span.pinyin, strict=True)):
                if not is_common(char) or syllable is None:
                    start = at + offset
                    sight = _Sight("rare", start, start + 1, char, (syllable,), span.rule, risk)
                    yield self._with_pinyin(sight, spoken_at + offset)

    def _with_pinyin(self, sight: _Sight, start: int) -> _Sight:
        """``sight`` with ``written TAB pinyin``: with the word after it, else the character before: this use only.

        A line that would begin inside the one before it begins with it, since the earlier match wins.
        """
        if sight.risk < RISKY:
            return sight
        end = start + len(sight.spoken)
        if following := _word_after(self._said, end):
            end += following
        elif start and is_han(self._said[start - 1]):
            start = self._pinned[0] if self._pinned[1] == start else start - 1
        syllables = self._pinyin[start:end]
        if None in syllables:
            return sight
        self._pinned = (start, end)
        return replace(sight, line=f"{self._said[start:end]}\t{' '.join(map(str, syllables))}")

    def _with_words(self, sight: _Sight) -> _Sight:
        """``sight`` with ``written TAB =spoken words``; what is silent becomes a pause.

        A number takes its neighbours with it, since the line would else reach into longer numbers (3 in 13 and 35); so
        does an ASCII sign, which is spoken elsewhere (#, +).
        """
        if sight.kind != "unspoken" and (sight.risk < RISKY or sight.rule == "lexicon"):
            return sight
        if self._worded[1] >= sight.end:
            return replace(sight, line=self._worded[3])
        written = self._sentence.written
        before = self._neighbour(sight.start, -1) if _reaches(written[sight.start]) else ("", "")
        after = self._neighbour(sight.end, +1) if _reaches(written[sight.end - 1]) else ("", "")
        said = sight.spoken if sight.kind != "unspoken" else "" if before[0] or after[0] else "，"
        start, end = sight.start - len(before[0]), sight.end + len(after[0])
        words = before[1] + said + after[1]
        if before[0] and self._worded[1] > start:
            start, words = self._worded[0], self._worded[2] + words[len(before[1]) :]
        key, line = written[start:end], f"{written[start:end]}\t={words.strip()}"
        if not words.strip() or not key.isprintable() or key.startswith("#"):
            return sight
        self._worded = (start, end, words, line)
        return replace(sight, line=line)

    def _neighbour(self, at: int, step: Literal[-1, 1]) -> tuple[str, str]:
        """Return what stands beside offset ``at`` and how it is said: one character, or a whole number or sign."""
        span = self._beside[at][0 if step < 0 else 1]
        if span is None or span.written.isspace() or span.rule == "unspoken":
            return "", ""
        if span.written != span.spoken:
            return span.written, span.spoken
        side = span.written[-1] if step < 0 else span.written[0]
        return (side, side) if is_han(side) or not side.isalnum() else (span.written, span.spoken)


def _kind(span: Span) -> Kind | None:
    """What a span that is not plain Han is; None for what says itself: marks and spaces."""
    written = span.written
    if any(char.isnumeric() and not is_han(char) for char in written):
        return "unit" if span.rule in UNIT_RULES else "number"
    if span.rule == "lexicon" and not any(char.isascii() and char.isalpha() for char in written):
        return "lexicon"
    if any(char.isalpha() and not is_han(char) for char in written):
        return "latin" if any(char.isascii() and char.isalpha() for char in span.spoken) else "sign"
    if written == span.spoken or written.isspace():
        return None
    return "sign" if any(map(str.isalnum, span.spoken)) else "mark"


# ---- The lexicon line that settles it --------------------------------------------------------------------------


def _borders(spans: Sequence[Span]) -> Iterator[tuple[int, tuple[Span | None, Span | None]]]:
    """Each offset of the written text where a span begins or ends, with the spans before and after it."""
    at = 0
    for before, after in pairwise((None, *spans, None)):
        yield at, (before, after)
        at += len(after.written) if after else 0


def _word_after(said: str, at: int) -> int:
    if at >= len(said) or not is_han(said[at]):
        return 0
    return next((size for size in range(_LONGEST_WORD_CHARS, 1, -1) if is_word(said[at : at + size])), 1)


def _reaches(char: str) -> bool:
    return char.isascii() or char.isnumeric()
