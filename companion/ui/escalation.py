"""What the weeks suggest, for the overview: each step with the weeks that led to it, noted by the secretary alone."""

from collections.abc import Callable, Sequence

import gradio as gr

from companion.desk.escalation import MOST_WEEKS, REASON, WORDS, Noted, Proposal
from companion.people.members import Branch
from companion.records.changes import Changed
from companion.records.escalation import Rules, Step, Week
from companion.study import Study
from companion.ui.components import esc, icon, moment
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.trail import changes_fold
from companion.ui.words import Say

ACTS = ("note_escalation", "set_escalation")
SHOWN = 20  # proposals, and lines of the trail
WEEKS = 6  # named of a proposal


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, draw: Callable[[Asking, str], str]) -> None:
    """``draw`` gives the place anew, with a word on what was done."""

    def note_escalation(asking: Asking) -> str:
        step, button = small(asking.text("step")), asking.text("button")
        if step not in list(Step) or button not in ("done", "not_needed"):
            raise incomplete()
        branch, member, words = asking.text("branch"), asking.text("member"), asking.text("words")
        study.desk.escalation.note(asking.actor, branch, member, Step(step), words, done=button == "done")
        return draw(asking, asking.say("escalation.noted"))

    def set_escalation(asking: Asking) -> str:
        first, second, third = (small(asking.text(name)) for name in ("first", "second", "third"))
        rules = Rules(small(asking.text("threshold")) / 100, (first, second, third))
        study.desk.escalation.set_rules(asking.actor, asking.text("branch"), rules, asking.text("reason"))
        return draw(asking, asking.say("escalation.set"))

    wire(view.note_escalation, note_escalation, "note_escalation", view, said)
    wire(view.set_escalation, set_escalation, "set_escalation", view, said)


def small(text: str) -> int:
    """A whole number as a form sends it. Raises UsageError."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise incomplete()
    return int(text)


def escalation_card(
    branch: Branch, proposals: Sequence[Proposal], trail: Sequence[Noted], rules: Rules, changes: Sequence[tuple[Changed, str]], say: Say
) -> str:
    along = f'data-branch="{esc(branch.id)}"'
    listed = "".join(_proposal(one, along, say) for one in proposals[:SHOWN])
    if len(proposals) > SHOWN:
        listed += f'<li class="soft">{esc(say("escalation.more", n=len(proposals) - SHOWN))}</li>'
    body = f'<ol class="escalation">{listed}</ol>' if listed else f'<p class="soft">{esc(say("escalation.none"))}</p>'
    noted = "".join(_noted(one, branch.timezone, say) for one in trail[:SHOWN])
    past = f'<details><summary>{esc(say("escalation.trail"))}</summary><ol class="escalation-trail">{noted}</ol></details>' if noted else ""
    hint = say("escalation.hint", rate=f"{rules.threshold:.0%}", first=rules.weeks[0], second=rules.weeks[1], third=rules.weeks[2])
    return (
        f'<section class="card" id="escalation"><h2>{esc(say("escalation.title"))}</h2><p class="soft">{esc(hint)}</p>{body}{past}'
        f"{_rules(rules, along, say)}{changes_fold(changes, lambda name, value: _setting(name, value, say), branch.timezone, say)}</section>"
    )


def _proposal(one: Proposal, along: str, say: Say) -> str:
    weeks = say("overview.names").join(week_words(week, say) for week in one.weeks[-WEEKS:])
    name, step = one.member.name, say(f"escalation.step.{one.step.value}")
    return (
        f'<li><p><strong>{esc(name)}</strong> <span class="escalation-step">{esc(say("escalation.suggested", step=step))}</span></p>'
        f'<p class="soft">{esc(say("escalation.weeks", n=len(one.weeks), weeks=weeks))}</p>'
        f'<details><summary>{esc(say("escalation.note"))}</summary>'
        f'<form class="write" data-act="note_escalation" {along} data-member="{esc(one.member.username)}" data-step="{one.step.value}">'
        f'<label><span class="label">{esc(say("escalation.words"))}</span><input type="text" name="words" required maxlength="{WORDS}"></label>'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button" name="button" value="done">'
        f'{icon("check")}{esc(say("escalation.done", step=step))}</button><button type="submit" class="button" name="button" value="not_needed">'
        f"{esc(say('escalation.not_needed'))}</button></div></form></details></li>"
    )


def week_words(week: Week, say: Say) -> str:
    return say("escalation.week", month=week.monday.month, day=week.monday.day, name=f"{week.monday:%b}", done=week.done, due=week.due)


def _noted(one: Noted, zone: str, say: Say) -> str:
    note = one.note
    step = say(f"escalation.step.{note.step.value}")
    verdict = say("escalation.was_done", step=step) if note.done else say("escalation.was_not_needed", step=step)
    return (
        f'<li><p><strong>{esc(one.name)}</strong> {esc(verdict)}</p><p>{esc(note.words)}</p>'
        f'<p class="soft">{esc(one.by)} · <time datetime="{note.at.isoformat()}">{moment(note.at, zone)}</time></p></li>'
    )


def _rules(rules: Rules, along: str, say: Say) -> str:
    def field(name: str, words: str, value: int, most: int) -> str:
        return (
            f'<label><span class="label">{esc(words)}</span>'
            f'<input type="number" name="{name}" value="{value}" min="1" max="{most}" step="1" required inputmode="numeric"></label>'
        )

    weeks = zip(("first", "second", "third"), Step, rules.weeks, strict=True)
    fields = field("threshold", say("escalation.threshold"), round(rules.threshold * 100), 100) + "".join(
        field(name, say("escalation.after", step=say(f"escalation.step.{step.value}")), value, MOST_WEEKS) for name, step, value in weeks
    )
    fields += (
        f'<label class="wide"><span class="label">{esc(say("rules.reason"))}</span>'
        f'<input type="text" name="reason" required maxlength="{REASON}"></label>'
    )
    return (
        f'<details><summary>{esc(say("escalation.rules"))}</summary><form class="leave-form" data-act="set_escalation" {along}>{fields}'
        f'<p class="notice wide" role="alert"></p><div class="acts wide"><button type="submit" class="button">{esc(say("escalation.save"))}</button></div></form></details>'
    )


def _setting(name: str, value: object, say: Say) -> tuple[str, str]:
    if name == "threshold":
        return say("escalation.threshold"), f"{value:.0%}"
    return say("escalation.rule", step=say(f"escalation.step.{name}")), str(value)
