"""What a language model writes after the quotations, in a real browser; the model's server speaks the real protocol."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from companion.answers.writer import Writer
from companion.engines.language_models import LocalModel, RemoteModel
from companion.engines.weights import Artefact, WeightsStore
from tests.app.browsing import DESK, PHONE, Visits, fits, go
from tests.app.running import running
from tests.chat_server import ChatServer, serving

ASKED = "谈心谈话记录保存期限为几年？"
PIECES = ["谈心谈话记录的保存期限为3年[1]。", "记录要用火漆封好[1]。"]


@pytest.fixture
def model() -> Iterator[ChatServer]:
    with serving(PIECES) as server:
        yield server


@pytest.fixture
def visits(browser: Browser, model: ChatServer, tmp_path: Path) -> Iterator[Visits]:
    remote = RemoteModel(model.url)
    remote.prepare()
    with running(tmp_path, Writer(remote, seconds=20, most_waiting=5)) as app:
        made = Visits(browser, app)
        yield made
        for context in browser.contexts:
            context.close()
        assert not made.complaints


def ask(page: Page) -> None:
    page.get_by_label("你的问题").fill(ASKED)
    page.get_by_role("button", name="发送").click()
    expect(page.locator("blockquote").last).to_contain_text("保存期限为3年")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_quotations_stand_at_once_and_what_is_written_follows(visits: Visits, model: ChatServer, size: tuple[int, int]) -> None:
    model.held.clear()
    page = visits.login("member", size)
    go(page, "问答")
    ask(page)
    written = page.get_by_role("region", name="归纳")
    expect(written).to_contain_text(re.compile("正在读引文|正在写"))
    model.held.set()
    expect(written.locator(".summary-text > span").first).to_have_text("谈心谈话记录的保存期限为3年。1")
    expect(written.locator(".summary-text > span").last).to_have_text("记录要用火漆封好。1未核实")
    expect(written.locator(".unconfirmed").first).to_have_text("记录要用火漆封")
    expect(written.get_by_text("未核实")).to_be_visible()
    expect(written.get_by_role("button", name="停止")).to_have_count(0)
    written.get_by_role("button", name="出处 1").first.click()
    expect(page.locator("#page mark")).to_contain_text("保存期限为3年")
    page.go_back()
    page.get_by_role("button", name="有帮助").last.click()  # draws the thread anew
    expect(page.get_by_role("button", name="有帮助").last).to_have_attribute("aria-pressed", "true")
    expect(written.locator(".summary-text > span")).to_have_count(2)
    assert len(model.asked) == 1, "written once"
    assert fits(page)


def test_stopping_frees_the_place(visits: Visits, model: ChatServer) -> None:
    model.held.clear()
    page = visits.login("member")
    go(page, "问答")
    ask(page)
    written = page.get_by_role("region", name="归纳")
    model.begun.wait(10)
    written.get_by_role("button", name="停止").click()
    expect(written.get_by_role("button", name="停止")).to_have_count(0)
    expect(written).not_to_have_attribute("aria-busy", "true")
    model.held.set()
    ask(page)
    expect(page.get_by_role("region", name="归纳").last.locator(".summary-text > span")).to_have_count(2)


def test_the_header_tells_how_far_a_model_has_come_while_quotations_answer(browser: Browser, tmp_path: Path) -> None:
    wanted = Artefact("small", "small.gguf", 1_000, "MIT", "0" * 64)
    absent = LocalModel(WeightsStore(tmp_path / "weights", artefacts=(wanted,)), "small")
    with running(tmp_path / "app", Writer(absent, seconds=20, most_waiting=5)) as app:
        page = Visits(browser, app).login("member", DESK)
        expect(page.get_by_text("语言模型下载中 0%")).to_be_visible()
        go(page, "问答")
        ask(page)
        expect(page.get_by_role("region", name="归纳")).to_contain_text("语言模型正在下载")
        page.context.close()
