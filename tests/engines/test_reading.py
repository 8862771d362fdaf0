"""Reading files: what each format gives, and what is said of files that cannot be read."""

import io
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest

from companion.engines.readers import READERS
from companion.errors import ReadingError
from companion.settings import read_settings
from companion.texts.catalog import read_catalog
from companion.texts.documents import Document, Entry
from companion.texts.reading import SUFFIXES, Failure, Limits, read_document, read_plain
from tests.engines.pdf_files import BLANK, page_of, pdf

LIMITS = Limits()
UNSEEN = Limits(seconds=2.9)  # too little time to read anything from its picture
TEXT = "学校坚持把立德树人作为根本任务。\n每个工作日学习一课。\n"


def read(file: Path, limits: Limits = LIMITS) -> tuple[Document, tuple[Failure, ...]]:
    return read_document(file.parent, Entry(file.name, file.stem, language=""), READERS, limits)


def refused(file: Path, limits: Limits = LIMITS) -> ReadingError:
    """The error for a file that cannot be read; it names the file in both languages."""
    with pytest.raises(ReadingError) as caught:
        read(file, limits)
    assert file.name in caught.value.zh and file.name in caught.value.en
    return caught.value


def written(folder: Path, name: str, data: bytes) -> Path:
    file = folder / name
    file.write_bytes(data)
    return file


def docx_bytes(fill: object = None) -> bytes:
    document = docx.Document()
    if callable(fill):
        fill(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_every_supported_suffix_has_a_reader() -> None:
    assert set(READERS) == set(SUFFIXES)


def test_limits_come_from_the_settings(tmp_path: Path) -> None:
    limits = Limits.of(read_settings({"COMPANION_FILE_MEGABYTES": "2", "COMPANION_FILE_SECONDS": "3"}, tmp_path))
    assert (limits.bytes, limits.seconds) == (2 * 1024 * 1024, 3)


# text files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "gb2312"])
@pytest.mark.parametrize("reader", [".txt", ".md"])
def test_encodings(tmp_path: Path, encoding: str, reader: str) -> None:
    document, failed = read(written(tmp_path, "a" + reader, TEXT.encode(encoding)))
    assert document.text.split() == TEXT.split()
    assert (document.entry.language, failed) == ("zh", ())


def test_big5(tmp_path: Path) -> None:
    text = "教師應當遵守學校的規章制度，認真履行崗位職責。\n"
    assert read(written(tmp_path, "a.txt", text.encode("big5")))[0].text == text


def test_western_text(tmp_path: Path) -> None:
    text = "Nous étudions chaque jour à l'école, et les élèves répètent après leur maître.\n" * 5
    found = read(written(tmp_path, "a.txt", text.encode("latin-1")))[0]
    assert "étudions" in found.text and found.entry.language == "en"


def test_an_encoding_nobody_knows(tmp_path: Path) -> None:
    assert "编码" in refused(written(tmp_path, "a.txt", bytes(range(128, 256)) * 40)).zh


def test_binary_data_called_text(tmp_path: Path) -> None:
    assert "二进制" in refused(written(tmp_path, "a.txt", bytes(range(32)) * 40)).zh


def test_the_core_reads_utf8_alone(tmp_path: Path) -> None:
    file = written(tmp_path, "a.txt", TEXT.encode())
    assert read_document(tmp_path, Entry("a.txt", "a"), {".txt": read_plain}, LIMITS)[0].text == TEXT
    file.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(ReadingError, match="UTF-8"):
        read_plain(file, LIMITS)


def test_the_same_bytes_have_the_same_digest(tmp_path: Path) -> None:
    first, second = (read(written(tmp_path, name, TEXT.encode()))[0] for name in ("a.txt", "b.txt"))
    assert first.digest == second.digest and len(first.digest) == 64


# Markdown


def test_markdown_is_read_as_prose(tmp_path: Path) -> None:
    source = """---
title: 学习手册
author: 编写组
---
# 手册 #

<!-- 不读
这里 -->
党建日课是**日常**学习制度，见[说明](http://example.org/a_(b))，用 `index` 命令。
![图](a.png)

第二部分
--------

- 第一点
- [x] 第二点，*强调*

1. 有编号

| 项目 | 分值 |
|---|---|
| 学 | 40分 |

> 引文<br>一行

```
code_block(1)
```
[ref]: http://example.org
2*3=6，snake_case_name，A &amp; B，\\*星号\\*
"""
    document, _ = read(written(tmp_path, "a.md", source.encode()))
    assert document.title == "学习手册"
    assert document.text.split("\n") == [
        "手册",
        "党建日课是日常学习制度，见说明，用 index 命令。",
        "第二部分",
        "第一点",
        "第二点，强调",
        "1. 有编号",
        "项目 | 分值",
        "学 | 40分",
        "引文 一行",
        "code_block(1)",
        "2*3=6，snake_case_name，A & B，*星号*",
        "",
    ]
    page = document.pages[0]
    assert [(page.text[h.start : h.end], h.level) for h in page.headings] == [("手册", 1), ("第二部分", 2)]


def test_wrapped_markdown_is_joined_and_articles_are_not(tmp_path: Path) -> None:
    source = "Reading together every day is what keeps a group\nlearning through the term.\n\n第一条 应当学习。\n第二条 应当记录。\n"
    assert read(written(tmp_path, "a.md", source.encode()))[0].text.split("\n") == [
        "Reading together every day is what keeps a group learning through the term.",
        "第一条 应当学习。",
        "第二条 应当记录。",
        "",
    ]


def test_a_catalogued_title_stays(tmp_path: Path) -> None:
    written(tmp_path, "a.md", "# 文中的题目\n\n正文。\n".encode())
    assert read(tmp_path / "a.md")[0].title == "文中的题目"
    assert read_document(tmp_path, Entry("a.md", "目录的题名"), READERS, LIMITS)[0].title == "目录的题名"


# DOCX


def test_docx_headings_lists_and_tables_in_order(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:  # type: ignore[name-defined]
        document.add_heading("读书会指南", 0)
        document.add_heading("第一章 总则", 1)
        document.add_paragraph("一、每周读一次。")
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip((cell for row in table.rows for cell in row.cells), "书目 数量 论语 3本".split(), strict=True):
            cell.text = text
        document.add_paragraph("末段\n换行。")

    document, failed = read(written(tmp_path, "a.docx", docx_bytes(fill)))
    assert document.text == "读书会指南\n第一章 总则\n一、每周读一次。\n书目 | 数量\n论语 | 3本\n末段\n换行。\n"
    assert [document.text[h.start : h.end] for h in document.pages[0].headings] == ["读书会指南", "第一章 总则"]
    assert (document.title, document.paged, failed) == ("读书会指南", False, ())


def test_docx_inserted_text_counts_and_deleted_does_not(tmp_path: Path) -> None:
    def fill(document: docx.document.Document) -> None:  # type: ignore[name-defined]
        from docx.oxml import parse_xml

        space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        document.element.body.insert(
            0,
            parse_xml(
                f"<w:sdt {space}><w:sdtContent><w:p><w:r><w:t>原有</w:t></w:r><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>"
                "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p></w:sdtContent></w:sdt>"
            ),
        )

    assert read(written(tmp_path, "a.docx", docx_bytes(fill)))[0].text == "原有新增\n"


def test_docx_that_unpacks_to_too_much(tmp_path: Path) -> None:
    out = io.BytesIO(docx_bytes())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/big.bin", bytes(2_000_000))
    assert "MB" in refused(written(tmp_path, "a.docx", out.getvalue()), Limits(bytes=100_000)).zh


def test_docx_that_is_none(tmp_path: Path) -> None:
    sound = docx_bytes(lambda document: document.add_paragraph("正文。"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "no document")
    broken = bytearray(sound)
    for at in range(len(sound) // 4, len(sound) // 2, 7):
        broken[at] ^= 0x55
    for data in (sound[: len(sound) // 2], bytes(broken), out.getvalue(), b"plain text, not a package"):
        assert "DOCX" in refused(written(tmp_path, "a.docx", data)).zh
    assert "密码" in refused(written(tmp_path, "b.docx", b"\xd0\xcf\x11\xe0" + bytes(600))).zh


# PDF

BODY = "学校坚持把立德树人作为根本任务，坚持师范为本、质量为先、服务基层、开放协同，走内涵发展的道路。"


def test_pdf_paragraphs_are_joined_within_and_across_pages(tmp_path: Path) -> None:
    first, second = page_of(BODY, BODY[:38]), page_of(BODY[38:], "第二段到此为止。")
    second[0] = (second[0][0], 72, *second[0][2:])  # it goes on with the paragraph, so it is not indented
    document, failed = read(written(tmp_path, "a.pdf", pdf([first, second])))
    assert failed == () and document.paged
    assert document.text == f"{BODY}\n{BODY}\n第二段到此为止。\n"
    assert [page.number for page in document.pages] == [1, 2]
    assert document.pages[0].text == f"{BODY}\n{BODY[:38]}"


def test_pdf_running_heads_and_page_numbers_go(tmp_path: Path) -> None:
    numbers = ("— 1 —", "第2页", "3/4", "- 4 -")
    pages = [
        [("某大学学习手册", 250.0, 800.0, 9.0), *page_of(f"这是第{number}部分的正文。"), (numbers[number], 290.0, 40.0, 9.0)]
        for number in range(4)
    ]
    pages[0].insert(1, ("某大学学习手册", 200.0, 780.0, 22.0))
    document, _ = read(written(tmp_path, "a.pdf", pdf(pages)))
    assert document.text == "某大学学习手册\n" + "".join(f"这是第{number}部分的正文。\n" for number in range(4))
    assert document.title == "某大学学习手册" and document.pages[0].headings[0].level == 1


def test_pdf_headings_keep_lines_of_their_own(tmp_path: Path) -> None:
    page = page_of("第一章 总则", "第一条 " + BODY, "一、工作要求", BODY)
    assert read(written(tmp_path, "a.pdf", pdf([page])))[0].text == f"第一章 总则\n第一条 {BODY}\n一、工作要求\n{BODY}\n"


def test_pdf_page_without_text_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    document, failed = read(written(tmp_path, "a.pdf", pdf([page_of(BODY), BLANK, page_of("末页。")])), UNSEEN)
    assert [failure.page for failure in failed] == [2]
    assert "第2页" in failed[0].zh and "page 2" in failed[0].en.lower() and "扫描件" in failed[0].zh
    assert [page.number for page in document.pages if page.text] == [1, 3]


def test_pdf_page_with_nothing_on_it_is_no_failure(tmp_path: Path) -> None:
    document, failed = read(written(tmp_path, "a.pdf", pdf([page_of(BODY), [], page_of("末页。")])))
    assert failed == () and [page.number for page in document.pages if page.text] == [1, 3]


def test_pdf_page_of_garbage_is_named(tmp_path: Path) -> None:
    garbage = [("\ue100\ue101\ue102\ue103", 72.0, 700.0, 12.0)]
    _, failed = read(written(tmp_path, "a.pdf", pdf([garbage, page_of(BODY)])), UNSEEN)
    assert [failure.page for failure in failed] == [1] and "乱码" in failed[0].zh


def test_pdf_of_images_only(tmp_path: Path) -> None:
    assert "扫描件" in refused(written(tmp_path, "a.pdf", pdf([BLANK, BLANK])), UNSEEN).zh
    assert "没有文字" in refused(written(tmp_path, "b.pdf", pdf([[], []]))).zh


def encrypted(user: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([page_of(BODY)])))
    writer.encrypt(user, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_encrypted_pdf(tmp_path: Path) -> None:
    assert "密码" in refused(written(tmp_path, "a.pdf", encrypted("secret"))).zh
    assert read(written(tmp_path, "b.pdf", encrypted("")))[0].text == BODY + "\n"


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"<<[" * 50_000, b"hello"])
def test_malformed_pdf(tmp_path: Path, data: bytes) -> None:
    assert "损坏" in refused(written(tmp_path, "a.pdf", data)).zh


def test_pdf_whose_pages_form_a_circle(tmp_path: Path) -> None:
    data = pdf([page_of(BODY)]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")
    assert "损坏" in refused(written(tmp_path, "a.pdf", data)).zh


def test_truncated_pdf_gives_its_text_or_a_sentence(tmp_path: Path) -> None:
    data = pdf([page_of(BODY)] * 3)
    file = written(tmp_path, "a.pdf", data[: len(data) * 2 // 3])
    try:
        assert BODY in read(file)[0].text
    except ReadingError as error:
        assert file.name in error.zh


# limits, wrong names, and files that are not there


def test_files_beyond_a_limit(tmp_path: Path) -> None:
    text = written(tmp_path, "a.txt", ("学习。" * 1000).encode())
    assert "COMPANION_FILE_MEGABYTES" in refused(text, Limits(bytes=1000)).zh
    assert "COMPANION_FILE_CHARACTERS" in refused(text, Limits(characters=100)).zh
    paged = written(tmp_path, "a.pdf", pdf([page_of(BODY)] * 3))
    assert "COMPANION_FILE_PAGES" in refused(paged, Limits(pages=2)).zh
    assert "COMPANION_FILE_CHARACTERS" in refused(paged, Limits(characters=50)).zh
    assert "COMPANION_FILE_SECONDS" in refused(paged, Limits(seconds=0.01)).zh
    office = written(tmp_path, "a.docx", docx_bytes(lambda document: document.add_paragraph(BODY)))
    assert "COMPANION_FILE_CHARACTERS" in refused(office, Limits(characters=20)).zh


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_without_content(tmp_path: Path, suffix: str) -> None:
    assert "空文件" in refused(written(tmp_path, "empty" + suffix, b"")).zh


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_files_of_white_space(tmp_path: Path, suffix: str) -> None:
    assert "没有文字" in refused(written(tmp_path, "blank" + suffix, " \n\t　\n".encode())).zh


def test_wrongly_named_files(tmp_path: Path) -> None:
    assert ".pdf" in refused(written(tmp_path, "a.txt", pdf([page_of(BODY)]))).zh
    assert ".docx" in refused(written(tmp_path, "a.md", docx_bytes())).zh
    assert "图片" in refused(written(tmp_path, "a.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100))).zh
    assert ".docx" in refused(written(tmp_path, "b.pdf", docx_bytes())).zh
    assert "DOCX" in refused(written(tmp_path, "c.docx", TEXT.encode())).zh
    assert ".docx" in refused(written(tmp_path, "d.doc", b"\xd0\xcf\x11\xe0")).zh


def test_a_few_null_bytes_in_a_text_are_dropped(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.txt", (TEXT * 20).encode().replace(b"\n", b"\0\n", 1)))[0].text == TEXT * 20


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    assert "打不开" in refused(tmp_path / "missing.txt").zh
    (tmp_path / "folder.txt").mkdir()
    assert "打不开" in refused(tmp_path / "folder.txt").zh


def test_a_path_outside_the_folder(tmp_path: Path) -> None:
    written(tmp_path, "secret.txt", TEXT.encode())
    folder = tmp_path / "corpus"
    folder.mkdir()
    with pytest.raises(ReadingError, match="之外"):
        read_document(folder, Entry("../secret.txt", "s"), READERS, LIMITS)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    written(tmp_path, "a.txt", b"")
    written(tmp_path, "b.txt", TEXT.encode())
    read_, failed = [], []
    for entry in read_catalog(tmp_path).entries:
        try:
            read_.append(read_document(tmp_path, entry, READERS, LIMITS)[0].path)
        except ReadingError:
            failed.append(entry.path)
    assert (read_, failed) == (["b.txt"], ["a.txt"])
