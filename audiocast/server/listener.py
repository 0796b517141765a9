"""The socket that a server listens on, and the addresses under which it is found."""

from __future__ import annotations

import errno
import os
import socket

from audiocast.errors import UsageError

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "::1"}
"""What listens on every address of the machine, and where the machine itself finds it."""
_SOMEWHERE_ELSE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737)."""


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address of this machine; port 0 takes any free one.

    Raises:
        UsageError: it is no address of this machine, no port, or in use.
    """
    if not 0 <= port <= 65535:
        # The resolver takes such a number modulo 65536.
        raise UsageError(f"{port} is not a port", way_out="0 to 65535; 0 takes any free one")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"cannot listen on {host}:{port} ({error})", way_out="choose another --host") from error
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _not_listening(host, port, error) from error
    return listener


def local_url(host: str, port: int) -> str:
    """Return the URL under which this machine finds what listens on ``host`` and ``port``."""
    return _url(_EVERYWHERE.get(host, host), port)


def lan_url(host: str, port: int) -> str | None:
    """Return the URL for the other devices of the network; None when ``host`` is a single address or there is none."""
    if host not in _EVERYWHERE:
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE_ELSE)  # Nothing is sent: the system only looks up which address it would use.
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else _url(address, port)


def _not_listening(host: str, port: int, error: OSError) -> UsageError:
    free = "choose another with --port; 0 takes any free one"
    if error.errno == errno.EADDRINUSE:
        return UsageError(f"port {port} on {host} is in use", way_out=free)
    if error.errno == errno.EADDRNOTAVAIL:
        return UsageError(f"{host} is not an address of this machine", way_out="choose another --host")
    return UsageError(f"cannot listen on port {port} of {host} ({error})", way_out=free)


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
