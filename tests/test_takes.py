from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audiocast import text
from audiocast.models import ClipFacts, Script, Segment, Sentence
from audiocast.plan import Manner, Passage, plan
from audiocast.takes import LONGEST_MS, cut_takes

MANNER = Manner("text", 45, "engine/1")


def passage(paragraphs: list[int]) -> Passage:
    """A story with so many sentences in each paragraph."""
    sentences = [
        Sentence("好的。", tuple(text.read("好的。")), "body", "story", 400, opens_paragraph=number == 0)
        for count in paragraphs
        for number in range(count)
    ]
    (made,) = plan(Script((Segment("story", "题", tuple(sentences)),)), ["a"], MANNER)
    return made


def facts(seconds: float, count: int) -> list[ClipFacts]:
    samples = round(1000 * seconds)
    return [ClipFacts(1000, samples, 0, samples, 0.5)] * count


def test_a_story_of_five_minutes_is_one_take() -> None:
    story = passage([10, 20])
    assert cut_takes(story, facts(9.5, 30)) == [range(30)]


def test_a_longer_one_is_cut_where_a_paragraph_ends() -> None:
    story = passage([10, 20, 15])
    # 9.6 s and a pause of 0.4 s are ten seconds a sentence: the second paragraph ends at 300 s, the first at 100 s.
    assert cut_takes(story, facts(9.6, 45)) == [range(30), range(30, 45)]


def test_a_paragraph_is_never_cut() -> None:
    assert cut_takes(passage([100]), facts(9.6, 100)) == [range(100)]


def test_unsaid_sentences_do_not_shift_the_paragraphs() -> None:
    silent = Sentence("——", tuple(text.read("——")), "body", "story", 400)
    story = passage([30, 30])
    script = Script(
        (
            Segment("opening", "", (silent, silent, story.segment.sentences[0])),
            Segment("story", "题", (silent, *story.segment.sentences)),
        )
    )
    _, moved = plan(script, ["a", "a"], MANNER)
    assert cut_takes(moved, facts(9.6, 60)) == [range(30), range(30, 60)]


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30), st.floats(0.5, 30))
def test_takes_are_the_pieces_in_order_and_no_longer_than_they_must_be(paragraphs: list[int], seconds: float) -> None:
    story = passage(paragraphs)
    takes = cut_takes(story, facts(seconds, len(story.pieces)))
    assert [place for take in takes for place in take] == list(range(len(story.pieces)))
    longest_paragraph_ms = max(paragraphs) * (1000 * seconds + 800)
    assert all(len(take) * 1000 * seconds <= LONGEST_MS + longest_paragraph_ms for take in takes)
