"""PDF files. pypdf runs in a process of its own, so that a page it never finishes can be stopped and one that
eats all memory takes nothing else with it; starting it costs about a fifth of a second a file."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import companion
from companion.engines import pdf_lines
from companion.errors import ReadingError
from companion.texts.layout import Printed, pages_from
from companion.texts.reading import Draft, Limits, check_characters, too_slow

_ROOT = Path(companion.__file__).parents[1]


def read_pdf(file: Path, limits: Limits) -> Draft:
    """A PDF file, page by page. A page without text, or with text that is none, is among the failed ones.

    Raises ReadingError for a file that is damaged, needs a password, is beyond a limit, or has no readable page.
    """
    found = _lines(file, limits)
    if refused := found.get("refused"):
        raise _refused(file.name, refused, limits)
    printed = [None if page is None else [Printed(*line) for line in page] for page in found["pages"]]
    draft = pages_from(printed)
    check_characters(file.name, sum(len(page.text) for page in draft.pages), limits)
    if not any(page.text for page in draft.pages):
        if not draft.failed:
            raise ReadingError(f"“{file.name}”一页也没有。", f"“{file.name}” has no pages.")
        zh, en = draft.failed[0][1:]
        raise ReadingError(
            f"“{file.name}”的 {len(printed)} 页都读不出文字。{zh}",
            f"None of the {len(printed)} pages of “{file.name}” has readable text. {en}",
            page=1 if len(printed) == 1 else None,
        )
    return draft


def _lines(file: Path, limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-m", pdf_lines.__name__, str(file.absolute()), str(limits.pages), str(limits.characters)]
    try:
        done = subprocess.run(
            command,
            cwd=_ROOT,
            env=os.environ | {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found
    except subprocess.TimeoutExpired as error:
        raise too_slow(file.name, limits) from error
    except (subprocess.CalledProcessError, json.JSONDecodeError) as error:
        raise _refused(file.name, pdf_lines.MALFORMED, limits) from error


def _refused(name: str, reason: str, limits: Limits) -> ReadingError:
    zh, en = {
        pdf_lines.ENCRYPTED: (
            f"“{name}”有打开密码，请去掉密码后另存。",
            f"“{name}” needs a password to open; save it without one.",
        ),
        pdf_lines.MALFORMED: (
            f"“{name}”已损坏或不是 PDF 文件，请在 PDF 阅读器中打开后另存。",
            f"“{name}” is damaged or no PDF file; open it in a PDF viewer and save it anew.",
        ),
        pdf_lines.PAGES: (
            f"“{name}”超过单个文件 {limits.pages} 页的上限（COMPANION_FILE_PAGES），请拆分或调高上限。",
            f"“{name}” is over the limit of {limits.pages} pages a file (COMPANION_FILE_PAGES); split it or raise the limit.",
        ),
        pdf_lines.CHARACTERS: (
            f"“{name}”超过单个文件 {limits.characters} 字的上限（COMPANION_FILE_CHARACTERS），请拆分或调高上限。",
            f"“{name}” is over the limit of {limits.characters} characters a file (COMPANION_FILE_CHARACTERS); "
            "split it or raise the limit.",
        ),
    }[reason]
    return ReadingError(zh, en)
