"""成员: the people of a branch; adding and editing one, groups, passwords."""

from collections.abc import Sequence
from dataclasses import replace

import gradio as gr

from companion.people.members import Member, Post, Role
from companion.records.erasure import is_former
from companion.study import Study
from companion.ui import rosters
from companion.ui.branch import Choice, choose, page_of
from companion.ui.components import a_day, esc, icon
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.memberforms import Done, add_form, done_view, edit_form, group_form, kept, statements_form
from companion.ui.membertrail import trail_section
from companion.ui.place import place
from companion.ui.words import Say

ACTS = ("add_member", "edit_member", "date_member", "reset_password", "rename_group", "apply_roster", "erase_member")


def lay_out() -> gr.HTML:
    return place("members", ACTS)


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def draw(asking: Asking, done: Done) -> str:
        choice = choose(study, asking)
        everyone = study.members(asking.actor, choice.branch.id)
        people = tuple(member for member in everyone if choice.group in ("", member.group))
        admin = study.me(asking.actor).role is Role.ADMIN
        wanted = next((member for member in everyone if member.username == asking.text("edit", "")), None)
        form = edit_form(wanted, choice, admin, asking.say) if wanted and not done.words else ""
        trail = study.people.trail(asking.actor, choice.branch.id)
        names = {name: study.people.name(name) for step in trail[: rosters.SHOWN] for name in (step.by, *(one.member for one in step.changes))}
        body = (
            done_view(done, asking.say) + form + table(people, choice, asking.say) + add_form(choice, admin, asking.say)
            + rosters.import_form(choice.branch, asking.say) + group_form(choice, asking.say)
            + (statements_form(choice, asking.say) if admin else "") + trail_section(trail, names, choice.branch.timezone, asking.say)
        )
        return page_of("members", choice, asking.say, body, dates=False)

    def open_members(asking: Asking) -> str:
        return draw(asking, Done())

    def add_member(asking: Asking) -> str:
        member = member_of(asking, Member(asking.text("username"), "", asking.text("branch")))
        password = study.people.add(asking.actor, member)
        name = asking.say("members.done.added", username=member.username, name=member.name)
        return draw(asking, Done(name, ((member.username, member.name, password),)))

    def edit_member(asking: Asking) -> str:
        after = member_of(asking, study.people.member(asking.actor, asking.text("member")))
        if to := asking.text("to_branch", ""):
            after = replace(after, branch=to)
        study.people.edit(asking.actor, asking.text("seen"), after)
        return draw(asking, Done(asking.say("members.done.edited", name=after.name)))

    def date_member(asking: Asking) -> str:
        joined, left = a_day(asking.text("joined")), asking.text("left", "")
        last = a_day(left) if left else None
        after = study.people.date(asking.actor, asking.text("seen"), asking.text("member"), joined, last, asking.text("reason"))
        return draw(asking, Done(asking.say("members.done.edited", name=after.name)))

    def reset_password(asking: Asking) -> str:
        member = study.people.member(asking.actor, asking.text("member"))
        password = study.people.reset(asking.actor, member.username)
        words = asking.say("members.done.reset", name=member.name)
        return draw(asking, Done(words, ((member.username, member.name, password),)))

    def rename_group(asking: Asking) -> str:
        n = study.people.rename_group(asking.actor, asking.text("branch"), asking.text("from"), asking.text("to"))
        return draw(replace(asking, data={"branch": asking.text("branch")}), Done(asking.say("members.done.group", n=n)))

    def erase_member(asking: Asking) -> str:
        after = study.people.erase(asking.actor, asking.text("member"), asking.text("confirm"))
        return draw(asking, Done(asking.say("members.done.erased", name=after.name)))

    def apply_roster(asking: Asking) -> str:
        plan = rosters.applied(study, asking)
        counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": len(plan.unchanged)}
        passwords = tuple((member.username, member.name, plan.passwords[member.username]) for member in plan.added)
        kept = replace(asking, data={"branch": asking.text("branch")})
        return draw(kept, Done(asking.say("members.done.applied", **counts), passwords))

    wire(view.open, open_members, "open_members", view, said)
    for act in (add_member, edit_member, date_member, reset_password, rename_group, apply_roster, erase_member):
        wire(getattr(view, act.__name__), act, act.__name__, view, said)


def member_of(asking: Asking, before: Member) -> Member:
    """The account as a form has it. Raises UsageError."""
    role, post, active = asking.text("role", before.role), asking.text("post"), asking.text("active", "yes")
    if role not in set(Role) or post not in set(Post) or active not in ("yes", "no"):
        raise incomplete()
    return replace(
        before,
        name=asking.text("name"),
        group=asking.text("to_group"),
        role=Role(role),
        post=Post(post),
        joined=a_day(asking.text("joined", str(before.joined))),
        active=active == "yes",
    )


def table(people: Sequence[Member], choice: Choice, say: Say) -> str:
    """All in one form: a name is pressed to edit."""
    names = ("name", "username", "group", "post", "role", "joined", "state")
    head = "".join(f'<th scope="col">{esc(say("branch.group") if name == "group" else say(f"column.{name}"))}</th>' for name in names)
    rows = "".join(row(one, say) for one in people)
    groups: dict[str, int] = {}
    for one in people:
        if one.active:
            groups[one.group] = groups.get(one.group, 0) + 1
    counts = [say("members.count", n=sum(groups.values()))]
    if set(groups) - {""}:
        counts += [say("members.groups.count", name=name or say("members.no_group"), n=n) for name, n in sorted(groups.items())]
    if left := len(people) - sum(groups.values()):
        counts.append(say("members.inactive.count", n=left))
    return (
        f'<p class="soft">{esc(" · ".join(counts))}</p><form class="roster-form" data-act="open" {kept(choice)}>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{esc(say("place.members"))}"><table class="roster"><thead><tr>{head}</tr></thead>'
        f'<tbody>{rows}</tbody></table></div><p class="notice" role="alert"></p></form>'
    )


def row(one: Member, say: Say) -> str:
    state = "" if one.active else ' class="left"'
    press = f"<span>{esc(one.name)}</span>" if is_former(one.username) else (
        f'<button type="submit" class="who-button" name="edit" value="{esc(one.username)}" aria-label="{esc(say("members.edit", name=one.name))}">'
        f"<span>{esc(one.name)}</span>{icon('edit')}</button>"
    )
    cells = (one.username, one.group, say(f"post.{one.post}"), say(f"role.{one.role}"), one.joined)
    cells = (*cells, say("state.active" if one.active else "state.inactive"))
    return f'<tr{state}><th scope="row">{press}</th>{"".join(f"<td>{esc(cell)}</td>" for cell in cells)}</tr>'
