"""心得: what this person has written, newest first."""

import gradio as gr

from companion.reflections.reflections import Reflection, Visibility
from companion.study import Study
from companion.ui.components import date_words, empty, esc, icon, lines
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.today import prompt_card
from companion.ui.words import Say


def lay_out() -> gr.HTML:
    return place("reflections")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_reflections(asking: Asking) -> str:
        say = asking.say
        written = study.my_reflections(asking.actor)
        body = "".join(reflection_card(reflection, say, own=True) for reflection in written)
        begin = f'<a class="button primary" href="#today">{esc(say("reflections.begin"))}</a>'
        return (
            f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.reflections"))}</h1></header>'
            f"{body or empty(say('reflections.empty'), begin)}"
        )

    wire(view.open, open_reflections, "open_reflections", view, said)


def reflection_card(reflection: Reflection, say: Say, *, own: bool = False, name: str = "") -> str:
    """One reflection; ``name`` is its writer's, for others' eyes, and ``own`` ones can be rewritten."""
    handed_in = reflection.visibility is Visibility.SECRETARY
    state = f'<span class="tag">{icon("check" if handed_in else "lock")}{esc(say(f"reflection.{reflection.visibility}"))}</span>'
    change = f'<a class="link" href="#today/{reflection.day}/think">{esc(say("reflection.change"))}</a>' if own else ""
    who = f"<strong>{esc(name)}</strong> " if name else ""
    return (
        f'<article class="card reflection"><p class="soft">{who}<time datetime="{reflection.day}">'
        f"{esc(date_words(reflection.day, say))}</time> {state if own else ''}</p>"
        f'<div class="reading">{lines(reflection.text)}</div>'
        f"<details><summary>{esc(say('ask.prompt'))}</summary>{prompt_card(reflection.prompt, say)}</details>{change}</article>"
    )
