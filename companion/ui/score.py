"""我的得分: a member's own score, with where every point comes from."""

import math
from collections.abc import Sequence

import gradio as gr

from companion.assessmentdesk import Own
from companion.records.assessment import WHOLE, Line, Origin, Part, PartScore, Rules
from companion.study import Study
from companion.ui.assessmentview import points
from companion.ui.components import empty, esc, icon, percent
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.words import Say


def lay_out() -> gr.HTML:
    return place("score")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_score(asking: Asking) -> str:
        return score_view(study.assessment.mine(asking.actor), asking.say)

    wire(view.open, open_score, "open_score", view, said)


def score_card(own: Own | None, say: Say) -> str:
    """The way there, among one's own things; nothing where there is no semester."""
    if own is None:
        return ""
    link = f'<a class="button" href="#score">{esc(say("score.link"))}</a>'
    return f'<section class="card"><h2>{esc(say("scores.title"))}</h2><p>{esc(standing(own, say))}</p><div class="acts">{link}</div></section>'


def standing(own: Own, say: Say) -> str:
    if own.closed is not None and own.row is not None:
        return say("score.final", points=points(own.closed.total(own.row), say))
    if own.found.points is None:
        return say("score.exempt")
    return say("score.now", points=points(own.found.points, say), reach=points(own.found.reach, say))


def score_view(own: Own | None, say: Say) -> str:
    back = f'<a class="button" href="#mine">{icon("back")}{esc(say("score.back"))}</a>'
    head = f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.score"))}</h1>'
    if own is None:
        return f"{head}</header>{empty(say('score.none'), back)}"
    span = say("leave.span", first=own.semester.first, last=own.semester.last)
    head += f'<p class="soft">{esc(own.semester.name)} · {esc(span)}</p></header><p class="score-total">{esc(standing(own, say))}</p>'
    if own.closed is not None:
        told = [one for one in own.closed.corrections if own.row and one.member == own.row.username]
        head += "".join(f"<p>{esc(say('score.correction', points=points(one.after, say), reason=one.reason))}</p>" for one in told)
        head += f'<p class="soft">{esc(say("score.frozen"))}</p>'
    parts = "".join(part_card(part, own.found.due, own.rules, say) for part in own.found.parts)
    foot = f'<p class="soft">{esc(say("score.rounding"))}</p>' if parts else ""
    return f'{head}{parts}{foot}<div class="acts">{back}</div>'


def part_card(part: PartScore, due: int, rules: Rules, say: Say) -> str:
    total = say("score.part", points=points(part.points, say), cap=part.cap // 100)
    shown = "".join(f"<li>{esc(line)}</li>" for line in sums(part.lines, say))
    days = "".join(day_row(line, say) for line in reversed(part.lines))
    listed = f'<details><summary>{esc(say("score.lines"))}</summary><ol class="score-lines">{days}</ol></details>' if days else ""
    share = f"{part.points / part.cap:.2%}" if part.cap else "0"
    return (
        f'<section class="card score-part"><h2>{esc(say(f"part.{part.part}"))} <span class="score-points">{esc(total)}</span></h2>'
        f'<div class="score-bar" aria-hidden="true"><span style="width:{share}"></span></div>'
        f'<p class="soft">{esc(how(part, due, rules, say))}</p><ul class="score-sums">{shown}</ul>{listed}</section>'
    )


def how(part: PartScore, due: int, rules: Rules, say: Say) -> str:
    """The part's rule, in plain words and with its numbers."""
    cap = part.cap // 100
    if part.part is Part.STUDY:
        each = f"{part.cap / part.full[0] / 100:.2f}"
        late = {"window": rules.window, "made_up": rules.made_up, "late": rules.late}
        hurried = say("score.study.hurried", n=rules.hurried) if rules.hurried < 100 else ""
        return say("score.study", cap=cap, due=due, each=each, **late) + hurried
    if part.part is Part.MASTERY:
        return say("score.mastery", cap=cap, due=due)
    return say(f"score.{part.part}", n=math.ceil(part.full[0] / part.full[1]), cap=cap)


def sums(lines: Sequence[Line], say: Say) -> list[str]:
    """The lines by what they are: how many days, how many points."""
    found = []
    for origin in Origin:
        same = [line for line in lines if line.origin is origin]
        if same:
            words = say("origin.answered" if origin is Origin.MARK else f"origin.{origin}")
            found.append(say("score.sum", how=words, n=len(same), points=points(sum(line.points for line in same), say)))
    return found


def day_row(line: Line, say: Say) -> str:
    words = say("origin.mark", mark=percent(line.value / WHOLE)) if line.origin is Origin.MARK else say(f"origin.{line.origin}")
    if line.hurried:
        words += f" · {say('score.hurried')}"
    owed = line.origin in (Origin.MISSED, Origin.EXCUSED)
    gained = "–" if owed else say("score.full") if not line.points and line.value else f"+{points(line.points, say)}"
    return f"<li><span>{line.day}</span><span>{esc(words)}</span><span>{esc(gained)}</span></li>"
