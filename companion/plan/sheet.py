"""A plan as the rows of a spreadsheet: one a unit, a span of days off, an extra day or a goal. The file itself is the engines'.

The row of headings is the first that has 名称 and 类别 or a date, or three that are known; what stands above it is passed over.
A row's 类别 says what it is: 计划, 单元 (also where it says nothing), 休息, 补课, 目标.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.errors import UsageError
from companion.people.directory import one_line, shown
from companion.plan.parts import Heading
from companion.plan.planning import well_formed
from companion.plan.plans import Goal, Plan, Stretch, Unit, UnitKind
from companion.plan.written import Span, days_of, read_day, read_span
from companion.texts.documents import Entry, digest

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "what": ("类别", "项目", "row"),
    "name": ("名称", "单元", "单元名称", "专题", "name", "unit"),
    "theme": ("主题", "theme"),
    "aims": ("目的", "目标要求", "学习目的", "学习目标", "aims"),
    "span": ("日期", "时间", "起止", "起止日期", "起止时间", "周次", "dates", "weeks"),
    "first": ("开始", "开始日期", "从", "first", "from"),
    "last": ("结束", "结束日期", "到", "last", "to"),
    "texts": ("材料", "学习材料", "学习内容", "内容", "篇目", "texts"),
    "kind": ("形式", "学习形式", "kind"),
    "group": ("党小组", "小组", "承担小组", "group"),
    "result": ("成果", "要交的成果", "result"),
}
WRITTEN = ("what", "name", "theme", "aims", "first", "last", "texts", "kind", "group", "result")
KINDS = {UnitKind.DAILY: "日课", UnitKind.PROJECT: "专题项目", UnitKind.SITUATIONAL: "情境"}
_KINDS = {word: kind for kind, word in KINDS.items()} | {kind.value: kind for kind in UnitKind} | {"项目": UnitKind.PROJECT, "": UnitKind.DAILY}
PLAN, UNIT, OFF, EXTRA, GOAL = "计划", "单元", "休息", "补课", "目标"
_WHAT = {"": UNIT, "放假": OFF, "节假日": OFF, "休息日": OFF, "考试周": OFF, "补课日": EXTRA, "调休": EXTRA}
_WHAT |= {word: word for word in (PLAN, UNIT, OFF, EXTRA, GOAL)}
_WHAT |= {"plan": PLAN, "unit": UNIT, "off": OFF, "extra": EXTRA, "goal": GOAL}
TOLD = 8  # faults that are told at once
LOOKED = 20  # rows in which the headings are looked for

Shelf = Sequence[tuple[Entry, tuple[Heading, ...]]]


class Faults(Exception):
    """What is wrong with a row, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class _Line:
    number: int  # of the spreadsheet's row
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return one_line(self.cells.get(name, ""))


def read_plan(rows: Sequence[Sequence[str]], known: Plan, shelf: Shelf, *, fitted: bool = False) -> Plan:
    """``known`` as the rows have it: of units, days off and goals all that are there take the place of all that it has.

    A unit of a name that ``known`` has stays the same unit. Nothing is changed of what no row and no column speaks of. Raises UsageError that
    names the rows and what is wrong with each, or what stands in the way of the whole. ``fitted``: where no row tells the
    plan's own days, it is from the first day of a unit to the last of one.
    """
    lines = _lines(rows)
    plan, faults = known, list[tuple[int, Faults]]()
    units: list[Unit] = []
    off: dict[dt.date, str] = {}
    extra: set[dt.date] = set()
    goals: list[Goal] = []
    seen: set[str] = set()
    for line in sorted(lines, key=lambda line: _WHAT.get(line["what"].lower()) != PLAN):  # the plan's own days come first
        try:
            what = _WHAT.get(line["what"].lower())
            if what is None:
                raise Faults(f"类别“{shown(line['what'])}”不认识", f"{shown(line['what'])!r} is no kind of row")
            seen.add(what)
            if what == PLAN:
                first, last = _span(line, (known.first, known.last))
                plan = replace(plan, name=line["name"] or plan.name, first=first, last=last)
            elif what == UNIT:
                units.append(_unit(line, plan, known, shelf))
            elif what == GOAL:
                text = line["name"] or line["theme"]
                goals.append(next((goal for goal in known.goals if goal.text == text), Goal(digest("goal", text), text)))
            elif what == OFF:
                off |= dict.fromkeys(days_of(_span(line, (plan.first, plan.last))), line["name"])
            else:
                extra |= set(days_of(_span(line, (plan.first, plan.last))))
        except Faults as fault:
            faults.append((line.number, fault))
    if faults:
        raise _refused(sorted(faults, key=lambda pair: pair[0]))
    plan = replace(plan, units=tuple(units) if UNIT in seen else plan.units, goals=tuple(goals) if GOAL in seen else plan.goals)
    if fitted and units and PLAN not in seen:
        plan = replace(plan, first=min(unit.first for unit in units), last=max(unit.last for unit in units))
    if seen & {OFF, EXTRA}:
        plan = replace(plan, off=off, extra=frozenset(day for day in extra if day.weekday() not in plan.weekdays))
    return well_formed(plan)


def write_plan(plan: Plan, titles: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings and rows that ``read_plan`` reads back as ``plan``, but for its weekdays; ``titles`` by path."""
    rows = [{"what": PLAN, "name": plan.name, "first": str(plan.first), "last": str(plan.last)}]
    for unit in plan.units:
        texts = "\n".join(f"《{titles.get(text.document, text.document)}》{' '.join(text.heading)}" for text in unit.texts)
        rows.append(
            {"what": UNIT, "name": unit.name, "theme": unit.theme, "aims": unit.aims, "first": str(unit.first), "last": str(unit.last)}
            | {"texts": texts, "kind": KINDS[unit.kind], "group": unit.group, "result": unit.result}
        )
    for kind, days in ((OFF, plan.off), (EXTRA, dict.fromkeys(sorted(plan.extra), ""))):
        rows += [{"what": kind, "name": why, "first": str(first), "last": str(last)} for first, last, why in _runs(days)]
    rows += [{"what": GOAL, "name": goal.text} for goal in plan.goals]
    return tuple(HEADINGS[name][0] for name in WRITTEN), tuple(tuple(row.get(name, "") for name in WRITTEN) for row in rows)


# parts --------------------------------------------------------------------------------------------------------------
def _lines(rows: Sequence[Sequence[str]]) -> list[_Line]:
    known = {word: name for name, words in HEADINGS.items() for word in words}
    for number, row in enumerate(rows[:LOOKED]):
        columns: dict[int, str] = {}
        for at, cell in enumerate(row):
            name = known.get("".join(cell.split()).lower())
            if name and name not in columns.values():
                columns[at] = name
        if "name" in columns.values() and ({"what", "span", "first"} & set(columns.values()) or len(columns) >= 3):
            found = [
                _Line(at, {name: row[place] if place < len(row) else "" for place, name in columns.items()})
                for at, row in enumerate(rows[number + 1 :], number + 2)
            ]
            return [line for line in found if any(line[name] for name in columns.values())]
    raise UsageError(
        "表格里没有找到表头：应有一行写着 名称、开始、结束 等；可以下载模板来填。",
        "The file has no row of headings with 名称 (name), 开始 (first), 结束 (last) and so on; the template has one.",
    )


def _span(line: _Line, within: Span) -> Span:
    if line["span"]:
        found = read_span(line["span"], within)
        if found is None:
            raise _no_day(line["span"])
        return found
    if not line["first"]:
        raise Faults("没有写日期", "it has no date")
    first = read_day(line["first"], within)
    if first is None:
        span = read_span(line["first"], within)
        if span is None:
            raise _no_day(line["first"])
        first, until = span
    else:
        until = first
    last = read_day(line["last"], (first, max(within[1], first))) if line["last"] else until
    if last is None:
        raise _no_day(line["last"])
    if last < first:
        raise Faults(f"结束 {last} 在开始 {first} 之前", f"it ends on {last}, before it begins on {first}")
    return first, last


def _no_day(text: str) -> Faults:
    return Faults(f"“{shown(text)}”不是日期", f"{shown(text)!r} is no date")


def _unit(line: _Line, plan: Plan, known: Plan, shelf: Shelf) -> Unit:
    name = line["name"]
    if not name:
        raise Faults("单元没有名称", "the unit has no name")
    same = next((unit for unit in known.units if unit.name == name), None)

    def told(column: str, before: str) -> str:
        return line[column] if column in line.cells or same is None else before

    kind = _KINDS.get(line["kind"].lower()) if "kind" in line.cells or same is None else same.kind
    if kind is None:
        raise Faults(f"形式“{shown(line['kind'])}”不认识，应为日课、专题项目或情境", f"{shown(line['kind'])!r} is no kind of unit")
    first, last = _span(line, (plan.first, plan.last))
    before = same or Unit(digest("unit", known.id, name, str(line.number)), name, "", "", first, last)
    return replace(
        before,
        first=first,
        last=last,
        theme=told("theme", before.theme),
        aims=told("aims", before.aims),
        texts=tuple(_texts(line.cells["texts"], shelf)) if "texts" in line.cells else before.texts,
        kind=kind,
        group=told("group", before.group),
        result=told("result", before.result),
    )


def _texts(cell: str, shelf: Shelf) -> Iterable[Stretch]:
    """《题名》 with or without a heading behind it; or titles, one a line or set apart by marks."""
    if "《" in cell:
        named = [(title, one_line(rest)) for title, rest in _titled(cell)]
    else:
        named = [(one_line(part), "") for part in re.split(r"[\n、，,；;]", cell) if one_line(part)]
    for title, heading in named:
        found = [(entry, parts) for entry, parts in shelf if one_line(entry.title) == title]
        found = found or [(entry, parts) for entry, parts in shelf if title in one_line(entry.title)]
        if len(found) != 1:
            raise Faults(
                f"材料《{shown(title)}》" + ("不在材料里" if not found else "不止一篇，请写全题名"),
                f"the text {shown(title)!r} is " + ("not there" if not found else "more than one; please write its whole title"),
            )
        entry, parts = found[0]
        part = next((one for one in parts if heading in (one_line(" ".join(one)), one_line(one[-1]))), None)
        if heading and part is None:
            raise Faults(f"《{shown(title)}》里没有“{shown(heading)}”", f"{shown(title)!r} has no part {shown(heading)!r}")
        yield Stretch(entry.path, part or ())


def _titled(cell: str) -> Iterable[tuple[str, str]]:
    """Titles in 《》, which may have others within, each with what follows up to the next one or a mark."""
    depth, title, rest, at = 0, "", "", False
    for char in cell + "\n":
        if char == "《":
            depth += 1
            if depth == 1:
                if at:
                    yield one_line(title), rest
                title, rest, at = "", "", True
                continue
        elif char == "》":
            depth -= 1
            if depth == 0:
                continue
        if depth > 0:
            title += char
        elif at and char in "\n、，,；;":
            yield one_line(title), rest
            at = False
        elif at:
            rest += char


def _runs(days: Mapping[dt.date, str]) -> list[tuple[dt.date, dt.date, str]]:
    runs: list[tuple[dt.date, dt.date, str]] = []
    for day, why in days.items():
        if runs and runs[-1][2] == why and day - runs[-1][1] == dt.timedelta(days=1):
            runs[-1] = (runs[-1][0], day, why)
        else:
            runs.append((day, day, why))
    return runs


def _refused(faults: Sequence[tuple[int, Faults]]) -> UsageError:
    zh = "；".join(f"第 {number} 行：{fault.zh}" for number, fault in faults[:TOLD])
    en = "; ".join(f"row {number}: {fault.en}" for number, fault in faults[:TOLD])
    more = len(faults) - TOLD
    if more > 0:
        zh, en = f"{zh}；另有 {more} 行", f"{en}; and {more} more rows"
    return UsageError(f"表格没有读进来。{zh}。", f"The file was not taken in: {en}.")
