"""`audiocast init`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="The show's title; the folder's name when not given.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
def command(folder: Path, title: str | None, dry_run: bool) -> None:
    """Make a new show in DIR; asks nothing and overwrites nothing.

    \b
    audiocast init feeds/mynews
    audiocast init feeds/mynews --title 晨报播客
    """
    from audiocast.template import new_show, write_show

    files = new_show(title or folder.resolve().name)
    if not dry_run:
        write_show(folder, files)
    for name in files:
        click.echo(f"{folder / name}")
    if not dry_run:
        click.echo(
            f"Put an article into {folder / 'articles'}, named like 2023-02-10.txt, then: audiocast build {folder}"
        )
