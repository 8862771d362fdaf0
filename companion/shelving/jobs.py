"""A change of the corpus, as it is followed from outside: how far it has come, and what became of each text."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from companion.records.texttrail import Facts
from companion.texts.reading import Failure


class Stage(enum.StrEnum):
    WAITING = "waiting"  # for another job to end
    READING = "reading"
    INDEXING = "indexing"
    DONE = "done"


class Fate(enum.StrEnum):
    """What became of a file that was sent, or of a text."""

    ADDED = "added"
    REPLACED = "replaced"  # it is a new version; ``other`` is where the older one is now
    KNOWN = "known"  # the same bytes are there already, as ``other``
    REFUSED = "refused"  # for the reason given
    EDITED = "edited"
    REMOVED = "removed"


@dataclass(frozen=True)
class Result:
    """``title`` is the text's, or the file's name where it was not read; ``failures`` are pages that could not be read.

    ``before`` and ``after`` are the text's facts that are others, as in records.texttrail.
    """

    name: str
    fate: Fate
    path: str = ""
    title: str = ""
    other: str = ""
    reason: tuple[str, str] = ("", "")
    failures: tuple[Failure, ...] = ()
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """How far one person's last change has come. ``done`` of ``total`` texts in this stage; ``trouble`` says what stopped it."""

    stage: Stage = Stage.WAITING
    done: float = 0
    total: int = 0
    passages: int = 0
    results: tuple[Result, ...] = ()
    trouble: tuple[str, str] | None = None


@dataclass(frozen=True)
class Wishes:
    """What is asked for texts that are added: the unit of new ones, and the path of the one that a single text replaces."""

    unit: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Notes:
    """Who writes down what a job does: is to ``look`` at the index before it and after it, and gets what it has ``changed``."""

    look: Callable[[], None]
    changed: Callable[[Sequence[Result]], None]


def changes_payload(results: Sequence[Result]) -> dict[str, list[dict[str, Any]]]:
    """What became of the texts, as the payload of an event; what changed nothing is left out."""
    names = ("path", "title", "other", "before", "after")
    changed = [one for one in results if one.fate not in (Fate.KNOWN, Fate.REFUSED) and (one.fate is not Fate.EDITED or one.after)]
    return {"texts": [{"fate": one.fate.value, **{name: getattr(one, name) for name in names}} for one in changed]}


def with_failures(results: Sequence[Result], failed: Sequence[Failure]) -> tuple[Result, ...]:
    """The results, with those that could not be indexed after all as refused."""
    reasons = {one.file: (one.zh, one.en) for one in failed if one.page is None}
    return tuple(
        replace(one, fate=Fate.REFUSED, reason=reasons[one.path])
        if one.path in reasons and one.fate in (Fate.ADDED, Fate.REPLACED)
        else one
        for one in results
    )
