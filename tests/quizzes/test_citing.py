"""Imported items find their source again, or say that they have none."""

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.quizzes.exchange.citing import NO_SOURCE, Quotes, item_of
from companion.quizzes.exchange.drafts import Draft
from companion.quizzes.exchange.formats import read_text
from companion.quizzes.exchange.gift import write_gift
from companion.quizzes.generate import make_items
from companion.quizzes.items import Kind
from companion.texts.documents import Document, Entry, Page
from companion.texts.splitting import split
from tests.parts import documents

PASSAGES = tuple(passage for document in documents() for passage in split(document))
ENTRIES = tuple(document.entry for document in documents())
CLOZE = Draft(1, Kind.CLOZE, "谈心谈话每次不少于____分钟。", (), ("30",))


def test_what_was_exported_comes_back_as_the_very_same_items() -> None:
    made = make_items(PASSAGES, ENTRIES).items
    assert made
    quotes = Quotes(PASSAGES)
    found = [item_of(draft, quotes) for draft in read_text(write_gift(made).text, "x").drafts]
    by_id = {item.id: item for item in made}
    assert all(item.citation.stands_in(next(d for d in documents() if d.path == item.citation.document)) for item in found)
    assert sum(item.id in by_id for item in found) >= 0.9 * len(made)  # a short quotation may not be found again


def test_without_a_source_nothing_is_claimed() -> None:
    draft = dataclasses.replace(CLOZE, source="《别处的办法》第九条，第4页", quote="这句话在任何材料里都找不到，一个字也没有。")
    item = item_of(draft, Quotes(PASSAGES))
    assert item.citation == NO_SOURCE
    assert item.rationale == "出处：《别处的办法》第九条，第4页\n原文：这句话在任何材料里都找不到，一个字也没有。"
    again = read_text(write_gift([item]).text, "x").drafts[0]
    assert item_of(again, Quotes(PASSAGES)).id == item.id


def test_a_statement_of_its_own_finds_its_sentence() -> None:
    stem = "谈心谈话记录由学院办公室保存，保存期限为____年。"
    item = item_of(dataclasses.replace(CLOZE, stem=stem, key=("3",)), Quotes(PASSAGES))
    assert item.citation.document == "谈心谈话办法.md" and item.citation.quote.endswith("保存期限为3年")
    false = Draft(1, Kind.TRUE_FALSE, "读书会召集人由成员推选，任期1年。", ("正确", "错误"), ("错误",))
    assert item_of(false, Quotes(PASSAGES)).citation == NO_SOURCE


def test_of_several_places_the_named_one() -> None:
    words = "每名成员每学期应当提交读书笔记3篇。"
    both = [Document(Entry(f"{title}.md", title), "0", (Page(1, words),)) for title in ("甲办法", "乙办法")]
    quotes = Quotes([passage for document in both for passage in split(document)])
    assert [getattr(quotes.find(words, f"《{title}》第1页"), "title", "") for title in ("甲办法", "乙办法", "丙")] == [
        "甲办法", "乙办法", "甲办法",
    ]  # fmt: skip


@given(st.data())
@settings(deadline=None)
def test_any_words_of_the_texts_are_found_whatever_their_white_space(data: st.DataObject) -> None:
    passage = data.draw(st.sampled_from(PASSAGES))
    start = data.draw(st.integers(0, max(0, len(passage.text) - 20)))
    words = passage.text[start : start + data.draw(st.integers(20, 60))]
    if len("".join(words.split())) < 12:
        return
    found = Quotes(PASSAGES).find(" ".join(words))
    assert found is not None and "".join(found.quote.split()) == "".join(words.split())
    assert any(found.quote in one.text for one in PASSAGES)
