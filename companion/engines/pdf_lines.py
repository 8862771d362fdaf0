"""PDF text with pypdf, in a process of its own: ``python -m companion.engines.pdf_lines FILE PAGES CHARACTERS``.

Writes one JSON document to stdout: ``{"pages": [[[text, x, y, size], …], …]}``, a list for each page and an item for
each of its lines (``null`` for a page that cannot be read), or ``{"refused": reason}`` with one of the reasons below.
x and y are the line's beginning and size its type size, in points; all three are 0 where pypdf cannot tell.
"""

import json
import math
import sys
from collections import Counter
from typing import Any

ENCRYPTED, MALFORMED, PAGES, CHARACTERS = "encrypted", "malformed", "pages", "characters"
_MEMORY = 2 * 1024**3

Line = tuple[str, float, float, float]


def lines_of(file: str, most_pages: int, most_characters: int) -> dict[str, Any]:
    """The lines of each page of a PDF file, or why there are none."""
    import pypdf
    from pypdf.errors import DependencyError, PyPdfError

    # What pypdf lets through for damaged files, besides its own errors.
    damaged = (
        PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, ArithmeticError,
        RecursionError, NotImplementedError, EOFError, UnicodeError, OSError,
    )  # fmt: skip
    try:
        reader = pypdf.PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": ENCRYPTED}
        count = len(reader.pages)
    except DependencyError:
        return {"refused": ENCRYPTED}
    except damaged:
        return {"refused": MALFORMED}
    if count > most_pages:
        return {"refused": PAGES}
    pages: list[list[Line] | None] = []
    characters = 0
    for number in range(count):
        try:
            lines = _page_lines(reader.pages[number])
        except damaged:
            pages.append(None)
            continue
        characters += sum(len(line[0]) for line in lines)
        if characters > most_characters:
            return {"refused": CHARACTERS}
        pages.append(lines)
    return {"pages": pages}


def _page_lines(page: Any) -> list[Line]:
    pieces: list[tuple[str, float, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            pieces.append((text, x, y, abs(size) * math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])))

    plain = page.extract_text(visitor_text=visit)
    if "".join(plain.split()) != "".join("".join(piece[0] for piece in pieces).split()):
        return [(line, 0.0, 0.0, 0.0) for line in plain.split("\n")]
    lines: list[Line] = []
    text, places, sizes = "", [(0.0, 0.0)], Counter[float]()
    for piece, x, y, size in [*pieces, ("\n", 0.0, 0.0, 0.0)]:
        for index, part in enumerate(piece.split("\n")):
            if index:
                size_of_line = sizes.most_common(1)[0][0] if sizes else 0.0
                lines.append((text, *places[-1], size_of_line))
                text, places, sizes = "", [(0.0, 0.0)], Counter()
            if part.strip():
                if not text.strip():
                    places.append((round(x, 1), round(y, 1)))
                sizes[round(size, 1)] += len(part.strip())
            text += part
    return lines


def main() -> None:
    """Read the file named on the command line within the memory allowed, and write its lines to stdout."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # not on this system, or a lower limit is in force already; the time limit still holds
    file, pages, characters = sys.argv[1:4]
    json.dump(lines_of(file, int(pages), int(characters)), sys.stdout)


if __name__ == "__main__":
    main()
