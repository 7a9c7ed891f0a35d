"""Instruments: the acts that raise a title's version and are folded into its trail, and what they have in common.

Most are acts of the `TitleRegistry`; a decision that voids a proposal is one of `Proceedings`, a pledge one of
`Pledges`, each signed in the domain of its own contract.
"""

from typing import Any

from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak

from ledger.core import acts
from ledger.core.acts import ContractDomain, Message
from ledger.core.checks import Status, Undecided
from ledger.core.errors import ProofInvalid
from ledger.core.evidence import Instrument

FOLDED = (
    "register",
    "cancel",
    "confirm",
    "convey",
    "settle",
    "amendRule",
    "enforce",
    "migrate",
    "decide",
    "pledge",
)
"""The acts that raise the version. `decide` does so only with an effect."""
ADOPTION = "adopt"
"""What stands for the instruments of a title that came from an earlier registry: no act, nobody signs it."""

# The first ledgers took conveyances without a price and openings. What they took stays provable.
_EARLIER_CONVEYANCE = frozenset({"act", "basis", "movements", "offers", "pledgeAfter"})
_EARLIER_CONVEYANCE_TYPE = keccak(
    b"Conveyance(Act act,uint8 basis,Movement[] movements,bytes32[] offers,uint8 pledgeAfter)"
    b"Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    b"Movement(uint32 from,uint32 to,uint32 units)"
)


def known_kind(instrument: Instrument) -> acts.Kind:
    """The kind of an instrument that raises versions.

    :raises Undecided: UNKNOWN for kinds that a later version of the ledger may have brought, and for an adoption.
    :raises ProofInvalid: `KIND_WRONG` for acts that raise no version.
    """
    name = instrument.kind
    if name in FOLDED:
        return acts.kind(name)
    if name in acts.kinds():
        raise ProofInvalid("KIND_WRONG", f"{name} is no instrument: it raises no version")
    if name == ADOPTION:
        raise Undecided(
            Status.UNKNOWN,
            "the title came from an earlier registry, whose instruments this bundle does not carry",
            "ask for the title's evidence in the earlier registry, where it is closed in favour of this one",
        )
    raise Undecided(
        Status.UNKNOWN,
        f"this version does not know instruments of the kind {name[:40]!r}",
        "use a verifier as new as the bundle",
    )


def require_shape(instrument: Instrument) -> None:
    """Demand that the message has the shape of its kind. :raises Malformed: `MESSAGE_MALFORMED`."""
    kind = known_kind(instrument)
    if _is_earlier(instrument):
        _earlier_members(instrument.message)
    else:
        acts.as_arguments(kind.primary_type, instrument.message)


def header(instrument: Instrument) -> dict[str, Any]:
    """The `Act` or `Matter` with which the message of a known kind and shape begins."""
    found = instrument.message["matter" if instrument.kind == "decide" else "act"]
    return dict(found)


def digest(instrument: Instrument, domain: ContractDomain) -> bytes:
    """The 32 bytes that the seats of an instrument signed.

    :raises Malformed: `MESSAGE_MALFORMED` if the message has not the shape of its kind.
    """
    kind = known_kind(instrument)
    if not _is_earlier(instrument):
        return acts.digest(kind.primary_type, instrument.message, domain)
    act, basis, movements, offers, pledge_after = _earlier_members(instrument.message)
    words = [
        _EARLIER_CONVEYANCE_TYPE,
        acts.struct_hash("Act", act),
        basis.to_bytes(32, "big"),
        keccak(b"".join(acts.struct_hash("Movement", movement) for movement in movements)),
        keccak(b"".join(offers)),
        pledge_after.to_bytes(32, "big"),
    ]
    separator = encode_typed_data(full_message=acts.document("Act", act, domain)).header
    return keccak(b"\x19\x01" + separator + keccak(b"".join(words)))


def _is_earlier(instrument: Instrument) -> bool:
    message = instrument.message
    return instrument.kind == "convey" and isinstance(message, dict) and set(message) == _EARLIER_CONVEYANCE


def _earlier_members(message: Message) -> tuple[Any, int, Any, tuple[bytes, ...], int]:
    """The members, checked: what is missing beside the present type is put in, so that one way reads both."""
    whole = message | {"price": "0x" + bytes(32).hex(), "openings": []}
    _, basis, _, _, offers, _, pledge_after = acts.as_arguments("Conveyance", whole)
    return message["act"], basis, message["movements"], tuple(offers), pledge_after
