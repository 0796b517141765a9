"""`audiocast script`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audiocast.cli import context

if TYPE_CHECKING:
    from audiocast.audit import Finding
    from audiocast.programme import Words
    from audiocast.reading import Mark, ReadFile


@click.command("script")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--audit", "view", flag_value="audit", help="List what was read by a rule, the riskiest first.")
@click.option("--diff", "view", flag_value="diff", help="Show only what is not spoken as it is written.")
@click.option("--strict", is_flag=True, help="Exit 1 when something risky has no line in a lexicon.")
@click.option("--show", metavar="SHOW", help="Use this show's lexicon and rules; the one FILE lies in when not given.")
@context.lexicon_option
@context.json_option
def command(
    paths: tuple[Path, ...],
    view: str | None,
    strict: bool,
    show: str | None,
    lexicons: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Show how each FILE will be read: its sentences as written and as spoken, and every line that was dropped.

    FILE may be a folder of articles or a show's folder. With --audit: every number, unit, polyphone, rare character and
    Latin word, what is not spoken at all, and lines for lexicon.tsv that settle what is risky.

    \b
    audiocast script feeds/mynews/articles/2023-02-10.txt
    audiocast script feeds/mynews --audit --strict
    audiocast script news.txt --diff
    """
    from audiocast import audit

    files = list(_read(paths, show, lexicons))
    wanted = strict or view == "audit"
    findings = audit.find(found for file in files for found in file.sentences) if wanted else []
    printed = (
        [json.dumps(_plain(files, view, findings), ensure_ascii=False)] if as_json else _lines(files, view, findings)
    )
    if text := "\n".join(printed):
        click.echo(text)
    errors = [file.error for file in files if file.error]
    unsettled = audit.unsettled(findings) if strict else None
    context.complain([*errors, *([unsettled] if unsettled else [])])


def _read(paths: Sequence[Path], show: str | None, lexicons: Sequence[Path]) -> Iterator[ReadFile]:
    from audiocast.reading import ReadFile, find_files, read_file

    known: dict[str | None, tuple[Words, frozenset[str]]] = {}
    for file in find_files(paths):
        if isinstance(file, ReadFile):
            yield file
            continue
        inside = file.resolve().parent.parent
        name = show or (str(inside) if (inside / "show.toml").is_file() else None)
        if name not in known:
            known[name] = _manner(name, lexicons)
        words, skip_rules = known[name]
        yield read_file(file, words, skip_rules=skip_rules)


def _manner(show: str | None, lexicons: Sequence[Path]) -> tuple[Words, frozenset[str]]:
    """How a show reads, the one without a name as if in no show: its words and the cleaning rules switched off."""
    from dataclasses import replace

    from audiocast.programme import Words

    folder = context.open_show(show) if show else None
    words = folder.words() if folder else Words()
    skip_rules = frozenset(folder.settings.skip_rules) if folder else frozenset()
    return replace(words, lexicon=context.extended(words.lexicon, lexicons)), skip_rules


def _plain(files: Sequence[ReadFile], view: str | None, findings: Sequence[Finding]) -> dict[str, object]:
    from audiocast import audit, reading

    plain = reading.as_plain(files, only_changed=view == "diff")
    return {**plain, "findings": audit.as_plain(findings)} if view == "audit" else plain


def _lines(files: Sequence[ReadFile], view: str | None, findings: Sequence[Finding]) -> Iterator[str]:
    from audiocast import reading
    from audiocast.cli.table import findings_table, lexicon_lines

    if view == "audit" and any(file.stories for file in files):
        yield from findings_table(findings)
        yield ""
        yield from lexicon_lines(findings)
    elif view == "diff":
        yield from reading.as_changes(files, diff_mark())
    elif view is None:
        yield from reading.as_lines(files)
    yield from reading.as_dropped(files)


def diff_mark() -> Mark:
    """Return how a change is shown: in colours on a terminal (unless NO_COLOR is set), in brackets elsewhere."""
    return _coloured if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else _bracketed


def _coloured(written: str, spoken: str) -> str:
    return click.style(written, fg="red", strikethrough=True) + click.style(spoken, fg="green")


def _bracketed(written: str, spoken: str) -> str:
    return (f"[-{written}-]" if written else "") + (f"{{+{spoken}+}}" if spoken else "")
