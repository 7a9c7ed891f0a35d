"""The log's head as a text: C2SP tlog-checkpoint (<https://c2sp.org/tlog-checkpoint>), a signed note of three lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ledger.core import merkle, note
from ledger.core.encoding import decimal, from_base64, to_base64
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.note import Note, Signer, VerifierKey
from ledger.core.types import Hash, Head


@dataclass(frozen=True)
class Checkpoint:
    """A log's origin, the size of its tree, and the root at that size.

    :param extensions: further lines, opaque. Read where others wrote them; ours have none.
    """

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """Size and root together."""
        return Head(self.size, self.root)

    @property
    def text(self) -> str:
        """The text that is signed."""
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """The checkpoint that the text of a note says.

    :raises Malformed: `CHECKPOINT_MALFORMED`, or what is wrong with the size or root.
    """
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3 or not all(lines):
        raise Malformed("CHECKPOINT_MALFORMED", "a checkpoint is origin, size, root and extensions, no line empty")
    origin, size, root, *extensions = lines
    root_hash = from_base64(root, "the root of the checkpoint", merkle.HASH_SIZE)
    return Checkpoint(origin, decimal(size, "the size of the checkpoint"), root_hash, tuple(extensions))


def sign(checkpoint: Checkpoint, signers: Sequence[Signer]) -> Note:
    """The checkpoint as a signed note. The log's signer should carry the origin as its name.

    :raises Malformed: `CHECKPOINT_MALFORMED` if the checkpoint would not read back as itself.
    """
    if parse(checkpoint.text) != checkpoint:
        raise Malformed("CHECKPOINT_MALFORMED", f"{checkpoint} cannot be written as a checkpoint")
    return note.sign(checkpoint.text, signers)


def open_signed(content: bytes | str, origin: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read a checkpoint of the log `origin` that one of the keys signed.

    :raises ProofInvalid: `ORIGIN_WRONG`, `NOTE_UNSIGNED`, `NOTE_SIGNATURE_INVALID`.
    """
    checkpoint = parse(note.open_note(content, keys).text)
    if checkpoint.origin != origin:
        raise ProofInvalid("ORIGIN_WRONG", f"the checkpoint is of the log {checkpoint.origin!r}, not of {origin!r}")
    return checkpoint
