"""The routes by which files come and go: pages as they are printed out, texts in."""

import http
import urllib.parse

import fastapi
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from companion.attachments import MOST_BYTES as ATTACHED_BYTES
from companion.errors import CompanionError, NotAllowed, NotFound, UsageError
from companion.quizzes.exchange.formats import Format
from companion.shelving.jobs import Stage
from companion.study import Study
from companion.ui import rosters
from companion.ui.bankfiles import MOST_BYTES, MOST_ITEMS, imported_view
from companion.ui.guard import language, username_of
from companion.ui.handlers import told
from companion.ui.materials import job_view
from companion.ui.pages import sentence_page
from companion.ui.words import speaker, word

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
            incoming = await run_in_threadpool(study.texts.receive, username_of(request) or "", batch, name)
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
            job = study.texts.job(username_of(request) or "")
        except CompanionError as error:
            return refused(request, error)
        done = job is None or job.stage is Stage.DONE
        return JSONResponse({"done": done, "view": job_view(job, speaker(language(request)), unfolded=True)})


    @app.get("/items")
    def items(request: Request, branch: str = "", format: str = "") -> Response:
        """A branch's items as a file in one of the exchange formats."""
        here = language(request)
        try:
            exported = study.exchange.export(username_of(request) or "", branch, a_format(format))
        except CompanionError as error:
            return HTMLResponse(sentence_page(here, told(error, here)), status_of(error))
        name = urllib.parse.quote(f"{word(here, 'place.bank')}{exported.ending}")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(exported.data, media_type="application/octet-stream", headers=headers)

    @app.post("/items")
    async def take_in(request: Request, branch: str = "", name: str = "") -> Response:
        """A file of items as the body; answered with what became of it, as a view."""
        who = username_of(request) or ""
        try:
            await run_in_threadpool(study.exchange.require, who, branch)
            data = await body_of(request, MOST_BYTES, "exchange.large")
            found = await run_in_threadpool(study.exchange.add, who, branch, name[:100] or "?", data, MOST_ITEMS)
        except CompanionError as error:
            return refused(request, error)
        except ClientDisconnect:
            return Response(status_code=http.HTTPStatus.BAD_REQUEST)
        return JSONResponse({"view": imported_view(found, language(request))})


    @app.post("/attachment")
    async def attach(request: Request, practice: int = 0, name: str = "") -> Response:
        """A photo or file as the body, for one of the person's own practices."""
        who = username_of(request) or ""
        try:
            await run_in_threadpool(study.sharing.my_practice, who, practice)  # before a byte is read
            data = await body_of(request, ATTACHED_BYTES, "deed.files.large")
            await run_in_threadpool(study.sharing.attach, who, practice, name[:200] or "?", data)
        except CompanionError as error:
            return refused(request, error)
        except ClientDisconnect:
            return Response(status_code=http.HTTPStatus.BAD_REQUEST)
        return JSONResponse({})

    @app.get("/attachment")
    def attachment(request: Request, practice: int = 0, digest: str = "") -> Response:
        """One of a practice, to whoever may read that practice. Only photos that we wrote ourselves are shown in a page."""
        try:
            found, data = study.sharing.attachment(username_of(request) or "", practice, digest)
        except CompanionError as error:
            return refused(request, error)
        name = urllib.parse.quote(found.name)
        way = "inline" if found.photo else "attachment"
        headers = {"content-disposition": f"{way}; filename*=UTF-8''{name}", "cache-control": "private, no-cache"}
        return Response(data, media_type="image/jpeg" if found.photo else "application/octet-stream", headers=headers)

    @app.get("/mydata")
    def mydata(request: Request, member: str = "") -> Response:
        """All that is recorded of the person asking or, for an admin, of another, as a zip file."""
        here, who = language(request), username_of(request) or ""
        try:
            data = study.exports.personal(who, member or who, here)
        except CompanionError as error:
            return HTMLResponse(sentence_page(here, told(error, here)), status_of(error))
        name = urllib.parse.quote(f"{word(here, 'mine.export')}-{member or who}.zip")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}", "cache-control": "no-store"}
        return Response(data, media_type="application/zip", headers=headers)

    @app.post("/roster")
    async def compare(request: Request, branch: str = "", name: str = "") -> Response:
        """A roster as the body; answered with what it would change, as a view. Nothing is changed."""
        who = username_of(request) or ""
        try:
            await run_in_threadpool(study.people.trail, who, branch)  # asks whether one may, before a byte is read
            data = await body_of(request, rosters.MOST_BYTES, "exchange.large")
            found = await run_in_threadpool(study.people.rosters.preview, who, branch, name[:100] or "?", data, rosters.MOST_ROWS)
        except CompanionError as error:
            return refused(request, error)
        except ClientDisconnect:
            return Response(status_code=http.HTTPStatus.BAD_REQUEST)
        return JSONResponse({"view": rosters.preview_view(found, branch, language(request))})


async def body_of(request: Request, most: int, words: str) -> bytes:
    """All of the body. Raises UsageError, in ``words``, beyond ``most`` bytes."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > most:
            shown = most // 2**20
            raise UsageError(word("zh", words, most=shown), word("en", words, most=shown))
    return bytes(data)


def a_format(text: str) -> Format:
    try:
        return Format(text)
    except ValueError as error:
        raise UsageError("没有这种文件格式。", "There is no such format.") from error


def status_of(error: CompanionError) -> http.HTTPStatus:
    return next((status for kind, status in STATUSES if isinstance(error, kind)), http.HTTPStatus.BAD_REQUEST)


def refused(request: Request, error: CompanionError) -> Response:
    return JSONResponse({"detail": told(error, language(request))}, status_of(error))
