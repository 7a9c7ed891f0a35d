"""A filing commits to every field, shows only what is disclosed, and is refused unless all of it agrees."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_account import Account
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core import acts, canonical, disclosure, filing, merkle
from ledger.core.draft import Attachment, Draft, read_draft
from ledger.core.errors import Malformed, ProofInvalid, Refused, TooLarge, ZhengbenError
from ledger.core.filing import Filing, Prepared
from ledger.core.webauthn import UP
from tests.authenticator import Passkey

ORIGIN = "log.example/zhengben"
NOW = 1_763_856_000
ACCOUNT = Account.from_key(b"\x11" * 32)
P256 = ec.derive_private_key(0x1234567890, ec.SECP256R1())
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
FILE = Attachment("报告.pdf", 184_320, "ab" * 32, "cd" * 32, "application/pdf")
DRAFT = Draft(
    type="document/1",
    node=1,
    filed_at=NOW,
    form={"title": "实验记录", "language": "zh-CN"},
    attachments=(FILE,),
    signer=bytes.fromhex(ACCOUNT.address[2:]),
    party=7,
)


def salts() -> Callable[[], bytes]:
    numbers: Iterator[int] = count(1)
    return lambda: sha256(b"salt %d" % next(numbers)).digest()[:16]


def digest_of(prepared: Prepared) -> bytes:
    return acts.filing_digest("document/1", 1, prepared.filed_at, prepared.content, ORIGIN)


def account_sign(prepared: Prepared) -> bytes:
    return bytes(Account.sign_typed_data(ACCOUNT.key, full_message=prepared.typed_data).signature)


def p256_signer() -> bytes:
    numbers = P256.public_key().public_numbers()
    return b"\x07" * 20 + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")


def p256_sign(prepared: Prepared) -> bytes:
    r, s = decode_dss_signature(P256.sign(digest_of(prepared), ec.ECDSA(Prehashed(SHA256()))))
    return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")


def filed(draft: Draft = DRAFT) -> Filing:
    prepared = filing.prepare(draft, ORIGIN, salts())
    return filing.complete(prepared, account_sign(prepared))


def code_of(call: Callable[[], Any], family: type[ZhengbenError] = Malformed) -> str:
    with pytest.raises(family) as refusal:
        call()
    return refusal.value.code


def checked(made: Filing, origin: str = ORIGIN, now: int = NOW) -> Callable[[], filing.CheckedFiling]:
    return lambda: filing.check(made.entry, made.disclosures, origin, now)


def forged(change: Callable[[dict[str, Any]], Any], *, resign: bool = True) -> Filing:
    """A filing whose fields were changed before the entry was made and signed, past `prepare`'s own checks."""
    fields = {disclosure.parse(text).name: disclosure.parse(text).value for text in filed().disclosures[:-1]}
    change(fields)
    give = salts()
    texts = [disclosure.make(give(), name, value).text for name, value in fields.items()]
    digests = sorted(disclosure.digest(text) for text in texts)
    unsigned = canonical.encode({"_sd": digests, "_sd_alg": "sha-256", "node": 1, "type": "document/1", "v": 1})
    content = sha256(unsigned).digest()
    filed_at = fields.get("filedAt", NOW)
    document = acts.filing_document(
        "document/1", 1, filed_at if type(filed_at) is int and filed_at >= 0 else NOW, content, ORIGIN
    )
    prepared = Prepared(unsigned, tuple(texts), content, NOW, document)
    return filing.complete(prepared, account_sign(prepared) if resign else b"\0" * 65)


def test_a_filing_of_an_account_says_what_was_drafted() -> None:
    made = filed()
    found = checked(made)()
    assert (found.type, found.node, found.filed_at, found.form) == ("document/1", 1, NOW, DRAFT.form)
    assert (found.attachments, found.signer, found.party) == ((FILE,), DRAFT.signer, 7)
    assert found.leaf == made.leaf == merkle.leaf_hash(made.entry)


def test_a_filing_of_a_smart_card_verifies() -> None:
    prepared = filing.prepare(replace(DRAFT, signer=p256_signer(), party=None), ORIGIN, salts())
    found = checked(filing.complete(prepared, p256_sign(prepared)))()
    assert (found.signer, found.party) == (p256_signer(), None)


def test_a_filing_of_a_passkey_verifies() -> None:
    signer = Passkey("filer", bytes(20))
    prepared = filing.prepare(replace(DRAFT, signer=signer.signer_bytes), ORIGIN, salts())
    found = checked(filing.complete(prepared, signer.sign_digest(digest_of(prepared))))()
    assert found.signer == signer.signer_bytes
    unverified = replace(signer, flags=UP).sign_digest(digest_of(prepared))
    with pytest.raises(ProofInvalid) as refusal:
        checked(filing.complete(prepared, unverified))()
    assert refusal.value.code == "SIGNATURE_INVALID"


def test_a_submission_read_once_is_the_filing_that_it_makes_step_by_step() -> None:
    prepared = filing.prepare(DRAFT, ORIGIN, salts())
    signature = account_sign(prepared)
    opened = filing.put_together(prepared.entry, prepared.disclosures, signature)
    made = filing.complete(filing.resume(prepared.entry, prepared.disclosures, ORIGIN), signature)
    assert opened.filing == made
    assert opened.entry == filing.read_entry(made.entry)
    assert opened.disclosures == filing.disclose(opened.entry, made.disclosures)
    assert filing.check_opened(opened, ORIGIN) == checked(made)()


def test_the_entry_shows_digests_and_nothing_else() -> None:
    made = filed()
    entry = json.loads(made.entry)
    assert list(entry) == ["_sd", "_sd_alg", "_sig", "node", "type", "v"]
    assert (entry["node"], entry["type"], entry["v"], entry["_sd_alg"]) == (1, "document/1", 1, "sha-256")
    assert entry["_sd"] == sorted(disclosure.digest(text) for text in made.disclosures[:-1])
    assert entry["_sig"] == disclosure.digest(made.disclosures[-1])
    assert canonical.encode(entry) == made.entry


def test_the_content_is_the_hash_of_the_entry_without_its_signature() -> None:
    prepared = filing.prepare(DRAFT, ORIGIN, salts())
    assert prepared.content == sha256(prepared.entry).digest()
    assert prepared.typed_data["message"]["content"] == "0x" + prepared.content.hex()
    complete = json.loads(filing.complete(prepared, bytes(65)).entry)
    del complete["_sig"]
    assert canonical.encode(complete) == prepared.entry


def test_the_same_submission_gives_the_same_filing() -> None:
    prepared = filing.prepare(DRAFT, ORIGIN, salts())
    signature = account_sign(prepared)
    back = filing.resume(prepared.entry, list(reversed(prepared.disclosures)), ORIGIN)
    assert filing.complete(back, signature).leaf == filing.complete(prepared, signature).leaf
    assert back.typed_data == prepared.typed_data


def test_the_salt_of_the_signature_needs_the_salts_of_the_fields() -> None:
    other = iter([bytes([i]) * 16 for i in range(50)])
    prepared = [filing.prepare(DRAFT, ORIGIN, give) for give in (salts(), lambda: next(other))]
    first, second = (disclosure.parse(filing.complete(one, bytes(65)).disclosures[-1]) for one in prepared)
    assert first.salt != second.salt
    assert first.value == second.value == "0x" + "00" * 65


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.integers(0, 5),
    st.integers(1, (1 << 32) - 1),
    st.none() | st.integers(1, (1 << 32) - 1),
)
def test_what_is_drafted_comes_back(title: str, extra: int, node: int, party: int | None) -> None:
    files = tuple(replace(FILE, name=f"{i}.pdf", size=i) for i in range(1 + extra))
    draft = replace(DRAFT, node=node, party=party, form={"title": title}, attachments=files)
    try:
        canonical.check(title)
    except Malformed:
        assert code_of(lambda: filing.prepare(draft, ORIGIN, salts())) == "VALUE_NOT_COMMITTABLE"
        return
    found = checked(filed(draft))()
    assert (found.form, found.attachments, found.node, found.party) == ({"title": title}, files, node, party)


def test_any_subset_of_disclosures_belongs_to_the_entry() -> None:
    made = filed()
    entry = filing.read_entry(made.entry)
    assert filing.disclose(entry, []) == {}
    for text in made.disclosures:
        (only,) = filing.disclose(entry, [text]).values()
        assert only.text == text


def test_the_signature_can_be_checked_with_three_fields_disclosed() -> None:
    made = filed()
    entry = filing.read_entry(made.entry)
    opened = filing.disclose(entry, made.disclosures)
    needed = {name: opened[name] for name in ("filer/signer", "filedAt", "signature")}
    assert filing.verify_signature(entry, needed, ORIGIN) == DRAFT.signer
    for name in needed:
        less = {other: needed[other] for other in needed if other != name}
        assert (
            code_of(lambda less=less: filing.verify_signature(entry, less, ORIGIN), ProofInvalid)
            == "DISCLOSURE_MISSING"
        )


def test_a_filing_is_bound_to_its_log() -> None:
    assert code_of(checked(filed(), origin="other.example"), ProofInvalid) == "SIGNATURE_INVALID"


def test_a_filing_is_signed_by_its_signer_and_nobody_else() -> None:
    prepared = filing.prepare(replace(DRAFT, signer=b"\x01" * 20), ORIGIN, salts())
    assert code_of(checked(filing.complete(prepared, account_sign(prepared))), ProofInvalid) == "SIGNATURE_INVALID"
    assert code_of(checked(forged(dict.copy, resign=False)), ProofInvalid) == "SIGNATURE_INVALID"


@pytest.mark.parametrize("apart", [-86_401, 86_401])
def test_the_claimed_time_is_within_a_day(apart: int) -> None:
    assert code_of(checked(filed(), now=NOW + apart), Refused) == "FILED_AT_FAR"
    checked(filed(), now=NOW + apart - apart // abs(apart))()


def test_a_changed_entry_is_refused() -> None:
    made = filed()
    for old, new in ((b'"node":1', b'"node":2'), (b"document/1", b"document/2")):
        other = Filing(made.entry.replace(old, new), made.leaf, made.disclosures)
        assert code_of(checked(other), ZhengbenError) in ("SIGNATURE_INVALID", "FILING_TYPE_UNKNOWN")


def test_a_disclosure_that_is_missing_foreign_or_doubled_is_refused() -> None:
    made = filed()
    for i in range(len(made.disclosures)):
        less = replace(made, disclosures=made.disclosures[:i] + made.disclosures[i + 1 :])
        assert code_of(checked(less), ProofInvalid) == "DISCLOSURE_MISSING"
    doubled = replace(made, disclosures=(*made.disclosures, made.disclosures[0]))
    assert code_of(checked(doubled)) == "DISCLOSURE_TWICE"
    for name in ("form/title", "signature", "else"):
        foreign = replace(made, disclosures=(*made.disclosures, disclosure.make(bytes(16), name, "x").text))
        assert code_of(checked(foreign), ProofInvalid) == "DISCLOSURE_FOREIGN"


def test_a_signature_may_not_hide_among_the_fields() -> None:
    made = filed()
    entry = json.loads(made.entry)
    stray = disclosure.make(bytes(16), "signature", "0x")
    entry["_sd"] = sorted([*entry["_sd"], stray.digest])
    read = filing.read_entry(canonical.encode(entry))
    assert code_of(lambda: filing.disclose(read, [stray.text]), ProofInvalid) == "DISCLOSURE_FOREIGN"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("form/title", "", "FORM_INVALID"),
        ("form/other", "x", "FORM_INVALID"),
        ("form/", "x", "FORM_INVALID"),
        ("attachment/0", {"name": "x"}, "ATTACHMENT_MALFORMED"),
        ("attachment/2", FILE.to_dict(), "DISCLOSURE_UNKNOWN"),
        ("attachment/00", FILE.to_dict(), "DISCLOSURE_UNKNOWN"),
        ("attachment/x", FILE.to_dict(), "DISCLOSURE_UNKNOWN"),
        ("else", "x", "DISCLOSURE_UNKNOWN"),
        ("filer/signer", DRAFT.signer.hex(), "HEX_MALFORMED"),
        ("filer/signer", ACCOUNT.address, "HEX_MALFORMED"),
        ("filer/signer", 7, "HEX_MALFORMED"),
        ("filer/signer", "0x" + "00" * 21, "SIGNER_UNKNOWN"),
        ("filer/party", 0, "DRAFT_MALFORMED"),
        ("filer/party", True, "DRAFT_MALFORMED"),
        ("filer/party", 1 << 32, "DRAFT_MALFORMED"),
        ("filer/party", "7", "DRAFT_MALFORMED"),
        ("filedAt", "now", "FILED_AT_MALFORMED"),
        ("filedAt", True, "FILED_AT_MALFORMED"),
        ("filedAt", -1, "FILED_AT_MALFORMED"),
    ],
)
def test_a_signed_filing_with_a_field_that_is_not_in_order_is_refused(name: str, value: Any, code: str) -> None:
    assert code_of(checked(forged(lambda fields: fields.update({name: value})))) == code


def test_a_document_names_a_file() -> None:
    assert code_of(checked(forged(lambda fields: fields.pop("attachment/0")))) == "ATTACHMENTS_MISSING"
    assert code_of(lambda: filing.prepare(replace(DRAFT, attachments=()), ORIGIN, salts())) == "ATTACHMENTS_MISSING"
    many = replace(DRAFT, attachments=(FILE,) * 101)
    assert code_of(lambda: filing.prepare(many, ORIGIN, salts())) == "ATTACHMENTS_TOO_MANY"


def entry_with(**members: Any) -> bytes:
    value = json.loads(filed().entry) | members
    return canonical.encode({name: inner for name, inner in value.items() if inner != "leave out"})


DIGEST = disclosure.digest("x")


@pytest.mark.parametrize(
    "entry",
    [
        b"[]",
        b"{}",
        entry_with(v=2),
        entry_with(v=True),
        entry_with(v="1"),
        entry_with(_sd_alg="sha-512"),
        entry_with(node=0),
        entry_with(node=True),
        entry_with(node=1 << 32),
        entry_with(node="1"),
        entry_with(type=1),
        entry_with(type="leave out"),
        entry_with(more=1),
        entry_with(_sd=DIGEST),
        entry_with(_sd=[1]),
        entry_with(_sd=[DIGEST, DIGEST]),
        entry_with(_sd=sorted([disclosure.digest("b"), disclosure.digest("a")], reverse=True)),
        entry_with(_sd=["z"]),
        entry_with(_sd=[DIGEST[:-1] + "1"]),
        entry_with(_sd=[DIGEST + "="]),
        entry_with(_sd=[DIGEST], _sig=DIGEST),
        entry_with(_sig=None),
        entry_with(_sd=sorted(disclosure.digest(str(i)) for i in range(301))),
        filed().entry + b" ",
        filed().entry.replace(b":", b": ", 1),
        filed().entry.replace(b'"v":1', b'"v":1.0'),
        b"\xff",
    ],
)
def test_what_is_no_entry_is_refused(entry: bytes) -> None:
    with pytest.raises(Malformed):
        filing.read_entry(entry)


def test_an_entry_that_the_log_cannot_hold_is_refused() -> None:
    with pytest.raises(TooLarge):
        filing.read_entry(entry_with(type="x" * 65_536))


def test_signed_and_unsigned_entries_do_not_stand_in_for_each_other() -> None:
    prepared = filing.prepare(DRAFT, ORIGIN, salts())
    unsigned = Filing(prepared.entry, b"", prepared.disclosures)
    assert code_of(checked(unsigned)) == "ENTRY_UNSIGNED"
    assert code_of(lambda: filing.resume(filed().entry, filed().disclosures, ORIGIN)) == "ENTRY_SIGNED"


def draft_json(**members: Any) -> dict[str, Any]:
    whole = {
        "type": "document/1",
        "node": 1,
        "filedAt": NOW,
        "form": DRAFT.form,
        "attachments": [FILE.to_dict()],
        "filer": {"signer": "0x" + DRAFT.signer.hex(), "party": 7},
    }
    return whole | members


def test_a_draft_is_read_from_json() -> None:
    assert read_draft(draft_json()) == DRAFT
    assert read_draft(draft_json(filer={"signer": ACCOUNT.address})) == replace(DRAFT, party=None)


@pytest.mark.parametrize(
    "members",
    [
        {"type": 1},
        {"form": []},
        {"attachments": {}},
        {"attachments": [{"name": "x"}]},
        {"attachments": [FILE.to_dict() | {"size": -1}]},
        {"attachments": [FILE.to_dict() | {"size": True}]},
        {"attachments": [FILE.to_dict() | {"sha256": "AB" * 32}]},
        {"attachments": [FILE.to_dict() | {"sm3": "ab" * 31}]},
        {"attachments": [FILE.to_dict() | {"mime": "pdf"}]},
        {"attachments": [FILE.to_dict() | {"name": "../x"}]},
        {"attachments": [FILE.to_dict() | {"name": ""}]},
        {"attachments": [FILE.to_dict() | {"name": "A\u030a"}]},
        {"filer": {}},
        {"filer": {"signer": "0x", "else": 1}},
        {"filer": {"signer": "7"}},
        {"more": 1},
    ],
)
def test_what_is_no_draft_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        read_draft(draft_json(**members))


def test_a_draft_that_says_wrong_things_is_not_prepared() -> None:
    for wrong, code in (
        (replace(DRAFT, type="document/9"), "FILING_TYPE_UNKNOWN"),
        (replace(DRAFT, node=0), "DRAFT_MALFORMED"),
        (replace(DRAFT, filed_at=1 << 60), "DRAFT_MALFORMED"),
        (replace(DRAFT, form={}), "FORM_INVALID"),
        (replace(DRAFT, form={"title": 1.5}), "VALUE_NOT_COMMITTABLE"),
        (replace(DRAFT, signer=b"x"), "SIGNER_UNKNOWN"),
    ):
        assert code_of(lambda wrong=wrong: filing.prepare(wrong, ORIGIN, salts())) == code
