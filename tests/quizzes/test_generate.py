import re
import time
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from companion.quizzes.amounts import amounts
from companion.quizzes.corpus import Corpus
from companion.quizzes.facts import claim
from companion.quizzes.generate import items_about, make_items
from companion.quizzes.generators.common import other_claims, source
from companion.quizzes.items import Item, Kind
from companion.quizzes.marking import mark
from companion.quizzes.topic import make_topic_items
from companion.texts.documents import Document, Entry, Page, Passage, Status
from companion.texts.splitting import split
from tests.quizzes.texts import GUIDE, RULES, cut, entry

PASSAGES = cut(RULES)
ENTRIES = [entry()]
CORPUS = Corpus(PASSAGES, ENTRIES)
SEEDS = range(12)


def every_item() -> list[Item]:
    return [one for seed in SEEDS for one in make_items(PASSAGES, ENTRIES, seed=seed).items]


def test_items_are_a_function_of_passages_and_seed() -> None:
    made = make_items(PASSAGES, ENTRIES, seed=3)
    assert made == make_items(list(PASSAGES), ENTRIES, seed=3)
    assert made.items != make_items(PASSAGES, ENTRIES, seed=4).items


def test_a_corpus_with_another_seed_gives_the_items_of_that_seed() -> None:
    for seed in (3, 4):
        assert items_about(PASSAGES, CORPUS.seeded(seed)) == make_items(PASSAGES, ENTRIES, seed=seed)


def test_the_kinds_that_a_text_gives_are_made_and_only_the_wanted_ones() -> None:
    assert {one.kind for one in every_item()} == {Kind.SINGLE_CHOICE, Kind.TRUE_FALSE, Kind.CLOZE, Kind.SHORT_ANSWER}
    for kind in (Kind.SINGLE_CHOICE, Kind.TRUE_FALSE, Kind.CLOZE, Kind.SHORT_ANSWER):
        assert {one.kind for one in make_items(PASSAGES, ENTRIES, kinds=[kind]).items} == {kind}


def test_every_item_has_a_citation_that_stands_in_its_passage_and_a_rationale_with_the_text_s_words() -> None:
    texts = {passage.text: passage for passage in PASSAGES}
    for one in every_item():
        assert any(one.citation.quote in text for text in texts)
        assert one.citation.quote.removesuffix("。") in one.rationale
        assert "《学习考核细则》" in one.stem


LISTED = """第一条 实习生应当完成下列任务：
（一）听课不少于40节；
（二）主持主题班会不少于2次；
（三）撰写调查报告1篇，篇幅不少于3000字。
第二条 请假1日的，由实习学校导师批准；请假2至3日的，由校内导师批准。
第三条 违反本办法的，由学院责令改正，并在10个工作日内书面告知本人。
第四条 实习结束后，实习生应当按照本办法提交总结，并在15日内交回教材。
"""


def test_what_a_rationale_quotes_is_verbatim_also_of_lists_and_of_texts_that_speak_of_themselves() -> None:
    passages = split(Document(Entry("a.md", "教育实习管理办法"), "0" * 64, (Page(1, LISTED),)))
    items = make_items(passages, [Entry("a.md", "教育实习管理办法")]).items
    text = "".join(LISTED.split())
    corpus = Corpus(passages)
    told = [source(one) for passage in passages for one in corpus.statements(passage)]
    assert "《教育实习管理办法》第一条：“实习生应当完成下列任务：……主持主题班会不少于2次”" in told
    quoted = [re.findall(r"：“(.*?)”(?:题干|$)", words) for words in (*told, *(item.rationale for item in items))]
    assert items and all(quoted)
    for (words,) in quoted:
        assert all("".join(part.split()) in text for part in words.split("……"))


def test_every_key_marks_right_and_every_distractor_wrong() -> None:
    for one in every_item():
        if one.kind is Kind.SHORT_ANSWER:
            continue
        assert all(mark(one, [key]).correct for key in one.key)
        assert not any(mark(one, [option]).correct for option in one.options if option not in one.key)


def test_a_single_choice_has_four_options_and_its_key_in_the_sentence() -> None:
    for one in every_item():
        if one.kind is Kind.SINGLE_CHOICE:
            assert 3 <= len(set(one.options)) <= 4
            if "符合规定" in one.key[0] or "多少" in one.stem:  # a scene, judged by the sentence and not in its words
                continue
            assert one.key[0] in one.citation.quote
            assert not any(option in one.citation.quote for option in one.options if option not in one.key)


def test_the_key_s_place_gives_nothing_away() -> None:
    made = [make_items(PASSAGES, ENTRIES, kinds=[Kind.SINGLE_CHOICE], seed=seed).items for seed in range(40)]
    places = Counter(one.options.index(one.key[0]) for items in made for one in items)
    assert set(places) == {0, 1, 2, 3}
    assert max(places.values()) < 1.5 * min(places.values())


def test_true_statements_are_verbatim_and_false_ones_differ_in_one_place_named_in_the_rationale() -> None:
    keys = Counter()
    for one in every_item():
        if one.kind is not Kind.TRUE_FALSE:
            continue
        keys[one.key] += 1
        said = one.stem.split("，", 1)[1]
        if one.key == ("正确",):
            assert said in one.citation.quote
            continue
        old, new = one.rationale.split("题干把“")[1].removesuffix("”。").split("”改成了“")
        assert said.count(new) == 1
        assert said.replace(new, old) in one.citation.quote
    assert 0.3 < keys["正确",] / keys.total() < 0.7


@pytest.mark.parametrize(
    ("text", "larger"),
    [
        ("每名党员每学期参加读书会不少于三次。", True),
        ("读书会每学期的讨论时间不超过90分钟。", False),
        ("表决应当由三分之二以上的委员同意才能通过。", True),
    ],
)
def test_a_false_statement_does_not_follow_from_the_text(text: str, larger: bool) -> None:
    def value(words: str) -> Decimal:
        return amounts(f"至少{words}")[0].values[0]

    false = [
        one
        for seed in range(30)
        for one in make_items(cut(text), ENTRIES, kinds=[Kind.TRUE_FALSE], seed=seed).items
        if one.key == ("错误",) and "可以" not in one.rationale
    ]
    assert false
    for one in false:
        old, new = one.rationale.split("题干把“")[1].removesuffix("”。").split("”改成了“")
        assert (value(new) > value(old)) == larger


def test_no_fact_is_asked_twice_and_no_sentence_more_than_twice() -> None:
    for seed in SEEDS:
        items = make_items(PASSAGES, ENTRIES, seed=seed).items
        assert len({one.stem for one in items}) == len({one.id for one in items}) == len(items)
        assert max(Counter(one.citation.quote for one in items).values()) <= 2


def test_a_number_that_another_passage_gives_for_the_same_is_no_distractor() -> None:
    said = "每名党员每学期参加读书会不少于{}次。"
    other = "学院规定每名党员每学期参加读书会不少于{}次。"
    passages = cut("\n".join([said.format("三"), *(other.format(number) for number in "两四五六")]))
    for seed in SEEDS:
        for one in make_items(passages, ENTRIES, seed=seed, about=passages[:1]).items:
            assert not {"两次", "四次", "五次", "六次"} & {option for option in one.options if option not in one.key}
            assert one.kind is not Kind.TRUE_FALSE or one.key == ("正确",)


def test_superseded_texts_make_no_items() -> None:
    made = make_items(PASSAGES, [entry(status=Status.SUPERSEDED)])
    assert made.items == ()
    assert made.rejected["in_force"] > 0


def test_a_count_is_an_upper_bound_and_kinds_and_documents_take_turns() -> None:
    other = cut(RULES.replace("党员", "学员").replace("支部", "班组"), "other.md", "学员考核细则")
    entries = [*ENTRIES, entry("other.md", "学员考核细则")]
    made = make_items([*PASSAGES, *other], entries, count=12).items
    assert len(made) == 12
    kinds = Counter(one.kind for one in made)
    assert len(kinds) == 4
    assert max(kinds.values()) - min(kinds.values()) <= 2
    documents = Counter(one.citation.document for one in made)
    assert len(documents) == 2 and max(documents.values()) - min(documents.values()) <= 2
    assert len({one.citation.quote for one in made}) == 12
    assert len(make_items(PASSAGES, ENTRIES, count=1000).items) == len(make_items(PASSAGES, ENTRIES).items)


@pytest.mark.parametrize("text", ["", "一", "春眠不觉晓，处处闻啼鸟。", "| 甲 | 乙 |\n| 3次 | 4次 |", GUIDE[40:], "？！。" * 50, "第一条\n" * 40, "：\n（一）甲；\n（二）乙。"])
def test_texts_that_say_nothing_to_ask_about_make_nothing(text: str) -> None:
    assert make_items(cut(text), ENTRIES).items == ()


def test_no_passages_make_no_items() -> None:
    made = make_items([], [])
    assert (made.items, dict(made.rejected)) == ((), {})


def test_items_from_some_passages_only() -> None:
    for one in make_items(PASSAGES, ENTRIES, about=PASSAGES[1:2]).items:
        assert one.citation.quote in PASSAGES[1].text


def test_pages_are_those_of_the_passage() -> None:
    for one in make_items([replace(passage, first_page=3, last_page=4) for passage in PASSAGES], ENTRIES).items:
        assert (one.citation.first_page, one.citation.last_page) == (3, 4)


def test_an_english_text_makes_items_in_english() -> None:
    text = "Each member submits at least 2 practice records a month.\nA guest must not answer the quiz on behalf of members."
    passages = cut(text, "guide.md", "A Short Guide", "en")
    made = [one for seed in SEEDS for one in make_items(passages, [], seed=seed).items]
    assert {one.kind for one in made} == {Kind.SINGLE_CHOICE, Kind.TRUE_FALSE, Kind.CLOZE}
    assert all("A Short Guide" in one.stem and one.language == "en" for one in made)
    assert {one.options for one in made if one.kind is Kind.TRUE_FALSE} == {("True", "False")}


def test_topic_items_come_from_the_sentences_that_speak_of_it() -> None:
    evidence = sorted(PASSAGES, key=lambda passage: "读书会" not in passage.text)
    made = make_topic_items(evidence, CORPUS, count=2, topic="参加读书会")
    assert 1 <= len(made.items) <= 2
    assert "读书会" in made.items[0].stem
    assert make_topic_items([], CORPUS, count=3).items == ()
    assert len(make_topic_items(evidence, CORPUS, count=10).items) == 10


def test_twenty_items_a_second_in_a_large_corpus() -> None:
    places = "文学院 物理系 附属中学 图书馆 后勤处 校医院 研究生院 海洋所 体育部 出版社".split()
    people = "专任教师 辅导员 实验员 研究生导师 图书管理员 教学督导 班主任 青年党员 科研秘书 预备党员".split()
    acts = "读书会 主题宣讲 走访慰问 实验示范 课程研讨 志愿服务 师德讲堂 安全演练 廉政谈话 支教送课 学风检查 设备巡检".split()
    passages: list[Passage] = []
    for n in range(250):
        rules = [
            f"第{at + 1}条 {places[n % 10]}{people[(n // 10 + at) % 10]}每学期参加{acts[(n + 7 * at) % 12]}不少于{times}次，每次不超过{most}分钟。"
            for at, (times, most) in enumerate(((3, 90), (5, 45), (2, 60), (4, 120)))
        ]
        passages += cut("\n".join(rules), f"{n}.md", f"第{n}号细则")
    began = time.process_time()
    made = make_items(passages, [])
    assert len(made.items) >= 500
    assert len(made.items) / (time.process_time() - began) >= 20


def test_what_a_text_says_of_a_thing_is_not_said_of_another_text_s_things() -> None:
    own = cut("校园安全是学院日常管理的首要任务。\n课堂教学是学院办学治校的首要任务。", "charter.md", "学院章程")
    other = cut("仪器养护是实验室管理的首要任务。\n标本登记是标本室管理的首要任务。", "lab.md", "实验室守则")
    corpus = Corpus([*own, *other])
    [statement] = corpus.statements(own[0])
    said = claim(statement.text)
    assert said is not None and other_claims(said, statement, corpus) == ["课堂教学"]
