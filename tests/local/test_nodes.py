"""The nodes and databases that other tests stand on."""

import time

import psycopg
import pytest
from eth_account import Account

from ledger.core.errors import Refused
from ledger.local.testing import KEYS, MNEMONIC, Node


def test_keys_are_those_of_the_mnemonic() -> None:
    Account.enable_unaudited_hdwallet_features()
    derived = [Account.from_mnemonic(MNEMONIC, account_path=f"m/44'/60'/0'/0/{number}") for number in range(10)]
    assert [account.key.to_0x_hex() for account in derived] == list(KEYS)


@pytest.fixture(params=["ganache", "anvil"])
def node(request: pytest.FixtureRequest) -> Node:
    found: Node = request.getfixturevalue(request.param)
    return found


def test_every_test_account_is_funded(node: Node) -> None:
    for key in node.keys:
        assert int(node.call("eth_getBalance", Account.from_key(key).address, "latest"), 16) >= 10**21


def test_time_moves_on_and_a_snapshot_takes_it_back(node: Node) -> None:
    height, now = node.block, node.now
    with node.restored():
        assert node.advance(86_400) >= now + 86_400
        node.mine(2)
        assert node.block == height + 3
    assert node.block == height


def test_a_signed_transaction_is_mined_without_being_asked(node: Node) -> None:
    account = Account.from_key(node.keys[0])
    fees = {"maxFeePerGas": 3 * 10**9, "maxPriorityFeePerGas": 1, "gas": 21_000, "chainId": node.chain_id}
    transaction = {"nonce": 0, "to": Account.from_key(node.keys[1]).address, "value": 1, **fees}
    with node.restored():
        sent = node.call("eth_sendRawTransaction", account.sign_transaction(transaction).raw_transaction.to_0x_hex())
        # Ganache has mined it by now; Anvil answers first and mines then.
        deadline = time.monotonic() + 30
        while (receipt := node.call("eth_getTransactionReceipt", sent)) is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert receipt["status"] == "0x1"


def test_an_error_of_the_node_keeps_its_words(node: Node) -> None:
    with pytest.raises(Refused, match="zhengben_unknown"):
        node.call("zhengben_unknown")


@pytest.mark.parametrize("again", [1, 2])
def test_every_test_gets_an_empty_database(database_url: str, again: int) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE seen (again int)")
        connection.execute("INSERT INTO seen VALUES (%s)", (again,))
        assert connection.execute("SELECT count(*) FROM seen").fetchone() == (1,)


def test_text_is_ordered_by_code_point(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT x FROM unnest(ARRAY['b','正','a','B','本']) x ORDER BY x").fetchall()
        assert [row[0] for row in rows] == sorted(["b", "正", "a", "B", "本"])
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
