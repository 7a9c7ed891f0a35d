"""The trust file."""

from fastapi import APIRouter, Response

from api.deps import Current, transaction
from api.schemas.common import problems
from ledger import exporting

router = APIRouter(tags=["service"])


@router.get(
    "/v1/trust",
    operation_id="trust",
    summary="The trust file",
    response_class=Response,
    responses={
        200: {"description": "A file", "content": {"application/json": {"example": {"format": "zhengben-trust/1"}}}},
        **problems(),
    },
)
def trust(service: Current) -> Response:
    """What a verifier has to believe: chain, contracts, log key, block hashes. Whoever does not trust this service
    compares it with a copy from elsewhere."""
    headers = {"Content-Disposition": 'attachment; filename="trust.json"', "Cache-Control": "no-cache"}
    with transaction(service) as connection:
        content = exporting.trust_file(connection, service)
    return Response(content, media_type="application/json", headers=headers)
