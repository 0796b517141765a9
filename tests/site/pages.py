"""Every page of a show, made as a publication makes them, for tests that look at all of them."""

from __future__ import annotations

from collections.abc import Sequence

from audiocast.feed import paths
from audiocast.models import Brief, Episode, Show
from audiocast.site import episode_page, month_of, month_page, month_path, show_page, static


def render(show: Show, episodes: Sequence[Episode]) -> dict[str, bytes]:
    """Return every page of a show whose episodes are all at hand, and the files beside them, by path in ``public/``."""
    newest_first = sorted(episodes, key=lambda episode: (episode.pub_date, episode.id), reverse=True)
    briefs = [
        Brief(episode.id, episode.title, episode.pub_date, episode.media.duration_ms, episode.section)
        for episode in newest_first
    ]
    months = sorted({month_of(brief.pub_date) for brief in briefs})
    pages = {show.page_name: show_page(show, newest_first, months, len(newest_first))}
    for month in months:
        of_month = [brief for brief in briefs if month_of(brief.pub_date) == month]
        pages[month_path(show, month)] = month_page(show, month, of_month, months)
    for index, episode in enumerate(newest_first):
        newer = briefs[index - 1] if index else None
        older = briefs[index + 1] if index + 1 < len(briefs) else None
        pages[paths(episode.id).page] = episode_page(show, episode, newer, older)
    return {**pages, **static()}
