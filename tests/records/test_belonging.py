"""Who belonged to which branch on which days, read from what was changed of accounts."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from companion.people.members import Belonging, Gone, Member, Role
from companion.people.roster import Change
from companion.records.belonging import Histories, belongings, histories_after
from companion.records.events import Event, EventKind
from companion.records.membership import Act, changes_payload, told, untold

START = dt.date(2026, 9, 1)
DAYS = [START + dt.timedelta(days=n) for n in range(20)]
NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
ANN = Member("ann", "安", "甲", group="一组", joined=START)

Steps = Sequence[tuple[int, str, str]]
"""The day's number, the branch and the group that somebody is put into."""

steps = st.lists(st.tuples(st.integers(0, 19), st.sampled_from("甲乙丙"), st.sampled_from(("", "一组", "二组"))), max_size=8)


def run(given: Steps, member: Member = ANN) -> tuple[Member, list[Event]]:
    """The account after these steps, and the events that tell of them."""
    events = []
    for id, (n, branch, group) in enumerate(given, 1):
        after = replace(member, branch=branch, group=group)
        payload = changes_payload(Act.EDITED, [], [Change(member, after)])
        events.append(Event(EventKind.MEMBER_CHANGED, branch, "admin", DAYS[n], NOW, payload, "", id))
        member = after
    return member, events


def had(given: Steps, member: Member = ANN) -> dict[str, Member]:
    after, events = run(given, member)
    return belongings(after, histories_after(Histories(), events).past.get("ann", ()))


@given(steps.map(lambda one: sorted(one, key=lambda step: step[0])))
def test_every_day_counts_in_the_branch_where_one_was_at_its_end(given: Steps) -> None:
    found = had(given)
    for n, day in enumerate(DAYS):
        where = next((branch for at, branch, _ in reversed(given) if at <= n), "甲")
        assert [branch for branch, one in found.items() if one.counts_on(day)] == [where]
        assert [branch for branch, one in found.items() if one.counts_within(day, day)] == [where]


@given(steps)
def test_no_day_counts_twice_or_nowhere_even_if_a_clock_is_put_back(given: Steps) -> None:
    found = had(given).values()
    assert all(sum(one.counts_on(day) for one in found) == 1 for day in DAYS)


@given(steps, st.integers(0, 19), st.integers(0, 19))
def test_who_has_joined_late_or_left_owes_nothing_outside(given: Steps, first: int, last: int) -> None:
    member = replace(ANN, joined=DAYS[first], active=False, left=DAYS[last])
    found = had(given, member).values()
    assert [day for day in DAYS if sum(one.counts_on(day) for one in found)] == DAYS[first : last + 1]


@given(steps, steps)
def test_what_a_branch_has_had_of_somebody_is_not_changed_by_what_others_do(before: Steps, after: Steps) -> None:
    before, after = (sorted(one, key=lambda step: step[0]) for one in (before, after))
    last = max((n for n, _, _ in before), default=0)
    away = [(max(n, last), branch, group) for n, branch, group in after if branch != "甲"]
    gone = [*before, (last, "乙", "")]
    earlier, later = had(gone).get("甲"), had([*gone, *away]).get("甲")
    assert earlier == later
    assert later is None or (later.gone, later.active) == (Gone.MOVED, False)


@given(steps, st.integers(0, 8))
def test_the_history_can_be_read_in_pieces(given: Steps, cut: int) -> None:
    events = run(given)[1]
    assert histories_after(histories_after(Histories(), events[:cut]), events[cut:]) == histories_after(Histories(), events)


@given(st.builds(Member, st.just("ann"), st.text(), st.text(), st.sampled_from(Role), active=st.booleans(), left=st.none() | st.dates()))
def test_an_account_is_read_as_it_was_written_down(member: Member) -> None:
    assert untold(ANN, told(member)) == member


def test_moved_and_moved_back_is_one_line_with_the_days_between_left_out() -> None:
    found = had([(3, "乙", ""), (5, "甲", "二组")])
    assert not isinstance(ANN, Belonging) and isinstance(found["甲"], Belonging)
    assert (found["甲"].gone, found["甲"].group, found["甲"].since) == (None, "二组", DAYS[5])
    assert [day for day in DAYS[:7] if found["甲"].counts_on(day)] == [*DAYS[:3], *DAYS[5:7]]
    assert (found["乙"].gone, found["乙"].left, found["乙"].group) == (Gone.MOVED, DAYS[4], "")
    assert set(had([(3, "乙", ""), (3, "丙", ""), (3, "甲", "一组")])) == {"甲"}  # on one day


def test_who_was_never_moved_is_the_member_as_they_are() -> None:
    member, events = run([(2, "甲", "二组"), (4, "甲", "")])
    assert belongings(member, histories_after(Histories(), events).past["ann"]) == {"甲": member}
