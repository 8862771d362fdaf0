"""From passages to items: generate, gate, choose."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from companion.quizzes.candidates import Candidate, Generator
from companion.quizzes.corpus import Corpus, Place
from companion.quizzes.duplicates import Duplicates
from companion.quizzes.gate import broken_rule
from companion.quizzes.generators import (
    cloze,
    multiple_choice,
    ordering,
    short_answer,
    single_choice,
    situation,
    true_false,
)
from companion.quizzes.guesser import balanced, uncommon
from companion.quizzes.items import Item, Kind
from companion.texts.documents import Entry, Passage


def _single_choices(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    yield from single_choice.generate(passage, corpus)
    yield from situation.generate(passage, corpus)


GENERATORS: Mapping[Kind, Generator] = {
    Kind.SINGLE_CHOICE: _single_choices,
    Kind.MULTIPLE_CHOICE: multiple_choice.generate,
    Kind.TRUE_FALSE: true_false.generate,
    Kind.CLOZE: cloze.generate,
    Kind.ORDERING: ordering.generate,
    Kind.SHORT_ANSWER: short_answer.generate,
}
_PER_SENTENCE = 2


@dataclass(frozen=True)
class Generated:
    """Items that passed the gate, best first where ``count`` limited them, and how many candidates each rule refused."""

    items: tuple[Item, ...]
    rejected: Mapping[str, int]


def make_items(
    passages: Sequence[Passage],
    entries: Sequence[Entry],
    *,
    kinds: Collection[Kind] | None = None,
    seed: int = 0,
    count: int | None = None,
    about: Sequence[Passage] | None = None,
    unsure: Collection[Place] = (),
) -> Generated:
    """Items from ``about`` (by default all passages), checked against all ``passages``; none from ``unsure`` pages.

    A function of its arguments. See ``items_about`` for ``count``.
    """
    return items_about(passages if about is None else about, Corpus(passages, entries, seed, unsure), kinds=kinds, count=count)


def items_about(
    passages: Sequence[Passage], corpus: Corpus, *, kinds: Collection[Kind] | None = None, count: int | None = None
) -> Generated:
    """Items from some of the passages of ``corpus``, checked against all of them.

    With ``count``, at most that many: kinds and documents in turn, the best of each first; fewer where fewer are sound.
    """
    rejected: Counter[str] = Counter()
    wanted = [kind for kind in GENERATORS if kinds is None or kind in kinds]
    sound: list[Candidate] = []
    for passage in passages:
        for kind in wanted:
            for candidate in GENERATORS[kind](passage, corpus):
                rule = broken_rule(candidate, corpus)
                if rule:
                    rejected[rule] += 1
                elif not uncommon(candidate, corpus.number("usual", candidate.kind, candidate.stem) / 2**48):
                    rejected["guessable"] += 1
                else:
                    sound.append(candidate)
    chosen = _balanced(_once(sound, rejected, corpus), rejected, corpus)
    if count is not None:
        chosen = _in_turn(chosen, count, corpus)
    return Generated(tuple(candidate.item() for candidate in chosen), dict(sorted(rejected.items())))


def _once(sound: list[Candidate], rejected: Counter[str], corpus: Corpus) -> list[Candidate]:
    """Each fact once, a sentence at most twice and in two kinds, no two items alike; kinds evenly."""
    by_sentence: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in sound:
        by_sentence.setdefault((candidate.passage.document, candidate.quote), []).append(candidate)
    made: Counter[Kind] = Counter()
    seen = Duplicates()
    chosen: list[Candidate] = []
    for (_, quote), candidates in by_sentence.items():
        taken: list[Candidate] = []
        while candidates and len(taken) < _PER_SENTENCE:
            best = min(
                candidates, key=lambda one: (made[one.kind], -one.worth, corpus.number(quote, one.kind, one.stem))
            )
            candidates.remove(best)
            if any(best.target == one.target for one in taken):
                rejected["asked_once"] += 1
            elif any(best.kind == one.kind for one in taken):
                rejected["sentence_used"] += 1
            elif not seen.add(best.kind, best.stem, best.key):
                rejected["near_duplicate"] += 1
            else:
                taken.append(best)
                made[best.kind] += 1
        rejected["sentence_used"] += len(candidates)
        chosen += taken
    return chosen


def _balanced(chosen: list[Candidate], rejected: Counter[str], corpus: Corpus) -> list[Candidate]:
    """Those kept so that cues tell nothing: of the chosen and not before, or what stands in for them would lean the same way."""
    kept = [one for one in chosen if balanced(one, corpus.number("guess", one.stem) / 2**48)]
    if len(kept) < len(chosen):
        rejected["guessable"] += len(chosen) - len(kept)
    return kept


def _in_turn(candidates: Iterable[Candidate], count: int, corpus: Corpus) -> list[Candidate]:
    """``count`` of them: each time the kind, then the document, that has had fewest, and of these the worthiest."""
    left = sorted(candidates, key=lambda one: (-one.worth, corpus.number(one.stem)))
    kinds: Counter[Kind] = Counter()
    documents: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    chosen: list[Candidate] = []
    while left and len(chosen) < count:
        best = min(
            range(len(left)),
            key=lambda n: (sentences[left[n].quote], kinds[left[n].kind], documents[left[n].passage.document], n),
        )
        one = left.pop(best)
        kinds[one.kind] += 1
        documents[one.passage.document] += 1
        sentences[one.quote] += 1
        chosen.append(one)
    return chosen
