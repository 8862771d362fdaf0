"""The index on disk: the contract, and what only files can do: be killed, damaged, shared and full."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from companion.engines.chroma import STORE, ChromaIndex
from companion.errors import Conflict, IndexUnavailable, StorageError
from companion.search.evidence import PassageIndex, Vectors
from companion.search.loaded import keep_words
from companion.search.retrieval import Retriever
from companion.texts.documents import Passage
from tests.engines.indexing_run import run
from tests.search.index_contract import ENCODER, TEXTS, IndexContract, document, embed, put

ROOT = Path(__file__).parents[2]
QUESTION = ENCODER.encode_question("读书会由谁主持")


class TestChromaIndex(IndexContract):
    @pytest.fixture
    def index(self, tmp_path: Path) -> Iterator[PassageIndex]:
        with ChromaIndex(tmp_path / "index", write=True) as index:
            yield index


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of TEXTS, closed."""
    with ChromaIndex(tmp_path / "index", write=True) as index:
        for path, text in TEXTS.items():
            put(index, document(path, text))
    return tmp_path / "index"


def content(folder: Path) -> tuple[tuple[Passage, ...], Vectors]:
    """All passages and their vectors, of which Chroma must hold neither more nor fewer."""
    index = ChromaIndex(folder)
    passages = index.passages()
    vectors = index.vectors(passages)
    ids = index._reading(lambda chroma: chroma.ids())
    index.close()
    assert ids == {passage.id for passage in passages}
    return passages, vectors


def same(one: Path, other: Path) -> bool:
    a, b = content(one), content(other)
    return a[0] == b[0] and bool(np.allclose(a[1], b[1], atol=1e-6))


def test_a_reader_finds_what_a_writer_has_left(folder: Path) -> None:
    passages, vectors = content(folder)
    assert {passage.document for passage in passages} == set(TEXTS)
    np.testing.assert_allclose(vectors, embed(passages), atol=1e-6)


def test_without_an_index_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable) as told:
        ChromaIndex(tmp_path / "none")
    assert "companion index" in told.value.zh
    assert not (tmp_path / "none").exists()


def test_an_open_reader_sees_what_another_process_changes(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.md").write_text("图书馆开放到十点。\n", "utf-8")
    run(corpus, tmp_path / "index")  # in this process, in which Chroma would go on using what it has open
    reader = ChromaIndex(tmp_path / "index")
    retriever = Retriever(reader, ENCODER)
    assert retriever.retrieve("读书会由谁主持")[0].passage.document == "a.md"
    (corpus / "b.md").write_text("读书会由党小组轮流主持。\n", "utf-8")
    (corpus / "a.md").unlink()
    run_elsewhere(corpus, tmp_path / "index")
    assert [one.passage.document for one in retriever.retrieve("读书会由谁主持")] == ["b.md"]
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexUnavailable):
        retriever.retrieve("读书会由谁主持")
    (corpus / "c.md").write_text("新写的读书会办法。\n", "utf-8")
    run(corpus, tmp_path / "index")
    assert {one.passage.document for one in retriever.retrieve("读书会由谁主持")} == {"b.md", "c.md"}


def test_readers_write_nothing_while_a_writer_is_at_work(folder: Path) -> None:
    reader = ChromaIndex(folder)
    with ChromaIndex(folder, write=True) as writer:
        put(writer, document("新.md", "新的一份。\n"))
        assert "新.md" in {entry.path for entry in reader.entries()}
        assert "新.md" not in {passage.document for passage, _ in reader.nearest(QUESTION, 100)}
        assert "新.md" not in reader.marks()
    assert "新.md" in {passage.document for passage, _ in reader.nearest(QUESTION, 100)}
    assert "新.md" in reader.marks()
    with pytest.raises(StorageError):
        reader.remove("新.md")
    reader.close()


def test_a_second_writer_is_told_to_wait(folder: Path) -> None:
    with ChromaIndex(folder, write=True), pytest.raises(Conflict) as told:
        ChromaIndex(folder, write=True)
    assert "另一个" in told.value.zh
    ChromaIndex(folder, write=True).close()


def test_an_unchanged_index_is_opened_without_chroma(folder: Path) -> None:
    code = f"""
import sys
from companion.engines.chroma import ChromaIndex
from pathlib import Path
with ChromaIndex(Path({str(folder)!r}), write=True) as index:
    assert len(index.contents()) == {len(TEXTS)}
heavy = {{"chromadb", "llama_index", "torch", "sentence_transformers", "transformers"}} & sys.modules.keys()
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


@pytest.mark.parametrize("lines", [0, 2, 6])
def test_killed_and_run_again_it_is_as_made_anew(tmp_path: Path, lines: int) -> None:
    """Killed after so many documents: while the first index is made, and again while changes are taken in."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(8):
        (corpus / f"{number}.md").write_text(
            "".join(f"第{number}份第{n}条，{'内容' * 60}。\n" for n in range(6)), "utf-8"
        )
    killed(corpus, tmp_path / "index", lines)
    (corpus / "0.md").unlink()
    for number in range(1, 8):
        (corpus / f"{number}.md").write_text(
            "".join(f"第{number}份第{n}条，{'内容' * 60}。\n" for n in range(3, 8)), "utf-8"
        )
    killed(corpus, tmp_path / "index", lines)
    run(corpus, tmp_path / "index")
    run(corpus, tmp_path / "new")
    assert same(tmp_path / "index", tmp_path / "new")
    assert run(corpus, tmp_path / "index").unchanged == 7


def test_vectors_nobody_names_are_removed_after_a_crash(folder: Path) -> None:
    """As if the process had ended between Chroma and SQLite: the vectors are there, the document is not."""
    writer = ChromaIndex(folder, write=True)
    put(writer, document("半.md", "写了一半。\n"))
    writer.close(whole=False)
    with sqlite3.connect(folder / STORE) as connection:
        connection.execute("DELETE FROM documents WHERE path = '半.md'")
        connection.execute("DELETE FROM passages WHERE document = '半.md'")
    with ChromaIndex(folder, write=True):
        pass
    passages, _ = content(folder)
    assert {passage.document for passage in passages} == set(TEXTS)


@pytest.mark.parametrize("damage", ["truncated", "garbage", "removed"])
@pytest.mark.parametrize("what", [STORE, "chroma.sqlite3"])
def test_a_damaged_index_says_so_and_is_mended_by_the_next_run(tmp_path: Path, what: str, damage: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(3):
        (corpus / f"{number}.md").write_text(f"第{number}份材料的内容。\n", "utf-8")
    run(corpus, tmp_path / "index")
    (file,) = (tmp_path / "index").rglob(what)
    if damage == "truncated":
        os.truncate(file, file.stat().st_size // 2 + 100)
    elif damage == "garbage":
        file.write_bytes(b"garbage" * 3000)
    else:
        file.unlink()
    with pytest.raises(IndexUnavailable) as told:
        ChromaIndex(tmp_path / "index").nearest(QUESTION, 3)
    assert "companion index" in told.value.zh
    run(corpus, tmp_path / "index")
    run(corpus, tmp_path / "new")
    assert same(tmp_path / "index", tmp_path / "new")


def test_a_full_disk_gives_a_sentence_and_loses_nothing(folder: Path) -> None:
    """The disk is full for SQLite: it may not take another page."""
    writer = ChromaIndex(folder, write=True)
    writer._store._connection.execute("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError) as told:
        put(writer, document("大.md", "很长的内容。\n" * 3000))
    assert str(folder) in told.value.zh
    writer.close(whole=False)
    with ChromaIndex(folder, write=True):
        pass
    passages, _ = content(folder)
    assert {passage.document for passage in passages} == set(TEXTS)


def test_a_folder_that_cannot_be_made_gives_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageError):
        ChromaIndex(tmp_path / "file" / "index", write=True)


def run_elsewhere(corpus: Path, index: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.engines.indexing_run", corpus, index],
        stdout=subprocess.DEVNULL,
        check=True,
        cwd=ROOT,
    )


def killed(corpus: Path, index: Path, lines: int) -> None:
    """Start a run and kill it when it has told of so many documents."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.engines.indexing_run", corpus, index], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        process.kill()


def test_an_index_of_no_texts_is_read_and_finds_nothing(tmp_path: Path) -> None:
    ChromaIndex(tmp_path / "index", write=True).close()
    with ChromaIndex(tmp_path / "index") as index:
        assert index.nearest(QUESTION, 10) == ()
        assert Retriever(index, ENCODER).retrieve("读书会由谁主持", 10) == ()


def test_only_the_last_words_are_kept_and_damaged_ones_count_as_none(folder: Path) -> None:
    with ChromaIndex(folder, write=True) as index:
        assert keep_words(index, least=1)
        put(index, document("新.md", "党员每月参加集中学习。\n"))
        assert keep_words(index, least=1)
    reader = ChromaIndex(folder)
    kept = reader.kept()
    assert kept is not None
    assert sorted(kept.ids.astype(str)) == sorted(passage.id for passage in reader.passages())
    (words,) = folder.glob("words-*")
    before = Retriever(reader, ENCODER).retrieve("党员学习")
    (words / "counts.npy").write_bytes(b"")
    assert reader.kept() is None
    assert {one.passage.id: one.lexical for one in Retriever(reader, ENCODER).retrieve("党员学习")} == pytest.approx(
        {one.passage.id: one.lexical for one in before}
    )
    reader.close()


def test_searching_while_another_process_writes_much_harms_neither(folder: Path) -> None:
    """Chroma's own files do not bear that: so many vectors make it write its graph several times."""
    code = f"""
import sys
from pathlib import Path
from companion.engines.chroma import ChromaIndex
from companion.search.retrieval import Retriever
from tests.search.index_contract import ENCODER
retriever = Retriever(ChromaIndex(Path({str(folder)!r})), ENCODER)
print(len(retriever.retrieve("读书会由谁主持")), flush=True)
while not Path({str(folder / "done")!r}).exists():
    assert retriever.retrieve("读书会由谁主持")
print(len(retriever.retrieve("第七份第十二条", 50)))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT) as reader:
        assert reader.stdout is not None
        assert int(reader.stdout.readline()) > 0
        with ChromaIndex(folder, write=True) as index:
            for number in range(15):
                put(index, document(f"{number}.md", "".join(f"第{number}份第{n}条。\n" for n in range(200))))
                if number % 4 == 3:
                    keep_words(index, least=1)
        (folder / "done").touch()
        found = reader.stdout.read()
    assert reader.returncode == 0
    assert int(found) == 50
    passages, vectors = content(folder)
    assert len(passages) > 3000
    np.testing.assert_allclose(vectors, embed(passages), atol=1e-5)
