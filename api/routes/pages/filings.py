"""The receipt of a filing, followed until it is anchored, and the list of one's own."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from api import forms, pages
from api.deps import Current, MaybeReader, Reader, snapshot, transaction
from api.language import words as words_of
from api.routes.filings import disclosed_to, own_filings
from api.routes.pages.filing import FILEABLE
from api.schemas.filings import FilingStatus
from ledger import authoring, disclosing, queries
from ledger.core import acts, disclosure, filing, filing_types
from ledger.core.filing_types import describing
from ledger.service import Service

router = APIRouter(include_in_schema=False)
_AT_ONCE = 50
_LEAF = re.compile(r"(0x)?([0-9a-f]{64})")
Leaf = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Line:
    """What a form says in one place. :param text: None where what is inside follows. :param depth: from 0.
    :param filing: leaf of another filing that it names."""

    label: str
    text: str | None
    depth: int = 0
    filing: str | None = None


@dataclass(frozen=True)
class Contents:
    """What a filing discloses to the one who reads it.

    :param files: attachments, as they were filed. :param party: of the filer, None where a key filed alone.
    :param filed_at: second that the filer claimed. :param title: what the form calls what it is about.
    """

    lines: tuple[Line, ...]
    files: tuple[Mapping[str, Any], ...]
    signer: str
    party: int | None
    filed_at: int
    title: str | None


@dataclass(frozen=True)
class Filed:
    """One's own filing in the list. :param state: as `_state` names it."""

    leaf: str
    label: str
    node: int
    received_at: int
    state: str


@router.get("/filings")
def mine(
    request: Request,
    service: Current,
    reader: MaybeReader,
    leaf: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """All filings of whoever is signed in; for others what was filed from this browser; a field for any other leaf."""
    if leaf is not None and (found := _LEAF.fullmatch(leaf.strip().lower())):
        return RedirectResponse(f"/filings/{found[2]}", 303)
    status = 200 if leaf is None else 422
    own, older = ((), None) if reader is None else _own(service, reader, cursor, pages.language_of(request))
    return pages.render(
        "filings.html",
        request,
        page="filings",
        reader=reader,
        status=status,
        asked=(leaf or "")[:80],
        own=own,
        older=older,
        cursor=cursor,
        types={name: forms.label_of(name, pages.language_of(request)) for name in filing_types.list()},
    )


def _own(service: Service, reader: Reader, cursor: str | None, language: str) -> tuple[tuple[Filed, ...], str | None]:
    """A page of the reader's own filings, and the cursor of the next."""
    with snapshot(service) as connection:
        page = own_filings(service, connection, reader, cursor, _AT_ONCE)
    return tuple(
        Filed(one.leaf, forms.label_of(one.type, language), one.node, one.received_at, _state(one))
        for one in page.items
    ), page.next


@router.get("/filings/{leaf}")
def receipt(
    request: Request, service: Current, reader: MaybeReader, leaf: Leaf, contents: bool = False
) -> HTMLResponse:
    """How far the filing has come, what that proves, and to whom it is open what it says (`?contents=1`)."""
    found = status_of(service, leaf)
    language = pages.language_of(request)
    told = contents_of(service, found, reader, language) if contents else None
    own = reader is not None and _is_own(service, found, reader)
    newest = describing.newest(found.type.rpartition("/")[0]) if found.type in filing_types.list() else None
    return pages.render(
        "filing.html",
        request,
        page="filings",
        reader=reader,
        found=found,
        label=forms.label_of(found.type, language),
        newest=newest,
        state=_state(found),
        asked=contents,
        contents=told,
        titled=titled(found),
        own=own,
        followers=_followers(service, found) if own or told is not None else (),
        linked=newest is not None and filing_types.FOLLOWS in filing_types.schema(newest)["properties"],
        fileable=newest in FILEABLE,
        headers={"Cache-Control": "no-store"} if contents else None,
    )


@router.get("/filings/{leaf}/progress")
def progress(
    request: Request, service: Current, leaf: Leaf, known: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """The part of the receipt that changes; 204 while it is as the page knows it."""
    found = status_of(service, leaf)
    if _state(found) == known:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return pages.render("filing_progress.html", request, page="filings", found=found, state=_state(found))


@router.get("/filings/{leaf}/receipt")
def download(service: Current, leaf: Leaf) -> JSONResponse:
    """The public facts of the receipt as a file to keep."""
    found = status_of(service, leaf)
    content = {
        "format": "zhengben-receipt/1",
        "origin": service.deployment.log_origin,
        **found.model_dump(by_alias=True),
    }
    name = f"receipt-{leaf[:12]}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return JSONResponse(content, headers=headers)


def status_of(service: Service, leaf: str) -> FilingStatus:
    """How far a filing has come.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    with snapshot(service) as connection:
        return FilingStatus.of(queries.filing_status(connection, bytes.fromhex(leaf)))


def _is_own(service: Service, found: FilingStatus, reader: Reader) -> bool:
    with snapshot(service) as connection:
        return disclosing.is_filer(connection, service.vault, bytes.fromhex(found.leaf), reader.signer, reader.parties)


def _followers(service: Service, found: FilingStatus) -> tuple[tuple[str, int], ...]:
    """Leaf and second of receipt of each filing by which the same filer went on from this one."""
    with snapshot(service) as connection:
        later = authoring.followers(connection, service.vault, bytes.fromhex(found.leaf))
    return tuple((one.leaf.hex(), one.received_at) for one in later)


def _state(found: FilingStatus) -> str:
    """Where the filing is: `received`, `logged`, `anchored` or `final`."""
    if found.anchored is not None:
        return "final" if found.anchored.final else "anchored"
    return "logged" if found.integrated else "received"


def contents_of(service: Service, found: FilingStatus, reader: Reader | None, language: str) -> Contents | None:
    """What the filing says, for those who may read it, which is recorded; None for everybody else."""
    with transaction(service) as connection:
        texts = disclosed_to(service, connection, bytes.fromhex(found.leaf), reader)
    told = {one.name: one.value for one in map(disclosure.parse, texts)}
    if not told:
        return None
    form = {name.removeprefix(filing.FORM): value for name, value in told.items() if name.startswith(filing.FORM)}
    files = [(name, value) for name, value in told.items() if name.startswith(filing.ATTACHMENT)]
    files.sort(key=lambda pair: int(pair[0].removeprefix(filing.ATTACHMENT)))
    return Contents(
        tuple(_lines(found.type, form, [value for _, value in files], language)),
        tuple(value for _, value in files),
        told[filing.SIGNER],
        told.get(filing.PARTY),
        told[filing.FILED_AT],
        title_of(told),
    )


def title_of(told: Mapping[str, Any]) -> str | None:
    """What a filing calls what it is about. :param told: what it discloses, by name."""
    named = told.get(filing.FORM + "title") or told.get(filing.FORM + "project_name")
    return named if isinstance(named, str) else None


def titled(found: FilingStatus) -> str:
    """Whose title a filing's title is: of its leaf, and of the achievement that may be registered from it."""
    if found.type.rpartition("/")[0] != "achievement_filing":
        return found.leaf
    return f"{found.leaf} 0x{acts.achievement_number(found.node, bytes.fromhex(found.leaf)).hex()}"


def _lines(type: str, form: Mapping[str, Any], files: list[Any], language: str) -> Iterator[Line]:
    words = words_of(language, "filings")
    names = {one["sha256"]: one["name"] for one in files}
    for control in forms.controls(type):
        if control.name == filing_types.FOLLOWS and control.name in form:
            yield Line(control.label[language], form[control.name], filing=form[control.name])
        elif control.name in form:
            yield from _told(control, form[control.name], control.label[language], 0, (words, names, language))


def _told(
    control: forms.Control, value: Any, label: str, depth: int, how: tuple[Mapping[str, str], Mapping[str, str], str]
) -> Iterator[Line]:
    words, names, language = how
    if control.kind == "list" and control.inner[0].kind not in ("group", "file"):
        told = (_single(control.inner[0], one, language) for one in value)
        yield Line(label, words["receipt_semicolon"].join(told) or words["receipt_none"], depth)
    elif control.kind == "list":
        yield Line(label, None if value else words["receipt_none"], depth)
        for i, item in enumerate(value):
            whole = list(_told(control.inner[0], item, f"{i + 1}", depth + 1, how))
            yield from _numbered(whole) if control.inner[0].kind == "group" and len(whole) > 1 else whole
    elif control.kind == "group":
        yield Line(label, None if value else words["receipt_none"], depth)
        for inner in control.inner:
            if inner.name in value:
                yield from _told(inner, value[inner.name], inner.label[language], depth + 1, how)
    elif control.kind == "picks":
        told = (forms.choice(one, language) for one in value)
        yield Line(label, words["receipt_joiner"].join(told) or words["receipt_none"], depth)
    elif control.kind == "truth":
        yield Line(label, words["receipt_yes" if value else "receipt_no"], depth)
    elif control.kind == "file":
        yield Line(label, names.get(value, value), depth)
    else:
        yield Line(label, _single(control, value, language), depth)


def _numbered(whole: list[Line]) -> Iterator[Line]:
    """An item of a list with its number beside its first field, instead of on a line of its own."""
    number, first, *rest = whole
    yield replace(first, label=f"{number.label} · {first.label}", depth=number.depth)
    yield from rest


def _single(control: forms.Control, value: Any, language: str) -> str:
    return forms.choice(value, language) if control.kind == "choice" else forms.shown(control, value)
