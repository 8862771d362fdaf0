"""``doctor``: what works here, what does not, and why."""

import argparse
import platform
import shutil
import sys
from collections.abc import Callable

from companion.cli.result import Result
from companion.errors import CompanionError
from companion.settings import Settings

LEAST_FREE = 2 * 2**30  # bytes; an index of a large corpus and the unpacked encoder fit


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(args: argparse.Namespace, settings: Settings) -> Result:  # noqa: ARG001
    """Looks at each station of the line without changing anything; exit status 1 where one does not work."""
    checks: tuple[tuple[str, str, Callable[[Settings], tuple[str, str]]], ...] = (
        ("环境", "environment", _environment),
        ("材料", "texts", _texts),
        ("文字识别", "recognition", _recognition),
        ("编码模型", "encoder", _encoder),
        ("语言模型", "language model", _language_model),
        ("索引", "index", _index),
        ("记录", "records", _records),
        ("磁盘", "disk", _disk),
    )
    rows = []
    for zh, en, check in checks:
        try:
            works, said = True, check(settings)
        except CompanionError as error:
            works, said = False, (error.zh, error.en)
        rows.append({"check": en, "name": zh, "works": works, "zh": said[0], "en": said[1]})
    english = settings.language == "en"
    lines = [
        f"{'✓' if row['works'] else '×'} {row['check'] if english else row['name']}  {row['en'] if english else row['zh']}"
        for row in rows
    ]
    document = {
        "works": all(row["works"] for row in rows),
        "checks": [
            {"check": row["check"], "works": row["works"], "said": row["en"] if english else row["zh"]} for row in rows
        ],
    }
    return Result(document, "\n".join(lines), 0 if document["works"] else 1)


def _environment(settings: Settings) -> tuple[str, str]:  # noqa: ARG001
    text = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    return f"{text}（{sys.executable}）", f"{text} ({sys.executable})"


def _texts(settings: Settings) -> tuple[str, str]:
    from companion.texts.catalog import read_catalog

    catalog = read_catalog(settings.corpus)
    if catalog.failed:
        first = catalog.failed[0]
        raise CompanionError(
            f"{len(catalog.entries)} 份，另有 {len(catalog.failed)} 处不能用，如 {first.file}：{first.zh}",
            f"{len(catalog.entries)}, and {len(catalog.failed)} that cannot be used, such as {first.file}: {first.en}",
        )
    return f"{len(catalog.entries)} 份（{settings.corpus}）", f"{len(catalog.entries)} ({settings.corpus})"


def _recognition(settings: Settings) -> tuple[str, str]:  # noqa: ARG001
    """Works either way: it is only needed for scans and for files whose text is garbled."""
    from companion.engines.ocr import INSTALL, is_installed

    if is_installed():
        return "可以识别扫描页和乱码页", "scanned and garbled pages can be recognised"
    return (
        f"未安装，扫描页和乱码页不读；需要时 {INSTALL}",
        f"not installed: scanned and garbled pages are not read; {INSTALL}",
    )


def _encoder(settings: Settings) -> tuple[str, str]:
    from companion.assemble import open_encoder, open_weights

    weights = open_weights(settings)
    if any(artefact.name == settings.encoder for artefact in weights.artefacts) and not weights.has(settings.encoder):
        raise CompanionError(
            f"权重 {settings.encoder} 尚未下载，请运行 python -m companion models pull",
            f"the weights {settings.encoder} are not here; run python -m companion models pull",
        )
    name = open_encoder(settings).name
    return name, name


def _language_model(settings: Settings) -> tuple[str, str]:
    """Says neither address nor key."""
    from companion.assemble import open_writer

    writer = open_writer(settings)
    if writer is None:
        return "不用，只作引文", "off: quotations alone"
    writer.model.check()
    if writer.model.here() < 1:
        return (
            f"{writer.model.name}，尚未下载；serve 时在后台下载",
            f"{writer.model.name}, not here yet; serve fetches it",
        )
    return writer.model.name, writer.model.name


def _index(settings: Settings) -> tuple[str, str]:
    from companion.assemble import open_index
    from companion.cli.index import recognised
    from companion.engines.calibration_file import load_calibration

    index = open_index(settings)
    contents = index.contents()
    documents, passages = len(contents), sum(line.passages for line in contents)
    zh, en = f"{documents} 份材料，{passages} 段", f"{documents} texts, {passages} passages"
    sure = [one for line in contents for one in line.recognised]
    if sure:
        zh += "；" + recognised(len(sure), min(sure), "zh")
        en += "; " + recognised(len(sure), min(sure), "en")
    if (gate := load_calibration(index.folder)) and gate.held_back:
        zh += f"；拒答阈值 {gate.threshold:.2f}，按留出原文的 {gate.held_back} 句校准，其中拒答 {gate.refused:.0%}"
        en += f"; gate at {gate.threshold:.2f}, calibrated on {gate.held_back} sentences with their texts held back, of which it refuses {gate.refused:.0%}"
    return zh, en


def _records(settings: Settings) -> tuple[str, str]:
    from companion.assemble import open_records

    if not settings.database.exists():
        return (
            f"尚未建立（{settings.database}）；首次 serve 或 members add 时建立",
            f"not there yet ({settings.database}); made by the first serve or members add",
        )
    database = open_records(settings)
    branches, members = len(database.directory.branches()), len(database.directory.members())
    database.close()
    return f"{branches} 个支部，{members} 个账号", f"{branches} branches, {members} accounts"


def _disk(settings: Settings) -> tuple[str, str]:
    free = min(
        shutil.disk_usage(next(folder for folder in (path, *path.parents) if folder.exists())).free
        for path in (settings.home, settings.indexes, settings.cache)
    )
    gigabytes = free / 2**30
    if free < LEAST_FREE:
        raise CompanionError(
            f"只剩 {gigabytes:.1f} GB，建议至少 2 GB", f"only {gigabytes:.1f} GB are free; 2 GB are advised"
        )
    return f"可用 {gigabytes:.0f} GB", f"{gigabytes:.0f} GB free"
