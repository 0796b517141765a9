"""What anybody gets at ``base_url``: the feed, and for the newest episodes audio by HEAD and Range, texts and pages."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from audiocast.checks.document import Document, Node, read_document
from audiocast.checks.files import public_path
from audiocast.checks.profiles import judged, profile_of
from audiocast.checks.published import RECENT, document_names, feed_names
from audiocast.checks.rules import Finding, found
from audiocast.feed import absolute_url
from audiocast.shows import ShowFolder

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 20.0
AT_ONCE = 4
"""Episodes asked for side by side: a host may count more as an attack."""
RANGE = (100, 199)

_PLAIN = {"Accept-Encoding": "identity"}
_WAY_OUT = "audiocast publish, then see to the host's settings"
_TEXT_TYPES = {
    "text/vtt": ("text/vtt",),
    "application/x-subrip": ("application/x-subrip", "application/srt", "text/srt", "text/plain"),
    "application/json": ("application/json",),
    "application/json+chapters": ("application/json+chapters", "application/json"),
    "text/html": ("text/html", "application/xhtml+xml"),
}


def check_public(
    folder: ShowFolder, *, profile: str = "", everything: bool = False, timeout_s: float = TIMEOUT_S
) -> Iterator[Finding]:
    """Yield what is wrong with what ``base_url`` answers, feed by feed, the newest episodes first.

    Args:
        folder: the show; its feeds in public/ say what should be there.
        profile: as in `check_show`.
        everything: all episodes instead of the newest 10 of each feed, and the archives too.
        timeout_s: how long one answer may take to begin, and to go on.

    Raises:
        UsageError: there is no such profile.
    """
    return judged(_ask(folder, everything=everything, timeout_s=timeout_s), profile_of(profile))


def _ask(folder: ShowFolder, *, everything: bool, timeout_s: float) -> Iterator[Finding]:
    import httpx

    base_url = folder.settings.base_url
    names = document_names(folder) if everything else feed_names(folder)
    with httpx.Client(timeout=timeout_s, follow_redirects=True) as client, ThreadPoolExecutor(AT_ONCE) as threads:
        for name in names:
            path = folder.public / name
            if not path.is_file():
                continue  # A rule of check_show.
            data = path.read_bytes()
            try:
                yield from _check_feed(client, absolute_url(base_url, name), data, name)
            except httpx.TransportError as error:
                fault = f"{base_url} does not answer ({_reason(error)})"
                yield found("public-reachable", name, fault, "publish it, or correct base_url")
                return
            except httpx.HTTPError as error:
                fault = f"{absolute_url(base_url, name)} cannot be read ({_reason(error)})"
                yield found("public-feed", name, fault, _WAY_OUT)
            try:
                document = read_document(data, name)
            except ValueError:
                continue
            yield from _check_cover(client, document)
            items = document.items if everything else document.items[:RECENT]
            look = partial(_check_item, client, public=folder.public, base_url=base_url)
            for findings in threads.map(look, items):
                yield from findings


def _check_feed(client: httpx.Client, url: str, data: bytes, name: str) -> Iterator[Finding]:
    answer = client.get(url)
    if answer.status_code != 200:
        yield found("public-feed", name, f"{url} answers {answer.status_code}", _WAY_OUT)
        return
    mime = _type(answer)
    if "xml" not in mime:
        yield found("public-feed", name, f"{url} is of type {mime or 'none'}", "serve it as application/rss+xml")
    if answer.content != data:
        fault = f"{url} is not the feed in public/ ({len(answer.content)} bytes, here {len(data)})"
        yield found("public-feed", name, fault, "audiocast publish")


def _check_cover(client: httpx.Client, document: Document) -> Iterator[Finding]:
    url = document.channel.attribute("itunes:image", "href")
    if not url:
        return
    answer = _head(client, url)
    if isinstance(answer, str):
        yield found("public-art", document.name, f"{url} {answer}", _WAY_OUT)
    elif not _type(answer).startswith("image/"):
        yield found("public-art", document.name, f"{url} is of type {_type(answer) or 'none'}", _WAY_OUT)


def _check_item(client: httpx.Client, item: Node, *, public: Path, base_url: str) -> list[Finding]:
    return [*_check_audio(client, item, public, base_url), *_check_texts(client, item)]


def _check_audio(client: httpx.Client, item: Node, public: Path, base_url: str) -> Iterator[Finding]:
    url, length = item.attribute("enclosure", "url"), item.attribute("enclosure", "length")
    if not url:
        return
    answer = _head(client, url)
    if isinstance(answer, str):
        yield found("public-head", item.where, f"{url} {answer}", _WAY_OUT)
        return
    if (size := answer.headers.get("content-length", "none")) != length:
        yield found("public-head", item.where, f"{url} has length {size}, the feed says {length}", _WAY_OUT)
    if (mime := _type(answer)) != item.attribute("enclosure", "type"):
        wanted = item.attribute("enclosure", "type")
        yield found("public-head", item.where, f"{url} is of type {mime or 'none'}, the feed says {wanted}", _WAY_OUT)
    if answer.headers.get("accept-ranges", "").lower() != "bytes":
        way_out = "apps seek by Range: switch it on at the host"
        yield found("public-range", item.where, f"{url} does not say accept-ranges: bytes", way_out)
    if fault := _range_fault(client, url, int(length) if length.isdigit() else 0, _part(url, public, base_url)):
        yield found("public-range", item.where, f"{url} {fault}", "apps seek by Range: switch it on at the host")


def _range_fault(client: httpx.Client, url: str, size: int, wanted: bytes | None) -> str:
    """Return what is wrong with the answer to a Range, empty when nothing is; ``wanted`` are the bytes, if known."""
    import httpx

    first, last = RANGE
    if size <= last:
        return ""
    try:
        with client.stream("GET", url, headers={**_PLAIN, "Range": f"bytes={first}-{last}"}) as answer:
            if answer.status_code != 206:
                return f"answers {answer.status_code} to a Range, not 206"
            said = answer.headers.get("content-range", "")
            if said != f"bytes {first}-{last}/{size}":
                return f"answers a Range with content-range {said or 'none'}"
            data = b""
            for chunk in answer.iter_bytes():
                data += chunk
                if len(data) > last - first + 1:
                    break
    except httpx.HTTPError as error:
        return f"does not answer a Range ({_reason(error)})"
    if len(data) != last - first + 1:
        return f"answers a Range of {last - first + 1} bytes with {len(data)}"
    return "answers a Range with other bytes than the file's" if wanted not in (None, data) else ""


def _check_texts(client: httpx.Client, item: Node) -> Iterator[Finding]:
    named = [(one.get("url", ""), one.get("type", "")) for one in item.all("podcast:transcript")]
    named += [(one.get("url", ""), one.get("type", "")) for one in item.all("podcast:chapters")]
    named += [(item.text("link") or "", "text/html")]
    for url, wanted in named:
        if not url:
            continue
        answer = _head(client, url)
        if isinstance(answer, str):
            yield found("public-files", item.where, f"{url} {answer}", _WAY_OUT)
        elif (mime := _type(answer)) not in _TEXT_TYPES.get(wanted, (wanted,)):
            fault = f"{url} is of type {mime or 'none'}, not {wanted}"
            yield found("public-types", item.where, fault, "tell the host the types of its files")


def _head(client: httpx.Client, url: str) -> httpx.Response | str:
    """Return the answer to HEAD, or in words why it is none to go on with."""
    import httpx

    try:
        answer = client.head(url, headers=_PLAIN)
    except httpx.HTTPError as error:
        return f"does not answer ({_reason(error)})"
    return answer if answer.status_code == 200 else f"answers {answer.status_code} to HEAD"


def _part(url: str, public: Path, base_url: str) -> bytes | None:
    name = public_path(url, base_url)
    if name is None or not (public / name).is_file():
        return None
    with (public / name).open("rb") as file:
        file.seek(RANGE[0])
        return file.read(RANGE[1] - RANGE[0] + 1)


def _type(answer: httpx.Response) -> str:
    kind: str = answer.headers.get("content-type", "")
    return kind.partition(";")[0].strip().lower()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
