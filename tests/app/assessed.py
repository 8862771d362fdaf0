"""Views of assessment made of any text whatever, for the test of all views."""

import datetime as dt

from companion.assessmentdesk import Own, Preview, Standing, Verification
from companion.people.members import Gone, Member
from companion.records.assessment import USUAL, WHOLE, Done, Facts, Rules, assess
from companion.records.closing import Closed, Correction, Difference
from companion.records.events import EventKind
from companion.records.scores import ScoreTable, Semester, score_row
from companion.records.terms import Change, Terms
from companion.ui import assessmentview, score
from companion.ui.words import Say

DAY = dt.date(2026, 3, 4)
AT = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)


def assessment_views(text: str, say: Say) -> list[str]:
    days = frozenset(DAY + dt.timedelta(days=n) for n in range(5))
    done = frozenset({Done(DAY, 0, WHOLE, True), Done(DAY + dt.timedelta(days=1), 3, 5_000)})
    found = assess(Facts(text, DAY + dt.timedelta(days=6), days, 5, done=done, practices=days, shares=days), USUAL)
    exempt = assess(Facts(text, DAY, frozenset(), 5), USUAL)
    member, semester = Member(text, text, "甲", group=text), Semester(text, DAY, DAY + dt.timedelta(days=4))
    table = ScoreTable("甲", text, semester, USUAL, 5, (score_row(member, found), score_row(member, exempt)))
    correction = Correction(8, text, found.points, 100_00, text, text, AT)
    closed = Closed(7, text, AT, table, "0" * 64, text, True, (text,), (correction,))
    terms = Terms(Rules(made_up=70), semester)
    change = Change(1, text, AT, text, Terms(), terms)
    names, today = {text: text}, DAY + dt.timedelta(days=9)
    kinds = (EventKind.QUIZ_SUBMITTED, EventKind.PRACTICE_LOGGED, EventKind.LEAVE_WITHDRAWN, EventKind.KEY_CORRECTED)
    verified = Verification(closed, (Difference(table.rows[0], None),), dict.fromkeys(kinds, 2), (text,))
    nothing = Standing(Terms(), (), None, False, None, None, (), (), {}, today)
    known = Standing(terms, (semester,), semester, True, table, None, (), (change,), names, today, dict.fromkeys([text], Gone.MOVED))
    frozen = Standing(terms, (semester,), semester, False, table, closed, (closed,), (change,), names, today)
    along = ""
    return [
        *(assessmentview.score_section(one, say) for one in (nothing, known, frozen)),
        assessmentview.preview_section(Preview(terms, terms, None, table, text), along, say),
        assessmentview.preview_section(Preview(terms, terms, table, table, text), along, say),
        *(assessmentview.rules_section(one, terms, along, today, say, opened=False) for one in (nothing, known, frozen)),
        *(assessmentview.closing_section(one, None, along, say) for one in (nothing, known, frozen)),
        assessmentview.closing_section(known, (table, text), along, say),
        assessmentview.closed_section(closed, names, "UTC", along, verified, say),
        assessmentview.trail_section((change,), names, "UTC", say),
        score.score_view(None, say),
        *(score.score_view(own, say) for own in (Own(semester, USUAL, found, None, None), Own(semester, USUAL, exempt, None, None))),
        score.score_view(Own(semester, Rules(hurried=50), found, closed, table.rows[0]), say),
        score.score_card(Own(semester, USUAL, found, None, None), say),
    ]
