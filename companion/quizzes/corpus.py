"""What generators and the gate may know of all passages."""

import copy
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import cached_property
from itertools import groupby
from typing import Generic, TypeVar

from companion.quizzes.amounts import Amount, amounts
from companion.quizzes.facts import Claim, Subject, claim, definition, formulas, subjects
from companion.quizzes.lists import PointList, lists, stated
from companion.quizzes.rules import Case, aim, case, institution
from companion.quizzes.statements import Statement, one_line, statements
from companion.quizzes.usual import value_of
from companion.quizzes.variants import Variant
from companion.texts.documents import Entry, Passage, Status, digest
from companion.texts.numerals import CHINESE
from companion.texts.sentences import sentences

Thing = TypeVar("Thing")
Place = tuple[str, int]
"""A document's path and the number of one of its pages."""

_WINDOW = 150  # like things looked at before and after a passage
_BEGINNING = 6  # letters by which statements about the same body or act are told
_POSTINGS = 200  # most sentences looked at for one word pair,
_RAREST = 16  # and pairs looked at for one claim, so that no look-up grows with the corpus
_FEW_USES = 6  # added to those of a unit, so that of one seldom used nothing is usual


class Pool(Generic[Thing]):
    """Things of one kind with the passages they come from, given in the order of the corpus."""

    def __init__(self, found: Iterable[tuple[Passage, Thing]]) -> None:
        known = list(found)
        self._places = [(passage.document, passage.start) for passage, _ in known]
        self._things = [thing for _, thing in known]

    def near(self, passage: Passage) -> list[tuple[str, Thing]]:
        """Different things from around the passage, the closest first, each with the path of its document.

        Those of the passage's document come before all others; not more than a fixed number, however large the corpus.
        """
        at = bisect_left(self._places, (passage.document, passage.start))
        window = range(max(0, at - _WINDOW), min(len(self._things), at + _WINDOW))
        closest = sorted(window, key=lambda n: (self._places[n][0] != passage.document, abs(n - at)))
        return list(dict.fromkeys((self._places[n][0], self._things[n]) for n in closest))


class Corpus:
    """All passages, their statements, pools of like things to draw distractors from, and what the texts say.

    ``seed`` moves every choice left to chance; the same passages, entries and seed make the same corpus. ``unsure`` are
    pages that were read from their pictures and may be misread.
    """

    def __init__(
        self, passages: Sequence[Passage], entries: Iterable[Entry] = (), seed: int = 0, unsure: Collection[Place] = ()
    ) -> None:
        self.seed = seed
        self.unsure = unsure
        self.superseded = {entry.path for entry in entries if entry.status is Status.SUPERSEDED}
        self._passages = sorted(passages, key=lambda passage: (passage.document, passage.start))
        self._statements: dict[str, list[Statement]] = defaultdict(list)
        self._lists: dict[str, list[PointList]] = defaultdict(list)
        for _, group in groupby(self._passages, key=lambda passage: passage.document):
            own = list(group)
            for statement in statements(own):
                self._statements[statement.passage.id].append(statement)
            for found in lists(own):
                self._lists[found.passage.id].append(found)
                self._statements[found.passage.id] += stated(found)

    def seeded(self, seed: int) -> "Corpus":
        """The same texts with another seed; what is known of them already is not worked out again."""
        other = copy.copy(self)
        other.seed = seed
        return other

    def statements(self, passage: Passage) -> Sequence[Statement]:
        return self._statements.get(passage.id, ())

    def lists(self, passage: Passage) -> Sequence[PointList]:
        return self._lists.get(passage.id, ())

    def number(self, *parts: str) -> int:
        """A number that looks random but depends only on the seed and ``parts``."""
        return int(digest(str(self.seed), *parts)[:12], 16)

    def choose(self, things: Sequence[Thing], *parts: str) -> Thing:
        """One of ``things``, which must not be empty, as ``number`` has it."""
        return things[self.number(*parts) % len(things)]

    def _all(self) -> Iterable[Statement]:
        for passage in self._passages:
            yield from self.statements(passage)

    @cached_property
    def namesakes(self) -> dict[str, set[str]]:
        """Documents by title; more than one under a title that several texts bear."""
        documents: dict[str, set[str]] = defaultdict(set)
        for passage in self._passages:
            documents[passage.title].add(passage.document)
        return documents

    @cached_property
    def terms(self) -> Pool[str]:
        """Defined terms."""
        return Pool((one.passage, found.term) for one in self._all() if (found := definition(one.text)))

    @cached_property
    def subjects(self) -> Pool[Subject]:
        """Bodies and roles that act."""
        return Pool((one.passage, Subject(0, found.name, found.role)) for one in self._all() for found in subjects(one.text))

    @cached_property
    def members(self) -> Pool[str]:
        """Members of formulas."""
        return Pool(
            (one.passage, member)
            for one in self._all()
            for formula in formulas(one.text)
            for _, member in formula.members
        )

    @cached_property
    def institutions(self) -> Pool[str]:
        """What is set up: 校长负责制, 值班制度."""
        return Pool((one.passage, found[1]) for one in self._all() if (found := institution(one.text)))

    @cached_property
    def aims(self) -> Pool[tuple[str, str]]:
        """What is put first: of 以X为核心 the X and the head."""
        return Pool((one.passage, found[1:]) for one in self._all() if (found := aim(one.text)))

    def names(self, statement: Statement, words: str) -> int:
        """How many statements of the document begin with these words."""
        return self._beginnings[statement.passage.document, words[:_BEGINNING]]

    @cached_property
    def _beginnings(self) -> Counter[tuple[str, str]]:
        return Counter((one.passage.document, one.text[:_BEGINNING]) for one in self._all())

    @cached_property
    def cases(self) -> Pool[Case]:
        """What is ruled for certain cases."""
        return Pool((one.passage, found) for one in self._all() if not one.focus and (found := case(one.text)))

    @cached_property
    def point_lists(self) -> Pool[PointList]:
        """Lists whose lead makes a question."""
        return Pool((one.passage, one) for passage in self._passages for one in self.lists(passage) if one.question)

    @cached_property
    def used_amounts(self) -> dict[tuple[str, Hashable], Counter[str]]:
        """How often the statements use an amount with its unit, by the way it is written; see usual.value_of."""
        used: dict[tuple[str, Hashable], Counter[str]] = defaultdict(Counter)
        for one in self._all():
            for found in amounts(one.text):
                used[value_of(found, found.unit or found.form)][found.text] += 1
        return dict(used)

    def ranges_like(self, amount: Amount) -> list[tuple[Variant, int]]:
        """The ranges that statements give with the unit of this one and written alike, with how often each is used."""
        return self._ranges[_written(amount.text)]

    @cached_property
    def _ranges(self) -> dict[str, list[tuple[Variant, int]]]:
        ranges: dict[str, list[tuple[Variant, int]]] = defaultdict(list)
        for (_, values), ways in self.used_amounts.items():
            if isinstance(values, tuple) and len(values) == 2:
                for text, times in ways.items():
                    ranges[_written(text)].append((Variant(text, values), times))
        return ranges

    def usual(self, amount: Amount, after: str = "") -> float:
        """What share of the amounts that other statements use with the same unit says the same as this one.

        Or, if that is more, of those before the same two letters as begin ``after``.
        """
        unit = amount.unit or amount.form
        same = self.used_amounts[value_of(amount, unit)].total() - 1
        shares = [same / (self._used_units[unit, len(amount.values)] + _FEW_USES)]
        if after:
            uses = self._used_before[after[:2]]
            shares.append((uses[amount.values or amount.text] - 1) / (uses.total() + _FEW_USES))
        return max(shares)

    @cached_property
    def _used_units(self) -> Counter[tuple[str, int]]:
        units: Counter[tuple[str, int]] = Counter()
        for (unit, values), times in self.used_amounts.items():
            units[unit, len(values) if isinstance(values, tuple) else 0] += times.total()
        return units

    @cached_property
    def _used_before(self) -> dict[str, Counter[Hashable]]:
        used: dict[str, Counter[Hashable]] = defaultdict(Counter)
        for one in self._all():
            for found in amounts(one.text):
                used[one.text[found.number_end :][:2]][found.values or found.text] += 1
        return used

    @cached_property
    def used_subjects(self) -> Counter[tuple[str, str]]:
        """How often a document's statements name who acts."""
        return Counter((one.passage.document, found.name) for one in self._all() for found in subjects(one.text))

    @cached_property
    def claims(self) -> Pool[Claim]:
        """What is said to be the core, the aim, the principle … of something."""
        return Pool((one.passage, found) for one in self._all() if (found := claim(one.text)))

    @cached_property
    def _sentences(self) -> list[str]:
        return [
            one_line(passage.text[start:end])
            for passage in self._passages
            for start, end in sentences(passage.text)
            if end - start >= 6
        ]

    @cached_property
    def _postings(self) -> dict[str, list[int]]:
        postings: dict[str, list[int]] = defaultdict(list)
        for n, sentence in enumerate(self._sentences):
            for pair in pairs(sentence):
                postings[pair].append(n)
        return postings

    def states(self, claim: str, words: str) -> bool:
        """Whether some sentence says much the same as ``claim`` and holds the deciding ``words``.

        Much the same: it has three fifths of the word pairs of the rest of the claim. Only sentences that share one of
        the claim's rarest pairs are looked at.
        """
        frame = pairs(claim.replace(words, "", 1))
        rare = sorted(frame & self._postings.keys(), key=lambda pair: (len(self._postings[pair]), pair))[:_RAREST]
        seen = {n for pair in rare if len(self._postings[pair]) <= _POSTINGS for n in self._postings[pair]}
        edge = r"(?<![\d.])" if words[:1].isdigit() else f"(?<![{CHINESE}])" if words[:1] in CHINESE else ""
        pattern = re.compile(edge + re.escape(words))
        return any(
            pattern.search(self._sentences[n]) and len(frame & pairs(self._sentences[n])) >= 0.6 * len(frame) for n in seen
        )


def _written(text: str) -> str:
    """How a range is written: its numbers left out, and whether they are figures."""
    return re.sub(rf"[\d,.{CHINESE}]+", "0" if text[0].isdigit() else "〇", text)


def pairs(text: str) -> set[str]:
    """Neighbouring letters, punctuation and white space left out."""
    letters = re.sub(r"\W+", "", text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)}

