"""问答: questions, cited answers, drill and thinking prompts in one thread."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import gradio as gr
from gradio.events import EventListenerMethod

from companion.answers.answers import Abstention, Answer
from companion.errors import NotFound
from companion.quizzes.items import Response
from companion.reflections.reflections import Prompt
from companion.study import Study
from companion.texts.documents import Citation, Entry, Status, by_path
from companion.ui.components import esc, icon, quotation, source, source_link, source_row, superseded
from companion.ui.handlers import Asking, wire
from companion.ui.items import marked, quiz_form
from companion.ui.place import place
from companion.ui.today import prompt_card
from companion.ui.words import Say
from companion.views import Drill

KEPT = 30  # turns shown on one screen
CHATS = 4  # questions looked up at once: each takes a whole core


@dataclass(frozen=True)
class Turn:
    question: str
    outcome: Answer | Abstention | Drill | Prompt
    responses: tuple[Response, ...] = ()  # of a Drill, once marked


@dataclass(frozen=True)
class Thread:
    """One person's questions since the page was opened. A thread of somebody else is never continued."""

    owner: str = ""
    turns: tuple[Turn, ...] = ()

    def of(self, actor: str) -> "Thread":
        return self if self.owner == actor else Thread(actor)

    def with_turn(self, turn: Turn) -> "Thread":
        return dataclasses.replace(self, turns=(*self.turns, turn)[-KEPT:])


def lay_out() -> tuple[gr.HTML, gr.State]:
    return place("ask", ("ask", "stop", "mark_drill")), gr.State(Thread())


def wire_up(
    blocks: gr.Blocks, view: gr.HTML, thread: gr.State, said: gr.HTML, study: Study, question_length: int
) -> None:
    def render(asking: Asking, kept: Thread) -> str:
        clause = None if kept.turns else study.sample_clause(asking.actor)
        return thread_view(kept, study.entries(asking.actor), clause, asking.say, question_length)

    def open_ask(asking: Asking, kept: Thread) -> str:
        return render(asking, kept.of(asking.actor))

    def ask(asking: Asking, kept: Thread) -> tuple[str, Thread]:
        question = asking.text("question")
        kept = kept.of(asking.actor).with_turn(Turn(question.strip(), study.chat(asking.actor, question)))
        return render(asking, kept), kept

    def mark_drill(asking: Asking, kept: Thread) -> tuple[str, Thread]:
        drill = asking.number("drill")
        kept = kept.of(asking.actor)
        at = next((n for n, turn in enumerate(kept.turns) if _is_drill(turn, drill)), None)
        if at is None:
            raise NotFound("这组练习不在本页了，请重新出题。", "This drill is no longer on the page; ask for a new one.")
        responses = study.mark_drill(asking.actor, drill, asking.replies())
        turn = dataclasses.replace(kept.turns[at], responses=responses)
        kept = dataclasses.replace(kept, turns=(*kept.turns[:at], turn, *kept.turns[at + 1 :]))
        return render(asking, kept), kept

    wire(view.open, open_ask, "open_ask", view, said, inputs=[thread])
    asked = wire(view.ask, ask, "ask", view, said, inputs=[thread], outputs=[thread], limit=CHATS)
    wire(view.mark_drill, mark_drill, "mark_drill", view, said, inputs=[thread], outputs=[thread])
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


def _is_drill(turn: Turn, drill: int) -> bool:
    return isinstance(turn.outcome, Drill) and turn.outcome.id == drill


def thread_view(
    thread: Thread, entries: Sequence[Entry], clause: Citation | None, say: Say, question_length: int
) -> str:
    known = by_path(entries)
    turns = "".join(turn_view(turn, known, say) for turn in thread.turns)
    lead = "" if turns else f'<div class="empty"><p>{esc(say("ask.lead"))}</p>{examples(entries, clause, say)}</div>'
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.ask"))}</h1></header>{lead}'
        f'<div class="thread" role="log" aria-label="{esc(say("ask.thread"))}">{turns}'
        f'<article class="turn pending" hidden><p class="asked"></p><p class="searching"><span class="pulse" aria-hidden="true"></span>'
        f"{esc(say('ask.searching'))}</p></article></div>"
        f'<form class="ask" data-act="ask" data-most="{question_length}" '
        f'data-long="{esc(say("ask.too_long", length="#", most=question_length))}" data-empty="{esc(say("ask.empty"))}" '
        f'data-stopped="{esc(say("ask.stopped"))}"><p class="notice" role="alert"></p><div class="ask-row">'
        f'<textarea name="question" rows="1" aria-label="{esc(say("ask.label"))}" placeholder="{esc(say("ask.placeholder"))}"></textarea>'
        f'<button type="submit" class="button primary">{esc(say("ask.send"))}</button>'
        f'<button type="button" class="button" data-stop hidden>{esc(say("ask.stop"))}</button></div></form>'
    )


def examples(entries: Sequence[Entry], clause: Citation | None, say: Say) -> str:
    """Questions to press: for a clause by its number, and for two texts in force, those in the interface's language first."""
    language = "zh" if say("true") == "正确" else "en"
    texts = sorted((entry for entry in entries if entry.status is Status.IN_FORCE), key=lambda entry: entry.language != language)
    words = []
    if clause is not None:
        title = say("source.title", title=clause.title)
        words.append(say("ask.example.clause", topic=title, clause=clause.heading.rpartition(" ")[2]))
    for key, entry in zip(("ask.example.quiz", "ask.example.prompt"), texts, strict=False):
        words.append(say(key, topic=say("source.title", title=entry.title)))
    return "".join(f'<button type="button" class="example" data-question="{esc(text)}">{esc(text)}</button>' for text in words)


def turn_view(turn: Turn, known: Mapping[str, Entry], say: Say) -> str:
    outcome = turn.outcome
    match outcome:
        case Answer():
            body = answer_view(outcome, known, say)
        case Abstention():
            body = abstention_view(outcome, say)
        case Drill():
            body = drill_view(outcome, turn.responses, say)
        case Prompt():
            body = f'<p class="kind">{esc(say("ask.prompt"))}</p>{prompt_card(outcome, say)}'
        case _:
            assert_never(outcome)
    return (
        f'<article class="turn"><p class="asked"><span class="hidden-words">{esc(say("ask.you"))}：</span>'
        f'{esc(turn.question)}</p><div class="reply">{body}</div></article>'
    )


def answer_view(answer: Answer, known: Mapping[str, Entry], say: Say) -> str:
    quotations = "".join(quotation(citation, say, n) for n, citation in enumerate(answer.citations, 1))
    return quotations + superseded_notes(answer.citations, known, say) + source_row(answer.citations, say)


def superseded_notes(citations: Sequence[Citation], known: Mapping[str, Entry], say: Say) -> str:
    """One note for each cited text that no longer holds."""
    cited = {citation.document: known[citation.document] for citation in citations if citation.document in known}
    return "".join(
        f'<div class="note">{icon("clock")}<div>{esc(say("source.title", title=entry.title))}'
        f"{superseded(entry, successor_of(entry, known), say)}</div></div>"
        for entry in cited.values()
        if entry.status is Status.SUPERSEDED
    )


def successor_of(entry: Entry, known: Mapping[str, Entry]) -> str:
    """The title of the text that took this one's place, or what the catalog says of it."""
    successor = known.get(entry.superseded_by)
    return successor.title if successor else entry.superseded_by


def abstention_view(abstention: Abstention, say: Say) -> str:
    if abstention.remark:
        chinese, english = abstention.remark
        return f"<p>{esc(chinese if say('true') == '正确' else english)}</p>"
    nearest = "".join(
        f'<li><p class="excerpt">{esc(citation.quote)}</p>{source_link(citation, say)}</li>' for citation in abstention.nearest[:3]
    )
    offered = f'<p class="soft">{esc(say("ask.nearest"))}</p><ol class="nearest">{nearest}</ol>' if nearest else ""
    return f'<div class="abstained"><p class="abstained-title">{esc(say("ask.abstained"))}</p>{offered}</div>'


def drill_view(drill: Drill, responses: Sequence[Response], say: Say) -> str:
    topic = say("ask.drill", topic=drill.topic) if drill.topic else say("ask.drill.general")
    lead = f'<p class="soft">{esc(topic)}</p>'
    if responses:
        return lead + "".join(marked(response, n, len(responses), say) for n, response in enumerate(responses, 1))
    places = dict.fromkeys(source(citation, say) for citation in drill.sources)
    where = "".join(f'<p class="soft">{esc(say("ask.read_at", source=place_words))}</p>' for place_words in places)
    return lead + quiz_form(drill.questions, "mark_drill", say("ask.mark"), say, f'data-drill="{drill.id}"') + where
