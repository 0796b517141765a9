"""A show without a fault, as a feed and as models, for tests that break one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from audiocast import feed
from audiocast.models import Chapter, Cue, Episode, Media, Show

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MORNING = datetime(2026, 11, 23, 6, tzinfo=timezone(timedelta(hours=8)))
DIGEST = "0123456789ab" + "c" * 52
SHOW = Show(
    title="管城新闻",
    description="每日要闻",
    author="管城新闻编辑部",
    email="news@chenbao.cn",
    base_url="https://news.chenbao.cn/guancheng/",
    guid="1b671a64-40d5-491e-99b0-da01ff1f3341",
    cover="cover-0a1b2c3d.png",
    ai_notice="本节目的语音由人工智能合成。",
)
TODAY = Episode(
    id="2026-11-23",
    guid="guid-today",
    title="新桥通车",
    summary="今天的要闻。",
    pub_date=MORNING,
    media=Media(
        name="2026-11-23-0123456789ab.mp3",
        sha256=DIGEST,
        size_bytes=480_000,
        duration_ms=60_000,
        lufs=-19.0,
        lufs_two_speakers=-16.0,
        true_peak_dbtp=-1.0,
    ),
    chapters=(Chapter(0, 20_000, "新桥通车"), Chapter(20_000, 60_000, "公园开放")),
    cues=(Cue(0, 2_000, "本节目由人工智能合成语音播报。", "label"), Cue(2_000, 59_000, "今天新桥通车。")),
)
YESTERDAY = replace(
    TODAY,
    id="2026-11-22",
    guid="guid-yesterday",
    title="公园开放",
    pub_date=MORNING - timedelta(days=1),
    media=replace(TODAY.media, name="2026-11-22-0123456789ab.mp3"),
)
FEED = feed.render(SHOW, [TODAY, YESTERDAY]).decode()
