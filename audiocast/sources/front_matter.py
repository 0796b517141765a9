"""What an article says about itself: the YAML block before its text (docs/configuration.md, Articles)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from audiocast import values
from audiocast.errors import InputError, suggest
from audiocast.models import EpisodeKind, Place

KEYS = (
    "title",
    "description",
    "date",
    "guid",
    "url",
    "section",
    "season",
    "episode",
    "kind",
    "block",
    "explicit",
    "image",
    "place",
    "geo",
    "osm",
    "rights",
)
"""The keys that front matter may hold."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What front matter sets, checked; the fields are those of ``RawArticle``."""

    title: str = ""
    description: str = ""
    date: date | datetime | None = None
    guid: str = ""
    url: str = ""
    section: str = ""
    season: int | None = None
    number: int | None = None
    kind: EpisodeKind = "full"
    block: bool = False
    explicit: bool | None = None
    image: str = ""
    place: Place | None = None
    rights: str = ""


def front_matter(text: str, path: Path) -> tuple[FrontMatter, str]:
    """Return what the front matter sets, and the text after it.

    A first block that is no mapping is text between two rules.

    Raises:
        InputError: the block is not YAML, has a key twice or one that is unknown, or a value is not allowed.
    """
    block = _Block(path, {})
    if re.match(r"---[ \t]*\n", text):
        found, text = _split(text, path)
        block = _Block(path, found)
    title = block.text("title")
    set_by_it = FrontMatter(
        title=title if values.is_seen(title) else "",
        description=block.text("description"),
        date=block.date(),
        guid=block.text("guid"),
        url=block.checked("url", values.page_address),
        section=block.text("section"),
        season=block.number("season"),
        number=block.number("episode"),
        kind=block.kind(),
        block=block.switch("block") or False,
        explicit=block.switch("explicit"),
        image=block.checked("image", values.path_inside),
        place=block.place(),
        rights=block.text("rights"),
    )
    return set_by_it, text


def _split(text: str, path: Path) -> tuple[Mapping[object, object], str]:
    from frontmatter import default_handlers

    try:
        block, body = default_handlers.YAMLHandler().split(text)
    except ValueError:  # the block is not closed
        return {}, text
    yaml_loader: Any = vars(default_handlers)["SafeLoader"]
    try:
        names, found = _loaded(yaml_loader(block))
    except Exception as error:  # PyYAML raises errors of many kinds
        raise InputError(f"{path} has front matter that is not YAML", way_out=str(error)) from error
    if not isinstance(found, Mapping):
        return {}, text
    for name in names:
        if name not in KEYS:
            raise InputError(f"{path} has an unknown front matter key {name!r}", way_out=suggest(name, KEYS))
        if names.count(name) > 1:
            raise InputError(f"{path} has the front matter key {name!r} twice", way_out="remove one of the lines")
    return found, body


def _loaded(loader: Any) -> tuple[list[object], object]:
    """Return the keys as they stand in the block, one that stands there twice too, and what the block holds."""
    try:
        node = loader.get_single_node()
        if node is None:
            return [], None
        names = [loader.construct_object(key, deep=True) for key, _ in node.value] if node.id == "mapping" else []
        return names, loader.construct_document(node)
    finally:
        loader.dispose()


@dataclass(frozen=True, slots=True)
class _Block:
    path: Path
    values: Mapping[object, object]

    def text(self, key: str) -> str:
        value = self.values.get(key)
        if isinstance(value, Mapping) or (isinstance(value, Iterable) and not isinstance(value, str)):
            raise self._wrong(key, f"that is no text ({value!r})", "write it in quotes")
        return "" if value is None else str(value).strip()

    def checked(self, key: str, check: Callable[[str], str]) -> str:
        try:
            return check(self.text(key))
        except ValueError as error:
            raise self._wrong(key, "that is not allowed", str(error)) from error

    def number(self, key: str) -> int | None:
        value = self.values.get(key)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return value
        raise self._wrong(key, f"that is no number ({value!r})", "write 1 or more")

    def switch(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong(key, f"that is not true or false ({value!r})", "write true")

    def place(self) -> Place | None:
        name, geo, osm = self.text("place"), self.checked("geo", values.geo), self.checked("osm", values.osm)
        if name:
            return Place(self.checked("place", values.place_name), geo, osm)
        for key, value in (("geo", geo), ("osm", osm)):
            if value:
                raise self._wrong(key, "without a place", "name it too, such as place: 郑州")
        return None

    def kind(self) -> EpisodeKind:
        kinds: tuple[EpisodeKind, ...] = get_args(EpisodeKind)
        value = self.text("kind") or kinds[0]
        for kind in kinds:
            if value == kind:
                return kind
        raise self._wrong("kind", repr(value), suggest(value, kinds))

    def date(self) -> date | datetime | None:
        value = self.values.get("date")
        if value is None or isinstance(value, date):
            return value
        for read in (date.fromisoformat, datetime.fromisoformat):
            try:
                return read(str(value))
            except ValueError:
                continue
        raise InputError(
            f"{self.path} has a date that is not one ({value!r})",
            way_out="write 2023-02-10 or 2023-02-10T06:00:00+08:00",
        )

    def _wrong(self, key: str, what: str, way_out: str) -> InputError:
        return InputError(f"{self.path} has a front matter {key} {what}", way_out=way_out)
