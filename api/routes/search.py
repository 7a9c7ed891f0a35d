"""Finding what a number names."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Current, snapshot
from api.schemas.common import ACHIEVEMENT, problems
from api.schemas.lookups import Found
from ledger import searching

router = APIRouter(prefix="/v1/search", tags=["find"])
Words = Annotated[
    str,
    Query(
        max_length=1000,
        description="number of an achievement or its beginning (6 hex digits at least), a filing's leaf, a file's "
        "SHA-256 or SM3, an act's digest, a transaction's hash, or the number of a party or node",
        examples=[ACHIEVEMENT, "8f0e4b7f", "party 7", "node 2"],
    ),
]


@router.get("", operation_id="search", summary="What does this number name?", responses=problems(400))
def search(service: Current, q: Words) -> Found:
    """Only what is public is searched: no names of persons, and nothing that stands inside filings."""
    with snapshot(service) as connection:
        return Found.of(searching.search(connection, service.vault, q))
