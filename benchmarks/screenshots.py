"""``python -m benchmarks.screenshots``: every place of the demo, as a phone and a desk show it, light and dark.

Needs an index of the corpus and a chromium. Writes build/screenshots/*.png; ends with 1 if a page complained in its
console, scrolls sideways, or asks anything of another host.
"""

import dataclasses
import logging
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from companion.assemble import open_study
from companion.demo import accounts
from companion.people.members import Role
from companion.settings import Settings, read_settings
from companion.ui.pages import Sample
from companion.ui.server import listen, make_app

logger = logging.getLogger("screenshots")

FOLDER = Path("build/screenshots")
SIZES = {"phone": (390, 844), "desk": (1280, 860)}
SAMPLES = [Sample(one.username, one.password, one.name, one.role) for one in accounts()]


@contextmanager
def demo(settings: Settings) -> Iterator[str]:
    """The demo, served at the address given, its records in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, listen("127.0.0.1", 0) as listening:
        study = open_study(dataclasses.replace(settings, home=Path(folder) / "data"), demo=True)
        server = uvicorn.Server(
            uvicorn.Config(make_app(study, settings, SAMPLES), log_level="warning", timeout_graceful_shutdown=1)
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


class Album:
    """Takes the pictures of one size and colour scheme, and notes what is wrong with a page."""

    def __init__(self, browser: Browser, address: str, size: str, scheme: str) -> None:
        self.browser, self.address, self.name = browser, address, f"{size}-{scheme}"
        self.size, self.scheme = size, scheme
        self.faults: list[str] = []

    def login(self, role: Role) -> Page:
        width, height = SIZES[self.size]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            color_scheme="dark" if self.scheme == "dark" else "light",
            is_mobile=self.size == "phone",
            has_touch=self.size == "phone",
        )
        page = context.new_page()
        page.on("console", lambda said: said.type == "error" and self.fault(said.text))
        page.on("pageerror", lambda error: self.fault(str(error)))
        page.on("request", lambda asked: asked.url.startswith((self.address, "data:", "blob:")) or self.fault(asked.url))
        page.goto(self.address)
        self.take(page, "login")
        sample = next(one for one in SAMPLES if one.role is role)
        page.get_by_role("button", name=f"填入 {sample.name}").click()
        page.get_by_role("button", name="登录").click()
        page.locator("body.ready").wait_for()
        return page

    def go(self, page: Page, place: str, ready: str) -> None:
        page.evaluate("place => { location.hash = place; }", place)
        page.locator(f"#place-{place} .place:not([aria-busy]) {ready}").first.wait_for()

    def take(self, page: Page, name: str) -> None:
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.fault(f"{name} scrolls sideways")
        page.screenshot(path=FOLDER / f"{self.name}-{name}.png", animations="disabled")

    def fault(self, text: str) -> None:
        self.faults.append(f"{self.name}: {text}")


def member(album: Album) -> None:
    page = album.login(Role.MEMBER)
    album.go(page, "today", "h1")
    album.take(page, "today")
    page.get_by_role("button", name="读完了，去答题").click()
    album.take(page, "quiz")
    album.go(page, "ask", ".example")
    album.take(page, "ask-empty")
    page.locator(".example").first.click()
    page.locator("#place-ask .reply").first.wait_for(timeout=60_000)
    album.take(page, "ask")
    page.locator("#place-ask [data-citation]").first.click()
    page.locator("#page mark").first.wait_for()
    album.take(page, "page")
    page.keyboard.press("Escape")
    page.locator("[name=question]").fill("zzz 火星上的天气")
    page.keyboard.press("Enter")
    page.locator("#place-ask .reply").nth(1).wait_for(timeout=60_000)
    album.take(page, "abstention")
    for place, ready in (("reflections", "h1"), ("mine", ".own-days")):
        album.go(page, place, ready)
        album.take(page, place)


def secretary(album: Album) -> None:
    page = album.login(Role.SECRETARY)
    for place, ready in (("branch", ".heat"), ("handed", "h1"), ("members", ".roster")):
        album.go(page, place, ready)
        album.take(page, place)


def main() -> int:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        logger.error("no chromium: no screenshots")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    walks: tuple[Callable[[Album], None], ...] = (member, secretary)
    with demo(read_settings()) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for size in SIZES:
            for scheme in ("light", "dark"):
                album = Album(browser, address, size, scheme)
                for walk in walks:
                    walk(album)
                faults += album.faults
        browser.close()
    for fault in faults:
        logger.error(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
