"""收到的心得: what members handed in or shared, unread first; read, and given feedback."""

from collections.abc import Mapping, Sequence

import gradio as gr

from companion.desk.handed import LENGTH, Entry
from companion.records.deeds import Practice
from companion.records.feedback import Of
from companion.reflections.reflections import Reflection
from companion.study import Study
from companion.ui.branch import Choice, choose, page_of
from companion.ui.components import a_day, empty, esc, icon
from companion.ui.deeds import handed_card, handed_hours, numeral
from companion.ui.feedback import words_view
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.place import place
from companion.ui.reflections import reflection_card
from companion.ui.words import Say

SHOWN = 60  # at once


def lay_out() -> gr.HTML:
    return place("handed", ("read_handed", "give_feedback", "withdraw_feedback"))


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def draw(asking: Asking, done: str = "") -> str:
        choice = choose(study, asking)
        entries = study.desk.handed.entries(asking.actor, choice.branch.id, choice.first, choice.last)
        names = {entry.what.member: study.people.name(entry.what.member) for entry in entries}
        return handed_view(choice, entries, names, asking.say, done)

    def open_handed(asking: Asking) -> str:
        return draw(asking)

    def read_handed(asking: Asking) -> str:
        choice = choose(study, asking)
        seen = [seen_of(part) for part in asking.text("seen").split()[: 2 * SHOWN]]
        study.desk.handed.mark_read(asking.actor, choice.branch.id, choice.first, choice.last, seen)
        return draw(asking, asking.say("handed.marked"))

    def give_feedback(asking: Asking) -> str:
        of, id = seen_of(asking.text("one"))
        study.desk.handed.give(asking.actor, asking.text("branch"), of, id, a_day(asking.text("on")), asking.text("text"))
        return draw(asking, asking.say("handed.given"))

    def withdraw_feedback(asking: Asking) -> str:
        study.desk.handed.withdraw(asking.actor, asking.text("branch"), numeral(asking, "feedback"))
        return draw(asking, asking.say("handed.withdrawn"))

    wire(view.open, open_handed, "open_handed", view, said)
    wire(view.read_handed, read_handed, "read_handed", view, said)
    wire(view.give_feedback, give_feedback, "give_feedback", view, said)
    wire(view.withdraw_feedback, withdraw_feedback, "withdraw_feedback", view, said)


def seen_of(text: str) -> tuple[Of, int]:
    """``reflection-12`` as the screen sends it. Raises UsageError."""
    of, _, id = text.partition("-")
    if of not in list(Of) or not (id.isascii() and id.isdigit() and len(id) < 16):
        raise incomplete()
    return Of(of), int(id)


def handed_view(choice: Choice, entries: Sequence[Entry], names: Mapping[str, str], say: Say, done: str = "") -> str:
    """What nobody has read yet comes first; at most SHOWN at once."""
    along = "".join(f' data-{name}="{esc(value)}"' for name, value in choice.kept().items())
    ordered = sorted(entries, key=lambda entry: (entry.read, -entry.what.day.toordinal(), -entry.what.id))
    shown = ordered[:SHOWN]
    told = f'<p class="leave-done" role="status" tabindex="-1" data-now>{icon("check")}{esc(done)}</p>' if done else ""
    cards = "".join(entry_card(entry, names, along, say) for entry in shown)
    rest = f'<p class="soft">{esc(say("handed.more", n=len(ordered) - SHOWN))}</p>' if len(ordered) > SHOWN else ""
    practices = [entry.what for entry in entries if isinstance(entry.what, Practice)]
    body = told + unread_bar([entry for entry in shown if not entry.read], along, say) + handed_hours(practices, names, say) + cards + rest
    return page_of("handed", choice, say, body if entries else told + empty(say("handed.empty")), group=False)


def unread_bar(unread: Sequence[Entry], along: str, say: Say) -> str:
    if not unread:
        return ""
    seen = " ".join(f"{entry.of}-{entry.what.id}" for entry in unread)
    return (
        f'<form class="handed-unread" data-act="read_handed" data-seen="{esc(seen)}"{along}><p>{esc(say("handed.unread", n=len(unread)))}</p>'
        f'<button type="submit" class="button">{icon("check")}{esc(say("handed.read_all"))}</button></form>'
    )


def entry_card(entry: Entry, names: Mapping[str, str], along: str, say: Say) -> str:
    what, name = entry.what, names.get(entry.what.member, entry.what.member)
    tag = "" if entry.read else f'<span class="handed-new">{esc(say("handed.new"))}</span>'
    below = words_view(entry.words, say, along) + feedback_form(entry, along, say)
    if isinstance(what, Reflection):
        return reflection_card(what, say, name=name, mark=tag, below=below)
    return handed_card(what, name, say, mark=tag, below=below)


def feedback_form(entry: Entry, along: str, say: Say) -> str:
    return (
        f'<details><summary>{esc(say("feedback.write"))}</summary><form class="write" data-act="give_feedback" '
        f'data-one="{entry.of}-{entry.what.id}" data-on="{entry.what.day}"{along}>'
        f'<label><span class="label">{esc(say("feedback.label", most=LENGTH))}</span>'
        f'<textarea name="text" rows="2" required maxlength="{LENGTH}"></textarea></label><p class="notice" role="alert"></p>'
        f'<div class="acts"><button type="submit" class="button">{esc(say("feedback.send"))}</button></div></form></details>'
    )
