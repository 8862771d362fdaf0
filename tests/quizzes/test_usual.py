from collections import Counter

from companion.quizzes.amounts import amounts
from companion.quizzes.corpus import Corpus
from companion.quizzes.usual import drawn, usual_ranges, usual_variants
from companion.quizzes.variants import variants
from tests.quizzes.texts import cut

NUMBER = Corpus([]).number


def test_everything_is_drawn_once_and_the_rest_stays_behind() -> None:
    order = drawn("abcdef", lambda _: 0, NUMBER, most=4)
    assert sorted(order) == list("abcdef")
    assert order[4:] == ["e", "f"]
    assert drawn([], lambda _: 0, lambda _: 0) == []


def test_what_is_used_often_comes_first_as_often_as_it_is_used() -> None:
    used = {"十日": 6, "四十日": 1}
    first = Counter(drawn(["四十日", "十日"], used.__getitem__, lambda one, n=n: NUMBER(str(n), one))[0] for n in range(1000))
    assert 800 < first["十日"] < 910  # six to one
    used["四十日"] = 0
    assert all(drawn(["四十日", "十日"], used.__getitem__, lambda one, n=n: NUMBER(str(n), one))[0] == "十日" for n in range(20))


def test_distractors_are_written_in_the_width_of_the_key() -> None:
    text = "".join(f"参加{what}的人数应当不少于全体成员的{share}。\n" for what, share in (("开幕", "85%"), ("评议", "60％"), ("年会", "９０%"), ("换届", "75%")))
    corpus = Corpus(cut(text))
    (amount,) = amounts("参加开幕的人数应当不少于全体成员的85%。")
    others = usual_variants(variants(amount, 1), amount, corpus.used_amounts, NUMBER)
    assert {"60%", "90%", "75%"} <= {one.text for one in others}
    (wide,) = amounts("参加评议的人数应当不少于全体成员的60％。")
    assert all(one.text.endswith("％") for one in usual_variants(variants(wide, 1), wide, corpus.used_amounts, NUMBER))


def test_the_texts_uses_are_counted_however_they_are_written() -> None:
    passages = cut("委员应当在10日内答复来信的人员。\n委员应当在十日内公布会议的记录。\n委员应当在三日内退还借用的器材。")
    corpus = Corpus(passages)
    assert sorted(uses.total() for uses in corpus.used_amounts.values()) == [1, 2]
    ten, _, three = (amounts(one.text)[0] for passage in passages for one in corpus.statements(passage))
    assert corpus.usual(ten) > corpus.usual(three) == 0


FINES = ("二百元以上五百元以下", "五百元以上二千元以下", "五百元以上三千元以下", "一千元以上五千元以下", "二千元以上一万元以下", "五万元以上五十万元以下")


def test_ranges_stand_beside_whole_ranges_of_the_texts_about_as_large() -> None:
    corpus = Corpus(cut("".join(f"借阅人损坏第{n}书库图书的，处{fine}的罚款。\n" for n, fine in zip("一二三四五六", FINES, strict=True))))
    (amount,) = amounts("借阅人擅自转借图书的，处五百元以上二千元以下的罚款。")
    for chance in range(4):
        found = usual_ranges(corpus.ranges_like(amount), amount, chance, NUMBER)
        assert {one.text for one in found} == {FINES[0], *FINES[2:5]}  # never the last, of another size
        assert sum(one.values < amount.values for one in found[:3]) == min(chance, 1)
    assert usual_ranges(corpus.ranges_like(amount)[:2], amount, 0, NUMBER) == []
    (weeks,) = amounts("器材可以外借二至三周。")
    assert corpus.ranges_like(weeks) == []


def test_what_is_usual_before_the_same_words_is_usual() -> None:
    corpus = Corpus(cut("\n".join(f"保管员应当在{n}日内完成第{n}书库的清点工作。" for n in ("三十", "三十", "七")) + "\n教师借阅古籍的期限可以延长四十日。" * 3))
    (amount,) = amounts("保管员应当在三十日内完成清点。")
    assert corpus.usual(amount, "日内完成") > corpus.usual(amount)
