"""归纳: what a language model writes after the quotations, as it grows, each sentence with what it rests on."""

from collections.abc import Iterator

import gradio as gr
from gradio.events import EventListenerMethod

from companion.answers.answers import Answer
from companion.answers.writing import Writing, WrittenSentence
from companion.errors import NotFound
from companion.study import Study
from companion.ui.components import esc, number
from companion.ui.handlers import Asking, wire_stream
from companion.ui.thread import Thread
from companion.ui.words import Say

WRITERS = 24  # people who are written for or wait their turn; each keeps a thread of the server busy half the time


def lay_out() -> gr.HTML:
    """What is being written. static/ask.js moves it below the quotations that it belongs to."""
    return gr.HTML(
        elem_id="writing",
        js_on_load="companionAsk.writing(element, trigger, watch, 'write', 'stop_writing')",
        apply_default_css=False,
    )


def wire_up(blocks: gr.Blocks, view: gr.HTML, thread: gr.State, said: gr.HTML, study: Study) -> None:
    def write(asking: Asking, thread: Thread) -> Iterator[str]:
        name = asking.text("turn")
        turn = thread.of(asking.actor).turn(name)
        if turn is None or not isinstance(turn.outcome, Answer):
            raise NotFound("这个回答不在本页了，请重新提问。", "This answer is no longer on the page; ask again.")
        for writing in study.write(asking.actor, turn.outcome):
            yield writing_view(name, writing, turn.outcome, asking.say)

    written = wire_stream(view.write, write, "write", view, said, inputs=[thread], limit=WRITERS)
    blocks.default_config.set_event_trigger(  # as for stop in companion.ui.ask
        [EventListenerMethod(view, "stop_writing")],
        None,
        None,
        None,
        queue=False,
        preprocess=False,
        api_name="stop_writing",
        cancels=[written["id"]],
        is_cancel_function=True,
    )


def writing_view(turn: str, writing: Writing, answer: Answer, say: Say) -> str:
    """The section of one turn: its state, the sentences so far, and a notice where there is something to say."""
    going = writing.state in ("waiting", "loading", "writing")
    state = ""
    if going:
        words = say("written.waiting", n=writing.place) if writing.state == "waiting" else say(f"written.{writing.state}")
        state = (
            f'<span class="pulse" aria-hidden="true"></span><span>{esc(words)}</span>'
            f'<button type="button" class="link" data-stop-writing>{esc(say("written.stop"))}</button>'
        )
    sentences = "".join(_sentence(one, answer, say) for one in writing.sentences)
    notice = f'<p class="soft">{esc(writing.notice[say("true") != "正确"])}</p>' if writing.notice else ""
    return (
        f'<section class="summary" data-written="{esc(turn)}" aria-label="{esc(say("written.label"))}"'
        f'{" aria-busy=true" if going else ""}><p class="summary-head"><span class="label">{esc(say("written.label"))}</span>{state}</p>'
        + (f'<p class="summary-text">{sentences}</p>' if sentences else "")
        + f"{notice}</section>"
    )


def _sentence(sentence: WrittenSentence, answer: Answer, say: Say) -> str:
    marks = "".join(number(n, answer.citations[n - 1], say) for n in sentence.citations)
    head, tail = esc(sentence.text[:-2]), esc(sentence.text[-2:])
    if sentence.confirmed:
        return f'<span>{head}<span class="unbroken">{tail}{marks}</span></span>'
    words = f"<small>{esc(say('written.unconfirmed'))}</small>"
    return f'<span><span class="unconfirmed">{head}</span><span class="unbroken"><span class="unconfirmed">{tail}</span>{marks}{words}</span></span>'
