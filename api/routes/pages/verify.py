"""Verifying in the browser: the page, and the same verifier as one file that works offline."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api import offline_verifier, pages
from api.deps import MaybeReader

router = APIRouter(include_in_schema=False)


@router.get("/verify")
def verify(request: Request, reader: MaybeReader) -> HTMLResponse:
    """The verifier. The service answers with the page and its modules; the files of the reader never come here."""
    digest = offline_verifier.sha256_hex() if offline_verifier.is_possible() else None
    return pages.render("verify.html", request, page="verify", reader=reader, offline_sha256=digest)


@router.get("/verify/offline")
def offline() -> Response:
    """The verifier as one HTML file, to keep; 404 where set-up has not copied the libraries yet."""
    if not offline_verifier.is_possible():
        raise HTTPException(404)
    headers = {
        "Content-Disposition": f'attachment; filename="{offline_verifier.FILE_NAME}"',
        "Cache-Control": "no-cache",
    }
    return Response(offline_verifier.offline_html(), media_type="text/html; charset=utf-8", headers=headers)
