"""`audiocast script`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from audiocast.cli import context


@click.command("script")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--show", metavar="SHOW", help="Use this show's lexicon and rules; the one FILE lies in when not given.")
@context.json_option
def command(file: Path, show: str | None, as_json: bool) -> None:
    """Show how FILE will be read: its sentences as written and as spoken, and every line that was dropped.

    \b
    audiocast script feeds/mynews/articles/2023-02-10.txt
    audiocast script news.txt --json
    """
    from audiocast.programme import Words
    from audiocast.reading import as_lines, as_plain, read_file

    inside = file.resolve().parent.parent
    name = show or (str(inside) if (inside / "show.toml").is_file() else None)
    folder = context.open_show(name) if name else None
    words = folder.words() if folder else Words()
    skip_rules = frozenset(folder.settings.skip_rules) if folder else frozenset()
    stories = read_file(file, words, skip_rules=skip_rules)
    click.echo(json.dumps(as_plain(stories), ensure_ascii=False) if as_json else "\n".join(as_lines(stories)))
