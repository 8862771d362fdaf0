"""The routes of our own: login, logout, a new password, the language, the look, the state of health."""

import http
from collections.abc import Sequence

import fastapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.requests import Request

from companion.errors import CompanionError, LoginRefused
from companion.study import Study
from companion.ui.frame import model_words
from companion.ui.guard import SESSION, failure, language, username_of
from companion.ui.handlers import told
from companion.ui.pages import STATIC, Sample, login_page, password_page
from companion.ui.words import COOKIE, LANGUAGES, speaker, word

YEAR = 365 * 24 * 3600


def add_doors(app: fastapi.FastAPI, study: Study, samples: Sequence[Sample], session_hours: int) -> None:
    @app.exception_handler(CompanionError)
    def failed(request: Request, error: CompanionError) -> Response:
        return failure(request, error)

    @app.get("/health")
    def health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @app.get("/look/{name}")
    def look(name: str) -> Response:
        file = STATIC / name
        if file.parent != STATIC or not file.is_file():
            raise fastapi.HTTPException(http.HTTPStatus.NOT_FOUND)
        return FileResponse(file, headers={"cache-control": "no-cache"})

    @app.get("/favicon.ico")
    def favicon() -> Response:
        return FileResponse(STATIC / "seal.svg", media_type="image/svg+xml")

    @app.get("/language")
    def choose_language(to: str = "", next: str = "/#mine") -> Response:
        response = away(next if next in ("/login", "/password", "/") else "/#mine")
        if to in LANGUAGES:
            response.set_cookie(COOKIE, to, max_age=YEAR, samesite="lax")
        return response

    @app.get("/login")
    def login(request: Request, why: str = "") -> Response:
        if study.username_of(request.cookies.get(SESSION, "")) is not None:
            return away("/")
        sentence = {"ended": word(language(request), "login.ended"), "changed": word(language(request), "login.changed")}
        return HTMLResponse(login_page(language(request), samples, sentence.get(why, "")))

    @app.post("/login")
    def log_in(request: Request, username: str = fastapi.Form(""), password: str = fastapi.Form("")) -> Response:
        here = language(request)
        try:
            token = study.login(username, password, request.client.host if request.client else "")
        except LoginRefused as error:
            return HTMLResponse(login_page(here, samples, error.say(here), username), refused_status(error))
        except CompanionError as error:
            return HTMLResponse(login_page(here, samples, told(error, here), username), http.HTTPStatus.BAD_REQUEST)
        response = away("/")
        response.set_cookie(
            SESSION,
            token,
            max_age=session_hours * 3600,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )
        return response

    @app.post("/logout")
    def log_out(request: Request) -> Response:
        study.logout(request.cookies.get(SESSION, ""))
        response = away("/login")
        response.delete_cookie(SESSION)
        return response

    @app.get("/password")
    def password(request: Request) -> Response:
        first = study.me(username_of(request) or "").must_change_password
        return HTMLResponse(password_page(language(request), first))

    @app.post("/password")
    def change_password(
        request: Request, old: str = fastapi.Form(""), new: str = fastapi.Form(""), repeat: str = fastapi.Form("")
    ) -> Response:
        here, username = language(request), username_of(request) or ""
        sentence = word(here, "password.differ")
        if new == repeat:
            try:
                study.change_password(username, old, new)
            except CompanionError as error:
                sentence = told(error, here)
            else:
                response = away("/login?why=changed")
                response.delete_cookie(SESSION)
                return response
        first = study.me(username).must_change_password
        return HTMLResponse(password_page(here, first, sentence), http.HTTPStatus.BAD_REQUEST)

    @app.get("/model")
    def model(request: Request) -> JSONResponse:
        """How much of the language model is here, in words; empty once it is, or where there is none."""
        here = study.writes(username_of(request) or "")
        return JSONResponse({"words": "" if here is None or here >= 1 else model_words(here, speaker(language(request)))})


def away(to: str) -> RedirectResponse:
    return RedirectResponse(to, http.HTTPStatus.SEE_OTHER)


def refused_status(error: LoginRefused) -> http.HTTPStatus:
    return http.HTTPStatus.TOO_MANY_REQUESTS if error.wait > 0 else http.HTTPStatus.UNAUTHORIZED
