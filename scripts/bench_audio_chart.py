"""A chart with both axes logarithmic, as an SVG whose bytes depend on nothing but its points."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 50, 56
COLOURS = ("#b3261e", "#8a6d00", "#1b6ca8", "#0b3d2e", "#6b3fa0")
DASHES = ("7 4", "2 3", "", "", "")
_LABEL_PX = 15


@dataclass(frozen=True)
class Series:
    """One line: its name and (x, y), both above 0, by rising x."""

    name: str
    points: tuple[tuple[float, float], ...]


def draw(title: str, x_name: str, y_name: str, series: Sequence[Series]) -> str:
    """Return the chart as SVG text; a line's name stands at its last point."""
    places = [point for one in series for point in one.points]
    xs, ys = sorted({x for x, _ in places}), [y for _, y in places]
    low, high = _decades(ys)
    across = _scale(xs[0], xs[-1], LEFT, WIDTH - RIGHT)
    up = _scale(low, high, HEIGHT - BOTTOM, TOP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="{escape(title)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="15" font-weight="bold">{escape(title)}</text>',
    ]
    for y in _ticks(low, high):
        lines += [
            f'<path d="M{LEFT} {up(y):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>',
            f'<text x="{LEFT - 8}" y="{up(y) + 4:.1f}" text-anchor="end">{y:g}</text>',
        ]
    for x in xs:
        lines += [
            f'<path d="M{across(x):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#eee"/>',
            f'<text x="{across(x):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x:,g}</text>',
        ]
    lines += [
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.1f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>',
        f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2:.1f}) rotate(-90)" text-anchor="middle">'
        f"{escape(y_name)}</text>",
    ]
    for place, one in enumerate(series):
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        path = "L".join(f"{across(x):.1f} {up(y):.1f}" for x, y in one.points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        lines.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>')
        lines += [f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>' for x, y in one.points]
    for (x, y), name, colour in _labels(series, across, up):
        lines.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*lines, "</svg>", ""])


def _labels(
    series: Sequence[Series], across: Callable[[float], float], up: Callable[[float], float]
) -> list[tuple[tuple[float, float], str, str]]:
    """Return where each name stands: right of its line's end, pushed down where two would meet."""
    labels: list[tuple[tuple[float, float], str, str]] = []
    named = [(one, COLOURS[place % len(COLOURS)]) for place, one in enumerate(series)]
    for one, colour in sorted(named, key=lambda pair: up(pair[0].points[-1][1])):
        x, y = across(one.points[-1][0]) + 8, up(one.points[-1][1]) + 4
        beside = [other for (left, other), _, _ in labels if abs(left - x) < RIGHT]
        labels.append(((x, max([y, *(other + _LABEL_PX for other in beside)])), one.name, colour))
    return labels


def _scale(low: float, high: float, at_low: float, at_high: float) -> Callable[[float], float]:
    span = math.log(high / low)
    return lambda value: at_low + (at_high - at_low) * math.log(value / low) / span


def _decades(values: Sequence[float]) -> tuple[float, float]:
    """Return the 1, 2 or 5 times a power of ten under the smallest value and over the largest."""
    exponents = range(math.floor(math.log10(min(values))) - 1, math.ceil(math.log10(max(values))) + 2)
    round_ones = [step * 10.0**exponent for exponent in exponents for step in (1, 2, 5)]
    return max(one for one in round_ones if one <= min(values)), min(one for one in round_ones if one >= max(values))


def _ticks(low: float, high: float) -> list[float]:
    exponents = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [
        tick for exponent in exponents for step in (1, 2, 5) if low <= (tick := step * 10.0**exponent) <= high * 1.001
    ]
