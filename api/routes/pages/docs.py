"""The API reference."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import errors, pages, reference
from api.deps import MaybeReader

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request, reader: MaybeReader) -> HTMLResponse:
    """The API reference, made from the OpenAPI document; nothing is loaded from elsewhere."""
    document: dict[str, Any] = request.app.openapi()
    language = pages.language_of(request)
    families = [
        {"name": cls.__name__, "status": answer.status, "title": answer.zh if language == "zh" else answer.en}
        for cls, answer in errors.STATUS.items()
    ]
    return pages.render(
        "docs.html",
        request,
        page="docs",
        reader=reader,
        version=document["openapi"],
        tags=reference.tags(document, language),
        families=families,
    )
