"""Reports in words, Chinese or English: what is read out at a meeting, and the figures below it."""

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

from companion.records.columns import Sums
from companion.records.export import Cell, Draw
from companion.reports.paper import Grid, Paper, Section
from companion.reports.report import BranchLine, Comparison, GoalLine, Hard, Kind, Owing, Report, Stretch

Two = Callable[[str, str], str]
"""``two(chinese, english)``: the one in the reader's language."""

DAYS_NAMED = 10  # days that somebody owes; more are counted only


def paper_of(report: Report, language: str = "zh") -> Paper:
    """The report as it is written down. Sections without anything to tell say so, or are left out where that says nothing."""
    two = _two(language)
    sections = [
        Section(two("总体情况", "In all"), _summary(report, two)),
        Section(two("各党小组", "By group"), (), _groups(report, two)),
        _owing(report, two),
        _practice(report, two),
        *_hard(report, two),
    ]
    if len(report.units) > 1:
        sections.append(Section(two("各单元", "Units"), (), _stretches(report.units, two("单元", "Unit"), two)))
    if len(report.weeks) > 1:
        sections.append(Section(two("逐周走势", "Week by week"), (), _weeks(report.weeks, two)))
    numbered = [_numbered(n, section, two) for n, section in enumerate(sections, 1)]
    week = report.kind is Kind.WEEK
    title = two("一周日课学习情况通报", "Weekly report of the daily lesson") if week else two("学期日课学习情况通报", "Semester report of the daily lesson")
    return Paper(title, _under((report.branch, report.name), report.first, report.last, two), tuple(numbered), _foot(report.made, two))


def paper_of_comparison(comparison: Comparison, language: str = "zh") -> Paper:
    two = _two(language)
    header = (
        *(two("支部", "Branch"), two("完成率", "Rate"), two("人数", "Members"), two("日课", "Lessons"), two("应完成", "Due")),
        *(two("按时", "On time"), two("补做", "Made up"), two("逾期", "Missed"), two("首答正确率", "First try")),
        *(two("心得", "Reflections"), two("践行", "Practices")),
    )
    rows = tuple(_branch(line) for line in comparison.branches)
    lines = (two("只列各支部的合计，不列个人；完成率为按时和补做占应完成的比例。", "Totals only, nobody by name. Rate: on time and made up, of what was due."),)
    section = Section(two("各支部", "Branches"), lines, Grid(header, rows, Draw.BARS, (1,)))
    under = _under((), comparison.first, comparison.last, two)
    return Paper(two("各支部日课学习情况比较", "The daily lesson by branch"), under, (section,), _foot(comparison.made, two))


def _branch(line: BranchLine) -> tuple[Cell, ...]:
    sums = line.sums
    return (
        *(line.branch, sums.rate, sums.members, line.lessons, sums.due, sums.on_time, sums.made_up, sums.missed),
        *(sums.first_try, sums.reflections, line.practices),
    )


def _two(language: str) -> Two:
    return lambda zh, en: en if language == "en" else zh


def _numbered(n: int, section: Section, two: Two) -> Section:
    return Section(two(f"{'一二三四五六七八九'[n - 1]}、{section.title}", f"{n}. {section.title}"), section.lines, section.grid)


def _under(names: Sequence[str], first: dt.date, last: dt.date, two: Two) -> str:
    span = two(f"{_date(first)}至{_date(last, first)}", f"{first} to {last}")
    return " · ".join((*filter(None, names), span))


def _date(day: dt.date, after: dt.date | None = None) -> str:
    year = "" if after is not None and after.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _foot(made: dt.date, two: Two) -> str:
    return two(
        f"截至{_date(made)}的记录。只给自己看的心得和践行、问答和笔记不在其中。",
        f"From the records as of {made}. Private reflections and practices, questions and notes are no part of it.",
    )


def share(value: float | None) -> str:
    """As whole per cent; what is not all is never rounded up to it."""
    if value is None:
        return "–"
    return "99%" if 0.99 < value < 1 else f"{value:.0%}"


def _summary(report: Report, two: Two) -> tuple[str, ...]:
    sums, practices = report.sums, report.practices
    if not sums.due:
        return (two("这段时间没有应完成的日课。", "No lesson was due in this time."),)
    first = two(
        f"安排日课 {report.lessons} 天，{sums.members} 名成员应完成 {sums.due} 人次：按时 {sums.on_time}，补做 {sums.made_up}，逾期 {sums.missed}"
        + (f"；另有 {sums.excused} 人次免" if sums.excused else "")
        + f"。完成率 {share(sums.rate)}{_change(sums, report.before, two)}，首答正确率 {share(sums.first_try)}。",
        f"{report.lessons} lessons; {sums.members} members owed {sums.due}: {sums.on_time} on time, {sums.made_up} made up, {sums.missed} missed"
        + (f"; {sums.excused} more were excused" if sums.excused else "")
        + f". Done: {share(sums.rate)}{_change(sums, report.before, two)}; right at first try: {share(sums.first_try)}.",
    )
    second = two(
        f"提交或分享心得 {sums.reflections} 篇，践行 {practices.practices} 件" + (f"，共 {practices.hours:g} 小时。" if practices.hours else "。"),
        f"Reflections handed in or shared: {sums.reflections}; practices: {practices.practices}"
        + (f", {practices.hours:g} hours." if practices.hours else "."),
    )
    return first, second


def _change(sums: Sums, before: Sums | None, two: Two) -> str:
    """How the rate stands beside the week before's, in whole points."""
    if before is None or before.rate is None or sums.rate is None:
        return ""
    points = round(sums.rate * 100) - round(before.rate * 100)
    if not points:
        return two("（与上周持平）", " (as the week before)")
    return two(f"（比上周{'升' if points > 0 else '降'} {abs(points)} 个百分点）", f" ({points:+d} points on the week before)")


def _groups(report: Report, two: Two) -> Grid:
    header = (
        *(two("党小组", "Group"), two("完成率", "Rate"), two("人数", "Members"), two("应完成", "Due"), two("按时", "On time")),
        *(two("补做", "Made up"), two("逾期", "Missed"), two("首答正确率", "First try"), two("心得", "Reflections")),
    )
    rows = tuple(_sums(group.name or two("未分组", "No group"), group.sums) for group in report.groups)
    return Grid(header, rows, Draw.BARS, (1,))


def _sums(name: str, sums: Sums) -> tuple[Cell, ...]:
    return (name, sums.rate, sums.members, sums.due, sums.on_time, sums.made_up, sums.missed, sums.first_try, sums.reflections)


def _owing(report: Report, two: Two) -> Section:
    title = two("尚未完成", "Not finished")
    if not report.owing:
        return Section(title, (two("应完成的都完成了。", "All that was due is done."),))
    header = (two("姓名", "Name"), two("党小组", "Group"), two("天数", "Days"), two("哪几天", "Which"))
    rows = tuple((one.name, one.group, len(one.days), _named(one, two)) for one in report.owing)
    lines = (two(f"还有 {len(rows)} 人没有做完，期限内仍可补做；今天的还没有过完，不在其中。", f"{len(rows)} members have lessons open, which can be made up within the window; today is not over and not among them."),)
    return Section(title, lines, Grid(header, rows))


def _named(one: Owing, two: Two) -> str:
    named = two("、", ", ").join(f"{day.month}-{day.day}" for day in one.days[-DAYS_NAMED:])
    return named if len(one.days) <= DAYS_NAMED else two(f"最近 {DAYS_NAMED} 天：{named}", f"the last {DAYS_NAMED}: {named}")


def _practice(report: Report, two: Two) -> Section:
    title = two("对应学校规划的践行", "Practice by goal of the school's plan")
    if not report.goals:
        return Section(title, (two("这段时间没有提交或分享的践行。", "No practice was handed in or shared in this time."),))
    header = (two("目标", "Goal"), two("件数", "Practices"), two("人数", "Members"), two("小时", "Hours"))
    return Section(title, (), Grid(header, tuple(_goal(line, two) for line in report.goals)))


def _goal(line: GoalLine, two: Two) -> tuple[Cell, ...]:
    return line.goal or two("其他", "Others"), line.practices, line.members, Decimal(f"{line.hours:g}")


def _hard(report: Report, two: Two) -> Sequence[Section]:
    """Texts first, then items."""
    title = two("难点", "What was hard")
    if not report.hard and not report.texts:
        return (Section(title, (two("作答还不够多，看不出难点。", "Too few replies to tell."),)),)
    header = (two("首答正确率", "First try"), two("作答", "Replies"))
    texts = tuple((one.source, one.facility, one.replies) for one in report.texts)
    items = tuple((_stem(one, two), one.facility, one.replies) for one in report.hard)
    lines = (two("按题目统计，不涉及个人。", "Counted by item; nobody can be told from it."),)
    found = (
        Section(two("难点：哪些材料", "What was hard: texts"), lines, Grid((two("材料", "Text"), *header), texts)),
        Section(two("难点：哪些题", "What was hard: items"), (), Grid((two("题目", "Item"), *header), items)),
    )
    return tuple(section for section in found if section.grid is not None and section.grid.rows)


def _stem(one: Hard, two: Two) -> str:
    return one.stem if one.source in one.stem else two(f"{one.stem}（《{one.source}》）", f"{one.stem} ({one.source})")


def _stretches(stretches: Sequence[Stretch], what: str, two: Two) -> Grid:
    header = (what, two("完成率", "Rate"), two("按时率", "On time"), two("应完成", "Due"), two("从", "From"), two("到", "To"))
    rows = tuple((one.name, one.rate, one.on_time_rate, one.due, one.first.isoformat(), one.last.isoformat()) for one in stretches)
    return Grid(header, rows, Draw.BARS, (1,))


def _weeks(weeks: Sequence[Stretch], two: Two) -> Grid:
    """A week by its first day."""
    header = (two("周", "Week"), two("完成率", "Rate"), two("按时率", "On time"), two("应完成", "Due"))
    rows = tuple((f"{one.first.month}-{one.first.day}", one.rate, one.on_time_rate, one.due) for one in weeks)
    return Grid(header, rows, Draw.LINES, (1, 2))
