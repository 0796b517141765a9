"""Articles and a show's words to a Script: opening, AI label, headlines, stories, closing; roles and pauses. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from audiocast import text
from audiocast.config import LabelSettings, PauseSettings, ProgrammeSettings
from audiocast.models import Article, Script, Segment, Sentence, SentenceKind, VoiceRole

_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@dataclass(frozen=True, slots=True)
class Edition:
    """What one episode is an edition of: the show's title and the day in its time zone."""

    show_title: str
    day: date


@dataclass(frozen=True, slots=True)
class Words:
    """What the show says around its stories, how long it rests, and how it reads."""

    programme: ProgrammeSettings = field(default_factory=ProgrammeSettings)
    label: LabelSettings = field(default_factory=LabelSettings)
    pauses: PauseSettings = field(default_factory=PauseSettings)
    lexicon: text.Lexicon = field(default_factory=text.Lexicon)


def compose(articles: Sequence[Article], edition: Edition, words: Words) -> Script:
    """Return the programme that reads ``articles`` in order, each verbatim.

    The pause after a segment's last sentence is the one before the next segment; after the very last it is 0.
    """
    first = opening(articles, edition, words)
    stories = [Segment("story", article.title, story_sentences(article, words)) for article in articles]
    closing_text = _filled(words.programme.closing, edition)
    closing = Segment("closing", edition.show_title, tuple(_said(closing_text, "closing", "opening", words)))
    said = [segment for segment in (*stories, closing) if _is_said(segment)]
    segments = [*([first] if first else []), *said]
    rests = [
        _rest(segment, after, words.pauses) for segment, after in zip(segments, [*segments[1:], None], strict=True)
    ]
    return Script(tuple(_rested(segment, rest) for segment, rest in zip(segments, rests, strict=True)))


def opening(articles: Sequence[Article], edition: Edition, words: Words) -> Segment | None:
    """Return what is said before ``articles``, with its rest: greeting, AI label, headlines; None when nothing is."""
    segment = Segment("opening", edition.show_title, tuple(_opening(articles, edition, words)))
    return _rested(segment, words.pauses.opening) if _is_said(segment) else None


def has_headlines(articles: Sequence[Article], words: Words) -> bool:
    """Return whether the opening names the stories."""
    return 0 < words.programme.headlines_from <= len(articles)


def places(articles: Sequence[Article], script: Script) -> tuple[int | None, ...]:
    """Return which segment of ``script``, composed of ``articles``, tells each; None for one with nothing to say."""
    stories = [place for place, segment in enumerate(script.segments) if segment.kind == "story"]
    found: list[int | None] = []
    for article in articles:
        is_told = bool(stories) and _tells(script.segments[stories[0]], article)
        found.append(stories.pop(0) if is_told else None)
    return tuple(found)


def _tells(segment: Segment, article: Article) -> bool:
    written = "".join((article.title, *article.subtitles, *article.paragraphs))
    return segment.title == article.title and "".join(one.written for one in segment.sentences) == written


def _is_said(segment: Segment) -> bool:
    return any(sentence.is_said for sentence in segment.sentences)


def episode_title(articles: Sequence[Article]) -> str:
    """Return the first headline, with 等N条 when there are more stories."""
    first = articles[0].title or articles[0].paragraphs[0][:30]
    return first if len(articles) == 1 else f"{first} 等{len(articles)}条"


def _opening(articles: Sequence[Article], edition: Edition, words: Words) -> Iterator[Sentence]:
    yield from _said(_filled(words.programme.opening, edition), "opening", "opening", words)
    if words.label.enabled:
        yield from _said(words.label.spoken, "label", "opening", words)
    if has_headlines(articles, words):
        yield from _said(words.programme.headlines, "opening", "opening", words)
        for title in (article.title for article in articles if article.title):
            yield _sentence(title, "headline", "headline", words.pauses.sentence, words)


def story_sentences(article: Article, words: Words) -> tuple[Sentence, ...]:
    """Return one story's sentences: its headings, then its body."""
    return tuple(_story(article, words))


def _story(article: Article, words: Words) -> Iterator[Sentence]:
    headings = [line for line in (article.title, *article.subtitles) if line]
    for number, line in enumerate(headings, 1):
        kind: SentenceKind = "heading" if number == 1 and article.title else "subtitle"
        pause = words.pauses.heading if number == len(headings) else words.pauses.sentence
        yield _sentence(line, kind, "headline", pause, words)
    for paragraph in article.paragraphs:
        *others, last = _said(paragraph, "body", "story", words)
        yield from others
        yield replace(last, pause_after_ms=words.pauses.paragraph)


def _said(written: str, kind: SentenceKind, role: VoiceRole, words: Words) -> Iterator[Sentence]:
    for number, sentence in enumerate(text.split(written, max_chars=None)):
        made = _sentence(sentence, kind, role, words.pauses.sentence, words)
        yield replace(made, opens_paragraph=number == 0)


def _sentence(written: str, kind: SentenceKind, role: VoiceRole, pause_ms: int, words: Words) -> Sentence:
    return Sentence(written, tuple(text.read(written, words.lexicon)), kind, role, pause_ms)


def _rest(segment: Segment, after: Segment | None, pauses: PauseSettings) -> int:
    if after is None:
        return 0
    if segment.kind == "opening":
        return pauses.opening
    return pauses.closing if after.kind == "closing" else pauses.story


def _rested(segment: Segment, rest_ms: int) -> Segment:
    *others, last = segment.sentences
    return replace(segment, sentences=(*others, replace(last, pause_after_ms=rest_ms)))


def _filled(template: str, edition: Edition) -> str:
    day = edition.day
    values = {
        "title": edition.show_title,
        "date": f"{day.year}年{day.month}月{day.day}日",
        "weekday": _WEEKDAYS[day.weekday()],
    }
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def authors(articles: Iterable[Article]) -> Iterator[tuple[str, str]]:
    """Yield each (role, name) of the by-lines once, in order."""
    seen: set[tuple[str, str]] = set()
    for article in articles:
        for byline in article.bylines:
            for name in byline.names:
                if (pair := (byline.role, name)) not in seen:
                    seen.add(pair)
                    yield pair
