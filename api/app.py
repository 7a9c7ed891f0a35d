"""The HTTP service: one FastAPI application around a `Service` (database, vault, chain, log, keys, clock)."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from api import errors
from api.admission import Admission
from api.edge import BodyLimit, Edge
from api.lane import FilingLane
from api.reception import Reception
from api.routes import (
    achievements,
    acts,
    calls,
    checks,
    desk,
    filings,
    find,
    log,
    manifests,
    matters,
    nodes,
    notices,
    pages,
    parties,
    search,
    sessions,
    status,
    trust,
)
from api.schemas.common import Problem
from ledger import __doc__ as about
from ledger.metering import Meter
from ledger.service import Service
from ledger.watching import Readiness

LARGEST_FILING = 256 << 10
STATIC = Path(__file__).parent / "web" / "static"

TAGS = [
    {"name": "filings", "description": "Documents put on record: prepare, sign, hand in, follow, prove."},
    {"name": "manifests", "description": "Very many files under one signature, a line and a receipt each."},
    {"name": "find", "description": "Was a document with this digest filed? Whether and when, never by whom."},
    {"name": "achievements", "description": "Who holds what, now and on any day, with the proof of it."},
    {
        "name": "beside titles",
        "description": "Objections, freezes, offers, orders, effects, pledges, rights and contracts, as of any day.",
    },
    {"name": "acts", "description": "Typed messages that change rights once the whole roll has signed."},
    {"name": "parties", "description": "Parties: numbers on the chain, independent of their keys."},
    {"name": "nodes", "description": "Nodes, and the officers they appointed."},
    {"name": "officers", "description": "What waits for an officer, and the examination of filings."},
    {"name": "sessions", "description": "Signing in with a key, for what is not public."},
    {"name": "service", "description": "State of the service, and what a verifier needs to trust."},
    {"name": "log", "description": "The append-only log as static files (C2SP tlog-tiles)."},
]


class Revalidated(StaticFiles):
    """Files that browsers keep and ask after each time: modules name one another without a version."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, or 304."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create(service: Service) -> FastAPI:
    """The application that serves a ledger."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Requests wait for their turn, not for a connection: three stay for the worker, its trust file and the intake.
        to_thread.current_default_thread_limiter().total_tokens = max(1, 2 * service.settings.database_pool - 3)
        app.state.ready = True
        yield
        app.state.ready = False
        await app.state.reception.close()

    app = FastAPI(
        title="Zhengben 正本",
        version="1",
        summary="A ledger of scientific achievements and who owns them",
        description=(about or "").strip(),
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        openapi_tags=TAGS,
        lifespan=lifespan,
        redirect_slashes=False,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.service = service
    app.state.reception = Reception(service)
    app.state.manifests = manifests.room()
    app.state.readiness = Readiness(service)
    app.state.meter = Meter(service)
    errors.install(app)
    for module in (
        filings,
        manifests,
        find,
        achievements,
        matters,
        acts,
        calls,
        checks,
        desk,
        parties,
        nodes,
        notices,
        search,
        sessions,
        status,
        trust,
        log,
    ):
        app.include_router(module.router)
    for router in pages.ROUTERS:
        app.include_router(router)
    app.router.routes.append(Mount("/static", Revalidated(directory=STATIC), name="static"))
    largest = service.settings.max_request_bytes
    limits = dict.fromkeys(("/v1/filings", "/v1/filings/prepare"), min(LARGEST_FILING, largest))
    app.add_middleware(FilingLane)
    app.add_middleware(BodyLimit, largest=largest, largest_at=limits, streamed=frozenset({manifests.router.prefix}))
    app.add_middleware(
        Admission,
        largest=largest,
        filings=service.settings.intake_waiting,
        share=service.settings.intake_share,
        filing_paths=frozenset({filings.router.prefix, manifests.router.prefix}),
    )
    app.add_middleware(Edge)
    _document_problems(app)
    return app


def _document_problems(app: FastAPI) -> None:
    """Put the problem schema into the OpenAPI document, and take FastAPI's own error schema out of it."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            schemas["Problem"] = Problem.model_json_schema()
            _check_references(document, schemas)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _check_references(document: Any, schemas: Mapping[str, Any]) -> None:
    if isinstance(document, Mapping):
        target = str(document.get("$ref", "")).removeprefix("#/components/schemas/")
        if target and target not in schemas:
            raise LookupError(f"the OpenAPI document refers to {target}, which it does not define")
        for value in document.values():
            _check_references(value, schemas)
    elif isinstance(document, list):
        for value in document:
            _check_references(value, schemas)
