"""Writer: an answer in a model's own words, after its quotations, every sentence checked against what it cites."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from companion.answers.answers import Answer
from companion.answers.confirm import Verdict, check
from companion.answers.waiting import Ticket, WaitingRoom
from companion.answers.writing import (
    MOST_SENTENCES,
    Piece,
    Writing,
    WrittenSentence,
    is_silence,
    pieces,
    prompt,
    source_of,
)
from companion.errors import CompanionError, Conflict
from companion.language import LanguageModel, Message

TICK = 0.5  # seconds between two signs of life; whoever listens may go away at each
WAIT = 300  # seconds in the queue, at most
MOST = 1200  # characters a model may write

_SLOW = (
    "语言模型没有在规定时间内写完，以原文为准。",
    "The language model did not finish in time; go by the quotations.",
)
_QUEUED = ("排队太久，这次只给出原文。", "The wait was too long; this time there are quotations only.")
_REPLACED = ("您又提了新的问题，这一条不再续写。", "You have asked something else; this one is not written on.")
_NOTHING = ("语言模型没有写出可用的话，以原文为准。", "The language model wrote nothing of use; go by the quotations.")
_SILENT = (
    "语言模型认为这几段原文没有直接回答，请以原文为准。",
    "To the language model these quotations do not answer directly; judge by the quotations.",
)


@dataclass(frozen=True)
class _End:
    error: CompanionError | None = None


def grounded(piece: Piece, sources: Sequence[str]) -> tuple[tuple[int, ...], Verdict]:
    """What a sentence rests on, and whether it does.

    Small models forget marks and mix them up: where the cited sources do not confirm it but a single other one does,
    that one is what it rests on.
    """
    verdict = check(piece.text, [sources[n - 1] for n in piece.cites])
    if verdict is Verdict.CONFIRMED:
        return piece.cites, verdict
    for n, source in enumerate(sources, 1):
        if check(piece.text, [source]) is Verdict.CONFIRMED:
            return (n,), Verdict.CONFIRMED
    return piece.cites, verdict


class Writer:
    """Lets one model write for many people. Safe to share between threads."""

    def __init__(self, model: LanguageModel, *, seconds: float, most_waiting: int) -> None:
        self.model = model
        self._seconds = seconds
        self._room = WaitingRoom(model.at_once, most_waiting)

    def write(self, person: str, answer: Answer) -> Iterator[Writing]:
        """How the written answer grows, a Writing at least every second, until one that is done, stopped or unavailable.

        Closing the iterator ends the writing and frees the place. Never raises: what goes wrong is the last one's notice.
        """
        here = self.model.here()
        if here < 1:
            yield Writing(
                "unavailable",
                notice=(
                    f"语言模型正在下载（{here:.0%}），现在先看原文。",
                    f"The language model is being fetched ({here:.0%}); for now read the quotations.",
                ),
            )
            return
        try:
            ticket = self._room.enter(person)
        except Conflict as full:
            yield Writing("unavailable", notice=(full.zh, full.en))
            return
        stop = threading.Event()
        writing: threading.Thread | None = None
        try:
            began = time.monotonic()
            while place := ticket.place(TICK):
                if ticket.replaced:
                    yield Writing("stopped", notice=_REPLACED)
                    return
                if time.monotonic() - began > WAIT:
                    yield Writing("unavailable", notice=_QUEUED)
                    return
                yield Writing("waiting", place)
            come: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
            writing = threading.Thread(target=self._run, args=(answer, come, stop, ticket), daemon=True)
            writing.start()
            yield from self._follow(answer, come, ticket)
        finally:
            stop.set()
            if writing is None:
                ticket.leave()  # else it is left when the model has really stopped

    def aside(self, messages: Sequence[Message]) -> str | None:
        """What the model replies to something that nobody waits for; None where others come first, or come meanwhile.

        Raises ModelUnavailable.
        """
        said: list[str] = []
        stop = threading.Event()

        def take(piece: str) -> None:
            said.append(piece)
            if ticket.replaced or sum(map(len, said)) > MOST:
                stop.set()

        try:
            ticket = self._room.enter(None, yields=True)
        except Conflict:
            return None
        try:
            if ticket.place():
                return None
            self.model.write(messages, take, stop)
            return None if ticket.replaced else "".join(said)
        finally:
            ticket.leave()

    def _run(
        self, answer: Answer, come: "queue.SimpleQueue[str | _End]", stop: threading.Event, ticket: Ticket
    ) -> None:
        try:
            self.model.write(prompt(answer.question, answer.citations), come.put, stop)
            come.put(_End())
        except CompanionError as error:
            come.put(_End(error))
        finally:
            ticket.leave()
            come.put(_End())  # whoever follows must not wait for a model that broke in an unforeseen way

    def _follow(self, answer: Answer, come: "queue.SimpleQueue[str | _End]", ticket: Ticket) -> Iterator[Writing]:
        until = time.monotonic() + self._seconds
        written, end = "", None
        shown = Writing("loading")
        yield shown
        while end is None:
            if ticket.replaced:
                yield replace(shown, state="stopped", notice=_REPLACED)
                return
            if time.monotonic() > until:
                yield replace(shown, state="stopped", notice=_SLOW)
                return
            try:
                came = come.get(timeout=TICK)
            except queue.Empty:
                yield shown
                continue
            if isinstance(came, _End):
                end = came
            else:
                written += came
                if len(written) > MOST or len(pieces(written, 0)) > MOST_SENTENCES:
                    end = _End()  # what comes after the last whole sentence is left out
                    written = written[:MOST]
                grown = self._shown(answer, written, whole=False)
                if grown.sentences != shown.sentences or shown.state != "writing":
                    shown = grown
                    yield shown
        yield self._last(answer, written, end.error)

    def _last(self, answer: Answer, written: str, error: CompanionError | None) -> Writing:
        shown = self._shown(answer, written, whole=error is None and len(written) < MOST)
        if error is not None:
            return replace(shown, state="stopped" if shown.sentences else "unavailable", notice=(error.zh, error.en))
        if shown.sentences or shown.notice:
            return replace(shown, state="done")
        silent = any(is_silence(piece.text) for piece in pieces(written, 0))
        return Writing("done" if silent else "unavailable", notice=_SILENT if silent else _NOTHING)

    def _shown(self, answer: Answer, written: str, *, whole: bool) -> Writing:
        """The sentences that may be shown; of the last one only if what was written is ``whole``."""
        known = len(answer.citations)
        sources = [source_of(citation) for citation in answer.citations]
        parts = pieces(written, known)
        if not whole:
            parts = parts[:-1]
            while parts and not parts[-1].cites:  # the next sentence may still bring the mark
                parts = parts[:-1]
        sentences, conflicts = [], 0
        for piece in parts[:MOST_SENTENCES]:
            if is_silence(piece.text):
                continue
            cites, verdict = grounded(piece, sources)
            if verdict is Verdict.CONFLICTING:
                conflicts += 1
            else:
                sentences.append(WrittenSentence(piece.text, cites, verdict is Verdict.CONFIRMED))
        notice = None
        if conflicts:
            notice = (
                f"写出的话里有 {conflicts} 句与所引原文不符，已经去掉。",
                f"{conflicts} of the written sentences did not agree with the quotations and were taken out.",
            )
        return Writing("writing", 0, tuple(sentences), notice)
