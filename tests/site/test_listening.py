"""A listener before the pages: Chromium plays what a build on the tone engine made, served by our own server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from audiocast.models import Cue, Episode
from audiocast.site import episode_page
from tests.requirements import require_commands, require_npm, require_packages
from tests.samples import EPISODE, SHOW
from tests.shows import make_show, run_build
from tests.site.browser import Visitor, chromium, serving, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SENTENCE = "市民李女士说过河快多了，大桥全长三百二十米，双向四车道。"
STORIES = "\n".join(f"# 第{number}条新闻 城东新桥通车\n\n{SENTENCE * 4}\n\n{SENTENCE * 2}\n" for number in "一二三")
EPISODE_PAGE = "episodes/2025-03-02.html"
LONG_PAGE = "episodes/2024-01-01.html"
LONG_CUES = 2_000
AUDIO = "only.audio"
NOW_SAID = 'document.querySelector("#_text [aria-current]")'


@pytest.fixture(scope="module")
def public(tmp_path_factory) -> Path:
    folder = make_show(tmp_path_factory.mktemp("shows") / "show", article=STORIES)
    (folder / "articles" / "2025-03-01.txt").write_text("# 短讯\n\n市民公园免费开放。\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AUDIOCAST_CACHE", str(tmp_path_factory.mktemp("cache")))
        run_build(folder)
    public = folder / "public"
    [recording] = (public / "media").glob("2025-03-02-*")
    (public / LONG_PAGE).write_bytes(episode_page(SHOW, long_episode(recording.name), None, None))
    (public / SHOW.cover).write_bytes(next(public.glob("cover-*")).read_bytes())
    return public


def long_episode(media_name: str) -> Episode:
    """Return an episode of 2,000 cues, eleven to a paragraph, on a recording that is there."""
    cues = tuple(Cue(at * 20, at * 20 + 20, f"这是第{at}句话，说得很快。", "body", at // 11) for at in range(LONG_CUES))
    media = replace(EPISODE.media, name=media_name, duration_ms=LONG_CUES * 20)
    return replace(EPISODE, id="2024-01-01", cues=cues, media=media)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    require_commands("the browser", "chromium")
    require_packages("the browser", "playwright")
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def url(public) -> Iterator[str]:
    with serving(public) as url:
        yield url


@pytest.fixture
def visitor(browser, url) -> Iterator[Visitor]:
    visitor = Visitor(browser, url)
    yield visitor
    assert visitor.complaints == []
    assert visitor.strangers == []
    for context in browser.contexts:
        context.close()


def test_it_plays_and_the_text_follows_the_voice(visitor):
    page = visitor.open(EPISODE_PAGE)
    assert page.locator("audio").evaluate("audio => audio.controls") is False

    page.get_by_label("播放速度").select_option("3")
    page.get_by_role("main").get_by_role("button", name="播放").click()
    until(page, f"{AUDIO}.currentTime > 1")
    for _ in range(3):
        time, start, after = page.evaluate(
            f"""new Promise((done) => requestAnimationFrame(() => {{
              const all = [...document.querySelectorAll("#_text span[data-start]")];
              const next = all[all.indexOf({NOW_SAID}) + 1];
              done([{AUDIO}.currentTime, {NOW_SAID}.dataset.start / 1000, next.dataset.start / 1000]);
            }}))"""
        )
        assert start - 0.1 <= time <= after + 0.1
        page.evaluate(f"window.before = {NOW_SAID}")
        until(page, f"{NOW_SAID} !== before")

    page.get_by_role("region", name="播放器").get_by_role("button", name="暂停").click()
    assert page.evaluate(f"{AUDIO}.paused")


def test_a_click_on_the_text_moves_the_voice_there(visitor):
    page = visitor.open(EPISODE_PAGE)

    for number in (9, 4):
        phrase = page.locator("#_text span[data-start]").nth(number)
        wanted = int(phrase.get_attribute("data-start")) / 1000
        watch(page, "seeked")
        phrase.click()
        until(page, "seen !== null")
        assert abs(page.evaluate("seen") - wanted) < 0.3
        until(page, f"{NOW_SAID} === document.querySelectorAll('#_text span[data-start]')[{number}]")
        until(page, f"!{AUDIO}.paused && {AUDIO}.currentTime > {wanted}")

    before_the_first_word = "(transcript.follow(-1), document.querySelectorAll('#_text [aria-current]').length)"
    assert page.evaluate(before_the_first_word) == 0


def test_words_that_are_selected_are_not_a_click(visitor):
    page = visitor.open(EPISODE_PAGE)

    page.locator("#_text span[data-start]").nth(9).dblclick()
    page.evaluate(f"{AUDIO}.pause()")
    page.evaluate("getSelection().selectAllChildren(document.querySelectorAll('#_text p')[3])")
    page.evaluate("document.querySelectorAll('#_text span[data-start]')[12].click()")

    assert page.evaluate(f"{AUDIO}.paused")


def test_chapters_are_jumped_to(visitor):
    page = visitor.open(EPISODE_PAGE)
    starts = [int(link.get_attribute("data-seek")) / 1000 for link in page.locator(".chapters a").all()]
    assert len(starts) == 3

    page.locator(".chapters a").nth(1).click()
    until(page, f"Math.abs({AUDIO}.currentTime - {starts[1]}) < 0.3 && !{AUDIO}.paused")
    until(page, "document.querySelectorAll('.chapters a')[1].ariaCurrent === 'true'")
    page.get_by_role("button", name="下一章").click()
    until(page, f"Math.abs({AUDIO}.currentTime - {starts[2]}) < 0.3")
    until(page, "document.querySelectorAll('.chapters a')[2].ariaCurrent === 'true'")
    assert page.locator(".chapters [aria-current]").count() == 1
    assert page.locator("#_bar-title").text_content() == page.locator(".chapters .name").nth(2).text_content()
    page.get_by_role("button", name="上一章").click()
    until(page, f"Math.abs({AUDIO}.currentTime - {starts[1]}) < 0.3")
    page.locator("#_text h2 a").nth(2).click()
    until(page, f"Math.abs({AUDIO}.currentTime - {starts[2]}) < 1.5")


def test_keys_steer_it(visitor):
    page = visitor.open(EPISODE_PAGE)
    until(page, f"{AUDIO}.readyState > 0")
    press = page.keyboard.press

    press("ArrowRight")
    until(page, f"{AUDIO}.currentTime === 15")
    press("ArrowRight")
    until(page, f"{AUDIO}.currentTime === 30")
    press("ArrowLeft")
    until(page, f"{AUDIO}.currentTime === 15")
    press(" ")
    until(page, f"!{AUDIO}.paused")
    assert page.evaluate("scrollY") == 0
    press("k")
    until(page, f"{AUDIO}.paused")
    second = page.locator(".chapters a").nth(1).get_attribute("data-seek")
    press("p")
    until(page, f"{AUDIO}.currentTime === 0")
    press("n")
    until(page, f"Math.abs({AUDIO}.currentTime - {second} / 1000) < 0.01")
    press(">")
    until(page, f"{AUDIO}.playbackRate === 1.25")
    press("<")
    press("<")
    until(page, f"{AUDIO}.playbackRate === 0.75")


def test_a_field_and_a_button_keep_their_own_keys(visitor):
    page = visitor.open("index.html")
    page.locator(".listen-button").first.click()
    until(page, "!bar.recording.audio.paused")
    page.locator(".listen-button").first.click()
    until(page, "bar.recording.audio.paused")

    page.locator("#_feed").focus()
    for key in ("k", " ", "n", "ArrowRight"):
        page.keyboard.press(key)
    page.locator("#_back").focus()
    before = page.evaluate("bar.recording.time")
    page.keyboard.press(" ")
    until(page, f"bar.recording.time === Math.max({before} - 15, 0)")

    assert page.evaluate("bar.recording.audio.paused")


def test_keys_can_be_switched_off(visitor):
    page = visitor.open(EPISODE_PAGE)
    page.get_by_text("键盘操作").click()
    page.get_by_label("使用这些按键").uncheck()
    page.reload()

    page.keyboard.press("k")

    assert page.evaluate("document.getElementById('_keys-on').checked || !only.audio.paused") is False


def test_the_place_and_the_speed_are_remembered(visitor):
    page = visitor.open(EPISODE_PAGE)
    page.get_by_label("播放速度").select_option("1.5")
    page.locator("#_text span[data-start]").nth(9).click()
    until(page, f"{AUDIO}.playbackRate === 1.5 && {AUDIO}.currentTime > 8")
    page.get_by_role("region", name="播放器").get_by_role("button", name="暂停").click()
    left = page.evaluate(f"{AUDIO}.currentTime")

    page.reload()

    until(page, f"Math.abs({AUDIO}.currentTime - {left}) < 0.3")
    assert page.locator(".listen-note").text_content() == f"听到 {int(left) // 60:02d}:{int(left) % 60:02d}"
    assert page.get_by_label("播放速度").input_value() == "1.5"
    page.get_by_role("button", name="继续播放").click()
    until(page, f"{AUDIO}.currentTime > {left} && {AUDIO}.playbackRate === 1.5")

    page.goto(visitor.url + "index.html")
    page.get_by_role("button", name="继续播放").click()
    until(page, f"bar.recording.audio.currentTime >= {left} - 0.3")


def test_a_link_to_a_moment(visitor):
    page = visitor.open(f"{EPISODE_PAGE}#t=20")
    until(page, f"{AUDIO}.currentTime === 20")
    until(page, f"Number({NOW_SAID}.dataset.start) <= 20_000")
    starts = page.evaluate("[...document.querySelectorAll('#_text span')].map((one) => Number(one.dataset.start))")
    said = int(page.locator("#_text [aria-current]").get_attribute("data-start"))
    assert said == max(start for start in starts if start <= 20_000)
    assert page.evaluate(f"isSeen({NOW_SAID})")

    page.evaluate("location.hash = '#t=0:12.5'")
    until(page, f"{AUDIO}.currentTime === 12.5")


def test_the_moment_s_link_can_be_copied(visitor):
    page = visitor.open(EPISODE_PAGE, permissions=["clipboard-read", "clipboard-write"])
    until(page, f"{AUDIO}.readyState > 0")
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="复制此刻的链接").click()
    page.get_by_role("button", name="链接已复制").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == f"{visitor.url}{EPISODE_PAGE}#t=15"


def test_the_feed_s_address_can_be_copied(visitor):
    page = visitor.open("index.html", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制").click()
    page.get_by_text("已复制，请到播客应用里粘贴。").wait_for()

    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("把地址添加到").input_value()


def test_where_the_clipboard_is_barred_the_address_is_selected(visitor):
    page = visitor.open("index.html")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="复制").click()
    page.get_by_text("地址已选中，请复制。").wait_for()

    assert page.evaluate("getSelection().toString()") == page.get_by_label("把地址添加到").input_value()


def test_one_recording_at_a_time(visitor):
    page = visitor.open("index.html")
    assert page.locator("#_bar").is_hidden()

    buttons = page.locator(".listen-button")
    buttons.nth(0).click()
    until(page, "bar.recording === bar.recordings[0] && bar.recording.playing")
    buttons.nth(1).click()
    until(page, "bar.recording === bar.recordings[1] && bar.recording.playing && !bar.recordings[0].playing")
    assert page.locator("#_bar-title").text_content() == "短讯"
    page.locator(".chapters a").nth(1).click()
    until(page, "bar.recording === bar.recordings[0] && bar.recording.playing && !bar.recordings[1].playing")
    page.locator("#_bar-title").click()
    page.wait_for_url(f"**/{EPISODE_PAGE}")


def test_two_thousand_cues_scroll_with_the_voice_and_not_against_the_reader(visitor):
    page = visitor.open(LONG_PAGE)
    page.locator("#_text span[data-start]").first.click()
    until(page, "scrollY > innerHeight")

    for _ in range(20):
        page.mouse.wheel(0, -20_000)
        if page.evaluate("new Promise((done) => requestAnimationFrame(() => done(scrollY === 0)))"):
            break
    page.evaluate(f"window.before = Number({NOW_SAID}.dataset.start)")
    until(page, f"{NOW_SAID}.dataset.start > before + 1000")
    assert page.evaluate("scrollY") == 0
    page.get_by_role("button", name="回到朗读处").click()
    until(page, f"isSeen({NOW_SAID}) && document.getElementById('_follow').hidden")

    page.evaluate(f"only.seek({LONG_CUES * 0.02 - 0.01})")
    until(page, f"{NOW_SAID}.dataset.start === '{(LONG_CUES - 1) * 20}'")


def test_old_links_lead_to_the_episode(visitor):
    recent = visitor.open("index.html#2025-03-01")
    until(recent, "document.getElementById('2025-03-01').matches(':target')")

    older = visitor.open("index.html#2024-01-01")
    older.wait_for_url(f"**/{LONG_PAGE}")


def test_a_browser_that_blocks_storage_plays_all_the_same(visitor):
    page = visitor.open("index.html")
    page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page.goto(visitor.url + EPISODE_PAGE)
    page.get_by_role("main").get_by_role("button", name="播放").click()
    until(page, f"{AUDIO}.currentTime > 0.5")
    page.get_by_label("播放速度").select_option("2")

    assert page.evaluate(f"{AUDIO}.playbackRate") == 2


def test_a_recording_that_is_gone_is_said_so(browser, url, public):
    broken = public / "episodes" / "broken.html"
    broken.write_bytes((public / EPISODE_PAGE).read_bytes().replace(b"/media/", b"/gone/"))
    page = Visitor(browser, url).open("episodes/broken.html")
    broken.unlink()

    page.get_by_text("音频打不开").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["index.html", EPISODE_PAGE, "archive/2025-03.html"])
def test_nothing_stands_in_anybody_s_way(visitor, path, theme):
    rules = (require_npm("axe-core") / "axe.min.js").read_text(encoding="utf-8")
    page = visitor.open(path, color_scheme=theme)
    page.evaluate(rules)
    assert violations(page) == []

    if page.locator(".listen-button").count():
        page.locator(".listen-button").first.click()
        until(page, "bar.recording.audio.currentTime > 0.5")
        for details in page.locator("summary").all():
            if details.is_visible():
                details.click()
        assert violations(page) == []


def violations(page: Page) -> list[str]:
    found = page.evaluate("axe.run()")
    assert len(found["passes"]) > 10
    return [f"{rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]


def test_it_is_read_and_heard_without_javascript(visitor):
    page = visitor.open(EPISODE_PAGE, java_script_enabled=False)

    assert SENTENCE * 4 in page.locator("#_text").text_content()
    assert page.locator("#_text").is_visible()
    [player] = page.locator("audio").all()
    assert player.get_attribute("controls") == ""
    assert player.bounding_box()["height"] > 30
    chapters = page.locator(".chapters a")
    assert [link.get_attribute("href").partition("#")[2][:2] for link in chapters.all()] == ["t="] * 3
    for hidden in ("#_bar", ".listen", "#_keys", "#_moment"):
        assert page.locator(hidden).is_hidden()
    page.get_by_role("link", name="前一期").click()
    page.get_by_role("heading", name="短讯", level=1).wait_for()
    page.get_by_role("link", name="同月节目").click()
    page.get_by_role("heading", name="2025年3月", level=1).wait_for()
    assert page.locator(".listing h2").count() == 2
    page.locator(".nameline a").first.click()
    page.get_by_role("heading", name="试播新闻", level=1).wait_for()
    assert page.locator("audio").count() == 2


@pytest.mark.parametrize("path", ["index.html", EPISODE_PAGE, LONG_PAGE, "archive/2025-03.html"])
def test_no_page_is_wider_than_its_window(visitor, path):
    page = visitor.open(path)

    for width in (320, 360, 390, 840, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        controls = [
            box
            for control in page.locator(".bar-buttons button, .bar-buttons select").all()
            if (box := control.bounding_box())
        ]
        edges = [edge for box in controls for edge in (box["x"], box["x"] + box["width"])]
        assert edges == sorted(edges)
        assert all(0 <= edge <= width for edge in edges)


def watch(page: Page, event: str) -> None:
    """Keep in ``seen`` where the recording was when the event came."""
    look = f"() => {{ seen = {AUDIO}.currentTime; }}"
    page.evaluate(f"window.seen = null; {AUDIO}.addEventListener('{event}', {look}, {{ once: true }})")
