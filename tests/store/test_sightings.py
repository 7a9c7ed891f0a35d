"""Sightings go with their blocks, and are read as of any of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from ledger.core.deployment import Deployed, Deployment
from ledger.core.errors import Conflict, Unavailable
from ledger.store import attestations, database, deployment, network, sighting_tables, sightings, titles
from ledger.store.sightings import SeenBlock, words_bytes, words_of

TITLE = b"t" * 32


def _blocks(connection: Connection, count: int, *, salt: bytes = b"a") -> None:
    rows = [SeenBlock(i, salt * 28 + i.to_bytes(4, "big"), bytes(32), 1000 + 10 * i) for i in range(count)]
    sightings.add_blocks(connection, rows)


def _event(connection: Connection, number: int, index: int, digest: bytes | None = None) -> dict[str, int]:
    row = {
        "block_hash": b"h" * 32,
        "tx_hash": bytes([number]) * 32,
        "contract": "TitleRegistry",
        "name": "Conveyed",
        "digest": digest,
        "args": {},
        "block_number": number,
        "log_index": index,
    }
    sightings.add(connection, sighting_tables.events, [row])
    return {"block_number": number, "log_index": index}


def _version(connection: Connection, number: int, version: int, act: str, *holders: int) -> None:
    row = {
        "achievement": TITLE,
        "version": version,
        "act": act,
        "status": 1 if act == "register" else 4,
        "node": 1,
        "rule": 0,
        "delegate": 0,
        "entries": len(holders),
        "words": words_bytes([1]),
        "holders": list(holders),
        "digest": bytes([version]) * 32,
        "filing": b"f" * 32,
        "use_grant": None,
        "basis": None,
        "ground": None,
        "successor": None,
        **_event(connection, number, 0, bytes([version]) * 32),
    }
    sightings.add(connection, sighting_tables.title_versions, [row])


def test_everything_goes_with_its_block(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        _blocks(connection, 6)
        _version(connection, 1, 1, "register", 4)
        _version(connection, 4, 2, "confirm", 4, 5)
        for table, row in (
            (sighting_tables.anchors, {"size": 3, "root": b"r" * 32, "time": 5}),
            (sighting_tables.parties, {"party": 1, "kind": 2, "identity": b"i", "voucher": 0, "guardian": 0}),
            (sighting_tables.signers, {"party": 1, "signer": b"s" * 20, "since": 5, "cause": 0, "may_dispose": 0}),
        ):
            sightings.add(connection, table, [{**row, "block_number": 5, "log_index": 1}])
        assert sightings.rewind(connection, 3) == 2
        assert sightings.rewind(connection, 3) == 0
        for table in sighting_tables.SIGHTINGS:
            numbers = table.c.number if table is sighting_tables.blocks else table.c.block_number
            assert max(connection.scalars(select(numbers)), default=0) <= 3
        found = titles.title(connection, TITLE, 99)
        assert found is not None
        assert found.version.version == 1


def test_a_title_is_read_as_of_any_block(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        _blocks(connection, 8)
        _version(connection, 1, 1, "register", 4)
        _version(connection, 4, 2, "confirm", 4, 5)
        _version(connection, 6, 3, "convey", 5)
        standing = [titles.title(connection, TITLE, number) for number in range(8)]
        versions = [None if found is None else found.version.version for found in standing]
        assert versions == [None, 1, 1, 1, 2, 2, 3, 3]
        assert [len(titles.held_by(connection, 4, number, limit=9)) for number in range(8)] == [0, 1, 1, 1, 1, 1, 0, 0]
        assert [len(titles.held_by(connection, 5, number, limit=9)) for number in range(8)] == [0, 0, 0, 0, 1, 1, 1, 1]
        newest = sightings.latest_titles(connection, [TITLE, b"u" * 32])
        assert {name: found.version for name, found in newest.items()} == {TITLE: 3}


def test_a_proposal_is_open_until_a_confirmation_follows_it(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        _blocks(connection, 9)
        _version(connection, 1, 1, "register", 4)
        for number in (2, 7):
            row = {
                "achievement": TITLE,
                "version": 1,
                "terms": bytes([number]) * 32,
                "round": number,
                "notice_until": 9,
                "digest": b"d" * 32,
                "filing": b"f" * 32,
            }
            sightings.add(connection, sighting_tables.proposals, [{**row, **_event(connection, number, 1)}])
        _version(connection, 4, 2, "confirm", 4)
        _version(connection, 5, 3, "convey", 5)
        _version(connection, 8, 4, "convey", 6)
        found = [titles.open_proposal(connection, TITLE, number) for number in range(9)]
        assert [None if p is None else p.terms[0] for p in found] == [None, None, 2, 2, None, None, None, 7, 7]


def test_the_block_at_a_time_is_the_last_one_not_after_it(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        _blocks(connection, 4)
        times = (999, 1000, 1009, 1010, 5000)
        found = [titles.block_at(connection, time) for time in times]
        assert [None if block is None else block.number for block in found] == [None, 0, 0, 1, 3]


def test_an_appointment_is_as_long_as_it_was_known_to_be_at_a_block(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        _blocks(connection, 5)
        row = {"appointment": 1, "node": 1, "officer": 2, "powers": 4, "starts": 0, "until": 900}
        sightings.add(connection, sighting_tables.appointments, [{**row, "block_number": 1, "log_index": 0}])
        for number, until in ((2, 800), (3, 700)):
            end = {"appointment": 1, "until": until, "block_number": number, "log_index": 0}
            sightings.add(connection, sighting_tables.appointment_ends, [end])
        found = [network.appointment(connection, 1, number) for number in range(5)]
        assert [None if row is None else row.until for row in found] == [None, 900, 800, 700, 700]


def test_a_party_is_found_by_its_present_signer_only(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        _blocks(connection, 3)
        for number, party, signer in ((0, 1, b"a"), (1, 2, b"a"), (2, 1, b"b")):
            row = {"party": party, "signer": signer, "since": 5, "cause": 0, "may_dispose": 0}
            row |= {"block_number": number, "log_index": 0}
            sightings.add(connection, sighting_tables.signers, [row])
        assert network.parties_of_signer(connection, b"a") == [2]
        assert network.parties_of_signer(connection, b"b") == [1]
        assert sightings.signers_of(connection, 1) == [b"b", b"a"]


@given(st.lists(st.integers(0, (1 << 256) - 1), max_size=4))
def test_words_survive_storage(words: list[int]) -> None:
    assert words_of(words_bytes(words)) == tuple(words)


def test_the_ledgers_row_is_written_once(engine: Engine) -> None:
    first = Deployment(
        chain_id=1337,
        genesis=b"g" * 32,
        salt=b"s" * 32,
        contracts={"Authority": Deployed("0x" + "ab" * 20, b"c" * 32)},
        first_block=3,
        block=5,
        log_origin="log.example",
        log_operator=2,
    )
    with database.transaction(engine) as connection:
        with pytest.raises(Unavailable):
            deployment.get(connection)
        deployment.record(connection, first)
        deployment.record(connection, first)
        assert deployment.get(connection) == first
        other = Deployment(**{**vars(first), "salt": b"z" * 32})
        with pytest.raises(Conflict):
            deployment.record(connection, other)


def test_a_block_named_in_a_trust_file_is_kept_with_the_time_of_its_first_naming(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        for now in (5, 6):
            attestations.attest(connection, 3, b"h" * 32, now)
        attestations.attest(connection, 2, b"g" * 32, 7)
        assert [(row.number, row.attested_at) for row in attestations.attested(connection)] == [(2, 7), (3, 5)]
