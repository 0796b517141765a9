from dataclasses import replace

import pytest

from audiocast import checks
from audiocast.models import Cue, Episode
from tests.checks.sound_show import DIGEST, SHOW, TODAY


def rules(episode: Episode) -> list[str]:
    found = checks.check_episode(SHOW, episode)
    assert all(one.where == episode.id for one in found)
    return [one.rule for one in found]


def test_a_sound_episode_breaks_no_rule() -> None:
    assert rules(TODAY) == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [("要闻-0123456789ab.mp3", "with other signs"), ("2026-11-23.mp3", "without its digest")],
)
def test_a_name_is_plain_and_holds_its_digest(name: str, fault: str) -> None:
    (found,) = checks.check_episode(SHOW, replace(TODAY, media=replace(TODAY.media, name=name)))
    assert (found.rule, found.severity) == ("media-facts", "error")
    assert fault in found.what


@pytest.mark.parametrize(
    ("spoken", "passes"),
    [
        ("本节目由人工智能合成语音播报。", True),
        ("本期由AI生成。", True),
        ("本期由机器朗读。", False),
        ("人工智能大会开幕。", False),
    ],
)
def test_the_spoken_label_has_the_words_of_the_standard(spoken: str, passes: bool) -> None:
    episode = replace(TODAY, cues=(Cue(0, 2_000, spoken, "label"), *TODAY.cues[1:]))
    assert rules(episode) == ([] if passes else ["ai-spoken"])


def test_the_label_is_not_missed_where_the_show_has_none() -> None:
    silent = replace(SHOW, ai_content=False, ai_notice="")
    assert checks.check_episode(silent, replace(TODAY, cues=())) == []


def test_fetched_text_with_a_rights_line_passes() -> None:
    fetched = replace(TODAY, url="https://www.chenbao.cn/1")
    assert rules(fetched) == ["rights-line"]
    assert rules(replace(fetched, rights="© 郑州晚报")) == []


def test_an_episode_that_nobody_measured_passes() -> None:
    unmeasured = replace(TODAY.media, lufs=None, lufs_two_speakers=None, true_peak_dbtp=None)
    assert rules(replace(TODAY, media=unmeasured)) == []


def test_what_a_meter_reads_on_the_edge_passes() -> None:
    assert DIGEST[:12] in TODAY.media.name
    edge = replace(TODAY.media, lufs=-20.0, lufs_two_speakers=-17.0, true_peak_dbtp=-0.96)
    assert rules(replace(TODAY, media=edge)) == []
