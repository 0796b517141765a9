"""`audiocast script`: the producer's proof, as the command line gives it."""

from __future__ import annotations

import pty
from pathlib import Path

import pytest

from audiocast import text
from tests.shows import invoke, make_show

ARTICLE = """\
# 新店“かな”开业

本报讯 3月2日,“かな”店开业,共45个,气温-5℃,发布iPhone,来到濮阳。

又有45个。
"""


def make_article(folder: Path, name: str = "2025-03-02.txt", article: str = ARTICLE) -> str:
    path = folder / name
    path.write_text(article, encoding="utf-8")
    return str(path)


def table(out: str) -> dict[str, list[str]]:
    """The table's lines by what is written, each in its cells."""
    rows = [line.split() for line in out.split("\n\n")[0].splitlines()]
    assert rows[0] == ["risk", "times", "kind", "written", "reading", "rule", "where", "context"]
    return {cells[3]: cells for cells in rows[1:]}


def test_audit_is_one_line_a_finding(tmp_path: Path) -> None:
    done = invoke("script", make_article(tmp_path), "--audit")
    assert (done.status, done.err) == (0, "")
    rows = table(done.out)
    assert rows["かな"][:3] + rows["かな"][4:] == ["1.00", "2", "unspoken", "-", "unspoken", "1.1", "新店“[かな]”开业"]
    assert rows["45个"][1:5] == ["2", "number", "45个", "四十五个"]
    assert rows["-5℃"][2:5] == ["unit", "-5℃", "零下五摄氏度"]
    assert rows["iPhone"][2] == "latin"
    assert rows["濮"][2:5] == ["rare", "濮", "pu2"]
    risks = [float(cells[0]) for cells in rows.values()]
    assert risks == sorted(risks, reverse=True)
    assert "\x1b" not in done.out


def test_what_audit_prints_below_the_table_is_a_lexicon_that_settles_it(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", article=ARTICLE)
    path = str(show / "articles" / "2025-03-02.txt")
    refused = invoke("script", path, "--audit", "--strict")
    assert refused.status == 1
    (line,) = refused.err.splitlines()
    assert " no lexicon line: かな in “新店“かな”开业” (2025-03-02.txt 1.1)" in line
    assert line.endswith("`audiocast script --audit` gives the lines")
    lines = refused.out.split("\n\n")[1].replace("# would reach into longer numbers, take more words into it: ", "")
    assert "かな\t=，" in lines.splitlines()
    text.load_lexicon(lines, "lexicon.tsv")
    (show / "lexicon.tsv").write_text(lines, encoding="utf-8")
    settled = invoke("script", path, "--audit", "--strict")
    assert (settled.status, settled.err) == (0, "")
    assert table(settled.out)["かな"][0] == "0.00"
    assert "nothing to add" in settled.out


def test_audit_json_holds_everything(tmp_path: Path) -> None:
    done = invoke("script", make_article(tmp_path), "--audit", "--json")
    findings = {finding["written"]: finding for finding in done.json["findings"]}
    kana = findings["かな"]
    assert (kana["kind"], kana["risk"], kana["risky"], kana["times"], kana["line"]) == (
        "unspoken",
        1.0,
        True,
        2,
        "かな\t=，",
    )
    assert [(place["story"], place["sentence"], place["before"]) for place in kana["places"]] == [
        (1, 1, "新店“"),
        (1, 2, "3月2日,“"),
    ]
    assert findings["濮"]["pinyin"] == ["pu2"]
    assert findings["濮"]["line"] == ""
    assert [sentence["number"] for sentence in done.json["articles"][0]["sentences"]] == [1, 2, 3]


def test_diff_shows_changed_sentences_only_and_marks_what_changed(tmp_path: Path) -> None:
    path = make_article(tmp_path, article="# 新桥通车\n\n全长320米,共45个。今天通车。\n")
    done = invoke("script", path, "--diff")
    assert done.out == "1.2  全长[-320米-]{+三百二十米+},共[-45个-]{+四十五个+}。\n"
    sentences = invoke("script", path, "--diff", "--json").json["articles"][0]["sentences"]
    assert [sentence["number"] for sentence in sentences] == [2]


def test_diff_is_coloured_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    from audiocast.cli import script_command

    monkeypatch.delenv("NO_COLOR", raising=False)
    parent, terminal = pty.openpty()
    with open(parent, "rb", closefd=True), open(terminal, "w", encoding="utf-8") as out:  # noqa: PTH123
        monkeypatch.setattr("sys.stdout", out)
        assert script_command.diff_mark()("4", "四") == "\x1b[31m\x1b[9m4\x1b[0m\x1b[32m四\x1b[0m"
        monkeypatch.setenv("NO_COLOR", "1")
        assert script_command.diff_mark()("4", "四") == "[-4-]{+四+}"


def test_a_lexicon_is_tried_over_the_shows_own(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "lexicon.tsv").write_text("320米\t=三二零米\n", encoding="utf-8")
    tried = tmp_path / "try.tsv"
    tried.write_text("320米\t=三百多米\n", encoding="utf-8")
    path = str(show / "articles" / "2025-03-02.txt")
    assert "全长三二零米" in invoke("script", path).out
    assert "全长三百多米" in invoke("script", path, "--lexicon", str(tried)).out
    said = invoke("say", "全长320米", "-o", str(tmp_path / "x.wav"), "--engine", "tone", "--lexicon", str(tried))
    assert "全长三百多米" in said.out
    missing = invoke("script", path, "--lexicon", str(tmp_path / "no.tsv"))
    assert (missing.status, missing.out) == (1, "")
    assert "no.tsv cannot be read" in missing.err


def test_several_files_and_folders_are_one_proof(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", article=ARTICLE.replace("45个。", "46个。", 1))
    make_article(show / "articles", "2025-03-03.txt", "# 公园开放\n\n公园共45个。\n")
    for asked in ([str(show)], [str(show / "articles")], [str(path) for path in sorted((show / "articles").iterdir())]):
        done = invoke("script", *asked, "--audit")
        assert done.status == 0
        where = table(done.out)["45个"]
        assert where[1] == "2"
        assert where[6:8] == [str(show / "articles" / "2025-03-02.txt"), "1.2"]
    heads = [line for line in invoke("script", str(show)).out.splitlines() if line.startswith("== ")]
    assert [Path(head).name for head in heads] == ["2025-03-02.txt", "2025-03-03.txt"]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    good = make_article(tmp_path)
    bad = make_article(tmp_path, "2025-03-04.txt", " \n")
    done = invoke("script", bad, good, str(tmp_path / "no.txt"), "--json")
    assert done.status == 1
    assert [article["title"] for article in done.json["articles"]] == ["新店“かな”开业"]
    assert [Path(failed["file"]).name for failed in done.json["failed"]] == ["2025-03-04.txt", "no.txt"]
    assert [line.split(": ")[0] for line in done.err.splitlines()] == ["audiocast", "audiocast"]
    assert "2025-03-04.txt is empty" in done.err.splitlines()[0]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    done = invoke("script", str(tmp_path))
    assert (done.status, done.out) == (1, "")
    assert f"{tmp_path} holds no articles" in done.err


def test_a_file_without_a_story_shows_what_was_dropped(tmp_path: Path) -> None:
    path = make_article(tmp_path, article="# 第一版\n\n记者 张三\n\n## 要闻\n\n责任编辑:李四\n")
    done = invoke("script", path)
    assert done.status == 1
    assert len(done.err.splitlines()) == 1
    assert "holds nothing to read" in done.err
    lines = done.out.splitlines()
    assert "- line 3, byline: 记者 张三" in lines
    assert "- line 7, editor-tag: 责任编辑:李四" in lines
    assert {line.rsplit(": ", 1)[1] for line in lines} == {"第一版", "记者 张三", "要闻", "责任编辑:李四"}
    (failed,) = invoke("script", path, "--json").json["failed"]
    assert {dropped["text"] for dropped in failed["dropped"]} == {"第一版", "记者 张三", "要闻", "责任编辑:李四"}
