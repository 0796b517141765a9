"""How an article will be read, for a person or a program to look through before a second of sound is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audiocast import text
from audiocast.errors import InputError
from audiocast.models import Article, Sentence
from audiocast.programme import Words, story_sentences
from audiocast.sources.files import read_article


@dataclass(frozen=True, slots=True)
class ReadStory:
    """A cleaned article and its sentences in both layers."""

    article: Article
    sentences: tuple[Sentence, ...]


def read_file(path: Path, words: Words, *, skip_rules: frozenset[str] = frozenset()) -> list[ReadStory]:
    """Clean, split and read an article file; ``skip_rules`` are cleaning rules that are switched off.

    Raises:
        InputError: the file is not text or holds nothing to read; StorageError: it cannot be read.
    """
    raw = read_article(path)
    articles = text.clean(raw.text, skip=skip_rules)
    if not articles:
        raise InputError(
            f"{path} holds nothing to read", way_out="every line of it is furniture, a by-line or a heading"
        )
    return [ReadStory(article, story_sentences(article, words)) for article in articles]


def as_plain(stories: Sequence[ReadStory]) -> dict[str, Any]:
    """Return what ``--json`` prints: articles with their sentences (written, spoken, pinyin) and dropped lines."""
    return {"articles": [_plain_story(story) for story in stories]}


def as_lines(stories: Sequence[ReadStory]) -> Iterator[str]:
    """Yield lines for a terminal: a sentence as written, then as spoken where that differs, then what was dropped."""
    for story in stories:
        for sentence in story.sentences:
            mark = "# " if sentence.kind == "heading" else "## " if sentence.kind == "subtitle" else ""
            yield f"{mark}{sentence.written}"
            if sentence.spoken != sentence.written:
                yield f"    = {sentence.spoken}"
        for dropped in story.article.dropped:
            yield f"- line {dropped.line}, {dropped.rule}: {dropped.text}"
        yield ""


def _plain_story(story: ReadStory) -> dict[str, Any]:
    article = story.article
    return {
        "title": article.title,
        "subtitles": list(article.subtitles),
        "dateline": asdict(article.dateline) if article.dateline else None,
        "bylines": [asdict(byline) for byline in article.bylines],
        "sentences": [
            {
                "kind": sentence.kind,
                "written": sentence.written,
                "spoken": sentence.spoken,
                "pinyin": [syllable for span in sentence.spans for syllable in span.pinyin],
            }
            for sentence in story.sentences
        ],
        "dropped": [asdict(dropped) for dropped in article.dropped],
    }
