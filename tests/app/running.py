"""The real app on a real port: SQLite in a folder of the test's own, the core's small encoder, a clock set by hand."""

import contextlib
import csv
import datetime as dt
import functools
import json
import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from companion.answers.compose import Answerer
from companion.answers.writer import Writer
from companion.daily import DailyLesson
from companion.drills import Drills
from companion.engines.attachments import AttachmentFolder, prepare
from companion.engines.papers import write_docx
from companion.engines.pdf_pages import PdfPages
from companion.engines.readers import READERS
from companion.engines.spreadsheets import parse_plan_rows, parse_rows, write_xlsx
from companion.engines.sql import Database, open_database
from companion.itembank import ItemBank
from companion.library import Library
from companion.people.members import Branch, Member, Role
from companion.people.passwords import ScryptHasher
from companion.people.sessions import Doorkeeper
from companion.records.corrections import CorrectedLedger
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.search.retrieval import Retriever
from companion.study import Study
from companion.texts.catalog import CATALOG
from companion.texts.documents import Document, Entry, Page
from companion.ui.pages import Sample
from companion.ui.server import listen, make_app
from tests.parts import BY_WORDS, MONDAY, PASSWORD, documents, settings, shelving

HOSTILE = '<img src=x onerror="alert(1)">'
TODAY = MONDAY + dt.timedelta(days=9)  # a Wednesday
PEOPLE = (
    ("member", "沈静", "甲", Role.MEMBER, "一组"),
    ("colleague", "顾北", "甲", Role.MEMBER, "二组"),
    ("late", f"周岚{HOSTILE}", "甲", Role.MEMBER, "二组"),
    ("secretary", "林默", "甲", Role.SECRETARY, "一组"),
    ("other", "严青", "乙", Role.SECRETARY, ""),
    ("admin", "管理员", "乙", Role.ADMIN, ""),
    ("fresh", "新人", "甲", Role.MEMBER, "一组"),
)


@dataclass
class Running:
    """A served app. ``at`` may be set; everything lives by it."""

    address: str
    study: Study
    database: Database
    at: dt.datetime = field(default=dt.datetime.combine(TODAY, dt.time(2), dt.UTC))  # 10:00 in Shanghai
    sessions: dict[httpx.Client, str] = field(default_factory=dict)

    @contextlib.contextmanager
    def client(self, username: str | None = None, password: str = PASSWORD) -> Iterator[httpx.Client]:
        """A client with cookies, logged in as ``username`` unless that is None."""
        with httpx.Client(base_url=self.address, timeout=30, verify=False) as client:  # plain http: no certificates to be read
            if username is not None:
                answer = client.post("/login", data={"username": username, "password": password})
                assert answer.status_code == 303, answer.text
            yield client

    @functools.cached_property
    def events(self) -> list[dict[str, Any]]:
        """The Gradio events, as the app's own config lists them."""
        with self.client("member") as client:
            found: list[dict[str, Any]] = client.get("/config").json()["dependencies"]
            return found

    def event(
        self,
        client: httpx.Client,
        name: str,
        data: Mapping[str, Any],
        *,
        session: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> "Outcome":
        """Run the Gradio event ``name`` by raw HTTP, as any program could."""
        event = next(one for one in self.events if one["api_name"] == name)
        if not session and not event["inputs"]:  # it keeps nothing on the server; a new session there is half of an event's work
            session = self.sessions.setdefault(client, uuid.uuid4().hex)
        session = session or uuid.uuid4().hex
        body = {
            "fn_index": event["id"],
            "data": [None] * len(event["inputs"]),
            "event_data": dict(data),
            "session_hash": session,
            **(more or {}),
        }
        joined = client.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            return Outcome(joined.status_code)
        outcome = None
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
            for line in stream.iter_lines():  # to its end, or what is left of it would meet the session's next event
                message = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if message.get("msg") == "process_completed":
                    outcome = Outcome(200 if message["success"] else 500, tuple(message["output"].get("data") or ()))
        assert outcome is not None, f"{name} never completed"
        return outcome


@dataclass(frozen=True)
class Outcome:
    """What came back: the view as HTML, and the sentence said if it was refused."""

    status: int
    data: tuple[Any, ...] = ()

    @property
    def view(self) -> str:
        return self.data[0] if self.data and isinstance(self.data[0], str) else ""

    @property
    def sentence(self) -> str:
        return self.data[-1] if self.data and isinstance(self.data[-1], str) and self.data[-1].startswith("<p>") else ""

    @property
    def shown(self) -> bool:
        return self.status == 200 and not self.sentence


def library() -> tuple[Document, ...]:
    """Two texts that yield items, and one with a hostile title."""
    hostile = Entry("考勤.md", f"考勤规定{HOSTILE}", unit="考勤")
    text = f"第一条 考勤员每月5日前把考勤表交到人事处。\n第二条 迟到三次记为旷工一次{HOSTILE}。\n"
    return (*documents(), Document(hostile, "1" * 64, (Page(1, text),)))


def fill(corpus: Path) -> None:
    """Put the texts and their catalog where the app finds them."""
    corpus.mkdir()
    rows = [("file", "title", "unit")]
    for document in library():
        (corpus / document.path).write_text(document.text, "utf-8")
        rows.append((document.path, document.title, document.entry.unit))
    with (corpus / CATALOG).open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(rows)


@contextlib.contextmanager
def running(folder: Path, writer: Writer | None = None) -> Iterator[Running]:
    """Serve until the block ends. ``writer``, where given, writes after the quotations."""
    chosen = settings(folder)
    database = open_database(folder / "companion.sqlite")
    hasher, encoder, index = ScryptHasher(cost=2), CharacterEncoder(), MemoryIndex()
    fill(chosen.corpus)
    taking_in = shelving(chosen, index, encoder, READERS)
    for name in ("甲", "乙"):
        database.directory.put_branch(Branch(name, f"{name}支部", starts=MONDAY))
    for username, name, branch, role, group in PEOPLE:
        joined = MONDAY - dt.timedelta(days=1000) if username == "late" else MONDAY  # in semesters of old, too
        member = Member(username, name, branch, role, group, joined=joined, must_change_password=username == "fresh")
        database.directory.add(member, hasher.hash(PASSWORD))
    directory, ledger = database.directory, CorrectedLedger(database.ledger)

    def clock() -> dt.datetime:
        return served.at

    itembank = ItemBank(database.bank, ledger, index)
    study = Study(
        directory=directory,
        registry=database.registry,
        doorkeeper=Doorkeeper(directory, database.sessions, hasher, clock, attempts=5, hours=12),
        ledger=ledger,
        index=index,
        answerer=Answerer(Retriever(index, encoder), index, BY_WORDS, question_length=chosen.question_length),
        itembank=itembank,
        daily=DailyLesson(chosen, directory, ledger, itembank, index, database.drafts, clock),
        drills=Drills(directory, ledger, itembank, index, clock, chosen.make_up_days),
        library=Library(chosen.corpus, index, PdfPages(folder / "pages")),
        shelving=taking_in,
        attachments=AttachmentFolder(folder / "attachments"),
        prepare=prepare,
        write_sheets=write_xlsx,
        write_paper=write_docx,
        read_rows=parse_rows,
        read_plan_rows=parse_plan_rows,
        clock=clock,
        writer=writer,
    )
    listening = listen("127.0.0.1", 0)
    served = Running(f"http://127.0.0.1:{listening.getsockname()[1]}", study, database)
    samples = [Sample("member", PASSWORD, "沈静", Role.MEMBER), Sample("secretary", PASSWORD, "林默", Role.SECRETARY)]
    server = uvicorn.Server(
        uvicorn.Config(make_app(study, chosen, samples), log_level="warning", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
        database.close()
