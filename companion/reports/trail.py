"""The trail of what was changed by hand, as a sheet: who, when, why, before and after. For the secretary; not for handing round."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from companion.records.export import Sheet
from companion.records.leave import OPEN, UPCOMING, Leave, Step


@dataclass(frozen=True)
class LeaveLine:
    """A step of a leave: the one that gave it, or with ``withdrawal`` the one that took it back; and what people are called."""

    leave: Leave
    step: Step
    withdrawal: bool
    name: str
    by: str


@dataclass(frozen=True)
class KeyLine:
    """A corrected key."""

    at: dt.datetime
    stem: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    reason: str
    by: str


TITLE = {"zh": "请假与更正", "en": "Leave and corrections"}
HEADER = {
    "zh": ("时间", "事项", "谁或哪一题", "从", "到", "理由", "之前", "之后", "经手人"),
    "en": ("When", "What", "Who or which item", "From", "To", "Reason", "Before", "After", "By"),
}
WORDS = {
    "zh": {
        "sick": "免（病假）",
        "maternity": "免（产假）",
        "duty": "免（公差）",
        "other": "免（其他）",
        "make_up": "准予补做",
        "withdrawn": "收回：",
        "key": "更正答案",
        "on_time": "按时",
        "made_up": "补做",
        "missed": "缺",
        "excused": "免",
        "pending": "待完成",
        UPCOMING: "未到",
        OPEN: "可补做",
    },
    "en": {
        "sick": "excused (sick leave)",
        "maternity": "excused (maternity leave)",
        "duty": "excused (on duty elsewhere)",
        "other": "excused (other)",
        "make_up": "make-up allowed",
        "withdrawn": "withdrawn: ",
        "key": "key corrected",
        "on_time": "on time",
        "made_up": "made up",
        "missed": "missed",
        "excused": "excused",
        "pending": "pending",
        UPCOMING: "to come",
        OPEN: "open for make-up",
    },
}


def trail_sheet(leaves: Iterable[LeaveLine], keys: Iterable[KeyLine], zone: dt.tzinfo, language: str = "zh") -> Sheet:
    """The newest first; times as on the branch's wall, which ``zone`` is of."""
    here = "en" if language == "en" else "zh"
    words, between = WORDS[here], ", " if here == "en" else "、"
    lines = []
    for one in leaves:
        leave, step = one.leave, one.step
        what = words[leave.absence.value if leave.absence else "make_up"]
        what = words["withdrawn"] + what if one.withdrawal else what
        span = leave.first.isoformat(), leave.last.isoformat()
        changed = _days(step.before, words, between), _days(step.after, words, between)
        lines.append((step.at, (what, one.name, *span, step.reason, *changed, one.by)))
    for key in keys:
        changed = between.join(key.before), between.join(key.after)
        lines.append((key.at, (words["key"], key.stem, "", "", key.reason, *changed, key.by)))
    lines.sort(key=lambda line: line[0], reverse=True)
    rows = tuple((f"{at.astimezone(zone):%Y-%m-%d %H:%M}", *line) for at, line in lines)
    return Sheet(TITLE[here], HEADER[here], rows)


def _days(standing: Mapping[str, int], words: Mapping[str, str], between: str) -> str:
    return between.join(f"{words[how]} {n}" for how, n in standing.items())
