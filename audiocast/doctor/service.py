"""The services behind online engines: whether they answer, and whether their clock is ours. Asked only when told to."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

from audiocast.doctor.check import Check, broken, failed
from audiocast.engines import Engine
from audiocast.errors import AudiocastError

EDGE_SERVICE = "https://speech.platform.bing.com/"
"""The host that edge-tts 7.3 speaks to; any answer of it has the time."""
PATIENCE_S = 6.0
MOST_SKEW_S = 300
"""Tokens are made for windows of five minutes of the service's clock."""


def service_check(name: str, engine: Engine) -> Check | None:
    """Ask an engine's service for its voices; None for an engine that has no service."""
    ask: Any = getattr(engine, "ask_voices", None)
    if ask is None:
        return None
    try:
        voices = ask()
    except AudiocastError as error:
        return failed(f"service {name}", error)
    except Exception as error:  # a third party's engine must not take the doctor down
        return broken(f"service {name}", error)
    return Check(f"service {name}", "ok", f"answers and lists {len(voices)} voices")


def clock_check(skew_s: float | None) -> Check:
    """Return whether this machine's clock will do; ``skew_s`` is how far it is ahead, None when nobody told."""
    if skew_s is None:
        return Check("clock", "off", "no answer to compare it with")
    apart = f"{abs(skew_s):.0f} s {'ahead of' if skew_s > 0 else 'behind'} the service's"
    if abs(skew_s) > MOST_SKEW_S:
        return Check("clock", "wrong", apart, "let the system set its time from the network (NTP)")
    return Check("clock", "ok", apart if abs(skew_s) >= 2 else "as the service's")  # Date counts whole seconds.


def ask_skew_s(url: str, proxy: str | None, clock: Callable[[], float] = time.time) -> float | None:
    """Return how many seconds our clock is ahead of the Date of an answer (RFC 9110, 6.6.1); None without an answer.

    Args:
        url: what is asked, with HEAD; any status will do.
        proxy: ``http://host:port``; without one the environment's counts.
        clock: seconds since 1970.
    """
    proxies = [urllib.request.ProxyHandler({"http": proxy, "https": proxy})] if proxy else []
    opener = urllib.request.build_opener(*proxies)
    request = urllib.request.Request(url, method="HEAD", headers={"Cache-Control": "no-cache"})
    before = clock()
    try:
        with opener.open(request, timeout=PATIENCE_S) as answer:
            date = answer.headers.get("Date")
    except urllib.error.HTTPError as error:
        with error:
            date = error.headers.get("Date")
    except (OSError, ValueError):
        return None
    middle = (before + clock()) / 2
    try:
        return middle - parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return None
