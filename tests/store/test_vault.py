"""The vault: private things open with the right keys only, and not at all once they are erased."""

import pytest
from sqlalchemy import Connection, Engine, text

from ledger.core import merkle
from ledger.core.errors import Corrupt, NotFound
from ledger.store import database, filings, sealing, vault
from ledger.store.vault import FileDigest, Vault

MASTER, INDEX = bytes([1]) * 32, bytes([2]) * 32
SHA, SM3 = FileDigest("sha256", bytes([7]) * 32), FileDigest("sm3", bytes([8]) * 32)
NOW = 1_790_000_000


def file(engine: Engine, name: str, *digests: FileDigest) -> bytes:
    """Stores a filing that discloses its name."""
    leaf = merkle.leaf_hash(name.encode())
    with database.transaction(engine) as connection:
        opened = vault.unlock(connection, MASTER, INDEX)
        filings.add(connection, leaf=leaf, entry=name.encode(), filing_type="t", node=1, received_at=NOW)
        vault.put(connection, opened, leaf, [f"disclosure of {name}", "another"], digests)
    return leaf


def find(engine: Engine, digest: FileDigest) -> list[bytes]:
    with database.transaction(engine) as connection:
        return list(vault.find(connection, vault.unlock(connection, MASTER, INDEX), digest, 9))


def test_disclosures_come_back_as_they_were(engine: Engine) -> None:
    leaf = file(engine, "paper")
    with database.transaction(engine) as connection:
        opened = vault.unlock(connection, MASTER, INDEX)
        assert vault.disclosures(connection, opened, leaf) == ["disclosure of paper", "another"]


def test_a_digest_leads_to_every_filing_that_has_it(engine: Engine) -> None:
    first, second, third = file(engine, "one", SHA, SM3), file(engine, "two", SHA), file(engine, "three")
    assert sorted(find(engine, SHA)) == sorted([first, second])
    assert find(engine, SM3) == [first]
    assert third not in find(engine, SHA)
    assert find(engine, FileDigest("sm3", SHA.value)) == []


def test_the_same_digest_twice_in_one_filing_is_one_finding(engine: Engine) -> None:
    assert find(engine, SHA) == []
    assert file(engine, "twice", SHA, SHA) in find(engine, SHA)
    assert len(find(engine, SHA)) == 1


def test_what_is_erased_while_it_is_read_is_said_to_be_erased(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf, box = file(engine, "going"), filings.box

    def slower(connection: Connection, asked: bytes) -> bytes | None:
        with database.transaction(engine) as other:
            vault.erase(other, leaf, NOW + 1)
        return box(connection, asked)

    monkeypatch.setattr(filings, "box", slower)
    with database.transaction(engine) as connection, pytest.raises(NotFound) as caught:
        vault.disclosures(connection, Vault(MASTER, INDEX), leaf)
    assert caught.value.code == "DISCLOSURES_ERASED"


def test_erasing_reaches_disclosures_digests_and_reads(engine: Engine) -> None:
    kept, leaf = file(engine, "kept", SHA), file(engine, "gone", SHA, SM3)
    with database.transaction(engine) as connection:
        opened = vault.unlock(connection, MASTER, INDEX)
        vault.record_read(connection, opened, leaf, NOW, reader=b"r" * 20, party=4, why="officer")
        assert vault.erase(connection, leaf, NOW + 1)
        assert vault.erased_at(connection, leaf) == NOW + 1
        assert vault.erased_at(connection, kept) is None
        assert not vault.erase(connection, leaf, NOW + 2)
        for ask in (vault.disclosures, vault.reads):
            with pytest.raises(NotFound) as caught:
                ask(connection, opened, leaf)
            assert caught.value.code == "DISCLOSURES_ERASED"
        assert vault.disclosures(connection, opened, kept)
    assert find(engine, SHA) == [kept]
    assert find(engine, SM3) == []


def test_a_backup_without_the_data_key_cannot_be_opened_after_erasure(engine: Engine) -> None:
    leaf = file(engine, "gone", SHA)
    with database.transaction(engine) as connection:
        box = filings.box(connection, leaf)
        index = connection.execute(vault.digest_index.select()).one()
        vault.erase(connection, leaf, NOW)
        remaining = connection.execute(text("SELECT count(*) FROM vault.data_keys")).scalar()
    assert remaining == 0
    assert box is not None
    assert leaf not in (index.key_id, index.mac, index.sealed_leaf)
    for key in (MASTER, INDEX):
        with pytest.raises(Corrupt):
            sealing.unseal(key, "disclosures", leaf, box)
        with pytest.raises(Corrupt):
            sealing.unseal(key, "leaf", index.mac, index.sealed_leaf)


def test_reads_are_recorded_for_the_filing_alone(engine: Engine) -> None:
    leaf, other = file(engine, "read"), file(engine, "unread")
    with database.transaction(engine) as connection:
        opened = vault.unlock(connection, MASTER, INDEX)
        vault.record_read(connection, opened, leaf, NOW, reader=b"r" * 20, party=None, why="filer")
        vault.record_read(connection, opened, leaf, NOW + 5, reader=b"q" * 84, party=9, why="officer")
        assert vault.reads(connection, opened, other) == []
        assert vault.reads(connection, opened, leaf) == [
            vault.PrivateRead(leaf, NOW, b"r" * 20, None, "filer"),
            vault.PrivateRead(leaf, NOW + 5, b"q" * 84, 9, "officer"),
        ]


def test_another_key_than_the_first_is_refused_before_it_writes(engine: Engine) -> None:
    file(engine, "first")
    for master, index in ((INDEX, INDEX), (MASTER, MASTER)):
        with database.transaction(engine) as connection, pytest.raises(Corrupt) as caught:
            vault.unlock(connection, master, index)
        assert caught.value.code == "VAULT_KEY_CHANGED"


def test_an_unknown_filing_is_not_found(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        opened = vault.unlock(connection, MASTER, INDEX)
        with pytest.raises(NotFound) as caught:
            vault.disclosures(connection, opened, bytes(32))
        assert caught.value.code == "FILING_UNKNOWN"
        with pytest.raises(NotFound):
            vault.erase(connection, bytes(32), NOW)


def test_a_sealed_value_opens_in_its_own_place_only() -> None:
    key = sealing.new_key()
    sealed = sealing.seal(key, "disclosures", b"leaf", b"plain")
    assert sealing.unseal(key, "disclosures", b"leaf", sealed) == b"plain"
    wrong = [
        (sealing.new_key(), "disclosures", b"leaf", sealed),
        (key, "read", b"leaf", sealed),
        (key, "disclosures", b"other", sealed),
        (key, "disclosures", b"leaf", sealed[:-1]),
        (key, "disclosures", b"leaf", bytes([sealed[0] ^ 1]) + sealed[1:]),
        (key, "disclosures", b"leaf", b""),
    ]
    for arguments in wrong:
        with pytest.raises(Corrupt):
            sealing.unseal(*arguments)


def test_sealing_twice_never_looks_the_same() -> None:
    key = sealing.new_key()
    assert sealing.seal(key, "p", b"", b"plain") != sealing.seal(key, "p", b"", b"plain")


def test_keys_never_show() -> None:
    assert repr(Vault(MASTER, INDEX)) == "Vault()"
