"""The branch's reminders to its group chat, for the overview: the robot, the hour, and what became of them."""

import datetime as dt
import re
from collections.abc import Callable

import gradio as gr

from companion.desk.reminders import Setup
from companion.errors import CompanionError
from companion.people.members import Branch
from companion.records.reminding import Line
from companion.reminders.robots import ADDRESS, Fate, Service
from companion.study import Study
from companion.ui.components import date_words, esc, icon, moment, select
from companion.ui.handlers import Asking, incomplete, wire
from companion.ui.trail import changes_fold
from companion.ui.words import Say, word

ACTS = ("set_reminders", "send_reminder")
SHOWN = 10  # lines of the trail
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(:00)?")


def wire_up(view: gr.HTML, said: gr.HTML, study: Study, draw: Callable[[Asking, str], str]) -> None:
    """``draw`` gives the place anew, with a word on what was done."""

    def set_reminders(asking: Asking) -> str:
        branch = asking.text("branch")
        if asking.text("button", "") == "forget":
            study.desk.reminders.forget(asking.actor, branch)
            return draw(asking, asking.say("reminders.forgotten"))
        names = asking.text("names")
        if asking.text("service") not in list(Service) or names not in ("names", "numbers"):
            raise incomplete()
        service, url, secret = Service(asking.text("service")), asking.text("url", ""), asking.text("secret", "")
        study.desk.reminders.set(asking.actor, branch, service, url, secret, minute(asking.text("at", "")), names=names == "names")
        return draw(asking, asking.say("reminders.saved"))

    def send_reminder(asking: Asking) -> str:
        verdict = study.desk.reminders.send(asking.actor, asking.text("branch"), asking.text("text"))
        if verdict.fate is Fate.SENT:
            return draw(asking, asking.say("reminders.sent"))
        key, said = f"reminders.not_sent.{verdict.fate}", verdict.said or "–"
        raise CompanionError(word("zh", key, said=said), word("en", key, said=said))  # what was written stays where it is

    wire(view.set_reminders, set_reminders, "set_reminders", view, said)
    wire(view.send_reminder, send_reminder, "send_reminder", view, said)


def minute(text: str) -> int | None:
    """Minutes after midnight of a time as a form sends it; None for none. Raises UsageError."""
    if not text:
        return None
    found = CLOCK.fullmatch(text)
    if found is None:
        raise incomplete()
    return int(found[1]) * 60 + int(found[2])


def clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def reminders_card(branch: Branch, setup: Setup, say: Say) -> str:
    """How it stands, the form, and the last lines of the trail."""
    at = setup.reminding.at
    if setup.service is None:
        words = say("reminders.none")
    else:
        when = say("reminders.daily", at=clock(at)) if at is not None else say("reminders.by_hand")
        words = say("reminders.stands", service=say(f"service.{setup.service}"), hint=setup.hint, when=when)
    lines = "".join(_line(line, by, setup.today, branch.timezone, say) for line, by in setup.lines[:SHOWN])
    past = f'<details><summary>{esc(say("reminders.trail"))}</summary><ol class="escalation-trail">{lines}</ol></details>' if lines else ""
    return (
        f'<section class="card" id="reminders"><h2>{esc(say("reminders.title"))}</h2><p class="soft">{esc(words)}</p>'
        f"{_form(branch, setup, say)}{past}{changes_fold(setup.changes, lambda name, value: _setting(name, value, say), branch.timezone, say)}</section>"
    )


def _form(branch: Branch, setup: Setup, say: Say) -> str:
    known = setup.service is not None
    services = [(one.value, say(f"service.{one}")) for one in Service]
    names = [(name, say(f"reminders.{name}")) for name in ("names", "numbers")]
    at = "" if setup.reminding.at is None else clock(setup.reminding.at)
    kept = say("reminders.kept", hint=setup.hint) if known else "https://"
    secret = say("reminders.kept.secret") if setup.signed else ""
    acts = _send("save", "reminders.save", say) + (_send("forget", "reminders.forget", say) if known else "")
    return (
        f'<details><summary>{esc(say("reminders.change" if known else "reminders.begin"))}</summary>'
        f'<form class="leave-form" data-act="set_reminders" data-branch="{esc(branch.id)}">'
        f'{select("service", say("reminders.service"), services, setup.service or Service.WECOM)}'
        f'<label><span class="label">{esc(say("reminders.at"))}</span><input type="time" name="at" value="{at}"></label>'
        f'{select("names", say("reminders.say"), names, "names" if setup.reminding.names else "numbers")}'
        f'{_text("url", say("reminders.url"), kept, "text")}{_text("secret", say("reminders.secret"), secret, "password")}'
        f'<p class="soft wide">{esc(say("reminders.hint"))}</p>'
        f'<p class="notice wide" role="alert"></p><div class="acts wide">{acts}</div></form></details>'
    )


def _text(name: str, words: str, placeholder: str, kind: str) -> str:
    return (
        f'<label class="wide"><span class="label">{esc(words)}</span><input type="{kind}" name="{name}" maxlength="{ADDRESS}" '
        f'placeholder="{esc(placeholder)}" autocomplete="{"new-password" if kind == "password" else "off"}"></label>'
    )


def _send(value: str, words: str, say: Say) -> str:
    return f'<button type="submit" class="button" name="button" value="{value}" formnovalidate>{esc(say(words))}</button>'


def _line(line: Line, by: str, today: dt.date, zone: str, say: Say) -> str:
    when = f'<time datetime="{line.at.isoformat()}">{moment(line.at, zone)}</time>'
    who = esc(by or say("reminders.itself"))
    fate = line.fate or ("trying" if line.day == today else "unknown")
    words = say(f"reminders.fate.{fate}", day=date_words(line.day, say), said=line.said or "–", tries=line.tries)
    mark = icon("check") if line.fate == Fate.SENT else ""
    return f'<li><p>{mark}{esc(words)}</p><p class="soft">{who} · {when}</p></li>'


def _setting(name: str, value: object, say: Say) -> tuple[str, str]:
    if name == "names":
        return say("reminders.say"), say("reminders.names" if value else "reminders.numbers")
    if name == "at":
        return say("reminders.hour"), clock(value) if isinstance(value, int) else say("reminders.no_hour")
    return say("reminders.robot"), str(value or "")


def reminder_form(branch: Branch, text: str, sending: bool, say: Say) -> str:
    """Today's reminder, to be changed, copied, and with ``sending`` sent to the chat."""
    rows = min(max(text.count("\n") + 3, 5), 12)
    send = f'<button type="submit" class="button">{icon("send")}{esc(say("reminders.send"))}</button>' if sending else ""
    return (
        f'<form class="write" data-act="send_reminder" data-branch="{esc(branch.id)}">'
        f'<label><span class="label">{esc(say("overview.text"))}</span>'
        f'<textarea id="overview-reminder" name="text" rows="{rows}" required>{esc(text)}</textarea></label>'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="button" class="button primary" data-copy="overview-reminder" '
        f'data-copied="{esc(say("overview.copied"))}">{icon("copy")}<span>{esc(say("overview.copy"))}</span></button>{send}</div></form>'
    )
