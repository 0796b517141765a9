"""One show and one episode that feed and page are tested with."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from audiocast.models import Chapter, Cue, Episode, Media, Show

SHOW = Show(
    title="管城新闻",
    description="每日要闻",
    author="管城新闻编辑部",
    email="news@example.org",
    base_url="https://example.org/audio/",
    guid="11111111-2222-5333-8444-555555555555",
    cover="cover-0a1b2c3d.png",
    ai_notice="本节目由人工智能（AI）合成语音朗读。",
)
EPISODE = Episode(
    id="2023-02-10",
    guid="aaaaaaaa-bbbb-5ccc-8ddd-eeeeeeeeeeee",
    title="城区治理提速等2条",
    summary="管城回族区两条要闻。",
    pub_date=datetime(2023, 2, 10, 6, 0, tzinfo=timezone(timedelta(hours=8))),
    media=Media("2023-02-10-deadbeef.mp3", "de" * 32, 4_801_234, 600_499),
    chapters=(Chapter(0, 245_500, "城区治理提速"), Chapter(245_500, 600_499, "“党建+物业”进社区")),
    cues=(
        Cue(350, 2_100, "管城新闻，2月10日。", "opening", 0),
        Cue(2_500, 6_040, "城区治理提速", "headline", 1),
        Cue(245_900, 600_100, "共45个社区。", "body", 2),
    ),
)
