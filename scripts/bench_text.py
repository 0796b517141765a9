"""Measure the front end against wetext and pypinyin on one text of our own, and how its cost grows with the length.

Every figure is a ratio of CPU seconds taken in turns, the median of three pairs; only memory is absolute.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path
from statistics import median

from audiocast.text import clean, read, split, spoken

SENTENCES = (Path(__file__).parent / "bench_sentences.txt").read_text(encoding="utf-8").splitlines()
PLACES = ("郑州", "洛阳", "濮阳", "成都", "厦门", "长沙", "乐清", "台州", "蚌埠", "六安", "大理", "朝阳")
NAMES = ("王晓明", "单雪梅", "曾国强", "任建华", "解振东", "仇丽", "覃志远", "尉迟红", "区少芬", "翟明", "查永康")
SENTENCES_A_STORY, SENTENCES_A_PARAGRAPH = 12, 3
SMALL_BYTES, LARGE_BYTES = 100_000, 1_000_000
REPEATS = 3


@dataclass(frozen=True)
class Figure:
    """One thing measured, and the least and the most that it should be."""

    name: str
    value: float
    unit: str
    least: float | None = None
    most: float | None = None

    @property
    def bar(self) -> str:
        """The bar in words; empty when there is none."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g}–{self.most:g}"
        if self.least is not None:
            return f"≥ {self.least:g}"
        return f"≤ {self.most:g}" if self.most is not None else ""

    @property
    def is_met(self) -> bool:
        """Whether the value is within its bar."""
        return (self.least is None or self.value >= self.least) and (self.most is None or self.value <= self.most)


def sentences() -> Iterator[str]:
    """Yield news sentences without end: the sixty of the file over and over, with other numbers, places and names."""
    for turn in count():
        for number, sentence in enumerate(SENTENCES):
            place, name = PLACES[(turn + number) % len(PLACES)], NAMES[(2 * turn + number) % len(NAMES)]
            yield _varied(sentence.format(place=place, name=name), turn)


def _varied(sentence: str, turn: int) -> str:
    """Change the last digit of decimals and of longer numbers, which never makes another kind of number of them."""

    def other(match: re.Match[str]) -> str:
        number = match.group()
        if len(number) < 3:
            return number
        return number[:-1] + str((int(number[-1]) + turn) % 10)

    return re.sub(r"(?<![A-Za-z0-9.])\d[\d,]*(?:\.\d+)?(?<!,)", other, sentence)


def page(size_bytes: int) -> str:
    """Return a page of stories of about this size in UTF-8, with headings, datelines, broken lines and bylines."""
    source = sentences()
    lines: list[str] = []
    written = 0
    for story in count(1):
        place = PLACES[story % len(PLACES)]
        block = [
            f"# {place}推进高质量发展 第{story}批项目集中开工",
            "",
            f"本报{place}2月{story % 28 + 1}日讯(记者 {NAMES[story % 11]})",
        ]
        for paragraph in range(SENTENCES_A_STORY // SENTENCES_A_PARAGRAPH):
            body = "".join(islice(source, SENTENCES_A_PARAGRAPH))
            broken = len(body) // 2
            block += [body[:broken], "", body[broken:], ""] if paragraph % 2 else [body, ""]
        block += [f"记者 {NAMES[(story + 5) % 11]}", "", "(责任编辑:张三)", ""]
        text = "\n".join(block) + "\n"
        lines.append(text)
        written += len(text.encode())
        if written >= size_bytes:
            return "".join(lines)
    raise AssertionError("count() does not end")


def ratio(work: Callable[[], object], measure: Callable[[], object], calls: int) -> float:
    """Return the CPU of ``work`` over that of ``measure``, which is called more often: the median of three pairs.

    The two take turns, so that a busy machine slows both.
    """
    return median(cpu(work, 1) / cpu(measure, calls) for _ in range(REPEATS))


def cpu(work: Callable[[], object], calls: int) -> float:
    """Return the CPU seconds of one call, the mean of several."""
    start = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - start) / calls


def whole_line(raw: str) -> int:
    """Clean, split and read a page; return how many spans there are."""
    return sum(
        len(read(sentence))
        for article in clean(raw)
        for paragraph in (article.title, *article.paragraphs)
        for sentence in split(paragraph)
    )


def body(raw: str) -> str:
    """Return what is left of a page when it is cleaned: one paragraph a line."""
    return "\n".join(line for article in clean(raw) for line in (article.title, *article.paragraphs))


def against_wetext() -> Figure:
    """Measure `spoken` beside wetext, sentence by sentence."""
    from wetext import Normalizer

    news = list(islice(sentences(), 2 * len(SENTENCES)))
    normalizer = Normalizer(lang="zh", operator="tn")
    normalizer.normalize(news[0])
    faster = ratio(
        lambda: [normalizer.normalize(sentence) for sentence in news],
        lambda: [spoken(sentence) for sentence in news],
        calls=20,
    )
    return Figure("speed of spoken, wetext = 1", faster, "×", least=25)


def against_pypinyin(small: str) -> Figure:
    """Measure the whole line beside pypinyin alone on the text that is left when it is cleaned."""
    from pypinyin import Style, pinyin

    paragraphs = body(small).splitlines()
    cost = ratio(
        lambda: whole_line(small),
        lambda: [pinyin(paragraph, style=Style.TONE3) for paragraph in paragraphs],
        calls=2,
    )
    return Figure("CPU of clean + split + read, pypinyin = 1", cost, "×", most=8)


def growth(small: str, large: str) -> Iterator[Figure]:
    """Measure each step on the whole text in one call, at the two sizes."""
    small_body, large_body = body(small), body(large)
    steps: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
        "clean": (lambda: clean(small), lambda: clean(large)),
        "split": (lambda: split(small_body), lambda: split(large_body)),
        "spoken": (lambda: spoken(small_body), lambda: spoken(large_body)),
        "read": (lambda: read(small_body), lambda: read(large_body)),
        "clean + split + read": (lambda: whole_line(small), lambda: whole_line(large)),
    }
    scale = LARGE_BYTES / SMALL_BYTES * len(small.encode()) / len(large.encode())
    for name, (at_small, at_large) in steps.items():
        yield Figure(f"CPU of {name} at 1 MB, 100 kB = 1", scale * ratio(at_large, at_small, calls=3), "×", 8, 12)


def memory() -> Iterator[Figure]:
    """Measure the peak memory of a process that does the whole line once, beside one that reads a word."""
    for name, size in (("one word", 0), ("1 MB", LARGE_BYTES)):
        child = subprocess.run(
            [sys.executable, __file__, "--peak", str(size)], capture_output=True, text=True, check=True
        )
        yield Figure(f"peak memory, {name}", float(child.stdout), "MB")


def peak_mb(size_bytes: int) -> float:
    """Do the whole line on a page of this size and return the process's peak memory."""
    whole_line(page(size_bytes)) if size_bytes else read("新闻")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1_000)


def measure() -> Iterator[Figure]:
    """Yield every figure, in the order in which it is printed."""
    yield from memory()  # first, since a child's peak is never below what this process has when it starts it
    small, large = page(SMALL_BYTES), page(LARGE_BYTES)
    whole_line(page(10_000))  # so that dictionaries are loaded before the clock runs
    yield against_wetext()
    yield against_pypinyin(small)
    yield from growth(small, large)


def main() -> int:
    """Print the figures and return 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="scripts/bench text", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument("--peak", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peak is not None:
        print(peak_mb(arguments.peak))
        return 0
    figures = []
    for figure in measure():
        figures.append(figure)
        if not arguments.json:
            verdict = ("met" if figure.is_met else "MISSED") if figure.bar else ""
            print(
                f"{figure.name:<48}{figure.value:>8.1f} {figure.unit:<3}{figure.bar:<6} {verdict}".rstrip(), flush=True
            )
    if arguments.json:
        print(json.dumps([{**asdict(figure), "met": figure.is_met} for figure in figures], ensure_ascii=False))
    return int(not all(figure.is_met for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
