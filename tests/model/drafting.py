"""Random messages: mostly what somebody could mean in the present state, often with one thing wrong."""

import itertools
from collections.abc import Callable
from random import Random
from typing import Any

from tests.model.law import commitment, number_of, use_grant_hash
from tests.model.people import ORGANISATION
from tests.model.state import (
    ALL_POWERS,
    BELOW,
    CONFIRMED,
    DAY,
    GIFT,
    NODE_GUARDIAN,
    POWER,
    WHOLE,
    Ledger,
    Message,
    Title,
)
from tests.model.titles import needed_offers, settlement

ALL_BITS = 2**256 - 1


class Drafter:
    """Draws messages. What the parties keep among themselves (terms on notice, openings) it remembers for them."""

    def __init__(self, rng: Random, ledger: Ledger) -> None:
        self.rng, self.ledger = rng, ledger
        self.keys = 0
        self.terms: dict[bytes, Message] = {}
        self.grants: list[tuple[bytes, Message]] = []
        self.openings: dict[bytes, tuple[int, bytes]] = {}
        self.orders: list[tuple[bytes, Message]] = []

    # ---- what every message has

    def filing(self) -> bytes:
        return self.rng.randbytes(32)

    def window(self) -> Message:
        return {"draftedAt": self.ledger.now, "deadline": self.ledger.now + self.rng.randrange(1, 50) * DAY}

    def officer(self, power: str, node: int, strangers: list[int]) -> int:
        fit = [
            i
            for i, one in enumerate(self.ledger.appointments, 1)
            if self.ledger.competent(i, POWER[power], node) and one.officer not in strangers
        ]
        return self.rng.choice(fit or [1])

    def act(self, number: bytes, power: str | None, strangers: list[int] = []) -> Message:  # noqa: B006 - read only
        title = self.ledger.title(number)
        officer = self.officer(power, title.node, title.parties + strangers) if power else 0
        return {
            "achievement": number,
            "version": title.version,
            "appointment": officer,
            **self.window(),
            "filing": self.filing(),
        }

    def matter(self, number: bytes, power: str | None = None, strangers: list[int] = []) -> Message:  # noqa: B006
        act = self.act(number, power, strangers)
        del act["version"]
        return act

    def judge(self, officer: int) -> int:
        fit = [
            i
            for i, one in enumerate(self.ledger.appointments, 1)
            if self.ledger.competent(i, POWER["court_order"], one.node)
            and one.node != self.ledger.node_of(officer)
            and one.officer != self.ledger.officer(officer)
        ]
        return self.rng.choice(fit or [1])

    def party(self) -> int:
        return self.rng.randrange(1, len(self.ledger.parties) + 1)

    def parties(self, count: int) -> list[int]:
        """Different parties, mostly such as are no officers."""
        known = list(range(1, len(self.ledger.parties) + 1))
        if self.rng.random() < 0.9:
            officers = {one.officer for one in self.ledger.appointments[:3]}
            known = [party for party in known if party not in officers]
        return self.rng.sample(known, min(count, len(known)))

    def title(self, *statuses: int) -> bytes:
        """A title of one of these statuses, if there is one."""
        known = list(self.ledger.titles)
        fit = [number for number in known if self.ledger.titles[number].status in statuses]
        return self.rng.choice(fit or known or [bytes(32)])

    def table(self, first: list[int]) -> list[Message]:
        parties = list(dict.fromkeys([*first, *self.parties(self.rng.choice([1, 2, 3, 4, 5]))]))[:6]
        self.rng.shuffle(parties)
        cuts = sorted(self.rng.sample(range(1, 720), len(parties) - 1))
        edges = [0, *cuts, 720]
        units = [(b - a) * (WHOLE // 720) for a, b in itertools.pairwise(edges)]
        return [{"party": party, "units": count} for party, count in zip(parties, units, strict=True)]

    def rule(self) -> tuple[int, int]:
        rule = self.rng.choice([1, 1, 2, 2, 3, 3, 4])
        return rule | self.rng.choice([0, 0, 0x80]), self.party() if rule == 4 else 0

    # ---- people

    def key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    def enrol(self) -> Message:
        kind = self.rng.choice([1, 1, 2, 3])
        by_officer = kind == ORGANISATION or self.rng.random() < 0.5
        organisations = [i for i, one in enumerate(self.ledger.parties, 1) if one.kind == ORGANISATION]
        appointment = self.officer("register_party", 1, []) if by_officer else 0
        guardian = self.rng.choice([0, self.party(), NODE_GUARDIAN + self.rng.randrange(1, len(self.ledger.nodes) + 1)])
        return {
            "party": len(self.ledger.parties) + 1,
            "signer": self.key(),
            "identity": self.filing(),
            "kind": kind,
            "guardian": guardian,
            "recoveryDays": self.rng.choice([0, 0, self.ledger.limits.recovery_days, 90]),
            "voucher": self.ledger.officer(appointment) if by_officer else self.rng.choice(organisations),
            "appointment": appointment,
            **self.window(),
        }

    def rotate(self) -> Message:
        return {"party": self.party(), "signer": self.key(), **self.window()}

    def withdraw(self) -> Message:
        return {"party": self.party(), **self.window()}

    def entrust(self) -> Message:
        guardian = self.rng.choice([0, self.party(), NODE_GUARDIAN + 1])
        days = self.rng.choice([0, self.ledger.limits.recovery_days, 60])
        return {"party": self.party(), "guardian": guardian, "recoveryDays": days, **self.window()}

    def recover(self) -> Message:
        guarded = [i for i, one in enumerate(self.ledger.parties, 1) if one.guardian]
        party = self.rng.choice(guarded or [1])
        guardian = self.ledger.parties[party - 1].guardian
        appointment = 0
        if guardian >= NODE_GUARDIAN:
            node = guardian - NODE_GUARDIAN
            own = [i for i, one in enumerate(self.ledger.appointments, 1) if one.node == node]
            appointment = self.rng.choice(own or [1])
        return {
            "party": party,
            "signer": self.key(),
            "appointment": appointment,
            "ground": self.rng.randrange(1, 5),
            "evidence": self.filing(),
            **self.window(),
        }

    def cancelRecovery(self) -> Message:
        open_ = [i for i, one in enumerate(self.ledger.parties, 1) if one.pending]
        party = self.rng.choice(open_ or [1])
        pending = self.ledger.parties[party - 1].pending
        return {"party": party, "dueAt": pending.due_at if pending else 0, **self.window()}

    def admit(self) -> Message:
        parent = self.rng.choice([1, 1, self.rng.randrange(1, len(self.ledger.nodes) + 1)])
        return {
            "node": len(self.ledger.nodes) + 1,
            "parent": parent,
            "operator": self.party(),
            "kind": self.rng.choice([2, 3]),
            "under": self.rng.choice([0, self.officer("admit_node", parent, [])]),
            **self.window(),
        }

    def handOver(self) -> Message:
        return {"node": self.rng.randrange(1, len(self.ledger.nodes) + 1), "operator": self.party(), **self.window()}

    def closeNode(self) -> Message:
        number = self.rng.randrange(1, len(self.ledger.nodes) + 1)
        node = self.ledger.nodes[number - 1]
        under = self.rng.choice([0, self.officer("admit_node", node.parent, [])])
        operators = [node.operator, self.ledger.nodes[max(node.parent, 1) - 1].operator]
        by = self.ledger.officer(under) if under else self.rng.choice(operators)
        return {"node": number, "by": by, "under": under, **self.window()}

    def appoint(self) -> Message:
        node = self.rng.randrange(1, len(self.ledger.nodes) + 1)
        return {
            "appointment": len(self.ledger.appointments) + 1,
            "node": node,
            "officer": self.rng.choice([self.party(), *(one.officer for one in self.ledger.appointments)]),
            "powers": self.rng.choice([ALL_POWERS, ALL_POWERS & ~BELOW, POWER["court_order"] | POWER["freeze"]]),
            "from": self.rng.choice([0, self.ledger.now + DAY]),
            "until": self.ledger.now + self.rng.randrange(2, 2000) * DAY,
            "under": self.rng.choice([0, self.officer("grant_officer", node, [])]),
            **self.window(),
        }

    def endAppointment(self) -> Message:
        number = self.rng.randrange(1, len(self.ledger.appointments) + 1)
        ended = self.ledger.appointments[number - 1]
        under = self.rng.choice([0, 0, self.officer("grant_officer", ended.node, [])])
        by = (
            self.ledger.officer(under)
            if under
            else self.rng.choice([ended.officer, self.ledger.nodes[ended.node - 1].operator])
        )
        until = self.rng.choice([0, self.ledger.now + 30 * DAY])
        return {"appointment": number, "by": by, "under": under, "until": until, **self.window()}

    # ---- titles

    def register(self) -> Message:
        node, filing = self.rng.randrange(1, len(self.ledger.nodes) + 1), self.filing()
        (filer,) = self.parties(1)
        claimed = self.table([filer])
        strangers = [share["party"] for share in claimed]
        return {
            "act": {
                "achievement": number_of(node, filing),
                "version": 0,
                "appointment": self.officer("register_achievement", node, strangers),
                **self.window(),
                "filing": filing,
            },
            "node": node,
            "filer": filer,
            "claimed": claimed,
        }

    def cancel(self) -> Message:
        return {"act": self.act(self.title(1, 2, 3), "register_achievement"), "ground": self.rng.choice([1, 2])}

    def propose(self) -> Message:
        number = self.title(1, 1, 2, 3, 4)
        title, limits = self.ledger.title(number), self.ledger.limits
        rule, delegate = self.rule()
        use_grant = bytes(32)
        table = self.table(title.parties[:2])
        if title.status == CONFIRMED and self.rng.random() < 0.6:
            table, rule, delegate = [], title.rule, title.delegate
            terms = self.grant_terms(title, 1)
            use_grant = use_grant_hash(terms)
            self.grants.append((number, terms))
        found = {"rule": rule, "delegate": delegate, "table": table, "useGrant": use_grant}
        self.terms[number] = found
        return {
            "act": self.act(number, None),
            "terms": found,
            "round": title.round + 1,
            "noticeUntil": self.ledger.now + limits.least_notice + self.rng.randrange(0, 5) * DAY,
        }

    def confirm(self) -> Message:
        number = self.rng.choice(list(self.terms) or [bytes(32)])
        terms = self.terms.get(number) or {"rule": 1, "delegate": 0, "table": [], "useGrant": bytes(32)}
        strangers = [share["party"] for share in terms["table"]]
        return {"act": self.act(number, "confirm_title", strangers), "terms": terms}

    def movements(self, title: Title, count: int) -> list[Message]:
        units, found = dict(title.table), []
        for _ in range(count):
            giver = self.rng.choice(list(units) or [1])
            if not units.get(giver):
                continue
            receiver = self.rng.choice([*self.parties(1), self.rng.choice(list(units))])
            if receiver == giver:
                continue
            some = self.rng.choice([units[giver], self.rng.randrange(1, units[giver] + 1)])
            units[giver] -= some
            units[receiver] = units.get(receiver, 0) + some
            found.append({"from": giver, "to": receiver, "units": some})
        return found

    def convey(self) -> Message:
        sold = self._sale() if self.openings and self.rng.random() < 0.5 else None
        if sold is not None:
            return sold
        number = self.title(CONFIRMED)
        title = self.ledger.title(number)
        movements = self.movements(title, self.rng.choice([1, 1, 2, 3]))
        ends = [party for movement in movements for party in (movement["from"], movement["to"])]
        found = {
            "act": self.act(number, "register_transfer", ends),
            "basis": self.rng.choice([1, 2, GIFT, GIFT, GIFT]),
            "price": self.filing(),
            "movements": movements,
            "offers": [],
            "openings": [],
            "pledgeAfter": 0,
        }
        return self._pledged(title, found)

    def _sale(self) -> Message | None:
        """The sale that an offer was made for."""
        digest = self.rng.choice(list(self.openings))
        buyer, opening = self.openings[digest]
        offer = self.ledger.offers[digest]
        title = self.ledger.title(offer.achievement)
        if title.units(offer.seller) < offer.units:
            return None
        found = {
            "act": self.act(offer.achievement, "register_transfer", [buyer]),
            "basis": 1,
            "price": opening,
            "movements": [{"from": offer.seller, "to": buyer, "units": offer.units}],
            "offers": [digest],
            "openings": [opening],
            "pledgeAfter": 0,
        }
        if not needed_offers(title, found):
            found |= {"offers": [], "openings": []}
        return self._pledged(title, found)

    def _pledged(self, title: Title, m: Message) -> Message:
        """Says what becomes of pledged units, where some move."""
        units = dict(title.table)
        for movement in m["movements"]:
            units[movement["from"]] = units.get(movement["from"], 0) - movement["units"]
            units[movement["to"]] = units.get(movement["to"], 0) + movement["units"]
        moves = any(
            part > units.get(holder, 0) for pledge in title.pledges.values() for holder, part in pledge.parts.items()
        )
        return m | {"pledgeAfter": self.rng.choice([1, 2]) if moves else 0}

    def settle(self) -> Message:
        taken = [digest for digest, offer in self.ledger.offers.items() if offer.taken and not offer.ended]
        if not taken:
            number = self.title(CONFIRMED)
            return {"act": self.act(number, "register_transfer"), "offer": bytes(32), "movements": [], "pledgeAfter": 0}
        digest = self.rng.choice(taken)
        offer = self.ledger.offers[digest]
        movements = settlement(self.ledger, offer)
        found = {
            "act": self.act(offer.achievement, "register_transfer", offer.taken),
            "offer": digest,
            "movements": movements,
            "pledgeAfter": 0,
        }
        return self._pledged(self.ledger.title(offer.achievement), found)

    def amendRule(self) -> Message:
        rule, delegate = self.rule()
        return {"act": self.act(self.title(CONFIRMED), "confirm_title"), "rule": rule, "delegate": delegate}

    def order(self, title: Title) -> Message:
        ground = self.rng.choice([1, 2, 3, 3, 4, 5, 6])
        if ground > 3 or not title.table:
            return {"ground": ground, "movements": []}
        giver, units = self.rng.choice(title.table)
        receivers = [party for party in self.parties(3) if party != giver][:2] or [giver]
        if ground == 3:
            units = self.rng.randrange(1, units + 1)
        parts = [units] if len(receivers) == 1 or units < 2 else [units // 2, units - units // 2]
        movements = [
            {"from": giver, "to": receiver, "units": part} for receiver, part in zip(receivers, parts, strict=False)
        ]
        return {"ground": ground, "movements": movements}

    def enforce(self) -> Message:
        number, terms = self.rng.choice(self.orders or [(bytes(32), {"ground": 4, "movements": []})])
        act = self.act(number, "court_order", [movement["to"] for movement in terms["movements"]])
        return {"act": act, "judge": self.judge(act["appointment"]), "terms": terms}

    def migrate(self) -> Message:
        successor = self.rng.choice([self.ledger.successor, self.ledger.successor, "0x" + "11" * 20])
        return {"act": self.act(self.title(CONFIRMED), "confirm_title"), "successor": successor}

    # ---- proceedings

    def prolong(self) -> Message:
        number = self.title(2, 4)
        title = self.ledger.title(number)
        later = max(title.notice_until, self.ledger.now) + self.rng.randrange(1, 5) * DAY
        return {"matter": self.matter(number, "decide_objection"), "round": title.round, "noticeUntil": later}

    def object(self) -> Message:
        number = self.title(2, 2, 3, 4)
        title = self.ledger.title(number)
        return {
            "matter": self.matter(number),
            "party": self.party(),
            "round": title.round,
            "ground": self.rng.randrange(1, 8),
        }

    def _objection(self) -> tuple[bytes, int, bytes]:
        open_ = [
            (number, party, one.digest)
            for number, title in self.ledger.titles.items()
            for party, one in title.objections.items()
            if one.status == 1
        ]
        return self.rng.choice(open_ or [(self.title(2, 4), self.party(), bytes(32))])

    def retract(self) -> Message:
        number, party, objection = self._objection()
        return {"matter": self.matter(number), "party": party, "objection": objection}

    def decide(self) -> Message:
        number, party, objection = self._objection()
        return {
            "matter": self.matter(number, "decide_objection", [party]),
            "party": party,
            "objection": objection,
            "outcome": self.rng.randrange(1, 4),
            "effect": self.rng.randrange(0, 3),
        }

    def freeze(self) -> Message:
        matter = self.matter(self.title(1, 2, 4, 4), "freeze")
        judge = self.rng.choice([0, 0, self.judge(matter["appointment"])])
        days = self.rng.randrange(1, 8 if not judge else 80)
        return {
            "matter": matter,
            "judge": judge,
            "until": self.ledger.now + days * DAY,
            "ground": self.rng.randrange(1, 5),
        }

    def lift(self) -> Message:
        frozen = [number for number, title in self.ledger.titles.items() if title.standing(self.ledger.now)]
        number = self.rng.choice(frozen or [self.title(CONFIRMED)])
        standing = self.ledger.title(number).standing(self.ledger.now)
        return {"matter": self.matter(number, "freeze"), "number": self.rng.choice(standing or [1])}

    def offer(self) -> Message:
        number = self.title(CONFIRMED)
        title, limits = self.ledger.title(number), self.ledger.limits
        seller, units = self.rng.choice(title.table or [(1, 1)])
        units = self.rng.choice([units, self.rng.randrange(1, units + 1)])
        buyer, opening = self.party(), self.filing()
        entitled = list(dict.fromkeys([*title.parties, *self.parties(1)]))
        entitled = [party for party in entitled if party != seller] or [self.party()]
        days = self.rng.randrange(limits.least_window // DAY, limits.longest_window // DAY + 1)
        return {
            "matter": self.matter(number),
            "seller": seller,
            "units": units,
            "commitment": commitment(number, seller, buyer, units, opening),
            "entitled": entitled,
            "windowEnd": self.ledger.now + days * DAY,
            "_sale": (buyer, opening),
        }

    def _answer(self) -> Message:
        open_ = [
            (digest, party)
            for digest, offer in self.ledger.offers.items()
            for party in offer.entitled
            if offer.status(self.ledger.now, self.ledger.limits.taken_life) == 1
            and party not in [*offer.taken, *offer.waived]
        ]
        digest, party = self.rng.choice(open_ or [(self.filing(), self.party())])
        offer = self.ledger.offers.get(digest)
        number = offer.achievement if offer else self.title(CONFIRMED)
        return {"matter": self.matter(number), "offer": digest, "party": party}

    take = waive = _answer

    def withdrawOffer(self) -> Message:
        digest = self.rng.choice(list(self.ledger.offers) or [bytes(32)])
        offer = self.ledger.offers.get(digest)
        return {"matter": self.matter(offer.achievement if offer else self.title(CONFIRMED)), "offer": digest}

    def announce(self) -> Message:
        number = self.title(1, 4, 4, 4)
        terms = self.order(self.ledger.title(number))
        self.orders.append((number, terms))
        matter = self.matter(number, "court_order", [movement["to"] for movement in terms["movements"]])
        return {"matter": matter, "judge": self.judge(matter["appointment"]), "terms": terms}

    def recordEffect(self) -> Message:
        number = self.title(CONFIRMED)
        since = self.ledger.now - self.rng.randrange(0, 3) * DAY
        matter = self.matter(number, "register_legal_effect")
        return {"matter": matter, "version": self.ledger.title(number).version, "since": since}

    # ---- pledges

    def pledge(self) -> Message:
        number = self.title(CONFIRMED)
        title = self.ledger.title(number)
        chosen = (
            self.rng.sample(title.table, self.rng.randrange(1, min(3, len(title.table)) + 1)) if title.table else []
        )
        parts = [
            {"party": party, "units": self.rng.choice([units, self.rng.randrange(1, units + 1)])}
            for party, units in chosen
        ]
        others = [party for party in range(1, len(self.ledger.parties) + 1) if party not in dict(chosen)]
        pledgee = self.rng.choice(others or [1])
        return {"act": self.act(number, "register_pledge", [pledgee]), "pledgee": pledgee, "parts": parts}

    def release(self) -> Message:
        standing = [(n, digest) for n, title in self.ledger.titles.items() for digest in title.pledges]
        number, pledge = self.rng.choice(standing or [(self.title(CONFIRMED), bytes(32))])
        return {"matter": self.matter(number), "pledge": pledge}

    # ---- rights and contracts

    def bits(self) -> int:
        return self.rng.choice([ALL_BITS, 0b11, 0b110, 1, 1 << 200])

    def grant_terms(self, title: Title, kind: int) -> Message:
        licensors = (
            self.rng.sample(title.parties, self.rng.randrange(1, len(title.parties) + 1)) if title.parties else []
        )
        others = [party for party in range(1, len(self.ledger.parties) + 1) if party not in licensors]
        start = self.ledger.now + self.rng.randrange(-5, 20) * DAY
        least = self.ledger.limits.least_term if kind == 1 else DAY
        return {
            "kind": kind,
            "exclusivity": self.rng.choice([1, 2, 3, 3]),
            "flags": self.rng.randrange(0, 4),
            "licensors": licensors,
            "licensees": self.rng.sample(others, self.rng.randrange(1, min(3, len(others)) + 1)) if others else [],
            "from": start,
            "until": start + least + self.rng.randrange(0, 400) * DAY,
            "fields": self.bits(),
            "territories": self.bits(),
        }

    def grant(self) -> Message:
        number = self.title(CONFIRMED)
        terms = self.grant_terms(self.ledger.title(number), 2)
        if self.grants and self.rng.random() < 0.4:
            number, terms = self.rng.choice(self.grants)
        is_frozen = self.ledger.now < self.ledger.title(number).frozen_until(self.ledger.now)
        return {
            "act": self.act(number, None),
            "terms": terms,
            "freezeNotice": self.filing() if is_frozen else bytes(32),
        }

    def _right(self) -> tuple[bytes, Any]:
        digest = self.rng.choice(list(self.ledger.rights) or [bytes(32)])
        return digest, self.ledger.rights.get(digest)

    def sublicense(self) -> Message:
        free = [digest for digest, right in self.ledger.rights.items() if right.flags & 1 and right.parent is None]
        digest = self.rng.choice(free or list(self.ledger.rights) or [bytes(32)])
        parent = self.ledger.rights.get(digest)
        others = self.parties(2)
        start = parent.start if parent else self.ledger.now
        end = parent.until if parent else self.ledger.now + DAY
        return {
            "matter": self.matter(parent.achievement if parent else self.title(CONFIRMED)),
            "parent": digest,
            "licensor": self.rng.choice(parent.licensees) if parent else 1,
            "licensees": others,
            "from": start,
            "until": self.rng.randrange(start + 1, end + 1),
            "fields": parent.fields if parent else 1,
            "territories": parent.territories if parent else 1,
        }

    def extend(self) -> Message:
        digest, right = self._right()
        number = right.achievement if right else self.title(CONFIRMED)
        until = (right.until if right else self.ledger.now) + self.rng.randrange(1, 100) * DAY
        return {"act": self.act(number, None), "right": digest, "until": until}

    def end(self) -> Message:
        digest, right = self._right()
        ground = self.rng.randrange(1, 4)
        by = 0
        if right and ground > 1:
            by = self.rng.choice(right.licensors if ground == 2 else right.licensees)
        number = right.achievement if right else self.title(CONFIRMED)
        return {"matter": self.matter(number), "right": digest, "by": by, "ground": ground}

    def registerContract(self) -> Message:
        about = self.rng.random() < 0.7
        number = self.title(CONFIRMED) if about else bytes(32)
        title = self.ledger.title(number)
        basis = self.rng.choice([1, 1, 2, 3, 4]) if about else 0
        sellers = list(title.parties) if basis == 1 and title.parties else self.parties(self.rng.randrange(1, 3))
        others = [party for party in range(1, len(self.ledger.parties) + 1) if party not in sellers]
        buyers = self.rng.sample(others, min(len(others), self.rng.randrange(1, 3)))
        kind = self.rng.randrange(1, 6)
        node = self.rng.randrange(1, len(self.ledger.nodes) + 1)
        matter = self.matter(number)
        matter["appointment"] = self.officer("register_contract", node, [*sellers, *buyers])
        return {
            "matter": matter,
            "node": node,
            "kind": kind,
            "subKind": self.rng.randrange(1, {1: 2, 2: 4, 3: 2, 4: 1, 5: 3}[kind] + 1),
            "basis": basis,
            "source": self.filing() if basis > 2 or (basis == 2 and self.rng.random() < 0.5) else bytes(32),
            "applicant": self.rng.choice([*sellers, *buyers]),
            "sellers": sellers,
            "buyers": buyers,
            "terms": self.filing(),
        }

    def _contract(self, strangers: bool) -> tuple[bytes, Any, Message]:
        digest = self.rng.choice(list(self.ledger.contracts) or [bytes(32)])
        made = self.ledger.contracts.get(digest)
        matter = self.matter(made.achievement if made else bytes(32))
        if made and strangers:
            matter["appointment"] = self.officer("register_contract", made.node, [*made.sellers, *made.buyers])
        return digest, made, matter

    def stateContract(self) -> Message:
        digest, made, matter = self._contract(False)
        party = self.rng.choice([*made.sellers, *made.buyers]) if made else 1
        number = made.statements.get(party, 0) + 1 if made else 1
        return {
            "matter": matter,
            "contractNumber": digest,
            "party": party,
            "number": number,
            "kind": self.rng.choice([1, 2]),
            "commitment": self.filing(),
        }

    def changeContract(self) -> Message:
        digest, made, matter = self._contract(True)
        return {
            "matter": matter,
            "contractNumber": digest,
            "change": made.changes + 1 if made else 1,
            "subKind": 1,
            "terms": self.filing(),
        }

    def cancelContract(self) -> Message:
        digest, _, matter = self._contract(True)
        return {"matter": matter, "contractNumber": digest, "ground": self.rng.randrange(1, 4)}

    def draft(self, kind: str) -> Message:
        build: Callable[[], Message] = getattr(self, kind)
        return build()


def spoil(rng: Random, value: Any, keys: list[str]) -> Any:
    """The value with one thing in it another."""
    if isinstance(value, dict):
        name = rng.choice(list(value))
        return value | {name: spoil(rng, value[name], keys)}
    if isinstance(value, list):
        return _spoil_list(rng, value, keys)
    if isinstance(value, bytes):
        return rng.choice([bytes(len(value)), rng.randbytes(len(value))])
    if isinstance(value, str):
        return value if value.startswith("0x") else rng.choice(["", *keys])
    return rng.choice([0, 1, 2, value + 1, max(0, value - 1), value + DAY, max(0, value - DAY), rng.randrange(1, 9)])


def _spoil_list(rng: Random, value: list[Any], keys: list[str]) -> list[Any]:
    if not value:
        return value
    which = rng.randrange(len(value))
    how = rng.randrange(4)
    if how == 0:
        return [*value[:which], *value[which + 1 :]]
    if how == 1:
        return [*value, value[which]]
    if how == 2:
        return value[::-1]
    return [*value[:which], spoil(rng, value[which], keys), *value[which + 1 :]]
