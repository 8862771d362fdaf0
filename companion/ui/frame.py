"""The frame around the places: the branch's name, the ways to the places, and the layout of them all."""

from collections.abc import Sequence

import gradio as gr

from companion.people.members import Branch, Member
from companion.settings import Settings
from companion.study import Study
from companion.ui import (
    ask,
    assessment,
    bank,
    branch,
    completion,
    deeds,
    figures,
    flags,
    handed,
    materials,
    members,
    mine,
    overview,
    page,
    plan,
    reflections,
    reports,
    review,
    score,
    today,
    wall,
)
from companion.ui.components import esc, icon, percent
from companion.ui.handlers import Asking, wire
from companion.ui.words import Say, translations, word

MEMBER_PLACES = ("today", "ask", "review", "materials", "reflections", "mine")
INSIDE = tuple(name for name in reflections.WITHIN if name not in MEMBER_PLACES)  # reached from 心得


def make_blocks(study: Study, settings: Settings) -> gr.Blocks:
    """All places on one page; which one is seen is the browser's affair (static/screen.js), what is in it the server's."""
    i18n = gr.I18n(**translations("loading"))
    blocks: gr.Blocks
    with gr.Blocks(title=word("zh", "app"), analytics_enabled=False, fill_width=True) as blocks:
        gr.Markdown(i18n("loading"), elem_id="opening")  # until the frame is there
        frame = gr.HTML(
            elem_id="frame", js_on_load="companion.frame(element, trigger, watch, 'open_frame')", apply_default_css=False
        )
        today_view, kept = today.lay_out()
        ask_view, thread = ask.lay_out()
        review_view = review.lay_out()
        materials_view = materials.lay_out()
        reflections_view = reflections.lay_out()
        deeds_view, wall_view = deeds.lay_out(), wall.lay_out()
        mine_view = mine.lay_out()
        overview_view = overview.lay_out()
        table_view, handed_view = completion.lay_out(), handed.lay_out()
        reports_view, members_view = reports.lay_out(), members.lay_out()
        bank_view = bank.lay_out()
        figures_view = figures.lay_out()
        plan_view = plan.lay_out()
        assessment_view, score_view = assessment.lay_out(), score.lay_out()
        page_view = page.lay_out()
        flag_view = flags.lay_out()
        said = gr.HTML(elem_id="said", js_on_load="companion.said(element, watch)", apply_default_css=False)

        def open_frame(asking: Asking) -> str:
            me, own = study.me(asking.actor), study.my_branch(asking.actor)
            branches = study.branches(asking.actor)
            doubts = sum(study.bank.waiting(asking.actor, one.id) for one in branches)
            return frame_view(me, own.name, branches, study.writes(asking.actor), asking.say, doubts)

        wire(frame.open_frame, open_frame, "open_frame", frame, said)
        today.wire_up(today_view, kept, said, study, settings.reflection_length)
        ask.wire_up(blocks, ask_view, thread, said, study, settings.question_length)
        review.wire_up(review_view, said, study)
        materials.wire_up(materials_view, said, study, settings)
        reflections.wire_up(reflections_view, said, study)
        deeds.wire_up(deeds_view, said, study)
        wall.wire_up(wall_view, said, study)
        mine.wire_up(mine_view, said, study)
        overview.wire_up(overview_view, said, study)
        completion.wire_up(table_view, said, study)
        handed.wire_up(handed_view, said, study)
        reports.wire_up(reports_view, said, study)
        members.wire_up(members_view, said, study)
        bank.wire_up(bank_view, said, study)
        figures.wire_up(figures_view, said, study)
        plan.wire_up(plan_view, said, study)
        assessment.wire_up(assessment_view, said, study)
        score.wire_up(score_view, said, study)
        flags.wire_up(flag_view, said, study)
        page.wire_up(page_view, said, study)
    blocks.queue(default_concurrency_limit=None)
    blocks.i18n_instance = i18n
    return blocks


def frame_view(me: Member, branch_name: str, branches: Sequence[Branch], writes: float | None, say: Say, doubts: int = 0) -> str:
    """``writes``: the share of the language model that is here, None where there is none; ``doubts``: flags without a reply."""
    waiting = {"bank": doubts}
    looked_after = "".join(link(name, say, waiting.get(name, 0)) for name in branch.BRANCH_PLACES) if branches else ""
    if looked_after:
        looked_after = f'<p class="nav-title">{esc(say("nav.branch"))}</p>{looked_after}'
    words = {
        "user": me.username,
        "title": f"{say('app')} · {branch_name}",
        "places": str(len(MEMBER_PLACES) + len(INSIDE) + 1 + len(branch.BRANCH_PLACES)),
        "lost": say("lost"),
        "close": say("page.close"),
        "page": say("page.label"),
        "opening": say("page.opening"),
        "coming": say("place.coming"),
    }
    inside = "".join(f'<a href="#{name}" data-inside="reflections" hidden></a>' for name in INSIDE)
    inside += '<a href="#score" data-inside="mine" hidden></a>'
    if not looked_after:
        inside += '<a href="#plan" data-inside="today" hidden></a>'
    fetching = ""
    if writes is not None and writes < 1:  # static/ask.js keeps it up to date
        fetching = f'<small class="fetching" role="status" data-fetching>{esc(model_words(writes, say))}</small>'
    data = " ".join(f'data-{name}="{esc(text)}"' for name, text in words.items())
    return (
        f'<a class="skip" href="#" data-skip>{esc(say("skip"))}</a>'
        f'<header class="bar" {data}><img src="/look/seal.svg" alt="" width="28" height="28">'
        f"<strong>{esc(branch_name)}</strong><span>{esc(say('app'))}</span>{link('materials', say)}{fetching}</header>"
        f'<nav class="places" aria-label="{esc(say("nav.label"))}">{"".join(link(name, say) for name in MEMBER_PLACES)}{inside}{looked_after}</nav>'
    )


def model_words(here: float, say: Say) -> str:
    return say("model.fetching", share=percent(here))


def link(name: str, say: Say, waiting: int = 0) -> str:
    """The way to a place, and how much waits there to be looked at."""
    count = f'<small class="waiting" title="{esc(say("place.waiting", n=waiting))}">{waiting}</small>' if waiting else ""
    return f'<a class="to-{name}" href="#{name}">{icon(name)}<span>{esc(say(f"place.{name}"))}</span>{count}</a>'
