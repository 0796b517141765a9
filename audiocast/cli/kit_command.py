"""`audiocast kit`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from audiocast.cli import context


@click.command("kit")
@context.show_argument
@click.argument("episode", metavar="EPISODE")
@click.option("--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write it there, not to kits/.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@context.json_option
def command(show: str, episode: str, folder: Path | None, dry_run: bool, as_json: bool) -> None:
    """Make a folder for uploading EPISODE by hand to 小宇宙 or 喜马拉雅.

    It holds the audio, a square cover, title, notes and time stamps, and says which limits are not official.

    \b
    audiocast kit mynews 2023-02-10
    audiocast kit mynews 2023-02-10 --to ~/Desktop/2023-02-10
    """
    from audiocast.kit import plan_kit, write_kit

    kit = plan_kit(context.open_show(show), episode, folder, now=context.now())
    if not dry_run:
        write_kit(kit)
    for remark in kit.remarks:
        click.echo(remark, err=True)
    if as_json:
        result = {"folder": str(kit.folder.resolve()), "files": list(kit.names), "remarks": list(kit.remarks)}
        click.echo(json.dumps({**result, "dry_run": dry_run}, ensure_ascii=False))
    else:
        click.echo("\n".join(str(kit.folder / name) for name in kit.names))
