"""Which reader reads which kind of file."""

from collections.abc import Mapping

from companion.engines.pdf import read_pdf
from companion.engines.plaintext import read_markdown, read_text
from companion.engines.word import read_docx
from companion.texts.reading import Reader

READERS: Mapping[str, Reader] = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
}
