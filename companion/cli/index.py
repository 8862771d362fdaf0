"""``index``: read, split and embed what is new or changed; drop what is gone."""

import argparse
import logging
from dataclasses import asdict

from companion.cli.folders import folder_arguments, with_folders
from companion.cli.result import Result
from companion.search.indexing import IndexReport
from companion.settings import Settings
from companion.texts.reading import SUFFIXES

logger = logging.getLogger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    folder_arguments(parser, corpus=True)


def run(args: argparse.Namespace, settings: Settings) -> Result:
    """The exit status is 0 also where some texts could not be read: they are listed, and the others are indexed."""
    from tqdm import tqdm

    from companion.assemble import run_index

    english = settings.language == "en"
    with tqdm(
        desc="texts" if english else "材料",
        bar_format="{desc} {percentage:3.0f}%|{bar}| {n:.1f}/{total_fmt} {postfix} {elapsed}<{remaining}",
        disable=None,
    ) as bar:

        def progress(done: float, total: int, passages: int) -> None:
            bar.total = total
            bar.set_postfix_str(f"{passages} passages" if english else f"{passages} 段", refresh=False)
            bar.update(done - bar.n)

        settings = with_folders(settings, args)
        report = run_index(settings, progress)
    if not report.documents:
        kinds = " ".join(SUFFIXES)
        zh = f"{settings.corpus} 里没有能读的材料；放入材料后再运行 index（能读的有 {kinds}）。"
        en = f"There are no readable texts in {settings.corpus}; put some in and run index again (read are {kinds})."
        logger.warning(en if english else zh)
    document = asdict(report) | {
        "failed": [{"file": one.file, "page": one.page, "reason": one.say(settings.language)} for one in report.failed],
        "seconds": round(report.seconds, 3),
    }
    return Result(document, _summary(report, settings.language))


def recognised(pages: int, confidence: float, language: str) -> str:
    """How many pages were read from their pictures, and how sure the least sure of them is."""
    if language == "en":
        return f"{pages} pages were recognised from their pictures (confidence {confidence:.0%} or more): check what you quote"
    return f"其中 {pages} 页由图片识别而来（可信度最低 {confidence:.0%}），引用前请核对原页"


def _summary(report: IndexReport, language: str) -> str:
    if language == "en":
        lines = [
            f"{report.documents} texts, {report.pages} pages, {report.passages} passages: {report.added} new or changed, "
            f"{report.removed} removed, {report.unchanged} unchanged, {len(report.failed)} failed; {report.seconds:.1f} s"
        ]
    else:
        lines = [
            f"{report.documents} 份材料，{report.pages} 页，{report.passages} 段：新增或改动 {report.added}，"
            f"移除 {report.removed}，未变 {report.unchanged}，失败 {len(report.failed)}；用时 {report.seconds:.1f} 秒"
        ]
    if report.recognised:
        lines.append(recognised(report.recognised, report.least_confidence or 0, language))
    for one in report.failed:
        place = one.file if one.page is None else f"{one.file}, p. {one.page}"
        lines.append(f"× {place}  {one.say(language)}")
    return "\n".join(lines)
