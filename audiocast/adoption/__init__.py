"""Taking over a feed that exists elsewhere: its GUIDs and dates go into the articles that its items were made of."""

from audiocast.adoption.job import Adopted, Adoption, plan_adoption, write_adoption
from audiocast.adoption.matching import Doubt, Match, Matching, OldArticle, match
from audiocast.adoption.old_feed import OldFeed, read_old_feed

__all__ = [
    "Adopted",
    "Adoption",
    "Doubt",
    "Match",
    "Matching",
    "OldArticle",
    "OldFeed",
    "match",
    "plan_adoption",
    "read_old_feed",
    "write_adoption",
]
