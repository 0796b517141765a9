"""People of a by-line in the words of the podcast taxonomy."""

import re
from pathlib import Path

import pytest

from audiocast.feed import Person, people, person_role
from audiocast.models import Byline
from tests.requirements import require_npm


@pytest.mark.parametrize(
    ("role", "group_and_role"),
    [
        ("记者", ("cast", "reporter")),
        ("首席记者", ("cast", "reporter")),
        ("实习记者", ("cast", "reporter")),
        ("摄影记者", ("cast", "reporter")),
        ("见习记者", ("cast", "reporter")),
        ("通讯员", ("writing", "author")),
        ("特约撰稿人", ("writing", "author")),
        ("评论员", ("writing", "author")),
        ("作者", ("writing", "author")),
        ("文/图", ("writing", "author")),
        ("图/文", ("writing", "author")),
        ("", ("writing", "author")),
        ("守望者", ("writing", "author")),
        ("实习生", ("misc.", "intern")),
        ("摄影", ("visuals", "graphic designer")),
        ("图", ("visuals", "graphic designer")),
        ("摄像", ("video production", "camera operator")),
        ("责任编辑", ("writing", "editor")),
        ("责编", ("writing", "editor")),
        ("编译", ("writing", "translator")),
        ("主编", ("writing", "managing editor")),
    ],
)
def test_roles_of_a_newspaper(role, group_and_role):
    assert person_role(role) == group_and_role


def test_everybody_is_named_once_for_each_thing_they_did():
    bylines = [
        Byline("记者", ("冉红政", " 李晓敏\n", "\x00")),
        Byline("首席记者", ("冉红政",)),
        Byline("摄影", ("冉红政", "长" * 200)),
    ]

    assert people(bylines) == (
        Person("冉红政", "cast", "reporter"),
        Person("李晓敏", "cast", "reporter"),
        Person("冉红政", "visuals", "graphic designer"),
        Person("长" * 128, "visuals", "graphic designer"),
    )


def test_every_role_is_one_of_the_taxonomy():
    """partytime's list was made from podcast-namespace's taxonomy.json."""
    listed = (require_npm("podcast-partytime") / "dist/parser/person-enum.js").read_text(encoding="utf-8")
    known = {name.lower() for name in re.findall(r'PersonRole\["\w+"\] = "(.+?)"', listed)}
    groups = {name.lower() for name in re.findall(r'PersonGroup\["\w+"\] = "(.+?)"', listed)}
    words = re.findall(
        r'"([一-鿿]+)"', (Path(__file__).parents[2] / "audiocast/feed/credits.py").read_text(encoding="utf-8")
    )

    assert len(words) > 20
    for word in words:
        group, role = person_role(word)
        assert group in groups
        assert role in known
