"""`audiocast check`."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from audiocast.checks import Finding

_PROFILES = ("apple", "psp1", "spotify", "cn")
_SEVERITIES = ("error", "warning", "note")


@click.command("check")
@context.show_argument
@click.option(
    "--profile",
    type=click.Choice(_PROFILES),
    help="Count what a platform advises as required; the numbers of spotify and cn are unofficial.",
)
@click.option("--deep", is_flag=True, help="Also decode every audio file and measure it again.")
@click.option("--public", is_flag=True, help="Also ask base_url for the feeds and the newest 10 episodes.")
@click.option("--all", "everything", is_flag=True, help="As --public, for every episode and the archives.")
@click.option("--strict", is_flag=True, help="Exit 1 on warnings too.")
@context.json_option
@click.pass_context
def command(
    ctx: click.Context,
    show: str,
    profile: str | None,
    deep: bool,
    public: bool,
    everything: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Look at SHOW as podcast platforms will: settings, feeds, files, sound, tags and labels, rule by rule.

    One line a finding: how bad, which rule, where, what, and the way out. Exit status 1 when an error stands.

    \b
    audiocast check mynews
    audiocast check mynews --profile apple --deep
    audiocast check mynews --public --strict
    """
    from audiocast.checks import check_public, check_show

    folder, name, findings = context.open_show(show), profile or "", []
    online = check_public(folder, profile=name, everything=everything) if public or everything else ()
    for finding in chain(check_show(folder, profile=name, deep=deep, now=context.now()), online):
        findings.append(finding)
        if not as_json:
            click.echo(finding.line)
    counts = {severity: sum(one.severity == severity for one in findings) for severity in _SEVERITIES}
    failed = counts["error"] > 0 or (strict and counts["warning"] > 0)
    click.echo(_as_json(findings, counts, name, failed) if as_json else _summary(counts, name))
    ctx.exit(1 if failed else 0)


def _as_json(findings: Sequence[Finding], counts: Mapping[str, int], profile: str, failed: bool) -> str:
    numbers = {f"{severity}s": count for severity, count in counts.items()}
    shown = {"ok": not failed, "profile": profile, **numbers, "findings": [asdict(one) for one in findings]}
    return json.dumps(shown, ensure_ascii=False)


def _summary(counts: Mapping[str, int], name: str) -> str:
    from audiocast.checks import RULES, profile_of

    profile = profile_of(name)
    rules = len(RULES) - len(profile.left_out)
    words = [f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items()]
    numbers = "" if profile.is_official else ", unofficial numbers"
    whose = f" for {profile.name}: {profile.about}{numbers}" if profile.name else ""
    return f"{', '.join(words)} by {rules} rules{whose}"
