"""One item in 题库, beside its sentence."""

import dataclasses
from collections.abc import Sequence

from companion.itembank import Listed
from companion.quizzes.items import Kind
from companion.quizzes.standing import Trouble
from companion.quizzes.statistics import Doubt
from companion.records.decisions import Origin, State, Step
from companion.records.events import EventKind
from companion.records.flags import Flag
from companion.ui.bankforms import rule_words, settle_form
from companion.ui.bankshelf import Choice, Looked
from companion.ui.components import esc, icon, lines, moment, source, source_link
from companion.ui.items import option_words
from companion.ui.words import Say


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
    gone = f'<p class="page-note">{esc(say(f"bank.trouble.{one.trouble}.hint", reply=one.reply or "…"))}</p>' if one.trouble else ""
    quote = f'<blockquote class="quote">{lines(citation.quote)}</blockquote>' if citation.quote else ""
    if one.trouble is Trouble.GONE:
        return gone + quote
    here, words = citation, "bank.to_page"
    if one.trouble is Trouble.CHANGED:  # the words are no longer there to be marked
        here, words = dataclasses.replace(citation, quote=""), "bank.to_page.now"
    return gone + quote + source_link(here, say, words=say(words))


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
