"""A third party ships an engine: its package goes into a fresh environment, and a show is built with it there.

Nothing is fetched: pip gets no index, no dependencies and no build isolation. What a person's machine would bring by
``pip install audiocast`` (audiocast, its dependencies, and hatchling to build with) is what the suite itself runs on:
one ``.pth`` line in the fresh environment adds the suite's site-packages as a site folder of its own, so that
audiocast's editable install and its entry points are found there. The plug-in is in the fresh environment alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audiocast import plugins
from audiocast.audio.decode import decode
from audiocast.errors import ConfigError
from tests.engines.plugin_site import OFFLINE, PACKAGE, run_pip, source
from tests.shows import make_show, run_build

ENGINE = """\
[voice]
engine = "telegraph"
voices = ["steel"]

[voice.telegraph]
tone_hz = 900
"""


class Fresh:
    """A virtual environment with the plug-in package in it."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder / "venv", with_pip=False)
        scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.python = next(scripts.glob("python*"))
        (self.site / "suite.pth").write_text(f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n")
        run_pip("--python", str(self.python), "install", *OFFLINE, str(source(folder)))

    @property
    def site(self) -> Path:
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(subprocess.check_output([self.python, "-c", ask], text=True).strip())

    def audiocast(self, *arguments: str) -> Any:
        """Run the command there and return its ``--json``."""
        command = [self.python, "-m", "audiocast", *arguments, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def fresh(tmp_path: Path) -> Fresh:
    return Fresh(tmp_path)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = make_show(tmp_path / "show")
    settings = folder / "show.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('[voice]\nengine = "tone"\n', ENGINE), "utf-8")
    return folder


def test_a_show_is_built_with_the_engine_of_a_package_that_pip_installed(fresh: Fresh, show: Path) -> None:
    assert Path(fresh.site, "audiocast_telegraph", "__init__.py").is_file()
    (built,) = fresh.audiocast("build", str(show))["episodes"]
    assert (built["status"], built["spoken"]) == ("built", built["sentences"])
    sound = decode((show / built["media"]).read_bytes(), "mp3")
    spectrum = np.abs(np.fft.rfft(sound.samples.astype(np.float64)))
    assert np.argmax(spectrum) * sound.rate_hz / len(sound.samples) == pytest.approx(900, abs=60)  # 600 is the default
    again = fresh.audiocast("build", str(show))["episodes"][0]
    assert (again["status"], again["spoken"]) == ("unchanged", 0)


def test_it_is_listed_where_it_is_installed_and_unknown_where_it_is_not(fresh: Fresh, show: Path) -> None:
    listed = json.dumps(fresh.audiocast("voices", "--engine", "telegraph"))
    assert "brass" in listed
    assert "steel" in listed
    assert "telegraph" not in plugins.names("audiocast.engines")
    with pytest.raises(ConfigError, match="unknown engine 'telegraph'"):
        run_build(show)
    assert sys.executable != str(fresh.python)


def test_the_page_shows_the_package_as_it_is() -> None:
    page = (PACKAGE.parents[1] / "docs" / "plugins.md").read_text(encoding="utf-8")
    for language, name in (("toml", "pyproject.toml"), ("python", "src/audiocast_telegraph/__init__.py")):
        assert f"```{language}\n{(PACKAGE / name).read_text(encoding='utf-8')}```\n" in page
