"""Reminders over real HTTP to a robot on this machine, and the file in which robots are kept."""

import datetime as dt
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.desk.desk import Outside
from companion.engines.desk_files import AskerKeyFile, RobotFile
from companion.engines.sql import open_database
from companion.engines.webhooks import HttpMessenger
from companion.errors import StorageError
from companion.reminders.robots import LONGEST, PLACES, Fate, Robot, Service, Verdict, message_to, verdict_on
from tests.chat_robot import SECRET, ChatRobot, listening
from tests.parts import MONDAY, make_parts


@pytest.fixture(scope="module")
def chat() -> Iterator[ChatRobot]:
    with listening() as robot:
        yield robot


def robot_at(chat: ChatRobot, service: Service, secret: str | None = None) -> Robot:
    path = PLACES[service][1] + {Service.WECOM: "?key=k", Service.DINGTALK: "?access_token=t", Service.FEISHU: "abc"}[service]
    return Robot(service, chat.origin + path, secret if secret is not None else "" if service is Service.WECOM else SECRET)


def sent(robot: Robot, text: str) -> Verdict:
    return verdict_on(robot.service, HttpMessenger().post(message_to(robot, text, dt.datetime.now(dt.UTC))))


@pytest.mark.parametrize("service", Service)
def test_a_signed_message_arrives_whole(chat: ChatRobot, service: Service) -> None:
    text = "【甲】“日课”提醒\n一组：沈静、<b>林默</b>&sign=1"
    assert sent(robot_at(chat, service), text) == Verdict(Fate.SENT)
    assert chat.texts[-1] == text
    assert sent(robot_at(chat, service), "字" * (LONGEST[service] // 3)).fate is Fate.SENT  # as long as one may be


def test_at_the_hour_the_reminder_reaches_the_chat_although_the_service_is_busy_at_first(chat: ChatRobot, tmp_path: Path) -> None:
    outside = Outside(RobotFile(tmp_path / "robots.json"), HttpMessenger(), frozenset({chat.origin}))
    database = open_database(tmp_path / "companion.sqlite")
    parts = make_parts(tmp_path, database=database, outside=outside)
    try:
        parts.at(MONDAY, 9)
        start, robot = parts.now, robot_at(chat, Service.FEISHU)
        parts.study.desk.reminders.set("secretary", "甲", robot.service, robot.url, robot.secret, 9 * 60, names=True)
        chat.got.clear()
        chat.troubles += [503, {"code": 11232, "msg": "frequency limited"}]
        for seconds, arrived in ((0, 0), (5, 0), (10, 0), (65, 0), (70, 1), (400, 1)):
            parts.now = start + dt.timedelta(seconds=seconds)
            parts.study.desk.reminders.run()
            assert len(chat.got) == arrived
        assert "一组：Member、Secretary\n二组：Colleague" in chat.texts[0]
    finally:
        database.close()


def test_what_a_server_was_still_trying_when_it_stopped_arrives_once_after_its_restart(chat: ChatRobot, tmp_path: Path) -> None:
    outside = Outside(RobotFile(tmp_path / "robots.json"), HttpMessenger(), frozenset({chat.origin}))
    chat.got.clear()
    chat.troubles.append(503)
    for seconds, arrived in ((0, 0), (3600, 1), (7200, 1)):  # a process each
        database = open_database(tmp_path / "companion.sqlite")
        try:
            parts = make_parts(tmp_path, database=database, outside=outside)
            parts.at(MONDAY, 9)
            if not seconds:
                robot = robot_at(chat, Service.WECOM)
                parts.study.desk.reminders.set("secretary", "甲", robot.service, robot.url, robot.secret, 9 * 60, names=True)
            parts.now += dt.timedelta(seconds=seconds)
            parts.study.desk.reminders.run()
        finally:
            database.close()
        assert len(chat.got) == arrived


@pytest.mark.parametrize(("service", "code"), [(Service.DINGTALK, "310000"), (Service.FEISHU, "19021")])
def test_a_wrong_secret_is_told_in_the_service_s_words(chat: ChatRobot, service: Service, code: str) -> None:
    verdict = sent(robot_at(chat, service, "another"), "一")
    assert verdict.fate is Fate.REFUSED and verdict.said.startswith(f"{code} sign")


@pytest.mark.parametrize("service", Service)
@pytest.mark.parametrize("status", [500, 503, 429, 404, 302])
def test_trouble_of_the_service_and_redirects(chat: ChatRobot, service: Service, status: int) -> None:
    before = len(chat.got)
    chat.troubles.append(status)
    verdict = sent(robot_at(chat, service), "一")
    assert verdict == Verdict(Fate.LATER if status in (500, 503, 429) else Fate.REFUSED, f"HTTP {status}")
    assert len(chat.got) == before  # a redirect is not followed


def test_where_nothing_answers_it_is_worth_another_try_and_no_address_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        port = taken.getsockname()[1]
        verdict = sent(Robot(Service.WECOM, f"http://127.0.0.1:{port}/x?key=secret-key"), "一")
    assert verdict.fate is Fate.LATER and "secret-key" not in verdict.said and str(port) not in verdict.said


def test_robots_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    file = RobotFile(tmp_path / "home" / "robots.json")
    assert file.get("甲") is None
    robots = {name: Robot(Service.FEISHU, f"https://open.feishu.cn/{name}", "密") for name in ("甲", "乙")}
    for name, robot in robots.items():
        file.put(name, robot)
    again = RobotFile(tmp_path / "home" / "robots.json")
    assert {name: again.get(name) for name in robots} == robots
    if os.name == "posix":
        assert (tmp_path / "home" / "robots.json").stat().st_mode & 0o077 == 0
    again.put("甲", None)
    assert file.get("甲") is None and file.get("乙") == robots["乙"]
    (tmp_path / "home" / "robots.json").write_text("{", "utf-8")
    with pytest.raises(StorageError):
        file.get("乙")


def test_the_key_of_a_month_is_shared_and_gone_with_it(tmp_path: Path) -> None:
    path = tmp_path / "asker-key.json"
    key = AskerKeyFile(path).key("2026-03")
    assert AskerKeyFile(path).key("2026-03") == key and len(key) == 32
    later = AskerKeyFile(path).key("2026-04")
    assert later != key and key.hex() not in path.read_text("utf-8")
    assert AskerKeyFile(path).key("2026-03") not in (key, later)
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
