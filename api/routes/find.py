"""Finding filings by the digest of a document."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import Current, transaction
from api.schemas.common import problems
from api.schemas.filings import SHA256, SM3, Found, Sighting
from ledger import finding
from ledger.core.errors import Malformed

router = APIRouter(prefix="/v1/find", tags=["find"])
_HEX = r"^[0-9a-f]{64}$"


@router.get("", operation_id="find", summary="Was this document filed?", responses=problems())
def find(
    service: Current,
    sha256: Annotated[str | None, Query(pattern=_HEX, description="the file's SHA-256", examples=[SHA256])] = None,
    sm3: Annotated[str | None, Query(pattern=_HEX, description="the file's SM3", examples=[SM3])] = None,
) -> Found:
    """Whether a filing names a file with this digest, its leaf, in a manifest its line, and when it was received:
    never by whom. Of very many filings of one file the first 100 that were received."""
    given = [(name, value) for name, value in (("sha256", sha256), ("sm3", sm3)) if value is not None]
    if len(given) != 1:
        raise Malformed("DIGEST_MISSING", "give one digest: ?sha256=… or ?sm3=…", next="hash the file and ask again")
    algorithm, digest = given[0]
    with transaction(service) as connection:
        found = finding.find_by_digest(connection, service.vault, algorithm, bytes.fromhex(digest))
    items = [Sighting(leaf=one.filing.leaf.hex(), received_at=one.filing.received_at, line=one.line) for one in found]
    return Found(filed=bool(items), items=items)
