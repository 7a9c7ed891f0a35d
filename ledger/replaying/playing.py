"""A replay: every event judged by the rules, filed, signed and sent to the contracts; then reality has to agree.

What the rules allow, the contracts must accept, and the index must show the holders that the rules know. What the rules
refuse and the chain refuses by itself (`marks`) is sent straight to the contract, past the rules, and must revert.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger import calling, drafting, executing, sealing, sending
from ledger.chain.answered import Block
from ledger.chain.states import Roll
from ledger.core import acts, seals
from ledger.core.acts import Message
from ledger.core.docket.asking import Asking
from ledger.core.docket.events import Event
from ledger.core.docket.history import Concerns
from ledger.core.docket.judging import Outcome, judge
from ledger.core.docket.reading import Dossier
from ledger.core.docket.things import Docket
from ledger.core.errors import (
    Conflict,
    Malformed,
    NotAllowed,
    NotFound,
    ProofInvalid,
    Refused,
    TooLarge,
    ZhengbenError,
)
from ledger.keyring import Signer
from ledger.replaying import agreement, filing, marks, narrower, on_titles, recorded
from ledger.replaying.cast import JUDGE, Cast, officer_key
from ledger.replaying.deeds import deeds_of
from ledger.replaying.on_transfers import closed_offers, overtaken_offers, renewal
from ledger.replaying.plan import Deed, Plan, Settling
from ledger.replaying.stage import Stage
from ledger.store import database, filings

_NO_FILING = "0x" + "5a" * 32  # what is refused was never filed
_OF_THIS_EVENT = (Refused, Malformed, NotFound, TooLarge, ProofInvalid, NotAllowed, Conflict)
_GAS = 6_000_000  # of what is sent past the rules, and has to revert


@dataclass(frozen=True)
class Played:
    """What an event came to.

    :param outcome: of the rules. :param chain: where reality did not agree with them: what it said; None where it did.
    """

    event: Event
    outcome: Outcome
    chain: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As `expected` is written, and what the chain said where it did not agree."""
        told: dict[str, Any] = {"accepted": self.outcome.accepted, "code": self.outcome.code}
        if self.outcome.values:
            told["values"] = dict(self.outcome.values)
        return told if self.chain is None else told | {"chain": self.chain}


@dataclass(frozen=True)
class Answered:
    """An answer.

    :param chain: what the index says otherwise; None if nothing.
    """

    answer: Any
    chain: str | None


@dataclass
class Player:
    """Plays a dossier on a stage whose genesis is set up.

    :param tell: told each event as it was played.
    :ivar renewed: from which second on those act whose key was changed, or whose recovery ended.
    :ivar answered: from which second on those object whose objection ended.
    """

    dossier: Dossier
    stage: Stage
    cast: Cast
    tell: Callable[[Played], None]
    played: list[Played] = field(default_factory=list)
    accepted: list[bytes] = field(default_factory=list)
    versions: dict[tuple[str, int], int] = field(default_factory=dict)
    renewed: dict[str, int] = field(default_factory=dict)
    answered: dict[str | None, int] = field(default_factory=dict)
    _concerns: Concerns = field(default_factory=Concerns)

    def play(self) -> None:
        """All events, in order."""
        docket = self.dossier.docket()
        for event in self.dossier.events:
            self._move_to(event)
            one = self._play(docket, event)
            self.played.append(one)
            self.tell(one)
        self.stage.anchor()

    def answers(self) -> list[Answered]:
        """The answers to the dossier's questions, from what the ledger recorded; where its index of the chain can tell
        the same, it has to (`agreement`)."""
        asking = Asking(self.dossier, recorded.events(self.stage.service, self.accepted))
        found = []
        for query in self.dossier.queries:
            try:
                answer = asking.answer(query)
            except ZhengbenError as error:  # as of a year whose holidays nobody knows
                found.append(Answered({"error": error.code}, error.message))
                continue
            found.append(Answered(answer, agreement.contradicted(self.cast, asking, query, answer)))
        return found

    def _move_to(self, event: Event) -> None:
        """The clock to the event's instant; to the second after it where a party acts whose key was changed, or whose
        recovery ended, in that instant, or objects whose objection ended: on the chain it does so from the next second
        on."""
        instant = int(event.at.timestamp())
        acting = {signer.partition("#")[0] for signer in event.signed_by} | {event.get("party")}
        second = max(instant, self.stage.clock(), *(self.renewed.get(name, 0) for name in acting))
        if event.kind == "objection_raised":
            second = max(second, self.answered.get(event.get("by"), 0))
        self.stage.move_to(second)
        self.cast.seconds[instant] = second

    def _play(self, docket: Docket, event: Event) -> Played:
        outcome, change = judge(docket, event)
        if change is None:
            return Played(event, outcome, self._must_revert(docket, event, outcome))
        concerned = self._concerns.of(event)
        said: str | None = None
        try:
            leaf = filing.file(self.cast, docket, event)
            plan = Plan(self.cast, docket, event, "0x" + leaf.hex())
        except _OF_THIS_EVENT as error:
            return Played(event, outcome, f"{error.code}: {error.message}")
        closed, again = closed_offers(plan), overtaken_offers(plan)
        held = [deed for deed in deeds_of(plan) if narrower.is_held(plan, deed)]
        ends = self._extended(plan, held)
        try:
            for deed in held:
                self._carry_out(plan, deed)
            on_titles.remember(plan, held)
        except _OF_THIS_EVENT as error:
            said = f"{error.code}: {error.message}"
            self.cast.contradicted |= concerned
        # Whatever the chain said: what the rules allow has happened, and what comes is judged after it.
        change()
        self.accepted.append(leaf)
        if (party := _renewed(docket, event)) is not None:
            self.renewed[party] = self.stage.clock() + 1
        if event.kind in ("objection_withdrawn", "objection_decided"):
            self.answered[docket.objections[event.payload["objection"]].by] = self.stage.clock() + 1
        if event.kind == "share_conveyed":
            self.cast.unclosed |= (set(event.get("offers") or ()) - closed.keys()).union(again, map(renewal, again))
        self.cast.shorter |= ends
        self.stage.index()
        self._remember_versions(docket, event)
        return Played(event, outcome, said or agreement.difference(self.cast, docket, event.day))

    # ---- what is allowed

    def _extended(self, plan: Plan, held: Sequence[Deed | Settling]) -> dict[str, date]:
        """To which day the chain holds a right whose extension stays a filing. One that is extended there in the end is
        held to the new day."""
        if plan.event.kind != "use_right_extended":
            return {}
        name = plan.event.payload["use_right"]
        before = self.cast.shorter.pop(name, plan.docket.rights[name].reach.end)
        return {} if held or name not in self.cast.things else {name: before}

    def _carry_out(self, plan: Plan, deed: Deed | Settling) -> None:
        service = self.stage.service
        with database.transaction(service.engine) as connection:
            if isinstance(deed, Settling):
                calling.settle_recovery(connection, service.contracts, service.payer, deed.party, now=service.clock())
                drafted = None
            else:
                act = executing.draft(
                    connection,
                    service.contracts,
                    deed.kind,
                    deed.fields | deed.late(),
                    now=service.clock(),
                    integrated=lambda leaf: _is_integrated(connection, leaf),
                )
                drafted = act.drafted
                for number, key in zip(drafted.seats, self._seals(plan, deed, drafted.seats), strict=True):
                    if key is None:
                        continue
                    executing.add_signature(
                        connection,
                        service.contracts,
                        drafted.id,
                        number,
                        key.sign_digest(drafted.digest),
                        now=service.clock(),
                    )
                executing.submit(connection, service.contracts, service.payer, drafted.id, now=service.clock())
        sending.send(service.engine, service.contracts, service.payer)
        self.stage.index()
        sending.settle(service.engine, service.contracts, service.payer, now=service.clock())
        if drafted is not None and isinstance(deed, Deed):
            self._learn(plan, deed, drafted.message, drafted.digest)

    def _seals(self, plan: Plan, deed: Deed, seats: Sequence[int]) -> list[Signer | None]:
        """What signs for each seat: those who signed the event, the new key that it brings, the judge; None for who did
        not."""
        named, judge = self.cast.named, self.cast.parties[JUDGE]
        brought = None if deed.brings is None else "#".join(deed.brings)
        signed = self._signed(plan, brought)
        found: list[Signer | None] = []
        for number, is_brought in acts.seats(deed.kind, seats):
            if number == judge:
                found.append(self.cast.key(*officer_key(JUDGE)))
            elif deed.brings is not None and is_brought:
                found.append(self.cast.key(*deed.brings) if brought in plan.event.signed_by else None)
            else:
                name = named.get(number, "")
                found.append(signed.get(name) or deed.lent.get(name))
        return found

    def _signed(self, plan: Plan, brought: str | None) -> dict[str, Signer]:
        """The key with which each signed; the one that the event brings in is none of theirs yet."""
        found: dict[str, Signer] = {}
        for signer in plan.event.signed_by:
            name, hash_, key = signer.partition("#")
            party = plan.docket.parties.get(name)
            if name in self.dossier.world.officers:
                found[name] = self.cast.key(name, key) if hash_ else self.cast.key(*officer_key(name))
            elif party is not None and signer != brought:
                found[name] = self.cast.key(name, key if hash_ else party.key)
        return found

    def _learn(self, plan: Plan, deed: Deed, message: Message, digest: bytes) -> None:
        """Remember the number of what an act created."""
        cast = self.cast
        if deed.kind == "grant" and plan.event.kind == "confirmed":
            cast.opened.add(narrower.opening(deed))
        if deed.kind == "enrol":
            cast.parties[plan.event.payload["party"]] = message["party"]
        elif deed.names is None:
            return
        elif deed.kind == "recover":
            service = self.stage.service
            state = service.contracts.authority.recovery(message["party"], service.chain.head())
            cast.things[deed.names] = str(state.due_at)
        elif deed.kind == "admit":
            cast.nodes[deed.names] = message["node"]
            cast.appoint_at(deed.names, plan.docket.appointments)
        elif deed.kind == "appoint":
            cast.appointments[deed.names] = message["appointment"]
        elif deed.kind == "register":
            cast.things[deed.names] = message["act"]["achievement"]
        elif deed.kind == "freeze":
            service = self.stage.service
            about = bytes.fromhex(message["matter"]["achievement"][2:])
            _, standing = service.contracts.proceedings.freezes(about, service.chain.head())
            cast.things[deed.names] = str(max(standing))
        else:
            cast.things[deed.names] = "0x" + digest.hex()

    def _remember_versions(self, docket: Docket, event: Event) -> None:
        """Which version of the chain a version of the dossier was: an act may rely on an old one."""
        name = event.get("achievement")
        achievement = docket.achievements.get(name or "")
        if name is None or achievement is None or name not in self.cast.things:
            return
        service = self.stage.service
        title = service.contracts.titles.title(bytes.fromhex(self.cast.things[name][2:]), service.chain.head())
        self.versions.setdefault((name, achievement.version), title.version)

    # ---- what is refused

    def _must_revert(self, docket: Docket, event: Event, outcome: Outcome) -> str | None:
        """Send a refused event's act straight to the contract where the chain has to refuse it too.

        :return: None if it did, or is not asked; else what happened instead.
        """
        plan = Plan(self.cast, docket, event, _NO_FILING)
        if not marks.is_refused_by_chain(plan, outcome):
            return None
        deeds = deeds_of(plan)
        if not deeds:
            return None
        # An order is announced, an offer renewed whatever it says; carried out it has to be refused.
        deed = deeds[-1] if event.kind in ("succession_registered", "share_conveyed") else deeds[0]
        try:
            contract, data = self._settling(deed) if isinstance(deed, Settling) else self._sealed(plan, deed, outcome)
        except _OF_THIS_EVENT as error:
            return f"could not be written for the chain: {error.code}: {error.message}"
        if data is None or not self.stage.send_straight(contract, data, _GAS):
            return None
        return f"the chain accepted what the rules refuse with {outcome.code}"

    def _settling(self, deed: Settling) -> tuple[str, bytes]:
        authority = self.stage.service.contracts.authority
        return authority.address, authority.interface.call("settleRecovery", (deed.party, deed.due_at, deed.signer))

    def _sealed(self, plan: Plan, deed: Deed, outcome: Outcome) -> tuple[str, bytes | None]:
        """The contract and the calldata of a refused act, sealed by those who signed; no calldata where the roll asks
        for nobody who is missing."""
        service = self.stage.service
        contracts, head = service.contracts, service.chain.head()
        kind = acts.kind(deed.kind)
        contract = contracts.by_name[kind.contract].address
        message = self._message(deed, head)
        if outcome.code == "STALE_VERSION" and "act" in message and plan.event.get("version") is not None:
            stale = self.versions.get((plan.event.payload["achievement"], plan.event.payload["version"]), 0)
            message = {**message, "act": {**message["act"], "version": stale}}
        digest = acts.digest(kind.primary_type, message, contracts.deployment.domain(kind.contract))
        try:
            roll = contracts.roll(kind, message, head)
        except Refused:
            return contract, contracts.calldata(kind, message, b"")  # not even a roll
        keys = self._seals(plan, deed, roll.seats)
        if outcome.code in marks.SEALS and not self._lacks(plan, deed, roll, keys):
            return contract, None
        blob = seals.blob(b"" if key is None else seals.seal(key.signer_bytes, key.sign_digest(digest)) for key in keys)
        return contract, contracts.calldata(kind, message, blob)

    def _message(self, deed: Deed, head: Block) -> Message:
        service = self.stage.service
        if deed.kind == "cancelRecovery":  # of a recovery that is over, which no drafter would write
            return deed.fields | {"draftedAt": head.time, "deadline": head.time + 1}
        kind = acts.kind(deed.kind)
        return drafting.spelled(service.contracts, kind, deed.fields, block=head)

    def _lacks(self, plan: Plan, deed: Deed, roll: Roll, keys: Sequence[Signer | None]) -> bool:
        """Whether the roll lacks a seal that it demands: none, or one of a key that is not current any more."""
        named, stale = self.cast.named, _stale(plan, deed)
        good = [key is not None and named.get(seat) not in stale for seat, key in zip(roll.seats, keys, strict=True)]
        return not sealing.lacking(roll, good).nothing


def _renewed(docket: Docket, event: Event) -> str | None:
    """Whose key an event changed, or whose recovery it ended."""
    if event.kind == "key_rotated":
        return str(event.payload["party"])
    if event.kind in ("recovery_cancelled", "recovery_completed"):
        return docket.recoveries[event.payload["recovery"]].party
    return None


def _stale(plan: Plan, deed: Deed) -> set[str]:
    """Who signed with a key that is not current, nor the one that the event brings in."""
    found = set()
    for signer in plan.event.signed_by:
        name, hash_, key = signer.partition("#")
        party = plan.docket.parties.get(name)
        if hash_ and (party is None or key != party.key) and (name, key) != deed.brings:
            found.add(name)
    return found


def _is_integrated(connection: Any, leaf: bytes) -> bool:
    found = filings.get(connection, leaf)
    return found is not None and found.leaf_index is not None
