"""What people are told when the server's own files fail, and what comes in that no answer could carry back."""

import json
from pathlib import Path

from companion.errors import IndexUnavailable, NotFound
from companion.ui.handlers import told
from tests.app.running import TODAY, Running, running

PAGE = {"accept": "text/html"}


def damage(app: Running) -> None:
    for ending in ("", "-wal", "-shm"):
        file = app.database.path.with_name(app.database.path.name + ending)
        file.write_bytes(b"damaged " * (file.stat().st_size // 8))


def test_damaged_records_are_told_in_a_sentence_that_names_no_file(tmp_path: Path) -> None:
    with running(tmp_path) as app, app.client("member") as client:
        assert app.event(client, "open_today", {}).shown
        damage(app)
        answers = [
            client.get("/", headers=PAGE),
            client.get("/login", headers=PAGE),
            client.post("/login", data={"username": "member", "password": "x"}),
            client.post("/logout", headers=PAGE),
            client.post("/gradio_api/queue/join", json={}),
        ]
        for answer in answers:
            assert "管理员" in answer.text
            assert str(tmp_path) not in answer.text
        assert [answer.status_code for answer in answers] == [503, 503, 400, 503, 503]


def test_a_form_sent_after_the_session_ended_leads_to_the_login(tmp_path: Path) -> None:
    with running(tmp_path) as app, app.client() as client:
        answer = client.post("/password", data={"old": "a", "new": "b", "repeat": "b"}, headers=PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")


def test_half_a_character_is_answered_like_any_text(tmp_path: Path) -> None:
    with running(tmp_path) as app, app.client("member") as client:
        post = client.post
        # a browser writes half a surrogate pair as an escape, which httpx by itself would not
        client.post = lambda url, json, **more: post(  # type: ignore[method-assign,misc]
            url, content=escaped(json), headers={"content-type": "application/json"}, **more
        )
        asked = app.event(client, "ask", {"question": "谈心谈话每学期至少几次？\ud83d"})
        kept = app.event(client, "write_reflection", {"day": str(TODAY), "text": "写到一半\ud83d", "button": "private"})
        assert asked.shown and "谈心谈话每学期至少几次？?" in asked.view
        assert kept.shown and "写到一半?" in kept.view


def test_only_what_the_keeper_of_the_server_can_mend_is_kept_from_the_screen() -> None:
    error = IndexUnavailable("还没有索引（/srv/indexes 里没有）。", "There is no index in /srv/indexes.")
    for language, word in (("zh", "管理员"), ("en", "administrator")):
        said = told(error, language)
        assert "/srv" not in said and word in said
    assert told(NotFound("没有这份材料。", "No such text."), "zh") == "没有这份材料。"


def escaped(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()
