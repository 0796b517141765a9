from __future__ import annotations

import json
import os
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from audiocast import shows
from audiocast.build import Order, build
from audiocast.errors import ConfigError, InputError, StorageError, UsageError, VoiceError
from audiocast.events import Planned, Remark
from tests.shows import ARTICLE, NOW, cue_texts, cue_times, files, make_show, results, run_build

PUBLIC_URL = "https://news.example.org/"


def edit(show: Path, old: str, new: str, name: str = "2025-03-02.txt") -> None:
    path = show / "articles" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def set_key(show: Path, line: str) -> None:
    path = show / "show.toml"
    path.write_text(f"{line}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


def remarks(events: object) -> list[str]:
    return [event.line for event in events if isinstance(event, Remark)]  # type: ignore[attr-defined]


def test_a_page_becomes_an_episode(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    result = results(run_build(show))["2025-03-02"]
    assert (result.status, result.revision) == ("built", 1)
    assert result.media is not None
    assert result.media.stat().st_size == result.size_bytes
    public = show / "public"
    assert sorted(path.name for path in public.rglob("*.vtt")) == ["2025-03-02.vtt"]
    texts = cue_texts((public / "episodes" / "2025-03-02.vtt").read_text(encoding="utf-8"))
    assert texts == [
        "试播新闻，2025年3月2日，星期日。",
        "本节目由人工智能合成语音播报。",
        "城东新桥通车 全长320米",
        "3月2日,城东新桥正式通车。",
        "大桥全长320米,双向4车道。",
        "市民李女士说:“过河快多了。”",
        "公园免费开放",
        "即日起,市民公园免费开放,每天6时开门。",
        "以上是本期试播新闻的全部内容，感谢收听。",
    ]
    assert result.sentences == result.spoken == len(texts)
    chapters = json.loads((public / "episodes" / "2025-03-02.chapters.json").read_text(encoding="utf-8"))["chapters"]
    assert [chapter["title"] for chapter in chapters] == ["城东新桥通车 全长320米", "公园免费开放"]
    assert chapters[0]["startTime"] == 0


def test_a_show_without_artwork_gets_a_plain_cover(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "cover.png").unlink()
    run_build(show)
    (cover,) = (show / "public").glob("cover-*")
    assert cover.name in (show / "public" / "feed.xml").read_text(encoding="utf-8")


def test_pauses_between_cues_are_the_configured_ones(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    times = cue_times((show / "public" / "episodes" / "2025-03-02.vtt").read_text(encoding="utf-8"))
    gaps = [after[0] - before[1] for before, after in pairwise(times)]
    wanted = [400, 800, 700, 400, 800, 1500, 700, 800]
    # Between segments a pause ends on a whole frame of 24 ms, so it may be half of one off.
    assert all(abs(gap - pause) <= 13 for gap, pause in zip(gaps, wanted, strict=True)), gaps


def test_nothing_changed_nothing_is_done(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    before = files(show)
    result = results(run_build(show))["2025-03-02"]
    assert (result.status, result.spoken, result.cached) == ("unchanged", 0, 9)
    assert files(show) == before


def test_two_clean_folders_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = make_show(tmp_path / "a"), make_show(tmp_path / "deep" / "b")
    run_build(first)
    again = results(run_build(second, now=datetime(2027, 1, 1, tzinfo=UTC)))["2025-03-02"]
    assert again.spoken == 0
    assert files(first / "public") == files(second / "public")
    assert files(first / "episodes") == files(second / "episodes")


def test_one_character_costs_one_sentence(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    before = results(run_build(show))["2025-03-02"]
    edit(show, "双向4车道", "双向6车道")
    after = results(run_build(show))["2025-03-02"]
    assert (after.status, after.spoken, after.revision) == ("built", 1, 2)
    assert after.guid == before.guid
    assert after.media != before.media
    assert [path.name for path in (show / "public" / "media").iterdir()] == [after.media.name if after.media else ""]


def test_the_other_story_keeps_its_bytes(tmp_path: Path) -> None:
    from audiocast.cache import Cache

    show = make_show(tmp_path / "show")
    first = results(run_build(show))["2025-03-02"]
    stories = _stories(tmp_path)
    edit(show, "双向4车道", "双向6车道")
    second = results(run_build(show))["2025-03-02"]
    assert first.media
    assert second.media
    new = _stories(tmp_path)
    assert len(new - stories) == 1
    data = second.media.read_bytes()
    cache = Cache(_cache_root())
    entries = [cache.get("stories", key) for key in sorted(stories)]
    assert sum(entry is not None and entry.payload in data for entry in entries) == len(stories) - 1


def _cache_root() -> Path:
    return Path(os.environ["AUDIOCAST_CACHE"])


def _stories(_: Path) -> set[str]:
    return {path.name for path in (_cache_root() / "stories").rglob("*") if path.is_file()}


def test_a_damaged_clip_is_spoken_again(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    whole = files(show / "public")
    clip = sorted(path for path in (_cache_root() / "clips").rglob("*") if path.is_file())[0]
    clip.write_bytes(clip.read_bytes()[:-10])
    for path in (show / "public" / "media").iterdir():
        path.unlink()
    assert results(run_build(show))["2025-03-02"].spoken == 1
    assert files(show / "public") == whole


def test_a_removed_article_leaves_an_unpublished_show(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-03.txt").write_text(ARTICLE, encoding="utf-8")
    run_build(show)
    (show / "articles" / "2025-03-03.txt").unlink()
    run_build(show)
    assert [path.name for path in (show / "episodes").iterdir()] == ["2025-03-02.json"]
    assert not [name for name in files(show / "public") if "2025-03-03" in name]


def test_a_renamed_article_keeps_its_episode(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", article=f"---\ndate: 2025-03-02\n---\n{ARTICLE}")
    before = results(run_build(show))["2025-03-02"]
    (show / "articles" / "2025-03-02.txt").rename(show / "articles" / "bridge.txt")
    after = results(run_build(show))
    assert list(after) == ["2025-03-02"]
    assert after["2025-03-02"].guid == before.guid
    edit(show, "双向4车道", "双向6车道", "bridge.txt")
    for _ in range(2):
        later = results(run_build(show))
        assert {id: one.guid for id, one in later.items()} == {"2025-03-02": before.guid}
    assert list((show / "episodes").iterdir()) == [show / "episodes" / "2025-03-02.json"]


def test_a_renamed_article_and_a_new_one_in_its_place_are_two_episodes(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
    before = results(run_build(show))["2025-03-02"]
    (show / "articles" / "2025-03-02.txt").rename(show / "articles" / "2025-03-02-am.txt")
    (show / "articles" / "2025-03-02.txt").write_text("# 晴\n\n今天晴。\n", encoding="utf-8")
    events = run_build(show)
    statuses = {id: one.status for id, one in results(events).items()}
    assert statuses == {"2025-03-02": "unchanged", "2025-03-02.txt": "failed"}
    assert any("both make episode '2025-03-02': rename one of them" in line for line in remarks(events))
    (show / "articles" / "2025-03-02.txt").rename(show / "articles" / "2025-03-02-pm.txt")
    after = results(run_build(show))
    assert (after["2025-03-02"].status, after["2025-03-02"].guid) == ("unchanged", before.guid)
    assert after["2025-03-02-pm"].status == "built"


def test_stories_of_one_title_keep_their_voices(tmp_path: Path) -> None:
    from audiocast.engines import EngineSpec, open_engine

    show = make_show(tmp_path / "show", article="# 简讯\n\n今天晴。\n\n# 简讯\n\n明天有雨。\n")
    voices = [voice.name for voice in open_engine(EngineSpec("tone")).voices()][:2]
    path = show / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + f"voices = {json.dumps(voices)}\n", encoding="utf-8")
    run_build(show)
    assert results(run_build(show))["2025-03-02"].status == "unchanged"


def test_a_closing_of_marks_alone_is_left_out(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    path = show / "show.toml"
    path.write_text(path.read_text(encoding="utf-8") + '[programme]\nclosing = "……"\n', encoding="utf-8")
    assert results(run_build(show))["2025-03-02"].sentences == 8


def test_two_articles_may_not_have_one_guid(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", article=f"---\nguid: a-b\n---\n{ARTICLE}")
    (show / "articles" / "2025-03-03.txt").write_text("---\nguid: a-b\n---\n今天晴。\n", encoding="utf-8")
    events = run_build(show)
    assert {id: one.status for id, one in results(events).items()} == {"2025-03-02": "built", "2025-03-03": "failed"}
    assert any("2025-03-03.txt both make episode 'a-b'" in line for line in remarks(events))


def test_an_episode_may_be_named_as_its_file_is(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-03_要闻.txt").write_text("今天晴。\n", encoding="utf-8")
    assert list(results(run_build(show, "2025-03-03_要闻"))) == ["2025-03-03-yao-wen"]


def test_a_named_episode_is_the_only_one_built(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-03.txt").write_text(ARTICLE, encoding="utf-8")
    assert {id: one.status for id, one in results(run_build(show, "2025-03-03")).items()} == {"2025-03-03": "built"}
    with pytest.raises(UsageError, match="did you mean '2025-03-03'"):
        run_build(show, "2025-03-30")


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    before = files(show)
    events = run_build(show, dry_run=True)
    assert [(event.action, event.reason, event.to_speak) for event in events if isinstance(event, Planned)] == [
        ("build", "new", 9)
    ]
    assert files(show) == before


def test_an_embargoed_episode_is_made_and_not_listed(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    day_before = datetime(2025, 3, 1, 12, tzinfo=UTC)
    events = run_build(show, now=day_before)
    assert any("2025-03-02 waits until 2025-03-02 06:00" in line for line in remarks(events))
    assert b"<item>" not in (show / "public" / "feed.xml").read_bytes()
    run_build(show, now=day_before + timedelta(days=1))
    assert b"<item>" in (show / "public" / "feed.xml").read_bytes()


def test_a_front_matter_time_is_followed_until_it_is_published(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show", article=f"---\ndate: 2025-03-02T06:00:00+08:00\n---\n{ARTICLE}")
    run_build(show)
    edit(show, "T06:00", "T07:30")
    run_build(show)
    assert "Sun, 02 Mar 2025 07:30:00 +0800" in (show / "public" / "feed.xml").read_text(encoding="utf-8")


def test_two_builds_of_one_show_do_not_meet(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    first = build(shows.open_show(str(show), environ=os.environ), Order(), now=NOW)
    next(first)
    with pytest.raises(StorageError, match="another process is at work on"):
        run_build(show)
    list(first)
    assert results(run_build(show))["2025-03-02"].status == "unchanged"


def test_what_a_killed_build_left_goes(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    before = files(show / "public")
    for name in (
        "media/.writing-x.mp3",
        "media/old.mp3",
        "episodes/.writing-abc",
        ".writing-def",
        "cover-00000000.png",
    ):
        (show / "public" / name).write_bytes(b"left")
    run_build(show)
    assert files(show / "public") == before


def test_a_broken_article_is_nobody_elses_concern(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-03.txt").write_bytes(b"")
    assert {id: one.status for id, one in results(run_build(show, "2025-03-02")).items()} == {"2025-03-02": "built"}


class TestPublished:
    """A build with a public address publishes; what was published is frozen."""

    @pytest.fixture
    def show(self, tmp_path: Path) -> Path:
        show = make_show(tmp_path / "show", base_url=PUBLIC_URL)
        run_build(show)
        return show

    def test_the_guid_is_recorded(self, show: Path) -> None:
        # UUIDv5 of "news.example.org/feed.xml" in the podcast namespace, computed by hand with python -m uuid.
        import uuid

        guid = str(uuid.uuid5(uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6"), "news.example.org/feed.xml"))
        assert f'guid = "{guid}"' in (show / "show.toml").read_text(encoding="utf-8")

    def test_a_change_of_settings_does_not_reach_it(self, show: Path) -> None:
        before = files(show / "public")
        set_key(show, "pauses = { sentence = 900 }")
        events = run_build(show)
        assert results(events)["2025-03-02"].status == "unchanged"
        assert "1 published episode would change: name them or --all" in remarks(events)
        assert files(show / "public") == before

    def test_it_changes_when_named_or_all_or_young(self, show: Path) -> None:
        set_key(show, "pauses = { sentence = 900 }")
        young = datetime(2025, 3, 3, tzinfo=UTC)
        planned = [run_build(show, dry_run=True, now=young), run_build(show, "2025-03-02", dry_run=True)]
        planned.append(run_build(show, everything=True, dry_run=True))
        actions = [event.action for events in planned for event in events if isinstance(event, Planned)]
        assert actions == ["build", "build", "build"]

    def test_a_changed_article_is_a_revision_with_the_same_guid(self, show: Path) -> None:
        before = results(run_build(show))["2025-03-02"]
        edit(show, "双向4车道", "双向6车道")
        after = results(run_build(show, note="更正车道数"))["2025-03-02"]
        assert (after.guid, after.revision) == (before.guid, before.revision + 1)
        assert "更正车道数" in (show / "public" / "feed.xml").read_text(encoding="utf-8")
        assert before.media
        assert before.media.is_file(), "old media stay for keep_days"

    def test_a_note_reaches_only_what_is_revised(self, show: Path) -> None:
        (show / "articles" / "2025-03-03.txt").write_text(ARTICLE, encoding="utf-8")
        run_build(show)
        before = (show / "episodes" / "2025-03-03.json").read_bytes()
        edit(show, "双向4车道", "双向6车道")
        events = run_build(show, note="更正车道数", now=datetime(2025, 3, 4, tzinfo=UTC))
        assert results(events)["2025-03-03"].status == "unchanged"
        assert (show / "episodes" / "2025-03-03.json").read_bytes() == before

    @pytest.mark.parametrize("damage", [None, b"", b"noise"])
    def test_audio_that_is_gone_or_damaged_is_made_again_from_the_cache(self, show: Path, damage: bytes | None) -> None:
        (media,) = (show / "public" / "media").iterdir()
        before = media.read_bytes()
        media.unlink()
        if damage is not None:
            media.write_bytes(damage)
        assert results(run_build(show))["2025-03-02"].spoken == 0
        assert media.read_bytes() == before

    def test_audio_that_is_gone_is_not_spoken_again_unasked(
        self, show: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (media,) = (show / "public" / "media").iterdir()
        media.unlink()
        monkeypatch.setenv("AUDIOCAST_CACHE", str(tmp_path / "cold"))
        events = run_build(show)
        assert results(events)["2025-03-02"].status == "unchanged"
        assert any(line.startswith("2025-03-02: the audio is not in public/") for line in remarks(events))
        assert results(run_build(show, "2025-03-02"))["2025-03-02"].spoken == 9
        assert media.is_file()

    def test_a_trivial_edit_does_not_open_it(self, show: Path) -> None:
        path = show / "articles" / "2025-03-02.txt"
        path.write_text(path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
        assert results(run_build(show))["2025-03-02"].status == "unchanged"
        set_key(show, "pauses = { sentence = 900 }")
        events = run_build(show, note="更正")
        assert results(events)["2025-03-02"].revision == 1
        assert "1 published episode would change: name them or --all" in remarks(events)

    def test_replaced_media_stay_keep_days_after_they_were_replaced(self, show: Path) -> None:
        old = results(run_build(show))["2025-03-02"].media
        assert old
        os.utime(old, (NOW.timestamp() - 30 * 86400,) * 2)
        edit(show, "双向4车道", "双向6车道")
        run_build(show)
        run_build(show, now=NOW + timedelta(days=13))
        preview = {**os.environ, "AUDIOCAST_BASE_URL": "http://127.0.0.1:8000/"}
        list(build(shows.open_show(str(show), environ=preview), Order(), now=NOW + timedelta(days=13)))
        assert old.is_file()
        run_build(show, now=NOW + timedelta(days=15))
        assert not old.is_file()

    def test_naming_it_without_its_article_says_so(self, show: Path) -> None:
        (show / "articles" / "2025-03-02.txt").rename(show / "articles" / "2025-03-05.txt")
        edit(show, "双向4车道", "双向6车道", "2025-03-05.txt")
        events = run_build(show, "2025-03-02")
        assert "2025-03-02: the article is gone; what was published stays in the feed" in remarks(events)

    def test_a_note_reaches_what_another_lexicon_revises(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "other", base_url=PUBLIC_URL)
        young = datetime(2025, 3, 2, tzinfo=UTC)
        run_build(show, now=young)
        (show / "lexicon.tsv").write_text("大桥\t=长桥\n", encoding="utf-8")
        run_build(show, now=young, note="更正读音")
        assert "更正读音" in (show / "public" / "feed.xml").read_text(encoding="utf-8")
        before = files(show / "public")
        run_build(show, now=young, note="别的")
        assert files(show / "public") == before

    def test_an_episode_of_which_nothing_is_left_cannot_be_named(self, show: Path) -> None:
        (show / "articles" / "2025-03-02.txt").unlink()
        for path in (show / "public" / "media").iterdir():
            path.unlink()
        events = run_build(show, "2025-03-02")
        assert results(events)["2025-03-02"].status == "failed"
        assert any("its article 2025-03-02.txt is gone" in line for line in remarks(events))

    def test_an_error_before_the_feed_publishes_nothing(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "other", base_url=PUBLIC_URL)

        (show / "public" / "index.html").mkdir(parents=True)
        with pytest.raises(StorageError, match=r"index\.html cannot be written"):
            run_build(show)
        assert not (show / "public" / "feed.xml").exists()
        assert '"published": false' in (show / "episodes" / "2025-03-02.json").read_text(encoding="utf-8")

    def test_a_partial_build_at_a_new_address_lists_only_what_it_made(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "other")
        (show / "articles" / "2025-03-03.txt").write_text("今天晴。\n", encoding="utf-8")
        run_build(show)
        path = show / "show.toml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("http://127.0.0.1:8000/", PUBLIC_URL), encoding="utf-8"
        )
        events = run_build(show, "2025-03-03")
        assert any(line.startswith("2025-03-02 is not in the feed yet") for line in remarks(events))
        assert (show / "public" / "feed.xml").read_text(encoding="utf-8").count("<item>") == 1
        run_build(show)
        assert (show / "public" / "feed.xml").read_text(encoding="utf-8").count("<item>") == 2

    def test_it_outlives_its_article_and_its_media(self, show: Path) -> None:
        feed = (show / "public" / "feed.xml").read_bytes()
        (show / "articles" / "2025-03-02.txt").rename(show / "articles" / "2025-03-05.txt")
        edit(show, "双向4车道", "双向6车道", "2025-03-05.txt")
        for path in (show / "public" / "media").iterdir():
            path.unlink()
        run_build(show)
        text = (show / "public" / "feed.xml").read_text(encoding="utf-8")
        assert text.count("<item>") == 2
        (enclosure,) = re.findall("<enclosure [^>]*>", feed.decode())
        assert enclosure in text


class TestBadInput:
    """One clear line each, and nothing half-written."""

    @pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\x03", "记者 王一\n".encode()])
    def test_a_bad_article_fails_alone(self, tmp_path: Path, content: bytes) -> None:
        show = make_show(tmp_path / "show")
        (show / "articles" / "2025-03-03.txt").write_bytes(content)
        events = run_build(show)
        assert {id: one.status for id, one in results(events).items()} == {
            "2025-03-02": "built",
            "2025-03-03": "failed",
        }
        assert sum("2025-03-03.txt" in line for line in remarks(events)) == 1

    def test_no_date(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show")
        (show / "articles" / "2025-03-02.txt").rename(show / "articles" / "bridge.txt")
        events = run_build(show)
        assert results(events)["bridge"].status == "failed"
        assert any("bridge.txt has no date: name it like 2023-02-10.txt" in line for line in remarks(events))

    def test_words_that_nobody_will_hear_are_named(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show", article="# 新店\n\n新店名叫かな。\n")
        assert "2025-03-02: not said: かな; give it words in lexicon.tsv" in remarks(run_build(show))
        (show / "lexicon.tsv").write_text("かな\t=卡娜\n", encoding="utf-8")
        assert not remarks(run_build(show))

    def test_a_heading_without_a_story_is_named(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show", article="# 新店\n\n新店今天开门。\n\n# 拆桥\n")
        assert "2025-03-02: not read, no story under it: 拆桥" in remarks(run_build(show))
        assert not remarks(run_build(show))

    def test_a_section_s_name_is_not_taken_for_a_brief(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show", article="# 今日要闻\n\n## 新店\n\n新店今天开门。\n")
        assert not remarks(run_build(show))

    def test_the_last_article_may_go(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show")
        run_build(show)
        (show / "articles" / "2025-03-02.txt").unlink()
        run_build(show)
        assert b"<item>" not in (show / "public" / "feed.xml").read_bytes()

    def test_no_articles(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show")
        (show / "articles" / "2025-03-02.txt").unlink()
        with pytest.raises(InputError, match="holds no articles"):
            run_build(show)

    def test_a_cover_that_is_not_there(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show")
        set_key(show, 'cover = "art.png"')
        with pytest.raises(ConfigError, match=r"cover 'art\.png' does not exist"):
            run_build(show)
        assert not (show / "public").exists()

    def test_a_cleaning_rule_that_does_not_exist(self, tmp_path: Path) -> None:
        show = make_show(tmp_path / "show")
        set_key(show, 'skip_rules = ["datelines"]')
        with pytest.raises(ConfigError, match="no cleaning rule 'datelines': did you mean 'dateline'"):
            run_build(show)

    def test_an_unknown_voice(self, tmp_path: Path) -> None:
        from audiocast.engines import EngineSpec, open_engine

        known = open_engine(EngineSpec("tone")).voices()[0].name
        show = make_show(tmp_path / "show")
        path = show / "show.toml"
        path.write_text(path.read_text(encoding="utf-8") + f'voices = ["{known}x"]\n', encoding="utf-8")
        with pytest.raises(VoiceError, match=f"did you mean '{known}'"):
            run_build(show)
        assert not (show / "public").exists()

    def test_gb18030_works(self, tmp_path: Path) -> None:
        first, second = make_show(tmp_path / "a"), make_show(tmp_path / "b")
        path = second / "articles" / "2025-03-02.txt"
        path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
        run_build(first)
        run_build(second)
        assert files(first / "public") == files(second / "public")


def test_a_sentence_that_cannot_be_spoken_fails_its_episode_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiocast.engines.tone import ToneEngine
    from audiocast.errors import EngineError
    from audiocast.models import Clip, Utterance

    speak = ToneEngine.speak

    def refuse(self: ToneEngine, utterance: Utterance) -> Clip:
        if "六时" in utterance.text:
            raise EngineError("the engine is out of breath")
        return speak(self, utterance)

    show = make_show(tmp_path / "show")
    (show / "articles" / "2025-03-03.txt").write_text("# 晴\n\n今天晴。\n", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(ToneEngine, "speak", refuse)
        events = run_build(show)
    assert {id: one.status for id, one in results(events).items()} == {"2025-03-02": "failed", "2025-03-03": "built"}
    assert any(
        "“即日起,市民公园免费开放,每天6时开门。”: the engine is out of breath" in line for line in remarks(events)
    )
    assert not list((show / "public" / "media").glob("2025-03-02*"))
    assert results(run_build(show))["2025-03-02"].spoken == 1, "finished clips stay"


def test_an_engine_put_in_front_of_the_list_speaks_the_next_build(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    run_build(show)
    settings = show / "show.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('engine = "tone"', 'engine = ["tone"]\nvoices = ["high"]'), encoding="utf-8")
    assert results(run_build(show))["2025-03-02"].status == "built"


def test_a_misspelt_voice_of_an_engine_that_stands_in_is_an_error(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    settings = show / "show.toml"
    text = settings.read_text(encoding="utf-8").replace('engine = "tone"', 'engine = ["tone", "edge"]')
    settings.write_text(f'{text}\n[voice.edge]\nvoices = ["zh-CN-YunyangNeura"]\n', encoding="utf-8")
    with pytest.raises(VoiceError, match="did you mean 'zh-CN-YunyangNeural'"):
        run_build(show)


def test_an_engine_that_cannot_stand_in_is_a_line(tmp_path: Path) -> None:
    show = make_show(tmp_path / "show")
    settings = show / "show.toml"
    text = settings.read_text(encoding="utf-8").replace('engine = "tone"', 'engine = ["tone", "kokoro"]')
    settings.write_text(f'{text}\n[voice.kokoro]\ndata_dir = "nowhere"\n', encoding="utf-8")
    events = run_build(show)
    assert results(events)["2025-03-02"].status == "built"
    lines = [event.line for event in events if isinstance(event, Remark)]
    assert any(line.startswith("kokoro cannot stand in: voice 'zf_xiaobei' is not installed: ") for line in lines)
