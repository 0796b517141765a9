"""The show's page, or a further feed's: how to subscribe, the newest episodes, the way to all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote, urlsplit

from audiocast.feed import absolute_url, one_line, web_url
from audiocast.models import Episode, Show
from audiocast.site.layout import Head, page
from audiocast.site.metadata import series
from audiocast.site.months import month_path
from audiocast.site.qr import qr_svg
from audiocast.site.views import MonthLink, recording

RECENT = 30
"""How many episodes the page shows whole: a month of a daily paper."""


def show_page(show: Show, episodes: Sequence[Episode], months: Sequence[str], total: int) -> bytes:
    """Return the page of a show or of one of its further feeds.

    Args:
        show: the show; ``also`` names its other feeds.
        episodes: at least the newest ``RECENT``, in any order.
        months: every month that has a page.
        total: how many episodes there are.
    """
    newest_first = sorted(episodes, key=lambda episode: (episode.pub_date, episode.id), reverse=True)
    feed_url = absolute_url(show.base_url, show.feed_name)
    path = "" if show.page_name == "index.html" else show.page_name
    return page(
        "show.html",
        show,
        Head(one_line(show.title), one_line(show.description), path, data=series(show), hidden=show.block),
        feed_url=feed_url,
        app_url=f"podcast://{feed_url.removeprefix(f'{urlsplit(feed_url).scheme}://')}",
        qr=qr_svg(feed_url),
        also=[_Page(one_line(link.title), quote(link.page_name)) for link in show.also],
        episodes=[recording(episode) for episode in newest_first[:RECENT]],
        years=_years(show, months),
        total=total,
        new_feed_url=web_url(show.new_feed_url),
        funding_url=web_url(show.funding_url),
    )


@dataclass(frozen=True, slots=True)
class _Page:
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class _Year:
    name: str
    months: tuple[MonthLink, ...]


def _years(show: Show, months: Sequence[str]) -> tuple[_Year, ...]:
    newest_first = sorted(set(months), reverse=True)
    return tuple(
        _Year(
            f"{int(year)}年",
            tuple(MonthLink(f"{int(month[5:])}月", month_path(show, month)) for month in reversed(list(group))),
        )
        for year, group in groupby(newest_first, key=lambda month: month[:4])
    )
