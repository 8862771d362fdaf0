"""From a question to an Answer or an Abstention."""

import re
from collections.abc import Collection, Sequence

from companion.answers.abstain import DEPTH, Gate
from companion.answers.answers import Abstention, Answer
from companion.answers.articles import quote_places
from companion.answers.extract import quote_from
from companion.answers.ranking import Candidate, candidates
from companion.answers.smalltalk import remark_on
from companion.answers.terms import demanded
from companion.errors import NotFound, UsageError
from companion.search.evidence import Evidence, PassageIndex
from companion.search.lexical import fold
from companion.search.retrieval import Retriever
from companion.search.terms import coverage, terms
from companion.texts.documents import Citation

_NEAREST = 3
_TOPIC_DEPTH = 40  # passages that may speak of a topic
_NAMED, _TOUCHED = 0.5, 0.2  # shares of the topic's terms, by rarity: in the best passage, and in each one used
_LIKELY = 0.15  # the gate's probability from which a topic counts as spoken of in other words
_ALL_BUT_SURE = 0.98  # from this probability on, what may be said in other words need not be seen
_LETTER = re.compile(r"[^\W_]")


class Answerer:
    """Answers from the texts of one index, with quotations. Safe to share between threads."""

    def __init__(
        self,
        retriever: Retriever,
        index: PassageIndex,
        gate: Gate,
        question_length: int = 500,
    ) -> None:
        self.retriever = retriever
        self.index = index
        self.gate = gate
        self.question_length = question_length

    def answer(self, question: str, within: Collection[str] | None = None) -> Answer | Abstention:
        """Quotations that answer, each verbatim on its pages, or the nearest passages where the texts do not say.

        ``within`` keeps to the documents with these paths. Raises UsageError for a question that is empty, holds
        neither letter nor digit, or is too long.
        """
        question = self.checked(question)
        if remark := remark_on(question):
            return Abstention(question, (), remark=remark)
        evidence = self.retriever.retrieve(question, DEPTH, within)
        places = self.retriever.clauses(question, evidence, within)
        citations: tuple[Citation, ...] = ()
        if places:
            citations = quote_places(places, self.index.document)
        elif places is None:
            citations = self._quotations(question, evidence)
        citations = tuple(citation for citation in citations if verify(citation, self.index))
        return Answer(question, citations) if citations else self.abstention(question, evidence)

    def _quotations(self, question: str, evidence: Sequence[Evidence]) -> tuple[Citation, ...]:
        """The sentences that answer; none where the gate is shut, or where they lack what the question demands."""
        sentences = self._sentences(question, evidence)
        chance = self.gate.probability(question, evidence, sentences, self.retriever.rarity)
        if chance < self.gate.threshold:
            return ()
        citations = quote_from(question, sentences)
        demand = demanded(question)
        if demand is None or any(demand.met(fold(citation.quote)) for citation in citations):
            return citations
        return citations if chance >= _ALL_BUT_SURE and not demand.sure else ()

    def _sentences(self, question: str, evidence: Sequence[Evidence]) -> list[Candidate]:
        return candidates(question, evidence, self.index.document, self.retriever.encoder)

    def on_topic(self, topic: str) -> tuple[Evidence, ...] | Abstention:
        """Passages that speak of ``topic`` (a few words, not a question), best first; Abstention where none does."""
        topic = self.checked(topic)
        evidence = self.retriever.retrieve(topic, _TOPIC_DEPTH)
        rarity = self.retriever.rarity
        shares = [coverage(terms(topic), fold(item.passage.context), rarity) for item in evidence]
        if max(shares, default=0.0) >= _NAMED:
            return tuple(item for item, share in zip(evidence, shares, strict=True) if share >= _TOUCHED)
        near = evidence[:DEPTH]  # a gate that goes by words knows no more than the shares above
        if self.gate.by_meaning and self.gate.probability(topic, near, self._sentences(topic, near), rarity) >= _LIKELY:
            return near
        return self.abstention(topic, evidence)

    def abstention(self, question: str, evidence: Sequence[Evidence]) -> Abstention:
        """The nearest passages in place of an answer."""
        return Abstention(question, tuple(item.passage.cite() for item in evidence[:_NEAREST]))

    def checked(self, question: str) -> str:
        """``question`` on one line. Raises UsageError where it is empty, too long, or only punctuation."""
        question = " ".join(question.split())
        if not question:
            raise UsageError("请先写下问题。", "Please write a question first.")
        if len(question) > self.question_length:
            raise UsageError(
                f"问题有 {len(question)} 个字，最多 {self.question_length} 个；请缩短后再问。",
                f"The question has {len(question)} characters; the most is {self.question_length}. Please shorten it.",
            )
        if not _LETTER.search(question):
            raise UsageError(
                "问题里只有标点符号，请用文字提问。", "The question holds punctuation only; please ask in words."
            )
        return question


def verify(citation: Citation, index: PassageIndex) -> bool:
    """Whether the citation stands, character for character, on the pages it names in the index's document."""
    try:
        return citation.stands_in(index.document(citation.document))
    except NotFound:
        return False
