import os
from pathlib import Path

import numpy as np
import pytest

from companion.search.indexing import BATCH, IndexReport, index_corpus
from companion.search.memory import CharacterEncoder, MemoryIndex
from companion.texts.catalog import read_catalog
from companion.texts.documents import Status
from companion.texts.reading import Failure, Limits, read_document, read_plain
from companion.texts.splitting import split

READERS = {".md": read_plain}


class CountingEncoder(CharacterEncoder):
    """Keeps the sizes of the batches it was given."""

    def __init__(self) -> None:
        super().__init__(64)
        self.batches: list[int] = []

    def encode_passages(self, texts):  # type: ignore[no-untyped-def]
        self.batches.append(len(texts))
        return super().encode_passages(texts)


class Corpus:
    """A folder of texts, and an index of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.index = MemoryIndex()
        self.encoder = CountingEncoder()
        self.progress: list[tuple[float, int, int]] = []

    def write(self, name: str, text: str | bytes) -> None:
        (self.folder / name).write_bytes(text.encode() if isinstance(text, str) else text)

    def run(self, index: MemoryIndex | None = None) -> IndexReport:
        self.encoder.batches.clear()
        self.progress.clear()
        return index_corpus(
            self.folder,
            read_catalog(self.folder).entries,
            self.index if index is None else index,
            self.encoder,
            lambda folder, entry: read_document(folder, entry, READERS, Limits()),
            split,
            lambda *told: self.progress.append(told),
        )

    def is_as_if_made_anew(self) -> bool:
        """Same documents, passages and vectors as an index made from nothing."""
        new = MemoryIndex()
        self.run(new)
        passages = new.passages()
        return (
            new.contents() == self.index.contents()
            and passages == self.index.passages()
            and bool(np.array_equal(new.vectors(passages), self.index.vectors(passages)))
        )


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = Corpus(tmp_path)
    corpus.write("考勤.md", "# 考勤\n\n党员每月参加集中学习不少于两次。\n")
    corpus.write("读书会.md", "# 读书会\n\n每两周举行一次，由党小组轮流主持。\n")
    corpus.write("图书馆.md", "# 图书馆\n\n周一至周五开放到晚上十点。\n")
    corpus.run()
    return corpus


def counts(report: IndexReport) -> tuple[int, int, int, int, int]:
    return report.documents, report.added, report.removed, report.unchanged, len(report.failed)


def test_a_new_index_holds_every_text(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    for number in range(3):
        corpus.write(f"{number}.md", f"第{number}份材料。\n")
    report = corpus.run()
    assert counts(report) == (3, 3, 0, 0, 0)
    assert (report.pages, report.passages) == (3, 3)
    assert report.seconds > 0


def test_unchanged_texts_are_neither_read_nor_embedded(corpus: Corpus) -> None:
    generation = corpus.index.generation
    for file in corpus.folder.iterdir():
        os.utime(file, (1, 1))
    assert counts(corpus.run()) == (3, 0, 0, 3, 0)
    assert corpus.encoder.batches == []
    assert corpus.index.generation == generation


def test_changed_new_and_removed_texts_leave_no_stale_passage(corpus: Corpus) -> None:
    corpus.write("考勤.md", "# 考勤\n\n党员每月参加集中学习不少于三次。\n")
    corpus.write("门禁.md", "实验室门禁卡由安全员发放。\n")
    (corpus.folder / "图书馆.md").unlink()
    assert counts(corpus.run()) == (3, 2, 1, 1, 0)
    assert "不少于两次" not in "".join(passage.text for passage in corpus.index.passages())
    assert corpus.is_as_if_made_anew()


def test_a_renamed_text_moves(corpus: Corpus) -> None:
    (corpus.folder / "图书馆.md").rename(corpus.folder / "开放时间.md")
    assert counts(corpus.run()) == (3, 1, 1, 2, 0)
    assert corpus.is_as_if_made_anew()


def test_only_the_changed_passages_of_a_text_are_embedded(corpus: Corpus) -> None:
    paragraphs = [f"# 第{number}节\n\n" + f"第{number}节的内容，" * 30 + "完。\n" for number in range(8)]
    corpus.write("长.md", "\n".join(paragraphs))
    corpus.run()
    corpus.write("长.md", "\n".join([*paragraphs[:7], "# 第八节\n\n另起一节。\n"]))
    corpus.run()
    assert 0 < sum(corpus.encoder.batches) < 4
    assert corpus.is_as_if_made_anew()


def test_a_change_of_the_catalog_alone_embeds_nothing(corpus: Corpus) -> None:
    corpus.write("catalog.csv", "文件,单元,状态,替代\n考勤.md,第一单元,已废止,读书会.md\n")
    assert counts(corpus.run()) == (3, 0, 0, 3, 0)
    entry = corpus.index.document("考勤.md").entry
    assert (entry.unit, entry.status, entry.superseded_by) == ("第一单元", Status.SUPERSEDED, "读书会.md")
    assert corpus.encoder.batches == []
    assert corpus.is_as_if_made_anew()


def test_a_new_title_is_embedded_anew_for_passages_carry_it(corpus: Corpus) -> None:
    corpus.write("catalog.csv", "文件,题名\n考勤.md,学习考勤办法\n")
    assert counts(corpus.run()) == (3, 1, 0, 2, 0)
    assert {passage.title for passage in corpus.index.passages("考勤.md")} == {"学习考勤办法"}
    assert corpus.is_as_if_made_anew()


def test_a_bad_file_stops_no_other_and_leaves_nothing(corpus: Corpus) -> None:
    corpus.write("考勤.md", b"\xff\xfe\x00bad")
    corpus.write("空.md", b"")
    report = corpus.run()
    assert counts(report) == (2, 0, 1, 2, 2)
    assert {failure.file for failure in report.failed} == {"考勤.md", "空.md"}
    assert corpus.index.passages("考勤.md") == ()
    corpus.write("考勤.md", "党员每月参加集中学习不少于两次。\n")
    assert counts(corpus.run()) == (3, 1, 0, 2, 1)


def test_unread_pages_are_told_of_again_when_nothing_changed(corpus: Corpus) -> None:
    entry = read_catalog(corpus.folder).entries[0]
    document, _ = read_document(corpus.folder, entry, READERS, Limits())
    (line,) = [line for line in corpus.index.contents() if line.entry.path == entry.path]
    failure = Failure(entry.path, 2, "这一页没有文字", "this page has no text")
    passages = corpus.index.passages(entry.path)
    corpus.index.replace(document, passages, corpus.index.vectors(passages), stamp=line.stamp, failures=[failure])
    report = corpus.run()
    assert report.failed == (failure,)
    assert report.unchanged == 3


def test_small_texts_are_embedded_together_and_large_ones_in_parts(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    for number in range(40):
        corpus.write(f"{number:02}.md", f"第{number}份材料。\n")
    corpus.write("large.md", "\n\n".join(f"# 第{n}节\n\n" + f"第{n}节的内容" * 20 + "。" for n in range(BATCH * 2)))
    report = corpus.run()
    assert report.passages > BATCH
    assert len(corpus.encoder.batches) <= report.passages / BATCH + 1
    assert max(corpus.encoder.batches) <= BATCH
    done = [told[0] for told in corpus.progress]
    assert done == sorted(done)
    assert corpus.progress[-1] == (41, 41, report.passages)


def test_an_empty_folder_empties_the_index(corpus: Corpus) -> None:
    for file in corpus.folder.iterdir():
        file.unlink()
    assert counts(corpus.run()) == (0, 0, 3, 0, 0)
    assert corpus.index.passages() == ()


def test_the_same_text_twice_is_two_documents(corpus: Corpus) -> None:
    corpus.write("副本.md", (corpus.folder / "考勤.md").read_text("utf-8"))
    assert corpus.run().documents == 4
    one, two = (corpus.index.passages(path) for path in ("考勤.md", "副本.md"))
    assert [passage.text for passage in one] == [passage.text for passage in two]
    assert one[0].id != two[0].id


def test_an_older_version_of_a_rule_is_marked_until_it_is_the_only_one(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.write("考勤办法(2019-01-01).md", "# 考勤办法\n\n第一条 每周考勤一次。\n")
    corpus.run()
    corpus.write("考勤办法(2024-01-01).md", "# 考勤办法\n\n第一条 每月考勤一次。\n")
    corpus.run()
    old, new = corpus.index.entries()
    assert (old.status, old.superseded_by, new.status) == (Status.SUPERSEDED, new.path, Status.IN_FORCE)
    assert corpus.is_as_if_made_anew()
    generation = corpus.index.generation
    corpus.run()
    assert corpus.index.generation == generation
    (tmp_path / new.path).unlink()
    corpus.run()
    assert [entry.status for entry in corpus.index.entries()] == [Status.IN_FORCE]
