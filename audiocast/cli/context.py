"""What every command shares: the show it is about, the environment, the clock."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from audiocast.config import Settings
    from audiocast.errors import AudiocastError
    from audiocast.shows import ShowFolder
    from audiocast.text import Lexicon

show_argument = click.argument("show", metavar="SHOW")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object on stdout.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
engine_option = click.option("--engine", metavar="NAME", help="Use this engine instead of the show's.")
voice_option = click.option("--voice", "voices", metavar="NAME", multiple=True, help="Use this voice; may be repeated.")
lexicon_option = click.option(
    "--lexicon",
    "lexicons",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Try this lexicon.tsv over the show's; may be repeated.",
)
rate_option = click.option("--rate", metavar="PERCENT", help="Speak faster or slower, such as +10% or -10%.")


def user_file() -> Path:
    """Return where this user's own settings are, whether the file exists or not."""
    import platformdirs

    return Path(platformdirs.user_config_dir("audiocast", appauthor=False)) / "config.toml"


Flags = Mapping[tuple[str, ...], object]


def voice_flags(engine: str | None, voices: tuple[str, ...], rate: str | None) -> dict[tuple[str, ...], object]:
    """Return the settings that the voice options of a command stand for; None is not set."""
    return {
        ("voice", "engine"): engine,
        ("voice", "voices"): list(voices) or None,
        ("voice", "rate"): rate,
    }


def open_show(name: str, flags: Flags | None = None) -> ShowFolder:
    """Open a show with the flags of a command laid over its settings."""
    from audiocast import shows

    return shows.open_show(name, user_file=user_file(), environ=os.environ, flags=flags)


def settings(show: str | None, flags: Flags, lexicons: Sequence[Path] = ()) -> tuple[Settings, Lexicon]:
    """Return settings and lexicon for what may be done outside any show; ``lexicons`` are laid over the show's own."""
    from audiocast import config
    from audiocast.text import Lexicon

    if show is not None:
        folder = open_show(show, flags)
        return folder.settings, extended(folder.lexicon(), lexicons)
    return config.load(None, user_file=user_file(), environ=os.environ, flags=flags), extended(Lexicon(), lexicons)


def extended(lexicon: Lexicon, paths: Sequence[Path]) -> Lexicon:
    """Return ``lexicon`` with the files laid over it, the last on top."""
    from audiocast.shows import read_lexicon
    from audiocast.text import Lexicon

    return Lexicon((*lexicon, *(entry for path in paths for entry in read_lexicon(path)))) if paths else lexicon


def complain(errors: Sequence[AudiocastError]) -> None:
    """Print each error on a line of its own and leave; go on when there is none."""
    for error in errors[:-1]:
        click.echo(f"audiocast: {error}", err=True)
    if errors:
        raise errors[-1]


def now() -> datetime:
    """Return the present moment; jobs take it as an argument."""
    return datetime.now(UTC)
