"""Certificates over HTTP: under the rules of the evidence that they carry, in the language asked for."""

from hashlib import sha256
from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from ledger.core import verify
from ledger.core.certificate import bundle_in
from ledger.core.evidence_reading import parse
from tests.api.world import World, hex_of, key

FILER = key("filer")


@pytest.fixture(scope="module")
def content() -> bytes:
    return uuid4().hex.encode()


@pytest.fixture(scope="module")
def leaf(world: World, content: bytes) -> str:
    return world.file(FILER, content)


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().replace("\0", "").split()) for page in pages)


def test_a_filings_certificate_carries_a_bundle_that_verifies(world: World, leaf: str) -> None:
    answer = world.client.get(f"/v1/filings/{leaf}/certificate", params={"lang": "zh"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-language"] == "zh"
    assert answer.headers["content-disposition"] == f'attachment; filename="filing-{leaf[:12]}-zh.pdf"'
    trust = world.client.get("/v1/trust").content
    assert verify.verify(bundle_in(answer.content), trust).verdict.value == "VALID"
    text = text_of(answer.content)
    assert "备案证明" in text
    assert leaf in text


def test_it_discloses_to_the_filer_alone_and_then_no_cache_keeps_it(world: World, leaf: str, content: bytes) -> None:
    path = f"/v1/filings/{leaf}/certificate"
    anonymous = world.client.get(path)
    stranger = world.client.get(path, headers=world.token(key("stranger")))
    own = world.client.get(path, headers=world.token(FILER))
    for answer, disclosed in ((anonymous, "no"), (stranger, "no"), (own, "yes")):
        assert answer.headers["zhengben-disclosed"] == disclosed
        part = parse(bundle_in(answer.content)).filing
        assert part is not None
        assert bool(part.disclosures) == (disclosed == "yes")
        shown = text_of(answer.content)
        for secret in (content.decode(), sha256(content).hexdigest(), hex_of(FILER.signer_bytes)):
            assert (secret in shown) == (disclosed == "yes")
    assert own.headers["cache-control"] == "no-store"
    assert "Authorization" in anonymous.headers["vary"]


def test_the_language_is_the_one_asked_for_else_the_one_the_reader_prefers(world: World, leaf: str) -> None:
    path = f"/v1/filings/{leaf}/certificate"
    for headers, query, expected in (
        ({}, {}, "en"),
        ({"Accept-Language": "zh-CN,en;q=0.5"}, {}, "zh"),
        ({"Accept-Language": "zh-CN"}, {"lang": "en"}, "en"),
    ):
        assert world.client.get(path, headers=headers, params=query).headers["content-language"] == expected
    assert world.client.get(path, params={"lang": "fr"}).status_code == 422


def test_every_page_of_a_demonstration_says_so(world: World, leaf: str) -> None:
    pdf = world.client.get(f"/v1/filings/{leaf}/certificate").content
    for page in PdfReader(BytesIO(pdf)).pages:
        assert "withoutlegalmeaning" in "".join(page.extract_text().replace("\0", "").split())


def test_what_has_no_evidence_has_no_certificate(world: World) -> None:
    assert world.client.get(f"/v1/filings/{'ab' * 32}/certificate").json()["code"] == "FILING_UNKNOWN"
    assert world.client.get(f"/v1/achievements/0x{'ab' * 32}/certificate").json()["code"] == "ACHIEVEMENT_UNKNOWN"
    submitted = world.client.post("/v1/filings", json=world.signed_filing(FILER, uuid4().hex.encode()))
    early = world.client.get(f"/v1/filings/{submitted.json()['leaf']}/certificate")
    assert (early.status_code, early.json()["code"]) == (409, "NOT_YET_ANCHORED")
