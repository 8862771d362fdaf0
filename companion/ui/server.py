"""The web app: Gradio behind our login, served by uvicorn."""

import contextlib
import errno
import ipaddress
import logging
import os
import socket
from collections.abc import Sequence

import fastapi
import gradio as gr
import uvicorn

from companion.errors import CompanionError, SettingError
from companion.settings import Settings
from companion.study import Study
from companion.ui.doors import add_doors
from companion.ui.files import add_files
from companion.ui.frame import make_blocks
from companion.ui.guard import App, Guard, username_of
from companion.ui.pages import Sample
from companion.ui.papers import add_papers
from companion.ui.planfiles import add_plan_files
from companion.ui.theme import make_theme

logger = logging.getLogger(__name__)

KEEP_ALIVE = 65
"""Seconds a connection may lie idle: longer than the minute after which proxies in front close theirs."""


def make_app(study: Study, settings: Settings, samples: Sequence[Sample] = ()) -> App:
    """The whole as an ASGI application. ``samples`` are shown on the login page."""
    doors = fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    add_doors(doors, study, samples, settings.session_hours)
    add_files(doors, study)
    add_plan_files(doors, study)
    add_papers(doors, study)
    os.environ.setdefault("GRADIO_ANALYTICS_CACHE_FREQUENCY", str(10**9))  # else figures of the last 10,000 presses after every press
    blocks = make_blocks(study, settings)
    gr.mount_gradio_app(
        doors,
        blocks,
        path="/",
        auth_dependency=username_of,
        theme=make_theme(),
        i18n=blocks.i18n_instance,
        show_error=False,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
    )
    return Guard(doors, study)


def serve(study: Study, settings: Settings, listening: socket.socket, samples: Sequence[Sample] = ()) -> None:
    """Serve on ``listening``, which it closes, until interrupted."""
    with contextlib.closing(listening):
        app = make_app(study, settings, samples)
        shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
        logger.info("http://%s:%s", f"[{shown}]" if ":" in shown else shown, listening.getsockname()[1])
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3, timeout_keep_alive=KEEP_ALIVE)
        uvicorn.Server(config).run(sockets=[listening])


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int, *, demo: bool = False) -> socket.socket:
    """A socket bound to the address, before anything slow is done.

    Raises CompanionError if it cannot be had, SettingError for a demo that others could reach.
    """
    if demo and not is_loopback(host):
        raise SettingError(
            f"示例模式的密码是公开的，只能在本机（127.0.0.1）上打开，不能用 {host}。",
            f"The demo's passwords are public: it opens on this machine (127.0.0.1) only, not on {host}.",
        )
    listening: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        if os.name == "posix":  # elsewhere the option would let two programs share the port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(512)
    except OSError as error:
        if listening is not None:
            listening.close()
        zh, en = "请检查 --host 和 --port。", "Check --host and --port."
        if error.errno == errno.EADDRINUSE:
            zh = "端口已被占用：关掉另一个程序，或用 --port 换一个端口。"
            en = "The port is in use: close the other program, or choose another with --port."
        raise CompanionError(
            f"不能在 {host}:{port} 上提供服务（{error.strerror}）。{zh}", f"Cannot serve on {host}:{port} ({error.strerror}). {en}"
        ) from error
    return listening
