"""What every PassageIndex promises. A subclass gives the fixture ``index``, empty, with vectors of CharacterEncoder(64)."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from companion.errors import NotFound
from companion.search.evidence import PassageIndex, Vectors
from companion.search.lexical import LexicalIndex
from companion.search.loaded import keep_words, load
from companion.search.memory import CharacterEncoder
from companion.texts.documents import Document, Entry, Heading, Page, Passage, Status
from companion.texts.reading import Failure
from companion.texts.splitting import split

ENCODER = CharacterEncoder(64)
TEXTS = {
    "办法/考勤.md": "党员每月参加集中学习不少于两次。\n缺席的应当在七日内补学。\n",
    "a 'quoted\" name.txt": "图书馆周一至周五开放到晚上十点。\n",
    "读书会.md": "读书会每两周举行一次，由党小组轮流主持。\n每次选读一本书的一章。\n",
}


def document(path: str, text: str, **entry: object) -> Document:
    pages = tuple(Page(number, line) for number, line in enumerate(text.splitlines(keepends=True), 1))
    return Document(Entry(path, path.upper(), **entry), hashlib.sha256(text.encode()).hexdigest(), pages, True)


def passages_of(made: Document) -> tuple[Passage, ...]:
    """A passage a page, so that a document has several."""
    return tuple(
        Passage(made.path, made.title, ("总则",), page.number, page.number, at, at + len(page.text), page.text)
        for page, at in zip(made.pages, made.page_starts, strict=True)
    )


def put(index: PassageIndex, made: Document, **other: object) -> tuple[Passage, ...]:
    passages = passages_of(made)
    index.replace(made, passages, embed(passages), **other)
    return passages


def embed(passages: Sequence[Passage]) -> Vectors:
    return ENCODER.encode_passages([passage.context for passage in passages])


def lexical_scores(index: PassageIndex, question: str) -> list[float]:
    """What an index made of these passages alone says."""
    return LexicalIndex([passage.context for passage in index.passages()]).scores(question).tolist()


class IndexContract:
    @pytest.fixture
    def filled(self, index: PassageIndex) -> PassageIndex:
        for path, text in TEXTS.items():
            put(index, document(path, text))
        return index

    def test_an_empty_index_holds_and_finds_nothing(self, index: PassageIndex) -> None:
        assert index.contents() == index.entries() == index.passages() == ()
        assert index.nearest(ENCODER.encode_question("学习"), 5) == ()

    def test_documents_come_back_as_they_were_read(self, index: PassageIndex) -> None:
        made = Document(
            Entry(
                "规划.pdf", "规划", "学校", "〔2026〕3号", dt.date(2026, 3, 1), "zh", "一", Status.SUPERSEDED, "新.pdf"
            ),
            "ab" * 32,
            (
                Page(1, "第一章\n总则", (Heading(0, 3, 1),)),
                Page(2, ""),
                Page(3, "内容\0\n", (Heading(0, 1, 2), Heading(1, 2, 3))),
            ),
            True,
        )
        failure = Failure("规划.pdf", 2, "没有文字", "no text")
        passages = split(made)
        index.replace(made, passages, embed(passages), stamp="s", failures=[failure])
        assert index.document("规划.pdf") == made
        assert index.passages("规划.pdf") == passages
        (line,) = index.contents()
        assert (line.entry, line.stamp, line.pages, line.passages, line.failures) == (
            made.entry,
            "s",
            3,
            len(passages),
            (failure,),
        )

    def test_everything_stands_in_order_of_path_and_place(self, filled: PassageIndex) -> None:
        assert [entry.path for entry in filled.entries()] == sorted(TEXTS)
        expected = [passage for path in sorted(TEXTS) for passage in passages_of(document(path, TEXTS[path]))]
        assert list(filled.passages()) == expected

    def test_nearest_gives_cosines_best_first(self, filled: PassageIndex) -> None:
        vector = ENCODER.encode_question("党小组轮流主持读书会")
        everything = filled.passages()
        exact = sorted(((embed([p])[0] @ vector, p.id) for p in everything), reverse=True)
        found = filled.nearest(vector, 3)
        assert [passage.id for passage, _ in found] == [name for _, name in exact[:3]]
        assert [cosine for _, cosine in found] == pytest.approx([cosine for cosine, _ in exact[:3]], abs=1e-5)
        assert len(filled.nearest(vector, 1000)) == len(everything)

    def test_nearest_keeps_within_the_documents_asked_for(self, filled: PassageIndex) -> None:
        vector = ENCODER.encode_question("党小组轮流主持读书会")
        within = ["办法/考勤.md", "a 'quoted\" name.txt"]
        assert {passage.document for passage, _ in filled.nearest(vector, 10, within)} == set(within)
        assert filled.nearest(vector, 10, []) == ()
        assert filled.nearest(vector, 10, ["不在.md"]) == ()

    def test_vectors_come_back_in_the_order_asked_for(self, filled: PassageIndex) -> None:
        passages = filled.passages()[::-1]
        np.testing.assert_allclose(filled.vectors(passages), embed(passages), atol=1e-6)

    def test_a_replaced_document_leaves_nothing_of_the_old_one(self, filled: PassageIndex) -> None:
        old = filled.passages("读书会.md")
        kept, gone = old
        new = put(filled, document("读书会.md", kept.text + "改为每月举行一次。\n此外没有变化。\n"))
        assert filled.passages("读书会.md") == new
        assert kept.id in {passage.id for passage in new}
        found = {passage.id for passage, _ in filled.nearest(ENCODER.encode_question(gone.text), 100)}
        assert found == {passage.id for passage in filled.passages()}
        with pytest.raises(NotFound):
            filled.vectors([gone])

    def test_a_removed_document_is_gone(self, filled: PassageIndex) -> None:
        (gone,) = filled.passages("a 'quoted\" name.txt")
        filled.remove(gone.document)
        filled.remove(gone.document)
        assert gone.document not in {entry.path for entry in filled.entries()}
        assert gone.id not in {passage.id for passage, _ in filled.nearest(ENCODER.encode_question(gone.text), 100)}
        assert filled.passages(gone.document) == ()
        with pytest.raises(NotFound) as told:
            filled.document(gone.document)
        assert gone.document in told.value.zh

    def test_a_document_without_passages_is_still_one(self, index: PassageIndex) -> None:
        made = document("空.md", "\n")
        index.replace(made, (), embed(()))
        assert index.document("空.md") == made
        assert index.passages() == ()

    def test_relabelling_changes_the_catalog_line_only(self, filled: PassageIndex) -> None:
        before = filled.passages()
        entry = replace(filled.document("读书会.md").entry, unit="二", status=Status.SUPERSEDED)
        filled.relabel(entry)
        assert filled.document("读书会.md").entry == entry
        assert entry in filled.entries()
        assert filled.passages() == before
        with pytest.raises(NotFound):
            filled.relabel(replace(entry, path="不在.md"))

    def test_passages_are_found_by_their_ids(self, filled: PassageIndex) -> None:
        first, *_, last = filled.passages()
        assert filled.named([last.id, first.id, "x"]) == {first.id: first, last.id: last}
        assert filled.named([]) == {}

    def test_a_mark_changes_with_the_passages_of_its_document_alone(self, filled: PassageIndex) -> None:
        before = filled.marks()
        assert list(before) == sorted(TEXTS)
        filled.relabel(replace(filled.document("读书会.md").entry, unit="二"))
        assert filled.marks() == before
        put(filled, document("读书会.md", "改为每月举行一次。\n"))
        filled.remove("办法/考勤.md")
        after = filled.marks()
        assert list(after) == sorted({*TEXTS} - {"办法/考勤.md"})
        assert [path for path in after if after[path] != before[path]] == ["读书会.md"]

    def test_words_are_found_alike_kept_or_not(self, filled: PassageIndex) -> None:
        assert filled.kept() is None
        assert keep_words(filled, least=1)
        assert not keep_words(filled, least=1)
        put(filled, document("读书会.md", TEXTS["读书会.md"].splitlines(keepends=True)[1] + "改为每月举行一次。\n"))
        put(filled, document("新.md", "党员每月参加集中学习。\n"))
        filled.remove("办法/考勤.md")
        partly = load(filled)
        assert keep_words(filled, least=1)
        wholly = load(filled)
        for question in ("党员每月学习", "读书会举行一次", "图书馆"):
            fresh = {p.id: s for p, s in zip(filled.passages(), lexical_scores(filled, question), strict=True)}
            for loaded in (partly, wholly):
                scores = loaded.lexical.scores(question)
                assert {name: scores[place] for name, place in loaded.places.items() if name in fresh} == pytest.approx(
                    fresh, rel=1e-5
                )
                gone = [place for name, place in loaded.places.items() if name not in fresh]
                assert not scores[gone].any()
                assert loaded.lexical.idf("学习") == wholly.lexical.idf("学习")

    def test_every_change_makes_another_generation(self, filled: PassageIndex) -> None:
        seen = [filled.generation]
        put(filled, document("新.md", "新增的一条。\n"))
        seen.append(filled.generation)
        filled.relabel(replace(filled.document("新.md").entry, unit="三"))
        seen.append(filled.generation)
        filled.remove("新.md")
        seen.append(filled.generation)
        assert len(set(seen)) == 4
        assert filled.generation == seen[-1]
