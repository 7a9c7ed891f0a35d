"""How the service is: for people and programs, for a supervisor, for a load balancer."""

import asyncio
from ipaddress import ip_address

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Response
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from api.deps import Current
from api.schemas import service as schemas
from api.schemas.common import AsOf, problems
from ledger import signing_in, watching
from ledger.core.encoding import to_base64
from ledger.core.errors import NotFound
from ledger.metering import CONTENT_TYPE, Meter
from ledger.watching import Part, Readiness

router = APIRouter(tags=["service"])
_BY_PROXIES = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


@router.get("/v1/status", operation_id="status", summary="State of the ledger", responses=problems())
def status(service: Current) -> schemas.Status:
    """Chain, index, log, last anchor, and what makes this ledger this ledger."""
    found = watching.state(service)
    chain, deployment = found.chain, service.deployment
    return schemas.Status(
        name=deployment.log_origin,
        demo=service.settings.demo,
        time=found.time,
        chain=schemas.ChainState(
            id=deployment.chain_id,
            genesis="0x" + deployment.genesis.hex(),
            head=AsOf.of(chain.head),
            final=AsOf.of(chain.final),
        ),
        index=schemas.IndexState(block=None if chain.indexed is None else chain.indexed.number, lag=chain.lag),
        ledger=schemas.LedgerState(
            salt="0x" + deployment.salt.hex(),
            contracts={
                name: schemas.Contract(address=deployed.address, code_hash="0x" + deployed.code_hash.hex())
                for name, deployed in deployment.contracts.items()
            },
        ),
        log=schemas.LogState(
            origin=deployment.log_origin,
            key=service.log_key.key.vkey,
            size=found.log_head.size,
            root=to_base64(found.log_head.root),
            signed_at=found.signed_at,
            waiting=found.waiting,
        ),
        anchor=None
        if chain.anchor is None
        else schemas.Anchor(
            size=chain.anchor.size,
            root=to_base64(chain.anchor.root),
            time=chain.anchor.time,
            block=chain.anchor.source.block.number,
        ),
    )


@router.get("/healthz", operation_id="healthz", summary="The process answers")
async def healthz() -> schemas.Health:
    """Asks nothing of database or node, and waits for no thread: a restart would not help them."""
    return schemas.Health(status="ok")


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Every part that answers need is there",
    responses={503: {"model": schemas.Readiness, "description": "Some part is not ready; `reason` says why"}},
)
async def readyz(request: Request, response: Response) -> schemas.Readiness:
    """Database, node, index, log, disk and worker, each on its own and for a bounded time."""
    parts = await _looked(request)
    ready = all(part.ready for part in parts)
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    response.headers["Cache-Control"] = "no-store"
    shown = [schemas.Part(name=part.name, ready=part.ready, reason=part.reason) for part in parts]
    return schemas.Readiness(ready=ready, parts=shown)


@router.get(
    "/metrics",
    operation_id="metrics",
    summary="Numbers for Prometheus",
    response_class=PlainTextResponse,
    responses={
        200: {
            "description": "Prometheus's text format 0.0.4; what may be alarmed on stands in docs/operations.md",
            "content": {"text/plain": {"example": 'zhengben_up{part="database"} 1.0'}},
        },
        **problems(404),
    },
)
async def metrics(request: Request, service: Current) -> Response:
    """By default only for callers on the service's own machine that come through no proxy. A part that is away is told
    by `zhengben_up`, and its numbers are left out."""
    if not _may_read_metrics(request, service.settings.metrics):
        raise NotFound(
            "METRICS_CLOSED",
            "the metrics are not open to this caller",
            next="ask from the service's own machine, or have ZHENGBEN_METRICS set to open",
        )
    meter: Meter = request.app.state.meter
    content = await to_thread.run_sync(meter.read, limiter=_watchers(request))
    return Response(content, headers={"Cache-Control": "no-store", "Content-Type": CONTENT_TYPE})


async def _looked(request: Request) -> list[Part]:
    """The parts; whoever asks while they are looked at waits for the same look: however many ask, one thread looks."""
    state, loop = request.app.state, asyncio.get_running_loop()
    look: asyncio.Task[list[Part]] | None = getattr(state, "look", None)
    if look is None or look.done() or look.get_loop() is not loop:
        asked: Readiness = state.readiness
        look = state.look = loop.create_task(to_thread.run_sync(asked.parts, limiter=_watchers(request)))
    return await asyncio.shield(look)


def _watchers(request: Request) -> CapacityLimiter:
    """Threads for whoever watches, apart from those that requests wait for: full load must not blind a monitor."""
    limiters: CapacityLimiter | None = getattr(request.app.state, "watchers", None)
    if limiters is None:
        limiters = request.app.state.watchers = CapacityLimiter(4)
    return limiters


def _may_read_metrics(request: Request, who: str) -> bool:
    if who != "local":
        return who == "open"
    if request.client is None or any(name in request.headers for name in _BY_PROXIES):
        return False
    # A web page can make a browser on this machine ask, under a name of its own that it lets point here: look at Host.
    return _is_loopback(request.client.host) and signing_in.is_local(request.headers.get("host", "").lower())


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
