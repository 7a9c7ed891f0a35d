"""The pages on which something is filed: the types to choose from, and the form of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, TypeVar, get_args

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from api import forms, pages
from api.deps import Current, MaybeReader, snapshot
from api.language import words as words_of
from api.punctuation import printed
from api.schemas import filings as schemas
from ledger import standing
from ledger.core import filing_types
from ledger.core.errors import ForeignChain, Malformed, NotFound, Unavailable
from ledger.core.filing_types import describing
from ledger.service import Service

router = APIRouter(include_in_schema=False)
FILEABLE = frozenset(get_args(schemas.Type))
"""The types that are handed in as they are; a manifest is not, see `api.routes.manifests`."""
CORE = 1
Answer = TypeVar("Answer")
_GROUPS: dict[str, tuple[str, ...]] = {
    "title": ("achievement_filing", "ownership_grant_agreement", "long_term_use_grant", "objection"),
    "dealing": ("technology_contract", "revenue_statement", "pledge"),
    "support": ("platform_recognition", "innovation_voucher"),
    "general": ("document", "endorsement"),
    "docket": ("docket_event", "digest_manifest"),
}


@dataclass(frozen=True)
class Choice:
    """A type to choose from. :param fields: how many it has. :param least: files that it names at least."""

    type: str
    version: str
    label: str
    help: str
    fields: int
    least: int


@dataclass(frozen=True)
class Group:
    """Types that belong together, under a name of `_GROUPS` or `earlier`."""

    name: str
    types: tuple[Choice, ...]


@dataclass(frozen=True)
class NodeChoice:
    """A node to file with."""

    number: int
    name: str


@router.get("/file")
def choose(request: Request, reader: MaybeReader) -> HTMLResponse:
    """Every type that there is, grouped, with what it is for."""
    groups = tuple(_groups(pages.language_of(request)))
    return pages.render("file.html", request, page="filing", reader=reader, groups=groups)


@router.get("/file/{name}")
def newest(name: Annotated[str, Path(max_length=40)]) -> RedirectResponse:
    """The form of the newest version of a type."""
    return RedirectResponse(f"/file/{_known(describing.newest, name)}", 307)


@router.get("/file/{name}/{version}")
def fill_in(
    request: Request,
    service: Current,
    reader: MaybeReader,
    name: Annotated[str, Path(max_length=40)],
    version: Annotated[str, Path(max_length=4)],
    earlier: Annotated[str, Query(alias="from", max_length=80)] = "",
) -> HTMLResponse:
    """The form of one type. It is filled in, checked, signed and handed in by the page's script."""
    language, type = pages.language_of(request), f"{name}/{version}"
    schema = _known(filing_types.schema, type)
    return pages.render(
        "file_form.html",
        request,
        page="filing",
        reader=reader,
        type=type,
        version=version,
        label=printed(schema["x-label"])[language],
        help=printed(schema["x-help"])[language],
        files_label=printed(schema["x-attachments"]["label"])[language],
        least=filing_types.least_attachments(type),
        supplied=[printed(how)[language] for how in schema.get("x-supplied", {}).values()],
        controls=forms.controls(type),
        fileable=type in FILEABLE,
        nodes=_nodes(service, language),
        parties=() if reader is None else reader.parties,
        signer=None if reader is None else "0x" + reader.signer.hex(),
        earlier=earlier,
    )


def _known(ask: Callable[[str], Answer], type: str) -> Answer:
    """What is known of a type. :raises NotFound: `FILING_TYPE_UNKNOWN`: an address that leads nowhere."""
    try:
        return ask(type)
    except Malformed as unknown:
        raise NotFound(unknown.code, unknown.message, next=unknown.next, **unknown.values) from None


def _groups(language: str) -> Iterator[Group]:
    newest = {describing.newest(type.rpartition("/")[0]) for type in filing_types.list()}
    placed = {describing.newest(name) for names in _GROUPS.values() for name in names}
    for group, names in _GROUPS.items():
        found = [describing.newest(name) for name in names]
        if group == "general":
            found += sorted(newest - placed)  # a new type shows itself before anybody gives it a group
        yield Group(group, tuple(_choice(type, language) for type in found))
    yield Group("earlier", tuple(_choice(type, language) for type in filing_types.list() if type not in newest))


def _choice(type: str, language: str) -> Choice:
    schema = filing_types.schema(type)
    return Choice(
        type,
        type.rpartition("/")[2],
        printed(schema["x-label"])[language],
        printed(schema["x-help"])[language],
        len(schema["properties"]),
        filing_types.least_attachments(type),
    )


def _nodes(service: Service, language: str) -> tuple[NodeChoice, ...]:
    """The nodes that there are; the core alone where the chain cannot be asked now."""
    words = words_of(language, "filing")
    try:
        with snapshot(service) as connection:
            rows, _ = standing.nodes(connection)
        now = service.clock()
        numbers = [row.node for row in rows if row.since <= now and (row.until is None or now < row.until)]
    except (Unavailable, ForeignChain, NotFound):
        numbers = [CORE]
    return tuple(
        NodeChoice(
            number,
            words["form_node_one"].format(number=number) + (f" · {words['form_node_core']}" if number == CORE else ""),
        )
        for number in numbers
    )
