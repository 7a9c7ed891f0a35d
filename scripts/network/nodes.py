"""The network's nodes: validators that seal blocks, and one node without a key to which the ledger speaks.

Every node runs as a child that ends when we end. Keys are made for the run, in files that only their owner reads;
commands reach a node through a socket in its folder alone. Only the ledger's node answers HTTP, on the loopback.
"""

import json
import secrets
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_keys.datatypes import PrivateKey

from ledger.core.errors import Unavailable
from ledger.local import ports
from ledger.local.children import Birth, Child, run_to_end
from scripts.network import chain, ipc
from scripts.network.chain import CHAIN_ID, write_private

_START = 60.0
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_KDF_ROUNDS = 2  # the password lies beside the key file: what protects both is the folder


@dataclass
class Node:
    """One node. Made by `Network`.

    :param name: for people, such as `v1`.
    :param folder: its database, keys and log.
    :param port: on the loopback, for other nodes.
    :param seals: whether it has a validator's key.
    :param http: port of its JSON-RPC for the ledger; None for none.
    :param severed: whether it is cut off.
    """

    name: str
    folder: Path
    port: int
    seals: bool
    http: int | None = None
    address: str = ""
    enode: str = ""
    severed: bool = False
    child: Child | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.child is not None and self.child.alive

    @property
    def identity(self) -> str:
        """Its public key among nodes, 128 hex digits."""
        return _identity(self.enode)

    def ask(self, method: str, *parameters: Any) -> Any:
        """A command through its socket. :raises Unavailable: `NODE_AWAY`."""
        return ipc.ask(self.folder / "geth.ipc", method, *parameters)

    def head(self) -> tuple[int, str]:
        """Number and hash of its newest block."""
        block = self.ask("eth_getBlockByNumber", "latest", False)
        return int(block["number"], 16), str(block["hash"])

    def kill(self) -> None:
        """SIGKILL: nothing is said goodbye to."""
        if self.child is not None:
            self.child.kill()
            self.child.process.wait()

    def make_keys(self) -> None:
        """Its keys for this run: one for its name among nodes, one to seal with."""
        self.folder.mkdir(mode=0o700, parents=True)
        identity = secrets.token_bytes(32)
        write_private(self.folder / "nodekey", identity.hex())
        public = PrivateKey(identity).public_key.to_bytes().hex()
        self.enode = f"enode://{public}@{ports.LOOPBACK}:{self.port}?discport=0"
        if self.seals:
            account, password = Account.create(), secrets.token_hex(16)
            kept = Account.encrypt(account.key, password, kdf="pbkdf2", iterations=_KDF_ROUNDS)
            (self.folder / "keystore").mkdir(mode=0o700)
            write_private(self.folder / "keystore" / "sealer.json", json.dumps(kept))
            write_private(self.folder / "password", password)
            self.address = account.address


class Network:
    """Validators in a full mesh, and the ledger's node beside them."""

    def __init__(self, client: Path, folder: Path, *, validators: int, funded: Sequence[str]) -> None:
        """Make keys and the genesis; nothing runs yet.

        :param client: the binary.
        :param folder: a new one; socket paths must stay short.
        :param funded: addresses that begin with ten thousand coins.
        """
        self._client = client
        self.folder = folder
        self.validators = tuple(
            Node(f"v{number}", folder / f"v{number}", ports.free(), seals=True) for number in range(1, validators + 1)
        )
        self.gateway = Node("node", folder / "node", ports.free(), seals=False, http=ports.free())
        for node in self.nodes:
            node.make_keys()
        genesis = chain.genesis(
            [node.address for node in self.validators],
            dict.fromkeys(funded, 10**22),
            now=int(time.time()),
        )
        (folder / "genesis.json").write_text(json.dumps(genesis, indent=2), "utf-8")
        for node in self.nodes:
            self._configure(node)
            self._initialise(node)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Validators and the ledger's node."""
        return (*self.validators, self.gateway)

    @property
    def rpc_url(self) -> str:
        """`http://…` of the ledger's node."""
        return f"http://{ports.LOOPBACK}:{self.gateway.http}"

    def start(self) -> None:
        """Start every node. :raises Unavailable: `NODE_SILENT`."""
        for node in self.nodes:
            self._bear(node)
        for node in self.nodes:
            self._await(node)

    def restart(self, node: Node) -> None:
        """Start one that was killed, on what lies in its folder. :raises Unavailable: `NODE_SILENT`."""
        self._configure(node)
        self._bear(node)
        self._await(node)

    def cut_off(self, *group: Node) -> None:
        """Sever these from all others, not from each other; they run on, and hear nothing.

        :raises Unavailable: `STILL_HEARD` if somebody still reaches them after a while.
        """
        deadline = time.monotonic() + _START
        while time.monotonic() < deadline:
            self._across(group, "admin_removePeer")
            time.sleep(1)  # whoever was being called at that moment may answer only now
            if not any(self._heard(lonely) - {node.identity for node in group} for lonely in group):
                for lonely in group:
                    lonely.severed = True
                return
        raise Unavailable("STILL_HEARD", f"{', '.join(node.name for node in group)} still hear others")

    def join(self, *group: Node) -> None:
        """Let those that were cut off hear the others again."""
        for lonely in group:
            lonely.severed = False
        self._across(group, "admin_addPeer")

    def sealers(self, first: int, last: int) -> list[str]:
        """Names of who sealed the blocks `first` to `last`, in their order."""
        names = {node.address.lower(): node.name for node in self.validators}
        return [names[self.gateway.ask("clique_getSigner", hex(n)).lower()] for n in range(first, last + 1)]

    def stop(self) -> None:
        """End all of them."""
        running = [node.child for node in self.nodes if node.child is not None and node.child.alive]
        for child in running:
            child.process.send_signal(child.birth.ending)
        for child in running:
            child.stop()

    def _across(self, group: Sequence[Node], command: str) -> None:
        """Tell both sides of a split the same about each other."""
        for lonely in group:
            for other in (node for node in self.nodes if node not in group and node.alive):
                lonely.ask(command, other.enode)
                other.ask(command, lonely.enode)

    def _heard(self, node: Node) -> set[str]:
        return {_identity(peer["enode"]) for peer in node.ask("admin_peers")}

    def _configure(self, node: Node) -> None:
        """Its file of options; one that is started while another is cut off does not look for that one."""
        others = ", ".join(json.dumps(other.enode) for other in self.nodes if other is not node and not other.severed)
        # As an option, --port would listen on every address of the machine.
        listens = json.dumps(f"{ports.LOOPBACK}:{node.port}")
        text = f"[Node.P2P]\nListenAddr = {listens}\nStaticNodes = [{others}]\n"
        (node.folder / "config.toml").write_text(text, "utf-8")

    def _initialise(self, node: Node) -> None:
        command = (str(self._client), "init", "--datadir", str(node.folder), str(self.folder / "genesis.json"))
        code, said = run_to_end(
            Birth(command, node.folder / "geth.log", signal.SIGTERM, {**_ENVIRONMENT, "HOME": str(node.folder)})
        )
        if code != 0:
            raise Unavailable("NODE_SILENT", f"{node.name} refuses the genesis: {said.strip()[-300:]}")

    def _bear(self, node: Node) -> None:
        birth = Birth(
            command=(str(self._client), *_arguments(node)),
            log=node.folder / "geth.log",
            ending=signal.SIGTERM,
            environment={**_ENVIRONMENT, "HOME": str(node.folder)},
        )
        (node.folder / "geth.ipc").unlink(missing_ok=True)  # one that a killed process left answers nobody
        node.child = Child(birth)

    def _await(self, node: Node) -> None:
        child = node.child
        assert child is not None  # noqa: S101 - `_bear` has just made it
        if not child.wait_until(lambda: _answers(node), _START):
            child.stop()
            words = child.said.strip().splitlines()
            message = f"{node.name} does not start: {words[-1] if words else 'it said nothing'}"
            raise Unavailable("NODE_SILENT", message, next=f"see {node.folder / 'geth.log'}")


def _identity(enode: str) -> str:
    return enode.removeprefix("enode://").partition("@")[0]


def _answers(node: Node) -> bool:
    try:
        node.ask("eth_blockNumber")
    except Unavailable:
        return False
    return True


def _arguments(node: Node) -> list[str]:
    """Paths and ports only: everybody sees them in `ps`."""
    folder = node.folder
    common = {
        "datadir": folder,
        "config": folder / "config.toml",
        "nodekey": folder / "nodekey",
        "networkid": CHAIN_ID,
        "ipcpath": folder / "geth.ipc",
        "netrestrict": "127.0.0.0/8",
        "nat": "none",
        "maxpeers": 16,
        "cache": 16,
        "syncmode": "full",
        # Each block's state is on the disk with the block: a node that is killed goes on where it was.
        "gcmode": "archive",
        "authrpc.addr": ports.LOOPBACK,
        "authrpc.port": 0,
        "verbosity": 3,
        # By default a sealer takes no transaction that tips less than a gwei; nobody earns anything here.
        "miner.gasprice": 1,
    }
    arguments = [f"--{name}={value}" for name, value in common.items()] + ["--nodiscover"]
    if node.http is not None:
        served = {"http.addr": ports.LOOPBACK, "http.port": node.http, "http.api": "eth,net,web3"}
        arguments += ["--http", *(f"--{name}={value}" for name, value in served.items())]
    if node.seals:
        sealer = {"unlock": node.address, "password": folder / "password", "miner.etherbase": node.address}
        arguments += ["--mine", "--miner.gaslimit", str(chain.GAS_LIMIT)]
        arguments += [f"--{name}={value}" for name, value in sealer.items()]
    return arguments
