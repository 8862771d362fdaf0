"""问答: questions, cited answers, drill and thinking prompts in one thread."""

import dataclasses
import secrets

import gradio as gr
from gradio.events import EventListenerMethod

from companion.answers.answers import Answer
from companion.errors import NotFound
from companion.study import Study
from companion.ui import scope, writing
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.place import place
from companion.ui.thread import Thread, Turn, thread_view

CHATS = 4  # questions looked up at once: each takes a whole core
MOST_CHOSEN = 500  # texts that a question may be kept to


@dataclasses.dataclass(frozen=True)
class Kept:
    """What goes with the thread on one screen: its state, on the server, the list of texts to choose from, and what is being written."""

    thread: gr.State
    scope: gr.HTML
    writing: gr.HTML


def lay_out() -> tuple[gr.HTML, Kept]:
    return place("ask", ("ask", "stop", "mark_drill", "compare_drill", "rate")), Kept(gr.State(Thread()), scope.lay_out(), writing.lay_out())


def wire_up(blocks: gr.Blocks, view: gr.HTML, kept: Kept, said: gr.HTML, study: Study, question_length: int) -> None:
    def render(asking: Asking, thread: Thread) -> str:
        clause = None if thread.turns else study.sample_clause(asking.actor)
        writes = study.writes(asking.actor) is not None
        drills = any(turn.responses for turn in thread.turns)
        flags = study.bank.my_flags(asking.actor) if drills else {}
        return thread_view(thread, study.entries(asking.actor), clause, asking.say, question_length, writes=writes, flags=flags)

    def open_ask(asking: Asking, thread: Thread) -> str:
        return render(asking, thread.of(asking.actor))

    def ask(asking: Asking, thread: Thread) -> tuple[str, Thread]:
        question, within = asking.text("question"), chosen(asking)
        thread = thread.of(asking.actor)
        outcome = study.chat(asking.actor, question, [turn.outcome for turn in thread.turns], within)
        thread = thread.with_turn(Turn(question.strip(), outcome, id=secrets.token_hex(8), chosen=len(within)))
        return render(asking, thread), thread

    def mark_drill(asking: Asking, thread: Thread) -> tuple[str, Thread]:
        drill = asking.number("drill")
        thread = thread.of(asking.actor)
        turn = thread.drill(drill)
        responses = study.mark_drill(asking.actor, drill, asking.replies())
        thread = thread.with_changed(turn, responses=responses)
        return render(asking, thread), thread

    def compare_drill(asking: Asking, thread: Thread) -> tuple[str, Thread]:
        drill, item = asking.number("drill"), asking.text("item")
        thread = thread.of(asking.actor)
        turn = thread.drill(drill)
        written = next((one.reply[0] for one in turn.responses if one.item.id == item and one.reply), "")
        replies = {item: [written, *asking.replies().get(item, [])]}
        told = {one.item.id: one for one in study.answer_drill(asking.actor, drill, replies, compared=True).responses}
        responses = tuple(told[item] if one.item.id == item else one for one in turn.responses)
        thread = thread.with_changed(turn, responses=responses, compared=turn.compared | {item})
        return render(asking, thread), thread

    def rate(asking: Asking, thread: Thread) -> tuple[str, Thread]:
        name, helpful, show = asking.text("turn"), asking.text("rating") == "helpful", asking.text("show", "") == "yes"
        thread = thread.of(asking.actor)
        turn = thread.turn(name)
        if turn is None or not isinstance(turn.outcome, Answer):
            raise NotFound("这个回答不在本页了，请重新提问。", "This answer is no longer on the page; ask again.")
        study.rate_answer(asking.actor, turn.outcome, turn.id, helpful=helpful, show_question=show)
        thread = thread.with_changed(turn, helpful=helpful, shown=show and not helpful)
        return render(asking, thread), thread

    state = [kept.thread]
    wire(view.open, open_ask, "open_ask", view, said, inputs=state)
    asked = wire(view.ask, ask, "ask", view, said, inputs=state, outputs=state, limit=CHATS)
    wire(view.mark_drill, mark_drill, "mark_drill", view, said, inputs=state, outputs=state)
    wire(view.compare_drill, compare_drill, "compare_drill", view, said, inputs=state, outputs=state)
    wire(view.rate, rate, "rate", view, said, inputs=state, outputs=state)
    scope.wire_up(kept.scope, said, study)
    writing.wire_up(blocks, kept.writing, kept.thread, said, study)
    blocks.default_config.set_event_trigger(  # view.stop(cancels=…) would make a second event, without a name
        [EventListenerMethod(view, "stop")],
        None,
        None,
        None,
        queue=False,
        preprocess=False,
        api_name="stop",
        cancels=[asked["id"]],
        is_cancel_function=True,
    )


def chosen(asking: Asking) -> frozenset[str]:
    """The paths of the texts that the question is kept to; empty for all. Whether they exist Study asks."""
    paths = asking.data.get("within", [])
    if not isinstance(paths, list) or len(paths) > MOST_CHOSEN or not all(isinstance(path, str) for path in paths):
        raise incomplete()
    return frozenset(paths)
