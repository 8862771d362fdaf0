from dataclasses import replace

import pytest

from companion.errors import NotAllowed
from companion.people.members import Member, Role
from companion.people.permissions import (
    OPERATOR,
    may_edit,
    may_give_role,
    may_manage,
    require_edit,
    require_give_role,
    require_manage,
    require_ready,
)

MEMBER = Member("member", "甲", "here")
SECRETARY = Member("secretary", "乙", "here", Role.SECRETARY)
OTHER = Member("other", "丙", "there", Role.SECRETARY)
ADMIN = Member("admin", "丁", "there", Role.ADMIN)
ALL = (MEMBER, SECRETARY, OTHER, ADMIN, OPERATOR)


def _who(question) -> set[str]:
    return {actor.username for actor in ALL if question(actor)}


def test_a_branch_is_managed_by_its_secretary_and_by_admins() -> None:
    assert _who(lambda actor: may_manage(actor, "here")) == {"secretary", "admin", OPERATOR.username}
    assert _who(lambda actor: may_manage(actor, "there")) == {"other", "admin", OPERATOR.username}


def test_roles_are_given_by_those_above_them() -> None:
    assert _who(lambda actor: may_give_role(actor, Role.MEMBER)) == {"secretary", "other", "admin", OPERATOR.username}
    for role in (Role.SECRETARY, Role.ADMIN):
        assert _who(lambda actor, role=role: may_give_role(actor, role)) == {"admin", OPERATOR.username}


def test_a_secretary_has_no_hold_on_an_admin_of_the_own_branch() -> None:
    """Resetting an admin's password would be becoming admin."""
    assert may_edit(SECRETARY, MEMBER)
    assert not may_edit(SECRETARY, replace(ADMIN, branch="here"))
    assert not may_edit(SECRETARY, replace(OTHER, branch="here"))
    assert not may_edit(OTHER, MEMBER)
    assert may_edit(ADMIN, SECRETARY)


@pytest.mark.parametrize("actor", ALL)
def test_who_is_no_longer_active_may_nothing(actor: Member) -> None:
    gone = replace(actor, active=False)
    assert not may_manage(gone, "here")
    assert not may_manage(gone, "there")
    assert not may_give_role(gone, Role.MEMBER)
    with pytest.raises(NotAllowed):
        require_ready(gone)


@pytest.mark.parametrize("actor", ALL)
def test_a_one_time_password_opens_nothing_but_its_change(actor: Member) -> None:
    with pytest.raises(NotAllowed) as told:
        require_manage(replace(actor, must_change_password=True), actor.branch)
    assert "密码" in told.value.zh


@pytest.mark.parametrize("actor", ALL)
@pytest.mark.parametrize("subject", ALL)
def test_require_refuses_exactly_what_may_denies(actor: Member, subject: Member) -> None:
    for may, require, thing in (
        (may_manage, require_manage, subject.branch),
        (may_give_role, require_give_role, subject.role),
        (may_edit, require_edit, subject),
    ):
        if may(actor, thing):
            require(actor, thing)
        else:
            with pytest.raises(NotAllowed):
                require(actor, thing)
