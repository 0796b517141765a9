"""The show's page: what a listener meets in a browser. Pure: models in, files out."""

from audiocast.site.page import render

__all__ = ["render"]
