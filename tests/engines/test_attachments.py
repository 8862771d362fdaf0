"""What may be attached to a practice, and how it is kept."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from docx import Document
from PIL import Image

from companion.attachments import AttachmentStore, MemoryAttachments, Prepared
from companion.engines.attachments import AttachmentFolder, prepare
from companion.errors import UsageError


def photo(form: str, size: tuple[int, int] = (400, 200), **kept: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#2b5c8a").save(out, form, **kept)  # type: ignore[arg-type]
    return out.getvalue()


def with_place() -> bytes:
    """A JPEG that says where it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 0.0)
    return photo("JPEG", exif=exif)


@pytest.fixture(params=["folder", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> AttachmentStore:
    return AttachmentFolder(tmp_path / "attachments") if request.param == "folder" else MemoryAttachments()


def test_what_was_put_is_found_by_its_digest_until_it_is_dropped(store: AttachmentStore) -> None:
    key = store.put(b"one")
    assert store.put(b"one") == key != store.put(b"two")
    assert store.get(key) == b"one"
    store.drop(key)
    store.drop(key)
    assert store.get(key) is None
    assert store.get("../companion.sqlite") is None and store.get("") is None
    store.drop("../companion.sqlite")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_written_anew_whatever_it_is_called(form: str) -> None:
    kept = prepare("../..\\合影.exe", photo(form, (3200, 1600)))
    assert kept.photo and kept.name == "合影.jpg"
    assert Image.open(io.BytesIO(kept.data)).size == (1600, 800)


def test_a_photo_is_upright_and_tells_neither_where_nor_by_what_it_was_taken() -> None:
    kept = Image.open(io.BytesIO(prepare("a.jpg", with_place()).data))
    assert kept.size == (200, 400)
    assert not kept.getexif() and not kept.getexif().get_ifd(0x8825)
    assert b"Maker" not in prepare("a.jpg", with_place()).data


def test_documents_are_kept_as_they_are() -> None:
    out = io.BytesIO()
    Document().save(out)
    assert prepare("计划.DOCX", out.getvalue()) == Prepared("计划.docx", False, out.getvalue())
    assert prepare("a.pdf", b"%PDF-1.7 x").data == b"%PDF-1.7 x"


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", b"<html><script>alert(1)</script></html>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.jpg", b"\xff\xd8\xff broken"),
        ("a.png", photo("PNG")[:60]),
        ("a.docx", b"%PDF-1.7"),
        ("a.docx", zipped("macro.exe")),
        ("a.docx", b"PK broken"),
        ("a.exe", b"MZ"),
        ("a.pdf.html", b"%PDF-1.7"),
        ("", b""),
    ],
)
def test_anything_else_gets_a_sentence(name: str, data: bytes) -> None:
    with pytest.raises(UsageError) as refused:
        prepare(name, data)
    assert refused.value.zh.endswith("。")


@pytest.mark.parametrize("side", [9_000, 60_000])
def test_a_photo_that_would_fill_the_memory_is_refused(side: int) -> None:
    start = photo("PNG", (1, 1))
    head = start[12:16] + side.to_bytes(4) + side.to_bytes(4) + start[24:29]
    with pytest.raises(UsageError):
        prepare("a.png", start[:12] + head + zlib.crc32(head).to_bytes(4) + start[33:])
