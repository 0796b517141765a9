"""Rules with ids that must hold before anything is published: of a feed, of episodes, of files, of what is online."""

from audiocast import categories
from audiocast.checks.episode import check_episode
from audiocast.checks.feed import check_feed
from audiocast.checks.profiles import PROFILES, Profile, profile_of
from audiocast.checks.public import check_public
from audiocast.checks.rules import RULES, Finding, Rule, Severity
from audiocast.checks.show import check_show

__all__ = [
    "PROFILES",
    "RULES",
    "Finding",
    "Profile",
    "Rule",
    "Severity",
    "categories",
    "check_episode",
    "check_feed",
    "check_public",
    "check_show",
    "profile_of",
]
