"""An article on its way to an episode: read, composed and planned, and the decision what to do with it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from audiocast import programme, text
from audiocast.catalog import Record
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
    """An article and the programme made of it."""

    raw: RawArticle
    episode_id: str
    source: str
    articles: tuple[Article, ...]
    script: Script
    title: str
    pub_date: datetime
    article_digest: str

    @property
    def authors(self) -> tuple[Byline, ...]:
        """The people in the by-lines, by role."""
        people: dict[str, list[str]] = {}
        for role, name in programme.authors(self.articles):
            people.setdefault(role, []).append(name)
        return tuple(Byline(role, tuple(names)) for role, names in people.items())


def draft(raw: RawArticle, episode_id: str, source: str, settings: Settings, words: programme.Words) -> Draft:
    """Read an article and compose its programme.

    Raises:
        InputError: no sentence is left after cleaning, or the article has no date.
    """
    articles = tuple(text.clean(raw.text, skip=frozenset(settings.skip_rules)))
    if not articles:
        raise InputError(
            f"{raw.origin} holds nothing to read", way_out=f"`audiocast script {raw.origin}` shows what was dropped"
        )
    moment = publication_date(raw, settings.timezone)
    edition = programme.Edition(settings.title, moment.astimezone(ZoneInfo(settings.timezone)).date())
    return Draft(
        raw=raw,
        episode_id=episode_id,
        source=source,
        articles=articles,
        script=programme.compose(articles, edition, words),
        title=raw.title or programme.episode_title(articles),
        pub_date=moment,
        article_digest=article_digest(raw),
    )


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
    return digest("article/2", text=raw.text, title=raw.title, description=raw.description, guid=raw.guid, url=raw.url)


def voiced(draft: Draft, cast: Cast, manner: Manner, record: Record | None) -> tuple[Passage, ...]:
    """Return the draft in pieces for an engine, its stories in the voices that they had before."""
    recorded = [(story.title, story.voice) for story in record.voices] if record else []
    return plan(draft.script, deal_voices(draft.script, cast, recorded), manner, cast)
