"""Who is named in a by-line, as the podcast namespace names people.

Roles and groups are the Podcast Taxonomy's (podcast-namespace, person.md and taxonomy.json), which has no photographer:
whoever made the pictures has its role for "any custom visuals".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audiocast.feed.characters import one_line
from audiocast.models import Byline

NAME_CHARS = 128
"""What aggregators keep of a name (podcast-namespace, person.md)."""

_AUTHOR = ("writing", "author")
"""Who "has written prose originally intended for text that is now being read verbatim on air"."""
_REPORTER = ("cast", "reporter")
_EDITOR = ("writing", "editor")
_PICTURES = ("visuals", "graphic designer")
_VIDEO = ("video production", "camera operator")
_ROLES = (
    ("记者", _REPORTER),
    ("报道员", _REPORTER),
    ("主编", ("writing", "managing editor")),
    ("编审", ("writing", "managing editor")),
    ("监制", ("creative direction", "executive producer")),
    ("策划", ("creative direction", "producer")),
    ("统筹", ("creative direction", "producer")),
    ("剪辑", ("video post-production", "editor")),
    ("编译", ("writing", "translator")),
    ("翻译", ("writing", "translator")),
    ("编辑", _EDITOR),
    ("责编", _EDITOR),
    ("整理", _EDITOR),
    ("综合", _EDITOR),
    ("组稿", _EDITOR),
    ("校对", ("writing", "fact checker")),
    ("审核", ("writing", "fact checker")),
    ("实习生", ("misc.", "intern")),
    ("通讯员", _AUTHOR),
    ("撰稿", _AUTHOR),
    ("评论员", _AUTHOR),
    ("作者", _AUTHOR),
    ("文", _AUTHOR),
    ("采写", _AUTHOR),
    ("采访", _REPORTER),
    ("视频", _VIDEO),
    ("摄像", _VIDEO),
    ("摄制", _VIDEO),
    ("摄", _PICTURES),
    ("图", _PICTURES),
    ("照片", _PICTURES),
    ("美编", _PICTURES),
    ("设计", _PICTURES),
    ("海报", _PICTURES),
)
"""The first word that stands in a role decides: an 实习记者 is a reporter, 文/图 wrote."""


@dataclass(frozen=True, slots=True)
class Person:
    """One ``podcast:person``."""

    name: str
    group: str
    role: str


def person_role(role: str) -> tuple[str, str]:
    """Return group and role in the taxonomy for a by-line's role; who has none that is known is an author."""
    return next((found for word, found in _ROLES if word in role), _AUTHOR)


def people(bylines: Iterable[Byline]) -> tuple[Person, ...]:
    """Return everybody named, in order, once for each thing they did."""
    found = {
        Person(name, *person_role(byline.role)): None
        for byline in bylines
        for name in (one_line(written)[:NAME_CHARS].rstrip() for written in byline.names)
        if name
    }
    return tuple(found)
