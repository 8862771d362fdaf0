"""The routes by which the table and reports leave as files."""

import http
import urllib.parse

import fastapi
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from companion.errors import CompanionError
from companion.study import Study
from companion.ui.completion import wanted_of
from companion.ui.components import a_day
from companion.ui.guard import language, username_of
from companion.ui.handlers import told
from companion.ui.pages import sentence_page
from companion.ui.words import word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def add_papers(app: fastapi.FastAPI, study: Study) -> None:
    @app.get("/export")
    def export(
        request: Request,
        branch: str = "",
        first: str = "",
        last: str = "",
        group: str = "",
        unit: str = "",
        state: str = "",
        sort: str = "",
        down: str = "",
    ) -> Response:
        """The table as it is seen on the screen, all lines of it."""
        here = language(request)
        try:
            asked = {"unit": unit, "state": state, "sort": sort, "down": down}
            wanted = wanted_of(asked, branch, a_day(first), a_day(last), group)
            data = study.reports.export(username_of(request) or "", wanted, here)
        except CompanionError as error:
            return HTMLResponse(sentence_page(here, told(error, here)), http.HTTPStatus.FORBIDDEN)
        return file(data, XLSX, f"{word(here, 'place.branch')}-{first}-{last}.xlsx")


def file(data: bytes, kind: str, name: str) -> Response:
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{urllib.parse.quote(name)}"}
    return Response(data, media_type=kind, headers=headers)
