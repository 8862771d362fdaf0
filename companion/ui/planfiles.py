"""The routes by which a plan leaves as a spreadsheet and comes in as one."""

import http
import urllib.parse

import fastapi
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from companion.errors import CompanionError, UsageError
from companion.study import Study
from companion.ui.files import refused, status_of
from companion.ui.guard import language, username_of
from companion.ui.handlers import told
from companion.ui.pages import sentence_page
from companion.ui.papers import XLSX
from companion.ui.plandrafts import MOST_BYTES, shown_draft
from companion.ui.words import speaker, word


def add_plan_files(app: fastapi.FastAPI, study: Study) -> None:
    @app.get("/plan")
    def plan(request: Request, branch: str = "", plan: str = "") -> Response:
        """The branch's plan as a spreadsheet; a template where it is none of its."""
        here = language(request)
        try:
            data = study.plan.export(username_of(request) or "", branch, plan)
        except CompanionError as error:
            return HTMLResponse(sentence_page(here, told(error, here)), status_of(error))
        name = urllib.parse.quote(f"{word(here, 'place.plan')}.xlsx")
        return Response(data, media_type=XLSX, headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"})

    @app.post("/plan")
    async def take_in(request: Request, branch: str = "", plan: str = "", name: str = "") -> Response:
        """A spreadsheet as the body; answered with what adopting it would change, as a view. Nothing is kept."""
        who, data = username_of(request) or "", bytearray()
        try:
            await run_in_threadpool(study.plan.require, who, branch)
            async for chunk in request.stream():
                data += chunk
                if len(data) > MOST_BYTES:
                    most = MOST_BYTES // 2**20
                    raise UsageError(word("zh", "exchange.large", most=most), word("en", "exchange.large", most=most))
            draft = await run_in_threadpool(study.plan.read, who, branch, plan, bytes(data), name[:100] or "?")
            view = await run_in_threadpool(shown_draft, study, who, branch, draft, "file", speaker(language(request)))
        except CompanionError as error:
            return refused(request, error)
        except ClientDisconnect:
            return Response(status_code=http.HTTPStatus.BAD_REQUEST)
        return JSONResponse({"view": view})
