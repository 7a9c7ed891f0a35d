"""Ganache as a foreground child, with its chain on disk and a clock that never runs backwards.

Ganache forgets on restart by how much its clock was moved. We remember it in `state.json` and write it down before
the clock moves: after a crash the chain may be later than it was, never earlier.

Ganache lets the pages of every website speak to it, and whoever does may rewrite the chain. It therefore answers at a
secret path only, a new one for every start.
"""

import json
import secrets
import shutil
import signal
import threading
import time
from typing import Any

from ledger.core.errors import Unavailable, Usage
from ledger.local import ports, programs, rpc
from ledger.local.children import Birth, Child
from ledger.local.folder import Folder

CHAIN_ID = 1337
_STATE = "state.json"
_SLOW = 60.0
_BALANCE = hex(10**9 * 10**18)  # a payer that never runs dry: the base fee cannot be zero on this chain
_BLOCK_GAS = hex(30_000_000)


class Ganache:
    """The running node of one folder. Each transaction is mined at once, in a block of its own."""

    def __init__(
        self,
        folder: Folder,
        keys: list[str],
        *,
        port: int = 0,
        chain_id: int = CHAIN_ID,
        begins: int | None = None,
        still: bool = False,
        path: str | None = None,
    ) -> None:
        """Start the node and wait until it answers.

        :param keys: private keys of the accounts that are funded in the genesis block, 0x-hex.
        :param chain_id: of a new chain; a chain on disk keeps its own.
        :param begins: second at which the clock of a new chain starts; None for the machine's time.
        :param still: the clock stands, and every block bears the second to which it was moved last (`move_to`).
        :param path: secret path at which it answers, for those who know it from an earlier start; None for a new one.
        :raises Usage: `CHAIN_ID` if the chain on disk has another one.
        :raises Corrupt: `DATA_FOLDER_BROKEN` if it does not start on these files.
        :raises Unavailable: `PORT_IN_USE`, `PROGRAM_MISSING`, `GANACHE_SILENT`, `DISK_UNAVAILABLE` for a full disk.
        """
        self._folder = folder
        self._files = folder.path / "ganache"
        self._path = path or secrets.token_urlsafe(18)
        self._still = still
        state = folder.read(_STATE)
        self.chain_id = chain_id
        self._check_files(state)
        self._shift = int(state.get("shift", 0 if begins is None else begins - int(time.time())))
        if port:
            ports.check_free(port, "Ganache")
        self._child = Child(
            Birth(
                command=(str(programs.node()), str(programs.launcher())),
                log=folder.log("ganache"),
                ending=signal.SIGTERM,
                environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "NODE_OPTIONS": ""},
                person=folder.keeper,
                kept=(folder.children_lock,),
                talks=True,
            )
        )
        try:
            self.port = self._begin(keys, port)
            self._remember()
            if state:
                self._catch_up()
        except BaseException:
            self._child.stop()
            raise

    @property
    def url(self) -> str:
        """`http://…` of its JSON-RPC, with the secret path: not for logs."""
        return f"http://{ports.LOOPBACK}:{self.port}/{self._path}"

    @property
    def pid(self) -> int:
        return self._child.pid

    @property
    def alive(self) -> bool:
        return self._child.alive

    @property
    def shift(self) -> int:
        """Seconds by which the chain's clock is ahead of the machine's."""
        return self._shift

    def advance_time(self, seconds: int) -> int:
        """Move the clock forward for good and mine a block, so that every call sees it; returns the block's time."""
        if seconds < 0:
            raise Usage("TIME_BACKWARDS", f"the chain's clock cannot go back by {-seconds} s", next="give seconds ≥ 0")
        self._move_clock(seconds)
        rpc.call(self.url, "evm_mine")
        return rpc.latest_time(self.url)

    def move_to(self, second: int) -> None:
        """Move a standing clock to a second, not before the newest block's, and mine a block that bears it."""
        rpc.call(self.url, "evm_mine", {"timestamp": second, "blocks": 1})

    def stop(self) -> None:
        """Close the chain's database and end."""
        if self._child.alive and self._child.process.stdin is not None:
            self._child.process.stdin.close()
        self._child.stop()

    def last_words(self) -> str:
        """The last line of its log that is not a known harmless one."""
        lines = [line.strip() for line in self._child.said.splitlines() if line.strip()]
        telling = [line for line in lines if "rror" in line and "uws" not in line]
        return (telling or ["Ganache ended without a word"])[-1][:300]

    def _check_files(self, state: dict[str, Any]) -> None:
        if not state:
            # Never came up, so nothing of value is in there: an interrupted first start begins again.
            shutil.rmtree(self._files, ignore_errors=True)
        elif state.get("chainId") != self.chain_id:
            raise Usage(
                "CHAIN_ID",
                f"the chain in {self._files} has the id {state.get('chainId')}, not {self.chain_id}",
                next="leave the id out, or name another data folder",
            )
        elif not (self._files / "CURRENT").is_file():
            raise self._folder.broken(self._files, "does not hold a chain any more")
        if not self._files.exists():
            self._files.mkdir(mode=0o700)
            self._folder.keeper.own(self._files)

    def _begin(self, keys: list[str], port: int) -> int:
        options = {
            "chain": {"chainId": self.chain_id, "networkId": self.chain_id, "hardfork": "shanghai"},
            "miner": {
                "instamine": "eager",
                "timestampIncrement": 0 if self._still else "clock",
                "blockGasLimit": _BLOCK_GAS,
            },
            "database": {"dbPath": str(self._files)},
            "wallet": {"lock": True, "accounts": [{"secretKey": key, "balance": _BALANCE} for key in keys]},
            "logging": {"quiet": True},
            "server": {"rpcEndpoint": f"/{self._path}", "ws": False},
        }
        wish = {"ganache": str(programs.ganache()), "port": port, "shift": self._shift, "options": options}
        pipe, answers = self._child.process.stdin, self._child.process.stdout
        assert pipe is not None  # noqa: S101 — it talks
        assert answers is not None  # noqa: S101
        slow = threading.Timer(_SLOW, self._child.kill)
        slow.start()
        try:
            pipe.write(json.dumps(wish).encode() + b"\n")
            pipe.flush()
            line = answers.readline()
        except BrokenPipeError:
            line = b""
        finally:
            slow.cancel()
        if line:
            return int(json.loads(line)["port"])
        self._child.stop()
        if "EADDRINUSE" in self._child.said:
            raise Unavailable("PORT_IN_USE", f"Ganache cannot listen on port {port}", next="choose another port")
        raise self._folder.not_started(self._files, self.last_words())

    def _catch_up(self) -> None:
        """Let the clock reach the newest block: somebody may have moved it, by RPC, before the last end.

        Ganache takes its start time a few milliseconds late, so the clock has to be past that block's second.
        """
        missing = rpc.latest_time(self.url) + 1 - (int(time.time()) + self._shift)
        if missing > 2:
            self._move_clock(missing)
        elif missing > 0:
            time.sleep(missing)  # no reason to run ahead of the machine's clock a little more at every start

    def _remember(self) -> None:
        self._folder.write(
            _STATE, {"chainId": self.chain_id, "shift": self._shift, "port": self.port, "path": self._path}
        )

    def _move_clock(self, seconds: int) -> None:
        self._shift += seconds
        self._remember()
        rpc.call(self.url, "evm_increaseTime", hex(seconds))
