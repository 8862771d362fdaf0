"""How long a member waits after half a year of records: ``python -m benchmarks.days [--members 20] [--days 180]``.

Makes records of that many members and days in a folder of its own, over the texts that the settings' index holds, and
then calls what the screen calls, each once for every member. Milliseconds of this process's own time, since what else the
machine does is no matter of the app's.
"""

import argparse
import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from companion.assemble import open_records, open_study
from companion.people.members import Branch, Member
from companion.quizzes.items import Item, Quiz
from companion.quizzes.marking import full_reply, mark_quiz
from companion.records.acts import attempt_payload, quiz_payload
from companion.records.events import Event, EventKind, Ledger
from companion.settings import read_settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=20)
    parser.add_argument("--days", type=int, default=180)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(read_settings(), home=Path(folder))
        database = open_records(settings)
        today = dt.datetime.now(dt.UTC).date()
        branch = Branch("甲", "甲支部", "UTC", today - dt.timedelta(days=wanted.days), tuple(range(7)))
        database.directory.put_branch(branch)
        members = [Member(f"m{n}", f"m{n}", branch.id, joined=branch.starts) for n in range(wanted.members)]
        for member in members:
            database.directory.add(member, "")
        study = open_study(settings)
        study.prepare()
        items = [item for item in database.bank.items() if item.options]
        for day in range(wanted.days):
            for member in members:
                record(database.ledger, member, branch.starts + dt.timedelta(days=day), items)
        names = [member.username for member in members]
        report("the first day of all, with the statistics", lambda name: study.day(name), names[:1])
        report("first call of a day, which sets the quiz", lambda name: study.day(name), names[1:])
        report("every other call of a day", lambda name: study.day(name), names)
        report("the place of practice", lambda name: study.revision(name), names)
        quizzes = {name: study.day(name) for name in names}
        replied = {name: day.questions[0] for name, day in quizzes.items()}
        report("a reply saved", lambda name: study.save_reply(name, today, replied[name].id, ()), names)
        report("a quiz handed in", lambda name: study.submit_quiz(name, today, {}), names)
        database.close()
    return 0


def record(ledger: Ledger, member: Member, day: dt.date, items: Sequence[Item]) -> None:
    """One day's quiz of a member, every reply saved, two thirds of them right."""
    draw = random.Random(f"{member.username}/{day}")
    at = dt.datetime.combine(day, dt.time(2), dt.UTC)
    quiz = Quiz(member.username, day, tuple(draw.sample(items, 5)))
    replies = {item.id: full_reply(item) if draw.random() < 2 / 3 else item.options[:1] for item in quiz.items}
    saved = [(EventKind.REPLY_SAVED, {"item": id, "reply": list(reply)}) for id, reply in replies.items()]
    acts = [
        (EventKind.QUIZ_SET, quiz_payload(quiz)),
        *saved,
        (EventKind.QUIZ_SUBMITTED, attempt_payload(mark_quiz(quiz, replies))),
    ]
    for kind, payload in acts:
        ledger.append(Event(kind, member.branch, member.username, day, at, payload))


def report(what: str, act: Callable[[str], object], names: Sequence[str]) -> None:
    taken = []
    for name in names:
        begun = time.thread_time()
        act(name)
        taken.append((time.thread_time() - begun) * 1000)
    taken.sort()
    p95 = taken[min(len(taken) - 1, int(len(taken) * 0.95))]
    sys.stdout.write(f"{what}: median {taken[len(taken) // 2]:.1f} ms, p95 {p95:.1f} ms, n {len(taken)}\n")


if __name__ == "__main__":
    sys.exit(main())
