"""Changing what stands in the corpus: texts that somebody sends are read, put in their place and indexed, one job at a time.

What a new version replaces moves to the folder 旧版, marked as superseded in the catalog, so that it stays in the index and
quotations from it can still be opened. What is taken out moves to the folder _移出, which is not read. Nothing is deleted.
"""

import contextlib
import datetime as dt
import hashlib
import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from companion.errors import CompanionError, Conflict, NotFound, ReadingError, UsageError
from companion.records.texttrail import FACTS, facts_of, others
from companion.search.evidence import PassageIndex
from companion.search.indexing import IndexReport, Progress, Read
from companion.shelving.incoming import Batch, Incoming, Waiting
from companion.shelving.jobs import Fate, Job, Notes, Result, Stage, Wishes, with_failures
from companion.texts.archives import Bounds, unpack, unwritable
from companion.texts.catalog import STATUSES, read_catalog
from companion.texts.catalog_edit import load_table, save_table, status_word, values_of
from companion.texts.documents import Document, Entry, Status
from companion.texts.reading import Failure

NEW = "上传"  # where a text is put that comes without a folder
OLD = "旧版"
OUT = "_移出"
FACT = 200  # characters of a title or another fact of the catalog

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Sent:
    """A file that was sent: ``folder``/``path``, to be called ``path`` in the corpus."""

    folder: Path
    path: str


class Shelving:
    """See the module's docstring. ``today`` gives the date that older versions are named by."""

    def __init__(
        self,
        *,
        corpus: Path,
        staging: Path,
        index: PassageIndex,
        read: Read,
        run_index: Callable[[Progress], IndexReport],
        bounds: Bounds,
        today: Callable[[], dt.date],
    ) -> None:
        self._corpus = corpus
        self._waiting = Waiting(staging, bounds)
        self._index = index
        self._read = read
        self._run_index = run_index
        self._bounds = bounds
        self._today = today
        self._lock = threading.Lock()  # of the jobs told of
        self._turn = threading.Lock()  # held by the job at work
        self._jobs: dict[str, Job] = {}

    # coming in --------------------------------------------------------------------------------------------------
    def receive(self, by: str, batch: str, name: str) -> Incoming:
        """See Waiting.receive."""
        return self._waiting.receive(by, batch, name)

    def add(self, by: str, batch: str, wishes: Wishes, notes: Notes) -> None:
        """Take the files of ``batch`` into the corpus, in the background. ``notes`` gets what has changed."""
        self._checked("", {"unit": wishes.unit})
        if wishes.replaces:
            self._entry(wishes.replaces)
        with self._lock:
            self._free(by)
        mine = self._waiting.take(by, batch)

        def act() -> tuple[Result, ...]:
            try:
                return self._take_in(by, mine, wishes)
            finally:
                shutil.rmtree(mine.folder, ignore_errors=True)

        self._start(by, act, notes)

    # changing ---------------------------------------------------------------------------------------------------
    def edit(self, by: str, path: str, facts: Mapping[str, str], notes: Notes) -> None:
        """Change a text's line in the catalog: title, issuer, number, date, unit, status, superseded_by.

        Raises NotFound for an unknown text and UsageError for a fact that cannot be.
        """
        entry = self._entry(path)
        values = self._checked(path, facts)

        def act() -> tuple[Result, ...]:
            table = load_table(self._corpus)
            if table.at(path) is None:  # what only the file told is written down with it
                table = table.put(path, values_of(entry))
            save_table(self._corpus, table.put(path, values))
            changed = others(known := facts_of(entry), known | _facts(values))
            return (Result(path, Fate.EDITED, path, values.get("title", entry.title), before=changed[0], after=changed[1]),)

        self._start(by, act, notes)

    def remove(self, by: str, path: str, notes: Notes) -> None:
        """Move a text out of the corpus, its line of the catalog with it. Raises NotFound."""
        entry = self._entry(path)

        def act() -> tuple[Result, ...]:
            folder = self._corpus / OUT / str(self._today())
            try:
                target = _free_name(folder / path)
                target.parent.mkdir(parents=True, exist_ok=True)
                (self._corpus / path).replace(target)
            except OSError as error:
                raise unwritable(folder, error) from error
            table = load_table(self._corpus)
            line = table.values(path) or values_of(entry)
            save_table(folder, load_table(folder).put(target.relative_to(folder).as_posix(), _rest(line)))
            save_table(self._corpus, table.without(path))
            other = target.relative_to(self._corpus).as_posix()
            return (Result(path, Fate.REMOVED, path, entry.title, other, before=others(facts_of(entry), {})[0]),)

        self._start(by, act, notes)

    def refresh(self, by: str, notes: Notes) -> None:
        """Index what was changed in the folder by other means, or could not be indexed the last time."""
        self._start(by, lambda: (), notes)

    def declared(self) -> tuple[Entry, ...]:
        """The texts of the folder as its catalog has them, indexed or not. Raises ReadingError where there is no folder."""
        return read_catalog(self._corpus).entries

    @contextlib.contextmanager
    def at_rest(self) -> Iterator[bool]:
        """Whether no change is at work; then none begins to be before the end of this."""
        resting = self._turn.acquire(blocking=False)
        try:
            yield resting
        finally:
            if resting:
                self._turn.release()

    def job(self, by: str) -> Job | None:
        """How far this person's last change has come; None where there was none since the app started."""
        with self._lock:
            return self._jobs.get(by)

    # the work ---------------------------------------------------------------------------------------------------
    def _start(self, by: str, act: Callable[[], tuple[Result, ...]], notes: Notes) -> None:
        with self._lock:
            self._free(by)
            self._jobs[by] = Job()
        threading.Thread(target=self._work, args=(by, act, notes), name="shelving", daemon=True).start()

    def _work(self, by: str, act: Callable[[], tuple[Result, ...]], notes: Notes) -> None:
        with self._turn:
            try:
                self._tell(by, stage=Stage.READING)
                notes.look()
                results = self._tell(by, results=act()).results
                if results:
                    notes.changed(results)
                report = self._run_index(lambda done, total, passages: self._indexing(by, done, total, passages))
                notes.look()
                self._tell(by, results=with_failures(results, report.failed))
                self._tell(by, stage=Stage.DONE)
            except CompanionError as error:
                self._tell(by, stage=Stage.DONE, trouble=(error.zh, error.en))
            except Exception:  # nobody waits for a thread's end: what is unforeseen is logged, and said with its number
                number = secrets.token_hex(4)
                logger.exception("a change of the corpus failed, number %s", number)
                trouble = (
                    f"出了意外，没有完成；把编号 {number} 告诉管理员。",
                    f"Something unexpected happened; give the administrator the number {number}.",
                )
                self._tell(by, stage=Stage.DONE, trouble=trouble)

    def _indexing(self, by: str, done: float, total: int, passages: int) -> None:
        self._tell(by, stage=Stage.INDEXING, done=done, total=total, passages=passages)

    def _tell(self, by: str, **changes: object) -> Job:
        with self._lock:
            job = self._jobs[by] = replace(self._jobs[by], **changes)  # type: ignore[arg-type]
            return job

    def _take_in(self, by: str, batch: Batch, wishes: Wishes) -> tuple[Result, ...]:
        results: list[Result] = []
        sent = list(self._sent(batch, results))
        there = _Digests(self._corpus, (entry.path for entry in read_catalog(self._corpus).entries))
        read: list[tuple[_Sent, Document, tuple[Failure, ...]]] = []
        for place, one in enumerate(sent):
            self._tell(by, done=place, total=len(sent), results=tuple(results))
            file = one.folder / one.path
            if same := there.find(file):
                results.append(Result(one.path, Fate.KNOWN, other=same))
                continue
            try:
                document, failures = self._read(one.folder, Entry(one.path, PurePosixPath(one.path).stem, language=""))
            except ReadingError as error:
                results.append(Result(one.path, Fate.REFUSED, reason=(error.zh, error.en)))
                continue
            there.add(file, one.path)
            read.append((one, document, tuple(failures)))
        for one, document, failures in read:
            result = self._shelve(one, document.entry, wishes if len(read) == 1 else replace(wishes, replaces=""))
            results.append(replace(result, failures=failures))
            self._tell(by, done=len(sent), results=tuple(results))
        return tuple(results)

    def _sent(self, batch: Batch, results: list[Result]) -> Iterator[_Sent]:
        """The files of a batch, those of archives each by itself; what is left out goes to ``results``."""
        count = 0
        for file in (file for file in batch.files if file.exists()):
            found = [_Sent(file.parent, file.name)]
            if file.suffix.lower() == ".zip":
                folder = file.parent / "unpacked"
                try:
                    left_out = unpack(file, folder, self._bounds)
                except CompanionError as error:
                    results.append(Result(file.name, Fate.REFUSED, reason=(error.zh, error.en)))
                    continue
                results += (Result(one.file, Fate.REFUSED, reason=(one.zh, one.en)) for one in left_out)
                paths = sorted(one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file())
                found = [_Sent(folder, path) for path in paths]
            count += len(found)
            if count > self._bounds.files:
                results.append(
                    Result(
                        file.name,
                        Fate.REFUSED,
                        reason=(
                            f"一次最多收 {self._bounds.files} 个文件（COMPANION_UPLOAD_FILES），这个没有收。",
                            f"At most {self._bounds.files} files are taken at once (COMPANION_UPLOAD_FILES); this was not.",
                        ),
                    )
                )
                return
            yield from found

    def _shelve(self, one: _Sent, entry: Entry, wishes: Wishes) -> Result:
        """Put a file that was read into the corpus and its line into the catalog."""
        target = self._target(one.path)
        file = self._corpus / target
        table = load_table(self._corpus)
        facts = {name: value for name, value in values_of(entry).items() if name not in ("status", "superseded_by")}
        fate, other, known = Fate.ADDED, "", {}
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            part = file.with_name(f".{file.name}.part")
            shutil.copyfile(one.folder / one.path, part)
            if file.exists():
                fate, before = Fate.REPLACED, self._known(target)
                known = facts_of(before)
                older = self._older_name(target)
                older.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, older)  # so that at no moment there is none
                other = older.relative_to(self._corpus).as_posix()
                line = values_of(before) | _rest(table.values(target))
                line |= {"status": status_word(Status.SUPERSEDED), "superseded_by": target}
                table = table.put(other, line)
                if facts["title"] == PurePosixPath(target).stem:
                    facts["title"] = before.title
                facts |= {name: facts[name] or getattr(before, name) for name in ("issuer", "unit", "language")}
                facts |= {"status": status_word(Status.IN_FORCE), "superseded_by": ""}
            if wishes.unit:
                facts["unit"] = wishes.unit
            table = table.put(target, facts)
            if wishes.replaces and wishes.replaces != target:
                gone = {"status": status_word(Status.SUPERSEDED), "superseded_by": target}
                table = table.put(
                    wishes.replaces,
                    values_of(self._known(wishes.replaces)) | _rest(table.values(wishes.replaces)) | gone,
                )
                fate, other = Fate.REPLACED, wishes.replaces
            save_table(self._corpus, table)
            part.replace(file)
        except OSError as error:
            raise unwritable(file, error) from error
        changed = others(known, known | {"status": Status.IN_FORCE.value} | _facts(facts))
        return Result(one.path, fate, target, facts["title"], other, before=changed[0], after=changed[1])

    def _target(self, path: str) -> str:
        """Where a file of this name belongs: at its own path, at that of the only text of its name, or among the new ones."""
        if (self._corpus / path).is_file():
            return path
        name = PurePosixPath(path).name
        same = [
            entry.path
            for entry in read_catalog(self._corpus).entries
            if PurePosixPath(entry.path).name == name and not entry.path.startswith(f"{OLD}/")
        ]
        if len(same) == 1:
            return same[0]
        target = path if "/" in path else f"{NEW}/{path}"
        return _free_name(self._corpus / target).relative_to(self._corpus).as_posix()

    def _older_name(self, path: str) -> Path:
        where = PurePosixPath(path)
        return _free_name(self._corpus / OLD / where.with_name(f"{where.stem}（至{self._today()}）{where.suffix}"))

    # parts ------------------------------------------------------------------------------------------------------
    def _entry(self, path: str) -> Entry:
        for entry in self._index.entries():
            if entry.path == path:
                return entry
        raise NotFound("这份材料已不在了，请刷新后再试。", "This text is no longer there; please reload.")

    def _known(self, path: str) -> Entry:
        with contextlib.suppress(NotFound):
            return self._entry(path)
        return Entry(path, PurePosixPath(path).stem)

    def _checked(self, path: str, facts: Mapping[str, str]) -> dict[str, str]:
        values = {name: " ".join(value.split()) for name, value in facts.items()}
        if not values.get("title", "-"):
            raise UsageError("题名不能空着。", "The title must not be empty.")
        if any(len(value) > FACT for value in values.values()):
            raise UsageError(f"每一项最多 {FACT} 字，请缩短。", f"At most {FACT} characters each; please shorten.")
        if values.get("date"):
            try:
                dt.date.fromisoformat(values["date"])
            except ValueError as error:
                raise UsageError("日期应像 2026-03-01 这样写。", "The date should look like 2026-03-01.") from error
        if values.get("status"):
            try:
                values["status"] = status_word(Status(values["status"]))
            except ValueError as error:
                raise UsageError("没有这种状态。", "There is no such status.") from error
        if successor := values.get("superseded_by"):
            self._entry(successor)
            if successor == path:
                raise UsageError("一份材料不能由它自己替代。", "A text cannot take its own place.")
            values["status"] = status_word(Status.SUPERSEDED)
        return values

    def _free(self, by: str) -> None:
        """Raises Conflict while a change of this person is still under way."""
        job = self._jobs.get(by)
        if job is not None and job.stage is not Stage.DONE:
            raise Conflict(
                "上一次的改动还在进行，请等它完成。", "Your last change is still under way; please wait for it."
            )


class _Digests:
    """Finds the same bytes among files; only those of one size are read."""

    def __init__(self, folder: Path, paths: Iterator[str]) -> None:
        self._sizes: dict[int, list[tuple[Path, str]]] = {}
        for path in paths:
            self.add(folder / path, path)

    def add(self, file: Path, path: str) -> None:
        with contextlib.suppress(OSError):
            self._sizes.setdefault(file.stat().st_size, []).append((file, path))

    def find(self, file: Path) -> str | None:
        wanted = ""
        for other, path in self._sizes.get(file.stat().st_size, ()):
            wanted = wanted or _digest(file)
            with contextlib.suppress(OSError):
                if _digest(other) == wanted:
                    return path
        return None


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _free_name(file: Path) -> Path:
    """The name, or one with a number behind it, that no file has yet."""
    for number in range(2, 10_000):
        if not file.exists():
            return file
        file = file.with_name(f"{file.stem.removesuffix(f'-{number - 1}')}-{number}{file.suffix}")
    raise Conflict(f"名为“{file.name}”的文件太多了。", f"There are too many files called “{file.name}”.")


def _facts(values: Mapping[str, str]) -> dict[str, str]:
    """Of a line of the catalog what is told in the trail, its status by name."""
    facts = {name: value for name, value in values.items() if name in FACTS}
    return facts | ({"status": STATUSES[facts["status"]].value} if facts.get("status") else {})


def _rest(line: Mapping[str, str]) -> dict[str, str]:
    """A line of the catalog without the file's name."""
    return {name: value for name, value in line.items() if name and name != "file"}
