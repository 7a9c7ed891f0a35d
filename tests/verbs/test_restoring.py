"""A backup of a running ledger brings back the same ledger: its log goes on, and what is gone is named."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger import anchoring, erasing, exporting, intake, opening, worker
from ledger.core import checkpoint, merkle, tiles
from ledger.core.errors import Conflict, Corrupt, NotFound, Refused, Unavailable, Usage, ZhengbenError
from ledger.core.verify import verify
from ledger.doctor import examining
from ledger.keeping import adopting, backing_up, backups, restoring
from ledger.keeping.restoring import Restored
from ledger.local.testing import Node
from ledger.sequencing import TileFiles
from ledger.service import Service
from ledger.settings import Settings
from ledger.store import database, filings, log, losses, restoration, vault
from tests.verbs.open_ledger import Ledger, exported, open_ledger
from tests.verbs.test_gaps import begin


def quiet(_zh: str, _en: str) -> None:
    """Nobody listens."""


@dataclass
class Place:
    """A ledger, and where its backups go; each restore has a database and a data folder of its own."""

    ledger: Ledger
    folder: Path
    url: str

    def back_up(self, name: str = "b1") -> tuple[Path, Path]:
        """Take a backup; its two folders."""
        target, data_keys = self.folder / name, self.folder / f"{name}-keys"
        backing_up.back_up(self.ledger.service.settings, target, data_keys)
        return target, data_keys

    def elsewhere(self, *, files: bool, name: str = "new") -> Settings:
        """Settings of an empty database and a new data folder, with the keys and, if wanted, the published log."""
        here, there = self.ledger.service.settings, self.folder / name
        shutil.copytree(here.keys, there / "keys")
        if files and here.log.exists():
            shutil.copytree(here.log, there / "log")
        return here.model_copy(update={"data": there, "database_url": self.url})

    def restore(self, settings: Settings, target: Path, data_keys: Path, **how: bool) -> Restored:
        """Restore into those settings."""
        return restoring.restore(settings, restoring.check(target, data_keys), quiet, **how)

    @contextmanager
    def opened(self, settings: Settings) -> Iterator[Ledger]:
        """The restored ledger, opened as a service opens it, its clock that of the chain."""
        with opening.opened(settings, quiet) as opened:
            yield Ledger(replace(opened.service, clock=lambda: self.ledger.node.now), self.ledger.node)


@pytest.fixture
def place(tmp_path: Path, engine: Engine, database_url: str, anvil: Node) -> Iterator[Place]:
    with open_ledger(tmp_path / "data", engine, anvil) as ledger:
        yield Place(ledger, tmp_path, database_url)


def head(folder: Path) -> checkpoint.Checkpoint:
    """The published head of a log folder."""
    return checkpoint.parse((folder / "checkpoint").read_text("utf-8").partition("\n\n")[0] + "\n")


def assert_consistent(files: TileFiles, earlier: list[checkpoint.Checkpoint]) -> None:
    """The published log is a continuation of every earlier head."""
    newest = head(files.folder)
    for old in earlier:
        path = merkle.consistency_path(old.size, newest.size, tiles.tile_reader(newest.size, files.read))
        merkle.verify_consistency(old.size, newest.size, old.root, newest.root, path)


def provable(service: Service, leaf: bytes) -> bool:
    """Whether the evidence of a filing is valid by the service's own trust file."""
    disclosures = tuple(_disclosures(service, leaf))
    bundle = exported(exporting.filing_evidence, service, leaf, disclosures)
    return verify(bundle, exported(exporting.trust_file, service)).verdict == "VALID"


def _disclosures(service: Service, leaf: bytes) -> list[str]:
    with database.transaction(service.engine) as connection:
        return vault.disclosures(connection, service.vault, leaf)


def state(settings: Settings, leaf: bytes) -> str:
    """Whether a filing's disclosures are here, erased or lost."""
    engine = database.engine(settings.database_url or "")
    keys = intake_keys(settings)
    try:
        with database.transaction(engine) as connection:
            vault.disclosures(connection, vault.unlock(connection, *keys), leaf)
        return "here"
    except NotFound as error:
        return error.code
    finally:
        engine.dispose()


def intake_keys(settings: Settings) -> tuple[bytes, bytes]:
    from ledger.keyring import Keyring

    return Keyring(settings.keys).master_key(), Keyring(settings.keys).index_key()


def test_a_restored_ledger_goes_on_with_the_same_log_and_the_same_anchors(place: Place) -> None:
    before = [place.ledger.filed() for _ in range(3)]
    waiting = place.ledger.file()
    heads = [head(place.ledger.service.settings.log)]
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    report = place.restore(settings, target, data_keys)
    assert (report.filings, report.waiting, report.size, report.missing) == (4, 1, 3, 0)
    assert (report.adopted, report.lost, report.erased) == (None, (), 0)
    assert report.anchored == 3
    with place.opened(settings) as again:
        again.settle()
        new = again.filed()
        heads.append(head(settings.log))
        again.filed()
        assert_consistent(again.service.tiles, heads)
        anchored = again.service.contracts.anchors.head(again.service.chain.head())
        assert anchored.size == head(settings.log).size == 6
        for leaf in (*before, waiting, new):
            assert provable(again.service, leaf)


def test_what_was_published_after_the_backup_is_taken_in_when_told_to_and_not_before(place: Place) -> None:
    first = place.ledger.filed()
    waiting = place.ledger.file()
    target, data_keys = place.back_up()
    place.ledger.settle()
    later = [place.ledger.filed() for _ in range(2)]
    place.ledger.file()  # acknowledged, and in nobody's copy: gone with the database
    published = head(place.ledger.service.settings.log)
    settings = place.elsewhere(files=True)
    with pytest.raises(Refused) as refused:
        place.restore(settings, target, data_keys)
    assert refused.value.code == "PUBLISHED_AHEAD"
    report = place.restore(settings, target, data_keys, adopt=True)
    assert report.adopted is not None
    assert (report.adopted.before.size, report.adopted.head, report.adopted.stored) == (1, published.head, 2)
    assert report.lost == tuple(later)
    assert (report.size, report.waiting, report.missing) == (4, 0, 0)
    with place.opened(settings) as again:
        again.settle()
        again.filed()
        assert_consistent(again.service.tiles, [published])
        assert provable(again.service, first)
        assert provable(again.service, waiting)
        for leaf in later:
            with pytest.raises(NotFound) as lost:
                _disclosures(again.service, leaf)
            assert lost.value.code == "DISCLOSURES_LOST"
            bundle = exported(exporting.filing_evidence, again.service, leaf, ())
            assert verify(bundle, exported(exporting.trust_file, again.service)).verdict == "VALID"


def test_every_anchored_size_on_the_way_is_known_again(place: Place) -> None:
    target, data_keys = place.back_up()
    leaves = [place.ledger.filed() for _ in range(3)]  # each anchored by itself
    settings = place.elsewhere(files=True)
    for path in (settings.log / "tile").rglob("*.p/*"):  # a mirror that keeps the newest partial tiles only
        if path.name != "3":
            path.unlink()
    place.restore(settings, target, data_keys, adopt=True)
    with place.opened(settings) as again, database.transaction(again.service.engine) as connection:
        assert sorted(log.heads(connection)) == [1, 2, 3]
        anchoring.require_continued(connection)
        assert [filing.leaf for filing in filings.in_log(connection, 0, 3)] == leaves


def test_the_same_submission_brings_lost_disclosures_back_once_and_an_erased_one_never(place: Place) -> None:
    target, data_keys = place.back_up()
    ledger, submissions = place.ledger, []
    original = intake.receive

    def noting(connection, opened, submission, now, origin):  # type: ignore[no-untyped-def]
        submissions.append(submission)
        return original(connection, opened, submission, now, origin)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "receive", noting)
        kept, gone = ledger.filed(), ledger.filed()
    settings = place.elsewhere(files=True)
    erasing.erase(ledger.service.settings, gone)
    shutil.copy(ledger.service.settings.erased_list, settings.erased_list)
    report = place.restore(settings, target, data_keys, adopt=True)
    assert (report.lost, report.erased) == ((kept,), 1)
    with place.opened(settings) as again:
        service, origin = again.service, again.service.deployment.log_origin
        again.node.advance(40 * 3600)  # far beyond what intake takes as the present
        for submission in [*submissions, *submissions]:
            with database.transaction(service.engine) as connection:
                receipt = intake.receive(connection, service.vault, submission, service.clock(), origin)
            assert (receipt.is_new, receipt.status) == (False, "integrated")
        assert state(settings, kept) == "here"
        assert state(settings, gone) == "DISCLOSURES_ERASED"
        with database.transaction(service.engine) as connection:
            assert losses.lost(connection) == []
            assert vault.erase(connection, kept, service.clock())


def test_a_lost_filing_can_be_erased_so_that_nothing_brings_it_back(place: Place) -> None:
    target, data_keys = place.back_up()
    leaf = place.ledger.filed()
    settings = place.elsewhere(files=True)
    place.restore(settings, target, data_keys, adopt=True)
    assert state(settings, leaf) == "DISCLOSURES_LOST"
    assert erasing.erase(settings, leaf)
    assert not erasing.erase(settings, leaf)
    assert state(settings, leaf) == "DISCLOSURES_ERASED"


def test_an_erasure_reaches_the_backup_from_before_it_by_the_list(place: Place) -> None:
    kept, gone = place.ledger.filed(), place.ledger.filed()
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    assert erasing.erase(place.ledger.service.settings, gone)
    shutil.copy(place.ledger.service.settings.erased_list, settings.erased_list)
    report = place.restore(settings, target, data_keys)
    assert report.erased == 1
    assert (state(settings, kept), state(settings, gone)) == ("here", "DISCLOSURES_ERASED")


def test_an_erasure_reaches_the_backup_from_before_it_by_newer_data_keys(place: Place) -> None:
    kept, gone = place.ledger.filed(), place.ledger.filed()
    target, _ = place.back_up()
    erasing.erase(place.ledger.service.settings, gone)
    _, newer = place.back_up("b2")
    settings = place.elsewhere(files=True)
    report = place.restore(settings, target, newer)
    assert (report.erased, report.lost) == (1, ())
    assert (state(settings, kept), state(settings, gone)) == ("here", "DISCLOSURES_ERASED")


def test_older_data_keys_bring_nothing_erased_back_and_what_they_lack_is_named(place: Place) -> None:
    kept, gone = place.ledger.filed(), place.ledger.filed()
    _, older = place.back_up()
    erasing.erase(place.ledger.service.settings, gone)
    later = place.ledger.filed()
    target, _ = place.back_up("b2")
    settings = place.elsewhere(files=True)
    report = place.restore(settings, target, older)
    assert report.lost == (later,)
    assert [state(settings, leaf) for leaf in (kept, gone, later)] == ["here", "DISCLOSURES_ERASED", "DISCLOSURES_LOST"]


def test_entries_that_the_chain_anchored_and_nobody_has_are_named_and_nothing_is_signed(place: Place) -> None:
    place.ledger.filed()
    target, data_keys = place.back_up()
    place.ledger.filed()
    place.ledger.filed()
    settings = place.elsewhere(files=False)
    with pytest.raises(Refused) as refused:
        place.restore(settings, target, data_keys)
    assert refused.value.code == "PUBLISHED_MISSING"
    report = place.restore(settings, target, data_keys, published_lost=True)
    assert (report.size, report.anchored, report.missing) == (1, 3, 2)
    assert report.sent_since == 2
    with pytest.raises(Corrupt) as caught, place.opened(settings):
        pass
    assert caught.value.code == "LOG_BEHIND_ANCHOR"
    assert caught.value.values["missing"] == 2
    # A worker that is at it already does not sign either.
    service = replace(place.ledger.service, settings=settings, engine=database.engine(place.url))
    ledger = Ledger(service, place.ledger.node)
    ledger.file()
    with pytest.raises(Corrupt) as stopped:
        worker.tick(service)
    assert stopped.value.code == "LOG_BEHIND_ANCHOR"
    assert head(settings.log).size == 1
    service.engine.dispose()
    # With the published log all is well again.
    shutil.rmtree(settings.log)
    shutil.copytree(place.ledger.service.settings.log, settings.log)
    later = restoring.adopt_published(settings, quiet)
    assert (later.size, later.missing) == (3, 0)
    with place.opened(settings) as again:
        again.settle()
        assert again.service.contracts.anchors.head(again.service.chain.head()).size == 4


@pytest.mark.slow
def test_the_published_log_of_another_history_is_refused(place: Place, fresh_database, anvil: Node) -> None:  # type: ignore[no-untyped-def]
    place.ledger.filed()
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    with fresh_database() as engine, open_ledger(place.folder / "other", engine, anvil) as other:
        for name in ("log.key",):
            shutil.copy(place.ledger.service.settings.keys / name, other.service.settings.keys / name)
        forger = replace(other.service)
        for _ in range(2):
            Ledger(forger, anvil).file()
        worker._grow_log(forger)
        shutil.rmtree(settings.log)
        shutil.copytree(forger.settings.log, settings.log)
    with pytest.raises(Corrupt) as caught:
        place.restore(settings, target, data_keys, adopt=True)
    assert caught.value.code == "LOG_FORKED"
    with pytest.raises(Unavailable) as unfinished, place.opened(settings):
        pass
    assert unfinished.value.code == "RESTORE_UNFINISHED"


@pytest.mark.parametrize("harm", ["entry", *(pytest.param(harm, marks=pytest.mark.slow) for harm in ("hash", "gone"))])
def test_a_published_log_that_was_changed_is_not_taken_in(place: Place, harm: str) -> None:
    target, data_keys = place.back_up()
    for _ in range(3):
        place.ledger.file()
    place.ledger.settle()
    settings = place.elsewhere(files=True)
    tile = settings.log / ("tile/0/000.p/3" if harm == "hash" else "tile/entries/000.p/3")
    content = tile.read_bytes()
    if harm == "gone":
        tile.unlink()
    else:
        at = content.index(b'"node":1') + 7 if harm == "entry" else 5
        tile.write_bytes(content[:at] + (b"2" if harm == "entry" else bytes([content[at] ^ 1])) + content[at + 1 :])
    with pytest.raises(Corrupt) as caught:
        place.restore(settings, target, data_keys, adopt=True)
    assert caught.value.code in ("LOG_FORKED", "PUBLISHED_INCOMPLETE")


def test_a_database_that_holds_anything_is_refused_by_name(place: Place) -> None:
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    place.restore(settings, target, data_keys, published_lost=True)
    with pytest.raises(Conflict) as caught:
        place.restore(settings, target, data_keys, published_lost=True)
    assert caught.value.code == "DATABASE_NOT_EMPTY"
    assert place.url.rpartition("/")[2] in caught.value.message


@pytest.mark.parametrize(
    "step", ["load", *(pytest.param(step, marks=pytest.mark.slow) for step in ("migrate", "_judge"))]
)
def test_an_interrupted_restore_is_no_ledger_and_begins_anew(place: Place, step: str) -> None:
    leaf = place.ledger.filed()
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    owner = {"load": restoring.dumping, "migrate": database, "_judge": restoring}[step]
    original, calls = getattr(owner, step), iter(range(9))

    def interrupted(*given, **named):  # type: ignore[no-untyped-def]
        if step != "load" or next(calls) == 1:
            raise KeyboardInterrupt
        return original(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            place.restore(settings, target, data_keys)
    with pytest.raises(Unavailable) as caught, place.opened(settings):
        pass
    assert caught.value.code == "RESTORE_UNFINISHED"
    looked = {finding.name: finding for finding in examining.examine(settings)}
    assert (looked["database"].good, looked["database"].code) == (False, "RESTORE_UNFINISHED")
    with pytest.raises(Unavailable):
        backing_up.back_up(settings, place.folder / "half", place.folder / "half-keys")
    assert not (place.folder / "half").exists()
    assert place.restore(settings, target, data_keys).filings == 1
    with place.opened(settings) as again:
        assert provable(again.service, leaf)


def test_two_restores_at_once_do_not_sweep_each_others_work(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    leaf = place.ledger.filed()
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    load, refused = restoring.dumping.load, []

    def meanwhile(url: str, source: Path) -> None:
        with pytest.raises(Unavailable) as caught:
            place.restore(settings, target, data_keys)
        refused.append(caught.value.code)
        load(url, source)

    monkeypatch.setattr(restoring.dumping, "load", meanwhile)
    assert place.restore(settings, target, data_keys).filings == 1
    assert refused == ["RESTORE_RUNNING"] * 2
    with place.opened(settings) as again:
        assert provable(again.service, leaf)


def test_a_backup_is_one_moment_of_a_ledger_that_goes_on(place: Place) -> None:
    """Filings arrive between the two dumps: neither has them, or both."""
    known = [place.ledger.filed()]
    original = backing_up.dumping.dump

    def while_filing(*given, **named):  # type: ignore[no-untyped-def]
        place.ledger.filed()
        original(*given, **named)
        place.ledger.filed()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backing_up.dumping, "dump", while_filing)
        target, data_keys = place.back_up()
    described = backups.read(target, "backup")
    assert (described.head_size, described.counts["filings"]) == (1, 1)
    settings = place.elsewhere(files=True)
    report = place.restore(settings, target, data_keys, adopt=True)
    assert (report.size, report.filings) == (5, 5)
    assert len(report.lost) == 4
    assert state(settings, known[0]) == "here"


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(place: Place) -> None:
    def broken(*_given, **_named):  # type: ignore[no-untyped-def]
        raise Unavailable("DUMP_FAILED", "the disk is full")

    before = set(place.folder.iterdir())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backing_up.dumping, "dump", broken)
        with pytest.raises(Unavailable):
            place.back_up()
    assert set(place.folder.iterdir()) == before


def test_a_backup_is_private_and_never_overwrites(place: Place) -> None:
    target, data_keys = place.back_up()
    for folder in (target, data_keys):
        assert folder.stat().st_mode & 0o077 == 0
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
        with pytest.raises(Conflict) as caught:
            backing_up.back_up(place.ledger.service.settings, folder, place.folder / "other")
        assert caught.value.code == "BACKUP_EXISTS"
    with pytest.raises(Usage) as inside:
        backing_up.back_up(place.ledger.service.settings, place.folder / "b3", place.folder / "b3" / "keys")
    assert inside.value.code == "BACKUP_PLACES"


def test_the_dump_without_the_data_keys_opens_nothing_and_ends_all_sessions(place: Place) -> None:
    from ledger.store import sessions

    with database.transaction(place.ledger.service.engine) as connection:
        connection.execute(
            sessions.sessions.insert().values(
                token_hash=b"token" * 6, signer=b"s" * 20, party=None, created_at=1, expires_at=2
            )
        )
    leaf = place.ledger.filed()
    target, data_keys = place.back_up()
    assert b"data_keys" not in (target / "ledger.dump").read_bytes()
    assert b"data_keys" in (data_keys / "data-keys.dump").read_bytes()
    settings = place.elsewhere(files=True)
    place.restore(settings, target, data_keys)
    assert state(settings, leaf) == "here"
    engine = database.engine(place.url)
    with database.transaction(engine) as connection:
        assert connection.execute(sessions.sessions.select()).all() == []
    engine.dispose()


@pytest.mark.parametrize("harm", ["cut", "flip", "gone", "text", "format", "member"])
def test_a_damaged_backup_is_told_before_anything_is_written(engine: Engine, tmp_path: Path, harm: str) -> None:
    target, data_keys = tmp_path / "b", tmp_path / "k"
    backing_up.back_up(begin(engine, tmp_path / "data").settings, target, data_keys)
    dump, description = target / "ledger.dump", target / "backup.json"
    content = dump.read_bytes()
    if harm in ("cut", "flip"):
        dump.write_bytes(content[:-1] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    elif harm == "gone":
        dump.unlink()
    elif harm == "text":
        description.write_text("[1]")
    else:
        value = json.loads(description.read_text())
        value["format" if harm == "format" else "files"] = "other"
        description.write_text(json.dumps(value))
    with pytest.raises(ZhengbenError) as caught:
        restoring.check(target, data_keys)
    assert caught.value.code in ("BACKUP_DAMAGED", "BACKUP_UNREADABLE")
    assert caught.value.next


def test_keys_are_copied_back_and_never_replaced(place: Place) -> None:
    here, folder = place.ledger.service.settings, place.folder
    backing_up.back_up(here, folder / "b", folder / "b-data", folder / "b-keys")
    assert {path.stat().st_mode & 0o777 for path in (folder / "b-keys").iterdir()} == {0o600}
    empty = here.model_copy(update={"data": folder / "new", "database_url": place.url})
    source = restoring.check(folder / "b", folder / "b-data")
    with pytest.raises(Usage) as missing:
        restoring.restore(empty, source, quiet, published_lost=True)
    assert missing.value.code == "KEYS_INCOMPLETE"
    restoring.restore(empty, source, quiet, keys=folder / "b-keys", published_lost=True)
    for path in here.keys.iterdir():
        assert (empty.keys / path.name).read_bytes() == path.read_bytes()
    (empty.keys / "payer.key").write_text("11" * 32 + "\n")
    with pytest.raises(Conflict) as differs:
        restoring.restore(empty, source, quiet, keys=folder / "b-keys", published_lost=True)
    assert differs.value.code == "KEYS_DIFFER"
    assert (empty.keys / "payer.key").read_text() == "11" * 32 + "\n"


@pytest.mark.slow
def test_another_ledgers_data_keys_are_refused(place: Place, fresh_database, anvil: Node) -> None:  # type: ignore[no-untyped-def]
    target, data_keys = place.back_up()
    with fresh_database() as engine, open_ledger(place.folder / "other", engine, anvil) as other:
        backing_up.back_up(other.service.settings, place.folder / "o", place.folder / "o-keys")
    for pair in ((target, place.folder / "o-keys"), (place.folder / "o", data_keys)):
        with pytest.raises(Conflict) as caught:
            restoring.check(*pair)
        assert caught.value.code == "BACKUPS_APART"


def test_the_wrong_master_key_is_told_and_nothing_looks_restored(place: Place) -> None:
    target, data_keys = place.back_up()
    settings = place.elsewhere(files=True)
    (settings.keys / "master.key").write_text("22" * 32 + "\n")
    with pytest.raises(Corrupt) as caught:
        place.restore(settings, target, data_keys, published_lost=True)
    assert caught.value.code == "VAULT_KEY_CHANGED"
    engine = database.engine(place.url)
    with database.transaction(engine) as connection:
        assert restoration.is_unfinished(connection)
    engine.dispose()


def test_an_entry_of_the_database_that_was_changed_is_noticed(place: Place) -> None:
    from sqlalchemy import text

    place.ledger.filed()
    with database.transaction(place.ledger.service.engine) as connection:
        connection.execute(text("ALTER TABLE filings DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE filings SET entry = entry || '!'"))
        with pytest.raises(Corrupt) as caught:
            adopting.verify(connection, adopting.EMPTY)
    assert caught.value.code == "LOG_FORKED"
