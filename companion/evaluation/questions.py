"""What is asked in an evaluation, and which passages would be right."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from companion.texts.documents import Document, Passage


@dataclass(frozen=True)
class Question:
    """A question with what is known of its answer.

    What counts as found is a whole document of ``documents``; with ``article`` only its pieces under that heading; with
    ``located`` only its pieces that hold an answer, white space aside.
    """

    id: str
    text: str
    kind: str = ""
    documents: frozenset[str] = frozenset()
    article: str = ""
    located: bool = False
    answers: tuple[tuple[str, ...], ...] = ()  # every group is to be matched by one of its alternatives
    context: tuple[str, ...] | None = None  # the only documents at hand
    fold: int | None = None  # the question cannot be answered while this part of the documents is left out
    simplified: str = ""  # the same in simplified script
    distinct: bool = True  # tells by itself which document it is about

    def unit(self, passage: Passage) -> str:
        """What ``passage`` counts as a piece of; several pieces of one unit take one rank."""
        if self.located:
            return passage.id
        return f"{passage.document}#{_article(passage)}" if self.article else passage.document

    def is_right(self, passage: Passage) -> bool:
        if passage.document not in self.documents:
            return False
        if self.located:
            return self.answered_by(passage.text)
        return not self.article or _article(passage) == self.article

    def answered_by(self, text: str) -> bool:
        """Whether ``text`` holds an answer of every group, white space aside."""
        text = _plain(text)
        return bool(self.answers) and all(any(_plain(one) in text for one in group) for group in self.answers)


@dataclass(frozen=True)
class QuestionSet:
    """Documents and what is asked of them. ``folds`` says which part a document is of, if any."""

    name: str
    documents: tuple[Document, ...]
    questions: tuple[Question, ...]
    unanswerable: tuple[Question, ...] = ()
    folds: Mapping[str, int] = field(default_factory=dict)  # document -> the part it belongs to


def _article(passage: Passage) -> str:
    """The article a passage stands under: the innermost heading's first word, such as 第六十条."""
    return passage.heading[-1].split(maxsplit=1)[0] if passage.heading else ""


def _plain(text: str) -> str:
    return "".join(text.split())
