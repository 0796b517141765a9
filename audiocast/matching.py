"""Which story is which: the stories of a file and those that records hold of it, whatever was corrected or moved. Pure.

The text of a story tells more than its place: stories are reordered, headings corrected, and new ones put between.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audiocast.catalog import Record
from audiocast.models import Article

LEAST_LIKENESS = 0.6
"""How much of its pairs of characters a story under another heading must share with a recorded one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A story as its record holds it.

    Attributes:
        episode_id: of its episode.
        heading: the one of which the id was made.
        title: its heading when it was made last; empty for a story without one.
        body: what was read under it, as it was written.
    """

    episode_id: str
    heading: str
    title: str
    body: str


Pair = tuple[int, int]
"""An article's number and a recorded story's."""


def told(record: Record) -> Told:
    """Return what a story's record says of it."""
    return Told(
        record.episode.id,
        record.heading,
        "".join(line.written for line in record.lines if line.kind == "heading"),
        "".join(line.written for line in record.lines if line.kind == "body"),
    )


def match(articles: Sequence[Article], stories: Sequence[Told]) -> dict[int, int]:
    """Return the recorded story of each article that has one, by their numbers; none twice.

    A story is one under the same heading, the one most like it where several are; else the one whose text is most
    like it, if that is clear; else one that had its heading at first.
    """
    titles = [_plain(article.title) for article in articles]
    now, first = [_plain(story.title) for story in stories], [_plain(story.heading) for story in stories]
    ours = [_Likeness(article.title, "".join(article.paragraphs)) for article in articles]
    theirs = [_Likeness(story.title, story.body) for story in stories]
    found: dict[int, int] = {}

    def free(fits: Callable[[int, int], bool]) -> dict[Pair, float]:
        return {
            (one, other): ours[one].to(theirs[other])
            for one in range(len(articles))
            if one not in found
            for other in range(len(stories))
            if other not in found.values() and fits(one, other)
        }

    found.update(_best(free(lambda one, other: bool(titles[one]) and titles[one] == now[other])))
    likely = {pair: likeness for pair, likeness in free(lambda *_: True).items() if likeness >= LEAST_LIKENESS}
    while clear := _clear(likely):
        found.update(clear)
        likely = {
            pair: likeness
            for pair, likeness in likely.items()
            if pair[0] not in found and pair[1] not in found.values()
        }
    found.update(_best(free(lambda one, other: bool(titles[one]) and titles[one] == first[other])))
    return found


class _Likeness:
    """A story's pairs of characters, counted."""

    def __init__(self, title: str, body: str) -> None:
        self._title, self._body = _pairs(title), _pairs(body)

    def to(self, other: _Likeness) -> float:
        """Return the share of pairs in common (Dice): of the bodies, or of the headings when one is all heading."""
        if self._body and other._body:
            return _share(self._body, other._body)
        return _share(self._title, other._title)


def _pairs(written: str) -> Counter[str]:
    plain = _plain(written)
    return Counter(plain[at : at + 2] for at in range(max(len(plain) - 1, len(plain) > 0)))


def _plain(written: str) -> str:
    return "".join(unicodedata.normalize("NFC", written).split())


def _share(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _best(pairs: Mapping[Pair, float]) -> dict[int, int]:
    """Return pairs so that nothing is in two of them, the likest first, of those alike the ones that stand first."""
    found: dict[int, int] = {}
    for one, other in sorted(pairs, key=lambda pair: (-pairs[pair], pair)):
        if one not in found and other not in found.values():
            found[one] = other
    return found


def _clear(pairs: Mapping[Pair, float]) -> dict[int, int]:
    """Return the pairs of which each half is likest the other, with no second that is as like."""

    def is_best(pair: Pair, rivals: Iterable[Pair]) -> bool:
        return all(pairs[rival] < pairs[pair] for rival in rivals if rival != pair)

    return {
        one: other
        for one, other in pairs
        if is_best((one, other), (pair for pair in pairs if pair[0] == one or pair[1] == other))
    }
