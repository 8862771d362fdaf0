"""PDF files: pdfium tells what stands on each page; pages whose text is missing or garbled are read from their picture,
where that is installed. Both happen in processes of their own, within one file's time."""

import json
import time
from pathlib import Path
from typing import Any

from companion.engines import pdf_lines
from companion.engines.bounded import run_module
from companion.engines.ocr import INSTALL, Unseen, see
from companion.errors import ReadingError
from companion.texts.garbling import Fault, fault_of, mended, without_garbage
from companion.texts.layout import pages_from
from companion.texts.reading import Draft, Limits, check_characters, check_pages, too_slow
from companion.texts.reading_order import Printed, Sheet


def read_pdf(file: Path, limits: Limits) -> Draft:
    """A PDF file, page by page. Pages read from their picture say how sure that is; those not read, or only in part,
    are among the failed ones. A blank page is neither.

    Raises ReadingError for a file that is damaged, needs a password, is beyond a limit, or has no readable page.
    """
    until = time.monotonic() + limits.seconds
    sheets = _sheets(file, limits)
    faults = {number: fault for number, sheet in enumerate(sheets, 1) if (fault := fault_of(sheet))}
    seen = see(
        file, [number for number, fault in faults.items() if fault is not Fault.DAMAGED], until - time.monotonic()
    )
    unread = {}
    for number, fault in faults.items():
        sheet, picture = sheets[number - 1], seen.sheets.get(number)
        whole = mended(sheet, fault, picture) if sheet and picture else None
        sheets[number - 1] = whole or without_garbage(sheet, fault)
        if whole is None:
            unread[number] = _why(number, fault, None if picture else seen.why, limits)
    draft = pages_from(sheets, unread)
    check_characters(file.name, sum(len(page.text) for page in draft.pages), limits)
    if not any(page.text for page in draft.pages):
        raise _nothing(file.name, draft)
    return draft


def _sheets(file: Path, limits: Limits) -> list[Sheet | None]:
    arguments = str(file.absolute()), str(limits.pages), str(limits.characters)
    done = run_module(pdf_lines.__name__, *arguments, seconds=limits.seconds)
    if done.ended is None:
        raise too_slow(file.name, limits)
    try:
        found: dict[str, Any] = json.loads(done.written)
    except json.JSONDecodeError as error:
        raise _damaged(file.name) from error
    if found.get("refused") == pdf_lines.ENCRYPTED:
        raise ReadingError(
            f"“{file.name}”有打开密码，请去掉密码后另存。",
            f"“{file.name}” needs a password to open; save it without one.",
        )
    if found.get("refused") == pdf_lines.MALFORMED:
        raise _damaged(file.name)
    if found.get("refused") == pdf_lines.PAGES:
        check_pages(file.name, limits.pages + 1, limits)
    if found.get("refused") == pdf_lines.CHARACTERS:
        check_characters(file.name, limits.characters + 1, limits)
    return [_sheet(page) if page else None for page in found["pages"]]


def _sheet(page: dict[str, Any]) -> Sheet:
    pieces = tuple(Printed(text, x, y, size, right) for text, x, y, right, size in page["pieces"])
    return Sheet(pieces, tuple((a, b, c, d) for a, b, c, d in page["rules"]), page["picture"])


def _damaged(name: str) -> ReadingError:
    return ReadingError(
        f"“{name}”已损坏或不是 PDF 文件，请在 PDF 阅读器中打开后另存。",
        f"“{name}” is damaged or no PDF file; open it in a PDF viewer and save it anew.",
    )


_FAULTS = {
    Fault.PICTURE: ("第{}页是图片（扫描件），没有文字层", "Page {} is a picture (a scan) without text"),
    Fault.GARBLED: (
        "第{}页的文字是乱码（字体没有文字对照表）",
        "The text of page {} is garbled (its fonts lack a character map)",
    ),
    Fault.IN_PART: (
        "第{}页有几行文字是乱码（字体没有文字对照表），其余已读",
        "Some lines of page {} are garbled (their font lacks a character map); the others were read",
    ),
}


def _why(number: int, fault: Fault, unseen: Unseen | None, limits: Limits) -> tuple[str, str]:
    """Why a page was not read, and what helps; ``unseen`` is None where its picture shows no text that is sure."""
    if fault is Fault.DAMAGED:
        return f"第{number}页已损坏，读不出来。", f"Page {number} is damaged and cannot be read."
    zh, en = (text.format(number) for text in _FAULTS[fault])
    if unseen is Unseen.NOT_INSTALLED:
        return f"{zh}；装上文字识别就能读：{INSTALL}。", f"{en}; character recognition would read it: {INSTALL}."
    if unseen is Unseen.NO_TIME:
        return (
            f"{zh}；这个文件的 {limits.seconds:g} 秒（COMPANION_FILE_SECONDS）已用完，没有来得及识别，请拆分文件或调高上限。",
            f"{en}; the {limits.seconds:g} seconds for this file (COMPANION_FILE_SECONDS) were over before it was recognised; "
            "split the file or raise the limit.",
        )
    if unseen is Unseen.BROKEN:
        return (
            f"{zh}；文字识别中断了，请换用有文字层的文件。",
            f"{en}; recognising it broke off. Use a file with a text layer.",
        )
    return (
        f"{zh}；从图上也认不出可靠的文字，请换用清晰的或有文字层的文件。",
        f"{en}; nothing sure can be made out in its picture either. Use a clearer file, or one with a text layer.",
    )


def _nothing(name: str, draft: Draft) -> ReadingError:
    count = len(draft.pages)
    if not draft.failed:
        return ReadingError(f"“{name}”里没有文字。", f"“{name}” holds no text.")
    zh, en = draft.failed[0][1:]
    return ReadingError(
        f"“{name}”的 {count} 页都读不出文字。{zh}",
        f"None of the {count} pages of “{name}” has readable text. {en}",
        page=1 if count == 1 else None,
    )
