"""A bundle before its reader: what several checks look at, read once.

Each reading belongs to one check, which answers for it when it fails (`own`). The other checks that look at it
(`lean`) then say NOT_CHECKED and point to the owner: one broken part shall not be counted twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from ledger.core import (
    canonical,
    checkpoint,
    checks,
    disclosure,
    ethproof,
    filing,
    instruments,
    manifest,
    note,
    titlereplay,
    tlog_proof,
)
from ledger.core.acts import ContractDomain
from ledger.core.checkpoint import Checkpoint
from ledger.core.checks import not_checked
from ledger.core.disclosure import Disclosure
from ledger.core.errors import Malformed, ZhengbenError
from ledger.core.evidence import AnchorPart, Bundle, ChainPart, FilingPart, Instrument, TitleClaim, TitlePart
from ledger.core.filing import Entry
from ledger.core.manifest import Line
from ledger.core.titlereplay import TitleState
from ledger.core.tlog_proof import TlogProof
from ledger.core.trust import Trust

_T = TypeVar("_T")


@dataclass(frozen=True)
class Reading(Generic[_T]):
    """A part as it was read, or why it could not be. :param owner: number of the check that answers for it."""

    owner: int
    value: _T | None
    error: ZhengbenError | checks.Undecided | None

    def own(self) -> _T:
        """For the owner: the value, or the error itself."""
        if self.error is not None:
            raise self.error
        return self._value()

    def lean(self) -> _T:
        """For other checks: the value, or NOT_CHECKED with a pointer to the owner."""
        if isinstance(self.error, checks.Undecided):
            raise self.error
        if self.error is not None:
            name = checks.BY_NUMBER[self.owner].name
            raise not_checked(f"check {self.owner} ({name}) could not read what this check needs", f"see {name}")
        return self._value()

    def _value(self) -> _T:
        assert self.value is not None  # noqa: S101 - `take` sets either the value or the error
        return self.value


def take(owner: int, read: Callable[[], _T]) -> Reading[_T]:
    """Read a part for its owner, keeping the error for later."""
    try:
        return Reading(owner, read(), None)
    except (ZhengbenError, checks.Undecided) as error:
        return Reading(owner, None, error)


@dataclass(frozen=True)
class Case:
    """A bundle, the reader's trust, and files that the reader holds himself, by name."""

    bundle: Bundle
    trust: Trust
    files: Mapping[str, bytes]

    @cached_property
    def log_proof(self) -> Reading[TlogProof]:
        """The inclusion proof. Check 20 answers for its form."""
        return take(20, self._read_log_proof)

    @cached_property
    def checkpoint(self) -> Reading[Checkpoint]:
        """What the checkpoint states, whoever signed it. Check 20 answers for it."""
        return take(20, lambda: checkpoint.parse(note.parse(self.log_proof.own().checkpoint).text))

    def _read_log_proof(self) -> TlogProof:
        if self.bundle.log_proof is None:
            raise checks.absent("inclusion proof (`log`)", "ask for the bundle again once the entry is in the log")
        proof = tlog_proof.parse(self.bundle.log_proof)
        if proof.extra is not None or proof.text != self.bundle.log_proof:
            raise Malformed("TLOG_PROOF_MALFORMED", "the inclusion proof carries lines that nobody signs")
        return proof

    @property
    def filing(self) -> FilingPart:
        """The filing. :raises Undecided: UNKNOWN if there is none."""
        if self.bundle.filing is None:
            raise checks.absent("entry of the filing (`filing`)")
        return self.bundle.filing

    @cached_property
    def entry(self) -> Reading[Entry]:
        """The log entry, byte for byte as it must be. Check 10 answers for it."""
        return take(10, lambda: self._read_entry(self.filing.entry))

    @cached_property
    def entry_meant(self) -> Reading[Entry]:
        """The log entry for the other checks: a second spelling of it is a fault that check 10 alone reports."""
        if self.entry.error is None:
            return self.entry
        return take(10, lambda: self._read_entry(canonical.encode(canonical.decode(self.filing.entry))))

    @staticmethod
    def _read_entry(raw: bytes) -> Entry:
        entry = filing.read_entry(raw)
        if entry.signature_digest is None:
            raise Malformed("ENTRY_UNSIGNED", "the entry carries no signature")
        return entry

    @cached_property
    def disclosed(self) -> dict[str, Disclosure]:
        """What is disclosed, by name, whether it belongs to the entry or not: that is for check 11 to say."""
        found: dict[str, Disclosure] = {}
        for text in self.filing.disclosures:
            shown = take(11, lambda text=text: disclosure.parse(text))  # type: ignore[misc]
            if shown.value is not None:
                found.setdefault(shown.value.name, shown.value)
        return found

    @cached_property
    def line(self) -> Reading[Line]:
        """The line of a manifest that the bundle is about, in checks of bundles that have one. Check 16 answers for
        its form."""
        part = self.filing.line
        assert part is not None  # noqa: S101 - the checks ask first
        return take(16, lambda: manifest.parse(part.disclosure))

    @property
    def anchor(self) -> AnchorPart:
        """The anchor. :raises Undecided: UNKNOWN if there is none."""
        if self.bundle.anchor is None:
            raise checks.absent("anchor", "ask for the bundle again once the log's head is anchored")
        return self.bundle.anchor

    @cached_property
    def header(self) -> Reading[ethproof.Header]:
        """The block header. Check 30 answers for it."""
        return take(30, lambda: ethproof.read_header(self.chain.header))

    @property
    def chain(self) -> ChainPart:
        """The chain part. :raises Undecided: UNKNOWN if there is none."""
        if self.bundle.chain is None:
            raise checks.absent("block header and account proofs (`chain`)")
        return self.bundle.chain

    @property
    def title(self) -> TitlePart:
        """The title part. :raises Undecided: UNKNOWN if there is none."""
        if self.bundle.title is None:
            raise checks.absent("storage proofs and instruments of the title (`title`)")
        return self.bundle.title

    @cached_property
    def replay(self) -> titlereplay.Replay:
        """The replay of the title's instruments. Check 45 answers for its end."""
        return titlereplay.replay(self.title.instruments)

    def domain(self, contract: str) -> ContractDomain:
        """The EIP-712 domain of a contract of the trusted ledger.

        :raises Undecided: UNKNOWN if the trust file does not name the contract.
        """
        if contract not in self.trust.contracts:
            raise checks.Undecided(
                checks.Status.UNKNOWN,
                f"an instrument was signed for the contract {contract}, which the trust file does not name",
                "get a trust file that names all contracts of the ledger",
            )
        return ContractDomain(self.trust.chain_id, "0x" + self.trust.contracts[contract].address.hex(), self.trust.salt)

    def digest(self, instrument: Instrument) -> bytes:
        """What the signers of an instrument signed.

        :raises Malformed: if its message has not the shape of its kind.
        :raises Undecided: UNKNOWN if its kind or its contract is not known.
        """
        known = self._digests.get(id(instrument))
        if known is None:
            known = instruments.digest(instrument, self.domain(instruments.known_kind(instrument).contract))
            self._digests[id(instrument)] = known  # the bundle keeps the instrument, and with it the id
        return known

    @cached_property
    def _digests(self) -> dict[int, bytes]:
        return {}

    @property
    def holders_as_of(self) -> TitleState | None:
        """The title at the time that is asked (else at the block's), by the instruments; None before its registration.

        :raises Undecided: NOT_CHECKED if an instrument up to that time does not follow.
        """
        at = self.title_claim.at
        at = self.header.lean().time if at is None else at
        steps = self.replay.steps
        until = [step.after for step in steps if step.instrument.time <= at]
        following = self.title.instruments[len(steps) :]
        if self.replay.error is not None and (not following or following[0].time <= at):
            raise not_checked("the instruments could not be replayed up to that time", "see instruments")
        return until[-1] if until else None

    @property
    def title_claim(self) -> TitleClaim:
        """The claim, in checks that only title claims go through."""
        assert isinstance(self.bundle.claim, TitleClaim)  # noqa: S101 - `checks.of_claim` chose the check
        return self.bundle.claim
