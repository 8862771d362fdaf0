"""Hostile and broken files, one row each: nothing crashes or hangs, nothing is fetched or run, and what is refused is
refused in a sentence that names the file."""

import io
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf
import pytest

from companion.engines.readers import READERS
from companion.errors import ReadingError
from companion.texts.documents import Document, Entry
from companion.texts.reading import Limits, read_document
from companion.texts.splitting import split
from tests.engines.pdf_files import page_of, pdf

LIMITS = Limits(bytes=4_000_000, pages=50, characters=200_000, seconds=4)
SLACK = 4  # seconds that stopping a file at its limit may take
TEXT = "学校坚持把立德树人作为根本任务。"
SECRET = "机密内容不得外泄"
XHTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY i SYSTEM "file://{}">]>'


def packed(members: Mapping[str, bytes | str], data: bytes = b"") -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, member in members.items():
            package.writestr(name, member)
    return out.getvalue()


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph(TEXT)
    return saved(document)


def slides() -> bytes:
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[5]).shapes.title.text = TEXT
    return saved(deck)


def sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = TEXT
    return saved(book)


def book(
    chapter: str = XHTML.format(f"<p>{TEXT}</p>"), href: str = "a.xhtml", more: Mapping[str, bytes | str] | None = None
) -> bytes:
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="{href}" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": container,
        "b.opf": package,
        "a.xhtml": chapter,
    }
    return packed(members | dict(more or {}))


def changed(data: bytes, member: str, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return packed(
            {
                name: change(package.read(name).decode()) if name == member else package.read(name)
                for name in package.namelist()
            }
        )


def lying(data: bytes, name: str) -> bytes:
    """A package that declares its largest member to hold ten bytes."""
    out = bytearray(packed({name: "甲" * 3_000_000}, data))
    size = (9_000_000).to_bytes(4, "little")
    return bytes(out.replace(size, (10).to_bytes(4, "little")))


def objects(*bodies: bytes, trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1, without a cross-reference table: readers build it anew."""
    out = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(bodies, 1))
    return out + b"trailer << /Size %d %s >>\n%%%%EOF\n" % (len(bodies) + 1, trailer)


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
SHOWN = b"BT /F1 12 Tf 72 700 Td (Reading together) Tj ET"


def one_page(content: bytes, *more: bytes, page: bytes = PAGE, catalog: bytes = CATALOG) -> bytes:
    return objects(catalog, PAGES, page, content, FONT, *more)


def bomb(size: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(size)) + packer.flush()


def locked(algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([page_of(TEXT)])))
    writer.encrypt("secret", "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def with_script() -> bytes:
    action = b"<< /S /JavaScript /JS (app.launchURL\\('http://127.0.0.1:9/'\\); while \\(true\\) {}) >>"
    return one_page(
        stream(SHOWN), action, stream(SECRET.encode()), catalog=CATALOG.replace(b">>", b"/OpenAction 6 0 R >>")
    )


def truncated(data: bytes) -> bytes:
    return data[: len(data) * 3 // 5]


def flipped(data: bytes) -> bytes:
    out = bytearray(data)
    for at in range(40, len(out), 97):
        out[at] ^= 0x5A
    return bytes(out)


# What each file is, its ending, its bytes, and what must come of it: words of its text, words of the refusal, or either.
READ, REFUSED, EITHER = "read", "refused", "either"
Row = tuple[str, Callable[[], bytes], str, str]
PDFS: dict[str, Row] = {
    "a PDF that ends after its first line": (".pdf", lambda: b"%PDF-1.7\n", REFUSED, "损坏"),
    "a PDF of brackets": (".pdf", lambda: b"%PDF-1.7\n" + b"<<[" * 100_000, REFUSED, "损坏"),
    "a PDF of arrays nested in an object": (".pdf", lambda: objects(b"[" * 200_000 + b"]" * 200_000), REFUSED, "损坏"),
    "a PDF without pages": (".pdf", lambda: objects(CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"), REFUSED, ""),
    "a PDF whose page tree is its own child": (
        ".pdf",
        lambda: objects(CATALOG, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        REFUSED,
        "",
    ),
    "a PDF whose page trees hold each other": (
        ".pdf",
        lambda: objects(
            CATALOG,
            b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 9 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 2 0 R] /Count 9 >>",
        ),
        REFUSED,
        "",
    ),
    "a PDF that says it has two thousand million pages": (
        ".pdf",
        lambda: objects(CATALOG, PAGES.replace(b"/Count 1", b"/Count 2147483647"), PAGE, stream(SHOWN), FONT),
        EITHER,
        "",
    ),
    "a PDF with 10,000 pages": (
        ".pdf",
        lambda: objects(
            CATALOG, b"<< /Type /Pages /Kids [" + b"3 0 R " * 10_000 + b"] /Count 10000 >>", PAGE, stream(SHOWN), FONT
        ),
        REFUSED,
        "COMPANION_FILE_PAGES",
    ),
    "a PDF whose outline is a circle": (
        ".pdf",
        lambda: one_page(
            stream(SHOWN),
            b"<< /First 7 0 R /Last 7 0 R >>",
            b"<< /Title (a) /Parent 6 0 R /Next 7 0 R /First 6 0 R >>",
            catalog=CATALOG.replace(b">>", b"/Outlines 6 0 R >>"),
        ),
        READ,
        "Reading",
    ),
    "a PDF whose older cross-references lead back to the newest": (
        ".pdf",
        lambda: pdf([page_of(TEXT)]).replace(b"trailer << ", b"trailer << /Prev 9 "),
        EITHER,
        "",
    ),
    "a PDF whose cross-references point anywhere": (
        ".pdf",
        lambda: pdf([page_of(TEXT)]).replace(b" 00000 n", b"9 0000 n"),
        EITHER,
        "",
    ),
    "a PDF whose object stands for itself": (".pdf", lambda: one_page(b"4 0 R"), REFUSED, ""),
    "a PDF stream that says it is longer than the file": (
        ".pdf",
        lambda: one_page(stream(SHOWN).replace(b"/Length 47", b"/Length 4700000")),
        EITHER,
        "",
    ),
    "a PDF stream of negative length": (
        ".pdf",
        lambda: one_page(stream(SHOWN).replace(b"/Length 47", b"/Length -1")),
        EITHER,
        "",
    ),
    "a PDF stream that inflates to 100 MB": (
        ".pdf",
        lambda: one_page(stream(bomb(100), b"/Filter /FlateDecode")),
        REFUSED,
        "",
    ),
    "a PDF stream packed a hundred times": (
        ".pdf",
        lambda: one_page(stream(zlib.compress(SHOWN), b"/Filter [" + b"/FlateDecode " * 100 + b"]")),
        REFUSED,
        "",
    ),
    "a PDF form that draws itself": (
        ".pdf",
        lambda: one_page(
            stream(SHOWN + b" /X Do"),
            stream(
                b"/X Do /X Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
            ),
        ),
        EITHER,
        "",
    ),
    "a PDF page that saves its state a million times": (
        ".pdf",
        lambda: one_page(stream(SHOWN + b" q" * 1_000_000)),
        EITHER,
        "",
    ),
    "a PDF page of a million letters": (
        ".pdf",
        lambda: one_page(stream(b"BT /F1 1 Tf " + b"(aaaaaaaaaa) Tj " * 100_000 + b"ET")),
        REFUSED,
        "",
    ),
    "a PDF page as large as a country": (
        ".pdf",
        lambda: one_page(stream(SHOWN), page=PAGE.replace(b"595 842", b"1e30 1e30")),
        EITHER,
        "",
    ),
    "a PDF page of no size": (
        ".pdf",
        lambda: one_page(stream(SHOWN), page=PAGE.replace(b"595 842", b"0 0")),
        EITHER,
        "",
    ),
    "a PDF page turned by 37 degrees": (
        ".pdf",
        lambda: one_page(stream(SHOWN), page=PAGE.replace(b"/Contents", b"/Rotate 37 /Contents")),
        READ,
        "Reading",
    ),
    "a PDF picture of 60,000 by 60,000 points": (
        ".pdf",
        lambda: one_page(
            stream(b"595 0 0 842 0 0 cm /X Do"),
            stream(
                bomb(4),
                b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
            ),
        ),
        REFUSED,
        "第1页",
    ),
    "a PDF with a script that opens an address": (".pdf", with_script, READ, "Reading"),
    "a PDF that opens an address": (
        ".pdf",
        lambda: one_page(
            stream(SHOWN), catalog=CATALOG.replace(b">>", b"/OpenAction << /S /URI /URI (http://127.0.0.1:9/) >> >>")
        ),
        READ,
        "Reading",
    ),
    "a PDF locked with AES": (".pdf", lambda: locked("AES-256"), REFUSED, "密码"),
    "a PDF locked with RC4": (".pdf", lambda: locked("RC4-128"), REFUSED, "密码"),
    "a truncated PDF": (".pdf", lambda: truncated(pdf([page_of(TEXT)] * 3)), EITHER, ""),
    "a PDF with bytes changed throughout": (".pdf", lambda: flipped(pdf([page_of(TEXT)] * 3)), EITHER, ""),
    "a PDF behind a megabyte of something else": (".pdf", lambda: b"\0" * 1_000_000 + pdf([page_of(TEXT)]), EITHER, ""),
    "a PDF with marks that turn the direction of writing": (
        ".pdf",
        lambda: pdf([page_of("学校\u202e坚持\u2066立德树人\u202c。")]),
        READ,
        "立德树人",
    ),
    "a PDF of lone surrogates": (".pdf", lambda: one_page(stream(b"BT /F1 12 Tf <D800DC00D801> Tj ET")), EITHER, ""),
}
PACKAGES: dict[str, Row] = {
    f"{what} as {suffix}": (suffix, make, expected, words)
    for suffix, sound, main in ((".docx", word, "word/document.xml"), (".pptx", slides, "ppt/presentation.xml"), (".xlsx", sheet, "xl/workbook.xml"), (".epub", book, "b.opf"))
    for what, make, expected, words in (
        ("a truncated package", lambda sound=sound: truncated(sound()), REFUSED, "另存为"),
        ("a package with bytes changed throughout", lambda sound=sound: flipped(sound()), REFUSED, ""),
        ("a zip bomb", lambda sound=sound: packed({"more.xml": bytes(60_000_000)}, sound()), REFUSED, "COMPANION_FILE_MEGABYTES"),
        ("a zip bomb of many parts", lambda sound=sound: packed({f"{n}.xml": bytes(390_000) for n in range(60)}, sound()), REFUSED, "COMPANION_FILE_MEGABYTES"),
        ("a package that lies about sizes", lambda sound=sound: lying(sound(), "more.xml"), EITHER, ""),
        ("a package whose main part is no XML", lambda sound=sound, main=main: changed(sound(), main, lambda _: "<a><b"), REFUSED, ""),
        ("a package with a billion laughs", lambda sound=sound, main=main: changed(sound(), main, lambda xml: LAUGHS + xml.split("?>", 1)[-1]), EITHER, ""),
        ("a package with names that lead outside", lambda sound=sound: packed({"../../outside.xml": SECRET, "/tmp/outside.xml": SECRET}, sound()), READ, TEXT),
        ("a package within a package", lambda sound=sound: packed({"inner.zip": packed({"a.bin": bytes(3_000_000)})}, sound()), READ, TEXT),
        ("a package with the same name twice", lambda sound=sound, main=main: packed({main + "x": "a"}, sound()).replace((main + "x").encode(), (main[:-1] + "lx").encode()), EITHER, ""),
    )
}  # fmt: skip
MARKUP: dict[str, Row] = {
    "a page with scripts": (".html", lambda: f"<p>{TEXT}</p><script>{SECRET}</script><img src=x onerror={SECRET}><svg onload={SECRET}>".encode(), READ, TEXT),
    "a page with frames and objects": (".html", lambda: f'<p>{TEXT}</p><iframe src="file:///etc/passwd">{SECRET}</iframe><object data="a">{SECRET}</object>'.encode(), READ, TEXT),
    "a page nested 100,000 deep": (".html", lambda: b"<div>" * 100_000 + TEXT.encode(), REFUSED, "嵌套"),
    "a page of 100,000 open tables": (".html", lambda: b"<table><tr><td>" * 30_000 + TEXT.encode(), REFUSED, ""),
    "a page of one huge attribute": (".html", lambda: b'<p title="' + b"a" * 1_500_000 + f'">{TEXT}</p>'.encode(), READ, TEXT),
    "a page with a billion laughs": (".html", lambda: (LAUGHS + f"<p>{TEXT}&i;</p>").encode(), READ, TEXT),
    "a page with null bytes": (".html", lambda: f"<p>{TEXT[:5]}\0{TEXT[5:]}</p><p>{TEXT * 8}</p>".encode(), READ, TEXT),
    "a page that says it is in UTF-7": (".html", lambda: f'<meta charset="utf-7"><p>{TEXT}</p>+ADw-script+AD4-'.encode(), READ, TEXT),
    "a page of half a tag": (".html", lambda: b"<" * 200_000, EITHER, ""),
    "a page of half a comment": (".html", lambda: f"<p>{TEXT}</p><!--".encode() + b"-" * 500_000, READ, TEXT),
    "an e-book with scripts": (".epub", lambda: book(XHTML.format(f"<p>{TEXT}</p><script>{SECRET}</script>")), READ, TEXT),
    "an e-book whose chapter lies outside": (".epub", lambda: book(href="../../../etc/passwd"), REFUSED, ""),
    "an e-book whose chapter is an address": (".epub", lambda: book(href="http://127.0.0.1:9/a.xhtml"), REFUSED, ""),
    "an e-book with a nest of tags": (".epub", lambda: book("<a>" * 100_000), REFUSED, ""),
    "an e-book that is locked": (".epub", lambda: book(more={"META-INF/encryption.xml": '<encryption><EncryptedData><EncryptionMethod Algorithm="aes"/></EncryptedData></encryption>'}), REFUSED, "DRM"),
    "Markdown of open brackets": (".md", lambda: b"[" * 100_000 + TEXT.encode(), EITHER, ""),
    "Markdown of emphasis without end": (".md", lambda: b"**a_b`c" * 25_000, EITHER, ""),
    "Markdown of quotes within quotes": (".md", lambda: b"> " * 50_000 + TEXT.encode(), EITHER, ""),
    "Markdown with scripts": (".md", lambda: f"{TEXT}\n<script>alert(1)</script>\n[a](javascript:alert(1))\n".encode(), READ, TEXT),
    "Markdown of one table row": (".md", lambda: b"|" * 150_000, EITHER, ""),
}  # fmt: skip
TEXTS: dict[str, Row] = {
    "a text of null bytes": (".txt", lambda: bytes(100_000), REFUSED, ""),
    "a text with a few null bytes": (".txt", lambda: (TEXT * 20).encode() + b"\0" + TEXT.encode(), READ, TEXT),
    "a text of one huge line": (".txt", lambda: (TEXT * 10_000).encode(), READ, TEXT),
    "a text of empty lines": (".txt", lambda: b"\n" * 3_000_000, REFUSED, ""),
    "a text with marks that turn the direction of writing": (
        ".txt",
        lambda: "学校\u202e坚持把\u2067立德树人\u200f。".encode(),
        READ,
        "学校坚持把立德树人。",
    ),
    "a text with marks of order in its midst": (
        ".txt",
        lambda: f"\ufeff\ufeff{TEXT}\ufeff{TEXT}".encode(),
        READ,
        TEXT * 2,
    ),
    "a text of lone surrogates": (".txt", lambda: TEXT.encode() + b"\xed\xa0\x80\xed\xb0\x80", EITHER, ""),
    "a text in UTF-16 cut in half": (".txt", lambda: b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1], REFUSED, "编码"),
    "a text in UTF-16 of half a pair": (
        ".txt",
        lambda: b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\x00\xd8",
        REFUSED,
        "编码",
    ),
    "a text in UTF-32 of no characters": (".txt", lambda: b"\xff\xfe\0\0" + b"\xff" * 40, REFUSED, ""),
    "a text of accents on one letter": (".txt", lambda: ("e" + "\u0301" * 100_000).encode(), READ, ""),
    "a text beyond the limit of characters": (
        ".txt",
        lambda: (TEXT * 20_000).encode()[:3_000_000],
        REFUSED,
        "COMPANION_FILE_CHARACTERS",
    ),
    "a text beyond the limit of bytes": (".txt", lambda: b"a" * 5_000_000, REFUSED, "COMPANION_FILE_MEGABYTES"),
    "noise": (".txt", lambda: bytes((n * n * 31 + n) % 256 for n in range(50_000)), REFUSED, ""),
    "a text of numbered lines": (".txt", lambda: "".join(f"第{n}条\n" for n in range(10_000)).encode(), READ, "第1条"),
    "a text of one heading again and again": (".txt", lambda: ("第一章 总则\n" * 15_000).encode(), READ, "总则"),
}
NAMES: dict[str, Row] = {
    f"{what} named {suffix}": (suffix, make, REFUSED, "")
    for what, make in (
        ("a program", lambda: b"\x7fELF" + bytes(500)),
        ("an image", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ("nothing", lambda: b""),
    )
    for suffix in (".pdf", ".docx", ".pptx", ".xlsx", ".epub", ".html", ".txt", ".md")
}
FILES = PDFS | PACKAGES | MARKUP | TEXTS | NAMES


def read(file: Path) -> Document | ReadingError:
    """What comes of the file, within its time; a page left out is named in two languages."""
    began = time.monotonic()
    try:
        document, failures = read_document(file.parent, Entry(file.name, file.stem, language=""), READERS, LIMITS)
    except ReadingError as error:
        assert file.name in error.zh and file.name in error.en and error.zh.endswith("。")
        return error
    finally:
        assert time.monotonic() - began < LIMITS.seconds + SLACK
    assert all(failure.page and failure.zh.endswith("。") and failure.en.endswith(".") for failure in failures)
    return document


def holds(document: Document) -> None:
    """Whatever was read can be split and cited, and nothing in it steers a screen."""
    for passage in split(document):
        assert passage.cite().stands_in(document)
    assert not any(mark in document.text for mark in "\0\u202e\u202c\u2066\u2067\u200f\ufeff")
    assert SECRET not in document.text
    document.text.encode()


def test_there_are_many() -> None:
    assert len(FILES) >= 100


@pytest.mark.parametrize("what", FILES)
def test_a_hostile_file(tmp_path: Path, what: str) -> None:
    suffix, make, expected, words = FILES[what]
    file = tmp_path / f"file{suffix}"
    file.write_bytes(make())
    found = read(file)
    if isinstance(found, ReadingError):
        assert expected in (REFUSED, EITHER), found.zh
        assert expected is EITHER or words in found.zh
    else:
        assert expected in (READ, EITHER), found.text[:200]
        assert expected is EITHER or words in found.text
        holds(found)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx", ".epub", ".html"])
def test_no_other_file_is_drawn_in(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "secret").write_text(SECRET, "utf-8")
    doctype = OUTSIDE.format(tmp_path / "secret")
    sound, main, at = {
        ".docx": (word, "word/document.xml", TEXT),
        ".pptx": (slides, "ppt/slides/slide1.xml", TEXT),
        ".xlsx": (sheet, "xl/sharedStrings.xml", TEXT),
        ".epub": (book, "a.xhtml", TEXT),
        ".html": (lambda: f"<p>{TEXT}</p>".encode(), "", TEXT),
    }[suffix]

    def draw_in(xml: str) -> str:
        return doctype + xml.split("?>", 1)[-1].replace(at, at + "&i;")

    file = tmp_path / f"file{suffix}"
    file.write_bytes(changed(sound(), main, draw_in) if main else draw_in(sound().decode()).encode())
    found = read(file)
    assert SECRET not in (found.zh if isinstance(found, ReadingError) else found.text)


ODD = os.environ.get("COMPANION_ODD_FILES", "")


@pytest.mark.skipif(not ODD, reason="COMPANION_ODD_FILES names no folder of odd files")
def test_a_folder_of_odd_files() -> None:
    files = [file for file in sorted(Path(ODD).iterdir()) if file.suffix.lower() in READERS]
    assert files
    for file in files:
        found = read(file)
        if isinstance(found, Document):
            holds(found)
