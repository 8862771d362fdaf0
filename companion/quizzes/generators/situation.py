"""Situations: a small scene to which one clause has to be applied, as a single choice."""

import re
from collections.abc import Iterator, Sequence

from companion.quizzes.candidates import Candidate
from companion.quizzes.corpus import Corpus, pairs
from companion.quizzes.generators.common import distinct, source, target
from companion.quizzes.items import Kind
from companion.quizzes.rules import case
from companion.quizzes.scenes import is_person, limit, post_of, quota, someone
from companion.quizzes.statements import Statement, title_of
from companion.quizzes.worth import worth
from companion.texts.documents import Passage

_NAMES = ("小周", "小林", "小陈", "小吴", "小郑", "小何")


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    if passage.language == "en":
        return
    for statement in corpus.statements(passage):
        if statement.focus == 0 and "：" not in statement.text:
            yield from _of_quota(statement, corpus)
            yield from _of_limit(statement, corpus)
            yield from _of_case(statement, corpus)


def _of_quota(statement: Statement, corpus: Corpus) -> Iterator[Candidate]:
    """Part of what is asked for is done: how much is left."""
    found = quota(statement.text)
    if not found:
        return
    name = corpus.choose(_NAMES, statement.quote)
    done = 1 + corpus.number(statement.quote, "done") % (found.count - 1)
    left = found.count - done
    if left == done:
        done, left = done + (1 if left > 1 else 0), left - (1 if left > 1 else 0)
    if left == done:
        return
    near = dict.fromkeys((found.count, left + 1, left - 1, left + 2, left + 3))
    wrong = [value for value in near if value > 0 and value not in (left, done)][:3]
    unit, more = found.unit, "至少还要" if found.least else "最多还可以"
    stem = (
        f"{name}是一名{found.who}，{found.period}已经{found.act}{done}{unit}{found.object}。"
        f"根据{title_of(statement.passage)}，{name}{found.period}{more}{found.act}多少{unit}？"
    )
    why = f"规定{'至少' if found.least else '最多'}{found.words}，已经有{done}{unit}，{'还差' if found.least else '还剩'}{left}{unit}。"
    yield _candidate(statement, corpus, stem, f"{left}{unit}", [f"{value}{unit}" for value in wrong], why, found.words)


def _of_limit(statement: Statement, corpus: Corpus) -> Iterator[Candidate]:
    """Something took so long, or there is so much of it: does that keep to the rule."""
    found = limit(statement.text)
    if not found:
        return
    count, sign = found.count, 1 if found.most else -1
    kept = corpus.number(statement.quote, "kept") % 2 == 1
    step = sign * max(1, count // 3)
    # the other limit on the key's side lies now before it, now behind it, so that neither place gives the key away
    behind = corpus.number(statement.quote, "behind") % 2 == 1
    if kept:
        taken = count - step * (2 if behind else 1)
        limits = [(True, count - step if behind else count + step), (False, taken - step), (False, taken - 2 * step)]
    else:
        taken = count + step * (2 if behind else 1)
        limits = [(False, count + step if behind else count - step), (True, taken), (True, taken + step)]
    if taken <= 0 or any(value <= 0 for _, value in limits) or (found.unit == "日" and taken > 28 and "每月" in found.called):
        return
    right, *wrong = [f"{'符合' if keeps else '不符合'}规定，{found.called}{value}{found.unit}" for keeps, value in ((kept, count), *limits)]
    stem = f"{found.told.format(taken)}。根据{title_of(statement.passage)}，这样是否符合规定？"
    why = f"{found.called}{count}{found.unit}，{taken}{found.unit}{'符合' if kept else '不符合'}规定。"
    yield _candidate(statement, corpus, stem, right, wrong, why, found.words)


def _of_case(statement: Statement, corpus: Corpus) -> Iterator[Candidate]:
    """What a rule is for has come about for one person: what is to be done now."""
    found = case(statement.text)
    if not found or found.sort not in ("应当", "可以", "处理") or not is_person(found.case) or re.search(r"、|或者|等", found.case):
        return
    about = pairs(statement.text)
    wrong: list[str] = []
    for document, other in corpus.cases.near(statement.passage):
        kin = len(pairs(other.answer) & about) / len(pairs(other.answer))
        fits = 0.1 <= kin <= 0.5 and other.sort == found.sort and 0.55 <= len(other.answer) / len(found.answer) <= 1.8
        if document != statement.passage.document or not fits or other.case == found.case:
            continue
        if all(distinct(taken, other.answer, statement.text) for taken in [found.answer, *wrong]):
            wrong.append(other.answer)
        if len(wrong) == 3:
            break
    else:
        return
    question = found.question.removeprefix(f"{found.case}，")
    stem = f"{someone(found.case.removesuffix('的'))}。根据{title_of(statement.passage)}，{question}"
    yield _candidate(statement, corpus, stem, found.answer, wrong, "", found.answer)


def _candidate(
    statement: Statement, corpus: Corpus, stem: str, key: str, wrong: Sequence[str], why: str, words: str
) -> Candidate:
    return Candidate(
        Kind.SINGLE_CHOICE,
        stem,
        tuple(sorted([key, *wrong], key=lambda option: corpus.number(stem, option))),
        (key,),
        source(statement) + why,
        statement.passage,
        statement.quote,
        target(statement, statement.text.index(words)),
        worth(statement) + 2,
        rests_on=(words,),
        post=post_of(stem),
    )
