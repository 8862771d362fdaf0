"""The words of the interface, all of them, in Chinese and in English, and how a person's language is found.

Each module here has the words of one part of the screen: {key: (Chinese, English)}; a key stands in one of them only.
"""

import functools
from collections.abc import Callable, Mapping

from companion.ui.words import (
    ask,
    assessment,
    bank,
    branch,
    day,
    drills,
    frame,
    items,
    materials,
    mine,
    needs,
    overview,
    people,
    plan,
    reminders,
    reports,
    shared,
    sources,
)

LANGUAGES = ("zh", "en")
COOKIE = "language"

PARTS = (
    ask,
    assessment,
    bank,
    branch,
    day,
    drills,
    frame,
    items,
    materials,
    mine,
    needs,
    overview,
    people,
    plan,
    reminders,
    reports,
    shared,
    sources,
)

WORDS: dict[str, tuple[str, str]] = {key: pair for part in PARTS for key, pair in part.WORDS.items()}

Say = Callable[..., str]
"""``say(key, **values)``: the words for a key in one person's language."""


def word(language: str, key: str, /, **values: object) -> str:
    zh, en = WORDS[key]
    text = en if language == "en" else zh
    return text.format(**values) if values else text


def speaker(language: str) -> Say:
    return functools.partial(word, language)


def language_of(cookies: Mapping[str, str], accept: str = "") -> str:
    """"zh" or "en": what the person chose with the switch, else what the browser prefers, else Chinese."""
    if cookies.get(COOKIE) in LANGUAGES:
        return cookies[COOKIE]
    wanted = []
    for place, part in enumerate(accept.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        wanted.append((-weight, place, tag.lower().split("-")[0]))
    return next((tag for _, _, tag in sorted(wanted) if tag in LANGUAGES), "zh")


def translations(*keys: str) -> dict[str, dict[str, str]]:
    """Some of the words in the form that ``gr.I18n`` takes, by the browser's names of the languages."""
    zh, en = ({key: WORDS[key][at] for key in keys} for at in (0, 1))
    return {"zh-CN": zh, "zh-TW": zh, "zh": zh, "en": en}
