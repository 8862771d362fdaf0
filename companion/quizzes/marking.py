"""Marking: a reply to an item, and a whole quiz.

Part marks go by one rule: what is right minus what is wrong, over all there is to get right, and never below 0. So
nothing is gained by guessing on, or by ticking everything.

- multiple_choice: (keys chosen - other options chosen) / keys.
- ordering: of all pairs of steps, (those put in the right order - those put in the wrong one) / all, which is Kendall's
  tau (Biometrika 30, 1938, 81-93) cut off at 0; a step left out stands in no pair.
- short_answer: the share of the key points that the member says were covered. It is for practice alone: a mark that one
  gives oneself, or that counts words, would be worth nothing in the record (see ``RECORDED``).
- all other kinds: 1 or 0.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from companion.errors import UsageError
from companion.quizzes.items import Attempt, Item, Kind, Quiz, Response
from companion.texts.numerals import canonical

RECORDED = frozenset(Kind) - {Kind.SHORT_ANSWER}
"""The kinds that a day's quiz may hold."""

LONGEST = 2000
"""Characters of one typed reply."""

_SEVERAL = (Kind.MULTIPLE_CHOICE, Kind.ORDERING, Kind.SHORT_ANSWER)


def check_reply(item: Item, reply: Sequence[str]) -> None:
    """Raises UsageError for an option the item does not have, one given twice, or more replies than the kind allows.

    A short_answer takes what was written, and after it the key points that it covers.
    """
    if len(reply) > 1 and item.kind not in _SEVERAL:
        raise UsageError("这道题只能选（填）一个答案。", "This item takes only one reply.")
    if any(len(part) > LONGEST for part in reply):
        raise UsageError(f"一个答案最多 {LONGEST} 字。", f"A reply has at most {LONGEST} characters.")
    chosen, known = (reply[1:], item.key) if item.kind is Kind.SHORT_ANSWER else (reply, item.options)
    if not known:
        return
    for option in chosen:
        if option not in known:
            raise UsageError(f"这道题没有“{option[:40]}”这个选项。", f"This item has no option {option[:40]!r}.")
    if len(set(chosen)) < len(chosen):
        raise UsageError("同一个选项选了两次。", "An option was given twice.")


def mark(item: Item, reply: Sequence[str]) -> Response:
    """``reply`` marked: for a choice, the texts of the options chosen; for an ordering, the steps in the member's order;
    for a cloze, what was typed or taken from its list, as one string; for a short_answer, see ``check_reply``.

    An empty reply gets 0. A cloze accepts any way of writing an accepted reply (see ``numerals.canonical``).
    ``correct`` means a full mark. Raises UsageError, see ``check_reply``.
    """
    check_reply(item, reply)
    worth = _worth(item, reply)
    return Response(item, tuple(reply), worth == 1, worth)


def full_reply(item: Item) -> tuple[str, ...]:
    """A reply that gets a full mark."""
    if item.kind is Kind.SHORT_ANSWER:
        return ("；".join(item.key), *item.key)
    return item.key if item.kind in _SEVERAL else item.key[:1]


def _worth(item: Item, reply: Sequence[str]) -> float:
    match item.kind:
        case Kind.MULTIPLE_CHOICE:
            right = len(set(reply) & set(item.key))
            return max(0, 2 * right - len(reply)) / len(item.key)
        case Kind.ORDERING:
            place = {step: n for n, step in enumerate(item.key)}
            pairs = [place[before] < place[after] for before, after in combinations(reply, 2)]
            every = len(item.key) * (len(item.key) - 1) // 2
            return max(0, 2 * sum(pairs) - len(pairs)) / every if every else float(bool(reply))
        case Kind.SHORT_ANSWER:
            written = bool(reply) and bool(reply[0].strip())
            return len(reply[1:]) / len(item.key) if written else 0.0
        case Kind.CLOZE:
            typed = canonical(reply[0]) if reply else ""
            return float(bool(typed) and typed in {canonical(accepted) for accepted in item.key})
        case _:
            return float(bool(reply) and set(reply) == set(item.key))


def mark_quiz(quiz: Quiz, replies: Mapping[str, Sequence[str]]) -> Attempt:
    """The whole quiz marked; ``replies`` go by item id, and an item left out gets 0.

    Raises UsageError for a reply to an item that is not in the quiz, or one that ``mark`` refuses.
    """
    if replies.keys() - {item.id for item in quiz.items}:
        raise UsageError(
            "作答里有不属于这份题的试题，请刷新页面后重新作答。",
            "A reply belongs to no item of this quiz; reload the page and reply again.",
        )
    return Attempt(quiz.member, quiz.day, tuple(mark(item, replies.get(item.id, ())) for item in quiz.items))
