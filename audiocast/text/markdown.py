"""An article as Markdown that ``clean`` reads back as the same article."""

from __future__ import annotations

from audiocast.models import Article
from audiocast.text.bylines import write_bylines
from audiocast.text.cleaning import clean
from audiocast.text.datelines import write_dateline
from audiocast.text.headings import CROSSHEAD_LEVEL, SUBTITLE_LEVEL
from audiocast.text.healing import ends_sentence


def markdown(article: Article) -> str:
    """Return ``article`` as Markdown: ``clean(markdown(a)) == [a]`` for every ``a`` that ``clean`` returns.

    The title is ``#``, sub-titles ``###``; a paragraph that does not end like a sentence, or that alone would not be
    read as it stands, is written ``####``, which keeps it whole. Dateline and by-lines are written out.
    """
    blocks = [_heading(1, article.title)] if article.title else []
    blocks += [_heading(SUBTITLE_LEVEL, subtitle) for subtitle in article.subtitles]
    opening, closing = write_dateline(article.dateline) if article.dateline else ("", "")
    if opening and not (article.paragraphs and _is_plain(article.paragraphs[0], opening)):
        blocks.append(opening.strip())
        opening = ""
    for index, paragraph in enumerate(article.paragraphs):
        before = opening if not index else ""
        plain = bool(before) or _is_plain(paragraph)
        blocks.append(before + paragraph if plain else _heading(CROSSHEAD_LEVEL, paragraph))
    if closing:
        blocks.append(closing)
    if article.bylines:
        blocks.append("  \n".join(write_bylines(article.bylines)))
    return "\n\n".join(blocks) + "\n"


def _is_plain(paragraph: str, opening: str = "") -> bool:
    if not ends_sentence(paragraph):
        return False
    return [each.paragraphs for each in clean(f"#### 一\n\n{opening}{paragraph}")] == [("一", paragraph)]


def _heading(level: int, text: str) -> str:
    closing = " #" if text.endswith("#") else ""
    return f"{'#' * level} {text}{closing}"
