"""From a Gradio event to one call on Study and back: who asks, in which language, and what is said when it fails."""

import contextlib
import html
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from companion.errors import CompanionError, IndexUnavailable, StorageError, UsageError, WeightsError
from companion.ui.words import WORDS, Say, language_of, speaker

logger = logging.getLogger(__name__)

READS = 16
"""How many runs of one event go on at once, unless told; left to itself Gradio lets one run and all others wait."""


@dataclass(frozen=True)
class Asking:
    """One press of one person. ``data`` came from a browser and is not to be trusted: take it out with the methods."""

    actor: str
    language: str
    data: Mapping[str, Any]

    @property
    def say(self) -> Say:
        return speaker(self.language)

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Raises UsageError if it is something else, or missing without a default."""
        value = self.data.get(name, default)
        if not isinstance(value, str):
            raise incomplete()
        return sound(value)

    def number(self, name: str) -> int:
        value = self.data.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise incomplete()
        return value

    @property
    def ticket(self) -> int:
        """What the screen knows its question by, and finds at the end of what answers it; 0 where it gave none."""
        value = self.data.get("ticket", 0)
        return value if type(value) is int else 0

    def replies(self) -> dict[str, list[str]]:
        """Item id → what was chosen or typed."""
        value = self.data.get("replies")
        if not isinstance(value, dict) or len(value) > 100:
            raise incomplete()
        for reply in value.values():
            if not isinstance(reply, list) or not all(isinstance(part, str) for part in reply):
                raise incomplete()
        return {name: [sound(part) for part in reply] for name, reply in value.items()}


@dataclass(frozen=True)
class Shown:
    """A view that is shown although something has to be said as well."""

    view: str
    sentence: str


def told(error: CompanionError, language: str) -> str:
    """The sentence for a person at the screen. What only the server's keeper can mend is told to the log in full."""
    if not isinstance(error, IndexUnavailable | StorageError | WeightsError):
        return error.say(language)
    logger.error("%s · %s", error.zh, error.en)
    return speaker(language)("trouble.records" if isinstance(error, StorageError) else "trouble.texts")


def sound(text: str) -> str:
    """Half a surrogate pair, which a browser may leave of a cut emoji and no answer can carry back, becomes “?”."""
    return text.encode(errors="replace").decode()


def incomplete() -> UsageError:
    return UsageError(*WORDS["refused.form"])


Act = Callable[..., Any]
"""``act(asking, *inputs)``: gives the view as HTML, or a Shown; followed by the other outputs where there are any."""


def wire(
    listener: Callable[..., Any],
    act: Act,
    name: str,
    view: gr.HTML,
    said: gr.HTML,
    *,
    inputs: Sequence[gr.components.Component] = (),
    outputs: Sequence[gr.components.Component] = (),
    limit: int = READS,
) -> Any:
    """Let ``listener`` run ``act`` as the endpoint ``name``; its view goes to ``view``, sentences to ``said``."""
    skipped = [gr.skip() for _ in outputs]

    def run(request: gr.Request, event: gr.EventData, *values: Any) -> list[Any]:
        asking = _asking(request, event)
        try:
            result = act(asking, *values)
        except Exception as error:  # noqa: BLE001  told, and logged, by _failure
            return [gr.skip(), *skipped, _failure(error, name, asking)]
        first, *others = result if isinstance(result, tuple) else (result,)
        spoken = sentence(first.sentence) if isinstance(first, Shown) else ""
        return [told_apart(first.view if isinstance(first, Shown) else first, asking.ticket), *others, spoken]

    return _listen(listener, run, name, inputs, [view, *outputs, said], limit)


def wire_stream(
    listener: Callable[..., Any],
    act: Callable[..., Iterator[str]],
    name: str,
    view: gr.HTML,
    said: gr.HTML,
    *,
    inputs: Sequence[gr.components.Component],
    limit: int,
) -> Any:
    """As ``wire``, for an act that gives one view after another. Where nobody listens any more it is closed."""

    def run(request: gr.Request, event: gr.EventData, *values: Any) -> Iterator[list[Any]]:
        asking = _asking(request, event)
        try:
            with contextlib.closing(act(asking, *values)) as views:  # type: ignore[type-var]
                for one in views:
                    yield [told_apart(one), gr.skip()]
        except Exception as error:  # noqa: BLE001  told, and logged, by _failure
            yield [gr.skip(), _failure(error, name, asking)]

    return _listen(listener, run, name, inputs, [view, said], limit)


def _asking(request: gr.Request, event: gr.EventData) -> Asking:
    language = language_of(request.cookies, request.headers.get("accept-language", ""))
    return Asking(request.username or "", language, event._data if isinstance(event._data, dict) else {})


def _failure(error: Exception, name: str, asking: Asking) -> str:
    """The one place where anything that went wrong becomes a sentence; what was not foreseen with its log entry."""
    if isinstance(error, CompanionError):
        return sentence(told(error, asking.language), asking.ticket)
    number = secrets.token_hex(4)
    logger.error("%s failed, number %s", name, number, exc_info=error)
    return sentence(speaker(asking.language)("failed", id=number), asking.ticket)


def _listen(
    listener: Callable[..., Any],
    run: Callable[..., Any],
    name: str,
    inputs: Sequence[gr.components.Component],
    outputs: Sequence[gr.components.Component],
    limit: int,
) -> Any:
    run.__name__ = name
    return listener(
        run,
        inputs=list(inputs),
        outputs=list(outputs),
        api_name=name,
        show_progress="hidden",
        concurrency_limit=limit,
        concurrency_id=name,
        trigger_mode="multiple",
    )


def sentence(text: str, ticket: int = 0) -> str:
    """What ``said`` holds: one sentence."""
    return told_apart(f"<p>{html.escape(text)}</p>", ticket)


def told_apart(view: str, ticket: int = 0) -> str:
    """The same view as before still has to reach the page, where somebody waits for it; Gradio passes over equal values.

    It ends with the ticket of what it answers, by which static/screen.js tells a late answer from the one that it waits for.
    """
    return f"{view}<!--{secrets.token_hex(4)} {ticket}-->"
