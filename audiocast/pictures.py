"""The picture of one episode: named in its front matter, checked like a cover, kept under public/ by its digest."""

from __future__ import annotations

from pathlib import Path

from audiocast import artwork
from audiocast.errors import ConfigError, InputError
from audiocast.files import write_if_changed
from audiocast.sources import RawArticle

FOLDER = "images"


def picture_name(root: Path, raw: RawArticle) -> str:
    """Return where an article's picture goes under public/; empty when it has none.

    Args:
        root: the show's folder, from which front matter names the picture.
        raw: the article.

    Raises:
        InputError: the picture is not there, or apps would not take it.
    """
    return f"{FOLDER}/{artwork.cover_name(_read(root, raw))}" if raw.image else ""


def put_picture(root: Path, raw: RawArticle, public: Path) -> None:
    """Copy an article's picture to its place under public/, if it has one; raises as ``picture_name`` does."""
    if name := picture_name(root, raw):
        write_if_changed(public / name, _read(root, raw))


def _read(root: Path, raw: RawArticle) -> bytes:
    path = root / raw.image
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{raw.origin}: the picture {raw.image!r} cannot be read", way_out=f"put it into {root}, or remove the line"
        ) from error
    try:
        artwork.check_cover(data, raw.image)
    except ConfigError as error:
        raise InputError(f"{raw.origin}: {error.what}", way_out=error.way_out) from error
    return data
