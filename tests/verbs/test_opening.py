"""Opening a ledger: founded once, found again, and refused by name where something does not fit."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from eth_hash.auto import keccak
from sqlalchemy import Engine

from ledger import genesis, keyring
from ledger.chain.client import Chain
from ledger.chain.verdicts import Handed
from ledger.core.errors import Corrupt, ForeignChain, Unavailable, Usage, ZhengbenError
from ledger.keyring import Keyring
from ledger.local.anvil import Anvil
from ledger.local.testing import Node
from ledger.opening import Opened, opened
from ledger.settings import Settings
from tests.verbs.open_ledger import CORE, fund, settings_for

Facts = dict[str, Any]


def facts(ledger: Opened) -> Facts:
    """What must stay the same from one opening to the next."""
    trust = json.loads(ledger.write_trust().read_bytes())
    return {"ledger": trust["ledger"], "genesis": trust["chain"]["genesis"], "log": trust["log"]}


def look(settings: Settings, what: Callable[[Opened], Any] = facts, **how: Any) -> Any:
    """Open, look, and close again."""
    with opened(settings, lambda _zh, _en: None, **how) as ledger:
        return what(ledger)


def refusal(settings: Settings, **how: Any) -> ZhengbenError:
    with pytest.raises(ZhengbenError) as caught:
        look(settings, **how)
    assert "\n" not in caught.value.message
    assert caught.value.next
    return caught.value


@pytest.fixture
def settings(tmp_path: Path, engine: Engine, anvil: Node) -> Settings:
    """A database and a chain of one's own, and a payer with funds."""
    chosen = settings_for(tmp_path / "data", engine, anvil)
    fund(anvil, Keyring(chosen.keys))
    return chosen


def test_a_ledger_is_founded_once_and_found_again(settings: Settings) -> None:
    said: list[str] = []
    with opened(settings, lambda _, en: said.append(en), core=CORE) as ledger:
        founded = facts(ledger)
        assert ledger.stack is None
        assert ledger.service.settings.demo is False
    assert any("deployed" in line for line in said)
    said.clear()
    with opened(settings, lambda _, en: said.append(en)) as ledger:
        assert facts(ledger) == founded
    assert not any("deployed" in line for line in said)
    assert not (settings.data / "demo").exists()


def test_no_demonstration_identity_founds_a_ledger_on_a_chain_of_ones_own(settings: Settings, tmp_path: Path) -> None:
    missing = refusal(settings)
    assert (type(missing), missing.code) == (Usage, "CORE_KEY_MISSING")
    assert "ZHENGBEN_CORE_KEY" in missing.next

    path = tmp_path / "core.json"
    made = keyring.create_account(path, "correct horse", work=1 << 10)
    named = settings.model_copy(update={"core_key": path, "password": "battery staple"})
    wrong = refusal(named)
    assert wrong.code == "PASSWORD_WRONG"
    assert "battery" not in str(wrong.to_dict())

    given = named.model_copy(update={"password": "correct horse"})
    core = look(given, lambda ledger: ledger.service.contracts.authority.party(1, ledger.service.chain.head()))
    assert core.signer.lower() == "0x" + made.signer_bytes.hex()


def test_a_payer_without_funds_is_named_with_its_address(settings: Settings) -> None:
    (settings.keys / "payer.key").unlink()
    poor = refusal(settings, core=CORE)
    assert (type(poor), poor.code) == (Unavailable, "PAYER_EMPTY")
    assert Keyring(settings.keys).payer().address in poor.message


def test_a_founding_that_stopped_half_way_begins_anew(
    settings: Settings, anvil: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Keyring(settings.keys).payer().address
    send, sent = Chain.send, []

    def spent_after_the_third(self: Chain, raw: bytes) -> Handed:
        handed = send(self, raw)
        sent.append(raw)
        if len(set(sent)) == 3:
            while not self.receipts([keccak(raw)]):
                time.sleep(0.01)
            anvil.call("anvil_setBalance", address, "0x0")
        return handed

    monkeypatch.setattr(Chain, "send", spent_after_the_third)
    assert refusal(settings, core=CORE).code == "PAYER_EMPTY"
    fund(anvil, Keyring(settings.keys))
    assert look(settings, core=CORE)["ledger"]["contracts"]


def test_another_chain_behind_the_node_is_refused(settings: Settings, anvil: Node, tmp_path: Path) -> None:
    look(settings, core=CORE)
    for chain_id, code in ((anvil.chain_id, "FOREIGN_GENESIS"), (4242, "FOREIGN_CHAIN_ID")):
        other = Anvil(tmp_path / "other.log", chain_id=chain_id, arguments=["--timestamp", "1700000000"])
        try:
            error = refusal(settings.model_copy(update={"rpc_url": other.url}))
        finally:
            other.stop()
        assert (type(error), error.code) == (ForeignChain, code)
        assert "ZHENGBEN_RPC_URL" in error.next


def test_a_chain_that_lost_the_contracts_is_refused(settings: Settings, anvil: Node) -> None:
    with anvil.restored():
        look(settings, core=CORE)
    error = refusal(settings)
    assert (type(error), error.code) == (ForeignChain, "FOREIGN_CODE")


def test_a_vault_key_that_was_lost_is_not_replaced_by_another(settings: Settings) -> None:
    look(settings, core=CORE)
    (settings.keys / "master.key").unlink()
    error = refusal(settings)
    assert (type(error), error.code) == (Corrupt, "VAULT_KEY_CHANGED")


def test_a_key_that_others_can_read_is_not_used(settings: Settings) -> None:
    look(settings, core=CORE)
    (settings.keys / "log.key").chmod(0o644)
    assert refusal(settings).code == "KEY_FILE_EXPOSED"


def test_a_file_is_no_data_folder(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = refusal(settings.model_copy(update={"data": tmp_path / "file"}), core=CORE)
    assert (type(error), error.code) == (Usage, "DATA_FOLDER")


def test_a_database_that_is_away_is_named_without_its_password(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://zhengben:a-secret@127.0.0.1:9/zhengben"})
    error = refusal(away, core=CORE)
    assert (type(error), error.code) == (Unavailable, "DATABASE_UNAVAILABLE")
    assert "a-secret" not in str(error.to_dict())


def test_a_node_that_is_away_is_named(settings: Settings) -> None:
    assert refusal(settings.model_copy(update={"rpc_url": "http://127.0.0.1:9"}), core=CORE).code == "NODE_AWAY"


def test_the_trust_file_is_written_only_when_it_changes(settings: Settings) -> None:
    def written_twice(ledger: Opened) -> tuple[int, int]:
        first = ledger.write_trust().stat().st_mtime_ns
        return first, ledger.write_trust().stat().st_mtime_ns

    first, second = look(settings, written_twice, core=CORE)
    assert first == second


def test_only_the_embedded_clock_can_be_moved(settings: Settings) -> None:
    def moved(ledger: Opened) -> None:
        ledger.move_to(ledger.service.clock() + 86_400)

    with pytest.raises(Usage) as caught:
        look(settings, moved, core=CORE)
    assert caught.value.code == "CLOCK_NOT_OURS"


def test_an_embedded_chain_beside_a_database_of_ones_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Founding is interrupted between the officer's enrolment and the appointment; then the clock is moved."""
    half = settings.model_copy(update={"rpc_url": None})
    carry_out = genesis.carry_out

    def cut_off(means: Any, kind: str, *rest: Any) -> Any:
        if kind == "appoint":
            raise Unavailable("CUT_OFF", "somebody pulled the plug", next="plug it in")
        return carry_out(means, kind, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(genesis, "carry_out", cut_off)
        assert refusal(half).code == "CUT_OFF"

    def moved(ledger: Opened) -> tuple[Facts, int]:
        service = ledger.service
        assert service.settings.demo is True
        assert service.contracts.authority.counts(service.chain.head()) == (3, 1, 1)
        ledger.move_to(service.clock() + 30 * 86_400)
        assert abs(service.chain.head().time - service.clock()) <= 2
        ledger.move_to(service.clock() - 86_400)  # has passed already
        return facts(ledger), service.clock()

    first, then = look(half, moved)
    second, later = look(half, lambda ledger: (facts(ledger), ledger.service.clock()))
    assert second == first
    assert then <= later < then + 120
