"""The list of texts that the chat can be kept to: searched by title, chosen one by one, by unit or by status."""

from collections.abc import Sequence

import gradio as gr

from companion.study import Study
from companion.texts.documents import Entry, Status
from companion.ui.components import esc, icon
from companion.ui.handlers import Asking, wire
from companion.ui.words import Say


def lay_out() -> gr.HTML:
    return gr.HTML(
        elem_id="scope",
        js_on_load="companionAsk.scope(element, trigger, watch, 'open_scope')",
        apply_default_css=False,
    )


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_scope(asking: Asking) -> str:
        return scope_view(study.entries(asking.actor), asking.say)

    wire(view.open_scope, open_scope, "open_scope", view, said)


def scope_view(entries: Sequence[Entry], say: Say) -> str:
    units = list(dict.fromkeys(entry.unit for entry in entries))
    statuses = [status for status in Status if any(entry.status is status for entry in entries)]
    by_status = "".join(
        group("status", status, say(f"scope.{status}"), sum(entry.status is status for entry in entries), say)
        for status in statuses
    )
    kinds = f'<div class="scope-kinds">{by_status}</div>' if len(statuses) > 1 else ""
    shelves = "".join(shelf(unit, [entry for entry in entries if entry.unit == unit], say) for unit in units)
    return (
        f'<header class="page-head"><h2 tabindex="-1">{esc(say("scope.title"))}</h2><p class="soft">{esc(say("scope.hint"))}</p>'
        f'<button type="button" class="page-close button" data-scope-close aria-label="{esc(say("scope.close"))}">{icon("cross")}</button>'
        f'<input type="search" data-find aria-label="{esc(say("scope.find"))}" placeholder="{esc(say("scope.find"))}"></header>'
        f'<div class="scope-body">{kinds}{shelves}<p class="soft" data-none hidden>{esc(say("scope.none"))}</p></div>'
        f'<div class="scope-foot"><button type="button" class="button primary" data-scope-close data-all="{esc(say("scope.use.all"))}" '
        f'data-some="{esc(say("scope.use", n="#"))}">{esc(say("scope.use.all"))}</button>'
        f'<button type="button" class="button" data-scope-clear>{esc(say("scope.clear"))}</button></div>'
    )


def group(kind: str, value: str, words: str, count: int, say: Say) -> str:
    """A box that chooses all texts of a unit or a status."""
    return (
        f'<label class="scope-group"><input type="checkbox" data-of="{kind}" value="{esc(value)}"><span>{esc(words)}</span>'
        f'<span class="soft">{esc(say("scope.count", n=count))}</span></label>'
    )


def shelf(unit: str, entries: Sequence[Entry], say: Say) -> str:
    rows = "".join(
        f'<label class="scope-text"><input type="checkbox" name="within" value="{esc(entry.path)}" data-unit="{esc(entry.unit)}" '
        f'data-status="{entry.status}" data-title="{esc(say("source.title", title=entry.title))}"><span>{esc(entry.title)}'
        f"{mark(entry, say)}</span></label>"
        for entry in entries
    )
    return f'<section class="scope-shelf">{group("unit", unit, unit or say("scope.no_unit"), len(entries), say)}{rows}</section>'


def mark(entry: Entry, say: Say) -> str:
    if entry.status is not Status.SUPERSEDED:
        return ""
    return f' <span class="superseded"><strong>{esc(say("source.superseded"))}</strong></span>'
