"""The routes by which the table, reports and statements leave as files."""

import http
import urllib.parse

import fastapi
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.requests import Request

from companion import __version__
from companion.errors import CompanionError
from companion.records.xapi import as_array
from companion.study import Study
from companion.ui import reports
from companion.ui.completion import wanted_of
from companion.ui.components import a_day
from companion.ui.guard import language, username_of
from companion.ui.handlers import told
from companion.ui.pages import LOOK, sentence_page
from companion.ui.words import speaker, word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {"docx": DOCX, "xlsx": XLSX}


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


    @app.get("/report")
    def report(
        request: Request,
        form: str = "",
        kind: str = "",
        branch: str = "",
        day: str = "",
        first: str = "",
        last: str = "",
    ) -> Response:
        """A report as a page to print, or as a file."""
        here, actor = language(request), username_of(request) or ""
        try:
            today = study.today(actor)
            wanted = reports.wanted_of({"kind": kind, "day": day, "first": first, "last": last}, branch, today)
            paper = reports.paper_wanted(study, actor, wanted, here)
            if form in FORMS:
                data = study.reports.docx(paper) if form == "docx" else study.reports.xlsx(paper)
                return file(data, FORMS[form], f"{paper.title}-{wanted.last if wanted.which is reports.Which.BRANCHES else wanted.day}.{form}")
        except CompanionError as error:
            return HTMLResponse(sentence_page(here, told(error, here)), http.HTTPStatus.FORBIDDEN)
        head = f'{LOOK}<script src="/look/print.js?v={__version__}" defer></script>'
        return HTMLResponse(reports.print_page(paper, head, here, speaker(here)))

    @app.get("/statements")
    def statements(request: Request, branch: str = "", first: str = "", last: str = "", names: str = "") -> Response:
        """What was done in a branch as xAPI statements, for an admin; sent as they are made."""
        here = language(request)
        try:
            told_of = study.exports.statements(username_of(request) or "", branch, a_day(first), a_day(last), names=names == "yes")
        except CompanionError as error:
            return HTMLResponse(sentence_page(here, told(error, here)), http.HTTPStatus.FORBIDDEN)
        headers = attached(f"{word(here, 'statements.file')}-{first}-{last}.json")
        return StreamingResponse(as_array(told_of), media_type="application/json", headers=headers | {"cache-control": "no-store"})


def file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers=attached(name))


def attached(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{urllib.parse.quote(name)}"}
