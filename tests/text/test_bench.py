"""The short form of `scripts/bench text`: its pages are news, and its figures know their bars."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import islice
from pathlib import Path
from types import ModuleType

import pytest

from audiocast.text import clean, read

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = spec_from_file_location("bench_text", SCRIPTS / "bench_text.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_a_page_is_news_and_grows_with_its_size(bench: ModuleType) -> None:
    page = bench.page(20_000)
    assert page == bench.page(20_000)
    assert 20_000 <= len(page.encode()) < 24_000
    articles = clean(page)
    assert len(articles) == page.count("# ")
    assert all(article.title and article.dateline and article.bylines for article in articles)
    assert {len(article.paragraphs) for article in articles} == {4}
    assert bench.whole_line(page) > 1_000


def test_the_sentences_vary_and_are_all_said(bench: ModuleType) -> None:
    rounds = [list(islice(bench.sentences(), turn * 60, (turn + 1) * 60)) for turn in range(3)]
    assert len(bench.SENTENCES) == 60
    assert len({sentence for each in rounds for sentence in each}) > 120
    assert not [
        span.written for sentence in rounds[0] for span in read(sentence) if span.rule in ("unspoken", "unknown")
    ]


@pytest.mark.parametrize(
    ("least", "most", "value", "bar", "met"),
    [
        (25, None, 24.9, "≥ 25", False),
        (None, 8, 8.0, "≤ 8", True),
        (8, 12, 12.1, "8–12", False),
        (None, None, 5, "", True),
    ],
)
def test_a_figure_says_whether_its_bar_is_met(
    bench: ModuleType, least: float | None, most: float | None, value: float, bar: str, met: bool
) -> None:
    figure = bench.Figure("speed", value, "×", least, most)
    assert (figure.bar, figure.is_met) == (bar, met)


def test_bench_says_what_it_can_measure() -> None:
    done = subprocess.run([SCRIPTS / "bench"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert done.stderr.startswith("scripts/bench: ")
