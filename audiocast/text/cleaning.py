"""Raw newspaper text to articles: the story, its headings, and as data or in the log everything that is not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from audiocast.models import Article, Dropped
from audiocast.text.assembly import Assembly
from audiocast.text.bylines import parse_bylines
from audiocast.text.datelines import take_dateline
from audiocast.text.drafts import Draft, take_closing
from audiocast.text.folding import fold
from audiocast.text.furniture import take_parts, whole_rule
from audiocast.text.headings import close_up_letters, is_brief, is_column
from audiocast.text.healing import ends_sentence, join
from audiocast.text.lines import close_up, tidy
from audiocast.text.notices import notice_rule
from audiocast.text.sections import Mark, page_section, section_name, sections
from audiocast.text.sorting import sort_lines

RULES = frozenset(
    {
        "entity",
        "invisible",
        "space",
        "heal",
        "dateline",
        "byline",
        "caption",
        "editor-tag",
        "jump",
        "web-furniture",
        "page-furniture",
        "table",
        "notice",
        "advertisement",
        "bullet",
        "markup",
        "page-title",
        "empty-heading",
        "no-words",
    }
)
"""The names that ``skip`` may hold."""

_BLOCKS = ("table", "notice", "advertisement")
"""Rules that may take all that stands under a heading, and then the heading as well."""


def clean(raw: str, *, skip: frozenset[str] = frozenset()) -> list[Article]:
    """Return the articles in ``raw``, in order; none when there is no text in it.

    Args:
        raw: decoded text of one file: plain or with Markdown headings, one story or several.
        skip: names of cleaning rules to leave out (``RULES`` lists them).
    """
    lines, dropped = tidy(raw, skip)
    drafts = Assembly(sort_lines(lines, skip), skip).run()
    made = [(_finish(draft, skip), draft) for draft in drafts]
    kept, emptied = _without_empty(made, skip)
    return _with_sections(_with_dropped(kept, dropped), kept, emptied)


def _finish(draft: Draft, skip: frozenset[str]) -> Article:
    paragraphs = []
    for pieces, number in zip(draft.paragraphs, draft.numbers, strict=True):
        paragraph = join(pieces)
        if len(pieces) > 1 and "&" in paragraph:
            lines, lost = tidy(paragraph, skip)
            paragraph = " ".join(line.text for line in lines)
            draft.dropped.extend(replace(each, line=number) for each in lost)
        paragraph = _spaced(paragraph, skip)
        if len(pieces) > 1 or paragraph != pieces[0]:
            paragraph = _spaced(_healed(draft, paragraph, number, skip), skip)
        if paragraph:
            paragraphs.append(paragraph)
    headings = [close_up_letters(each) if "space" not in skip else each for each in (draft.title, *draft.subtitles)]
    return Article(
        headings[0],
        tuple(headings[1:]),
        tuple(paragraphs),
        draft.dateline,
        tuple(dict.fromkeys((*draft.signed, *draft.bylines))),
        tuple(draft.dropped),
    )


def _healed(draft: Draft, paragraph: str, number: int, skip: frozenset[str]) -> str:
    """A paragraph that was made whole, after the rules have seen all of it; empty when one takes it."""
    paragraph, parts = take_parts(paragraph, skip, "markup")
    for part, rule in parts:
        draft.drop(part, rule, number)
    folded = fold(paragraph)
    rule = whole_rule(folded, skip) or notice_rule(folded)
    bylines = parse_bylines(paragraph) if "byline" not in skip else ()
    if bylines or (rule and rule not in skip):
        draft.bylines.extend(bylines)
        draft.drop(paragraph, "byline" if bylines else rule, number)
        return ""
    if "dateline" not in skip and (found := take_dateline(paragraph))[1] is not None:
        rest, dateline, people = found
        draft.drop(paragraph[: len(paragraph) - len(rest)].strip(), "dateline", number)
        draft.dateline = draft.dateline or dateline
        draft.signed.extend(people)
        paragraph = rest
    return take_closing(draft, paragraph, number, skip)[0]


def _spaced(paragraph: str, skip: frozenset[str]) -> str:
    if "space" in skip:
        return paragraph
    return close_up(paragraph) if ends_sentence(paragraph) else close_up_letters(paragraph)


def _without_empty(
    articles: list[tuple[Article, Draft]], skip: frozenset[str]
) -> tuple[list[tuple[Article, Draft]], list[Mark]]:
    """Articles that have something to read, and the headings of those that have not.

    What stood around the latter goes to the nearest of the former.
    """
    kept: list[tuple[Article, Draft]] = []
    waiting: list[Dropped] = []
    emptied: list[Mark] = []
    over = _section_levels(articles)
    for at, (article, draft) in enumerate(articles):
        next_level = articles[at + 1][1].level if at + 1 < len(articles) else 0
        rule = _empty_rule(article, draft, next_level, first=not kept, is_section=draft.level in over)
        if not rule or (rule in skip and article.title):
            kept.append((replace(article, dropped=(*waiting, *article.dropped)), draft))
            waiting = []
            continue
        lost = [Dropped(text, rule, draft.line) for text in (article.title, *article.subtitles) if text]
        waiting.extend((*lost, *article.dropped))
        is_over = next_level > draft.level > 0
        if rule not in _BLOCKS and (is_over or is_column(fold(article.title))):
            emptied.append(Mark(draft.line, section_name(article.title), "heading", draft.level, is_over))
    if waiting and kept:
        last, line = kept[-1]
        kept[-1] = (replace(last, dropped=(*last.dropped, *waiting)), line)
    return kept, emptied


def _section_levels(articles: Sequence[tuple[Article, Draft]]) -> set[int]:
    """Levels of two headings or more of which none has text of its own and each stands over deeper ones: sections."""
    counts = Counter(draft.level for _, draft in articles if draft.level > 0)
    levels = {level for level, count in counts.items() if count > 1}
    for at, (article, draft) in enumerate(articles):
        next_level = articles[at + 1][1].level if at + 1 < len(articles) else 0
        if article.paragraphs or next_level <= draft.level:
            levels.discard(draft.level)
    return levels


def _empty_rule(article: Article, draft: Draft, next_level: int, *, first: bool, is_section: bool) -> str:
    """The rule that drops an article without text; empty when it has some, or is a brief that its heading tells."""
    if article.paragraphs:
        return ""
    blocks = [each.rule for each in article.dropped if each.rule in _BLOCKS]
    if blocks:
        return blocks[0]
    if first and next_level > draft.level > 0:
        return "page-title"
    if is_section:
        return "empty-heading"
    if any(map(is_brief, (article.title, *article.subtitles))):
        return ""
    return "page-title" if first else "empty-heading"


def _with_dropped(kept: Sequence[tuple[Article, Draft]], dropped: list[Dropped]) -> list[Article]:
    """The articles with what was taken out of their lines before they were told apart, all in the lines' order."""
    result = []
    at = 0
    for index, (article, _) in enumerate(kept):
        until = kept[index + 1][1].line if index + 1 < len(kept) else None
        own: list[Dropped] = []
        while at < len(dropped) and (until is None or dropped[at].line < until):
            own.append(dropped[at])
            at += 1
        ordered = sorted((*own, *article.dropped), key=lambda each: each.line)
        result.append(replace(article, dropped=tuple(ordered)))
    return result


def _with_sections(
    articles: Sequence[Article], kept: Sequence[tuple[Article, Draft]], emptied: Sequence[Mark]
) -> list[Article]:
    """The articles, each with the section that headings and page lines above it tell."""
    marks = list(emptied)
    named = {mark.line for mark in emptied}
    for each in (each for article in articles for each in article.dropped):
        if each.rule == "page-furniture" and (name := page_section(each.text)) is not None:
            marks.append(Mark(each.line, name, "page"))
        elif each.rule == "page-title" and each.line not in named:
            marks.append(Mark(each.line, section_name(each.text), "column"))
    found = sections(sorted(marks, key=lambda mark: mark.line), [(draft.line, draft.level) for _, draft in kept])
    return [replace(article, section=name) for article, name in zip(articles, found, strict=True)]
