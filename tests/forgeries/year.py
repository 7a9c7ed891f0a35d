"""A title's eventful year, its genuine evidence, and every way to forge one of its instruments.

An objection voids the first proposal. After the second one is confirmed a holder pledges units, gives some of them away
with the pledge, the rule is changed, one holder's units go to those who took his offer, and a judgment moves others.
Beside it another registration is struck off.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak

from ledger.chain.answered import Block
from ledger.core import acts, powers
from ledger.core.ethproof import mapping_slot
from ledger.core.evidence import Bundle
from ledger.core.shares import Share
from tests.forgeries.story import GIFT, INSTITUTE, LI, OFFICER, SUN, TENTH, WANG, ZHAO, Story, title_bundle
from tests.forgeries.workshop import Forgery
from tests.forgeries.world import DAY, AccountKey, Done, TestFiling, World, file

BANK, JUDGE = 8, 9
JUDGES, REVIEWER = 2, 3  # appointments
TWO_THIRDS, MAJORITY_FREE = 2, 0x83
AMENDS, FOLLOWS, JUDGMENT = 1, 2, 3
DECIDE, CONFIRM, PLEDGE, CONVEY, AMEND, SETTLE, ENFORCE = range(1, 8)  # places in the history
MARK = 1 << 32


@dataclass
class Year:
    """What happened. :param block: in which it is proved."""

    story: Story
    filing: TestFiling
    history: list[Done]
    struck: list[Done]
    block: Block

    def bundle(self, block: Block | None = None) -> Bundle:
        """The evidence of the title."""
        block = block or self.block
        return title_bundle(self.story, self.filing, self.history, block=block, appointments=3)

    def struck_bundle(self) -> Bundle:
        """The evidence of the registration that was struck off."""
        filing = self.story.other_registration
        return title_bundle(self.story, filing, self.struck, block=self.block, appointments=3)


def live(story: Story) -> Year:
    """Let the year pass."""
    world = story.world
    world.enrol(AccountKey("bank"), 2)
    world.enrol(AccountKey("judge"), 3)
    world.admit(INSTITUTE)
    world.appoint(JUDGE, powers.mask(["court_order"]), JUDGES, node=2, operator=INSTITUTE)
    world.appoint(OFFICER, powers.mask(["decide_objection", "register_pledge", "court_order"]), REVIEWER)

    fields = {"form/title": "束流诊断装置", "filer/party": INSTITUTE}
    filing = file("document/1", fields, world.keys[INSTITUTE], world.now)
    world.log.append(filing.entry)
    world.anchor()
    life = _Life(world, filing)
    history = [life.registered()]
    history += [*life.contested_and_confirmed(), life.pledged(), life.conveyed(), life.amended(), life.settled()]
    history.append(life.enforced())
    struck = [story.other_registered, _strike(world, story.other_registration)]
    story.blocks.append(world.mine())
    return Year(story, filing, history, struck, story.blocks[-1])


class _Life:
    """The acts of the title, one after the other."""

    def __init__(self, world: World, filing: TestFiling) -> None:
        self.world, self.filing = world, filing
        self.number, self.version = acts.achievement_number(1, filing.leaf), 0

    def _head(self, appointment: int = 1) -> dict[str, Any]:
        return {"act": self.world.head_of_act(self.number, self.version, self.filing.leaf, appointment)}

    def _matter(self, appointment: int = 0) -> dict[str, Any]:
        return {"matter": self.world.head_of_matter(self.number, self.filing.leaf, appointment)}

    def _raise(self, kind: str, message: dict[str, Any], seats: list[int | None]) -> Done:
        done = self.world.act(kind, message, seats)
        self.version += 1
        self.world.wait(3600)
        return done

    def registered(self) -> Done:
        claimed = acts.shares_message([Share(INSTITUTE, 10 * TENTH)])
        return self._raise(
            "register", {**self._head(), "node": 1, "filer": INSTITUTE, "claimed": claimed}, [OFFICER, 3]
        )

    def _propose(self, terms: dict[str, Any], number: int) -> None:
        notice = {"terms": terms, "round": number, "noticeUntil": self.world.now + 2 * DAY}
        self.world.act("propose", {**self._head(0), **notice}, [INSTITUTE])

    def contested_and_confirmed(self) -> list[Done]:
        shares = [Share(INSTITUTE, 5 * TENTH), Share(LI, 3 * TENTH), Share(WANG, 2 * TENTH)]
        terms = {"rule": TWO_THIRDS, "delegate": 0, "table": acts.shares_message(shares), "useGrant": _hex(bytes(32))}
        self._propose(terms, 1)
        objection = {**self._matter(), "party": SUN, "round": 1, "ground": 3}
        self.world.act("object", objection, [SUN])
        digest = acts.digest("Objection", objection, self.world.domain("Proceedings"))
        decision = {"party": SUN, "objection": _hex(digest), "outcome": 3, "effect": AMENDS}
        decided = self._raise("decide", {**self._matter(REVIEWER), **decision}, [OFFICER])
        self._propose(terms, 2)
        self.world.wait(3 * DAY)
        return [decided, self._raise("confirm", {**self._head(), "terms": terms}, [OFFICER, INSTITUTE, LI, WANG])]

    def pledged(self) -> Done:
        parts = [{"party": LI, "units": 2 * TENTH}]
        message = {**self._head(REVIEWER), "pledgee": BANK, "parts": parts}
        return self._raise("pledge", message, [OFFICER, INSTITUTE, LI, None, BANK])

    def conveyed(self) -> Done:
        message = {
            **self._head(),
            "basis": GIFT,
            "price": _hex(bytes(32)),
            "movements": [{"from": LI, "to": ZHAO, "units": 2 * TENTH}],
            "offers": [],
            "openings": [],
            "pledgeAfter": FOLLOWS,
        }
        return self._raise("convey", message, [OFFICER, INSTITUTE, LI, None, ZHAO, BANK])

    def amended(self) -> Done:
        message = {**self._head(), "rule": MAJORITY_FREE, "delegate": 0}
        return self._raise("amendRule", message, [OFFICER, INSTITUTE, LI, WANG, ZHAO])

    def settled(self) -> Done:
        opening = sha256(b"the price").digest()
        types = ["bytes32", "uint32", "uint32", "uint32", "bytes32"]
        offer = {
            **self._matter(),
            "seller": WANG,
            "units": 2 * TENTH,
            "commitment": _hex(keccak(encode(types, [self.number, WANG, SUN, 2 * TENTH, opening]))),
            "entitled": [INSTITUTE, LI, ZHAO],
            "windowEnd": self.world.now + 2 * DAY,
        }
        self.world.act("offer", offer, [WANG])
        digest = _hex(acts.digest("Offer", offer, self.world.domain("Proceedings")))
        for kind, party in (("take", INSTITUTE), ("take", LI), ("waive", ZHAO)):
            self.world.act(kind, {**self._matter(), "offer": digest, "party": party}, [party])
        share = 2 * TENTH // 6  # five and one tenth of the holders
        movements = [
            {"from": WANG, "to": INSTITUTE, "units": 5 * share},
            {"from": WANG, "to": LI, "units": share},
        ]
        message = {**self._head(), "offer": digest, "movements": movements, "pledgeAfter": 0}
        return self._raise("settle", message, [OFFICER, INSTITUTE, LI, WANG, None])

    def enforced(self) -> Done:
        terms = {"ground": JUDGMENT, "movements": [{"from": ZHAO, "to": SUN, "units": 3 * TENTH // 2}]}
        order = {"judge": JUDGES, "terms": terms}
        self.world.act("announce", {**self._matter(REVIEWER), **order}, [OFFICER, JUDGE])
        self.world.wait(2 * DAY)
        return self._raise("enforce", {**self._head(REVIEWER), **order}, [OFFICER, JUDGE])


def _strike(world: World, filing: TestFiling) -> Done:
    act = world.head_of_act(acts.achievement_number(1, filing.leaf), 1, filing.leaf)
    return world.act("cancel", {"act": act, "ground": 1}, [OFFICER])


class YearWorkshop:
    """What can be made of the year's evidence."""

    def __init__(self, year: Year) -> None:
        self.year, self.genuine = year, year.bundle()

    def forgeries(self) -> Iterator[Forgery]:
        """Those that lie about the genuine block."""
        history = self.year.history
        yield self._forged(
            "decision-left-out", 43, "The decision that voided a proposal is left out.", _without(DECIDE)
        )
        yield self._forged("pledge-dropped", 43, "The pledge is left out.", _without(PLEDGE), (45, 47))
        movements = history[SETTLE].message["movements"]
        other = [{**movements[0], "to": ZHAO}, movements[1]]
        yield self._altered("settlement-altered", SETTLE, "Another took the offer.", movements=other)
        yield self._altered("rule-amended-otherwise", AMEND, "The rule was changed to unanimity.", rule=1)
        yield self._altered("mark-released", CONVEY, "The pledge is said to have been released.", pledgeAfter=1)
        yield self._altered("decision-softened", DECIDE, "The decision is said to have closed the proposal.", effect=2)
        yield self._sealed("judge-missing", ENFORCE, "No judge signed the order.", [OFFICER, None])
        yield self._sealed(
            "judge-of-another-key",
            ENFORCE,
            "Another's key signed as judge.",
            [OFFICER, JUDGE],
            {JUDGE: AccountKey("x")},
        )
        seats: list[int | None] = [OFFICER, INSTITUTE, LI, None, ZHAO, None]
        yield self._sealed("pledgee-missing", CONVEY, "The pledgee did not sign.", seats)
        yield self._sealed("taker-missing", SETTLE, "A taker did not sign.", [OFFICER, INSTITUTE, None, WANG, None])
        yield self._mark_lost()

    def of_lying_block(self) -> Iterator[Forgery]:
        """A state that marks units as pledged that nobody pledged. After this the chain is spoiled."""
        world, number = self.year.story.world, acts.achievement_number(1, self.year.filing.leaf)
        assert self.genuine.title
        word = int.from_bytes(self.genuine.title.words[0].value, "big") | MARK
        world.write_slot("TitleRegistry", mapping_slot(number, 0, 2), word.to_bytes(32, "big"))
        self.year.story.blocks.append(world.mine())
        lying = self.year.bundle(self.year.story.blocks[-1])
        yield Forgery("mark-from-nowhere", 45, "The chain marks units that nobody pledged.", lying, "year.json")

    def _forged(self, name: str, check: int, what: str, change: Any, not_checked: tuple[int, ...] = ()) -> Forgery:
        title = self.genuine.title
        assert title
        instruments = change(title.instruments)
        forged = replace(self.genuine, title=replace(title, instruments=instruments))
        return Forgery(name, check, what, forged, "year.json", not_checked)

    def _altered(self, name: str, place: int, what: str, **changes: Any) -> Forgery:
        def change(instruments: tuple[Any, ...]) -> tuple[Any, ...]:
            old = instruments[place]
            new = replace(old, message=old.message | changes)
            return (*instruments[:place], new, *instruments[place + 1 :])

        return self._forged(name, 43, what, change, (47,) if place == DECIDE else (45, 47))

    def _sealed(self, name: str, place: int, what: str, seats: list[int | None], keys: Any = None) -> Forgery:
        done = self.year.history[place]
        blob = self.year.story.world.seal(done.kind, done.message, seats, keys)

        def change(instruments: tuple[Any, ...]) -> tuple[Any, ...]:
            return (*instruments[:place], replace(instruments[place], seals=blob), *instruments[place + 1 :])

        return self._forged(name, 47, what, change)

    def _mark_lost(self) -> Forgery:
        title = self.genuine.title
        assert title
        word = int.from_bytes(title.words[0].value, "big") & ~(MARK << 64)  # the second holder's
        unmarked = replace(title.words[0], value=word.to_bytes(32, "big"))
        forged = replace(self.genuine, title=replace(title, words=(unmarked, *title.words[1:])))
        return Forgery("mark-lost", 42, "The mark of a holder's pledged units is taken off.", forged, "year.json")


def _without(place: int) -> Any:
    return lambda instruments: instruments[:place] + instruments[place + 1 :]


def _hex(raw: bytes) -> str:
    return "0x" + raw.hex()
