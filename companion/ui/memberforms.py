"""The forms of 成员: one account, a new one, groups; and what was just done."""

import datetime as dt
import urllib.parse
from dataclasses import dataclass

from companion.people.members import Member, Post, Role
from companion.peopledesk.accounts import REASON
from companion.peopledesk.entering import mark_of
from companion.ui.branch import Choice
from companion.ui.components import esc, icon, options, select
from companion.ui.words import Say


@dataclass(frozen=True)
class Done:
    """What was just done, in words; and one-time passwords, which are shown only now: (username, name, password)."""

    words: str = ""
    passwords: tuple[tuple[str, str, str], ...] = ()


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
    )
    return parts + (select("role", say("member.role"), [(role.value, say(f"role.{role}")) for role in Role], member.role) if admin else "")


def add_form(choice: Choice, admin: bool, say: Say) -> str:
    new = Member("", "", choice.branch.id, group=choice.group, joined=choice.last)
    username = f'<label><span class="label">{esc(say("member.username"))}</span><input type="text" name="username" maxlength="32" autocomplete="off" required></label>'
    return fold("plus", say("member.add"), "", "add_member", username + fields(new, choice, admin, say) + a_date("joined", say("member.joined"), new.joined), say("member.add.send"), kept(choice))


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
        f"{days_form(member, along, say)}"
        f"{away(member, along, say) if admin else ''}"
        f'<form id="not-edited" data-act="open" {kept(choice)} hidden></form></section>'
    )


def days_form(member: Member, along: str, say: Say) -> str:
    """The first day that counts and, of somebody who has left, the last, with a reason."""
    told = a_date("joined", say("field.joined"), member.joined)
    told += "" if member.active else a_date("left", say("field.left"), member.left)
    told += f'<label class="wide"><span class="label">{esc(say("member.days.reason"))}</span><input type="text" name="reason" required maxlength="{REASON}"></label>'
    along = f'data-seen="{mark_of(member)}" {along}'
    return fold("clock", say("member.days"), say("member.days.hint" if member.active else "member.days.hint.left"), "date_member", told, say("member.days.send"), along)


def a_date(name: str, words: str, day: dt.date | None) -> str:
    return f'<label><span class="label">{esc(words)}</span><input type="date" name="{name}" value="{day or ""}" required></label>'


def away(member: Member, along: str, say: Say) -> str:
    """What an admin can do for somebody who leaves for good: give out what is recorded, and erase."""
    address = esc("/mydata?" + urllib.parse.urlencode({"member": member.username}))
    export = f'<p class="soft">{esc(say("member.export.hint"))}</p><a class="button" href="{address}" download>{icon("down")}{esc(say("member.export"))}</a>'
    confirm = f'<label class="wide"><span class="label">{esc(say("member.name"))}</span><input type="text" name="confirm" autocomplete="off" required></label>'
    return f'<div class="one-act">{export}</div>' + fold(
        "cross", say("member.erase"), say("member.erase.hint"), "erase_member", confirm, say("member.erase"), along
    )


def statements_form(choice: Choice, say: Say) -> str:
    """What was done in the branch, for other programs; a file comes back, so the form goes by its address."""
    days = "".join(
        f'<label><span class="label">{esc(say(f"branch.{name}"))}</span><input type="date" name="{name}" value="{day}" required></label>'
        for name, day in (("first", choice.first), ("last", choice.last))
    )
    return (
        f'<details class="card upkeep"><summary>{icon("down")}{esc(say("statements.title"))}</summary><p class="soft">{esc(say("statements.hint"))}</p>'
        f'<form class="leave-form" action="/statements"><input type="hidden" name="branch" value="{esc(choice.branch.id)}">{days}'
        f'<label class="choice wide"><input type="checkbox" name="names" value="yes"><span>{esc(say("statements.names"))}</span></label>'
        f'<div class="acts wide"><button type="submit" class="button">{esc(say("statements.send"))}</button></div></form></details>'
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
