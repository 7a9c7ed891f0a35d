"""Calls that nobody signs, sent for whoever asks; see `ledger.calling`."""

from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Body

from api.deps import Current, transaction
from api.schemas import calls as schemas
from api.schemas.common import problems
from ledger import calling, sending
from ledger.core.errors import ForeignChain, Unavailable

router = APIRouter(prefix="/v1/calls", tags=["acts"])
Given = Annotated[
    schemas.Call,
    Body(openapi_examples={name: {"summary": name, "value": value} for name, value in schemas.EXAMPLES.items()}),
]


@router.post(
    "",
    status_code=202,
    operation_id="call_send",
    summary="Bring about what needs nobody's signature",
    responses=problems(400, 404, 413),
)
def call(service: Current, body: Given) -> schemas.Called:
    """Rehearsed first and refused with the contract's reason. Asking twice sends it once."""
    payer, contracts, now = service.payer, service.contracts, service.clock()
    with transaction(service) as connection:
        if isinstance(body, schemas.SettleRecovery):
            sent = calling.settle_recovery(connection, contracts, payer, body.party, now=now)
        else:
            sent = calling.adopt(connection, contracts, payer, bytes.fromhex(body.achievement[2:]), now=now)
    with suppress(Unavailable, ForeignChain):  # it is stored; a later tick sends it
        sending.send(service.engine, contracts, payer)
    return schemas.Called(call=body.call, tx="0x" + sent.tx_hash.hex(), mined=sent.outcome == "mined")
