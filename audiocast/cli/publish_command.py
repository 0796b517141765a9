"""`audiocast publish`."""

from __future__ import annotations

import os

import click

from audiocast.cli import context


@click.command("publish")
@context.show_argument
@click.option("--to", metavar="URL", multiple=True, help="Publish there, not to the show's targets; may be repeated.")
@click.option("--prune", is_flag=True, help="Delete media there that nothing has referred to for keep_days.")
@click.option("--allow-gone", is_flag=True, help="Let episodes vanish from feeds there that have no record here.")
@click.option("--take-over", is_flag=True, help="Take what is there for SHOW's, where manifest and feed are lost.")
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be sent and what subscribers would see.")
@context.quiet_option
@context.json_option
def command(show: str, to: tuple[str, ...], quiet: bool, as_json: bool, **wanted: bool) -> None:
    """Send SHOW's public/ folder to its targets: audio and pages first, the feed last.

    What is there already is not sent again, and whatever fails leaves the old feed as it was.

    \b
    audiocast publish mynews --dry-run
    audiocast publish mynews --to sftp://editor@example.org/var/www/mynews
    """
    from audiocast.cli.publish_progress import follow
    from audiocast.publish import Order, publish

    folder = context.open_show(show)
    events = publish(folder, Order(to, **wanted), now=context.now(), environ=os.environ)
    follow(events, as_json=as_json, quiet=quiet, dry_run=wanted["dry_run"])
