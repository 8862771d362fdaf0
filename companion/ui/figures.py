"""试题统计: how hard each item is and how well it tells members apart, as a plot and as a table."""

from collections.abc import Sequence
from statistics import median

import gradio as gr

from companion.itembank import Figured
from companion.people.members import Branch
from companion.quizzes.statistics import COMPARED_FROM, DOUBTED_FROM, SHOWN_FROM
from companion.study import Study
from companion.ui.branch import looked_after, tabs
from companion.ui.components import empty, esc, percent, select
from companion.ui.handlers import Asking, wire
from companion.ui.items import option_words
from companion.ui.place import place
from companion.ui.plot import Point, scatter
from companion.ui.words import Say

SHOWN = 200  # items in the table


def lay_out() -> gr.HTML:
    return place("figures")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_figures(asking: Asking) -> str:
        branches, branch = looked_after(study, asking)
        return figures_view(branches, branch, study.item_figures(asking.actor, branch.id), asking.say)

    wire(view.open, open_figures, "open_figures", view, said)


def figures_view(branches: Sequence[Branch], branch: Branch, items: Sequence[Figured], say: Say) -> str:
    found = sorted(items, key=_order)
    choice = ""
    if len(branches) > 1:
        pairs = [(one.id, one.name) for one in branches]
        show = f'<button type="submit" class="button">{esc(say("branch.show"))}</button>'
        choice = f'<form class="filters" data-act="open">{select("branch", say("branch.branch"), pairs, branch.id)}{show}</form>'
    body = _body(found, say) if found else empty(say("figures.empty", n=SHOWN_FROM))
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.figures"))}</h1><p class="soft">{esc(branch.name)}</p></header>'
        f'{tabs("figures", say)}{choice}<p class="notice" role="alert"></p>{body}'
    )


def _order(one: Figured) -> tuple[bool, float, int, str]:
    """Dubious ones first, then what tells least, then what was answered most."""
    efficiency = one.statistics.efficiency
    return one.doubt is None, 2.0 if efficiency is None else efficiency, -one.statistics.replies, one.statistics.item


def _body(found: Sequence[Figured], say: Say) -> str:
    doubted = sum(one.doubt is not None for one in found)
    times = [one.statistics.seconds for one in found if one.statistics.seconds is not None]
    figures = [
        (say("figures.items"), str(len(found))),
        (say("figures.replies"), str(sum(one.statistics.replies for one in found))),
        (say("figures.doubted"), str(doubted)),
        *([(say("figures.time"), seconds(median(times), say))] if times else []),
    ]
    head = "".join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in figures)
    hint = say("figures.hint", shown=SHOWN_FROM, compared=COMPARED_FROM, doubted=DOUBTED_FROM)
    way = f'<p><a class="link" href="#bank">{esc(say("figures.to_bank", n=doubted))}</a></p>' if doubted else ""
    return f'<dl class="figures">{head}</dl>{way}{_plot(found, say)}{_table(found, say)}<p class="soft">{esc(hint)}</p>'


def _plot(found: Sequence[Figured], say: Say) -> str:
    points = [
        Point(one.statistics.facility, one.statistics.discrimination, f"{n}. {one.listed.item.stem}", n if one.doubt else None)
        for n, one in enumerate(found, 1)
        if one.statistics.facility is not None and one.statistics.discrimination is not None
    ]
    if not points:
        return f'<p class="soft">{esc(say("figures.no_plot", n=COMPARED_FROM))}</p>'
    left = len(found) - len(points)
    more = f'<p>{esc(say("figures.not_drawn", n=left, least=COMPARED_FROM))}</p>' if left else ""
    legend = (
        f'<p><span class="plot-key">●</span> {esc(say("figures.sound"))}　<span class="plot-key doubted">▲</span> {esc(say("figures.dubious"))}</p>'
    )
    axes = f'<p class="axes">{esc(say("figures.axis.facility"))}；{esc(say("figures.axis.discrimination"))}</p>'
    return f'<figure class="plot">{scatter(points, say)}<figcaption class="soft">{legend}{axes}{more}</figcaption></figure>'


def _table(found: Sequence[Figured], say: Say) -> str:
    names = ("number", "item", "state", "replies", "facility", "discrimination", "efficiency", "seconds")
    head = "".join(f'<th scope="col" class="{name}">{esc(say(f"figures.column.{name}"))}</th>' for name in names)
    rows = "".join(_row(n, one, say) for n, one in enumerate(found[:SHOWN], 1))
    more = f'<p class="soft">{esc(say("figures.more", n=len(found) - SHOWN))}</p>' if len(found) > SHOWN else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(say("figures.table"))}"><table class="item-figures">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{more}"
    )


def _row(n: int, one: Figured, say: Say) -> str:
    item, of = one.listed.item, one.statistics
    state = ""
    if one.doubt:
        state = (
            f'<strong class="doubted"><span aria-hidden="true">▲</span> {esc(say("figures.dubious"))}</strong>'
            f"<span>{esc(say(f'doubt.{one.doubt}'))}</span>"
        )
    cells = (str(of.replies), percent(of.facility), decimal(of.discrimination), signed(percent(of.efficiency)), seconds(of.seconds, say))
    return (
        f'<tr><td class="number">{n}</td><th scope="row" class="item"><span class="kind">{esc(say(f"kind.{item.kind}"))}</span>'
        f'<details><summary>{esc(item.stem)}</summary>{_details(one, say)}</details></th><td class="state">{state}</td>'
        f'{"".join(f"<td>{esc(cell)}</td>" for cell in cells)}</tr>'
    )


def _details(one: Figured, say: Say) -> str:
    """What was chosen, by all, the strong and the weak; and the rest of the figures."""
    of = one.statistics
    facts = say(
        "figures.facts",
        deviation=decimal(of.deviation),
        guess=percent(of.guess),
        intended=percent(of.intended_weight),
        effective=percent(of.effective_weight),
    )
    rows = "".join(
        f'<tr><th scope="row">{"✓ " if count.right else ""}{esc(option_words(one.listed.item.question, count.option, say))}'
        f'{f"""<span class="hidden-words">{esc(say("item.correct"))}</span>""" if count.right else ""}</th>'
        f"<td>{count.all}</td>{f'<td>{count.strong}</td><td>{count.weak}</td>' if of.strong else ''}</tr>"
        for count in of.options
    )
    head = [say("figures.chosen")]
    if of.strong:
        head += [say("figures.strong", n=of.strong), say("figures.weak", n=of.weak)]
    columns = "".join(f'<th scope="col">{esc(words)}</th>' for words in head)
    table = f'<table class="chosen"><thead><tr><td></td>{columns}</tr></thead><tbody>{rows}</tbody></table>' if rows else ""
    return f'{table}<p class="soft">{esc(facts)}</p>'


def decimal(value: float | None) -> str:
    return "–" if value is None else signed(f"{value:.2f}")


def signed(figure: str) -> str:
    """With a true minus sign."""
    return figure.replace("-", "\u2212")


def seconds(value: float | None, say: Say) -> str:
    return "–" if value is None else say("figures.seconds", n=round(value))
