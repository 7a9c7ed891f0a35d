"""The log as static files: what the sequencer published, byte for byte.

The files are ordinary; any web server or cache may serve them instead.
"""

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import Current
from api.schemas.common import problems
from ledger.core.errors import Malformed, NotFound

router = APIRouter(tags=["log"])
_LONGEST_PATH = 100

CHECKPOINT = (
    "zhengben.localhost/log\n128\nqeKQ0T7xkqq2bFJ0W4wWHzq0Y6b7PoT4ZrWZ7QKv0Rk=\n\n— zhengben.localhost/log 2JmZ…\n"
)


@router.get(
    "/log/checkpoint",
    operation_id="log_checkpoint",
    summary="The signed head of the log",
    response_class=Response,
    responses={
        200: {"description": "A C2SP signed note", "content": {"text/plain; charset=utf-8": {"example": CHECKPOINT}}},
        **problems(404),
    },
)
def checkpoint(service: Current) -> Response:
    """The newest published checkpoint: origin, size, root, signatures (c2sp.org/tlog-checkpoint)."""
    note = service.tiles.checkpoint()
    if note is None:
        raise NotFound("LOG_EMPTY", "the log has no checkpoint yet", next="ask again once something was filed")
    return Response(note, media_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=2"})


@router.get(
    "/log/tile/{path:path}",
    operation_id="log_tile",
    summary="A tile of the log",
    response_class=Response,
    responses={
        200: {
            "description": "Hashes of 32 bytes each, or for `entries` length-prefixed entries",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(404),
    },
)
def tile(service: Current, path: str) -> Response:
    """`/log/tile/<L>/<N>[.p/<W>]` or `/log/tile/entries/<N>[.p/<W>]` (c2sp.org/tlog-tiles). Never changes."""
    try:
        if len(path) > _LONGEST_PATH:
            raise Malformed("TILE_PATH_MALFORMED", "too long for a tile's path")
        content = service.tiles.read(f"tile/{path}")
    except Malformed:
        raise NotFound(
            "TILE_UNKNOWN",
            f"the log has no tile {path[:_LONGEST_PATH]!r}",
            next="see c2sp.org/tlog-tiles for the paths",
        ) from None
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(content, media_type="application/octet-stream", headers=headers)
