"""The HTML that a description may hold: what producers write is cleaned, and cut where a sentence ends.

Podcast apps take p, ol, ul, li, a, b, i, strong and em (Apple, PSP-1).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from html.parser import HTMLParser
from typing import Literal, NamedTuple

from audiocast.feed.characters import one_line, visible
from audiocast.feed.paths import web_url

BLOCKS = frozenset(("p", "ol", "ul", "li"))
INLINE = frozenset(("a", "b", "i", "strong", "em"))
_LINE_ENDS = frozenset(
    ("br", "hr", "div", "section", "article", "blockquote", "pre", "table", "tr", "td", "th", "dt", "dd", "figure")
) | frozenset(f"h{level}" for level in range(1, 7))
"""What apps do not take but where a line ends all the same."""
_DROPPED = frozenset(
    ("span", "font", "u", "s", "del", "ins", "small", "big", "sub", "sup", "center", "code", "img", "script", "style")
)
"""What is known as HTML besides, and goes."""
_MARKUP = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | INLINE | _LINE_ENDS | _DROPPED))})(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_BLANKS = re.compile("[\t\n\f\r ]+")
_ENDS = "。！？!?…；;"
_CLOSERS = "”’」』）)"
_MORE = "…"


class Token(NamedTuple):
    """A tag or a run of text; ``text`` is not escaped yet, and a tag's is its link."""

    kind: Literal["open", "close", "text"]
    name: str = ""
    text: str = ""

    def __str__(self) -> str:
        if self.kind == "text":
            return html.escape(self.text, quote=False)
        if self.kind == "close":
            return f"</{self.name}>"
        return f'<a href="{html.escape(self.text)}">' if self.name == "a" else f"<{self.name}>"


def paragraphs(text: str) -> tuple[Token, ...]:
    """Return ``text`` as HTML in which everything stands in a paragraph or a list.

    Text without any tag that HTML has for text is plain: each line is a paragraph and ``<`` is ``<``. Else it is HTML:
    tags and attributes that apps do not take are removed, with all that is in a script or a style; a link stays one if
    it is http, https or mailto.
    """
    text = visible(text)
    builder = _Builder()
    if _MARKUP.search(text):
        import nh3

        kept = nh3.clean(
            text,
            tags=set(BLOCKS | INLINE | _LINE_ENDS),
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
        reader = _Reader(builder)
        reader.feed(kept)
        reader.close()
    else:
        for written in filter(None, map(one_line, text.split("\n"))):
            builder.open("p")
            builder.add(written)
            builder.close()
    builder.close_all()
    return tuple(builder.tokens)


def fitting(tokens: Sequence[Token], max_bytes: int) -> str:
    """Return the HTML in at most ``max_bytes``: whole sentences where one fits, else cut with an ellipsis.

    It is never cut inside a tag or an entity, and what is open is closed.
    """
    whole = "".join(map(str, tokens))
    if _size(whole) <= max_bytes:
        return whole
    sentence = room = (0, 0)
    size = closing = 0
    for index, token in enumerate(tokens):
        if token.kind == "open":
            size += _size(str(token))
            closing += len(token.name) + 3
        elif token.kind == "close":
            size += len(token.name) + 3
            closing -= len(token.name) + 3
            if token.name in BLOCKS:
                sentence = (index + 1, 0)
        for offset, character in enumerate(token.text if token.kind == "text" else "", start=1):
            size += _size(html.escape(character, quote=False))
            if size + closing > max_bytes:
                break
            if _ends_sentence(token.text, offset) or (character in _CLOSERS and sentence == (index, offset - 1)):
                sentence = (index, offset)
            if size + closing + _size(_MORE) <= max_bytes:
                room = (index, offset)
        if size + closing > max_bytes:
            break
    if sentence != (0, 0):
        return _cut(tokens, *sentence)
    return _cut(tokens, *room, more=_MORE) if room != (0, 0) else ""


def line(text: str, max_bytes: int) -> str:
    """Return plain text on one line, escaped, cut as ``fitting`` does."""
    return fitting((Token("text", text=one_line(text)),), max_bytes)


def _cut(tokens: Sequence[Token], index: int, offset: int, more: str = "") -> str:
    """Return all before the character ``offset`` of the token at ``index``, closed."""
    builder = _Builder()
    for token in tokens[:index]:
        if token.kind == "open":
            builder.open(token.name, token.text)
        elif token.kind == "close":
            builder.close()
        else:
            builder.add(token.text)
    if offset:
        builder.add(tokens[index].text[:offset] + more)
    builder.close_all()
    return "".join(map(str, builder.tokens))


def _ends_sentence(text: str, end: int) -> bool:
    return text[end - 1] in _ENDS or (text[end - 1] == "." and (end == len(text) or text[end] == " "))


def _size(text: str) -> int:
    return len(text.encode())


class _Builder:
    """Tokens that always nest: an element without content is left out, text stands in a block."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.opened: list[Token] = []

    def open(self, name: str, link: str = "") -> None:
        self.tokens.append(Token("open", name, link))
        self.opened.append(self.tokens[-1])

    def close(self) -> None:
        opened = self.opened.pop()
        if opened.name in BLOCKS and self.tokens[-1].kind == "text" and not (text := self.tokens.pop().text).isspace():
            self.add(text.rstrip())
        if self.tokens[-1] is opened:
            self.tokens.pop()
        else:
            self.tokens.append(Token("close", opened.name))

    def close_all(self) -> None:
        while self.opened:
            self.close()

    def add(self, text: str) -> None:
        self.tokens.append(Token("text", text=text))

    def say(self, text: str) -> None:
        """Add text whose blanks mean no more than one space."""
        text = _BLANKS.sub(" ", text)
        if not self.tokens or (self.tokens[-1].kind != "text" and self.tokens[-1].name in BLOCKS):
            text = text.lstrip()
        if text:
            self.need_block()
            self.add(text)

    def need_block(self) -> None:
        if not any(token.name in BLOCKS for token in self.opened):
            self.open("p")

    def end_line(self) -> None:
        """End the paragraph, in a list's item only a word; what was bold goes on being so in the next."""
        if any(token.name == "li" for token in self.opened):
            self.say(" ")
            return
        again = [token for token in self.opened if token.name in INLINE]
        self.close_all()
        for token in again:
            self.need_block()
            self.open(token.name, token.text)


class _Reader(HTMLParser):
    """Feeds a builder from HTML that is well-formed; outside of the writer's own blocks a line is a paragraph."""

    def __init__(self, builder: _Builder) -> None:
        super().__init__()
        self._builder = builder
        self._blocks = 0
        """How many of the writer's own are open."""

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        builder = self._builder
        if tag in _LINE_ENDS:
            builder.end_line()
        elif tag in INLINE:
            link = _link(dict(attrs).get("href") or "") if tag == "a" else ""
            if tag != "a" or link:
                builder.need_block()
                builder.open(tag, link)
        else:
            if not self._blocks:
                builder.close_all()
            self._blocks += 1
            in_list = any(token.name in ("ol", "ul") for token in builder.opened)
            builder.open("p" if tag == "li" and not in_list else tag)

    def handle_endtag(self, tag: str) -> None:
        builder = self._builder
        self._blocks -= tag in BLOCKS
        if any(token.name == tag for token in builder.opened):
            while builder.opened[-1].name != tag:
                builder.close()
            builder.close()
        elif tag in _LINE_ENDS or tag == "li":
            builder.end_line()

    def handle_data(self, data: str) -> None:
        first, *rest = [visible(data)] if self._blocks else visible(data).split("\n")
        self._builder.say(first)
        for text in rest:
            self._builder.end_line()
            self._builder.say(text)


def _link(url: str) -> str:
    if url.lower().startswith("mailto:") and url.isascii() and not re.search(r"[\s\x00-\x1f]", url):
        return url
    return web_url(url)
