"""`audiocast watch`."""

from __future__ import annotations

import click

from audiocast.cli import context


@click.command("watch")
@context.show_argument
@context.quiet_option
def command(show: str, quiet: bool) -> None:
    """Build SHOW, and again whenever an article, a lexicon, the cover or show.toml changes, until Ctrl-C.

    \b
    audiocast watch mynews
    """
    keep_building(show, quiet=quiet)


def keep_building(show: str, *, quiet: bool = False) -> None:
    """Build a show after each change and report each build as ``audiocast build`` does."""
    from audiocast.cli.progress import follow
    from audiocast.watch import rebuilds

    for events in rebuilds(lambda: context.open_show(show), now=context.now):
        follow(events, as_json=False, quiet=quiet, verbose=False)
