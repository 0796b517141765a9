"""Which story is which, and which file: what there is and what records hold, whatever was corrected or moved.

The text of a story tells more than its place: stories are reordered, headings corrected, and new ones put between.
A file's text tells more than its name: ``match_files`` reads those that nothing else settles; all else is pure.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from audiocast import text
from audiocast.catalog import Record
from audiocast.config import Settings
from audiocast.draft import publication_date
from audiocast.errors import AudiocastError
from audiocast.ledger import Head
from audiocast.models import Article
from audiocast.sources import RawArticle
from audiocast.sources.dates import find_day
from audiocast.sources.files import read_article

LEAST_LIKENESS = 0.6
"""How much of its pairs of characters a story under another heading must share with a recorded one."""
LEAST_LIKENESS_OF_FILES = 0.8
"""The same of whole files under other names: more, for two weather reports of one day are much alike, and a wrong match
would put one article in another's place."""


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


def match_files(
    sources: Iterable[str],
    families: Mapping[str, Sequence[Head]],
    folder: Path,
    settings: Settings,
    load: Callable[[str], Record],
) -> dict[str, str]:
    """Return which records each file under a new name belongs to, where that is clear: renamed and corrected at once.

    They are of one day and alike, and nothing else of that day is like either; a GUID that the file asks for is theirs.
    Records are not looked at while a file of theirs is there, broken as it may be, nor when they are withdrawn: what
    comes in the place of those is a new article.

    Args:
        sources: the names of files that no record is known to be of.
        families: heads of the records that no file is known for, by the id that they have in common.
        folder: where the files are.
        settings: of the show, for its time zone and cleaning rules.
        load: returns a record; asked for no other than those of a day that a file is of.
    """
    zone = ZoneInfo(settings.timezone)
    by_day: dict[date, list[str]] = {}
    for base, heads in families.items():
        named = find_day(base)
        days = {head.pub_date.astimezone(zone).date() for head in heads} | ({named} if named else set())
        for day in days:
            by_day.setdefault(day, []).append(base)
    recorded: dict[str, Counter[str]] = {}
    alike: list[tuple[str, str]] = []
    for source in sources:
        try:
            raw = read_article(folder / source)
            day = publication_date(raw, settings.timezone).astimezone(zone).date()
        except AudiocastError:  # whoever makes an episode of it says what is wrong
            continue
        near = [base for base in by_day.get(day, ()) if _is_open_to(families[base], raw, folder)]
        written = _pairs(_words(raw, settings)) if near else Counter()
        for base in near:
            if base not in recorded:
                recorded[base] = _pairs(_recorded_words(families[base], load))
            if _share(written, recorded[base]) >= LEAST_LIKENESS_OF_FILES:
                alike.append((source, base))
    times = Counter(name for pair in alike for name in enumerate(pair))
    return {source: base for source, base in alike if times[0, source] == times[1, base] == 1}


def _is_open_to(family: Sequence[Head], raw: RawArticle, folder: Path) -> bool:
    return (
        any(not head.withdrawn for head in family)
        and not any((folder / head.source).exists() for head in family)
        and (not raw.guid or any(head.guid == raw.guid for head in family))
    )


def _words(raw: RawArticle, settings: Settings) -> str:
    articles = text.clean(raw.text, skip=frozenset(settings.skip_rules))
    return "".join("".join((one.title, *one.subtitles, *one.paragraphs)) for one in articles)


def _recorded_words(family: Sequence[Head], load: Callable[[str], Record]) -> str:
    """Return what was read of a file: of its edition, else of all that was cut out of it, each line once."""
    records = [load(head.id) for head in family if head.cut == "file"] or [load(head.id) for head in family]
    lines = (line for record in records for line in record.lines if line.kind in ("heading", "subtitle", "body"))
    return "".join(dict.fromkeys(line.written for line in lines))


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
