"""True or false: a statement of the text as it stands, or with exactly one checkable thing changed."""

import re
from collections.abc import Iterator

from companion.quizzes.amounts import amounts
from companion.quizzes.candidates import FALSE, FALSE_EN, TRUE, TRUE_EN, Candidate
from companion.quizzes.corpus import Corpus
from companion.quizzes.facts import claim, definition, formulas, modals, subjects
from companion.quizzes.generators.common import (
    alternatives,
    listed,
    named,
    named_in,
    other_claims,
    other_institutions,
    other_members,
    other_subjects,
    other_terms,
    place,
    source,
    strangers,
    target,
)
from companion.quizzes.items import Kind
from companion.quizzes.lists import PointList
from companion.quizzes.rules import bodies, institution, opposites, other_bodies
from companion.quizzes.statements import Statement
from companion.quizzes.worth import worth, worth_of_list
from companion.texts.documents import Passage

_OPPOSITE = {
    "不得": "可以", "可以": "不得", "应当": "可以", "必须": "可以",
    "must not": "may", "may not": "may", "shall not": "may", "may": "may not", "must": "need not", "shall": "need not",
}  # fmt: skip
# 应当 turned into 可以 makes a checkable falsehood only of a definite act, not of 应当加强 or 应当体现.
_DEFINITE = re.compile(
    r"(?:事先|事前|立即|当场|书面|主动|如实|同时|按时|按期|一并|至少)?(?:向[^，。]{2,12}|经[^，。]{2,12}|由[^，。]{2,12}|对[^，。]{2,16})?"
    r"(?:回避|提交|报|备案|公布|公示|公开|通知|告知|签订|签署|出示|听取|征求|送达|报告|登记|恢复|解除|采纳|停止|移送|归还|返还|退还|支付|缴纳|补交|"
    r"列席|答复|持证|佩戴|封存|张贴|书面)"
)
# What anyone would allow or forbid without having read the text.
_PLAIN = re.compile(
    r"拒绝|拖延|强制|强迫|催告|协商|邀请|吸收|聘请|奖励|表彰|培训|有益|帮助|慰问|干涉|损害|侵害|侵占|侵犯|歧视|虐待|泄露|伪造|骗取|欺骗|挪用|克扣|贪污|索取|收受|歪曲|侮辱|诽谤|破坏|隐瞒|滥用|弄虚作假|抄袭|剽窃|体罚|危害|妨碍|打击报复|违法|违反|非法|虚假|贬低|影响|恶化|抽逃|危险|未按|秘密|隐私"
)
# After these a modal cannot be turned round without an odd statement coming out.
_FIXED = re.compile(
    r"\s*(?:不|到|去|处|并处|为|根据|结合|按照|依照|视|依法|自|适当|是|有|以|从|在|将|把|向|与|由|因|超过|少于|低于|高于|多于|be\b|have\b)"
)


def generate(passage: Passage, corpus: Corpus) -> Iterator[Candidate]:
    """Each change a statement allows, as it stands or changed: which of the two is left to chance, evenly."""
    for statement in corpus.statements(passage):
        for start, words, other, value in _changes(statement, corpus):
            changed = statement.text[:start] + other + statement.text[start + len(words) :]
            if corpus.number("true", statement.quote) % 2:
                yield _candidate(statement, statement.text, start, words, "", value)
            elif not corpus.states(changed, other):
                yield _candidate(statement, changed, start, words, other, value)
    for one in corpus.lists(passage):
        yield from _of_list(one, corpus)


def _of_list(one: PointList, corpus: Corpus) -> Iterator[Candidate]:
    """That one of its points, or a point of another list, belongs to it."""
    others = strangers(one, corpus) if one.usable else []
    if not others:  # a list with nothing like it would only ever be asked about truly
        return
    true = corpus.number("true", one.lead) % 2 == 1
    point = corpus.choose([own.text for own in one.usable] if true else others[:3], one.lead)
    said = one.claim(point)
    if said:
        why = "" if true else f"其中没有“{point}”。"
        yield Candidate(
            Kind.TRUE_FALSE,
            named_in(one.passage, said),
            (TRUE, FALSE),
            (TRUE if true else FALSE,),
            listed(one) + why,
            one.passage,
            one.quote(),
            place(one, point),
            worth_of_list(one),
        )


def _changes(statement: Statement, corpus: Corpus) -> Iterator[tuple[int, str, str, float]]:
    """Where the change begins, the words it replaces, the words put there, and how much it is worth asking."""
    text, focus = statement.text, statement.focus
    for amount in amounts(text, focus):
        # of 至少三次 only a larger number makes a false statement, of 不超过三次 only a smaller one
        chance = {"least": 0, "most": 3}.get(amount.bound, corpus.number(text, amount.text))
        for variant in alternatives(amount, statement, chance, corpus):
            if amount.bound == "exact" or (variant.values > amount.values) == (amount.bound == "least"):
                yield amount.start, amount.text, variant.text, worth(statement, amount)
                break
    for subject in subjects(text, focus):
        others = other_subjects(subject, statement, corpus)[:4]
        if others:
            yield subject.start, subject.name, corpus.choose(others, statement.quote), worth(statement, subject)
    for formula in formulas(text, focus):
        at, member = corpus.choose(formula.members, statement.quote)
        others = other_members(member, statement, corpus)
        for other in others[:1]:
            yield at, member, other, worth(statement, formula)
    term = definition(text)
    if term:
        for other in other_terms(term.term, statement, corpus)[:1]:
            yield term.start, term.term, other, worth(statement, term)
    for start, word, other in opposites(text, focus):
        if "口头" in other and "口头" in statement.passage.text:  # another sentence may allow it
            continue
        yield start, word, other, worth(statement) + 1
    for body in bodies(text, focus):
        others = other_bodies(body)
        if others:
            near = others[:2]  # of levels far away anyone would say that they do not decide
            yield body.start, body.name, corpus.choose(near, statement.quote), worth(statement) + 1
    found = institution(text, focus)
    if found:
        for other in other_institutions(found[1], statement, corpus)[:1]:
            yield *found, other, worth(statement) + 1
    said = claim(text)
    if said:
        for other in other_claims(said, statement, corpus)[:1]:
            yield said.start, said.asked, other, worth(statement, said)
    words = modals(text)
    if len(words) == 1 and words[0][0] >= focus and "：" not in text and not re.search(r"任何|除|因|从其规定|只能|仅|[Nn]obody|[Nn]o one|[Nn]one|\b[Oo]nly\b|cannot", text):
        at, word = words[0]
        if "的，" in text[at:]:  # the modal stands in a condition, not in the rule
            return
        obliges = word in ("应当", "必须")
        # what follows a forbidden act after a comma would be forbidden, too, or odd; a long rule hides what was changed
        joined = word == "可以" and (re.search(r"，(?:并|或者|也|但|是否|[^，。]{0,8}(?:期|期限|时间)为)", text[at:]) or "的，" not in text[:at] or len(text) > 70)
        sound = _DEFINITE.match(text, at + len(word)) if obliges else not _FIXED.match(text, at + len(word))
        if sound and not joined and not _PLAIN.search(text, at) and text[at - 1 : at] not in tuple("还也又亦均都仍生久皆"):
            yield at, word, _OPPOSITE[word], worth(statement) - 2 * obliges


def _candidate(statement: Statement, said: str, start: int, words: str, other: str, value: float) -> Candidate:
    english = statement.passage.language == "en"
    options = (TRUE_EN, FALSE_EN) if english else (TRUE, FALSE)
    rationale = source(statement)
    if other:
        rationale += f" The statement has “{other}” where the text has “{words}”." if english else f"题干把“{words}”改成了“{other}”。"
    return Candidate(
        Kind.TRUE_FALSE,
        named(statement, said),
        options,
        (options[1 if other else 0],),
        rationale,
        statement.passage,
        statement.quote,
        target(statement, start),
        value,
        ((said, other),) if other else (),
    )
