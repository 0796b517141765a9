"""A folder of articles: one file, one episode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path

from audiocast.errors import InputError, StorageError
from audiocast.sources import RawArticle
from audiocast.sources.encoding import decode

SUFFIXES = (".txt", ".md")
FRONT_MATTER = ("title", "description", "date", "guid", "url")
"""The keys that an article's YAML front matter may hold."""
_DATE = re.compile(r"(?<!\d)(\d{4})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")


def article_paths(folder: Path) -> list[Path]:
    """Return the article files in ``folder``, sorted by name; hidden files are passed over.

    Raises:
        StorageError: there is no such folder.
        InputError: two files would make the same episode, or a file is of a kind that is not read.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise StorageError(f"{folder} cannot be read", way_out=error.strerror or str(error)) from error
    seen: dict[str, Path] = {}
    for path in files:
        if path.suffix.lower() not in SUFFIXES:
            raise InputError(
                f"{path} is not read", way_out=f"articles end in {' or '.join(SUFFIXES)}; move it elsewhere"
            )
        other = seen.setdefault(episode_id(path), path)
        if other is not path:
            raise InputError(f"{other} and {path.name} both make episode {episode_id(path)!r}", way_out="rename one")
    return files


def read_article(path: Path) -> RawArticle:
    """Read one article file.

    Raises:
        InputError: the file is not text, is empty, or its front matter is malformed; StorageError: it can't be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
    values, text = _front_matter(decode(data, str(path)), path)
    if not text.strip():
        raise InputError(f"{path} is empty", way_out="put the article's text in it, or delete the file")
    return RawArticle(
        id=episode_id(path),
        text=text,
        title=_text(values, "title"),
        description=_text(values, "description"),
        date=_date(values, path),
        guid=_text(values, "guid"),
        url=_text(values, "url"),
        origin=str(path),
    )


class FolderSource:
    """The articles of a folder, as a Source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self) -> Iterator[RawArticle]:
        """Yield the articles by file name."""
        for path in article_paths(self.folder):
            yield read_article(path)


def episode_id(path: Path) -> str:
    """Return the file's stem (NFC) as an ASCII slug: letters, digits and hyphens.

    Raises:
        InputError: nothing is left of the name.
    """
    from anyascii import anyascii

    stem = unicodedata.normalize("NFC", path.stem)
    spaced = "".join(f" {anyascii(c)} " if ord(c) > 0x2E7F else anyascii(c) for c in stem)
    slug = re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-")
    if not slug:
        raise InputError(f"{path} has a name without letters or digits", way_out="name it like 2023-02-10.txt")
    return slug


def _front_matter(text: str, path: Path) -> tuple[Mapping[str, object], str]:
    if not re.match(r"---[ \t]*\n", text):
        return {}, text
    import frontmatter

    try:
        values, body = frontmatter.parse(text)
    except Exception as error:  # python-frontmatter passes on whatever its YAML parser raises
        raise InputError(f"{path} has front matter that is not YAML", way_out=str(error)) from error
    for key in values:
        if key not in FRONT_MATTER:
            near = get_close_matches(str(key), FRONT_MATTER, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(FRONT_MATTER)}"
            raise InputError(f"{path} has an unknown front matter key {key!r}", way_out=hint)
    return values, body


def _text(values: Mapping[str, object], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _date(values: Mapping[str, object], path: Path) -> date | datetime | None:
    value = values.get("date")
    if value is None:
        return _date_in_name(path)
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(
            f"{path} has a date that is not one ({value!r})", way_out="write 2023-02-10 or 2023-02-10T06:00:00+08:00"
        ) from error


def _date_in_name(path: Path) -> date | None:
    match = _DATE.search(path.stem)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
