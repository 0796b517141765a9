"""`audiocast say`."""

from __future__ import annotations

from pathlib import Path

import click

from audiocast.cli import context


@click.command("say")
@click.argument("words", metavar="TEXT")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The WAV file to write.")
@click.option("--show", metavar="SHOW", help="Use this show's voice, pauses and lexicon.")
@context.lexicon_option
@context.engine_option
@context.voice_option
@context.rate_option
@context.quiet_option
def command(
    words: str,
    output: Path,
    show: str | None,
    lexicons: tuple[Path, ...],
    engine: str | None,
    voices: tuple[str, ...],
    rate: str | None,
    quiet: bool,
) -> None:
    """Speak TEXT to a WAV file, to hear how something is read.

    \b
    audiocast say "管城回族区召开述职评议会。" -o x.wav
    audiocast say "总投资220亿元" -o x.wav --voice zm_yunjian --rate -10%
    """
    from audiocast.saying import say

    settings, lexicon = context.settings(show, context.voice_flags(engine, voices, rate), lexicons)
    said = say(words, output, settings, lexicon)
    if not quiet:
        click.echo(f"{output}  {said.duration_ms / 1000:.1f} s  {said.voice}  {said.spoken}")
