"""材料: what there is to read; and, for those who look after it, adding, editing and taking out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import gradio as gr

from companion.search.evidence import Indexed
from companion.settings import Settings
from companion.shelving.jobs import Fate, Job, Result, Stage, Wishes
from companion.study import Study
from companion.texts.documents import Entry, Status
from companion.texts.reading import SUFFIXES
from companion.ui.components import PAGED, dotted, empty, esc, icon, options, reference
from companion.ui.handlers import Asking, wire
from companion.ui.page import opening
from companion.ui.place import place
from companion.ui.texttrail import trail_view
from companion.ui.words import Say

SHOWN = 200  # texts listed at once
NAMED = 50  # results of an upload told one by one
FACTS = ("title", "issuer", "number", "date", "unit")


@dataclass(frozen=True)
class Choice:
    """What is looked at: words of the title, a unit, a status; the text whose form or removal is open; and the page of the trail, 0: folded."""

    words: str = ""
    unit: str = ""
    status: str = Status.IN_FORCE.value
    edit: str = ""
    remove: str = ""
    trail: int = 0


def lay_out() -> gr.HTML:
    return place("materials", ("add_texts", "edit_text", "remove_text", "refresh_texts"))


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, settings: Settings) -> None:
    def render(asking: Asking, choice: Choice, *, unfolded: bool = False) -> str:
        if not study.texts.may_keep(asking.actor):
            return materials_view(study.materials(asking.actor), choice, asking.say)
        job = job_view(study.texts.job(asking.actor), asking.say, unfolded=unfolded)
        texts = study.materials(asking.actor)  # after the work: what it calls done is in the list
        past = study.texts.trail(asking.actor, choice.trail or 1)
        entries, zone = {text.entry.path: text.entry for text in texts}, study.my_branch(asking.actor).timezone
        trail = trail_view(past, entries, zone, asking.say, unfolded=choice.trail > 0)
        return materials_view(texts, choice, asking.say, upload_form(texts, settings, asking.say) + job + trail, keeper=True)

    def open_materials(asking: Asking) -> str:
        status = asking.text("status", Status.IN_FORCE.value)
        words, unit = asking.text("words", ""), asking.text("unit", "")
        page = asking.text("trail", "")
        trail = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 0
        choice = Choice(words, unit, status, asking.text("edit", ""), asking.text("remove", ""), trail)
        return render(asking, choice, unfolded=bool(asking.text("fresh", "")))

    def add_texts(asking: Asking) -> str:
        wishes = Wishes(asking.text("unit", "").strip(), asking.text("replaces", ""))
        study.texts.add(asking.actor, asking.text("batch", ""), wishes)
        return render(asking, Choice(), unfolded=True)

    def edit_text(asking: Asking) -> str:
        facts = {name: asking.text(name) for name in (*FACTS, "status", "superseded_by")}
        study.texts.edit(asking.actor, asking.text("document"), facts)
        return render(asking, Choice(status=""), unfolded=True)

    def remove_text(asking: Asking) -> str:
        study.texts.remove(asking.actor, asking.text("document"))
        return render(asking, Choice(), unfolded=True)

    def refresh_texts(asking: Asking) -> str:
        study.texts.refresh(asking.actor)
        return render(asking, Choice(), unfolded=True)

    wire(view.open, open_materials, "open_materials", view, said)
    wire(view.add_texts, add_texts, "add_texts", view, said)
    wire(view.edit_text, edit_text, "edit_text", view, said)
    wire(view.remove_text, remove_text, "remove_text", view, said)
    wire(view.refresh_texts, refresh_texts, "refresh_texts", view, said)


def materials_view(
    texts: Sequence[Indexed], choice: Choice, say: Say, upkeep: str = "", *, keeper: bool = False
) -> str:
    found = [
        text
        for text in texts
        if choice.words.casefold() in f"{text.entry.title} {text.entry.number}".casefold()
        and choice.unit in ("", text.entry.unit)
        and choice.status in ("", text.entry.status)
    ]
    entries = [text.entry for text in texts]
    rows = "".join(material(text, entries, choice, say, keeper=keeper) for text in found[:SHOWN])
    more = f'<p class="soft">{esc(say("materials.more", n=len(found) - SHOWN))}</p>' if len(found) > SHOWN else ""
    body = (
        f'<ul class="materials">{rows}</ul>{more}'
        if found
        else empty(say("materials.none" if texts else "materials.empty"))
    )
    return (
        f'<header class="place-head"><h1 tabindex="-1">{esc(say("place.materials"))}</h1>'
        f'<p class="soft">{esc(say("materials.count", n=len(found)))}</p></header>{upkeep}'
        f'{filters(entries, choice, say)}<p class="notice" role="alert"></p>{body}'
    )


def filters(entries: Sequence[Entry], choice: Choice, say: Say) -> str:
    units = [("", say("materials.all_units")), *((unit, unit) for unit in units_of(entries))]
    statuses = [(status.value, say(f"status.{status}")) for status in Status]
    statuses.append(("", say("materials.all")))
    return (
        f'<form class="filters" id="materials-filter" data-act="open">'
        f'<label class="words"><span class="label">{esc(say("materials.words"))}</span>'
        f'<input type="text" name="words" value="{esc(choice.words)}" maxlength="100"></label>'
        f'<label><span class="label">{esc(say("materials.unit"))}</span><select name="unit">{options(units, choice.unit)}</select></label>'
        f'<label><span class="label">{esc(say("materials.status"))}</span><select name="status">{options(statuses, choice.status)}</select></label>'
        f'<button type="submit" class="button">{esc(say("branch.show"))}</button></form>'
    )


def units_of(entries: Sequence[Entry]) -> list[str]:
    return sorted({entry.unit for entry in entries if entry.unit})


def material(text: Indexed, entries: Sequence[Entry], choice: Choice, say: Say, *, keeper: bool) -> str:
    """One text: its title, which opens it, what is known of it, and for its keeper the ways to change it."""
    entry = text.entry
    facts = [entry.issuer, entry.number, str(entry.date or "")]
    if PurePosixPath(entry.path).suffix.lower() in PAGED:
        facts.append(say("materials.pages", n=text.pages))
    facts.append(entry.unit)
    notes = ""
    if entry.status is Status.SUPERSEDED:
        successor = next((one.title for one in entries if one.path == entry.superseded_by), entry.superseded_by)
        after = (
            f"<span>{esc(say('source.successor', title=say('source.title', title=successor)))}</span>"
            if successor
            else ""
        )
        notes = f'<p class="superseded"><strong>{esc(say("status.superseded"))}</strong> {after}</p>'
    if numbers := [str(one.page) for one in text.failures if one.page is not None]:
        notes += f'<p class="soft">{esc(say("materials.unread", pages=say("branch.names").join(numbers[:20])))}</p>'
    form = ""
    if keeper and choice.edit == entry.path:
        form = edit_form(entry, entries, say)
    elif keeper and choice.remove == entry.path:
        form = remove_form(entry, say)
    elif keeper:
        form = (
            f'<button type="submit" class="button quiet" form="materials-filter" name="edit" value="{esc(entry.path)}" '
            f'aria-label="{esc(say("materials.edit"))} {esc(entry.title)}">{icon("edit")}<span>{esc(say("materials.edit"))}</span></button>'
        )
    return (
        f'<li class="material"><div class="material-words"><button type="button" class="source title" {reference(opening(entry))}>'
        f"<span>{esc(say('source.title', title=entry.title))}</span></button>"
        f'{dotted(facts)}{notes}</div>{form}</li>'
    )


def edit_form(entry: Entry, entries: Sequence[Entry], say: Say) -> str:
    values = {**{name: getattr(entry, name) for name in FACTS}, "date": str(entry.date or "")}
    fields = "".join(
        f'<label class="{name}"><span class="label">{esc(say(f"fact.{name}"))}</span>'
        f'<input type="{"date" if name == "date" else "text"}" name="{name}" value="{esc(values[name])}" maxlength="200"'
        f"{' required' if name == 'title' else ''}></label>"
        for name in FACTS
    )
    statuses = [(status.value, say(f"status.{status}")) for status in Status]
    others = [("", say("materials.nothing")), *((one.path, one.title) for one in entries if one.path != entry.path)]
    known = entry.superseded_by if entry.superseded_by in {path for path, _ in others} else ""
    return (
        f'<form class="facts" data-act="edit_text" data-document="{esc(entry.path)}">{fields}'
        f'<label><span class="label">{esc(say("materials.status"))}</span><select name="status">{options(statuses, entry.status)}</select></label>'
        f'<label><span class="label">{esc(say("fact.superseded_by"))}</span><select name="superseded_by">{options(others, known)}</select></label>'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button primary">{esc(say("materials.save"))}</button>'
        f'<button type="submit" class="button" form="materials-filter">{esc(say("materials.cancel"))}</button>'
        f'<button type="submit" class="button away" form="materials-filter" name="remove" value="{esc(entry.path)}">'
        f"{esc(say('materials.remove'))}</button></div></form>"
    )


def remove_form(entry: Entry, say: Say) -> str:
    return (
        f'<form class="facts" data-act="remove_text" data-document="{esc(entry.path)}">'
        f"<p>{esc(say('materials.remove.sure', title=say('source.title', title=entry.title)))}</p>"
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button primary">{esc(say("materials.remove.yes"))}</button>'
        f'<button type="submit" class="button" form="materials-filter">{esc(say("materials.cancel"))}</button></div></form>'
    )


def upload_form(texts: Sequence[Indexed], settings: Settings, say: Say) -> str:
    entries = [text.entry for text in texts]
    units = "".join(f'<option value="{esc(unit)}"></option>' for unit in units_of(entries))
    in_force = ((one.path, one.title) for one in entries if one.status is Status.IN_FORCE)
    replaced = options([("", say("materials.nothing")), *in_force], "")
    words = {
        "most": settings.upload_megabytes * 1024 * 1024,
        "files": settings.upload_files,
        "empty": say("upload.empty"),
        "large": say("upload.large", most=settings.upload_megabytes),
        "many": say("upload.many", most=settings.upload_files),
        "sending": say("upload.sending", name="#name", n="#n", total="#total", percent="#percent"),
        "stopped": say("upload.stopped"),
        "broken": say("lost"),
        "chosen": say("upload.chosen", n="#n"),
    }
    data = " ".join(f'data-{name}="{esc(value)}"' for name, value in words.items())
    return (
        f'<details class="card upkeep"><summary>{icon("plus")}<span>{esc(say("upload.title"))}</span></summary>'
        f'<form class="upload" data-act="add_texts" {data}>'
        f'<label class="drop">{icon("page")}<span class="chosen">{esc(say("upload.choose"))}</span>'
        f'<input type="file" name="files" multiple accept="{",".join((*SUFFIXES, ".zip"))}"></label>'
        f'<p class="soft">{esc(say("upload.hint", most=settings.upload_megabytes))}</p>'
        f'<div class="upload-facts"><label><span class="label">{esc(say("upload.unit"))}</span>'
        f'<input type="text" name="unit" list="units" maxlength="100"><datalist id="units">{units}</datalist></label>'
        f'<label><span class="label">{esc(say("upload.replaces"))}</span><select name="replaces">{replaced}</select></label></div>'
        f'<p class="notice" role="alert"></p><p class="sending soft" role="status"></p><progress max="100" value="0" hidden></progress>'
        f'<div class="acts"><button type="submit" class="button primary">{esc(say("upload.send"))}</button>'
        f'<button type="button" class="button" data-stop-upload hidden>{esc(say("ask.stop"))}</button></div></form></details>'
    )


def job_view(job: Job | None, say: Say, *, unfolded: bool) -> str:
    """How far the last change has come, and what became of each file."""
    if job is None:
        return '<div class="job"></div>'
    if job.stage is not Stage.DONE:
        how_far = min(job.done / job.total, 1) if job.total else 0
        done = {"done": int(job.done), "total": job.total, "passages": job.passages}
        return (
            f'<div class="job card" data-open="yes" role="status"><p class="searching"><span class="pulse" aria-hidden="true"></span>'
            f'{esc(say(f"job.{job.stage}", **done))}</p><progress max="1" value="{how_far:.3f}"></progress>{_results(job.results, say)}</div>'
        )
    trouble = ""
    if job.trouble:
        trouble = (
            f'<form data-act="refresh_texts"><p class="notice" role="alert">{esc(job.trouble[say("true") == "True"])}</p>'
            f'<button type="submit" class="button">{esc(say("job.again"))}</button></form>'
        )
    summary = say("job.done", n=len(job.results)) if not job.trouble else say("job.trouble")
    return (
        f'<div class="job"><details class="card"{" open" if unfolded else ""}><summary>{icon("check" if not job.trouble else "cross")}'
        f"<span>{esc(summary)}</span></summary>{trouble}{_results(job.results, say)}</details></div>"
    )


def _results(results: Sequence[Result], say: Say) -> str:
    lines = "".join(f'<li class="{one.fate}">{_result(one, say)}</li>' for one in results[:NAMED])
    counts = ""
    if len(results) > NAMED:
        counts = f'<p class="soft">{esc(say("job.more", n=len(results) - NAMED))}</p>'
    return f'<ul class="results">{lines}</ul>{counts}' if results else ""


def _result(one: Result, say: Say) -> str:
    title = say("source.title", title=one.title)
    sentence = say(f"fate.{one.fate}", name=one.name, title=title, other=one.other)
    if one.fate is Fate.REFUSED:
        sentence += one.reason[say("true") == "True"]
    if numbers := [str(failure.page) for failure in one.failures if failure.page is not None]:
        sentence += say("fate.unread", pages=say("branch.names").join(numbers[:20]))
    glyph = "cross" if one.fate is Fate.REFUSED else "check"
    return f"{icon(glyph)}<span>{esc(sentence)}</span>"
