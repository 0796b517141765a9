"""What a test needs from set-up: without it the test is skipped, or fails where ``AUDIOCAST_REQUIRE_ALL`` is 1."""

from __future__ import annotations

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from audiocast.engines.data import default_data_dir
from audiocast.engines.kokoro import voices
from audiocast.engines.kokoro.model import PARTS


def require_packages(what: str, *names: str) -> None:
    """Go on only if every package can be imported."""
    _require(what, [name for name in names if find_spec(name) is None])


def require_kokoro() -> Path:
    """Go on only with the model and every Mandarin voice; return the folder that holds the voices."""
    require_packages("kokoro", *PARTS, "onnxruntime", "rjieba")
    data_dir = default_data_dir()
    _require("kokoro", [f"voice {voice.name}" for voice in voices.listed(data_dir) if not voice.installed])
    return data_dir


def require_commands(what: str, *names: str) -> None:
    """Go on only if every program is on the PATH; .ci/run installs them."""
    _require(what, [name for name in names if shutil.which(name) is None])


def require_suite(package: str) -> Path:
    """Go on only with the wheel of ``package`` that holds a peer's test cases; return its path."""
    wheels = sorted((Path(sys.prefix) / "share" / "suites").glob(f"{package}-*.whl"))
    _require("the suite", [] if wheels else [f"the wheel of {package}"])
    return wheels[-1]


def require_npm(package: str) -> Path:
    """Go on only with a package of tests/npm/package.json and Node.js; return the folder it is in."""
    folder = Path(sys.prefix) / "share" / "npm" / "node_modules" / package
    lacking = [] if folder.is_dir() else [f"the npm package {package}"]
    _require("the suite", [*lacking, *([] if shutil.which("node") else ["node"])])
    return folder


def _require(what: str, lacking: list[str]) -> None:
    if not lacking:
        return
    reason = f"{what} needs {', '.join(lacking)}: scripts/test and .ci/run install it"
    if os.environ.get("AUDIOCAST_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)
