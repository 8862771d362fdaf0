"""What the secretary's places share: the ways between them, what is looked at, the filters."""

import datetime as dt
from dataclasses import dataclass

from companion.errors import NotAllowed, NotFound
from companion.people.members import Branch
from companion.study import Study
from companion.ui.components import a_day, esc, select
from companion.ui.handlers import Asking
from companion.ui.words import Say

BRANCH_PLACES = ("overview", "branch", "bank", "figures", "plan", "assessment", "handed", "reports", "members")
SPAN = dt.timedelta(days=20)  # three weeks, shown unless other dates are chosen


@dataclass(frozen=True)
class Choice:
    """What a secretary looks at."""

    branches: tuple[Branch, ...]
    branch: Branch
    groups: tuple[str, ...]
    group: str
    first: dt.date
    last: dt.date

    def kept(self) -> dict[str, object]:
        """As it is asked for again."""
        return {"branch": self.branch.id, "group": self.group, "first": self.first, "last": self.last}


def choose(study: Study, asking: Asking) -> Choice:
    """The branch, group and dates asked for; by default the first branch, all of it, the last three weeks."""
    branches, branch = looked_after(study, asking)
    groups = tuple(sorted({member.group for member in study.members(asking.actor, branch.id) if member.group}))
    group = asking.text("group", "")
    if group and group not in groups:
        raise NotFound(f"支部里没有名为“{group[:40]}”的党小组。", f"The branch has no group named {group[:40]!r}.")
    last = a_day(text) if (text := asking.text("last", "")) else study.today(asking.actor)
    first = a_day(text) if (text := asking.text("first", "")) else last - SPAN
    return Choice(branches, branch, groups, group, first, last)


def looked_after(study: Study, asking: Asking) -> tuple[tuple[Branch, ...], Branch]:
    """The branches that the person looks after, and the one asked for, by default the first. Raises NotAllowed."""
    branches = study.branches(asking.actor)
    if not branches:
        raise NotAllowed("这里只有支部书记和管理员能看。", "Only branch secretaries and administrators can see this.")
    wanted = asking.text("branch", "") or branches[0].id
    branch = next((branch for branch in branches if branch.id == wanted), None)
    if branch is None:
        raise NotAllowed("你不负责这个支部。", "You do not look after this branch.")
    return branches, branch


def page_of(
    here: str, choice: Choice, say: Say, body: str, *, dates: bool = True, group: bool = True, more: str = "", after: str = ""
) -> str:
    """One of the secretary's places: its head, the ways to the others (on a phone), the filters, the body."""
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say(f"place.{here}"))}</h1>'
        f'<p class="soft">{esc(choice.branch.name)}</p></header>'
        f"{tabs(here, say)}{filters(choice, say, dates, group, more, after)}{body}"
    )


def tabs(here: str, say: Say) -> str:
    """The ways to the secretary's other places, on a phone."""
    links = "".join(
        f'<a href="#{name}"{" aria-current=page" if name == here else ""}>{esc(say(f"place.{name}"))}</a>' for name in BRANCH_PLACES
    )
    return f'<nav class="subnav" aria-label="{esc(say("nav.branch"))}">{links}</nav>'


def filters(choice: Choice, say: Say, dates: bool, group: bool, more: str, after: str) -> str:
    fields = ""
    if len(choice.branches) > 1:
        pairs = [(branch.id, branch.name) for branch in choice.branches]
        fields += select("branch", say("branch.branch"), pairs, choice.branch.id)
    if group and choice.groups:
        pairs = [("", say("branch.all_groups")), *((name, name) for name in choice.groups)]
        fields += select("group", say("branch.group"), pairs, choice.group)
    if dates:
        fields += "".join(
            f'<label><span class="label">{esc(words)}</span><input type="date" name="{name}" value="{day}" required></label>'
            for name, words, day in (
                ("first", say("branch.first"), choice.first),
                ("last", say("branch.last"), choice.last),
            )
        )
    fields += more
    if not fields:
        return ""
    show = f'<button type="submit" class="button">{esc(say("branch.show"))}</button>'
    return f'<form class="filters" data-act="open" data-link>{fields}{show}{after}</form><p class="notice" role="alert"></p>'
