from __future__ import annotations

from pathlib import Path

import pytest

from audiocast.channels import channels
from audiocast.shows import open_show
from tests.shows import make_show


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        ("", "{} · 单条新闻"),
        ('per = "file"', "{} · 完整版"),
        ('sections = ["要闻", "民生"]', "{} · 要闻、民生"),
        ('title = "快讯"\nsections = ["要闻"]', "快讯"),
    ],
)
def test_a_further_feed_without_a_title_has_one_in_chinese(tmp_path: Path, feed: str, title: str) -> None:
    path = make_show(tmp_path / "show") / "show.toml"
    path.write_text(f'{path.read_text(encoding="utf-8")}\n[[feed]]\nname = "stories"\n{feed}\n', encoding="utf-8")
    show = open_show(str(path.parent))
    own, further = channels(show.describe(""), show.settings, [])
    assert further.show.title == title.format(own.show.title)
