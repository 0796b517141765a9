"""`audiocast build`."""

from __future__ import annotations

import click

from audiocast.cli import context
from audiocast.executors import KINDS


@click.command("build")
@context.show_argument
@click.argument("episodes", nargs=-1, metavar="[EPISODE]...")
@click.option("--all", "everything", is_flag=True, help="Also revise published episodes that would change.")
@click.option("--note", default="", metavar="TEXT", help="Say in the show notes why the episode was revised.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Sentences spoken side by side.")
@click.option("--executor", type=click.Choice(KINDS), help="Where sentences are spoken, if not in threads.")
@click.option(
    "--scheduler", metavar="URL", help="Speak on the Dask cluster of this scheduler, such as tcp://host:8786."
)
@click.option("--patient", is_flag=True, default=None, help="Sit an outage of the voice service out, up to two hours.")
@click.option("--no-fallback", is_flag=True, help="Use the show's first engine only.")
@context.engine_option
@context.voice_option
@context.rate_option
@click.option("-n", "--dry-run", is_flag=True, help="Print what would be done, and do nothing.")
@click.option("-v", "--verbose", is_flag=True, help="Say of each episode why it is built or kept.")
@context.quiet_option
@context.json_option
@click.pass_context
def command(
    ctx: click.Context,
    show: str,
    episodes: tuple[str, ...],
    everything: bool,
    note: str,
    jobs: int | None,
    executor: str | None,
    scheduler: str | None,
    patient: bool | None,
    no_fallback: bool,
    engine: str | None,
    voices: tuple[str, ...],
    rate: str | None,
    dry_run: bool,
    verbose: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Speak the articles of SHOW and write its feed, page and audio to public/.

    Only sentences that changed are spoken again. SHOW is a folder, or the name of one in feeds/; EPISODE is an
    article's file name without its ending.

    \b
    audiocast build mynews
    audiocast build mynews 2023-02-10 --note "更正一处读音"
    """
    from audiocast.build import Order, build
    from audiocast.cli.progress import follow

    if scheduler and executor not in (None, "dask"):
        raise click.UsageError("--scheduler goes with --executor dask", ctx)
    flags = {
        **context.voice_flags(engine, voices, rate),
        ("voice", "fallback"): False if no_fallback else None,
        ("build", "jobs"): jobs,
        ("build", "executor"): executor or ("dask" if scheduler else None),
        ("build", "scheduler"): scheduler,
        ("build", "patient"): patient,
    }
    folder = context.open_show(show, flags)
    order = Order(episodes, everything=everything, note=note, dry_run=dry_run)
    events = build(folder, order, now=context.now())
    ctx.exit(follow(events, as_json=as_json, quiet=quiet, verbose=verbose or dry_run, dry_run=dry_run))
