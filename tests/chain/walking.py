"""A walk of chance through the acts of the law on a real chain, and the index held to the contracts' storage."""

from collections.abc import Callable
from random import Random
from typing import Any

from eth_account import Account

from ledger import beside, calling, executing, indexing, queries, standing
from ledger.chain.answered import Block
from ledger.core import powers
from ledger.core.errors import Corrupt, ForeignChain, ZhengbenError
from ledger.core.meanings import NONE, OFFER_STATUSES
from ledger.keyring import AccountSigner
from ledger.store import database
from tests.chain.world import World

DAY = 86_400
OBJECTION_STATUSES = ("none", "open", "retracted", "decided", "void")
CONTRACT_STATUSES = ("none", "registered", "changed", "cancelled")
HOLDERS = ("lin", "zhao", "university", "company")
YEARS = 40 * 365 * DAY


class Walk:
    """Acts that are drawn; those that the contracts refuse are counted and forgotten."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, Random(seed)
        self.achievements: list[bytes] = []
        self.done: dict[str, int] = {}
        self.refused: list[str] = []
        self.offers: list[str] = []
        self.pledges: list[str] = []
        self.rights: list[str] = []
        self.contracts: list[str] = []
        self.announced: list[dict[str, Any]] = []
        self.lost, self.found = world.number("lin"), world.net.signers[world.number("lin")]
        until = world.clock() + YEARS
        every = [name for name in powers.BIT if name != "below"]
        officer = {"officer": world.number("officer"), "until": until}
        self.desk = self._appoint({"node": 1, "powers": [*every, "below"], **officer})
        park = {"officer": world.number("park officer"), "until": until}
        self.judge = self._appoint({"node": world.net.nodes["park node"], "powers": every, **park})

    def _appoint(self, fields: dict[str, Any]) -> int:
        return int(self.world.act("appoint", fields).message["appointment"])

    def step(self) -> None:
        """One act, or some time that passes."""
        self.world.node.advance(5)
        kind = self.random.choice(list(_STEPS))
        try:
            _STEPS[kind](self)
        except (Corrupt, ForeignChain):
            raise
        except ZhengbenError as refusal:
            self.refused.append(f"{kind}: {refusal.code}")

    # ---- what is drawn

    def title(self) -> str:
        """One of the achievements, mostly the one that was confirmed."""
        chosen = self.achievements[0] if self.random.random() < 0.7 else self.random.choice(self.achievements)
        return "0x" + chosen.hex()

    def party(self) -> int:
        """One of those who hold shares."""
        return self.world.number(self.random.choice(HOLDERS))

    def holder(self, title: str) -> int:
        """One who holds the title, or claims it."""
        found = self.world.contracts.titles.holdings(bytes.fromhex(title[2:]), self.world.chain.head())
        return self.random.choice(found).party

    def table(self) -> list[dict[str, Any]]:
        """A table of two or three holders."""
        names = self.random.sample(HOLDERS, self.random.choice((2, 3)))
        shares = {2: ("1/2", "1/2"), 3: ("1/2", "1/4", "1/4")}[len(names)]
        return [{"party": self.world.number(n), "share": s} for n, s in zip(names, shares, strict=True)]

    def fields(self, title: str | None = None, *, officer: bool = True) -> dict[str, Any]:
        """What most acts begin with."""
        found: dict[str, Any] = {"achievement": title or self.title(), "filing": self.world.filing()}
        return found | ({"appointment": self.desk} if officer else {})

    def act(self, kind: str, fields: dict[str, Any]) -> str:
        """An act on its ordinary way; its digest."""
        digest = "0x" + self.world.act(kind, fields).digest.hex()
        self.done[kind] = self.done.get(kind, 0) + 1
        return digest

    def confirmed(self) -> None:
        """A confirmed title to begin with."""
        table = [{"party": self.world.number(name), "share": "1/4"} for name in HOLDERS]
        fields = {"table": table, "rule": "majority", "noticeUntil": self.now + 16 * DAY}
        self.act("propose", self.fields(officer=False) | fields)
        self.world.node.advance(16 * DAY)
        self.act("confirm", self.fields())

    @property
    def now(self) -> int:
        """The chain's time."""
        return self.world.clock()

    # ---- the acts

    def register(self) -> None:
        """An achievement more, at most three."""
        if len(self.achievements) < 3:
            self.achievements.append(self.world.register(lin="1/2", zhao="1/4", company="1/4"))

    def propose(self) -> None:
        """Terms on notice."""
        rule = self.random.choice(("unanimous", "two_thirds", "majority"))
        fields = self.fields(officer=False) | {"table": self.table(), "rule": rule}
        self.act("propose", fields | {"noticeUntil": self.now + self.random.choice((16, 20, 40)) * DAY})

    def confirm(self) -> None:
        """What was on notice takes effect, sooner or later."""
        title = self.title()
        head = self.world.contracts.titles.title(bytes.fromhex(title[2:]), self.world.chain.head())
        if head.notice_until - self.now > 0 and self.random.random() < 0.7:
            self.world.node.advance(head.notice_until - self.now + 1)
        self.act("confirm", self.fields(title))

    def convey(self) -> None:
        """A gift."""
        title = self.title()
        movement = {"from": self.holder(title), "to": self.party(), "share": self.random.choice(("1/100", "1/4"))}
        after = self.random.choice(("none", "follows", "released"))
        self.act("convey", self.fields(title) | {"basis": "gift", "movements": [movement], "pledgeAfter": after})

    def object(self) -> None:
        """An objection, or a supplement."""
        ground = self.random.choice(("title", "shares", "other"))
        self.act("object", self.fields(officer=False) | {"party": self.party(), "ground": ground})

    def retract(self) -> None:
        """An objection taken back."""
        self.act("retract", {"achievement": self.title(), "party": self.party()})

    def decide(self) -> None:
        """An objection decided."""
        effect = self.random.choice(("none", "amend", "close"))
        self.act("decide", self.fields() | {"party": self.party(), "outcome": "upheld", "effect": effect})

    def prolong(self) -> None:
        """A notice made longer."""
        self.act("prolong", self.fields() | {"noticeUntil": self.now + 60 * DAY})

    def freeze(self) -> None:
        """A freeze, with a judge so that it may follow another."""
        until = self.now + self.random.choice((3600, DAY, 5 * DAY))
        self.act("freeze", self.fields() | {"judge": self.judge, "until": until, "ground": "lawsuit"})

    def lift(self) -> None:
        """A freeze lifted."""
        title = self.title()
        _, standing_ = self.world.contracts.proceedings.freezes(bytes.fromhex(title[2:]), self.world.chain.head())
        if standing_:
            self.act("lift", self.fields(title) | {"number": self.random.choice(standing_)})

    def offer(self) -> None:
        """Units offered to those with priority."""
        title = self.title()
        fields = {"achievement": title, "seller": self.holder(title), "share": "1/100"}
        window = self.now + self.random.choice((16, 30)) * DAY
        made = self.act("offer", fields | {"commitment": "0x" + self.world.filing(), "windowEnd": window})
        self.offers.append(made)

    def answer(self) -> None:
        """An offer taken or let pass."""
        if self.offers:
            kind = self.random.choice(("take", "waive"))
            self.act(kind, {"offer": self.random.choice(self.offers), "party": self.party()})

    def withdraw_offer(self) -> None:
        """An offer taken back."""
        if self.offers:
            self.act("withdrawOffer", {"offer": self.random.choice(self.offers)})

    def settle(self) -> None:
        """An offer's units to its takers."""
        if self.offers:
            self.world.node.advance(self.random.choice((1, 20 * DAY)))
            after = self.random.choice(("none", "follows"))
            fields = {"offer": self.random.choice(self.offers), "pledgeAfter": after, "filing": self.world.filing()}
            self.act("settle", fields | {"appointment": self.desk})

    def announce(self) -> None:
        """An order on public notice."""
        title = self.title()
        giver = self.holder(title)
        moves = [{"from": giver, "to": self.party(), "share": "1/100"}]
        terms: dict[str, Any] = {"ground": "judgment", "movements": moves}
        if self.random.random() < 0.15:
            terms = {"ground": "fraud"}
        order = {"achievement": title, "judge": self.judge, **terms}
        self.act("announce", order | {"filing": self.world.filing(), "appointment": self.desk})
        self.announced.append(order)

    def enforce(self) -> None:
        """An announced order carried out."""
        if self.announced:
            self.world.node.advance(self.random.choice((1, 16 * DAY)))
            order = self.random.choice(self.announced)
            self.act("enforce", order | {"filing": self.world.filing(), "appointment": self.desk})

    def effect(self) -> None:
        """What an outside register shows."""
        self.act("recordEffect", self.fields() | {"since": self.now - DAY})

    def pledge(self) -> None:
        """Units pledged."""
        title = self.title()
        parts = [{"party": self.holder(title), "share": self.random.choice(("1/10", "1/5"))}]
        self.pledges.append(self.act("pledge", self.fields(title) | {"pledgee": self.party(), "parts": parts}))

    def release(self) -> None:
        """A pledge let go."""
        if self.pledges:
            self.act("release", {"pledge": self.random.choice(self.pledges)})

    def amend(self) -> None:
        """Another rule."""
        self.act("amendRule", self.fields() | {"rule": self.random.choice(("unanimous", "majority"))})

    def cancel(self) -> None:
        """A registration struck off, seldom."""
        if self.random.random() < 0.1:
            self.act("cancel", self.fields() | {"ground": "error"})

    def grant(self) -> None:
        """A right to use."""
        title = self.title()
        fields = self.fields(title, officer=False) | {"kind": "licence", "licensors": [self.holder(title)]}
        fields |= {"licensees": [self.world.number("park")], "sublicensable": True}
        fields |= {"exclusivity": self.random.choice(("ordinary", "ordinary", "sole"))}
        begin, long = self.now + self.random.choice((-1, 5)) * DAY, self.random.choice((20, 90)) * DAY
        self.rights.append(self.act("grant", fields | {"from": max(begin, 0), "until": begin + long}))

    def sublicense(self) -> None:
        """A right under another."""
        if self.rights:
            fields = {"parent": self.random.choice(self.rights), "licensor": self.world.number("park")}
            fields |= {"licensees": [self.party()], "filing": self.world.filing()}
            self.rights.append(self.act("sublicense", fields))

    def extend(self) -> None:
        """A right made longer."""
        if self.rights:
            fields = {"right": self.random.choice(self.rights), "filing": self.world.filing()}
            self.act("extend", fields | {"until": self.now + 120 * DAY})

    def end(self) -> None:
        """A right renounced by a licensee."""
        if self.rights:
            fields = {"right": self.random.choice(self.rights), "by": self.world.number("park")}
            self.act("end", fields | {"ground": "renounced"})

    def contract(self) -> None:
        """A technology contract."""
        title = self.title()
        fields = self.fields(title) | {"node": 1, "kind": "transfer", "subKind": "patent", "basis": "holders_then"}
        seller = self.holder(title)
        fields |= {"applicant": seller, "sellers": [seller], "buyers": [self.world.number("park")]}
        self.contracts.append(self.act("registerContract", fields | {"terms": "0x" + self.world.filing()}))

    def contract_life(self) -> None:
        """A statement, a change, or the end of a contract."""
        if not self.contracts:
            return
        number = self.random.choice(self.contracts)
        fields: dict[str, Any] = {"contractNumber": number, "filing": self.world.filing()}
        kind = self.random.choice(("stateContract", "stateContract", "changeContract", "cancelContract"))
        if kind == "stateContract":
            fields |= {"party": self.world.number("park"), "kind": "sales", "commitment": "0x" + self.world.filing()}
        elif kind == "changeContract":
            fields |= {"appointment": self.desk, "subKind": "secret", "terms": "0x" + self.world.filing()}
        else:
            fields |= {"appointment": self.desk, "ground": "terminated"}
        self.act(kind, fields)

    def withdraw(self) -> None:
        """Signatures taken back."""
        self.act("withdraw", {"party": self.party()})

    def rotate(self) -> None:
        """Another key, which both the old one and it have signed for."""
        party, net = self.party(), self.world.net
        new = AccountSigner(bytes(Account.create(str(self.random.random())).key))
        with_new = self.world.draft("rotate", {"party": party, "signer": "0x" + new.signer_bytes.hex()})
        digest = with_new.drafted.digest
        for signer in (net.signers[party], new):
            with_new = self.world.add(with_new, party, signer.sign_digest(digest))
        self._sent(with_new)
        net.signers[party] = new

    def recover(self) -> None:
        """Another key for a party that lost its own."""
        party, net = self.party(), self.world.net
        self.found = AccountSigner(bytes(Account.create(str(self.random.random())).key))
        fields = {"party": party, "signer": "0x" + self.found.signer_bytes.hex(), "ground": "lost"}
        drafted = self.world.draft("recover", fields)
        if any(seat != party and seat not in net.signers for seat in drafted.drafted.seats):
            return  # nobody's guardian, or a node's, whose officer would have to be named
        for seat in drafted.drafted.seats:
            signer = self.found if seat == party else net.signers[seat]
            drafted = self.world.add(drafted, seat, signer.sign_digest(drafted.drafted.digest))
        self._sent(drafted)
        self.lost = party

    def recovered(self) -> None:
        """A recovery cancelled, or let take effect when its notice is over."""
        if self.random.random() < 0.3:
            self.act("cancelRecovery", {"party": self.lost})
            return
        self.world.node.advance(31 * DAY)
        with database.transaction(self.world.engine) as connection:
            calling.settle_recovery(connection, self.world.contracts, self.world.payer, self.lost, now=self.now)
        self.world.send()
        self.world.net.signers[self.lost] = self.found
        self.done["settleRecovery"] = self.done.get("settleRecovery", 0) + 1

    def _sent(self, act: executing.Act) -> None:
        self.world.submit(act)
        self.world.send()
        indexing.catch_up(self.world.engine, self.world.contracts)
        kind = act.drafted.kind
        self.done[kind] = self.done.get(kind, 0) + 1

    def close_node(self) -> None:
        """The park node closed, seldom."""
        if self.random.random() < 0.1:
            self.act("closeNode", {"node": self.world.net.nodes["park node"]})

    def entrust(self) -> None:
        """Another guardian."""
        guardian = self.random.choice((0, self.world.number("university"), "node:1"))
        self.act("entrust", {"party": self.party(), "guardian": guardian, "recoveryDays": 30})

    def hand_over(self) -> None:
        """The park node to another operator, or back."""
        operator = self.world.number(self.random.choice(("park", "university")))
        self.act("handOver", {"node": self.world.net.nodes["park node"], "operator": operator})

    def wait(self) -> None:
        """Time passes."""
        self.world.node.advance(self.random.choice((60, DAY, 12 * DAY)))


_NO_STEPS = ("step", "title", "party", "holder", "table", "fields", "act", "now", "confirmed")
_STEPS: dict[str, Callable[[Walk], None]] = {
    name: value
    for name, value in vars(Walk).items()
    if callable(value) and not name.startswith("_") and name not in _NO_STEPS
}


def compare(world: World, walk: Walk, block: Block, *, whole: bool) -> None:
    """Everything that the index answers as of a block against what the contracts say there.

    :param whole: False leaves out what is asked for by its second.
    """
    with database.transaction(world.engine, "REPEATABLE READ") as connection:
        for achievement in walk.achievements:
            title = world.contracts.titles.title(achievement, block)
            if title.status == NONE:
                continue
            found = queries.holdings(connection, achievement, block=block.number)
            told = (found.status, found.version, found.notice_until, found.objections, found.delegate, found.node)
            assert told == (
                title.status,
                title.version,
                title.notice_until,
                title.objections,
                title.delegate,
                title.node,
            )
            assert found.frozen_until == title.frozen_until
            words = world.contracts.titles.words(achievement, block)
            assert list(_words(world, connection, achievement, block)) == words
            if whole:
                _compare_beside(world, connection, achievement, block)
        if whole:
            _compare_network(world, connection, block)


def _words(world: World, connection: Any, achievement: bytes, block: Block) -> tuple[int, ...]:
    from ledger.store import titles

    found = titles.title(connection, achievement, block.number)
    assert found is not None
    assert (found.version.rule, found.version.entries) == (
        world.contracts.titles.title(achievement, block).rule,
        world.contracts.titles.title(achievement, block).entries,
    )
    return found.version.words


def _compare_beside(world: World, connection: Any, achievement: bytes, block: Block) -> None:
    contracts, at = world.contracts, block.time
    last = {one.party: one for one in beside.objections(connection, achievement, at=at, limit=100).items}
    for party, objection in last.items():
        state = contracts.proceedings.objection(achievement, party, block)
        assert (objection.number, objection.status) == (state.objection, OBJECTION_STATUSES[state.status])
        assert objection.outcome == (state.outcome or None)
    freezes = beside.freezes(connection, achievement, at=at, limit=100).items
    count, standing_ = contracts.proceedings.freezes(achievement, block)
    assert (len(freezes), {one.number for one in freezes if one.stands}) == (count, set(standing_))
    for offer in beside.offers(connection, achievement, at=at, limit=100).items:
        state_of_offer = contracts.proceedings.offer(offer.number, block)
        assert OFFER_STATUSES[offer.status] == OFFER_STATUSES[state_of_offer.status]
        assert offer.entitled == tuple(state_of_offer.entitled)
    for order in {one.terms: one for one in beside.orders(connection, achievement, at=at, limit=100).items}.values():
        due = contracts.proceedings.order_due(achievement, order.terms, block)
        assert due == (0 if order.status == "enforced" else order.due_at)
    pledges = beside.pledges(connection, achievement, at=at, limit=100).items
    assert [one.number for one in pledges if one.stands] == list(contracts.pledges.of_title(achievement, block))
    for pledge in pledges:
        assert pledge.parts == tuple(contracts.pledges.pledge(pledge.number, block).parts)
    for right in beside.rights(connection, achievement, at=at, limit=100).items:
        assert right.in_force == contracts.rights.in_force(right.number, at, block)
        state_of_right = contracts.rights.right(right.number, block)
        assert (right.until, right.licensees) == (state_of_right.until, tuple(state_of_right.licensees))
    for contract in beside.contracts(connection, achievement, at=at, limit=100).items:
        state_of_contract = contracts.tech_contracts.contract(contract.number, block)
        assert contract.status == CONTRACT_STATUSES[state_of_contract.status]
        assert (contract.terms, contract.sub_kind) == (state_of_contract.terms, state_of_contract.sub_kind)
        assert (len(contract.changes), contract.statements) == (state_of_contract.changes, state_of_contract.statements)


def _compare_network(world: World, connection: Any, block: Block) -> None:
    authority, at = world.contracts.authority, block.time
    parties, nodes, appointments = authority.counts(block)
    for number in range(1, parties + 1):
        found, state = standing.party(connection, number, at=at), authority.party(number, block)
        assert found.counts_since == state.since
        assert found.guardian == state.guardian
        assert (found.recovery.due_at if found.recovery else 0) == authority.recovery(number, block).due_at
        assert found.signers[0].may_dispose == state.may_dispose
    for number in range(1, nodes + 1):
        row, state_of_node = standing.node(connection, number, at=at).row, authority.node(number, block)
        assert (row.parent, row.operator, row.kind) == (
            state_of_node.parent,
            state_of_node.operator,
            state_of_node.kind,
        )
    for number in range(1, appointments + 1):
        for node in range(1, nodes + 1):
            expected = authority.competent(number, 1 << 12, node, at, block)
            assert standing.competent(connection, number, 1 << 12, node, at=at)[0] is expected
