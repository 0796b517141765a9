from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from audiocast.errors import InputError, StorageError
from audiocast.models import Place
from audiocast.sources.files import article_paths, episode_id, read_article, slug
from tests.requirements import require_packages


def write(folder: Path, name: str, text: str = "城东新桥通车。\n") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-02-10.txt", "2023-02-10"),
        ("2023-02-10 Morning_Edition.md", "2023-02-10-morning-edition"),
        ("2023-02-10 要闻.txt", "2023-02-10-yao-wen"),
        ("Café.txt", "cafe"),
        ("Cafe\u0301.txt", "cafe"),
    ],
)
def test_ids_are_ascii_slugs(name: str, expected: str) -> None:
    assert episode_id(Path(name)) == expected


@pytest.mark.parametrize(
    ("stem", "expected"), [("2023-02-10 要闻", "2023-02-10-yao-wen"), ("2023.02.10", "2023-02-10"), ("——", "")]
)
def test_a_name_without_its_ending_stands_for_an_id(stem: str, expected: str) -> None:
    assert slug(stem) == expected


def test_a_name_of_marks_alone_is_refused() -> None:
    with pytest.raises(InputError, match="name it like"):
        episode_id(Path("——.txt"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-02-10.txt", date(2023, 2, 10)),
        ("20230210-a.txt", date(2023, 2, 10)),
        ("2023年2月10日要闻.txt", date(2023, 2, 10)),
        ("2023-2-10.md", date(2023, 2, 10)),
        ("要闻 2023.2.10.txt", date(2023, 2, 10)),
        ("2023-13-40.txt", None),
        ("a.txt", None),
    ],
)
def test_the_date_comes_from_the_name(tmp_path: Path, name: str, expected: date | None) -> None:
    assert read_article(write(tmp_path, name)).date == expected


def test_front_matter_wins_over_the_name(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "2023-02-10.txt",
        "---\ntitle: 特刊\ndate: 2023-02-11T07:30:00+08:00\nguid: a-b\n---\n城东新桥通车。\n",
    )
    article = read_article(path)
    assert (article.title, article.guid, article.text.strip()) == ("特刊", "a-b", "城东新桥通车。")
    assert article.date == datetime(2023, 2, 11, 7, 30, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "2023-02-10.txt is empty"),
        (" \n\n\u3000", "2023-02-10.txt is empty"),
        ("---\ntitel: x\n---\n正文。", "unknown front matter key 'titel': did you mean 'title'?"),
        ("---\ntitle: [x\n---\n正文。", "front matter that is not YAML"),
        ("---\ndate: yesterday\n---\n正文。", "has a date that is not one ('yesterday')"),
        (
            "---\ntitle: 甲\ndate: 2023-02-10\n'title': 乙\n---\n正文。",
            "has the front matter key 'title' twice: remove one",
        ),
        ("---\ntitle: [特刊]\n---\n正文。", "has a front matter title that is no text (['特刊']): write it in quotes"),
        (
            "---\nplace: 郑州\ngeo: 34.7,113.7\n---\n正文。",
            "geo that is not allowed: write '34.7,113.7' like geo:34.7,",
        ),
        ("---\nplace: 郑州\ngeo: geo:113.7,34.7\n---\n正文。", "'geo:113.7,34.7' is nowhere; write the latitude first"),
        ("---\nplace: 郑州\nosm: 3271235\n---\n正文。", "osm that is not allowed: write '3271235' like R3271235"),
        ("---\nosm: R3271235\n---\n正文。", "osm without a place: name it too, such as place: 郑州"),
        (f"---\nplace: {'州' * 129}\n---\n正文。", "place that is not allowed: write a name of 1 to 128 characters"),
        *(
            (f"---\nurl: {url}\n---\n正文。", "url that is not allowed: write a page's address such as https://")
            for url in (
                "example.org/a",
                "javascript:alert(1)",
                "ftp://example.org/",
                "https://",
                "https://a b.cn/",
                "http://[",
            )
        ),
        (
            "---\nurl: https://me:secret@example.org/\n---\n正文。",
            "url that is not allowed: leave out the name and password",
        ),
        *(
            (f"---\nimage: '{image}'\n---\n正文。", "image that is not allowed: put 'x.png' into the show's folder")
            for image in ("../x.png", "a/../../x.png", "/tmp/x.png", "..\\x.png", "C:\\x.png")
        ),
    ],
)
def test_bad_articles_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_article(write(tmp_path, "2023-02-10.txt", text))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_what_front_matter_may_say_of_place_page_and_picture_is_kept(tmp_path: Path) -> None:
    place = "place: 郑州\ngeo: geo:34.7,113.7,110;u=50\nosm: R3271235#2\n"
    lines = f"{place}url: https://例子.cn/要闻?a=1\nimage: 图/a..b.png\n"
    article = read_article(write(tmp_path, "2023-02-10.txt", f"---\n{lines}---\n正文。\n"))
    assert article.place == Place("郑州", "geo:34.7,113.7,110;u=50", "R3271235#2")
    assert (article.url, article.image) == ("https://例子.cn/要闻?a=1", "图/a..b.png")


@pytest.mark.parametrize("title", ["\u202e\u2066", "\u200b\ufeff", "\u3000"])
def test_a_title_that_cannot_be_seen_is_none(tmp_path: Path, title: str) -> None:
    assert read_article(write(tmp_path, "2023-02-10.txt", f'---\ntitle: "{title}"\n---\n正文。\n')).title == ""


def test_a_line_of_hyphens_is_no_front_matter(tmp_path: Path) -> None:
    article = read_article(write(tmp_path, "2023-02-10.txt", "----\n城东新桥通车。\n"))
    assert article.text == "----\n城东新桥通车。\n"


@pytest.mark.parametrize(
    "text",
    [
        "---\n第一段话在这里。\n---\n第二段话。\n",
        "---\n# 城东新桥通车\n---\n第二段话。\n",
        "---\n- 一\n- 二\n---\n第二段话。\n",
        "---\n2023\n---\n第二段话。\n",
        "---\ntitle: 特刊\n第一段话。\n",
    ],
)
def test_a_first_block_that_sets_nothing_is_part_of_the_article(tmp_path: Path, text: str) -> None:
    article = read_article(write(tmp_path, "2023-02-10.txt", text))
    assert (article.text, article.title, article.date) == (text, "", date(2023, 2, 10))


@pytest.mark.parametrize("written", ["2025-03-02", '"2025-03-02"', "20250302", '"20250302"'])
def test_a_day_is_a_day_however_it_is_written(tmp_path: Path, written: str) -> None:
    article = read_article(write(tmp_path, "a.txt", f"---\ndate: {written}\n---\n正文。\n"))
    assert article.date == date(2025, 3, 2)
    assert not isinstance(article.date, datetime)


def test_what_is_no_article_is_named_and_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("2023-02-11.txt", "2023-02-10.txt", "2023-02-10.md", "2023-02-09.TXT", "photo.jpg", "——.txt", "cafe"):
        write(folder, name)
    write(folder, ".hidden")
    (folder / "notes").mkdir()
    paths, wrong = article_paths(folder)
    kinds = "articles end in .txt, .md, .html or .htm; move it elsewhere"
    assert [path.name for path in paths] == ["2023-02-09.TXT", "2023-02-11.txt"]
    assert {name: str(error) for name, error in wrong.items()} == {
        "2023-02-10": f"{folder}/2023-02-10.md and 2023-02-10.txt make the same episode '2023-02-10': "
        "rename all but one",
        "articles/photo.jpg": f"{folder}/photo.jpg is not read: {kinds}",
        "articles/cafe": f"{folder}/cafe is not read: {kinds}",
        "articles/——.txt": f"{folder}/——.txt has a name without letters or digits: name it like 2023-02-10.txt",
    }


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="articles cannot be read"):
        article_paths(tmp_path / "articles")


PAGE = """<html><head><meta charset="gb2312"><title>大桥今日通车_某某网</title>
<meta name="publishdate" content="2023-02-10"><link rel="canonical" href="https://news.example.cn/1.html"></head>
<body><ul><li><a href="/">首页</a></li></ul><h1>大桥今日通车</h1>
<div id="content"><p>　　城东新桥昨日通车，全长1.86公里。</p>
<p>　　市民步行过桥，参观这座历时三年建成的大桥。</p></div></body></html>
"""


@pytest.mark.parametrize(
    ("name", "front_matter", "expected"),
    [
        ("大桥.html", "", ("大桥今日通车", date(2023, 2, 10), "https://news.example.cn/1.html")),
        ("2023年2月11日.htm", "", ("大桥今日通车", date(2023, 2, 11), "https://news.example.cn/1.html")),
        (
            "2023-02-11.HTML",
            "---\ntitle: 通车\ndate: 2023-02-12\nurl: https://example.org/a\n---\n",
            ("通车", date(2023, 2, 12), "https://example.org/a"),
        ),
    ],
)
def test_a_page_is_an_article(
    tmp_path: Path, name: str, front_matter: str, expected: tuple[str, date | None, str]
) -> None:
    require_packages("html", "readability", "justext")
    path = tmp_path / name
    path.write_bytes((front_matter + PAGE).encode("gb18030"))
    article = read_article(path)
    assert (article.title, article.date, article.url) == expected
    assert article.text == (
        "# 大桥今日通车\n\n城东新桥昨日通车，全长1.86公里。\n\n市民步行过桥，参观这座历时三年建成的大桥。\n"
    )
    assert article_paths(tmp_path) == ([path], {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a.html is empty: put the article's text in it"),
        ("<html><body><a href='/'>首页</a></body></html>", "a.html holds no article that can be found: copy its text"),
        ("---\ntitel: x\n---\n<p>正文。</p>", "a.html has an unknown front matter key 'titel': did you mean 'title'?"),
    ],
)
def test_a_page_without_an_article_is_named(tmp_path: Path, text: str, message: str) -> None:
    require_packages("html", "readability", "justext")
    with pytest.raises(InputError) as caught:
        read_article(write(tmp_path, "a.html", text))
    assert message in str(caught.value)


def test_a_page_that_gives_an_address_with_a_password_has_none(tmp_path: Path) -> None:
    require_packages("html", "readability", "justext")
    article = read_article(
        write(tmp_path, "a.html", PAGE.replace("https://", "https://me:secret@").replace("gb2312", "utf-8"))
    )
    assert (article.title, article.url) == ("大桥今日通车", "")
