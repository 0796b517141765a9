"""How many syllables a spoken text has, character by character: what time is shared out by, and pace is measured in."""

from __future__ import annotations

import re

_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ɏ]+")
_VOWELS = re.compile("[aeiouyà-öø-ÿ]+", re.IGNORECASE)


def syllable_weights(spoken: str) -> list[float]:
    """Return the syllables of each character: marks none, a letter of GDP one, a word one for each group of vowels."""
    weights = [float(character.isalnum()) for character in spoken]
    for word in _LATIN.finditer(spoken):
        letters = word.group()
        if not letters.isupper():
            groups = max(1, len(_VOWELS.findall(letters)))
            weights[word.start() : word.end()] = [groups / len(letters)] * len(letters)
    return weights
