"""Rights to use and technology contracts, as values, and how each follows from what was told of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ledger.core.meanings import EXCLUSIVITIES, RIGHT_KINDS
from ledger.matters import Mark, beginning, event_of, last, mark, mark_of
from ledger.store.facts import FactAt


@dataclass(frozen=True)
class Right:
    """A right to use.

    :param parent: the right under which it was granted, None for one that comes from the title.
    :param title_version: on which it relied; None for a sublicence, which relies on its parent.
    :param in_force: at the second asked about: begun, not over, not ended, the right above it included.
    """

    number: bytes
    achievement: bytes
    parent: bytes | None
    title_version: int | None
    kind: int
    exclusivity: int
    flags: int
    licensors: tuple[int, ...]
    licensees: tuple[int, ...]
    starts: int
    until: int
    fields: int
    territories: int
    freeze_notice: bytes | None
    in_force: bool
    end_ground: int | None
    ended_by: int | None
    opened: Mark
    extended: Mark | None
    ended: Mark | None


@dataclass(frozen=True)
class Changed:
    """A change of a contract."""

    number: int
    sub_kind: int
    terms: bytes
    mark: Mark


@dataclass(frozen=True)
class TechContract:
    """A technology contract; `sub_kind` and `terms` as they are now, what stood before in `changes` and `first`.

    :param status: `registered`, `changed` or `cancelled`. :param statements: how many were made.
    """

    number: bytes
    achievement: bytes | None
    node: int
    kind: int
    sub_kind: int
    basis: int
    source: bytes | None
    applicant: int
    sellers: tuple[int, ...]
    buyers: tuple[int, ...]
    terms: bytes
    first_terms: bytes
    status: str
    changes: tuple[Changed, ...]
    statements: int
    cancel_ground: int | None
    opened: Mark
    cancelled: Mark | None


@dataclass(frozen=True)
class Stated:
    """A party's statement of sales (1) or proceeds (2), as a commitment."""

    contract: bytes
    party: int
    number: int
    kind: int
    commitment: bytes
    mark: Mark


def right(told: Sequence[FactAt], above: FactAt | None, time: int) -> Right:
    """A right from the facts about it, at a second.

    :param above: the ending of the right under which it was granted, where there is one.
    """
    first, extended, ended = beginning(told), last(told, "Extended"), last(told, "Ended") or above
    begun = event_of(first)
    sub = first.name == "Sublicensed"
    terms = begun if sub else begun.terms
    until = extended.args["until"] if extended else terms.until
    return Right(
        number=begun.right,
        achievement=begun.achievement,
        parent=begun.parent if sub else None,
        title_version=None if sub else begun.title_version,
        kind=RIGHT_KINDS["licence"] if sub else terms.kind,
        exclusivity=EXCLUSIVITIES["ordinary"] if sub else terms.exclusivity,
        flags=0 if sub else terms.flags,
        licensors=(terms.licensor,) if sub else terms.licensors,
        licensees=terms.licensees,
        starts=terms.starts,
        until=until,
        fields=terms.fields,
        territories=terms.territories,
        freeze_notice=None if sub or not any(begun.freeze_notice) else begun.freeze_notice,
        in_force=ended is None and terms.starts <= time < until,
        end_ground=ended.args["ground"] if ended else None,
        ended_by=ended.args["by"] or None if ended else None,
        opened=mark_of(first),
        extended=mark(extended),
        ended=mark(ended),
    )


def tech_contract(told: Sequence[FactAt], statements: int) -> TechContract:
    """A contract from the facts about it."""
    first, cancelled = beginning(told), last(told, "ContractCancelled")
    begun = event_of(first)
    changes = tuple(
        Changed(made.change, made.sub_kind, made.terms, mark_of(fact))
        for fact in told
        if fact.name == "ContractChanged" and (made := event_of(fact))
    )
    latest = changes[-1] if changes else begun
    return TechContract(
        number=begun.contract_number,
        achievement=begun.achievement if any(begun.achievement) else None,
        node=begun.node,
        kind=begun.kind,
        sub_kind=latest.sub_kind,
        basis=begun.basis,
        source=begun.source if any(begun.source) else None,
        applicant=begun.applicant,
        sellers=begun.sellers,
        buyers=begun.buyers,
        terms=latest.terms,
        first_terms=begun.terms,
        status="cancelled" if cancelled else "changed" if changes else "registered",
        changes=changes,
        statements=statements,
        cancel_ground=cancelled.args["ground"] if cancelled else None,
        opened=mark_of(first),
        cancelled=mark(cancelled),
    )


def stated(fact: FactAt) -> Stated:
    """A statement from its fact."""
    made = event_of(fact)
    return Stated(made.contract_number, made.party, made.number, made.kind, made.commitment, mark_of(fact))
