"""Intake: everything is checked, the same submission counts once, and only digests leave the private store."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from ledger import disclosing, finding, intake, keyring, sequencing
from ledger.core import acts, disclosure, signatures
from ledger.core.draft import Attachment, Draft
from ledger.core.errors import Malformed, NotFound, ProofInvalid, Refused, TooLarge, ZhengbenError
from ledger.core.note import Ed25519Signer
from ledger.finding import Sighting
from ledger.intake import Receipt, Submission
from ledger.keyring import AccountSigner, Signer
from ledger.store import database, filings, vault
from ledger.store.vault import Vault

ORIGIN = "log.example/zhengben"
NOW = 1_790_000_000
SIGNER = AccountSigner(bytes([7]) * 32)
VAULT = Vault(bytes([1]) * 32, bytes([2]) * 32)
TITLE = "重离子慢引出装置"


def draft(title: str = TITLE, content: bytes = b"report", signer: Signer = SIGNER, filed_at: int = NOW) -> Draft:
    """A document filing with one attachment."""
    digests = sha256(content).hexdigest(), sha256(b"sm3 of " + content).hexdigest()
    attachment = Attachment("Zhang San report.pdf", len(content), *digests, "application/pdf")
    return Draft("document/1", 1, filed_at, {"title": title}, (attachment,), signer.signer_bytes)


def signed(wanted: Draft, signer: Signer = SIGNER, origin: str = ORIGIN) -> Submission:
    """The submission that a filer's program sends."""
    prepared = intake.prepare(wanted, origin)
    digest = acts.filing_digest(wanted.type, wanted.node, wanted.filed_at, prepared.content, origin)
    return Submission(prepared.entry, prepared.disclosures, signer.sign_digest(digest))


def receive(engine: Engine, submission: Submission, now: int = NOW) -> Receipt:
    with database.transaction(engine) as connection:
        return intake.receive(connection, VAULT, submission, now, ORIGIN)


def count(engine: Engine, table: str) -> int:
    with database.transaction(engine) as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


def test_a_filing_is_received_found_and_disclosed(engine: Engine) -> None:
    submission = signed(draft())
    receipt = receive(engine, submission)
    assert (receipt.received_at, receipt.status, receipt.is_new) == (NOW, "received", True)
    with database.transaction(engine) as connection:
        stored = filings.require(connection, receipt.leaf)
        assert (stored.type, stored.node, stored.leaf_index) == ("document/1", 1, None)
        for algorithm, value in (("sha256", sha256(b"report")), ("sm3", sha256(b"sm3 of report"))):
            assert finding.find_by_digest(connection, VAULT, algorithm, value.digest()) == [Sighting(stored, None)]
        shown = disclosing.open_to(connection, VAULT, receipt.leaf, SIGNER.signer_bytes, (), NOW)
        assert shown[:-1] == submission.disclosures
        assert {disclosure.parse(one).name for one in shown} == {
            "form/title",
            "attachment/0",
            "filer/signer",
            "filer/party",
            "filedAt",
            "signature",
        }
        assert sha256(b"\x00" + stored.entry).digest() == receipt.leaf


def test_the_same_submission_counts_once_however_often_and_late(engine: Engine) -> None:
    submission = signed(draft())
    first = receive(engine, submission)
    for later in (NOW, NOW + 60, NOW + 10 * 86400):
        assert receive(engine, submission, later) == replace(first, is_new=False)
    assert count(engine, "filings") == count(engine, "vault.data_keys") == 1
    assert count(engine, "vault.digest_index") == 2


def test_of_many_identical_submissions_at_once_one_is_new(engine: Engine) -> None:
    submission = signed(draft())
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: receive(engine, submission), range(24)))
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert len({receipt.leaf for receipt in receipts}) == 1
    assert count(engine, "filings") == 1


def test_the_same_document_filed_twice_is_two_filings(engine: Engine) -> None:
    other = AccountSigner(bytes([8]) * 32)
    leaves = [receive(engine, signed(draft())).leaf, receive(engine, signed(draft(signer=other), other)).leaf]
    with database.transaction(engine) as connection:
        found = finding.find_by_digest(connection, VAULT, "sha256", sha256(b"report").digest())
    assert [sighting.filing.leaf for sighting in found] == leaves


def test_of_a_document_that_is_filed_again_and_again_the_first_filings_are_found(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST", 3)
    leaves = [receive(engine, signed(draft(f"copy {number}"))).leaf for number in range(8)]
    with database.transaction(engine) as connection:
        found = finding.find_by_digest(connection, VAULT, "sha256", sha256(b"report").digest())
    assert [sighting.filing.leaf for sighting in found] == leaves[:3]


def test_a_p256_key_files_as_well(engine: Engine, tmp_path: Path) -> None:
    made = keyring.create_p256(tmp_path / "key.json", "pw", b"\xee" * 20, work=4)
    signer = keyring.load(made.path, "pw")
    assert receive(engine, signed(draft(signer=signer), signer)).is_new


def _other_signature(good: Submission) -> Submission:
    return replace(good, signature=AccountSigner(bytes([9]) * 32).sign_digest(bytes(32)))


def _other_disclosure(good: Submission) -> Submission:
    return replace(good, disclosures=(disclosure.make(bytes(16), "form/title", "x").text, *good.disclosures[1:]))


REFUSALS = {
    "another's signature": (_other_signature, ProofInvalid),
    "no signature": (lambda good: replace(good, signature=b""), ProofInvalid),
    "a long signature": (lambda good: replace(good, signature=bytes(signatures.MAX_BYTES + 1)), TooLarge),
    "a disclosure too few": (lambda good: replace(good, disclosures=good.disclosures[1:]), ProofInvalid),
    "a disclosure twice": (lambda good: replace(good, disclosures=good.disclosures * 2), Malformed),
    "a foreign disclosure": (_other_disclosure, ProofInvalid),
    "garbage for a disclosure": (lambda good: replace(good, disclosures=("%%%",)), Malformed),
    "huge disclosures": (lambda good: replace(good, disclosures=("A" * 600_000,)), TooLarge),
    "an entry that is no JSON": (lambda good: replace(good, entry=b"nothing"), Malformed),
    "an entry with a space": (lambda good: replace(good, entry=good.entry + b" "), Malformed),
    "a huge entry": (lambda good: replace(good, entry=b"x" * 65_536), TooLarge),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_is_not_whole_is_refused_and_leaves_nothing(engine: Engine, name: str) -> None:
    spoil, error = REFUSALS[name]
    with pytest.raises(error):
        receive(engine, spoil(signed(draft())))
    for table in ("filings", "disclosure_boxes", "vault.data_keys", "vault.digest_index"):
        assert count(engine, table) == 0


def test_a_claimed_time_a_day_off_is_refused(engine: Engine) -> None:
    submission = signed(draft())
    for now in (NOW + 86_401, NOW - 86_401):
        with pytest.raises(Refused) as caught:
            receive(engine, submission, now)
        assert caught.value.code == "FILED_AT_FAR"
    assert receive(engine, submission, NOW + 86_400).is_new


def test_a_signature_for_another_log_is_refused(engine: Engine) -> None:
    with pytest.raises(ProofInvalid):
        receive(engine, signed(draft(), origin="log.example/another"))


def test_a_transaction_that_fails_later_stores_nothing(engine: Engine) -> None:
    def fail() -> None:
        with database.transaction(engine) as connection:
            intake.receive(connection, VAULT, signed(draft()), NOW, ORIGIN)
            raise ZhengbenError("LATER", "something else failed")

    with pytest.raises(ZhengbenError):
        fail()
    assert count(engine, "filings") == count(engine, "vault.data_keys") == 0


def everything(connection: Connection, schema: str) -> str:
    """Every cell of every table of a schema as text, byte strings in hex."""
    names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": schema})
    rows = [connection.execute(text(f'SELECT t::text FROM {schema}."{name}" t')).scalars() for name in names]  # noqa: S608
    return "\n".join(itertools.chain.from_iterable(rows))


SECRETS = {
    "digest": sha256(b"report").digest(),
    "sm3": sha256(b"sm3 of report").digest(),
    "digest in hex": sha256(b"report").hexdigest().encode(),
    "title": TITLE.encode(),
    "file name": b"Zhang San",
    "signer": SIGNER.signer_bytes,
    "signer in hex": SIGNER.signer_bytes.hex().encode(),
}


def traces(engine: Engine, schema: str, submission: Submission) -> list[str]:
    """Names of the secrets that stand in a schema in the open, also inside a disclosure's base64."""
    with database.transaction(engine) as connection:
        seen = everything(connection, schema)
    secrets = SECRETS | {f"disclosure {i}": one.encode() for i, one in enumerate(submission.disclosures)}
    secrets |= {f"salt {i}": disclosure.parse(one).salt for i, one in enumerate(submission.disclosures)}
    return [name for name, secret in secrets.items() if secret.hex() in seen or secret.decode(errors="replace") in seen]


def test_neither_schema_holds_anything_private_in_the_open(engine: Engine) -> None:
    submission = signed(draft())
    leaf = receive(engine, submission).leaf
    with database.transaction(engine) as connection:
        assert disclosing.open_to(connection, VAULT, leaf, SIGNER.signer_bytes, (), NOW)
    assert traces(engine, "public", submission) == []
    assert traces(engine, "vault", submission) == []
    with database.transaction(engine) as connection:
        assert leaf.hex() in everything(connection, "public")


def test_erasure_leaves_no_linkable_trace(engine: Engine, tmp_path: Path) -> None:
    submission = signed(draft())
    leaf = receive(engine, submission).leaf
    sequencing.integrate(engine, tmp_path, Ed25519Signer(ORIGIN, bytes(32)), NOW)
    with database.transaction(engine) as connection:
        assert disclosing.open_to(connection, VAULT, leaf, SIGNER.signer_bytes, (), NOW)
        assert vault.erase(connection, leaf, NOW + 1)
    with database.transaction(engine) as connection:
        for algorithm, value in (("sha256", sha256(b"report")), ("sm3", sha256(b"sm3 of report"))):
            assert finding.find_by_digest(connection, VAULT, algorithm, value.digest()) == []
        with pytest.raises(NotFound) as caught:
            vault.disclosures(connection, VAULT, leaf)
        assert caught.value.code == "DISCLOSURES_ERASED"
        assert disclosing.open_to(connection, VAULT, leaf, SIGNER.signer_bytes, (), NOW) == ()
        assert filings.require(connection, leaf).leaf_index == 0
        assert leaf.hex() not in everything(connection, "vault")
        assert VAULT.name_of("sha256", sha256(b"report").digest()).hex() not in everything(connection, "vault")
        assert filings.box(connection, leaf) is None
    again = receive(engine, submission, NOW + 5)
    assert (again.leaf, again.is_new) == (leaf, False)
    assert count(engine, "vault.data_keys") == 0


def test_every_private_read_is_recorded(engine: Engine) -> None:
    leaf = receive(engine, signed(draft())).leaf
    with database.transaction(engine) as connection:
        assert disclosing.open_to(connection, VAULT, leaf, SIGNER.signer_bytes, (), NOW)
        assert disclosing.open_to(connection, VAULT, leaf, b"\xaa" * 20, (13,), NOW + 4) == ()
        assert disclosing.open_to(connection, VAULT, leaf, SIGNER.signer_bytes, (12,), NOW + 9)
        recorded = vault.reads(connection, VAULT, leaf)
    assert [(read.reader, read.party, read.why, read.read_at) for read in recorded] == [
        (SIGNER.signer_bytes, None, "filer", NOW),
        (SIGNER.signer_bytes, 12, "filer", NOW + 9),
    ]


def test_secrets_of_a_submission_never_show() -> None:
    submission = signed(draft())
    assert submission.disclosures[0] not in repr(submission)
    assert submission.signature.hex() not in repr(submission)


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_mangled_submission_is_ever_stored(engine: Engine, data: st.DataObject) -> None:
    """One flipped bit anywhere is refused with an error of the family; nothing foreign leaks out."""
    good = signed(draft())
    part = data.draw(st.sampled_from(["entry", "signature", "disclosures"]))
    spoiled: Submission
    if part == "disclosures":
        which = data.draw(st.integers(0, len(good.disclosures) - 1))
        changed = list(good.disclosures)
        changed[which] = _flipped(changed[which].encode(), data).decode("latin-1")
        spoiled = replace(good, disclosures=tuple(changed))
    elif part == "entry":
        spoiled = replace(good, entry=_flipped(good.entry, data))
    else:
        spoiled = replace(good, signature=_flipped(good.signature, data))
    with pytest.raises(ZhengbenError):
        receive(engine, spoiled)
    assert count(engine, "filings") == 0


def _flipped(raw: bytes, data: st.DataObject) -> bytes:
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)
