"""The figures of this project: ``python -m benchmarks [--data DIR]``.

How fast the encoder and the index are on this machine, how they grow, what the check of written answers lets
through, how long a member waits after half a year of records, what the records of a large branch cost, and ``companion eval`` on the sample that ships and on each
folder of question sets in ``DIR`` (see companion/evaluation/reading.py for their form).
"""

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of folders with questions")
    data = parser.parse_args().data
    runs = [["benchmarks.encoding"], ["benchmarks.indexing"], ["benchmarks.growth"]]
    runs += [["benchmarks.writing"], ["benchmarks.days"], ["benchmarks.programme"]]
    runs += [["companion", "eval", task] for task in ("retrieval", "answers", "abstention")]
    for folder in sorted(data.iterdir()) if data is not None else ():
        answerable = (folder / "questions.jsonl").is_file()
        if answerable or (folder / "unanswerable.jsonl").is_file():
            tasks = ("retrieval", "answers", "abstention") if answerable else ("abstention",)
            runs += [["companion", "eval", task, "--data", str(folder)] for task in tasks]
    status = 0
    for module, *arguments in runs:
        sys.stdout.write("\n" + " ".join((module, *arguments)) + "\n")
        sys.stdout.flush()
        status |= subprocess.run([sys.executable, "-m", module, *arguments], check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
