"""What `scripts/bench audio` measured: a part of docs/performance.md with two charts. Other parts stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bench_audio_chart import Series, draw
from bench_audio_run import Cost
from bench_text import Figure

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
CHARTS = {"cpu": "performance-time.svg", "memory": "performance-memory.svg"}
BEGIN, END = "<!-- scripts/bench audio writes from here -->", "<!-- to here -->"
TITLE = "# Performance\n\nMeasured by `scripts/bench`. Ratios are taken in one run, in turns; only they travel.\n"
_MB = 1_000_000

Curves = Mapping[str, Mapping[int, Cost]]
"""For each way of stitching: the number of clips and what it cost, the median of its runs."""


def write(figures: Sequence[Figure], curves: Curves, facts: str, page: Path = PAGE) -> None:
    """Write the part and its charts; ``facts`` says in one paragraph what it was measured on."""
    before, after = f"{TITLE}\n", "\n"
    if page.exists():
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2] or "\n"
    page.write_text(f"{before}{BEGIN}\n\n{_part(figures, curves, facts)}\n{END}{after}", encoding="utf-8")
    for what, (title, y_name) in _AXES.items():
        series = [Series(name, _points(costs, what)) for name, costs in curves.items()]
        (page.parent / CHARTS[what]).write_text(draw(title, "clips", y_name, series), encoding="utf-8")


_AXES = {
    "cpu": ("CPU seconds of post-production by number of clips", "CPU seconds, all processes"),
    "memory": ("Peak memory by number of clips", "MB, all processes"),
}


def _points(costs: Mapping[int, Cost], what: str) -> tuple[tuple[float, float], ...]:
    return tuple(
        (number, cost.cpu_s if what == "cpu" else cost.peak_bytes / _MB) for number, cost in sorted(costs.items())
    )


def _part(figures: Sequence[Figure], curves: Curves, facts: str) -> str:
    rows = [
        f"| {_name(figure)} | {figure.value:.3g} {figure.unit}".rstrip() + f" | {figure.bar} | {_verdict(figure)} |"
        for figure in figures
    ]
    cells = [
        f"| {name} | {number:,} | {cost.cpu_s:.1f} | {cost.wall_s:.1f} | {cost.peak_bytes / _MB:.0f} |"
        for name, costs in curves.items()
        for number, cost in sorted(costs.items())
    ]
    return "\n".join(
        [
            "## Post-production: from cached clips to the finished MP3",
            "",
            facts,
            "",
            "| what | measured | bar | |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            f"![{_AXES['cpu'][0]}]({CHARTS['cpu']})",
            "",
            f"![{_AXES['memory'][0]}]({CHARTS['memory']})",
            "",
            "| stitched by | clips | CPU s | wall s | peak MB |",
            "| --- | --- | --- | --- | --- |",
            *cells,
            "",
        ]
    )


def _name(figure: Figure) -> str:
    """Return the name; one that goes on from the line above keeps its place by an ellipsis."""
    return figure.name.replace("  ", "… ", 1) if figure.name.startswith(" ") else figure.name


def _verdict(figure: Figure) -> str:
    return ("met" if figure.is_met else "**missed**") if figure.bar else ""
