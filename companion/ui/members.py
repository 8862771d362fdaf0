"""成员: the people of a branch; adding and editing one, groups, passwords."""

import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import gradio as gr

from companion.people.members import Member, Post, Role
from companion.peopledesk import mark_of
from companion.study import Study
from companion.ui import rosters
from companion.ui.branch import Choice, choose, page_of
from companion.ui.components import a_day, esc, icon, options, select
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.membertrail import trail_section
from companion.ui.place import place
from companion.ui.words import Say

ACTS = ("add_member", "edit_member", "reset_password", "rename_group", "apply_roster", "erase_member")


@dataclass(frozen=True)
class Done:
    """What was just done, in words; and one-time passwords, which are shown only now: (username, name, password)."""

    words: str = ""
    passwords: tuple[tuple[str, str, str], ...] = ()


Draw = Callable[[Asking, Done], str]


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
            + trail_section(trail, names, choice.branch.timezone, asking.say)
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
    for act in (add_member, edit_member, reset_password, rename_group, apply_roster, erase_member):
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
        joined=a_day(asking.text("joined")),
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
    press = (
        f'<button type="submit" class="who-button" name="edit" value="{esc(one.username)}" aria-label="{esc(say("members.edit", name=one.name))}">'
        f"<span>{esc(one.name)}</span>{icon('edit')}</button>"
    )
    cells = (one.username, one.group, say(f"post.{one.post}"), say(f"role.{one.role}"), one.joined)
    cells = (*cells, say("state.active" if one.active else "state.inactive"))
    return f'<tr{state}><th scope="row">{press}</th>{"".join(f"<td>{esc(cell)}</td>" for cell in cells)}</tr>'


def kept(choice: Choice) -> str:
    """What the place shows, to be shown again."""
    return f'data-branch="{esc(choice.branch.id)}" data-group="{esc(choice.group)}"'


def done_view(done: Done, say: Say) -> str:
    if not done.words:
        return ""
    told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done.words)}</p>'
    if not done.passwords:
        return told
    text = "\n".join("\t".join(one) for one in done.passwords)
    return (
        f'{told}<section class="card passwords"><label><span class="label">{esc(say("members.passwords"))}</span>'
        f'<textarea id="one-time" rows="{min(len(done.passwords), 12)}" readonly>{esc(text)}</textarea></label>'
        f'<button type="button" class="button" data-copy="one-time" data-copied="{esc(say("branch.copied"))}">'
        f"{icon('copy')}<span>{esc(say('members.copy'))}</span></button></section>"
    )


def fields(member: Member, choice: Choice, admin: bool, say: Say) -> str:
    """Of an account's form; only an admin gives roles."""
    known = "".join(f'<option value="{esc(group)}"></option>' for group in choice.groups)
    parts = (
        f'<label><span class="label">{esc(say("member.name"))}</span><input type="text" name="name" value="{esc(member.name)}" maxlength="64" required></label>'
        f'<label><span class="label">{esc(say("member.group"))}</span><input type="text" name="to_group" value="{esc(member.group)}" maxlength="64" list="groups-there"></label>'
        f'<datalist id="groups-there">{known}</datalist>'
        + select("post", say("member.post"), [(post.value, say(f"post.{post}")) for post in Post], member.post)
        + f'<label><span class="label">{esc(say("member.joined"))}</span><input type="date" name="joined" value="{member.joined}" required></label>'
    )
    return parts + (select("role", say("member.role"), [(role.value, say(f"role.{role}")) for role in Role], member.role) if admin else "")


def add_form(choice: Choice, admin: bool, say: Say) -> str:
    new = Member("", "", choice.branch.id, group=choice.group, joined=choice.last)
    username = f'<label><span class="label">{esc(say("member.username"))}</span><input type="text" name="username" maxlength="32" autocomplete="off" required></label>'
    return fold("plus", say("member.add"), "", "add_member", username + fields(new, choice, admin, say), say("member.add.send"), kept(choice))


def edit_form(member: Member, choice: Choice, admin: bool, say: Say) -> str:
    """The card of one account. Its class lets static/screen.js go to it."""
    told = fields(member, choice, admin, say)
    states = [("yes", say("state.active")), ("no", say("state.inactive"))]
    told += select("active", say("member.active"), states, "yes" if member.active else "no")
    if admin:
        pairs: list[tuple[str, str]] = [(branch.id, branch.name) for branch in choice.branches]
        told += f'<label><span class="label">{esc(say("member.branch"))}</span><select name="to_branch">{options(pairs, member.branch)}</select></label>'
    along = f'data-member="{esc(member.username)}" {kept(choice)}'
    return (
        f'<section class="one-member"><form class="facts" data-act="edit_member" data-seen="{mark_of(member)}" {along}>'
        f'<h2>{esc(member.name)} <span class="soft">{esc(member.username)}</span></h2>{told}<p class="notice" role="alert"></p><div class="acts">'
        f'<button type="submit" class="button primary">{esc(say("member.save"))}</button>'
        f'<button type="submit" form="not-edited" class="button quiet">{esc(say("member.cancel"))}</button></div></form>'
        f'<form data-act="reset_password" {along}><p class="soft">{esc(say("member.reset.hint"))}</p><p class="notice" role="alert"></p>'
        f'<button type="submit" class="button">{esc(say("member.reset"))}</button></form>'
        f"{away(member, along, say) if admin else ''}"
        f'<form id="not-edited" data-act="open" {kept(choice)} hidden></form></section>'
    )


def away(member: Member, along: str, say: Say) -> str:
    """What an admin can do for somebody who leaves for good: give out what is recorded, and erase."""
    address = esc("/mydata?" + urllib.parse.urlencode({"member": member.username}))
    export = f'<p class="soft">{esc(say("member.export.hint"))}</p><a class="button" href="{address}" download>{icon("down")}{esc(say("member.export"))}</a>'
    confirm = f'<label class="wide"><span class="label">{esc(say("member.name"))}</span><input type="text" name="confirm" autocomplete="off" required></label>'
    return f'<div class="one-act">{export}</div>' + fold(
        "cross", say("member.erase"), say("member.erase.hint"), "erase_member", confirm, say("member.erase"), along
    )


def group_form(choice: Choice, say: Say) -> str:
    if not choice.groups:
        return ""
    told = select("from", say("groups.which"), [(group, group) for group in choice.groups], choice.group or choice.groups[0])
    told += f'<label><span class="label">{esc(say("groups.to"))}</span><input type="text" name="to" maxlength="64"></label>'
    return fold("edit", say("groups.title"), say("groups.hint"), "rename_group", told, say("groups.send"), kept(choice))


def fold(picture: str, title: str, hint: str, act: str, inside: str, send: str, along: str) -> str:
    soft = f'<p class="soft">{esc(hint)}</p>' if hint else ""
    return (
        f'<details class="card upkeep"><summary>{icon(picture)}{esc(title)}</summary>{soft}<form class="leave-form" data-act="{act}" {along}>{inside}'
        f'<p class="notice wide" role="alert"></p><div class="acts wide"><button type="submit" class="button">{esc(send)}</button></div></form></details>'
    )
