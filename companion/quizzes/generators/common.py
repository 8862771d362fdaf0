"""What the generators share: naming the document, blanks, rationales, and words of the same kind."""

import re
from collections import Counter

from companion.quizzes.amounts import Amount, amounts
from companion.quizzes.corpus import Corpus, Pool, pairs
from companion.quizzes.facts import Claim, Subject
from companion.quizzes.lists import Point, PointList, alike
from companion.quizzes.statements import LABEL, Statement, one_line, title_of
from companion.quizzes.usual import drawn, usual_ranges, usual_variants
from companion.quizzes.variants import Variant, variants
from companion.texts.documents import Passage
from companion.texts.numerals import CHINESE

_COLON = re.compile(r"[：:]\s*")
_LABEL_LENGTH = 5  # of “（十二）”
_NEAR = 8  # bodies or roles near a sentence that are drawn from


def named(statement: Statement, text: str) -> str:
    """``text`` with the document named in front of it, unless it names it itself."""
    return named_in(statement.passage, text)


def named_in(passage: Passage, text: str) -> str:
    title = title_of(passage)
    if passage.language == "en":
        return f"According to “{passage.title}”: {text}"
    return text if title in text else f"根据{title}，{text}"


def blanked(statement: Statement, start: int, end: int, blank: str) -> str:
    return named(statement, statement.text[:start] + blank + statement.text[end:])


def source(statement: Statement) -> str:
    """The words of the text as they are written there, with where they stand, for a rationale.

    Of a list only the line that leads to it and the point that is meant, “……” for those between.
    """
    words = as_written(statement.quote)
    lead, point = _COLON.search(words), _COLON.split(statement.text)[-1].rstrip("。.；;")
    at = words.rfind(point) if point else -1
    if lead and at - lead.end() > _LABEL_LENGTH and not words.count(statement.text.rstrip("。.；;")):
        words = f"{words[: lead.end()]}……{words[at:]}"
    if statement.passage.language == "en":
        return f"“{statement.passage.title}”: “{words}”"
    return f"{title_of(statement.passage)}{statement.article}：“{words}”"


def as_written(quote: str) -> str:
    """A quotation on one line, without the label in front and a mark behind that leads on to what follows."""
    label = LABEL.match(quote)
    return one_line(quote[label.end() if label else 0 :]).rstrip("；;，,")


def listed(one: PointList) -> str:
    """What a list says, with where it stands, for a rationale."""
    return f"{title_of(one.passage)}{one.article}：“{as_written(one.quote())}”"


def place(one: PointList, point: str = "") -> str:
    """Names the fact that is asked for: the list, or one of its points."""
    return f"{one.passage.document}\x1f{one.quote()}\x1f{point}"


def target(statement: Statement, start: int) -> str:
    """Names the fact that is asked for: where in the texts its words begin."""
    return f"{statement.passage.document}\x1f{statement.quote}\x1f{start}"


def alternatives(amount: Amount, statement: Statement, chance: int, corpus: Corpus) -> list[Variant]:
    """Other values for the amount that stand to the statement's other amounts as the true one does; see usual."""
    rest = [
        other.values[0]
        for other in amounts(statement.text)
        if other.start != amount.start and other.unit == amount.unit and other.form == amount.form and other.values
    ]

    def fits(variant: Variant) -> bool:
        return not re.search(rf"(?<![\d{CHINESE}]){re.escape(variant.text)}", statement.text) and all(
            other != value and (other < value) == (other < true)
            for other in rest
            for value, true in zip(variant.values, amount.values, strict=True)
        )

    def number(text: str) -> int:
        return corpus.number(statement.quote, text)

    found = [variant for variant in variants(amount, chance) if fits(variant)]
    if amount.form in ("range", "double"):  # if not from the texts, these are made in fours that belong together
        return usual_ranges([one for one in corpus.ranges_like(amount) if fits(one[0])], amount, chance, number) or found
    return usual_variants(found, amount, corpus.used_amounts, number)


def other_members(member: str, statement: Statement, corpus: Corpus) -> list[str]:
    """Members of other formulas that could stand in its place."""
    return [other for other in _like(member, statement, corpus.members, corpus) if _built_alike(member, other)]


def other_terms(term: str, statement: Statement, corpus: Corpus) -> list[str]:
    """Other terms that the same document defines."""
    own = {other for document, other in corpus.terms.near(statement.passage) if document == statement.passage.document}
    return [other for other in _like(term, statement, corpus.terms, corpus) if other in own]


# What only some one body does; of 应当加强, 应当重视 it would be odd to ask who.
_OWN_ACT = re.compile(
    r"[^，。；]{0,16}?(?:负责|批准|审批|审核|审定|审查|制定|编制|决定|认定|任命|召集|主持|组织|颁发|公布|发布|登记|备案|报送|报告|受理|答复|检查|评选|"
    r"出具|移交|谈话|通报|核对|牵头|统筹|承担|召开|查看|提交|书面|每[年月周季]|每学[期年]|至少|[之日后月][^，。；]{0,12}[内前])"
)


_STATE = re.compile(r"政府|法院|检察院|国务院|行政部门|主管部门|机关$|常务委员会|公安")


def other_subjects(subject: Subject, statement: Statement, corpus: Corpus) -> list[str]:
    """Others of the same document that act, nearby first: bodies for a body, roles for a role, named unlike it.

    None for an act that is anyone's, and none where the document gives but one other: it would come up again and again.
    """
    if not _OWN_ACT.match(statement.text, subject.start + len(subject.name)):
        return []
    found = [
        other.name
        for document, other in corpus.subjects.near(statement.passage)
        if document == statement.passage.document
        and other.role == subject.role
        and other.name[-2:] != subject.name[-2:]
        and bool(_STATE.search(other.name)) == bool(_STATE.search(subject.name))
        and distinct(subject.name, other.name, statement.text)
    ]
    if len(set(found)) < 2:
        return []
    used = corpus.used_subjects
    path = statement.passage.document
    return drawn(
        list(dict.fromkeys(found)), lambda name: used[path, name], lambda name: corpus.number(statement.quote, name), most=_NEAR
    )


def other_institutions(name: str, statement: Statement, corpus: Corpus) -> list[str]:
    """What else the same document sets up, named as long and ending alike."""
    own = {other for document, other in corpus.institutions.near(statement.passage) if document == statement.passage.document}
    return [other for other in _like(name, statement, corpus.institutions, corpus) if other[-1] == name[-1] and other in own]


def other_aims(name: str, head: str, statement: Statement, corpus: Corpus) -> list[str]:
    """What else is put first in the same way, in this document or others, about as long."""
    return [
        other
        for _, (other, kind) in corpus.aims.near(statement.passage)
        if kind == head and distinct(name, other, statement.text) and abs(len(other) - len(name)) <= max(2, len(name) // 2)
    ]


def other_claims(said: Claim, statement: Statement, corpus: Corpus) -> list[str]:
    """What else the document says to be a core, an aim, a principle, where the claim has its own: of the same sort of thing."""
    return [
        other.asked
        for document, other in corpus.claims.near(statement.passage)
        if document == statement.passage.document
        and (other.turned, other.head) == (said.turned, said.head)
        and distinct(said.asked, other.asked, statement.text)
        and abs(len(other.asked) - len(said.asked)) <= max(1, len(said.asked) // 4)
    ]


def _like(word: str, statement: Statement, pool: Pool[str], corpus: Corpus) -> list[str]:
    """Words of the pool about as long as ``word`` that do not occur in the statement; the same document's first."""

    def order(found: tuple[str, str]) -> tuple[bool, bool, bool, int]:
        document, other = found
        elsewhere = document != statement.passage.document
        return (elsewhere, other[-2:] != word[-2:], len(other) != len(word), corpus.number(word, other))

    fitting = [
        (document, other)
        for document, other in pool.near(statement.passage)
        if distinct(word, other, statement.text) and abs(len(other) - len(word)) <= max(1, len(word) // 4)
    ]
    return list(dict.fromkeys(other for _, other in sorted(fitting, key=order)))


def distinct(word: str, other: str, text: str) -> bool:
    """Whether ``other`` is not in ``text``, and neither word is within the other or shares three characters running."""
    if other in text or word in other or other in word:
        return False
    return not any(word[at : at + 3] in other for at in range(len(word) - 2))


def _built_alike(member: str, other: str) -> bool:
    """Whether two members of formulas could stand in one: as long, and ending alike."""
    return len(member) == len(other) and member[-1] == other[-1]


def strangers(one: PointList, corpus: Corpus) -> list[str]:
    """Points of other lists of the same document that surely are none of this one, built as its points are; likeliest first.

    None for a list of what is forbidden or punished: what other lists hold is either so as well, or plainly harmless.
    None from a list whose lead says much the same.
    """
    if one.forbids or one.blames or not one.usable or re.search(r"鼓励|支持|引导|优先|重点", one.lead):  # what is asked for elsewhere may be so here
        return []
    nearby = [other for document, other in corpus.point_lists.near(one.passage) if document == one.passage.document]
    own = [pairs(text) for text in (*(point.text for point in one.points), *one.beyond)]
    about = pairs(one.lead).union(*own) - _usual(nearby)
    size = sum(len(point.text) for point in one.usable) / len(one.usable)
    ending = sum(point.text.endswith("的") for point in one.usable) * 2 > len(one.usable)
    found: list[tuple[float, str]] = []
    for other in nearby:
        same = other.passage is one.passage and other.start == one.start
        if same or other.forbids or _same_lead(one, other):
            continue
        if not alike(one.noun, other.noun) or other.blames:
            continue
        if any("是否" in point.text for point in other.usable) != all("是否" in point.text for point in one.usable):
            continue
        fitting = [(_kinship(point, about), point.text) for point in other.usable if _fits(point, own, size, ending)]
        found += sorted(fitting, reverse=True)[:2]
    return [text for kinship, text in sorted(found, key=lambda one: -one[0]) if kinship >= 0.15]


def _usual(nearby: list[PointList]) -> set[str]:
    """Word pairs that a fifth of the document's lists hold (当事人, 公安机关), and so say nothing of any one of them."""
    held = Counter(pair for one in nearby for pair in pairs(one.lead).union(*(pairs(point.text) for point in one.points)))
    return {pair for pair, times in held.items() if times > max(3, len(nearby) // 5)}


def _kinship(point: Point, about: set[str]) -> float:
    """What part of a point's wording is that of the list it is to stand in."""
    theirs = pairs(point.text)
    return len(theirs & about) / len(theirs)


# What the consequences of very different cases have in common.
_COMMON = re.compile(r"部门|政府|机关|应当|主管|犯罪|责任|规定|人员|依法|给予|责令|[，、。]")


def _same_lead(one: PointList, other: PointList) -> bool:
    """Whether two leads say so much the same that a point of the one may belong to the other."""
    mine, theirs = one.consequence, other.consequence
    runs = (mine[at : at + 4] for at in range(len(mine) - 3))
    if any(run in theirs and not _COMMON.search(run) for run in runs):  # both speak of 申请行政复议
        return True
    words, others = pairs(one.lead), pairs(other.lead)
    return len(words & others) >= 0.75 * max(len(words), len(others))


def _fits(point: Point, own: list[set[str]], size: float, ending: bool) -> bool:
    theirs = pairs(point.text)
    near = any(len(theirs & mine) >= 0.4 * min(len(theirs), len(mine)) for mine in own)
    return not near and 0.5 * size <= len(point.text) <= 1.7 * size and point.text.endswith("的") == ending
