"""How articles will be read, for a person or a program to look through before a second of sound is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from audiocast import text
from audiocast.errors import AudiocastError, InputError
from audiocast.models import Article, Dropped, Sentence, Span
from audiocast.programme import Words, story_sentences
from audiocast.sources.files import article_paths, read_article

_CARRIER = "# 无\n\n无。"

Mark = Callable[[str, str], str]
"""Shows one change: (written, spoken) to a string."""


@dataclass(frozen=True, slots=True)
class ReadStory:
    """A cleaned article and its sentences in both layers."""

    article: Article
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file's stories; or what is wrong with it, and the lines that were dropped of one that holds no story."""

    name: str
    stories: tuple[ReadStory, ...] = ()
    error: AudiocastError | None = None
    dropped: tuple[Dropped, ...] = ()

    @property
    def sentences(self) -> Iterator[tuple[str, int, int, Sentence]]:
        """Each sentence with the file's name, its story's number and its own, from 1."""
        for story_number, story in enumerate(self.stories, 1):
            for number, sentence in enumerate(story.sentences, 1):
                yield self.name, story_number, number, sentence


def find_files(paths: Sequence[Path]) -> Iterator[Path | ReadFile]:
    """Yield the files that ``paths`` name: itself, the articles in a folder, or those of a show's folder.

    What is no article in a folder comes as a file with an error.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        folder = path / "articles" if (path / "show.toml").is_file() else path
        articles, wrong = article_paths(folder)
        yield from articles
        yield from (ReadFile(name, error=error) for name, error in wrong.items())
        if not articles and not wrong:
            yield ReadFile(str(folder), error=InputError(f"{folder} holds no articles", way_out="name a file"))


def read_file(path: Path, words: Words, *, skip_rules: frozenset[str] = frozenset()) -> ReadFile:
    """Clean, split and read an article file; what is wrong with the file is in the result's ``error``.

    Args:
        path: the file.
        words: how it is read.
        skip_rules: cleaning rules that are switched off.
    """
    try:
        raw = read_article(path)
    except AudiocastError as error:
        return ReadFile(str(path), error=error)
    articles = text.clean(raw.text, skip=skip_rules)
    if not articles:
        way_out = "every line of it is furniture, a by-line or a heading"
        empty = InputError(f"{path} holds nothing to read", way_out=way_out)
        return ReadFile(str(path), error=empty, dropped=_dropped(raw.text, skip_rules))
    return ReadFile(str(path), tuple(ReadStory(article, story_sentences(article, words)) for article in articles))


def as_plain(files: Sequence[ReadFile], *, only_changed: bool = False) -> dict[str, Any]:
    """Return what ``--json`` prints: articles with their sentences in both layers, dropped lines, files that failed."""
    return {
        "articles": [_plain_story(file.name, story, only_changed) for file in files for story in file.stories],
        "failed": [
            {"file": file.name, "error": str(file.error), "dropped": [asdict(dropped) for dropped in file.dropped]}
            for file in files
            if file.error
        ],
    }


def as_lines(files: Sequence[ReadFile]) -> Iterator[str]:
    """Yield lines for a terminal: a sentence as written, then as spoken where that differs, then what was dropped."""
    for file in files:
        yield from _head(file, files)
        for story in file.stories:
            for sentence in story.sentences:
                mark = "# " if sentence.kind == "heading" else "## " if sentence.kind == "subtitle" else ""
                yield f"{mark}{sentence.written}"
                if sentence.spoken != sentence.written:
                    yield f"    = {sentence.spoken}"
            yield from map(_dropped_line, story.article.dropped)
            yield ""


def as_changes(files: Sequence[ReadFile], mark: Mark) -> Iterator[str]:
    """Yield the sentences whose spoken words differ from the written, each change as ``mark`` shows it."""
    for file in files:
        yield from _head(file, files)
        for _, story, number, sentence in file.sentences:
            if sentence.spoken != sentence.written:
                yield f"{story}.{number}  {changed(sentence.spans, mark)}"


def as_dropped(files: Sequence[ReadFile]) -> Iterator[str]:
    """Yield the dropped lines of files that hold no story."""
    for file in files:
        yield from map(_dropped_line, file.dropped)


def changed(spans: Sequence[Span], mark: Mark) -> str:
    """Return the written text with each change shown by ``mark``; changes that touch are one."""
    parts = []
    for same, group in groupby(spans, key=lambda span: span.written == span.spoken):
        run = list(group)
        written, spoken = "".join(span.written for span in run), "".join(span.spoken for span in run)
        parts.append(written if same else mark(written, spoken))
    return "".join(parts)


def _dropped(raw: str, skip_rules: frozenset[str]) -> tuple[Dropped, ...]:
    """What cleaning removes of a text without a story: removals are logged with a story, so one is put below it."""
    carriers = text.clean(f"{raw}\n\n{_CARRIER}\n", skip=skip_rules)
    every = [dropped for article in carriers for dropped in article.dropped]
    return tuple(sorted(every, key=lambda dropped: dropped.line))


def _head(file: ReadFile, files: Sequence[ReadFile]) -> Iterator[str]:
    if len(files) > 1 and file.stories:
        yield f"== {file.name}"


def _dropped_line(dropped: Dropped) -> str:
    return f"- line {dropped.line}, {dropped.rule}: {dropped.text}"


def _plain_story(file: str, story: ReadStory, only_changed: bool) -> dict[str, Any]:
    article = story.article
    return {
        "file": file,
        "title": article.title,
        "subtitles": list(article.subtitles),
        "dateline": asdict(article.dateline) if article.dateline else None,
        "bylines": [asdict(byline) for byline in article.bylines],
        "sentences": [
            {
                "number": number,
                "kind": sentence.kind,
                "written": sentence.written,
                "spoken": sentence.spoken,
                "pinyin": [syllable for span in sentence.spans for syllable in span.pinyin],
                "spans": [asdict(span) for span in sentence.spans],
            }
            for number, sentence in enumerate(story.sentences, 1)
            if not only_changed or sentence.spoken != sentence.written
        ],
        "dropped": [asdict(dropped) for dropped in article.dropped],
    }
