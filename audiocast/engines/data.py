"""Where engines keep what outlives a cache: voice files, a service's list of voices."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def default_data_dir(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that ``AUDIOCAST_DATA`` names, else the user's data folder."""
    chosen = environ.get("AUDIOCAST_DATA")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("audiocast", appauthor=False))
