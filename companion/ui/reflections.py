"""心得: what this person has written, newest first."""

import gradio as gr

from companion.reflections.reflections import Reflection, Visibility
from companion.study import Study
from companion.ui import feedback
from companion.ui.components import date_words, empty, esc, icon, lines
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.today import prompt_card
from companion.ui.words import Say

WITHIN = ("reflections", "deeds", "wall")
"""The places that are one on the way there: the ways to the other two lie inside the first."""


def lay_out() -> gr.HTML:
    return place("reflections")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_reflections(asking: Asking) -> str:
        say = asking.say
        written = study.my_reflections(asking.actor)
        words = study.desk.handed.mine(asking.actor)
        body = "".join(reflection_card(one, say, own=True, below=feedback.on(one, words, say)) for one in written)
        begin = f'<a class="button primary" href="#today">{esc(say("reflections.begin"))}</a>'
        return (
            f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.reflections"))}</h1></header>{within("reflections", say)}'
            f"{body or empty(say('reflections.empty'), begin)}"
        )

    wire(view.open, open_reflections, "open_reflections", view, said)


def within(here: str, say: Say) -> str:
    """The ways between one's reflections, one's practices and the branch's wall, on a phone and on a desk."""
    links = "".join(
        f'<a href="#{name}"{" aria-current=page" if name == here else ""}>{esc(say(f"within.{name}"))}</a>' for name in WITHIN
    )
    return f'<nav class="subnav within" aria-label="{esc(say("place.reflections"))}">{links}</nav>'


def kept_for(visibility: Visibility, say: Say, *, others: bool = False) -> str:
    """Who may read it; nothing for ``others`` unless the whole branch may."""
    if others and visibility is not Visibility.BRANCH:
        return ""
    shown = icon("lock" if visibility is Visibility.PRIVATE else "check")
    return f'<span class="tag">{shown}{esc(say(f"reflection.{visibility}"))}</span>'


def reflection_card(
    reflection: Reflection, say: Say, *, own: bool = False, name: str = "", mark: str = "", below: str = ""
) -> str:
    """One reflection; ``name`` is its writer's, for others' eyes, and ``own`` ones can be rewritten. ``below`` stands under it."""
    state = mark + kept_for(reflection.visibility, say, others=not own)
    change = f'<a class="link" href="#today/{reflection.day}/think">{esc(say("reflection.change"))}</a>' if own else ""
    who = f"<strong>{esc(name)}</strong> " if name else ""
    return (
        f'<article class="card reflection"><p class="soft">{who}<time datetime="{reflection.day}">'
        f"{esc(date_words(reflection.day, say))}</time> {state}</p>"
        f'<div class="reading">{lines(reflection.text)}</div>'
        f"<details><summary>{esc(say('ask.prompt'))}</summary>{prompt_card(reflection.prompt, say)}</details>{below}{change}</article>"
    )
