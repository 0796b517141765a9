"""`audiocast serve`."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from audiocast.config import Settings
    from audiocast.server import Terms


@click.command("serve")
@context.show_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 is all.")
@click.option("--watch", is_flag=True, help="Build the show, and again whenever something in it changes.")
@click.option(
    "--auth", metavar="USER", help="Let only this user in; the password is in the environment, AUDIOCAST_PASSWORD."
)
@click.option("-v", "--verbose", is_flag=True, help="Print a line for each request, in the combined log format.")
def command(show: str, port: int, host: str, watch: bool, auth: str | None, verbose: bool) -> None:
    """Serve SHOW's public/ folder, to listen in a browser or a podcast app.

    \b
    audiocast serve mynews
    audiocast serve mynews --port 8080 --watch
    """
    from audiocast.cli.watch_command import keep_building
    from audiocast.server import serve, serving

    folder = context.open_show(show)
    terms = _terms(folder.settings, auth, verbose=verbose)
    announce = partial(_announce, settings=folder.settings, host=host)
    if not watch:
        serve(folder.public, host, port, terms=terms, ready=announce)
        return
    folder.public.mkdir(exist_ok=True)
    with serving(folder.public, host, port, terms=terms) as url:
        announce(url)
        keep_building(show)


def _terms(settings: Settings, user: str | None, *, verbose: bool) -> Terms:
    from audiocast.server import Log, Terms, read_login

    return Terms(
        base_url="" if settings.is_public else settings.base_url,
        login=read_login(user, os.environ) if user is not None else None,
        log=Log(partial(click.echo, err=True), lambda: context.now().astimezone()) if verbose else None,
    )


def _announce(url: str, settings: Settings, host: str) -> None:
    from audiocast.server import lan_url

    click.echo(f"{url}  (feed: {url}feed.xml; Ctrl-C ends it)")
    if lan := lan_url(host, urlsplit(url).port or 80):
        click.echo(f"{lan}  (other devices on this network)")
    if settings.is_public and url != settings.base_url:
        click.echo(
            f"the feed's links lead to {settings.base_url}: the page plays here, a podcast app follows them", err=True
        )
