"""What the branch finds hard and what its texts do not say, for the overview."""

from collections.abc import Sequence

from companion.desk.hard import Hard
from companion.records.hard import HardPassage, Tally, WrongItem
from companion.records.vain import InVain
from companion.ui.components import esc, percent, source_link
from companion.ui.words import Say

SHOWN = 3  # of each list at once; the rest is folded
MOST = 20


def hard_card(hard: Hard, say: Say) -> str:
    parts = (
        _part("items", [_item(one, say) for one in hard.items], say),
        _part("passages", [_passage(one, say) for one in hard.passages], say),
        _part("asked", [_asked(one, say) for one in hard.asked], say),
    )
    return f'<section class="card" id="hard"><h2>{esc(say("hard.title"))}</h2><p class="soft">{esc(say("hard.hint"))}</p>{"".join(parts)}</section>'


def _part(name: str, rows: Sequence[str], say: Say) -> str:
    head = f'<h3>{esc(say(f"hard.{name}"))}</h3>'
    if not rows:
        return f'{head}<p class="soft">{esc(say(f"hard.{name}.none"))}</p>'
    more = ""
    if len(rows) > SHOWN:
        rest = rows[SHOWN:MOST]
        more = f'<details><summary>{esc(say("hard.more", n=len(rest)))}</summary><ol class="hard-list">{"".join(rest)}</ol></details>'
    return f'{head}<ol class="hard-list">{"".join(rows[:SHOWN])}</ol>{more}'


def _tally(tally: Tally, say: Say) -> str:
    return f'<span class="hard-share">{esc(say("hard.wrong", share=percent(tally.wrong / tally.replies), wrong=tally.wrong, n=tally.replies))}</span>'


def _item(one: WrongItem, say: Say) -> str:
    kind = esc(say(f"kind.{one.item.kind}"))
    return f'<li><p>{esc(one.item.stem)}</p><p class="soft">{kind} · {_tally(one.tally, say)}</p>{source_link(one.item.citation, say)}</li>'


def _passage(one: HardPassage, say: Say) -> str:
    return (
        f'<li>{source_link(one.citation, say)}<p class="excerpt">{esc(one.citation.quote)}</p>'
        f'<p class="soft">{esc(say("hard.from", n=one.items))} · {_tally(one.tally, say)}</p></li>'
    )


def _asked(one: InVain, say: Say) -> str:
    return f'<li><p>{esc(one.words)}</p><p class="soft">{esc(say("hard.askers", n=one.askers, month=one.month))}</p></li>'
