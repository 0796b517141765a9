"""What `scripts/soak` works with: shows of made-up news, builds in child processes, and a look into their cache."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from audiocast.cache import Cache
from audiocast.cache.survey import survey
from audiocast.cache.upkeep import verify
from audiocast.engines.edge.engine import FORMAT
from audiocast.models import Utterance
from tests.engines.edge_child import Listening, child_environment
from tests.engines.edge_server import EdgeServer
from tests.engines.edge_speech import speech
from tests.shows import small_cover

EPISODE = "2025-03-02"
VOICE = "zh-CN-YunyangNeural"
PARAGRAPHS_A_STORY, SENTENCES_A_PARAGRAPH = 4, 3
BUILD_LIMIT_S = 1800.0
_DIGEST_BYTES = 32
"""The end of a clip, where the server hides a digest of the request."""
_SETTINGS = """\
title = "试播新闻"
description = "每日要闻"
author = "试播编辑部"
email = "news@example.org"
base_url = "http://127.0.0.1:8000/"

[voice]
engine = {engines}

[voice.edge]
voices = ["{voice}"]
"""
_WHO = ("市水务局", "区教育局", "县农业农村局", "省气象台", "市图书馆", "铁路部门", "社区卫生服务中心", "市园林局")
_WHEN = ("今年春天", "从上个月起", "本周", "入冬以来", "昨天上午", "近三年", "五月底", "假期里")
_WHERE = ("城东新区", "河西老街", "南山脚下", "沿江各镇", "高新园区", "火车站周边", "北湖岸边", "大桥两侧")
_DID = ("修复了", "新添了", "检查了", "开放了", "改造了", "登记了", "安装了", "整理了")
_WHAT = ("老旧管网", "公共阅览室", "农田水渠", "儿童游乐场", "公交候车亭", "夜间照明设施", "旧书和地方志", "便民诊室")
_UNIT = ("处", "间", "公里", "套")
_SO = ("附近居民出行更方便了", "全部工作比计划提前完成", "村民对此表示欢迎", "下一步还将继续推进", "费用由财政承担")


def sentences(seed: int) -> Iterator[str]:
    """Yield distinct made-up sentences of 25 to 40 characters without end."""
    chance = random.Random(seed)
    seen: set[str] = set()
    while True:
        who, when, where, did, what, unit, so = map(chance.choice, (_WHO, _WHEN, _WHERE, _DID, _WHAT, _UNIT, _SO))
        sentence = f"{who}{when}在{where}{did}{what}{chance.randrange(12, 980)}{unit},{so}。"
        if sentence not in seen:
            seen.add(sentence)
            yield sentence


def article(number: int, seed: int) -> str:
    """Return an edition with that many sentences of text, in stories of twelve."""
    source = sentences(seed)
    lines: list[str] = []
    left, story = number, 0
    while left > 0:
        story += 1
        lines += [f"# 第{story}批民生项目完工", ""]
        for _ in range(PARAGRAPHS_A_STORY):
            paragraph = "".join(islice(source, min(left, SENTENCES_A_PARAGRAPH)))
            left -= min(left, SENTENCES_A_PARAGRAPH)
            lines += [paragraph, ""] if paragraph else []
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a child's edge-tts dials when no server is there."""

    url: str

    @property
    def voices_url(self) -> str:
        """The same place."""
        return self.url.replace("ws:", "http:", 1)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a build wrote to stderr, and when, from its start."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a build ended. ``status`` is negative when a signal ended it."""

    status: int
    seconds: float
    lines: tuple[Line, ...]
    episodes: tuple[Mapping[str, Any], ...]

    @property
    def is_built(self) -> bool:
        """Whether every episode was made."""
        return self.status == 0 and all(episode["status"] == "built" for episode in self.episodes)

    @property
    def spoken(self) -> int:
        """The whole sentences that were spoken."""
        return sum(episode["spoken"] for episode in self.episodes)

    def find(self, words: str) -> Line | None:
        """Return the first line that holds ``words``."""
        return next((line for line in self.lines if words in line.text), None)


@dataclass(frozen=True, slots=True)
class Desk:
    """One show and one cache in a folder of their own."""

    folder: Path

    @property
    def show(self) -> Path:
        """The show's folder."""
        return self.folder / "show"

    @property
    def cache(self) -> Cache:
        """The cache that the builds fill."""
        return Cache(self.folder / "cache")

    def write(self, engines: Sequence[str], number: int, seed: int) -> Desk:
        """Write a show whose one edition has ``number`` sentences of text."""
        (self.show / "articles").mkdir(parents=True)
        settings = _SETTINGS.format(engines=json.dumps(list(engines)), voice=VOICE)
        (self.show / "show.toml").write_text(settings, encoding="utf-8")
        (self.show / "articles" / f"{EPISODE}.txt").write_text(article(number, seed), encoding="utf-8")
        (self.show / "cover.png").write_bytes(small_cover())
        return self

    def build(self, address: Listening, kill_when: Callable[[], bool] | None = None) -> Outcome:
        """Build in a child process, with every wait that a producer would have.

        Args:
            address: where its edge-tts dials.
            kill_when: waits in a thread of its own; when it returns True the child gets a SIGKILL.
        """
        began = time.monotonic()
        with self._start("build", str(self.show), "--json", address=address) as child:
            ends = [threading.Timer(BUILD_LIMIT_S, child.kill)]
            if kill_when is not None:
                ends.append(threading.Timer(0, _kill, [child, kill_when]))
            for end in ends:
                end.daemon = True
                end.start()
            assert child.stderr is not None
            lines = tuple(Line(time.monotonic() - began, line.rstrip("\n")) for line in child.stderr)
            status = child.wait()
            ends[0].cancel()
        out = (self.folder / "stdout").read_text(encoding="utf-8")
        episodes = json.loads(out)["episodes"] if out.strip() else []
        return Outcome(status, time.monotonic() - began, lines, tuple(episodes))

    @property
    def damaged(self) -> int:
        """How many entries `audiocast cache verify` would remove."""
        return verify(survey(self.cache.root), dry_run=True).damaged

    @contextmanager
    def _start(self, *arguments: str, address: Listening) -> Iterator[subprocess.Popen[str]]:
        environment = child_environment(address, self.folder / "site")
        kept = {name: value for name, value in environment.items() if name not in _OURS}
        kept |= {"AUDIOCAST_CACHE": str(self.cache.root), "XDG_CONFIG_HOME": str(self.folder / "config")}
        command = [sys.executable, "-m", "audiocast", *arguments]
        with (
            (self.folder / "stdout").open("w", encoding="utf-8") as out,
            subprocess.Popen(command, env=kept, stdout=out, stderr=subprocess.PIPE, text=True) as child,
        ):
            try:
                yield child
            finally:
                child.kill()

    def cached(self, texts: Iterable[str]) -> dict[str, bytes]:
        """Return the clips that the cache holds of ``texts``, as Edge said them."""
        found = {text: self.cache.clip(Utterance(text, VOICE, f"edge/{FORMAT}").digest) for text in texts}
        return {text: clip.data for text, clip in found.items() if clip is not None}

    def not_whole(self, texts: Iterable[str]) -> list[str]:
        """Return the texts whose cached clip is not, to the byte, what the server's voice says."""
        whole = {text: speech(text)[:-_DIGEST_BYTES] for text in texts}
        return [text for text, data in self.cached(whole).items() if data[:-_DIGEST_BYTES] != whole[text]]


def _kill(child: subprocess.Popen[str], when: Callable[[], bool]) -> None:
    if when():
        child.kill()


_OURS = frozenset(name for name in os.environ if name.startswith("AUDIOCAST_") and name != "AUDIOCAST_DATA")


class WatchedServer(EdgeServer):
    """A server that notes when its first request began and its last one ended."""

    began_s: float | None = None
    ended_s: float = 0.0

    @contextmanager
    def one_more_open(self) -> Iterator[None]:
        """Count an open socket, and note the time."""
        if self.began_s is None:
            self.began_s = time.monotonic()
        with super().one_more_open():
            yield
        self.ended_s = time.monotonic()
