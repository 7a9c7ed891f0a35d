"""Which logs and witnesses a reader believes: C2SP tlog-policy (<https://c2sp.org/tlog-policy>), a text file.

A policy names logs, witnesses, groups of witnesses with a threshold, and one quorum. A checkpoint satisfies it if one
of the logs signed it and the quorum cosigned it.
"""

import re
from dataclasses import dataclass, field

from ledger.core import checkpoint as checkpoints
from ledger.core import note as notes
from ledger.core.checkpoint import Checkpoint
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.note import COSIGNATURE_V1, Note, VerifierKey

MAX_SIZE = 1 << 16
_ALLOWED = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*")
_NONE = "none"


@dataclass(frozen=True)
class Log:
    """A log that the policy believes; the name of its key is the origin of its checkpoints."""

    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True)
class Witness:
    """A cosigner, under the name that only this policy gives it."""

    name: str
    key: VerifierKey
    url: str | None = None


@dataclass(frozen=True)
class Group:
    """Cosigns if at least `threshold` of its members (witnesses or groups) did."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """A policy as read by `parse`.

    :param quorum: name of a witness or a group, or `none`.
    """

    logs: tuple[Log, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    groups: tuple[Group, ...] = ()
    quorum: str = _NONE

    @property
    def text(self) -> str:
        """The policy as a file."""
        lines = [_line("log", log.key.vkey, log.url) for log in self.logs]
        lines += [_line("witness", witness.name, witness.key.vkey, witness.url) for witness in self.witnesses]
        lines += [_line("group", group.name, str(group.threshold), *group.members) for group in self.groups]
        return "".join([*lines, _line("quorum", self.quorum)])

    def evaluate(self, note: Note) -> "Witnessed":
        """Judge a signed checkpoint.

        :raises ProofInvalid: `LOG_SIGNATURE_MISSING`, `QUORUM_MISSED`, or `NOTE_SIGNATURE_INVALID`.
        """
        checkpoint = checkpoints.parse(note.text)
        log_keys = [log.key for log in self.logs if log.key.name == checkpoint.origin]
        if not notes.verify(note, log_keys):
            raise ProofInvalid(
                "LOG_SIGNATURE_MISSING",
                f"no log of the policy signed this checkpoint of {checkpoint.origin!r}",
                next="take evidence of a log that the policy names, or add the log to the policy",
                origin=checkpoint.origin,
            )
        return Witnessed(checkpoint, self.cosigned(note))

    def cosigned(self, note: Note) -> dict[str, int]:
        """The witnesses of this policy that cosigned, and when; they reach the quorum. Says nothing about the log.

        :raises ProofInvalid: `QUORUM_MISSED`, or `NOTE_SIGNATURE_INVALID`.
        """
        by_key = {witness.key: witness.name for witness in self.witnesses}
        times = {by_key[found.key]: found.time or 0 for found in notes.verify(note, by_key)}
        if not self._cosigned(set(times)):
            raise ProofInvalid(
                "QUORUM_MISSED",
                f"the quorum {self.quorum!r} did not cosign; of its witnesses did: {', '.join(times) or 'none'}",
                next="take a checkpoint that more witnesses have cosigned",
                quorum=self.quorum,
                cosigned=list(times),
            )
        return times

    def _cosigned(self, done: set[str]) -> bool:
        for group in self.groups:  # members stand before their group, so one pass is enough
            if len(done.intersection(group.members)) >= group.threshold:
                done.add(group.name)
        return self.quorum == _NONE or self.quorum in done


@dataclass(frozen=True)
class Witnessed:
    """A checkpoint that satisfied a policy, and when each of its witnesses states to have cosigned it (seconds)."""

    checkpoint: Checkpoint
    cosigned: dict[str, int] = field(default_factory=dict)


def parse(content: bytes | str) -> Policy:
    """Read a policy.

    :raises Malformed: `POLICY_MALFORMED` with the line, or what is wrong with a key.
    """
    reader = _Reader()
    text = content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")
    if len(text) > MAX_SIZE or not _ALLOWED.fullmatch(text):
        raise Malformed("POLICY_MALFORMED", f"a policy has at most {MAX_SIZE} bytes and no control characters")
    for number, line in enumerate(text.split("\n"), 1):
        words = [word for word in re.split(r"[ \t]+", line) if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            reader.take(words)
        except _Wrong as wrong:
            raise Malformed("POLICY_MALFORMED", f"line {number} of the policy: {wrong}", line=number) from None
    if reader.quorum is None:
        raise Malformed("POLICY_MALFORMED", "the policy has no quorum line", next="add `quorum none` or a quorum")
    return Policy(tuple(reader.logs), tuple(reader.witnesses), tuple(reader.groups), reader.quorum)


class _Wrong(Exception):
    """What is wrong with the line at hand."""


class _Reader:
    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.free: set[str] = set()  # names that are no member of a group yet
        self.names: set[str] = {_NONE}

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", vkey, *url] if len(url) <= 1:
                self._log(vkey, *url)
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(name, vkey, *url)
            case ["group", name, threshold, first, *others]:
                self._group(name, threshold, [first, *others])
            case ["quorum", name]:
                self._quorum(name)
            case [word, *_]:
                raise _Wrong(f"{word[:40]!r} with {len(words) - 1} words behind it is no line of a policy")

    def _log(self, vkey: str, url: str | None = None) -> None:
        key = VerifierKey.parse(vkey)
        if any(log.key.public == key.public for log in self.logs):
            raise _Wrong(f"the key of log {key.name} stands there twice")
        self.logs.append(Log(key, url))

    def _witness(self, name: str, vkey: str, url: str | None = None) -> None:
        key = VerifierKey.parse(vkey)
        if key.type != COSIGNATURE_V1:
            raise _Wrong(f"the key of witness {name} has type 0x{key.type:02x}, which is not that of cosignatures")
        if any(witness.key.public == key.public for witness in self.witnesses):
            raise _Wrong(f"the key of witness {name} stands there twice")
        self._define(name)
        self.witnesses.append(Witness(name, key, url))

    def _group(self, name: str, word: str, members: list[str]) -> None:
        for member in members:
            if member not in self.free:
                raise _Wrong(f"{member!r} is not defined before, or is a member already")
            self.free.remove(member)
        threshold = {"any": 1, "all": len(members)}.get(word)
        if threshold is None:
            threshold = int(word) if re.fullmatch(r"[1-9][0-9]{0,3}", word) else 0
        if not 1 <= threshold <= len(members):
            raise _Wrong(f"{word!r} of {len(members)} is no threshold: any, all, or a number that can be reached")
        self._define(name)
        self.groups.append(Group(name, threshold, tuple(members)))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise _Wrong("a second quorum")
        if name not in self.names:
            raise _Wrong(f"the quorum {name!r} is not defined before")
        self.quorum = name

    def _define(self, name: str) -> None:
        if name in self.names:
            raise _Wrong(f"the name {name!r} is taken")
        self.names.add(name)
        self.free.add(name)


def _line(*words: str | None) -> str:
    return " ".join(word for word in words if word is not None) + "\n"
