"""The plug-in package of tests/plugin, built and installed into a folder of its own, away from any network."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from tests.requirements import require_packages

PACKAGE = Path(__file__).resolve().parents[1] / "plugin"
OFFLINE = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", "--no-build-isolation")


@cache
def plugin_site() -> Path:
    """Return a folder for ``sys.path`` that holds the package as pip installs it, entry point and all."""
    folder = Path(tempfile.mkdtemp(prefix="audiocast-plugin-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    run_pip("install", *OFFLINE, "--target", str(folder / "site"), str(source(folder)))
    return folder / "site"


def source(folder: Path) -> Path:
    """Return a copy of the package's source, so that no build leaves anything in the tree."""
    require_packages("building the plug-in package", "hatchling")
    return Path(shutil.copytree(PACKAGE, folder / "source", ignore=shutil.ignore_patterns("__pycache__")))


def run_pip(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
