"""What stands on a PDF's pages, with pdfium, in a process of its own: ``python -m companion.engines.pdf_lines FILE PAGES CHARACTERS``.

Writes one JSON document to stdout: ``{"pages": [{…}, …]}`` with an object a page (``null`` for one that cannot be read),
or ``{"refused": reason}`` with one of the reasons below. Of a page: ``pieces``, its text as ``[text, x, y, right, size]``,
each a stretch of one line without a wide gap, in the file's order; ``rules``, the straight lines drawn on it as ``[left,
bottom, right, top]``; ``picture``, the share of the page that pictures cover. Characters whose meaning the file does not
tell are U+FFFD. Lengths are in points from the lower left of the page as it is shown.
"""

import ctypes
import json
import math
import sys
from typing import Any

from companion.engines.bounded import limit_memory

ENCRYPTED, MALFORMED, PAGES, CHARACTERS = "encrypted", "malformed", "pages", "characters"
_MEMORY = 2 * 1024**3
_WIDE = 1.2  # type sizes; a gap that no word space has, even in justified lines
_THIN = 2.5  # points; what is drawn thinner is a rule
_MOST_DRAWN = 5000  # things drawn on a page that are looked at
_SPACE, _HYPHEN_AT_END, _LAST = 32, 2, 0x10FFFF
_MADE = (_SPACE, 10, 13)  # characters that pdfium adds where it sees a gap or the end of a line
_DRAWN_TEXT = 40  # outlines on a page without text that may be its letters

Piece = tuple[str, float, float, float, float]


def lines_of(file: str, most_pages: int, most_characters: int) -> dict[str, Any]:
    """What stands on each page of a PDF file, or why there is nothing."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        return {
            "refused": ENCRYPTED
            if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            else MALFORMED
        }
    if len(document) > most_pages:
        return {"refused": PAGES}
    pages: list[dict[str, Any] | None] = []
    characters = 0
    for number in range(len(document)):
        try:
            page = document[number]
            sheet = _Sheet(page, pdfium)
        except pypdfium2.PdfiumError:
            pages.append(None)
            continue
        characters += sheet.characters
        if characters > most_characters:
            return {"refused": CHARACTERS}
        pages.append(sheet.found())
        page.close()
    return {"pages": pages}


class _Sheet:
    """One walk over a page."""

    def __init__(self, page: Any, pdfium: Any) -> None:
        self._page, self._pdfium, self._text = page, pdfium, page.get_textpage()
        self.characters: int = self._text.count_chars()
        left, bottom, right, top = page.get_cropbox()
        self._turned = page.get_rotation()
        self._box = left, bottom, max(right - left, 1.0), max(top - bottom, 1.0)

    def found(self) -> dict[str, Any]:
        pieces = self._pieces()
        rules, picture = self._drawn(bool(pieces))
        return {"pieces": pieces, "rules": rules, "picture": round(picture, 3)}

    def _pieces(self) -> list[Piece]:
        """Each call of pdfium costs about a microsecond, and there are millions of characters: no more calls than needed."""
        pdfium, sheet = self._pdfium, self._text.raw
        x, y = ctypes.c_double(), ctypes.c_double()
        pieces: list[Piece] = []
        text, begin, base, size, height, last, before, drawn = "", 0.0, 0.0, 0.0, 0.0, 0, 0.0, None

        def end() -> None:
            if text.strip():
                pieces.append((_whole(text), round(begin, 1), round(base, 1), round(self._right(last), 1), size))

        for index in range(self.characters):
            code = pdfium.FPDFText_GetUnicode(sheet, index)
            if code in _MADE and pdfium.FPDFText_IsGenerated(sheet, index) == 1:
                if code != _SPACE:
                    end()
                    text = ""
                elif text:
                    text += " "
                continue
            by = ctypes.cast(pdfium.FPDFText_GetTextObject(sheet, index), ctypes.c_void_p).value
            if by != drawn or by is None:
                drawn, height = by, self._size(index)
            pdfium.FPDFText_GetCharOrigin(sheet, index, x, y)
            at, level = self._upright(x.value, y.value)
            em = max(height, 1.0)
            if text and (
                abs(level - base) > em * 0.3
                or abs(height - size) > em * 0.2
                or at < begin - em
                or (at - before > em * _WIDE and at - self._right(last) > em * _WIDE)
            ):
                end()
                text = ""
            if not text:
                begin, base, size = at, level, height
            if code == _HYPHEN_AT_END:
                code = ord("-")
            elif pdfium.FPDFText_HasUnicodeMapError(sheet, index) == 1 or code > _LAST:
                code = 0xFFFD
            text += chr(code)
            last, before = index, at
        end()
        return pieces

    def _size(self, index: int) -> float:
        """A character's type size as it is shown: the font's, drawn larger or smaller."""
        matrix = self._pdfium.FS_MATRIX()
        self._pdfium.FPDFText_GetMatrix(self._text, index, matrix)
        size = self._pdfium.FPDFText_GetFontSize(self._text, index) * math.hypot(matrix.c, matrix.d)
        return round(size, 1) if math.isfinite(size) else 0.0

    def _right(self, index: int) -> float:
        """Where a character ends."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        self._pdfium.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        return max(self._upright(right.value, top.value)[0], self._upright(left.value, bottom.value)[0])

    def _drawn(self, has_text: bool) -> tuple[list[tuple[float, float, float, float]], float]:
        pdfium, rules, covered, outlines = self._pdfium, [], 0.0, 0
        for count, drawn in enumerate(
            self._page.get_objects((pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH), max_depth=4)
        ):
            if count > _MOST_DRAWN:
                break
            left, bottom, right, top = self._within(drawn.get_bounds())
            wide, high = right - left, top - bottom
            if drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
                covered += wide * high
            elif min(wide, high) <= _THIN < max(wide, high):
                rules.append(tuple(round(at, 1) for at in (left, bottom, right, top)))
            else:
                outlines += 1
        share = min(covered / (self._box[2] * self._box[3]), 1.0)
        return rules, 1.0 if not has_text and outlines > _DRAWN_TEXT else share

    def _within(self, bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A box on the page as it is shown, cut off at the page's edges."""
        (a, b), (c, d) = self._upright(*bounds[:2]), self._upright(*bounds[2:])
        wide, high = self._box[2:] if self._turned in (0, 180) else (self._box[3], self._box[2])
        return (
            min(max(min(a, c), 0.0), wide),
            min(max(min(b, d), 0.0), high),
            max(min(max(a, c), wide), 0.0),
            max(min(max(b, d), high), 0.0),
        )

    def _upright(self, x: float, y: float) -> tuple[float, float]:
        """A place on the page as it is shown, for files that turn their pages."""
        left, bottom, wide, high = self._box
        x, y = x - left, y - bottom
        if not self._turned:
            return x, y
        return {90: (y, wide - x), 180: (wide - x, high - y), 270: (high - y, x)}.get(self._turned, (x, y))


def _whole(text: str) -> str:
    """The text with its surrogate pairs made one character each; what is half of one becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def main() -> None:
    """Read the file named on the command line within the memory allowed, and write what stands in it to stdout."""
    limit_memory(_MEMORY)
    file, pages, characters = sys.argv[1:4]
    json.dump(lines_of(file, int(pages), int(characters)), sys.stdout)


if __name__ == "__main__":
    main()
