from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from audiocast.errors import InputError, StorageError
from audiocast.sources.files import FolderSource, article_paths, episode_id, read_article


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


def test_a_name_of_marks_alone_is_refused() -> None:
    with pytest.raises(InputError, match="name it like"):
        episode_id(Path("——.txt"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-02-10.txt", date(2023, 2, 10)),
        ("20230210-a.txt", date(2023, 2, 10)),
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
    ],
)
def test_bad_articles_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_article(write(tmp_path, "2023-02-10.txt", text))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_line_of_hyphens_is_no_front_matter(tmp_path: Path) -> None:
    article = read_article(write(tmp_path, "2023-02-10.txt", "----\n城东新桥通车。\n"))
    assert article.text == "----\n城东新桥通车。\n"


def test_two_files_of_one_episode_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "2023-02-10.txt")
    write(tmp_path, "2023-02-10.md")
    with pytest.raises(InputError, match="both make episode '2023-02-10'"):
        article_paths(tmp_path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "2023-02-10.docx")
    with pytest.raises(InputError, match="articles end in"):
        article_paths(tmp_path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="articles cannot be read"):
        article_paths(tmp_path / "articles")


def test_a_folder_is_a_source(tmp_path: Path) -> None:
    write(tmp_path, "2023-02-11.txt")
    write(tmp_path, "2023-02-10.txt")
    write(tmp_path, ".hidden")
    assert [article.id for article in FolderSource(tmp_path).fetch()] == ["2023-02-10", "2023-02-11"]
