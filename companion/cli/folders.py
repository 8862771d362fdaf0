"""``--corpus`` and ``--index``: any folder of texts, any folder of indexes."""

import argparse
import dataclasses
from pathlib import Path

from companion.settings import Settings


def folder_arguments(parser: argparse.ArgumentParser, *, corpus: bool = False) -> None:
    if corpus:
        parser.add_argument("--corpus", type=Path, metavar="DIR", help="材料所在的文件夹 · folder of the texts")
    parser.add_argument("--index", type=Path, metavar="DIR", help="索引所在的文件夹 · folder of the indexes")


def with_folders(settings: Settings, args: argparse.Namespace) -> Settings:
    """The settings with the folders given on the command line in their place."""
    given = {"corpus": getattr(args, "corpus", None), "indexes": args.index}
    return dataclasses.replace(
        settings, **{name: folder.expanduser().resolve() for name, folder in given.items() if folder is not None}
    )
