"""How fast a folder of texts is indexed: ``python -m benchmarks.indexing [--files 1000]``.

Makes a folder of small Markdown files, indexes it from nothing with the real encoder, then again unchanged, then with
one file changed, each in a process of its own as a person would run it.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SENTENCES = (
    "各支部每月组织一次集中学习，时间不少于两学时。",
    "党员因公不能参加的，应当提前一天向党小组长请假，并在七日内补学。",
    "学习内容由支部委员会商定，包括上级文件、学校规划和师德规范。",
    "党小组长负责考勤与记录，支部书记每季度检查一次。",
    "学期末按完成情况折算学时，记入年度考核。",
    "讨论应当联系本人岗位，提出一条可以落实的改进措施。",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        corpus = Path(work) / "corpus"
        corpus.mkdir()
        chance = random.Random(args.seed)
        for number in range(args.files):
            sections = [
                f"## {place}. 要求\n\n" + "".join(chance.choices(SENTENCES, k=chance.randint(4, 9))) + f"编号{number}-{place}。\n"
                for place in range(1, chance.randint(2, 4))
            ]
            (corpus / f"{number:04}.md").write_text(f"# 第{number}号通知\n\n" + "\n".join(sections), "utf-8")
        _say("new", corpus)
        _say("unchanged", corpus)
        (corpus / "0000.md").write_text("# 改写\n\n改写后的一条要求。\n", "utf-8")
        _say("one changed", corpus)


def _say(name: str, corpus: Path) -> None:
    command = [sys.executable, "-m", "companion", "index", "--corpus", corpus, "--index", corpus.parent / "indexes", "--json"]
    began = time.perf_counter()
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    seconds = time.perf_counter() - began
    sys.stdout.write(
        f"{name}: {report['documents']} documents, {report['passages']} passages, {report['added']} added, "
        f"{seconds:.1f} s in all, {report['passages'] / seconds:.1f} passages a second\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    main()
