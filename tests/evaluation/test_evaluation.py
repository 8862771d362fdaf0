"""A set of six passages, asked through the core's own parts: every figure can be counted by hand."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from companion.answers.abstain import BY_WORDS
from companion.answers.compose import Answerer
from companion.errors import UsageError
from companion.evaluation.abstention import HELD_OUT, LEFT_OUT, OWN_PASSAGE, UNANSWERABLE, measure_abstention
from companion.evaluation.answers import measure_answers
from companion.evaluation.bench import Bench, shelve
from companion.evaluation.questions import QuestionSet
from companion.evaluation.reading import read_set, sample_set
from companion.evaluation.retrieval import CHARACTERS, ENCODER, FUSED, WORDS, measure_retrieval
from companion.search.evidence import Vectors
from companion.search.memory import CharacterEncoder
from companion.search.retrieval import Retriever
from companion.texts.documents import Document, Entry
from companion.texts.reading import Limits, read_document, read_plain
from companion.texts.splitting import split

PASSAGES = (
    ("p1", "考勤", "党员每月参加集中学习不少于两次，缺席的应当在七日内补学。", 0),
    ("p2", "图书馆", "图书馆周一至周五开放到晚上十点，周末开放到下午五点。", 0),
    ("p3", "读书会", "读书会每两周举行一次，由党小组轮流主持，每次九十分钟。", 1),
    ("p4", "谈心", "导师与每名研究生每学期单独谈心不少于两次，每次三十分钟。", 1),
    ("p5", "实验室", "实验室准入证的有效期为三年，没有准入证的人员不得进行实验。", 2),
    ("p6", "校车", "校车每天早上七点从东湖校区发车，中途不停靠。", 2),
)
QUESTIONS = (
    ("q1", "缺席集中学习应当在几日内补学？", "p1", ["七日内"]),
    ("q2", "图书馆周末开放到几点？", "p2", ["下午五点"]),
    ("q3", "读书会由谁轮流主持？", "p3", ["党小组"]),
    ("q4", "导师与研究生每学期单独谈心几次？", "p4", ["不少于两次"]),
    ("q5", "实验室准入证的有效期是几年？", "p5", ["三年"]),
)


def write(file: Path, rows: Sequence[object]) -> None:
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    data = tmp_path / "学校"
    data.mkdir()
    write(data / "passages.jsonl", [{"id": i, "title": t, "text": x, "fold": f} for i, t, x, f in PASSAGES])
    write(
        data / "questions.jsonl", [{"id": i, "question": q, "passage_id": p, "answers": a} for i, q, p, a in QUESTIONS]
    )
    return data


def read(folder: Path, entry: Entry) -> Document:

    return read_document(folder, entry, {".md": read_plain}, Limits())[0]


def bench(
    questions: QuestionSet, cache: Path, encoder: CharacterEncoder | None = None, *, words: bool = False
) -> Bench:
    encoder = encoder or CharacterEncoder()
    shelves = shelve(questions.documents, split, encoder, cache, lambda *_: None)
    return Bench(
        questions,
        shelves,
        encoder,
        lambda index, with_: Answerer(Retriever(index, with_), index, BY_WORDS),
        list if words else None,
    )


def test_every_ranking_is_measured_on_the_same_questions(folder: Path, tmp_path: Path) -> None:
    report = measure_retrieval(bench(read_set(folder, read), tmp_path, words=True))
    assert [row.ranking for row in report.rows] == [FUSED, ENCODER, CHARACTERS, WORDS]
    assert {(row.questions, row.hit1, row.hit5, row.mrr) for row in report.rows} == {(5, 1.0, 1.0, 1.0)}
    assert report.left_out == ()


def test_a_baseline_that_cannot_be_measured_is_named(folder: Path, tmp_path: Path) -> None:
    report = measure_retrieval(bench(read_set(folder, read), tmp_path))
    assert report.left_out == (WORDS,)


def test_a_wrong_passage_in_front_lowers_the_figures(folder: Path, tmp_path: Path) -> None:
    write(
        folder / "questions.jsonl",
        [
            {"id": "q1", "question": "缺席集中学习应当在几日内补学？", "passage_id": "p6", "answers": []},
            {"id": "q2", "question": "图书馆周末开放到几点？", "passage_id": "p2", "answers": []},
        ],
    )
    rows = measure_retrieval(bench(read_set(folder, read), tmp_path)).rows
    assert {row.hit1 for row in rows} == {0.5}
    assert all(0.5 <= row.mrr < 1 for row in rows)


def test_each_kind_and_each_script_has_rows_of_its_own(folder: Path, tmp_path: Path) -> None:
    write(
        folder / "questions.jsonl",
        [
            {
                "id": "1",
                "kind": "時",
                "question": "圖書館週末開放到幾點？",
                "question_simplified": "图书馆周末开放到几点？",
                "passage_id": "p2",
            },
            {"id": "2", "kind": "人", "question": "读书会由谁轮流主持？", "positive_ids": ["p3"]},
            {"id": "3", "kind": "conversation", "question": "那它呢？", "positive_ids": ["p3"]},
        ],
    )
    rows = [row for row in measure_retrieval(bench(read_set(folder, read), tmp_path)).rows if row.ranking == FUSED]
    assert [(row.kind, row.simplified, row.questions) for row in rows] == [
        ("", False, 2),
        ("人", False, 1),
        ("時", False, 1),
        ("", True, 1),
    ]


def test_answers_are_counted_as_a_person_gets_them(folder: Path, tmp_path: Path) -> None:
    report = measure_answers(bench(read_set(folder, read), tmp_path))
    assert report.inside.of == 5
    assert report.inside.count + report.refused.count <= 5
    assert report.inside.count == report.inside_answered.count >= 4
    assert 0 < report.mean_length <= 160
    assert report.over_limit.count == 0


def test_both_shares_refused_come_together(folder: Path, tmp_path: Path) -> None:
    write(folder / "unanswerable.jsonl", [{"id": "u1", "question": "火星上的天气怎样？"}])
    unanswerable, held_out = measure_abstention(bench(read_set(folder, read), tmp_path))
    assert (unanswerable.trial, held_out.trial) == (UNANSWERABLE, HELD_OUT)
    assert (unanswerable.unanswerable.count, unanswerable.unanswerable.of) == (1, 1)
    assert held_out.unanswerable.of == unanswerable.answerable.of == held_out.answerable.of == 5
    assert held_out.unanswerable.count > held_out.answerable.count


def test_passages_are_left_out_where_there_are_no_folds(folder: Path, tmp_path: Path) -> None:
    write(folder / "passages.jsonl", [{"id": i, "title": t, "text": x} for i, t, x, _ in PASSAGES])
    (left_out,) = measure_abstention(bench(read_set(folder, read), tmp_path))
    assert left_out.trial == LEFT_OUT
    assert (left_out.unanswerable.count, left_out.unanswerable.of, left_out.answerable.of) == (1, 1, 5)


def test_a_question_may_be_unanswerable_from_its_own_passage(folder: Path, tmp_path: Path) -> None:
    rows = [{"id": i, "question": q, "passage_id": p, "answers": a} for i, q, p, a in QUESTIONS]
    lone = {"id": "x", "question": "读书会由谁轮流主持？", "passage_id": "p6", "answers": [], "answerable": False}
    write(folder / "questions.jsonl", [*rows, lone])
    own = measure_abstention(bench(read_set(folder, read), tmp_path))[-1]
    assert (own.trial, own.unanswerable.count, own.unanswerable.of, own.answerable.of) == (OWN_PASSAGE, 1, 1, 5)


def test_passages_are_encoded_once(folder: Path, tmp_path: Path) -> None:
    class Counting(CharacterEncoder):
        asked = 0

        def encode_passages(self, texts: Sequence[str]) -> Vectors:
            self.asked += len(texts)
            return super().encode_passages(texts)

    encoder = Counting()
    questions = read_set(folder, read)
    first = bench(questions, tmp_path, encoder).index().passages()
    assert encoder.asked == len(first) == 6
    assert bench(questions, tmp_path, encoder).index().passages() == first
    assert encoder.asked == 6


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    data, texts = tmp_path / "eval" / "laws", tmp_path / "laws" / "docs"
    data.mkdir(parents=True)
    texts.mkdir(parents=True)
    for year, days in ((2018, "十"), (2024, "五")):
        text = f"# 中华人民共和国校园法\n\n第一条 为规范校园管理，制定本法。\n\n第二条 教师应当在{days}日内批改作业。\n\n第三条 校车应当准点。\n"
        (texts / f"校园法({year}).md").write_text(text, "utf-8")
    about = {"law": "校园法", "title": "中华人民共和国校园法"}
    write(
        texts.parent / "manifest.jsonl",
        [
            {**about, "file": "校园法(2018).md", "date": "2018-01-01", "is_latest": False},
            {**about, "file": "校园法(2024).md", "date": "2024-01-01", "is_latest": True},
        ],
    )
    write(
        data / "questions.jsonl",
        [
            {
                "id": "1",
                "kind": "article_lookup",
                "question": "《校园法》第二条的内容是什么？",
                "article": "第二条",
                "files": ["校园法(2018).md"],
                "answers": ["第二条 教师应当在十日内批改作业。"],
            },
            {
                "id": "2",
                "kind": "scenario",
                "question": "作业交上去几日内应当批改？",
                "article": "第二条",
                "files": ["校园法(2024).md"],
                "answers": ["第二条 教师应当在五日内批改作业。"],
            },
        ],
    )
    return data


def test_an_article_is_looked_for_in_the_text_in_force(laws: Path, tmp_path: Path) -> None:
    report = measure_retrieval(bench(read_set(laws, read), tmp_path))
    lookup = next(row for row in report.rows if row.ranking == FUSED and row.kind == "article_lookup")
    assert (lookup.questions, lookup.hit1) == (1, 1.0)
    assert report.clauses is not None
    assert (report.clauses.count, report.clauses.of) == (1, 1)
    assert report.outdated_first is not None
    assert (report.outdated_first.count, report.outdated_first.of) == (0, 2)


def test_a_folder_without_data_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"passages\.jsonl"):
        read_set(tmp_path, read)
    (tmp_path / "passages.jsonl").write_text('{"id": ', "utf-8")
    with pytest.raises(UsageError, match="JSON Lines"):
        read_set(tmp_path, read)


def test_the_sample_asks_for_texts_that_ship() -> None:
    with pytest.raises(UsageError, match="--data"):
        sample_set([])
