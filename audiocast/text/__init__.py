"""The Mandarin front end: newspaper text in, articles, sentences and readings out; pure, and cheap to import."""

from audiocast.text.cleaning import RULES, clean
from audiocast.text.lexicon import Entry, Lexicon, load_lexicon
from audiocast.text.markdown import markdown
from audiocast.text.pieces import cut
from audiocast.text.reading import pinyin, read, spoken
from audiocast.text.respelling import Kept, kept, respell
from audiocast.text.sections import section_name
from audiocast.text.sentences import split

__all__ = [
    "RULES",
    "Entry",
    "Kept",
    "Lexicon",
    "clean",
    "cut",
    "kept",
    "load_lexicon",
    "markdown",
    "pinyin",
    "read",
    "respell",
    "section_name",
    "split",
    "spoken",
]
