"""The list of 题库: filters and counts, and the items one below the other, the one in hand unfolded."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from companion.itembank import Listed
from companion.people.members import Branch
from companion.quizzes.items import Kind
from companion.quizzes.statistics import Doubt
from companion.records.choices import Choices
from companion.records.decisions import Origin, State, Step
from companion.records.events import EventKind
from companion.records.flags import Flag
from companion.ui.bankfiles import exchange_fold
from companion.ui.bankforms import reason_form, rule_words, settle_form
from companion.ui.branch import select, tabs
from companion.ui.components import empty, esc, icon, lines, moment, source, source_link
from companion.ui.items import option_words
from companion.ui.words import Say

SHOWN = 30  # items listed at once
PLACES = (State.DRAFT.value, State.APPROVED.value, State.RETIRED.value, "review", "flagged", "doubted", "")


@dataclass(frozen=True)
class Choice:
    """Which items are looked at; ``state`` is one of PLACES."""

    branch: str
    state: str = State.DRAFT.value
    kind: str = ""
    unit: str = ""
    document: str = ""
    words: str = ""
    page: int = 1

    def kept(self) -> str:
        """The same choice, for a form that comes back to it."""
        return "".join(
            f'<input type="hidden" name="{name}" value="{esc(value)}">' for name, value in dataclasses.asdict(self).items()
        )


@dataclass(frozen=True)
class Looked:
    """What the place shows of a branch. ``units``: document → its unit; ``rejected``: rule of the gate → candidates;
    ``trails``: item → what was done about it; ``names``: username → what the person is called; ``doubts``: item → why its
    statistics make it dubious.
    """

    branches: Sequence[Branch]
    branch: Branch
    items: Sequence[Listed]
    units: Mapping[str, str]
    choices: Choices
    rejected: Mapping[str, int]
    trails: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, Doubt] = field(default_factory=dict)

    def alike(self, choice: Choice) -> list[Listed]:
        """The items that ``choice`` wants in any state."""
        words = choice.words.casefold()
        return [
            one
            for one in self.items
            if choice.kind in ("", one.item.kind)
            and choice.unit in ("", self.units.get(one.item.citation.document, ""))
            and choice.document in ("", one.item.citation.document)
            and words in f"{one.item.stem} {' '.join(one.item.options)}".casefold()
        ]

    def found(self, choice: Choice) -> list[Listed]:
        return [one for one in self.alike(choice) if self.stands_under(one, choice.state)]

    def stands_under(self, one: Listed, name: str) -> bool:
        """An item up for review stands there and not under its state; a flagged or a dubious one under both."""
        if name == "flagged":
            return bool(one.flags)
        if name == "doubted":
            return one.item.id in self.doubts
        return name in ("", "review" if one.trouble else one.state.value)

    def page(self, choice: Choice) -> list[Listed]:
        return self.found(choice)[(choice.page - 1) * SHOWN : choice.page * SHOWN]


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
        f'{tabs("bank", say)}{settings(looked.choices, choice, say)}{exchange_fold(looked.branch, say)}{filters(looked, choice, say)}'
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


def settings(choices: Choices, choice: Choice, say: Say) -> str:
    """What the branch has chosen for itself, each with a switch."""
    rows = ""
    now = {name: "yes" if value else "no" for name, value in dataclasses.asdict(choices).items()}
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
    return f'<details class="bank-fold"><summary>{esc(say("bank.settings"))}<span class="soft">{esc(words)}</span></summary>{rows}</details>'


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


# one item ---------------------------------------------------------------------------------------------------------
def card(one: Listed, looked: Looked, choice: Choice, say: Say, *, form: str = "") -> str:
    """Its stem and key; and, unfolded by static/bank.js while it is the one in hand, all the rest."""
    item = one.item
    key = "；".join(option_words(item.question, part, say) for part in (item.key if item.options or item.kind is Kind.SHORT_ANSWER else item.key[:1]))
    options = "".join(
        f'<li class="{"right" if option in item.key else ""}">{icon("check") if option in item.key else ""}<span>{esc(option_words(item.question, option, say))}</span></li>'
        for option in (item.key if item.kind is Kind.ORDERING else item.options)
    )
    if item.kind is Kind.CLOZE and len(item.key) > 1:
        key = say("bank.accepted", key=key, others="；".join(item.key[1:]))
    where = f" · {source(item.citation, say)}" if item.citation.document else ""
    rationale = f'<p class="rationale">{esc(say("bank.step", what=say("bank.rationale"), words=item.rationale))}</p>' if item.rationale else ""
    body = form or (
        f'<ul class="bank-options {item.kind}">{options}</ul>{rationale}'
        f'{sentence(one, say)}{doubted(looked.doubts.get(item.id), say)}{warned(one, say)}{flagged(one.flags, looked, choice, say)}{acts(one, say, doubted=item.id in looked.doubts)}{trail_view(looked.trails.get(item.id, ()), looked, say)}'
    )
    return (
        f'<li class="bank-item" data-id="{esc(item.id)}" data-seen="{one.seen}" tabindex="-1">'
        f'<label class="pick"><input type="checkbox" aria-label="{esc(say("bank.select"))}"></label><div class="bank-words">'
        f'<p class="kind">{esc(say(f"kind.{item.kind}"))}{esc(where)}{badges(one, looked.doubts.get(item.id), say)}</p>'
        f'<p class="stem">{esc(item.stem)}</p><p class="bank-key">{esc(say("item.key", key=key))}</p>'
        f'<div class="bank-more">{body}</div></div></li>'
    )


def badges(one: Listed, doubt: Doubt | None, say: Say) -> str:
    words = []
    if doubt:
        words.append(("warn", say("figures.dubious")))
    if one.trouble:
        words.append(("warn", say(f"bank.trouble.{one.trouble}")))
    if one.flags:
        words.append(("warn", say("bank.flags", n=len(one.flags))))
    if one.warnings:
        words.append(("warn", say("bank.warnings", n=len(one.warnings))))
    if one.origin is not Origin.GENERATED:
        words.append(("plain", say(f"bank.origin.{one.origin}")))
    return "".join(f'<span class="badge {kind}">{esc(text)}</span>' for kind, text in words)


def sentence(one: Listed, say: Say) -> str:
    """What the text says, and the way to its page."""
    citation = one.item.citation
    if not citation.document:
        return f'<p class="soft">{esc(say("bank.no_source"))}</p>'
    gone = f'<p class="page-note">{esc(say(f"bank.trouble.{one.trouble}.hint"))}</p>' if one.trouble else ""
    quote = f'<blockquote class="quote">{lines(citation.quote)}</blockquote>' if citation.quote else ""
    return f"{gone}{quote}{source_link(citation, say, words=say('bank.to_page'))}"


def doubted(doubt: Doubt | None, say: Say) -> str:
    if doubt is None:
        return ""
    return f'<div class="warned"><p>{esc(say("bank.doubted", why=say(f"doubt.{doubt}")))} <a class="link" href="#figures">{esc(say("place.figures"))}</a></p></div>'


def warned(one: Listed, say: Say) -> str:
    if not one.warnings:
        return ""
    rules = "".join(f"<li>{esc(rule_words(name, say))}</li>" for name in one.warnings)
    return f'<div class="warned"><p>{esc(say("bank.broken"))}</p><ul>{rules}</ul></div>'


def flagged(flags: Sequence[Flag], looked: Looked, choice: Choice, say: Say) -> str:
    return "".join(
        f'<section class="flagged"><p><strong>{esc(looked.names.get(flag.member, flag.member))}</strong> <span class="soft">{esc(moment(flag.at, looked.branch.timezone))}</span></p>'
        f"{lines(flag.why)}{settle_form(flag, choice.kept(), say)}</section>"
        for flag in flags
    )


def acts(one: Listed, say: Say, *, doubted: bool) -> str:
    buttons = ""
    if one.state is not State.APPROVED or one.trouble or doubted:
        words = say("bank.approve.still" if one.trouble or doubted else "bank.approve")
        buttons += f'<button type="button" class="button primary" data-judge="approved">{esc(words)}</button>'
    if one.state is not State.RETIRED:
        buttons += f'<button type="button" class="button" data-judge="retired">{esc(say("bank.retire.ask"))}</button>'
    if one.state is not State.DRAFT and not (one.judgement and one.judgement.replaced_by):
        buttons += f'<button type="button" class="button" data-judge="draft">{esc(say("bank.undo"))}</button>'
    for name, words in (("edit", "bank.edit"), ("correct", "bank.correct")):
        buttons += f'<button type="submit" class="button" form="bank-filter" name="{name}" value="{esc(one.item.id)}">{esc(say(words))}</button>'
    return f'<div class="acts">{buttons}</div>'


def trail_view(trail: Sequence[Step], looked: Looked, say: Say) -> str:
    """Who did what about the item, and when."""
    rows = "".join(
        f'<li><span class="soft">{esc(moment(step.at, looked.branch.timezone))} {esc(looked.names.get(step.member, step.member))}</span> {esc(step_words(step, say))}</li>'
        for step in trail
    )
    return f'<ul class="bank-trail" aria-label="{esc(say("bank.trail"))}">{rows}</ul>' if rows else ""


def step_words(step: Step, say: Say) -> str:
    if step.kind is EventKind.ITEMS_JUDGED:
        words = say(f"bank.state.{step.state}")
    elif step.kind is EventKind.ITEMS_ADDED:
        words = say(f"bank.origin.{step.origin}")
    elif step.kind is EventKind.KEY_CORRECTED:
        return say("bank.step.key", before="；".join(step.before), after="；".join(step.after))
    elif step.kind is EventKind.FLAG_SETTLED:
        words = say("bank.upheld" if step.upheld else "bank.dismissed")
    else:
        words = say("bank.step.flag")
    return say("bank.step", what=words, words=step.words) if step.words else words


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
