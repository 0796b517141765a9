"""What stands in the files of a kit, in Chinese, within what upload forms take. Pure.

小宇宙 and 喜马拉雅 publish no numbers (notes/feeds.md), so the limits are ours, kept as data with what they lean on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from audiocast import feed
from audiocast.config import Settings
from audiocast.models import Byline, Chapter, Episode

COVER, TITLE, NOTES, TIMES, ABOUT = "封面.jpg", "标题.txt", "简介.txt", "时间轴.txt", "说明.txt"
MARK = "audiocast 上传包"
"""How 说明.txt begins: a folder that has it is ours."""
_SENTENCE = re.compile(r"[^。！？!?…\n]*[。！？!?…]+[”’」』）]*|[^。！？!?…\n]+$")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
_NAME_CHARS = 60
_MORE = "……"

Measure = Literal["title", "notes", "cover", "audio"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How much of something a platform's form takes, as far as anybody knows.

    Attributes:
        most: in ``unit``.
        source: what the number leans on.
        is_official: whether the platform itself publishes it.
    """

    measure: Measure
    what: str
    most: int
    unit: str
    source: str
    is_official: bool = False


LIMITS: Mapping[Measure, Limit] = {
    "title": Limit("title", "标题", 80, "字", "手机上两行左右的长度"),
    "notes": Limit("notes", "简介与时间轴合计", 1300, "字", "Apple 对 RSS 简介的 4,000 字节上限"),
    "cover": Limit("cover", "封面（正方形 JPEG）", 500_000, "字节", "PRX、NPR One 等指南"),
    "audio": Limit("audio", "音频", 200_000_000, "字节", "他人转述的 Spotify 上限"),
}


def title(episode: Episode) -> str:
    """Return the title on one line, cut with an ellipsis when it is longer than forms take."""
    whole, most = feed.one_line(episode.title) or episode.id, LIMITS["title"].most
    return whole if len(whole) <= most else f"{whole[: most - 1].rstrip()}…"


def notes(episode: Episode, about_show: str, notice: str, most: int) -> str:
    """Return the notes as plain text of at most ``most`` characters.

    A summary that is too long ends after a sentence; correction, people, source, rights and AI notice always stand.

    Args:
        episode: the episode.
        about_show: what stands there when the episode has no summary.
        notice: that the voice is synthetic; empty when the show does not say so.
        most: in characters, line ends included.
    """
    tail = [
        *([f"更正：{feed.one_line(episode.note)}"] if episode.note else []),
        *([_people(episode.authors)] if episode.authors else []),
        *([f"原文：{episode.url}"] if episode.url else []),
        *([feed.one_line(episode.rights)] if episode.rights else []),
        *([feed.one_line(notice)] if notice else []),
    ]
    room = max(0, most - sum(len(line) + 1 for line in tail))
    head = _cut(feed.visible(episode.summary or about_show), room)
    return "\n".join([*([head] if head else []), *tail])


def time_stamps(episode: Episode) -> str:
    """Return a line a story, ``04:05 title``: the form that both platforms' players take as a link into the sound."""
    chapters = episode.chapters or (Chapter(0, episode.media.duration_ms, episode.title),)
    hours = any(chapter.start_ms >= 3_600_000 for chapter in chapters)
    lines = [f"{feed.clock(one.start_ms, hours=hours)} {feed.one_line(one.title)}".rstrip() for one in chapters]
    most = LIMITS["notes"].most * 3 // 4
    kept: list[str] = []
    for line in lines:
        if sum(map(len, kept)) + len(kept) + len(line) > most - len(_MORE):
            return "\n".join([*kept, _MORE])
        kept.append(line)
    return "\n".join(kept)


def file_name(words: str, otherwise: str) -> str:
    """Return a title as a file name without ending that Windows, macOS and Linux take."""
    name = _UNSAFE.sub(" ", feed.one_line(words))
    name = " ".join(name.split())[:_NAME_CHARS].strip(" .")
    return name or otherwise


def about(settings: Settings, episode: Episode, digests: Mapping[str, str]) -> str:
    """Return 说明.txt: what the files are for, the limits, and digests by which the folder is known again."""
    moment = episode.pub_date.astimezone(ZoneInfo(settings.timezone))
    label = "".join(
        [
            "音频里已有提示语，" if any(cue.kind == "label" for cue in episode.cues) else "",
            "文件元数据已写 AIGC 标识，请勿删改；" if settings.label.enabled else "",
        ]
    )
    limits = [
        f"  {one.what} ≤ {one.most:,} {one.unit}（{'官方' if one.is_official else '非官方'}，依据{one.source}）"
        for one in LIMITS.values()
    ]
    return "\n".join(
        [
            f"{MARK}：小宇宙、喜马拉雅手动上传用",
            "",
            f"节目：{feed.one_line(settings.title)}",
            f"单集：{feed.one_line(episode.title)}",
            f"日期：{moment:%Y-%m-%d %H:%M}（{settings.timezone}）",
            f"GUID：{episode.guid}",
            "",
            "用法",
            "  1. 上传音频文件，选“封面.jpg”作单集封面。",
            "  2. 把“标题.txt”“简介.txt”的内容贴进标题栏、简介栏。",
            "  3. 把“时间轴.txt”贴在简介后面；支持的平台会把每行开头的时间变成可以点击的。",
            f"  4. {label}上传页若有“AI 生成内容”声明，请选上（《人工智能生成合成内容标识办法》）。",
            "  小宇宙若已通过 RSS 收录本节目，不必再传，否则一集会出现两次。",
            "",
            "限制（小宇宙、喜马拉雅没有公布数字；以上传页的提示为准）",
            *limits,
            "",
            "校验（SHA-256；再次生成时，凭它认出哪些文件可以替换）",
            *(f"{digest}  {name}" for name, digest in digests.items()),
            "",
        ]
    )


def remarks(episode: Episode) -> list[str]:
    """Return what the producer should know about what did not fit."""
    found = []
    if len(feed.one_line(episode.title)) > LIMITS["title"].most:
        found.append(f"{TITLE}: cut to {LIMITS['title'].most} characters (an unofficial number)")
    if time_stamps(episode).endswith(_MORE):
        found.append(f"{TIMES}: not all stories fit into {LIMITS['notes'].most} characters (an unofficial number)")
    if episode.media.size_bytes > LIMITS["audio"].most:
        found.append(f"the audio has more than {LIMITS['audio'].most // 1_000_000} MB (an unofficial number)")
    return found


def _cut(text: str, most: int) -> str:
    lines = [line for line in map(feed.one_line, text.split("\n")) if line]
    whole = "\n".join(lines)
    if len(whole) <= most:
        return whole
    kept = ""
    for line in lines:
        kept += "\n" if kept else ""
        for sentence in _SENTENCE.findall(line):
            if len(kept) + len(sentence) > most:
                return kept.rstrip() or f"{whole[: max(0, most - 1)]}…"
            kept += sentence
    return kept


def _people(authors: Sequence[Byline]) -> str:
    return "；".join(f"{one.role} {'、'.join(one.names)}".strip() for one in authors)
