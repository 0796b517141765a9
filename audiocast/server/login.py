"""Basic authentication (RFC 7617) for a feed that is not for everybody: one user, one password."""

from __future__ import annotations

import base64
import binascii
import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.authentication import AuthCredentials, AuthenticationBackend, AuthenticationError, SimpleUser
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response

from audiocast.errors import UsageError

PASSWORD = "AUDIOCAST_PASSWORD"
"""The environment name: a command line is seen by everybody on the machine, and kept by shells."""


@dataclass(frozen=True, slots=True)
class Login:
    """Who may listen."""

    user: str
    password: str = field(repr=False)

    def admits(self, authorization: str) -> bool:
        """Return whether an Authorization field's value is of this user, in a time that tells nothing."""
        scheme, _, token = authorization.strip().partition(" ")
        try:
            given = base64.b64decode(token.strip(), validate=True).decode()
        except (binascii.Error, UnicodeError, ValueError):
            return False
        is_right = hmac.compare_digest(_digest(given), _digest(f"{self.user}:{self.password}"))
        return scheme.lower() == "basic" and is_right


def read_login(user: str, environ: Mapping[str, str]) -> Login:
    """Return the login of ``user``, whose password is in the environment.

    Raises:
        UsageError: there is no password, or such a user name can't be sent.
    """
    if not user or ":" in user or not user.isprintable():
        raise UsageError(f"--auth {user!r} is not a user name", way_out="RFC 7617 allows no colon in it")
    if not environ.get(PASSWORD):
        raise UsageError(f"{PASSWORD} is not set", way_out=f"put the password of {user!r} into that variable")
    return Login(user, environ[PASSWORD])


class Door(AuthenticationBackend):
    """Starlette's question who is asking; whoever is not the one gets ``refusal``."""

    def __init__(self, login: Login) -> None:
        self._login = login

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, SimpleUser]:
        """Return the user, or raise."""
        if not self._login.admits(conn.headers.get("authorization", "")):
            raise AuthenticationError("user and password, please")
        return AuthCredentials(), SimpleUser(self._login.user)


def refusal(_conn: HTTPConnection, error: AuthenticationError) -> Response:
    """Return the answer that makes a browser or an app ask for user and password."""
    headers = {"www-authenticate": 'Basic realm="audiocast", charset="UTF-8"', "cache-control": "no-store"}
    return PlainTextResponse(f"{error}\n", 401, headers)


def _digest(credentials: str) -> bytes:
    """Digests are equally long; NFC is what RFC 7617 (2.1) asks of both sides."""
    return sha256(unicodedata.normalize("NFC", credentials).encode()).digest()
