"""The audit passes a whole log, and finds whatever is not as it was signed."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from ledger import auditing, sequencing
from ledger.core import checkpoint
from ledger.core.checkpoint import Checkpoint
from ledger.doctor.ailments import Finding
from ledger.sequencing import TileFiles
from ledger.store import database, filings
from tests.log_checks import KEY, NOW, check_log, drain, receive


def grown(engine: Engine, folder: Path, *counts: int) -> None:
    """A log with one checkpoint for each of the counts."""
    for number, count in enumerate(counts):
        receive(engine, count, f"{number} ")
        drain(engine, folder, NOW + number)


def audited(engine: Engine, folder: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in auditing.audit_log(engine, TileFiles(folder), KEY.key)}


def wrong(engine: Engine, folder: Path) -> dict[str, str]:
    """Codes of what is not well, by what was looked at."""
    return {name: finding.code for name, finding in audited(engine, folder).items() if finding.good is not True}


def altered(engine: Engine, statement: str, **values: object) -> None:
    """Change a row against which the triggers stand."""
    with database.transaction(engine) as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement), values)


def test_a_whole_log_passes(engine: Engine, tmp_path: Path) -> None:
    assert check_log(engine, tmp_path) == 0
    grown(engine, tmp_path, 5, 300, 1, 600)
    assert check_log(engine, tmp_path) == 906
    receive(engine, 2, "waiting ")
    assert audited(engine, tmp_path)["filings"].values == {"size": 906, "waiting": 2}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_changed_byte_of_any_tile_is_always_found(fresh_database, tmp_path_factory, data) -> None:
    folder = tmp_path_factory.mktemp("log")
    with fresh_database() as engine:
        grown(engine, folder, 3, 255, 4)
        path = data.draw(st.sampled_from(sorted(path for path in (folder / "tile").rglob("*") if path.is_file())))
        content = bytearray(path.read_bytes())
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content)
        found = audited(engine, folder)["tiles"]
    assert (found.good, found.code) == (False, "TILES_BROKEN")
    assert found.values["path"] == path.relative_to(folder).as_posix()


def test_a_missing_tile_is_found_unless_a_full_one_took_its_place(engine: Engine, tmp_path: Path) -> None:
    grown(engine, tmp_path, 5, 300)
    (tmp_path / "tile/0/000.p/5").unlink()
    assert wrong(engine, tmp_path) == {}
    (tmp_path / "tile/0/001.p/49").unlink()
    assert wrong(engine, tmp_path) == {"tiles": "TILES_BROKEN"}


@pytest.mark.parametrize(
    ("statement", "cause"),
    [
        ("UPDATE filings SET entry = 'other' WHERE leaf_index = 3", "does not hash to its leaf"),
        ("UPDATE filings SET leaf_index = NULL WHERE leaf_index = 3", "holds 4 of the 5 filings"),
        ("UPDATE checkpoints SET root = decode(repeat('ab', 32), 'hex') WHERE size = 5", "its note says"),
        ("UPDATE checkpoints SET previous = 4 WHERE size = 8", "does not follow"),
        ("UPDATE checkpoints SET note = 'x' || note WHERE size = 5", "does not fit the note"),
        ("DELETE FROM checkpoints WHERE size = 5", "does not follow"),
    ],
)
def test_a_database_that_was_changed_is_found(engine: Engine, tmp_path: Path, statement: str, cause: str) -> None:
    grown(engine, tmp_path, 5, 3)
    altered(engine, statement)
    found = audited(engine, tmp_path)["history"]
    assert (found.good, found.code) == (False, "HISTORY_BROKEN")
    assert cause in found.message


def test_a_head_that_was_signed_before_the_one_before_it_is_told(engine: Engine, tmp_path: Path) -> None:
    grown(engine, tmp_path, 5, 3)
    altered(engine, "UPDATE checkpoints SET signed_at = 7 WHERE size = 8")
    assert wrong(engine, tmp_path) == {"times": "TIMES_BACK"}
    assert audited(engine, tmp_path)["times"].good is None


def test_two_filings_that_changed_places_are_found(engine: Engine, tmp_path: Path) -> None:
    grown(engine, tmp_path, 5)
    for index, other in ((0, 77), (1, 0), (77, 1)):
        altered(engine, "UPDATE filings SET leaf_index = :to WHERE leaf_index = :at", at=index, to=other)
    assert wrong(engine, tmp_path) == {"history": "HISTORY_BROKEN"}


def test_a_filing_beyond_the_head_is_found(engine: Engine, tmp_path: Path) -> None:
    grown(engine, tmp_path, 5)
    receive(engine, 1, "more ")
    altered(engine, "UPDATE filings SET leaf_index = 9 WHERE leaf_index IS NULL")
    assert wrong(engine, tmp_path) == {"filings": "FILINGS_BEYOND"}


def test_a_published_head_that_the_database_does_not_have_is_found(engine: Engine, tmp_path: Path) -> None:
    grown(engine, tmp_path, 5)
    for size, code in ((9, "LOG_AHEAD"), (4, "LOG_OF_ANOTHER"), (5, "LOG_OF_ANOTHER")):
        other = Checkpoint(KEY.key.name, size, bytes(32))
        TileFiles(tmp_path).publish(checkpoint.sign(other, [KEY]).content)
        assert wrong(engine, tmp_path)["log"] == code
    (tmp_path / "checkpoint").write_bytes(b"\xff")
    assert wrong(engine, tmp_path)["log"] == "LOG_FORKED"


def test_what_a_service_will_still_do_is_no_fault(engine: Engine, tmp_path: Path, monkeypatch) -> None:
    grown(engine, tmp_path, 5)
    receive(engine, 3, "more ")
    with monkeypatch.context() as patch:
        patch.setattr(sequencing, "_publish", lambda *_: None)
        sequencing.integrate(engine, tmp_path, KEY, NOW)
    (tmp_path / f"tile/0/.000.{'ab' * 8}").write_bytes(b"half")
    found = audited(engine, tmp_path)
    assert {name: one.code for name, one in found.items() if one.good is None} == {
        "log": "LOG_UNPUBLISHED",
        "staged": "STAGED_LEFT",
        "files": "FILES_LEFT",
    }
    assert all(one.good is not False for one in found.values())


def test_a_log_that_grows_while_it_is_looked_at_is_no_contradiction(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grown(engine, tmp_path, 5)
    receive(engine, 3, "more ")
    count_from = filings.count_from

    def growing(connection: Connection, index: int) -> int:
        drain(engine, tmp_path, NOW + 1)
        return count_from(connection, index)

    with monkeypatch.context() as patch:
        patch.setattr(filings, "count_from", growing)
        assert wrong(engine, tmp_path) == {}
    assert audited(engine, tmp_path)["filings"].values == {"size": 8, "waiting": 0}


@pytest.mark.parametrize("path", ["tile/0/000.p/3", "tile/0/007", "tile/1/000.p/1", "tile/entries/x001/000", "notes"])
def test_a_file_of_no_checkpoint_is_found(engine: Engine, tmp_path: Path, path: str) -> None:
    grown(engine, tmp_path, 5)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(b"stranger")
    found = audited(engine, tmp_path)["files"]
    assert (found.good, found.code, found.values["path"]) == (False, "FILES_FOREIGN", path)
