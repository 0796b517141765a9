"""An article on its way to an episode: read, composed and planned, and the decision what to do with it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from audiocast import programme, text
from audiocast.catalog import Cut, StoryVoice
from audiocast.config import Settings
from audiocast.errors import InputError
from audiocast.models import Article, Byline, Script, digest
from audiocast.plan import Cast, Manner, Passage, deal_voices, plan
from audiocast.sources import RawArticle

MORNING = time(6)
"""When an episode appears whose date has no time (DESIGN, Identity)."""
_YEARS = range(1900, 9900)
"""What a feed's dates may hold (RFC 5322, 3.3), with room to count ``revise_days`` from any of them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article file, or a cut of it, and the programme made of that.

    Attributes:
        edition: the programme of the whole file, over which voices are dealt.
        segments: for each segment of the script, the one of the edition whose voice it has; a story's are the same.
        source_digest: of all that the producer wrote in the file; ``article_digest`` is of this cut's part.
        cut: what of the file it holds.
        heading: of which a story's id was made: the one that it had when it was first recorded.
        feed: the further feed whose sections it holds.
        section: the newspaper's section that all of it stands in; empty when there is none or several.
    """

    raw: RawArticle
    episode_id: str
    source: str
    articles: tuple[Article, ...]
    script: Script
    title: str
    pub_date: datetime
    article_digest: str
    edition: Script
    segments: tuple[int, ...]
    source_digest: str
    cut: Cut = "file"
    heading: str = ""
    feed: str = ""
    section: str = ""

    @property
    def authors(self) -> tuple[Byline, ...]:
        """The people in the by-lines, by role."""
        people: dict[str, list[str]] = {}
        for role, name in programme.authors(self.articles):
            people.setdefault(role, []).append(name)
        return tuple(Byline(role, tuple(names)) for role, names in people.items())


def draft(raw: RawArticle, episode_id: str, source: str, settings: Settings, words: programme.Words) -> Draft:
    """Read an article file and compose the programme of all of it.

    Raises:
        InputError: no sentence is left after cleaning, or none that can be said, or the article has no date.
    """
    articles = tuple(text.clean(raw.text, skip=frozenset(settings.skip_rules)))
    if not articles:
        raise InputError(
            f"{raw.origin} holds nothing to read", way_out=f"`audiocast script {raw.origin}` shows what was dropped"
        )
    if named := text.section_name(raw.section):
        articles = tuple(replace(article, section=named) for article in articles)
    moment = publication_date(raw, settings.timezone)
    script = programme.compose(articles, edition_of(moment, settings), words)
    if not any(segment.kind == "story" for segment in script.segments):
        raise InputError(
            f"{raw.origin} holds nothing that can be said", way_out="give its words readings in lexicon.tsv"
        )
    content = article_digest(raw)
    return Draft(
        raw=raw,
        episode_id=episode_id,
        source=source,
        articles=articles,
        script=script,
        title=raw.title or programme.episode_title(articles),
        pub_date=moment,
        article_digest=content,
        edition=script,
        segments=tuple(range(len(script.segments))),
        source_digest=content,
        section=common_section(articles),
    )


def edition_of(moment: datetime, settings: Settings) -> programme.Edition:
    """Return what an episode of that moment is an edition of."""
    return programme.Edition(settings.title, moment.astimezone(ZoneInfo(settings.timezone)).date())


def common_section(articles: Sequence[Article]) -> str:
    """Return the section that all of the stories stand in; empty when there is none or several."""
    sections = {article.section for article in articles}
    return sections.pop() if len(sections) == 1 else ""


def publication_date(raw: RawArticle, timezone: str) -> datetime:
    """Return when the article appears, as an aware datetime: a bare day means 06:00 in the show's time zone.

    Raises:
        InputError: the article has no date, or one that no feed can hold.
    """
    if raw.date is None:
        raise InputError(
            f"{raw.origin} has no date",
            way_out="name it like 2023-02-10.txt, or begin it with front matter: date: 2023-02-10",
        )
    moment = raw.date if isinstance(raw.date, datetime) else datetime.combine(raw.date, MORNING)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))
    try:
        is_in_range = moment.astimezone(UTC).year in _YEARS
    except OverflowError:
        is_in_range = False
    if not is_in_range:
        raise InputError(
            f"{raw.origin} has a date in the year {moment.year}",
            way_out=f"write one from {_YEARS[0]} to {_YEARS[-1]}, such as 2023-02-10",
        )
    return moment


def article_digest(raw: RawArticle) -> str:
    """Return the digest of what the producer wrote: text and front matter, but neither name nor date.

    The date belongs to the episode's identity: it is followed until publication and never after.
    """
    return digest("article/2", text=raw.text, **front_matter(raw))


def story_digest(raw: RawArticle, articles: Sequence[Article]) -> str:
    """Return the digest of these stories alone, so that a change of their neighbours is none of them."""
    stories = [
        [
            story.title,
            story.subtitles,
            story.paragraphs,
            [[byline.role, byline.names] for byline in story.bylines],
            story.dateline.written if story.dateline else "",
            story.section,
        ]
        for story in articles
    ]
    return digest("stories/1", stories=stories, **front_matter(raw))


def front_matter(raw: RawArticle) -> dict[str, object]:
    """Return what front matter says about the episode, for a digest; the date is not in it, for it is followed."""
    return {
        "title": raw.title,
        "description": raw.description,
        "guid": raw.guid,
        "url": raw.url,
        "section": raw.section,
        "season": raw.season,
        "number": raw.number,
        "kind": "" if raw.kind == "full" else raw.kind,
        "block": raw.block,
        "explicit": "" if raw.explicit is None else str(raw.explicit),
        "image": raw.image,
        "place": (raw.place.name, raw.place.geo, raw.place.osm) if raw.place else "",
        "rights": raw.rights,
    }


def voiced(draft: Draft, cast: Cast, manner: Manner, recorded: Sequence[StoryVoice]) -> tuple[Passage, ...]:
    """Return the draft in pieces for an engine; every cut of a file has the voices of its edition.

    Args:
        draft: a file or a cut of it.
        cast: the voices of the engine.
        manner: how the engine wants its utterances.
        recorded: the voices that the stories of the file had before, in any of its records.
    """
    dealt = deal_voices(draft.edition, cast, [(story.title, story.voice) for story in recorded])
    return plan(draft.script, [dealt[place] for place in draft.segments], manner, cast)
