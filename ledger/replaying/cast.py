"""Who plays: every key of the dossier as a real one, and the numbers that its parties, nodes and officers have on the
chain."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger import genesis, queries
from ledger.core import powers
from ledger.core.calendar import end_of_day, start_of_day
from ledger.core.docket.events import Event
from ledger.core.docket.reading import Dossier
from ledger.core.docket.things import Docket
from ledger.core.policy.competence import Appointment, why_not
from ledger.drafting.rights import EVERYTHING
from ledger.genesis import Means
from ledger.keyring import AccountSigner, Signer
from ledger.replaying.stage import Stage

CORE, CLERK, JUDGE = "(core)", "(clerk)", "(judge)"
"""Who is there whatever the dossier says, under names that no id of a dossier has: the first party, an officer who sets
genesis up, and a judge at a node of his own, who plays the courts for whose consent a dossier's document stands."""

NO_APPOINTMENT = 0xFFFFFFFF
"""A number that no appointment has."""
_KINDS = {"core": "core", "regional": "regional", "professional": "specialised"}
_TERM = 60 * 365 * 86_400
_OFFICER = "officer"


def second_of(day: date) -> int:
    """When a day begins, in the seconds of the chain, which begin with 1970."""
    return max(1, start_of_day(day))


def officer_key(officer: str) -> tuple[str, str]:
    """Under which an officer's key is kept; dossiers give officers none."""
    return officer, _OFFICER


@dataclass
class Cast:
    """Numbers by the dossier's ids, and keys by party and key name.

    :ivar objected: objections that are open on the chain.
    :ivar on_notice: proposals whose notice is on the chain, and who held how many units when it was opened.
    :ivar unclosed: offers that a sale closed which needed none on the chain: only completers had priority.
    :ivar seconds: of the chain, at which the last event of an instant took place.
    :ivar asked: whom an offer lists there, in that order.
    :ivar contradicted: achievements of which the chain said otherwise: told once.
    :ivar opened: the terms on which use grants were opened there (`narrower.opening`).
    :ivar shorter: to which day the chain holds rights whose extension stayed a filing.
    :ivar things: what acts created: digests of offers, pledges, rights and contracts, numbers of freezes, achievements.
    """

    dossier: Dossier
    keys: dict[tuple[str, str], Signer] = field(default_factory=dict)
    parties: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    appointments: dict[str, int] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    objected: set[str] = field(default_factory=set)
    on_notice: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    unclosed: set[str] = field(default_factory=set)
    seconds: dict[int, int] = field(default_factory=dict)
    asked: dict[str, list[str]] = field(default_factory=dict)
    contradicted: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    shorter: dict[str, date] = field(default_factory=dict)
    numbered: dict[str, list[str]] = field(default_factory=dict)
    _stage: Stage | None = None

    @property
    def stage(self) -> Stage:
        """Where they play."""
        assert self._stage is not None  # noqa: S101 - whoever uses it has entered
        return self._stage

    def enter(self, stage: Stage) -> None:
        """Step onto the stage."""
        self._stage = stage

    def key(self, name: str, key: str) -> Signer:
        """The real key behind a key's name: made when it is first spoken of."""
        return self.keys.setdefault((name, key), AccountSigner(secrets.token_bytes(32)))

    def key_of(self, docket: Docket, signer: str) -> Signer:
        """What signs for an entry of `signed_by`."""
        name, hash_, key = signer.partition("#")
        if name in self.dossier.world.officers:
            return self.key(*officer_key(name))
        return self.key(name, key if hash_ else docket.parties[name].key)

    @property
    def named(self) -> dict[int, str]:
        """The dossier's ids by party number."""
        return {number: name for name, number in self.parties.items()}

    @property
    def means(self) -> Means:
        service = self.stage.service
        return Means(service.engine, service.contracts, service.payer, service.clock)

    # ---- genesis

    @property
    def core(self) -> str:
        """Who operates the core node of the file; without one, nobody of the file does."""
        nodes = self.dossier.world.nodes
        return next((node.operator for node in nodes.values() if node.level == "core"), CORE)

    def core_key(self) -> Signer:
        """What the operator of the core node signs with."""
        return self.key(self.core, self.dossier.genesis.parties.get(self.core, CORE))

    def set_up(self) -> None:
        """Everything that stands before the first event, by ordinary acts."""
        world, begun = self.dossier.world, self.dossier.genesis
        self.parties[self.core] = 1
        until = self.stage.clock() + _TERM
        self._enrol(CLERK, self.key(CLERK, _OFFICER), "officer", voucher=1)
        self.appointments[CLERK] = self._appoint(1, CLERK, [*powers.NAMES, "below"], 0, until)
        self._enrol(JUDGE, self.key(JUDGE, _OFFICER), "officer", appointment=self.appointments[CLERK])
        court = self._act("admit", {"operator": 1, "kind": "specialised"})["node"]
        self.appointments[JUDGE] = self._appoint(court, JUDGE, ["court_order"], 0, until)
        for officer in sorted(world.officers):
            self._enrol(officer, self.key(*officer_key(officer)), "officer", appointment=self.appointments[CLERK])
        for party, key in begun.parties.items():
            if party not in self.parties:
                self.enrol(party, self.key(party, key), self.appointments[CLERK])
        for name in self._in_order(begun.nodes):
            node = world.nodes[name]
            if node.level == "core":
                self.nodes[name] = 1
                self.appoint_at(name, begun.appointments)
                continue
            self._operator(node.operator)
            fields = {
                "parent": self.nodes.get(node.parent or "", 1),
                "operator": self.parties[node.operator],
                "kind": _KINDS[node.level],
                "under": self.appointments[CLERK],
            }
            self.nodes[name] = self._act("admit", fields)["node"]
            self.appoint_at(name, begun.appointments)

    def appoint_at(self, node: str, standing: Mapping[str, Appointment]) -> None:
        """Whom genesis appointed at a node that has its number now: at the beginning, or when it is admitted.

        :param standing: the grants as they stand.
        """
        for number in self.dossier.genesis.appointments:
            grant = standing[number]
            start, end = second_of(grant.start), end_of_day(grant.end)
            if grant.node == node and not grant.revoked and end > max(start, self.stage.clock()):
                carried = [*sorted(grant.capabilities), *(["below"] if grant.below else [])]
                self.appointments[number] = self._appoint(self.nodes[node], grant.officer, carried, start, end)

    def enrol(self, party: str, signer: Signer, appointment: int) -> None:
        """A party of the dossier gets its number."""
        kind = "organisation" if party in self.dossier.world.organisations else "person"
        self._enrol(party, signer, kind, appointment=appointment)

    def _operator(self, party: str) -> None:
        """Who operates a node of genesis speaks on the chain, whether or not the dossier gave him an account."""
        if party not in self.parties:
            self.enrol(party, self.key(party, CORE), self.appointments[CLERK])

    def _in_order(self, nodes: tuple[str, ...]) -> list[str]:
        """Parents before their children."""
        levels = ("core", "regional", "professional")
        described = self.dossier.world.nodes
        return sorted(nodes, key=lambda name: levels.index(described[name].level))

    def _enrol(self, name: str, signer: Signer, kind: str, *, voucher: int = 0, appointment: int = 0) -> None:
        fields = {
            "signer": "0x" + signer.signer_bytes.hex(),
            "identity": "0x" + secrets.token_hex(32),
            "kind": kind,
            "guardian": "node:1",
            **({"voucher": voucher} if voucher else {"appointment": appointment}),
        }
        number = self.stage.service.contracts.authority.counts(self.stage.service.chain.head())[0] + 1
        self.parties[name] = number
        self._act("enrol", fields, {number: signer})

    def _appoint(self, node: int, officer: str, carried: list[str], start: int, until: int) -> int:
        fields = {"node": node, "officer": self.parties[officer], "powers": carried, "until": until, "from": start}
        return int(self._act("appoint", fields | {"under": self.appointments.get(CLERK, 0)})["appointment"])

    def _act(self, kind: str, fields: dict[str, object], more: dict[int, Signer] | None = None) -> dict[str, int]:
        """One act of genesis, signed by whoever has a seat."""
        signers = {number: self._first_key(name) for name, number in self.parties.items()}
        signers[1] = self.core_key()
        return genesis.carry_out(self.means, kind, fields, signers | (more or {})).message

    def _first_key(self, name: str) -> Signer:
        if name in (CLERK, JUDGE) or name in self.dossier.world.officers:
            return self.key(*officer_key(name))
        return self.key(name, self.dossier.genesis.parties.get(name, CORE))

    def second(self, at: str) -> int:
        """The last second of the chain that an instant or a day of a question includes."""
        second = queries.parse_at(at)
        return self.seconds.get(second, second)

    def is_blurred(self, at: str) -> bool:
        """Whether a later instant shares the last second of the chain within an instant or a day.

        So it is where an event was put off into the next second.
        """
        told, last = queries.parse_at(at), self.second(at)
        return any(instant > told and second <= last for instant, second in self.seconds.items())

    # ---- for the events

    def bits(self, what: str, names: Collection[str] | None) -> int:
        """A set of fields or territories as 256 bits, numbered in the order in which the dossier speaks of them; none
        named is all of them."""
        if names is None:
            return EVERYTHING
        known = self.numbered.setdefault(what, [])
        known += [name for name in dict.fromkeys(names) if name not in known]
        return sum(1 << known.index(name) for name in set(names))

    def fit(self, docket: Docket, event: Event, capability: str, node: str, member: str = "officer") -> list[str]:
        """The grants by which the officer of an event is competent, those that reach below first."""
        mine = [(name, each) for name, each in docket.appointments.items() if each.officer == event.payload[member]]
        fit = [
            (name, each)
            for name, each in mine
            if why_not([each], capability, node, event.day, docket.active, docket.world.parents) is None
        ]
        return [name for name, each in sorted(fit, key=lambda one: not one[1].below)]

    def appointment(self, docket: Docket, event: Event, capability: str, node: str, member: str = "officer") -> int:
        """The appointment under which the officer of an event acts: a competent one, else any of his, else none."""
        officer = event.payload[member]
        mine = [name for name, each in docket.appointments.items() if each.officer == officer]
        fit = self.fit(docket, event, capability, node, member)
        known = [self.appointments[name] for name in (*fit, *mine) if name in self.appointments]
        return known[0] if known else NO_APPOINTMENT
