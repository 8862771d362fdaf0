"""Whether items still say what the texts say: where their quotations stand now, and what is wrong where they do not."""

import enum
import functools
from dataclasses import replace

from companion.errors import NotFound
from companion.quizzes.items import Item
from companion.search.evidence import PassageIndex
from companion.texts.documents import Passage, Status, by_path


class Trouble(enum.StrEnum):
    """Why an item should be looked at again."""

    CHANGED = "changed"  # the text no longer holds the quotation
    SUPERSEDED = "superseded"
    GONE = "gone"  # the text has been taken out
    READ_OTHERWISE = "read_otherwise"  # a language model, given the passage, does not come to the key


class Standing:
    """One generation of the index; what it has found once it keeps."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index
        self._entries = by_path(index.entries())
        self._marks = index.marks()
        self.passages = functools.cache(index.passages)
        self.of = functools.cache(self._of)

    def mark(self, item: Item) -> str:
        """Something that is another one when the item's text, or what is wrong with it, is another; "" where nothing is."""
        _, trouble = self.of(item)
        return f"{trouble}/{self._marks.get(item.citation.document, '')}" if trouble else ""

    def passage(self, item: Item) -> Passage | None:
        """The passage that holds the item's quotation, where one does."""
        citation = item.citation
        if citation.document not in self._entries or not citation.quote:
            return None
        found = (passage for passage in self.passages(citation.document) if citation.quote in passage.text)
        return next(found, None)

    def _of(self, item: Item) -> tuple[Item, Trouble | None]:
        """The item, citing the place where its quotation stands now, and what is wrong with it.

        An item without a text, as it may come in from outside, stands as it is.
        """
        citation = item.citation
        entry = self._entries.get(citation.document)
        if not citation.document:
            return item, None
        if entry is None:
            return item, Trouble.GONE
        if entry.status is Status.SUPERSEDED:
            return item, Trouble.SUPERSEDED
        passage = self.passage(item)
        if passage is not None:
            return replace(item, citation=passage.cite(citation.quote)), None
        try:
            stands = not citation.quote or citation.stands_in(self._index.document(citation.document))
        except NotFound:  # taken out this very moment
            stands = False
        return item, None if stands else Trouble.CHANGED
