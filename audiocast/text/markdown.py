"""An article as Markdown that ``clean`` reads back as the same article."""

from __future__ import annotations

from audiocast.models import Article
from audiocast.text.bylines import write_bylines
from audiocast.text.cleaning import CROSSHEAD_LEVEL
from audiocast.text.datelines import write_dateline
from audiocast.text.healing import ends_sentence


def markdown(article: Article) -> str:
    """Return ``article`` as Markdown: ``clean(markdown(a)) == [a]`` for every ``a`` that ``clean`` returns.

    The title is ``#``, sub-titles ``###``; a paragraph that does not end like a sentence is written ``####``, which
    keeps it apart from the next. Dateline and bylines are written out.
    """
    blocks = [_heading(1, article.title)] if article.title else []
    blocks += [_heading(3, subtitle) for subtitle in article.subtitles]
    for index, paragraph in enumerate(article.paragraphs):
        opening = write_dateline(article.dateline) if article.dateline and not index else ""
        if opening or ends_sentence(paragraph):
            blocks.append(opening + paragraph)
        else:
            blocks.append(_heading(CROSSHEAD_LEVEL, paragraph))
    if article.bylines:
        blocks.append("  \n".join(write_bylines(article.bylines)))
    return "\n\n".join(blocks) + "\n"


def _heading(level: int, text: str) -> str:
    closing = " #" if text.endswith("#") else ""
    return f"{'#' * level} {text}{closing}"
