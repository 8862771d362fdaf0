"""Written answers through a real HTTP server that speaks OpenAI's protocol, and through the real small model where it is."""

import importlib.util
import logging
import threading
from collections.abc import Sequence

import pytest

from companion.answers.answers import Answer
from companion.answers.writer import Writer
from companion.answers.writing import Writing
from companion.engines.language_models import LocalModel, RemoteModel
from companion.engines.weights import QWEN_0_5B, WeightsStore
from companion.errors import ModelUnavailable, SettingError
from companion.language import Message
from companion.settings import read_settings
from companion.texts.documents import Citation
from tests.chat_server import Handler, Saying, serving

ANSWER = Answer(
    "支委会多久开一次？",
    (
        Citation("a.md", "工作细则", "第六条", 1, 1, "支部委员会会议一般每月召开1次，不得以其他会议代替。"),
        Citation("a.md", "工作细则", "第七条", 1, 1, "党员大会每季度召开1次。"),
    ),
)
ASKED = [Message("system", "s"), Message("user", "u")]
KEY = "sk-secret-4711"


def writer(url: str, *, seconds: float = 20, most: int = 5) -> Writer:
    return Writer(RemoteModel(url, key=KEY), seconds=seconds, most_waiting=most)


def last(saying: Saying, seconds: float = 20) -> Writing:
    with serving(saying) as server:
        *_, end = writer(server.url, seconds=seconds).write("li", ANSWER)
        return end


def shown(writing: Writing) -> list[tuple[str, tuple[int, ...], bool]]:
    return [(one.text, one.citations, one.confirmed) for one in writing.sentences]


def test_sentences_come_one_by_one_with_their_citations() -> None:
    pieces = ["支委会会议一般每", "月召开1次[1]。", "党员大会每季", "度召开1次。[2]"]
    with serving(pieces) as server:
        seen = list(writer(server.url).write("li", ANSWER))
        assert server.asked[0]["model"] == "tiny"  # the server's first, where none is set
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert seen[0].state == "loading"
    assert [len(one.sentences) for one in seen] == sorted(len(one.sentences) for one in seen)
    assert seen[-1].state == "done"
    assert seen[-1].notice is None
    assert shown(seen[-1]) == [("支委会会议一般每月召开1次。", (1,), True), ("党员大会每季度召开1次。", (2,), True)]
    assert seen[-1].text == "支委会会议一般每月召开1次。[1]\n党员大会每季度召开1次。[2]"


def test_what_does_not_follow_is_marked_or_taken_out() -> None:
    end = last(
        "支委会会议每月召开3次[1]。支委会会议可以以其他会议代替[1]。党员大会由校长主持[2]。党员大会每季度召开1次[7]。"
    )
    assert end.state == "done"
    assert shown(end) == [("党员大会由校长主持。", (2,), False), ("党员大会每季度召开1次。", (2,), True)]
    assert end.notice is not None
    assert "2" in end.notice[0]
    assert end.text == "党员大会每季度召开1次。[2]"


def unsound(body: bytes) -> Saying:
    return lambda handler: handler.whole(200, "text/event-stream", body)


def status(code: int) -> Saying:
    return lambda handler: handler.whole(code, "application/json", f'{{"error": {{"message": "{KEY} no"}}}}'.encode())


def broken(handler: Handler) -> None:
    handler.begin()
    handler.piece("支委会会议一般每月召开1次[1]。党员大会")
    handler.close_connection = True
    handler.connection.shutdown(2)


@pytest.mark.parametrize(
    ("saying", "said"),
    [
        (status(401), "密钥"),
        (status(403), "密钥"),
        (status(404), "模型"),
        (status(429), "太忙"),
        (status(500), "不能用"),
        (status(503), "不能用"),
        (unsound(b""), "没有写出"),
        (unsound(b"<html><body>Welcome to the hotel network</body></html>"), "没有写出"),
        (unsound(b"data: {not json}\n\n"), "不能用"),
        (unsound(b'data: {"choices": "many"}\n\n'), "不能用"),
        (unsound(b"data: [1, 2]\n\n"), "不能用"),
        (unsound('data: {"choices": "支部"}\n\n'.encode("gb18030")), "不能用"),
        (unsound(b"\x00\xff\xfe" * 1000), ""),
        ("", "没有写出"),
        ("\ufffd\ufffd!!!???", "没有写出"),
        ("引文没有说明。", "没有直接回答"),
    ],
)
def test_a_server_that_fails_leaves_a_short_notice(saying: Saying, said: str) -> None:
    end = last(saying)
    assert end.state == "done" if said == "没有直接回答" else end.state == "unavailable"
    assert end.sentences == ()
    assert end.notice is not None
    assert said in end.notice[0]
    assert all(part not in text for text in end.notice for part in (KEY, "127.0.0.1", "http"))


def test_what_was_written_before_the_line_broke_stays() -> None:
    end = last(broken)
    assert end.state == "stopped"
    assert shown(end) == [("支委会会议一般每月召开1次。", (1,), True)]
    assert end.notice is not None


def test_a_server_that_is_not_there() -> None:
    *_, end = writer("http://127.0.0.1:1").write("li", ANSWER)
    assert end.state == "unavailable"
    assert end.notice is not None
    assert "连不上" in end.notice[0]


def endless(handler: Handler) -> None:
    handler.begin()
    while True:
        handler.piece("支委会会议一般每月召开1次[1]。")


def test_an_endless_stream_is_cut_and_left() -> None:
    with serving(endless) as server:
        *_, end = writer(server.url).write("li", ANSWER)
        assert end.state == "done"
        assert len(end.sentences) == 4
        assert server.left.wait(5)


def silent(handler: Handler) -> None:
    handler.begin()
    handler.server.held.wait(10)
    handler.piece("晚了")


def test_a_slow_server_is_given_up_and_left() -> None:
    with serving(silent) as server:
        server.held.clear()
        *_, end = writer(server.url, seconds=0.2).write("li", ANSWER)
        assert end.state == "stopped"
        assert end.notice is not None


def test_going_away_closes_the_connection_and_frees_the_place() -> None:
    with serving(endless_silence) as server:
        own = writer(server.url)
        own.model.at_once = 1  # type: ignore[misc]
        own = Writer(own.model, seconds=20, most_waiting=0)
        first = own.write("li", ANSWER)
        assert next(first).state == "loading"
        assert server.begun.wait(5)
        assert next(own.write("wang", ANSWER)).state == "unavailable"
        first.close()  # type: ignore[attr-defined]
        assert server.left.wait(5)


def endless_silence(handler: Handler) -> None:
    handler.begin()
    while handler.connection.recv(1):
        pass
    handler.server.left.set()


def test_the_key_and_the_address_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="companion"):
        last(status(500))
    assert caplog.text
    assert KEY not in caplog.text
    assert "127.0.0.1" not in caplog.text
    assert KEY not in repr(read_settings({"COMPANION_LLM_KEY": KEY}))


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://host/v1", "http://", "on"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingError):
        RemoteModel(url)


@pytest.fixture(scope="module")
def small() -> LocalModel:
    store = WeightsStore(read_settings().cache / "weights")
    if importlib.util.find_spec("xllamacpp") is None or not store.has(QWEN_0_5B.name):
        pytest.skip(f"needs xllamacpp, and models pull {QWEN_0_5B.name}")
    return LocalModel(store, QWEN_0_5B.name)


def said_by(model: LocalModel, messages: Sequence[Message], most: int = 10_000) -> str:
    """What the model says; it is stopped after ``most`` pieces."""
    stop, pieces = threading.Event(), list[str]()

    def take(piece: str) -> None:
        pieces.append(piece)
        if len(pieces) >= most:
            stop.set()

    model.write(messages, take, stop)
    assert len(pieces) <= most
    return "".join(pieces)


@pytest.mark.model
def test_the_model_in_this_process_writes_stops_and_writes_again(small: LocalModel) -> None:
    asked = [Message("system", "Answer with one word."), Message("user", "What is the capital of France?")]
    assert "Paris" in said_by(small, asked)
    assert said_by(small, [Message("user", "Count from 1 to 500.")], most=3)
    assert "Paris" in said_by(small, asked)


@pytest.mark.model
def test_a_conversation_too_long_for_the_model_is_refused(small: LocalModel) -> None:
    with pytest.raises(ModelUnavailable):
        said_by(small, [Message("user", "一二三四五六七八九十" * 2000)])
