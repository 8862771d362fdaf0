"""成员: the people of a branch."""

from collections.abc import Sequence

import gradio as gr

from companion.people.members import Member
from companion.study import Study
from companion.ui.branch import choose, page_of
from companion.ui.components import esc
from companion.ui.handlers import Asking, wire
from companion.ui.place import place
from companion.ui.words import Say


def lay_out() -> gr.HTML:
    return place("members")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_members(asking: Asking) -> str:
        choice = choose(study, asking)
        people = study.members(asking.actor, choice.branch.id)
        people = tuple(member for member in people if choice.group in ("", member.group))
        return page_of("members", choice, asking.say, roster(people, asking.say), dates=False)

    wire(view.open, open_members, "open_members", view, said)


def roster(people: Sequence[Member], say: Say) -> str:
    names = ("name", "username", "role", "post", "joined", "state")
    head = f"<th scope=col>{esc(say('branch.group'))}</th>"
    head = "".join(f'<th scope="col">{esc(say(f"column.{name}"))}</th>' for name in names) + head
    rows = "".join(
        f'<tr><th scope="row">{esc(one.name)}</th><td>{esc(one.username)}</td><td>{esc(say(f"role.{one.role}"))}</td>'
        f"<td>{esc(say(f'post.{one.post}'))}</td><td>{one.joined}</td>"
        f"<td>{esc(say('state.active' if one.active else 'state.inactive'))}</td><td>{esc(one.group)}</td></tr>"
        for one in people
    )
    return (
        f'<p class="soft">{esc(say("members.count", n=len(people)))}</p><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{esc(say("place.members"))}"><table class="roster"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )
