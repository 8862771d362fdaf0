"""The open page: the text a citation names, beside what is being read (desk) or over it (phone)."""

import gradio as gr

from companion.study import Study
from companion.texts.documents import by_path
from companion.ui.components import citation_of, page_view
from companion.ui.handlers import Asking, wire
from companion.ui.thread import successor_of


def lay_out() -> gr.HTML:
    return gr.HTML(
        elem_id="page",
        js_on_load="companion.page(element, trigger, watch, 'open_page')",
        apply_default_css=False,
    )


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def open_page(asking: Asking) -> str:
        opened = study.page_view(asking.actor, citation_of(asking.data.get("citation")))
        return page_view(opened, successor_of(opened.entry, by_path(study.entries(asking.actor))), asking.say)

    wire(view.open_page, open_page, "open_page", view, said)
