"""Quiz items as HTML: before they are marked, and after."""

import json
from collections.abc import Mapping, Sequence

from companion.quizzes.items import Item, Kind, Question, Response, Score
from companion.ui.components import esc, icon, source_link
from companion.ui.words import Say

LETTERS = "ABCDEFGHIJ"
EXPLAINED = (Kind.MULTIPLE_CHOICE, Kind.ORDERING, Kind.SHORT_ANSWER)
"""The kinds that say how to reply and what counts."""

PLACE = '<span class="hidden-words" data-place></span>'
"""Where static/quiz.js writes which step this one is to be, for those who hear the page."""


def question(item: Question, n: int, total: int, say: Say) -> str:
    """One item to reply to. Its inputs bear the item's id as their name."""
    hint = f"item.how.{item.kind}"
    how = f'<p class="soft how">{esc(say(hint))}</p>' if item.kind in EXPLAINED else ""
    number = f'<span>{esc(say("item.number", n=n, total=total))} · </span>' if total > 1 else ""
    return (
        f'<fieldset class="item {item.kind}" data-n="{n}"><legend><span class="kind">{number}'
        f'<strong>{esc(say(f"kind.{item.kind}"))}</strong></span><span class="stem">{esc(item.stem)}</span></legend>{how}{_inputs(item, say)}</fieldset>'
    )


def _inputs(item: Question, say: Say) -> str:
    name = esc(item.id)
    if not item.options:
        box = f'<input type="text" name="{name}" maxlength="500" autocomplete="off">'
        if item.kind is Kind.SHORT_ANSWER:
            box = f'<textarea name="{name}" rows="5" maxlength="2000"></textarea>'
        return f'<label class="typed"><span class="soft">{esc(say("item.reply"))}</span>{box}</label>'
    ordered = item.kind is Kind.ORDERING
    kind = "checkbox" if ordered or item.kind is Kind.MULTIPLE_CHOICE else "radio"
    return "".join(
        f'<label class="option"><input type="{kind}" name="{name}" value="{esc(option)}"{" data-ordered" if ordered else ""}>'
        f'<span class="letter" aria-hidden="true">{_letter(item, at)}</span><span>{esc(option_words(item, option, say))}</span>'
        f"{PLACE if ordered else ''}</label>"
        for at, option in enumerate(item.options)
    )


def _letter(item: Question, at: int) -> str:
    if item.kind is Kind.TRUE_FALSE:
        return "✓✗"[at] if at < 2 else ""
    if item.kind is Kind.ORDERING:
        return ""  # the number of the step, once it is chosen
    return LETTERS[at] if at < len(LETTERS) else ""


def option_words(item: Question, option: str, say: Say) -> str:
    """An option as it is read; 正确 and 错误 follow the language of the interface."""
    if item.kind is Kind.TRUE_FALSE:
        return {"正确": say("true"), "错误": say("false")}.get(option, option)
    return option


def quiz_form(
    questions: Sequence[Question],
    act: str,
    submit: str,
    say: Say,
    hidden: str = "",
    saved: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The items as one form. On a phone the script shows one at a time; ``hidden`` are data-… attributes sent along.

    With ``saved``, the replies so far by item id, each reply is sent to be kept as soon as it is given.
    """
    total = len(questions)
    dots = "".join(f'<span class="dot" data-n="{n}"></span>' for n in range(1, total + 1))
    dots = f'<div class="dots" aria-hidden="true">{dots}</div>' if total > 1 else ""
    items = "".join(question(item, n, total, say) for n, item in enumerate(questions, 1))
    words = {"blank": say("item.blank", n="#"), "step": say("item.step", n="#")}
    keeping = ""
    if saved is not None:
        words |= {"saving": say("item.saving"), "kept": say("item.saved")}
        words["saved"] = json.dumps({id: list(reply) for id, reply in saved.items()}, ensure_ascii=False)
        keeping = '<p class="soft saved" role="status"></p>'
    data = " ".join(f'data-{name}="{esc(text)}"' for name, text in words.items())
    return (
        f'<form class="quiz" data-act="{esc(act)}" {hidden} {data} novalidate>'
        f"{dots}{items}"
        f'<p class="notice" role="alert"></p>{keeping}'
        f'<div class="acts"><button type="button" class="button step-back">{esc(say("item.previous"))}</button>'
        f'<button type="button" class="button primary step-on">{esc(say("item.next"))}</button>'
        f'<button type="submit" class="button primary">{esc(submit)}</button></div></form>'
    )


def points(value: float) -> str:
    """Points as they are read: 2, 2.5, 2.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def score_words(score: Score, say: Say) -> str:
    words = say("item.score", correct=score.correct, total=score.total)
    if score.points == score.correct:
        return words
    return f"{words} · {say('item.points', points=points(score.points), total=score.total)}"


def marked(response: Response, n: int, total: int, say: Say, beside: str = "") -> str:
    """An item after marking: the glyph and the word, the key, the rationale and where the text says it.

    ``beside``: what else can be done about this item, as HTML; it stands beside the way to the text.
    """
    item = response.item
    state, glyph = ("good", "check") if response.correct else ("part", "half") if response.mark else ("bad", "cross")
    verdict = {"good": "item.correct", "part": "item.part", "bad": "item.wrong"}[state]
    if item.kind is Kind.SHORT_ANSWER:  # the member's own verdict
        verdict = f"item.covered.{state}"
    words = f"<strong>{esc(say(verdict))}</strong>"
    if verdict == "item.part":
        words += f"<span>{esc(say('item.points.one', points=points(response.mark)))}</span>"
    number = f'{esc(say("item.number", n=n, total=total))} · ' if total > 1 else ""
    return (
        f'<article class="item marked {item.kind} {state}"><p class="kind">{number}'
        f'{esc(say(f"kind.{item.kind}"))}</p><p class="stem">{esc(item.stem)}</p>{_marked_options(response, say)}'
        f'<p class="verdict {state}">{icon(glyph)}{words}</p>{_replied(response, say)}'
        f'<p class="rationale">{esc(item.rationale)}</p><div class="beside">{_source(item, say)}{beside}</div></article>'
    )


def _source(item: Item, say: Say) -> str:
    """The way to the sentence; an item from elsewhere may have none, and says so."""
    if not item.citation.document:
        return f'<span class="soft">{esc(say("item.no_source"))}</span>'
    return source_link(item.citation, say)


def _replied(response: Response, say: Say) -> str:
    """What was replied and the key, in words, where the options do not show both already."""
    item = response.item
    if item.kind is Kind.SHORT_ANSWER:
        written = esc(response.reply[0]) if response.reply else esc(say("item.left_out"))
        return f'<p class="soft">{esc(say("item.yours.written"))}</p><blockquote class="written">{written}</blockquote>'
    if item.kind is Kind.ORDERING:
        return "" if response.reply else f"<p>{esc(say('item.yours', reply=say('item.left_out')))}</p>"
    reply = "；".join(option_words(item.question, part, say) for part in response.reply) or say("item.left_out")
    key = "；".join(option_words(item.question, part, say) for part in (item.key if item.options else item.key[:1]))
    return f'<p>{esc(say("item.yours", reply=reply))}</p><p class="key">{esc(say("item.key", key=key))}</p>'


def _marked_options(response: Response, say: Say) -> str:
    item = response.item
    if item.kind is Kind.SHORT_ANSWER:
        return points_list(item.key, response.reply[1:], say)
    if item.kind is Kind.ORDERING:
        return _right_order(response, say)
    return "".join(_marked_option(response, at, option, say) for at, option in enumerate(item.options))


def points_list(key: Sequence[str], covered: Sequence[str], say: Say) -> str:
    """The key points of a short answer, and which of them were ticked."""
    rows = "".join(
        f'<li class="{"covered" if point in covered else ""}">{icon("check") if point in covered else ""}<span>{esc(point)}</span></li>'
        for point in key
    )
    return f'<p class="key">{esc(say("item.key_points"))}</p><ul class="key-points">{rows}</ul>'


def compare_form(item: Question, points: Sequence[str], written: str, act: str, along: str, say: Say) -> str:
    """What was written to a short answer beside its key points, which are ticked where they are covered."""
    boxes = "".join(
        f'<label class="option"><input type="checkbox" name="{esc(item.id)}" value="{esc(point)}">'
        f'<span class="letter" aria-hidden="true">✓</span><span>{esc(point)}</span></label>'
        for point in points
    )
    return (
        f'<form class="quiz compare" data-act="{act}" {along} data-compared="yes" data-written="{esc(written)}" '
        f'data-blank="" data-warned="yes" novalidate><fieldset class="item" data-n="1"><legend><span class="stem">{esc(item.stem)}'
        f'</span></legend><p class="soft">{esc(say("item.yours.written"))}</p><blockquote class="written">{esc(written)}</blockquote>'
        f'<p class="key">{esc(say("review.compare"))}</p>{boxes}</fieldset><p class="notice" role="alert"></p>'
        f'<div class="acts"><button type="submit" class="button primary">{esc(say("review.compared"))}</button></div></form>'
    )


def _right_order(response: Response, say: Say) -> str:
    """The steps in their right order, each with the place it was given."""
    reply = response.reply
    rows = ""
    for n, step in enumerate(response.item.key, 1):
        given = reply.index(step) + 1 if step in reply else 0
        right = "right" if given == n else "chosen" if given else ""
        words = say("item.placed", n=given) if given else say("item.unplaced")
        note = "" if given == n or not reply else f'<span class="soft placed">{esc(words)}</span>'
        rows += f'<li class="option {right}"><span class="letter" aria-hidden="true">{n}</span><span>{esc(step)}</span>{note}</li>'
    return f'<p class="key">{esc(say("item.right_order"))}</p><ol class="right-order">{rows}</ol>'


def _marked_option(response: Response, at: int, option: str, say: Say) -> str:
    item = response.item.question
    classes = " ".join(
        name for name, holds in (("right", option in response.item.key), ("chosen", option in response.reply)) if holds
    )
    return (
        f'<div class="option {classes}"><span class="letter" aria-hidden="true">{_letter(item, at)}</span>'
        f"<span>{esc(option_words(item, option, say))}</span></div>"
    )
