"""Pages and lines of newspapers with the right answer beside each, found by glob; written and checked by hand.

A page ``NAME.txt`` has its answer in ``NAME.md``, articles parted by ``==``: ``#`` title, ``###`` sub-title, ``@``
dateline (written|agency|place|date), ``&`` byline (role: names), ``-`` what was dropped (rule: text), else a paragraph.
"""

import re
from pathlib import Path

import pytest

from audiocast.models import Article, Byline
from audiocast.text import RULES, clean, markdown

FOLDER = Path(__file__).parent / "golden_clean"
BEFORE = "会议昨日在城区召开，与会代表围绕高质量发展作了交流。"
UNDER = "走进老棉纺厂，红砖厂房依旧，游客络绎不绝，孩子们在院子里奔跑。"
AFTER = "下一步，各单位将逐项抓好落实。"


def rows(name: str) -> list[list[str]]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("# ")]


def answer(articles: list[Article]) -> str:
    return "\n==\n".join("\n".join(article_lines(article)) for article in articles) + "\n"


def article_lines(article: Article) -> list[str]:
    lines = [f"# {article.title}"] if article.title else []
    lines += [f"### {subtitle}" for subtitle in article.subtitles]
    if dateline := article.dateline:
        lines.append(f"@ {dateline.written}|{dateline.agency}|{dateline.place}|{dateline.date}")
    lines += [f"& {byline.role}: {' '.join(byline.names)}" for byline in article.bylines]
    return [*lines, *article.paragraphs, *(f"- {each.rule}: {each.text}" for each in article.dropped)]


def people(bylines: tuple[Byline, ...]) -> str:
    return ";".join(f"{byline.role}:{'、'.join(byline.names)}" for byline in bylines)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("pages/*.txt")), ids=lambda path: path.stem)
def test_a_page(path: Path) -> None:
    articles = clean(path.read_text("utf-8"))
    assert answer(articles) == path.with_suffix(".md").read_text("utf-8")
    for article in articles:
        assert clean(markdown(article)) == [article]


@pytest.mark.parametrize(("rule", "line"), rows("go.tsv"))
def test_a_line_goes(rule: str, line: str) -> None:
    (article,) = clean(f"# 城区会议召开\n\n{BEFORE}\n\n{line}\n\n{AFTER}\n")
    assert article.paragraphs == (BEFORE, AFTER)
    assert {each.rule for each in article.dropped} == {rule}
    assert rule in RULES
    kept = clean(f"# 城区会议召开\n\n{BEFORE}\n\n{line}\n\n{AFTER}\n", skip=frozenset({rule}))
    assert rule not in {each.rule for article in kept for each in article.dropped}


@pytest.mark.parametrize("line", [row[0] for row in rows("stay.txt")])
def test_a_line_stays(line: str) -> None:
    (article,) = clean(f"# 城区会议召开\n\n{BEFORE}\n\n{line}\n\n{AFTER}\n")
    assert "".join(article.paragraphs).replace(" ", "") == f"{BEFORE}{line}{AFTER}".replace(" ", "")
    assert article.dropped == ()


@pytest.mark.parametrize(("rule", "tail", "names"), rows("tails.tsv"))
def test_a_tail(rule: str, tail: str, names: str) -> None:
    (article,) = clean(f"# 城区会议召开\n\n{BEFORE}\n\n{AFTER}{tail}\n")
    assert article.paragraphs == (BEFORE, AFTER)
    assert [(each.rule, each.text) for each in article.dropped] == [(rule, tail.strip())]
    assert people(article.bylines) == names
    assert clean(markdown(article)) == [article]


@pytest.mark.parametrize("line", [row[0] for row in rows("crossheads.txt")])
def test_a_crosshead_stays_apart(line: str) -> None:
    (article,) = clean(f"# 城区会议召开\n\n{BEFORE}\n\n{line}\n\n{UNDER}\n\n{AFTER}\n")
    assert article.paragraphs == (BEFORE, line, UNDER, AFTER)
    assert article.dropped == ()
    assert clean(markdown(article)) == [article]


def sentences() -> list[str]:
    lines = [line for path in sorted(FOLDER.glob("pages/*.md")) for line in path.read_text("utf-8").splitlines()]
    whole = [line for line in lines if line and line[0] not in "#@&-=" and line[-1] in "。！？" and len(line) >= 20]
    return list(dict.fromkeys(line for line in whole if not re.match("[一二三四]、|[0-9]+[.、]", line)))


@pytest.mark.parametrize("sentence", sentences())
def test_a_sentence_that_is_cut_anywhere_heals(sentence: str) -> None:
    for at in range(12, len(sentence)):
        if re.search("[。！？…!?”]$", sentence[:at]) or re.search(
            "[A-Za-z]\\|[A-Za-z]", f"{sentence[:at]}|{sentence[at:]}"
        ):
            continue
        if " " in sentence[at - 1 : at + 1]:
            continue
        (article,) = clean(f"# 城区会议召开\n\n{BEFORE}\n\n{sentence[:at]}\n{sentence[at:]}\n\n{AFTER}\n")
        assert article.paragraphs == (BEFORE, sentence, AFTER)


@pytest.mark.parametrize(("opening", "agency", "place", "date", "names"), rows("datelines.tsv"))
def test_a_dateline(opening: str, agency: str, place: str, date: str, names: str) -> None:
    (article,) = clean(f"# 城区会议召开\n\n{opening}10日发布的数据显示，投资增长。\n\n{AFTER}\n")
    assert article.paragraphs == ("10日发布的数据显示，投资增长。", AFTER)
    assert article.dateline is not None
    assert (article.dateline.agency, article.dateline.place, article.dateline.date) == (agency, place, date)
    assert people(article.bylines) == names
    assert clean(markdown(article)) == [article]


@pytest.mark.parametrize(("line", "names"), rows("bylines.tsv"))
def test_a_byline(line: str, names: str) -> None:
    for place in (f"{line}\n\n{BEFORE}\n\n{AFTER}", f"{BEFORE}\n\n{AFTER}\n\n{line}"):
        (article,) = clean(f"# 城区会议召开\n\n{place}\n")
        assert article.paragraphs == (BEFORE, AFTER)
        assert people(article.bylines) == names
        assert {each.rule for each in article.dropped} <= {"byline", "editor-tag", "dateline"}
        assert clean(markdown(article)) == [article]
