"""Web pages: the article in one, as text for ``text.clean``."""

from audiocast.sources.page.extraction import PageArticle, extract

__all__ = ["PageArticle", "extract"]
