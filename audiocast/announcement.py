"""Telling the world that a feed changed: WebSub hubs and podping. What fails is a line, never an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import httpx

from audiocast.patience import again

TOKEN_NAME = "AUDIOCAST_PODPING_TOKEN"
"""Where in the environment podping's token is."""
_TIMEOUT_S = 10.0
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Ping:
    """One service told of one feed; ``problem`` says why it was not."""

    service: str
    feed: str
    problem: str = ""


def announce(feeds: Sequence[str], *, hubs: Sequence[str], podping: str, token: str) -> Iterator[Ping]:
    """Tell each service of each feed, and yield how it went.

    Args:
        feeds: the addresses of feeds that changed.
        hubs: WebSub hubs, told by the form that PubSubHubbub 0.4 (section 7.1) gave them; W3C WebSub (section 6) leaves
            it to publisher and hub.
        podping: a podping gateway, empty for none.
        token: what the gateway knows us by.
    """
    if not feeds or not (hubs or podping):
        return
    with httpx.Client(timeout=_TIMEOUT_S, headers={"user-agent": f"audiocast/{version('audiocast')}"}) as client:
        for feed in feeds:
            for hub in hubs:
                form = {"hub.mode": "publish", "hub.url": feed}
                yield Ping(hub, feed, _problem(client, client.build_request("POST", hub, data=form)))
            if podping and not token:
                yield Ping(podping, feed, f"{TOKEN_NAME} is not set")
            elif podping:
                question = client.build_request(
                    "GET", podping, params={"url": feed, "reason": "update"}, headers={"authorization": token}
                )
                yield Ping(podping, feed, _problem(client, question))


def _problem(client: httpx.Client, request: httpx.Request) -> str:
    """Send a request, if need be several times, and return what went wrong."""
    try:
        again(lambda: client.send(request).raise_for_status(), passes=_passes)
    except httpx.HTTPStatusError as error:
        return f"it answers {error.response.status_code} {error.response.reason_phrase}".rstrip()
    except httpx.HTTPError as error:
        return f"{type(error).__name__}: {error}".rstrip(": ")
    return ""


def _passes(error: Exception) -> bool:
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _PASSING
    return isinstance(error, httpx.TransportError)
