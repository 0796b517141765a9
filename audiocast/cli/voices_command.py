"""`audiocast voices`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from audiocast.cli import context


@click.group("voices", invoke_without_command=True)
@click.option("--engine", metavar="NAME", help="List this engine's voices only, as its service has them now.")
@click.option("--show", metavar="SHOW", help="Take the engines' options from this show.")
@click.option("--offline", is_flag=True, help="Ask no service.")
@context.json_option
@click.pass_context
def command(ctx: click.Context, engine: str | None, show: str | None, offline: bool, as_json: bool) -> None:
    """List the voices of every engine, and say which are installed.

    A service is asked for its list only when its engine is named, and need not answer.

    \b
    audiocast voices
    audiocast voices --engine edge
    audiocast voices install
    """
    if ctx.invoked_subcommand is not None:
        return
    from dataclasses import asdict

    from audiocast.speaker import list_voices

    settings, _ = context.settings(show, {})
    voices, remarks = list_voices(engine, settings.voice, ask=engine is not None and not offline)
    for remark in remarks:
        click.echo(remark, err=True)  # no error: an engine that is not set up may well stay so
    if as_json:
        click.echo(json.dumps({"voices": [asdict(voice) for voice in voices]}, ensure_ascii=False))
        return
    for voice in voices:
        state = "" if voice.installed else "not installed"
        click.echo(f"{voice.engine:8}{voice.name:32}{voice.language:16}{voice.gender:8}{voice.about}  {state}".rstrip())


@command.command("install")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path),
    help="A folder or archive that holds the voice files; without it they come from npm's kokoro-js.",
)
@context.quiet_option
def install(names: tuple[str, ...], source: Path | None, quiet: bool) -> None:
    """Install Mandarin voices for the embedded engine: all of them, or those named. Does nothing twice.

    \b
    audiocast voices install
    audiocast voices install zf_xiaobei --from ~/Downloads/kokoro-js-1.2.1.tgz
    """
    from audiocast.engines.data import default_data_dir
    from audiocast.engines.kokoro.install import install_voices

    install_voices(names, source=source, data_dir=default_data_dir(), report=(lambda _: None) if quiet else click.echo)
