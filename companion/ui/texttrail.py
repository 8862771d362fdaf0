"""改动记录 in 材料: who changed which text, when, before and after; and what was changed in the folder."""

from collections.abc import Mapping

from companion.records.texttrail import Step, TextChange
from companion.shelving.textdesk import TrailPage
from companion.texts.documents import Entry
from companion.ui.components import esc, moment
from companion.ui.trail import difference, entry, trail_card
from companion.ui.words import Say

NEW = ("issuer", "number", "date", "unit")
TEXTS = 8  # of one step, told one by one


def trail_view(page: TrailPage, entries: Mapping[str, Entry], zone: str, say: Say, *, unfolded: bool) -> str:
    """``entries`` by path: where a fact names a text, its title is shown."""
    if not page.steps:
        return ""
    rows = "".join(_step(step, page.names, entries, zone, say) for step in page.steps)
    return trail_card(page.total, f'<ol class="leave-trail">{rows}</ol>{_pager(page, say)}', say, unfolded=unfolded)


def _step(step: Step, names: Mapping[str, str], entries: Mapping[str, Entry], zone: str, say: Say) -> str:
    lines = [line for one in step.changes[:TEXTS] for line in change_lines(one, entries, say)]
    if len(step.changes) > TEXTS:
        lines.append(say("texttrail.more", n=len(step.changes) - TEXTS))
    by = names.get(step.by, step.by) if step.by else say("texttrail.folder")
    return entry(lines, by, moment(step.at, zone), "", say)


def change_lines(one: TextChange, entries: Mapping[str, Entry], say: Say) -> list[str]:
    """What became of a text, and the facts that are others now; of one that is new, what is known of it; of one that is gone, its title."""
    where = ".other" if one.other else ""
    head = say(f"texttrail.{one.fate}{where}", title=say("source.title", title=one.title), other=_title(one.other, entries, say))
    if one.fate == "removed":
        return [head]
    if one.fate != "edited" and not any(one.before.values()):
        return [" · ".join((head, *(one.after[name] for name in NEW if one.after.get(name))))]
    told = (
        difference(say(f"fact.{name}"), _shown(name, one.before.get(name, ""), entries, say), _shown(name, one.after[name], entries, say), say)
        for name in one.after
    )
    return [head, *told]


def _shown(name: str, value: str, entries: Mapping[str, Entry], say: Say) -> str:
    if name == "status" and value:
        return say(f"status.{value}")
    return _title(value, entries, say) if name == "superseded_by" else value


def _title(path: str, entries: Mapping[str, Entry], say: Say) -> str:
    known = entries.get(path)
    return say("source.title", title=known.title) if known else path


def _pager(page: TrailPage, say: Say) -> str:
    if page.last < 2:
        return ""
    buttons = "".join(
        f'<button type="submit" form="materials-filter" name="trail" value="{n}" class="button"{"" if 1 <= n <= page.last else " disabled"}>{esc(say(words))}</button>'
        for n, words in ((page.page - 1, "page.before"), (page.page + 1, "page.after"))
    )
    return f'<div class="bank-pager">{buttons}<span class="soft">{esc(say("texttrail.page", page=page.page, last=page.last))}</span></div>'
