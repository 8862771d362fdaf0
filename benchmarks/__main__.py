"""The figures of this project: ``python -m benchmarks [--data DIR]``.

Without ``--data``: how fast the encoder and the index are on this machine. ``DIR`` holds folders of public questions, each with
``passages.jsonl`` and ``questions.jsonl`` (see benchmarks/retrieval.py for their form); each is then measured, too.
"""

import argparse
import subprocess
import sys
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of folders with passages.jsonl and questions.jsonl")
    data = parser.parse_args().data
    runs = [["encoding"], ["indexing"]]
    if data is not None:
        folders = sorted(file.parent for file in data.glob("*/passages.jsonl") if (file.parent / "questions.jsonl").exists())
        runs += [[name, "--data", str(folder)] for folder in folders for name in ("retrieval", "answers")]
    status = 0
    for name, *arguments in runs:
        status |= subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main())
