"""How long a secretary waits for the table of a large branch: ``python -m benchmarks.table [--members 500] [--days 180] [--keep DIR]``.

On the records of ``benchmarks.programme``, opens the place 完成情况 over all days (what the server does of it: reading, folding,
drawing), cold and again; sorted, kept to those below the standard, and its later pages; then a week's and the semester's
report, and the xlsx file. Seconds of this process's own time, and in brackets by the clock on the wall.
"""

import argparse
import datetime as dt
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.programme import TODAY, fill, line, timed
from companion.assemble import open_study
from companion.records.columns import Wanted
from companion.reports.report import Kind
from companion.reports.wording import paper_of
from companion.settings import read_settings
from companion.ui.completion import completion_view, look
from companion.ui.handlers import Asking
from companion.ui.paper import paper_view


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=500)
    parser.add_argument("--days", type=int, default=180)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the database in this folder, and use what is there")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        home = (wanted.keep or Path(work)).resolve() / f"{wanted.members}x{wanted.days}"
        settings = replace(read_settings(), home=home)
        if not settings.database.is_file():
            fill(settings, wanted.members, wanted.days)
        study = open_study(settings)
        first = TODAY - dt.timedelta(days=wanted.days)
        if not study.plan.plans("shuji", "甲"):  # with a semester there are scores
            study.plan.make("shuji", "甲", "学期", first, TODAY, range(7))
        sizes = []

        def seen(**asked: str) -> None:
            asking = Asking("shuji", "zh", {"branch": "甲", "first": str(first), "last": str(TODAY), **asked})
            looked = look(study, asking)
            table = study.reports.table("shuji", looked.wanted)
            sizes.append(len(completion_view(looked, table, (), asking.say).encode()))

        line(f"{wanted.members} members × {wanted.days} days")
        timed("  the table seen, cold", seen)
        timed("  again", seen)
        timed("  sorted by rate", lambda: seen(sort="rate"))
        timed("  those below the standard", lambda: seen(state="below"))
        timed("  its last page", lambda: seen(page="99"))
        line(f"  largest view: {max(sizes) / 1e6:.2f} MB")
        for kind in Kind:
            timed(f"  the report of the {kind}", lambda kind=kind: paper_view(paper_of(study.reports.report("shuji", "甲", kind, TODAY))))
        timed("  the xlsx file", lambda: study.reports.export("shuji", Wanted("甲", first, TODAY)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
