"""Which reader reads which kind of file."""

from collections.abc import Mapping

from companion.engines import ocr
from companion.engines.epub import read_epub
from companion.engines.html import read_html
from companion.engines.pdf import read_pdf
from companion.engines.plaintext import read_markdown, read_text
from companion.engines.sheets import read_xlsx
from companion.engines.slides import read_pptx
from companion.engines.word import read_docx
from companion.texts.reading import Limits, Reader

READERS: Mapping[str, Reader] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".pptx": read_pptx,
    ".xlsx": read_xlsx,
    ".epub": read_epub,
    ".html": read_html,
    ".htm": read_html,
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}


def able(limits: Limits) -> str:
    """What decides here which pages of a file are read: where it changes, a file with pages left is worth another try."""
    return f"{'recognition' if ocr.is_installed() else 'text'} {limits.seconds:g}"
