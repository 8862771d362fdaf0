"""What a branch decides about items, and what follows from it."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from companion.bankdesk import BankDesk
from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.itembank import Listed
from companion.people.members import Branch
from companion.quizzes.editing import Edit
from companion.quizzes.items import Item, Kind
from companion.quizzes.standing import Trouble
from companion.records.acts import quiz_of
from companion.records.decisions import Origin, State
from companion.records.events import EventKind
from companion.texts.documents import Citation, Document, Page, Status
from companion.texts.splitting import split
from tests.parts import LIBRARY, MONDAY, Parts, documents, make_parts

WEDNESDAY = MONDAY + dt.timedelta(days=2)
HOSTILE = '<img src=x onerror="alert(1)">'


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


@pytest.fixture
def desk(parts: Parts) -> BankDesk:
    return parts.study.bank


def some(desk: BankDesk, kind: Kind = Kind.SINGLE_CHOICE, document: str = "读书会章程.md") -> Listed:
    return next(
        one for one in desk.items("secretary", "甲") if one.item.kind is kind and one.item.citation.document == document
    )


def as_it_is(one: Item, **changes: object) -> Edit:
    return dataclasses.replace(Edit(one.stem, one.options, one.key, one.rationale), **changes)  # type: ignore[arg-type]


def settable(parts: Parts, branch: str = "甲") -> set[str]:
    bank = parts.study.bank
    choices = bank.choices("admin", branch)
    return {one.item.id for one in bank.items("admin", branch) if one.settable(choices)}


def put(parts: Parts, document: Document) -> None:
    passages = split(document)
    vectors = parts.study._answerer.retriever.encoder.encode_passages([passage.context for passage in passages])
    parts.index.replace(document, passages, vectors, stamp=document.digest, failures=())


def changed(text: str, digest: str = "1" * 64) -> Document:
    (document,) = (one for one in documents() if one.path == "读书会章程.md")
    return Document(document.entry, digest, (Page(1, text),))


# who may ----------------------------------------------------------------------------------------------------------
ACTS: dict[str, Callable[[BankDesk, str], object]] = {
    "items": lambda desk, actor: desk.items(actor, "甲"),
    "item": lambda desk, actor: desk.item(actor, "甲", some(desk).item.id),
    "trails": lambda desk, actor: desk.trails(actor, "甲", [some(desk).item.id]),
    "names": lambda desk, actor: desk.names(actor, "甲", ["member"]),
    "rejected": lambda desk, actor: desk.rejected(actor, "甲"),
    "waiting": lambda desk, actor: desk.waiting(actor, "甲"),
    "choices": lambda desk, actor: desk.choices(actor, "甲"),
    "choose": lambda desk, actor: desk.choose(actor, "甲", "approved_only", True),
    "judge": lambda desk, actor: desk.judge(actor, "甲", {some(desk).item.id: some(desk).seen}, State.APPROVED),
    "edit": lambda desk, actor: desk.edit(
        actor, "甲", some(desk).item.id, some(desk).seen, as_it_is(some(desk).item, rationale=actor)
    ),
    "add": lambda desk, actor: desk.add(actor, "甲", ()),
    "correct_key": lambda desk, actor: desk.correct_key(
        actor, "甲", some(desk).item.id, some(desk).seen, [option for option in some(desk).item.options if option not in some(desk).item.key][:1]
    ),
    "flags": lambda desk, actor: desk.flags(actor, "甲", some(desk).item.id),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_a_branch_s_bank_is_for_its_secretary_and_admins_alone(act: Callable[[BankDesk, str], object], desk: BankDesk) -> None:
    for actor in ("secretary", "admin"):
        act(desk, actor)
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            act(desk, actor)


# states -----------------------------------------------------------------------------------------------------------
def test_drafts_are_set_at_once_or_must_be_approved_first(parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    assert one.item.id in settable(parts) and one.state is State.DRAFT
    desk.choose("secretary", "甲", "approved_only", True)
    assert settable(parts) == set()
    assert parts.study.day("member").questions == ()
    desk.judge("secretary", "甲", {one.item.id: one.seen}, State.APPROVED)
    assert settable(parts) == {one.item.id}
    assert [question.id for question in parts.study.day("member").questions] == [one.item.id]
    assert one.item.id in settable(parts, "乙") and len(settable(parts, "乙")) > 1
    (chosen,) = parts.ledger.events(kinds={EventKind.CHOICES_CHANGED})
    assert (chosen.member, chosen.payload["before"]) == ("secretary", {"approved_only": False})
    desk.choose("admin", "甲", "approved_only", False)
    told = [(one.after, one.before, by) for one, by in desk.choices_trail("secretary", "甲")]
    assert told == [({"approved_only": on}, {"approved_only": not on}, by) for on, by in ((False, "Admin"), (True, "Secretary"))]


def test_a_choice_that_is_none_is_refused(desk: BankDesk) -> None:
    with pytest.raises(UsageError):
        desk.choose("secretary", "甲", "everything", True)


def test_a_retired_item_is_not_set_and_needs_a_reason(parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    for reason in ("", " ", "长" * 501):
        with pytest.raises(UsageError):
            desk.judge("secretary", "甲", {one.item.id: 0}, State.RETIRED, reason)
    desk.judge("secretary", "甲", {one.item.id: 0}, State.RETIRED, "太细")
    assert one.item.id not in settable(parts) and one.item.id in settable(parts, "乙")
    now = desk.item("secretary", "甲", one.item.id)
    assert now.judgement is not None
    assert (now.state, now.judgement.member, now.judgement.reason) == (State.RETIRED, "secretary", "太细")
    (event,) = parts.ledger.events(kinds={EventKind.ITEMS_JUDGED})
    assert event.payload["before"] == {one.item.id: "draft"}


def test_many_are_judged_at_once(parts: Parts, desk: BankDesk) -> None:
    everything = {one.item.id: one.seen for one in desk.items("secretary", "甲")}
    assert desk.judge("secretary", "甲", everything, State.APPROVED).count == len(everything)
    assert {one.state for one in desk.items("secretary", "甲")} == {State.APPROVED}
    assert len(parts.ledger.events(kinds={EventKind.ITEMS_JUDGED})) == 1
    with pytest.raises(NotFound):
        desk.judge("secretary", "甲", {"no such item": 0}, State.APPROVED)


def test_who_comes_second_is_told_who_came_first(desk: BankDesk) -> None:
    one, other, *_ = desk.items("secretary", "甲")
    desk.judge("admin", "甲", {one.item.id: 0}, State.RETIRED, "太细")
    with pytest.raises(Conflict) as told:
        desk.judge("secretary", "甲", {one.item.id: 0}, State.APPROVED)
    assert "Admin" in told.value.zh
    judged = desk.judge("secretary", "甲", {one.item.id: 0, other.item.id: 0}, State.APPROVED)
    assert judged.count == 1 and [left.item.id for left in judged.overtaken] == [one.item.id]
    desk.judge("secretary", "甲", {one.item.id: 0}, State.RETIRED, "重复")  # the same decision: nothing to argue about
    assert desk.item("secretary", "甲", one.item.id).judgement.reason == "太细"  # type: ignore[union-attr]


def test_two_who_judge_at_the_same_moment_do_not_overwrite_one_another(parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    barrier, outcomes = threading.Barrier(2), []

    def judge(actor: str, state: State) -> None:
        barrier.wait()
        try:
            desk.judge(actor, "甲", {one.item.id: 0}, state, "理由")
            outcomes.append(state)
        except Conflict:
            outcomes.append(None)

    people = (("secretary", State.APPROVED), ("admin", State.RETIRED))
    threads = [threading.Thread(target=judge, args=who) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (first,) = (outcome for outcome in outcomes if outcome)
    assert desk.item("secretary", "甲", one.item.id).state is first
    assert len(parts.ledger.events(kinds={EventKind.ITEMS_JUDGED})) == 1


# editing ----------------------------------------------------------------------------------------------------------
def test_an_edited_item_takes_the_place_of_the_one_it_was(parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    stem = one.item.stem + "（请选一项）"
    saved = desk.edit("secretary", "甲", one.item.id, one.seen, as_it_is(one.item, stem=stem))
    assert saved.item is not None and saved.warnings == () and saved.item.id != one.item.id
    assert saved.item.id in settable(parts) and one.item.id not in settable(parts)
    assert saved.item.id not in settable(parts, "乙") and one.item.id in settable(parts, "乙")
    now = desk.item("secretary", "甲", saved.item.id)
    assert (now.state, now.origin) == (State.APPROVED, Origin.EDITED)
    before = desk.item("secretary", "甲", one.item.id).judgement
    assert before is not None and before.replaced_by == saved.item.id
    (event,) = parts.ledger.events(kinds={EventKind.ITEMS_ADDED})
    assert Item.from_json(event.payload["before"]) == one.item


def test_a_change_of_the_rationale_alone_keeps_the_item_s_id(desk: BankDesk) -> None:
    one = some(desk)
    saved = desk.edit("secretary", "甲", one.item.id, 0, as_it_is(one.item, rationale="见第三条。"))
    assert saved.item is not None and saved.item.id == one.item.id
    assert desk.item("secretary", "甲", one.item.id).item.rationale == "见第三条。"
    assert desk.item("secretary", "甲", one.item.id).state is State.APPROVED


def test_an_edit_that_breaks_rules_is_saved_only_all_the_same(parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    short = as_it_is(one.item, stem="几次（　）")
    warned = desk.edit("secretary", "甲", one.item.id, 0, short)
    assert warned.item is None and "stem_length" in warned.warnings
    assert parts.ledger.events(kinds={EventKind.ITEMS_ADDED}) == ()
    saved = desk.edit("secretary", "甲", one.item.id, 0, short, anyway=True)
    assert saved.item is not None
    assert desk.item("secretary", "甲", saved.item.id).warnings == saved.warnings


@pytest.mark.parametrize("options", [(), ("甲", "甲", "乙", "丙"), ("甲", "", "乙")], ids=str)
def test_an_edit_that_is_no_item_is_refused(options: tuple[str, ...], desk: BankDesk) -> None:
    one = some(desk)
    with pytest.raises(UsageError):
        desk.edit("secretary", "甲", one.item.id, 0, as_it_is(one.item, options=options), anyway=True)
    with pytest.raises(UsageError):
        desk.edit("secretary", "甲", one.item.id, 0, as_it_is(one.item), anyway=True)
    with pytest.raises(NotFound):
        desk.edit("secretary", "甲", "no such item", 0, as_it_is(one.item))


def test_items_from_outside_are_drafts_that_wait_where_they_break_rules(parts: Parts, desk: BankDesk) -> None:
    stray = Item("x", Kind.SINGLE_CHOICE, f"题{HOSTILE}（　）", tuple("甲乙丙丁"), ("甲",), "", Citation("", "", "", 1, 1, ""))
    sound = dataclasses.replace(some(desk).item, id="y")
    broken = desk.add("secretary", "甲", [stray, sound])
    assert broken["x"] and broken["y"] == ()
    assert "y" in settable(parts) and "x" not in settable(parts)
    assert desk.add("secretary", "甲", [stray]) == {}
    desk.judge("secretary", "甲", {"x": desk.item("secretary", "甲", "x").seen}, State.APPROVED)
    assert "x" in settable(parts)


# texts that change ------------------------------------------------------------------------------------------------
def test_a_text_that_changes_puts_its_approved_items_up_for_review(parts: Parts, desk: BankDesk) -> None:
    mine = [one for one in desk.items("secretary", "甲") if one.item.citation.document == "读书会章程.md"]
    desk.judge("secretary", "甲", {one.item.id: 0 for one in mine}, State.APPROVED)
    put(parts, changed(LIBRARY.replace("每学期活动8次", "每学期活动10次")))
    now = {one.item.id: one for one in desk.items("secretary", "甲")}
    gone = {one.item.id for one in mine if "每学期活动8次" in one.item.citation.quote}
    assert gone and {id for id in now if now[id].trouble} == gone
    assert {now[id].trouble for id in gone} == {Trouble.CHANGED}
    assert not gone & settable(parts)
    assert {one.item.id for one in mine} - gone <= settable(parts)
    assert not gone & settable(parts, "乙")  # there they were drafts, and are simply no longer made

    one = next(iter(gone))  # looked at and left as it is: set again, until the text changes once more
    desk.judge("secretary", "甲", {one: now[one].seen}, State.APPROVED)
    assert desk.item("secretary", "甲", one).trouble is None and one in settable(parts)
    put(parts, changed(LIBRARY.replace("每学期活动8次", "每学期活动12次"), "2" * 64))
    assert desk.item("secretary", "甲", one).trouble is Trouble.CHANGED and one not in settable(parts)
    again = desk.item("secretary", "甲", one)
    edit = as_it_is(again.item, rationale="按旧条文出的题。")
    assert desk.edit("secretary", "甲", one, again.seen, edit).warnings  # its words are in no text
    assert desk.edit("secretary", "甲", one, again.seen, edit, anyway=True).item and one in settable(parts)
    put(parts, changed(LIBRARY.replace("每学期活动8次", "每学期活动14次"), "3" * 64))
    assert desk.item("secretary", "甲", one).trouble is Trouble.CHANGED
    desk.judge("secretary", "甲", {one: desk.item("secretary", "甲", one).seen}, State.RETIRED, "条文改了")
    assert desk.item("secretary", "甲", one).trouble is None and one not in settable(parts)


def test_what_still_stands_elsewhere_in_its_text_follows_it(parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    saved = desk.edit("secretary", "甲", one.item.id, 0, as_it_is(one.item, rationale="见章程。")).item
    assert saved is not None
    moved = changed(LIBRARY)
    put(parts, dataclasses.replace(moved, pages=(Page(1, "封面。\n"), Page(2, LIBRARY)), paged=True))
    now = desk.item("secretary", "甲", saved.id)
    assert now.trouble is None and now.item.citation.first_page == 2
    parts.study.page_view("secretary", now.item.citation)


@pytest.mark.parametrize("trouble", [Trouble.SUPERSEDED, Trouble.GONE])
def test_a_text_that_no_longer_holds_takes_its_items_out_of_the_draw(trouble: Trouble, parts: Parts, desk: BankDesk) -> None:
    one = some(desk)
    desk.judge("secretary", "甲", {one.item.id: 0}, State.APPROVED)
    saved = desk.edit("secretary", "甲", (two := some(desk, Kind.CLOZE)).item.id, 0, as_it_is(two.item, rationale="见章程。"))
    assert saved.item is not None
    if trouble is Trouble.GONE:
        parts.index.remove("读书会章程.md")
    else:
        parts.index.relabel(dataclasses.replace(changed("").entry, status=Status.SUPERSEDED))
    for id in (one.item.id, saved.item.id):
        assert desk.item("secretary", "甲", id).trouble is trouble
        assert id not in settable(parts)


# flags and corrected keys -----------------------------------------------------------------------------------------
def handed_in(parts: Parts, member: str = "member") -> Item:
    """A question with options that this member has replied to rightly, with all the others left out."""
    parts.study.day(member)
    (event,) = parts.ledger.events(member=member, kinds={EventKind.QUIZ_SET})
    one = next(item for item in quiz_of(event).items if item.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE))
    parts.study.submit_quiz(member, WEDNESDAY, {one.id: one.key})
    return one


def test_a_member_flags_what_was_set_and_marked_and_reads_the_reply(parts: Parts, desk: BankDesk) -> None:
    questions = parts.study.day("member").questions
    with pytest.raises(NotFound):
        desk.flag("member", questions[0].id, "答案错了")
    one = handed_in(parts)
    for id, actor in ((one.id, "colleague"), ("no such item", "member")):
        with pytest.raises(NotFound):
            desk.flag(actor, id, "答案错了")
    for why in ("", "  ", "长" * 5000):
        with pytest.raises(UsageError):
            desk.flag("member", one.id, why)
    flag = desk.flag("member", one.id, f"答案错了{HOSTILE}")
    with pytest.raises(Conflict):
        desk.flag("member", one.id, "再说一次")
    assert one.id not in settable(parts)  # until it is settled
    assert desk.my_flags("member")[one.id].settled is None
    assert [seen.why for seen in desk.flags("secretary", "甲", one.id)] == [flag.why]

    with pytest.raises(UsageError):
        desk.settle("secretary", "甲", flag.id, "", upheld=False)
    with pytest.raises(NotAllowed):
        desk.settle("member", "甲", flag.id, "好", upheld=True)
    with pytest.raises(NotFound):
        desk.settle("admin", "乙", flag.id, "好", upheld=True)
    desk.settle("secretary", "甲", flag.id, "原文如此", upheld=False)
    with pytest.raises(Conflict):
        desk.settle("admin", "甲", flag.id, "改主意", upheld=True)
    settled = desk.my_flags("member")[one.id].settled
    assert settled is not None and (settled.upheld, settled.reply) == (False, "原文如此")
    assert one.id in settable(parts)


def test_what_is_flagged_is_seen_though_the_texts_no_longer_give_it(parts: Parts, desk: BankDesk) -> None:
    one = handed_in(parts)
    for entry in parts.index.entries():
        parts.index.remove(entry.path)
    assert desk.items("secretary", "甲") == ()
    flag = desk.flag("member", one.id, "答案错了")
    (seen,) = desk.items("secretary", "甲")
    assert seen.item.id == one.id and seen.trouble is Trouble.GONE
    right = next(option for option in one.options if option not in one.key)
    assert desk.correct_key("secretary", "甲", one.id, 0, [right], "已更正").changed == 1
    assert desk.my_flags("member")[one.id].id == flag.id and not settable(parts)


def test_a_flag_goes_to_the_branch_in_which_the_item_was_set(parts: Parts, desk: BankDesk) -> None:
    one = handed_in(parts)
    parts.directory.update(dataclasses.replace(parts.directory.member("member"), branch="乙"))
    desk.flag("member", one.id, "答案错了")
    assert desk.waiting("secretary", "甲") == 1 and desk.waiting("other", "乙") == 0
    desk.settle("secretary", "甲", desk.flags("secretary", "甲", one.id)[0].id, "原文如此", upheld=False)
    assert desk.my_flags("member")[one.id].settled is not None and desk.waiting("secretary", "甲") == 0


def test_a_corrected_key_marks_anew_everywhere_and_overwrites_nothing(parts: Parts, desk: BankDesk) -> None:
    one = handed_in(parts)
    kept = parts.ledger.events()
    total = len(parts.study.day("member").questions)
    assert parts.study.my_table("member", WEDNESDAY, WEDNESDAY).rows[0].first_try == 1 / total
    flag = desk.flag("member", one.id, "应当是另一个")
    with pytest.raises(UsageError):
        desk.correct_key("secretary", "甲", one.id, 0, [option for option in one.options if option not in one.key][:1])
    right = next(option for option in one.options if option not in one.key)
    corrected = desk.correct_key("secretary", "甲", one.id, 0, [right], "已更正")
    assert (corrected.replies, corrected.changed) == (1, 1)
    for row in (
        next(row for row in parts.study.table("secretary", "甲", WEDNESDAY, WEDNESDAY).rows if row.member.username == "member"),
        parts.study.my_table("member", WEDNESDAY, WEDNESDAY).rows[0],
    ):
        assert row.first_try == 0
    attempt = parts.study.day("member").attempt
    assert attempt is not None and attempt.score.correct == 0
    response = next(response for response in attempt.responses if response.item.id == one.id)
    assert (response.correct, response.before, response.item.key) == (False, True, (right,))
    assert parts.ledger.events()[: len(kept)] == kept
    (event,) = parts.ledger.events(kinds={EventKind.KEY_CORRECTED})
    assert (event.member, event.payload["before"], event.payload["flags"]) == ("secretary", list(one.key), [flag.id])
    settled = desk.my_flags("member")[one.id].settled
    assert settled is not None and (settled.upheld, settled.reply) == (True, "已更正")
    now = desk.item("secretary", "甲", one.id)
    assert (now.item.key, now.origin, now.state) == ((right,), Origin.CORRECTED, State.APPROVED)
    with pytest.raises(UsageError):
        desk.correct_key("secretary", "甲", one.id, now.seen, [right])
    with pytest.raises(Conflict):
        desk.correct_key("secretary", "甲", one.id, 0, one.key)
    kinds = [step.kind for step in desk.trails("secretary", "甲", [one.id])[one.id]]
    assert kinds == [EventKind.ITEM_FLAGGED, EventKind.KEY_CORRECTED, EventKind.FLAG_SETTLED]


def test_a_quiz_set_before_the_correction_is_marked_by_the_right_key(parts: Parts, desk: BankDesk) -> None:
    parts.study.day("member")
    (event,) = parts.ledger.events(member="member", kinds={EventKind.QUIZ_SET})
    one = next(item for item in quiz_of(event).items if item.kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE))
    right = next(option for option in one.options if option not in one.key)
    desk.correct_key("secretary", "甲", one.id, 0, [right])
    attempt = parts.study.submit_quiz("member", WEDNESDAY, {one.id: [right]})
    assert attempt.score.correct == 1
    assert parts.study.day("member").attempt.score.correct == 1  # type: ignore[union-attr]


def test_a_branch_and_a_corpus_without_anything_are_empty(parts: Parts, desk: BankDesk) -> None:
    for entry in parts.index.entries():
        parts.index.remove(entry.path)
    parts.directory.put_branch(Branch("丙", "丙支部"))
    assert desk.items("admin", "丙") == () and desk.rejected("admin", "丙") == {}
    assert desk.judge("admin", "丙", {}, State.APPROVED).count == 0


def test_listing_again_and_again_costs_little(parts: Parts, desk: BankDesk) -> None:
    first = parts.study.bank._itembank.listed("甲")
    assert parts.study.bank._itembank.listed("甲") is first
    desk.judge("secretary", "甲", {some(desk).item.id: 0}, State.APPROVED)
    assert parts.study.bank._itembank.listed("甲") is not first
