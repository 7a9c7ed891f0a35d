"""What the registry's companions tell: `Proceedings` and `Pledges`."""

from dataclasses import dataclass
from typing import ClassVar

from ledger.core.shares import Movement, Share


@dataclass(frozen=True)
class Prolonged:
    """The notice of the open proposal ends later."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    round: int
    notice_until: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Objected:
    """A party objected, or supplemented its open objection (`objection` is the open one's digest, `digest` this act's).
    `objections` are open now, here as in the two that follow."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    party: int
    objection: bytes
    round: int
    ground: int
    objections: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Retracted:
    """A party took its objection back."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    party: int
    objection: bytes
    objections: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class ObjectionDecided:
    """An objection was decided: the word (`outcome`) and what it does to the proposal (`effect`)."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    party: int
    objection: bytes
    outcome: int
    effect: int
    objections: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Frozen:
    """A freeze stands until `until`; all freezes of the title together until `frozen_until`."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    number: int
    until: int
    ground: int
    node: int
    frozen_until: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Lifted:
    """A freeze was lifted; the others stand until `frozen_until`, 0 if none does."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    number: int
    frozen_until: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Offered:
    """Units were offered to those with priority; `offer` is the act's digest. Taken and not settled it lapses at
    `taken_until`."""

    contract: ClassVar = "Proceedings"
    digest_in: ClassVar = "offer"
    achievement: bytes
    offer: bytes
    seller: int
    units: int
    commitment: bytes
    entitled: tuple[int, ...]
    window_end: int
    taken_until: int
    filing: bytes


@dataclass(frozen=True)
class Taken:
    """One who is entitled took the offer."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    offer: bytes
    party: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Waived:
    """One who is entitled let the offer pass."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    offer: bytes
    party: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class OfferEnded:
    """An offer came to its end: `status` 5 sold, 6 settled, 7 withdrawn."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    offer: bytes
    status: int
    digest: bytes


@dataclass(frozen=True)
class Announced:
    """An order (`terms`, its struct hash) is on notice until `due_at`."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    terms: bytes
    ground: int
    movements: tuple[Movement, ...]
    due_at: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class LegalEffect:
    """An outside register shows the holders of `version`, with legal effect since `since`."""

    contract: ClassVar = "Proceedings"
    achievement: bytes
    version: int
    since: int
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class Pledged:
    """Units were pledged; `pledge` is the act's digest."""

    contract: ClassVar = "Pledges"
    digest_in: ClassVar = "pledge"
    achievement: bytes
    pledge: bytes
    pledgee: int
    parts: tuple[Share, ...]
    filing: bytes


@dataclass(frozen=True)
class Released:
    """A pledge is over by its pledgee's word."""

    contract: ClassVar = "Pledges"
    achievement: bytes
    pledge: bytes
    digest: bytes
    filing: bytes


@dataclass(frozen=True)
class PartsChanged:
    """Pledged units moved; `parts` is what is left of the pledge, empty if it is over."""

    contract: ClassVar = "Pledges"
    achievement: bytes
    pledge: bytes
    parts: tuple[Share, ...]


EVENTS = (
    Prolonged,
    Objected,
    Retracted,
    ObjectionDecided,
    Frozen,
    Lifted,
    Offered,
    Taken,
    Waived,
    OfferEnded,
    Announced,
    LegalEffect,
    Pledged,
    Released,
    PartsChanged,
)
