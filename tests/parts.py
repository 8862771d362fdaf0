"""A Study made of the core's own parts: no machinery, no files, a clock that is set by hand."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from companion.answers.abstain import BY_WORDS
from companion.answers.compose import Answerer
from companion.attachments import MemoryAttachments, as_sent
from companion.daily import DailyLesson
from companion.desk.desk import Outside
from companion.drills import Drills
from companion.engines.sql import Database
from companion.errors import NotFound
from companion.itembank import ItemBank
from companion.library import Library, Picture
from companion.people.directory import Directory, MemoryDirectory
from companion.people.members import Branch, Member, Post, Role
from companion.people.passwords import ScryptHasher
from companion.people.sessions import Doorkeeper, MemorySessions
from companion.quizzes.bank import MemoryBank
from companion.records.corrections import CorrectedLedger
from companion.records.events import Ledger
from companion.records.memory import MemoryLedger
from companion.records.registry import MemoryRegistry
from companion.reflections.drafts import MemoryDrafts
from companion.search.evidence import Encoder, PassageIndex
from companion.search.indexing import IndexReport, Progress, index_corpus
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.search.retrieval import Retriever
from companion.settings import Settings, read_settings
from companion.shelving.shelf import Shelving
from companion.study import Study
from companion.texts.archives import Bounds
from companion.texts.catalog import read_catalog
from companion.texts.documents import Document, Entry, Page
from companion.texts.reading import Failure, Limits, Reader, read_document, read_plain
from companion.texts.splitting import split

PASSWORD = "correct-horse-9"
PLAIN: Mapping[str, Reader] = {".txt": read_plain, ".md": read_plain}
MONDAY = dt.date(2026, 3, 2)

RULES = """第一章 总则
第一条 为规范教师谈心谈话工作，制定本办法。
第二条 本办法所称谈心谈话，是指教师与学生之间一对一的交流，内容包括学习状况、生活困难、职业规划。
第二章 要求
第三条 教师应当与所指导的每名学生每学期谈心谈话不少于2次，每次不少于30分钟。
第四条 谈心谈话应当做好记录，记录应当在谈话结束后5个工作日内存入工作档案。
第五条 教师不得向第三人透露谈话内容，学生本人同意的除外。
第六条 学院党委每年6月检查谈心谈话记录，检查结果在15日内向全院公布。
第七条 谈心谈话记录由学院办公室保存，保存期限为3年。
第三章 附则
第八条 本办法自2026年3月1日起施行，由学生工作部负责解释。
"""
LIBRARY = """第一条 读书会每两周活动一次，每学期活动8次，每次90分钟。
第二条 读书会的主要形式包括共读、分享、辩论、写作。
第三条 每名成员每学期应当提交读书笔记3篇，每篇不少于800字。
第四条 读书会召集人由成员推选，任期1年，可以连任一次。
第五条 图书馆应当在活动前3个工作日准备好书目和场地。
第六条 成员缺席活动的，应当提前1天向召集人请假。
第七条 读书会每年推荐书目不超过12种。
第八条 借用图书应当在30日内归还。
第九条 领读人应当提前3天公布阅读篇目。
"""


@dataclass
class Parts:
    """``now`` may be set; everything lives by it."""

    study: Study
    directory: Directory
    ledger: Ledger
    index: MemoryIndex
    now: dt.datetime = field(default=dt.datetime(2026, 3, 4, 2, 0, tzinfo=dt.UTC))  # Wednesday, 10:00 in Shanghai

    def at(self, day: dt.date, hour: int, minute: int = 0) -> None:
        """Set the clock to this hour of ``day`` in Shanghai, which is UTC+8 all year."""
        local = dt.datetime.combine(day, dt.time(hour, minute), dt.timezone(dt.timedelta(hours=8)))
        self.now = local.astimezone(dt.UTC)


def documents() -> tuple[Document, ...]:
    texts = {"谈心谈话办法.md": ("谈心谈话工作办法", RULES), "读书会章程.md": ("教师读书会章程", LIBRARY)}
    return tuple(
        Document(Entry(path, title, unit=title), "0" * 64, (Page(1, text),)) for path, (title, text) in texts.items()
    )


def settings(folder: Path, **changes: object) -> Settings:
    return dataclasses.replace(read_settings({"HOME": str(folder)}, folder), **changes)


class NoPictures:
    """Shows no page as printed."""

    def picture(self, file: Path, digest: str, page: int) -> Picture:
        raise NotFound(f"{file.name} 没有第 {page} 页（{digest[:4]}）。", "No pictures here.")


def shelving(chosen: Settings, index: PassageIndex, encoder: Encoder, readers: Mapping[str, Reader] = PLAIN) -> Shelving:
    """Takes texts into the corpus folder of ``chosen`` and into ``index``; what lies there already is indexed now."""
    limits = Limits.of(chosen)

    def read(folder: Path, entry: Entry) -> tuple[Document, tuple[Failure, ...]]:
        return read_document(folder, entry, readers, limits)

    def run_index(progress: Progress | None = None) -> IndexReport:
        entries = read_catalog(chosen.corpus).entries
        return index_corpus(chosen.corpus, entries, index, encoder, read, split, progress)

    if chosen.corpus.is_dir():
        run_index()
    return Shelving(
        corpus=chosen.corpus,
        staging=chosen.corpus.parent / "uploads",
        index=index,
        read=read,
        run_index=run_index,
        bounds=Bounds.of(chosen),
        today=lambda: MONDAY,
    )


def make_parts(folder: Path, *, database: Database | None = None, outside: Outside | None = None, **changes: object) -> Parts:
    """With ``database``, the records are there, as another process may have made them already.

    Two branches, 甲 and 乙; in 甲 a member, a secretary and a colleague; 乙's secretary; an admin."""
    chosen = settings(folder, **changes)
    bank, index = MemoryBank(), MemoryIndex()
    directory, ledger = (database.directory, database.ledger) if database else (MemoryDirectory(), MemoryLedger())
    registry = database.registry if database else MemoryRegistry(directory, ledger)
    encoder, hasher = CharacterEncoder(), ScryptHasher(cost=2)
    for document in documents():
        passages = split(document)
        vectors = encoder.encode_passages([passage.context for passage in passages])
        index.replace(document, passages, vectors, stamp=document.digest, failures=())
    for name in ("甲", "乙"):
        directory.put_branch(Branch(name, f"{name}支部", starts=MONDAY))
    for username, branch, role, group in (
        ("member", "甲", Role.MEMBER, "一组"),
        ("colleague", "甲", Role.MEMBER, "二组"),
        ("secretary", "甲", Role.SECRETARY, "一组"),
        ("other", "乙", Role.SECRETARY, ""),
        ("admin", "乙", Role.ADMIN, ""),
    ):
        member = Member(username, username.title(), branch, role, group, Post.TEACHER, MONDAY)
        if all(one.username != username for one in directory.members(branch)):
            directory.add(member, hasher.hash(PASSWORD))

    def clock() -> dt.datetime:
        return parts.now

    retriever = Retriever(index, encoder)
    read = CorrectedLedger(ledger)
    itembank = ItemBank(bank, read, index)
    study = Study(
        directory=directory,
        registry=registry,
        doorkeeper=Doorkeeper(directory, MemorySessions(), hasher, clock, attempts=5, hours=12),
        ledger=read,
        index=index,
        answerer=Answerer(retriever, index, BY_WORDS, question_length=chosen.question_length),
        itembank=itembank,
        daily=DailyLesson(chosen, directory, read, itembank, index, MemoryDrafts(), clock),
        drills=Drills(directory, read, itembank, index, clock, chosen.make_up_days),
        library=Library(chosen.corpus, index, NoPictures()),
        shelving=shelving(chosen, index, encoder),
        write_paper=lambda paper: paper.title.encode(),
        attachments=MemoryAttachments(),
        prepare=as_sent,
        write_sheets=lambda sheets: "\n".join(sheet.title for sheet in sheets).encode(),
        read_rows=lambda data, _, most: [line.split("\t") for line in data.decode().split("\n")][:most],
        clock=clock,
        outside=outside,
    )
    parts = Parts(study, directory, ledger, index)
    return parts
