"""What a feed names must be in public/: audio of the right length, pictures, transcripts, chapters, pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from audiocast import artwork
from audiocast.checks.document import Document, Node
from audiocast.checks.rules import Finding, found
from audiocast.errors import ConfigError
from audiocast.feed import absolute_url

ART_BYTES = 500_000
"""What NPR One, PRX and guides ask for; Apple names no number."""

_WAY_OUT = "build the show again"


def public_path(url: str, base_url: str) -> str | None:
    """Return the path under public/ that a URL leads to, None where it leads elsewhere."""
    root = absolute_url(base_url)
    if not url.startswith(root):
        return None
    path = unquote(urlsplit(url).path[len(urlsplit(root).path) :])
    return path + "index.html" if not path or path.endswith("/") else path


def check_named_files(document: Document, public: Path, base_url: str) -> Iterator[Finding]:
    """Yield which files that a feed names are not there, or not as long as it says."""
    channel = document.channel
    yield from _check_there("page-file", channel.where, channel.text("link") or "", public, base_url)
    yield from _check_there("art-file", channel.where, channel.attribute("itunes:image", "href"), public, base_url)
    for rel in ("prev-archive", "next-archive"):
        for url in document.links(rel):
            yield from _check_there("feed-file", channel.where, url, public, base_url)
    for item in document.items:
        yield from _check_audio(item, public, base_url)
        yield from _check_there("art-file", item.where, item.attribute("itunes:image", "href"), public, base_url)
        for transcript in item.all("podcast:transcript"):
            yield from _check_there("transcript-file", item.where, transcript.get("url", ""), public, base_url)
        for chapters in item.all("podcast:chapters"):
            yield from _check_there("chapters-file", item.where, chapters.get("url", ""), public, base_url)
        yield from _check_there("page-file", item.where, item.text("link") or "", public, base_url)


def check_art(name: str, public: Path) -> Iterator[Finding]:
    """Yield what is wrong with a picture in public/."""
    path = public / name
    if not path.is_file():
        return
    data = path.read_bytes()
    try:
        artwork.check_cover(data, name)
    except ConfigError as error:
        yield found("art-form", name, error.what, error.way_out)
    suffix = {".jpeg": ".jpg"}.get(path.suffix.lower(), path.suffix.lower())
    if suffix != Path(artwork.cover_name(data)).suffix:
        yield found("art-suffix", name, f"its suffix is {path.suffix!r}, its format another", "name it .png or .jpg")
    elif path.stem != Path(artwork.cover_name(data)).stem:
        fault = f"its name says another digest than its bytes, which make {artwork.cover_name(data)}"
        yield found("art-digest", name, fault, _WAY_OUT)
    if len(data) > ART_BYTES:
        fault = f"it has {len(data) / 1000:.0f} kB"
        yield found("art-size", name, fault, f"at most {ART_BYTES // 1000}; save it as JPEG or in fewer pixels")


def _check_audio(item: Node, public: Path, base_url: str) -> Iterator[Finding]:
    url, length = item.attribute("enclosure", "url"), item.attribute("enclosure", "length")
    name = public_path(url, base_url)
    if name is None:
        yield found("enclosure-file", item.where, f"{url} is not under {base_url}", _WAY_OUT)
        return
    path = public / name
    if not path.is_file():
        yield found("enclosure-file", item.where, f"{name} is not in {public.name}/", "build the episode by name")
        return
    size = path.stat().st_size
    if str(size) != length:
        fault = f"{name} has {size} bytes, the feed says {length}"
        yield found("enclosure-file", item.where, fault, "build the episode by name")


def _check_there(rule: str, where: str, url: str, public: Path, base_url: str) -> Iterator[Finding]:
    """Yield a finding when a URL under ``base_url`` leads to no file; what leads elsewhere is not ours."""
    name = public_path(url, base_url)
    if name is not None and not (public / name).is_file():
        yield found(rule, where, f"{name} is not in {public.name}/", _WAY_OUT)
