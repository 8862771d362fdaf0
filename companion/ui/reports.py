"""报表: a week's or a semester's report, and for an admin the branches side by side; seen, printed, taken along."""

import datetime as dt
import enum
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from companion.errors import UsageError
from companion.people.members import Branch, Role
from companion.reports.paper import Paper
from companion.reports.report import Kind
from companion.reports.wording import paper_of, paper_of_comparison
from companion.study import Study
from companion.ui.branch import looked_after, tabs
from companion.ui.components import a_day, esc, icon, select
from companion.ui.handlers import Asking, wire
from companion.ui.paper import paper_view
from companion.ui.place import place
from companion.ui.words import Say

WEEKS = dt.timedelta(days=27)  # compared unless other days are chosen


class Which(enum.StrEnum):
    WEEK = Kind.WEEK.value
    SEMESTER = Kind.SEMESTER.value
    BRANCHES = "branches"


@dataclass(frozen=True)
class Wanted:
    """What report is wanted: of the week or semester of ``day``, or the branches from ``first`` to ``last``."""

    which: Which
    branch: str
    day: dt.date
    first: dt.date
    last: dt.date

    def query(self, form: str) -> str:
        kept = {"kind": self.which.value, "branch": self.branch, "day": self.day, "first": self.first, "last": self.last}
        return f"/report?{urllib.parse.urlencode({**kept, 'form': form})}"


def lay_out() -> gr.HTML:
    return place("reports")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_reports(asking: Asking) -> str:
        branches, branch = looked_after(study, asking)
        today = study.today(asking.actor)
        names = ("kind", "day", "first", "last")
        wanted = wanted_of({name: asking.text(name, "") for name in names}, branch.id, today)
        paper = paper_wanted(study, asking.actor, wanted, asking.language)
        whole = study.me(asking.actor).role is Role.ADMIN
        return reports_view(wanted, branches, branch, paper, today, asking.say, whole=whole)

    wire(view.open, open_reports, "open_reports", view, said)


def wanted_of(asked: dict[str, str], branch: str, today: dt.date) -> Wanted:
    """What a form or an address asks for; by default this week. Raises UsageError."""
    try:
        which = Which(asked.get("kind") or Which.WEEK)
    except ValueError as error:
        raise UsageError("没有这种报表。", "There is no such report.") from error
    day, last = (a_day(asked[name]) if asked.get(name) else today for name in ("day", "last"))
    first = a_day(asked["first"]) if asked.get("first") else last - WEEKS
    return Wanted(which, branch, day, first, last)


def paper_wanted(study: Study, actor: str, wanted: Wanted, language: str) -> Paper:
    if wanted.which is Which.BRANCHES:
        return paper_of_comparison(study.reports.comparison(actor, wanted.first, wanted.last), language)
    return paper_of(study.reports.report(actor, wanted.branch, Kind(wanted.which.value), wanted.day), language)


def reports_view(
    wanted: Wanted, branches: Sequence[Branch], branch: Branch, paper: Paper, today: dt.date, say: Say, *, whole: bool
) -> str:
    """``whole``: whether the branches may be compared."""
    kinds = [(one.value, say(f"reports.{one}")) for one in Which if whole or one is not Which.BRANCHES]
    fields = select("kind", say("reports.kind"), kinds, wanted.which.value)
    if len(branches) > 1 and wanted.which is not Which.BRANCHES:
        fields += select("branch", say("branch.branch"), [(one.id, one.name) for one in branches], branch.id)
    if wanted.which is Which.BRANCHES:
        fields += _day("first", say("branch.first"), wanted.first, today) + _day("last", say("branch.last"), wanted.last, today)
    else:
        fields += _day("day", say("reports.day"), wanted.day, today)
    show = f'<button type="submit" class="button">{esc(say("branch.show"))}</button>'
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.reports"))}</h1><p class="soft">{esc(branch.name)}</p></header>'
        f'{tabs("reports", say)}<form class="filters" data-act="open" data-link>{fields}{show}</form>'
        f'<p class="notice" role="alert"></p>{ways(wanted, say)}{paper_view(paper)}'
    )


def ways(wanted: Wanted, say: Say) -> str:
    """To print it, and to take it along."""
    page = f'<a class="button primary" href="{esc(wanted.query("page"))}" target="_blank">{icon("print")}{esc(say("reports.print"))}</a>'
    files = "".join(
        f'<a class="button" href="{esc(wanted.query(form))}" download>{icon("down")}{esc(say(f"reports.{form}"))}</a>' for form in ("docx", "xlsx")
    )
    return f'<div class="acts paper-acts">{page}{files}</div>'


def _day(name: str, words: str, value: dt.date, most: dt.date) -> str:
    return (
        f'<label><span class="label">{esc(words)}</span>'
        f'<input type="date" name="{name}" value="{value}" max="{most}" required></label>'
    )


def print_page(paper: Paper, head: str, language: str, say: Say) -> str:
    """The report alone, as a page of its own that goes on A4. ``head`` brings the look."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{esc(paper.title)} · {esc(paper.under)}</title>{head}</head>'
        f'<body class="printed"><main><div class="acts">'
        f'<button type="button" class="button primary" data-print>{icon("print")}{esc(say("reports.print.now"))}</button></div>{paper_view(paper)}</main></body></html>'
    )
