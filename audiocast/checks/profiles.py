"""What a platform makes of the rules: its advice is required there, and what it does not ask for is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from audiocast.checks.rules import Finding, Severity
from audiocast.errors import UsageError, suggest


@dataclass(frozen=True, slots=True)
class Profile:
    """One platform.

    Attributes:
        name: what ``--profile`` calls it.
        about: whose requirements they are.
        is_official: False where the numbers are what people say, not what the platform publishes.
        severities: rules that weigh otherwise there.
        left_out: rules that it does not ask for.
    """

    name: str
    about: str
    is_official: bool
    severities: Mapping[str, Severity]
    left_out: frozenset[str]


_BITRATE = frozenset({"media-bitrate"})


def _errors(*rules: str) -> dict[str, Severity]:
    return dict.fromkeys(rules, "error")


EVERYBODY = Profile("", "what every app and listener needs", True, {}, _BITRATE)
PROFILES: tuple[Profile, ...] = (
    Profile(
        "apple",
        "Apple Podcasts (podcasters.apple.com/support 823, 893, 896, 1691, 5482)",
        True,
        _errors(
            *("feed-empty", "base-url-public", "base-url-https", "language-form", "title-show-name", "duration-form"),
            *("item-recommended", "ai-label", "ai-text", "ai-spoken", "loudness", "true-peak"),
        ),
        _BITRATE | {"channel-recommended", "guid-recorded", "chapters-tag", "media-size"},
    ),
    Profile(
        "psp1",
        "Podcast Standards Project, PSP-1 (podcast-standard.org)",
        True,
        _errors(
            *("base-url-public", "channel-recommended", "item-recommended", "guid-recorded"),
            *("title-show-name", "duration-form", "transcript-tag", "chapters-tag"),
        ),
        _BITRATE | {"loudness", "true-peak", "media-size"},
    ),
    Profile(
        "spotify",
        "Spotify",
        False,
        {**_errors("base-url-public", "media-size"), "media-bitrate": "warning"},
        frozenset({"channel-recommended", "guid-recorded"}),
    ),
    Profile(
        "cn",
        "Chinese platforms (小宇宙, 喜马拉雅) and GB 45438-2025",
        False,
        _errors("base-url-public", "ai-label", "ai-spoken", "tags-aigc", "media-size"),
        _BITRATE | {"guid-recorded"},
    ),
)


def profile_of(name: str) -> Profile:
    """Return a profile by its name; no name is everybody's.

    Raises:
        UsageError: there is none of that name.
    """
    known = {profile.name: profile for profile in (EVERYBODY, *PROFILES)}
    if name not in known:
        raise UsageError(f"no profile {name!r}", way_out=suggest(name, [profile.name for profile in PROFILES]))
    return known[name]


def judged(findings: Iterable[Finding], profile: Profile) -> Iterator[Finding]:
    """Yield what counts with a platform, as bad as it is there."""
    for finding in findings:
        if finding.rule not in profile.left_out:
            yield replace(finding, severity=profile.severities.get(finding.rule, finding.severity))
