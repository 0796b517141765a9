"""The episodes that a show makes of one article file: all of it, sections of it, single stories. Pure.

A cut takes its stories' segments as they are from the file's edition, and their voices with them: their clips and
encoded takes are the same ones. Only what is said before them may differ.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from audiocast import programme, text
from audiocast.catalog import Record, StoryVoice
from audiocast.config import FeedSettings, Settings
from audiocast.draft import Draft, common_section, edition_of, story_digest
from audiocast.matching import Told, match
from audiocast.models import Article, Script, Segment
from audiocast.sources import RawArticle

_ID_DIGITS = 8
_HEADING_CHARS = 30
"""How much of a story stands for the heading that it has not."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cuts of a file a show's feeds are made of.

    Attributes:
        file: whether any feed holds whole editions.
        sections: the feeds that hold editions of some sections.
        stories: the sections of which stories are wanted; None for every story, empty for none.
    """

    file: bool
    sections: tuple[FeedSettings, ...]
    stories: frozenset[str] | None

    def has_story_of(self, section: str) -> bool:
        """Return whether a story of that section is an episode of its own."""
        return self.stories is None or section in self.stories


@dataclass(frozen=True, slots=True)
class StoryName:
    """Which episode a story is, and the heading that its id was made of."""

    episode_id: str
    heading: str


def wanted(settings: Settings) -> Wanted:
    """Return which cuts the show's feeds are made of."""
    whole = [one for one in settings.feed if one.per == "file"]
    single = [one for one in settings.feed if one.per == "story"]
    every_story = settings.per == "story" or any(not one.sections for one in single)
    return Wanted(
        file=settings.per == "file" or any(not one.sections for one in whole),
        sections=tuple(one for one in whole if one.sections),
        stories=None if every_story else frozenset().union(*map(section_names, single)),
    )


def section_names(feed: FeedSettings) -> frozenset[str]:
    """Return the sections that a feed names, in the form that ``Article.section`` has."""
    return frozenset(filter(None, map(text.section_name, feed.sections)))


def cuts(whole: Draft, settings: Settings, words: programme.Words, stories: Sequence[Told] = ()) -> tuple[Draft, ...]:
    """Return the drafts of all episodes that are made of a file: whole, sections by feed, stories in their order.

    Args:
        whole: the file's draft; its episode id is the stem of the others'.
        settings: of the show.
        words: those that ``whole`` was composed with.
        stories: what records hold of this file's stories, by which they keep their ids.
    """
    asked = wanted(settings)
    places = programme.places(whole.articles, whole.edition)
    said = [number for number, place in enumerate(places) if place is not None]
    edition = edition_of(whole.pub_date, settings)
    greeting = programme.opening((), edition, words)

    def cut(numbers: Sequence[int], *, with_guid: bool = False) -> Draft:
        articles = tuple(whole.articles[number] for number in numbers)
        is_long = programme.has_headlines(articles, words)
        opening = programme.opening(articles, edition, words) if is_long else greeting
        chosen = [place for number in numbers if (place := places[number]) is not None]
        return _cut(whole, articles, opening, chosen, with_guid=with_guid)

    made = [whole] if asked.file else []
    for feed in asked.sections:
        names = section_names(feed)
        if numbers := [number for number in said if whole.articles[number].section in names]:
            made.append(_of_section(cut(numbers), feed))
    singles = [number for number in said if asked.has_story_of(whole.articles[number].section)]
    if singles:
        taken = {section_id(whole.episode_id, feed.name) for feed in settings.feed}
        found = match_stories(whole.articles, stories, whole.episode_id, taken)
        last = len(whole.articles) - 1
        made += [_of_story(cut([one], with_guid=not asked.file), found[one], last - one) for one in singles]
    return tuple(made)


def match_stories(
    articles: Sequence[Article], stories: Sequence[Told], stem: str, taken: Collection[str] = ()
) -> tuple[StoryName, ...]:
    """Return which episode each story of a file is: the recorded one that tells the same, else a new one.

    The id of a new one is the stem and 8 hex digits of SHA-256 over its heading (NFC), or over its first 30
    characters when it has none; of a second story of one heading over the heading and ``#2``.

    Args:
        articles: the file's stories.
        stories: what records hold of them.
        stem: what the ids of the file's episodes begin with.
        taken: ids that none may have.
    """
    found = match(articles, stories)
    used = {*taken, *(story.episode_id for story in stories)}
    names = []
    for number, article in enumerate(articles):
        if number in found:
            story = stories[found[number]]
            names.append(StoryName(story.episode_id, story.heading))
            continue
        heading = heading_of(article)
        count = 1
        while (episode_id := story_id(stem, heading, count)) in used:
            count += 1
        used.add(episode_id)
        names.append(StoryName(episode_id, heading))
    return tuple(names)


def heading_of(article: Article) -> str:
    """Return what a story's id is made of: its heading, or how it begins."""
    return unicodedata.normalize("NFC", article.title or "".join(article.paragraphs)[:_HEADING_CHARS])


def story_id(stem: str, heading: str, count: int = 1) -> str:
    """Return the id of a file's story, the ``count``-th of its heading."""
    named = heading if count == 1 else f"{heading}#{count}"
    return f"{stem}-{hashlib.sha256(named.encode()).hexdigest()[:_ID_DIGITS]}"


def section_id(stem: str, feed_name: str) -> str:
    """Return the id of a file's episode in a feed that holds sections."""
    return f"{stem}-{feed_name}"


def recorded_voices(drafts: Sequence[Draft], records: Mapping[str, Record]) -> tuple[StoryVoice, ...]:
    """Return the voices that a file's stories had before, under the headings that they have now.

    Args:
        drafts: the cuts of the file.
        records: of the file, by episode id, whatever cut each is of; for one heading the earlier in these counts.
    """
    singles = [one for one in drafts if one.cut == "story" and one.episode_id in records]
    editions = [record for record in records.values() if record.cut != "story"]
    return (
        *(
            StoryVoice(one.articles[0].title, voice.voice)
            for one in singles
            for voice in records[one.episode_id].voices
        ),
        *(voice for record in editions for voice in record.voices),
    )


def _cut(
    whole: Draft, articles: tuple[Article, ...], opening: Segment | None, chosen: Sequence[int], *, with_guid: bool
) -> Draft:
    segments = whole.edition.segments
    kept = [*chosen, *(place for place, segment in enumerate(segments) if segment.kind == "closing")]
    raw = _own_words(whole, with_guid=with_guid)
    return replace(
        whole,
        raw=raw,
        articles=articles,
        script=Script((*([opening] if opening else []), *(segments[place] for place in kept))),
        segments=(*([0] if opening else []), *kept),
        title=raw.title or programme.episode_title(articles),
        article_digest=story_digest(raw, articles),
        section=common_section(articles),
    )


def _own_words(whole: Draft, *, with_guid: bool) -> RawArticle:
    """Return the file as a cut has it: what front matter says of several stories together is said of none of them."""
    raw = whole.raw if with_guid else replace(whole.raw, guid="")
    return raw if len(whole.articles) == 1 else replace(raw, title="", description="", guid="", number=None)


def _of_section(cut: Draft, feed: FeedSettings) -> Draft:
    return replace(cut, cut="section", episode_id=section_id(cut.episode_id, feed.name), feed=feed.name)


def _of_story(cut: Draft, name: StoryName, later: int) -> Draft:
    """Return a story's episode; ``later`` is how many stories stand behind it, each of them a second older."""
    moment = cut.pub_date + timedelta(seconds=later)
    return replace(cut, cut="story", episode_id=name.episode_id, heading=name.heading, pub_date=moment)
