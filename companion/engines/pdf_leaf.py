"""One page of a PDF file as a picture and as characters with their boxes, by pdfium. Runs in a process of its own.

``python -m companion.engines.pdf_leaf FILE PAGE PICTURE`` writes the picture to PICTURE and the characters to stdout.
"""

import ctypes
import json
import sys

from companion.engines.bounded import limit_memory

WIDTH = 1500  # pixels: sharp on a desk, and still when a phone shows it at twice its width
PIXELS = 6_000_000  # and no more of them, however long the page is
CHARACTERS = 20_000  # looked at on one page
MEMORY = 2 * 1024**3  # of addresses; pdfium needs some 300 MB of them for an ordinary page
GRID = 10_000  # boxes are told in so many parts of the page's width and height


def main(file: str, number: str, picture: str) -> None:
    limit_memory(MEMORY)
    import pypdfium2
    from pypdfium2 import raw

    page = pypdfium2.PdfDocument(file)[int(number) - 1]
    width, height = page.get_size()
    scale = min(WIDTH / width, (PIXELS / (width * height)) ** 0.5)
    image = page.render(scale=scale, may_draw_forms=False).to_pil()
    image.save(picture, "WEBP", quality=82, method=2)
    text = page.get_textpage()
    characters: list[str] = []
    boxes: list[tuple[int, int, int, int]] = []
    x, y = ctypes.c_int(), ctypes.c_int()

    def shown(across: float, up: float) -> tuple[int, int]:
        """A point of the page on the picture: pdfium knows of its rotation and of what is cut off."""
        raw.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, across, up, ctypes.byref(x), ctypes.byref(y))
        return x.value, y.value

    for place in range(min(text.count_chars(), CHARACTERS)):
        left, bottom, right, top = text.get_charbox(place, loose=True)
        (one, two), (three, four) = shown(left, top), shown(right, bottom)
        characters.append(chr(min(raw.FPDFText_GetUnicode(text, place), sys.maxunicode)))
        boxes.append((min(one, three), min(two, four), max(one, three), max(two, four)))
    found = {"width": image.width, "height": image.height, "characters": characters, "boxes": boxes}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
