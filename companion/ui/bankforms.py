"""The forms of 题库: an item edited, its key corrected, a flag settled, a reason given."""

from collections.abc import Sequence

from companion.itembank import Listed
from companion.quizzes.editing import RATIONALE, STEM, Edit
from companion.quizzes.items import Item, Kind
from companion.records.flags import Flag
from companion.ui.components import esc
from companion.ui.items import option_words
from companion.ui.words import WORDS, Say

CHOSEN = (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE)
REASONS = ("trivial", "unclear", "several", "twice", "unfit")


def rule_words(name: str, say: Say) -> str:
    """A rule of the gate as a secretary reads it."""
    return say(f"rule.{name}" if f"rule.{name}" in WORDS else "rule.other")


def edit_form(listed: Listed, kept: str, say: Say, edit: Edit | None = None, warnings: Sequence[str] = ()) -> str:
    """``edit`` is what was typed before, where it broke the rules named by ``warnings``."""
    item = listed.item
    now = edit or Edit(item.stem, item.options, item.key, item.rationale)
    warned = ""
    if warnings:
        rules = "".join(f"<li>{esc(rule_words(name, say))}</li>" for name in warnings)
        warned = f'<div class="warned" role="alert"><p>{esc(say("bank.warned"))}</p><ul>{rules}</ul></div>'
    save = f'<button type="submit" class="button{"" if warnings else " primary"}" name="button" value="save">{esc(say("bank.save"))}</button>'
    if warnings:
        save = f'<button type="submit" class="button primary" name="button" value="anyway">{esc(say("bank.anyway"))}</button>' + save
    return (
        f'<form class="facts bank-form" data-act="edit_item" {_about(listed)}>{kept}'
        f"{_area('stem', say('bank.stem'), now.stem, STEM, rows=3)}{_options(item, now.options, now.key, say, editing=True)}"
        f"{_area('rationale', say('bank.rationale'), now.rationale, RATIONALE, rows=3)}"
        f'{warned}<p class="notice" role="alert"></p><div class="acts">{save}{_cancel(say)}</div></form>'
    )


def correct_form(listed: Listed, kept: str, say: Say) -> str:
    """Only the key, with what follows from changing it."""
    reply = ""
    if listed.flags:
        reply = _area("reply", say("bank.reply"), say("bank.reply.corrected"), 500, rows=2)
    return (
        f'<form class="facts bank-form" data-act="correct_key" {_about(listed)}>{kept}'
        f'<p class="soft">{esc(say("bank.correct.hint"))}</p>{_options(listed.item, listed.item.options, listed.item.key, say)}{reply}'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button primary">{esc(say("bank.correct.do"))}</button>'
        f"{_cancel(say)}</div></form>"
    )


def settle_form(flag: Flag, kept: str, say: Say) -> str:
    return (
        f'<form class="settle" data-act="settle_flag" data-flag="{flag.id}">{kept}'
        f"{_area('reply', say('bank.reply'), '', 500, rows=2)}"
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button" name="button" value="upheld">{esc(say("bank.upheld"))}</button>'
        f'<button type="submit" class="button" name="button" value="dismissed">{esc(say("bank.dismissed"))}</button></div></form>'
    )


def reason_form(say: Say) -> str:
    """Asked for before items are retired; static/bank.js shows it and says how many."""
    usual = "".join(
        f'<button type="button" class="chip-button" data-reason="{esc(words)}">{esc(words)}</button>'
        for words in (say(f"bank.reason.{name}") for name in REASONS)
    )
    return (
        f'<form class="reason" hidden data-count="{esc(say("bank.retire.count", n="#"))}"><p class="reason-head"></p>'
        f'<div class="chips">{usual}</div><label><span class="label">{esc(say("bank.reason"))}</span>'
        f'<input type="text" name="reason" maxlength="500" required autocomplete="off"></label><div class="acts">'
        f'<button type="submit" class="button primary">{esc(say("bank.retire"))}</button>'
        f'<button type="button" class="button" data-no-reason>{esc(say("materials.cancel"))}</button></div></form>'
    )


# parts ------------------------------------------------------------------------------------------------------------
def _about(listed: Listed) -> str:
    return f'data-item="{esc(listed.item.id)}" data-seen="{listed.seen}"'


def _cancel(say: Say) -> str:
    return f'<button type="submit" class="button" form="bank-filter">{esc(say("materials.cancel"))}</button>'


def _area(name: str, words: str, text: str, most: int, *, rows: int) -> str:
    return (
        f'<label class="title"><span class="label">{esc(words)}</span>'
        f'<textarea name="{name}" rows="{rows}" maxlength="{most}">{esc(text)}</textarea></label>'
    )


def _options(item: Item, options: Sequence[str], key: Sequence[str], say: Say, *, editing: bool = False) -> str:
    """The options with the right ones marked; where nothing is chosen from, the key, one a line."""
    if item.kind not in CHOSEN:
        lines = _area("key", say(f"bank.key.{item.kind}"), "\n".join(key), 2000, rows=max(3, len(key) + 1))
        if editing and item.kind is Kind.CLOZE and item.options:
            lines = _area("options", say("bank.word_list"), "\n".join(options), 2000, rows=len(options) + 1) + lines
        return lines
    several = item.kind is Kind.MULTIPLE_CHOICE
    written = editing and item.kind is not Kind.TRUE_FALSE
    rows = ""
    for n, option in enumerate((*options, "") if written else options):
        name = f"right-{n}" if several else "right"
        pick = (
            f'<input type="{"checkbox" if several else "radio"}" name="{name}" value="{"yes" if several else n}"'
            f'{" checked" if option in key else ""} aria-label="{esc(say("bank.right"))}">'
        )
        words = f"<span>{esc(option_words(item.question, option, say))}</span>"
        if written:
            words = f'<input type="text" name="option-{n}" value="{esc(option)}" maxlength="200" aria-label="{esc(say("bank.option", n=n + 1))}">'
        rows += f'<div class="option-row"><label class="right">{pick}{"" if written else words}</label>{words if written else ""}</div>'
    hint = say(("bank.right.several" if several else "bank.right.one") if written else "bank.right.which")
    return f'<fieldset class="title options"><legend class="label">{esc(hint)}</legend>{rows}</fieldset>'
