"""Blocks of an article to the text that ``text.clean`` reads: Markdown headings, ▲ captions, rows between ``|``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audiocast.sources.page.blocks import Block, squash

_ENDS = re.compile(r"(?:[。！？!?…；;]|\.{3})[”’」』）)】》\"]*$")
_HASHES = re.compile(r"#{1,6}\s")
_LABEL = re.compile(
    "[:：/|丨｜]|记者|記者|通讯员|实习生|[编編][辑輯]|责编|校对|审核|来源|作者|供图|图为|关注|點擊|点击|扫码|二维码|长按|阅读|转载|版权|热线|投稿"
    "|[摄攝]$|[讯電电]$|^[▲△▼▽■●◆—-]"
)
"""Lines that cleaning may know: bylines, credits, what a page asks its reader to do."""
_ITEM = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]")
_MAX_CROSSHEAD_CHARS = 40
_MAX_CAPTION_CHARS = 90
"""``clean`` takes lines of up to 100 characters for captions."""
_CAPTION_SENTENCE = re.compile(rf"[^。！？]{{1,{_MAX_CAPTION_CHARS}}}(?:[。！？]+[”’」』）)】》]*)?")


def write(blocks: Sequence[Block], title: str) -> str:
    """Return the article as text: ``# title``, then its blocks, a paragraph a line, with blank lines between.

    Headings above the first paragraph are sub-titles (``###``), later ones stand alone (``####``), as do list items and
    bold lines that do not end like a sentence, which ``clean`` would join to the next line.
    """
    prose = next((at for at, block in enumerate(blocks) if _is_paragraph(block)), None)
    body = [block for at, block in enumerate(blocks) if squash(block.text) != squash(title) or at == prose]
    lines = [f"# {title}"] if title else []
    may_be_caption = prose is not None and sum(block.centred for block in body) < len(body) / 2
    is_above = prose is not None
    for block in body:
        is_above = is_above and block is not blocks[prose or 0]
        if block.blank_before and lines:
            lines.append("")
        if block.kind == "caption" and prose is None:  # pictures whose captions are the whole story
            lines.append(block.text)
        else:
            lines.extend(_lines(block, is_above=is_above, may_be_caption=may_be_caption))
    return "\n".join(lines) + "\n"


def _is_paragraph(block: Block) -> bool:
    return block.kind in ("text", "item") and block.is_prose


def _lines(block: Block, *, is_above: bool, may_be_caption: bool) -> Iterator[str]:
    text = block.text
    if block.kind == "row":
        yield text
    elif block.kind == "caption" or (may_be_caption and _is_caption(block)):
        yield from _captions(text)
    elif block.kind == "heading" and is_above and not _ITEM.match(text):
        yield _heading(3, text)
    elif block.kind == "heading" or _stands_alone(block) or _HASHES.match(text):
        yield _heading(4, text)
    else:
        yield text


def _is_caption(block: Block) -> bool:
    """A centred line right under a picture, among paragraphs that are not centred."""
    return block.after_picture and block.centred and not block.bold and len(block.text) <= _MAX_CAPTION_CHARS


def _stands_alone(block: Block) -> bool:
    """An unfinished line that the page sets apart; not one that cleaning knows how to take (a byline, a credit)."""
    if _ENDS.search(block.text) or _LABEL.search(block.text):
        return False
    return block.kind == "item" or (block.bold and len(block.text) <= _MAX_CROSSHEAD_CHARS)


def _captions(text: str) -> Iterator[str]:
    if text.startswith(("▲", "△", "▼", "▽")) and len(text) <= _MAX_CAPTION_CHARS:
        yield text
        return
    for sentence in _CAPTION_SENTENCE.findall(text.lstrip("▲△▼▽ ")):
        yield f"▲ {sentence.strip()}"


def _heading(level: int, text: str) -> str:
    closing = " #" if text.endswith("#") else ""
    return f"{'#' * level} {text}{closing}"
