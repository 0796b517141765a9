"""The producer's proof: everything that a rule had to read is named, and what is risky can be settled by pasting."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from audiocast import audit, text
from audiocast.audit import Finding
from audiocast.models import Sentence, Span
from audiocast.text.units import CLASSES, RATES
from tests.news_strategies import news, texts, thorough

SAYS_ITSELF = re.compile(r"[一-鿿㐀-䶿豈-\ufaff\U00020000-\U000323af〇A-Za-z\s，。！？；：、“”‘’（）《》—…,.!?;:\"'()]")


def sentence(written: str, lexicon: text.Lexicon | None = None) -> Sentence:
    return Sentence(written, tuple(text.read(written, lexicon or text.Lexicon())), "body", "story", 0)


def found(*written: str, lexicon: text.Lexicon | None = None) -> list[Finding]:
    return audit.find(("a.txt", 1, number, sentence(each, lexicon)) for number, each in enumerate(written, 1))


def by_written(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.written: finding for finding in findings}


def syllables(sentence: Sentence) -> list[str | None]:
    return [syllable for span in sentence.spans for syllable in span.pinyin]


def guess(char: str, syllable: str, before: str = "", after: str = "") -> Sentence:
    """A sentence in which one character was guessed."""
    sides = [Span(side, side, tuple(text.pinyin(side)), "plain") if side else None for side in (before, after)]
    spans = (sides[0], Span(char, char, (syllable,), "commonest", 0.4), sides[1])
    return Sentence(before + char + after, tuple(span for span in spans if span), "body", "story", 0)


@pytest.mark.parametrize(
    ("written", "finding", "kind", "reading"),
    [
        ("总投资达220亿元。", "220亿元", "number", "二百二十亿元"),
        ("气温-5℃。", "-5℃", "unit", "零下五摄氏度"),
        ("增长3.5%。", "3.5%", "unit", "百分之三点五"),
        ("发布iPhone新品。", "iPhone", "latin", "iPhone"),
        ("来到濮阳。", "濮", "rare", "pu2"),
        ("采用α算法。", "α", "sign", "阿尔法"),
        ("名为“かな”的店。", "かな", "unspoken", "-"),
        ("在Ж区。", "Ж", "unspoken", "-"),
        ("加油😀！", "😀", "unspoken", "-"),
        ("「新桥」通车。", "「", "mark", "“"),
    ],
)
def test_each_kind_is_named_with_its_reading(written: str, finding: str, kind: str, reading: str) -> None:
    hit = by_written(found(written))[finding]
    assert (hit.kind, hit.reading) == (kind, reading)


def test_what_reads_itself_is_not_listed() -> None:
    assert found("今天，新桥正式通车。") == []


def test_a_polyphone_comes_with_rule_risk_and_its_other_readings() -> None:
    (finding,) = audit.find([("a.txt", 2, 7, guess("得", "de2", "正", "其势；"))])
    assert (finding.kind, finding.rule, finding.risk, finding.reading) == ("polyphone", "commonest", 0.4, "de2")
    assert set(finding.others) == {"de5", "dei3"}
    (place,) = finding.places
    assert (place.file, place.story, place.sentence, place.before, place.after) == ("a.txt", 2, 7, "正", "其势；")


def test_identical_findings_are_counted_once_the_riskiest_first() -> None:
    findings = found("共45个，GDP。", "又有45个，😀。", "还有45个。")
    assert findings[0].written == "😀"
    assert findings == sorted(findings, key=lambda finding: -finding.risk)
    assert [place.sentence for place in by_written(findings)["45个"].places] == [1, 2, 3]


def test_the_same_guess_beside_other_words_wants_a_line_of_its_own() -> None:
    findings = audit.find(
        [
            ("a.txt", 1, 1, guess("铺", "pu1", after="网络。")),
            ("a.txt", 1, 2, guess("铺", "pu1", before="正")),
            ("a.txt", 1, 3, guess("铺", "pu1", before="要", after="网络")),
        ]
    )
    assert [(finding.line, [place.sentence for place in finding.places]) for finding in findings] == [
        ("铺网络\tpu1 wang3 luo4", [1, 3]),
        ("正铺\tzheng4 pu1", [2]),
    ]


def test_a_settled_reading_is_no_risk() -> None:
    lexicon = text.load_lexicon("正得\tzheng4 de2\nЖ\t=日\n", "lexicon.tsv")
    findings = found("正得，Ж区。", lexicon=lexicon)
    settled = {finding.written: (finding.rule, finding.risk) for finding in findings}
    assert settled["正得"] == settled["Ж"] == ("lexicon", 0.0)
    assert audit.unsettled(findings) is None


def test_what_is_risky_is_named_on_one_line() -> None:
    error = audit.unsettled(found("Ж区，かな店，😀，한글。"))
    assert error is not None
    line = str(error)
    assert line.startswith("4 risky readings have no lexicon line: Ж in “Ж区，かな店，😀，” (a.txt 1.1), かな in “")
    assert line.endswith(" and 1 more: `audiocast script --audit` gives the lines")


@pytest.mark.parametrize(
    ("char", "common"),
    [("的", True), ("齄", False), ("濮", False), ("億", True), ("龢", False), ("〇", True), ("𠮷", False)],
)
def test_common_use_is_the_first_level_of_the_standards(char: str, common: bool) -> None:
    assert audit.is_common(char) is common


def test_the_rules_that_say_units_exist() -> None:
    assert {each.name for each in (*CLASSES, *RATES)} | {"money"} == audit.UNIT_RULES


@thorough
@given(texts)
def test_whatever_is_not_said_as_it_stands_is_named(written: str) -> None:
    named = {char for finding in found(written) for char in finding.written}
    assert {char for char in written if not SAYS_ITSELF.match(char)} <= named


@thorough
@given(news)
def test_pasting_the_lines_settles_everything(written: str) -> None:
    """At once, or where a line reaches into the place of another, when the lines of a second look are added."""
    lexicon = text.Lexicon()
    for _ in range(3):
        risky = [finding for finding in found(written, lexicon=lexicon) if finding.is_risky]
        if any(finding.reaches_far or not finding.line for finding in risky):
            return
        lines = "\n".join(finding.line for finding in risky)
        lexicon = text.Lexicon((*lexicon, *text.load_lexicon(lines, "lexicon.tsv")))
    assert audit.unsettled(found(written, lexicon=lexicon)) is None
    if not lexicon.words:
        assert syllables(sentence(written, lexicon)) == syllables(sentence(written))
