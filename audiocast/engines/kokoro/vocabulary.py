"""Kokoro's input vocabulary: one character of phonemes is one token."""

from __future__ import annotations

from audiocast.errors import EngineError

MAX_TOKENS = 510
"""What the model takes between its two end marks; a longer input would be cut in silence."""

# Runs of neighbouring ids, as (first id, characters).
_RUNS = (
    (1, ";:,.!?"), (9, "—…\"()“” ̃ʣʥʦʨᵝꭧAI"), (31, "O"), (33, "Q"), (35, "ST"), (39, "W"), (41, "Yᵊabcdef"),
    (50, "hijklmnopqrstuvwxyzɑɐɒæ"), (75, "βɔɕç"), (80, "ɖðʤə"), (85, "ɚɛɜ"), (90, "ɟ"), (92, "ɡ"), (99, "ɥ"),
    (101, "ɨɪʝ"), (110, "ɯɰŋɳɲɴø"), (118, "ɸθœ"), (123, "ɹ"), (125, "ɾɻ"), (128, "ʁɽʂʃʈʧ"), (135, "ʊʋ"), (138, "ʌɣɤ"),
    (142, "χʎ"), (147, "ʒʔ"), (156, "ˈˌː"), (162, "ʰ"), (164, "ʲ"), (169, "↓"), (171, "→↗↘"), (177, "ᵻ"),
)  # fmt: skip

TOKENS = {character: first + offset for first, run in _RUNS for offset, character in enumerate(run)}


def tokens(phonemes: str) -> list[int]:
    """Return the ids of ``phonemes``.

    Raises:
        EngineError: a character has no id, or there are more than `MAX_TOKENS`.
    """
    unknown = sorted(set(phonemes) - TOKENS.keys())
    if unknown:
        raise EngineError(f"kokoro knows no phoneme {unknown[0]!r}", way_out="please report the sentence")
    if len(phonemes) > MAX_TOKENS:
        raise EngineError(
            f"a piece of {len(phonemes)} phonemes is too long for kokoro (at most {MAX_TOKENS})",
            way_out="split the sentence into shorter ones",
        )
    return [TOKENS[character] for character in phonemes]
