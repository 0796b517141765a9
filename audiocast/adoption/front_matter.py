"""Keys set in an article's front matter while every other byte of the file stays as it is."""

from __future__ import annotations

import codecs
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from audiocast.errors import AudiocastError, InputError
from audiocast.sources import RawArticle
from audiocast.sources.encoding import guess
from audiocast.sources.files import read_article

_BLOCK = re.compile(r"(---[ \t]*(?:\r\n|\r|\n))(.*?)(?=^-{3,}[ \t]*\r?$)", re.DOTALL | re.MULTILINE)
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|(?:(?![ \t]+#)[^\r\n])*)"""
_MARKS = ((codecs.BOM_UTF8, "latin-1"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def adopted(data: bytes, path: Path, article: RawArticle, guid: str, moment: datetime | None) -> bytes:
    """Return an article file with its GUID and date in the front matter; the same bytes when they are there already.

    Args:
        data: the file.
        path: where it is, for its kind and for errors.
        article: what is read from it now.
        guid: to be set; empty leaves what is there.
        moment: an aware date to be set; None leaves what is there.

    Raises:
        InputError: the front matter is in a form that is not edited.
    """
    has_moment = isinstance(article.date, datetime) and article.date.tzinfo is not None and article.date == moment
    values = {
        **({"guid": _quoted(guid)} if guid and guid != article.guid else {}),
        **({"date": moment.isoformat()} if moment and not has_moment else {}),
    }
    wanted = replace(article, guid=guid or article.guid, date=moment or article.date)
    for edit in (_with_keys, _with_block):
        changed = edited(data, partial(edit, values)) if values else data
        if _reads_as(changed, path, wanted):
            return changed
    lines = "; ".join(f"{key}: {value}" for key, value in values.items())
    raise InputError(f"the front matter of {path} cannot be edited", way_out=f"write into it yourself: {lines}")


def edited(data: bytes, edit: Callable[[str], str]) -> bytes:
    """Return a file's bytes after an edit of ASCII alone, in whatever encoding they are."""
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", ""))
    body = data.removeprefix(mark)
    if not encoding:
        reading = guess(data) if b"\x00" in data else None
        # Latin-1 keeps every byte as it is, and line ends and ASCII are the same in all the others.
        encoding = reading.encoding if reading and reading.encoding.startswith("utf-16-") else "latin-1"
    try:
        return mark + edit(body.decode(encoding)).encode(encoding)
    except UnicodeDecodeError:
        return data


def _with_keys(values: Mapping[str, str], text: str) -> str:
    """Return the text with keys set in its first block, or as it is when it has none."""
    block = _BLOCK.match(text)
    if block is None:
        return text
    head, lines = block.groups()
    for key, value in values.items():
        line = re.compile(rf"^((?:{key}|'{key}'|\"{key}\")[ \t]*:[ \t]*){_VALUE}", re.MULTILINE)
        if line.search(lines):
            lines = line.sub(lambda found, value=value: f"{found[1].rstrip()} {value}", lines, count=1)
        else:
            lines += f"{key}: {value}{_line_end(text)}"
    return head + lines + text[block.end() :]


def _with_block(values: Mapping[str, str], text: str) -> str:
    """Return the text with a block of its own before it."""
    end = _line_end(text)
    return "".join([f"---{end}", *(f"{key}: {value}{end}" for key, value in values.items()), f"---{end}", text])


def _line_end(text: str) -> str:
    found = re.search(r"\r\n|\r|\n", text)
    return found[0] if found else "\n"


def _reads_as(data: bytes, path: Path, wanted: RawArticle) -> bool:
    """Whether a file with these bytes is read as that article; the line end after a new block is part of its text."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(data)
        try:
            found = read_article(copy)
        except AudiocastError:
            return False
    return replace(found, text=found.text.lstrip("\n"), origin="") == replace(
        wanted, text=wanted.text.lstrip("\n"), origin=""
    )


def _quoted(text: str) -> str:
    """Return a YAML string of ASCII alone in double quotes (YAML 1.2, 5.7 and 7.3.1)."""
    escaped = (
        f"\\{character}" if character in '"\\' else character if " " <= character <= "~" else f"\\U{ord(character):08x}"
        for character in text
    )
    return f'"{"".join(escaped)}"'
