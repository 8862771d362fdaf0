"""What a generator is, and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from companion.quizzes.items import Item, Kind, item_id
from companion.texts.documents import Passage

if TYPE_CHECKING:
    from companion.quizzes.corpus import Corpus

CHOICE_BLANK = "（　）"
CLOZE_BLANK = "____"
TRUE, FALSE = "正确", "错误"
TRUE_EN, FALSE_EN = "True", "False"


@dataclass(frozen=True)
class Candidate:
    """An item before the gate.

    ``quote`` is the verbatim span of the passage that settles it; ``target`` says which words of it are asked for, so
    that no fact is asked twice; ``claims`` are statements that must be false for the item to be sound (the stem with
    each distractor filled in, a false statement of a true_false), each with the words that make it false.
    ``rests_on`` are the words of the quotation that the key follows from where it is not made of them itself.
    ``worth`` orders candidates: higher is asked first. ``usual`` is, of an amount, what share of those with its
    unit in the texts says the same: how often whoever replies so without having read the text is right.
    """

    kind: Kind
    stem: str
    options: tuple[str, ...]
    key: tuple[str, ...]
    rationale: str
    passage: Passage
    quote: str
    target: str
    worth: float
    claims: tuple[tuple[str, str], ...] = field(default=())
    rests_on: tuple[str, ...] = ()
    post: str = ""
    usual: float = 0.0

    def item(self) -> Item:
        citation = self.passage.cite(self.quote)
        id = item_id(self.kind, self.stem, self.key, citation)
        return Item(
            id, self.kind, self.stem, self.options, self.key, self.rationale, citation, self.passage.language, self.post
        )


Generator = Callable[[Passage, "Corpus"], Iterator[Candidate]]
