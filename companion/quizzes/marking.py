"""Marking: a reply to an item, and a whole quiz."""

from collections.abc import Mapping, Sequence

from companion.errors import UsageError
from companion.quizzes.items import Attempt, Item, Kind, Quiz, Response
from companion.texts.numerals import canonical


def mark(item: Item, reply: Sequence[str]) -> Response:
    """``reply`` marked: for a choice, the texts of the options chosen; for a cloze, what was typed, as one string.

    An empty reply counts as wrong. All keys of a multiple_choice have to be chosen, and nothing else. A cloze accepts
    any way of writing an accepted reply (see ``numerals.canonical``).
    Raises UsageError for an option the item does not have, or for more replies than the kind allows.
    """
    if len(reply) > 1 and item.kind is not Kind.MULTIPLE_CHOICE:
        raise UsageError("这道题只能选（填）一个答案。", "This item takes only one reply.")
    if item.options:
        for option in reply:
            if option not in item.options:
                raise UsageError(f"这道题没有“{option[:40]}”这个选项。", f"This item has no option {option[:40]!r}.")
        return Response(item, tuple(reply), bool(reply) and set(reply) == set(item.key))
    typed = canonical(reply[0]) if reply else ""
    return Response(item, tuple(reply), bool(typed) and typed in {canonical(accepted) for accepted in item.key})


def mark_quiz(quiz: Quiz, replies: Mapping[str, Sequence[str]]) -> Attempt:
    """The whole quiz marked; ``replies`` go by item id, and an item left out counts as wrong.

    Raises UsageError for a reply to an item that is not in the quiz, or one that ``mark`` refuses.
    """
    if replies.keys() - {item.id for item in quiz.items}:
        raise UsageError(
            "作答里有不属于这份题的试题，请刷新页面后重新作答。",
            "A reply belongs to no item of this quiz; reload the page and reply again.",
        )
    return Attempt(quiz.member, quiz.day, tuple(mark(item, replies.get(item.id, ())) for item in quiz.items))
