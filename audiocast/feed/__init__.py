"""The podcast feed and the files it points at: RSS, transcripts, chapters. Pure: models in, text or bytes out."""

from audiocast.feed.archive import FeedDocument, documents
from audiocast.feed.captions import srt, transcript_json, vtt
from audiocast.feed.chapters import chapters_json, clock
from audiocast.feed.characters import one_line, visible
from audiocast.feed.credits import Person, people, person_role
from audiocast.feed.paths import FEED_NAME, EpisodePaths, absolute_url, all_paths, media_path, paths, web_url
from audiocast.feed.reading import FeedContent, FeedItem, read_feed
from audiocast.feed.rss import render

__all__ = [
    "FEED_NAME",
    "EpisodePaths",
    "FeedContent",
    "FeedDocument",
    "FeedItem",
    "Person",
    "absolute_url",
    "all_paths",
    "chapters_json",
    "clock",
    "documents",
    "media_path",
    "one_line",
    "paths",
    "people",
    "person_role",
    "read_feed",
    "render",
    "srt",
    "transcript_json",
    "visible",
    "vtt",
    "web_url",
]
