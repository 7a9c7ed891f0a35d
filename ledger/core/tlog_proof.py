"""An inclusion proof with its checkpoint in one text: C2SP tlog-proof@v1 (<https://c2sp.org/tlog-proof>)."""

from dataclasses import dataclass

from ledger.core import checkpoint, merkle, note
from ledger.core.encoding import decimal, from_base64, to_base64
from ledger.core.errors import Malformed
from ledger.core.tlog_policy import Policy, Witnessed
from ledger.core.types import Hash

HEADER = "c2sp.org/tlog-proof@v1"
_MAX_PATH = 63


@dataclass(frozen=True)
class TlogProof:
    """Where an entry stands in a log, and the checkpoint whose tree shows it.

    :param path: hashes from the leaf's sibling to the root's child.
    :param checkpoint: the signed note as published, with all its cosignatures.
    :param extra: bytes that nobody signed; None and empty are two things.
    """

    index: int
    path: tuple[Hash, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """The proof as a `.tlog-proof` file."""
        extra = [] if self.extra is None else [f"extra {to_base64(self.extra)}"]
        lines = [HEADER, *extra, f"index {self.index}", *(to_base64(step) for step in self.path), ""]
        return "\n".join(lines) + "\n" + self.checkpoint

    def verify(self, leaf: Hash, policy: Policy) -> Witnessed:
        """Check that the leaf stands in a tree whose checkpoint satisfies the policy.

        :raises ProofInvalid: what the policy or the path lacks.
        """
        witnessed = policy.evaluate(note.parse(self.checkpoint))
        head = witnessed.checkpoint.head
        merkle.verify_inclusion(self.index, head.size, leaf, self.path, head.root)
        return witnessed


def parse(content: str) -> TlogProof:
    """Read a proof and the form of its checkpoint; nothing is verified.

    :raises Malformed: `TLOG_PROOF_MALFORMED`, or what is wrong with a line or with the checkpoint.
    """
    above, empty_line, signed = content.partition("\n\n")
    lines = above.split("\n")
    if not empty_line or lines.pop(0) != HEADER:
        raise Malformed("TLOG_PROOF_MALFORMED", f"a proof begins with the line {HEADER} and ends with a checkpoint")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "), "the extra line")
    if not lines or not lines[0].startswith("index "):
        raise Malformed("TLOG_PROOF_MALFORMED", "the proof has no index line where it should stand")
    index = decimal(lines.pop(0).removeprefix("index "), "the index of the proof")
    if len(lines) > _MAX_PATH:
        raise Malformed("TLOG_PROOF_MALFORMED", f"a path of {len(lines)} hashes; no tree is that high")
    path = tuple(from_base64(line, f"line {i} of the path", merkle.HASH_SIZE) for i, line in enumerate(lines, 1))
    checkpoint.parse(note.parse(signed).text)
    return TlogProof(index, path, signed, extra)
