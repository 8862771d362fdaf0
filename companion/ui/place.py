"""A place: one view that fills the screen, drawn on the server, with its events."""

from collections.abc import Sequence

import gradio as gr


def place(name: str, acts: Sequence[str] = ()) -> gr.HTML:
    """An empty view that static/screen.js fills when somebody goes there; it has the event ``open`` and those of ``acts``."""
    events = ", ".join(f"'{act}'" for act in ("open", *acts))
    return gr.HTML(
        elem_id=f"place-{name}",
        elem_classes=["place"],
        js_on_load=f"companion.place(element, trigger, watch, '{name}', [{events}])",
        apply_default_css=False,
    )
