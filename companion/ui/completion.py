"""完成情况: the table of a branch with its filters, who is late today, and leave below it."""

import datetime as dt
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from companion.errors import UsageError
from companion.people.members import Member
from companion.records.columns import Column, State, Wanted, sums_of
from companion.records.completion import Completion, Table
from companion.study import Study
from companion.ui import leave
from companion.ui.branch import Choice, choose, page_of
from companion.ui.components import empty, esc, icon, percent, select
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.ratings import ratings_view
from companion.ui.table import PAGE, completion_table
from companion.ui.words import Say

KEPT = ("branch", "group", "first", "last", "unit", "state", "sort", "down", "page")
"""What the place's address may hold."""


@dataclass(frozen=True)
class Looked:
    """What a secretary looks at: ``asked`` is what the address held of KEPT, ``units`` those that can be chosen."""

    choice: Choice
    wanted: Wanted
    page: int
    units: tuple[str, ...]
    asked: Mapping[str, str]
    standard: float

    def link(self, **changes: str) -> str:
        """The address of the place as it is, with changes; empty ones are left out."""
        kept = {name: text for name, text in {**self.asked, **changes}.items() if text}
        return f"#branch/{urllib.parse.urlencode(kept)}" if kept else "#branch"


def lay_out() -> gr.HTML:
    return place("branch", leave.ACTS)


def wire_up(table: gr.HTML, said: gr.HTML, study: Study) -> None:
    def draw(asking: Asking, done: str = "") -> str:
        looked = look(study, asking)
        choice, wanted = looked.choice, looked.wanted
        shown = study.reports.table(asking.actor, wanted)
        if wanted.unit and shown.days:  # its days, whatever was asked for
            looked = replace(looked, choice=replace(choice, first=shown.days[0], last=shown.days[-1]))
        late = study.unfinished_today(asking.actor, wanted.branch, wanted.group)
        rated = study.rated_sources(asking.actor, wanted.branch, choice.first, choice.last)
        people, trail = study.members(asking.actor, wanted.branch), study.leave.trail(asking.actor, wanted.branch)
        kept = {**choice.kept(), **looked.asked}
        below = leave.leave_section(people, trail, kept, shown.today, choice.branch.timezone, asking.say, done)
        return completion_view(looked, shown, late, asking.say) + below + ratings_view(rated, asking.say)

    def open_branch(asking: Asking) -> str:
        return draw(asking)

    wire(table.open, open_branch, "open_branch", table, said)
    leave.wire_up(table, said, study, draw)


def look(study: Study, asking: Asking) -> Looked:
    choice = choose(study, asking)
    asked = {name: text for name in KEPT if (text := asking.text(name, ""))}
    units = study.reports.units(asking.actor, choice.branch.id)
    wanted = wanted_of(asked, choice.branch.id, choice.first, choice.last, choice.group)
    if wanted.unit not in units:  # of another branch that was looked at before
        wanted, asked = replace(wanted, unit=""), {name: text for name, text in asked.items() if name != "unit"}
    page = int(asked["page"]) if asked.get("page", "").isdecimal() and len(asked["page"]) < 6 else 0
    return Looked(choice, wanted, page, units, asked, study.reports.standard(asking.actor, choice.branch.id))


def wanted_of(asked: Mapping[str, str], branch: str, first: dt.date, last: dt.date, group: str) -> Wanted:
    """What is asked of the table. Raises UsageError for a state or a column that there is not."""
    try:
        state, column = State(asked.get("state") or State.ALL), Column(asked["sort"]) if asked.get("sort") else None
    except ValueError as error:
        raise UsageError("表里没有这一列或这种状态，请重新选择。", "The table has no such column or state; please choose again.") from error
    unit, down = asked.get("unit", ""), asked.get("down") == "yes"
    return Wanted(branch, first, last, group, unit, state, column, down)


def completion_view(looked: Looked, table: Table, late: Sequence[Member], say: Say) -> str:
    choice, wanted = looked.choice, looked.wanted
    query = urllib.parse.urlencode({**choice.kept(), **looked.asked, "page": ""})
    export = f'<a class="button primary" href="{esc(f"/export?{query}")}" download>{icon("down")}{esc(say("branch.export"))}</a>'
    body = empty(say("branch.no_rows"))
    if table.rows and table.days:
        page = min(looked.page, (len(table.rows) - 1) // PAGE)
        body = completion_table(table, wanted.column, wanted.down, page, looked.link, say)
    top = figures(table, say) + unfinished(table, late, say)
    return page_of("branch", choice, say, top + body, more=more_filters(looked, say), after=export)


def more_filters(looked: Looked, say: Say) -> str:
    """The filters that only the table has."""
    wanted, fields = looked.wanted, ""
    if looked.units:
        pairs = [("", say("branch.all_units")), *((unit, unit) for unit in looked.units)]
        fields += select("unit", say("branch.unit"), pairs, wanted.unit)
    words = {state: say(f"branch.state.{state}", share=percent(looked.standard)) for state in State}
    states = [("" if state is State.ALL else state.value, words[state]) for state in State]
    fields += select("state", say("branch.state"), states, "" if wanted.state is State.ALL else wanted.state.value)
    order = {"sort": looked.asked.get("sort", ""), "down": looked.asked.get("down", "")}
    return fields + "".join(f'<input type="hidden" name="{name}" value="{esc(text)}">' for name, text in order.items())


def figures(table: Table, say: Say) -> str:
    sums = sums_of(table.rows)
    shown = [(say("figure.rate"), percent(sums.rate)), (say("figure.on_time"), percent(sums.on_time_rate))]
    if table.today in table.days:
        at = table.days.index(table.today)
        here = [row.cells[at] for row in table.rows if row.member.active or row.cells[at] is Completion.ON_TIME]
        cells = [cell for cell in here if cell not in (None, Completion.EXCUSED)]
        shown.insert(0, (say("figure.today"), f"{cells.count(Completion.ON_TIME)} / {len(cells)}"))
    return '<dl class="figures">' + "".join(f"<div><dt>{esc(w)}</dt><dd>{esc(v)}</dd></div>" for w, v in shown) + "</dl>"


def unfinished(table: Table, late: Sequence[Member], say: Say) -> str:
    """How many are late today; who they are, and words to send them, is in 概况."""
    if not table.today_counts:
        return f'<p class="card soft">{esc(say("branch.no_day"))}</p>'
    if not late:
        return f'<p class="card">{icon("check")}{esc(say("branch.all_done"))}</p>'
    return f'<p class="card"><a class="link" href="#overview">{esc(say("branch.unfinished", n=len(late)))}</a></p>'
