"""One browser for all tests of the screen; an app, with its records, for each of their modules."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.app.browsing import CHROMIUM, FLAGS, Visits
from tests.app.running import Running, running


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(CHROMIUM is None, reason="no chromium"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("browser")) as served:
        yield served


@pytest.fixture
def visits(browser: Browser, app: Running) -> Iterator[Visits]:
    """Each test has cookies and storage of its own."""
    made = Visits(browser, app)
    yield made
    for context in browser.contexts:
        context.close()
    assert not made.complaints
