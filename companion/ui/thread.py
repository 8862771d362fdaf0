"""The thread of the chat as HTML: questions, cited answers, refusals, drills and thinking prompts."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, assert_never

from companion.answers.answers import Abstention, Answer
from companion.answers.messages import plain
from companion.errors import NotFound
from companion.quizzes.items import Kind, Response
from companion.records.flags import Flag
from companion.reflections.reflections import Prompt
from companion.talk import Outcome
from companion.texts.documents import Citation, Entry, Status, by_path
from companion.ui.components import esc, icon, quotation, source, source_link, source_row, superseded
from companion.ui.flags import beside
from companion.ui.items import compare_form, marked, quiz_form
from companion.ui.today import prompt_card
from companion.ui.words import Say
from companion.views import Drill

KEPT = 30  # turns shown on one screen


@dataclass(frozen=True)
class Turn:
    """``id`` is the turn's own on this screen and tells nothing of who asked."""

    question: str
    outcome: Outcome
    responses: tuple[Response, ...] = ()  # of a Drill, once marked
    compared: frozenset[str] = frozenset()  # the ids of the short answers that were compared with their key points
    id: str = ""
    chosen: int = 0  # how many texts the chat was kept to; 0 for all
    helpful: bool | None = None  # how an Answer was rated
    shown: bool = False  # and whether its question was shown with that


@dataclass(frozen=True)
class Thread:
    """One person's questions since the page was opened. A thread of somebody else is never continued."""

    owner: str = ""
    turns: tuple[Turn, ...] = ()

    def of(self, actor: str) -> "Thread":
        return self if self.owner == actor else Thread(actor)

    def with_turn(self, turn: Turn) -> "Thread":
        return dataclasses.replace(self, turns=(*self.turns, turn)[-KEPT:])

    def turn(self, id: str) -> Turn | None:
        return next((one for one in self.turns if one.id == id), None)

    def drill(self, id: int) -> Turn:
        """The turn in which the drill was set. Raises NotFound."""
        for turn in self.turns:
            if isinstance(turn.outcome, Drill) and turn.outcome.id == id:
                return turn
        raise NotFound("这组练习不在本页了，请重新出题。", "This drill is no longer on the page; ask for a new one.")

    def with_changed(self, turn: Turn, **changes: Any) -> "Thread":
        changed = dataclasses.replace(turn, **changes)
        return dataclasses.replace(self, turns=tuple(changed if one is turn else one for one in self.turns))


def thread_view(
    thread: Thread,
    entries: Sequence[Entry],
    clause: Citation | None,
    say: Say,
    question_length: int,
    *,
    writes: bool = False,
    flags: Mapping[str, Flag] = MappingProxyType({}),
) -> str:
    """``writes``: whether a language model writes after the quotations; companion.ui.writing fills its places.

    ``flags``: the member's own, by item.
    """
    known = by_path(entries)
    turns = "".join(turn_view(turn, known, say, flags, writes=writes) for turn in thread.turns)
    lead = "" if turns else f'<div class="empty"><p>{esc(say("ask.lead"))}</p>{examples(entries, clause, say)}</div>'
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.ask"))}</h1></header>{lead}'
        f'<div class="thread" role="log" aria-label="{esc(say("ask.thread"))}">{turns}'
        f'<article class="turn pending" hidden><p class="asked"></p><p class="searching"><span class="pulse" aria-hidden="true"></span>'
        f"{esc(say('ask.searching'))}</p></article></div>"
        f'<form class="ask" data-act="ask" data-most="{question_length}" '
        f'data-long="{esc(say("ask.too_long", length="#", most=question_length))}" data-empty="{esc(say("ask.empty"))}" '
        f'data-stopped="{esc(say("ask.stopped"))}"><p class="notice" role="alert"></p>{scope_row(say)}<div class="ask-row">'
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


def turn_view(turn: Turn, known: Mapping[str, Entry], say: Say, flags: Mapping[str, Flag], *, writes: bool) -> str:
    outcome = turn.outcome
    match outcome:
        case Answer():
            written = f'<div data-write="{esc(turn.id)}"></div>' if writes else ""
            body = answer_view(outcome, known, say) + written + acts(turn, outcome, say)
        case Abstention():
            body = abstention_view(outcome, turn.chosen, say)
        case Drill():
            body = drill_view(outcome, turn, flags, say)
        case Prompt():
            body = f'<p class="kind">{esc(say("ask.prompt"))}</p>{prompt_card(outcome, say)}'
        case _:
            assert_never(outcome)
    return (
        f'<article class="turn"><p class="asked"><span class="hidden-words">{esc(say("ask.you"))}：</span>'
        f'{esc(turn.question)}</p>{understood(turn, say)}<div class="reply">{body}</div></article>'
    )


def understood(turn: Turn, say: Say) -> str:
    """What a follow-up was taken to ask; nothing where it was asked in full."""
    outcome = turn.outcome
    if not isinstance(outcome, Answer | Abstention) or outcome.question in ("", plain(turn.question)):
        return ""
    return f'<p class="understood">{esc(say("ask.understood", question=outcome.question))}</p>'


def answer_view(answer: Answer, known: Mapping[str, Entry], say: Say) -> str:
    quotations = "".join(quotation(citation, say, n) for n, citation in enumerate(answer.citations, 1))
    return quotations + superseded_notes(answer.citations, known, say) + source_row(answer.citations, say)


def acts(turn: Turn, answer: Answer, say: Say) -> str:
    """What can be done with an answer: copied with its sources, asked again, rated."""
    copied = "\n\n".join(f"{one.quote}\n——{source(one, say)}" for one in answer.citations)
    votes = "".join(
        f'<button type="button" class="act{" on" if turn.helpful is helpful else ""}" data-rate="{name}" data-turn="{esc(turn.id)}" '
        f'aria-pressed="{"true" if turn.helpful is helpful else "false"}">{icon(name)}<span>{esc(say(f"ask.{name}"))}</span></button>'
        for name, helpful in (("helpful", True), ("unhelpful", False))
    )
    return (
        f'<div class="turn-acts" role="group" aria-label="{esc(say("ask.acts"))}">'
        f'<button type="button" class="act" data-copy-text="{esc(copied)}" data-copied="{esc(say("branch.copied"))}">'
        f"{icon('copy')}<span>{esc(say('ask.copy'))}</span></button>{again(answer.question, say)}{votes}</div>{rated(turn, say)}"
    )


def again(question: str, say: Say) -> str:
    return (
        f'<button type="button" class="act" data-question="{esc(question)}">{icon("again")}<span>{esc(say("ask.again"))}</span></button>'
    )


def rated(turn: Turn, say: Say) -> str:
    """What became of a rating, and the offer to show the question with it."""
    if turn.helpful is None:
        return ""
    words = f'<span>{esc(say("ask.rated.shown" if turn.shown else "ask.rated"))}</span>'
    if not turn.helpful and not turn.shown:
        words += (
            f'<button type="button" class="link" data-rate="unhelpful" data-show data-turn="{esc(turn.id)}">'
            f"{esc(say('ask.rated.show'))}</button>"
        )
    return f'<p class="rated" role="status">{words}</p>'


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


def abstention_view(abstention: Abstention, chosen: int, say: Say) -> str:
    """``chosen``: how many texts were searched, where not all were; then all are offered."""
    title = say("ask.abstained.chosen", n=chosen) if chosen else say("ask.abstained")
    if abstention.remark:
        chinese, english = abstention.remark
        title = chinese if say("true") == "正确" else english
        if not abstention.nearest:
            return f"<p>{esc(title)}</p>"
    nearest = "".join(
        f'<li><p class="excerpt">{esc(citation.quote)}</p>{source_link(citation, say)}</li>' for citation in abstention.nearest[:3]
    )
    offered = f'<p class="soft">{esc(say("ask.nearest"))}</p><ol class="nearest">{nearest}</ol>' if nearest else ""
    everywhere = (
        f'<button type="button" class="button" data-everywhere data-question="{esc(abstention.question)}">'
        f"{esc(say('ask.everywhere'))}</button>"
    )
    retry = f'<div class="turn-acts">{everywhere if chosen else again(abstention.question, say)}</div>'
    return f'<div class="abstained"><p class="abstained-title">{esc(title)}</p>{offered}</div>{retry}'


def scope_row(say: Say) -> str:
    """Above the box: which texts are searched. static/ask.js puts the chosen ones there."""
    return (
        f'<div class="scope-row"><button type="button" class="act" data-choose aria-haspopup="dialog">{icon("filter")}'
        f'<span data-all="{esc(say("scope.all"))}" data-some="{esc(say("scope.some", n="#"))}">{esc(say("scope.all"))}</span></button>'
        f'<span class="chips" data-drop="{esc(say("scope.drop", title="#"))}"></span></div>'
    )


def drill_view(drill: Drill, turn: Turn, flags: Mapping[str, Flag], say: Say) -> str:
    """The questions; once marked, how they were, and the short answers beside their key points until those are ticked."""
    responses = turn.responses
    topic = say("ask.drill", topic=drill.topic) if drill.topic else say("ask.drill.general")
    lead = f'<p class="soft">{esc(topic)}</p>'
    if responses:
        return lead + "".join(
            compare_form(item.question, item.key, response.reply[0], "compare_drill", f'data-drill="{drill.id}" data-item="{esc(item.id)}"', say)
            if (item := response.item).kind is Kind.SHORT_ANSWER and response.reply and item.id not in turn.compared
            else marked(response, n, len(responses), say, beside(response, flags.get(item.id), say))
            for n, response in enumerate(responses, 1)
        )
    places = dict.fromkeys(source(citation, say) for citation in drill.sources)
    where = "".join(f'<p class="soft">{esc(say("ask.read_at", source=place_words))}</p>' for place_words in places)
    return lead + quiz_form(drill.questions, "mark_drill", say("ask.mark"), say, f'data-drill="{drill.id}"') + where
