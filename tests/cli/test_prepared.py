"""Nothing is signed that is not exactly what the filer gave: a service that changes anything is found out."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ledger.cli import prepared
from ledger.client import PreparedFiling
from ledger.core import disclosure, filing
from ledger.core.draft import read_draft
from ledger.core.errors import Refused

ORIGIN = "example.org/log"
NOW = 1_795_406_400
DRAFT: dict[str, Any] = {
    "type": "document/1",
    "node": 1,
    "form": {"title": "Heavy ions 重离子", "language": "en"},
    "attachments": [
        {"name": "a.pdf", "size": 3, "sha256": "ab" * 32, "sm3": "cd" * 32, "mime": "application/pdf"},
        {"name": "b.pdf", "size": 4, "sha256": "ef" * 32, "sm3": "01" * 32, "mime": "application/pdf"},
    ],
    "filer": {"signer": "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf", "party": 7},
}


def offer(draft: dict[str, Any], salts: Callable[[], bytes] = lambda: secrets.token_bytes(16)) -> PreparedFiling:
    """What an honest service makes of a draft."""
    made = filing.prepare(read_draft({"filedAt": NOW, **draft}), ORIGIN, salts)
    return PreparedFiling(made.entry.decode(), made.disclosures, made.content, made.typed_data, made.filed_at)


def altered(**changes: Any) -> dict[str, Any]:
    """The draft, with some members put differently."""
    return {**DRAFT, **changes}


def test_an_honest_service_is_believed() -> None:
    prepared.check(offer(DRAFT), DRAFT)
    without_party = altered(filer={"signer": DRAFT["filer"]["signer"]})
    prepared.check(offer(without_party), without_party)


@pytest.mark.parametrize(
    "lie",
    [
        altered(form={"title": "Another", "language": "en"}),
        altered(form={"title": DRAFT["form"]["title"]}),
        altered(form={**DRAFT["form"], "description": "added"}),
        altered(node=2),
        altered(attachments=DRAFT["attachments"][:1]),
        altered(attachments=DRAFT["attachments"][::-1]),
        altered(attachments=[{**DRAFT["attachments"][0], "sha256": "00" * 32}, DRAFT["attachments"][1]]),
        altered(attachments=[{**DRAFT["attachments"][0], "sm3": "00" * 32}, DRAFT["attachments"][1]]),
        altered(attachments=[{**DRAFT["attachments"][0], "size": 5}, DRAFT["attachments"][1]]),
        altered(filer={"signer": "0x" + "11" * 20, "party": 7}),
        altered(filer={"signer": DRAFT["filer"]["signer"], "party": 8}),
        altered(filer={"signer": DRAFT["filer"]["signer"]}),
    ],
)
def test_a_service_that_prepares_something_else_is_refused(lie: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        prepared.check(offer(lie), DRAFT)
    assert refusal.value.code == "PREPARED_DIFFERS"


@pytest.mark.parametrize(
    "lie",
    [
        lambda honest: replace(honest, filed_at=NOW + 1),
        lambda honest: replace(honest, content=bytes(32)),
        lambda honest: replace(honest, entry=honest.entry.replace('"node":1', '"node":2')),
        lambda honest: replace(honest, entry=honest.entry + " "),
        lambda honest: replace(honest, entry=""),
        lambda honest: replace(honest, entry="\ud800"),
        lambda honest: replace(honest, disclosures=honest.disclosures[1:]),
        lambda honest: replace(honest, disclosures=(*honest.disclosures, honest.disclosures[0])),
        lambda honest: replace(honest, disclosures=(*honest.disclosures, "no disclosure")),
        lambda honest: replace(
            honest, disclosures=(*honest.disclosures, disclosure.make(bytes(16), "hidden", "x").text)
        ),
        lambda honest: replace(honest, disclosures=offer(DRAFT).disclosures),
    ],
)
def test_an_offer_whose_parts_do_not_fit_is_refused(lie: Callable[[PreparedFiling], PreparedFiling]) -> None:
    with pytest.raises(Refused) as refusal:
        prepared.check(lie(offer(DRAFT)), DRAFT)
    assert refusal.value.code == "PREPARED_DIFFERS"


def test_salts_used_twice_are_refused() -> None:
    with pytest.raises(Refused) as refusal:
        prepared.check(offer(DRAFT, lambda: bytes(16)), DRAFT)
    assert refusal.value.code == "SALTS_WEAK"
