"""Whether answers helped, by the place they were quoted from, for the secretary."""

from collections.abc import Sequence

from companion.records.ratings import RatedSource
from companion.ui.components import esc, source_link
from companion.ui.words import Say

MOST = 20  # places listed


def ratings_view(sources: Sequence[RatedSource], say: Say) -> str:
    """Nothing where nobody rated anything."""
    if not sources:
        return ""
    rows = "".join(row(one, say) for one in sources[:MOST])
    rest = len(sources) - MOST
    more = f'<p class="soft">{esc(say("ratings.more", n=rest))}</p>' if rest > 0 else ""
    return (
        f'<section class="ratings"><h2>{esc(say("ratings.title"))}</h2><p class="soft">{esc(say("ratings.hint"))}</p>'
        f"<ol>{rows}</ol>{more}</section>"
    )


def row(one: RatedSource, say: Say) -> str:
    asked = "".join(f"<li>{esc(question)}</li>" for question in one.questions)
    questions = f'<p class="soft">{esc(say("ratings.questions"))}</p><ul>{asked}</ul>' if asked else ""
    bad = ' class="bad"' if one.not_helpful else ""
    return (
        f'<li>{source_link(one.citation, say)}<p class="counts"><span{bad}>{esc(say("ratings.unhelpful", n=one.not_helpful))}</span>'
        f"<span>{esc(say('ratings.helpful', n=one.helpful))}</span></p>{questions}</li>"
    )
