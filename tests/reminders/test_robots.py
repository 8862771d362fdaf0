"""What the robots promise: no address but the three services' own passes, and every answer means one thing."""

import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.errors import UsageError
from companion.reminders.messenger import KeptMessenger, Message, Reply
from companion.reminders.robots import LONGEST, PLACES, TOO_MANY, Fate, Robot, Service, checked, verdict_on
from companion.reminders.ticking import Ticking

ADDRESSES = {
    Service.WECOM: "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
    Service.DINGTALK: "https://oapi.dingtalk.com/robot/send?access_token=abcdef",
    Service.FEISHU: "https://open.feishu.cn/open-apis/bot/v2/hook/abcdef",
}


@pytest.mark.parametrize("service", Service)
def test_the_services_own_addresses_pass_and_are_shown_by_their_ends_alone(service: Service) -> None:
    robot = checked(Robot(service, f" {ADDRESSES[service]} ", ""), ())
    assert robot.url == ADDRESSES[service]
    assert len(robot.hint) < 40 and robot.url not in repr(robot) and robot.url[-8:] not in robot.hint


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize(
    "change",
    [
        lambda url: url.replace("https://", "http://"),
        lambda url: url.replace("https://", "https://169.254.169.254@"),
        lambda url: url.replace("https://", "https://user:pass@"),
        lambda url: url.replace(".c", ".c.evil.example/.c", 1),
        lambda url: url.replace("https://", "https://127.0.0.1/"),
        lambda url: "https://127.0.0.1/" + url.split("/", 3)[3],
        lambda url: "https://[::1]/" + url.split("/", 3)[3],
        lambda url: url.replace("https:", "file:"),
        lambda url: url.split("/", 3)[0] + "//" + url.split("/")[2] + "/other/path",
        lambda url: url.replace("https://", "https://evil.example\\@"),
        lambda url: url.split("/")[0] + "//" + url.split("/")[2] + ":8443/" + url.split("/", 3)[3],
        lambda url: url.replace("/", "/\t", 3),
        lambda url: url + "#@evil.example",
        lambda url: url + "a" * 600,
        lambda url: url[:8] + "[",
        lambda url: url[:0],
    ],
)  # fmt: skip
def test_no_other_address_passes(service: Service, change: object) -> None:
    assert callable(change)
    with pytest.raises(UsageError):
        checked(Robot(service, change(ADDRESSES[service])), ())


def test_an_administrator_may_allow_another_origin_and_that_alone() -> None:
    allowed = ("http://127.0.0.1:8000",)
    assert checked(Robot(Service.WECOM, "http://127.0.0.1:8000/x?key=1"), allowed)
    for url in ("http://127.0.0.1:8001/x", "https://127.0.0.1:8000/x", "http://127.0.0.1:80000/x", "http://127.0.0.1:8000@evil.example/"):
        with pytest.raises(UsageError):
            checked(Robot(Service.WECOM, url), allowed)


def test_a_secret_is_for_those_services_that_have_one() -> None:
    with pytest.raises(UsageError):
        checked(Robot(Service.WECOM, ADDRESSES[Service.WECOM], "SEC1"), ())
    with pytest.raises(UsageError):
        checked(Robot(Service.FEISHU, ADDRESSES[Service.FEISHU], "a" * 501), ())


@given(st.sampled_from(Service), st.integers(0, 999), st.binary(max_size=200))
def test_any_answer_at_all_means_one_of_three_things(service: Service, status: int, body: bytes) -> None:
    verdict = verdict_on(service, Reply(status, body))
    assert verdict.fate in Fate and len(verdict.said) < 200


@given(st.sampled_from(Service), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["errcode", "code", "msg"]), inner)))
def test_only_a_plain_zero_means_sent(service: Service, told: object) -> None:
    verdict = verdict_on(service, Reply(200, json.dumps(told).encode()))
    name = "code" if service is Service.FEISHU else "errcode"
    code = told.get(name) if isinstance(told, dict) else None
    assert (verdict.fate is Fate.SENT) == (type(code) is int and code == 0)


@pytest.mark.parametrize("service", Service)
def test_what_is_worth_another_try_and_what_is_not(service: Service) -> None:
    name = "code" if service is Service.FEISHU else "errcode"
    for code in TOO_MANY[service]:
        assert verdict_on(service, Reply(200, json.dumps({name: code}).encode())).fate is Fate.LATER
    for status in (0, 429, 500, 503):
        assert verdict_on(service, Reply(status)).fate is Fate.LATER
    for status in (301, 302, 400, 401, 403, 404):
        assert verdict_on(service, Reply(status, b'{"errcode": 0, "code": 0}')).fate is Fate.REFUSED
    assert verdict_on(service, Reply(200, json.dumps({name: 310000, "errmsg": "x\n" * 500, "msg": "y"}).encode())).fate is Fate.REFUSED
    assert set(LONGEST) == set(PLACES) == set(Service)


def test_the_kept_messenger_keeps_what_was_sent_and_answers_in_turn() -> None:
    messenger = KeptMessenger([Reply(500)])
    message = Message("https://x", b"{}")
    assert messenger.post(message).status == 500
    assert all(verdict_on(service, messenger.post(message)).fate is Fate.SENT for service in Service)
    assert messenger.sent == [message] * 4


def test_what_fails_once_is_called_again() -> None:
    calls: list[int] = []
    again = threading.Event()

    def act() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("once")
        again.set()

    ticking = Ticking(act, 0.001)
    ticking.start()
    assert again.wait(10)
    ticking.stop()
    assert len(calls) >= 2
