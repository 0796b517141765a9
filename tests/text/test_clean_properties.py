"""What holds for any page: nothing crashes, nothing vanishes without a rule, Markdown is read back as it was."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from audiocast.text import RULES, clean, markdown
from audiocast.text.characters import is_han
from audiocast.text.lines import tidy

FOLDER = Path(__file__).parent / "golden_clean"
MARKS = list("“”‘’《》（）(),.!?，。！？；：、·—/é①½Ⅳα０℃ \n\u3000■▲△□|丨【】〔〕「」#*-=0123456789")
WORDS = """
管城区 高质量发展 一 两 的 摄 图为 原标题: …… ... ** 一、 1、 # ## ### #### 记者 通讯员 本报 张三 王小明 文/图 摄影 编辑
责任编辑 讯 电 新华社 报道 遗失声明 声明作废 减资公告 广告 双色球 上证指数 美元 晴 3℃ 3260.67 下转第三版 来源： 版 日报
2023年2月10日 星期五 08:30 点击 二维码 简讯 引题： 标题： 副题： 問： 記者 報導 台北 ／ 攝 <br/> <p> &amp; &lt; 郑州
会议昨日召开。
""".split()  # noqa: SIM905


def real_lines() -> list[str]:
    pages = [line for path in sorted(FOLDER.glob("pages/*.txt")) for line in path.read_text("utf-8").splitlines()]
    tables = [
        line.split("\t")[at]
        for name, at in (("go.tsv", 1), ("stay.txt", 0), ("bylines.tsv", 0), ("datelines.tsv", 0))
        for line in (FOLDER / name).read_text("utf-8").splitlines()
        if line and not line.startswith("# ")
    ]
    return [line for line in (*pages, *tables) if line.strip()]


LINES = real_lines()
line = st.sampled_from(LINES)
broken = st.builds(
    lambda whole, at, gap: whole[: at % (len(whole) + 1)] + gap + whole[at % (len(whole) + 1) :],
    line,
    st.integers(0, 200),
    st.sampled_from(["\n", "\n\n", " "]),
)
fragment = st.one_of(line, broken, st.sampled_from(WORDS), st.sampled_from(MARKS), st.text(max_size=3))
gap = st.sampled_from(["\n", "\n\n", " ", "", "\n### ", "\n## ", "\n# ", "\n\t"])
assembled = st.lists(st.tuples(fragment, gap), max_size=14).map(lambda parts: "".join(map("".join, parts)))
pages = st.one_of(assembled, st.lists(line, max_size=12).map("\n".join), st.text(max_size=80))
relaxed = settings(deadline=None)


def han(text: str) -> list[str]:
    return sorted(filter(is_han, text))


@relaxed
@given(pages)
def test_markdown_is_read_back(raw: str) -> None:
    for article in clean(raw):
        assert clean(markdown(article)) == [article]


@relaxed
@given(pages)
def test_no_character_vanishes_without_a_rule(raw: str) -> None:
    articles = clean(raw)
    kept = "".join(
        "".join((article.title, *article.subtitles, *article.paragraphs, *(each.text for each in article.dropped)))
        for article in articles
    )
    if articles:
        lines, _ = tidy(raw)
        assert han(kept) == han("".join(each.text for each in lines))
    assert {each.rule for article in articles for each in article.dropped} <= RULES


@relaxed
@given(pages, st.frozensets(st.sampled_from(sorted(RULES))))
def test_a_rule_that_is_off_drops_nothing(raw: str, skip: frozenset[str]) -> None:
    assert not {each.rule for article in clean(raw, skip=skip) for each in article.dropped} & skip


@relaxed
@given(pages)
def test_the_log_is_in_the_order_of_the_lines(raw: str) -> None:
    for article in clean(raw):
        numbers = [each.line for each in article.dropped]
        assert numbers == sorted(numbers)
