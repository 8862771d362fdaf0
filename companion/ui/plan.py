"""计划: the semester's plan: looked at by everyone of the branch, made and changed by its secretary."""

import datetime as dt
from collections.abc import Callable

import gradio as gr

from companion.errors import NotAllowed, NotFound
from companion.people.members import Branch
from companion.plan import planning
from companion.plan.plans import Plan, Unit
from companion.plan.proposal import units_wanted
from companion.plandesk import Act
from companion.reflections.reflections import Visibility
from companion.study import Study
from companion.texts.documents import digest
from companion.ui import plandrafts as drafts
from companion.ui import planforms as forms
from companion.ui.branch import tabs
from companion.ui.components import a_day, empty, esc, icon, select
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.needs import totals_card
from companion.ui.place import place
from companion.ui.planview import goals_view, off_view, plan_head, results_view, timeline, units_view
from companion.ui.words import Say

ACTS = ("make_plan", "frame_plan", "move_plan", "remove_plan", "set_unit", "remove_unit", "set_days", "set_goals", "restore_plan", "hand_in_project", *drafts.ACTS)


def lay_out() -> gr.HTML:
    return place("plan", ACTS)


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    desk = study.plan

    def draw(asking: Asking, done: str = "", edit: str | None = None, chosen: str = "") -> str:
        actor, say = asking.actor, asking.say
        branches = study.branches(actor)
        branch = branch_of(study, asking)
        plans = desk.plans(actor, branch.id)
        shown = choose(plans, chosen or asking.text("plan", ""), desk.today(branch.id))
        manages = any(one.id == branch.id for one in branches)
        head = place_head(branch, branches, plans, shown, say, manages=manages)
        told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done)}</p>' if done else ""
        if not manages:
            return head + told + (reading_view(study, asking, branch, shown) if shown else empty(say("plan.none.member")))
        return head + told + managing_view(study, asking, branch, shown, edit)

    def head(asking: Asking) -> str:
        branch = branch_of(study, asking)
        return place_head(branch, (branch,), (), None, asking.say, manages=True)

    def open_plan(asking: Asking) -> str:
        return draw(asking, edit=asking.text("edit", "") or None)

    def make_plan(asking: Asking) -> str:
        made = desk.make(asking.actor, asking.text("branch"), *forms.frame_of(asking))
        return draw(asking, asking.say("plan.done.made"), chosen=made.id)

    def changing(act: Act, done: str, edit: Callable[[Asking, Plan], Plan]) -> Callable[[Asking], str]:
        def run(asking: Asking) -> str:
            desk.change(asking.actor, asking.text("branch"), asking.text("plan"), act, lambda plan: edit(asking, plan))
            return draw(asking, asking.say(done))

        return run

    def remove_plan(asking: Asking) -> str:
        desk.remove(asking.actor, asking.text("branch"), asking.text("plan"))
        return draw(asking, asking.say("plan.done.removed"))

    def restore_plan(asking: Asking) -> str:
        number = asking.text("change")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise incomplete()
        desk.restore(asking.actor, asking.text("branch"), int(number))
        return draw(asking, asking.say("plan.done.restored"))

    def hand_in_project(asking: Asking) -> str:
        wanted = asking.text("practice", "")
        mine = [one for one in study.sharing.my_practices(asking.actor) if one.visibility is Visibility.BRANCH]
        practice = next((one.deed.text for one in mine if str(one.id) == wanted), "")
        desk.hand_in(asking.actor, asking.text("plan"), asking.text("unit"), asking.text("text"), practice)
        return draw(asking, asking.say("plan.done.handed_in"))

    wire(view.hand_in_project, hand_in_project, "hand_in_project", view, said)
    wire(view.open, open_plan, "open_plan", view, said)
    wire(view.make_plan, make_plan, "make_plan", view, said)
    wire(view.frame_plan, changing(Act.FRAMED, "plan.done.saved", framed), "frame_plan", view, said)
    wire(view.move_plan, changing(Act.MOVED, "plan.done.moved", moved), "move_plan", view, said)
    wire(view.remove_plan, remove_plan, "remove_plan", view, said)
    wire(view.set_unit, changing(Act.UNIT_SET, "plan.done.saved", unit_set), "set_unit", view, said)
    wire(view.remove_unit, changing(Act.UNIT_REMOVED, "plan.done.removed", unit_removed), "remove_unit", view, said)
    wire(view.set_days, changing(Act.DAYS_SET, "plan.done.days", days_set), "set_days", view, said)
    wire(view.set_goals, changing(Act.GOALS_SET, "plan.done.saved", goals_set), "set_goals", view, said)
    wire(view.restore_plan, restore_plan, "restore_plan", view, said)
    drafts.wire_up(view, said, study, draw, head)


# what a press makes of a plan -------------------------------------------------------------------------------------
def framed(asking: Asking, plan: Plan) -> Plan:
    return planning.with_frame(plan, *forms.frame_of(asking))


def moved(asking: Asking, plan: Plan) -> Plan:
    return planning.moved(plan, (a_day(asking.text("first")) - plan.first).days)


def unit_set(asking: Asking, plan: Plan) -> Plan:
    id = asking.text("unit", "")
    if id and all(unit.id != id for unit in plan.units):
        raise NotFound("计划里已经没有这个单元。", "The plan has no such unit any more.")
    return planning.with_unit(plan, forms.unit_of(asking, id or new_id(plan)))


def unit_removed(asking: Asking, plan: Plan) -> Plan:
    return planning.without_unit(plan, asking.text("unit"))


def days_set(asking: Asking, plan: Plan) -> Plan:
    first, last, how = a_day(asking.text("first")), a_day(asking.text("last")), asking.text("how")
    if how == "rest":
        return planning.at_rest(plan, first, last, asking.text("why", ""))
    if how not in ("work", "usual"):
        raise incomplete()
    return (planning.counting if how == "work" else planning.usual)(plan, first, last)


def goals_set(asking: Asking, plan: Plan) -> Plan:
    return planning.with_goals(plan, forms.goals_of(asking, plan))


def new_id(plan: Plan) -> str:
    """One that no unit of the plan has."""
    known = {unit.id for unit in plan.units}
    return next(id for n in range(len(known) + 1) if (id := digest("unit", plan.id, str(n))) not in known)


# what is shown ----------------------------------------------------------------------------------------------------
def branch_of(study: Study, asking: Asking) -> Branch:
    """The branch asked for; by default the first that the person looks after, or their own. Raises NotAllowed."""
    branches = study.branches(asking.actor) or (study.my_branch(asking.actor),)
    wanted = asking.text("branch", "") or branches[0].id
    branch = next((branch for branch in branches if branch.id == wanted), None)
    if branch is None:
        raise NotAllowed("只有本支部的人可以看它的计划。", "Only people of this branch may see its plan.")
    return branch


def choose(plans: tuple[Plan, ...], wanted: str, today: dt.date) -> Plan | None:
    """The plan asked for; else that of today, the next one to come, or the last."""
    known = next((plan for plan in plans if plan.id == wanted), None)
    return known or next((plan for plan in plans if plan.last >= today), plans[-1] if plans else None)


def place_head(
    branch: Branch, branches: tuple[Branch, ...], plans: tuple[Plan, ...], shown: Plan | None, say: Say, *, manages: bool
) -> str:
    choice = ""
    if len(branches) > 1:
        choice += select("branch", say("branch.branch"), [(one.id, one.name) for one in branches], branch.id)
    if len(plans) > 1 and shown:
        choice += select("plan", say("place.plan"), [(plan.id, plan.name) for plan in plans], shown.id)
    if choice:
        along = "" if "name=\"branch\"" in choice else f' data-branch="{esc(branch.id)}"'
        choice = f'<form class="filters" data-act="open"{along}>{choice}<button type="submit" class="button">{esc(say("branch.show"))}</button></form>'
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.plan"))}</h1><p class="soft">{esc(branch.name)} · {esc(say("plan.lead"))}</p></header>'
        f'{tabs("plan", say) if manages else ""}{choice}<p class="notice" role="alert"></p>'
    )


def project_part(study: Study, asking: Asking, branch: Branch, plan: Plan) -> Callable[[Unit], str]:
    """What stands under a project: its results, and the form for them where it is the actor's group's."""
    results = study.plan.results(asking.actor, branch.id, plan.id)
    along, own = forms.Along(branch.id, plan.id), study.me(asking.actor).branch == branch.id

    def part(unit: Unit) -> str:
        shown = results_view(results.get(unit.id, ()), branch.timezone, asking.say)
        if not (own and study.plan.may_hand_in(asking.actor, unit)):
            return shown
        return shown + forms.result_form(unit, study.sharing.my_practices(asking.actor), along, asking.say)

    return part


def reading_view(study: Study, asking: Asking, branch: Branch, plan: Plan) -> str:
    """As a member sees it."""
    say, today = asking.say, study.plan.today(branch.id)
    look, below = study.plan.outlook(asking.actor, branch.id, plan), project_part(study, asking, branch, plan)
    return (
        f"{plan_head(look, say)}{timeline(look, today, say)}"
        f"<h2>{esc(say('plan.units'))}</h2>{units_view(look, today, study.plan.groups(asking.actor, branch.id), say, None, below)}"
        f"<h2>{esc(say('plan.goals'))}</h2>{goals_view(plan, say)}"
        f"<h2>{esc(say('plan.off'))}</h2>{off_view(plan, say)}"
    )


def managing_view(study: Study, asking: Asking, branch: Branch, plan: Plan | None, edit: str | None) -> str:
    """As the secretary sees it: with a form beside each thing. ``edit`` is the id of a unit, or "new"."""
    say, actor, today = asking.say, asking.actor, study.plan.today(branch.id)
    along = forms.Along(branch.id, plan.id if plan else "")
    trail = study.plan.trail(actor, branch.id)
    changes = forms.trail_view(trail, along, branch.timezone, say) if trail else ""
    make = forms.make_form(along, today, say)
    if plan is None:
        return f'{empty(say("plan.none"))}<section class="card"><h2>{esc(say("plan.make"))}</h2>{make}</section>{drafts.files_fold(along, say)}{changes}'
    look, groups = study.plan.outlook(actor, branch.id, plan), study.plan.groups(actor, branch.id)

    def beside(unit: Unit) -> str:
        return forms.unit_acts(unit, along, say)

    editing = ""
    if edit:
        unit = next((unit for unit in plan.units if unit.id == edit), None)
        new = unit is None
        unit = unit or forms.new_unit(plan, look.idle, "new")
        editing = forms.unit_form(unit, plan, study.plan.shelf(actor, branch.id), groups, along, say, new=new)
    add = (
        f'<form data-act="open" data-edit="new"{along.data()}><button type="submit" class="button primary">{icon("plus")}'
        f'<span>{esc(say("plan.unit.add"))}</span></button></form>'
    )
    return (
        f"{plan_head(look, say)}{timeline(look, today, say)}"
        f'<div class="plan-title"><h2>{esc(say("plan.units"))}</h2>{"" if edit else add}</div>{editing}'
        f"{units_view(look, today, groups, say, beside, project_part(study, asking, branch, plan))}"
        f"{drafts.propose_form(along, units_wanted(len(look.days)), say)}{drafts.files_fold(along, say)}"
        f"<h2>{esc(say('plan.off'))}</h2>{forms.off_forms(plan, along, today, say)}"
        f"<h2>{esc(say('plan.goals'))}</h2>{goals_view(plan, say)}{forms.goals_form(plan, along, say)}"
        f"{totals_card(study.needs.totals(actor, branch.id), say)}"
        f"<h2>{esc(say('plan.whole'))}</h2>{forms.frame_forms(plan, along, say)}{forms.fold(say('plan.make.another'), make, 'plus')}{changes}"
    )
