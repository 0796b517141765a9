"""`audiocast serve`."""

from __future__ import annotations

import click

from audiocast.cli import context


@click.command("serve")
@context.show_argument
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
def command(show: str, port: int, host: str) -> None:
    """Serve SHOW's public/ folder, to listen in a browser or a podcast app on this machine.

    \b
    audiocast serve mynews
    audiocast serve mynews --port 8080
    """
    from audiocast.server import serve

    folder = context.open_show(show)
    base_url = folder.settings.base_url

    def announce(url: str) -> None:
        click.echo(f"{url}  (feed: {url}feed.xml; Ctrl-C ends it)")
        if url != base_url:
            click.echo(
                f"the feed's links lead to {base_url}: the page plays here, a podcast app follows them", err=True
            )

    serve(folder.public, host=host, port=port, ready=announce)
