"""A folder of articles: one file, one episode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from audiocast import values
from audiocast.errors import InputError, StorageError
from audiocast.sources import RawArticle
from audiocast.sources.dates import find_day
from audiocast.sources.encoding import decode
from audiocast.sources.front_matter import front_matter
from audiocast.sources.page import PageArticle, extract
from audiocast.sources.page.charset import decode_page

PAGE_SUFFIXES = (".html", ".htm")
SUFFIXES = (".txt", ".md", *PAGE_SUFFIXES)


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
    said, text = front_matter(decoded, path)
    if not text.strip():
        raise InputError(f"{path} is empty", way_out="put the article's text in it, or delete the file")
    page = extract(text, url=said.url, origin=str(path)) if is_page else PageArticle(text, url=said.url)
    return RawArticle(
        id=episode_id(path),
        text=page.text,
        title=said.title or (page.title if values.is_seen(page.title) else ""),
        description=said.description,
        date=said.date or find_day(path.stem) or page.date,
        guid=said.guid,
        url=_address(page.url),
        section=said.section,
        season=said.season,
        number=said.number,
        kind=said.kind,
        block=said.block,
        explicit=said.explicit,
        image=said.image,
        place=said.place,
        rights=said.rights,
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
    if stem.isascii():
        return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
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


def _address(url: str) -> str:
    """Return the address that a page gives itself, or nothing where no front matter could hold it."""
    try:
        return values.page_address(url)
    except ValueError:
        return ""
