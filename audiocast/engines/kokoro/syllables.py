"""Pinyin syllables as the phonemes Kokoro was trained on: IPA letters with an arrow for the tone.

The arrow stands right after the main vowel, before a final n or ŋ; the neutral tone has none. Initials and finals
follow the Mandarin front end that the model's makers published (misaki, legacy path).
"""

from __future__ import annotations

import re
from functools import lru_cache

ARROWS = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}

INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f",
    "d": "t", "t": "tʰ", "n": "n", "l": "l",
    "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ",
    "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ",
    "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip

FINALS = {
    "a": "aT", "ai": "aiT", "an": "aTn", "ang": "aTŋ", "ao": "auT",
    "e": "ɤT", "ei": "eiT", "en": "əTn", "eng": "əTŋ", "er": "ɚT",
    "i": "iT", "ia": "jaT", "ian": "jɛTn", "iang": "jaTŋ", "iao": "jauT", "ie": "jeT", "in": "iTn", "ing": "iTŋ",
    "io": "jɔT", "iong": "jʊTŋ", "iou": "jouT", "iu": "jouT",
    "o": "ɔT", "ong": "ʊTŋ", "ou": "ouT",
    "u": "uT", "ua": "waT", "uai": "waiT", "uan": "waTn", "uang": "waTŋ", "uei": "weiT", "ui": "weiT",
    "uen": "wəTn", "un": "wəTn", "ueng": "wəTŋ", "uo": "woT",
    "v": "yT", "ve": "ɥeT", "van": "ɥɛTn", "vn": "yTn",
    "ê": "ɛT",
}  # fmt: skip

INTERJECTIONS = {"m": "mT", "n": "nT", "ng": "ŋT", "hm": "hmT", "hng": "hŋT"}
"""Syllables without a vowel: 呒, 嗯, 哼."""

_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([a-zê]+)")


@lru_cache(maxsize=4096)
def phonemes(syllable: str) -> str | None:
    """Return the phonemes of a syllable such as ``"hang2"``, or None if it is no Mandarin syllable.

    ``v`` or ``ü`` is ü, ``5`` or no figure the neutral tone. ``r5`` is the retroflex ending of 儿.
    """
    body = syllable.replace("u:", "v").replace("ü", "v")
    tone = body[-1:] if body[-1:] in ARROWS else ""
    arrow = ARROWS[tone or "5"]
    body = body.removesuffix(tone) if tone else body
    if body == "r":
        return "ɚ"
    if body in INTERJECTIONS:
        return INTERJECTIONS[body].replace("T", arrow)
    match = _SYLLABLE.fullmatch(_spelled_out(body))
    if match is None:
        return None
    initial, final = match[1] or "", match[2]
    if initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    if initial in ("n", "l") and final == "ue":
        final = "ve"
    if initial and final == "o":
        final = "uo"
    if initial in ("zh", "ch", "sh", "r", "z", "c", "s") and final == "i":
        return INITIALS[initial] + "ɨ" + arrow
    if final not in FINALS:
        return None
    return INITIALS.get(initial, "") + FINALS[final].replace("T", arrow)


def _spelled_out(body: str) -> str:
    """Undo the spelling rules for syllables without an initial: ``yan`` is ian, ``wei`` uei, ``yuan`` ü + an."""
    if body.startswith("yu"):
        return "v" + body[2:]
    if body in ("yong", "wong"):
        return {"yong": "iong", "wong": "ong"}[body]
    if body.startswith("yi"):
        return body[1:]
    if body.startswith("y"):
        return {"you": "iou", "yo": "io"}.get(body, "i" + body[1:])
    if body.startswith("wu"):
        return body[1:]
    if body.startswith("w"):
        return "u" + body[1:]
    return body
