"""Signing in with a key, and out again."""

import re
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import MaybeReader, session_cookie

router = APIRouter(include_in_schema=False)
_OURS = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this site: nothing that a browser would read as another host, no blanks, no backslash."""


@router.get("/signin")
def sign_in(
    request: Request, reader: MaybeReader, next: Annotated[str | None, Query(max_length=2000)] = None
) -> HTMLResponse:
    """What signing in means, and the button for it; with a session, whose it is and until when."""
    return pages.render(
        "signin.html",
        request,
        page="signin",
        reader=reader,
        next=own_path(next),
        over=reader is None and session_cookie(request) in request.cookies,
    )


def own_path(asked: str | None) -> str:
    """Where to go after signing in, if that is a page of this site; else the first page."""
    return asked if asked is not None and _OURS.fullmatch(asked) and not asked.startswith("/signin") else "/"
