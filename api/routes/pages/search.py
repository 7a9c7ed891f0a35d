"""What a number names, for people; and the public notices that run."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import cursors, pages
from api.deps import Current, MaybeReader, second, snapshot
from api.errors import described
from api.schemas.lookups import Hit
from ledger import noticing, searching
from ledger.core.errors import Malformed

router = APIRouter(include_in_schema=False)
_PAGE = 30


@router.get("/search")
def search(
    request: Request, service: Current, reader: MaybeReader, q: Annotated[str, Query(max_length=4000)] = ""
) -> HTMLResponse:
    """Everything public that the words name; the form alone without any."""
    asked = q.strip()[: searching.LONGEST + 1]
    found, problem = None, None
    if asked:
        try:
            with snapshot(service) as connection:
                found = searching.search(connection, service.vault, asked)
        except Malformed as error:
            problem = described(error, pages.language_of(request))
    hits = [] if found is None else [(one, Hit.of(one), _place(one)) for one in found.finds]
    return pages.render(
        "search.html",
        request,
        page="search",
        reader=reader,
        q=asked[: searching.LONGEST],
        found=found,
        hits=hits,
        problem_=problem,
        kinds=pages.kinds(request),
        status=422 if problem else 200,
    )


@router.get("/notices")
def notices(
    request: Request,
    service: Current,
    reader: MaybeReader,
    node: Annotated[str, Query(max_length=12)] = "",
    at: Annotated[str, Query(max_length=40)] = "",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """The notices that run, the last opened first; as of a day, or of one registrar, where that is asked."""
    after, time = cursors.read("notices", cursor or None), second(at or None)
    registrar = _node(node.strip())
    with snapshot(service) as connection:
        now = service.clock()
        found, as_of = noticing.running(connection, now, node=registrar, at=time, after=after, limit=_PAGE + 1)
    return pages.render(
        "notices.html",
        request,
        page="notices",
        reader=reader,
        items=found[:_PAGE],
        following=cursors.write("notices", found[_PAGE - 1].cursor) if len(found) > _PAGE else None,
        kept={name: value for name, value in (("node", node.strip()), ("at", at)) if value},
        node=registrar,
        day=at or None,
        as_of=as_of,
    )


def _node(given: str) -> int | None:
    if not given:
        return None
    if not given.isascii() or not given.isdecimal() or not 0 < int(given) <= 0xFFFFFFFF:
        zh = f"{given!r} 不是节点编号"
        raise Malformed("FIELD_MALFORMED", f"{given!r} is no number of a node", next="give it", field="node", zh=zh)
    return int(given)


def _place(found: searching.Find) -> str:
    """The page that tells more of a find."""
    if found.kind in ("filing", "document"):
        return f"/filings/{found.id}"
    if found.kind == "party":
        return f"/parties/{found.id}"
    if found.kind == "node":
        return f"/nodes/{found.id}"
    if found.achievement is not None:
        return f"/achievements/0x{found.achievement.hex()}"
    return "" if found.kind in ("act", "transaction") else f"/v1/{found.kind}s/0x{found.id}"
