"""A page as a browser's parser sees it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "link", "img", "input", "br", "hr"}


class Page(HTMLParser):
    """The elements in order, each with its attributes, the elements it is in and its text."""

    def __init__(self, markup: bytes) -> None:
        super().__init__()
        self.elements: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []
        self.feed(markup.decode())
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        element = {"tag": tag, "inside": list(self._open), "text": "", **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element["text"] += data

    def all(self, tag: str, *, inside: str = "", **attributes: str) -> list[dict[str, Any]]:
        """Return the elements of a name with these attributes, ``inside`` one of a class or id."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element["tag"] == tag
            and all(element.get(name) == value for name, value in wanted.items())
            and (not inside or any(inside in (other.get("class"), other.get("id")) for other in element["inside"]))
        ]

    def texts(self, tag: str, *, inside: str = "", **attributes: str) -> list[str]:
        """Return their trimmed texts."""
        return [element["text"].strip() for element in self.all(tag, inside=inside, **attributes)]

    def graph(self) -> dict[str, str]:
        """Return the Open Graph properties."""
        return {meta["property"]: meta["content"] for meta in self.all("meta") if "property" in meta}
