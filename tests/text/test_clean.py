"""The twelve cleaning rules, each with its trap."""

import pytest

from audiocast.models import Byline, Dateline
from audiocast.text import clean, markdown

BODY = "会议在郑州召开，与会代表围绕高质量发展作了交流。"


def story(*lines: str) -> str:
    return "\n\n".join(("# 标题一则", *lines))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("▲图为签约现场。", "caption"),
        ("图为签约仪式现场。 本报记者 张三 摄", "caption"),
        ("张三 摄", "caption"),
        ("新华社记者 李四 摄", "caption"),
        ("资料图", "caption"),
        ("图片来源：视觉中国", "caption"),
        ("视觉中国供图", "caption"),
        ("(责任编辑:张三)", "editor-tag"),
        ("责编 李四", "editor-tag"),
        ("责任编辑：张三 校对：李四", "editor-tag"),
        ("【编辑:王五】", "editor-tag"),
        ("(完)", "editor-tag"),
        ("(下转第三版)", "jump"),
        ("（上接第一版）", "jump"),
        ("转A03版", "jump"),
        ("原标题:管城区签约45个项目", "web-furniture"),
        ("来源：郑州日报", "web-furniture"),
        ("作者：张三", "byline"),
        ("2023-02-10 08:30 来源：新华网", "web-furniture"),
        ("【字号：大 中 小】", "web-furniture"),
        ("分享到：微信 微博", "web-furniture"),
        ("点击查看更多内容", "web-furniture"),
        ("长按识别二维码关注我们", "web-furniture"),
        ("未经授权不得转载", "web-furniture"),
        ("相关阅读", "web-furniture"),
        ("阅读 1234", "web-furniture"),
        ("举报", "web-furniture"),
        ("第3版 要闻", "page-furniture"),
        ("A03 综合新闻", "page-furniture"),
        ("郑州日报 2023年2月10日 星期五", "page-furniture"),
        ("2023年2月10日 星期五", "page-furniture"),
        ("— 3 —", "page-furniture"),
        ("本版编辑 张三", "page-furniture"),
        ("广告", "page-furniture"),
        ("新闻热线：0371-67181234", "page-furniture"),
        ("****", "bullet"),
        ("■■■", "bullet"),
        ("记者 张三", "byline"),
        ("通讯员 李四 王五 文/图", "byline"),
    ],
)
def test_a_whole_line_goes_under_its_rule(line: str, rule: str) -> None:
    (article,) = clean(story(BODY, line, BODY))
    assert article.paragraphs == (BODY, BODY)
    assert [(each.text, each.rule, each.line) for each in article.dropped] == [(line, rule, 5)]
    (kept,) = clean(story(BODY, line, BODY), skip=frozenset({rule}))
    assert rule not in {each.rule for each in kept.dropped}


@pytest.mark.parametrize(
    "line",
    [
        "本报讯息中心昨日启用。",
        "新华社记者王五参与了报道。",
        "据新华社记者了解，项目已开工。",
        "记者从会上获悉，项目已开工。",
        "记者张三的父亲是一名教师。",
        "通讯员制度已建立三十年。",
        "他拍摄的作品获奖。",
        "图为媒介，文为灵魂，展览讲述了百年变迁。",
        "责任编辑制度将完善。",
        "数据来源:国家统计局的抽样调查表明，居民收入稳步增长。",
        "第3版《规划》已完成修订。",
        "专家提出“1+6”工作体系。",
        "一、加快项目建设。",
        "(一)加强组织领导。",
        "1、做好防汛工作。",
        "编辑部昨日举行座谈会。",
        "广告业收入增长两成。",
        "来源广泛的资金支持了项目。",
        "新华社电视台昨日开播。",
    ],
)
def test_a_sentence_stays(line: str) -> None:
    (article,) = clean(story(BODY, line, BODY))
    assert article.paragraphs == (BODY, line, BODY)
    assert article.dropped == ()


@pytest.mark.parametrize(
    ("opening", "dateline", "bylines"),
    [
        ("本报讯 ", Dateline("本报讯", "本报"), ()),
        (
            "本报郑州2月9日讯(记者 张三)",
            Dateline("本报郑州2月9日讯", "本报", "郑州", "2月9日"),
            (Byline("记者", ("张三",)),),
        ),
        (
            "新华社北京2月10日电（记者张三、李四）",
            Dateline("新华社北京2月10日电", "新华社", "北京", "2月10日"),
            (Byline("记者", ("张三", "李四")),),
        ),
        ("中新网郑州2月9日电 ", Dateline("中新网郑州2月9日电", "中新网", "郑州", "2月9日"), ()),
        ("据新华社电 ", Dateline("据新华社电", "新华社"), ()),
        ("央视网消息：", Dateline("央视网消息", "央视网"), ()),
        (
            "本报讯(记者 张三 通讯员 李四)",
            Dateline("本报讯", "本报"),
            (Byline("记者", ("张三",)), Byline("通讯员", ("李四",))),
        ),
    ],
)
def test_a_dateline_is_data(opening: str, dateline: Dateline, bylines: tuple[Byline, ...]) -> None:
    (article,) = clean(story(f"{opening}10日发布的数据显示，投资增长。", BODY))
    assert article.paragraphs == ("10日发布的数据显示，投资增长。", BODY)
    assert article.dateline == dateline
    assert article.bylines == bylines
    assert clean(markdown(article)) == [article]


@pytest.mark.parametrize(
    ("line", "rest", "names"),
    [
        ("会议昨日召开。(记者 张三)", "会议昨日召开。", ("张三",)),
        ("会议昨日召开。（本报记者 张三 李四）", "会议昨日召开。", ("张三", "李四")),
        ("□本报记者 张三 会议昨日召开。", "会议昨日召开。", ("张三",)),
    ],
)
def test_a_byline_inside_a_paragraph_is_data(line: str, rest: str, names: tuple[str, ...]) -> None:
    (article,) = clean(story(line, BODY))
    assert article.paragraphs == (rest, BODY)
    assert article.bylines == (Byline("记者", names),)
    assert article.dropped[0].rule == "byline"


@pytest.mark.parametrize(
    ("halves", "whole"),
    [
        ("总投资达22\n\n0亿元，创下新高。", "总投资达220亿元，创下新高。"),
        ("发展产业园项\n目和营商环境。", "发展产业园项目和营商环境。"),
        ("他说：“发展是\n\n\n第一要务。”", "他说：“发展是第一要务。”"),
        ("近年来,城区牢固树立大\n\n抓营商环境导向，成效明显。", "近年来,城区牢固树立大抓营商环境导向，成效明显。"),
        ("公司与 Green\nPower 签约。", "公司与Green Power签约。"),
        ("会议指出，要抓好\n(下转第三版)\n项目建设。", "会议指出，要抓好项目建设。"),
        ("会议指出，要抓好(下转第三版)\n\n（上接第一版）项目建设。", "会议指出，要抓好项目建设。"),
        ("管 城 区 2 月 召开会议。", "管城区2月召开会议。"),
        ("春眠不觉晓，\n处处闻啼鸟。", "春眠不觉晓，处处闻啼鸟。"),
    ],
)
def test_broken_lines_heal(halves: str, whole: str) -> None:
    (article,) = clean(story(halves, BODY))
    assert article.paragraphs == (whole, BODY)


def test_lists_and_poems_that_end_like_sentences_stay_apart() -> None:
    (article,) = clean(story("一、抓项目", "二、抓服务", "白日依山尽。", "黄河入海流。"))
    assert article.paragraphs == ("一、抓项目", "二、抓服务", "白日依山尽。", "黄河入海流。")
    assert clean(markdown(article)) == [article]


def test_headings_without_mark_up() -> None:
    first_story = f"45个项目签约 总投资220亿元\n\n本报讯 {BODY}\n\n记者 张三\n\n"
    raw = f"{first_story}党建工作会议召开\n\n管城区部署重点任务\n\n本报讯 {BODY}\n"
    first, second = clean(raw)
    assert (first.title, first.subtitles) == ("45个项目签约 总投资220亿元", ())
    assert (second.title, second.subtitles) == ("党建工作会议召开", ("管城区部署重点任务",))
    assert first.paragraphs == second.paragraphs == (BODY,)
    assert first.bylines == (Byline("记者", ("张三",)),)


def test_a_title_without_mark_up_above_a_sentence() -> None:
    (article,) = clean(f"管城区召开项目推进会\n{BODY}\n{BODY}")
    assert article.title == "管城区召开项目推进会"
    assert article.paragraphs == (BODY, BODY)


def test_marked_headings_make_articles_and_subtitles() -> None:
    raw = f"# 今日要闻\n\n## 第一条\n\n{BODY}\n\n## 第二条\n\n### 副题\n\n{BODY}\n\n### 小标题\n\n{BODY}"
    first, second = clean(raw)
    assert (first.title, first.subtitles, first.paragraphs) == ("第一条", (), (BODY,))
    assert (second.title, second.subtitles) == ("第二条", ("副题",))
    assert second.paragraphs == (BODY, "小标题", BODY)
    assert [(each.text, each.rule) for each in first.dropped] == [("今日要闻", "page-title")]


def test_text_without_a_heading_is_an_article_without_a_title() -> None:
    (article,) = clean(f"{BODY}\n{BODY}")
    assert article.title == ""
    assert article.paragraphs == (BODY, BODY)


@pytest.mark.parametrize("raw", ["", " \n\n\u3000\n", "\ufeff", "****", "# 只有标题", "记者 张三", "。，"])
def test_no_article(raw: str) -> None:
    assert clean(raw) == []


def test_entities_and_invisible_characters() -> None:
    (article,) = clean(story("管城&nbsp;区&ldquo;五星&rdquo;支部\u200b\u00ad创建，A&amp;B&#20844;司。"))
    assert article.paragraphs == ("管城区“五星”支部创建，A&B公司。",)
    assert [(each.rule, each.line) for each in article.dropped] == [("invisible", 3)]


def test_markdown_emphasis_and_bullets() -> None:
    (article,) = clean(story("**会议**强调，要抓落实。", "■ 会议要求，要抓项目。", "* 会议指出，要抓服务。"))
    assert article.paragraphs == ("会议强调，要抓落实。", "会议要求，要抓项目。", "会议指出，要抓服务。")
