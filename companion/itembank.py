"""The item bank as the branches see it: what the texts give, and what each branch has decided about it.

Who is asking has been settled before; see companion.study.
"""

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest

from companion.errors import Conflict
from companion.language import Message
from companion.people.sessions import Clock
from companion.quizzes.bank import Bank, no_item, refresh
from companion.quizzes.corpus import Corpus
from companion.quizzes.generate import make_items
from companion.quizzes.items import Item, Kind
from companion.quizzes.legible import unsure
from companion.quizzes.modelreader import agrees, reading
from companion.quizzes.standing import Standing, Trouble
from companion.quizzes.statistics import Doubt, Figures, ItemStatistics, Reply, dubious
from companion.records.choices import Choices, choices_after
from companion.records.decisions import KINDS as DECISION_KINDS
from companion.records.decisions import Decisions, Judgement, Origin, Own, State, decisions_after
from companion.records.events import Event, EventKind, Ledger
from companion.records.figures import ItemFigures
from companion.records.flags import KINDS as FLAG_KINDS
from companion.records.flags import Flag, flags_after
from companion.records.kept import KeptFold
from companion.records.readbacks import kept_readbacks
from companion.search.evidence import PassageIndex
from companion.texts.documents import Passage

Aside = Callable[[tuple[Message, Message]], str | None]
"""What a language model replies when nobody else waits for it; None where it was broken off for somebody."""

REPLY = 200  # characters kept of what a language model replied otherwise
LEAST_REST = 0.2  # seconds between two looks at whether the model is free


@dataclass(frozen=True)
class Listed:
    """An item as a branch has it.

    ``trouble`` is set while the item is up for review, ``mark`` tells the state of its text apart from any other;
    ``flags`` are the open ones; ``warnings`` the rules of the gate that it breaks all the same;
    ``reply`` is what a language model replied, where that is the trouble.
    """

    item: Item
    state: State = State.DRAFT
    origin: Origin = Origin.GENERATED
    judgement: Judgement | None = None
    trouble: Trouble | None = None
    mark: str = ""
    warnings: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    reply: str = ""

    @property
    def seen(self) -> int:
        """The number of the last decision about it: what a further decision has to know of; 0 where there is none."""
        return self.judgement.event if self.judgement else 0

    def settable(self, choices: Choices) -> bool:
        """Approved, or a sound draft where the branch sets drafts at once; not while something about it is open."""
        if self.trouble or self.flags:
            return False
        if self.state is State.DRAFT:
            return not choices.approved_only and not self.warnings
        return self.state is State.APPROVED


@dataclass(frozen=True)
class Figured:
    """An item of a branch with its statistics, and why it is dubious, if it is."""

    listed: Listed
    statistics: ItemStatistics
    doubt: Doubt | None


@dataclass(frozen=True)
class _Texts:
    """One state of the indexed texts: the items they give, what was refused, and how other items stand in them."""

    generation: int
    items: Mapping[str, Item]
    rejected: Mapping[str, int]
    standing: Standing


class ItemBank:
    """Safe to share between threads."""

    def __init__(self, bank: Bank, ledger: Ledger, index: PassageIndex, model: str = "") -> None:
        """``model`` is the name of the language model that reads the items, too; empty where there is none."""
        self._bank = bank
        self._index = index
        self._decisions = KeptFold(ledger, DECISION_KINDS, Decisions(), decisions_after)
        self._flags = KeptFold[Mapping[int, Flag]](ledger, FLAG_KINDS, {}, flags_after)
        self._choices = KeptFold(ledger, {EventKind.CHOICES_CHANGED}, Choices(), choices_after)
        self._ledger = ledger
        self._model = model
        self._readbacks = kept_readbacks(ledger)
        self._figures = ItemFigures(ledger)
        self._doubts: dict[str, tuple[Figures, Mapping[str, Listed], Mapping[str, Doubt]]] = {}
        self._refreshing = threading.Lock()
        self._texts: _Texts | None = None
        self._corpus: tuple[int, Corpus] | None = None
        self._lists: dict[str, tuple[tuple[int, int, int, Mapping[str, str]], Mapping[str, Listed]]] = {}
        self._contradicted: tuple[int, Mapping[str, str]] = (0, {})

    def choices(self, branch: str) -> Choices:
        return self._choices.of(branch)[0]

    def settable(self, branch: str, before: dt.datetime | None = None) -> tuple[Item, ...]:
        """The items that may be set for this branch's members; with ``before``, none that ``doubts`` names."""
        choices = self.choices(branch)
        doubts = self.doubts(branch, before) if before else {}
        listed = self.listed(branch).values()
        return tuple(one.item for one in listed if one.settable(choices) and one.item.id not in doubts)

    def listed(self, branch: str) -> Mapping[str, Listed]:
        """By id: what the texts give now, the branch's own, what it approved or retired, which stays though
        given no more, and what is flagged."""
        texts = self.refresh()
        decisions, decided = self._decisions.of(branch)
        flags, flagged = self._flags.of(branch)
        contradicted = self._contradicted_now()
        key = (texts.generation, decided, flagged, contradicted)
        known = self._lists.get(branch)
        if known is None or known[0] != key:
            known = key, self._list(texts, decisions, flags, contradicted)
            self._lists[branch] = known
        return known[1]

    def figured(self, branch: str, before: dt.datetime) -> tuple[Figured, ...]:
        """The branch's items that were replied to before then, with their statistics."""
        figures, doubts = self._figures.before(before), self.doubts(branch, before)
        found = (Figured(one, figures.of(one.item), doubts.get(id)) for id, one in self.listed(branch).items())
        return tuple(one for one in found if one.statistics.replies)

    def replies(self, since: dt.datetime, before: dt.datetime) -> tuple[tuple[Reply, ...], int]:
        """What ItemFigures.given gives, of all branches; with who gave it: for the parts of Study alone."""
        return self._figures.given(since, before)

    def keep(self) -> None:
        """Puts down what the statistics were made from, for the next start."""
        self._figures.keep()

    def facilities(self, items: Iterable[Item], before: dt.datetime) -> Mapping[str, float]:
        """How many of the marks members had won before then, by item id; of items with enough replies to tell."""
        return self._figures.before(before).facilities(items)

    def doubts(self, branch: str, before: dt.datetime) -> Mapping[str, Doubt]:
        """The branch's items that the statistics as of ``before`` make dubious: not to be set until they are looked at.

        What was handed in before the last decision about an item was known to who took it: from then on only what came
        since can make it dubious again.
        """
        figures, listed = self._figures.before(before), self.listed(branch)
        known = self._doubts.get(branch)
        if known is None or known[0] is not figures or known[1] is not listed:
            alive = {id: one for id, one in listed.items() if one.state is not State.RETIRED}
            looked_at = {id: one.judgement.at if one.judgement else None for id, one in alive.items()}
            found = dubious({id: figures.of(one.item, looked_at[id]) for id, one in alive.items()})
            known = self._doubts[branch] = (figures, listed, found)
        return known[2]

    def one(self, branch: str, id: str) -> Listed:
        """Raises NotFound where the branch has no such item."""
        try:
            return self.listed(branch)[id]
        except KeyError:
            raise no_item(id) from None

    def decided(self, branch: str) -> int:
        """The number of the branch's last decision."""
        return self._decisions.of(branch)[1]

    def flags(self, branch: str) -> Mapping[int, Flag]:
        """All flags, settled ones too, by id."""
        return self._flags.of(branch)[0]

    def rejected(self) -> Mapping[str, int]:
        """How many candidates each rule of the gate refused when the bank was last filled."""
        return self.refresh().rejected

    def corpus(self) -> Corpus:
        """What the gate may know of all passages."""
        generation = self.refresh().generation
        known = self._corpus
        if known is None or known[0] != generation:  # made anew by two at once: both are right
            known = self._corpus = (generation, self._corpus_now())
        return known[1]

    def _corpus_now(self) -> Corpus:
        return Corpus(self._index.passages(), self._index.entries(), unsure=unsure(self._index))

    def passage_of(self, item: Item) -> Passage | None:
        """The passage that holds the item's quotation, where one does."""
        return self.refresh().standing.passage(item)

    def refresh(self) -> _Texts:
        """Makes the bank hold exactly the items that the indexed texts give. Costs nothing where nothing changed."""
        with self._refreshing:
            generation = self._index.generation
            if self._texts is None or generation != self._texts.generation:
                made = make_items(self._index.passages(), self._index.entries(), unsure=unsure(self._index))
                refresh(self._bank, made.items)
                items = {item.id: item for item in made.items}
                self._texts = _Texts(generation, items, made.rejected, Standing(self._index))
            return self._texts

    def read_by(self, aside: Aside, clock: Clock, stop: threading.Event) -> None:
        """Lets the language model read back the items it has not read, one after the other, whenever nobody waits for
        it, until all are read or ``stop`` is set; it rests as long as it works. Raises ModelUnavailable.

        What it reads otherwise than the key goes up for review, unless somebody has decided about it.
        """
        for item in self._unread():
            reply = None
            while (passage := self.passage_of(item)) and reply is None and not stop.is_set():
                began = time.monotonic()
                reply = aside(reading(item, passage.text))
                stop.wait(max(time.monotonic() - began, LEAST_REST))
            if reply is not None:
                self._note_reading(item, clock(), reply)
            if stop.is_set():
                return

    # parts ------------------------------------------------------------------------------------------------------
    def _unread(self) -> tuple[Item, ...]:
        """The items of the texts that the language model has not read, kinds in turn, so that it is soon known what it can."""
        read = self._readbacks.of()[0].by(self._model)
        by_kind: dict[Kind, list[Item]] = {}
        for id, item in self.refresh().items.items():
            if id not in read:
                by_kind.setdefault(item.kind, []).append(item)
        return tuple(item for row in zip_longest(*by_kind.values()) for item in row if item is not None)

    def _contradicted_now(self) -> Mapping[str, str]:
        """What the language model replied otherwise; most readings change nothing about it."""
        readbacks, read = self._readbacks.of()
        if self._contradicted[0] != read:
            self._contradicted = (read, readbacks.contradicted(self._model))
        return self._contradicted[1]

    def _note_reading(self, item: Item, now: dt.datetime, reply: str) -> None:
        """Keeps whether the language model came to the item's key, for good; one noted already stands."""
        agreed = agrees(item, reply)
        payload = {
            "item": item.id,
            "kind": item.kind.value,
            "model": self._model,
            "agrees": agreed,
            "reply": "" if agreed else reply.strip()[:REPLY],
        }
        with contextlib.suppress(Conflict):
            self._ledger.append(Event(EventKind.ITEM_READ, "", "", now.date(), now, payload, f"read/{item.id}/{self._model}"))

    def _list(
        self, texts: _Texts, decisions: Decisions, flags: Mapping[int, Flag], contradicted: Mapping[str, str]
    ) -> Mapping[str, Listed]:
        own = dict(decisions.own)
        judged = {id for id, judgement in decisions.judged.items() if judgement.state is not State.DRAFT}
        if missing := judged - texts.items.keys() - own.keys():
            own |= {item.id: Own(item, Origin.GENERATED) for item in self._bank.items(active=False) if item.id in missing}
        flagged: dict[str, tuple[Flag, ...]] = {}
        for flag in flags.values():
            if flag.settled is None:
                flagged[flag.item.id] = (*flagged.get(flag.item.id, ()), flag)
                if flag.item.id not in texts.items:  # made for a drill, or of a text that has changed since
                    own.setdefault(flag.item.id, Own(flag.item, Origin.GENERATED))
        listed = {}
        for id in {**texts.items, **own}:
            judgement = decisions.judged.get(id)
            state = judgement.state if judgement else State.DRAFT
            kept = own.get(id)
            if kept is None:  # made from the texts as they are now
                one = Listed(texts.items[id], state, judgement=judgement)
                if id in contradicted and state is State.DRAFT:  # what a person has decided stands
                    mark = f"{Trouble.READ_OTHERWISE}/{self._model}"
                    one = replace(one, trouble=Trouble.READ_OTHERWISE, mark=mark, reply=contradicted[id])
            else:
                item, trouble = texts.standing.of(kept.item)
                mark = texts.standing.mark(kept.item)
                if state is State.RETIRED or (judgement and judgement.seen == mark):
                    trouble = None  # not set anyway, or looked at since
                one = Listed(item, state, kept.origin, judgement, trouble, mark, kept.warnings)
            listed[id] = replace(one, flags=flagged.get(id, ()))
        return listed
