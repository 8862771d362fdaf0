"""Every way in × everyone who might try it, by real HTTP against the real app.

An event of the app that has no row here fails; so does one without a name.
"""

import contextlib
import datetime as dt
import html
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from companion.answers.writer import Writer
from companion.engines.language_models import RemoteModel
from companion.people.members import Member, Role
from companion.peopledesk.entering import mark_of
from companion.plan.planning import with_unit
from companion.plan.plans import Unit, UnitKind, to_json
from companion.plandesk import Act
from companion.quizzes.items import Item, Kind
from companion.quizzes.marking import full_reply
from companion.records.acts import quiz_of
from companion.records.assessment import USUAL
from companion.records.deeds import Deed, Whom
from companion.records.events import EventKind
from companion.records.feedback import Of
from companion.records.leave import Absence
from companion.records.terms import Terms
from companion.reflections.reflections import Visibility
from companion.reminders.robots import Service
from tests.app.running import HOSTILE, TODAY, Outcome, Running, running
from tests.chat_server import serving
from tests.parts import MONDAY, PASSWORD

CALLERS = ("nobody", "member", "other", "secretary", "admin")
ALL = frozenset(CALLERS) - {"nobody"}
LOOKING_AFTER = frozenset({"secretary", "admin"})
BRANCH = {"branch": "甲", "first": str(MONDAY), "last": str(TODAY)}
QUOTE = "第四条 谈心谈话应当做好记录，记录应当在谈话结束后5个工作日内存入工作档案。"
CITATION = {
    "document": "谈心谈话办法.md",
    "title": "谈心谈话工作办法",
    "heading": "",
    "first_page": 1,
    "last_page": 1,
    "quote": QUOTE,
}
DEED = {"text": f"带学生核对原始数据{HOSTILE}", "whom": "students", "goal": "课程建设", "hours": "1.5"}
ASKED = "谈心谈话记录保存期限为几年？"

EVENTS: dict[str, tuple[Mapping[str, Any], frozenset[str]]] = {
    "open_frame": ({}, ALL),
    "open_today": ({}, ALL),
    "submit_quiz": ({"day": str(TODAY), "replies": {}}, ALL),
    "save_reply": ({}, ALL),  # to a quiz of one's own; see reply_of
    "write_reflection": ({"day": str(TODAY), "text": "记下一件小事。", "button": "private"}, ALL),
    "save_draft": ({"day": str(TODAY), "text": HOSTILE}, ALL),
    "open_ask": ({}, ALL),
    "ask": ({"question": ASKED}, ALL),
    "rate": ({}, frozenset({"member"})),  # the member's own answer; see turn_of
    "open_scope": ({}, ALL),
    "stop": ({}, frozenset()),  # only a mark for the browser, which cancels its own event; there is nothing to run
    "mark_drill": ({"drill": 0, "replies": {}}, frozenset({"member"})),  # the member's own; see drill_of
    "compare_drill": ({"drill": 0, "item": "x", "replies": {}}, frozenset({"member"})),  # likewise; see written_of
    "write": ({}, frozenset({"member"})),  # for the member's own answer; see turn_of
    "stop_writing": ({}, frozenset()),  # as stop
    "open_review": ({}, ALL),
    "start_drill": ({"mode": "challenge"}, ALL),
    "answer_drill": ({"item": "x", "replies": {}}, frozenset({"member"})),  # the member's own; see challenge_of
    "open_page": ({"citation": CITATION}, ALL),
    "open_reflections": ({}, ALL),
    "open_deeds": ({}, ALL),
    "log_practice": ({"on": str(TODAY), **DEED, "button": "private"}, ALL),
    "change_practice": ({**DEED, "button": "secretary"}, frozenset({"member"})),  # the member's own; see practice_of
    "open_wall": ({}, ALL),
    "encourage": ({}, frozenset({"member", "secretary"})),  # this and the next three: of the branch; see share_of
    "comment": ({"text": "说得好。"}, frozenset({"member", "secretary"})),
    "withdraw_comment": ({}, frozenset({"member"})),  # the member's own
    "hide_comment": ({"reason": "与内容无关。"}, frozenset({"secretary"})),
    "take_back": ({}, frozenset({"member"})),  # the member's own
    "open_mine": ({"month": "2026-03"}, ALL),
    "answer_needs": ({"post": "teacher", "theme-0": HOSTILE, "words": "课程建设、学生"}, ALL),
    "open_materials": ({"trail": HOSTILE}, ALL),
    "add_texts": ({"batch": "b"}, frozenset({"other", "secretary", "admin"})),  # after an upload; see sent
    "edit_text": (
        {"document": "考勤.md", "title": "考勤规定", "issuer": "", "number": "", "date": "", "unit": "考勤"}
        | {"status": "in_force", "superseded_by": ""},
        frozenset({"other", "secretary", "admin"}),
    ),
    "refresh_texts": ({}, frozenset({"other", "secretary", "admin"})),
    "remove_text": ({}, frozenset({"other", "secretary", "admin"})),  # each the text they have sent; see sent
    "open_bank": ({"branch": "甲"}, LOOKING_AFTER),
    "open_figures": ({"branch": "甲"}, LOOKING_AFTER),
    "judge_items": ({"branch": "甲", "to": "approved", "state": ""}, LOOKING_AFTER),  # of an item of the bank; see item_of
    "edit_item": ({"branch": "甲", "button": "anyway", "state": ""}, LOOKING_AFTER),
    "correct_key": ({"branch": "甲"}, LOOKING_AFTER),
    "settle_flag": ({"branch": "甲", "flag": "1", "reply": "原文如此。", "button": "dismissed"}, LOOKING_AFTER),  # see flag_of
    "choose": ({"branch": "甲", "name": "approved_only", "button": "no"}, LOOKING_AFTER),
    "flag_item": ({"why": "答案不对"}, ALL),  # each what was set for them and marked; see flag_of
    "open_overview": ({"branch": "甲"}, LOOKING_AFTER),
    "set_reminders": (
        {"branch": "甲", "service": "wecom", "names": "names", "at": "09:00"}
        | {"url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abcd", "secret": "", "button": "save"},
        LOOKING_AFTER,
    ),
    "send_reminder": ({"branch": "甲", "text": HOSTILE}, LOOKING_AFTER),  # after a robot was set
    "open_assessment": ({"branch": "甲"}, LOOKING_AFTER),
    "preview_rules": ({"branch": "甲"}, LOOKING_AFTER),  # this and the next five: see assessed
    "change_rules": ({"branch": "甲", "reason": HOSTILE}, LOOKING_AFTER),
    "preview_closing": ({"branch": "甲"}, LOOKING_AFTER),
    "close_semester": ({"branch": "甲", "reason": HOSTILE}, LOOKING_AFTER),
    "verify_scores": ({"branch": "甲"}, LOOKING_AFTER),
    "correct_score": ({"branch": "甲", "member": "late", "points": "88.5", "reason": HOSTILE}, LOOKING_AFTER),
    "open_score": ({}, ALL),
    "open_plan": ({"branch": "甲"}, frozenset({"member", "secretary", "admin"})),
    "make_plan": ({"branch": "甲", "name": f"计划{HOSTILE}", "weekday0": "yes"}, LOOKING_AFTER),  # this and the next: see plan_of
    "frame_plan": ({"branch": "甲", "name": f"改名{HOSTILE}", "weekday0": "yes"}, LOOKING_AFTER),
    "move_plan": ({"branch": "甲"}, LOOKING_AFTER),
    "remove_plan": ({"branch": "甲"}, LOOKING_AFTER),
    "set_unit": ({"branch": "甲", "name": HOSTILE[:20], "kind": "project", "group": "一组", "result": HOSTILE[:20]}, LOOKING_AFTER),
    "remove_unit": ({"branch": "甲"}, LOOKING_AFTER),
    "set_days": ({"branch": "甲", "how": "rest", "why": HOSTILE[:20]}, LOOKING_AFTER),
    "set_goals": ({"branch": "甲", "goals": f"课程建设\n{HOSTILE[:20]}"}, LOOKING_AFTER),
    "restore_plan": ({"branch": "甲"}, LOOKING_AFTER),
    "hand_in_project": ({"branch": "甲", "text": HOSTILE}, frozenset({"member", "secretary"})),  # of the group 一组
    "propose_plan": ({"branch": "甲", "count": "2"}, LOOKING_AFTER),
    "adopt_plan": ({"branch": "甲", "button": "adopt"}, LOOKING_AFTER),
    "note_escalation": ({"branch": "甲", "step": "1", "words": HOSTILE, "button": "done"}, LOOKING_AFTER),  # see talk_of
    "set_escalation": ({"branch": "甲", "threshold": "60", "first": "1", "second": "2", "third": "3", "reason": HOSTILE}, LOOKING_AFTER),
    "open_branch": (BRANCH, LOOKING_AFTER),
    "excuse_days": ({**BRANCH, "member": "late", "kind": "duty", "reason": HOSTILE}, LOOKING_AFTER),  # see leave_of
    "allow_make_up": ({**BRANCH, "member": "late", "reason": "出差"}, LOOKING_AFTER),
    "withdraw_leave": ({**BRANCH, "reason": "记错了"}, LOOKING_AFTER),
    "open_handed": (BRANCH, LOOKING_AFTER),
    "read_handed": ({**BRANCH, "seen": ""}, LOOKING_AFTER),
    "give_feedback": ({**BRANCH, "on": str(TODAY)}, LOOKING_AFTER),  # this and the next: see handed_of
    "withdraw_feedback": (BRANCH, LOOKING_AFTER),
    "open_reports": ({"branch": "甲", "day": str(TODAY)}, LOOKING_AFTER),
    "open_members": (BRANCH, LOOKING_AFTER),
    "add_member": ({"branch": "甲", "name": HOSTILE, "to_group": HOSTILE, "post": "teacher", "joined": str(MONDAY)}, LOOKING_AFTER),
    "edit_member": ({"branch": "甲", "post": "other", "joined": str(MONDAY), "to_group": "一组"}, LOOKING_AFTER),  # see account_of
    "date_member": ({"branch": "甲", "joined": str(TODAY), "reason": HOSTILE}, LOOKING_AFTER),
    "reset_password": ({"branch": "甲"}, LOOKING_AFTER),
    "rename_group": ({"branch": "甲", "to": HOSTILE}, LOOKING_AFTER),
    "erase_member": ({"branch": "甲", "confirm": "要清除的人"}, frozenset({"admin"})),
    "apply_roster": ({"branch": "甲"}, LOOKING_AFTER),  # a preview of the caller's own; others try the secretary's
}

EXPORT = f"/export?branch=甲&first={MONDAY}&last={TODAY}"
PAGES: dict[str, dict[str, int]] = {
    "/": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/config": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/gradio_api/info": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/gradio_api/startup-events": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/theme.css": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/password": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    EXPORT: {"nobody": 401, "member": 403, "other": 403, "secretary": 200, "admin": 200},
    **{
        f"/report?branch=甲&kind={kind}&day={TODAY}&form={form}": {"nobody": 401, "member": 403, "other": 403, "secretary": 200, "admin": 200}
        for kind in ("week", "semester")
        for form in ("page", "docx", "xlsx")
    },
    f"/report?kind=branches&first={MONDAY}&last={TODAY}&form=xlsx": {"nobody": 401, **dict.fromkeys(ALL, 403), "admin": 200},
    "/report?branch=甲&kind=year": {"nobody": 401, **dict.fromkeys(ALL, 403)},
    "/items?branch=甲&format=gift": {"nobody": 401, "member": 403, "other": 403, "secretary": 200, "admin": 200},
    "/items?branch=甲&format=qti": {"nobody": 401, **dict.fromkeys(ALL, 400)},
    "/mydata": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/mydata?member=colleague": {"nobody": 401, "member": 403, "other": 403, "secretary": 403, "admin": 200},
    f"/statements?branch=甲&first={MONDAY}&last={TODAY}": {"nobody": 401, **dict.fromkeys(ALL, 403), "admin": 200},
    f"/statements?branch=甲&first={TODAY}&last={MONDAY}": {"nobody": 401, **dict.fromkeys(ALL, 403)},
    "/plan?branch=甲": {"nobody": 401, "member": 403, "other": 403, "secretary": 200, "admin": 200},
    "/attachment": {"nobody": 401, **dict.fromkeys(ALL, 404)},
    "/attachment?practice=1&digest=..%2Fcompanion.sqlite": {"nobody": 401, **dict.fromkeys(ALL, 404)},
    "/upload": {"nobody": 401, "member": 403, "other": 200, "secretary": 200, "admin": 200},
    "/leaf?document=谈心谈话办法.md": {"nobody": 401, **dict.fromkeys(ALL, 404)},  # not a format of printed pages
    "/leaf?document=..%2F..%2Fetc%2Fpasswd": {"nobody": 401, **dict.fromkeys(ALL, 404)},
    "/leaf?page=x": {"nobody": 401, **dict.fromkeys(ALL, 422)},
    "/model": {"nobody": 401, **dict.fromkeys(ALL, 200)},
    "/health": dict.fromkeys(CALLERS, 200),
    "/login": {"nobody": 200, **dict.fromkeys(ALL, 303)},
    "/language?to=en": dict.fromkeys(CALLERS, 303),
    "/look/style.css": dict.fromkeys(CALLERS, 200),
    "/look/..%2Fserver.py": dict.fromkeys(CALLERS, 404),
    # what Gradio brings along and the app does not use is not there, for anyone
    **{
        path: {"nobody": 401, **dict.fromkeys(ALL, 404)}
        for path in (
            "/gradio_api/file=/etc/passwd",
            "/gradio_api/proxy=https://example.org",
            "/gradio_api/token",
            "/gradio_api/app_id",
            "/gradio_api/runs",
            "/gradio_api/deep_link",
            "/gradio_api/upload_progress",
            "/gradio_api/vibe-code",
            "/gradio_api/openapi.json",
            "/gradio_api/dev/reload",
            "/monitoring",
            "/monitoring/summary",
            "/manifest.json",
            "/robots.txt",
            "/docs",
            "/openapi.json",
        )
    },
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving("谈心谈话记录保存期限为3年[1]。") as model:
        writer = Writer(RemoteModel(model.url), seconds=20, most_waiting=5)
        with running(tmp_path_factory.mktemp("doors"), writer) as served:
            yield served


@pytest.fixture(scope="module")
def clients(app: Running) -> Iterator[dict[str, httpx.Client]]:
    with contextlib.ExitStack() as stack:
        yield {caller: stack.enter_context(app.client(None if caller == "nobody" else caller)) for caller in CALLERS}


def drill_of(app: Running, client: httpx.Client, session: str) -> int:
    """The number of a drill that this person asked for in this session of the screen."""
    outcome = app.event(client, "ask", {"question": "出三道关于谈心谈话的题"}, session=session)
    assert outcome.shown, outcome
    return int(outcome.view.split('data-drill="')[1].split('"')[0])


def written_of(app: Running, client: httpx.Client, session: str) -> dict[str, Any]:
    """A short answer that this person wrote in this session of the screen, and the ticks beside it."""
    view = html.unescape(app.event(client, "ask", {"question": "出一道关于读书会的简答题"}, session=session).view)
    drill, item = int(view.split('data-drill="')[-1].split('"')[0]), view.split('<textarea name="')[1].split('"')[0]
    assert app.event(client, "mark_drill", {"drill": drill, "replies": {item: ["共读和分享"]}}, session=session).shown
    return {"drill": drill, "item": item, "replies": {item: []}}


def challenge_of(app: Running, client: httpx.Client) -> dict[str, Any]:
    """The data of a reply to the first item of a challenge of this person's own."""
    view = html.unescape(app.event(client, "start_drill", {"mode": "challenge"}).view)
    drill, item = (view.split(f'data-{name}="')[1].split('"')[0] for name in ("drill", "item"))
    return {"drill": int(drill), "item": item, "replies": {item: []}}


def reply_of(app: Running, client: httpx.Client) -> dict[str, Any]:
    """The data of a reply to a quiz of this person that is not handed in."""
    day = str(TODAY - dt.timedelta(days=2))
    view = app.event(client, "open_today", {"day": day}).view
    item = html.unescape(view.split('<fieldset class="item')[1].split(' name="')[1].split('"')[0])
    return {"day": day, "replies": {item: []}}


def turn_of(app: Running, client: httpx.Client, session: str) -> str:
    """The mark of an answer that this person was given in this session of the screen."""
    outcome = app.event(client, "ask", {"question": ASKED}, session=session)
    assert outcome.shown, outcome
    return outcome.view.split('data-turn="')[1].split('"')[0]


def item_of(app: Running, client: httpx.Client, name: str) -> dict[str, Any]:
    """The data of an event about an item of the branch's bank, as the secretary's screen has it."""
    view = app.event(client, "open_bank", {"branch": "甲", "state": "", "kind": "single_choice"}).view
    item, seen = view.split('data-id="')[1].split('"')[0], int(view.split('data-seen="')[1].split('"')[0])
    if name == "judge_items":
        return {"items": {item: seen}}
    form = app.event(client, "open_bank", {"branch": "甲", "state": "", "edit" if name == "edit_item" else "correct": item}).view
    form = form.split('<form class="facts bank-form"')[1].split("</form>")[0]
    rows = re.findall(r'name="right" value="(\d)"( checked)?', form)
    right, wrong = (next(n for n, checked in rows if bool(checked) is wanted) for wanted in (True, False))
    data = {"item": item, "seen": str(seen), "right": right if name == "edit_item" else wrong}
    options = {f"option-{n}": html.unescape(text) for n, text in re.findall(r'name="option-(\d)" value="([^"]*)"', form)}
    return data | options | {"stem": f"改过的题干{seen}（　）", "rationale": HOSTILE}


def flag_of(app: Running, name: str, caller: str) -> dict[str, Any]:
    """An item that this person was set and has handed in, or the number of a flag that the secretary has raised."""
    who = caller if name == "flag_item" else "secretary"
    with app.client(who) as client:
        app.event(client, "open_today", {})
        app.event(client, "submit_quiz", {"day": str(TODAY), "replies": {}})
    flags = app.study.bank.my_flags(who)
    item = next(item.id for item in items_of(app, who, TODAY) if item.id not in flags)
    return {"item": item} if name == "flag_item" else {"flag": str(app.study.bank.flag(who, item, "答案不对").id)}


def practice_of(app: Running) -> dict[str, Any]:
    """The number of a practice of the member's."""
    kept = app.study.sharing.log_practice("member", TODAY, Deed("核对了数据", Whom.STUDENTS))
    return {"practice": str(kept.id)}


def share_of(app: Running, name: str) -> dict[str, Any]:
    """The numbers of a share in the branch, the member's own where that matters, and of the member's comment on it."""
    owner = "member" if name == "take_back" else "colleague"
    sharing = app.study.sharing
    share = sharing.log_practice(owner, TODAY, Deed("核对了数据", Whom.STUDENTS, visibility=Visibility.BRANCH)).id
    sharing.comment("member", share, HOSTILE)
    (comment,) = next(one.remarks for one in sharing.wall("member").postings if one.id == share)
    return {"share": str(share), "comment": str(comment.id)}


def leave_of(app: Running, name: str, caller: str) -> dict[str, str]:
    """Days of this caller's own to decide about, of three weeks of which each belongs to one event; or leave to take back."""
    n = CALLERS.index(caller)
    if name == "allow_make_up":
        return {"on": str(MONDAY + dt.timedelta(days=n))}
    day = MONDAY + dt.timedelta(days=(14 if name == "excuse_days" else 21) + n)
    if name == "excuse_days":
        return {"from": str(day), "to": str(day)}
    app.study.leave.excuse("secretary", "甲", "late", day, day, Absence.SICK, "住院")
    return last_leave(app)


ASSESSED = ("preview_rules", "change_rules", "preview_closing", "close_semester", "verify_scores", "correct_score")


def assessed(app: Running, name: str, caller: str) -> dict[str, str]:
    """Rules as the form sends them, or an old semester of this event's and caller's own, to be closed or closed already."""
    n = ASSESSED.index(name) * len(CALLERS) + CALLERS.index(caller)
    desk, first = app.study.assessment, MONDAY - dt.timedelta(days=400 + 10 * n)
    app.study.plan.make("secretary", "甲", f"旧学期{n}", first, first + dt.timedelta(days=4), range(5))
    if name in ("preview_rules", "change_rules"):
        rules = replace(USUAL, window=20 + n)
        mark = desk.preview("secretary", "甲", Terms(rules)).mark
        return {field: str(value) for field, value in asdict(rules).items()} | {"mark": mark}
    mark = desk.closing("secretary", "甲", first)[1]
    if name in ("verify_scores", "correct_score"):
        desk.close("secretary", "甲", first, "结束", mark)
        return {"closed": str(desk.standing("secretary", "甲", first).closings[-1].id)}
    return {"first": str(first), "mark": mark}


def last_leave(app: Running) -> dict[str, str]:
    """What was decided last, to be taken back."""
    return {"leave": str(app.study.leave.trail("secretary", "甲")[0].leave.step.id)}


def handed_of(app: Running, name: str, caller: str) -> dict[str, str]:
    """A practice of the member's that was handed in; or feedback of this caller's own on it, or else the secretary's."""
    kept = app.study.sharing.log_practice("member", TODAY, Deed("核对了数据", Whom.STUDENTS, visibility=Visibility.SECRETARY))
    if name == "give_feedback":
        return {"one": f"practice-{kept.id}", "text": f"写得实在{HOSTILE}"}
    by = caller if caller in LOOKING_AFTER else "secretary"
    app.study.desk.handed.give(by, "甲", Of.PRACTICE, kept.id, TODAY, "好")
    (word,) = next(one.words for one in app.study.desk.handed.entries(by, "甲", TODAY, TODAY) if one.what.id == kept.id)
    return {"feedback": str(word.feedback.id)}


def talk_of(caller: str) -> dict[str, str]:
    """Somebody for each caller whose first week was low."""
    return {"member": "colleague" if caller == "admin" else "member"}


def account_of(app: Running, name: str, caller: str) -> dict[str, Any]:
    """An account of the branch's own for this caller's event, or what a preview of a roster sends back."""
    username = f"{name.replace('_', '')}-{caller}"
    if name == "add_member":
        return {"username": username}
    called = "要清除的人" if name == "erase_member" else HOSTILE
    app.study.people.add("admin", Member(username, called, "甲", group=username, joined=MONDAY))
    if name in ("edit_member", "date_member"):
        return {"member": username, "name": "改名", "seen": mark_of(app.study.people.member("admin", username))}
    if name == "apply_roster":
        shown = app.study.people.rosters.preview_rows("secretary", "甲", [["账号", "姓名"], [f"{username}-new", f"{HOSTILE}{caller}"]])
        return {"rows": json.dumps(shown.rows), "digest": shown.digest}
    return {"member": username} if name in ("reset_password", "erase_member") else {"from": username}


def plan_of(app: Running, name: str, caller: str) -> dict[str, str]:
    """A plan of years to come with a unit, each event's and caller's own; and the days that the event speaks of."""
    year = (1000 if name == "hand_in_project" else 2100) + 10 * sorted(EVENTS).index(name) + CALLERS.index(caller)
    first, last = dt.date(year, 3, 1), dt.date(year, 6, 30)
    data = {"first": str(first), "last": str(last)}
    if name == "make_plan":
        return data
    plan, unit = app.study.plan.make("secretary", "甲", f"计划{year}", first, last, range(5)), Unit("u", "单元", "", "", first, first)
    if name == "hand_in_project":
        unit = replace(unit, kind=UnitKind.PROJECT, group="一组")
    app.study.plan.change("secretary", "甲", plan.id, Act.UNIT_SET, lambda one: with_unit(one, unit))
    change = app.study.plan.trail("secretary", "甲")[0].change.id
    if name == "adopt_plan":
        data |= {"draft": json.dumps(to_json(replace(plan, name=HOSTILE))), "seen": str(change)}
    return data | {"plan": plan.id, "unit": "u", "change": str(change)}


def settled(client: httpx.Client) -> str:
    """What is shown of the person's last change of the texts, once it is done."""
    while not (state := client.get("/upload").json())["done"]:
        pass
    return html.unescape(state["view"])


def sent(app: Running, client: httpx.Client, caller: str, name: str) -> dict[str, str]:
    """The data of an event about a text that this person has just sent."""
    batch = f"{name}-{caller}"
    text = f"{caller} 在 {name} 之前送来的一份材料，共有一句话。".encode()
    assert client.post("/upload", params={"batch": batch, "name": f"{batch}.txt"}, content=text).status_code == 200
    if name == "add_texts":
        return {"batch": batch}
    assert app.event(client, "add_texts", {"batch": batch}).shown
    assert "已加入" in settled(client)
    return {"document": f"上传/{batch}.txt"}


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("name", EVENTS)
def test_an_event_shows_itself_to_those_who_may_see_it(
    app: Running, clients: dict[str, httpx.Client], name: str, caller: str
) -> None:
    data, allowed = EVENTS[name]
    session = f"{name}-{caller}"
    if name in ("add_texts", "remove_text") and caller in allowed:
        data = sent(app, clients[caller], caller, name)
    if name == "mark_drill":  # others try with the very session in which the member was given the questions
        data = {"drill": drill_of(app, clients["member"], session), "replies": {}}
    if name in ("judge_items", "edit_item", "correct_key"):
        data = {**data, **item_of(app, clients["secretary"], name)}
    if name in ("flag_item", "settle_flag") and caller in allowed:
        data = {**data, **flag_of(app, name, caller)}
    if name == "change_practice":
        data = {**data, **practice_of(app)}
    if name in ("encourage", "comment", "withdraw_comment", "hide_comment", "take_back"):
        data = {**data, **share_of(app, name)}
    if name in ASSESSED:
        data = {**data, **assessed(app, name, caller)}
    if name in ("excuse_days", "allow_make_up", "withdraw_leave"):
        data = {**data, **leave_of(app, name, caller)}
    if name in ("give_feedback", "withdraw_feedback"):
        data = {**data, **handed_of(app, name, caller)}
    if name == "send_reminder":
        app.study.desk.reminders.set("secretary", "甲", Service.WECOM, EVENTS["set_reminders"][0]["url"], "", None, names=True)
    if (name != "open_plan" and "plan" in name) or name in ("hand_in_project", "set_unit", "remove_unit", "set_days", "set_goals"):
        data = {**data, **plan_of(app, name, caller)}
    if name == "note_escalation":
        data = {**data, **talk_of(caller)}
    if name in ("add_member", "edit_member", "date_member", "reset_password", "rename_group", "apply_roster", "erase_member"):
        data = {**data, **account_of(app, name, caller)}
    if name == "compare_drill":
        data = written_of(app, clients["member"], session)
    if name == "answer_drill":  # others try the member's own
        data = challenge_of(app, clients["member"])
    if name == "save_reply" and caller in allowed:
        data = reply_of(app, clients[caller])
    if name == "write":
        data = {"turn": turn_of(app, clients["member"], session)}
    if name == "rate":
        data = {"turn": turn_of(app, clients["member"], session), "rating": "helpful"}
    outcome = app.event(clients[caller], name, data, session=session)
    if caller == "nobody":
        assert outcome == Outcome(401)
    elif caller in allowed:
        assert outcome.shown, outcome.sentence
        if name in ("add_texts", "edit_text", "remove_text", "refresh_texts"):
            assert "改动已完成" in settled(clients[caller])
    elif name in ("stop", "stop_writing"):
        assert outcome == Outcome(500)
    else:
        assert outcome.status == 200 and outcome.sentence and not outcome.view


def test_every_event_has_a_name_and_a_row(app: Running) -> None:
    names = [event["api_name"] for event in app.events]
    assert all(isinstance(name, str) and name for name in names)
    assert len(names) == len(set(names))
    assert set(names) == set(EVENTS)


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("path", PAGES)
def test_an_address_answers_those_who_may_see_it(clients: dict[str, httpx.Client], path: str, caller: str) -> None:
    assert clients[caller].get(path).status_code == PAGES[path][caller]


@pytest.mark.parametrize("caller", CALLERS)
def test_only_those_who_look_after_the_texts_send_any(clients: dict[str, httpx.Client], caller: str) -> None:
    answer = clients[caller].post("/gradio_api/upload", files={"files": ("a.txt", b"text")})
    assert answer.status_code == (401 if caller == "nobody" else 404)  # Gradio's own way in is closed for everyone
    answer = clients[caller].post("/upload", params={"batch": "x", "name": "a.txt"}, content=b"text")
    assert answer.status_code == {"nobody": 401, "member": 403}.get(caller, 200)
    assert caller != "member" or answer.json()["detail"]


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#a8352a").save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        (Visibility.PRIVATE, {"member"}),
        (Visibility.SECRETARY, {"member", "secretary", "admin"}),
        (Visibility.BRANCH, {"member", "colleague", "secretary", "admin"}),
    ],
)
def test_what_is_attached_is_seen_by_those_who_may_read_the_practice(
    app: Running, clients: dict[str, httpx.Client], visibility: Visibility, readers: set[str]
) -> None:
    practice = app.study.sharing.log_practice("member", TODAY, Deed("整理实验记录", Whom.STUDENTS, visibility=visibility))
    there = {"practice": practice.id, "name": f"合影{HOSTILE}.html"}
    for caller in CALLERS:
        answer = clients[caller].post("/attachment", params=there, content=a_photo())
        assert answer.status_code == {"nobody": 401, "member": 200}.get(caller, 404)
    page = clients["member"].post("/attachment", params=there, content=b"<html><script>alert(1)</script>")
    assert page.status_code == 400 and "PDF" in page.json()["detail"]
    assert clients["member"].post("/attachment", params=there, content=b"\0" * (10 * 2**20 + 1)).status_code == 400
    (kept,) = app.study.sharing.my_practice("member", practice.id).deed.files
    address = f"/attachment?practice={practice.id}&digest={kept.digest}"
    for caller, client in clients.items():
        answer = client.get(address)
        assert answer.status_code == (401 if caller == "nobody" else 200 if caller in readers else 404), caller
        if caller in readers:
            assert answer.headers["content-type"] == "image/jpeg" and answer.headers["x-content-type-options"] == "nosniff"
            assert "<" not in answer.headers["content-disposition"]
    app.study.sharing.withdraw_practice("member", practice.id)
    assert {client.get(address).status_code for caller, client in clients.items() if caller != "nobody"} == {404}


@pytest.mark.parametrize("caller", CALLERS)
def test_only_those_who_look_after_the_branch_take_items_in(app: Running, clients: dict[str, httpx.Client], caller: str) -> None:
    clients[caller].cookies.set("language", "zh")
    file = f"{caller}问：<b>每学期几次？</b>{{=2次 ~1次 ~3次}}\n\n坏题{{".encode("gb18030")
    before = len(app.database.ledger.events(kinds={EventKind.ITEMS_ADDED}))
    answer = clients[caller].post("/items", params={"branch": "甲", "name": "题.txt"}, content=file)
    expected = {"nobody": 401, "member": 403, "other": 403}.get(caller, 200)
    assert answer.status_code == expected
    added = app.database.ledger.events(kinds={EventKind.ITEMS_ADDED})[before:]
    assert len(added) == (expected == 200)
    if expected == 200:
        view = answer.json()["view"]
        assert "收进 1 道" in view and "第 3 行" in view and added[0].payload["items"][0]["stem"] == f"{caller}问：每学期几次？"
    elif caller != "nobody":
        assert answer.json()["detail"].endswith("。")


@pytest.mark.parametrize("caller", CALLERS)
def test_only_those_who_look_after_the_branch_compare_a_roster(app: Running, clients: dict[str, httpx.Client], caller: str) -> None:
    clients[caller].cookies.set("language", "zh")
    file = f"账号,姓名\nroster-{caller},{HOSTILE}\nbad name,乙\nlate,\n".encode("gb18030")
    before = app.study.members("admin", "甲")
    answer = clients[caller].post("/roster", params={"branch": "甲", "name": "名册.csv"}, content=file)
    expected = {"nobody": 401, "member": 403, "other": 403}.get(caller, 200)
    assert answer.status_code == expected
    assert app.study.members("admin", "甲") == before
    if expected == 200:
        view = answer.json()["view"]
        assert f"roster-{caller}" in view and "第 3 行" in view and "名册里没有" in view and HOSTILE not in view
    elif caller != "nobody":
        assert answer.json()["detail"].endswith("。")


def test_what_is_no_roster_is_refused_in_a_sentence(clients: dict[str, httpx.Client]) -> None:
    for data in (b"", b"a,b\n1,2", b"PK\x03\x04", b"\x00\x00", b"a" * (6 * 2**20)):
        answer = clients["secretary"].post("/roster", params={"branch": "甲", "name": HOSTILE}, content=data)
        assert answer.status_code == 400 and answer.json()["detail"].endswith(("。", "."))


def test_a_file_that_holds_no_items_is_refused_in_a_sentence(clients: dict[str, httpx.Client]) -> None:
    for data in (b"<!DOCTYPE quiz><quiz/>", b"<quiz>", b"PK\x03\x04", b"\x00\x00", b"a" * (21 * 2**20)):
        answer = clients["secretary"].post("/items", params={"branch": "甲", "name": HOSTILE}, content=data)
        assert answer.status_code == 400 and answer.json()["detail"].endswith(("。", "."))


def test_more_items_than_can_be_looked_through_at_once_are_refused_whole(app: Running, clients: dict[str, httpx.Client]) -> None:
    many = "\n\n".join(f"第{n}种谈话每学期几次？{{={n}次 ~{n + 1}次}}" for n in range(3001)).encode()
    before = app.database.ledger.events(kinds={EventKind.ITEMS_ADDED})
    answer = clients["secretary"].post("/items", params={"branch": "甲", "name": "题.txt"}, content=many)
    assert answer.status_code == 400 and "3001" in answer.json()["detail"]
    assert app.database.ledger.events(kinds={EventKind.ITEMS_ADDED}) == before


@pytest.mark.parametrize("caller", sorted(ALL))
def test_a_state_that_somebody_sends_is_not_believed(
    app: Running, clients: dict[str, httpx.Client], caller: str
) -> None:
    """The thread of the chat lies on the server; what a program sends in its place changes nothing."""
    forged = {"data": [{"owner": caller, "turns": [["？", "！"]]}]}
    assert app.event(clients[caller], "open_ask", {}, more=forged).shown


@pytest.mark.parametrize("forged", [{"username": "secretary"}, {"request": {"username": "secretary"}}])
def test_a_forged_name_is_not_believed(
    app: Running, clients: dict[str, httpx.Client], forged: Mapping[str, Any]
) -> None:
    outcome = app.event(clients["member"], "open_branch", BRANCH, more=forged)
    assert outcome.sentence and not outcome.view
    answer = clients["member"].get(EXPORT, headers={"x-username": "secretary", "companion.username": "secretary"})
    assert answer.status_code == 403


@pytest.mark.parametrize("name", sorted(set(EVENTS) - {"stop", "stop_writing"}))
@pytest.mark.parametrize("data", [{}, {"day": 7, "replies": [1], "citation": "x", "branch": [], "question": None}])
def test_an_ill_formed_event_is_answered_with_a_sentence_or_a_view(
    app: Running, clients: dict[str, httpx.Client], name: str, data: Mapping[str, Any]
) -> None:
    outcome = app.event(clients["secretary"], name, data)
    assert outcome.status == 200
    assert bool(outcome.view) != bool(outcome.sentence)
    assert "编号" not in outcome.sentence  # not something unforeseen


def test_a_follow_up_leans_on_nobody_else_s_thread(app: Running, clients: dict[str, httpx.Client]) -> None:
    """Not even where somebody sends another person's session along."""
    first = app.event(clients["member"], "ask", {"question": ASKED}, session="thread-of-a-member")
    assert first.shown
    own = app.event(clients["member"], "ask", {"question": "那第二条呢"}, session="thread-of-a-member")
    assert "一对一的交流" in own.view and "《谈心谈话工作办法》第二条是怎么规定的" in own.view
    other = app.event(clients["secretary"], "ask", {"question": "那第二条呢"}, session="thread-of-a-member")
    assert other.shown and "一对一的交流" not in other.view and ASKED not in other.view


@pytest.mark.parametrize("within", [["../../etc/passwd"], ["没有.md"], "x", [7], ["a"] * 501, {"a": 1}], ids=str)
def test_texts_that_are_not_there_cannot_be_chosen(app: Running, clients: dict[str, httpx.Client], within: Any) -> None:
    outcome = app.event(clients["member"], "ask", {"question": ASKED, "within": within})
    assert outcome.sentence and not outcome.view


def test_a_rating_reaches_the_secretary_without_a_name(app: Running) -> None:
    with app.client("late") as client, app.client("secretary") as secretary:
        turn = turn_of(app, client, "rating")
        down = app.event(client, "rate", {"turn": turn, "rating": "unhelpful"}, session="rating")
        assert "附上问题" in down.view
        assert ASKED not in app.event(secretary, "open_branch", BRANCH).view
        app.event(client, "rate", {"turn": turn, "rating": "unhelpful", "show": "yes"}, session="rating")
        seen = app.event(secretary, "open_branch", BRANCH).view.split('class="ratings"')[1]
        assert ASKED in seen and "周岚" not in seen
    events = app.database.ledger.events(kinds={EventKind.ANSWER_RATED})
    assert events and {event.member for event in events} == {""}


def items_of(app: Running, member: str, day: dt.date) -> tuple[Item, ...]:
    (event,) = app.database.ledger.events(member=member, kinds={EventKind.QUIZ_SET}, first=day, last=day)
    return quiz_of(event).items


def test_keys_stay_on_the_server_until_the_attempt_is_marked(app: Running) -> None:
    with app.client("colleague") as client:
        before = app.event(client, "open_today", {})
        config = client.get("/config").text
        items = items_of(app, "colleague", TODAY)
        assert items
        form = html.unescape(before.view.split('id="step-answer"')[1].split("</section>")[0])
        for item in items:
            assert item.rationale not in html.unescape(before.view) and item.rationale not in config
            assert item.kind is Kind.TRUE_FALSE or item.citation.quote not in form  # a true statement may be the quotation
            typed = item.stem.split("____")  # a typed key may stand elsewhere in the form, but not in its own place
            assert item.options or typed[0] + item.key[0] not in form
        replies = {item.id: list(full_reply(item)) for item in items}
        after = app.event(client, "submit_quiz", {"day": str(TODAY), "replies": replies})
        assert all(item.rationale in html.unescape(after.view) for item in items)
        again = app.event(client, "submit_quiz", {"day": str(TODAY), "replies": {}})
        assert again.sentence and "未作答" not in again.view  # as it was marked the first time


def test_a_challenge_sends_one_item_at_a_time_and_no_key_before_its_reply(app: Running) -> None:
    with app.client("colleague") as client:
        before = html.unescape(app.event(client, "start_drill", {"mode": "challenge"}).view)
        (event,) = app.database.ledger.events(member="colleague", kinds={EventKind.DRILL_SET})[-1:]
        first, *later = quiz_of(event).items
        assert first.stem in before and first.rationale not in before
        assert not [item for item in later if item.stem in before]
        reply = {"drill": event.id, "item": first.id, "replies": {first.id: list(full_reply(first))}}
        after = html.unescape(app.event(client, "answer_drill", reply).view)
        assert first.rationale in after and "正确" in after
        assert not [item for item in later if item.stem in after or item.rationale in after]
        assert "已经答过" in app.event(client, "answer_drill", reply).sentence


def test_a_reply_is_kept_on_the_server_until_the_quiz_is_handed_in(app: Running) -> None:
    with app.client("late") as client, app.client("late") as elsewhere, app.client("member") as other:
        app.event(client, "open_today", {})
        item = next(one for one in items_of(app, "late", TODAY) if one.options)
        reply = {"day": str(TODAY), "replies": {item.id: [item.options[-1]]}}
        assert app.event(client, "save_reply", reply).shown
        form = html.unescape(app.event(elsewhere, "open_today", {}).view.split('data-saved="')[1].split('"')[0])
        assert json.loads(form) == reply["replies"]
        assert app.event(other, "save_reply", reply).sentence  # nobody else's quiz
        for wrong in ({item.id: ["没有这个选项"]}, {"x": []}, {}, {item.id: [], "x": []}, {item.id: ["a" * 3000]}):
            assert app.event(client, "save_reply", {**reply, "replies": wrong}).sentence
        app.event(elsewhere, "submit_quiz", {"day": str(TODAY), "replies": {}})
        assert "已经交过" in app.event(client, "save_reply", reply).sentence
    attempt = app.study.day("late").attempt
    assert attempt is not None
    assert {response.item.id: response.reply for response in attempt.responses}[item.id] == (item.options[-1],)


def test_a_quiz_begun_before_midnight_belongs_to_its_day(app: Running) -> None:
    with app.client("secretary") as client:
        yesterday = TODAY - dt.timedelta(days=1)
        app.event(client, "open_today", {"day": str(yesterday)})
        answer = app.event(client, "submit_quiz", {"day": str(yesterday), "opened": str(yesterday), "replies": {}})
        assert "已过零点" in answer.sentence and "3月10日" in answer.view


def test_a_reflection_kept_private_reaches_no_one_else(app: Running) -> None:
    with app.client("late") as client, app.client("secretary") as secretary:
        for button, text in (("private", "只写给自己看"), ("secretary", "这一篇交上去")):
            app.event(client, "write_reflection", {"day": str(TODAY), "text": text, "button": button})
            handed = app.event(secretary, "open_handed", BRANCH).view
            assert ("只写给自己看" in handed, "这一篇交上去" in handed) == (False, button == "secretary")


def test_the_wall_is_the_branch_s_and_a_private_practice_nobody_s(app: Running) -> None:
    with app.client("late") as client, app.client("secretary") as secretary, app.client("other") as other:
        for button in ("private", "secretary", "branch"):
            told = {"on": str(TODAY), "text": f"做了{button}{HOSTILE}", "whom": "society", "hours": "", "button": button}
            assert app.event(client, "log_practice", told).shown
        wall = app.event(secretary, "open_wall", {}).view
        assert ("做了branch" in wall, "做了secretary" in wall, "做了private" in wall) == (True, False, False)
        handed = app.event(secretary, "open_handed", BRANCH).view
        assert ("做了branch" in handed, "做了secretary" in handed, "做了private" in handed) == (True, True, False)
        assert HOSTILE not in wall + handed and "做了" not in app.event(other, "open_wall", {}).view


@pytest.mark.parametrize(
    "change",
    [
        *({"hours": hours} for hours in ("-1", "nan", "inf", "1e9", "0.3", "一", HOSTILE)),
        *({"on": day} for day in (str(TODAY + dt.timedelta(days=1)), "2026-01-01", "昨天", "")),
        {"text": "字" * 10_000}, {"text": " "}, {"goal": "字" * 10_000}, {"whom": HOSTILE}, {"button": "everybody"},
    ],
    ids=lambda change: str(change)[:30],
)
def test_a_practice_that_is_not_well_formed_is_refused_in_a_sentence(
    app: Running, clients: dict[str, httpx.Client], change: Mapping[str, Any]
) -> None:
    before = app.study.sharing.my_practices("admin")
    outcome = app.event(clients["admin"], "log_practice", {"on": str(TODAY), **DEED, "button": "private", **change})
    assert outcome.sentence and not outcome.view and "编号" not in outcome.sentence
    assert app.study.sharing.my_practices("admin") == before


def test_what_is_said_on_the_wall_is_bounded_and_escaped(app: Running, clients: dict[str, httpx.Client]) -> None:
    share = share_of(app, "comment")
    for text in ("字" * 10_000, "  "):
        assert app.event(clients["secretary"], "comment", {**share, "text": text}).sentence
    for wrong in ("x", "-1", "9" * 5000, "", "999999"):
        assert app.event(clients["secretary"], "encourage", {"share": wrong}).sentence
    view = app.event(clients["secretary"], "comment", {**share, "text": HOSTILE}).view
    assert HOSTILE not in view and html.escape(HOSTILE) in view


def excused_days(view: str) -> int:
    """How many days the heat map shows as excused."""
    return "".join(re.findall(r'<text class="excused"[^>]*>([^<]*)<', view)).count("–")


def test_leave_is_shown_to_the_secretary_and_to_its_member(app: Running) -> None:
    day = str(TODAY - dt.timedelta(days=1))
    span = {**BRANCH, "member": "colleague", "kind": "maternity", "from": day, "to": day}
    with app.client("secretary") as client, app.client("colleague") as colleague, app.client("member") as member:
        before = app.event(client, "open_branch", BRANCH).view
        after = app.event(client, "excuse_days", {**span, "reason": HOSTILE}).view
        assert "已记为免" in after and HOSTILE not in after and html.escape(HOSTILE) in after
        assert excused_days(after) == excused_days(before) + 1
        assert "已经免过" in app.event(client, "excuse_days", {**span, "reason": "再来一次"}).sentence
        assert html.escape(HOSTILE) in app.event(colleague, "open_mine", {}).view
        assert "免（产假）" not in app.event(member, "open_mine", {}).view
        assert "不算缺" in app.event(colleague, "open_today", {"day": day}).view
        for wrong in ({"kind": "x"}, {"from": "9月1日"}, {"to": str(MONDAY)}, {"member": "other"}, {"reason": " "}):
            assert app.event(client, "excuse_days", {**span, "reason": "理由", **wrong}).sentence
        for number in ("", "x", "0", "9" * 30, "²"):
            assert app.event(client, "withdraw_leave", {**BRANCH, "leave": number, "reason": "理由"}).sentence
        app.event(client, "withdraw_leave", {**BRANCH, "reason": "换人", **last_leave(app)})
        assert "不算缺" not in app.event(colleague, "open_today", {"day": day}).view


def test_a_session_ends_with_the_logout_and_by_its_hours(app: Running) -> None:
    with app.client("member") as client:
        client.post("/logout")
        client.cookies.clear()
        assert app.event(client, "open_today", {}) == Outcome(401)
    with app.client("member") as client:
        token = client.cookies["session"]
        now, app.at = app.at, app.at + dt.timedelta(hours=13)
        try:
            assert app.event(client, "open_today", {}) == Outcome(401)
            page = client.get("/", headers={"accept": "text/html"})
        finally:
            app.at = now
        assert (page.status_code, page.headers["location"]) == (303, "/login")
        assert token


def test_a_one_time_password_opens_nothing_but_the_way_to_replace_it(app: Running) -> None:
    with app.client("fresh") as client:
        page = client.get("/", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/password")
        assert client.get("/config").status_code == 401
        assert app.event(client, "open_today", {}) == Outcome(401)
        new = "a-new-password-7"
        for form in ({"old": PASSWORD, "new": new, "repeat": "x"}, {"old": "x", "new": new, "repeat": new}):
            assert client.post("/password", data=form).status_code == 400
        assert client.post("/password", data={"old": PASSWORD, "new": new, "repeat": new}).status_code == 303
    with app.client("fresh", new) as client:
        assert app.event(client, "open_today", {}).shown


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.example"}],
    ids=str,
)
@pytest.mark.parametrize("path", ["/login", "/logout", "/password", "/upload", "/gradio_api/queue/join"])
def test_another_site_cannot_act_for_somebody(
    clients: dict[str, httpx.Client], path: str, headers: Mapping[str, str]
) -> None:
    form = {"username": "member", "password": PASSWORD}
    assert clients["member"].post(path, data=form, headers=dict(headers)).status_code == 403


def test_the_cookie_is_for_this_site_alone_and_not_for_scripts(app: Running) -> None:
    with app.client() as client:
        answer = client.post("/login", data={"username": "member", "password": PASSWORD})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_wrong_passwords_are_refused_and_then_slowed_down(tmp_path: Path) -> None:
    with running(tmp_path) as app, app.client() as client:  # an app of its own: the address is slowed down, too
        tries = [client.post("/login", data={"username": "nobody", "password": f"{n}"}) for n in range(8)]
        assert tries[0].status_code == 401 and "session" not in client.cookies
        assert tries[-1].status_code == 429 and "秒" in tries[-1].text


def test_the_language_of_a_view_is_the_switch_s_then_the_browser_s(app: Running) -> None:
    with app.client("member") as client:
        client.headers["accept-language"] = "en-GB,en;q=0.9"
        assert "Reflections" in app.event(client, "open_frame", {}).view
        client.cookies.set("language", "zh")
        assert "心得" in app.event(client, "open_frame", {}).view


def test_the_roles_tried_are_those_there_are() -> None:
    assert {role.value for role in Role} == set(CALLERS) - {"nobody", "other"}


def test_the_secretary_s_table_leaves_as_a_spreadsheet(app: Running, tmp_path: Path) -> None:
    import openpyxl

    with app.client("secretary") as client:
        answer = client.get(EXPORT)
    file = tmp_path / "table.xlsx"
    file.write_bytes(answer.content)
    cells = {str(cell.value) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows() for cell in row}
    assert any("沈静" in cell for cell in cells)
    assert "attachment" in answer.headers["content-disposition"]


def test_a_robot_s_address_never_comes_back_to_the_screen(app: Running) -> None:
    data = {**EVENTS["set_reminders"][0], "service": "dingtalk", "secret": "SEC-never-shown"}
    data["url"] = "https://oapi.dingtalk.com/robot/send?access_token=never-shown"
    with app.client("secretary") as client, app.client("admin") as admin:
        view = app.event(client, "set_reminders", data).view
        assert "群机器人已保存" in view and "oapi.dingtalk.com/…hown" in view
        for seen in (view, app.event(admin, "open_overview", {"branch": "甲"}).view, client.get("/config").text):
            assert "never-shown" not in seen
        for wrong in ({"url": "http://127.0.0.1/robot/send"}, {"service": "x"}, {"at": "25:00"}, {"at": "9"}, {"names": HOSTILE}, {"url": []}):
            outcome = app.event(client, "set_reminders", {**data, **wrong})
            assert outcome.sentence and not outcome.view and "编号" not in outcome.sentence
        assert "已删除" in app.event(client, "set_reminders", {"branch": "甲", "button": "forget"}).view
        assert "还没有设群机器人" in app.event(client, "send_reminder", {"branch": "甲", "text": "一"}).sentence


def test_feedback_reaches_its_receiver_and_nobody_else(app: Running) -> None:
    with app.client("late") as late, app.client("secretary") as secretary, app.client("member") as member:
        app.event(late, "write_reflection", {"day": str(TODAY), "text": "交给书记的一篇", "button": "secretary"})
        view = app.event(secretary, "open_handed", BRANCH).view
        one = re.findall(r'data-one="(reflection-\d+)"', view)[0]
        said = {**BRANCH, "one": one, "on": str(TODAY), "text": f"有心{HOSTILE}"}
        view = app.event(secretary, "give_feedback", said).view
        assert "评语已写下" in view and HOSTILE not in view and html.escape(HOSTILE) in view
        assert html.escape(f"有心{HOSTILE}") in app.event(late, "open_reflections", {}).view
        assert "有心" not in app.event(member, "open_reflections", {}).view + app.event(member, "open_wall", {}).view
        for wrong in ({"one": "reflection-999999"}, {"one": "x"}, {"one": "note-1"}, {"text": " "}, {"text": "字" * 501}, {"on": "x"}):
            assert app.event(secretary, "give_feedback", {**said, **wrong}).sentence


def test_a_plan_comes_in_as_a_spreadsheet_for_those_who_look_after_the_branch(clients: dict[str, httpx.Client]) -> None:
    rows = "名称,开始,结束\n<b>师德</b>,9月7日,9月11日\n".encode()
    for caller, status in {"nobody": 401, "member": 403, "other": 403, "secretary": 200, "admin": 200}.items():
        answer = clients[caller].post("/plan", params={"branch": "甲", "name": "计划.csv"}, content=rows)
        assert answer.status_code == status, answer.text
    assert "<b>师德" not in answer.json()["view"] and "&lt;b&gt;师德" in answer.json()["view"]
    refused = clients["secretary"].post("/plan", params={"branch": "甲", "name": "计划.csv"}, content="名称,开始\n单元,某天\n".encode())
    assert refused.status_code == 400 and "第 2 行" in refused.json()["detail"]
