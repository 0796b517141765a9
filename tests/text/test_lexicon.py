"""The lexicon: what a file may say, how errors name the place, and how it works through every view."""

import pytest

from audiocast.errors import ConfigError
from audiocast.text import Lexicon, load_lexicon, pinyin, read, respell, spoken


def test_entries() -> None:
    lexicon = load_lexicon("# comment\n\n管城\tguan3 cheng2\n绿地\tlü4 di4\nC919\t=C九幺九\n", "lexicon.tsv")
    assert [(entry.key, entry.pinyin, entry.words) for entry in lexicon] == [
        ("管城", ("guan3", "cheng2"), None),
        ("绿地", ("lv4", "di4"), None),
        ("C919", (), "C九幺九"),
    ]


@pytest.mark.parametrize(
    ("line", "place", "what"),
    [
        ("管城 guan3 cheng2", "lexicon.tsv:2:16", "no TAB"),
        ("\tguan3", "lexicon.tsv:2:1", "nothing before"),
        ("管城\tguan3", "lexicon.tsv:2:4", "1 syllables for the 2 characters"),
        ("管城\tguan3 chéng", "lexicon.tsv:2:10", "not pinyin"),
        ("管城\t=", "lexicon.tsv:2:4", "nothing to say"),
        ("C919\tce4", "lexicon.tsv:2:1", "not all Han"),
    ],
)
def test_an_error_names_file_line_and_column(line: str, place: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what) as error:
        load_lexicon(f"# first\n{line}\n", "lexicon.tsv")
    assert str(error.value).startswith(place)
    assert "\n" not in str(error.value)


def test_words_match_the_written_text_first_and_longest() -> None:
    lexicon = load_lexicon("C919\t=C九幺九\nC919客机\t=国产大飞机\n10%\t=一成\n", "l")
    assert spoken("C919与C919客机降价10%", lexicon) == "C九幺九与国产大飞机降价一成"
    assert [span.written for span in read("买C919客机", lexicon) if span.rule == "lexicon"] == ["C919客机"]


def test_readings_match_the_spoken_text_as_one_span() -> None:
    lexicon = load_lexicon("乐\tyue4\n乐山\tle4 shan1\n管城\tguan4 cheng2\n", "l")
    assert pinyin("乐在乐山", lexicon) == ["yue4", "zai4", "le4", "shan1"]
    spans = read("走进管城区", lexicon)
    assert ("管城", ("guan4", "cheng2"), "lexicon", 0.0) in [(s.written, s.pinyin, s.rule, s.risk) for s in spans]
    assert "".join(span.written for span in spans) == "走进管城区"


def test_the_later_entry_wins_so_that_a_show_overrides_a_shared_lexicon() -> None:
    shared, own = load_lexicon("乐\tyue4\n", "shared"), load_lexicon("乐\tle4\n", "own")
    assert pinyin("乐", Lexicon((*shared, *own))) == ["le4"]


def test_respell_puts_a_pinned_reading_into_characters() -> None:
    lexicon = load_lexicon("单县\tshan4 xian4\n", "l")
    plain = read("走进单县")
    assert respell(plain) == "走进单县"
    said = respell(read("走进单县", lexicon))
    assert said != "走进单县"
    assert said[:2] == "走进"
    assert pinyin(said)[2:] == ["shan4", "xian4"]
    assert respell(read("走进单县", lexicon), "off") == "走进单县"


def test_no_lexicon_is_an_empty_tuple() -> None:
    assert read("管城") == read("管城", ())
