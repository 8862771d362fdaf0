"""学习需求: three questions that fit the lessons to the person; and, for the secretary, what the answers add up to."""

from collections.abc import Callable, Mapping, Sequence

import gradio as gr

from companion.needsdesk import MOST_WORDS, WORD
from companion.people.members import Member, Post
from companion.records.needs import LEAST_ANSWERS, Needs, Totals
from companion.study import Study
from companion.ui.components import esc, icon, select
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.words import Say

THEME = "theme-"
"""What the names of the boxes begin with; a form sends one value a name."""


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, draw: Callable[[Asking, str], str]) -> None:
    """``draw`` gives the place anew, with a word on what was done."""

    def answer_needs(asking: Asking) -> str:
        post = asking.text("post")
        if post not in list(Post):
            raise incomplete()
        themes = [asking.text(name) for name in asking.data if isinstance(name, str) and name.startswith(THEME)]
        study.needs.answer(asking.actor, Post(post), themes, asking.text("words", ""))
        return draw(asking, asking.say("needs.done"))

    wire(view.answer_needs, answer_needs, "answer_needs", view, said)


def needs_card(member: Member, needs: Needs | None, themes: Sequence[str], say: Say, done: str = "", *, opened: bool = False) -> str:
    """The three questions, folded away unless ``opened``; ``done``: a word on what was just done."""
    told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done)}</p>' if done else ""
    post = select("post", say("needs.post"), [(one.value, say(f"post.{one}")) for one in Post], (needs or member).post.value)
    boxes = "".join(_box(n, theme, theme in (needs.themes if needs else ())) for n, theme in enumerate(themes))
    chosen = f'<fieldset class="themes"><legend class="label">{esc(say("needs.themes"))}</legend>{boxes}</fieldset>' if boxes else ""
    words = esc(say("needs.separator").join(needs.words)) if needs else ""
    own = (
        f'<label><span class="label">{esc(say("needs.words", most=MOST_WORDS))}</span>'
        f'<input type="text" name="words" value="{words}" maxlength="{MOST_WORDS * (WORD + 1)}" autocomplete="off"></label>'
    )
    send = f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button">{esc(say("needs.send"))}</button></div>'
    summary = say("needs.change" if needs else "needs.begin")
    return (
        f'<section class="card" id="needs"><h2>{esc(say("needs.title"))}</h2>{told}<p class="soft">{esc(say("needs.lead"))}</p>'
        f"<details{' open' if opened else ''}><summary>{esc(summary)}</summary>"
        f'<form class="write" data-act="answer_needs">{post}{chosen}{own}{send}</form></details></section>'
    )


def _box(n: int, theme: str, checked: bool) -> str:
    return (
        f'<label class="theme"><input type="checkbox" name="{THEME}{n}" value="{esc(theme)}"{" checked" if checked else ""}>'
        f"<span>{esc(theme)}</span></label>"
    )


def totals_card(totals: Totals | None, say: Say) -> str:
    """What the branch's answers add up to, nobody's own; where there are too few, that."""
    if totals is None:
        return f'<section class="card"><h2>{esc(say("needs.title"))}</h2><p class="soft">{esc(say("needs.few", n=LEAST_ANSWERS))}</p></section>'
    posts = {say(f"post.{post}"): n for post, n in totals.posts.items()}
    parts = _counts("needs.post", posts, say) + _counts("needs.themes.named", totals.themes, say) + _counts("needs.words.named", totals.words, say)
    return (
        f'<section class="card"><h2>{esc(say("needs.title"))}</h2>'
        f'<p class="soft">{esc(say("needs.answered", n=totals.answered))}</p>{parts}</section>'
    )


def _counts(title: str, counts: Mapping[str, int], say: Say) -> str:
    rows = "".join(f'<li><span>{esc(name)}</span><span>{n}</span></li>' for name, n in counts.items())
    return f'<h3>{esc(say(title))}</h3><ul class="needs-counts">{rows}</ul>' if rows else ""
