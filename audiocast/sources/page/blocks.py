"""A page's text in blocks, top to bottom: paragraphs, headings, list items, captions and rows of tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from lxml.html import HtmlElement  # type: ignore[import-untyped]

Kind = Literal["text", "heading", "item", "caption", "row"]
_BLOCK = re.compile(
    "html|body|address|article|aside|blockquote|center|d[dlt]|details|dir|div|fieldset|figcaption|figure|footer|form"
    "|frameset|h[1-6]|header|hgroup|hr|legend|li|main|menu|ol|p|pre|section|summary|table|tbody|thead|tfoot|t[rdh]"
    "|caption|ul"
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ol", "ul", "menu", "dir"))
_PICTURES = frozenset(("img", "figure", "picture"))
_CAPTION_NAME = re.compile(
    r"(?:^|[-_\s])(?:caption|(?:img|image|pic|picture|photo|figure)[-_]?(?:desc|text|txt|info|intro|note|title|alt))",
    re.IGNORECASE,
)
_MAX_CAPTION_CHARS = 200
"""A longer element of such a name holds more than a caption."""
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_CENTRED_STYLE = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_EDGES = " \t\r\n\f\u3000\u00a0"
_LINE_END = "\x0b"
"""Stands for a newline that counts, in ``pre``."""
_INDENT = re.compile(r"(?<=[。！？!?…”’」』）)])[ \u00a0]*(?:\u3000|\u00a0){2,}\s*")
"""Two wide spaces after a sentence: the first line's indent of a paragraph whose break was lost."""
_NUMBERED = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．:：]|[①-⑳]|第[一二三四五六七八九十]")
_SUPERSCRIPT = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_MAX_CELL_CHARS = 80
_MOSTLY = 0.9
_SENTENCE = re.compile(r"\w\W{0,3}?[。！？；!?…]")


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a page, and where it stands."""

    text: str
    kind: Kind
    elements: frozenset[int]
    """The elements that its text stands in, by their place in the page's order."""
    link_share: float = 0.0
    bold: bool = False
    centred: bool = False
    after_picture: bool = False
    blank_before: bool = True
    """False after a single line end within a paragraph."""

    @property
    def is_prose(self) -> bool:
        """Whether it is running text: a sentence that is no heading and not there to be clicked."""
        is_running = self.kind not in ("heading", "row") and not self.is_navigation
        return is_running and _SENTENCE.search(self.text) is not None

    @property
    def is_navigation(self) -> bool:
        """Whether it is mostly links, and no sentence of an article."""
        if self.link_share < 0.6:
            return False
        return self.link_share > 0.9 or not self.text.endswith(("。", "！", "？", "”"))


@dataclass(slots=True)
class _Line:
    text: str = ""
    elements: set[int] = field(default_factory=set)
    chars: int = 0
    within: Counter[str] = field(default_factory=Counter)
    """Characters by the meanings of the elements that they stand in."""

    def share(self, meaning: str) -> float:
        return self.within[meaning] / self.chars


def read_blocks(elements: Sequence[HtmlElement]) -> list[Block]:
    """Return the blocks of a page, given all of its elements in document order, the root first."""
    return _Walk(elements).run()


def squash(text: str) -> str:
    """Return ``text`` without its spaces, to compare what was set apart differently."""
    return "".join(text.split())


class _Walk:
    """One pass over the tree; what an open element means for the text in it is counted in ``_open``."""

    def __init__(self, elements: Sequence[HtmlElement]) -> None:
        self._elements = elements
        self._places = {element: place for place, element in enumerate(elements)}
        self._blocks: list[Block] = []
        self._line = _Line()
        self._breaks = 2
        self._after_picture = False
        self._open: Counter[str] = Counter()
        self._numbers: list[int | None] = []
        self._marker = ""

    def run(self) -> list[Block]:
        from lxml.etree import iterwalk  # type: ignore[import-untyped]

        walk = iterwalk(self._elements[0], events=("start", "end"))
        passed_over = None
        for event, element in walk:
            if event == "end":
                if element is not passed_over:
                    self._leave(element)
                self._add(element.tail, element.getparent())
            elif element.tag == "table" and (rows := _data_rows(element)):
                self._take_table(element, rows)
                passed_over = element
                walk.skip_subtree()
            elif element.tag == "sup" and element.xpath(".//a[starts-with(@href, '#')]"):  # a footnote's number
                passed_over = element
                walk.skip_subtree()
            else:
                self._enter(element)
        self._flush()
        return self._blocks

    def _enter(self, element: HtmlElement) -> None:
        tag = element.tag
        if _BLOCK.fullmatch(tag):
            self._end_block()
        elif tag == "br":
            self._flush()
            self._breaks += 1
        if tag in _PICTURES:
            self._after_picture = True
        elif tag in _LISTS:
            self._numbers.append(_first_number(element) if tag == "ol" else None)
        elif tag == "li":
            self._marker = self._next_marker()
        self._open.update(_meanings(element))
        self._add(element.text, element)

    def _leave(self, element: HtmlElement) -> None:
        tag = element.tag
        if _BLOCK.fullmatch(tag):
            self._end_block()
        if tag in _LISTS:
            self._numbers.pop()
        elif tag == "li":
            self._marker = ""
        self._open.subtract(_meanings(element))

    def _add(self, text: str | None, element: HtmlElement | None) -> None:
        if not text or element is None:
            return
        if self._open["pre"]:
            text = text.replace("\r\n", "\n").replace("\n", _LINE_END)
        raised = text.strip().translate(_SUPERSCRIPT)
        if self._open["raised"] and not raised.isascii():
            text = raised
        line, size = self._line, len(squash(text))
        line.text += text
        if size:
            line.elements.add(self._places[element])
            line.chars += size
            line.within.update(dict.fromkeys((name for name, count in self._open.items() if count), size))

    def _end_block(self) -> None:
        self._flush()
        self._breaks = 2

    def _flush(self) -> None:
        line, self._line = self._line, _Line()
        if not line.chars:
            return
        for at, paragraph in enumerate(_INDENT.split(line.text)):
            self._breaks = 2 if at else self._breaks
            for written in paragraph.split(_LINE_END):
                text = _SPACE.sub(" ", written).strip(_EDGES)
                if text:
                    self._take(text, line)
                self._breaks += 1
        self._breaks = 0

    def _take(self, text: str, line: _Line) -> None:
        if self._marker and not _NUMBERED.match(text):
            text = self._marker + text
        self._marker = ""
        block = Block(
            text=text,
            kind=_kind(line),
            elements=frozenset(line.elements),
            link_share=line.share("link"),
            bold=line.share("bold") > _MOSTLY,
            centred=line.share("centred") > _MOSTLY,
            after_picture=self._after_picture,
            blank_before=self._breaks > 1,
        )
        self._blocks.append(block)
        self._breaks = 0
        self._after_picture = False

    def _take_table(self, table: HtmlElement, rows: Sequence[Sequence[str]]) -> None:
        self._end_block()
        places = frozenset(self._places[element] for element in table.iter())
        chars = sum(len(squash(cell)) for row in rows for cell in row)
        share = sum(len(squash(link.text_content())) for link in table.iter("a")) / chars
        for at, row in enumerate((rows[0], ["---"] * len(rows[0]), *rows[1:])):
            text = f"| {' | '.join(cell.replace('|', '｜') for cell in row)} |"
            self._blocks.append(Block(text, "row", places, share, blank_before=not at))
        self._breaks = 2

    def _next_marker(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return ""
        self._numbers[-1] = number + 1
        return f"{number}、"


def _kind(line: _Line) -> Kind:
    for kind in ("caption", "heading", "item"):
        if line.share(kind) > _MOSTLY:
            return kind
    return "text"


def _meanings(element: HtmlElement) -> Iterator[str]:
    """What an element means for all text in it."""
    tag, style = element.tag, element.get("style") or ""
    if tag == "a":
        yield "link"
    elif tag in _HEADINGS:
        yield "heading"
    elif tag == "pre":
        yield "pre"
    elif tag == "sup":
        yield "raised"
    elif tag == "li":
        yield "item"
    if tag in ("b", "strong") or _BOLD_STYLE.search(style):
        yield "bold"
    if tag == "center" or element.get("align") == "center" or _CENTRED_STYLE.search(style):
        yield "centred"
    if tag == "figcaption" or _is_named_caption(element):
        yield "caption"


def _is_named_caption(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _CAPTION_NAME.search(names) is not None and len(squash(element.text_content())) <= _MAX_CAPTION_CHARS


def _first_number(element: HtmlElement) -> int | None:
    """The number of an ordered list's first item; None when its items show none, or count down."""
    if "none" in (element.get("style") or "") or "reversed" in element.attrib:
        return None
    start = element.get("start") or "1"
    return int(start) if start.isdecimal() else 1


def _data_rows(table: HtmlElement) -> list[list[str]]:
    """The rows of a table that holds data, its caption first; nothing for one that only lays out a page."""
    if table.xpath(".//table"):
        return []
    rows = [
        [_SPACE.sub(" ", cell.text_content()).strip(_EDGES) for cell in row.xpath("./td | ./th | ./self::caption")]
        for row in table.iter("tr")
    ]
    rows = [row for row in rows if any(row)]
    if sum(len(row) > 1 for row in rows) < 2 or any(len(cell) > _MAX_CELL_CHARS for row in rows for cell in row):
        return []
    captions = [
        [text] for caption in table.iter("caption") if (text := _SPACE.sub(" ", caption.text_content()).strip(_EDGES))
    ]
    return [*captions, *rows]
