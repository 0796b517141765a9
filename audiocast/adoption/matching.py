"""Which item of a feed was made of which article. Pure; what can't be told apart is never guessed.

Rules are tried from the surest to the least sure, each on what the ones before left over.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from audiocast.feed import FeedItem

Rule = Literal["guid", "link", "file", "title", "day"]

ALIKE = 0.6
"""How alike two titles of one day must be, by difflib's ratio.

Of the 13,861 pairs of different headlines in our test pages four reach it: one about the same event, three with all of
the other in them.
"""
AHEAD = 0.2
"""By how much the best of several must be ahead of the next."""
APART_DAYS = 7
"""How far apart the days of two equal titles may be."""
_LEAST_TITLE = 4
"""A shorter title (早报) is no name of anything."""
_DIGESTED = re.compile(r"[-_.](?=[0-9]*[a-f])[0-9a-f]{8,64}$")
"""A digest at the end of a file's name; digits alone are a date or a number."""


@dataclass(frozen=True, slots=True)
class OldArticle:
    """An article as far as it can be known again.

    ``slug`` is the name's form in addresses, ``titles`` every title that it could go by, ``guid`` one that it has
    already.
    """

    file: str
    slug: str
    titles: tuple[str, ...]
    moment: datetime | None
    url: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An item and the file name of the article that it was made of."""

    item: FeedItem
    file: str
    by: Rule


@dataclass(frozen=True, slots=True)
class Doubt:
    """An item that several articles fit, or that shares one with another item."""

    item: FeedItem
    files: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Matching:
    """What became of every item and every article, each in its own order."""

    matches: tuple[Match, ...]
    doubts: tuple[Doubt, ...]
    items: tuple[FeedItem, ...]
    files: tuple[str, ...]


def match(
    items: Sequence[FeedItem],
    articles: Sequence[OldArticle],
    timezone: str,
    slug: Callable[[str], str],
    *,
    show_title: str = "",
    by_day: bool = False,
) -> Matching:
    """Match items with articles.

    Args:
        items: of the feed.
        articles: of the show.
        timezone: in which days are counted.
        slug: the form that a file name without its ending has in addresses.
        show_title: is left out of the items' titles, at whose beginning many feeds have it.
        by_day: whether an item and an article that are alone on their day belong together, whatever their titles.
    """
    search = _Search(items, articles, ZoneInfo(timezone))
    search.settle("guid", lambda item: _given(item.guid), lambda article: _given(article.guid))
    search.set_aside_known()
    search.settle("link", lambda item: _given(_place(item.link)), lambda article: _given(_place(article.url)))
    search.settle("file", lambda item: _stems(item.url, slug), lambda article: _given(article.slug.replace("-", "")))
    search.settle_titles(show_title)
    if by_day:
        search.settle("day", lambda item: _given(search.day(item.pub_date)), lambda one: _given(search.day(one.moment)))
    return search.result()


class _Search:
    """What is left to match, while the rules go over it."""

    def __init__(self, items: Sequence[FeedItem], articles: Sequence[OldArticle], zone: ZoneInfo) -> None:
        self._items = items
        self._articles = articles
        self._zone = zone
        self._found: dict[int, Match] = {}
        self._fitting: dict[int, set[str]] = defaultdict(set)
        times: dict[str, int] = defaultdict(int)
        for item in items:
            times[item.guid] += 1
        self._repeated = {number for number, item in enumerate(items) if item.guid and times[item.guid] > 1}
        self._taken: set[str] = set()

    def day(self, moment: datetime | None) -> str:
        """Return the moment's day in the show's time zone; empty when there is none."""
        return f"{moment.astimezone(self._zone):%Y-%m-%d}" if moment else ""

    def set_aside_known(self) -> None:
        """Keep articles that have a GUID of their own out of all further rules."""
        self._taken |= {article.file for article in self._articles if article.guid}

    def settle(
        self, rule: Rule, item_keys: Callable[[FeedItem], set[str]], article_keys: Callable[[OldArticle], set[str]]
    ) -> None:
        """Match an item and an article that have a key in common which nothing else has."""
        items, articles = defaultdict(set), defaultdict(set)
        for number, item in self._free_items():
            for key in item_keys(item):
                items[key].add(number)
        for article in self._free_articles():
            for key in article_keys(article):
                articles[key].add(article.file)
        for key in items.keys() & articles.keys():
            for number in items[key]:
                self._fitting[number] |= articles[key]
        ways = {
            (next(iter(items[key])), next(iter(articles[key])))
            for key in items.keys() & articles.keys()
            if len(items[key]) == len(articles[key]) == 1
        }
        self._take(rule, ways)

    def settle_titles(self, show_title: str) -> None:
        """Match titles alike on one day, then equal ones within a few days, or with an article that has no date.

        A title that comes again and again (每日新闻播报) means a day, so it is no name of anything elsewhere.
        """
        wanted = [_plain(item.title.replace(show_title, " ") if show_title else item.title) for item in self._items]
        titles = {one.file: {_plain(title) for title in one.titles} - {""} for one in self._articles}
        names = _once(wanted) & _once(title for its in titles.values() for title in its)
        scores: dict[tuple[int, str], float] = {}
        equal: set[tuple[int, str]] = set()
        by_day = defaultdict(list)
        for article in self._free_articles():
            by_day[self.day(article.moment)].append(article.file)
        for number, item in self._free_items():
            if item.pub_date is None:
                continue
            for file in by_day[self.day(item.pub_date)]:
                if (score := max((_likeness(wanted[number], title) for title in titles[file]), default=0.0)) >= ALIKE:
                    scores[number, file] = score
            if wanted[number] in names:
                days = [self.day(item.pub_date + timedelta(days=apart)) for apart in range(-APART_DAYS, APART_DAYS + 1)]
                near = (file for day in ("", *days) for file in by_day[day])
                equal |= {(number, file) for file in near if wanted[number] in titles[file]}
        for number, file in {*scores, *equal}:
            self._fitting[number].add(file)
        self._take("title", _clear_best(scores))
        self._take("title", {(number, file) for number, file in equal if self._is_free(number, file)})

    def result(self) -> Matching:
        """Return what was found, and what was not."""
        matched = {one.file for one in self._found.values()}
        files = tuple(article.file for article in self._articles if article.file not in matched)
        doubts, alone = [], []
        for number, item in enumerate(self._items):
            if number in self._found:
                continue
            fitting = tuple(file for file in files if file in self._fitting[number])
            if number in self._repeated:
                doubts.append(Doubt(item, fitting, "its GUID stands in the feed more than once"))
            elif fitting:
                reason = "several articles fit" if len(fitting) > 1 else "another item fits the article too"
                doubts.append(Doubt(item, fitting, reason))
            else:
                alone.append(item)
        return Matching(
            tuple(one for _, one in sorted(self._found.items(), key=lambda pair: pair[0])),
            tuple(doubts),
            tuple(alone),
            files,
        )

    def _free_items(self) -> Iterator[tuple[int, FeedItem]]:
        taken = self._found.keys() | self._repeated
        return ((number, item) for number, item in enumerate(self._items) if number not in taken)

    def _free_articles(self) -> Iterator[OldArticle]:
        return (article for article in self._articles if article.file not in self._taken)

    def _is_free(self, number: int, file: str) -> bool:
        return number not in self._found and file not in self._taken

    def _take(self, rule: Rule, ways: Iterable[tuple[int, str]]) -> None:
        """Match each pair that shares neither its item nor its article with another pair."""
        numbers, files = defaultdict(set), defaultdict(set)
        for number, file in ways:
            numbers[number].add(file)
            files[file].add(number)
        for number, its in numbers.items():
            (file, *others) = its
            if not others and len(files[file]) == 1:
                self._found[number] = Match(self._items[number], file, rule)
                self._taken.add(file)


def _clear_best(scores: dict[tuple[int, str], float]) -> set[tuple[int, str]]:
    """Return the pairs that are ahead of every other pair of their item and of their article."""
    of_item, of_file = defaultdict(list), defaultdict(list)
    for (number, file), score in scores.items():
        of_item[number].append(score)
        of_file[file].append(score)

    def leads(score: float, all_scores: list[float]) -> bool:
        return sum(other > score - AHEAD for other in all_scores) == 1

    return {way for way, score in scores.items() if leads(score, of_item[way[0]]) and leads(score, of_file[way[1]])}


def _given(key: str) -> set[str]:
    return {key} if key else set()


def _place(url: str) -> str:
    """Return what an address means: neither scheme, ``www.``, final slash nor fragment make it another one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    path = unquote(parts.path).rstrip("/")
    return f"{host}{path}?{parts.query}" if host and (path or parts.query) else ""


def _stems(url: str, slug: Callable[[str], str]) -> set[str]:
    """Return the forms of an enclosure's file name, with and without a digest at its end, hyphens left out."""
    path = re.sub(r"[?#].*", "", url, flags=re.DOTALL)
    stem = unquote(path).rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return {slug(form).replace("-", "") for form in (stem, _DIGESTED.sub("", stem))} - {""}


def _plain(title: str) -> str:
    """Return a title's letters and digits alone, in one width and case."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return "".join(character for character in folded if character.isalnum())


def _once(titles: Iterable[str]) -> set[str]:
    """Return the titles that occur once and are long enough to be a name."""
    return {title for title, times in Counter(titles).items() if times == 1 and len(title) >= _LEAST_TITLE}


def _likeness(one: str, other: str) -> float:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= _LEAST_TITLE and shorter in longer:
        return 0.8 + 0.2 * len(shorter) / len(longer)
    return SequenceMatcher(None, shorter, longer, autojunk=False).ratio()
