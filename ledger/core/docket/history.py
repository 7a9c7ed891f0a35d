"""Which events concern an achievement, and the chain of their hashes."""

import hashlib
from collections.abc import Iterable
from typing import Any

import rfc8785

from ledger.core.docket.events import Event

_ACHIEVEMENT = "ach"
# What belongs to nothing: whoever and whatever is described, and things of no achievement.
_OWN = frozenset({"entity", "party", "sharer", "payee", "node", "anynode", "officer", "doc", "ip", "new"})
_BY_IP = frozenset({"ip_granted", "award_paid"})


class Concerns:
    """Which achievements each event concerns: those it names or creates, or to which a thing belongs that it names."""

    def __init__(self) -> None:
        self._belongs: dict[str, frozenset[str]] = {}
        self._listing: dict[str, set[str]] = {}

    def of(self, event: Event) -> frozenset[str]:
        """The achievements an accepted event concerns. What it creates belongs from now on to the achievement that it
        says, or else to all of them: proceeds of one that pay a pledge of another are the first one's alone."""
        found: set[str] = set()
        for type_, name in event.references():
            if type_ == _ACHIEVEMENT:
                found.add(name)
            elif type_ == "ip" and event.kind in _BY_IP:
                found |= self._listing.get(name, set())
            elif type_ not in _OWN:
                found |= self._belongs.get(name, frozenset())
        if event.kind == "achievement_filed":
            name = event.payload["achievement"]
            found.add(name)
            for ip in event.names("ip"):
                self._listing.setdefault(ip, set()).add(name)
        concerned = frozenset(found)
        own = event.get("achievement")
        for name in event.names("new"):
            self._belongs[name] = concerned if own is None else frozenset({own})
        return concerned


def told(event: Event) -> dict[str, Any]:
    """An event as it stands in the file, without what is expected of it."""
    return {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "type": event.kind,
        "payload": event.payload,
        "signed_by": list(event.signed_by),
    }


def head(events: Iterable[Event]) -> str:
    """Head of the chain: h(i) = SHA-256(h(i-1) ‖ SHA-256(JCS(event))), from 32 zero bytes (RFC 8785), as hex."""
    digest = bytes(32)
    for event in events:
        digest = hashlib.sha256(digest + hashlib.sha256(rfc8785.dumps(told(event))).digest()).digest()
    return digest.hex()
