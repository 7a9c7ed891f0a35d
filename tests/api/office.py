"""An office with titles in every state in which a question may meet them, and its acts put to the contracts unsent."""

from dataclasses import dataclass, field
from typing import Any

from ledger.chain.states import Roll
from ledger.core import acts, seals
from ledger.core.docket.disposing import LICENSING, MOVING
from ledger.core.errors import Refused
from ledger.core.meanings import EXCLUSIVITIES
from ledger.core.shares import WHOLE
from tests.api.test_every_act import DAY, YEAR, Year
from tests.api.world import World

ALL = (1 << 256) - 1
ZERO = "0x" + "00" * 32
CONFIRMED = ("sole", "three", "free", "thirds", "majority", "delegated", "frozen", "pledged", "reserved", "offered")
PEOPLE = ("uni", "lin", "zhao", "bank", "maker")


@dataclass(repr=False)
class Office(Year):
    """Some titles in every state in which a question may meet them."""

    titles: dict[str, str] = field(default_factory=dict)
    before: int = 0

    def __repr__(self) -> str:
        return "Office()"

    def ask(self, title: str, act: str, party: str, **more: Any) -> dict[str, Any]:
        """The answer."""
        answer = self.world.client.get(
            f"/v1/achievements/{self.titles[title]}/may", params=self.query(act, party, more)
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def query(self, act: str, party: str, more: dict[str, Any]) -> dict[str, Any]:
        """Parameters, parties by their names."""
        for name in ("to", "beside"):
            given = more.get(name)
            if given is not None:
                more[name] = self.party[given] if isinstance(given, str) else [self.party[each] for each in given]
        return {"act": act, "party": self.party[party], **more}

    def notice(self, name: str, shares: dict[str, str], **terms: Any) -> str:
        """A title on notice."""
        number = self.titles[name] = self.register()
        table = [{"party": self.party[party], "share": share} for party, share in shares.items()]
        self.act("propose", achievement=number, filing=self.leaf, table=table, **terms)
        return number


def opened(world: World) -> Office:
    """The office with its people and titles."""
    made = Office(world, {1: world.core})
    made.enrol("officer", "officer")
    powers = ["register_party", "register_achievement", "confirm_title", "register_transfer", "register_pledge"]
    powers += ["register_contract", "freeze"]
    desk = {"node": 1, "officer": made.party["officer"], "powers": powers}
    made.desk = made.act("appoint", **desk, until=made.now + 9 * YEAR)["message"]["appointment"]
    made.leaf = world.file(world.core)
    for name in ("uni", "bank", "maker"):
        made.enrol(name, "organisation")
    for name in ("lin", "zhao"):
        made.enrol(name, "person")
    made.titles["registered"] = made.register()
    made.titles["closed"] = made.register()
    made.act("cancel", **made.on(made.titles["closed"], ground="error"))
    three = {"uni": "50%", "lin": "30%", "zhao": "20%"}
    made.notice("sole", {"lin": "100%"})
    made.notice("three", three)
    made.notice("thirds", three, rule="two_thirds")
    made.notice("majority", three, rule="majority")
    made.notice("delegated", three, rule="delegated", delegate=made.party["uni"])
    for name in ("free", "frozen", "pledged", "reserved", "offered"):
        made.notice(name, three, rule="unanimous", sharesFree=True)
    made.wait(3 * 3600)
    for name in CONFIRMED:
        made.act("confirm", **made.on(made.titles[name]))
    made.before = made.now
    made.wait(60)
    made.act("freeze", **made.on(made.titles["frozen"], until=made.now + 90 * DAY, ground="lawsuit"))
    parts = [{"party": made.party["uni"], "share": "10%"}]
    made.act("pledge", **made.on(made.titles["pledged"], pledgee=made.party["bank"], parts=parts))
    terms = {"kind": "licence", "licensors": [made.party["uni"]], "licensees": [made.party["maker"]]}
    document = {"achievement": made.titles["reserved"], "filing": made.leaf}
    made.act("grant", **document, **terms, exclusivity="exclusive", until=made.now + 90 * DAY)
    made.notice("notice", three)
    return made


def play(office: Office, title: str, wish: dict[str, Any], signing: set[int], **more: Any) -> Refused | None:
    """Put the act to the contracts at the newest block, signed by these, without sending it. :return: the refusal."""
    contracts = office.world.service.contracts
    block = contracts.chain.freshen(office.world.service.clock())
    kind, message = built(office, title, wish, block.time, **more)
    digest = acts.digest(kind.primary_type, message, contracts.deployment.domain(kind.contract))
    try:
        roll: Roll | None = contracts.roll(kind, message, block)
    except Refused:
        roll = None
    sealed = b""
    if roll is not None:
        sealed = seals.blob(
            seals.seal(office.keys[seat].signer_bytes, office.keys[seat].sign_digest(digest))
            if seat in signing
            else b""
            for seat in roll.seats
        )
    data = contracts.calldata(kind, message, sealed)
    try:
        contracts.by_name[kind.contract].call(data, block)
    except Refused as refused:
        return refused
    return None


def built(office: Office, title: str, wish: dict[str, Any], time: int, **more: Any) -> tuple[acts.Kind, dict[str, Any]]:
    """The message of a wish: a licence for the rest of the day, a gift or sale of the share."""
    number, act = office.titles[title], wish["act"]
    header = {"achievement": number, "appointment": office.desk, "draftedAt": time, "deadline": time + 3600}
    header["filing"] = "0x" + office.leaf
    found = office.world.client.get(f"/v1/achievements/{number}").json()
    versioned = header | {"version": found["version"]}
    party, to, units = office.party[wish["party"]], office.party[wish["to"]], wish.get("units", WHOLE // 100)
    if act in MOVING:
        basis = {"gift": 3, "equity": 2}.get(act, 1)
        moved = [{"from": party, "to": to, "units": units}]
        body = {"act": versioned, "basis": basis, "price": ZERO, "movements": moved, "offers": [], "openings": []}
        return acts.kind("convey"), body | {"pledgeAfter": 0} | more
    if act in LICENSING:
        terms = {"kind": 2, "exclusivity": EXCLUSIVITIES[act.removeprefix("licence_")], "flags": 0}
        terms |= {"licensors": [party], "licensees": [to], "from": time, "until": end_of(time)}
        terms |= {"fields": ALL, "territories": ALL}
        body = {"act": versioned | {"appointment": 0}, "freezeNotice": ZERO, "terms": terms}
        return acts.kind("grant"), body | more
    if act == "pledge":
        body = {"act": versioned, "pledgee": to, "parts": [{"party": party, "units": units}]}
        return acts.kind("pledge"), body | more
    body = {"matter": header, "node": 1, "kind": 2, "subKind": 1, "basis": 1, "source": ZERO, "applicant": party}
    sellers = [party, *(office.party[each] for each in wish.get("beside", ()))]
    return acts.kind("registerContract"), body | {"sellers": sellers, "buyers": [to], "terms": "0x" + "ab" * 32} | more


def end_of(time: int) -> int:
    """24:00 of the day in Shanghai."""
    return (time + 8 * 3600) // DAY * DAY + DAY - 8 * 3600
