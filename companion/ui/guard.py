"""Who comes in: every request but those for the login and the look is asked for its session, before Gradio sees it."""

import http
import urllib.parse
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from companion.errors import CompanionError
from companion.study import Study
from companion.ui.handlers import told
from companion.ui.pages import app_page, sentence_page
from companion.ui.words import language_of, speaker

SESSION = "session"  # the cookie
USERNAME = "companion.username"  # where the guard leaves the answer for those behind it

OPEN = ("/login", "/language", "/health", "/favicon.ico")
OPEN_FOLDERS = ("/look/", "/assets/", "/static/")  # code and looks, the same for everybody
OURS = ("/", "/attachment", "/logout", "/password", "/export", "/items", "/leaf", "/model", "/mydata", "/plan", "/report", "/roster", "/statements", "/upload")
GRADIO = (
    "/config",
    "/theme.css",
    "/gradio_api/cancel",
    "/gradio_api/info",
    "/gradio_api/queue/data",
    "/gradio_api/queue/join",
    "/gradio_api/reset",
    "/gradio_api/startup-events",
)
GRADIO_FOLDERS = ("/gradio_api/heartbeat/", "/gradio_api/call/")
"""What the screen uses of Gradio. The rest (files, uploads, proxies, recordings, monitoring …) is not there for anyone."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'self'; "
    "object-src 'none'; frame-ancestors 'none'"
)  # Gradio compiles its templates in the browser, hence 'unsafe-eval'; nothing may be fetched from another host
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
}

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def username_of(request: Request) -> str | None:
    """The person whose session the request bears, as the guard found it."""
    name: str | None = request.scope.get(USERNAME)
    return name


class Guard:
    """An ASGI application around another: refuses, or lets through with the username in the scope."""

    def __init__(self, app: App, study: Study) -> None:
        self.app = app
        self.study = study

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] != "http":  # no part of the screen uses websockets
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self.answer(scope, receive, _with_headers(send))

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        path = request.url.path.removesuffix("/") or "/"
        scope.pop(USERNAME, None)
        try:
            response = await self.refused(request, scope, path)
        except CompanionError as error:
            response = failure(request, error)
        if response is not None:
            await response(scope, receive, send)
        elif path == "/":
            await self.page(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def refused(self, request: Request, scope: Scope, path: str) -> Response | None:
        """What to answer instead; None for a request that may go on, which then bears the username."""
        response: Response | None = None
        if request.method not in ("GET", "HEAD") and not same_origin(request):
            response = refusal(request, http.HTTPStatus.FORBIDDEN, "refused.origin")
        elif not is_open(path):
            username = await run_in_threadpool(self.study.username_of, request.cookies.get(SESSION, ""))
            if username is None:
                response = to_login(request)
            elif not is_known(path):
                response = refusal(request, http.HTTPStatus.NOT_FOUND, "refused.address")
            elif path not in ("/password", "/logout"):
                me = await run_in_threadpool(self.study.me, username)
                if me.must_change_password:
                    response = to_login(request, "/password")
            scope[USERNAME] = username
        return response

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Gradio's page, with our head."""
        request = Request(scope)
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: MutableMapping[str, Any] = {}
        body = bytearray()

        async def collect(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                body.extend(message.get("body", b""))

        await self.app(scope, receive, collect)
        text = app_page(body.decode(), language(request))
        response = Response(text, status_code=start["status"], media_type="text/html", headers={"cache-control": "no-store"})
        await response(scope, receive, send)


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *((k.encode(), v.encode()) for k, v in HEADERS.items())]
        await send(message)

    return sending


def language(request: Request) -> str:
    return language_of(request.cookies, request.headers.get("accept-language", ""))


def is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDERS)


def is_known(path: str) -> bool:
    return path in OURS or path in GRADIO or path.startswith(GRADIO_FOLDERS)


def same_origin(request: Request) -> bool:
    """Whether a page of ours sent this. Programs other than browsers send neither header, and bring no one's cookies."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urllib.parse.urlsplit(origin).netloc == request.headers.get("host")


def to_login(request: Request, where: str = "/login") -> Response:
    """A page, or a form sent from one, leads to the login; anything else is told 401, and static/screen.js leads there."""
    if wants_page(request):
        return RedirectResponse(where, http.HTTPStatus.SEE_OTHER)
    return refusal(request, http.HTTPStatus.UNAUTHORIZED, "refused.login")


def wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def failure(request: Request, error: CompanionError) -> Response:
    """What went wrong where no form is there to say it in."""
    here, status = language(request), http.HTTPStatus.SERVICE_UNAVAILABLE
    said = told(error, here)
    return HTMLResponse(sentence_page(here, said), status) if wants_page(request) else JSONResponse({"detail": said}, status)


def refusal(request: Request, status: http.HTTPStatus, key: str) -> Response:
    return JSONResponse({"detail": speaker(language(request))(key)}, status)
