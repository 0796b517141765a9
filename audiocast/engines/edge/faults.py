"""What the library, aiohttp and asyncio raise, turned into an `EngineError` that says whose trouble it is.

The rows are those of the failure table in docs/engines.md. Every message names the cause; those that an upgrade may
heal name the installed edge-tts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urlsplit

from audiocast.engines.edge.stream import LATER
from audiocast.errors import EngineError, Trouble

RETRY_AFTER_LIMIT_S = 3600.0
UPGRADE = "pip install --upgrade edge-tts"
_ABNORMAL = 1006
"""The close code of a WebSocket that broke without a goodbye (RFC 6455, 7.4.1)."""


def engine_error(error: Exception, proxy: str | None, now: datetime) -> EngineError:
    """Return the EngineError for ``error``, whatever a request for speech or for the voices raised.

    Args:
        error: any exception; the caller chains it.
        proxy: the proxy that was to be used.
        now: an aware time, from which ``Retry-After`` counts where the answer has no ``Date``.
    """
    import aiohttp
    from edge_tts import exceptions

    through = f" through the proxy {named(proxy)}" if proxy else ""
    if isinstance(error, aiohttp.ClientResponseError):
        return _answered(error, proxy, now)
    if isinstance(error, exceptions.SkewAdjustmentError):
        what = f"a 403 without a usable date came in place of the Edge service (edge-tts {installed()})"
        culprit = f"the proxy {named(proxy)}" if proxy else "a proxy or filter on the way"
        return _error(what, f"{culprit} refuses; try another way out", "refusal")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _error(
            f"the Edge service's certificate is not trusted ({_words(error.certificate_error)})",
            "a proxy that opens TLS needs its CA in certifi's file, the only one that edge-tts reads",
            "refusal",
        )
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return _error(f"the proxy {named(proxy)} cannot be reached", "check proxy in [voice.edge]", "unreachable")
    if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError)):
        cause = _words(error)
        if isinstance(error, aiohttp.ClientConnectorError):  # whose own words hold the address of an object in memory
            cause = f"{error.host}: {_words(error.os_error)}"
        return _error(
            f"no connection to the Edge service{through} ({cause})",
            "check the network, or use another engine",
            "unreachable",
        )
    if isinstance(error, exceptions.NoAudioReceived):
        return _no_audio(error)
    broken = (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, exceptions.WebSocketError, OSError)
    if isinstance(error, broken):
        return _error(f"the connection to the Edge service{through} broke ({_words(error)})", LATER, "connection")
    return _error(f"edge-tts {installed()} does not understand the service ({_words(error)})", UPGRADE, "protocol")


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return how long the answer asks to wait: ``Retry-After`` in seconds or as a date (RFC 9110, 10.2.3).

    A date counts from the answer's own ``Date``, so that a wrong clock here does not matter. The result is between 0
    and one hour; None when the header is missing or malformed.
    """
    asked = headers.get("Retry-After", "").strip()
    if re.fullmatch("[0-9]+", asked):
        return min(float(asked), RETRY_AFTER_LIMIT_S)
    until = _date(asked)
    if until is None:
        return None
    seconds = (until - (_date(headers.get("Date", "")) or now)).total_seconds()
    return min(max(seconds, 0.0), RETRY_AFTER_LIMIT_S)


def installed() -> str:
    """Return the version of edge-tts."""
    try:
        return version("edge-tts")
    except PackageNotFoundError:
        return "of an unknown version"


def named(proxy: str | None) -> str:
    """Return ``proxy`` as a message may show it: without its name and password."""
    if proxy is None:
        return "of the environment"
    parts = urlsplit(proxy)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _answered(error: Exception, proxy: str | None, now: datetime) -> EngineError:
    import aiohttp

    assert isinstance(error, aiohttp.ClientResponseError)
    status = error.status
    if error.__cause__ is not None and not isinstance(error, aiohttp.WSServerHandshakeError):
        # aiohttp calls an answer that is no HTTP at all a 400.
        return _error(f"the Edge service's answer is no HTTP ({_words(error.__cause__)})", LATER, "connection")
    by_proxy = isinstance(error, aiohttp.ClientHttpProxyError)
    who = f"the proxy {named(proxy)}" if by_proxy else "the Edge service"
    if status == 407:
        return _error(
            f"the proxy {named(proxy)} wants a name and a password (407)",
            "write them into proxy in [voice.edge]: http://name:password@host:port",
            "refusal",
        )
    if by_proxy and status >= 500:
        return _error(f"{who} answered {status}", "check the network behind the proxy", "unreachable")
    if status == 429 or status >= 500:
        asked = retry_after_s(error.headers or {}, now)
        after = "" if asked is None else f" and asks for {asked:g} s of rest"
        return _error(f"{who} answered {status}{after}", LATER, "throttle", asked)
    what = f"{who} answered {status} to edge-tts {installed()}"
    if status in (401, 404):
        return _error(what, f"the service has moved: {UPGRADE}", "refusal")
    if status == 403:
        return _error(what, f"{UPGRADE}, check the clock, or try another address: this one may be blocked", "refusal")
    if status >= 400:
        return _error(what, UPGRADE, "refusal")
    return _error(f"{what}, which is no WebSocket", f"sign in to the network's portal, or {UPGRADE}", "protocol")


def _no_audio(error: Exception) -> EngineError:
    close_code, turn_ended = _last_seen(error)
    if close_code == _ABNORMAL and not turn_ended:
        return _error("the connection to the Edge service ended before any audio came", LATER, "connection")
    closing = "" if close_code is None or turn_ended else f" and closed with code {close_code}"
    return _error(
        f"the Edge service returned no audio{closing}",
        "the voice may not speak this text: try another voice, or try again later",
        "sentence",
    )


def _last_seen(error: Exception) -> tuple[int | None, bool]:
    """Return the WebSocket's close code and whether the turn had ended.

    edge-tts drops both (its pull request 474 was not taken), so they are read where they still stand: in the frame
    that raised. A library that is built otherwise gives ``(None, False)``.
    """
    trace = error.__traceback__
    while trace is not None:
        seen = trace.tb_frame.f_locals
        if "websocket" in seen:
            code = getattr(seen["websocket"], "close_code", None)
            return (code if isinstance(code, int) else None, seen.get("path") == b"turn.end")
        trace = trace.tb_next
    return (None, False)


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _words(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    words = str(error)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _error(what: str, way_out: str, trouble: Trouble, retry_after: float | None = None) -> EngineError:
    retryable = trouble != "refusal"
    return EngineError(what, way_out=way_out, retryable=retryable, trouble=trouble, retry_after_s=retry_after)
