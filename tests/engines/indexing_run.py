"""A run of indexing in a process of its own, so that it can be killed: CORPUS INDEX. Prints a line after each document."""

import sys
from pathlib import Path

from companion.engines.chroma import ChromaIndex
from companion.search.indexing import IndexReport, index_corpus
from companion.search.memory import CharacterEncoder
from companion.texts.catalog import read_catalog
from companion.texts.documents import Document
from companion.texts.reading import Limits, read_document, read_plain
from companion.texts.splitting import split


class TellingIndex(ChromaIndex):
    def replace(self, document: Document, *rest: object, **more: object) -> None:
        super().replace(document, *rest, **more)  # type: ignore[arg-type]
        sys.stdout.write(f"{document.path}\n")
        sys.stdout.flush()


def run(corpus: Path, index: Path) -> IndexReport:
    with TellingIndex(index, write=True) as opened:
        return index_corpus(
            corpus,
            read_catalog(corpus).entries,
            opened,
            CharacterEncoder(64),
            lambda folder, entry: read_document(folder, entry, {".md": read_plain}, Limits()),
            split,
        )


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
