"""The rules that must hold before anything is published, and what is found against them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
"""An error keeps apps from reading the show; a warning is what a platform advises against; a note is worth knowing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold: its name, how bad it is when it does not, and who says so."""

    id: str
    severity: Severity
    source: str
    about: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a rule does not hold, or what a note tells. ``where`` names the file, the episode or the setting."""

    rule: str
    severity: Severity
    where: str
    what: str
    way_out: str
    source: str

    @property
    def line(self) -> str:
        """The finding for reading, in columns."""
        text = f"{self.where}: {self.what}" + (f": {self.way_out}" if self.way_out else "")
        return f"{self.severity:8} {self.rule:20} {' '.join(text.split())}  [{self.source}]"


RULES: tuple[Rule, ...] = (
    # What show.toml says.
    Rule("base-url-public", "warning", "Apple", "base_url leads to a host that others can reach."),
    Rule("base-url-https", "warning", "Apple", "base_url is https."),
    Rule("contact-email", "warning", "ours", "The e-mail address is somebody's, not an example."),
    Rule("files-named", "error", "ours", "The cover, lexicons and cleaning rules that show.toml names are usable."),
    Rule("guid-recorded", "warning", "Podcasting 2.0", "show.toml records the guid of a show with a public address."),
    Rule("ai-label", "warning", "GB 45438-2025, Apple", "The label of synthetic speech is switched on."),
    # A feed as a whole.
    Rule("feed-file", "error", "ours", "Every feed that show.toml names is in public/."),
    Rule("feed-well-formed", "error", "RSS 2.0", "A feed is well-formed XML in UTF-8: RSS 2.0 with one channel."),
    Rule("feed-empty", "warning", "Apple", "A feed has an episode: a show without one is refused."),
    Rule("feed-size", "warning", "ours", "A feed has at most 1 MB, since some apps stop reading there."),
    Rule("feed-paged", "warning", "ours, RFC 5005", "All episodes are in the first document: many apps read no other."),
    Rule("channel-required", "error", "Apple", "A channel has the elements that Apple requires."),
    Rule("channel-recommended", "warning", "PSP-1", "The channel has link, author, owner with e-mail and locked."),
    Rule("self-link", "error", "PSP-1", "atom:link rel=self is the feed's own address."),
    Rule("podcast-guid", "error", "Podcasting 2.0", "podcast:guid is a UUID, and the show's in feed.xml."),
    Rule("language-form", "warning", "Apple", "language is two letters, or two and a region: zh-cn."),
    Rule("category-known", "error", "Apple", "Category and subcategory are Apple's, letter by letter."),
    Rule(
        "fixed-values", "error", "Apple, Podcasting 2.0", "Type, block, complete and locked have a value that exists."
    ),
    Rule("explicit-form", "error", "Apple", "itunes:explicit is exactly true or false."),
    Rule("url-form", "error", "Apple", "Every URL is http(s), absolute and in ASCII."),
    Rule("title-length", "error", "Apple, PSP-1", "Titles have at most 255 characters."),
    Rule("description-length", "error", "Apple, PSP-1", "Descriptions have at most 4,000 bytes of UTF-8."),
    Rule("description-html", "error", "Apple, PSP-1", "Descriptions hold p ol ul li a b i strong em alone, closed."),
    Rule("ai-text", "warning", "Podcasting 2.0, Apple", "podcast:txt ai-content is in the channel and each item."),
    # Its items.
    Rule("item-required", "error", "Apple", "An item has title and enclosure with url, type and a length above 0."),
    Rule("item-recommended", "warning", "PSP-1", "An item has link, description, pubDate and itunes:duration."),
    Rule("guid-present", "error", "Apple, PSP-1", "Every item has a guid."),
    Rule("guid-unique", "error", "Apple, PSP-1", "No two items have one guid."),
    Rule("enclosure-unique", "error", "Apple", "No two items have one enclosure URL: the second is ignored."),
    Rule("enclosure-type", "error", "Apple", "The type of an enclosure fits its suffix: audio/mpeg or audio/x-m4a."),
    Rule("title-show-name", "warning", "Apple, PSP-1", "No show's name and no number at an end of an episode's title."),
    Rule("date-form", "error", "Apple", "Dates are RFC 2822 with an offset, the day of the week right."),
    Rule("date-future", "error", "ours", "No episode is in a feed before its date."),
    Rule("date-order", "warning", "ours", "The newest episode comes first."),
    Rule("duration-form", "warning", "Apple", "itunes:duration is in whole seconds, above 0."),
    Rule("episode-number", "error", "Apple", "Season and episode are 1 or more; a serial show numbers its episodes."),
    Rule("transcript-tag", "warning", "Podcasting 2.0", "podcast:transcript has url and type; one is text/vtt."),
    Rule("chapters-tag", "warning", "Podcasting 2.0", "podcast:chapters has url and type application/json+chapters."),
    # Feeds and items against the records.
    Rule("feed-stale", "error", "ours", "No feed or archive lies in public/ that settings and records do not make."),
    Rule("feed-complete", "error", "ours", "Every episode that was published is in its feed, in the right document."),
    Rule("item-recorded", "error", "ours", "Every item is an episode that has a record."),
    Rule("item-withdrawn", "error", "ours", "No feed, archive or page lists an episode that was withdrawn."),
    Rule("item-guid", "error", "ours", "An item has its recorded guid: with another, apps download it again."),
    Rule("item-facts", "error", "ours", "An item's title, date, duration, audio and picture are the recorded ones."),
    # Episodes as they are recorded.
    Rule("media-facts", "error", "ours", "Recorded audio has size, duration and a plain name with its digest."),
    Rule("chapters-order", "error", "Podcasting 2.0", "Chapters start at 0, in order, within the audio, with titles."),
    Rule("chapters-count", "error", "ID3v2", "An MP3 has at most 255 chapters."),
    Rule("cues-order", "error", "ours", "Cues are in order, do not overlap and lie within the audio."),
    Rule("loudness", "warning", "Apple", "Loudness is −16 LUFS ± 1 as played on two speakers."),
    Rule("true-peak", "warning", "Apple", "The true peak is at most −1 dBTP."),
    Rule("loudness-readings", "note", "ours", "What the audio reads: on one channel, and on two speakers."),
    Rule("media-bitrate", "note", "unofficial", "MP3 has 96 to 320 kbit/s (profile spotify alone)."),
    Rule("media-size", "note", "unofficial", "An audio file has at most 200 MB."),
    Rule("rights-line", "warning", "ours", "Text that was fetched from an address says whose it is."),
    Rule("ai-spoken", "warning", "GB 45438-2025, Apple", "Every episode says that its voice is synthetic."),
    # The files in public/.
    Rule("art-file", "error", "Apple", "The pictures that a feed names are in public/."),
    Rule("art-form", "error", "Apple, PSP-1", "A picture is a square of 1400 to 3000 px, RGB, PNG or JPEG."),
    Rule("art-suffix", "error", "Apple", "A picture's suffix is that of its format."),
    Rule("art-digest", "error", "ours", "A picture is the one whose digest its name holds: apps keep what they have."),
    Rule("art-size", "warning", "ours", "A picture has at most 500 kB."),
    Rule("enclosure-file", "error", "Apple", "Every enclosure is in public/ and as long as its feed says."),
    Rule("enclosure-digest", "error", "ours", "An audio file is to the byte the one that was recorded."),
    Rule("duration-file", "error", "ours", "The audio lasts as long as its feed and its record say."),
    Rule("transcript-file", "error", "Podcasting 2.0", "Every transcript that a feed names is in public/."),
    Rule("chapters-file", "error", "Podcasting 2.0", "Every chapters file that a feed names is in public/."),
    Rule("page-file", "error", "ours", "Every page that a feed links to is in public/."),
    Rule("page-form", "error", "ours", "A page is not empty; an episode's names its title and its own address."),
    Rule("page-assets", "error", "ours", "Style, scripts and icon of the pages are in public/."),
    Rule("page-stale", "error", "ours", "No page of an episode, a month or a feed is left from before."),
    Rule("text-recorded", "error", "ours", "Transcripts and chapters are to the byte what the record makes."),
    Rule("captions-form", "error", "WebVTT, Podcasting 2.0", "Transcripts parse, in order, within the audio."),
    Rule("captions-lines", "warning", "Podcasting 2.0", "SRT has at most 2 lines of 32 characters, VTT lines of 65."),
    Rule("chapters-form", "error", "Podcasting 2.0", "A chapters file parses: from 0, in order, within the audio."),
    Rule("tags-readable", "error", "ours", "An audio file's tags name title, artist and album."),
    Rule("tags-aigc", "warning", "GB 45438-2025", "Tags hold AIGC: a JSON object with Label 1, 2 or 3."),
    Rule("tags-picture", "warning", "ours", "An audio file holds a picture."),
    Rule("tags-chapters", "warning", "ours", "An audio file holds its chapters."),
    # What anybody sees at base_url.
    Rule("public-reachable", "error", "ours", "base_url answers (--public)."),
    Rule("public-feed", "error", "Apple", "The feed at base_url is the one in public/, with an XML type (--public)."),
    Rule("public-head", "error", "Apple", "Audio answers HEAD with 200, its length and its type (--public)."),
    Rule("public-range", "error", "Apple", "Audio answers a Range with 206 and just that part (--public)."),
    Rule("public-art", "error", "Apple", "The cover answers HEAD with 200 and an image's type (--public)."),
    Rule("public-files", "error", "ours", "Pages, transcripts and chapters are at base_url (--public)."),
    Rule("public-types", "warning", "Podcasting 2.0", "Pages, transcripts and chapters have their types (--public)."),
)
"""Every rule, in the order in which they are looked at."""

_BY_ID = {rule.id: rule for rule in RULES}
_CREDENTIALS = re.compile(r"//[^/\s]*@")


def found(rule_id: str, where: str, what: str, way_out: str = "") -> Finding:
    """Return a finding against a rule, with the severity and the source that the rule has.

    Findings are shown to anybody: what stands before the host of a URL, a user's name and password, is not in them.
    """
    rule = _BY_ID[rule_id]
    where, what, way_out = (_CREDENTIALS.sub("//…@", text) for text in (where, what, way_out))
    return Finding(rule.id, rule.severity, where, what, way_out, rule.source)
