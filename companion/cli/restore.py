"""``restore FILE``: a backup put back where there are no records, or after those were moved aside."""

import argparse
import datetime as dt
from pathlib import Path

from companion.cli.result import Result
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="备份文件 · the backup")
    parser.add_argument("--aside", action="store_true", help="先把现有记录移到旁边 · move the records there are aside first")


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.engines.backup import restore

    aside = f"aside-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}" if args.aside else ""
    there = settings.database.exists()
    manifest = restore(args.file, settings.home, settings.database.name, aside)
    moved = str(settings.home.with_name(f"{settings.home.name}.{aside}")) if there else ""
    zh = f"已由 {manifest.made} 的备份恢复到 {settings.home}：{len(manifest.files)} 个文件。"
    en = f"Restored the backup of {manifest.made} to {settings.home}: files {len(manifest.files)}."
    if moved:
        zh, en = f"{zh}\n原来的记录移到了 {moved}。", f"{en}\nThe former records are in {moved}."
    document = {"home": str(settings.home), "made": manifest.made, "version": manifest.version, "files": len(manifest.files)}
    return Result({**document, "aside": moved}, en if settings.language == "en" else zh)
