"""Talk: one turn of the chat, with the turns before it in mind.

Who is asking has been settled before; see companion.study.
"""

import dataclasses
from collections.abc import Collection, Sequence

from companion.answers.answers import Abstention, Answer
from companion.answers.compose import Answerer
from companion.answers.followups import Asked, Understood, of_a_text, understand
from companion.answers.messages import plain
from companion.answers.smalltalk import NO_MORE, UNCLEAR, remark_on
from companion.answers.wishes import AskWish, PromptWish, QuizWish, wish_of
from companion.daily import DailyLesson
from companion.drills import Drills
from companion.errors import NotFound
from companion.people.members import Member
from companion.quizzes.items import Kind
from companion.reflections.prompts import prompt_about
from companion.reflections.reflections import Prompt
from companion.search.evidence import Evidence
from companion.search.lexical import fold
from companion.texts.documents import Citation
from companion.views import Drill

Outcome = Answer | Abstention | Drill | Prompt
"""What comes back to a message."""


class Talk:
    """Safe to share between threads. It keeps nothing: the turns before come with the message, from the person's own screen."""

    def __init__(self, answerer: Answerer, daily: DailyLesson, drills: Drills) -> None:
        self._answerer = answerer
        self._daily = daily
        self._drills = drills

    def reply(self, member: Member, message: str, before: Sequence[Outcome], within: Collection[str]) -> Outcome:
        """See Study.chat."""
        message = self._answerer.checked(plain(message))
        kept = self._kept(within)
        wish = _in_turn(wish_of(message), before)
        if isinstance(wish, AskWish):
            return self._answer(wish.question, before, kept)
        today = self._daily.today(member)
        topic = wish.topic or self._daily.lesson(member, today).unit
        evidence = self._on_topic(topic, kept)
        if isinstance(evidence, Abstention):
            return evidence
        if isinstance(wish, PromptWish):
            prompt = prompt_about(evidence, self._daily.fitted(member).post, day=today, seed=0)
            return prompt or self._answerer.abstention(message, evidence)
        passages = [found.passage for found in evidence]
        return self._drills.set_topic(member, topic, wish.count, [Kind(kind) for kind in wish.kinds], passages)

    def _kept(self, within: Collection[str]) -> frozenset[str] | None:
        """The documents that the chat is kept to; None for all. Raises NotFound where one is not, or no longer, there."""
        chosen = frozenset(within)
        if missing := chosen - {entry.path for entry in self._answerer.index.entries()}:
            name = min(missing)[:80]
            raise NotFound(
                f"选定的材料里，“{name}”已经不在了，请重新选择。", f"“{name}”, one of the chosen texts, is no longer there; choose again."
            )
        return chosen or None

    def _answer(self, message: str, before: Sequence[Outcome], kept: frozenset[str] | None) -> Answer | Abstention:
        if remark_on(message):
            return self._answerer.answer(message)
        understood = understand(message, [turn for one in before if (turn := asked(one))])
        if understood is None:
            return Abstention(message, (), remark=UNCLEAR)
        if understood.refused:
            return next(one for one in reversed(before) if isinstance(one, Abstention) and one.question == understood.question)
        question, within = understood.question[: self._answerer.question_length], kept
        if understood.document:
            within = frozenset({understood.document})
            if kept is not None and not within <= kept:
                return Abstention(question, ())
        reply = self._within(understood, within) if understood.within else self._answerer.answer(question, within)
        if understood.beyond:
            new = tuple(one for one in _citations(reply) if one not in understood.beyond)
            return Answer(question, new, reply.engine) if new else self._no_more(question, understood.beyond, within)
        return _held(reply, understood.needs)

    def _within(self, understood: Understood, within: frozenset[str] | None) -> Answer | Abstention:
        """Asked without the text's title; of a text as a whole also with it, for such sentences say little else."""
        reply = self._answerer.answer(understood.within, within)
        words = of_a_text(understood.within)
        if isinstance(reply, Abstention) and words:
            reply = _held(self._answerer.answer(understood.question, within), words)
            said = tuple(one for one in _citations(reply) if _says(one, words))
            return dataclasses.replace(reply, citations=said) if isinstance(reply, Answer) and said else reply
        return dataclasses.replace(reply, question=understood.question)

    def _no_more(self, question: str, quoted: Sequence[Citation], within: frozenset[str] | None) -> Abstention:
        """What is near and has not been quoted, offered for reading on."""
        near = self._answerer.retriever.retrieve(question, within=within)
        unread = [one for one in near if not any(citation.quote in one.passage.text for citation in quoted)]
        return dataclasses.replace(self._answerer.abstention(question, unread), remark=NO_MORE)

    def _on_topic(self, topic: str, kept: frozenset[str] | None) -> tuple[Evidence, ...] | Abstention:
        evidence = self._answerer.on_topic(topic)
        if kept is None or isinstance(evidence, Abstention):
            return evidence
        return tuple(one for one in evidence if one.passage.document in kept) or self._answerer.abstention(
            topic, self._answerer.retriever.retrieve(topic, within=kept)
        )


def asked(outcome: Outcome) -> Asked | None:
    """An earlier turn as what a follow-up may lean on; None for small talk."""
    match outcome:
        case Answer():
            return Asked(outcome.question, outcome.citations)
        case Abstention():
            return None if outcome.remark and not outcome.nearest else Asked(outcome.question)
        case Drill():
            return Asked("", outcome.sources)
        case Prompt():
            return Asked("", (outcome.citation,))


def _in_turn(wish: AskWish | QuizWish | PromptWish, before: Sequence[Outcome]) -> AskWish | QuizWish | PromptWish:
    """“再来两道”, right after a drill, is about what the drill was about."""
    if isinstance(wish, QuizWish) and not wish.topic and wish.again and before and isinstance(last := before[-1], Drill):
        return QuizWish(last.topic, wish.count, wish.kinds)
    return wish


def _citations(reply: Answer | Abstention) -> tuple[Citation, ...]:
    return reply.citations if isinstance(reply, Answer) else ()


def _held(reply: Answer | Abstention, needs: Collection[str]) -> Answer | Abstention:
    """The answer where a quotation, or the title of its text, holds one of the words it needs; else an abstention."""
    if isinstance(reply, Abstention) or not needs or any(_says(one, needs) for one in reply.citations):
        return reply
    return Abstention(reply.question, reply.citations[:3], reply.engine)


def _says(citation: Citation, words: Collection[str]) -> bool:
    said = fold(f"{citation.title}\n{citation.quote}")
    return any(fold(word) in said for word in words)
