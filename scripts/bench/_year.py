"""Every act of the law once or more often, each in the state in which it usually comes."""

from collections.abc import Sequence

from eth_abi.abi import encode
from eth_hash.auto import keccak

from ledger.core import acts, powers, seals
from ledger.core.acts import Message, achievement_number
from ledger.core.shares import WHOLE
from scripts.bench._anvil import (
    DAY,
    NODE_GUARDIAN,
    WINDOW,
    YEAR,
    AKey,
    AnAccount,
    APasskey,
    Done,
    Ledger,
    Signs,
    deploy_titles,
    from_name,
    hexed,
)

PERSON, ORGANISATION, OFFICER = 1, 2, 3
UNANIMOUS, MAJORITY, DELEGATED = 1, 3, 4
SALE, GIFT = 1, 3
RELEASED, FOLLOWS = 1, 2
NOTHING = bytes(32)
HUNDREDTH = WHOLE // 100
EVERYWHERE = (1 << 256) - 1


class Year:
    """An office with its people, and what they do. Gas is kept in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.titles_made = 0
        officer = ledger.enrol(AnAccount("officer"), OFFICER)
        self.desk = ledger.appoint(1, officer, [name for name in powers.BIT if name != "below"])
        self.unit = ledger.enrol(AnAccount("unit"), ORGANISATION, self.desk)
        self.people = [self._person(f"researcher {i}") for i in range(16)]
        self.bank = ledger.enrol(AnAccount("bank"), ORGANISATION, self.desk)
        self.buyer = ledger.enrol(AnAccount("buyer"), ORGANISATION, self.desk)
        self.park = ledger.enrol(AnAccount("park"), ORGANISATION, self.desk)
        self.judge_party = ledger.enrol(AnAccount("judge"), OFFICER)
        self.node = 0
        self.judge = 0

    def _person(self, name: str) -> int:
        return self.ledger.enrol(AnAccount(name), PERSON, self.desk, name="enrol")

    # ---- titles

    def title(self, units: dict[int, int], rule: int, *, delegate: int = 0, measured: str | None = None) -> bytes:
        """A title of these holders, from the unit's claim through a notice of twenty days to its confirmation."""
        achievement = self.registered("register" if measured else None)
        table = [{"party": party, "units": part} for party, part in units.items()]
        terms = {"rule": rule, "delegate": delegate, "table": table, "useGrant": hexed(NOTHING)}
        self.propose(achievement, terms, 1, "propose" if measured else None)
        self.ledger.wait(20 * DAY)
        message = {"act": self.ledger.header(achievement, "confirmation", self.desk), "terms": terms}
        self.ledger.act("confirm", message, name=f"confirm_{measured}" if measured else None)
        return achievement

    def registered(self, name: str | None = None) -> bytes:
        """An achievement that the unit claims whole."""
        self.titles_made += 1
        filing = f"registration {self.titles_made}"
        achievement = achievement_number(1, from_name(filing))
        message = {"act": self.ledger.header(achievement, filing, self.desk), "node": 1, "filer": self.unit}
        message["claimed"] = [{"party": self.unit, "units": WHOLE}]
        self.ledger.act("register", message, name=name)
        return achievement

    def propose(self, achievement: bytes, terms: Message, round_: int, name: str | None = None) -> None:
        """Put terms on a notice of twenty days."""
        header = self.ledger.header(achievement, f"proposal {round_}")
        until = self.ledger.now + 20 * DAY
        message = {"act": header, "terms": terms, "round": round_, "noticeUntil": until}
        self.ledger.act("propose", message, name=name)

    def of_three(self, rule: int = UNANIMOUS) -> bytes:
        """A title of the first three people."""
        return self.title(dict.fromkeys(self.people[:3], WHOLE // 3), rule)

    def convey(
        self,
        achievement: bytes,
        movements: Sequence[tuple[int, int, int]],
        name: str | None,
        *,
        offer: tuple[bytes, bytes] | None = None,
        after: int = 0,
    ) -> Done:
        """Move units: gifts, or with an offer and its opening a sale."""
        message = {
            "act": self.ledger.header(achievement, "conveyance", self.desk),
            "basis": SALE if offer else GIFT,
            "price": hexed(offer[1] if offer else NOTHING),
            "movements": moves(movements),
            "offers": [hexed(offer[0])] if offer else [],
            "openings": [hexed(offer[1])] if offer else [],
            "pledgeAfter": after,
        }
        return self.ledger.act("convey", message, name=name)

    def titles(self) -> None:
        """Registered, proposed, confirmed, conveyed: in tables of one to sixteen, by accounts, keys and wallets."""
        first, second, _, other = self.people[:4]
        three = self.title(dict.fromkeys(self.people[:3], WHOLE // 3), UNANIMOUS, measured="3_holders")
        two = self.title({first: WHOLE // 2, second: WHOLE // 2}, UNANIMOUS, measured="2_holders")
        sixteen = self.title(dict.fromkeys(self.people, WHOLE // 16), UNANIMOUS, measured="16_holders")
        majority = self.of_three(MAJORITY)
        delegated = self.title(dict.fromkeys(self.people[:3], WHOLE // 3), DELEGATED, delegate=self.unit)
        self.convey(two, [(first, second, HUNDREDTH)], "convey_share_2_signatures")
        self.convey(three, [(first, second, HUNDREDTH)], "convey_share_3_signatures")
        self.convey(majority, [(first, second, HUNDREDTH)], "convey_share_2_of_3_by_majority")
        self.convey(delegated, [(first, second, HUNDREDTH)], "convey_share_by_delegate")
        self.convey(two, [(first, other, HUNDREDTH)], "convey_to_newcomer_1_consent")
        self.convey(sixteen, [(first, second, HUNDREDTH)], "convey_16_holders_unanimous")
        all_to_one = [(party, second, HUNDREDTH) for party in self.people if party != second]
        self.convey(sixteen, all_to_one, "convey_15_movements_16_holders")
        self._signed_by(AKey("key", self.ledger.contracts["P256Verifier"].address), "p256")
        self._signed_by(self.ledger.wallet(), "wallet")
        self._signed_by(APasskey("passkey", self.ledger.contracts["WebAuthnVerifier"].address), "webauthn")
        ledger, rule = self.ledger, {"rule": MAJORITY, "delegate": 0}
        ledger.act("amendRule", {"act": ledger.header(three, "rule", self.desk), **rule}, name="amend_rule_3_holders")
        struck = self.registered()
        ledger.act("cancel", {"act": ledger.header(struck, "error", self.desk), "ground": 1}, name="cancel")

    def _signed_by(self, signer: Signs, name: str) -> None:
        """A conveyance between two holders, one of whom signs with something else than an account."""
        party = self.ledger.enrol(signer, PERSON, self.desk, name=f"enrol_{name}")
        title = self.title({self.people[0]: WHOLE // 2, party: WHOLE // 2}, UNANIMOUS)
        self.convey(title, [(self.people[0], party, HUNDREDTH)], f"convey_share_1_account_1_{name}")

    # ---- who may speak

    def network(self) -> None:
        """Nodes join, change hands and close; appointments begin and end."""
        ledger = self.ledger
        admission = {"node": 2, "parent": 1, "operator": self.park, "kind": 2, "under": 0}
        ledger.act("admit", admission | ledger.lived(), name="admit")
        ledger.act("admit", admission | {"node": 3, "kind": 3} | ledger.lived())
        self.judge = ledger.appoint(2, self.judge_party, ["court_order"], name="appoint")
        spare = ledger.appoint(2, self.judge_party, ["freeze"])
        end = {"appointment": spare, "by": self.park, "under": 0, "until": 0}
        ledger.act("endAppointment", end | ledger.lived(), name="end_appointment")
        ledger.act("handOver", {"node": 3, "operator": self.bank} | ledger.lived(), name="hand_over")
        ledger.wait(DAY)
        ledger.act("closeNode", {"node": 3, "by": self.bank, "under": 0} | ledger.lived(), name="close_node")

    def signers(self) -> None:
        """A party's key rotates, its signatures are taken back, it is recovered by a party and by a node."""
        ledger, lost = self.ledger, self.people[15]
        new = AnAccount("a second key")
        rotation = {"party": lost, "signer": hexed(new.named)}
        ledger.act("rotate", rotation | ledger.lived(), brought=new, name="rotate")
        ledger.signers[lost] = new
        ledger.wait(DAY)
        ledger.act("withdraw", {"party": lost} | ledger.lived(), name="withdraw")
        for guardian, name in ((self.unit, "party"), (NODE_GUARDIAN + 1, "node")):
            ledger.wait(DAY)
            entrusted = {"party": lost, "guardian": guardian, "recoveryDays": 30}
            ledger.act("entrust", entrusted | ledger.lived(), name="entrust")
            ledger.wait(DAY)
            self._recovered(lost, 0 if guardian == self.unit else self.desk, name)

    def _recovered(self, lost: int, appointment: int, name: str) -> None:
        """One recovery cancelled, the next one let take effect."""
        ledger, found = self.ledger, AnAccount(f"a key found by a {name}")
        recovery = {"party": lost, "signer": hexed(found.named), "appointment": appointment, "ground": 1}
        recovery["evidence"] = hexed(from_name("evidence"))
        ledger.act("recover", recovery | ledger.lived(), brought=found, name=f"recover_by_{name}")
        cancelled = {"party": lost, "dueAt": self._due(lost)}
        ledger.act("cancelRecovery", cancelled | ledger.lived(), name="cancel_recovery")
        ledger.wait(DAY)
        ledger.act("recover", recovery | ledger.lived(), brought=found)
        due = self._due(lost)
        ledger.wait(31 * DAY)
        call = ledger.contracts["Authority"].functions.settleRecovery(lost, due, found.named)
        ledger.send(call, f"settle_recovery_by_{name}")
        ledger.signers[lost] = found

    def _due(self, party: int) -> int:
        return int(self.ledger.contracts["Authority"].functions.recoveryOf(party).call()[2])

    # ---- beside titles

    def proceedings(self) -> None:
        """A notice is prolonged and objected to, objections are taken back and decided, titles frozen and thawed."""
        ledger, achievement = self.ledger, self.registered()
        shares = [{"party": self.unit, "units": WHOLE}]
        terms = {"rule": UNANIMOUS, "delegate": 0, "table": shares, "useGrant": hexed(NOTHING)}
        self.propose(achievement, terms, 1)
        prolonged = {"round": 1, "noticeUntil": ledger.now + 40 * DAY}
        ledger.act("prolong", {"matter": self.matter(achievement)} | prolonged, name="prolong")
        for effect, name in ((0, "without_effect"), (1, "amend"), (2, "close")):
            raised = self._object(achievement, self.buyer, "object")
            self._object(achievement, self.buyer, "object_supplement")
            decision = {"party": self.buyer, "objection": hexed(raised), "outcome": 3, "effect": effect}
            ledger.act("decide", {"matter": self.matter(achievement)} | decision, name=f"decide_{name}")
            ledger.wait(2)
            if effect == 0:
                raised = self._object(achievement, self.bank, None)
                retraction = {"matter": ledger.matter(achievement, "retraction"), "party": self.bank}
                ledger.act("retract", retraction | {"objection": hexed(raised)}, name="retract")
        frozen = self.of_three()
        for judge, name in ((0, "freeze"), (self.judge, "freeze_with_judge")):
            freeze = {"judge": judge, "until": ledger.now + 30 * DAY, "ground": 1}
            ledger.act("freeze", {"matter": self.matter(frozen)} | freeze, name=name)
        ledger.act("lift", {"matter": self.matter(frozen), "number": 1}, name="lift")
        ledger.act("lift", {"matter": self.matter(frozen), "number": 2})
        effect_ = {"version": self.version(frozen), "since": ledger.now - DAY}
        ledger.act("recordEffect", {"matter": self.matter(frozen)} | effect_, name="record_effect")

    def _object(self, achievement: bytes, party: int, name: str | None) -> bytes:
        matter = self.ledger.matter(achievement, f"objection of {self.ledger.now}")
        message = {"matter": matter, "party": party, "round": 1, "ground": 3}
        return self.ledger.act("object", message, name=name).digest

    def matter(self, achievement: bytes) -> Message:
        """What an officer's act beside a title begins with; its document is new each time."""
        return self.ledger.matter(achievement, f"paper of {self.ledger.now}", self.desk)

    def version(self, achievement: bytes) -> int:
        """The present one."""
        return int(self.ledger.header(achievement, "")["version"])

    def offers(self) -> None:
        """Offered, withdrawn; let pass by all and sold; taken and settled."""
        ledger, achievement = self.ledger, self.of_three()
        seller, second, third = self.people[:3]
        opening = from_name("price")
        withdrawn = self._offer(achievement, opening, "offer_2_entitled")
        ledger.act(
            "withdrawOffer",
            {"matter": ledger.matter(achievement, "withdrawal"), "offer": hexed(withdrawn)},
            name="withdraw_offer",
        )
        passed = self._offer(achievement, opening, None)
        for party in (second, third):
            self._answer("waive", achievement, passed, party)
        sale = [(seller, self.buyer, HUNDREDTH)]
        self.convey(achievement, sale, "convey_sale_to_outsider_1_offer", offer=(passed, opening))
        taken = self._offer(achievement, opening, None)
        self._answer("take", achievement, taken, second)
        ledger.wait(WINDOW + DAY)
        settlement = {"act": ledger.header(achievement, "settlement", self.desk), "offer": hexed(taken)}
        settlement |= {"movements": moves([(seller, second, HUNDREDTH)]), "pledgeAfter": 0}
        ledger.act("settle", settlement, name="settle_1_taker")

    def _offer(self, achievement: bytes, opening: bytes, name: str | None) -> bytes:
        ledger = self.ledger
        holders = ledger.contracts["TitleRegistry"].functions.holdingsOf(achievement).call()
        seller = self.people[0]
        committed = (achievement, seller, self.buyer, HUNDREDTH, opening)
        commitment = keccak(encode(["bytes32", "uint32", "uint32", "uint32", "bytes32"], committed))
        message = {
            "matter": ledger.matter(achievement, f"offer of {ledger.now}"),
            "seller": seller,
            "units": HUNDREDTH,
            "commitment": hexed(commitment),
            "entitled": [party for party, _ in holders if party != seller],
            "windowEnd": ledger.now + WINDOW + DAY,
        }
        return ledger.act("offer", message, name=name).digest

    def _answer(self, kind: str, achievement: bytes, offer: bytes, party: int) -> None:
        message = {"matter": self.ledger.matter(achievement, "answer"), "offer": hexed(offer), "party": party}
        self.ledger.act(kind, message, name=kind)

    def pledges(self) -> None:
        """Units pledged; moved with the pledge following them or released; a pledge let go."""
        ledger, achievement = self.ledger, self.of_three()
        first, second, third = self.people[:3]
        for pledgor, name in ((first, "pledge_1_part_3_holders"), (second, None)):
            parts = [{"party": pledgor, "units": WHOLE // 3}]
            pledging = {"act": ledger.header(achievement, "pledge", self.desk), "pledgee": self.bank, "parts": parts}
            last = ledger.act("pledge", pledging, name=name).digest
        self.convey(achievement, [(first, third, HUNDREDTH)], "convey_pledge_follows", after=FOLLOWS)
        self.convey(achievement, [(first, third, HUNDREDTH)], "convey_pledge_released", after=RELEASED)
        ledger.act("release", {"matter": ledger.matter(achievement, "release"), "pledge": hexed(last)}, name="release")

    # ---- use

    def rights(self) -> None:
        """A long-term use right confirmed and opened; licences granted, sublicensed, extended, ended."""
        ledger, achievement = self.ledger, self.of_three()
        first, begin = self.people[0], ledger.now
        long_ = self._terms(1, 3, begin, begin + 11 * YEAR)
        encoded = acts.struct_hash("GrantTerms", long_)
        terms = {"rule": UNANIMOUS, "delegate": 0, "table": [], "useGrant": hexed(encoded)}
        self.propose(achievement, terms, 2, "propose_use_grant_3_holders")
        ledger.wait(21 * DAY)
        confirmation = {"act": ledger.header(achievement, "use", self.desk), "terms": terms}
        ledger.act("confirm", confirmation, name="confirm_use_grant_3_holders")
        self._grant(achievement, long_, "grant_use_right")
        soon = ledger.now + 2 * YEAR
        ordinary = self._grant(achievement, self._terms(2, 3, begin, soon), "grant_ordinary_licence")
        sublicence = {"matter": ledger.matter(achievement, "sublicence"), "parent": hexed(ordinary)}
        sublicence |= {"licensor": self.buyer, "licensees": [self.bank], "from": begin, "until": soon}
        ledger.act("sublicense", sublicence | _anywhere(), name="sublicense")
        extension = {"act": ledger.header(achievement, "extension"), "right": hexed(ordinary), "until": soon + YEAR}
        ledger.act("extend", extension, name="extend_ordinary_licence")
        for ground, by, name in ((3, self.buyer, "renounced"), (2, first, "breach"), (1, 0, "by_agreement")):
            right = self._grant(achievement, self._terms(2, 3, begin, soon - ground), None)
            ending = {"matter": ledger.matter(achievement, "end"), "right": hexed(right), "by": by, "ground": ground}
            ledger.act("end", ending, name=f"end_{name}")
        self._grant(achievement, self._terms(2, 1, begin, soon), "grant_exclusive_licence_3_holders")

    def _terms(self, kind: int, exclusivity: int, begin: int, until: int) -> Message:
        parties = {"licensors": [self.people[0]], "licensees": [self.buyer]}
        return {"kind": kind, "exclusivity": exclusivity, "flags": 1, **parties, "from": begin, "until": until} | (
            _anywhere()
        )

    def _grant(self, achievement: bytes, terms: Message, name: str | None) -> bytes:
        message = {"act": self.ledger.header(achievement, "grant"), "terms": terms, "freezeNotice": hexed(NOTHING)}
        return self.ledger.act("grant", message, name=name).digest

    def contracts(self) -> None:
        """A technology contract registered, stated under, changed, closed."""
        ledger, achievement = self.ledger, self.of_three()
        registration = {"matter": self.matter(achievement), "node": 1, "kind": 2, "subKind": 1, "basis": 1}
        registration |= {"source": hexed(NOTHING), "applicant": self.people[0], "sellers": self.people[:3]}
        registration |= {"buyers": [self.buyer], "terms": hexed(from_name("terms"))}
        number = ledger.act("registerContract", registration, name="register_contract_3_sellers").digest
        statement = {"matter": ledger.matter(achievement, "sales"), "contractNumber": hexed(number)}
        statement |= {"party": self.buyer, "number": 1, "kind": 1, "commitment": hexed(from_name("sales"))}
        ledger.act("stateContract", statement, name="state_contract")
        change = {"matter": self.matter(achievement), "contractNumber": hexed(number), "change": 1, "subKind": 2}
        ledger.act("changeContract", change | {"terms": hexed(from_name("other"))}, name="change_contract_4_parties")
        end = {"matter": self.matter(achievement), "contractNumber": hexed(number), "ground": 1}
        ledger.act("cancelContract", end, name="cancel_contract_4_parties")

    # ---- over an owner's head, and away

    def orders(self) -> None:
        """A judgment announced and carried out; a fraudulent registration closed."""
        ledger, achievement = self.ledger, self.of_three()
        judgment = {"ground": 3, "movements": moves([(self.people[0], self.people[1], HUNDREDTH)])}
        for terms, name in ((judgment, "judgment"), ({"ground": 6, "movements": []}, "closing")):
            announcement = {"matter": self.matter(achievement), "judge": self.judge, "terms": terms}
            ledger.act("announce", announcement, name=f"announce_{name}")
            ledger.wait(16 * DAY)
            order = {"act": ledger.header(achievement, "order", self.desk), "judge": self.judge, "terms": terms}
            ledger.act("enforce", order, name=f"enforce_{name}")

    def last(self) -> None:
        """A title goes to a later registry."""
        ledger, achievement = self.ledger, self.of_three()
        here = dict(ledger.contracts)
        deploy_titles(ledger, here["TitleRegistry"].address)
        successor = ledger.contracts["TitleRegistry"]
        ledger.contracts = here
        migration = {"act": ledger.header(achievement, "migration", self.desk), "successor": successor.address}
        ledger.act("migrate", migration, name="migrate_3_holders")
        ledger.send(successor.functions.adopt(achievement), "adopt")

    # ---- the log

    def anchor(self, size: int, root: bytes, last: tuple[int, bytes], proof: list[bytes], name: str) -> None:
        """Anchor a head of the log."""
        ledger, log = self.ledger, self.ledger.contracts["AnchorLog"]
        message = {"size": size, "root": hexed(root), "previousSize": last[0], "previousRoot": hexed(last[1])}
        message["draftedAt"] = ledger.now
        seal = seals.blob([ledger.signers[1].seal(acts.digest("Anchor", message, ledger.domain(log)))])
        ledger.send(log.functions.anchor(size, root, *last, proof, message["draftedAt"], seal), name)


def moves(movements: Sequence[tuple[int, int, int]]) -> list[Message]:
    """From, to, units."""
    return [{"from": giver, "to": receiver, "units": units} for giver, receiver, units in movements]


def _anywhere() -> Message:
    return {"fields": EVERYWHERE, "territories": EVERYWHERE}
