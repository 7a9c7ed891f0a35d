"""The list of erasures outside the database loses none, and says what of it cannot be read."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger import erasing
from ledger.core.errors import Corrupt, Unavailable, Usage, ZhengbenError
from ledger.settings import Settings
from ledger.store import database, filings, vault
from ledger.store.vault import Vault

LEAVES = [sha256(bytes([i])).digest() for i in range(20)]


@given(erased=st.lists(st.tuples(st.sampled_from(LEAVES), st.integers(0, 10**11)), max_size=12), cut=st.integers(0, 80))
def test_whatever_was_written_is_read_also_after_a_line_was_cut_short(tmp_path_factory, erased, cut) -> None:
    path = tmp_path_factory.mktemp("list") / "erased.txt"
    expected: dict[bytes, int] = {}
    for leaf, second in erased:
        erasing.remember(path, leaf, second)
        expected.setdefault(leaf, second)
    assert erasing.remembered(path) == expected
    torn = f"{LEAVES[0].hex()} 12345"[:cut].encode()
    path.write_bytes((path.read_bytes() if path.exists() else b"") + torn)
    assert erasing.remembered(path) == expected
    erasing.remember(path, LEAVES[1], 7)
    assert erasing.remembered(path) == {LEAVES[1]: 7} | expected


def test_erasures_at_the_same_time_are_all_on_the_list(tmp_path: Path) -> None:
    path = tmp_path / "erased.txt"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda leaf: erasing.remember(path, leaf, 1), LEAVES))
    assert erasing.remembered(path) == dict.fromkeys(LEAVES, 1)
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("line", ["x", LEAVES[0].hex(), LEAVES[0].hex() + " -1", "ab 3", ""])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "erased.txt"
    erasing.remember(path, LEAVES[0], 1)
    path.write_text(f"{path.read_text()}{line}\n{LEAVES[1].hex()} 5\n")
    with pytest.raises(Corrupt) as caught:
        erasing.remembered(path)
    assert caught.value.values["line"] == 2
    (tmp_path / "folder").mkdir()
    with pytest.raises(Usage):
        erasing.remembered(tmp_path / "folder")


def test_nothing_is_erased_that_cannot_be_put_on_the_list(engine: Engine, tmp_path: Path) -> None:
    opened, leaf = Vault(bytes([1]) * 32, bytes([2]) * 32), LEAVES[0]
    with database.transaction(engine) as connection:
        filings.add(connection, leaf=leaf, entry=b"entry", filing_type="t", node=1, received_at=1)
        vault.put(connection, opened, leaf, ["who it was"], [])
    (tmp_path / "no folder").write_text("")
    url, rpc_url = database.plain_url(engine), "http://127.0.0.1:9"
    closed = Settings(data=tmp_path, database_url=url, rpc_url=rpc_url, erasures=tmp_path / "no folder" / "list")
    with pytest.raises(Unavailable):
        erasing.erase(closed, leaf)
    with database.transaction(engine) as connection:
        assert vault.disclosures(connection, opened, leaf) == ["who it was"]
    open_ = Settings(data=tmp_path, database_url=url, rpc_url=rpc_url, erasures=tmp_path / "elsewhere" / "list")
    assert erasing.erase(open_, leaf)
    assert list(erasing.remembered(open_.erased_list)) == [leaf]
    with pytest.raises(ZhengbenError):
        erasing.erase(open_, LEAVES[1])
    assert list(erasing.remembered(open_.erased_list)) == [leaf]
