"""Quiz items as HTML: before they are marked, and after."""

from collections.abc import Sequence

from companion.quizzes.items import Kind, Question, Response
from companion.ui.components import esc, icon, source_link
from companion.ui.words import Say

LETTERS = "ABCDEFGHIJ"


def question(item: Question, n: int, total: int, say: Say) -> str:
    """One item to reply to. Its inputs bear the item's id as their name."""
    return (
        f'<fieldset class="item" data-n="{n}"><legend><span class="kind">{esc(say("item.number", n=n, total=total))}'
        f' · {esc(say(f"kind.{item.kind}"))}</span><span class="stem">{esc(item.stem)}</span></legend>{_inputs(item, say)}</fieldset>'
    )


def _inputs(item: Question, say: Say) -> str:
    if not item.options:
        return (
            f'<label class="typed"><span class="soft">{esc(say("item.reply"))}</span>'
            f'<input type="text" name="{esc(item.id)}" maxlength="500" autocomplete="off"></label>'
        )
    kind = "checkbox" if item.kind is Kind.MULTIPLE_CHOICE else "radio"
    return "".join(
        f'<label class="option"><input type="{kind}" name="{esc(item.id)}" value="{esc(option)}">'
        f'<span class="letter" aria-hidden="true">{_letter(item, at)}</span><span>{esc(option_words(item, option, say))}</span></label>'
        for at, option in enumerate(item.options)
    )


def _letter(item: Question, at: int) -> str:
    if item.kind is Kind.TRUE_FALSE:
        return "✓✗"[at] if at < 2 else ""
    return LETTERS[at] if at < len(LETTERS) else ""


def option_words(item: Question, option: str, say: Say) -> str:
    """An option as it is read; 正确 and 错误 follow the language of the interface."""
    if item.kind is Kind.TRUE_FALSE:
        return {"正确": say("true"), "错误": say("false")}.get(option, option)
    return option


def quiz_form(questions: Sequence[Question], act: str, submit: str, say: Say, hidden: str = "") -> str:
    """The items as one form. On a phone the script shows one at a time; ``hidden`` are data-… attributes sent along."""
    total = len(questions)
    dots = "".join(f'<span class="dot" data-n="{n}"></span>' for n in range(1, total + 1))
    items = "".join(question(item, n, total, say) for n, item in enumerate(questions, 1))
    return (
        f'<form class="quiz" data-act="{esc(act)}" {hidden} data-blank="{esc(say("item.blank", n="#"))}" novalidate>'
        f'<div class="dots" aria-hidden="true">{dots}</div>{items}'
        '<p class="notice" role="alert"></p>'
        f'<div class="acts"><button type="button" class="button step-back">{esc(say("item.previous"))}</button>'
        f'<button type="button" class="button primary step-on">{esc(say("item.next"))}</button>'
        f'<button type="submit" class="button primary">{esc(submit)}</button></div></form>'
    )


def marked(response: Response, n: int, total: int, say: Say) -> str:
    """An item after marking: the glyph and the word, the key, the rationale and where the text says it."""
    item = response.item
    state, glyph, verdict = ("good", "check", "item.correct") if response.correct else ("bad", "cross", "item.wrong")
    shown = "".join(_marked_option(response, at, option, say) for at, option in enumerate(item.options))
    reply = "；".join(option_words(item.question, part, say) for part in response.reply) or say("item.left_out")
    key = "；".join(option_words(item.question, part, say) for part in (item.key if item.options else item.key[:1]))
    return (
        f'<article class="item marked {state}"><p class="kind">{esc(say("item.number", n=n, total=total))} · '
        f'{esc(say(f"kind.{item.kind}"))}</p><p class="stem">{esc(item.stem)}</p>{shown}'
        f'<p class="verdict {state}">{icon(glyph)}<strong>{esc(say(verdict))}</strong> '
        f'<span>{esc(say("item.yours", reply=reply))}</span></p><p class="key">{esc(say("item.key", key=key))}</p>'
        f'<p class="rationale">{esc(item.rationale)}</p>{source_link(item.citation, say)}</article>'
    )


def _marked_option(response: Response, at: int, option: str, say: Say) -> str:
    item = response.item.question
    classes = " ".join(
        name for name, holds in (("right", option in response.item.key), ("chosen", option in response.reply)) if holds
    )
    return (
        f'<div class="option {classes}"><span class="letter" aria-hidden="true">{_letter(item, at)}</span>'
        f"<span>{esc(option_words(item, option, say))}</span></div>"
    )
