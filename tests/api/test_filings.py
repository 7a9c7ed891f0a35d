"""A filing's way through the API: prepared, signed, handed in, in the log, anchored, proved, found."""

import json
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest

from api.app import LARGEST_FILING
from ledger.core import verify
from ledger.core.encoding import to_base64
from ledger.store import database, vault
from tests.api.world import World, hex_of, key, typed_digest

FILER = key("filer")


def test_a_filing_is_received_logged_anchored_and_proved(world: World) -> None:
    content = uuid4().hex.encode()
    received = world.client.post("/v1/filings", json=world.signed_filing(FILER, content))
    assert received.status_code == 201
    receipt = received.json()
    leaf = receipt["leaf"]
    assert received.headers["location"] == receipt["links"]["status"] == f"/v1/filings/{leaf}"
    assert world.client.get(receipt["links"]["evidence"]).status_code == 409

    world.settle()
    status = world.client.get(receipt["links"]["status"]).json()
    assert status["integrated"] is True
    assert status["index"] is not None
    assert status["anchored"]["size"] > status["index"]
    assert status["anchored"]["final"] is True

    found = world.client.get("/v1/find", params={"sha256": sha256(content).hexdigest()}).json()
    assert found == {"filed": True, "items": [{"leaf": leaf, "receivedAt": receipt["receivedAt"], "line": None}]}
    assert world.client.get("/v1/find", params={"sm3": sha256(b"sm3" + content).hexdigest()}).json() == found


def test_a_document_that_nobody_filed_is_not_found(world: World) -> None:
    answer = world.client.get("/v1/find", params={"sha256": "0" * 64})
    assert answer.json() == {"filed": False, "items": []}


def test_the_same_submission_gives_the_same_receipt(world: World) -> None:
    submission = world.signed_filing(FILER, uuid4().hex.encode())
    first = world.client.post("/v1/filings", json=submission)
    second = world.client.post("/v1/filings", json=submission)
    world.settle()
    third = world.client.post("/v1/filings", json=submission)
    assert (first.status_code, second.status_code, third.status_code) == (201, 200, 200)
    assert first.json() == second.json()
    assert first.json() | {"status": "integrated"} == third.json()


def test_evidence_discloses_everything_to_the_filer_and_nothing_to_others(world: World) -> None:
    content = uuid4().hex.encode()
    leaf = world.file(FILER, content)
    anonymous = world.client.get(f"/v1/filings/{leaf}/evidence")
    own = world.client.get(f"/v1/filings/{leaf}/evidence", headers=world.token(FILER))
    stranger = world.client.get(f"/v1/filings/{leaf}/evidence", headers=world.token(key("stranger")))
    assert [answer.status_code for answer in (anonymous, own, stranger)] == [200, 200, 200]
    assert content not in anonymous.content
    assert anonymous.json()["filing"]["disclosures"] == stranger.json()["filing"]["disclosures"] == []
    assert len(own.json()["filing"]["disclosures"]) > 4
    assert [answer.headers["zhengben-disclosed"] for answer in (anonymous, own)] == ["no", "yes"]
    assert own.headers["cache-control"] == "no-store"
    trust = world.client.get("/v1/trust").content
    for answer in (anonymous, own):
        assert verdict(answer.content, trust) == "VALID"


def test_the_filers_reading_is_recorded(world: World) -> None:
    leaf = world.file(FILER)
    world.client.get(f"/v1/filings/{leaf}/evidence", headers=world.token(FILER))
    world.client.get(f"/v1/filings/{leaf}/evidence")
    with database.transaction(world.service.engine) as connection:
        reads = vault.reads(connection, world.service.vault, bytes.fromhex(leaf))
    assert [(read.reader, read.why) for read in reads] == [(FILER.signer_bytes, "filer")]


def test_a_filing_by_another_key_is_refused(world: World) -> None:
    submission = world.signed_filing(FILER, uuid4().hex.encode())
    forged = submission | {"signature": hex_of(key("somebody else").sign_digest(bytes(32)))}
    answer = world.client.post("/v1/filings", json=forged)
    assert answer.status_code == 422
    assert answer.json()["code"] == "SIGNATURE_INVALID"


def test_a_changed_entry_is_refused(world: World) -> None:
    submission = world.signed_filing(FILER, uuid4().hex.encode())
    changed = submission | {"entry": to_base64(b'{"_sd":[],"_sd_alg":"sha-256","node":1,"type":"document/1","v":1}')}
    answer = world.client.post("/v1/filings", json=changed)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "changes",
    [
        {"form": {}},
        {"form": {"title": "a" * 201}},
        {"form": {"title": "a", "unknown": 1}},
        {"form": {"title": 1}},
        {"form": {"title": "\ud800"}},
        {"form": {"title": "a", "language": {"a": [1.5]}}},
        {"form": {"title": "a", "x": 1 << 60}},
        {"attachments": []},
        {"node": 0},
        {"node": True},
        {"node": 1 << 32},
        {"filedAt": -1},
        {"filedAt": "now"},
        {"type": "poem/1"},
        {"filer": {"signer": "0x12"}},
        {"filer": {"signer": "0x" + "00" * 84}},
        {"filer": {"signer": "0x" + "00" * 20, "party": 0}},
        {"surprise": 1},
    ],
)
def test_drafts_that_do_not_fit_are_refused_in_words(world: World, changes: dict[str, Any]) -> None:
    raw = json.dumps(world.draft_filing(FILER, **changes))
    answer = world.client.post("/v1/filings/prepare", content=raw, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"]
    assert answer.json()["detail"]


def test_a_time_that_is_a_day_off_is_refused(world: World) -> None:
    draft = world.draft_filing(FILER, filedAt=world.service.clock() - 2 * 86_400)
    prepared = world.client.post("/v1/filings/prepare", json=draft).json()
    body = {
        "entry": to_base64(prepared["entry"].encode()),
        "disclosures": prepared["disclosures"],
        "signature": hex_of(FILER.sign_digest(typed_digest(prepared["typedData"]))),
    }
    answer = world.client.post("/v1/filings", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "FILED_AT_FAR")


def test_a_body_beyond_the_bound_is_refused_before_it_is_read(world: World) -> None:
    for path in ("/v1/filings", "/v1/filings/prepare"):
        answer = world.client.post(path, content=b" " * (LARGEST_FILING + 1))
        assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize("leaf", ["0" * 64])
@pytest.mark.parametrize("path", ["/v1/filings/{}", "/v1/filings/{}/evidence"])
def test_an_unknown_filing_is_404(world: World, path: str, leaf: str) -> None:
    answer = world.client.get(path.format(leaf))
    assert (answer.status_code, answer.json()["code"]) == (404, "FILING_UNKNOWN")


@pytest.mark.parametrize("leaf", ["x", "A" * 64, "0" * 63, "0x" + "0" * 62, "%00" * 64, "é" * 64])
def test_what_is_no_leaf_is_the_callers_mistake(world: World, leaf: str) -> None:
    assert world.client.get(f"/v1/filings/{leaf}").status_code == 422


@pytest.mark.parametrize(
    "query", ["", "?sha256=", "?sha256=zz", "?sha256=" + "A" * 64, "?sm3=1", f"?sha256={'0' * 64}&sm3={'0' * 64}"]
)
def test_finding_asks_for_one_digest(world: World, query: str) -> None:
    assert world.client.get(f"/v1/find{query}").status_code == 422


def verdict(bundle: bytes, trust: bytes) -> str:
    return verify.verify(bundle, trust).verdict.value
