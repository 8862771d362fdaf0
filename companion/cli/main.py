"""``python -m companion COMMAND``.

Each command is a module of this package with ``HELP`` (one line), ``arguments(parser)`` and
``run(args, settings) -> Result``. With ``--json`` exactly one JSON document goes to stdout; everything else to stderr.
Exit status: 0 done, 2 not well formed, 1 anything else, with the sentence on stderr.
"""

import argparse
import importlib
import json
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

from companion import __version__
from companion.cli.result import Result
from companion.errors import CompanionError, UsageError
from companion.settings import read_settings

COMMANDS = {
    "index": "读、切、编码新的或改动的材料，去掉已删的 · read, split, embed what is new or changed",
    "search": "检索段落 · find passages",
    "ask": "提问，得到带出处的原文 · ask, and get quotations with their sources",
    "quiz": "试题：make、export、import · quiz items",
    "eval": "评测检索、回答与拒答 · measure retrieval, answers and abstention",
    "serve": "启动网页应用 · the web app",
    "models": "模型权重：list、pull、verify · model weights",
    "members": "成员：add、import、reset、erase · members",
    "export": "导出记录：member、xapi · what is recorded, as files",
    "backup": "把不可重建的都备份成一个文件 · all that cannot be rebuilt, in one file",
    "restore": "由备份恢复 · put a backup back",
    "doctor": "这台机器上什么能用、什么不能、为什么 · what works here, what not, why",
}


class Parser(argparse.ArgumentParser):
    """argparse says what is wrong in English alone."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        zh, en = f"命令没有写对（{message}）；写法见 {self.prog} --help。", f"{message}; see {self.prog} --help."
        self.exit(2, (en if os.environ.get("COMPANION_LANGUAGE") == "en" else zh) + "\n")


def parser(commands: Sequence[str] = tuple(COMMANDS)) -> Parser:
    """The command line; only the modules of ``commands`` are loaded."""
    top = Parser(prog="companion", description="学习伴侣 · study companion")
    top.add_argument("--version", action="version", version=__version__)
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, text in COMMANDS.items():
        sub = subparsers.add_parser(name, help=text, description=text)
        if name in commands:
            importlib.import_module(f"companion.cli.{name}").arguments(sub)
            sub.add_argument("--json", action="store_true", help="stdout 上只有一份 JSON · one JSON document on stdout")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    argv = list(sys.argv[1:] if argv is None else argv)
    args = parser([word for word in argv[:1] if word in COMMANDS]).parse_args(argv)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # what libraries warn of is for their developers; the tests show it
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("companion").setLevel(logging.INFO)  # of the libraries only what goes wrong is of interest
    language = os.environ.get("COMPANION_LANGUAGE", "zh")
    try:
        settings = read_settings()
        language = settings.language
        result: Result = importlib.import_module(f"companion.cli.{args.command}").run(args, settings)
    except CompanionError as error:
        sys.stderr.write(error.say(language) + "\n")
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # a full disk, a folder without permission: the system's own words name the file
        what = ": ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        zh, en = f"没有完成，系统不让读写（{what}）；请检查磁盘空间与权限后再试。", f"Not done, the system refused ({what})."
        sys.stderr.write((en if language == "en" else zh) + "\n")
        return 1
    text = json.dumps(result.document, ensure_ascii=False) if args.json else result.text
    if text:
        sys.stdout.write(text + "\n")
    return result.status
