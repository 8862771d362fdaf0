"""The only place where parts are joined, by hand. Each function imports what it joins, so nothing heavy loads early."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.metadata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from companion.settings import Settings

if TYPE_CHECKING:
    from companion.answers.calibration import Calibration
    from companion.answers.compose import Answerer
    from companion.answers.writer import Writer
    from companion.desk.desk import Outside
    from companion.engines.attachments import AttachmentFolder
    from companion.engines.chroma import ChromaIndex
    from companion.engines.embedding import TransformerEncoder
    from companion.engines.onnx_encoder import OnnxEncoder
    from companion.engines.sql import Database
    from companion.engines.weights import WeightsStore
    from companion.evaluation.bench import Bench
    from companion.evaluation.texts import QuizTexts
    from companion.exportdesk import ExportDesk
    from companion.language import LanguageModel
    from companion.people.sessions import Doorkeeper
    from companion.peopledesk.accounts import PeopleDesk
    from companion.search.evidence import Encoder, PassageIndex
    from companion.search.indexing import IndexReport, Progress
    from companion.shelving.shelf import Shelving
    from companion.study import Study
    from companion.texts.documents import Document, Entry
    from companion.texts.reading import Reader


def open_weights(settings: Settings) -> WeightsStore:
    """The model weights on this machine, and where they come from."""
    from companion.engines.weights import WeightsStore

    return WeightsStore(settings.cache / "weights", settings.weights_from)


def open_encoder(settings: Settings) -> OnnxEncoder | TransformerEncoder:
    """The encoder that the settings name. The built-in one loads nothing before it is first used."""
    from companion.engines.embedding import built_in_encoder, encoder_from
    from companion.engines.weights import E5_SMALL

    if settings.encoder == E5_SMALL.name:
        return built_in_encoder(settings.cache, settings.weights_from)
    return encoder_from(settings.encoder)


def open_model(settings: Settings) -> LanguageModel | None:
    """The language model of the settings; None where it is off. Raises SettingError."""
    from companion.engines.language_models import LocalModel, RemoteModel
    from companion.engines.weights import QWEN_1_5B

    if settings.llm == "off":
        return None
    if settings.llm == "local":
        return LocalModel(open_weights(settings), settings.llm_model or QWEN_1_5B.name)
    return RemoteModel(settings.llm, settings.llm_model, settings.llm_key)


def open_writer(settings: Settings) -> Writer | None:
    """What writes answers with the language model of the settings; None where it is off. Raises SettingError."""
    from companion.answers.writer import Writer

    model = open_model(settings)
    return None if model is None else Writer(model, seconds=settings.llm_seconds, most_waiting=settings.llm_queue)


def index_folder(settings: Settings, encoder: Encoder) -> Path:
    """Where the index of this make is: one folder for each encoder, splitter and version of the store."""
    from companion.texts.reading import READING
    from companion.texts.splitting import SPLITTER

    chroma = ".".join(importlib.metadata.version("chromadb").split(".")[:2])
    return settings.indexes / f"{encoder.name}_{READING}_{SPLITTER}_simplified_chroma-{chroma}"


def open_index(settings: Settings) -> ChromaIndex:
    """The index, for reading. Raises IndexUnavailable where there is none of this make."""
    from companion.engines.chroma import ChromaIndex

    return ChromaIndex(index_folder(settings, open_encoder(settings)))


def run_index(
    settings: Settings,
    progress: Progress,
    readers: Mapping[str, Reader] | None = None,
    encoder: Encoder | None = None,
) -> IndexReport:
    """Bring the index up to date with the corpus folder, and calibrate the gate on it. See search.indexing.index_corpus.

    ``encoder``, where given, is one of the settings' make that is loaded already.
    """
    from companion.answers.abstain import gate_for
    from companion.answers.calibration import calibrate
    from companion.engines.calibration_file import load_calibration, save_calibration
    from companion.engines.chroma import ChromaIndex
    from companion.engines.readers import READERS, able
    from companion.search.indexing import index_corpus
    from companion.search.retrieval import Retriever
    from companion.texts.catalog import read_catalog
    from companion.texts.reading import Limits, read_document
    from companion.texts.splitting import split

    catalog = read_catalog(settings.corpus)
    encoder = encoder or open_encoder(settings)
    limits = Limits.of(settings)
    readers = READERS if readers is None else readers
    folder = index_folder(settings, encoder)
    with ChromaIndex(folder, write=True) as index:
        report = index_corpus(
            settings.corpus,
            catalog.entries,
            index,
            encoder,
            lambda folder, entry: read_document(folder, entry, readers, limits),
            split,
            progress,
            able(limits),
        )
    # Readers see what is new once the index is closed; calibrating takes longer than most changes do.
    if report.passages and (report.added or report.removed or load_calibration(folder) is None):
        with ChromaIndex(folder) as read:
            save_calibration(folder, calibrate(Retriever(read, encoder), gate_for(encoder.name)))
    return dataclasses.replace(report, failed=(*catalog.failed, *report.failed))


def open_answerer(settings: Settings) -> Answerer:
    """Quotations from the index that the settings name."""
    from companion.engines.calibration_file import load_calibration

    index, encoder = open_index(settings), open_encoder(settings)
    return answerer_over(settings, index, encoder, load_calibration(index.folder))


def answerer_over(
    settings: Settings, index: PassageIndex, encoder: Encoder, calibration: Calibration | None = None
) -> Answerer:
    """Quotations from any index."""
    from companion.answers.abstain import gate_for
    from companion.answers.compose import Answerer
    from companion.search.retrieval import Retriever

    gate = gate_for(encoder.name)
    if calibration is not None:
        gate = gate.at(calibration.threshold)
    return Answerer(Retriever(index, encoder), index, gate, question_length=settings.question_length)


def open_bench(settings: Settings, data: Path | None, progress: Callable[[int, int], None]) -> Bench:
    """The question set in the folder ``data``, or the one that ships about the sample texts, encoded. Raises UsageError."""
    from companion.answers.abstain import gate_for
    from companion.answers.calibration import calibrate
    from companion.engines.jieba_words import word_cutter
    from companion.engines.readers import READERS
    from companion.evaluation.bench import Bench, shelve
    from companion.evaluation.reading import read_set, sample_set
    from companion.search.retrieval import Retriever
    from companion.texts.catalog import read_catalog
    from companion.texts.reading import Limits, read_document
    from companion.texts.splitting import split

    limits = Limits.of(settings)

    def read(folder: Path, entry: Entry) -> Document:
        return read_document(folder, entry, READERS, limits)[0]

    if data is None:
        questions = sample_set(read(settings.corpus, entry) for entry in read_catalog(settings.corpus).entries)
    else:
        questions = read_set(data.expanduser().resolve(), read)
    encoder = open_encoder(settings)
    shelves = shelve(questions.documents, split, encoder, settings.cache, progress)

    def calibrated(index: PassageIndex, encoder: Encoder) -> Answerer:
        calibration = calibrate(Retriever(index, encoder), gate_for(encoder.name))
        return answerer_over(settings, index, encoder, calibration)

    return Bench(questions, shelves, encoder, calibrated, word_cutter())


def read_for_quiz(settings: Settings, data: Path | None) -> QuizTexts:
    """The texts in the folder ``data``, or those of the settings, read but not encoded. Raises UsageError or ReadingError."""
    from companion.engines.readers import READERS
    from companion.evaluation.texts import QuizTexts, read_folder, read_quiz_texts
    from companion.texts.reading import Limits, read_document

    limits = Limits.of(settings)

    def read(folder: Path, entry: Entry) -> Document:
        return read_document(folder, entry, READERS, limits)[0]

    if data is None:
        return QuizTexts("sample", read_folder(settings.corpus, read))
    return read_quiz_texts(data.expanduser().resolve(), read)


def open_records(settings: Settings) -> Database:
    """Members and what they did; made where it is not there yet."""
    from companion.engines.sql import open_database

    return open_database(settings.database)


def is_empty(settings: Settings) -> bool:
    """Whether nobody has an account yet."""
    if not settings.database.exists():
        return True
    database = open_records(settings)
    try:
        return not database.directory.members()
    finally:
        database.close()


def open_attachments(settings: Settings) -> AttachmentFolder:
    """Photos and files of practices, in the home folder beside the records."""
    from companion.engines.attachments import AttachmentFolder

    return AttachmentFolder(settings.home / "attachments")


def open_doorkeeper(settings: Settings, database: Database) -> Doorkeeper:
    from companion.engines.passwords import Argon2Hasher
    from companion.people.sessions import Doorkeeper

    return Doorkeeper(
        database.directory,
        database.sessions,
        Argon2Hasher(),
        now,
        attempts=settings.login_attempts,
        hours=settings.session_hours,
    )


def open_people(settings: Settings, database: Database) -> PeopleDesk:
    """Accounts, for whoever sits at the machine itself and asks as people.permissions.OPERATOR."""
    from companion.engines.spreadsheets import parse_rows
    from companion.people.callers import Console
    from companion.peopledesk.accounts import PeopleDesk
    from companion.records.corrections import CorrectedLedger

    directory, ledger = database.directory, CorrectedLedger(database.ledger)
    doorkeeper = open_doorkeeper(settings, database)
    return PeopleDesk(directory, database.registry, doorkeeper, Console(directory), ledger, open_attachments(settings), parse_rows, now)


def open_exports(settings: Settings, database: Database) -> ExportDesk:
    """What is recorded, to be given out; for whoever sits at the machine itself and asks as people.permissions.OPERATOR."""
    from companion.engines.spreadsheets import write_xlsx
    from companion.exportdesk import ExportDesk
    from companion.people.callers import Console
    from companion.records.corrections import CorrectedLedger

    directory, ledger = database.directory, CorrectedLedger(database.ledger)
    return ExportDesk(Console(directory), directory, ledger, open_attachments(settings), write_xlsx, lambda: statement_key(settings))


def statement_key(settings: Settings) -> bytes:
    """The installation's secret for the codes and ids of statements; made once, and kept with the records."""
    import secrets

    from companion.engines.owner_file import OwnerFile

    file = OwnerFile(settings.home / "xapi.json", "xAPI 导出的密钥", "The key of the xAPI export")
    kept = file.read() or file.change(lambda now: now or {"key": secrets.token_hex(32)})
    return bytes.fromhex(kept["key"])


def first_admin(settings: Settings) -> str | None:
    """The one-time password of ``admin``, made where there is no administrator yet; else None."""
    from companion.engines.passwords import Argon2Hasher
    from companion.people import sessions

    database = open_records(settings)
    try:
        return sessions.first_admin(database.directory, Argon2Hasher(), now=now(), timezone=settings.timezone)
    finally:
        database.close()


def demo_settings(settings: Settings) -> Settings:
    """The same, with the records in a folder of their own beside the real ones."""
    return dataclasses.replace(settings, home=settings.home.with_name(f"{settings.home.name}-demo"))


def open_shelving(settings: Settings, index: PassageIndex, encoder: Encoder) -> Shelving:
    """What takes new texts into the corpus folder and the index of the settings."""
    from companion.engines.read_once import reading_once
    from companion.engines.readers import READERS
    from companion.shelving.shelf import Shelving
    from companion.texts.archives import Bounds
    from companion.texts.reading import Limits, read_document

    readers, limits = reading_once(READERS), Limits.of(settings)
    return Shelving(
        corpus=settings.corpus,
        staging=settings.cache / "uploads",
        index=index,
        read=lambda folder, entry: read_document(folder, entry, readers, limits),
        run_index=lambda progress: run_index(settings, progress, readers, encoder),
        bounds=Bounds.of(settings),
        today=lambda: now().astimezone(ZoneInfo(settings.timezone)).date(),
    )


def open_outside(settings: Settings) -> Outside:
    """What the secretary's desk keeps in files, and reaches over the network."""
    from companion.desk.desk import Outside
    from companion.engines.desk_files import AskerKeyFile, RobotFile
    from companion.engines.webhooks import HttpMessenger

    origins = frozenset(one.strip().rstrip("/").lower() for one in settings.webhook_origins.split(",") if one.strip())
    robots, keys = RobotFile(settings.home / "robots.json"), AskerKeyFile(settings.cache / "asker-key.json")
    return Outside(robots, HttpMessenger(), origins, keys, lambda: statement_key(settings))


def open_study(settings: Settings, *, demo: bool = False, outside: Outside | None = None) -> Study:
    """Everything joined. With ``demo`` the records are the demonstration's, made where they are not there yet.

    ``outside``, where given, takes the place of the files and addresses of the settings that the desk reaches.
    """
    from companion.daily import DailyLesson
    from companion.drills import Drills
    from companion.engines.attachments import prepare
    from companion.engines.papers import write_docx
    from companion.engines.pdf_pages import PdfPages
    from companion.engines.spreadsheets import parse_plan_rows, parse_rows, write_xlsx
    from companion.itembank import ItemBank
    from companion.library import Library
    from companion.records.corrections import CorrectedLedger
    from companion.study import Study

    if demo:
        settings = demo_settings(settings)
    answerer = open_answerer(settings)  # before the records are made: without an index there is nothing to serve
    database = open_records(settings)
    doorkeeper = open_doorkeeper(settings, database)
    library = Library(settings.corpus, answerer.index, PdfPages(settings.cache / "pages"))
    shelving = open_shelving(settings, answerer.index, answerer.retriever.encoder)
    writer = open_writer(settings)
    ledger = CorrectedLedger(database.ledger)

    outside = outside or open_outside(settings)

    def study_at(clock: Callable[[], dt.datetime]) -> Study:
        itembank = ItemBank(database.bank, ledger, answerer.index, writer.model.name if writer else "")
        return Study(
            directory=database.directory,
            registry=database.registry,
            doorkeeper=doorkeeper,
            ledger=ledger,
            index=answerer.index,
            answerer=answerer,
            itembank=itembank,
            daily=DailyLesson(settings, database.directory, ledger, itembank, answerer.index, database.drafts, clock),
            drills=Drills(database.directory, ledger, itembank, answerer.index, clock, settings.make_up_days),
            library=library,
            shelving=shelving,
            attachments=open_attachments(settings),
            prepare=prepare,
            write_sheets=write_xlsx,
            write_paper=write_docx,
            read_rows=parse_rows,
            read_plan_rows=parse_plan_rows,
            writer=writer,
            clock=clock,
            outside=outside,
        )

    if demo and not database.directory.members():
        from companion.demo import PASSWORD, populate
        from companion.engines.passwords import Argon2Hasher

        password_hash = Argon2Hasher().hash(PASSWORD)
        populate(database.directory, ledger, password_hash, study_at, now(), settings.timezone)
    return study_at(now)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
