"""Serve a ``public/`` folder over HTTP, the way podcast apps expect it: HEAD, ranges, validators, right types.

Import this package only when something is served: Starlette and uvicorn come with it.
"""

from audiocast.server.listener import lan_url
from audiocast.server.log import Log
from audiocast.server.login import PASSWORD, Login, read_login
from audiocast.server.service import Terms, app, serve, serving

__all__ = ["PASSWORD", "Log", "Login", "Terms", "app", "lan_url", "read_login", "serve", "serving"]
