"""A child process whose unmodified edge-tts dials the loopback server: an import hook in a ``sitecustomize``.

``edge_tts.constants`` is rewritten as it loads, before any module copies a name from it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

_HOOK = """\
import importlib.abc
import importlib.machinery
import os
import sys


def _dial_loopback(constants):
    for name, variable in (("WSS_URL", "EDGE_SERVER_URL"), ("VOICE_LIST", "EDGE_SERVER_VOICES_URL")):
        if not hasattr(constants, name):
            raise ImportError(f"edge_tts.constants has no {name}: this child would dial the real service")
        setattr(constants, name, os.environ[variable])


def _wait_never(stamina):
    attempts = int(os.environ.get("EDGE_SERVER_NO_WAIT", 0))
    if attempts:
        stamina.set_testing(True, attempts=attempts, cap=True)


_AFTER = {"edge_tts.constants": _dial_loopback, "stamina": _wait_never}


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        change = _AFTER.get(name)
        spec = change and importlib.machinery.PathFinder.find_spec(name, path, target)
        if not spec:
            return None
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            change(module)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, _Finder())
"""


class Listening(Protocol):
    @property
    def url(self) -> str: ...
    @property
    def voices_url(self) -> str: ...


def child_environment(server: Listening, folder: Path, *, attempts_without_wait: int = 0) -> dict[str, str]:
    """Return an environment for a child whose edge-tts dials ``server``; it may be one of another process.

    Args:
        folder: where a ``sitecustomize.py`` is written; it must outlive the child's start.
        attempts_without_wait: from 1 on, stamina never waits in the child, and tries at most so often.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
    proxies = {f"{scheme}_proxy" for scheme in ("all", "http", "https", "ws", "wss")}
    environment = {name: value for name, value in os.environ.items() if name.lower() not in proxies}
    path = [str(folder), *filter(None, [environment.get("PYTHONPATH")])]
    return environment | {
        "PYTHONPATH": os.pathsep.join(path),
        "NO_PROXY": "127.0.0.1",
        "EDGE_SERVER_URL": server.url,
        "EDGE_SERVER_VOICES_URL": server.voices_url,
        "EDGE_SERVER_NO_WAIT": str(attempts_without_wait),
    }
