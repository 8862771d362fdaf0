"""Articles asked for by number: “《……办法》第八条”, “第三条和第五条”."""

import re
from collections.abc import Collection, Sequence

from companion.search.evidence import Evidence, PassageIndex
from companion.texts.documents import Entry, Passage, Status
from companion.texts.structure import number_of

_ARTICLE = re.compile(r"第\s?([〇零一二三四五六七八九十百千两0-9]{1,7})\s?条|(?i:\barticle\s+(\d{1,4}))")
_LABEL = re.compile(r"第([〇零一二三四五六七八九十百千两0-9]{1,7})条$|(?i:article\s+(\d{1,4})\b)")
_NAMED = re.compile(r"《([^》]{2,60})》")
_SHARED = 4  # characters a question and a title must share, side by side, for the question to mean that text


def articles_asked(question: str) -> tuple[int, ...]:
    """The numbers of the articles that the question names, in its order."""
    return tuple(dict.fromkeys(number_of(found[1] or found[2]) for found in _ARTICLE.finditer(question)))


def find_articles(
    question: str, index: PassageIndex, evidence: Sequence[Evidence], within: Collection[str] | None = None
) -> tuple[Passage, ...] | None:
    """The passages of the articles that the question names, in the order asked; only of the documents ``within`` if given.

    The text is the one the question names or, where it names none, the first in ``evidence`` that has such an article.
    None where the question asks for no article, or for no text in particular and none is found; empty where it names
    a text that is not in the index or has no such article.
    """
    numbers = articles_asked(question)
    if not numbers:
        return None
    entries = [entry for entry in index.entries() if within is None or entry.path in within]
    named = _named(question, entries)
    if named is None:
        paths = list(dict.fromkeys(item.passage.document for item in evidence))
    else:
        paths = [entry.path for entry in named]
    for path in paths:
        passages = index.passages(path)
        found = [passage for number in numbers for passage in passages if number in _numbers(passage)]
        if found:
            return tuple(found)
    return None if named is None else ()


def _numbers(passage: Passage) -> set[int]:
    found = (_LABEL.match(heading) for heading in passage.heading)
    return {number_of(label[1] or label[2]) for label in found if label}


def _named(question: str, entries: Sequence[Entry]) -> list[Entry] | None:
    """The texts whose titles the question names, closest first and those in force before others; None if it names none."""
    names = _NAMED.findall(question)
    about = names or [_ARTICLE.split(question)[0]]
    closeness = {entry.path: max(_shared(name, entry.title) for name in about) for entry in entries}
    most = max(closeness.values(), default=0)
    least = min(len(names[0]), max(_SHARED, round(len(names[0]) * 0.8))) if names else _SHARED
    if most < least:
        return [] if names else None
    named = [entry for entry in entries if closeness[entry.path] >= least]
    return sorted(named, key=lambda entry: (entry.status is Status.SUPERSEDED, -closeness[entry.path]))


def _shared(name: str, title: str) -> int:
    """The length of the longest run of characters that both hold."""
    best = 0
    for start in range(len(name)):
        while start + best < len(name) and name[start : start + best + 1] in title:
            best += 1
    return best
