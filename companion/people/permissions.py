"""What each role may do. Pure questions; ``may_`` answers, ``require_`` raises NotAllowed with a sentence."""

import datetime as dt

from companion.errors import NotAllowed
from companion.people.members import Member, Post, Role

OPERATOR = Member("operator@console", "控制台", branch="", role=Role.ADMIN, post=Post.OTHER, joined=dt.date.max)
"""The person at the machine itself. No account can bear this name, and no one logs in with it."""


def may_manage(actor: Member, branch_id: str) -> bool:
    """Look after a branch, its members' records included: its secretary, and any admin."""
    return actor.active and (
        actor.role is Role.ADMIN or (actor.role is Role.SECRETARY and actor.branch == branch_id)
    )


def may_give_role(actor: Member, role: Role) -> bool:
    """A secretary makes members; an admin makes anyone."""
    return actor.active and (
        actor.role is Role.ADMIN or (actor.role is Role.SECRETARY and role is Role.MEMBER)
    )


def may_keep_texts(actor: Member) -> bool:
    """Add, edit and take out texts: any secretary, for the texts are everybody's, and any admin."""
    return actor.active and actor.role in (Role.SECRETARY, Role.ADMIN)


def may_edit(actor: Member, member: Member) -> bool:
    """Change another's account or reset its password: nobody does so to a role that they could not give."""
    return may_manage(actor, member.branch) and may_give_role(actor, member.role)


def require_ready(actor: Member) -> None:
    """Before anything but changing one's own password."""
    if not actor.active:
        raise NotAllowed("这个账号已停用。", "This account is no longer active.")
    if actor.must_change_password:
        raise NotAllowed("请先改一次密码，再继续。", "Please change your password first.")


def require_manage(actor: Member, branch_id: str) -> None:
    require_ready(actor)
    if not may_manage(actor, branch_id):
        raise NotAllowed(
            "只有本支部的书记或管理员可以这样做。", "Only this branch's secretary or an admin may do this."
        )


def require_admin(actor: Member) -> None:
    require_ready(actor)
    if actor.role is not Role.ADMIN:
        raise NotAllowed("只有管理员可以这样做。", "Only an admin may do this.")


def require_keep_texts(actor: Member) -> None:
    require_ready(actor)
    if not may_keep_texts(actor):
        raise NotAllowed("只有支部书记和管理员可以改动材料。", "Only branch secretaries and administrators may change the texts.")


def require_give_role(actor: Member, role: Role) -> None:
    require_ready(actor)
    if not may_give_role(actor, role):
        raise NotAllowed("只有管理员可以设书记或管理员。", "Only an admin may appoint secretaries and admins.")


def require_edit(actor: Member, member: Member) -> None:
    require_manage(actor, member.branch)
    if not may_edit(actor, member):
        raise NotAllowed(
            "只有管理员可以改书记或管理员的账号。", "Only an admin may change a secretary's or an admin's account."
        )
