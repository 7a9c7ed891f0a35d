"""What leaves the service is whole: it verifies with the trust file alone, for whoever holds it."""

import json
from collections.abc import Iterator

import pytest

from ledger import exporting, indexing, sequencing
from ledger.core.checks import Report
from ledger.core.errors import Conflict, NotFound, Unavailable
from ledger.core.shares import WHOLE
from ledger.core.verify import verify
from ledger.genesis import Network
from ledger.store import database
from ledger.store.sighting_tables import title_versions
from tests.conftest import FreshDatabase
from tests.verbs.open_ledger import Ledger, exported, open_ledger


@pytest.fixture(scope="module", params=["anvil", "ganache"])
def ledger(
    request: pytest.FixtureRequest, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ledger]:
    """An open ledger on either node."""
    node = request.getfixturevalue(request.param)
    with fresh_database() as engine, open_ledger(tmp_path_factory.mktemp("data"), engine, node) as made:
        yield made


@pytest.fixture(scope="module")
def net(ledger: Ledger) -> Network:
    """Its people."""
    return ledger.network()


def judged(ledger: Ledger, bundle: bytes) -> Report:
    return verify(bundle, exported(exporting.trust_file, ledger.service))


def assert_valid(report: Report) -> Report:
    assert report.verdict == "VALID", [check for check in report.checks if check.status != "VALID"]
    return report


def test_the_filers_bundle_shows_what_was_filed_and_verifies(ledger: Ledger) -> None:
    leaf = ledger.filed()
    bundle = exported(exporting.filing_evidence, ledger.service, leaf, ledger.disclosures(leaf))
    report = assert_valid(judged(ledger, bundle))
    assert report.demo is False
    assert (report.answer["leaf"], "filedAt" in report.answer) == (leaf.hex(), True)


def test_an_anonymous_bundle_discloses_nothing_and_verifies(ledger: Ledger) -> None:
    leaf = ledger.filed()
    bundle = exported(exporting.filing_evidence, ledger.service, leaf)
    assert json.loads(bundle)["filing"]["disclosures"] == []
    assert "filedAt" not in assert_valid(judged(ledger, bundle)).answer
    for disclosed in ledger.disclosures(leaf):
        assert disclosed.encode() not in bundle


def test_a_bundle_stays_valid_while_log_and_chain_grow(ledger: Ledger) -> None:
    leaf = ledger.filed()
    early = exported(exporting.filing_evidence, ledger.service, leaf)
    for _ in range(2):
        ledger.filed()
    assert_valid(judged(ledger, early))
    assert_valid(judged(ledger, exported(exporting.filing_evidence, ledger.service, leaf)))


def test_filings_of_one_batch_each_have_their_proof(ledger: Ledger) -> None:
    leaves = [ledger.file() for _ in range(5)]
    ledger.settle()
    for leaf in leaves:
        assert_valid(judged(ledger, exported(exporting.filing_evidence, ledger.service, leaf)))


def test_a_filing_has_no_evidence_before_its_anchor_is_final(ledger: Ledger) -> None:
    service, leaf = ledger.service, ledger.file()
    with pytest.raises(Conflict, match="no final anchor") as caught:
        exported(exporting.filing_evidence, service, leaf)
    assert caught.value.code == "NOT_YET_ANCHORED"
    sequencing.integrate(service.engine, service.settings.log, service.log_key, service.clock())
    with pytest.raises(Conflict, match="no final anchor"):
        exported(exporting.filing_evidence, service, leaf)
    ledger.settle()
    assert_valid(judged(ledger, exported(exporting.filing_evidence, service, leaf)))


def test_what_is_unknown_has_no_evidence(ledger: Ledger) -> None:
    with pytest.raises(NotFound) as filing:
        exported(exporting.filing_evidence, ledger.service, bytes(32))
    with pytest.raises(NotFound) as achievement:
        exported(exporting.title_evidence, ledger.service, bytes(32))
    assert (filing.value.code, achievement.value.code) == ("FILING_UNKNOWN", "ACHIEVEMENT_UNKNOWN")


def test_blocks_that_the_index_has_not_read_keep_nobody_waiting(ledger: Ledger) -> None:
    leaf = ledger.filed()
    ledger.node.mine(3)
    assert_valid(judged(ledger, exported(exporting.filing_evidence, ledger.service, leaf)))


def test_nothing_is_exported_from_a_block_that_was_replaced(ledger: Ledger) -> None:
    leaf = ledger.filed()
    before = ledger.node.snapshot()
    ledger.node.mine()
    indexing.catch_up(ledger.service.engine, ledger.service.contracts)
    ledger.node.revert(before)
    ledger.node.advance(7)
    with pytest.raises(Unavailable) as caught:
        exported(exporting.filing_evidence, ledger.service, leaf)
    assert caught.value.code == "INDEX_BEHIND"
    indexing.catch_up(ledger.service.engine, ledger.service.contracts)
    assert_valid(judged(ledger, exported(exporting.filing_evidence, ledger.service, leaf)))


def test_a_title_is_proved_from_its_registration_to_its_last_holder(ledger: Ledger, net: Network) -> None:
    service = ledger.service
    achievement, leaf = ledger.register(net)
    registered = exported(exporting.title_evidence, service, achievement, disclosures=ledger.disclosures(leaf))
    assert_valid(judged(ledger, registered))
    ledger.confirm(net, achievement)
    before = ledger.node.now
    ledger.node.advance(60)
    ledger.give(net, achievement, "1/4")

    university, lin = net.parties["university"], net.parties["lin"]
    now = assert_valid(judged(ledger, exported(exporting.title_evidence, service, achievement)))
    assert _shares(now) == {university: WHOLE * 3 // 4, lin: WHOLE // 4}
    then = assert_valid(judged(ledger, exported(exporting.title_evidence, service, achievement, before)))
    assert _shares(then) == {university: WHOLE}
    assert_valid(judged(ledger, registered))

    with pytest.raises(Conflict) as caught:
        exported(exporting.title_evidence, service, achievement, ledger.node.now + 1)
    assert caught.value.code == "AT_TOO_LATE"


def test_the_trust_file_names_the_block_of_every_bundle_once_and_in_order(ledger: Ledger) -> None:
    leaf = ledger.filed()
    proved = []
    for _ in range(3):
        ledger.settle()
        exported(exporting.filing_evidence, ledger.service, leaf)
        exported(exporting.filing_evidence, ledger.service, leaf)
        proved.append(ledger.service.chain.final().number)
    trust = exported(exporting.trust_file, ledger.service)
    numbers = [block["number"] for block in json.loads(trust)["chain"]["blocks"]]
    assert set(proved) <= set(numbers)
    assert numbers == sorted(set(numbers))
    assert exported(exporting.trust_file, ledger.service) == trust


def test_another_ledgers_trust_file_does_not_vouch(ledger: Ledger) -> None:
    leaf = ledger.filed()
    bundle = exported(exporting.filing_evidence, ledger.service, leaf)
    trust = json.loads(exported(exporting.trust_file, ledger.service))
    trust["ledger"]["salt"] = "0x" + "11" * 32
    assert verify(bundle, json.dumps(trust).encode()).verdict == "INVALID"


def test_the_history_of_an_adopted_title_is_sought_where_it_stands(ledger: Ledger, net: Network) -> None:
    achievement, _ = ledger.register(net)
    with database.transaction(ledger.service.engine) as connection:
        seen = title_versions.update().where(title_versions.c.achievement == achievement)
        connection.execute(seen.values(act="adopt"))
        with pytest.raises(Conflict) as caught:
            exporting.title_evidence(connection, ledger.service, achievement)
        connection.rollback()
    assert caught.value.code == "HISTORY_ELSEWHERE"


def _shares(report: Report) -> dict[int, int]:
    holders = report.answer["holders"]
    assert isinstance(holders, list)
    return {holder["party"]: holder["units"] for holder in holders}
