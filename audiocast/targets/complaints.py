"""Any library's error as one line: not reached, not let in, not there, or what it says itself.

The errors are told by what they carry (a status, a code) and by their kinds' names, so that no library is loaded here.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator

from audiocast.targets.target import TargetError

_UNKNOWN_HOST = frozenset({"HostKeyNotVerifiable"})
_NOT_LET_IN = frozenset(
    {"PermissionDenied", "SFTPPermissionDenied", "NoCredentialsError", "PartialCredentialsError", "ForbiddenOperation"}
)
_NOT_REACHED = frozenset(
    {
        "EndpointConnectionError",
        "ConnectTimeoutError",
        "ReadTimeoutError",
        "ConnectError",
        "ConnectTimeout",
        "ReadTimeout",
        "ReadError",
        "WriteError",
        "RemoteProtocolError",
        "FSTimeoutError",
        "ConnectionLost",
        "ConnectionClosedError",
        "SFTPConnectionLost",
        "SFTPNoConnection",
        "DisconnectError",
    }
)
_REFUSING_CODES = frozenset(
    {"401", "403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"}
)
_PASSING_STATUS = frozenset({408, 423, 425, 429, 500, 502, 503, 504})


def complaint(address: str, doing: str, error: Exception) -> TargetError:
    """Return the error of ours that stands for one of a library's.

    Args:
        address: the target's.
        doing: what it was asked, such as ``"writing feed.xml"``.
        error: what was raised; what it was raised from counts too.
    """
    chain = list(_chain(error))
    kinds = {type(one).__name__ for one in chain}
    statuses = {status for one in chain if (status := _status(one))}
    codes = codes_of(error)
    reason = _reason(chain)
    if kinds & _UNKNOWN_HOST:
        return TargetError(
            f"{address}: the key of its host is not among the known ones",
            way_out="connect once by ssh and compare it, or name a file: [publish.sftp] known_hosts",
        )
    refused = any(isinstance(one, PermissionError) for one in chain) or kinds & _NOT_LET_IN
    if refused or statuses & {401, 403} or codes & _REFUSING_CODES:
        return TargetError(
            f"{address} does not let us in, {doing} ({reason})", way_out="see to its user, key or password and rights"
        )
    if any(isinstance(one, (ConnectionError, TimeoutError, socket.gaierror)) for one in chain) or kinds & _NOT_REACHED:
        return TargetError(
            f"{address} cannot be reached ({reason})", way_out="see to its address and the network", retryable=True
        )
    if any(isinstance(one, FileNotFoundError) for one in chain) or 404 in statuses:
        return TargetError(f"{address}: there is no such bucket or folder, {doing}", way_out="make it first")
    if isinstance(error, (TypeError, ValueError)) and doing == "opening it":
        return TargetError(f"{address}: its options are not understood ({reason})", way_out="docs/publish.md has them")
    return TargetError(f"{address}: {doing} failed", way_out=reason, retryable=bool(statuses & _PASSING_STATUS))


def codes_of(error: Exception) -> set[str]:
    """Return the codes of the S3 errors that an error is or was raised from."""
    return {code for one in _chain(error) if (code := _code(one))}


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int:
    """Return the HTTP status that an error carries, webdav4's way or botocore's; 0 when it carries none."""
    status = getattr(error, "status_code", None)
    response = getattr(error, "response", None)
    if status is None and isinstance(response, dict):
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status if isinstance(status, int) else 0


def _code(error: BaseException) -> str:
    """Return the code of an S3 error, as botocore keeps it."""
    response = getattr(error, "response", None)
    if not isinstance(response, dict):
        return ""
    return str(response.get("Error", {}).get("Code", ""))


def _reason(chain: list[BaseException]) -> str:
    said = next((text for one in chain if (text := str(one).strip())), "")
    return " ".join(said.split())[:200] or type(chain[0]).__name__
