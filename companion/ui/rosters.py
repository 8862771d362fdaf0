"""由名册导入 in 成员: the file sent, what it would change, and the choices it leaves open."""

import json
import urllib.parse
from collections.abc import Sequence

from companion.people.likeness import Doubt
from companion.people.members import Branch, Member
from companion.people.roster import Change, Choices, RosterPlan
from companion.peopledesk.rosters import Preview
from companion.records.membership import FIELDS, told
from companion.study import Study
from companion.ui.components import esc, icon, take_in
from companion.ui.handlers import Asking, incomplete
from companion.ui.membertrail import differences
from companion.ui.words import Say, speaker

MOST_BYTES = 5 * 2**20
MOST_ROWS = 1_000
"""Of one roster on the screen; larger ones go by the command line. Each new password takes some 50 ms to hash."""

SHOWN = 100  # accounts named one by one under each heading


def import_form(branch: Branch, say: Say) -> str:
    """static/bank.js sends the file and shows what comes back, below the form."""
    form = take_in(
        "/roster?" + urllib.parse.urlencode({"branch": branch.id}), MOST_BYTES, ".xlsx,.csv,.tsv", say,
        empty=say("roster.empty"), file=say("roster.file"), take=say("roster.look"), hint=say("roster.hint", n=MOST_ROWS), kind="roster-in",
    )  # fmt: skip
    return f'<details class="card upkeep"><summary>{icon("page")}{esc(say("roster.title"))}</summary>{form}</details>'


def preview_view(preview: Preview, branch: str, language: str) -> str:
    """What the roster would do, with a choice wherever it is not plain; sent back whole to be done."""
    say, plan = speaker(language), preview.plan
    doubtful = {doubt.new.username for doubt in plan.doubtful}
    new = [member for member in plan.added if member.username not in doubtful]
    parts = [
        _part(say("roster.doubtful", n=len(plan.doubtful)), [_doubt(doubt, say) for doubt in plan.doubtful], say, tone="warn"),
        _part(say("roster.added", n=len(new)), [f"<p>{_person(member)}</p>" for member in new], say, most=SHOWN),
        _part(say("roster.changed", n=len(plan.changed)), [_change(change, say) for change in plan.changed], say, most=SHOWN),
        _part(say("roster.missing", n=len(plan.missing)), [_missing(member) for member in plan.missing], say, hint=say("roster.missing.hint")),
        _part(
            say("roster.failed", n=len(plan.failed)),
            [f"<p>{esc(say('roster.row', row=one.row, why=one.error.say(language)))}</p>" for one in plan.failed],
            say,
            tone="warn",
            most=SHOWN,
        ),
    ]
    lines = [say("roster.unchanged", n=len(plan.unchanged))]
    if plan.branches:
        lines.append(say("roster.branches", names=say("branch.names").join(one.name for one in plan.branches)))
    if plan.ignored:
        lines.append(say("roster.ignored", names=say("branch.names").join(plan.ignored)))
    send = f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button primary">{esc(say("roster.apply"))}</button></div>'
    if not (plan.added or plan.changed or plan.missing):
        lines, send = [say("roster.nothing"), *lines], ""
    rows = json.dumps(preview.rows, ensure_ascii=False, separators=(",", ":"))
    return (
        f'<form class="roster-plan" data-act="apply_roster" data-branch="{esc(branch)}" data-digest="{preview.digest}" data-rows="{esc(rows)}">'
        f'{"".join(parts)}<p class="soft">{esc(" · ".join(lines))}</p>{send}</form>'
    )


def applied(study: Study, asking: Asking) -> RosterPlan:
    """Does what the form of a preview says. Raises UsageError, and what PeopleDesk.apply raises."""
    picked: dict[str, dict[str, str]] = {"doubt": {}, "gone": {}}
    for name, value in asking.data.items():
        kind, _, username = name.partition(":")
        if kind in picked and isinstance(value, str):
            picked[kind][username] = value
    doubts = picked["doubt"]
    if not set(doubts.values()) <= {"new", "skip"} | {value for value in doubts.values() if value.startswith("same:")}:
        raise incomplete()
    choices = Choices(
        same={new: value.removeprefix("same:") for new, value in doubts.items() if value.startswith("same:")},
        new=frozenset(new for new, value in doubts.items() if value == "new"),
        left_out=frozenset(new for new, value in doubts.items() if value == "skip"),
        gone=frozenset(picked["gone"]),
    )
    return study.people.rosters.apply(asking.actor, asking.text("branch"), _rows(asking.text("rows")), asking.text("digest"), choices)


def _rows(text: str) -> list[list[str]]:
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise incomplete() from error
    if not isinstance(rows, list) or len(rows) > 2 * MOST_ROWS:
        raise incomplete()
    if not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        raise incomplete()
    return rows


def _part(title: str, rows: Sequence[str], say: Say, *, tone: str = "", hint: str = "", most: int | None = None) -> str:
    """A heading and its rows; nothing where there are none. Only rows that ask nothing may be counted instead of shown."""
    if not rows:
        return ""
    listed = "".join(f"<li>{row}</li>" for row in rows[:most])
    if most is not None and len(rows) > most:
        listed += f'<li class="soft">{esc(say("roster.more", n=len(rows) - most))}</li>'
    soft = f'<p class="soft">{esc(hint)}</p>' if hint else ""
    return f'<section class="roster-part {tone}"><h3>{esc(title)}</h3>{soft}<ul>{listed}</ul></section>'


def _person(member: Member) -> str:
    group = f" · {esc(member.group)}" if member.group else ""
    return f'<strong>{esc(member.name)}</strong> <span class="soft">{esc(member.username)}{group}</span>'


def _doubt(doubt: Doubt, say: Say) -> str:
    new, known = (f"{member.name}（{member.username}）" for member in (doubt.new, doubt.known))
    pairs = ((f"same:{doubt.known.username}", "roster.same"), ("new", "roster.new"), ("skip", "roster.skip"))
    buttons = "".join(
        f'<label class="choice"><input type="radio" name="doubt:{esc(doubt.new.username)}" value="{esc(value)}" required><span>{esc(say(words))}</span></label>'
        for value, words in pairs
    )
    return f'<fieldset><legend>{esc(say("roster.doubt", new=new, known=known))}</legend>{buttons}</fieldset>'


def _change(change: Change, say: Say) -> str:
    before, after = told(change.before), told(change.after)
    differing = [field for field in FIELDS if before[field] != after[field]]
    words = differences({field: before[field] for field in differing}, {field: after[field] for field in differing}, say)
    return f"<p>{_person(change.before)} {esc(words)}</p>"


def _missing(member: Member) -> str:
    return f'<label class="choice"><input type="checkbox" name="gone:{esc(member.username)}" value="yes"><span>{_person(member)}</span></label>'
