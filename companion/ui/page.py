"""The open page: the text a citation names, beside what is being read (desk) or over it (phone)."""

import urllib.parse
from collections.abc import Sequence

import gradio as gr

from companion.study import Study
from companion.texts.documents import Citation, Entry, Page
from companion.ui.components import a_day, citation_of, esc, icon, percent, reference, source_link, superseded
from companion.ui.handlers import Asking, wire
from companion.ui.words import Say
from companion.views import Leaf, PageView


def lay_out() -> gr.HTML:
    return gr.HTML(
        elem_id="page",
        js_on_load="companion.page(element, trigger, watch, 'open_page')",
        apply_default_css=False,
    )


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_page(asking: Asking) -> str:
        citation = citation_of(asking.data.get("citation"))
        lesson = asking.text("lesson", "")
        view = study.page_view(asking.actor, citation, a_day(lesson) if lesson else None)
        return page_view(view, asking.say, asking.language)

    wire(view.open_page, open_page, "open_page", view, said)


def page_view(view: PageView, say: Say, language: str = "zh") -> str:
    """The pages as they are printed, where they can be shown so, and as text: a switch, kept by the browser, chooses."""
    entry = view.entry
    facts = " · ".join(part for part in (entry.issuer, entry.number, str(entry.date or "")) if part)
    leaves = {leaf.number: leaf for leaf in view.leaves}
    numbered = view.paged or len(view.pages) > 1
    pages = "".join(_page(view, page, leaves.get(page.number), say, numbered=numbered) for page in view.pages)
    trouble = ""
    if view.trouble:
        trouble = f'<p class="page-note">{esc(view.trouble[language == "en"])}</p>'
    return (
        f'<header class="page-head"><h2 tabindex="-1">{esc(say("source.title", title=entry.title))}</h2>'
        f'<p class="soft">{esc(facts)}</p>{_newer(view, say)}{_tools(view, say)}</header>'
        f'<div class="page-body{" printed" if leaves else ""}">{trouble}{pages}</div>'
    )


def opening(entry: Entry, page: int = 1) -> Citation:
    """A citation of no words: the page itself."""
    return Citation(entry.path, entry.title, "", page, page, "")


def _newer(view: PageView, say: Say) -> str:
    """The note that the text no longer holds, and the way to the one that does."""
    if view.successor is None:
        return superseded(view.entry, view.entry.superseded_by, say)
    return superseded(view.entry, "", say) + source_link(opening(view.successor), say, words=say("page.newer"))


def _tools(view: PageView, say: Say) -> str:
    parts = ""
    if view.leaves:
        parts += (
            f'<div class="switch" role="group" aria-label="{esc(say("page.shown"))}">'
            f'<button type="button" class="button" data-shown="leaf">{esc(say("page.leaf"))}</button>'
            f'<button type="button" class="button" data-shown="text">{esc(say("page.text"))}</button></div>'
            f'<button type="button" class="button zoom" data-zoom aria-pressed="false">{icon("zoom")}'
            f"<span>{esc(say('page.zoom'))}</span></button>"
        )
    if view.paged and view.last > 1:
        parts += _turn(view, view.pages[0].number - 1, "back", "page.before", say)
        parts += _turn(view, view.pages[-1].number + 1, "next", "page.after", say)
    return f'<div class="page-tools">{parts}</div>' if parts else ""


def _turn(view: PageView, number: int, glyph: str, key: str, say: Say) -> str:
    inside = 1 <= number <= view.last
    there = reference(opening(view.entry, number)) if inside else "disabled"
    return f'<button type="button" class="button turn-to" {there} aria-label="{esc(say(key))}">{icon(glyph)}</button>'


def _page(view: PageView, page: Page, leaf: Leaf | None, say: Say, *, numbered: bool) -> str:
    marks = [(start, end) for number, start, end in view.marks if number == page.number]
    folio = say("source.page", page=page.number)
    if view.last > 1:
        folio = say("page.of", page=folio, last=view.last)
    unplaced = leaf is not None and marks and not leaf.boxes
    note = f'<p class="page-note leaf-only">{esc(say("page.unplaced"))}</p>' if unplaced else ""
    if page.confidence is not None:
        note += f'<p class="page-note">{esc(say("page.recognised", share=percent(page.confidence)))}</p>'
    return (
        f'<section class="sheet{" unplaced" if unplaced else ""}{"" if leaf else " unprinted"}" lang="{esc(view.entry.language)}">'
        + (f'<p class="folio">{esc(folio)}</p>' if numbered else "")
        + (_leaf(view, leaf, say) if leaf else "")
        + f'{note}<div class="page-text">{_sheet(page, marks)}</div></section>'
    )


def _leaf(view: PageView, leaf: Leaf, say: Say) -> str:
    """The picture with a box over each line of the quotation."""
    query = urllib.parse.urlencode({"document": view.entry.path, "page": leaf.number, "digest": view.digest})
    boxes = "".join(
        f'<span class="box" style="left:{left:.2%};top:{top:.2%};width:{right - left:.2%};height:{bottom - top:.2%}"></span>'
        for left, top, right, bottom in leaf.boxes
    )
    return (
        f'<div class="leaf"><img src="{esc(f"/leaf?{query}")}" width="{leaf.width}" height="{leaf.height}" '
        f'alt="{esc(say("page.picture", page=leaf.number))}">{boxes}</div>'
    )


def _sheet(page: Page, marks: Sequence[tuple[int, int]]) -> str:
    """A page's paragraphs, its headings as such, the marked spans in <mark>."""
    headings = {heading.start for heading in page.headings}
    parts, at = [], 0
    for line in page.text.splitlines(keepends=True):
        start, at = at, at + len(line)
        if not line.strip():
            continue
        body = _marked(line.rstrip(), start, marks)
        heading = any(start <= place < at for place in headings)
        parts.append(f"<h3>{body}</h3>" if heading else f"<p>{body}</p>")
    return "".join(parts)


def _marked(line: str, offset: int, marks: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(marks):
        start, end = max(start - offset, at), min(end - offset, len(line))
        if start < end:
            parts += [esc(line[at:start]), "<mark>", esc(line[start:end]), "</mark>"]
            at = end
    return "".join((*parts, esc(line[at:])))
