"""What a reminder says: who has not finished, by group, politely, with the day and until when."""

import datetime as dt
from collections.abc import Mapping, Sequence

WEEKDAYS = "一二三四五六日"
ROOM = 60
"""Bytes kept free in a message whose length is bounded, for what a robot may put before it."""


def reminder_text(
    branch: str, day: dt.date, late: Mapping[str, Sequence[str]], *, language: str = "zh", names: bool = True, most: int | None = None
) -> str:
    """The text for the group chat; ``late``: names by group, "" for those in none. Nobody late gives thanks to all.

    Without ``names``, each group's number stands in their place.
    With ``most``, at most so many bytes of UTF-8: where the names do not fit, each group's number stands in their place,
    and where even that is too long, the whole number.
    """
    told = (_by_name, _by_number, _in_all) if names else (_by_number, _in_all)
    texts = (_text(branch, day, lines(late, language), language, bool(late)) for lines in told)
    return next((text for text in texts if most is None or len(text.encode()) <= most - ROOM), "") or _cut(branch, day, language)


def _text(branch: str, day: dt.date, lines: Sequence[str], language: str, late: bool) -> str:
    if language == "en":
        head = f"[{branch}] Lesson of {day:%A}, {day.day} {day:%B}"
        if not late:
            return f"{head}: everybody has finished. Thank you all."
        last = "Today's lesson is still open. It takes a few minutes: please read and answer before midnight. Thank you."
    else:
        head = f"【{branch}】{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）日课"
        if not late:
            return f"{head}：应完成的同志都已完成，谢谢大家。"
        last = "今天的日课还没有完成，几分钟就好，请在今晚 24:00 前读一段、答几题。谢谢。"
        head += "提醒"
    return "\n".join((head, *lines, last))


def _by_name(late: Mapping[str, Sequence[str]], language: str) -> list[str]:
    comma = ", " if language == "en" else "、"
    return [_line(group, comma.join(names), len(late), language) for group, names in late.items()]


def _by_number(late: Mapping[str, Sequence[str]], language: str) -> list[str]:
    return [_line(group, _people(len(names), language), len(late), language) for group, names in late.items()]


def _in_all(late: Mapping[str, Sequence[str]], language: str) -> list[str]:
    return [_people(sum(map(len, late.values())), language)] if late else []


def _people(n: int, language: str) -> str:
    return f"{n} still to finish" if language == "en" else f"还有 {n} 人"


def _line(group: str, words: str, groups: int, language: str) -> str:
    colon, others = (": ", "No group") if language == "en" else ("：", "未分组")
    return f"{group or others}{colon}{words}" if group or groups > 1 else words


def _cut(branch: str, day: dt.date, language: str) -> str:
    return f"[{branch[:40]}] {day}: the lesson is still open." if language == "en" else f"【{branch[:40]}】{day} 日课还有人没有完成。"
