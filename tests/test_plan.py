from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocast import text
from audiocast.models import Script, Segment, Sentence, Utterance
from audiocast.plan import Cast, Manner, by_speaker, deal_voices, plan, speech_digest

PINYIN = Manner("pinyin", 12, "engine/1", clause_pause_ms=150)
TEXT = Manner("text", 12, "engine/1", clause_pause_ms=150)


def script(*stories: tuple[str, ...]) -> Script:
    return Script(
        tuple(
            Segment("story", sentences[0], tuple(sentence(written) for written in sentences)) for sentences in stories
        )
    )


def sentence(written: str, pause_ms: int = 400) -> Sentence:
    return Sentence(written, tuple(text.read(written)), "body", "story", pause_ms)


def test_a_long_sentence_is_cut_and_joined_with_clause_pauses() -> None:
    (passage,) = plan(script(("今天上午新桥正式通车,市民非常高兴。",)), ["a"], PINYIN)
    assert [(piece.written, piece.pause_after_ms) for piece in passage.pieces] == [
        ("今天上午新桥正式通车,", 150),
        ("市民非常高兴。", 400),
    ]
    assert {piece.sentence for piece in passage.pieces} == {0}


def test_pinyin_goes_only_where_it_is_taken() -> None:
    (with_pinyin,) = plan(script(("银行。",)), ["a"], PINYIN)
    assert with_pinyin.pieces[0].utterance == Utterance("银行。", "a", "engine/1", ("yin2", "hang2", None))
    (without,) = plan(script(("银行。",)), ["a"], TEXT)
    assert without.pieces[0].utterance == Utterance("银行。", "a", "engine/1")


def test_numbers_are_spoken_and_written() -> None:
    (passage,) = plan(script(("投资220亿元。",)), ["a"], PINYIN)
    piece = passage.pieces[0]
    assert (piece.written, piece.utterance.text) == ("投资220亿元。", "投资二百二十亿元。")


def test_a_heading_without_a_mark_gets_a_full_stop() -> None:
    (passage,) = plan(script(("新桥通车",)), ["a"], PINYIN)
    utterance = passage.pieces[0].utterance
    assert utterance.text == "新桥通车。"
    assert len(utterance.pinyin) == len(utterance.text)


def test_marks_alone_are_not_spoken() -> None:
    (passage,) = plan(script(("……", "好。")), ["a"], PINYIN)
    assert [piece.written for piece in passage.pieces] == ["好。"]


def test_stories_alternate_and_keep_their_voices() -> None:
    three = script(("甲",), ("乙",), ("丙",))
    assert deal_voices(three, Cast(("x", "y")), []) == ("x", "y", "x")
    assert deal_voices(three, Cast(("x", "y")), [("乙", "y"), ("丙", "x")]) == ("x", "y", "x")
    assert deal_voices(three, Cast(("x", "y")), [("甲", "y"), ("乙", "x")]) == ("y", "x", "y")
    assert deal_voices(three, Cast(("x", "y")), [("甲", "gone")]) == ("x", "y", "x")


def test_stories_of_one_title_keep_their_voices_in_order() -> None:
    same = script(("简讯",), ("简讯",))
    dealt = deal_voices(same, Cast(("x", "y")), [])
    assert dealt == ("x", "y")
    assert deal_voices(same, Cast(("x", "y")), list(zip(["简讯", "简讯"], dealt, strict=True))) == dealt


def test_the_speech_digest_follows_what_is_heard() -> None:
    base = speech_digest(plan(script(("今天通车。",)), ["a"], PINYIN))
    assert base == speech_digest(plan(script(("今天通车。",)), ["a"], PINYIN))
    assert base != speech_digest(plan(script(("今天通行。",)), ["a"], PINYIN))
    assert base != speech_digest(plan(script(("今天通车。",)), ["b"], PINYIN))
    one, other = sentence("今天通车。", 400), sentence("今天通车。", 500)
    made = [speech_digest(plan(Script((Segment("story", "", (line,)),)), ["a"], PINYIN)) for line in (one, other)]
    assert made[0] != made[1]


NEWS = st.text(st.sampled_from("新桥通车,。、；“”《》（）2023年月 0.5%GDP…"), min_size=1, max_size=120)


@given(NEWS)
def test_pieces_hold_what_was_written_and_fit_the_engine(written: str) -> None:
    (passage,) = plan(Script((Segment("story", "", (sentence(written),)),)), ["a"], PINYIN)
    said = "".join(piece.written for piece in passage.pieces)
    if passage.pieces:
        kept = said.replace(" ", "")
        assert kept in written.replace(" ", "")
        assert all(len(piece.utterance.pinyin) == len(piece.utterance.text) for piece in passage.pieces)


@pytest.mark.parametrize(
    ("written", "runs"),
    [
        ("市民李女士说：“过河快多了。”", [(False, "市民李女士说："), (True, "“过河快多了。”")]),
        ("“好！”他说，“走吧。”", [(True, "“好！”"), (False, "他说，"), (True, "“走吧。”")]),
        ("“党建+物业”进社区。", [(False, "“党建+物业”进社区。")]),
        ("他说：“他问‘去吗？’我说‘去’。”", [(False, "他说："), (True, "“他问‘去吗？’我说‘去’。”")]),
        ("他说：「王说『好。』」就走了。", [(False, "他说："), (True, "「王说『好。』」"), (False, "就走了。")]),
        ("他说：“没有说完", [(False, "他说：“没有说完")]),
        ("没有引语。", [(False, "没有引语。")]),
    ],
)
def test_direct_speech_is_what_ends_a_sentence_inside_its_marks(written: str, runs: list[tuple[bool, str]]) -> None:
    spans = tuple(text.read(written))
    found = by_speaker(spans)
    assert [(quoted, "".join(span.written for span in run)) for quoted, run in found] == runs
    assert tuple(span for _, run in found for span in run) == spans


ROLES = Cast(("a", "b"), opening="host", headline="reader", quotation="guest")
HEADED = Script(
    (
        Segment("opening", "", (Sentence("早安。", tuple(text.read("早安。")), "opening", "opening", 400),)),
        Segment(
            "story",
            "新桥",
            (
                Sentence("新桥通车", tuple(text.read("新桥通车")), "heading", "headline", 700),
                sentence("市民说：“快多了。”"),
            ),
        ),
    )
)


def who_says_what(cast: Cast, script_: Script = HEADED) -> list[tuple[str, str]]:
    passages = plan(script_, deal_voices(script_, cast, []), PINYIN, cast)
    return [(piece.utterance.voice, piece.written) for passage in passages for piece in passage.pieces]


def test_each_role_has_its_voice() -> None:
    assert who_says_what(ROLES) == [
        ("host", "早安。"),
        ("reader", "新桥通车"),
        ("a", "市民说："),
        ("guest", "“快多了。”"),
    ]


def test_direct_speech_goes_on_over_the_sentences_of_a_paragraph() -> None:
    # as text.split cuts a long quotation
    paragraph = ["他说：“路更难走了。", "现在到了河的对岸！", "我们做大好事。”", "说完她笑了。"]
    sentences = [
        Sentence(written, tuple(text.read(written)), "body", "story", 400, opens_paragraph=number == 0)
        for number, written in enumerate(paragraph)
    ]
    later = Sentence("“没有说完。", tuple(text.read("“没有说完。")), "body", "story", 400)
    script_ = Script((Segment("story", "", (*sentences, later)),))
    assert who_says_what(Cast(("a",), quotation="guest"), script_) == [
        ("a", "他说："),
        ("guest", "“路更难走了。"),
        ("guest", "现在到了河的对岸！"),
        ("guest", "我们做大好事。”"),
        ("a", "说完她笑了。"),
        ("a", "“没有说完。"),
    ]


def test_straight_quotes_open_and_close_in_turn() -> None:
    spans = tuple(text.read('他说："快多了。"又说："走吧。"'))
    assert ["".join(span.written for span in run) for quoted, run in by_speaker(spans) if quoted] == [
        '"快多了。"',
        '"走吧。"',
    ]


def test_without_roles_the_segments_voice_says_all_of_it_in_one_piece() -> None:
    assert who_says_what(Cast(("a", "b"))) == [("a", "早安。"), ("a", "新桥通车"), ("a", "市民说：“快多了。”")]


def test_a_new_story_in_front_or_a_moved_one_leaves_the_voices_of_the_others() -> None:
    before = script(("甲",), ("乙",), ("丙",))
    recorded = list(zip(["甲", "乙", "丙"], deal_voices(before, ROLES, []), strict=True))
    after = script(("新",), ("丙",), ("甲",), ("乙",))
    dealt = dict(zip(["新", "丙", "甲", "乙"], deal_voices(after, ROLES, recorded), strict=True))
    assert {title: dealt[title] for title in "甲乙丙"} == dict(recorded)


def test_a_cast_names_everybody_once() -> None:
    assert Cast(("a", "b"), opening="b", quotation="c").names == ("a", "b", "c")
