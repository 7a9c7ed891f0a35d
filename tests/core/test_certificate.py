"""A certificate's bundle comes out as it went in; a PDF that is broken, hostile or empty is refused by name; the facts
say what the bundle shows, and nothing that it withholds."""

import json
import zlib
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject

from ledger.core import checks
from ledger.core.act_lines import Language
from ledger.core.certificate import FILE_NAME, bundle_in, is_pdf
from ledger.core.certified import Certificate, certificate
from ledger.core.errors import Refused, Usage
from ledger.core.evidence_reading import parse
from ledger.core.verify import verify

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = (FORGERIES / "trust.json").read_bytes()
GENUINE = ("title", "year", "struck", "filing", "line")


def genuine(name: str) -> bytes:
    return (FORGERIES / f"{name}.json").read_bytes()


def said(bundle: bytes, language: Language = "en") -> Certificate:
    return certificate(bundle, TRUST, verify(bundle, TRUST), language)


def pdf_with(*files: tuple[str, bytes], password: str | None = None) -> bytes:
    """A PDF of one empty page with these files attached."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in files:
        writer.add_attachment(name, content)
    if password is not None:
        writer.encrypt(password)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def refused(pdf: bytes) -> str:
    with pytest.raises(Usage) as error:
        bundle_in(pdf)
    assert error.value.next
    return error.value.code


@pytest.mark.parametrize("name", GENUINE)
def test_the_bundle_comes_out_byte_for_byte(name: str) -> None:
    bundle = genuine(name)
    assert bundle_in(pdf_with((FILE_NAME, bundle))) == bundle
    assert bundle_in(pdf_with(("notes.txt", b"beside it"), (FILE_NAME, bundle))) == bundle


def test_a_bundle_is_no_pdf_and_a_pdf_no_bundle() -> None:
    assert not is_pdf(genuine("title"))
    assert is_pdf(pdf_with())
    assert is_pdf(b"\xef\xbb\xbf%PDF-1.7")


def test_a_pdf_without_a_bundle_is_refused_by_name() -> None:
    assert refused(pdf_with()) == "CERTIFICATE_WITHOUT_BUNDLE"
    assert refused(pdf_with(("evidence.json", genuine("title")))) == "CERTIFICATE_WITHOUT_BUNDLE"


def test_a_pdf_with_two_bundles_is_refused_since_nobody_could_tell_which_is_meant() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_with((FILE_NAME, genuine("title")), ("b", genuine("filing"))))))
    names = writer._root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    for file in names[1::2]:
        file.get_object()[NameObject("/UF")] = names[0] if names[0] == FILE_NAME else names[2]
    out = BytesIO()
    writer.write(out)
    assert refused(out.getvalue()) == "CERTIFICATE_AMBIGUOUS"


def test_a_pdf_behind_a_password_is_refused_by_name() -> None:
    assert refused(pdf_with((FILE_NAME, genuine("title")), password="secret")) == "CERTIFICATE_LOCKED"


def test_a_tree_of_attachments_that_bites_its_tail_is_refused() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf_with(("a", b"a")))))
    tree = writer._root_object["/Names"]["/EmbeddedFiles"]  # type: ignore[index]
    kept = writer._add_object(tree.get_object())
    writer._root_object["/Names"][NameObject("/EmbeddedFiles")] = kept  # type: ignore[index]
    kept.get_object()[NameObject("/Kids")] = ArrayObject([kept, kept])
    out = BytesIO()
    writer.write(out)
    assert refused(out.getvalue()) == "CERTIFICATE_UNREADABLE"


def test_an_attachment_that_unpacks_without_end_is_refused() -> None:
    bomb = zlib.compress(b"0" * (80 << 20), 9)
    whole = pdf_with((FILE_NAME, b"x" * len(bomb)))
    packed = whole.replace(b"x" * len(bomb), bomb).replace(b"/Type /EmbeddedFile", b"/Filter /FlateDecode", 1)
    assert refused(packed) == "CERTIFICATE_UNREADABLE"


@pytest.mark.parametrize("content", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\nstartxref\n9999\n%%EOF", b"%PDF" * 999])
def test_a_pdf_in_ruins_is_refused(content: bytes) -> None:
    assert refused(content).startswith("CERTIFICATE_")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_a_certificate_ends_in_anything_but_a_bundle_or_a_refusal(data: st.DataObject) -> None:
    whole = bytearray(pdf_with((FILE_NAME, b'{"short": true}')))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(5, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))
    with suppress(Usage):  # anything else that it raised would be a fault
        assert isinstance(bundle_in(bytes(whole)), bytes)


@pytest.mark.parametrize("name", GENUINE)
def test_facts_are_numbered_from_one_and_each_names_checks_of_its_kind_that_are_valid(name: str) -> None:
    bundle = genuine(name)
    report, told = verify(bundle, TRUST), said(bundle)
    assert [fact.number for fact in told.facts] == list(range(1, len(told.facts) + 1))
    of_kind = {check.number for check in checks.of_claim(told.kind)}
    for fact in told.facts:
        assert fact.checks
        assert set(fact.checks) <= of_kind
        assert {report.check(number).status for number in fact.checks} == {checks.Status.VALID}, fact.label


@pytest.mark.parametrize("name", GENUINE)
def test_both_languages_state_the_same_facts_by_the_same_checks(name: str) -> None:
    zh, en = (said(genuine(name), language).facts for language in ("zh", "en"))
    assert [(fact.checks, len(fact.rows)) for fact in zh] == [(fact.checks, len(fact.rows)) for fact in en]


def test_holders_are_stated_with_fraction_and_percent_for_the_time_asked() -> None:
    facts = {fact.label: fact for fact in said(genuine("title")).facts}
    rows = facts["Holders and shares"].rows
    assert [row[:3] for row in rows] == [
        ("party 3", "1/2", "50 %"),
        ("party 4", "3/10", "30 %"),
        ("party 5", "1/5", "20 %"),
        ("Together", "1", "100 %"),
    ]
    assert "2026-11-26 10:18:20 Beijing time" in facts["Holders and shares"].text


def test_a_title_that_was_struck_off_is_held_by_nobody() -> None:
    told = said(genuine("struck"))
    assert "nobody holds" in told.facts[1].text
    assert [(one.answer, one.shown) for one in told.standing] == [("Yes", True), ("No", False), ("Not shown", False)]


def test_filed_confirmed_and_in_legal_effect_are_three_answers() -> None:
    assert [one.answer for one in said(genuine("title")).standing] == ["Yes", "Yes", "Not shown"]
    assert [one.answer for one in said(genuine("filing")).standing] == ["Yes", "Not shown", "Not shown"]


def test_what_the_bundle_withholds_the_certificate_does_not_say() -> None:
    shown = parse(genuine("filing"))
    assert shown.filing is not None
    bare = replace(shown, filing=replace(shown.filing, disclosures=(), attachments=())).to_json()
    told = said(bare, "zh")
    text = repr(told)
    assert told.name == ""
    for secret in ("慢引出束流测试报告", "报告.txt", "0x98f84340002067a59a36441ae4e486c3cde36a32"):
        assert secret in repr(said(genuine("filing"), "zh"))
        assert secret not in text


@pytest.mark.parametrize(
    "forgery", ["32-anchor-backdated.json", "11-disclosure-altered.json", "42-holder-altered.json"]
)
def test_nothing_is_certified_of_a_forgery(forgery: str) -> None:
    with pytest.raises(Refused) as error:
        said((FORGERIES / forgery).read_bytes())
    assert error.value.code == "CERTIFICATE_NOT_VALID"


def test_a_trust_file_that_asks_for_less_does_not_make_more_certain() -> None:
    less: dict[str, Any] = json.loads(TRUST)
    less["require"], less["chain"]["blocks"] = ["checkpoint"], []
    trust = json.dumps(less).encode()
    report = verify(genuine("filing"), trust)
    with pytest.raises(Refused):
        certificate(genuine("filing"), trust, report, "en")
