"""Attachments in a folder, and what may be one: photos, which are written anew, and documents of a few kinds."""

import hashlib
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from companion.attachments import Prepared
from companion.engines.sql_connections import explained
from companion.errors import UsageError

PIXELS = 60_000_000
"""So large a photo is opened at most; a phone's has 12 to 50 million."""

EDGE, QUALITY = 1600, 85
NAME = 80

_KEY = re.compile(r"[0-9a-f]{64}")
_PHOTOS = ("JPEG", "PNG", "WEBP")
_OFFICE = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/"}


class AttachmentFolder:
    """One file an attachment, named by its SHA-256; made when the first one comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        key = hashlib.sha256(data).hexdigest()
        with explained(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not (self._folder / key).exists():
                descriptor, part = tempfile.mkstemp(dir=self._folder, prefix=".part-")
                with os.fdopen(descriptor, "wb") as file:
                    file.write(data)
                Path(part).replace(self._folder / key)
        return key

    def get(self, key: str) -> bytes | None:
        file = self._folder / key
        if not _KEY.fullmatch(key) or not file.is_file():
            return None
        with explained(file):
            return file.read_bytes()

    def drop(self, key: str) -> None:
        if _KEY.fullmatch(key):
            with explained(self._folder):
                (self._folder / key).unlink(missing_ok=True)


def prepare(name: str, data: bytes) -> Prepared:
    """Photos (JPEG, PNG, WebP) upright, at most EDGE pixels wide and high, without what else a camera writes down (where
    and when); PDF, DOCX, XLSX and PPTX as they are. What it is, its content tells. Raises UsageError for anything else."""
    name = PurePosixPath(re.sub(r"[\\\x00-\x1f\x7f]", "/", name)).name.strip() or "file"
    stem, ending = PurePosixPath(name).stem[:NAME], PurePosixPath(name).suffix.lower()
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        return Prepared(f"{stem}.jpg", True, _rewritten(data))
    if (ending == ".pdf" and data.startswith(b"%PDF-")) or _is_office(ending, data):
        return Prepared(stem + ending, False, data)
    raise UsageError(
        "只能附照片（JPG、PNG、WebP）和 PDF、DOCX、XLSX、PPTX 文件。",
        "Only photos (JPG, PNG, WebP) and PDF, DOCX, XLSX or PPTX files can be attached.",
    )


def _rewritten(data: bytes) -> bytes:
    from PIL import Image, ImageOps

    out = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=_PHOTOS) as photo:
            if photo.width * photo.height > PIXELS:
                raise UsageError("这张照片的像素太多，请缩小后再附。", "This photo has too many pixels; please make it smaller.")
            upright = ImageOps.exif_transpose(photo).convert("RGB")
            upright.thumbnail((EDGE, EDGE))
            Image.frombytes("RGB", upright.size, upright.tobytes()).save(out, "JPEG", quality=QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise UsageError("这张照片打不开，请换一张。", "This photo cannot be opened; please choose another.") from error
    return out.getvalue()


def _is_office(ending: str, data: bytes) -> bool:
    if ending not in _OFFICE or not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    return "[Content_Types].xml" in names and any(one.startswith(_OFFICE[ending]) for one in names)
