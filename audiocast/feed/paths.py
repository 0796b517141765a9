"""Where things live under ``public/`` and what their URLs are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from audiocast.errors import ConfigError
from audiocast.feed.characters import visible

FEED_NAME = "feed.xml"

_PATH_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class EpisodePaths:
    """An episode's text files and page, relative to ``public/``; they keep their names when it is revised."""

    vtt: str
    srt: str
    chapters: str
    transcript: str
    page: str

    @property
    def all(self) -> tuple[str, ...]:
        """Every one of them."""
        return (self.vtt, self.srt, self.chapters, self.transcript, self.page)


def paths(episode_id: str) -> EpisodePaths:
    """Return where the text files of the episode live."""
    stem = f"episodes/{episode_id}"
    return EpisodePaths(
        vtt=f"{stem}.vtt",
        srt=f"{stem}.srt",
        chapters=f"{stem}.chapters.json",
        transcript=f"{stem}.transcript.json",
        page=f"{stem}.html",
    )


def all_paths(episode_id: str) -> tuple[str, ...]:
    """Return ``paths(episode_id).all``, for callers that ask it of ten thousand episodes."""
    stem = f"episodes/{episode_id}"
    return (f"{stem}.vtt", f"{stem}.srt", f"{stem}.chapters.json", f"{stem}.transcript.json", f"{stem}.html")


def media_path(media_name: str) -> str:
    """Return where an audio file lives, relative to ``public/``; ``media_name`` is ``Media.name``."""
    return f"media/{media_name}"


def absolute_url(base_url: str, path: str = "") -> str:
    """Return the URL of ``path`` under ``base_url`` in ASCII alone, as Apple asks (support/823).

    A host in Chinese becomes its IDNA form, any other character its percent-encoded UTF-8. ``path`` is a plain file
    path: a percent sign in it is a percent sign.

    Raises:
        ConfigError: ``base_url`` is not an http(s) URL with a host.
    """
    try:
        parts = urlsplit(base_url)
        netloc = _netloc(parts)
    except ValueError as error:
        raise ConfigError(f"base_url {base_url!r} is not a URL ({error})", way_out=_EXAMPLE) from error
    if parts.scheme not in ("http", "https") or not netloc:
        raise ConfigError(f"base_url {base_url!r} is not a URL", way_out=_EXAMPLE)
    base_path = quote(parts.path, safe=_PATH_SAFE)
    if not base_path.endswith("/"):
        base_path += "/"
    return urlunsplit((parts.scheme, netloc, base_path + quote(path), "", ""))


def web_url(url: str) -> str:
    """Return somebody else's http(s) address in ASCII alone, or nothing when it is none: no link may run a script.

    Escapes in it stay, a name and a password before the host go.
    """
    try:
        parts = urlsplit(visible(url).strip())
        netloc = _netloc(parts)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not netloc:
        return ""
    rest = (quote(part, safe=_PATH_SAFE + "?") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, netloc, *rest))


def _netloc(parts: SplitResult) -> str:
    """Return host and port in ASCII, empty without a host; a ValueError says what is wrong with them."""
    host = (parts.hostname or "").encode("idna").decode("ascii")
    port = f":{parts.port}" if parts.port and host else ""
    return (f"[{host}]" if ":" in host else host) + port


_EXAMPLE = 'write base_url = "https://example.org/podcast/" in show.toml'
