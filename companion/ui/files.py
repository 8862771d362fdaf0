"""The routes by which files come and go: pages as they are printed out, texts in."""

import http

import fastapi
from fastapi.responses import FileResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from companion.errors import CompanionError, NotAllowed, NotFound
from companion.shelving.jobs import Stage
from companion.study import Study
from companion.ui.guard import language, username_of
from companion.ui.handlers import told
from companion.ui.materials import job_view
from companion.ui.words import speaker

KEPT = "private, max-age=604800, immutable"  # the address holds the digest of the file, so it never shows another page
STATUSES = ((NotAllowed, http.HTTPStatus.FORBIDDEN), (NotFound, http.HTTPStatus.NOT_FOUND))


def add_files(app: fastapi.FastAPI, study: Study) -> None:
    @app.get("/leaf")
    def leaf(request: Request, document: str = "", page: int = 1, digest: str = "") -> Response:
        """A page as it is printed, to everyone who may read. ``document`` is looked up, never opened as a path."""
        try:
            picture, found = study.page_picture(username_of(request) or "", document, page)
        except CompanionError as error:
            return refused(request, error)
        kept = KEPT if digest == found else "no-store"
        return FileResponse(picture.file, media_type="image/webp", headers={"cache-control": kept})

    @app.post("/upload")
    async def upload(request: Request, batch: str = "", name: str = "") -> Response:
        """One file as the body, in the bytes it has. Whether this person may is asked before the first is read."""
        try:
            incoming = await run_in_threadpool(study.receive_text, username_of(request) or "", batch, name)
            with incoming:
                async for chunk in request.stream():
                    await run_in_threadpool(incoming.write, chunk)
        except CompanionError as error:
            return refused(request, error)
        except ClientDisconnect:  # stopped, or the network broke; what came is dropped already
            return Response(status_code=http.HTTPStatus.BAD_REQUEST)
        return JSONResponse({"name": incoming.file.name})

    @app.get("/upload")
    def state(request: Request) -> Response:
        """How far the person's last change of the texts has come, as a view."""
        try:
            job = study.text_job(username_of(request) or "")
        except CompanionError as error:
            return refused(request, error)
        done = job is None or job.stage is Stage.DONE
        return JSONResponse({"done": done, "view": job_view(job, speaker(language(request)), unfolded=True)})


def refused(request: Request, error: CompanionError) -> Response:
    status = next((status for kind, status in STATUSES if isinstance(error, kind)), http.HTTPStatus.BAD_REQUEST)
    return JSONResponse({"detail": told(error, language(request))}, status)
