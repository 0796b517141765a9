"""Sentences: the contract and its hard cases."""

import pytest

from audiocast.text import cut, read, split


@pytest.mark.parametrize(
    "sentences",
    [
        ["会议召开。", "代表出席。"],
        ["真的吗？！", "是的!!!", "好。"],
        ["增长3.5%。", "目标4.0。"],
        ["版本v2.3.1发布。", "见www.gov.cn。"],
        ["他在No.1厂工作。", "收入增加。"],
        ["他说：“发展是第一要务。创新是第一动力。”", "会议结束。"],
        ["“我们一定来！”他说。", "大家鼓掌。"],
        ["活动以“奔跑吧，青春！”为主题。", "共百人参加。"],
        ["他读了《怎么办？》一书。", "很受启发。"],
        ["（会议昨日闭幕。）", "代表离会。"],
        ["他们喊：“好！”", "队伍出发。"],
        ["这是“未合的引号。", "下一句。"],
        ["等等……再说。", "好。"],
        ["等等......再说。", "好。"],
        ["第一段\n", "第二段"],
        ["标题\n\n", "正文。\n", "结尾。"],
        ["这是句号.", "这是下一句。"],
        ["签约的是Green Power Inc. 公司。", "好。"],
        ["会议开幕。 ", "代表出席。"],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    assert split("".join(sentences), None) == sentences


LONG = (
    "推介会上,副市长作了热情洋溢的致辞,区长作了区情推介;"
    "总经理张三、李四、王五等作了项目推介,各方围绕“产业、项目、服务”深入交流,达成多项合作意向。"
)


def test_the_cap_cuts_at_the_best_mark() -> None:
    pieces = split(LONG, 40)
    assert pieces == [
        "推介会上,副市长作了热情洋溢的致辞,区长作了区情推介;",
        "总经理张三、李四、王五等作了项目推介,",
        "各方围绕“产业、项目、服务”深入交流,达成多项合作意向。",
    ]


def test_the_cap_never_cuts_a_number_or_a_latin_word() -> None:
    text = "总额1,234,567.89元由International合作方www.example.org于14:30支付"
    for cap in range(20, 40):
        pieces = split(text, cap)
        assert "".join(pieces) == text
        for token in ("1,234,567.89", "International", "www.example.org", "14:30"):
            assert any(token in piece for piece in pieces)


@pytest.mark.parametrize("cap", [0, -1])
def test_a_cap_below_one_is_refused(cap: int) -> None:
    with pytest.raises(ValueError, match="max_chars"):
        split("好。", cap)
    with pytest.raises(ValueError, match="max_chars"):
        cut(read("好。"), cap)


def test_cut_prefers_marks_keeps_numbers_and_leaves_no_crumbs() -> None:
    spans = read(
        "现场签约仪式上,45个优质项目成功签约,总投资达220亿元,涉及新一代信息技术、新能源、新材料等多个领域,为高质量发展注入了新动能。"
    )
    pieces = cut(spans, 30)
    said = ["".join(span.spoken for span in piece) for piece in pieces]
    assert "".join(said) == "".join(span.spoken for span in spans)
    assert all(6 < len(piece) <= 30 for piece in said)
    assert all(piece[-1] in ",、。" for piece in said)
    assert [span.written for piece in pieces for span in piece if span.rule == "amount"] == ["45个", "220亿元"]


def test_cut_divides_a_run_without_marks() -> None:
    text = "管城回族区高质量发展大会新闻发布中心" * 5
    pieces = cut(read(text), 45)
    assert "".join(span.written for piece in pieces for span in piece) == text
    assert all(30 <= sum(len(span.spoken) for span in piece) <= 45 for piece in pieces)


def test_cut_of_nothing_is_nothing() -> None:
    assert cut([], 45) == []
