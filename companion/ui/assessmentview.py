"""考核 as HTML: the table of scores, the rules with their preview, and the closing of a semester."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping

from companion.assessmentdesk import NAME, Preview, Standing, Verification
from companion.leavedesk import REASON
from companion.people.members import Gone
from companion.records.assessment import Part, Rules
from companion.records.closing import Closed
from companion.records.deeds import KINDS as DEEDS
from companion.records.events import EventKind
from companion.records.leave import KINDS as LEAVE
from companion.records.scores import ScoreTable, Semester
from companion.records.terms import Change, Terms
from companion.ui.components import empty, esc, icon, moment, select
from companion.ui.table import who
from companion.ui.words import Say

LINES = 50  # of the trail, and of differences
FIELDS = tuple(field.name for field in dataclasses.fields(Rules))


def points(hundredths: int | None, say: Say) -> str:
    return say("scores.exempt") if hundredths is None else f"{hundredths / 100:.2f}"


def score_section(known: Standing, say: Say) -> str:
    if known.table is None or known.semester is None:
        return empty(say("scores.none"))
    span = known.semester
    lead = say("scores.lead", name=span.name, first=span.first, last=span.last, days=known.table.days)
    planned = say("scores.planned") if known.planned else ""
    return f'<p class="soft">{esc(lead)}{esc(planned)}</p>{score_table(known.table, known.closed, say, known.gone)}'


def score_table(table: ScoreTable, closed: Closed | None, say: Say, gone: Mapping[str, Gone] | None = None) -> str:
    """``gone``: who is no longer in the branch, by username."""
    head = f'<th scope="col" class="who">{esc(say("column.name"))}</th>'
    head += f'<th scope="col" class="num">{esc(say("scores.total"))}</th><th scope="col" class="num">{esc(say("scores.reach"))}</th>'
    for part in Part:
        cap = say("scores.of", n=table.rules.weight(part))
        head += f'<th scope="col" class="num">{esc(say(f"part.{part}"))}<small class="soft">{esc(cap)}</small></th>'
    head += f'<th scope="col" class="num" title="{esc(say("scores.hurried.hint"))}">{esc(say("scores.hurried"))}</th>'
    head += f'<th scope="col">{esc(say("branch.group"))}</th>'
    rows = ""
    for row in table.rows:
        figures = "".join(f'<td class="num">{points(row.points(part), say)}</td>' for part in Part)
        total = points(row.total, say)
        if closed is not None and closed.total(row) != row.total:
            total += f'<small class="soft">{esc(say("scores.corrected", points=points(closed.total(row), say)))}</small>'
        rows += (
            f'<tr><th scope="row" class="who">{who(row.name, say, (gone or {}).get(row.username))}</th><td class="num total">{total}</td>'
            f'<td class="num soft">{points(row.reach, say)}</td>{figures}<td class="num">{row.hurried or ""}</td><td>{esc(row.group)}</td></tr>'
        )
    return _scrolling(say("scores.title"), head, rows)


def preview_section(seen: Preview, along: str, say: Say) -> str:
    """What a change would do, and the way to confirm it."""
    before = {row.username: row.total for row in seen.before.rows} if seen.before else {}
    changed = sum(before.get(row.username) != row.total for row in seen.after.rows)
    head = f'<th scope="col" class="who">{esc(say("column.name"))}</th>' + "".join(
        f'<th scope="col" class="num">{esc(say(f"rules.{name}"))}</th>' for name in ("before", "after", "difference")
    )
    rows = ""
    for row in seen.after.rows:
        was = before.get(row.username)
        more = (row.total or 0) - (was or 0) if was is not None and row.total is not None else 0
        rows += (
            f'<tr><th scope="row" class="who">{esc(row.name)}</th><td class="num">{points(was, say) if row.username in before else "–"}</td>'
            f'<td class="num">{points(row.total, say)}</td><td class="num">{f"{more / 100:+.2f}" if more else "–"}</td></tr>'
        )
    lead = say("rules.seen.lead", changed=changed, same=len(seen.after.rows) - changed)
    return (
        f'<section class="card preview"><h2 tabindex="-1" data-now>{esc(say("rules.seen"))}</h2><p>{esc(lead)}</p>'
        f'<p class="soft">{esc(terms_changed(seen.known, seen.terms, say))}</p>'
        f"{_scrolling(say('rules.seen'), head, rows)}"
        f'<form class="leave-form" data-act="change_rules" {along} {_carried(seen.terms)} data-mark="{esc(seen.mark)}">'
        f"{_reason(say)}{_send('rules.confirm', say, primary=True)}</form></section>"
    )


def rules_section(known: Standing, given: Terms, along: str, today: dt.date, say: Say, *, opened: bool) -> str:
    """The form of the rules, filled with ``given``."""
    fields = ""
    if not known.planned:
        semester = given.semester or known.terms.semester or Semester("", today, today + dt.timedelta(days=140))
        fields = (
            f'<label class="wide"><span class="label">{esc(say("rules.name"))}</span>'
            f'<input type="text" name="name" value="{esc(semester.name)}" required maxlength="{NAME}"></label>'
            + _date("from", say("rules.first"), semester.first)
            + _date("to", say("rules.last"), semester.last)
        )
    for name in FIELDS:
        fields += (
            f'<label><span class="label">{esc(say(f"rules.{name}"))}</span>'
            f'<input type="number" name="{name}" value="{getattr(given.rules, name)}" min="0" max="366" required inputmode="numeric"></label>'
        )
    title = "rules.open.dates" if known.semester is None else "rules.open"
    return (
        f'<details class="card upkeep"{" open" if opened or known.semester is None else ""}><summary>{icon("plus")}{esc(say(title))}</summary>'
        f'<p class="soft">{esc(say("rules.hint"))}</p><form class="leave-form" data-act="preview_rules" {along}>{fields}'
        f"{_send('rules.preview', say, primary=known.semester is None)}</form></details>"
    )


def closing_section(known: Standing, seen: tuple[ScoreTable, str] | None, along: str, say: Say) -> str:
    """The way to close the semester, in two steps; nothing where it is closed or not known."""
    if known.semester is None or known.closed is not None:
        return ""
    head = f"<h2>{esc(say('closing.title'))}</h2>"
    first = f'data-first="{known.semester.first}"'
    if seen is not None:
        told = say("closing.seen", n=len(seen[0].rows))
        head = f'<h2 tabindex="-1" data-now>{esc(say("closing.title"))}</h2>'
        form = f'<form class="leave-form" data-act="close_semester" {along} {first} data-mark="{esc(seen[1])}">{_reason(say)}{_send("closing.confirm", say, primary=True)}</form>'
        return f'<section class="card preview">{head}<p>{esc(told)}</p>{score_table(seen[0], None, say)}{form}</section>'
    if known.semester.last >= known.today:
        told = f'<p class="soft">{esc(say("closing.wait", last=known.semester.last))}</p>'
    else:
        told = f'<form class="leave-form" data-act="preview_closing" {along} {first}>{_send("closing.preview", say)}</form>'
    return f'<section class="card">{head}<p class="soft">{esc(say("closing.hint"))}</p>{told}</section>'


def closed_section(closed: Closed, names: Mapping[str, str], zone: str, along: str, found: Verification | None, say: Say) -> str:
    by = say("closed.by", by=names[closed.by], at=moment(closed.at, zone), reason=closed.reason)
    people = {row.username: row.name for row in closed.table.rows}
    corrections = "".join(
        f'<li><p>{esc(say("closed.correction", name=people.get(one.member, one.member), before=points(one.before, say), after=points(one.after, say), reason=one.reason))}</p>'
        f'<p class="soft">{esc(names[one.by])} {moment(one.at, zone)}</p></li>'
        for one in closed.corrections
    )
    told = f'<ol class="leave-trail">{corrections}</ol>' if corrections else ""
    pairs = [("", say("leave.choose")), *((row.username, f"{row.name}（{row.username}）") for row in closed.table.rows)]
    who = select("member", say("leave.member"), pairs, "").replace("<select", "<select required")
    score = f'<label><span class="label">{esc(say("closed.points"))}</span><input type="text" name="points" required inputmode="decimal" maxlength="6"></label>'
    here = f'{along} data-closed="{closed.id}"'
    return (
        f'<section class="card closed"><h2>{esc(closed.table.semester.name)}</h2><p>{icon("check")}{esc(by)}</p>'
        f'<p class="label">{esc(say("closed.digest"))}</p><p class="digest">{esc(closed.digest)}</p>{verification(found, say) if found else ""}{told}'
        f'<form class="leave-form" data-act="verify_scores" {here}>{_send("closed.verify", say)}</form>'
        f'<details><summary>{esc(say("closed.correct"))}</summary><p class="soft">{esc(say("closed.correct.hint"))}</p>'
        f'<form class="leave-form" data-act="correct_score" {here}>{who}{score}{_reason(say)}{_send("closed.correct.send", say)}</form></details></section>'
    )


def verification(found: Verification, say: Say) -> str:
    lines = [say("closed.holds" if found.closed.holds else "closed.broken")]
    if found.closed.changed:
        lines.append(say("closed.changed", n=len(found.closed.changed)))
    if found.differences:
        told = say("rules.names").join(
            say("rules.change", name=one.row.name, before=points(one.row.total, say), after=points(one.now, say))
            for one in found.differences[:LINES]
        )
        lines.append(say("closed.differs", n=len(found.differences)) + told)
    else:
        lines.append(say("closed.same"))
    later = Counter[str]()
    for kind, many in found.later.items():
        later[_later(kind)] += many
    if later:
        lines.append(say("closed.later", what=say("branch.names").join(say(key, n=many) for key, many in later.items())))
    if found.gone:
        lines.append(say("closed.gone", n=len(found.gone)))
    state = "good" if found.closed.holds else "warn"
    return f'<div class="verified {state}" role="status" tabindex="-1" data-now>{"".join(f"<p>{esc(line)}</p>" for line in lines)}</div>'


def _later(kind: EventKind) -> str:
    if kind in LEAVE:
        return "later.leave"
    return "later.practice" if kind in DEEDS else f"later.{kind.value}"


def trail_section(changes: tuple[Change, ...], names: Mapping[str, str], zone: str, say: Say) -> str:
    """Who changed the rules, when, why, and what."""
    rows = "".join(
        f'<li><p>{esc(terms_changed(one.before, one.after, say))}</p><p>{esc(say("leave.why", reason=one.reason))}</p>'
        f'<p class="soft">{esc(names[one.by])} {moment(one.at, zone)}</p></li>'
        for one in changes[: -LINES - 1 : -1]
    )
    return f'<section class="card"><h2>{esc(say("rules.trail"))}</h2><ol class="leave-trail">{rows}</ol></section>' if rows else ""


def terms_changed(before: Terms, after: Terms, say: Say) -> str:
    """What is another in ``after``, before and after."""
    found = [
        say("rules.change", name=say(f"rules.{name}"), before=getattr(before.rules, name), after=getattr(after.rules, name))
        for name in FIELDS
        if getattr(before.rules, name) != getattr(after.rules, name)
    ]
    if before.semester != after.semester and after.semester is not None:
        span: Callable[[Semester], str] = lambda one: say("leave.span", first=one.first, last=one.last)  # noqa: E731
        was = span(before.semester) if before.semester else "–"
        found.append(say("rules.change", name=say("rules.dates"), before=was, after=span(after.semester)))
    return say("rules.names").join(found)


def _carried(terms: Terms) -> str:
    """The terms as the confirming form sends them again."""
    values: dict[str, object] = dataclasses.asdict(terms.rules)
    if terms.semester is not None:
        values |= {"name": terms.semester.name, "from": terms.semester.first, "to": terms.semester.last}
    return " ".join(f'data-{name}="{esc(value)}"' for name, value in values.items())


def _scrolling(words: str, head: str, rows: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(words)}"><table class="roster scores">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _reason(say: Say) -> str:
    return f'<label class="wide"><span class="label">{esc(say("rules.reason"))}</span><input type="text" name="reason" required maxlength="{REASON}"></label>'


def _date(name: str, words: str, value: dt.date) -> str:
    return f'<label><span class="label">{esc(words)}</span><input type="date" name="{name}" value="{value}" required></label>'


def _send(key: str, say: Say, *, primary: bool = False) -> str:
    look = "button primary" if primary else "button"
    return f'<p class="notice wide" role="alert"></p><div class="acts wide"><button type="submit" class="{look}">{esc(say(key))}</button></div>'
