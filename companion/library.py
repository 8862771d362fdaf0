"""The library: the texts as a reader meets them: what there is, its pages as text and as printed, and older versions."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from companion.errors import NotFound
from companion.search.evidence import Indexed, PassageIndex
from companion.texts.documents import Citation, Document, by_path
from companion.texts.placing import Print, boxes_of
from companion.views import Leaf, PageView, page_view

PRINTED = (".pdf",)  # the formats whose pages can be shown as they are printed
SPREAD = 4  # pages shown as printed at once; a quotation seldom runs over more than two


@dataclass(frozen=True)
class Picture:
    """A printed page: its size in pixels, the file that holds it (WebP), and what stands on it."""

    width: int
    height: int
    file: Path
    print: Print


class PagePictures(Protocol):
    """Makes pictures of the pages of files."""

    def picture(self, file: Path, digest: str, page: int) -> Picture:
        """Page ``page`` (from 1) of ``file``, whose bytes should have the SHA-256 ``digest``.

        Raises NotFound, with the reason, where they have another or the page cannot be shown.
        """
        ...


class Library:
    """Looks up texts in the index; a path that comes from outside is a key there and never a path."""

    def __init__(self, corpus: Path, index: PassageIndex, pictures: PagePictures) -> None:
        self._corpus = corpus
        self._index = index
        self._pictures = pictures

    def contents(self) -> tuple[Indexed, ...]:
        return self._index.contents()

    def page_view(self, citation: Citation) -> PageView:
        """The pages of a citation; without a quotation, the first page it names.

        A quotation that the text no longer holds is looked for in its older versions.
        Raises NotFound when the text is gone or no version says so.
        """
        document = self._standing(citation)
        known = by_path(self._index.entries())
        view = dataclasses.replace(page_view(document, citation), successor=known.get(document.entry.superseded_by))
        if not _printed(document.path):
            return view
        leaves, trouble = [], None
        for page in view.pages[:SPREAD]:
            try:
                picture = self._picture(document, page.number)
            except NotFound as error:
                trouble = trouble or (error.zh, error.en)
                continue
            boxes = [
                box
                for number, start, end in view.marks
                if number == page.number
                for box in boxes_of(picture.print, page.text, start, end)
            ]
            leaves.append(Leaf(page.number, picture.width, picture.height, tuple(boxes)))
        return dataclasses.replace(view, leaves=tuple(leaves), trouble=trouble)

    def picture(self, path: str, page: int) -> tuple[Picture, str]:
        """The picture of a page of an indexed text, and the digest of the text's file. Raises NotFound."""
        document = self._index.document(path)
        if not _printed(path) or page not in (one.number for one in document.pages):
            raise NotFound(f"“{path}”没有第 {page} 页的原样。", f"There is no printed page {page} of {path!r}.")
        return self._picture(document, page), document.digest

    def _picture(self, document: Document, page: int) -> Picture:
        file = self._corpus / document.path
        if not file.resolve().is_relative_to(self._corpus.resolve()):
            raise NotFound("这个文件在材料文件夹之外。", "This file lies outside the folder of texts.")
        return self._pictures.picture(file, document.digest, page)

    def _standing(self, citation: Citation) -> Document:
        """The text that a citation names, or the older version of it that still holds the quotation."""
        for path in self._versions(citation.document):
            try:
                document = self._index.document(path)
            except NotFound:
                continue
            pages = range(citation.first_page, citation.last_page + 1)
            named = any(page.number in pages for page in document.pages)
            if citation.stands_in(document) if citation.quote else named:
                return document
        raise NotFound(
            f"《{citation.title}》已更新或移出，这几页上不再有这句话。",
            f"{citation.title} has changed or is gone; these pages no longer say this.",
        )

    def _versions(self, path: str) -> Iterator[str]:
        """A text's path, then those of the texts that it took the place of, and so on."""
        entries = self._index.entries()
        waiting, seen = [path], {path}
        while waiting:
            here = waiting.pop(0)
            yield here
            older = [one.path for one in entries if one.superseded_by == here and one.path not in seen]
            seen.update(older)
            waiting += older


def _printed(path: str) -> bool:
    return PurePosixPath(path).suffix.lower() in PRINTED
