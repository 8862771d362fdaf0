"""Leave: what a secretary gives and takes back below the table, the trail of it, and what a member sees of their own."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import gradio as gr

from companion.leavedesk import REASON, Entry
from companion.people.members import Member
from companion.records.leave import Absence, Leave
from companion.study import Study
from companion.ui.components import a_day, date_words, esc, icon, moment, select
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.words import Say

ACTS = ("excuse_days", "allow_make_up", "withdraw_leave")
MOST = 50  # lines of the trail, and of a member's own list


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, draw: Callable[[Asking, str], str]) -> None:
    """``draw`` gives the place anew, with a word on what was done."""

    def excuse_days(asking: Asking) -> str:
        kind = asking.text("kind")
        if kind not in {absence.value for absence in Absence}:
            raise incomplete()
        first, last = a_day(asking.text("from")), a_day(asking.text("to"))
        branch, member, reason = asking.text("branch"), asking.text("member"), asking.text("reason")
        study.leave.excuse(asking.actor, branch, member, first, last, Absence(kind), reason)
        return draw(asking, asking.say("leave.done.excused"))

    def allow_make_up(asking: Asking) -> str:
        branch, member, reason = asking.text("branch"), asking.text("member"), asking.text("reason")
        study.leave.allow_make_up(asking.actor, branch, member, a_day(asking.text("on")), reason)
        return draw(asking, asking.say("leave.done.allowed"))

    def withdraw_leave(asking: Asking) -> str:
        number = asking.text("leave")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise incomplete()
        study.leave.withdraw(asking.actor, asking.text("branch"), int(number), asking.text("reason"))
        return draw(asking, asking.say("leave.done.withdrawn"))

    wire(view.excuse_days, excuse_days, "excuse_days", view, said)
    wire(view.allow_make_up, allow_make_up, "allow_make_up", view, said)
    wire(view.withdraw_leave, withdraw_leave, "withdraw_leave", view, said)


def leave_section(
    people: Sequence[Member], trail: Sequence[Entry], kept: Mapping[str, object], today: dt.date, zone: str, say: Say, done: str = ""
) -> str:
    """The two forms and the trail; ``kept`` is what the place shows, to be shown again, ``zone`` the branch's time zone."""
    told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done)}</p>' if done else ""
    along = "".join(f' data-{name}="{esc(value)}"' for name, value in kept.items())
    pairs = [("", say("leave.choose")), *((one.username, f"{one.name}（{one.username}）") for one in people if one.active)]
    who = select("member", say("leave.member"), pairs, "").replace("<select", "<select required")
    rows = "".join(trail_row(entry, along, zone, say) for entry in trail[:MOST])
    more = f'<p class="soft">{esc(say("leave.more", n=len(trail) - MOST))}</p>' if len(trail) > MOST else ""
    listed = f'<ol class="leave-trail">{rows}</ol>{more}' if rows else f'<p class="soft">{esc(say("leave.none"))}</p>'
    kinds = select("kind", say("leave.kind"), [(kind.value, say(f"absence.{kind}")) for kind in Absence], Absence.SICK.value)
    span = date_field("from", say("branch.first"), today) + date_field("to", say("branch.last"), today)
    day = date_field("on", say("leave.on"), None, today - dt.timedelta(days=1))
    return (
        f'<section class="leave"><h2>{esc(say("leave.title"))}</h2>{told}'
        f"{form('excuse_days', who + span + kinds, along, say)}{form('allow_make_up', who + day, along, say)}{listed}</section>"
    )


def form(act: str, fields: str, along: str, say: Say) -> str:
    return (
        f'<details class="card upkeep"><summary>{icon("plus")}{esc(say(f"leave.{act}"))}</summary>'
        f'<p class="soft">{esc(say(f"leave.{act}.hint"))}</p><form class="leave-form" data-act="{act}"{along}>{fields}'
        f"{reason_field(say('leave.reason'))}{sending(f'leave.{act}.send', say)}</form></details>"
    )


def reason_field(words: str) -> str:
    return f'<label class="wide"><span class="label">{esc(words)}</span><input type="text" name="reason" required maxlength="{REASON}"></label>'


def sending(words: str, say: Say) -> str:
    return f'<p class="notice wide" role="alert"></p><div class="acts wide"><button type="submit" class="button">{esc(say(words))}</button></div>'


def date_field(name: str, words: str, value: dt.date | None, most: dt.date | None = None) -> str:
    least = f' max="{most}"' if most else ""
    return f'<label><span class="label">{esc(words)}</span><input type="date" name="{name}" value="{value or ""}"{least} required></label>'


def trail_row(entry: Entry, along: str, zone: str, say: Say) -> str:
    """Who, when, why, before and after; and the way to take back what still stands."""
    withdrawn = f"{say('leave.withdrawn')} · " if entry.withdrawal else ""
    changed = say("leave.changed", before=standing(entry.step.before, say), after=standing(entry.step.after, say))
    back = ""
    if entry.standing and not entry.withdrawal:
        fields = f"{reason_field(say('leave.withdraw.reason'))}{sending('leave.withdraw.send', say)}"
        back = (
            f'<details><summary>{esc(say("leave.withdraw"))}</summary><form class="leave-form" data-act="withdraw_leave"'
            f' data-leave="{entry.leave.step.id}"{along}>{fields}</form></details>'
        )
    return (
        f"<li><p><strong>{esc(entry.name)}</strong> {esc(withdrawn + leave_words(entry.leave, say))}</p>"
        f'<p>{esc(say("leave.why", reason=entry.step.reason))}</p><p class="soft">{esc(changed)} · {esc(entry.by)} {moment(entry.step.at, zone)}</p>{back}</li>'
    )


def standing(days: Mapping[str, int], say: Say) -> str:
    return say("branch.names").join(say("leave.days", how=say(f"completion.{how}"), n=n) for how, n in days.items()) or "–"


def leave_words(leave: Leave, say: Say) -> str:
    """From when to when, and what it is."""
    first, last = (f"{day:%Y-%m-%d}" for day in (leave.first, leave.last))
    span = first if first == last else say("leave.span", first=first, last=last)
    what = say("leave.excused", kind=say(f"absence.{leave.absence}")) if leave.absence else say("leave.allowed")
    return f"{span} · {what}"


def own_leave(leaves: Sequence[Leave], since: dt.date, left: Sequence[dt.date], say: Say) -> str:
    """A member's own leave that reaches ``since`` or is of a day ``left`` to make up; nothing where there is none."""
    shown = [leave for leave in leaves if leave.last >= since or leave.last in left][:MOST]
    rows = "".join(f'<li><p>{esc(leave_words(leave, say))}</p><p class="soft">{esc(say("leave.why", reason=leave.step.reason))}</p></li>' for leave in shown)
    return f'<section class="card"><h2>{esc(say("leave.own"))}</h2><ul class="leave-trail">{rows}</ul></section>' if rows else ""


def released(day: dt.date, say: Say) -> str:
    """The note above the lesson of an excused day."""
    return f'<p class="note">{icon("check")}{esc(say("leave.released", day=date_words(day, say)))}</p>'
