"""Asking for admission: who may vouch for a newcomer, and how much a key that speaks for no party may ask for.

A newcomer's key signs for a number that the ledger has not given yet; an officer, or an organisation for its people,
vouches. Whoever asks is a stranger, so what he may ask is bounded: for his own key, and a few times a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ledger.chain.contracts import Contracts
from ledger.core.errors import NotAllowed, TooManyAtOnce
from ledger.core.powers import BIT
from ledger.queries import moment
from ledger.store import acts, network

DAY = 86_400
MOST_OF_A_KEY = 10
"""Times that one key may ask one voucher in a day."""
MOST_OF_A_VOUCHER = 2000
"""Times that all strangers together may ask one voucher in a day."""


@dataclass(frozen=True)
class Voucher:
    """An officer who may register parties now.

    :param node: where he was appointed. :param until: second from which he no longer is.
    """

    node: int
    node_kind: int
    officer: int
    appointment: int
    until: int


def vouchers(connection: Connection, *, now: int) -> list[Voucher]:
    """Every officer with `register_party` at a node in force, by node and appointment."""
    block = moment(connection, None).number
    found = []
    for node in network.all_nodes(connection, block):
        if node.until is not None and node.until <= now:
            continue
        for row in network.appointments_at(connection, node.node, block):
            if row.powers & BIT["register_party"] and row.starts <= now < row.until:
                found.append(Voucher(node.node, node.kind, row.officer, row.appointment, row.until))
    return found


def demand_modest(
    connection: Connection, signer: bytes, fields: Mapping[str, Any], *, voucher: int | None, now: int
) -> None:
    """Hold a key that speaks for no party to its own enrolment, and to a few of them.

    :param signer: of the session. :param fields: of the enrolment that is drafted.
    :param voucher: party that is asked, as the fields or their appointment say.
    :raises NotAllowed: `NOT_YOUR_KEY` for another key's enrolment.
    :raises TooManyAtOnce: `ASKED_OFTEN`.
    """
    if str(fields.get("signer", "")).lower() != "0x" + signer.hex():
        raise NotAllowed(
            "NOT_YOUR_KEY",
            "a key that speaks for no party asks for its own admission only",
            next="sign in with the key that is to be the new party's",
        )
    if voucher is None:
        return
    by_key, by_all = acts.asked_since(connection, signer="0x" + signer.hex(), voucher=voucher, since=now - DAY)
    if by_key >= MOST_OF_A_KEY or by_all >= MOST_OF_A_VOUCHER:
        raise TooManyAtOnce(
            "ASKED_OFTEN",
            f"party {voucher} was asked for admission {by_key} times by this key and {by_all} times in all today",
            next="wait until tomorrow, or ask another officer",
            party=voucher,
        )


def overtaken(contracts: Contracts, number: int) -> bool:
    """Whether the number that an enrolment names was given to somebody else; the signatures name it, so that both have
    to sign anew."""
    return number <= contracts.authority.counts(contracts.chain.head())[0]


def voucher_of(connection: Connection, fields: Mapping[str, Any]) -> int | None:
    """The party that an enrolment asks to vouch, as far as its fields say."""
    stated, appointment = fields.get("voucher"), fields.get("appointment")
    if stated is not None or not appointment:
        return None if stated is None else int(stated)
    row = network.appointment(connection, int(appointment), moment(connection, None).number)
    return None if row is None else row.officer
