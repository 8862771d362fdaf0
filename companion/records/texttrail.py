"""What was changed of the texts: by somebody, or in the folder by hand; folded from events.

A TEXTS_CHANGED event is ``{"texts": [{"fate", "path", "title", "other", "before": facts, "after": facts}…]}``, by somebody who keeps
the texts; of the facts only those that are others. A TEXTS_FOUND event, of no member and no branch, is ``{"texts": [{"path", "facts":
all of them, None where the text is gone, "digest", "stamp"}…]}``: how texts stand in the index that stood there otherwise when they
were last found. What somebody's change explains is that change's; the rest was changed in the folder.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from companion.records.events import Event, EventKind, Ledger
from companion.records.kept import KeptFold
from companion.texts.documents import Entry

KINDS = frozenset({EventKind.TEXTS_CHANGED, EventKind.TEXTS_FOUND})
FACTS = ("title", "issuer", "number", "date", "unit", "status", "superseded_by")

Facts = Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """A text as it was last found: its facts, the SHA-256 of its file, and what the index knew it by."""

    facts: Facts
    digest: str
    stamp: str


@dataclass(frozen=True)
class TextChange:
    """What became of a text, in the words of shelving.Fate. ``before`` and ``after``: the facts that are others."""

    path: str
    fate: str
    title: str
    other: str = ""
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """Changes made at once: ``by`` is a username, empty where they were found in the folder."""

    id: int
    by: str
    at: dt.datetime
    changes: tuple[TextChange, ...]


@dataclass(frozen=True)
class TextTrail:
    """``steps`` in their order; the texts as last found, by path; and the paths that somebody has changed since."""

    steps: tuple[Step, ...] = ()
    found: Mapping[str, Found] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()


def facts_of(entry: Entry) -> dict[str, str]:
    return {**{name: str(getattr(entry, name)) for name in FACTS}, "date": str(entry.date or ""), "status": entry.status.value}


def others(before: Facts, after: Facts) -> tuple[Facts, Facts]:
    """Of two sets of facts those that are not the same; what one of them does not have is empty."""
    names = [name for name in FACTS if before.get(name, "") != after.get(name, "")]
    return {name: before.get(name, "") for name in names}, {name: after.get(name, "") for name in names}


def trail_after(known: TextTrail, events: Iterable[Event]) -> TextTrail:
    """``known`` carried on by further events of ``KINDS`` in their order."""
    steps, found, changed = list(known.steps), dict(known.found), set(known.changed)
    for event in events:
        if event.kind is EventKind.TEXTS_CHANGED:
            changes = tuple(_change(told) for told in event.payload["texts"])
            changed |= {path for one in changes for path in (one.path, one.other) if path}
        else:
            told = [(one["path"], _found(one)) for one in event.payload["texts"]]
            changes = tuple(_difference(path, found.get(path), now) for path, now in told if path not in changed)
            for path, now in told:
                changed.discard(path)
                if now is None:
                    found.pop(path, None)
                else:
                    found[path] = now
        if changes:
            steps.append(Step(event.id, event.member, event.at, changes))
    return replace(known, steps=tuple(steps), found=found, changed=frozenset(changed))


def kept_trail(ledger: Ledger) -> KeptFold[TextTrail]:
    """The fold of a ledger's changes of texts; they belong to all branches."""
    return KeptFold(ledger, KINDS, TextTrail(), trail_after)


def found_json(path: str, found: Found | None) -> dict[str, Any]:
    if found is None:
        return {"path": path, "facts": None, "digest": "", "stamp": ""}
    return {"path": path, "facts": dict(found.facts), "digest": found.digest, "stamp": found.stamp}


def _found(told: Mapping[str, Any]) -> Found | None:
    return None if told["facts"] is None else Found(told["facts"], told["digest"], told["stamp"])


def _change(told: Mapping[str, Any]) -> TextChange:
    facts = told.get("before", {}), told.get("after", {})  # before they were noted: none
    return TextChange(told["path"], told["fate"], told["title"], told["other"], *facts)


def _difference(path: str, before: Found | None, after: Found | None) -> TextChange:
    if after is None:
        facts = before.facts if before else {}
        return TextChange(path, "removed", facts.get("title", path), before=facts)
    if before is None:
        return TextChange(path, "added", after.facts["title"], after=others({}, after.facts)[1])
    fate = "edited" if before.digest == after.digest else "replaced"
    return TextChange(path, fate, after.facts["title"], "", *others(before.facts, after.facts))
