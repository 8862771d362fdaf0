"""Small PDF files, written by hand: lines of text at given places, in a Chinese font that is not embedded."""

from collections.abc import Sequence

Line = tuple[str, float, float, float]  # text, x, y, type size


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


def pdf(pages: Sequence[Sequence[Line]]) -> bytes:
    """A PDF file with these pages; a page without lines shows nothing, like a scan without a text layer."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (5 + 2 * number) for number in range(len(pages))), len(pages)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
    ]
    for number, lines in enumerate(pages):
        content = b"BT %s ET" % b" ".join(
            b"/F1 %g Tf 1 0 0 1 %g %g Tm <%s> Tj" % (size, x, y, text.encode("utf-16-be").hex().encode())
            for text, x, y, size in lines
        )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (6 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)
