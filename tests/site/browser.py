"""A real browser before a real server: what tests of the pages look through."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from audiocast.server import app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@contextmanager
def serving(public: Path) -> Iterator[str]:
    """Serve a folder on a loopback port with ``audiocast serve``'s own application; the URL ends in a slash."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app(public), log_config=None, lifespan="off", ws="none", http="h11")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium. While it runs this thread has an event loop, so it is not kept for long."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """Opens pages and keeps what they complained of and whom they asked."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser, self.url = browser, url
        self.complaints: list[str] = []
        self.strangers: list[str] = []

    def open(self, path: str, **options: Any) -> Page:
        """Open a page in a context of its own, as a first visit."""
        context = self._browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._meet(request.url))
        page.goto(self.url + path)
        return page

    def _meet(self, url: str) -> None:
        if not url.startswith(self.url):
            self.strangers.append(url)


def until(page: Page, condition: str) -> None:
    """Wait until a JavaScript expression is true.

    Playwright's own wait_for_function evaluates text as it polls, which the pages' policy forbids.
    """
    page.evaluate(f"({_POLL})(() => {{ return {condition}; }})")


_POLL = """(holds) => new Promise((done, fail) => {
  const end = performance.now() + 20000;
  (function look() {
    if (holds()) done();
    else if (performance.now() > end) fail(new Error(`it never came about: ${holds}`));
    else requestAnimationFrame(look);
  })();
})"""
