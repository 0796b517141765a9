"""Sentences, by rules written for Chinese newspapers: quotations, brackets, ellipses, Latin abbreviations."""

from __future__ import annotations

import re
from bisect import bisect_right

from audiocast.text.characters import CLOSERS, HAN, OPENERS, TERMINATORS, matched_pairs
from audiocast.text.partition import BREAK_COST, divide

LONG_QUOTATION_CHARS = 120
SHORT_QUOTATION_CHARS = 20
FOLLOWING_CHARS = 24

_END = re.compile(
    rf"(?P<newline>\n+)"
    rf"|(?P<mark>(?:[。！？]|(?<![A-Za-z0-9])[!?]|[!?](?![A-Za-z0-9]))[。！？!?…]*(?:\.{{3,}})?"
    rf"|(?<=[{HAN}{re.escape(CLOSERS)}])\.(?=[{HAN}{re.escape(OPENERS)}])"
    rf"|(?<=[A-Za-z]{{2}}[a-z])\.(?=\s+[{HAN}{re.escape(OPENERS)}]))"
    rf"(?P<closers>[{re.escape(CLOSERS)}\"]*)[^\S\n]*\n*"
)
_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Corp|Dept|Prof|etc|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)$")
_CONTINUES = re.compile(
    r"一[文书書词詞句语語说說事案课課剧劇片曲歌诗詩题題类類种種样樣]"
    r"|[为為的是等这這那之中里裡在与和及或而作向对让成被也都则来地所以给到从把将就并却仍还]"
)
_NARRATOR = re.compile(
    r"[^，。！？；：,;:!?“”\n]{1,12}?"
    r"(?:[说說]|[说說喊问問答叫笑写寫忆憶慨叹嘆补補称稱解释釋]道"
    r"|表示|坦言|介[绍紹]|告[诉訴][^，。！？；：,;:!?“”\n]{1,8}|回[忆憶]|感慨|感[叹嘆]|[称稱]|指出|[强強][调調]|[问問]|答|喊|解[释釋]|[补補]充)[。！？!?]"
)
_LETTERS = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_ATOM = re.compile(rf"[{_LETTERS}]+(?:[.,:/∶@?&=%_'’+~\-–—．：／－＋＠][{_LETTERS}]+|//)*[%％‰℃]?|.", re.DOTALL)
_CONJUNCTION = re.compile(r"而且|并且|但是|因此|同时|以及|并|但|而|或|和|与|及")
_CLAUSE = "，,：:"
_NEVER_FIRST = frozenset(CLOSERS + TERMINATORS + "，、；：,;:…—·.%％")


def split(text: str, max_chars: int | None = 80) -> list[str]:
    """Return the sentences of ``text``; joined they are ``text`` again.

    Nothing is split inside 《》 or （）, nor inside a quotation of up to 120 characters; closing marks stay with the
    sentence they close; a newline is always a boundary.

    Args:
        text: cleaned text of any length.
        max_chars: a longer sentence is cut at its best clause mark, never inside a number or a Latin word;
            None gives whole sentences.
    """
    sentences = _whole(text)
    if max_chars is None:
        return sentences
    if max_chars < 1:
        raise ValueError("max_chars must be at least 1")
    return [piece for sentence in sentences for piece in _capped(sentence, max_chars)]


def _whole(text: str) -> list[str]:
    inside = _unsplittable(text)
    pieces: list[str] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end()
        if end <= start:
            continue
        if "\n" in match.group() or _is_end(text, match, inside):
            pieces.append(text[start:end])
            start = end
    if start < len(text):
        pieces.append(text[start:])
    return pieces


def _unsplittable(text: str) -> list[tuple[int, int]]:
    """The outermost pairs inside which no sentence ends."""
    outermost: list[tuple[int, int]] = []
    for opened, closed in matched_pairs(text):
        if text[opened] in '“‘「『"' and closed - opened > LONG_QUOTATION_CHARS:
            continue
        if not outermost or opened > outermost[-1][1]:
            outermost.append((opened, closed))
    return outermost


def _is_end(text: str, match: re.Match[str], pairs: list[tuple[int, int]]) -> bool:
    mark, closers = match.start("mark"), match["closers"]
    after = match.end("closers")
    if any(opened < mark and closed >= after for opened, closed in _around(pairs, mark)):
        return False
    if match["mark"] == "." and _ABBREVIATION.search(text, max(0, mark - 6), mark):
        return False
    following = text[match.end() : match.end() + FOLLOWING_CHARS]
    if following and following[0] in _NEVER_FIRST:
        return False
    if not closers:
        return True
    if closers[0] in "》〉":
        return False
    if match["mark"][-1] != "。" and _CONTINUES.match(following):
        return False
    return not _NARRATOR.match(following)


def _around(pairs: list[tuple[int, int]], offset: int) -> list[tuple[int, int]]:
    at = bisect_right(pairs, (offset, offset))
    return pairs[max(0, at - 1) : at]


def _capped(sentence: str, max_chars: int) -> list[str]:
    if len(sentence) <= max_chars:
        return [sentence]
    cuts = divide(_breaks(sentence), len(sentence), max_chars)
    return [sentence[start:end] for start, end in zip([0, *cuts], [*cuts, len(sentence)], strict=True)]


def _breaks(sentence: str) -> list[tuple[int, float]]:
    inside = inside_short_pairs(sentence)
    breaks: list[tuple[int, float]] = []
    for match in _ATOM.finditer(sentence):
        offset = match.start()
        if offset == 0 or not may_cut(sentence[offset - 1], sentence[offset]):
            continue
        kind = break_kind(sentence, offset)
        breaks.append((offset, BREAK_COST["quoted" if offset in inside else kind]))
    return breaks


def inside_short_pairs(text: str) -> frozenset[int]:
    """Return the offsets that lie inside a short quotation or bracket, where a cut is a last resort."""
    return frozenset(
        offset
        for opened, closed in matched_pairs(text)
        if closed - opened <= SHORT_QUOTATION_CHARS
        for offset in range(opened + 1, closed + 1)
    )


def may_cut(before: str, after: str) -> bool:
    """Return whether a piece may end with ``before`` and the next begin with ``after``."""
    return after not in _NEVER_FIRST and after != "\n" and not after.isspace() and before not in OPENERS


def break_kind(text: str, offset: int) -> str:
    """Return the name of the place at ``offset``, a key of ``BREAK_COST``."""
    end = offset
    while end > 1 and text[end - 1].isspace():
        end -= 1
    last = text[end - 1]
    closing = end
    while closing > 0 and (text[closing - 1] in CLOSERS or text[closing - 1].isspace()):
        closing -= 1
    inner = text[closing - 1] if closing else ""
    if (inner in TERMINATORS or inner in "；;…") and inner:
        return "sentence"
    if last in _CLAUSE or last == "—":
        return "clause"
    if last == "、":
        return "list"
    if text[offset - 1].isspace():
        return "space"
    if _CONJUNCTION.match(text, offset):
        return "conjunction"
    return "word"
