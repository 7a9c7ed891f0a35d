"""The lines of a manifest between plain and stored: sealed and indexed as they come, opened again part by part."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Self

from sqlalchemy.engine import Connection

from ledger.core.manifest import Line
from ledger.store import manifests, sealing, vault
from ledger.store.vault import DataKey, FileDigest, Filer, Vault

_LINES = "lines"


class SealedLines:
    """The lines of a new manifest, sealed and indexed as they come; nothing is in the database before `put`.

    A digest leads to the first of the lines that have it. Use it as a context manager.

    :param leaf: of the manifest.
    """

    def __init__(self, opened: Vault, leaf: bytes) -> None:
        self.leaf = leaf
        self.data_key = DataKey()
        self.spool = manifests.Spool()
        self._vault = opened
        self._sealer = sealing.Sealer(self.data_key.key)
        self._known: set[bytes] = set()
        self._waiting: list[str] = []
        self._count = self._part = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.spool.close()

    def add(self, lines: Iterable[Line]) -> None:
        """The next lines. :raises Unavailable: `DISK_UNAVAILABLE`."""
        rows = []
        for line in lines:
            for digest in (
                FileDigest("sha256", bytes.fromhex(line.sha256)),
                FileDigest("sm3", bytes.fromhex(line.sm3)),
            ):
                mac = self._vault.name_of(digest.algorithm, digest.value)
                if mac not in self._known:
                    self._known.add(mac)
                    place = self._sealer.seal(vault.PLACE, mac, self.leaf + self._count.to_bytes(4, "big"))
                    rows.append(manifests.index_row(mac, self.data_key.key_id, place))
            self._waiting.append(line.text)
            self._count += 1
            if len(self._waiting) == manifests.LINES_IN_A_PART:
                self._seal_part()
        self.spool.add_index(b"".join(rows))

    def end(self) -> None:
        """No more lines will come. :raises Unavailable: `DISK_UNAVAILABLE`."""
        if self._waiting:
            self._seal_part()

    def _seal_part(self) -> None:
        context, plain = _place_of(self.leaf, self._part), "\n".join(self._waiting).encode()
        self.spool.add_part(self.leaf, self._part, self._sealer.seal(_LINES, context, plain))
        self._part += 1
        self._waiting.clear()


def put(
    connection: Connection, opened: Vault, lines: SealedLines, disclosures: Sequence[str], filer: Filer | None = None
) -> None:
    """Seals the disclosures of a new manifest, and stores them with its lines and their index.

    :param lines: all lines of the manifest, ended.
    """
    vault.put_all(connection, [vault.sealed(opened, lines.leaf, disclosures, (), lines.data_key, filer)])
    lines.spool.store(connection)


def read(connection: Connection, opened: Vault, leaf: bytes) -> Iterator[list[str]]:
    """The lines of a manifest as they were received, in parts. Whoever calls decides first who may read them.

    :raises NotFound: `DISCLOSURES_ERASED`, or `FILING_UNKNOWN` if there is no such filing.
    """
    key = vault.data_key(connection, opened, leaf)
    for part, sealed in manifests.parts(connection, leaf):
        yield sealing.unseal(key, _LINES, _place_of(leaf, part), sealed).decode().split("\n")


def _place_of(leaf: bytes, part: int) -> bytes:
    return leaf + part.to_bytes(4, "big")
