"""What a character is: Han, Latin, digit, a mark that opens, closes, pauses or ends."""

from __future__ import annotations

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Inside a regular expression's brackets: Han characters, 〇 included."""

OPENERS = "“‘「『【（(《〈〔["
CLOSERS = "”’」』】）)》〉〕]"
PAIRS = dict(zip(OPENERS, CLOSERS, strict=True))

TERMINATORS = "。！？!?"

FULL_TO_ASCII = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
"""Full-width ASCII to ASCII, one character for one."""

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
)
"""Inside brackets: characters that take no room: joiners, direction marks, soft hyphen, byte order mark."""


def is_han(char: str) -> bool:
    """Return whether ``char`` is one Han character (〇 counts)."""
    return (
        "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or char == "\u3007"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U000323af"
    )


def matched_pairs(text: str) -> list[tuple[int, int]]:
    """Return the (open, close) offsets of every bracket and quotation that closes on its own line.

    An opener that never closes is left out, so that a lost closing quote cannot swallow what follows. ASCII double
    quotes are taken to alternate.
    """
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for offset, char in enumerate(text):
        if char == "\n":
            stack.clear()
        elif char in PAIRS:
            stack.append((PAIRS[char], offset))
        elif char == '"' and not any(closer == '"' for closer, _ in stack):
            stack.append(('"', offset))
        elif char in CLOSERS or char == '"':
            depth = next((at for at in range(len(stack) - 1, -1, -1) if stack[at][0] == char), None)
            if depth is not None:
                pairs.append((stack[depth][1], offset))
                del stack[depth:]
    return sorted(pairs)
