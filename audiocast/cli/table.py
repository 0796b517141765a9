"""What was found in an audit, as a table that needs no terminal, and the lines that settle it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from audiocast.audit import RISKY, Finding, shown

_HEAD = ("risk", "times", "kind", "written", "reading", "rule", "where", "context")


def findings_table(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield one line a finding under a line of heads, in columns as wide as their widest cell.

    ``where`` is story.sentence of the first place, with the file's name when there are several files.
    """
    if not findings:
        yield "nothing to look through: no number, unit, polyphone, rare character or Latin word"
        return
    several = len({place.file for finding in findings for place in finding.places}) > 1
    rows = [_HEAD, *(_row(finding, several) for finding in findings)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
        yield "  ".join(cells).rstrip()


def lexicon_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the lines that settle what is risky, under a comment, ready for the end of a lexicon.tsv."""
    risky = [finding for finding in findings if finding.is_risky]
    if not risky:
        yield f"# lexicon.tsv: nothing to add (no risk of {RISKY} or more, nothing unspoken)"
        return
    yield "# lexicon.tsv: hear each of these right, correct it where it is wrong, and paste it"
    lines = dict.fromkeys((finding.line, finding.reaches_far) for finding in risky if finding.line)
    yield from (line for line, reaches_far in lines if not reaches_far)
    for line in (line for line, reaches_far in lines if reaches_far):
        yield f"# would reach into longer numbers, take more words into it: {line}"
    for finding in (finding for finding in risky if not finding.line):
        yield f"# {shown(finding.written)}: no line can be written for it; take it out of the text"


def _row(finding: Finding, several: bool) -> tuple[str, ...]:
    place = finding.places[0]
    others = f" ({' '.join(finding.others)})" if finding.others else ""
    file = f"{place.file} " if several else ""
    return (
        f"{finding.risk:.2f}",
        str(len(finding.places)),
        finding.kind,
        shown(finding.written),
        finding.reading + others,
        finding.rule,
        f"{file}{place.story}.{place.sentence}",
        shown(f"{place.before}[{finding.written}]{place.after}"),
    )


def _width(cell: str) -> int:
    """Columns that a terminal gives to ``cell``: two for wide characters (Unicode TR 11), none for combining ones."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in cell
    )
