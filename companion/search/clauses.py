"""Places of a text asked for by their number: “《……办法》第八条第二款第（三）项”, “办法第三至五条”, “第三章”, “Article 5”.

Such a question needs no similarity: it says where to look. The grammar: a text's title (in 《》, or the words in front of
the number), then divisions from the outside in (编, 章, 节), the article (条, also 第十条之一), its paragraph (款) and its
point (项). What follows on “和”, “及”, “至” or a comma inherits what it leaves unsaid.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from companion.search.lexical import fold
from companion.search.script import simplified
from companion.texts.documents import Entry, Passage, Status
from companion.texts.structure import number_of
from companion.texts.versions import named_by_year, plain_title

_N = r"[〇零一二三四五六七八九十百千两\d]{1,7}"
_LEVELS = ("编", "篇", "部分", "单元", "分编", "章", "节", "条", "款", "项")
_MOST = 10  # places of one question
_NO_ARTICLE = "(?!道路|路线|战线|生产线|新闻|消息|渠道|腿|线索|船|鱼|河|街)"  # “第三条道路” is no article
_PLACE = re.compile(
    rf"(?:第\s?(?P<from>{_N})\s?(?:条|章)?\s?[至到—–~～-]\s?第?\s?(?P<to>{_N})\s?(?P<ranged>条|章){_NO_ARTICLE})"
    rf"|(?:第\s?(?P<several>{_N}(?:\s?、\s?{_N})+)\s?(?P<listed>条|章|款|项){_NO_ARTICLE})"
    rf"|(?:第?\s?[（(]\s?(?P<bracketed>{_N})\s?[）)]\s?项)"
    rf"|(?:第\s?(?P<number>{_N})\s?(?P<level>分编|编|篇|部分|单元|章|节|条|款|项){_NO_ARTICLE}(?:之(?P<suffix>[一二三四五六七八九十]{{1,2}}))?)"
    r"|(?:(?i:\b(?P<english>chapter|section|article|art\.)\s*(?P<count>\d{1,4})))"
)
_NO_NUMBER = re.compile(r"第\s?(?:[-−–]\s?\d+|\d+\.\d+|[0零〇]+|\d{8,})\s?[条章款项]")  # “第-1条”: no text has it
_ENGLISH = {"chapter": "章", "section": "节", "article": "条", "art.": "条"}
_JOINED = re.compile(r"[\s的中里之,，/]*")
_LISTED = re.compile(r"[\s,，、和与及以或跟还有至到]*(?i:and|or)?\s*")
_LABEL = re.compile(rf"第({_N})(分编|编|篇|部分|单元|章|节|条)(?:之([一二三四五六七八九十]{{1,2}}))?|(?i:(chapter|section|article))\s+(\d{{1,4}})\b")
_TITLE_END = "办法|规定|条例|细则|章程|通知|意见|方案|制度|规则|准则|纲要|决定|守则|公约|计划|规划|须知|指南|手册|解释|法"
_BARE = re.compile(rf"[^\s，。；：、！？,.;:!?“”\"'()（）]*(?:{_TITLE_END})(?=[的中里]?\s*$)")
_FRAME = re.compile(r"^.*(?:请问|根据|按照?|依照?|依据|参照|违反|请说|说说|讲讲|看看|查一?下|找一?下|我想知道|告诉我|什么是)")
_THIS = re.compile(r"^(?:[本该此这那]|刚才|上面)[一]?[个份部项]?")
_PUBLIC = "中华人民共和国"


@dataclass(frozen=True)
class Clause:
    """A place in a text. ``divisions`` are (level, number) from the outside in; 0 stands for what is not named."""

    divisions: tuple[tuple[str, int], ...] = ()
    article: int = 0
    suffix: str = ""  # “一” of 第十条之一
    paragraph: int = 0  # 款
    point: int = 0  # 项


@dataclass(frozen=True)
class Found:
    """The passages that hold a place asked for, in reading order."""

    clause: Clause
    passages: tuple[Passage, ...]


def clauses_asked(question: str) -> tuple[Clause, ...]:
    """The places that the question names, in its order, at most 10; empty where it names none or only 款 and 项."""
    return tuple(clause for _, _, clause in _places(simplified(question)))


def find_clauses(
    question: str,
    entries: Sequence[Entry],
    passages: Callable[[str], Sequence[Passage]],
    likely: Collection[str] = (),
) -> tuple[Found, ...] | None:
    """The places that the question asks for, in its order.

    A place stands in the text that the question names before it; where it names none, in the first of the paths ``likely`` that
    has such a place. Of several versions of a text the one in force is meant, unless the question names a year.
    ``passages`` gives a text's passages. None where the question asks for no place; empty where no text named, or none that
    is likely, has it.
    """
    question = simplified(question)
    if _NO_NUMBER.search(fold(question)):
        return ()
    asked = _places(question)
    if not asked:
        return None
    found: list[Found] = []
    named: list[Entry] | None = None
    by_path = {entry.path: entry for entry in entries}
    for start, before, clause in asked:
        names = titles_named(question[before:start], entries, question, [by_path[path] for path in likely if path in by_path])
        if names is not None:
            named = names
        paths = [entry.path for entry in named] if named is not None else [path for path in likely if path in by_path]
        for path in paths:
            if held := _held(passages(path), clause):
                found.append(Found(clause, held))
                if named is None:
                    named = [by_path[path]]
                break
    return tuple(found)


def titles_named(text: str, entries: Sequence[Entry], question: str, likely: Sequence[Entry] = ()) -> list[Entry] | None:
    """The texts whose title ends ``text`` or stands in 《》 in it, the one meant most first; None if it names none.

    A general word such as “办法” names the texts so called, those that are ``likely`` first. Empty where a title is
    named that no text bears.
    """
    quoted = _quoted(text)
    if quoted:
        return _bearing(quoted[-1], entries, question)
    bare = _BARE.search(text)
    if not bare:
        return None
    name = _THIS.sub("", _FRAME.sub("", bare[0]))
    if re.fullmatch(_TITLE_END, name):
        order = [*likely, *(entry for entry in entries if entry not in likely)]
        kin = [entry for entry in order if _plain(entry.title).endswith(name)]
        return sorted(kin, key=lambda entry: entry.status is Status.SUPERSEDED) or None
    called = _bearing(name, entries, question) or _bearing(name.rpartition("的")[2], entries, question)
    return called or None


def _places(question: str) -> list[tuple[int, int, Clause]]:
    """Where each place begins, where the words before it begin, and the place."""
    found: list[tuple[int, int, Clause]] = []
    open_clause, end, before = Clause(), -1, 0
    for match in _PLACE.finditer(question):
        gap = question[end : match.start()] if end >= 0 else None
        runs_on = gap is not None and bool(_JOINED.fullmatch(gap))
        listed = gap is not None and bool(_LISTED.fullmatch(gap))
        if not (runs_on or listed):
            open_clause, before = Clause(), max(end, 0)
        for number, level, suffix in _numbers(match):
            deeper = _level_of(open_clause) < _LEVELS.index(level)
            clause = _within(open_clause, level, number, suffix)
            if found and runs_on and deeper and found[-1][2] == open_clause:
                found[-1] = (found[-1][0], found[-1][1], clause)
            else:
                found.append((match.start(), before, clause))
            open_clause = clause
        end = match.end()
        before = end if not (runs_on or listed) else before
    whole = [(start, at, clause) for start, at, clause in found if clause.article or clause.divisions]
    return list({(at, clause): (start, at, clause) for start, at, clause in reversed(whole)}.values())[::-1][:_MOST]


def _numbers(match: re.Match[str]) -> Iterator[tuple[int, str, str]]:
    if match["ranged"]:
        first, last = number_of(match["from"]), number_of(match["to"])
        for number in range(first, min(last, first + _MOST - 1) + 1):
            yield number, match["ranged"], ""
    elif match["listed"]:
        for one in match["several"].split("、"):
            yield number_of(one.strip()), match["listed"], ""
    elif match["bracketed"]:
        yield number_of(match["bracketed"]), "项", ""
    elif match["english"]:
        yield int(match["count"]), _ENGLISH[match["english"].lower()], ""
    else:
        yield number_of(match["number"]), match["level"], match["suffix"] or ""


def _level_of(clause: Clause) -> int:
    """The place in _LEVELS of the innermost level that the clause names; -1 where it names none."""
    if clause.point:
        return _LEVELS.index("项")
    if clause.paragraph:
        return _LEVELS.index("款")
    if clause.article:
        return _LEVELS.index("条")
    return max((_LEVELS.index(level) for level, _ in clause.divisions), default=-1)


def _within(clause: Clause, level: str, number: int, suffix: str) -> Clause:
    """The place of this level and number, with what is outside it as in ``clause``."""
    if level == "项":
        return replace(clause, point=number)
    if level == "款":
        return replace(clause, paragraph=number, point=0)
    outside = tuple(pair for pair in clause.divisions if _LEVELS.index(pair[0]) < _LEVELS.index(level))
    if level == "条":
        return Clause(outside, number, suffix)
    return Clause((*outside, (level, number)))


def _held(passages: Sequence[Passage], clause: Clause) -> tuple[Passage, ...]:
    return tuple(passage for passage in passages if _stands_under(passage, clause))


def _stands_under(passage: Passage, clause: Clause) -> bool:
    labels = {_label(heading) for heading in passage.heading}
    wanted = {(level, number, "") for level, number in clause.divisions}
    if clause.article:
        wanted.add(("条", clause.article, clause.suffix))
    return wanted <= labels


def _label(heading: str) -> tuple[str, int, str]:
    found = _LABEL.match(heading)
    if not found:
        return "", 0, ""
    if found[4]:
        return _ENGLISH[found[4].lower()], int(found[5]), ""
    return found[2], number_of(found[1]), found[3] or ""


def _quoted(text: str) -> list[str]:
    """The titles in 《》, one inside another counting as a part of the outer."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character == "《":
            start = at + 1 if not depth else start
            depth += 1
        elif character == "》" and depth:
            depth -= 1
            if not depth:
                found.append(text[start:at])
    return found


def _plain(title: str) -> str:
    """A title without brackets, edition and the country's name: what people call it by."""
    return fold(plain_title(title)).replace(_PUBLIC, "")


def _bearing(name: str, entries: Sequence[Entry], question: str) -> list[Entry]:
    """The texts called ``name``, those that it fits best first."""
    name = _plain(name)
    if len(name) < 2:
        return []
    fits = [(_fit(name, _plain(entry.title)), entry) for entry in entries]
    best = max((fit for fit, _ in fits), default=0.0)
    if best <= 0:
        return []

    def rank(pair: tuple[float, Entry]) -> tuple[bool, bool, float, int]:
        fit, entry = pair
        newest = entry.date.toordinal() if entry.date else 0
        return not named_by_year(entry, question), entry.status is Status.SUPERSEDED, -fit, -newest

    near = [pair for pair in fits if pair[0] > best - 0.1]
    return [entry for _, entry in sorted(near, key=rank)]


def _fit(name: str, title: str) -> float:
    """How well a name fits a title: 1 where they are the same, 0 where it does not."""
    if not title:
        return 0.0
    if name == title:
        return 1.0
    if title.endswith(name):
        return 0.9 + 0.05 * len(name) / len(title)
    if name in title or (title in name and len(title) >= 4):
        return 0.8 * min(len(name), len(title)) / max(len(name), len(title)) + 0.1
    run = _shared(name, title)
    if run >= max(4, round(len(name) * 0.8)):
        return 0.5 * run / len(title)
    if 3 <= len(name) <= len(title) <= 3 * len(name) and name[-1] == title[-1] and _in_order(name, title):
        return 0.4 * len(name) / len(title)  # 刑诉法
    return 0.0


def _shared(name: str, title: str) -> int:
    """The length of the longest run of characters that both hold."""
    best = 0
    for start in range(len(name)):
        while start + best < len(name) and name[start : start + best + 1] in title:
            best += 1
    return best


def _in_order(name: str, title: str) -> bool:
    letters = iter(title)
    return all(letter in letters for letter in name)
