"""Pages read from their pictures: which ones, how sure, and what is said where that cannot be done."""

import importlib.util
import time
from pathlib import Path

import pytest

from companion.engines import ocr
from companion.engines.chroma import ChromaIndex
from companion.engines.readers import READERS, able
from companion.search.indexing import IndexReport, index_corpus
from companion.search.memory import CharacterEncoder
from companion.texts.catalog import read_catalog
from companion.texts.documents import Document, Entry
from companion.texts.reading import Failure, Limits, read_document
from companion.texts.splitting import split
from tests.engines.pdf_files import BLANK, page_of, pdf, scan_of

BODY = "学校坚持把立德树人作为根本任务，坚持师范为本、质量为先、服务基层、开放协同，走内涵发展的道路。"
GARBLED = [("\ue100\ue101\ue102\ue103\ue104\ue105\ue106", 72.0, 700.0, 12.0)]

recognising = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="the extra ocr is not installed: nothing is recognised"
)


def read(file: Path, limits: Limits = Limits()) -> tuple[Document, tuple[Failure, ...]]:  # noqa: B008
    return read_document(file.parent, Entry(file.name, file.stem, language=""), READERS, limits)


def written(folder: Path, data: bytes) -> Path:
    file = folder / "a.pdf"
    file.write_bytes(data)
    return file


@recognising
def test_a_scanned_page_between_others_is_read_and_says_how_sure_it_is(tmp_path: Path) -> None:
    scan = scan_of([("第二章 学习", 240.0, 780.0, 18.0), *page_of(BODY, "第二段到此为止。")])
    document, failed = read(written(tmp_path, pdf([page_of("首页。"), scan, BLANK])))
    assert document.pages[1].text.replace(" ", "") == f"第二章学习\n{BODY}\n第二段到此为止。\n"
    assert [failure.page for failure in failed] == [3], "a picture without text"
    first, second, third = (page.confidence for page in document.pages)
    assert first is None and third is None and second is not None and 0.9 < second <= 1
    assert document.recognised == (second,)


@recognising
def test_columns_of_a_scan_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [(BODY[at : at + 12], 60.0, 760 - at * 2.0, 14.0) for at in range(0, 36, 12)]
    right = [(BODY[at : at + 12][::-1], 320.0, 760 - at * 2.0, 14.0) for at in range(0, 36, 12)]
    page = [line for pair in zip(left, right, strict=True) for line in pair]
    text = read(written(tmp_path, pdf([scan_of(page)])))[0].text.replace("\n", "")
    assert text.index(BODY[24:30]) < text.index(BODY[:12][::-1][:6])


@recognising
def test_the_index_knows_recognised_pages_and_tries_those_left_out_again(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    written(tmp_path / "texts", pdf([page_of("首页。"), scan_of(page_of(BODY))]))
    entries = read_catalog(tmp_path / "texts").entries

    def run(index: ChromaIndex, limits: Limits) -> IndexReport:
        return index_corpus(
            tmp_path / "texts",
            entries,
            index,
            CharacterEncoder(),
            lambda folder, entry: read_document(folder, entry, READERS, limits),
            split,
            able=able(limits),
        )

    with ChromaIndex(tmp_path / "index", write=True) as index:
        short = run(index, Limits(seconds=2.9))  # too little to read anything from its picture
        assert (short.recognised, short.least_confidence, [one.page for one in short.failed]) == (0, None, [2])
        assert run(index, Limits(seconds=2.9)).unchanged == 1
        report = run(index, Limits())
        (line,) = index.contents()
        assert (report.added, report.recognised, report.failed) == (1, 1, ())
        assert report.least_confidence == line.recognised[0] > 0.9
        assert index.document("a.pdf").recognised == line.recognised
        assert run(index, Limits(seconds=100)).unchanged == 1, "nothing was left out"


@recognising
def test_pages_for_which_no_time_is_left_are_named(tmp_path: Path) -> None:
    file = written(tmp_path, pdf([page_of("首页。"), *[scan_of(page_of(BODY))] * 40]))
    began = time.monotonic()
    document, failed = read(file, Limits(seconds=5))
    assert time.monotonic() - began < 8
    assert document.pages[0].text == "首页。\n"
    assert [failure.page for failure in failed] == [
        page.number for page in document.pages if page.confidence is None and page.number > 1
    ]
    assert failed and all("COMPANION_FILE_SECONDS" in failure.zh and "seconds" in failure.en for failure in failed)


def test_without_the_extra_the_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    if ocr.is_installed():
        pytest.skip("the extra ocr is installed")
    _, failed = read(written(tmp_path, pdf([page_of(BODY), BLANK, GARBLED])))
    assert [failure.page for failure in failed] == [2, 3]
    assert all(ocr.INSTALL in failure.zh and ocr.INSTALL in failure.en for failure in failed)
