"""`audiocast doctor`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import click

from audiocast.cli import context


@click.command("doctor")
@click.argument("show", metavar="[SHOW]", required=False)
@click.option("--online", is_flag=True, help="Also ask the services of online engines, and compare their clock.")
@context.json_option
@click.pass_context
def command(ctx: click.Context, show: str | None, online: bool, as_json: bool) -> None:
    """Look at what audiocast needs on this machine, and say of each thing whether it works and what to do.

    With SHOW also at its settings, engines and voices. Exit status 1 when something is wrong; what is merely off, such
    as an extra that is not installed, does not count.

    \b
    audiocast doctor
    audiocast doctor mynews --online
    """
    from audiocast.doctor import Scope, examine

    checks = []
    for check in examine(Scope(show, online=online, user_file=context.user_file(), environ=os.environ)):
        checks.append(check)
        if not as_json:
            click.echo(check.line)
    ok = all(check.state != "wrong" for check in checks)
    if as_json:
        click.echo(json.dumps({"ok": ok, "checks": [asdict(check) for check in checks]}, ensure_ascii=False))
    ctx.exit(0 if ok else 1)
