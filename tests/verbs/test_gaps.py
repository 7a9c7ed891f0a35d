"""Whenever a backup was taken, whatever happened since: after a restore there is one history, or a refusal by name."""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger import sequencing
from ledger.chain.artifacts import NAMES
from ledger.core import canonical, checkpoint, merkle
from ledger.core.deployment import Deployed, Deployment
from ledger.core.encoding import to_base64url
from ledger.core.errors import Refused
from ledger.keeping import backing_up, restoring
from ledger.sequencing import Batch
from ledger.settings import Settings
from ledger.store import database, deployment, filings, log, losses, vault
from ledger.store.vault import Vault
from tests.conftest import EmptyDatabase, FreshDatabase
from tests.store.test_sequencing import CRASH_POINTS, KEY, NOW, Crash, break_at, check_log, drain

CONTRACTS = {name: Deployed("0x" + f"{number:040x}", bytes(32)) for number, name in enumerate(NAMES, 1)}
LEDGER = Deployment(7, bytes(32), b"s" * 32, CONTRACTS, 0, 0, KEY.name, 1)
RAW_KEYS = {"master.key": b"\1" * 32, "index.key": b"\2" * 32, "log.key": KEY.seed}
PAYING = {"payer.key": b"\3" * 32, "log-operator.key": b"\4" * 32}
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Log:
    """A log with its database and files, and all that anybody outside has seen of it."""

    engine: Engine
    data: Path
    url: str = NOWHERE
    acknowledged: list[bytes] = field(default_factory=list)
    heads: dict[int, bytes] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data, database_url=database.plain_url(self.engine), rpc_url=self.url)

    def receive(self, count: int) -> None:
        """Acknowledge so many filings, each with something that it discloses."""
        opened = Vault(RAW_KEYS["master.key"], RAW_KEYS["index.key"])
        with database.transaction(self.engine) as connection:
            for _ in range(count):
                digest = to_base64url(sha256(f"{self.data.name} {len(self.acknowledged)}".encode()).digest())
                members = {"_sd": [digest], "_sd_alg": "sha-256", "node": 1, "type": "document/1", "v": 1}
                entry = canonical.encode(members)
                leaf = merkle.leaf_hash(entry)
                filings.add(connection, leaf=leaf, entry=entry, filing_type="document/1", node=1, received_at=NOW)
                vault.put(connection, opened, leaf, [leaf.hex()], [])
                self.acknowledged.append(leaf)

    def integrate(self, entries: int) -> None:
        sequencing.integrate(self.engine, self.settings.log, KEY, NOW, Batch(entries=entries))
        self.look()

    def crash(self, point: str) -> None:
        """End in the middle of a round, and come up again or not."""
        with pytest.MonkeyPatch.context() as patch:
            break_at(point, patch)
            with suppress(Crash):
                sequencing.integrate(self.engine, self.settings.log, KEY, NOW)
        self.look()

    def look(self) -> None:
        """Note the published head, as a reader would: no size may ever have two roots."""
        path = self.settings.log / "checkpoint"
        if path.exists():
            seen = checkpoint.open_signed(path.read_text("utf-8"), KEY.name, [KEY.key])
            assert self.heads.setdefault(seen.size, seen.root) == seen.root

    def run(self, steps: list[tuple[str, int | str]]) -> None:
        for step, value in steps:
            getattr(self, step)(value)


def begin(engine: Engine, data: Path) -> Log:
    """A new log with the keys of the tests."""
    (data / "keys").mkdir(parents=True)
    for name, key in (RAW_KEYS | PAYING).items():
        (data / "keys" / name).touch(mode=0o600)
        (data / "keys" / name).write_text(key.hex() + "\n")
    with database.transaction(engine) as connection:
        deployment.record(connection, LEDGER)
        vault.unlock(connection, RAW_KEYS["master.key"], RAW_KEYS["index.key"])
    return Log(engine, data)


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # each example takes seconds: a failing one is not made smaller
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(1, 12) | st.sampled_from([255, 256, 300])),
        st.tuples(st.just("integrate"), st.integers(1, 600)),
        st.tuples(st.just("crash"), st.sampled_from(CRASH_POINTS)),
    ),
    max_size=7,
)


def _whole_or_named(
    folder: Path,
    fresh_database: FreshDatabase,
    empty_database: EmptyDatabase,
    courses: tuple[list[tuple[str, int | str]], list[tuple[str, int | str]]],
    files: bool,
) -> None:
    before, after = courses
    with fresh_database() as engine, empty_database() as url:
        old = begin(engine, folder / "old")
        old.run(before)
        backed_up = list(old.acknowledged)
        taken = backing_up.back_up(old.settings, folder / "b", folder / "k").backup
        old.run(after)
        published = max(old.heads, default=0)
        shutil.copytree(old.data / "keys", folder / "new" / "keys")
        if files and published:
            shutil.copytree(old.settings.log, folder / "new" / "log")
        new_engine = database.engine(url)
        try:
            new = Log(new_engine, folder / "new", acknowledged=[], heads=dict(old.heads))
            source = restoring.check(folder / "b", folder / "k")
            if not files or published < max(taken.head_size, 1):
                with pytest.raises(Refused) as refused:
                    restoring.restore(new.settings, source, lambda _zh, _en: None, adopt=True)
                assert refused.value.code == "PUBLISHED_MISSING"
                return
            report = restoring.restore(new.settings, source, lambda _zh, _en: None, adopt=True)
            _assert_whole(old, new, backed_up, published, report.lost)
        finally:
            new_engine.dispose()


def _assert_whole(old: Log, new: Log, backed_up: list[bytes], published: int, lost: tuple[bytes, ...]) -> None:
    """Everything that was acknowledged before the backup, or published since, is on the log once; and it goes on."""
    with database.transaction(old.engine) as connection:
        on_log = [filing.leaf for filing in filings.in_log(connection, 0, published)]
    new.receive(3)
    added = list(new.acknowledged)
    drain(new.engine, new.settings.log, NOW + 10**9)
    new.look()
    size = check_log(new.engine, new.settings.log)
    with database.transaction(new.engine) as connection:
        leaves = [filing.leaf for filing in filings.in_log(connection, 0, size)]
        assert set(log.heads(connection)) >= {at for at in old.heads if at <= size}
        opened = vault.unlock(connection, RAW_KEYS["master.key"], RAW_KEYS["index.key"])
        assert tuple(losses.lost(connection)) == lost
        for leaf in (*backed_up, *added):
            assert vault.disclosures(connection, opened, leaf) == [leaf.hex()]
    assert leaves[:published] == on_log
    assert set(leaves) == {*backed_up, *on_log, *added}
    assert len(leaves) == len(set(leaves))
    assert set(lost) == set(on_log) - set(backed_up)
    for at, root in old.heads.items():
        assert merkle.root(leaves[:at]) == root


@given(courses=st.tuples(STEPS, STEPS), files=st.sampled_from([True, True, True, False]))
@settings(max_examples=6, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
def test_after_a_few_courses_a_restore_is_whole_or_named(
    tmp_path_factory, fresh_database, empty_database, courses, files
) -> None:
    _whole_or_named(tmp_path_factory.mktemp("gap"), fresh_database, empty_database, courses, files)


@pytest.mark.slow
@given(courses=st.tuples(STEPS, STEPS), files=st.sampled_from([True, True, True, False]))
@settings(max_examples=30, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
def test_after_any_course_a_restore_is_whole_or_named(
    tmp_path_factory, fresh_database, empty_database, courses, files
) -> None:
    _whole_or_named(tmp_path_factory.mktemp("gap"), fresh_database, empty_database, courses, files)


@pytest.mark.parametrize("after", [1, 255, 256, 257, 600])
def test_a_gap_of_any_width_is_taken_in_whole(
    tmp_path: Path, fresh_database: FreshDatabase, empty_database: EmptyDatabase, after: int
) -> None:
    steps: tuple[list[tuple[str, int | str]], list[tuple[str, int | str]]]
    steps = ([("receive", 3), ("integrate", 2)], [("receive", after), ("integrate", 200), ("integrate", 900)])
    _whole_or_named(tmp_path, fresh_database, empty_database, steps, files=True)
    assert json.loads((tmp_path / "b" / "backup.json").read_text())["log"]["size"] == 2
