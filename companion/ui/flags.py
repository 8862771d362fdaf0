"""What a member can say of an item that has been marked, and what became of it."""

import gradio as gr

from companion.bankdesk import WORDS
from companion.quizzes.items import Response
from companion.records.flags import Flag
from companion.study import Study
from companion.ui.components import esc, icon, lines
from companion.ui.handlers import Asking, wire
from companion.ui.words import Say


def lay_out() -> gr.HTML:
    """Never seen: static/screen.js puts what comes here in the place of the form that was sent, wherever that is."""
    return gr.HTML(elem_id="flag", js_on_load="companion.flag(element, trigger, watch, 'flag_item')", apply_default_css=False)


def wire_up(view: gr.HTML, said: gr.HTML, study: Study) -> None:
    def flag_item(asking: Asking) -> str:
        return flag_view(study.bank.flag(asking.actor, asking.text("item"), asking.text("why")), asking.say)

    wire(view.flag_item, flag_item, "flag_item", view, said)


def beside(response: Response, flag: Flag | None, say: Say) -> str:
    """That its key was corrected; the member's flag, or the way to raise one."""
    corrected = ""
    if response.before is not None:
        verdict = say("item.correct" if response.before else "item.wrong")
        corrected = f'<p class="flag-told">{esc(say("flag.corrected", verdict=verdict))}</p>'
    return corrected + (flag_view(flag, say) if flag else flag_form(response.item.id, say))


def flag_form(item: str, say: Say) -> str:
    return (
        f'<details class="flag"><summary>{icon("flag")}{esc(say("flag.raise"))}</summary><form data-act="flag_item" data-item="{esc(item)}">'
        f'<label><span class="label">{esc(say("flag.why"))}</span><textarea name="why" rows="2" required maxlength="{WORDS}"></textarea></label>'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button">{esc(say("flag.send"))}</button></div></form></details>'
    )


def flag_view(flag: Flag, say: Say) -> str:
    told = f"<p>{esc(say('flag.open'))}</p>"
    if flag.settled:
        verdict = say("flag.upheld" if flag.settled.upheld else "flag.dismissed")
        told = f"<p><strong>{esc(verdict)}</strong></p>{lines(flag.settled.reply)}"
    return f'<div class="flag-told" role="status"><p>{esc(say("flag.yours", why=flag.why))}</p>{told}</div>'
