"""What the records of a large branch cost: ``python -m benchmarks.programme [--members 500 5000] [--days 180] [--keep DIR]``.

Writes records of that many members and days into a real database, eight events a member and day (the quiz as it was set,
five replies saved, the quiz handed in, a reflection), and then does what the app does with them: folds them all, starts again from
what it put down, shows one member's day and score, sends a reminder. Needs the index of the settings, whose items are set. Seconds of this process's
own time, and in brackets by the clock on the wall.
"""

import argparse
import datetime as dt
import json
import multiprocessing
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from companion.assemble import open_records, open_study
from companion.desk.desk import Outside
from companion.people.members import Branch, Member, Role
from companion.quizzes.items import Item
from companion.quizzes.marking import full_reply, mark
from companion.records.acts import reflection_payload, response_payload
from companion.records.columns import Wanted
from companion.records.deeds import Deed, Whom
from companion.records.events import EventKind
from companion.records.scores import Semester
from companion.records.terms import Terms
from companion.reflections.reflections import Prompt, Visibility
from companion.reminders.robots import Service
from companion.settings import Settings, read_settings
from companion.study import Study

TODAY = dt.datetime.now(dt.UTC).date()
PLACE = "INSERT INTO events (kind, branch, member, day, at, payload, key) VALUES (?, ?, ?, ?, ?, ?, ?)"
PAGES = 40
"""So many members' pages of the day are shown."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the databases in this folder, and use what is there")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        for members in wanted.members:
            home = (wanted.keep or Path(work)).resolve() / f"{members}x{wanted.days}"
            settings = replace(read_settings(), home=home)
            if not settings.database.is_file():
                fill(settings, members, wanted.days)
            measure(settings, members, wanted.days)
    return 0


def fill(settings: Settings, members: int, days: int) -> None:
    database = open_records(settings)
    branch = Branch("甲", "甲支部", "UTC", TODAY - dt.timedelta(days=days), tuple(range(7)))
    database.directory.put_branch(branch)
    people = [
        Member(f"m{n:05}", f"成员{n}", branch.id, group=f"第{n % 20 + 1}党小组", joined=branch.starts) for n in range(members)
    ]
    people.append(Member("shuji", "书记", branch.id, Role.SECRETARY, joined=branch.starts))
    database.directory.apply([(member, "") for member in people], [])
    open_study(settings).prepare()  # makes the item bank
    items = [item for item in database.bank.items() if item.options]
    database.close()
    begun = time.monotonic()
    with closing(sqlite3.connect(settings.database)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -500000")
        with connection:
            connection.executemany(PLACE, events(people[:-1], branch, days, items))
        (many,) = connection.execute("SELECT count(*) FROM events").fetchone()
    size = settings.database.stat().st_size / 1e6
    line(f"{members} members × {days} days: {many} events, {size:.0f} MB, written in {time.monotonic() - begun:.0f} s")


def events(people: Sequence[Member], branch: Branch, days: int, items: Sequence[Item]) -> Iterator[tuple[Any, ...]]:
    """As the app writes them, in the order of the days; nobody has done today's lesson."""
    draw = random.Random(7)
    told = {item.id: text(item.to_json()) for item in items}
    replies = {item.id: (full_reply(item), item.options[:1]) for item in items}
    marked = {
        (item.id, right): text(response_payload(mark(item, replies[item.id][not right]))) for item in items for right in (True, False)
    }
    saved = {key: text({"item": key[0], "reply": list(replies[key[0]][not key[1]])}) for key in marked}
    quote = items[0].citation
    prompt = Prompt("p", "这一段里，哪一句与你手上的工作最近？", quote)
    reflection = text(reflection_payload(prompt, "今天读到的这一段，和上周的课有关，准备试一试。", Visibility.SECRETARY))
    for number in range(days):
        day = branch.starts + dt.timedelta(days=number)
        for member in people:
            done = dt.datetime.combine(day if draw.random() < 0.9 else day + dt.timedelta(days=2), dt.time(9, draw.randrange(60)))
            chosen = [(item.id, draw.random() < 0.75) for item in draw.sample(items, 5)]
            at = done.strftime("%Y-%m-%d %H:%M:%S.000000")
            who = (branch.id, member.username, str(day), at)
            yield (EventKind.QUIZ_SET.value, *who, f'{{"items":[{",".join(told[id] for id, _ in chosen)}]}}', f"quiz_set/{member.username}/{day}")
            for one in chosen:
                yield (EventKind.REPLY_SAVED.value, *who, saved[one], None)
            pace = f'"pace":{{"seconds":{draw.randrange(20, 400)},"least":60}}'
            attempt = f'{{"responses":[{",".join(marked[one] for one in chosen)}],{pace},"on":"{done.date()}"}}'
            yield (EventKind.QUIZ_SUBMITTED.value, *who, attempt, f"quiz/{member.username}/{day}")
            yield (EventKind.REFLECTION_WRITTEN.value, *who, reflection, None)


def measure(settings: Settings, members: int, days: int) -> None:
    """Each start in a process of its own, as the app's is."""
    line(f"{members} members × {days} days")
    for start in (first_start, next_start):
        process = multiprocessing.get_context("spawn").Process(target=start, args=(settings, members, days))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(process.exitcode)


def first_start(settings: Settings, _: int, days: int) -> None:
    database = open_records(settings)
    database.ledger.snapshots.clear()
    database.close()
    first = TODAY - dt.timedelta(days=days)
    set_semester(open_study(settings, outside=Outside()), first)
    study = open_study(settings, outside=Outside())  # nothing is kept from before; it sends nothing anywhere
    everything = Wanted("甲", first, TODAY)
    timed("  from the events alone: the table of members × days", lambda: study.table("shuji", "甲", first, TODAY))
    timed("  its columns and scores beside it", lambda: study.reports.table("shuji", everything))
    study.sharing.log_practice("m00001", TODAY, Deed("带学生核对了数据", Whom.STUDENTS))
    timed("  the same with one event more", lambda: study.reports.table("shuji", everything))
    timed("  item bank, statistics and encoder", study.prepare)
    timed("  what was read, put down for the next start", study.keep)
    resident()


def next_start(settings: Settings, members: int, days: int) -> None:
    study = open_study(settings, outside=Outside())
    everything = Wanted("甲", TODAY - dt.timedelta(days=days), TODAY)
    timed("  after the next start: the table with its scores", lambda: study.reports.table("shuji", everything))
    timed("  item bank, statistics and encoder", study.prepare)
    timed("  who has to be reminded today", lambda: study.unfinished_today("shuji", "甲"))
    timed("  the secretary's overview, for the first time that day", lambda: overview(study))
    timed("  the same again", lambda: overview(study))
    timed("  the branch's wall, for the first time", lambda: study.sharing.wall("m00001"))
    timed("  a reminder run: who is late, the text, one message to a robot that only keeps it", lambda: reminded(study))
    names = [f"m{n * members // PAGES:05}" for n in range(PAGES)]
    pages("  today's page, opened for the first time", study.day, names)
    pages("  today's page, opened again", study.day, names)
    pages("  one's own score", study.assessment.mine, names)
    resident()


def overview(study: Study) -> None:
    desk = study.desk
    for part in (desk.overview.look, desk.overview.waiting, desk.escalation.proposals, desk.hard.lists, desk.handed.unread):
        part("shuji", "甲")


def reminded(study: Study) -> None:
    url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=bench"
    now = dt.datetime.now(dt.UTC)
    study.desk.reminders.set("shuji", "甲", Service.WECOM, url, "", now.hour * 60 + now.minute, names=True)
    study.desk.reminders.run()


def set_semester(study: Study, first: dt.date) -> None:
    """The days of the records are a semester, unless they were one before."""
    if study.assessment.score_table("shuji", "甲") is None:
        terms = Terms(semester=Semester("半年", first, TODAY))
        study.assessment.change("shuji", "甲", terms, "开学", study.assessment.preview("shuji", "甲", terms).mark)


def timed(what: str, act: Callable[[], object]) -> None:
    own, wall = time.process_time(), time.monotonic()
    act()
    line(f"{what}: {time.process_time() - own:.2f} s ({time.monotonic() - wall:.2f} s)")


def pages(what: str, page: Callable[[str], object], names: Sequence[str]) -> None:
    taken = []
    for name in names:
        begun = time.thread_time()
        page(name)
        taken.append((time.thread_time() - begun) * 1000)
    taken.sort()
    line(f"{what}: median {taken[len(taken) // 2]:.0f} ms, p95 {taken[int(len(taken) * 0.95)]:.0f} ms, n {len(taken)}")


def resident() -> None:
    line(f"  most memory that was resident: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def line(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
