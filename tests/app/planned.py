"""The views of a plan in which every word is ``text``, for the tests of what views promise."""

import datetime as dt
from dataclasses import replace

from companion.plan.plans import Goal, Plan, Stretch, Unit, UnitKind
from companion.plandesk import Draft, Handed, Trace
from companion.readings import Course, Outlook
from companion.records.deeds import Deed, Practice, Whom
from companion.records.plans import Change
from companion.records.projects import Result
from companion.reflections.reflections import Visibility
from companion.texts.documents import Entry, Passage
from companion.ui import plandrafts, planforms, planview
from companion.ui.words import Say

DAY = dt.date(2026, 9, 14)
NOW = dt.datetime(2026, 9, 14, 4, tzinfo=dt.UTC)


def plan_views(text: str, say: Say) -> list[str]:
    """The plan as a member and as a secretary sees it."""
    unit = Unit(text, text, text, text, DAY, DAY, (Stretch(text), Stretch("gone", (text,))))
    project = replace(unit, id="p", kind=UnitKind.PROJECT, group=text, result=text)
    one = Plan(text, text, DAY, DAY + dt.timedelta(days=3), (0,), {DAY: text}, frozenset({DAY + dt.timedelta(days=1)}), (unit, project), (Goal(text, text),))
    passage = Passage(text, text, (text,), 1, 1, 0, len(text), text)
    seen = Outlook(one, (DAY, DAY + dt.timedelta(days=2)), (Course(unit, (DAY,), ((passage,), (passage,))), Course(unit, (DAY, DAY), ((passage,),))), {text: text})
    along, entry = planforms.Along(text, text), Entry(text, text, unit=text)
    trace = Trace(Change(1, text, NOW, "made", None, one), text)
    practice = Practice(1, text, text, DAY, Deed(text, Whom.STUDENTS, visibility=Visibility.BRANCH))
    return [
        planview.plan_head(seen, say) + planview.timeline(seen, DAY, say) + planview.goals_view(one, say) + planview.off_view(one, say),
        planview.units_view(seen, DAY, [text], say) + planview.units_view(seen, DAY, [], say, lambda unit: planforms.unit_acts(unit, along, say)),
        planforms.unit_form(project, one, [(entry, ((text,),))], [text], along, say, new=False) + planforms.make_form(along, DAY, say),
        planforms.frame_forms(one, along, say) + planforms.off_forms(one, along, DAY, say) + planforms.goals_form(one, along, say),
        plandrafts.draft_view(Draft(one, 1), None, seen, along, DAY, "file", say) + plandrafts.propose_form(along, 2, say) + plandrafts.files_fold(along, say),
        planview.results_view([Handed(Result(1, text, NOW, text, text), text)], "Asia/Shanghai", say) + planforms.result_form(project, [practice], along, say),
        planforms.trail_view([trace, replace(trace, change=replace(trace.change, before=one, after=replace(one, name="x")))], along, "Asia/Shanghai", say),
    ]
