import pytest

from companion.texts.documents import Document, Entry, Page, Passage


def document(*pages: str) -> Document:
    return Document(Entry("a.pdf", "甲"), "0" * 64, tuple(Page(n, text) for n, text in enumerate(pages, 1)), paged=True)


def test_pages_of_a_span_that_crosses_a_border() -> None:
    doc = document("第一页的话没有说", "完，接着说。\n", "", "第四页。\n")
    assert doc.pages_of(0, 3) == (1, 1)
    assert doc.pages_of(6, 10) == (1, 2)
    assert doc.pages_of(8, 9) == (2, 2)
    assert doc.pages_of(len(doc.text) - 2, len(doc.text)) == (4, 4)


def test_a_span_outside_of_the_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="no page"):
        document("短").pages_of(5, 6)


def test_a_citation_stands_only_where_its_words_are() -> None:
    doc = document("应当每周谈心一次", "，并做记录。\n")
    passage = Passage("a.pdf", "甲", ("第一章", "第二条"), 1, 2, 0, len(doc.text), doc.text)
    whole = passage.cite("谈心一次，并做记录")
    assert whole.stands_in(doc)
    assert whole.heading == "第一章 第二条"
    assert not passage.cite("谈心两次").stands_in(doc)
    assert not passage.cite("谈心一次，并做记录", pages=(2, 2)).stands_in(doc)
    assert not passage.cite("").stands_in(doc)


def test_a_passage_is_named_by_what_it_says_and_where() -> None:
    first = Passage("a.md", "甲", (), 1, 1, 0, 2, "一样")
    assert first.id == Passage("a.md", "甲", (), 1, 1, 0, 2, "一样").id
    others = [
        Passage("b.md", "甲", (), 1, 1, 0, 2, "一样"),
        Passage("a.md", "甲", (), 1, 1, 5, 7, "一样"),
        Passage("a.md", "甲", (), 1, 1, 0, 2, "两样"),
        Passage("a.md", "甲", ("一",), 1, 1, 0, 2, "一样"),
    ]
    assert len({first.id, *(passage.id for passage in others)}) == 5
