"""The podcast feed and the files it points at: RSS, transcripts, chapters. Pure: models in, text or bytes out."""

from audiocast.feed.captions import srt, transcript_json, vtt
from audiocast.feed.chapters import chapters_json, clock
from audiocast.feed.characters import one_line, visible
from audiocast.feed.paths import FEED_NAME, EpisodePaths, absolute_url, media_path, paths
from audiocast.feed.reading import FeedContent, FeedItem, read_feed
from audiocast.feed.rss import render

__all__ = [
    "FEED_NAME",
    "EpisodePaths",
    "FeedContent",
    "FeedItem",
    "absolute_url",
    "chapters_json",
    "clock",
    "media_path",
    "one_line",
    "paths",
    "read_feed",
    "render",
    "srt",
    "transcript_json",
    "visible",
    "vtt",
]
