"""`python -m scripts.network`: four validators of a real client on this machine, and what the ledger keeps when some
of them die or are cut off."""

import argparse
import hashlib
import logging
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import structlog
from rich.console import Console

from ledger import deploying, keyring, settings
from ledger.chain.client import Chain, Finality
from ledger.chain.sender import Payer
from ledger.chain.states import Limits
from ledger.client import Client
from ledger.core.errors import ZhengbenError
from ledger.deploying import Founder
from ledger.keyring import AccountSigner, Keyring
from ledger.local import LocalStack
from ledger.opening import opened
from ledger.settings import Settings
from ledger.store import database
from scripts.demo.cast import Cast
from scripts.demo.desk import Actor, Desk
from scripts.demo.serving import served
from scripts.demo.teller import Teller
from scripts.network import building, chain
from scripts.network.building import CannotBuildHere
from scripts.network.nodes import Network
from scripts.network.play import LEAST_NOTICE, Play

VALIDATORS = 4
LOGS = building.CACHE / "logs"
_KINDS = {"ORG": "organisation", "OF-": "officer", "P-1": "person"}
_PLAYERS = ("ORG-ADM", "OF-CORE", "ORG-A", "P-101", "P-102")
_STEP = 240.0  # seconds that a step may take: blocks come slowly while validators are missing
_FIRST_BLOCKS = 60.0


def main(arguments: list[str] | None = None) -> int:
    """Play it; 0 if every promise held or the client cannot be built here (NOT RUN), 1 if not, 130 on Ctrl-C."""
    options = _options(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    tell = Teller(Console(highlight=False, soft_wrap=False), options.lang)
    try:
        return _run(tell, keep=options.keep)
    except CannotBuildHere as error:
        print(f"NOT RUN: {error.message} → {error.next}")
        return 0
    except ZhengbenError as error:
        print(f"{error.code}: {error.message} → {error.next}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="network", description="The ledger on a real network of four validators.")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="language of the story")
    parser.add_argument("--keep", action="store_true", help="leave the network running afterwards, until Ctrl-C")
    return parser.parse_args(arguments)


def _run(tell: Teller, *, keep: bool) -> int:
    client = building.client(lambda line: tell.fact("·", "·", line))
    with tempfile.TemporaryDirectory(prefix="zb-net-") as folder:
        data, core = Path(folder) / "data", keyring.new_account()
        payer = Keyring(data / "keys").payer()
        with _network(client, Path(folder) / "net", payer) as network:
            tell.scene("网络", "The network")
            tell.say(
                f"{VALIDATORS} 个验证者和账本的一个节点:go-ethereum,Clique,每 {chain.PERIOD} 秒一个区块。",
                f"{VALIDATORS} validators and one node for the ledger: go-ethereum, Clique, a block every "
                f"{chain.PERIOD} s.",
            )
            tell.say(
                f"本次部署的公示期只有 {LEAST_NOTICE} 秒:真实网络的时钟谁也拨不动。正式账本是十五天。",
                f"This deployment's notice is only {LEAST_NOTICE} s: nobody moves the clock of a real network. A "
                "ledger for real achievements has fifteen days.",
            )
            given = _settings(data, network)
            _deploy(given, core)
            play = _play(given, network, core, tell)
            if keep:
                _keep(given, network, tell)
    return 1 if play.broken else 0


@contextmanager
def _network(client: Path, folder: Path, payer: AccountSigner) -> Iterator[Network]:
    """The network, up and making blocks; its logs are kept under `.cache/network/logs` when it ends."""
    network = Network(client, folder, validators=VALIDATORS, funded=[payer.address])
    with ExitStack() as ends:
        ends.callback(_keep_logs, network)
        ends.callback(network.stop)
        network.start()
        deadline = time.monotonic() + _FIRST_BLOCKS
        while network.gateway.head()[0] < VALIDATORS and time.monotonic() < deadline:
            time.sleep(0.2)
        yield network


def _keep_logs(network: Network) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    for node in network.nodes:
        if (node.folder / "geth.log").exists():
            shutil.copyfile(node.folder / "geth.log", LOGS / f"{node.name}.log")


def _settings(data: Path, network: Network) -> Settings:
    return settings.load(
        data=data,
        database_url=None,
        rpc_url=network.rpc_url,
        finality=f"depth:{chain.depth(VALIDATORS)}",
        port=0,
        tick_seconds=0.25,
        anchor_every_seconds=1,
    )


def _deploy(given: Settings, core: AccountSigner) -> None:
    """The contracts with the short notice, which a service that founds a ledger by itself never gives."""
    keys = Keyring(given.keys)
    with LocalStack.start(given.data, ganache=False) as stack:
        engine = database.engine(stack.database_url)
        try:
            database.migrate(engine)
            deploying.deploy(
                engine,
                Chain(given.rpc_url or "", finality=Finality.parse(given.finality)),
                Payer(keys.payer().account),
                limits=Limits(least_notice=LEAST_NOTICE),
                core=_founder(core, "core"),
                operator=_founder(keys.log_operator(), "log operator"),
                log_origin=given.log_origin,
            )
        finally:
            engine.dispose()


def _founder(signer: AccountSigner, name: str) -> Founder:
    return Founder(signer, hashlib.sha256(name.encode()).digest())


def _play(given: Settings, network: Network, core: AccountSigner, tell: Teller) -> Play:
    actors = {id: Actor(id, keyring.new_account(), _KINDS[id[:3]]) for id in _PLAYERS}
    actors["ORG-ADM"] = Actor("ORG-ADM", core, "organisation", party=1)
    with (
        opened(given, tell.progress) as ledger,
        served(ledger) as url,
        Client(url, language=tell.lang) as client,
    ):
        desk = Desk(client, actors, patience=_STEP)
        play = Play(network, desk, ledger.service.chain, Cast.read(), tell)
        play.run()
    return play


def _keep(given: Settings, network: Network, tell: Teller) -> None:
    """Wait for Ctrl-C with the network up, and tell how to use it."""
    tell.scene("网络继续运行", "The network runs on")
    tell.fact("节点", "node", network.rpc_url)
    for node in network.nodes:
        tell.fact(node.name, node.name, f"pid {node.child.pid if node.child else '-'}, {node.folder / 'geth.ipc'}")
    tell.say("在另一个终端打开同一本账,或结束于 Ctrl-C:", "Open the same ledger in another terminal; Ctrl-C ends it:")
    named = {"DATA": given.data, "RPC_URL": network.rpc_url, "FINALITY": given.finality}
    for name, value in named.items():
        tell.fact("$", "$", f"export ZHENGBEN_{name}={value}")
    tell.fact("$", "$", ".venv/bin/zhengben up")
    while all(node.alive for node in network.nodes):
        time.sleep(1)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM):  # both end everything in order, also where a shell ignores the first
        signal.signal(number, signal.default_int_handler)
    sys.exit(main())
