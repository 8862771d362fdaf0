"""题库: the branch's items beside the texts they come from; approving, retiring, editing, and settling what members flag."""

import dataclasses
from collections.abc import Sequence

import gradio as gr

from companion.bankdesk import Judged
from companion.quizzes.editing import Edit
from companion.quizzes.items import Item, Kind
from companion.records.decisions import State
from companion.study import Study
from companion.ui.bankforms import correct_form, edit_form
from companion.ui.bankshelf import SHOWN, Choice, Looked
from companion.ui.bankview import bank_view
from companion.ui.branch import looked_after
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.place import place

ACTS = ("judge_items", "edit_item", "correct_key", "settle_flag", "choose")
ROWS = 12  # options looked for in a form; more than an item may have


def lay_out() -> gr.HTML:
    return place("bank", ACTS)


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    desk = study.bank

    def render(asking: Asking, *, form: str = "", open_item: str = "", done: str = "") -> str:
        branches, branch = looked_after(study, asking)
        choice = choice_of(asking, branch.id)
        items = desk.items(asking.actor, branch.id)
        units = {entry.path: entry.unit for entry in study.entries(asking.actor)}
        looked = Looked(branches, branch, items, units, desk.choices(asking.actor, branch.id), desk.rejected(asking.actor, branch.id))
        looked = dataclasses.replace(looked, doubts=desk.doubts(asking.actor, branch.id), changes=desk.choices_trail(asking.actor, branch.id))
        choice = looked.within(choice)
        shown = looked.page(choice)
        trails = desk.trails(asking.actor, branch.id, [one.item.id for one in shown])
        people = {step.member for steps in trails.values() for step in steps}  # those who flag an item are among them
        looked = dataclasses.replace(looked, trails=trails, names=desk.names(asking.actor, branch.id, people))
        return bank_view(looked, choice, asking.say, form=form, open_item=open_item, done=done)

    def open_bank(asking: Asking) -> str:
        branch = looked_after(study, asking)[1]
        edit, correct = asking.text("edit", ""), asking.text("correct", "")
        if not (edit or correct):
            return render(asking)
        listed = desk.item(asking.actor, branch.id, edit or correct)
        kept = choice_of(asking, branch.id).kept()
        make = edit_form if edit else correct_form
        return render(asking, form=make(listed, kept, asking.say), open_item=listed.item.id)

    def judge_items(asking: Asking) -> str:
        state = state_of(asking.text("to"))
        judged = desk.judge(asking.actor, looked_after(study, asking)[1].id, seen_of(asking), state, asking.text("reason", ""))
        return render(asking, done=judged_words(judged, state, asking))

    def edit_item(asking: Asking) -> str:
        branch = looked_after(study, asking)[1]
        listed = desk.item(asking.actor, branch.id, asking.text("item"))
        edit = edit_of(listed.item, asking)
        anyway = asking.text("button", "") == "anyway"
        saved = desk.edit(asking.actor, branch.id, listed.item.id, a_number(asking, "seen"), edit, anyway=anyway)
        if saved.item is None:
            form = edit_form(listed, choice_of(asking, branch.id).kept(), asking.say, edit, saved.warnings)
            return render(asking, form=form, open_item=listed.item.id)
        return render(asking, done=asking.say("bank.saved"))

    def correct_key(asking: Asking) -> str:
        branch = looked_after(study, asking)[1]
        listed = desk.item(asking.actor, branch.id, asking.text("item"))
        key = key_of(listed.item, listed.item.options, asking)
        found = desk.correct_key(
            asking.actor, branch.id, listed.item.id, a_number(asking, "seen"), key, asking.text("reply", "")
        )
        return render(asking, done=asking.say("bank.corrected", n=found.replies, changed=found.changed))

    def settle_flag(asking: Asking) -> str:
        branch = looked_after(study, asking)[1]
        upheld = asking.text("button") == "upheld"
        desk.settle(asking.actor, branch.id, a_number(asking, "flag"), asking.text("reply"), upheld=upheld)
        return render(asking, done=asking.say("bank.settled"))

    def choose(asking: Asking) -> str:
        value = asking.text("button") == "yes"
        desk.choose(asking.actor, looked_after(study, asking)[1].id, asking.text("name"), value)
        return render(asking, done=asking.say("bank.chosen"))

    wire(view.open, open_bank, "open_bank", view, said)
    wire(view.judge_items, judge_items, "judge_items", view, said)
    wire(view.edit_item, edit_item, "edit_item", view, said)
    wire(view.correct_key, correct_key, "correct_key", view, said)
    wire(view.settle_flag, settle_flag, "settle_flag", view, said)
    wire(view.choose, choose, "choose", view, said)


# what a browser sent ----------------------------------------------------------------------------------------------
def choice_of(asking: Asking, branch: str) -> Choice:
    page = asking.text("page", "")
    return Choice(
        branch=branch,
        state=asking.text("state", State.DRAFT.value),
        kind=asking.text("kind", ""),
        unit=asking.text("unit", ""),
        document=asking.text("document", ""),
        words=asking.text("words", "").strip(),
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def state_of(text: str) -> State:
    try:
        return State(text)
    except ValueError as error:
        raise incomplete() from error


def seen_of(asking: Asking) -> dict[str, int]:
    """Item id → the number of the decision known of, for at most a page of items."""
    value = asking.data.get("items")
    if not isinstance(value, dict) or not 0 < len(value) <= SHOWN:
        raise incomplete()
    if any(not isinstance(id, str) or type(seen) is not int for id, seen in value.items()):
        raise incomplete()
    return dict(value)


def a_number(asking: Asking, name: str) -> int:
    text = asking.text(name)
    if not text.isdecimal() or len(text) > 18:
        raise incomplete()
    return int(text)


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def edit_of(item: Item, asking: Asking) -> Edit:
    options: Sequence[str] = item.options
    if item.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE):
        options = [asking.text(f"option-{n}", "") for n in range(ROWS)]
    elif item.kind is Kind.CLOZE and item.options:
        options = lines_of(asking.text("options", ""))
    key = key_of(item, options, asking)
    kept = tuple(option for option in options if option.strip() or option in key)
    return Edit(asking.text("stem"), kept, key, asking.text("rationale", ""))


def key_of(item: Item, options: Sequence[str], asking: Asking) -> tuple[str, ...]:
    """The right options by their numbers, or what is written, one a line."""
    if item.kind in (Kind.SINGLE_CHOICE, Kind.MULTIPLE_CHOICE, Kind.TRUE_FALSE):
        right = {asking.text("right", ""), *(str(n) for n in range(ROWS) if asking.text(f"right-{n}", ""))}
        return tuple(option for n, option in enumerate(options) if str(n) in right)
    return lines_of(asking.text("key", ""))


def judged_words(judged: Judged, state: State, asking: Asking) -> str:
    words = asking.say(f"bank.judged.{state}", n=judged.count)
    if judged.overtaken:
        words += asking.say("bank.overtaken", n=len(judged.overtaken))
    return words

