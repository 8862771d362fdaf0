"""The list of 题库: filters and counts, and the items one below the other, the one in hand unfolded."""

import dataclasses
from collections.abc import Mapping

from companion.quizzes.items import Kind
from companion.ui.bankcard import card
from companion.ui.bankfiles import exchange_fold
from companion.ui.bankforms import reason_form, rule_words
from companion.ui.bankshelf import PLACES, SHOWN, Choice, Looked
from companion.ui.branch import tabs
from companion.ui.components import empty, esc, icon, select
from companion.ui.trail import changes_fold
from companion.ui.words import Say


def bank_view(
    looked: Looked,
    choice: Choice,
    say: Say,
    *,
    form: str = "",
    open_item: str = "",
    done: str = "",
) -> str:
    """``form`` stands in the item ``open_item``; ``done`` says what was just done."""
    cards = "".join(
        card(one, looked, choice, say, form=form if one.item.id == open_item else "") for one in looked.page(choice)
    )
    body = f'<ol class="bank-items" data-page="{choice.page}">{cards}</ol>{pager(looked, choice, say)}' if cards else nothing(looked, choice, say)
    said = f'<p class="bank-done" role="status">{icon("check")}<span>{esc(done)}</span></p>' if done else ""
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.bank"))}</h1><p class="soft">{esc(looked.branch.name)}</p></header>'
        f'{tabs("bank", say)}{settings(looked, choice, say)}{exchange_fold(looked.branch, say)}{filters(looked, choice, say)}'
        f'<p class="notice" role="alert"></p>{said}{bar(say) if cards else ""}{body}{rejections(looked.rejected, say)}'
    )


def nothing(looked: Looked, choice: Choice, say: Say) -> str:
    if not looked.items:
        return empty(say("bank.empty"), f'<a class="button" href="#materials">{esc(say("bank.to_materials"))}</a>')
    if any(looked.alike(choice)) and choice.state:
        return empty(say(f"bank.none.{choice.state}" if choice.state in PLACES else "bank.none"))
    return empty(say("bank.none"))


def filters(looked: Looked, choice: Choice, say: Say) -> str:
    alike = looked.alike(choice)
    states = ""
    for name in PLACES:
        count = sum(looked.stands_under(one, name) for one in alike)
        states += (
            f'<button type="submit" form="bank-filter" name="state" value="{name}" class="bank-state"'
            f'{" aria-current=true" if name == choice.state else ""}>{esc(say(f"bank.state.{name}" if name else "bank.state.all"))} <b>{count}</b></button>'
        )
    documents = {one.item.citation.document: one.item.citation.title for one in looked.items if one.item.citation.document}
    units = sorted({unit for document in documents if (unit := looked.units.get(document, ""))})
    inside = {path: title for path, title in documents.items() if choice.unit in ("", looked.units.get(path, ""))}
    fields = ""
    if len(looked.branches) > 1:
        fields += select("branch", say("branch.branch"), [(one.id, one.name) for one in looked.branches], choice.branch)
    kinds = sorted({one.item.kind for one in looked.items}, key=list(Kind).index)
    fields += select("kind", say("bank.kind"), [("", say("bank.all")), *((kind.value, say(f"kind.{kind}")) for kind in kinds)], choice.kind)
    if units:
        fields += select("unit", say("materials.unit"), [("", say("materials.all_units")), *((unit, unit) for unit in units)], choice.unit)
    titles = sorted(inside.items(), key=lambda pair: pair[1])
    fields += select("document", say("bank.document"), [("", say("bank.all")), *titles], choice.document)
    return (
        f'<form class="filters" id="bank-filter" data-act="open"><input type="hidden" name="state" value="{esc(choice.state)}">'
        f'<nav class="bank-states" aria-label="{esc(say("bank.states"))}">{states}</nav>{fields}'
        f'<label><span class="label">{esc(say("bank.words"))}</span><input type="text" name="words" value="{esc(choice.words)}" maxlength="100"></label>'
        f'<button type="submit" class="button">{esc(say("branch.show"))}</button></form>'
    )


def settings(looked: Looked, choice: Choice, say: Say) -> str:
    """What the branch has chosen for itself, each with a switch; and who changed it."""
    rows = ""
    now = {name: "yes" if value else "no" for name, value in dataclasses.asdict(looked.choices).items()}
    for name in now:
        buttons = "".join(
            f'<button type="submit" class="button{" chosen" if word == now[name] else ""}" name="button" value="{word}"'
            f' aria-pressed="{str(word == now[name]).lower()}">{esc(say(f"choice.{name}.{word}"))}</button>'
            for word in ("no", "yes")
        )
        rows += (
            f'<form class="bank-choice" data-act="choose" data-name="{name}">{choice.kept()}<span class="label">{esc(say(f"choice.{name}"))}</span>'
            f'<div class="switch" role="group" aria-label="{esc(say(f"choice.{name}"))}">{buttons}</div></form>'
        )
    words = " · ".join(say(f"choice.{name}.{value}") for name, value in now.items())
    past = changes_fold(looked.changes, lambda name, value: _chosen(name, value, say), looked.branch.timezone, say)
    return f'<details class="bank-fold"><summary>{esc(say("bank.settings"))}<span class="soft">{esc(words)}</span></summary>{rows}{past}</details>'


def _chosen(name: str, value: object, say: Say) -> tuple[str, str]:
    return say(f"choice.{name}"), say(f"choice.{name}.{'yes' if value else 'no'}")


def bar(say: Say) -> str:
    """Many at once, and the keys. It stays at the foot of the screen while something is selected or a reason is asked for."""
    keys = "".join(
        f"<li><kbd>{key}</kbd>{esc(say(f'bank.keys.{name}'))}</li>"
        for key, name in (("j k", "move"), ("a", "approve"), ("r", "retire"), ("e", "edit"), ("x", "select"), ("p", "page"))
    )
    return (
        f'<div class="bank-top"><label class="pick all"><input type="checkbox" data-pick-all>{esc(say("bank.select_all"))}</label>'
        f'<ul class="bank-keys" aria-label="{esc(say("bank.keys"))}">{keys}</ul></div>'
        f'<div class="bank-bar" hidden><div class="bank-many" data-count="{esc(say("bank.selected", n="#"))}"><span class="count" role="status"></span>'
        f'<button type="button" class="button primary" data-judge="approved" data-many>{esc(say("bank.approve"))}</button>'
        f'<button type="button" class="button" data-judge="retired" data-many>{esc(say("bank.retire.ask"))}</button>'
        f'<button type="button" class="button" data-judge="draft" data-many>{esc(say("bank.undo"))}</button>'
        f'<button type="button" class="button quiet" data-pick-none>{esc(say("bank.select_none"))}</button></div>{reason_form(say)}</div>'
    )


def pager(looked: Looked, choice: Choice, say: Say) -> str:
    total = len(looked.found(choice))
    last = -(-total // SHOWN)
    if last < 2:
        return ""
    parts = "".join(
        f'<button type="submit" form="bank-filter" name="page" value="{page}" class="button"{"" if 1 <= page <= last else " disabled"}>{esc(say(words))}</button>'
        for page, words in ((choice.page - 1, "page.before"), (choice.page + 1, "page.after"))
    )
    return f'<div class="bank-pager">{parts}<span class="soft">{esc(say("bank.page", page=choice.page, last=last, n=total))}</span></div>'


def rejections(rejected: Mapping[str, int], say: Say) -> str:
    """What the gate refused, by rule, most first."""
    counts: dict[str, int] = {}
    for name, count in rejected.items():
        words = rule_words(name, say)
        counts[words] = counts.get(words, 0) + count
    rows = "".join(
        f"<li><span>{esc(words)}</span><b>{count}</b></li>" for words, count in sorted(counts.items(), key=lambda pair: -pair[1])
    )
    if not rows:
        return ""
    return (
        f'<details class="bank-fold"><summary>{esc(say("bank.rejected", n=sum(counts.values())))}</summary>'
        f'<p class="soft">{esc(say("bank.rejected.hint"))}</p><ul class="rejected">{rows}</ul></details>'
    )
