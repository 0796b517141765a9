"""Links that lead to where a show is really served, while it has no public address. Pure."""

from __future__ import annotations

import re

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9.])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?", re.I)
"""uri-host and port as a Host field may hold them; nothing that could end an attribute or an element."""


def origin(scheme: str, host: str) -> str | None:
    """Return the URL of the root that a request was sent to; None when its Host field is no host.

    Args:
        scheme: ``http``, or ``https`` behind a proxy on this machine that says so.
        host: the Host field's value; empty when there is none.
    """
    return f"{scheme}://{host.lower()}/" if scheme in ("http", "https") and _HOST.fullmatch(host) else None


def led_to(text: bytes, base_url: str, served_at: str) -> bytes:
    """Return ``text`` with every URL that begins with ``base_url`` under ``served_at`` instead.

    ``podcast://`` addresses, which apps subscribe by, follow; both URLs end in a slash.
    """
    old, new = (url.partition("://")[2] for url in (base_url, served_at))
    moved = text.replace(base_url.encode(), served_at.encode())
    return moved.replace(f"podcast://{old}".encode(), f"podcast://{new}".encode())
