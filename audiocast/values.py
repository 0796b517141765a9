"""What a value of a setting may look like: functions that a model calls, which return it in its one form.

Each raises ValueError with what to write instead; the model's reader puts the place in front of it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from audiocast.errors import suggest

TEMPLATE_NAMES = ("title", "date", "weekday")
"""What ``{…}`` in the words around the stories may name."""


def percent(value: object) -> object:
    """Return a signed percentage as its number; what is no string passes."""
    match = re.fullmatch(r"([+-]?\d{1,3})\s*%", value) if isinstance(value, str) else None
    if isinstance(value, str) and not match:
        raise ValueError("write a signed percentage such as '+0%' or '-10%'")
    return int(match[1]) if match else value


def hertz(value: object) -> object:
    """Return a signed number of hertz as its number; what is no string passes."""
    match = re.fullmatch(r"([+-]?\d{1,3})\s*Hz", value, re.IGNORECASE) if isinstance(value, str) else None
    if isinstance(value, str) and not match:
        raise ValueError("write a signed number of hertz such as '+0Hz' or '-5Hz'")
    return int(match[1]) if match else value


def zone(value: str) -> str:
    """Return a time zone's name as it is."""
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{value!r} is not a time zone such as 'Asia/Shanghai'") from error
    return value


def url(value: str) -> str:
    """Return a public address with its host in ASCII (IDNA) and a slash at its end; no message shows a password."""
    parts = urlsplit(value)
    if "@" in value:
        raise ValueError("an address that everybody reads holds no @, no user name and no password")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not an address such as 'https://example.org/news/'")
    try:
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"{value!r} has a port that is no number") from error
    try:
        value = value.replace(parts.netloc, parts.netloc.encode("idna").decode("ascii"), 1)
    except UnicodeError as error:
        raise ValueError(f"{value!r} has a host name that cannot be one") from error
    if not value.isascii() or parts.query or parts.fragment or re.search(r"\s", value):
        raise ValueError(f"{value!r} must be plain ASCII after the host name, without spaces, ? or #")
    return value if value.endswith("/") else value + "/"


def web_address(value: str) -> str:
    """Return an http(s) address in ASCII, or nothing, as it is."""
    if "@" in value:
        raise ValueError("an address that everybody reads holds no @, no user name and no password")
    parts = urlsplit(value)
    is_one = parts.scheme in ("http", "https") and parts.hostname and value.isascii() and not re.search(r"\s", value)
    if value and not is_one:
        raise ValueError(f"{value!r} is not an address such as 'https://example.org/' in plain ASCII")
    return value


def web_addresses(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return http(s) addresses as they are."""
    return tuple(map(web_address, values))


def page_address(value: str) -> str:
    """Return the http(s) address of a page in any script, or nothing, as it is; what it names never shows a password.

    An error does not repeat the address, which may hold one.
    """
    try:
        parts = urlsplit(value)
        has_host = bool((parts.hostname or "").encode("idna"))
        _ = parts.port
    except ValueError:
        has_host = False
    if value and (not has_host or parts.scheme not in ("http", "https") or re.search(r"\s", value)):
        raise ValueError("write a page's address such as https://example.org/a.html")
    if value and "@" in parts.netloc:
        raise ValueError("leave out the name and password before the @: everybody could read them")
    return value


def path_inside(value: str) -> str:
    """Return the path of a file in the show's folder, or nothing, as it is: relative, and never out of it."""
    is_whole = PurePosixPath(value).is_absolute() or PureWindowsPath(value).anchor
    if is_whole or ".." in PureWindowsPath(value).parts:
        raise ValueError(f"put {PureWindowsPath(value).name!r} into the show's folder and write its path from there")
    return value


def place_name(value: str) -> str:
    """Return the name of a place as it is (podcast:location)."""
    if not 1 <= len(value) <= 128:
        raise ValueError("write a name of 1 to 128 characters")
    return value


def geo(value: str) -> str:
    """Return a point as RFC 5870 writes it (degrees, WGS 84), or nothing, as it is."""
    number = r"-?[0-9]+(?:\.[0-9]+)?"
    match = re.fullmatch(rf"geo:({number}),({number})(?:,{number})?(?:;crs=wgs84)?(?:;u=[0-9]+(?:\.[0-9]+)?)?", value)
    if value and not match:
        raise ValueError(f"write {value!r} like geo:34.7,113.7")
    if match and (abs(float(match[1])) > 90 or abs(float(match[2])) > 180):
        raise ValueError(f"{value!r} is nowhere; write the latitude first, like geo:34.7,113.7")
    return value


def osm(value: str) -> str:
    """Return an object of OpenStreetMap (podcast:location), or nothing, as it is."""
    if value and not re.fullmatch(r"[NWR][0-9]+(#[0-9]+)?", value):
        raise ValueError(f"write {value!r} like R3271235: N, W or R for node, way or relation, and its number")
    return value


def language(value: str) -> str:
    """Return a language's code as it is (Apple: ISO 639, with a region or a script where one is given)."""
    if not re.fullmatch(r"[a-z]{2,3}(-[a-zA-Z]{2,4})*", value):
        raise ValueError(f"{value!r} is no code of a language such as zh-cn or en")
    return value


def is_identifier(value: str) -> bool:
    """Whether the name of a licence has the form of an SPDX identifier, or is none."""
    return bool(re.fullmatch(r"[A-Za-z0-9.-]*", value))


def is_seen(text: str) -> bool:
    """Whether anything of a text can be seen: controls, formatting characters and blanks cannot."""
    return any(character.isprintable() and not character.isspace() for character in text)


def feed_name(value: str) -> str:
    """Return the name of a further feed as it is: it names files, so it is short, lower case and ASCII."""
    if not re.fullmatch(r"[a-z][a-z0-9]{0,30}", value) or value in ("feed", "index"):
        raise ValueError(f"write {value!r} in 1 to 31 letters a-z and digits, but not 'feed' or 'index'")
    return value


def each_once(feeds: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the further feeds as they are, no two of one name."""
    names = [feed.name for feed in feeds]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"two feeds are called {name!r}; give one another name")
    return feeds


def guid(value: str) -> str:
    """Return a UUID, or nothing, as it is."""
    if not value:
        return value
    try:
        canonical = str(UUID(value))
    except ValueError:
        canonical = ""
    if value.lower() != canonical:
        raise ValueError(f"{value!r} is not a UUID; remove the line and it follows from base_url")
    return value


def email(value: str) -> str:
    """Return an e-mail address as it is."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError(f"{value!r} is not an e-mail address")
    return value


def listed(value: object) -> object:
    """Return a single name as a list of one; anything else passes."""
    return [value] if isinstance(value, str) else value


def template(value: str) -> str:
    """Return a sentence whose ``{…}`` are all filled in, as it is."""
    for name in re.findall(r"\{([^{}]*)\}", value):
        if name not in TEMPLATE_NAMES:
            raise ValueError(f"{{{name}}} is not filled in: {suggest(name, TEMPLATE_NAMES)}")
    return value


def names(value: object) -> object:
    """Return a name or a list of names as a list."""
    names = listed(value)
    if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names):
        raise ValueError("write a name in quotes, or a list of such names")
    return names


def engines(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return engines' names as they are, of which there is one at least and each once."""
    if not names:
        raise ValueError("name at least one engine")
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{name!r} stands there twice; name each engine once")
    return names


def scheduler(value: str) -> str:
    """Return the address of a Dask scheduler, or nothing, as it is."""
    if value and not re.fullmatch(r"(tcp|tls|wss?)://[^\s/]+/?", value):
        raise ValueError(f"write {value!r} like tcp://host:8786 (tcp, tls, ws or wss)")
    return value
