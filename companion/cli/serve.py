"""``serve``: the web app."""

import argparse
import dataclasses
import gc
import logging
import threading

from companion.cli.result import Result
from companion.errors import CompanionError, SettingError
from companion.settings import Settings
from companion.study import Study

HELP = "启动网页应用 · the web app"

TICK = 20.0
"""Seconds between two looks at whether a reminder is due."""

KEEP_AGAIN = 3600.0
"""Seconds from one time that what was read of the records is put down to the next."""

logger = logging.getLogger(__name__)

READ_AGAIN = 300  # seconds from one look for unread items to the next


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="监听的地址 · address to listen on")
    parser.add_argument("--port", type=int, help="监听的端口 · port to listen on")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="示例支部与示例账号，记录另存，只能在本机打开 · a sample branch with sample accounts, on this machine only",
    )


def run(args: argparse.Namespace, settings: Settings) -> Result:
    """Serve until interrupted."""
    port = settings.port if args.port is None else args.port
    if not 1 <= port <= 65535:
        raise SettingError(
            f"端口应在 1 与 65535 之间，现为 {port}。", f"The port should lie between 1 and 65535, but is {port}."
        )
    settings = dataclasses.replace(settings, host=args.host or settings.host, port=port)
    from companion.ui.server import listen, serve  # Gradio takes seconds to load

    listening = listen(settings.host, settings.port, demo=args.demo)  # before anything slow or lasting is done
    from companion.assemble import first_admin, open_study
    from companion.demo import accounts
    from companion.reminders.ticking import Ticking
    from companion.ui.pages import Sample

    study = open_study(settings, demo=args.demo)
    if not args.demo:
        password = first_admin(settings)
        if password is not None:
            logger.warning(
                "管理员账号 admin，一次性密码 %s（只显示这一次）· administrator admin, one-time password shown only here",
                password,
            )
    threading.Thread(target=_prepare, args=(study, settings.language), daemon=True).start()
    samples = [Sample(one.username, one.password, one.name, one.role) for one in accounts()] if args.demo else []
    acts = ((study.desk.reminders.run, TICK), (study.texts.notice, TICK), (study.keep, KEEP_AGAIN))
    ticking = tuple(Ticking(act, seconds) for act, seconds in acts)
    for one in ticking:
        one.start()
    try:
        serve(study, settings, listening, samples)
    finally:
        for one in ticking:
            one.stop()
    return Result()


def _prepare(study: Study, language: str) -> None:
    """Beside the serving; what fails here fails again, with its sentence, for the person who asks."""
    for prepare in (study.prepare, study.keep, study.prepare_model):
        try:
            prepare()
        except CompanionError as error:
            logger.warning("%s", error.say(language))
    gc.freeze()  # what was prepared stays: the search for cycles, for which everybody waits, passes it over
    _read_items(study, language, threading.Event())


def _read_items(study: Study, language: str, stop: threading.Event) -> None:
    """As long as the process lives: texts change, and a model that is away comes back."""
    while not stop.is_set():
        try:
            if not study.read_items(stop):
                return
        except CompanionError as error:
            logger.warning("%s", error.say(language))
        stop.wait(READ_AGAIN)
