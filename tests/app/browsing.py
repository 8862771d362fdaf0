"""What the browser tests share: pages that remember what went wrong in them, and what is done on them again and again."""

import re
import shutil

from playwright.sync_api import Browser, Locator, Page, expect

from tests.app.running import Running
from tests.parts import PASSWORD

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    # Two pages of the browser's own behind every window are a third of its work; the rest of the line is Playwright's, whose own is not read beside it.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "MediaRouter,OptimizationHints,PaintHolding,ThirdPartyStoragePartitioning",
]
PHONE, DESK = (390, 844), (1280, 860)
expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


class Visits:
    """Opens pages, and remembers what their consoles complained of and what they asked of other hosts."""

    def __init__(self, browser: Browser, app: Running) -> None:
        self.browser = browser
        self.app = app
        self.complaints: list[str] = []

    def login(self, username: str, size: tuple[int, int] = PHONE, language: str = "zh-CN") -> Page:
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, is_mobile=size == PHONE, has_touch=size == PHONE
        )
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda asked: self.strange(asked.url))
        page.goto(self.app.address)
        page.locator("[name=username]").fill(username)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        return page

    def strange(self, url: str) -> None:
        if not url.startswith((self.app.address, "data:", "blob:")):
            self.complaints.append(f"asked of another host: {url}")


def go(page: Page, place: str) -> None:
    page.get_by_role("navigation", name=re.compile("主要位置|Main places")).get_by_role("link", name=place).click()


def fits(page: Page) -> bool:
    """Whether the page itself does not scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def reply_to(page: Page, item: Locator) -> None:
    """By the keyboard alone; an ordering in the order in which its steps stand."""
    if item.get_by_role("radio").count():
        item.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
    elif boxes := item.get_by_role("checkbox").all():
        for box in boxes:
            box.focus()
            page.keyboard.press("Space")
    else:
        item.get_by_role("textbox").fill("不知道")
