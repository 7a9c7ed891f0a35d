"""A random walk: the model and the deployed contracts are given the same acts, and have to agree on each."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.model import people
from tests.model.chain import Deployed, Refusal, blob, signer_of
from tests.model.drafting import Drafter, spoil
from tests.model.law import ACTS
from tests.model.state import (
    ALL_POWERS,
    BELOW,
    CLOSED,
    CONFIRMED,
    DAY,
    POWER,
    Ledger,
    Limits,
    Message,
    Node,
    Party,
    Reasons,
    Roll,
    Seal,
)
from tests.model.titles import settlement

LIMITS = Limits(
    least_notice=2 * DAY,
    longest_notice=30 * DAY,
    longest_life=60 * DAY,
    least_window=3 * DAY,
    longest_window=20 * DAY,
    taken_life=10 * DAY,
    longest_freeze=7 * DAY,
    freeze_gap=10 * DAY,
    order_notice=5 * DAY,
    recovery_days=30,
    quarantine_days=20,
    bar_days=40,
    any_recovery_node=False,
    least_term=365 * DAY,
)
START = 1_795_400_000
WEIGHTS = {
    "enrol": 1,
    "rotate": 1,
    "withdraw": 1,
    "entrust": 1,
    "admit": 1,
    "appoint": 2,
    "register": 5,
    "propose": 8,
    "confirm": 10,
    "convey": 10,
    "pledge": 8,
    "offer": 7,
    "take": 4,
    "waive": 4,
    "settle": 4,
    "announce": 4,
    "enforce": 4,
    "grant": 8,
    "object": 5,
    "migrate": 1,
    "cancel": 1,
    "closeNode": 0.5,
    "endAppointment": 0.5,
    "handOver": 1,
}


MALFORMED = {
    "WrongParties",
    "WrongNumber",
    "UnknownParty",
    "UnknownRight",
    "UnknownOffer",
    "UnknownContract",
    "PledgeClosed",
    "NotHolder",
    "NotEnough",
    "WrongParts",
    "MovementEmpty",
    "ShareEmpty",
    "TooManyHolders",
    "OfferMissing",
    "OffersLeftOver",
    "PledgeAfterMissing",
    "NothingPledged",
    "UnknownBasis",
    "UnknownGround",
}
"""Refusals of messages that do not tell who would sign them."""


class Disagreement(AssertionError):
    """Model and contracts say different things."""


@dataclass(frozen=True)
class Instrument:
    """An act that raised the version of a title, with the roll that it had and its seals."""

    kind: str
    message: Message
    roll: Roll
    seals: Sequence[Seal | None]
    blob: bytes
    time: int


@dataclass
class Walk:
    """A walk of its own ledger.

    :param taken, refused: how often each act was taken, each refusal named.
    :param histories: of each title the instruments that raised its version.
    """

    deployed: Deployed
    seed: int
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    steps: list[str] = field(default_factory=list)
    histories: dict[bytes, list[Instrument]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)
        self.ledger = Ledger(LIMITS, START, successor=self.deployed.successor)
        self.ledger.parties.append(Party("1", people.ORGANISATION, START))
        self.ledger.nodes.append(Node(0, 1, 1, START))
        self.drafter = Drafter(self.rng, self.ledger)
        self._found()

    def _found(self) -> None:
        """People, three nodes below the core and officers, by acts like all others."""
        for kind in (3, 2, 3, 3, 1, 1, 1, 1, 2):
            appointment = 1 if self.ledger.appointments and kind == people.ORGANISATION else 0
            if kind == people.ORGANISATION and not appointment:
                self._appoint(1, 2, ALL_POWERS)
                appointment = 1
            message = self.drafter.enrol() | {
                "kind": kind,
                "appointment": appointment,
                "voucher": 2 if appointment else 1,
            }
            self.do("enrol", message)
        for parent, operator, kind in ((1, 3, 2), (1, 1, 3), (2, 3, 3)):
            fields = {"parent": parent, "operator": operator, "kind": kind, "under": 0}
            self.do("admit", self.drafter.admit() | fields)
        self._appoint(2, 4, ALL_POWERS & ~BELOW)
        self._appoint(3, 5, POWER["court_order"] | POWER["freeze"] | POWER["recover_key"])
        for _ in range(3):
            self.do("register", self.drafter.register())
            self.do("propose", self.drafter.propose())
        self._wait(8 * DAY)
        for _ in range(6):
            self.do("confirm", self.drafter.confirm())

    def _appoint(self, node: int, officer: int, powers: int) -> None:
        fields = {
            "node": node,
            "officer": officer,
            "powers": powers,
            "from": 0,
            "until": START + 9000 * DAY,
            "under": 0,
        }
        self.do("appoint", self.drafter.appoint() | fields)

    def run(self, count: int, kinds: Sequence[str] = tuple(ACTS)) -> None:
        """So many steps of chance. :raises Disagreement: with the steps so far."""
        weights = [WEIGHTS.get(kind, 3) for kind in kinds]
        for _ in range(count):
            if self.rng.random() < 0.25:
                self._wait(self.rng.choice([1, 3600, DAY, 3 * DAY, 7 * DAY]))
            if self.rng.random() < 0.02:
                self._settle_recovery()
            (kind,) = self.rng.choices(kinds, weights)
            message = self.drafter.draft(kind)
            sale = message.pop("_sale", None)
            if self.rng.random() < 0.25:
                message = spoil(self.rng, message, [party.key for party in self.ledger.parties])
            self.do(kind, message, careful=self.rng.random() < 0.8, sale=sale)

    def do(self, kind: str, message: Message, *, careful: bool = True, sale: Any = None) -> None:
        """One act. :param careful: whether everybody who should signs rightly."""
        act, deployed = ACTS[kind], self.deployed
        message.pop("_sale", None)
        try:
            digest = deployed.digest(act.contract, kind, message)
        except Exception:
            return
        self.steps.append(f"{len(self.steps)}: at {self.ledger.now} {kind} {message}")
        roll, difference = self._roll(kind, message)
        seals = self._seals(kind, message, roll, careful)
        reasons = act.why_not(self.ledger, message, seals, digest)
        if difference and not reasons & MALFORMED:
            self._fail(f"{difference}; the model says {sorted(reasons)}")
        answer = deployed.act(act.contract, kind, message, blob(seals, digest))
        self._compare(kind, reasons, answer, seals)
        if answer is None:
            before = {number: title.version for number, title in self.ledger.titles.items()}
            act.effect(self.ledger, message, digest)
            self._remember(before, Instrument(kind, message, roll, seals, blob(seals, digest), self.ledger.now))
            if kind == "offer" and sale:
                self.drafter.openings[digest] = sale
            self._check(kind, message, digest)

    def _remember(self, before: dict[bytes, int], instrument: "Instrument") -> None:
        for number, title in self.ledger.titles.items():
            if title.version != before.get(number, 0):
                self.histories.setdefault(number, []).append(instrument)

    def _roll(self, kind: str, message: Message) -> tuple[Roll, str]:
        """Who signs, and where the contract says otherwise, how. Of malformed messages nobody has to say it rightly."""
        ours = ACTS[kind].roll(self.ledger, message)
        theirs = self.deployed.roll(ACTS[kind].contract, kind, message)
        if isinstance(theirs, Refusal):
            return ours or Roll([1], {0}), f"the roll of {kind} is refused with {theirs}"
        theirs.units = theirs.with_units()  # a roll without a quorum may leave them out
        if ours is None:
            return theirs, ""
        ours.units = ours.with_units()
        return theirs, "" if ours == theirs else f"the roll of {kind} is {theirs}; the model has {ours}"

    def _seals(self, kind: str, message: Message, roll: Roll, careful: bool) -> list[Seal | None]:
        brought = {1: message["signer"]} if kind in ("enrol", "rotate", "recover") else {}
        seals: list[Seal | None] = []
        for i, seat in enumerate(roll.seats):
            party = self.ledger.party(seat)
            key = brought.get(i) or (party.key if party else "nobody")
            if i in roll.must or (roll.units[i : i + 1] > [0] and self.rng.random() < 0.8) or self.rng.random() < 0.3:
                seals.append(Seal(key))
            else:
                seals.append(None)
        if careful or not seals:
            return seals
        which = self.rng.randrange(len(seals))
        how = self.rng.randrange(5)
        if how == 0:
            seals[which] = None
        elif how == 1:
            seals[which] = Seal(self.ledger.parties[self.rng.randrange(len(self.ledger.parties))].key)
        elif how == 2:
            there = seals[which]
            seals[which] = Seal(there.key if there else "1", good=False)
        elif how == 3:
            seals.append(None)
        else:
            seals.pop()
        return seals

    def _compare(self, kind: str, reasons: Reasons, answer: Refusal | None, seals: Any) -> None:
        if answer is None:
            self.taken[kind] += 1
            if reasons:
                self._fail(f"{kind} was taken; the model refuses it: {sorted(reasons)}; seals {seals}")
        else:
            self.refused[answer.name] += 1
            if answer.name not in reasons:
                self._fail(f"{kind} is refused with {answer}; the model says {sorted(reasons)}; seals {seals}")

    def _wait(self, seconds: int) -> None:
        self.ledger.now += seconds
        self.deployed.to_time(self.ledger.now)

    def _settle_recovery(self) -> None:
        due = [i for i, party in enumerate(self.ledger.parties, 1) if party.pending]
        number = self.rng.choice(due or [1])
        pending = self.ledger.parties[number - 1].pending
        due_at, key = (pending.due_at, pending.key) if pending else (0, "1")
        if pending and self.rng.random() < 0.7:
            self._wait(max(0, due_at - self.ledger.now))
        self.steps.append(f"{len(self.steps)}: at {self.ledger.now} settleRecovery {number} {due_at} {key}")
        reasons = people.why_not_settle_recovery(self.ledger, number, due_at, key)
        answer = self.deployed.transact("Authority", "settleRecovery", (number, due_at, signer_of(key)))
        self._compare("settleRecovery", reasons, answer, ())
        if answer is None:
            people.settle_recovery(self.ledger, number)

    # ---- what stands afterwards

    def _check(self, kind: str, message: Message, digest: bytes) -> None:
        number = (message.get("act") or message.get("matter") or {}).get("achievement", bytes(32))
        self._check_people()
        if any(number):
            self._check_title(kind, number)
        for offer in {digest, message.get("offer", digest)} & set(self.ledger.offers):
            self._check_offer(offer)
        for pledge in self.ledger.title(number).pledges:
            self._check_pledge(number, pledge)

    def _equal(self, what: str, ours: Any, theirs: Any) -> None:
        if ours != theirs:
            self._fail(f"{what} is {theirs}; the model has {ours}")

    def _check_people(self) -> None:
        ledger, rng = self.ledger, self.rng
        appointment = rng.randrange(1, len(ledger.appointments) + 2)
        node = rng.randrange(1, len(ledger.nodes) + 2)
        power = POWER[rng.choice(list(POWER))]
        time = rng.randrange(START, ledger.now) if ledger.now > START else START
        party = rng.randrange(1, len(ledger.parties) + 1)
        competent, told = self.deployed.call(
            [("Authority", "competent", (appointment, power, node, time)), ("Authority", "partyOf", (party,))]
        )
        asked = f"competent({appointment}, {power}, {node}, {time})"
        self._equal(asked, ledger.competent(appointment, power, node, time), competent)
        ours = ledger.parties[party - 1]
        signer = "0x" + signer_of(ours.key).hex()
        stands = (signer, ours.since, ours.guardian, ours.may_dispose)
        self._equal(f"party {party}", stands, tuple(told[n] for n in ("signer", "since", "guardian", "mayDispose")))

    def _check_title(self, kind: str, number: bytes) -> None:
        title, now = self.ledger.title(number), self.ledger.now
        head, holdings, trail, words = self.deployed.call(
            [("TitleRegistry", view, (number,)) for view in ("titleOf", "holdingsOf", "trailOf", "wordsOf")]
        )
        names = ("status", "rule", "entries", "node", "version", "delegate", "round")
        ours = (title.status, title.rule, len(title.table), title.node, title.version, title.delegate, title.round)
        self._equal("the head", ours, tuple(head[name] for name in names))
        self._equal("the holdings", title.table, [(share["party"], share["units"]) for share in holdings])
        self._equal("the trail", fold(title.folds), trail)
        rows = [words[i // 4] >> (64 * (i % 4)) for i in range(len(title.table))]
        marked = {row & 0xFFFFFFFF for row in rows if row >> 32 & 1}
        self._equal("the marks", title.marked(), marked)
        if title.status == CLOSED:
            if kind in ("cancel", "enforce", "migrate"):
                self._check_successor(kind, number, words, trail)
            return
        self._equal("the notice", title.notice_until, head["noticeUntil"])
        self._equal("open objections", title.open_objections(), head["objections"])
        frozen = head["frozenUntil"] if head["frozenUntil"] > now else 0
        self._equal("frozen until", title.frozen_until(now), frozen)

    def _check_successor(self, kind: str, number: bytes, words: list[int], trail: bytes) -> None:
        """A title that was taken there is taken over as it stood, once; one that was closed otherwise is not."""
        answer = self.deployed.transact("Successor", "adopt", (number,))
        if kind != "migrate":
            self._equal("adopting what is closed", "NotMigrated", answer and answer.name)
            return
        self._equal("adopting", None, answer)
        again = self.deployed.transact("Successor", "adopt", (number,))
        self._equal("adopting again", "WrongStatus", again and again.name)
        head, *kept = self.deployed.call([("Successor", view, (number,)) for view in ("titleOf", "wordsOf", "trailOf")])
        title = self.ledger.title(number)
        stands = (CONFIRMED, title.rule, title.node, title.version, title.delegate, title.round)
        names = ("status", "rule", "node", "version", "delegate", "round")
        self._equal("the adopted head", stands, tuple(head[name] for name in names))
        self._equal("what was adopted", [words, trail], kept)

    def _check_offer(self, digest: bytes) -> None:
        offer = self.ledger.offers[digest]
        (told,) = self.deployed.call([("Proceedings", "offerOf", (digest,))])
        self._equal("the offer's status", offer.status(self.ledger.now, LIMITS.taken_life), told["status"])
        taken = {offer.entitled[i] for i in range(32) if told["taken"] >> i & 1}
        self._equal("who took the offer", set(offer.taken), taken)
        if told["status"] == 2:
            (moves,) = self.deployed.call([("Proceedings", "settlementOf", (digest,))])
            self._equal("the settlement", settlement(self.ledger, offer), moves)

    def _check_pledge(self, number: bytes, digest: bytes) -> None:
        pledge = self.ledger.title(number).pledges[digest]
        (told,) = self.deployed.call([("Pledges", "pledgeOf", (digest,))])
        parts = {part["party"]: part["units"] for part in told["parts"]}
        self._equal("the pledge's parts", (pledge.pledgee, pledge.parts), (told["pledgee"], parts))

    def _fail(self, what: str) -> None:
        told = "\n".join(self.steps[-60:])
        raise Disagreement(f"seed {self.seed}, step {len(self.steps) - 1}: {what}\nthe last steps:\n{told}")


def fold(folds: list[tuple[bytes, int, int]]) -> bytes:
    """The trail of these digests, versions and times."""
    from eth_abi.abi import encode
    from eth_hash.auto import keccak

    trail = bytes(32)
    for digest, version, time in folds:
        trail = keccak(encode(["bytes32", "bytes32", "uint32", "uint40"], [trail, digest, version, time]))
    return trail
