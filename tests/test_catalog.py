from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from audiocast.catalog import Catalog, Line, Record, StoryVoice
from audiocast.errors import CatalogError
from audiocast.models import Byline, Chapter, Cue, Episode, Media

EPISODE = Episode(
    id="2023-02-10",
    guid="g",
    title="新桥通车",
    summary="",
    pub_date=datetime(2023, 2, 10, 6, tzinfo=timezone(timedelta(hours=8))),
    media=Media("2023-02-10-ab.mp3", "ab", 10, 2000),
    chapters=(Chapter(0, 2000, "新桥通车"),),
    cues=(Cue(10, 1000, "通车。", "body", 1),),
    authors=(Byline("记者", ("王一",)),),
)
RECORD = Record(
    version=1,
    episode=EPISODE,
    source="2023-02-10.txt",
    article_digest="a",
    speech_digest="s",
    input_digest="i",
    published=True,
    engine="tone",
    voices=(StoryVoice("新桥通车", "x"),),
    lines=(Line("body", "2月。", "二月。"),),
)


def test_a_record_comes_back(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "episodes")
    assert catalog.read() == {}
    catalog.keep(RECORD)
    assert catalog.read() == {"2023-02-10": RECORD}
    assert catalog.read()["2023-02-10"].episode.pub_date.utcoffset() == timedelta(hours=8)


def test_keeping_it_again_touches_nothing(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    catalog.keep(RECORD)
    before = (tmp_path / "2023-02-10.json").stat().st_mtime_ns
    catalog.keep(RECORD)
    assert (tmp_path / "2023-02-10.json").stat().st_mtime_ns == before


@pytest.mark.parametrize("data", [b"", b"{", b'{"version": 2}', b"\xff"])
def test_a_damaged_record_is_named_and_kept(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(CatalogError, match=r"a\.json is not a record of this version") as caught:
        Catalog(tmp_path).read()
    assert "version control" in str(caught.value)
    assert (tmp_path / "a.json").read_bytes() == data
