"""A month's page: its episodes as a list, light enough for every month of a long-lived paper."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime

from audiocast.models import Brief, Show
from audiocast.site.layout import Head, page
from audiocast.site.views import MonthLink, listed
from audiocast.site.wording import month_line


def month_of(pub_date: datetime) -> str:
    """Return the month that an episode is listed under, in its own time zone: ``2023-02``."""
    return f"{pub_date.year:04d}-{pub_date.month:02d}"


def month_path(show: Show, month: str) -> str:
    """Return where a month's page lies in ``public/``: ``archive/2023-02.html``, for a further feed with its name."""
    stem = show.page_name.removesuffix(".html")
    return f"archive/{month}.html" if stem == "index" else f"archive/{stem}-{month}.html"


def month_page(show: Show, month: str, briefs: Sequence[Brief], months: Sequence[str]) -> bytes:
    """Return the page of one month, newest first.

    Args:
        show: the show, or one of its further feeds.
        month: ``YYYY-MM``.
        briefs: the month's episodes in any order.
        months: every month that has a page; only the two beside ``month`` are named, so that a new month changes one
            page and not all of them.
    """
    name = month_line(month)
    return page(
        "month.html",
        show,
        Head(name, f"{show.title}{name}的全部节目", month_path(show, month), hidden=show.block),
        month=name,
        episodes=listed(briefs),
        older=_beside(show, months, month, older=True),
        newer=_beside(show, months, month, older=False),
    )


def _beside(show: Show, months: Sequence[str], month: str, *, older: bool) -> MonthLink | None:
    in_order = sorted(set(months))
    at = bisect_left(in_order, month) - 1 if older else bisect_right(in_order, month)
    if not 0 <= at < len(in_order):
        return None
    return MonthLink(month_line(in_order[at]), month_path(show, in_order[at]))
