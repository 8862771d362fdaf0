"""复习: the book of wrong answers, what is due, themes and challenges, replied to one item at a time."""

from collections.abc import Mapping
from types import MappingProxyType

import gradio as gr

from companion.errors import Conflict, UsageError
from companion.records.flags import Flag
from companion.study import Study
from companion.ui.components import date_words, empty, esc, icon, options, source_link
from companion.ui.flags import beside
from companion.ui.handlers import Asking, Shown, incomplete, wire
from companion.ui.items import compare_form, marked, quiz_form
from companion.ui.place import place
from companion.ui.words import Say
from companion.views import Mode, Revision, Run, Wrong

LISTED = 20  # mistakes shown at once


def lay_out() -> gr.HTML:
    return place("review", ("start_drill", "answer_drill"))


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_review(asking: Asking) -> str:
        if "drill" in asking.data:
            return run_view(study.drill(asking.actor, asking.number("drill")), asking.say)
        return revision_view(study.revision(asking.actor), asking.say)

    def start_drill(asking: Asking) -> str:
        try:
            mode = Mode(asking.text("mode"))
        except ValueError as error:
            raise incomplete() from error
        return run_view(study.start_drill(asking.actor, mode, asking.text("theme", "")), asking.say)

    def answer_drill(asking: Asking) -> str | Shown:
        drill, item = asking.number("drill"), asking.text("item")
        replies = {item: asking.replies().get(item, [])}
        compared = asking.text("compared", "") == "yes"
        if compared:  # what was written stands beside the points that were ticked
            replies[item].insert(0, asking.text("written"))
        try:
            run = study.answer_drill(asking.actor, drill, replies, compared=compared)
        except Conflict as error:  # replied to in another tab: show how far the drill has come
            return Shown(run_view(study.drill(asking.actor, drill), asking.say), error.say(asking.language))
        return run_view(run, asking.say, answered=not run.written, flags=study.bank.my_flags(asking.actor))

    wire(view.open, open_review, "open_review", view, said)
    wire(view.start_drill, start_drill, "start_drill", view, said)
    wire(view.answer_drill, answer_drill, "answer_drill", view, said)


# what there is to practise ---------------------------------------------------------------------------------------
def revision_view(revision: Revision, say: Say) -> str:
    head = f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.review"))}</h1><p class="soft">{esc(say("review.lead"))}</p></header>'
    if not (revision.wrong or revision.due or revision.themes):
        to_today = f'<a class="button primary" href="#today">{esc(say("day.to_answer"))}</a>'
        return head + empty(say("review.empty"), to_today)
    run = revision.unfinished
    first = "unfinished" if run else "due" if revision.due else "mistakes" if revision.wrong else "challenge"
    unfinished = ""
    if run:
        words = say("review.unfinished", mode=mode_words(run, say), done=len(run.responses), total=run.total)
        unfinished = _card(say("review.go_on"), words, _go_on(run.id, say("review.go_on"), primary=True))
    due = say("review.due.some", n=revision.due) if revision.due else say("review.due.none")
    starts = [
        _card(say("mode.due"), due, _start(Mode.DUE, say("review.start.due"), say, first == "due") if revision.due else ""),
        _mistakes(revision.wrong, say, first == "mistakes"),
        _card(say("mode.challenge"), say("review.challenge"), _start(Mode.CHALLENGE, say("review.start"), say, first == "challenge")),
    ]
    return head + unfinished + "".join(starts) + _themes(revision, say)


def _card(title: str, words: str, body: str) -> str:
    return f'<section class="card practice"><div><h2>{esc(title)}</h2><p class="soft">{esc(words)}</p></div>{body}</section>'


def _start(mode: Mode, words: str, say: Say, primary: bool) -> str:
    name = f'{say(f"mode.{mode}")}：{words}'
    return (
        f'<form data-act="start_drill" data-mode="{mode}"><button type="submit" class="button{" primary" if primary else ""}" '
        f'aria-label="{esc(name)}">{esc(words)}</button></form>'
    )


def _go_on(drill: int, words: str, *, primary: bool) -> str:
    return (
        f'<form data-act="open" data-drill="{drill}"><button type="submit" class="button{" primary" if primary else ""}">'
        f"{esc(words)}</button></form>"
    )


def _mistakes(wrong: tuple[Wrong, ...], say: Say, primary: bool) -> str:
    if not wrong:
        return _card(say("mode.mistakes"), say("review.mistakes.none"), "")
    rows = "".join(_mistake(one, say) for one in wrong[:LISTED])
    more = f'<p class="soft">{esc(say("review.mistakes.more", n=len(wrong) - LISTED))}</p>' if len(wrong) > LISTED else ""
    listed = f'<details class="mistakes"><summary>{esc(say("review.mistakes.list", n=len(wrong)))}</summary><ol>{rows}</ol>{more}</details>'
    start = _start(Mode.MISTAKES, say("review.start.mistakes"), say, primary)
    return _card(say("mode.mistakes"), say("review.mistakes", n=len(wrong)), start + listed)


def _mistake(one: Wrong, say: Say) -> str:
    facts = [say(f"kind.{one.item.kind}"), say("review.wrong", n=one.times, day=date_words(one.last, say))]
    if one.right_days:
        facts.append(say("review.right_once"))
    return (
        f'<li><p class="stem">{esc(one.item.stem)}</p><p class="soft">{esc(" · ".join(facts))}</p>'
        f"{source_link(one.item.citation, say)}</li>"
    )


def _themes(revision: Revision, say: Say) -> str:
    if not revision.themes:
        return ""
    choices = options(
        ((theme.name, say("review.theme.count", title=theme.title, n=len(theme.items))) for theme in revision.themes), ""
    )
    form = (
        f'<form class="theme" data-act="start_drill" data-mode="{Mode.THEME}"><label><span class="label">{esc(say("review.theme"))}</span>'
        f'<select name="theme">{choices}</select></label><button type="submit" class="button">{esc(say("review.start"))}</button></form>'
    )
    return _card(say("mode.theme"), say("review.themes"), form)


# a drill ---------------------------------------------------------------------------------------------------------
def mode_words(run: Run, say: Say) -> str:
    return say(f"mode.{run.mode}")


def run_view(run: Run, say: Say, *, answered: bool = False, flags: Mapping[str, Flag] = MappingProxyType({})) -> str:
    """The item to reply to; just ``answered``, how the last reply was marked; at the end, how it went.

    ``flags``: the member's own, by item.
    """
    n = len(run.responses) + (0 if answered else 1)
    place_words = say("item.number", n=min(n, run.total), total=run.total) if run.now or answered else ""
    left = say("review.left", n=run.left) if run.left is not None and (run.now or answered) else ""
    facts = " · ".join(fact for fact in (place_words, left) if fact)
    out = f'<form data-act="open"><button type="submit" class="button quiet">{icon("back")}{esc(say("place.review"))}</button></form>'
    head = (
        f'<header class="place-head run-head">{out}<h1 tabindex="-1">{esc(mode_words(run, say))}</h1>'
        f'<p class="soft">{esc(facts)}</p></header>'
    )
    if answered:
        last = run.responses[-1]
        shown = marked(last, 1, 1, say, beside(last, flags.get(last.item.id), say))
        onward = say("item.next") if run.now else say("review.result")
        return f'{head}{shown}<div class="acts">{_go_on(run.id, onward, primary=True)}</div>'
    if run.now is None:
        return head + _result(run, say)
    along = f'data-drill="{run.id}" data-item="{esc(run.now.id)}"'
    if run.written:
        return head + _compare(run, along, say)
    return head + quiz_form((run.now,), "answer_drill", say("review.mark"), say, along)


def _compare(run: Run, along: str, say: Say) -> str:
    """What was written to a short answer beside its key points, which are ticked where they are covered."""
    if run.now is None:
        raise UsageError("这一题已经答过了。", "This item was replied to already.")
    return compare_form(run.now, run.key_points, run.written, "answer_drill", along, say)


def _result(run: Run, say: Say) -> str:
    right = sum(response.correct for response in run.responses)
    words = say("item.score", correct=right, total=len(run.responses))
    if run.left == 0:
        words = say("review.challenge.ended", correct=right, total=len(run.responses))
    again = _start(run.mode, say("review.again"), say, True) if run.mode is Mode.CHALLENGE else ""
    back = f'<form data-act="open"><button type="submit" class="button">{esc(say("review.back"))}</button></form>'
    return f'<div class="finished">{icon("seal")}<h2>{esc(words)}</h2><p class="soft">{esc(say("review.lead"))}</p><div class="acts">{again}{back}</div></div>'
