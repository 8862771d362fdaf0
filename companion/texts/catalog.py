"""The catalog: what is known of the corpus's texts, in a table that any spreadsheet program writes."""

import csv
import datetime as dt
import io
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from companion.errors import ReadingError
from companion.texts.documents import Entry, Status
from companion.texts.reading import SUFFIXES, Failure, unsupported

CATALOG = "catalog.csv"

COLUMNS = {
    "文件": "file",
    "题名": "title",
    "发文机关": "issuer",
    "文号": "number",
    "日期": "date",
    "语言": "language",
    "单元": "unit",
    "状态": "status",
    "替代": "superseded_by",
}
STATUSES = {
    "": Status.IN_FORCE,
    "现行": Status.IN_FORCE,
    "in_force": Status.IN_FORCE,
    "已废止": Status.SUPERSEDED,
    "superseded": Status.SUPERSEDED,
}
_LANGUAGES = {"": "", "zh": "zh", "zh-cn": "zh", "中文": "zh", "chinese": "zh", "en": "en", "英文": "en", "english": "en"}
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_LITTER = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Catalog:
    """The texts of a folder, catalogued ones first and in the catalog's order, then the others by path.

    An entry whose title or language nobody gave has the file's stem and "" until the file is read.
    """

    entries: tuple[Entry, ...]
    failed: tuple[Failure, ...]


def read_catalog(folder: Path) -> Catalog:
    """The catalog of ``folder`` and the texts below it, with or without a row of their own.

    Names that begin with ``_``, ``.`` or ``~``, the catalog itself and a README.md at the top are no texts.
    Links that lead outside are not followed. A row that cannot be used is a Failure; the others hold.
    Raises ReadingError where there is no such folder.
    """
    if not folder.is_dir():
        raise ReadingError(
            f"材料文件夹“{folder}”不存在，请新建它并放入材料，或用 COMPANION_CORPUS 指明位置。",
            f"There is no folder of texts at “{folder}”; make it and put texts in, or set COMPANION_CORPUS.",
        )
    failed: list[Failure] = []
    # Names are compared in normal form C: some file systems keep them decomposed.
    found = {unicodedata.normalize("NFC", path): path for path in _walk(folder, failed)}
    entries: dict[str, Entry] = {}
    for row in _rows(folder, failed):
        path = unicodedata.normalize("NFC", row.get("file", "").replace("\\", "/").removeprefix("./"))
        if not path:
            continue
        if PurePosixPath(path).is_absolute() or PureWindowsPath(path).drive or ".." in path.split("/"):
            failed.append(
                _failure(path, "目录中的这个文件在材料文件夹之外，没有读。", "The catalog's file lies outside the folder.")
            )
        elif path not in found:
            failed.append(
                _failure(
                    path,
                    f"目录写有“{path}”，但文件夹里没有这个材料，请补上文件或删去这一行。",
                    f"The catalog names “{path}”, but the folder holds no such text; add it or delete the row.",
                )
            )
        elif path in entries:
            failed.append(
                _failure(path, f"“{path}”在目录中不止一行，只用了第一行。", f"“{path}” has several rows; the first was used.")
            )
        else:
            entries[path] = _entry(found[path], row, failed)
    for path in sorted(found.keys() - entries.keys()):
        entries[path] = Entry(found[path], PurePosixPath(path).stem, language="")
    readable = []
    for entry in entries.values():
        if PurePosixPath(entry.path).suffix.lower() in SUFFIXES:
            readable.append(entry)
        else:
            failed.append(Failure(entry.path, None, *unsupported(PurePosixPath(entry.path).name)))
    return Catalog(tuple(readable), tuple(failed))


def _failure(path: str, zh: str, en: str) -> Failure:
    return Failure(path, None, zh, en)


def _walk(folder: Path, failed: list[Failure]) -> Iterator[str]:
    """Paths below ``folder``, relative and with forward slashes, of the files that may be texts."""

    def refused(error: OSError) -> None:
        path = Path(error.filename).relative_to(folder).as_posix()
        failed.append(
            _failure(path, f"文件夹“{path}”打不开（{error.strerror}）。", f"The folder “{path}” cannot be opened ({error.strerror}).")
        )

    root = folder.resolve()
    for place, folders, files in os.walk(folder, onerror=refused):
        folders[:] = sorted(name for name in folders if not name.startswith(("_", ".", "~")))
        for name in sorted(files):
            file = Path(place) / name
            path = file.relative_to(folder).as_posix()
            if name.startswith(("_", ".", "~")) or name.lower() in _LITTER or path.lower() in (CATALOG, "readme.md"):
                continue
            if path.encode("utf-8", "ignore").decode() != path:
                shown = path.encode("utf-8", "replace").decode()
                failed.append(
                    _failure(shown, f"文件名“{shown}”有无法识别的字符，请改名。", f"Rename “{shown}”: its name is not valid text.")
                )
            elif file.is_symlink() and not file.resolve().is_relative_to(root):
                failed.append(
                    _failure(path, f"“{path}”是指向文件夹之外的链接，没有读。", f"“{path}” is a link leading outside; it was not read.")
                )
            elif file.is_file():
                yield path
            elif file.is_symlink():
                failed.append(
                    _failure(path, f"“{path}”指向的文件不存在，请补上或删去。", f"“{path}” is a link to a file that is not there.")
                )


def _rows(folder: Path, failed: list[Failure]) -> Iterator[dict[str, str]]:
    """The catalog's rows by English column name, stripped; none where it is missing or unusable."""
    try:
        data = (folder / CATALOG).read_bytes()
    except FileNotFoundError:
        return
    except OSError as error:
        failed.append(_failure(CATALOG, f"目录打不开（{error.strerror}）。", f"The catalog cannot be opened ({error.strerror})."))
        return
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError:
            failed.append(
                _failure(CATALOG, "目录的编码无法识别，请存为 UTF-8 的 CSV。", "Save the catalog as CSV in UTF-8; its encoding is unknown.")
            )
            return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [COLUMNS.get(name.strip(), name.strip().lower()) for name in next(reader, [])]
        if "file" not in head:
            failed.append(
                _failure(
                    CATALOG,
                    "目录的首行没有“文件”一栏，未使用目录；首行应为：" + ",".join(COLUMNS),
                    "The catalog's first line has no column “file”, so it was not used; it should be: "
                    + ",".join(COLUMNS.values()),
                )
            )
            return
        for cells in reader:
            yield {name: cell.strip() for name, cell in zip(head, cells, strict=False)}
    except csv.Error as error:
        failed.append(
            _failure(
                CATALOG,
                f"目录第 {reader.line_num} 行不是有效的 CSV（{error}），其后各行未使用。",
                f"Line {reader.line_num} of the catalog is not valid CSV ({error}); the lines from there on were not used.",
            )
        )


def _entry(path: str, row: dict[str, str], failed: list[Failure]) -> Entry:
    """The entry a row describes; a value that cannot be used is reported and left at its default."""

    def unusable(column: str, value: str, zh: str, en: str) -> None:
        failed.append(
            _failure(
                path,
                f"目录中“{path}”的{column}“{value}”无法识别，应为{zh}；其余照用。",
                f"The catalog's {COLUMNS[column]} of “{path}”, “{value}”, should be {en}; the rest was used.",
            )
        )

    date = None
    if given := row.get("date", ""):
        try:
            matched = _DATE.fullmatch(given)
            date = dt.date(*(int(part) for part in matched.groups())) if matched else None
        except ValueError:
            date = None
        if date is None:
            unusable("日期", given, " 2026-03-01 这样的日期", "a date like 2026-03-01")
    status = STATUSES.get(row.get("status", "").lower())
    if status is None:
        unusable("状态", row["status"], "“现行”或“已废止”", "in_force or superseded")
    language = _LANGUAGES.get(row.get("language", "").lower())
    if language is None:
        unusable("语言", row["language"], " zh 或 en", "zh or en")
    return Entry(
        path,
        row.get("title") or PurePosixPath(path).stem,
        row.get("issuer", ""),
        row.get("number", ""),
        date,
        language or "",
        row.get("unit", ""),
        status or Status.IN_FORCE,
        row.get("superseded_by", ""),
    )
