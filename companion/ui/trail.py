"""改动记录, as all places show it: what was changed, from what to what, why, by whom and when; folded, the newest first."""

from collections.abc import Callable, Iterable, Sequence

from companion.records.changes import Changed
from companion.ui.components import esc, icon, moment
from companion.ui.words import Say

MOST = 40  # entries shown

Words = Callable[[str, object], tuple[str, str]]
"""What a setting is called, and what its value is, for a person."""


def changes_fold(changes: Sequence[tuple[Changed, str]], words: Words, zone: str, say: Say) -> str:
    """Changes of settings with the names of who made them; nothing where there are none."""
    if not changes:
        return ""
    rows = "".join(_change(one, by, words, zone, say) for one, by in changes[:MOST])
    more = f'<p class="soft">{esc(say("trail.more", n=len(changes) - MOST))}</p>' if len(changes) > MOST else ""
    return trail_fold(len(changes), f'<ol class="leave-trail">{rows}</ol>{more}', say)


def trail_fold(n: int, body: str, say: Say) -> str:
    title = f"{say('trail.title')} · {n}"
    return f'<details class="trail"><summary>{esc(title)}</summary>{body}</details>'


def trail_card(n: int, body: str, say: Say, *, unfolded: bool) -> str:
    """The same as a card of its own."""
    title = f"{say('trail.title')} · {n}"
    head = f"<summary>{icon('clock')}<span>{esc(title)}</span></summary>"
    return f'<details class="card upkeep trail"{" open" if unfolded else ""}>{head}{body}</details>'


def entry(lines: Iterable[str], by: str, when: str, reason: str, say: Say) -> str:
    """One entry of a trail; its ``lines`` are plain text."""
    told = "".join(f"<p>{esc(line)}</p>" for line in lines)
    why = f"<p>{esc(say('leave.why', reason=reason))}</p>" if reason else ""
    return f'<li>{told}{why}<p class="soft">{esc(by)} · {esc(when)}</p></li>'


def difference(what: str, before: str, after: str, say: Say) -> str:
    return say("trail.diff", what=what, before=before or say("trail.empty"), after=after or say("trail.empty"))


def _change(one: Changed, by: str, words: Words, zone: str, say: Say) -> str:
    def line(name: str) -> str:
        what, after = words(name, one.after[name])
        return difference(what, words(name, one.before.get(name))[1], after, say)

    return entry(map(line, one.after), by, moment(one.at, zone), one.reason, say)
