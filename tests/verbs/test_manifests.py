"""Manifests as they are received: counted once, stored whole or not at all, and within the reach of erasure."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import IO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from ledger import manifests
from ledger.core import manifest, merkle
from ledger.core.errors import Corrupt, NotFound, Unavailable, ZhengbenError
from ledger.keyring import AccountSigner
from ledger.manifests import Receipts
from ledger.store import database, filings, sealed_lines, sealing, vault
from ledger.store import manifests as stored
from ledger.store.vault import FileDigest, Vault
from tests.manifest_making import Made, lines_of, sign

ORIGIN = "log.example/zhengben"
NOW = 1_790_000_000
SIGNER = AccountSigner(bytes([7]) * 32)
VAULT = Vault(bytes([1]) * 32, bytes([2]) * 32)
TABLES = ("filings", "disclosure_boxes", "manifest_lines", "vault.data_keys", "vault.digest_index")


def make(count: int, seed: str = "") -> Made:
    return sign(lines_of([f"{number}.dat" for number in range(count)], seed), SIGNER, ORIGIN, NOW)


def receive(engine: Engine, made: Made, pieces: int = 1000, now: int = NOW) -> Receipts:
    with database.transaction(engine) as connection:
        incoming = manifests.begin(connection, VAULT, made.submission, now, ORIGIN)
    with incoming:
        for start in range(0, len(made.lines), pieces):
            incoming.add(made.lines[start : start + pieces])
        with database.transaction(engine) as connection:
            return incoming.store(connection, now)


def counts(engine: Engine) -> dict[str, int]:
    with database.transaction(engine) as connection:
        return {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in TABLES}  # noqa: S608


def lines(engine: Engine, leaf: bytes) -> list[str]:
    with database.transaction(engine) as connection:
        return [line for part in sealed_lines.read(connection, VAULT, leaf) for line in part]


@pytest.mark.parametrize("count", [1, 255, 256, 257, 1000])
def test_lines_come_back_as_they_were_and_each_is_proved(engine: Engine, count: int) -> None:
    made = make(count)
    received = receive(engine, made, pieces=100)
    leaf = received.filing.leaf
    assert lines(engine, leaf) == list(made.lines)
    with database.transaction(engine) as connection:
        for number in {0, count // 2, count - 1}:
            shown = manifests.line(connection, VAULT, leaf, number)
            assert shown.disclosure == made.lines[number]
            merkle.verify_inclusion(
                number, count, manifest.parse(shown.disclosure).leaf, shown.path, received.lines.root
            )
        with pytest.raises(NotFound):
            manifests.line(connection, VAULT, leaf, count)


def test_of_many_identical_manifests_at_once_one_is_new(engine: Engine) -> None:
    made = make(300)
    with ThreadPoolExecutor(6) as pool:
        received = list(pool.map(lambda _: receive(engine, made), range(12)))
    assert sum(one.filing.is_new for one in received) == 1
    assert len({replace(one.filing, is_new=True) for one in received}) == 1
    assert counts(engine) == dict.fromkeys(TABLES, 1) | {"manifest_lines": 2, "vault.digest_index": 600}


def test_a_manifest_that_is_known_is_receipted_at_any_time(engine: Engine) -> None:
    made = make(3)
    first = receive(engine, made).filing
    again = receive(engine, made, now=NOW + 30 * 86_400).filing
    assert again == replace(first, is_new=False)
    with pytest.raises(ZhengbenError) as caught:
        receive(engine, make(4), now=NOW + 30 * 86_400)
    assert caught.value.code == "FILED_AT_FAR"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_lines_that_were_not_signed_are_never_stored(engine: Engine, data: st.DataObject) -> None:
    made = make(6)
    other = lines_of(["x", "y"], "other")
    changed = data.draw(
        st.lists(st.sampled_from([*made.lines, *other]), max_size=8).filter(lambda drawn: tuple(drawn) != made.lines)
    )
    with pytest.raises(ZhengbenError):
        receive(engine, made.with_lines(*changed), pieces=data.draw(st.integers(1, 8)))
    assert counts(engine) == dict.fromkeys(TABLES, 0)


def test_a_full_disk_where_lines_wait_is_said_and_nothing_stored(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: IO[bytes], _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    class Full:
        def __init__(self, _size: int) -> None:
            self.written = 0

        def write(self, content: bytes) -> None:
            self.written += len(content)
            if self.written > 100:
                full(self, content)  # type: ignore[arg-type]

        def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr(stored.tempfile, "SpooledTemporaryFile", Full)
    with pytest.raises(Unavailable) as caught:
        receive(engine, make(300))
    assert caught.value.code == "DISK_UNAVAILABLE"
    assert counts(engine) == dict.fromkeys(TABLES, 0)


def test_a_database_that_gives_up_in_the_middle_stores_nothing_and_says_so(engine: Engine) -> None:
    made = make(2000)
    with database.transaction(engine) as connection:
        incoming = manifests.begin(connection, VAULT, made.submission, NOW, ORIGIN)

    def store_at_once() -> None:
        with database.transaction(engine) as connection:
            connection.execute(text("SET LOCAL statement_timeout = 1"))
            incoming.store(connection, NOW)

    with incoming:
        incoming.add(made.lines)
        with pytest.raises(Unavailable) as caught:
            store_at_once()
    assert caught.value.code == "DATABASE_BUSY"
    assert counts(engine) == dict.fromkeys(TABLES, 0)
    assert receive(engine, made).filing.is_new


def test_what_waits_in_temporary_files_is_sealed(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
    written: list[bytes] = []
    real = stored._write
    monkeypatch.setattr(stored, "_write", lambda file, content: (written.append(content), real(file, content))[1])
    made = make(300)
    receive(engine, made)
    spooled = b"".join(written)
    assert len(spooled) > sum(map(len, made.lines))
    for line in made.lines:
        told = manifest.parse(line)
        for secret in (line[:40].encode(), told.name.encode(), bytes.fromhex(told.sha256), bytes.fromhex(told.sm3)):
            assert secret not in spooled


def test_a_backup_of_the_lines_cannot_be_opened_after_erasure(engine: Engine) -> None:
    made = make(300)
    leaf = receive(engine, made).filing.leaf
    with database.transaction(engine) as connection:
        backup = list(stored.parts(connection, leaf))
        assert vault.erase(connection, leaf, NOW)
        assert list(stored.parts(connection, leaf)) == []
        told = manifest.parse(made.lines[0])
        assert vault.find(connection, VAULT, FileDigest("sha256", bytes.fromhex(told.sha256)), 9) == {}
        with pytest.raises(NotFound) as caught:
            list(sealed_lines.read(connection, VAULT, leaf))
        assert caught.value.code == "DISCLOSURES_ERASED"
        assert filings.get(connection, leaf) is not None
    for part, sealed in backup:
        for key in (VAULT.master_key, VAULT.index_key):
            with pytest.raises(Corrupt):
                sealing.unseal(key, "lines", leaf + part.to_bytes(4, "big"), sealed)


def test_a_part_that_was_moved_does_not_open(engine: Engine) -> None:
    leaf = receive(engine, make(600)).filing.leaf
    with database.transaction(engine) as connection:
        connection.execute(text("UPDATE manifest_lines SET part = part + 100"))
        connection.execute(text("UPDATE manifest_lines SET part = (part - 99) % 3"))
    with pytest.raises(Corrupt):
        lines(engine, leaf)
