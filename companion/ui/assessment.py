"""考核: what members' acts come to, the rules behind it, and semesters closed for good."""

import re

import gradio as gr

from companion.assessmentdesk import Preview, Verification
from companion.records.assessment import Rules
from companion.records.scores import ScoreTable, Semester
from companion.records.terms import Terms
from companion.study import Study
from companion.ui import assessmentview as shown
from companion.ui.branch import Choice, looked_after, page_of
from companion.ui.components import a_day, esc, icon, select
from companion.ui.escalation import small
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.place import place

ACTS = ("preview_rules", "change_rules", "preview_closing", "close_semester", "verify_scores", "correct_score")


def lay_out() -> gr.HTML:
    return place("assessment", ACTS)


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    desk = study.assessment

    def draw(
        asking: Asking,
        done: str = "",
        *,
        seen: Preview | None = None,
        closing: tuple[ScoreTable, str] | None = None,
        verified: Verification | None = None,
    ) -> str:
        say = asking.say
        branches, branch = looked_after(study, asking)
        wanted = asking.text("first", "")
        known = desk.standing(asking.actor, branch.id, a_day(wanted) if wanted else None)
        along = f'data-branch="{esc(branch.id)}"'
        told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done)}</p>' if done else ""
        parts = told
        if len(known.semesters) > 1 and known.semester is not None:
            pairs = [(str(one.first), one.name) for one in reversed(known.semesters)]
            chosen = select("first", say("scores.semester"), pairs, str(known.semester.first))
            show = f'<button type="submit" class="button">{esc(say("branch.show"))}</button>'
            parts += f'<form class="filters" data-act="open" {along}>{chosen}{show}</form><p class="notice" role="alert"></p>'
        parts += shown.preview_section(seen, along, say) if seen else ""
        parts += "" if seen or closing else shown.score_section(known, say)
        parts += "" if seen else shown.closing_section(known, closing, along, say)
        for one in reversed(known.closings):
            if known.closed is not None and one.id == known.closed.id:
                found = verified if verified and verified.closed.id == one.id else None
                parts += shown.closed_section(one, known.names, branch.timezone, along, found, say)
        if known.closed is None or known.semester == known.semesters[-1]:
            parts += shown.rules_section(known, seen.terms if seen else known.terms, along, known.today, say, opened=seen is not None)
        parts += shown.trail_section(known.changes, known.names, branch.timezone, say)
        choice = Choice(branches, branch, (), "", known.today, known.today)
        return page_of("assessment", choice, say, parts, dates=False, group=False)

    def open_assessment(asking: Asking) -> str:
        return draw(asking)

    def preview_rules(asking: Asking) -> str:
        seen = desk.preview(asking.actor, asking.text("branch"), terms_of(asking))
        return draw(asking, seen=seen)

    def change_rules(asking: Asking) -> str:
        desk.change(asking.actor, asking.text("branch"), terms_of(asking), asking.text("reason"), asking.text("mark"))
        return draw(asking, asking.say("rules.done"))

    def preview_closing(asking: Asking) -> str:
        return draw(asking, closing=desk.closing(asking.actor, asking.text("branch"), a_day(asking.text("first"))))

    def close_semester(asking: Asking) -> str:
        branch, first = asking.text("branch"), a_day(asking.text("first"))
        desk.close(asking.actor, branch, first, asking.text("reason"), asking.text("mark"))
        return draw(asking, asking.say("closing.done"))

    def verify_scores(asking: Asking) -> str:
        found = desk.verify(asking.actor, asking.text("branch"), number(asking.text("closed")))
        return draw_closed(asking, found, "")

    def correct_score(asking: Asking) -> str:
        branch, closed = asking.text("branch"), number(asking.text("closed"))
        desk.correct(asking.actor, branch, closed, asking.text("member"), a_score(asking.text("points")), asking.text("reason"))
        return draw_closed(asking, desk.verify(asking.actor, branch, closed), asking.say("closed.corrected"))

    def draw_closed(asking: Asking, found: Verification, done: str) -> str:
        """With the semester that it is about."""
        there = Asking(asking.actor, asking.language, {**asking.data, "first": str(found.closed.table.semester.first)})
        return draw(there, done, verified=None if done else found)

    wire(view.open, open_assessment, "open_assessment", view, said)
    wire(view.preview_rules, preview_rules, "preview_rules", view, said)
    wire(view.change_rules, change_rules, "change_rules", view, said)
    wire(view.preview_closing, preview_closing, "preview_closing", view, said)
    wire(view.close_semester, close_semester, "close_semester", view, said)
    wire(view.verify_scores, verify_scores, "verify_scores", view, said)
    wire(view.correct_score, correct_score, "correct_score", view, said)


def terms_of(asking: Asking) -> Terms:
    """The terms as a form sends them; without dates where the form has none. Raises UsageError."""
    rules = Rules(**{name: small(asking.text(name)) for name in shown.FIELDS})
    if not asking.text("from", ""):
        return Terms(rules)
    return Terms(rules, Semester(asking.text("name"), a_day(asking.text("from")), a_day(asking.text("to"))))


def number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise incomplete()
    return int(text)


def a_score(text: str) -> int:
    """Hundredths of a point, of a score with up to two decimals. Raises UsageError."""
    if not re.fullmatch(r"[0-9]{1,3}([.][0-9]{1,2})?", text.strip()):
        raise incomplete()
    whole, _, rest = text.strip().partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
