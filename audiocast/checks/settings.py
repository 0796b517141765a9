"""What must hold of a show's settings, and of the files that they name, before it is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from audiocast.checks.episode import names_synthesis
from audiocast.checks.rules import Finding, found
from audiocast.config import SHOW_FILE, Settings
from audiocast.errors import AudiocastError
from audiocast.shows import ShowFolder

_EXAMPLES = re.compile(r"(?:^|[@.])(?:example\.(?:org|com|net)|example|invalid|test|localhost)$", re.IGNORECASE)


def check_named(folder: ShowFolder) -> Iterator[Finding]:
    """Yield what a build would stumble over: the cover, the lexicons, the cleaning rules that are switched off."""
    for use in (folder.cover, folder.words):
        try:
            use()
        except AudiocastError as error:
            yield found("files-named", SHOW_FILE, error.what, error.way_out)


def check_settings(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with the settings of a show."""
    if not settings.is_public or _EXAMPLES.search(urlsplit(settings.base_url).hostname or ""):
        fault = f"base_url {settings.base_url} leads nowhere for anybody else"
        yield found("base-url-public", SHOW_FILE, fault, "set it to the address where public/ will be found")
    elif not settings.base_url.startswith("https:"):
        way_out = "let the host speak https and write it so"
        yield found("base-url-https", SHOW_FILE, f"base_url {settings.base_url} is not https", way_out)
    if _EXAMPLES.search(settings.email):
        yield found("contact-email", SHOW_FILE, f"email is {settings.email}", "write one that reaches the producer")
    if settings.is_public and not settings.guid:
        yield found("guid-recorded", SHOW_FILE, "guid is not recorded", "audiocast build records it")
    for feed in settings.feed if settings.is_public else ():
        if not feed.guid:
            fault = f"guid of the feed {feed.name!r} is not recorded"
            yield found("guid-recorded", SHOW_FILE, fault, "audiocast build records it")
    if not settings.label.enabled:
        yield found("ai-label", SHOW_FILE, "the label of synthetic speech is off", "set enabled = true in [label]")
    elif not names_synthesis(settings.label.written):
        fault = f"the written label is {settings.label.written!r}"
        yield found("ai-label", SHOW_FILE, fault, "say 人工智能 and 合成 in [label] written")
