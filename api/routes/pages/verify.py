"""Verifying in the browser: the page, and the same verifier as one file that works offline."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api import offline_verifier, pages
from api.deps import MaybeReader

router = APIRouter(include_in_schema=False)


@router.get("/verify")
def verify(request: Request, reader: MaybeReader) -> HTMLResponse:
    """The verifier. The service answers with the page and its modules; the files of the reader never come here."""
    return pages.render(
        "verify.html", request, page="verify", reader=reader, offline_sha256=offline_verifier.sha256_hex()
    )


@router.get("/verify/offline")
def offline() -> Response:
    """The verifier as one HTML file, to keep."""
    headers = {
        "Content-Disposition": f'attachment; filename="{offline_verifier.FILE_NAME}"',
        "Cache-Control": "no-cache",
    }
    return Response(offline_verifier.offline_html(), media_type="text/html; charset=utf-8", headers=headers)
