"""A folder of articles: one file, one episode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import get_args

from audiocast.errors import InputError, StorageError, suggest
from audiocast.models import EpisodeKind, Place
from audiocast.sources import RawArticle
from audiocast.sources.dates import find_day
from audiocast.sources.encoding import decode
from audiocast.sources.page import PageArticle, extract
from audiocast.sources.page.charset import decode_page

PAGE_SUFFIXES = (".html", ".htm")
SUFFIXES = (".txt", ".md", *PAGE_SUFFIXES)
FRONT_MATTER = (
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
"""The keys that an article's YAML front matter may hold."""


def article_paths(folder: Path) -> tuple[list[Path], dict[str, InputError]]:
    """Return the article files in ``folder``, sorted by name, and what is wrong with each other file.

    Files that ask for one episode are wrong under its id; a file of a kind that is not read, or without an id, is
    wrong under its path from the show's folder. Hidden files are passed over.

    Raises:
        StorageError: there is no such folder.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise StorageError(f"{folder} cannot be read", way_out=error.strerror or str(error)) from error
    by_id: dict[str, list[Path]] = {}
    wrong: dict[str, InputError] = {}
    for path in files:
        try:
            by_id.setdefault(_article_id(path), []).append(path)
        except InputError as error:
            wrong[f"{folder.name}/{path.name}"] = error
    for id_, (first, *others) in by_id.items():
        if others:
            names = " and ".join([str(first), *(path.name for path in others)])
            wrong[id_] = InputError(f"{names} make the same episode {id_!r}", way_out="rename all but one")
    return [first for first, *others in by_id.values() if not others], wrong


def read_article(path: Path) -> RawArticle:
    """Read one article file: plain text, Markdown or a web page.

    Title, date and address are the front matter's, then (the date) the file name's, then those that a page gives.

    Raises:
        InputError: the file is not text, is empty, its front matter is malformed, or it is a page without an article;
            ConfigError: it is a page, and the extra ``html`` is not installed; StorageError: it can't be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
    is_page = path.suffix.lower() in PAGE_SUFFIXES
    decoded = decode_page(data, str(path)) if is_page else decode(data, str(path))
    values, text = _front_matter(decoded, path)
    if not text.strip():
        raise InputError(f"{path} is empty", way_out="put the article's text in it, or delete the file")
    url = _text(values, "url")
    page = extract(text, url=url, origin=str(path)) if is_page else PageArticle(text, url=url)
    return RawArticle(
        id=episode_id(path),
        text=page.text,
        title=_text(values, "title") or page.title,
        description=_text(values, "description"),
        date=_date(values, path) or page.date,
        guid=_text(values, "guid"),
        url=page.url,
        section=_text(values, "section"),
        season=_number(values, "season", path),
        number=_number(values, "episode", path),
        kind=_kind(values, path),
        block=_switch(values, "block", path) or False,
        explicit=_switch(values, "explicit", path),
        image=_text(values, "image"),
        place=Place(_text(values, "place"), _text(values, "geo"), _text(values, "osm"))
        if values.get("place")
        else None,
        rights=_text(values, "rights"),
        origin=str(path),
    )


def episode_id(path: Path) -> str:
    """Return the file's stem (NFC) as an ASCII slug: letters, digits and hyphens.

    Raises:
        InputError: nothing is left of the name.
    """
    if not (id_ := slug(path.stem)):
        raise InputError(f"{path} has a name without letters or digits", way_out="name it like 2023-02-10.txt")
    return id_


def slug(stem: str) -> str:
    """Return the id that a file name without its ending stands for; empty when it holds no letter and no digit."""
    from anyascii import anyascii

    composed = unicodedata.normalize("NFC", stem)
    spaced = "".join(f" {anyascii(c)} " if ord(c) > 0x2E7F else anyascii(c) for c in composed)
    return re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")


def _article_id(path: Path) -> str:
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path} is not read", way_out=f"articles end in {_list(SUFFIXES)}; move it elsewhere")
    return episode_id(path)


def _list(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _front_matter(text: str, path: Path) -> tuple[Mapping[str, object], str]:
    """Return the front matter and what follows; a first block that is no mapping is text between two rules."""
    if not re.match(r"---[ \t]*\n", text):
        return {}, text
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    try:
        block, body = handler.split(text)
    except ValueError:  # the block is not closed
        return {}, text
    try:
        values = handler.load(block)
    except Exception as error:  # python-frontmatter passes on whatever its YAML parser raises
        raise InputError(f"{path} has front matter that is not YAML", way_out=str(error)) from error
    if not isinstance(values, Mapping):
        return {}, text
    for key in values:
        if key not in FRONT_MATTER:
            raise InputError(f"{path} has an unknown front matter key {key!r}", way_out=suggest(key, FRONT_MATTER))
    return values, body


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _number(values: Mapping[str, object], key: str, path: Path) -> int | None:
    value = values.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    raise InputError(f"{path} has a front matter {key} that is no number ({value!r})", way_out="write 1 or more")


def _switch(values: Mapping[str, object], key: str, path: Path) -> bool | None:
    value = values.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise InputError(f"{path} has a front matter {key} that is not true or false ({value!r})", way_out="write true")


def _place(values: Mapping[str, object]) -> Place | None:
    name = _text(values, "place")
    return Place(name, _text(values, "geo"), _text(values, "osm")) if name else None


def _kind(values: Mapping[str, object], path: Path) -> EpisodeKind:
    kinds: tuple[EpisodeKind, ...] = get_args(EpisodeKind)
    value = _text(values, "kind") or kinds[0]
    for kind in kinds:
        if value == kind:
            return kind
    raise InputError(f"{path} has a front matter kind {value!r}", way_out=suggest(value, kinds))


def _date(values: Mapping[str, object], path: Path) -> date | datetime | None:
    value = values.get("date")
    if value is None:
        return find_day(path.stem)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(
            f"{path} has a date that is not one ({value!r})", way_out="write 2023-02-10 or 2023-02-10T06:00:00+08:00"
        ) from error
