"""今日: read, answer, reflect, done."""

import datetime as dt
import math
from collections.abc import Mapping
from types import MappingProxyType

import gradio as gr

from companion.errors import Conflict
from companion.records.completion import Completion
from companion.records.flags import Flag
from companion.reflections.questions import STAGES
from companion.reflections.reflections import Prompt, Visibility
from companion.study import Study
from companion.ui.components import a_day, date_words, empty, esc, icon, lines, source_link
from companion.ui.flags import beside
from companion.ui.handlers import Asking, Shown, incomplete, wire
from companion.ui.items import marked, quiz_form, score_words
from companion.ui.leave import released
from companion.ui.place import place
from companion.ui.words import Say
from companion.views import Day

READING_SPEED = 400  # characters a minute, a calm pace
STEPS = ("read", "answer", "think", "done")


def lay_out() -> tuple[gr.HTML, gr.HTML]:
    """The place, and where it is told that a reply or a draft has been kept: what is being written must not be drawn anew."""
    kept = gr.HTML(elem_id="kept", js_on_load="companionQuiz.listen(element, watch); companionDay.listen(element, watch)", apply_default_css=False)
    return place("today", ("submit_quiz", "save_reply", "write_reflection", "save_draft")), kept


def wire_up(view: gr.HTML, kept: gr.HTML, said: gr.HTML, study: Study, reflection_length: int) -> None:
    def render(asking: Asking, day: dt.date | None, now: str = "") -> str:
        flags = study.bank.my_flags(asking.actor)
        lesson = study.day(asking.actor, day)
        done = sum(practice.day == lesson.day for practice in study.sharing.my_practices(asking.actor))
        invited = study.needs.mine(asking.actor) is None
        return day_view(lesson, study.today(asking.actor), asking.say, reflection_length, now, flags, done, invited)

    def open_today(asking: Asking) -> str:
        given = asking.text("day", "")
        return render(asking, a_day(given) if given else None)

    def submit_quiz(asking: Asking) -> str | Shown:
        day = a_day(asking.text("day"))
        try:
            study.submit_quiz(asking.actor, day, asking.replies())
        except Conflict as error:  # handed in from another tab: show how it was marked
            return Shown(render(asking, day, "answer"), error.say(asking.language))
        result = render(asking, day, "answer")
        if asking.text("opened", "") == str(day) < str(study.today(asking.actor)):  # begun that day, handed in the next
            return Shown(result, asking.say("day.after_midnight", day=date_words(day, asking.say)))
        return result

    def save_reply(asking: Asking) -> str:
        replies = asking.replies()
        if len(replies) != 1:
            raise incomplete()
        ((item, reply),) = replies.items()
        day = a_day(asking.text("day"))
        study.save_reply(asking.actor, day, item, reply)
        return f'<p data-day="{day}" data-item="{esc(item)}"></p>'

    def write_reflection(asking: Asking) -> str:
        day = a_day(asking.text("day"))
        pressed = asking.text("button")
        visibility = Visibility(pressed) if pressed in list(Visibility) else Visibility.PRIVATE
        study.write_reflection(asking.actor, day, asking.text("text"), visibility)
        return render(asking, day, "done")

    def save_draft(asking: Asking) -> str:
        day = a_day(asking.text("day"))
        study.save_draft(asking.actor, day, asking.text("text"))
        return f'<p data-draft-of="{day}"></p>'

    wire(view.open, open_today, "open_today", view, said)
    wire(view.submit_quiz, submit_quiz, "submit_quiz", view, said)
    wire(view.save_reply, save_reply, "save_reply", kept, said)
    wire(view.write_reflection, write_reflection, "write_reflection", view, said)
    wire(view.save_draft, save_draft, "save_draft", kept, said)


def day_view(
    day: Day,
    today: dt.date,
    say: Say,
    reflection_length: int,
    now: str = "",
    flags: Mapping[str, Flag] = MappingProxyType({}),
    practices: int = 0,
    invited: bool = False,
) -> str:
    """The whole day, one step shown; ``now`` names it, by default the first that is left.

    ``practices``: how many of that day; ``invited``: whether to ask for the needs survey.
    """
    if not (day.reading or day.questions or day.prompt):
        return head(day, today, say) + empty(say("day.free"))
    finished = {
        "read": day.attempt is not None,
        "answer": day.attempt is not None or not day.questions,
        "think": day.reflection is not None or day.prompt is None,
        "done": day.completion in (Completion.ON_TIME, Completion.MADE_UP),
    }
    now = now or next((step for step in STEPS if not finished[step]), "done")
    bodies = {
        "read": reading(day, say),
        "answer": answering(day, today, say, flags),
        "think": thinking(day, say, reflection_length),
        "done": done(day, today, say, practices) + (invitation(say) if invited else ""),
    }
    sections = "".join(
        f'<section class="step" id="step-{step}" aria-label="{esc(say(f"step.{step}"))}"{"" if step == now else " hidden"}>'
        f"{bodies[step]}</section>"
        for step in STEPS
    )
    return head(day, today, say) + dots(day, finished, now, say) + sections


def head(day: Day, today: dt.date, say: Say) -> str:
    note = ""
    if day.day < today and day.attempt is None and (day.questions or day.reading):
        note = f'<p class="note">{icon("clock")}{esc(say("day.made_up", day=date_words(day.day, say)))}</p>'
    if day.completion is Completion.EXCUSED:
        note = released(day.day, say)
    if day.again and day.attempt is None:
        note += f'<p class="soft">{esc(say("day.again"))}</p>'
    to_today = f'<a class="link" href="#today">{esc(say("day.to_today"))}</a>' if day.day != today else ""
    unit = f'<a class="day-unit" href="#plan">{esc(say("day.unit", unit=day.unit))}</a>' if day.unit else ""
    if day.goals:
        note = f'<p class="soft">{esc(say("day.goals", goals=say("branch.names").join(day.goals)))}</p>{note}'
    return (
        f'<header class="place-head" data-lesson="{day.day}"><h1 tabindex="-1">{esc(date_words(day.day, say))}</h1>{unit}{to_today}</header>{note}'
    )


def dots(day: Day, finished: dict[str, bool], now: str, say: Say) -> str:
    """The four dots; each opens its step."""
    parts = "".join(
        f'<li><button type="button" class="dot-step{" full" if finished[step] else ""}" data-step="{step}"'
        f'{" aria-current=step" if step == now else ""}><span class="disc" aria-hidden="true"></span><span>{esc(say(f"step.{step}"))}</span>'
        f'<span class="hidden-words">{esc(say("step.finished" if finished[step] else "step.open"))}</span></button></li>'
        for step in STEPS
    )
    minutes = minutes_left(day, finished)
    left = f'<p class="soft left">{esc(say("day.left", minutes=minutes))}</p>' if minutes else ""
    return f'<nav class="steps" aria-label="{esc(say("day.steps"))}"><ol>{parts}</ol>{left}</nav>'


def minutes_left(day: Day, finished: dict[str, bool]) -> int:
    """A rough count: reading at READING_SPEED, half a minute an item, three minutes of writing."""
    minutes = 0.0 if finished["read"] else sum(len(citation.quote) for citation in day.reading) / READING_SPEED
    minutes += 0.0 if finished["answer"] else len(day.questions) / 2
    minutes += 0.0 if finished["think"] else 3
    return math.ceil(minutes)


def to_step(step: str, words: str, primary: bool = True) -> str:
    return f'<button type="button" class="button{" primary" if primary else ""}" data-step="{step}">{esc(words)}</button>'


def reading(day: Day, say: Say) -> str:
    pieces = "".join(
        f'<article class="reading">{lines(citation.quote)}{source_link(citation, say)}</article>' for citation in day.reading
    )
    if not day.reading:
        return empty(say("day.no_reading"), to_step("answer", say("day.to_answer")))
    return pieces + f'<div class="acts">{to_step("answer", say("day.read.next"))}</div>'


def answering(day: Day, today: dt.date, say: Say, flags: Mapping[str, Flag]) -> str:
    if day.attempt is None:
        if not day.questions:
            return empty(say("day.no_questions"), to_step("think", say("day.to_think")))
        along = f'data-day="{day.day}" data-opened="{today}"'
        form = quiz_form(day.questions, "submit_quiz", say("item.submit"), say, along, day.replies)
        return form + f'<p class="soft">{esc(say("item.once"))}</p>'
    total = len(day.attempt.responses)
    items = "".join(
        marked(response, n, total, say, beside(response, flags.get(response.item.id), say))
        for n, response in enumerate(day.attempt.responses, 1)
    )
    score = score_words(day.attempt.score, say)
    left = day.reflection is None and day.prompt
    onward = to_step("think", say("day.to_think")) if left else to_step("done", say("day.to_done"))
    soon = to_step("think" if left else "done", say("day.think.first" if left else "day.to_done"), primary=False)
    return (
        f'<div class="score-head"><h2 class="score">{esc(score)}</h2>{soon}</div><p class="notice" role="alert"></p>'
        f'{items}<div class="acts">{onward}</div>'
    )


def thinking(day: Day, say: Say, most: int) -> str:
    if day.prompt is None:
        return empty(say("day.no_prompt"))
    written = day.draft or (day.reflection.text if day.reflection else "")
    words = {"saving": say("reflection.draft.saving"), "kept": say("reflection.draft.kept")}
    data = " ".join(f'data-{name}="{esc(text)}"' for name, text in words.items())
    return (
        f'{cycle(day.prompt.stage, say)}{prompt_card(day.prompt, say)}<form class="write" data-act="write_reflection" data-day="{day.day}">'
        f'<label><span class="label">{esc(say("reflection.text"))}</span><textarea name="text" rows="6" required maxlength="{most}" '
        f'data-draft="{day.day}" data-keeps="{day.day}" {data}>{esc(written)}</textarea></label>'
        f'<p class="soft draft" role="status">{esc(say("reflection.draft.there")) if day.draft else ""}</p>'
        f'<p class="soft">{esc(say("reflection.hint"))} {esc(say("reflection.characters", most=most))}</p>'
        f'<p class="notice" role="alert"></p><div class="acts">'
        f'<button type="submit" class="button" name="button" value="private">{esc(say("reflection.keep"))}</button>'
        f'<button type="submit" class="button primary" name="button" value="secretary">{esc(say("reflection.hand_in"))}</button>'
        f'<button type="submit" class="button" name="button" value="branch">{esc(say("reflection.share"))}</button>'
        "</div></form>"
    )


def cycle(stage: str, say: Say) -> str:
    """Where in the cycle of reflection the question stands: three lessons go round it."""
    if stage not in STAGES:
        return ""
    parts = "".join(
        f'<li{" aria-current=step" if one == stage else ""}>{esc(say(f"stage.{one}"))}</li>' for one in STAGES
    )
    return f'<ol class="cycle" aria-label="{esc(say("stage.label"))}">{parts}</ol>'


def prompt_card(prompt: Prompt, say: Say) -> str:
    lines = "".join(f'<p class="stem">{esc(line)}</p>' for line in prompt.text.split("\n"))
    return f'<article class="prompt">{lines}{source_link(prompt.citation, say)}</article>'


def done(day: Day, today: dt.date, say: Say, practices: int) -> str:
    if day.completion not in (Completion.ON_TIME, Completion.MADE_UP) and (day.attempt is None and day.questions):
        return empty(say("day.not_yet"), to_step("answer", say("day.to_answer")))
    title = say("day.done") if day.day == today else say("day.done.other", day=date_words(day.day, say))
    record = say("day.on_time") if day.completion is Completion.ON_TIME else ""
    if day.completion is Completion.MADE_UP:
        record = say("day.made_up.done")
    score = score_words(day.attempt.score, say) if day.attempt else ""
    streak = say("mine.streak", n=day.streak) if day.streak > 1 else ""
    hurried = ""
    if day.pace and day.pace.hurried:
        hurried = f'<p class="soft">{esc(say("day.hurried", seconds=day.pace.seconds, least=day.pace.least))}</p>'
    return (
        f'<div class="finished">{icon("seal")}<h2>{esc(title)}</h2><p>{esc(" · ".join(filter(None, (score, record, streak))))}</p>{hurried}</div>'
        f"{onward(day, practices, say)}{coming(day, say)}"
    )


def onward(day: Day, practices: int, say: Say) -> str:
    """悟, 做 and 晒 of this day, each one press away, with what there is of it already."""
    rows = ""
    if day.prompt:
        state = say(f"reflection.{day.reflection.visibility}") if day.reflection else say("day.think.later")
        rows += link_row("reflect", state, to_step("think", say("reflection.change" if day.reflection else "day.to_think"), not day.reflection), say)
    state = say("day.act.n", n=practices) if practices else say("day.act.none")
    rows += link_row("act", state, f'<a class="button" href="#deeds/{day.day}">{esc(say("deeds.begin"))}</a>', say)
    to_wall = f'<a class="button" href="#wall">{esc(say("day.to_wall"))}</a>'
    if day.reflection is None:
        rows += link_row("share", say("day.share.none"), to_wall, say)
    elif day.reflection.visibility is Visibility.BRANCH:
        rows += link_row("share", say("reflection.branch"), to_wall, say)
    else:
        share = (
            f'<form data-act="write_reflection" data-day="{day.day}"><input type="hidden" name="text" value="{esc(day.reflection.text)}">'
            f'<button type="submit" class="button" name="button" value="branch">{esc(say("reflection.share"))}</button></form>'
        )
        rows += link_row("share", say("day.share.own"), share, say)
    return f'<ul class="onward" aria-label="{esc(say("day.onward"))}">{rows}</ul>'


def link_row(name: str, state: str, act: str, say: Say) -> str:
    return f'<li><strong>{esc(say(f"day.{name}"))}</strong><span class="soft">{esc(state)}</span>{act}</li>'


def invitation(say: Say) -> str:
    return f'<a class="link" href="#mine/needs">{esc(say("needs.invite"))}</a>'


def coming(day: Day, say: Say) -> str:
    if day.coming is None:
        return ""
    begins = say("source.title", title=day.coming.title) + day.coming.heading
    return f'<p class="soft coming">{esc(say("day.coming", day=date_words(day.coming.day, say), text=begins))}</p>'
