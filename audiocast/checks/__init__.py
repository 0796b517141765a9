"""Rules with ids that must hold before anything is published: of a feed, of episodes, of files, of what is online."""

from audiocast.checks import categories
from audiocast.checks.episode import check_episode
from audiocast.checks.feed import check_feed
from audiocast.checks.rules import RULES, Finding, Rule, Severity

__all__ = ["RULES", "Finding", "Rule", "Severity", "categories", "check_episode", "check_feed"]
