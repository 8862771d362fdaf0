"""From drafts to items: their quotations looked up in the texts, their ids made from what they say.

An item whose words stand in no text of the corpus stays an item, with ``NO_SOURCE`` for a citation: nothing is claimed
for it, and what its file said of where it is from stays in the rationale, as the file's word.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from companion.quizzes.candidates import CHOICE_BLANK, CLOZE_BLANK
from companion.quizzes.exchange.drafts import Draft, notes_of, says_true
from companion.quizzes.items import Item, Kind, item_id
from companion.texts.documents import Citation, Passage

NO_SOURCE = Citation("", "", "", 0, 0, "")
"""The citation of an item from elsewhere that no text of the corpus bears out."""

LEAST_QUOTE = 12
"""Characters, white space aside: what is shorter stands in too many places to be anybody's source."""

_GRAM = 8


class Quotes:
    """Finds verbatim words in passages, whatever their white space. Superseded texts are looked at last."""

    def __init__(self, passages: Sequence[Passage], superseded: Collection[str] = ()) -> None:
        self._passages = sorted(passages, key=lambda passage: passage.document in superseded)
        self._texts = ["".join(passage.text.split()) for passage in self._passages]
        self._starts: list[int] = []
        at = 0
        for text in self._texts:
            self._starts.append(at)
            at += len(text) + 1
        self._whole = "\n".join(self._texts)
        # Every eighth place of the texts is noted by the eight characters there; any quotation covers one of them.
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for place in range(0, len(self._whole) - _GRAM + 1, _GRAM):
            self._places[self._whole[place : place + _GRAM]].append(place)

    def find(self, words: str, source: str = "") -> Citation | None:
        """A citation of ``words``, from the text that ``source`` names (《题名》…) where they stand in several."""
        wanted = "".join(words.split())
        if len(wanted) < LEAST_QUOTE:
            return None
        first = None
        for start in self._where(wanted):
            number = bisect_right(self._starts, start) - 1
            passage = self._passages[number]
            if source.startswith((f"《{passage.title}》", passage.title)):
                return self._cite(number, start, len(wanted))
            if first is None:
                first = (number, start)
        return self._cite(*first, len(wanted)) if first else None

    def _where(self, wanted: str) -> Iterator[int]:
        if len(wanted) < 2 * _GRAM - 1:
            start = self._whole.find(wanted)
            while start >= 0:
                yield start
                start = self._whole.find(wanted, start + 1)
            return
        starts = {
            place - shift
            for shift in range(_GRAM)
            for place in self._places.get(wanted[shift : shift + _GRAM], ())
            if place >= shift
        }
        yield from (start for start in sorted(starts) if self._whole.startswith(wanted, start))

    def _cite(self, number: int, start: int, length: int) -> Citation:
        passage = self._passages[number]
        places = [at for at, character in enumerate(passage.text) if not character.isspace()]
        within = start - self._starts[number]
        return passage.cite(passage.text[places[within] : places[within + length - 1] + 1])


def item_of(draft: Draft, quotes: Quotes) -> Item:
    """The draft as an item, cited where the texts bear it out: in the words it quotes, or else in its own statement."""
    citation = next(
        (found for words in _statements(draft) if (found := quotes.find(words, draft.source)) is not None), NO_SOURCE
    )
    rationale = draft.rationale if citation.document else notes_of(draft)
    return Item(
        id=item_id(draft.kind, draft.stem, draft.key, citation),
        kind=draft.kind,
        stem=draft.stem,
        options=draft.options,
        key=draft.key,
        rationale=rationale,
        citation=citation,
        language=draft.language,
        post=draft.post,
    )


def _statements(draft: Draft) -> Iterator[str]:
    """What may stand in a text: the quotation, the rationale, a true statement, a stem with its key filled in."""
    yield draft.quote
    yield draft.rationale
    if draft.kind is Kind.TRUE_FALSE:
        if says_true(draft):
            yield draft.stem.rstrip("。.")
        return
    for blank in (CLOZE_BLANK, CHOICE_BLANK):
        if draft.stem.count(blank) == 1 and len(draft.key[0]) > 0:
            yield draft.stem.replace(blank, draft.key[0]).rstrip("。.")
