"""The pages that listeners see: the show's, a month's, an episode's. Pure: models in, bytes out."""

from __future__ import annotations

from audiocast.site.episodes import episode_page
from audiocast.site.layout import static
from audiocast.site.months import month_of, month_page, month_path
from audiocast.site.shows import RECENT, show_page

__all__ = ["RECENT", "episode_page", "month_of", "month_page", "month_path", "show_page", "static"]
