"""Practices and the wall, through Study: who sees what, and what is refused."""

import dataclasses
import datetime as dt
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.attachments import MemoryAttachments, as_sent
from companion.errors import Conflict, NotAllowed, NotFound, UsageError
from companion.people.callers import Callers
from companion.records.deeds import Deed, Practice, Whom
from companion.records.events import EventKind
from companion.reflections.reflections import Visibility
from companion.sharing import ON_A_PAGE, Posting, Sharing
from tests.parts import MONDAY, Parts, make_parts

TODAY = MONDAY + dt.timedelta(days=2)
SHARED = Deed("给学生讲了一次选题", Whom.STUDENTS, "课程建设", 1.5, Visibility.BRANCH)
HTML = "<script>alert(1)</script>"


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return make_parts(tmp_path)


def log(parts: Parts, actor: str = "member", **changes: object) -> Practice:
    return parts.study.sharing.log_practice(actor, TODAY, dataclasses.replace(SHARED, **changes))


def posted(parts: Parts, actor: str) -> Posting:
    (posting,) = parts.study.sharing.wall(actor).postings
    return posting


def test_a_practice_is_logged_changed_and_withdrawn(parts: Parts) -> None:
    sharing = parts.study.sharing
    kept = log(parts, text=f"  {HTML} ", goal=" 课程\n建设 ", visibility=Visibility.PRIVATE)
    assert (kept.deed.text, kept.deed.goal) == (HTML, "课程 建设")
    assert sharing.my_practices("member") == (kept,)
    changed = sharing.change_practice("member", kept.id, dataclasses.replace(SHARED, hours=None))
    assert sharing.my_practices("member") == (changed,) and changed.day == TODAY
    for act in (sharing.withdraw_practice, lambda actor, id: sharing.change_practice(actor, id, SHARED)):
        with pytest.raises(NotFound):
            act("colleague", kept.id)
    sharing.withdraw_practice("member", kept.id)
    assert sharing.my_practices("member") == () and sharing.wall("colleague").postings == ()
    with pytest.raises(NotFound):
        sharing.withdraw_practice("member", kept.id)


@pytest.mark.parametrize(
    "change",
    [
        *({"hours": hours} for hours in (-1.0, 0.0, math.nan, math.inf, 1e9, 24.5, 0.75)),
        *({"text": text} for text in ("", " \n ", "字" * 1001, "字" * 10_000)),
        {"goal": "标" * 101},
    ],
    ids=str,
)
def test_a_practice_that_is_not_well_formed_is_refused(parts: Parts, change: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        log(parts, **change)
    known = log(parts)
    with pytest.raises(UsageError):
        parts.study.sharing.change_practice("member", known.id, dataclasses.replace(SHARED, **change))
    assert parts.study.sharing.my_practices("member") == (known,)


@pytest.mark.parametrize(("days", "fine"), [(0, True), (-30, True), (1, False), (-31, False), (-100_000, False)])
def test_a_practice_is_of_today_or_the_last_thirty_days(parts: Parts, days: int, fine: bool) -> None:
    day = TODAY + dt.timedelta(days=days)
    if fine:
        assert parts.study.sharing.log_practice("member", day, SHARED).day == day
    else:
        with pytest.raises(UsageError):
            parts.study.sharing.log_practice("member", day, SHARED)


def test_the_wall_is_the_branch_s_own_and_newest_first(parts: Parts) -> None:
    sharing = parts.study.sharing
    for n in range(ON_A_PAGE + 1):
        log(parts, text=f"第{n}次")
    parts.study.write_reflection("colleague", TODAY, "今天想到的", Visibility.BRANCH)
    wall = sharing.wall("secretary")
    assert [posting.name for posting in wall.postings[:2]] == ["Colleague", "Member"] and wall.may_hide
    (last,) = sharing.wall("secretary", wall.earlier).postings[-1:]
    assert isinstance(last.what, Practice) and last.what.deed.text == "第0次"
    assert sharing.wall("secretary", last.id).postings == ()
    for outsider in ("other", "admin"):
        assert sharing.wall(outsider).postings == ()
        with pytest.raises(NotFound):
            sharing.encourage(outsider, last.id)
        with pytest.raises(NotFound):
            sharing.comment(outsider, last.id, "看见了")


def test_encouragement_counts_once_and_never_for_oneself(parts: Parts) -> None:
    sharing, share = parts.study.sharing, log(parts).id
    for _ in range(2):
        sharing.encourage("colleague", share)
    assert len(parts.ledger.events(kinds={EventKind.SHARE_MARKED})) == 1
    with pytest.raises(NotAllowed):
        sharing.encourage("member", share)
    assert (posted(parts, "colleague").marks, posted(parts, "colleague").marked) == (1, True)
    assert (posted(parts, "member").marks, posted(parts, "member").marked) == (1, False)


def test_comments_are_taken_back_by_their_writer_and_hidden_with_a_reason(parts: Parts) -> None:
    sharing, share = parts.study.sharing, log(parts).id
    for text in ("", "字" * 301, "字" * 10_000):
        with pytest.raises(UsageError):
            sharing.comment("colleague", share, text)
    for text in (HTML, "多谢"):
        sharing.comment("colleague", share, text)
    first, second = posted(parts, "member").remarks
    assert (first.text, first.name, first.own) == (HTML, "Colleague", False)
    with pytest.raises(NotAllowed):
        sharing.withdraw_comment("member", share, first.id)
    sharing.withdraw_comment("colleague", share, first.id)
    with pytest.raises(NotFound):
        sharing.withdraw_comment("colleague", share, first.id)
    with pytest.raises(NotAllowed):
        sharing.hide_comment("member", share, second.id, "不喜欢")
    with pytest.raises(UsageError):
        sharing.hide_comment("secretary", share, second.id, " ")
    sharing.hide_comment("secretary", share, second.id, "与内容无关")
    with pytest.raises(Conflict):
        sharing.hide_comment("secretary", share, second.id, "再来一次")
    assert posted(parts, "member").remarks == ()
    for reader in ("colleague", "secretary"):
        assert [remark.hidden for remark in posted(parts, reader).remarks] == ["与内容无关"]


def test_what_is_taken_back_is_gone_for_others_and_can_not_be_commented_on(parts: Parts) -> None:
    sharing = parts.study.sharing
    log(parts)
    parts.study.write_reflection("member", TODAY, "给大家看", Visibility.BRANCH)
    for posting in sharing.wall("colleague").postings:
        with pytest.raises(NotAllowed):
            sharing.take_back("colleague", posting.id)
        sharing.take_back("member", posting.id)
        for act in (sharing.encourage, sharing.take_back, lambda actor, id: sharing.comment(actor, id, "晚了")):
            with pytest.raises(NotFound):
                act("colleague", posting.id)
    assert sharing.wall("colleague").postings == () == sharing.wall("member").postings
    assert parts.study.handed_in("secretary", "甲", MONDAY, TODAY) == ()
    assert [one.visibility for one in sharing.my_practices("member")] == [Visibility.PRIVATE]
    assert [one.text for one in parts.study.my_reflections("member")] == ["给大家看"]


def test_who_has_left_the_branch_neither_shows_nor_says_anything_in_it(parts: Parts) -> None:
    sharing, share = parts.study.sharing, log(parts).id
    sharing.comment("colleague", share, "好")
    colleague, member = (parts.directory.member(name) for name in ("colleague", "member"))
    parts.directory.update(dataclasses.replace(colleague, branch="乙"))
    with pytest.raises(NotFound):
        sharing.comment("colleague", share, "还在说")
    assert posted(parts, "secretary").remarks == ()
    parts.directory.update(dataclasses.replace(member, active=False))
    assert sharing.wall("secretary").postings == ()
    with pytest.raises(NotAllowed):
        sharing.wall("member")


def test_what_was_made_private_in_another_branch_stays_so_in_the_first(parts: Parts) -> None:
    kept, home = log(parts), parts.directory.member("member")
    parts.study.write_reflection("member", TODAY, "先给大家看", Visibility.BRANCH)
    parts.directory.update(dataclasses.replace(home, branch="乙"))
    parts.study.write_reflection("member", TODAY, "后来收起", Visibility.PRIVATE)
    parts.study.sharing.change_practice("member", kept.id, dataclasses.replace(SHARED, visibility=Visibility.PRIVATE))
    assert parts.study.handed_in("secretary", "甲", MONDAY, TODAY) == ()
    parts.directory.update(home)
    assert parts.study.sharing.wall("secretary").postings == ()
    assert parts.study.sharing.goals("secretary") == ()
    assert parts.study.sharing.practices("secretary", "甲", MONDAY, TODAY) == ()


def test_the_secretary_sees_what_was_handed_in_or_shared(parts: Parts) -> None:
    for visibility in Visibility:
        log(parts, text=visibility.value, visibility=visibility)
    for actor in ("secretary", "admin"):
        seen = parts.study.sharing.practices(actor, "甲", MONDAY, TODAY)
        assert [one.deed.text for one in seen] == ["branch", "secretary"]
    assert parts.study.sharing.practices("admin", "甲", MONDAY, MONDAY) == ()
    for actor in ("member", "other"):
        with pytest.raises(NotAllowed):
            parts.study.sharing.practices(actor, "甲", MONDAY, TODAY)


PEOPLE = ("member", "colleague", "secretary", "other", "admin")
ACTS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("log", "change", "write", "take back")), st.sampled_from(Visibility)),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(ACTS)
def test_what_is_private_is_in_nobody_else_s_view(tmp_path: Path, acts: list[tuple[str, str, Visibility]]) -> None:
    parts = make_parts(tmp_path)
    study, sharing = parts.study, parts.study.sharing
    for n, (actor, act, visibility) in enumerate(acts):
        mine = sharing.my_practices(actor)
        deed = Deed(f"〔{actor}-{n}〕", Whom.OTHERS, f"〔目标-{actor}-{n}〕", 1, visibility)
        if act == "log":
            sharing.log_practice(actor, TODAY, deed)
        elif act == "change" and mine:
            sharing.change_practice(actor, mine[0].id, deed)
        elif act == "write" and study.day(actor, TODAY).prompt:
            study.write_reflection(actor, TODAY, f"〔{actor}-{n}〕", visibility)
        elif act == "take back":
            for posting in sharing.wall(actor).postings:
                if posting.own:
                    sharing.take_back(actor, posting.id)
    for viewer in PEOPLE:
        seen = repr((sharing.wall(viewer), sharing.goals(viewer), sharing.my_practices(viewer), study.my_reflections(viewer)))
        for branch in ("甲", "乙"):
            if branch in [one.id for one in study.branches(viewer)]:
                seen += repr((sharing.practices(viewer, branch, MONDAY, TODAY), study.handed_in(viewer, branch, MONDAY, TODAY)))
        for author in set(PEOPLE) - {viewer}:
            told = [(one.deed.text, one.deed.goal, one.visibility) for one in sharing.my_practices(author)]
            told += [(one.text, one.text, one.visibility) for one in study.my_reflections(author)]
            hidden = [words for text, goal, visibility in told for words in (text, goal) if visibility is Visibility.PRIVATE]
            assert not [words for words in hidden if words in seen]
            for n in range(len(acts)):  # nor anything that was said once and is no longer
                if f"{author}-{n}〕" in seen:
                    assert any(f"{author}-{n}〕" in text for text, _, _ in told)


# attachments ------------------------------------------------------------------------------------------------------
def test_what_is_attached_stays_when_the_practice_is_told_anew_and_goes_with_it(parts: Parts) -> None:
    sharing = parts.study.sharing
    practice = sharing.log_practice("member", MONDAY, Deed("带学生读书", Whom.STUDENTS, visibility=Visibility.BRANCH))
    with pytest.raises(NotFound):
        sharing.attach("colleague", practice.id, "a.pdf", b"one")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        sharing.attach("member", practice.id, name, name.encode())
    with pytest.raises(UsageError):
        sharing.attach("member", practice.id, "d.pdf", b"four")
    with pytest.raises(UsageError):
        sharing.attach("member", practice.id, "d.pdf", bytes(10 * 2**20 + 1))
    changed = sharing.change_practice("member", practice.id, Deed("带学生读了两章", Whom.STUDENTS, visibility=Visibility.BRANCH))
    assert [one.name for one in changed.deed.files] == ["a.pdf", "b.pdf", "c.pdf"]
    first, second, _ = (one.digest for one in changed.deed.files)
    assert sharing.attachment("colleague", practice.id, first)[1] == b"a.pdf"
    with pytest.raises(NotFound):
        sharing.attachment("other", practice.id, first)
    sharing.detach("member", practice.id, first)
    with pytest.raises(NotFound):
        sharing.attachment("member", practice.id, first)
    sharing.withdraw_practice("member", practice.id)
    with pytest.raises(NotFound):
        sharing.attachment("member", practice.id, second)


def test_bytes_that_another_practice_bears_stay(parts: Parts) -> None:
    sharing = parts.study.sharing
    one, two = (sharing.log_practice("member", MONDAY, Deed(text, Whom.STUDENTS)) for text in ("一", "二"))
    for practice in (one, two):
        sharing.attach("member", practice.id, "a.pdf", b"same")
    digest = sharing.my_practice("member", two.id).deed.files[0].digest
    sharing.withdraw_practice("member", one.id)
    assert sharing.attachment("member", two.id, digest)[1] == b"same"


def test_what_two_screens_do_at_once_is_neither_lost_nor_brought_back(parts: Parts) -> None:
    meeting, met = threading.Barrier(2, timeout=20), threading.local()

    def clock() -> dt.datetime:
        """Asked once a practice has been read, and before it is told anew: there the two meet, each for the first time."""
        if not getattr(met, "before", False):
            met.before = True
            meeting.wait()
        return parts.now

    store = MemoryAttachments()
    sharing = Sharing(Callers(parts.directory), parts.directory, parts.ledger, clock, store, as_sent)
    practice = log(parts)
    retold = dataclasses.replace(SHARED, text="讲了两次选题")
    with ThreadPoolExecutor(2) as screens:
        attached = screens.submit(sharing.attach, "member", practice.id, "a.pdf", b"one")
        changed = screens.submit(sharing.change_practice, "member", practice.id, retold)
        attached.result(), changed.result()
    known = sharing.my_practice("member", practice.id)
    assert (known.deed.text, [one.name for one in known.deed.files]) == ("讲了两次选题", ["a.pdf"])
    with ThreadPoolExecutor(2) as screens:
        gone = screens.submit(sharing.withdraw_practice, "member", practice.id)
        again = screens.submit(sharing.change_practice, "member", practice.id, SHARED)
        gone.result()
        assert again.exception() is None or isinstance(again.exception(), NotFound)
    assert sharing.my_practices("member") == ()
    assert store.get(known.deed.files[0].digest) is None
