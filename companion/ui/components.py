"""The pieces that all places are made of, as HTML. Everything that comes from a person or a text is escaped here."""

import dataclasses
import datetime as dt
import html
import json
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from companion.errors import UsageError
from companion.texts.documents import Citation, Entry, Status
from companion.ui.handlers import incomplete
from companion.ui.words import Say


def esc(text: object) -> str:
    return html.escape(str(text), quote=True)


def icon(name: str) -> str:
    return f'<svg class="icon" aria-hidden="true"><use href="/look/icons.svg#{name}"></use></svg>'


def lines(text: str) -> str:
    """A text as paragraphs, one a line."""
    return "".join(f"<p>{esc(line.strip())}</p>" for line in text.splitlines() if line.strip())


def dotted(facts: Iterable[str]) -> str:
    """Short facts in a line, with dots between them; none is torn apart where the next line has room for it."""
    told = " ".join(f"<span>{esc(fact)}</span>" for fact in facts if fact)
    return f'<p class="soft dotted">{told}</p>'


def empty(text: str, action: str = "") -> str:
    return f'<div class="empty"><p>{esc(text)}</p>{action}</div>'


def options(pairs: Iterable[tuple[str, str]], chosen: str) -> str:
    """The choices of a select: (value, words)."""
    return "".join(
        f'<option value="{esc(value)}"{" selected" if value == chosen else ""}>{esc(words)}</option>' for value, words in pairs
    )


def select(name: str, words: str, pairs: Sequence[tuple[str, str]], chosen: str) -> str:
    return f'<label><span class="label">{esc(words)}</span><select name="{name}">{options(pairs, chosen)}</select></label>'


def date_words(day: dt.date, say: Say) -> str:
    return say("date", month=day.month, day=day.day, name=f"{day:%b}", weekday=say(f"weekday.{day.weekday()}"))


def moment(at: dt.datetime, timezone: str) -> str:
    return f"{at.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M}"


def percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


PAGED = (".pdf",)
"""The formats whose pages are fixed; a citation of any other has the single page 1, which no reader would recognise."""

# citations ------------------------------------------------------------------------------------------------------


def source(citation: Citation, say: Say) -> str:
    """《题名》第二章第八条 · 第3页, as plain text; the page only where a reader can find it by its number."""
    heading = citation.heading if citation.heading != citation.title else ""
    place = say("source.title", title=citation.title) + heading
    if not citation.document.lower().endswith(PAGED):
        return place
    if citation.first_page == citation.last_page:
        return f"{place} · {say('source.page', page=citation.first_page)}"
    return f"{place} · {say('source.pages', first=citation.first_page, last=citation.last_page)}"


def reference(citation: Citation) -> str:
    """The attribute that lets a press open the citation's page; what comes back is checked by Study.page_view."""
    return f'data-citation="{esc(json.dumps(dataclasses.asdict(citation), ensure_ascii=False))}"'


def citation_of(value: object) -> Citation:
    """The citation that a browser sent back. Raises UsageError if it is none."""
    kinds = {"document": str, "title": str, "heading": str, "first_page": int, "last_page": int, "quote": str}
    if not isinstance(value, dict) or any(type(value.get(name)) is not kind for name, kind in kinds.items()):
        raise incomplete()
    return Citation(**{name: value[name] for name in kinds})


def number(n: int, citation: Citation, say: Say) -> str:
    """The small number after a quoted sentence."""
    label = esc(say("source.number", n=n, title=source(citation, say)))
    return f'<button type="button" class="cite" {reference(citation)} aria-label="{label}">{n}</button>'


def source_link(citation: Citation, say: Say, n: int | None = None, *, words: str = "") -> str:
    """The way to a citation's page, under its source's name or other ``words``."""
    before = f'<span class="cite-number" aria-hidden="true">{n}</span>' if n else icon("page")
    return (
        f'<button type="button" class="source" {reference(citation)}>{before}<span>{esc(words or source(citation, say))}</span></button>'
    )


def source_row(citations: Sequence[Citation], say: Say) -> str:
    links = "".join(source_link(citation, say, n) for n, citation in enumerate(citations, 1))
    return f'<div class="sources" role="group" aria-label="{esc(say("source.row"))}">{links}</div>'


def quotation(citation: Citation, say: Say, n: int) -> str:
    return f'<blockquote class="quote">{lines(citation.quote)[:-4]}{number(n, citation, say)}</p></blockquote>'


# notes and values -----------------------------------------------------------------------------------------------


def superseded(entry: Entry, successor: str, say: Say) -> str:
    """The note that a text no longer holds; nothing for one that does. ``successor`` is a title."""
    if entry.status is not Status.SUPERSEDED:
        return ""
    after = f" <span>{esc(say('source.successor', title=say('source.title', title=successor)))}</span>" if successor else ""
    return f'<p class="superseded"><strong>{esc(say("source.superseded"))}</strong>{after}</p>'


def a_day(text: str) -> dt.date:
    """The date written in a form or an address. Raises UsageError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        if not text.strip():
            raise UsageError("请填上日期。", "Please fill in the date.") from error
        raise UsageError(f"“{text[:20]}”不是日期。", f"{text[:20]!r} is no date.") from error


def take_in(address: str, most: int, accept: str, say: Say, *, empty: str, file: str, take: str, hint: str = "", kind: str = "") -> str:
    """A form that static/bank.js sends a file of at most ``most`` bytes from to ``address``, and the place for what comes back.

    ``empty`` is said where no file was chosen; ``file`` and ``take`` are the words on the field and the button.
    """
    words = {
        "address": address,
        "most": most,
        "empty": empty,
        "large": say("exchange.large", most=most // 2**20),
        "broken": say("lost"),
        "chosen": say("upload.chosen", n="#n"),
        "sending": say("exchange.sending"),
    }
    data = " ".join(f'data-{name}="{esc(value)}"' for name, value in words.items())
    return (
        f'<form class="take-in {kind}" {data}>{f"<p class=soft>{esc(hint)}</p>" if hint else ""}'
        f'<label class="drop">{icon("page")}<span class="chosen">{esc(file)}</span><input type="file" name="file" accept="{accept}"></label>'
        f'<p class="notice" role="alert"></p><div class="acts"><button type="submit" class="button">{esc(take)}</button></div></form>'
        '<div class="taken" role="status"></div>'
    )
