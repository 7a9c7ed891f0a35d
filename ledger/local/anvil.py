"""Anvil as a foreground child: a chain in memory for tests, quick and able to go back to a snapshot."""

import re
import signal
from collections.abc import Sequence
from pathlib import Path

from ledger.core.errors import Unavailable
from ledger.local import ports, programs, rpc
from ledger.local.children import Birth, Child

CHAIN_ID = 31337


class Anvil:
    """A running node. Its ten accounts come from the mnemonic that everybody uses for tests."""

    def __init__(self, log: Path, *, port: int = 0, chain_id: int = CHAIN_ID, arguments: Sequence[str] = ()) -> None:
        """Start the node and wait until it answers.

        :param log: its words.
        :param arguments: further arguments for Anvil, such as `("--block-time", "1")`.
        :raises Unavailable: `PORT_IN_USE`, `PROGRAM_MISSING`, `ANVIL_SILENT`.
        """
        if port:
            ports.check_free(port, "Anvil")
        command = (
            *(str(programs.anvil()), "--host", ports.LOOPBACK, "--port", str(port), "--hardfork", "shanghai"),
            *("--chain-id", str(chain_id), *arguments),
        )
        self.chain_id = chain_id
        self._child = Child(
            Birth(
                command=command,
                log=log,
                ending=signal.SIGTERM,
                environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(log.parent)},
                grace=5,
            )
        )
        try:
            up = self._child.wait_until(self._listens, 30)
        except BaseException:
            self._child.stop()
            raise
        if not up:
            self._child.stop()
            words = self._child.said.strip().splitlines()
            raise Unavailable("ANVIL_SILENT", f"Anvil does not start: {words[-1] if words else ''}", next=f"see {log}")
        self.port = int(self._listening()[0])
        rpc.call(self.url, "eth_chainId")

    @property
    def url(self) -> str:
        """`http://…` of its JSON-RPC."""
        return f"http://{ports.LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        return self._child.pid

    def stop(self) -> None:
        """End it; nothing is kept."""
        self._child.stop()

    def _listening(self) -> list[str]:
        return re.findall(r"Listening on [0-9.]+:(\d+)", self._child.said)

    def _listens(self) -> bool:
        return bool(self._listening())
