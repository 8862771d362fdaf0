"""Feedback below what was handed in: for its writer, and for those who look after the branch."""

from collections.abc import Mapping, Sequence

from companion.desk.handed import Word
from companion.records.deeds import Practice
from companion.records.feedback import Of, Place, place_of
from companion.reflections.reflections import Reflection
from companion.ui.components import esc, lines
from companion.ui.words import Say


def words_view(words: Sequence[Word], say: Say, along: str = "") -> str:
    """Each with its writer; with ``along`` (data of a form) one's own can be taken back. Nothing where there are none."""
    if not words:
        return ""
    rows = "".join(_word(word, say, along) for word in words)
    return f'<section class="feedback" aria-label="{esc(say("feedback"))}"><ol class="remarks">{rows}</ol></section>'


def _word(word: Word, say: Say, along: str) -> str:
    day = word.feedback.at.date()
    back = ""
    if along and word.own:
        back = (
            f'<form data-act="withdraw_feedback" data-feedback="{word.feedback.id}"{along}>'
            f'<button type="submit" class="link">{esc(say("feedback.withdraw"))}</button></form>'
        )
    return f'<li><p class="soft">{esc(say("feedback.by", name=word.by))} <time datetime="{day}">{day}</time></p>{lines(word.feedback.text)}{back}</li>'


def on(what: Reflection | Practice, mine: Mapping[Place, Sequence[Word]], say: Say) -> str:
    """The feedback on one of one's own."""
    of = Of.REFLECTION if isinstance(what, Reflection) else Of.PRACTICE
    return words_view(mine.get(place_of(of, what.member, what.day, what.id), ()), say)
