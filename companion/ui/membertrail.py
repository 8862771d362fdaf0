"""改动记录 in 成员: who changed which account, when, before and after."""

from collections.abc import Mapping, Sequence

from companion.records.membership import Altered, Step
from companion.ui.components import esc, moment
from companion.ui.words import Say

MOST = 40  # steps
PEOPLE = 8  # accounts of one step


def trail_section(trail: Sequence[Step], names: Mapping[str, str], zone: str, say: Say) -> str:
    rows = "".join(f"<li>{step_view(step, names, zone, say)}</li>" for step in trail[:MOST])
    more = f'<p class="soft">{esc(say("trail.more", n=len(trail) - MOST))}</p>' if len(trail) > MOST else ""
    listed = f'<ol class="leave-trail">{rows}</ol>{more}' if rows else f'<p class="soft">{esc(say("trail.none"))}</p>'
    return f'<section class="leave"><h2>{esc(say("trail.title"))}</h2>{listed}</section>'


def step_view(step: Step, names: Mapping[str, str], zone: str, say: Say) -> str:
    lines = "".join(f"<p>{altered_view(one, names, say)}</p>" for one in step.changes[:PEOPLE])
    if len(step.changes) > PEOPLE:
        lines += f'<p class="soft">{esc(say("roster.more", n=len(step.changes) - PEOPLE))}</p>'
    by = f"{names.get(step.by, step.by)} {say(f'trail.{step.act}')}"
    return f'{lines}<p class="soft">{esc(by)} · {moment(step.at, zone)}</p>'


def altered_view(one: Altered, names: Mapping[str, str], say: Say) -> str:
    who = f"<strong>{esc(names.get(one.member, one.member))}</strong> <span class=soft>{esc(one.member)}</span>"
    reason = f' <span class="soft">{esc(say("trail.reason", reason=one.reason))}</span>' if one.reason else ""
    return f"{who} {esc(differences(one.before, one.after, say))}{reason}"


def differences(before: Mapping[str, str], after: Mapping[str, str], say: Say) -> str:
    """Each field that differs, as it was and as it is; of a new account only that it is new."""
    if not before:
        return say("trail.new") if after else ""
    told = (
        say("roster.change", field=say(f"field.{field}"), before=shown(field, before[field], say), after=shown(field, after[field], say))
        for field in after
    )
    return say("branch.names").join(told)


def shown(field: str, value: str, say: Say) -> str:
    if field in ("role", "post"):
        return say(f"{field}.{value}")
    if field == "active":
        return say("state.active" if value == "True" else "state.inactive")
    return value or say("trail.empty")
