"""Small PDF files, written by hand: lines of text at given places, in a Chinese font that is not embedded."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

Line = tuple[str, float, float, float]  # text, x, y, type size
Rule = tuple[float, float, float, float]  # from x, y to x, y


@dataclass(frozen=True)
class Scan:
    """A page that is a grey picture, a byte a pixel."""

    width: int
    height: int
    grey: bytes


BLANK = Scan(100, 100, bytes([255]) * 10_000)


def scan_of(page: Sequence[Line]) -> Scan:
    """A page as a scanner gives it: what it shows, without its text."""
    import pypdfium2

    picture = pypdfium2.PdfDocument(pdf([page]))[0].render(scale=2, grayscale=True).to_numpy()
    return Scan(picture.shape[1], picture.shape[0], picture.tobytes())


def page_of(*paragraphs: str, columns: int = 20, size: float = 12) -> list[Line]:
    """The lines of a page with these paragraphs, set ``columns`` Han characters wide and indented by two."""
    lines: list[Line] = []
    y = 760.0
    for paragraph in paragraphs:
        indent, rest = 2, paragraph
        while rest:
            cut, rest = rest[: columns - indent], rest[columns - indent :]
            lines.append((cut, 72 + indent * size, y, size))
            y -= size * 1.5
            indent = 0
    return lines


def pdf(pages: Sequence[Sequence[Line] | Scan], rules: Sequence[Rule] = ()) -> bytes:
    """A PDF file with these pages, each with ``rules`` drawn on it; a page without lines and rules is blank."""
    scans = [page for page in pages if isinstance(page, Scan)]
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    ]
    for number, page in enumerate(pages):
        shown = b""
        if isinstance(page, Scan):
            content = b"q 595 0 0 842 0 0 cm /I1 Do Q"
            place = 5 + 2 * len(pages) + next(at for at, scan in enumerate(scans) if scan is page)
            shown = b" /XObject << /I1 %d 0 R >>" % place
        else:
            content = b"BT %s ET" % b" ".join(
                b"/F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj" % (size, x, y, text.encode("utf-16-be").hex().encode())
                for text, x, y, size in page
            )
            content += b"".join(b" %g %g m %g %g l S" % rule for rule in rules)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >>%s >> /Contents %d 0 R >>"
            % (shown, 6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    for scan in scans:
        data = zlib.compress(scan.grey)
        objects.append(
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
            b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (scan.width, scan.height, len(data), data)
        )
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
