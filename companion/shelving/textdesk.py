"""The texts and those who keep them: adding, editing and removing, with a trail of who changed what, and what the folder brought.

A part of Study: every method that is given an ``actor`` (a username) first asks whether they may. ``notice`` is for the server's clock.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.errors import Conflict, NotFound, ReadingError
from companion.people.callers import Callers
from companion.people.members import Member
from companion.people.permissions import may_keep_texts, require_keep_texts
from companion.people.sessions import Clock
from companion.plan.calendar import day_of
from companion.records.deciding import append_next
from companion.records.events import Event, EventKind, Ledger
from companion.records.texttrail import KINDS, Found, Step, facts_of, found_json, kept_trail
from companion.search.evidence import Indexed, PassageIndex
from companion.shelving.incoming import Incoming
from companion.shelving.jobs import Job, Notes, Result, Wishes, changes_payload
from companion.shelving.shelf import Shelving
from companion.texts.documents import Entry

ON_A_PAGE = 20


@dataclass(frozen=True)
class TrailPage:
    """Some of the trail, newest first: page ``page`` of ``last``. ``names``: username → what the person is called."""

    steps: tuple[Step, ...]
    names: Mapping[str, str]
    page: int
    last: int
    total: int


class TextDesk:
    """Safe to share between threads and processes: what is found in the folder is told once."""

    def __init__(self, callers: Callers, ledger: Ledger, index: PassageIndex, shelving: Shelving, clock: Clock) -> None:
        self._callers = callers
        self._ledger = ledger
        self._index = index
        self._shelving = shelving
        self._clock = clock
        self._kept = kept_trail(ledger)
        self._looked = -1  # the index's generation when it was last looked through

    # changing the texts -----------------------------------------------------------------------------------------
    def may_keep(self, actor: str) -> bool:
        return may_keep_texts(self._callers.actor(actor))

    def receive(self, actor: str, batch: str, name: str) -> Incoming:
        """Where one file's bytes go, before ``add``. See Shelving.receive. For those who keep the texts, as all below."""
        return self._shelving.receive(self._keeper(actor).username, batch, name)

    def add(self, actor: str, batch: str, wishes: Wishes) -> None:
        """Takes the files sent as ``batch`` in, in the background; ``job`` tells how far it has come."""
        member = self._keeper(actor)
        self._shelving.add(member.username, batch, wishes, self._notes(member))

    def edit(self, actor: str, path: str, facts: Mapping[str, str]) -> None:
        """Changes what the catalog says of a text, in the background. See Shelving.edit."""
        member = self._keeper(actor)
        self._shelving.edit(member.username, path, facts, self._notes(member))

    def remove(self, actor: str, path: str) -> None:
        """Moves a text out of the corpus, in the background; the file is kept."""
        member = self._keeper(actor)
        self._shelving.remove(member.username, path, self._notes(member))

    def refresh(self, actor: str) -> None:
        """Indexes what was changed in the folder by other means, or could not be indexed the last time."""
        member = self._keeper(actor)
        self._shelving.refresh(member.username, self._notes(member))

    def job(self, actor: str) -> Job | None:
        """How far the actor's last change of the texts has come; None where there was none."""
        return self._shelving.job(self._keeper(actor).username)

    # what was changed -------------------------------------------------------------------------------------------
    def trail(self, actor: str, page: int = 1) -> TrailPage:
        """For those who keep the texts; they are all branches', and so is their trail. A page beyond the last is the last."""
        self._keeper(actor)
        steps = self._kept.of()[0].steps[::-1]
        last = max(1, -(-len(steps) // ON_A_PAGE))
        page = min(max(page, 1), last)
        shown = steps[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
        names = {step.by: self._callers.name(step.by) for step in shown if step.by}
        return TrailPage(shown, names, page, last, len(steps))

    def _notes(self, member: Member) -> Notes:
        """Writes down what this person changes, and before it and once it is indexed what else is found to be otherwise."""

        def changed(results: Sequence[Result]) -> None:
            payload = changes_payload(results)
            if payload["texts"]:
                now = self._clock()
                day = day_of(now, self._callers.branch(member.branch))
                self._ledger.append(Event(EventKind.TEXTS_CHANGED, member.branch, member.username, day, now, payload))

        return Notes(self._look, changed)

    def notice(self) -> None:
        """Writes down what the index holds otherwise than when it was last looked through, if no change is at work just now."""
        with self._shelving.at_rest() as resting:
            if resting:
                self._look()

    def _keeper(self, actor: str) -> Member:
        member = self._callers.actor(actor)
        require_keep_texts(member)
        return member

    def _look(self) -> None:
        generation = self._index.generation
        if generation == self._looked:
            return
        try:
            declared = {entry.path: entry for entry in self._shelving.declared()}
        except ReadingError:  # without the folder nothing can be told from it; indexing says so
            return
        contents = self._index.contents()

        def make() -> Event | None:
            now, (trail, _) = self._clock(), self._kept.of()
            texts = [found_json(path, found) for path, found in self._otherwise(trail.found, contents, declared)]
            last = max((event.id for event in self._ledger.events(kinds=KINDS)), default=0)
            day = now.astimezone(dt.UTC).date()
            return Event(EventKind.TEXTS_FOUND, "", "", day, now, {"texts": texts}, f"texts/{last}") if texts else None

        append_next(self._ledger, make, Conflict("材料正在别处改动，稍后再记。", "The texts are being changed elsewhere; they are noted later."))
        self._looked = generation

    def _otherwise(
        self, known: Mapping[str, Found], contents: Sequence[Indexed], declared: Mapping[str, Entry]
    ) -> Iterator[tuple[str, Found | None]]:
        """The texts that stand in the index otherwise than they were ``known``; None for those that are gone from the folder, too."""
        here = {line.entry.path for line in contents}
        yield from ((path, None) for path in known if path not in here and path not in declared)
        for line in contents:
            path, before = line.entry.path, known.get(line.entry.path)
            as_declared = declared.get(path, line.entry)  # an older version is marked as such by itself: nobody's change
            entry = replace(line.entry, status=as_declared.status, superseded_by=as_declared.superseded_by)
            same = before is not None and before.stamp == line.stamp
            try:
                digest = before.digest if before and same else self._index.document(path).digest
            except NotFound:  # another process has just taken it out
                continue
            found = Found(facts_of(entry), digest, line.stamp)
            if before is None or (before.facts, before.digest) != (found.facts, found.digest):
                yield path, found
