"""How the service is: for people and programs, for a supervisor, for a load balancer."""

from fastapi import APIRouter, Response

from api.deps import Current
from api.schemas import service as schemas
from api.schemas.common import AsOf, problems
from ledger import watching
from ledger.core.encoding import to_base64

router = APIRouter(tags=["service"])


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
def healthz() -> schemas.Health:
    """Asks nothing of database or node: a restart would not help them."""
    return schemas.Health(status="ok")


@router.get(
    "/readyz",
    operation_id="readyz",
    summary="Every part that answers need is there",
    responses={503: {"model": schemas.Readiness, "description": "Some part is not ready; `reason` says why"}},
)
def readyz(service: Current, response: Response) -> schemas.Readiness:
    """Database, node, index and log, each on its own."""
    parts = watching.readiness(service)
    ready = all(part.ready for part in parts)
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = "5"
    response.headers["Cache-Control"] = "no-store"
    shown = [schemas.Part(name=part.name, ready=part.ready, reason=part.reason) for part in parts]
    return schemas.Readiness(ready=ready, parts=shown)
