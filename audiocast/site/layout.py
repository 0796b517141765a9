"""What every page shares: the template environment, the head, relative links, and the files beside the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from audiocast.feed import absolute_url, one_line, web_url
from audiocast.models import Show
from audiocast.site.wording import language_tag

_STATIC = (
    "bar.js",
    "favicon.svg",
    "keys.js",
    "page.js",
    "player.css",
    "player.js",
    "style.css",
    "transcript.js",
)


def static() -> dict[str, bytes]:
    """Return style, scripts and icon by their path in ``public/``: the same for every show."""
    return {name: files("audiocast.site").joinpath("templates", name).read_bytes() for name in _STATIC}


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself to search engines and to those who share it."""

    title: str
    """What it is called; the browser's window adds the show's name."""
    description: str
    path: str
    """Its place in ``public/``; empty for the folder itself."""
    kind: str = "website"
    """``og:type``."""
    image: str = ""
    """A path in ``public/``; empty is the show's cover."""
    properties: tuple[tuple[str, str], ...] = ()
    """Further Open Graph properties, in order."""
    data: str = ""
    """JSON-LD, safe to stand in HTML."""
    hidden: bool = False
    """Whether search engines are asked to stay away."""


def page(template: str, show: Show, head: Head, **facts: Any) -> bytes:
    """Return a page: ``root`` leads from its folder back to ``public/``, so that every link is relative."""
    context: Mapping[str, Any] = {
        "show": show,
        "head": head,
        "root": "../" * head.path.count("/"),
        "language": language_tag(show.language),
        "page_url": absolute_url(show.base_url, head.path),
        "image_url": absolute_url(show.base_url, head.image or show.cover),
        "cover_path": quote(show.cover),
        "show_path": quote(show.page_name),
        "feed_path": quote(show.feed_name),
        **facts,
    }
    return _environment().get_template(template).render(context).encode()


def headline(title: str) -> Markup:
    """Return a title whose parts, as spaces part a newspaper's headline, stay together where a line is long enough."""
    parts = re.split("([ \u3000]+)", title)
    if len(parts) == 1:
        return escape(title)
    wrapped = [
        space if at % 2 else Markup('<span class="part">{}</span>').format(space) for at, space in enumerate(parts)
    ]
    return Markup().join(wrapped)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("audiocast.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["headline"] = headline
    environment.filters["line"] = one_line
    environment.filters["web"] = web_url
    return environment
