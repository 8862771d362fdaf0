"""What a PDF's pages show, read from their pictures with rapidocr, in a process of its own:
``python -m companion.engines.ocr_lines FILE PAGE …``.

Writes a line of JSON for each page as soon as it is read: ``{"number": n, "pieces": [[text, x, y, right, size, score],
…]}``. Lengths are in points from the lower left of the page as it is shown; scores go from 0 to 1.
"""

import json
import sys
from typing import Any

from companion.engines.bounded import limit_memory

_MEMORY = 6 * 1024**3  # addresses; about a sixth of that is used
_SCALE = 2.0  # pixels a point: 144 dots an inch
_MOST_PIXELS = 1800  # along a side; an A4 page has 1684
_PADDING = 0.8  # of a found line's height is the type's size


class _Eyes:
    """The recogniser, made once for all pages."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._read = RapidOCR(params={"Global.log_level": "critical"})

    def pieces(self, page: Any) -> list[tuple[str, float, float, float, float, float]]:
        wide, high = page.get_size()
        scale = min(_SCALE, _MOST_PIXELS / max(wide, high, 1.0))
        found = self._read(page.render(scale=scale, rev_byteorder=False).to_numpy())
        if found.txts is None:
            return []
        pieces = []
        for box, text, score in zip(found.boxes.tolist(), found.txts, found.scores, strict=True):
            left, right = min(x for x, _ in box) / scale, max(x for x, _ in box) / scale
            # The height of a line that stands aslant is that of its ends, not of the box around it.
            tall = min(abs(box[3][1] - box[0][1]), abs(box[2][1] - box[1][1])) / scale
            middle = high - sum(y for _, y in box) / 4 / scale
            size = max(tall * _PADDING, 1.0)
            pieces.append(
                (
                    text,
                    round(left, 1),
                    round(middle - size * 0.3, 1),
                    round(right, 1),
                    round(size, 1),
                    round(float(score), 4),
                )
            )
        return pieces


def main() -> None:
    """Read the pages named on the command line within the memory allowed, and write each to stdout."""
    limit_memory(_MEMORY)
    import pypdfium2

    out, sys.stdout = sys.stdout, sys.stderr  # nothing else is to be written there
    document = pypdfium2.PdfDocument(sys.argv[1])
    eyes = _Eyes()
    for number in map(int, sys.argv[2:]):
        try:
            pieces = eyes.pieces(document[number - 1])
        except pypdfium2.PdfiumError:
            continue
        out.write(json.dumps({"number": number, "pieces": pieces}) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
