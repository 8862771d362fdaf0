"""Printed pages: the picture is of the page, the boxes are where the words are, and what cannot be shown is said."""

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from companion.engines.pdf_pages import PdfPages
from companion.errors import NotFound
from companion.library import Library
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.texts.documents import Citation, Document, Entry, Page
from companion.texts.placing import Print, boxes_of
from tests.engines.pdf_files import pdf

WIDTH, HEIGHT = 595, 842
FIRST = ("第四条 谈心谈话应当做好记录，", 72.0, 700.0, 12.0)
SECOND = ("记录应当在五日内存档。", 72.0, 680.0, 12.0)
OVER = ("第五条 教师不得向第三人", 72.0, 100.0, 12.0)
NEXT = ("透露谈话内容。", 72.0, 760.0, 12.0)
PAGES = ("第四条 谈心谈话应当做好记录，记录应当在五日内存档。\n第五条 教师不得向第三人", "透露谈话内容。\n", "")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    data = pdf([[FIRST, SECOND, OVER], [NEXT], []])
    (corpus / "a.pdf").write_bytes(data)
    index = MemoryIndex()
    pages = tuple(Page(number, text) for number, text in enumerate(PAGES, 1))
    document = Document(Entry("a.pdf", "办法"), hashlib.sha256(data).hexdigest(), pages, paged=True)
    index.replace(document, (), CharacterEncoder().encode_passages([]), stamp="", failures=())
    return Library(corpus, index, PdfPages(tmp_path / "pages"))


def citing(quote: str, first: int = 1, last: int = 1) -> Citation:
    return Citation("a.pdf", "办法", "", first, last, quote)


def test_the_boxes_lie_on_the_lines_of_the_quotation(library: Library) -> None:
    view = library.page_view(citing("做好记录，记录应当在五日内存档。"))
    ((leaf),) = view.leaves
    assert leaf.height / leaf.width == pytest.approx(HEIGHT / WIDTH, rel=0.01)
    upper, lower = leaf.boxes  # one a line
    # eleven characters of 12 points come before the quotation on its first line, one of them a space of half the width or more
    assert 72 + 9 * 12 < upper[0] * WIDTH < 72 + 11 * 12
    assert lower[0] * WIDTH == pytest.approx(72, abs=2)
    for box, line in ((upper, FIRST), (lower, SECOND)):
        middle = HEIGHT * (1 - (box[1] + box[3]) / 2)  # from the bottom of the page, as PDF counts
        assert line[2] - 4 < middle < line[2] + 12
        assert box[2] * WIDTH > 180


def test_a_quotation_over_a_page_break_is_marked_on_both_pages(library: Library) -> None:
    view = library.page_view(citing("教师不得向第三人透露谈话内容。", 1, 2))
    assert [leaf.number for leaf in view.leaves] == [1, 2]
    assert all(len(leaf.boxes) == 1 for leaf in view.leaves)
    assert view.leaves[0].boxes[0][1] > 0.8 and view.leaves[1].boxes[0][3] < 0.15


def test_the_picture_has_ink_where_the_text_is_and_is_made_once(library: Library) -> None:
    picture, _ = library.picture("a.pdf", 1)
    with Image.open(picture.file) as image:
        grey = image.convert("L")
        assert image.size == (picture.width, picture.height)
        across, down = picture.width / WIDTH, picture.height / HEIGHT
        line = grey.crop((int(60 * across), int((HEIGHT - 714) * down), int(300 * across), int((HEIGHT - 696) * down)))
        assert line.getextrema()[0] < 128
        assert grey.crop((0, int(400 * down), picture.width, int(500 * down))).getextrema()[0] > 200
    made = picture.file.stat().st_ino
    assert library.picture("a.pdf", 1)[0].file.stat().st_ino == made


def test_a_page_is_shown_without_a_quotation_and_nothing_beyond_the_text(library: Library) -> None:
    view = library.page_view(citing("", 2, 9))
    assert ([leaf.number for leaf in view.leaves], view.marks, view.last) == ([2], (), 3)
    for path, page in (("a.pdf", 4), ("a.pdf", 0), ("b.pdf", 1), ("../a.pdf", 1)):
        with pytest.raises(NotFound):
            library.picture(path, page)


def test_a_file_that_has_changed_shows_its_text_as_it_was_read(library: Library, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "a.pdf").write_bytes(pdf([[SECOND]]))
    view = library.page_view(citing("做好记录"))
    assert view.leaves == () and view.trouble is not None and "改动" in view.trouble[0]
    assert view.pages[0].text == PAGES[0]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\nnothing", pdf([[FIRST]])[:400]], ids=["empty", "no pages", "cut off"]
)
def test_a_file_that_pdfium_cannot_open_shows_no_picture(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "damaged.pdf"
    file.write_bytes(data)
    with pytest.raises(NotFound):
        PdfPages(tmp_path / "others").picture(file, hashlib.sha256(data).hexdigest(), 1)
    assert not list(tmp_path.glob("others/*"))


def _print(text: str) -> Print:
    return Print(tuple(text), tuple((n / 100, 0.1, (n + 1) / 100, 0.2) for n in range(len(text))))


@pytest.mark.parametrize(
    ("printed", "text", "quote", "expected"),
    [
        ("页眉甲乙丙丁", "甲乙丙丁", "乙丙", [(0.03, 0.05)]),
        ("甲 乙\r\n丙", "甲乙丙", "甲乙丙", [(0.0, 0.06)]),  # spaces and line ends between
        ("ＡＢ１２", "AB12", "B12", [(0.01, 0.04)]),  # another width
        ("同一句。同一句。", "同一句。同一句。", "同一句。", [(0.0, 0.04)]),
        ("exam\u00ad\nple word", "example word", "example", [(0.0, 0.09)]),
        ("\ue001\ue002\ue003", "甲乙丙", "甲乙", []),  # no text of its own
        ("", "甲乙丙", "甲乙", []),
    ],
)
def test_a_quotation_is_found_in_what_is_printed(
    printed: str, text: str, quote: str, expected: list[tuple[float, float]]
) -> None:
    start = text.index(quote)
    boxes = boxes_of(_print(printed), text, start, start + len(quote))
    assert [(box[0], box[2]) for box in boxes] == [pytest.approx(pair) for pair in expected]


def test_the_second_of_two_like_sentences_is_the_one_marked() -> None:
    (box,) = boxes_of(_print("同一句。同一句。"), "同一句。同一句。", 4, 8)
    assert (box[0], box[2]) == (pytest.approx(0.04), pytest.approx(0.08))


def test_a_long_quotation_is_found_by_its_ends_and_not_by_like_ones() -> None:
    text = "开头的十二个字都在这里了，中间有一处读得不同，结尾的十二个字也在这里了。"
    printed = text.replace("读得不同", "读得大同")
    assert boxes_of(_print(printed), text, 0, len(text))
    assert not boxes_of(_print(printed + printed), text, 0, len(text))  # which of the two is not sure
