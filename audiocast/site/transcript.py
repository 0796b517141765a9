"""The transcript as the page shows it: paragraphs of phrases, each with the moment it is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from audiocast.feed import clock, visible
from audiocast.models import Cue, Episode, SentenceKind
from audiocast.site.views import seconds

_BLANKS = re.compile("[\t\n ]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A cue as a run of a paragraph, spaces included."""

    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Cues that were read as one paragraph; ``clock`` and ``seconds`` say when it begins."""

    kind: SentenceKind
    phrases: tuple[Phrase, ...]
    clock: str
    seconds: str

    @property
    def text(self) -> str:
        """The paragraph as it was written."""
        return "".join(phrase.text for phrase in self.phrases)


def transcript(episode: Episode) -> tuple[Paragraph, ...]:
    """Return the cues as the paragraphs of the article; a change of kind also ends one."""
    hours = episode.media.duration_ms >= 3_600_000
    groups = groupby(episode.cues, key=lambda cue: (cue.paragraph, cue.kind))
    return tuple(
        Paragraph(kind, phrases, clock(phrases[0].start_ms, hours=hours), seconds(phrases[0].start_ms))
        for (_, kind), group in groups
        if (phrases := _phrases(list(group)))
    )


def _phrases(cues: Sequence[Cue]) -> tuple[Phrase, ...]:
    """Join the cues on one trimmed line: as they were written; Latin words that would meet with a space between."""
    phrases: list[Phrase] = []
    end = ""
    for cue in cues:
        text = _BLANKS.sub(" ", visible(cue.text))
        if not phrases:
            text = text.lstrip()
        elif end == " ":
            text = text.lstrip(" ")
        elif end.isascii() and text[:1].isascii() and text[:1].isalnum():
            text = f" {text}"
        if text:
            phrases.append(Phrase(text, cue.start_ms, cue.end_ms))
            end = text[-1]
    while phrases and phrases[-1].text[-1].isspace():
        last = phrases.pop()
        if trimmed := last.text.rstrip():
            phrases.append(Phrase(trimmed, last.start_ms, last.end_ms))
    return tuple(phrases)
