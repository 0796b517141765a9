"""Apple's categories and their subcategories, exactly as they are written (Apple, support/1691)."""

from __future__ import annotations

from collections.abc import Mapping

from audiocast import errors

CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        *("Animation & Manga", "Automotive", "Aviation", "Crafts"),
        *("Games", "Hobbies", "Home & Garden", "Video Games"),
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        *("Business News", "Daily News", "Entertainment News", "News Commentary"),
        *("Politics", "Sports News", "Tech News"),
    ),
    "Religion & Spirituality": (
        *("Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality"),
    ),
    "Science": (
        *("Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics"),
        *("Natural Sciences", "Nature", "Physics", "Social Sciences"),
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        *("Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby"),
        *("Running", "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling"),
    ),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
    "Technology": (),
    "True Crime": (),
}
"""Subcategories by category; case and ``&`` matter."""


def is_known(category: str, subcategory: str = "") -> bool:
    """Whether Apple has the category, and the subcategory in it where one is given."""
    known = CATEGORIES.get(category)
    return known is not None and (not subcategory or subcategory in known)


def suggest(category: str, subcategory: str = "") -> str:
    """Return the way out for a pair that is not known: the nearest one, or where a subcategory belongs."""
    if category not in CATEGORIES:
        homes = [home for home, subcategories in CATEGORIES.items() if category in subcategories]
        if homes:
            return f"write [{homes[0]!r}, {category!r}]"
        folded = {known.casefold(): known for known in CATEGORIES}
        return errors.suggest(folded.get(category.casefold(), category), CATEGORIES)
    if not CATEGORIES[category]:
        return f"{category!r} has no subcategories: leave {subcategory!r} out"
    homes = [home for home, subcategories in CATEGORIES.items() if subcategory in subcategories]
    if homes:
        return f"{subcategory!r} belongs to {homes[0]!r}"
    folded = {known.casefold(): known for known in CATEGORIES[category]}
    return errors.suggest(folded.get(subcategory.casefold(), subcategory), CATEGORIES[category])


def apples(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return a category and what may be its subcategory as they are; ValueError says what to write instead."""
    if not is_known(*names):
        raise ValueError(f"Apple has no category {' > '.join(names)!r}: {suggest(*names)}")
    return names
