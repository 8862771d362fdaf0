"""The pages that stand before Gradio's: login, new password, a sentence; and the head of Gradio's own page."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from companion import __version__
from companion.people.members import Role
from companion.ui.components import esc, icon
from companion.ui.words import LANGUAGES, speaker, word

STATIC = Path(__file__).parent / "static"
SHEETS = ("style", "bank", "overview", "day", "deeds", "members", "plan", "assessment", "reports")
LOOK = '<link rel="icon" type="image/svg+xml" href="/look/seal.svg">' + "".join(
    f'<link rel="stylesheet" href="/look/{name}.css?v={__version__}">' for name in SHEETS
)


class Sample(NamedTuple):
    """An account of the demo, shown with its password on the login page."""

    username: str
    password: str
    name: str
    role: Role


def app_page(page: str, language: str) -> str:
    """Gradio's page with our title, icon and look, and without its links to its own site.

    The browser's language is what Gradio's words follow; where the switch chose another, the page says so to it.
    """
    page = re.sub(r'<meta\s+(?:property="og:|name="twitter:)[^>]*>\s*', "", page)
    page = page.replace('lang="en"', f'lang="{language}"', 1)
    tag = {"zh": "zh-CN", "en": "en"}[language]
    head = (
        f"<title>{esc(word(language, 'app'))}</title>"
        f"<script>Object.defineProperty(navigator, 'language', {{value: '{tag}'}});</script>"
        f'<script src="/look/typed.js?v={__version__}"></script><script src="/look/quiz.js?v={__version__}"></script><script src="/look/day.js?v={__version__}"></script><script src="/look/ask.js?v={__version__}"></script>'
        f'<script src="/look/materials.js?v={__version__}"></script><script src="/look/bank.js?v={__version__}"></script><script src="/look/plan.js?v={__version__}"></script><script src="/look/deeds.js?v={__version__}"></script><script src="/look/screen.js?v={__version__}"></script>{LOOK}'
    )
    return page.replace("</head>", head + "</head>", 1)


def plain_page(language: str, title: str, body: str, next_page: str = "/login") -> str:
    switch = "".join(
        f'<a href="/language?to={code}&amp;next={next_page}" lang="{code}"{" aria-current=true" if code == language else ""}>{words}</a>'
        for code, words in zip(LANGUAGES, ("中文", "English"), strict=True)
    )
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{esc(title)} · {esc(word(language, 'app'))}</title>{LOOK}</head>"
        f'<body class="door"><main class="door-card"><img src="/look/seal.svg" alt="" width="56" height="56">{body}'
        f'<nav class="languages" aria-label="{esc(word(language, "mine.language"))}">{switch}</nav></main></body></html>'
    )


def notice(text: str) -> str:
    return f'<p class="notice" role="alert">{esc(text)}</p>'


def field(name: str, words: str, kind: str, complete: str, value: str = "") -> str:
    return (
        f'<label><span class="label">{esc(words)}</span><input type="{kind}" name="{name}" value="{esc(value)}" '
        f'autocomplete="{complete}" maxlength="200" required></label>'
    )


def login_page(language: str, samples: Sequence[Sample], sentence: str = "", username: str = "") -> str:
    say = speaker(language)
    offered = ""
    if samples:
        rows = "".join(
            f'<li><span><strong>{esc(say(f"role.{one.role}"))} {esc(one.name)}</strong>'
            f'<span class="soft">{esc(one.username)} / {esc(one.password)}</span></span>'
            f'<button type="button" class="button" data-username="{esc(one.username)}" data-password="{esc(one.password)}" '
            f'aria-label="{esc(say("login.fill"))} {esc(one.name)}">{esc(say("login.fill"))}</button></li>'
            for one in samples
        )
        offered = (
            f'<section class="samples"><h2>{esc(say("login.samples"))}</h2><p class="soft">{esc(say("login.samples.hint"))}</p>'
            f'<ul>{rows}</ul></section><script src="/look/login.js?v={__version__}" defer></script>'
        )
    body = (
        f'<h1>{esc(say("app"))}</h1><p class="soft">{esc(say("login.lead"))}</p>'
        f'<form method="post" action="/login">{field("username", say("login.username"), "text", "username", username)}'
        f"{field('password', say('login.password'), 'password', 'current-password')}{notice(sentence)}"
        f'<button type="submit" class="button primary">{esc(say("login"))}</button></form>{offered}'
    )
    return plain_page(language, say("login"), body)


def password_page(language: str, first: bool, sentence: str = "") -> str:
    """``first``: the one-time password has to be replaced before anything else."""
    say = speaker(language)
    lead = f'<p class="soft">{esc(say("password.first"))}</p>' if first else ""
    way_out = (
        f'<form method="post" action="/logout"><button class="button" type="submit">{esc(say("logout"))}</button></form>'
        if first
        else f'<a class="button" href="/#mine">{icon("back")}{esc(say("back"))}</a>'
    )
    body = (
        f'<h1>{esc(say("password"))}</h1>{lead}<form method="post" action="/password">'
        f"{field('old', say('password.old'), 'password', 'current-password')}"
        f"{field('new', say('password.new'), 'password', 'new-password')}"
        f"{field('repeat', say('password.repeat'), 'password', 'new-password')}{notice(sentence)}"
        f'<button type="submit" class="button primary">{esc(say("password"))}</button></form>{way_out}'
    )
    return plain_page(language, say("password"), body, "/password")


def sentence_page(language: str, sentence: str) -> str:
    say = speaker(language)
    back = f'<a class="button primary" href="/">{esc(say("back"))}</a>'
    return plain_page(language, say("app"), f"<h1>{esc(say('app'))}</h1>{notice(sentence)}{back}", "/")
