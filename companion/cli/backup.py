"""``backup FILE``: everything that cannot be rebuilt, in one file."""

import argparse
import datetime as dt
import hashlib
from pathlib import Path

from companion.cli.result import Result
from companion.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="写到哪个 zip 文件，不能已经有 · the zip file to write; must not be there yet")


def run(args: argparse.Namespace, settings: Settings) -> Result:
    from companion.engines.backup import back_up

    manifest = back_up(settings.home, settings.database.name, args.file, dt.datetime.now(dt.UTC))
    with args.file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    size = args.file.stat().st_size
    zh = f"已备份到 {args.file}：{len(manifest.files)} 个文件，{size / 1e6:.1f} MB。\nsha256 {digest}"
    en = f"Backed up to {args.file}: files {len(manifest.files)}, {size / 1e6:.1f} MB.\nsha256 {digest}"
    document = {"file": str(args.file), "bytes": size, "sha256": digest, "files": len(manifest.files), "made": manifest.made}
    return Result(document, en if settings.language == "en" else zh)
