"""A year of an office in which every act of the law happens once: drafted, signed by its roll, sent and effective, all
over the API, on a real chain."""

from dataclasses import astuple, dataclass, field
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from ledger import queries
from ledger.chain.artifacts import artifact
from ledger.chain.events import ACTS
from ledger.chain.states import PRODUCTION
from ledger.core import acts, powers
from ledger.keyring import Signer
from ledger.store import database
from ledger.store.sighting_tables import events
from tests.api.world import World, hex_of, key
from tests.authenticator import Passkey

DAY = 86_400
YEAR = 365 * DAY
PRICE = {"amount": "1200000.00", "currency": "CNY"}


@dataclass
class Year:
    """The people, and what was done so far."""

    world: World
    keys: dict[int, Signer]
    party: dict[str, int] = field(default_factory=dict)
    desk: int = 0
    judge: int = 0
    leaf: str = ""
    done: list[str] = field(default_factory=list)

    @property
    def now(self) -> int:
        return self.world.service.chain.head().time

    def wait(self, seconds: int) -> None:
        """Let the chain's clock run."""
        self.world.node.advance(seconds)
        self.world.settle()

    def act(self, name: str, brought: Signer | None = None, /, **fields: Any) -> dict[str, Any]:
        """An act, signed at every seat of its roll, on the chain."""
        act = self.world.draft(self.keys[1], name, **fields)
        digest = bytes.fromhex(act["digest"][2:])
        for seat in act["roll"]["seats"]:
            signer = brought if seat["brought"] else self.keys[seat["party"]]
            assert signer is not None
            body = {"party": seat["party"], "signature": hex_of(signer.sign_digest(digest))}
            answer = self.world.client.post(f"/v1/acts/{act['id']}/signatures", json=body)
            assert answer.status_code == 201, (name, answer.text)
        signed = answer.json()
        assert signed["missing"] == {"parties": [], "units": 0, "consenting": []}, signed
        done = self.world.submit(act)
        self.indexed(name, bytes.fromhex(done["tx"][2:]))
        self.done.append(name)
        return done | {"disclosures": act["disclosures"]}

    def indexed(self, name: str, transaction: bytes) -> None:
        """An event of the act's transaction that tells of this very act is in the index, and among the newest acts of
        the first page."""
        with database.transaction(self.world.service.engine) as connection:
            found = set(connection.scalars(select(events.c.name).where(events.c.tx_hash == transaction)))
            newest = {act.kind for act in queries.latest(connection, 8)}
        assert name in {ACTS.get(told) for told in found}, (name, found)
        assert name in newest, (name, newest)

    def enrol(self, name: str, kind: str, signer: Signer | None = None) -> None:
        """A party of that name, vouched for by the core; it signs with an account unless told."""
        signer = signer or key(name)
        made = self.act(
            "enrol",
            signer,
            signer=hex_of(signer.signer_bytes),
            identity="0x" + name.encode().hex().rjust(64, "0"),
            kind=kind,
            **({"voucher": 1} if kind != "organisation" else {"appointment": self.desk}),
        )
        self.party[name] = made["message"]["party"]
        self.keys[self.party[name]] = signer

    def on(self, achievement: str, **fields: Any) -> dict[str, Any]:
        """Fields of an act that the desk registers on a title."""
        return {"achievement": achievement, "filing": self.leaf, "appointment": self.desk, **fields}

    def register(self) -> str:
        """A new achievement, claimed whole by the university."""
        filing = self.world.file(self.keys[self.party["uni"]])
        uni = self.party["uni"]
        made = self.act(
            "register",
            node=1,
            filing=filing,
            filer=uni,
            claimed=[{"party": uni, "share": "1/1"}],
            appointment=self.desk,
        )
        return str(made["message"]["act"]["achievement"])

    def move(self, giver: str, receiver: str, share: str) -> dict[str, Any]:
        """A movement by names."""
        return {"from": self.party[giver], "to": self.party[receiver], "share": share}


@pytest.fixture(scope="module")
def year(world: World) -> Year:
    """The office with its people."""
    made = Year(world, {1: world.core})
    made.enrol("officer", "officer")
    desk = {"node": 1, "officer": made.party["officer"], "powers": list(powers.BIT)}
    made.desk = made.act("appoint", **desk, until=made.now + 9 * YEAR)["message"]["appointment"]
    made.leaf = world.file(world.core)
    for name in ("uni", "company", "bank", "park"):
        made.enrol(name, "organisation")
    verifier = world.service.deployment.contracts["WebAuthnVerifier"].address
    made.enrol("lin", "person")
    made.enrol("zhao", "person", Passkey("zhao", bytes.fromhex(verifier[2:])))
    made.enrol("judge", "officer")
    return made


@pytest.mark.slow
def test_every_act_of_the_law_can_be_drafted_signed_sent_and_takes_effect(year: Year) -> None:
    network(year)
    keys(year)
    achievement = confirmed(year)
    held(year, achievement)
    offered(year, achievement)
    used(year, achievement)
    ordered(year, achievement)
    contracts(year, achievement)
    year.wait(95 * DAY)  # until a signer that was recovered may give away
    year.act("migrate", **year.on(achievement, successor=successor(year.world)))
    assert set(acts.kinds()) - set(year.done) == set()
    gone = year.world.client.get(f"/v1/achievements/{achievement}").json()
    assert (gone["status"], gone["act"]) == ("closed", "migrate"), gone


def network(year: Year) -> None:
    """Nodes join, change hands and close; appointments begin and end."""
    park = year.act("admit", operator=year.party["park"], kind="regional")["message"]["node"]
    sector = year.act("admit", operator=year.party["company"], kind="specialised")["message"]["node"]
    year.act("handOver", node=sector, operator=year.party["bank"])
    year.act("closeNode", node=sector)
    court = {"node": park, "officer": year.party["judge"], "powers": ["court_order"]}
    year.judge = year.act("appoint", **court, until=year.now + 9 * YEAR)["message"]["appointment"]
    spare = year.act("appoint", **court, until=year.now + YEAR)["message"]["appointment"]
    year.act("endAppointment", appointment=spare)


def keys(year: Year) -> None:
    """Signers change, are withdrawn, are recovered."""
    lin, zhao = year.party["lin"], year.party["zhao"]
    new = key("lin's second key")
    year.act("rotate", new, party=lin, signer=hex_of(new.signer_bytes))
    year.keys[lin] = new
    year.wait(2)
    year.act("withdraw", party=lin)
    year.act("entrust", party=zhao, guardian=year.party["uni"], recoveryDays=30)
    year.wait(2)
    found = key("zhao's new key")
    recovery = {"party": zhao, "signer": hex_of(found.signer_bytes), "ground": "lost", "evidence": year.leaf}
    year.act("recover", found, **recovery)
    year.act("cancelRecovery", party=zhao)
    year.wait(2)
    year.act("recover", found, **recovery)
    early = year.world.client.post("/v1/calls", json={"call": "settleRecovery", "party": zhao})
    assert early.json()["code"] == "RECOVERY_RUNNING", early.text
    year.wait(31 * DAY)
    for _ in range(2):  # asking twice sends it once
        called = year.world.client.post("/v1/calls", json={"call": "settleRecovery", "party": zhao})
        assert called.status_code == 202, called.text
    year.world.settle()
    assert year.world.client.get(f"/v1/parties/{zhao}").json()["signer"] == hex_of(found.signer_bytes)
    year.keys[zhao] = found


def use_grant(year: Year) -> dict[str, Any]:
    """Terms of a long-term use right, which the proposal carries and the grant repeats."""
    begin = 1_800_000_000
    return {
        "kind": "use_right",
        "exclusivity": "ordinary",
        "licensors": [year.party["uni"]],
        "licensees": [year.party["zhao"]],
        "from": begin,
        "until": begin + 11 * YEAR,
    }


def confirmed(year: Year) -> str:
    """One registration is struck off; another goes on notice, is objected to, goes on notice again, is confirmed."""
    year.act("cancel", **year.on(year.register(), ground="error"))
    achievement = year.register()
    shares = {"uni": "50%", "lin": "30%", "zhao": "20%"}
    table = [{"party": year.party[name], "share": share} for name, share in shares.items()]
    proposal = {"achievement": achievement, "filing": year.leaf, "table": table, "useGrant": use_grant(year)}
    opened = year.act("propose", **proposal)["message"]["noticeUntil"]
    company = year.party["company"]
    year.act("prolong", **year.on(achievement, noticeUntil=opened + 600))
    objection = {"achievement": achievement, "filing": year.leaf, "party": company, "ground": "shares"}
    year.act("object", **objection)
    year.act("retract", achievement=achievement, party=company)
    year.wait(2)
    year.act("object", **objection)
    year.act("decide", **year.on(achievement, party=company, outcome="upheld", effect="amend"))
    year.act("propose", **proposal)
    year.wait(3 * 3600)
    too_late(year, objection)
    year.act("confirm", **year.on(achievement))
    return achievement


def too_late(year: Year, objection: dict[str, Any]) -> None:
    """Once the notice is over, an objection is refused when it is drafted: with the clause, and what is still open."""
    headers = year.world.token(year.world.core) | {"Accept-Language": "zh"}
    answer = year.world.client.post("/v1/acts", json={"kind": "object", "fields": objection}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "OBJECTION_LATE")
    assert "截止，异议不再受理（甘肃登记办法）" in answer.json()["detail"]
    assert "诉讼" in answer.json()["next"]
    address = f"/acts/new/object?achievement={objection['achievement']}"
    form = year.world.client.get(address, headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert "no objection is taken any more, and a draft would be refused" in form


def held(year: Year, achievement: str) -> None:
    """The rule changes, shares pass, are frozen and thawed, are pledged and let go, and show in another register."""
    year.act("amendRule", **year.on(achievement, rule="majority", sharesFree=True))
    gift = year.on(achievement, basis="gift", movements=[year.move("uni", "company", "10%")])
    year.act("convey", **gift)
    year.act("freeze", **year.on(achievement, until=year.now + 30 * DAY, ground="lawsuit"))
    year.act("lift", **year.on(achievement))
    parts = [{"party": year.party["uni"], "share": "5%"}]
    pledge = year.act("pledge", **year.on(achievement, pledgee=year.party["bank"], parts=parts))["digest"]
    year.act("release", pledge=pledge)
    year.act("recordEffect", **year.on(achievement, since=year.now - DAY))


def offered(year: Year, achievement: str) -> None:
    """One offer is withdrawn, one is taken and settled, one is let pass and sold to the outsider."""
    offer = {"achievement": achievement, "share": "5%", "buyer": year.party["bank"], "price": PRICE}
    end = year.now + 20 * DAY
    seller = year.party["uni"]
    withdrawn = year.act("offer", **offer, seller=seller, windowEnd=end)["digest"]
    year.act("withdrawOffer", offer=withdrawn)
    taken = year.act("offer", **offer, seller=seller, windowEnd=end)["digest"]
    year.act("take", offer=taken, party=year.party["company"])
    for name in ("lin", "zhao"):
        year.act("waive", offer=taken, party=year.party[name])
    year.act("settle", offer=taken, filing=year.leaf, appointment=year.desk)
    passed = year.act("offer", **offer, seller=seller, windowEnd=end)
    assert len(passed["disclosures"]) == 1
    for name in ("company", "lin", "zhao"):
        year.act("waive", offer=passed["digest"], party=year.party[name])
    price = commitment(passed["disclosures"][0])
    sale = year.on(achievement, basis="sale", price=price, movements=[year.move("uni", "bank", "5%")])
    conveyed = year.act("convey", **sale)["message"]
    assert conveyed["offers"] == [passed["digest"]]
    assert conveyed["openings"] == [price]


def used(year: Year, achievement: str) -> None:
    """A long-term use right is opened, a licence granted, sublicensed, extended and ended."""
    document = {"achievement": achievement, "filing": year.leaf}
    year.act("grant", **document, **use_grant(year))
    terms = {"licensors": [year.party["uni"]], "licensees": [year.party["company"]], "until": year.now + YEAR}
    licence = year.act(
        "grant", **document, kind="licence", exclusivity="ordinary", sublicensable=True, fields="0xff", **terms
    )
    assert licence["message"]["terms"]["territories"] == (1 << 256) - 1
    right = licence["digest"]
    below = {"licensor": year.party["company"], "licensees": [year.party["bank"]], "filing": year.leaf}
    year.act("sublicense", parent=right, **below)
    year.act("extend", right=right, filing=year.leaf, until=year.now + 2 * YEAR)
    year.act("end", right=right, ground="renounced", by=year.party["company"])


def ordered(year: Year, achievement: str) -> None:
    """A judgment is announced, and carried out when its notice is over."""
    order = year.on(achievement, judge=year.judge, ground="judgment", movements=[year.move("uni", "lin", "1%")])
    year.act("announce", **order)
    year.wait(16 * DAY)
    year.act("enforce", **order)


def contracts(year: Year, achievement: str) -> None:
    """A technology contract is registered, stated under, changed and closed."""
    holders = ["uni", "lin", "zhao", "company", "bank"]
    made = year.act(
        "registerContract",
        **year.on(achievement),
        node=1,
        kind="transfer",
        subKind="patent",
        basis="holders_today",
        applicant=year.party["uni"],
        sellers=[year.party[name] for name in holders],
        buyers=[year.party["park"]],
        terms=PRICE,
    )
    number = made["digest"]
    year.act("stateContract", contractNumber=number, party=year.party["park"], kind="sales", commitment=PRICE)
    change = {"contractNumber": number, "filing": year.leaf, "appointment": year.desk}
    year.act("changeContract", **change, terms=PRICE)
    year.act("cancelContract", **change, ground="terminated")


def successor(world: World) -> str:
    """A later registry for the titles of this ledger; its companions are of no matter here."""
    compiled, contracts = artifact("TitleRegistry"), world.service.contracts
    arguments = (contracts.authority.address, "0x" + "01" * 20, "0x" + "02" * 20, contracts.titles.address)
    data = compiled.creation + compiled.interface.constructor((*arguments, astuple(PRODUCTION.titles)))
    sent = world.node.call("eth_sendTransaction", {"from": world.node.call("eth_accounts")[0], "data": hex_of(data)})
    world.node.mine()
    return str(world.node.call("eth_getTransactionReceipt", sent)["contractAddress"]).lower()


def test_a_call_is_refused_with_the_contracts_reason(year: Year) -> None:
    for call, code in [
        ({"call": "adopt", "achievement": "0x" + "0a" * 32}, "NOT_MIGRATED"),
        ({"call": "settleRecovery", "party": 1}, "RECOVERY_CLOSED"),
        ({"call": "settleRecovery", "party": 4_000}, "PARTY_UNKNOWN"),
    ]:
        answer = year.world.client.post("/v1/calls", json=call)
        assert answer.json()["code"] == code, answer.text


def commitment(disclosure: str) -> str:
    """What is committed by the text that the drafter got."""

    return "0x" + sha256(disclosure.encode()).hexdigest()
