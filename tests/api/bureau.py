"""An office with two parks and officers in each, and what their desks show."""

from typing import Any

from ledger.core.encoding import to_base64
from tests.api.test_every_act import YEAR, Year
from tests.api.world import World, hex_of, typed_digest
from tests.core.good_forms import files_of, good

POWERS = ["register_achievement", "confirm_title", "decide_objection", "freeze", "register_contract", "read"]
Found = dict[str, Any]


class Bureau(Year):
    """An office with two parks, officers in each, and what their desks show."""

    def __repr__(self) -> str:
        return "Bureau()"

    def appoint(self, name: str, node: int, *powers: str) -> int:
        """An appointment from now on."""
        given = {"node": node, "officer": self.party[name], "powers": list(powers)}
        return int(self.act("appoint", **given, until=self.now + 9 * YEAR)["message"]["appointment"])

    def session(self, name: str) -> dict[str, str]:
        """The headers of a party's session."""
        return self.world.token(self.keys[self.party[name]])

    def queue(self, name: str, **query: Any) -> Found:
        """What a party's desk shows."""
        asked = {"party": self.party[name], "limit": 100, **query}
        answer = self.world.client.get("/v1/desk", params=asked, headers=self.session(name))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def of(self, name: str, subject: str) -> list[Found]:
        """The duties on a desk about one achievement, filing or party."""
        named = ("achievement", "filing", "subject", "actId")
        return [duty for duty in self.queue(name)["items"] if subject in {str(duty[each]) for each in named}]

    def kinds(self, name: str, subject: str) -> list[str]:
        """Their kinds."""
        return [duty["kind"] for duty in self.of(name, subject)]

    def filed(self, name: str, node: int = 1, type: str = "achievement_filing/2") -> str:
        """The leaf of a filing of that type, in the log."""
        signer = self.keys[self.party[name]]
        form = good(type)
        draft = self.world.draft_filing(signer, type=type, node=node, form=form, attachments=files_of(type, form))
        prepared = self.world.client.post("/v1/filings/prepare", json=draft)
        assert prepared.status_code == 200, prepared.text
        found = prepared.json()
        signature = hex_of(signer.sign_digest(typed_digest(found["typedData"])))
        entry = to_base64(found["entry"].encode())
        body = {"entry": entry, "disclosures": found["disclosures"], "signature": signature}
        answer = self.world.client.post("/v1/filings", json=body)
        assert answer.status_code == 201, answer.text
        self.world.settle()
        return str(answer.json()["leaf"])

    def say(self, name: str, leaf: str, decision: str, **more: Any) -> Any:
        """The answer to an officer's word on a filing."""
        body = {"party": self.party[name], "decision": decision, **more}
        return self.world.client.post(f"/v1/filings/{leaf}/reviews", json=body, headers=self.session(name))

    def entered(self, leaf: str, claims: str = "uni", node: int = 1, appointment: int | None = None) -> str:
        """The achievement that is registered from a filing."""
        party = self.party[claims]
        claimed = [{"party": party, "share": "1/1"}]
        fields = {"node": node, "filing": leaf, "filer": party, "claimed": claimed}
        made = self.act("register", **fields, appointment=appointment or self.desk)
        return str(made["message"]["act"]["achievement"])


def opened(world: World) -> Bureau:
    """The office with its officers, organisations and a person; node 2 is a park."""
    made = Bureau(world, {1: world.core})
    for name in ("officer", "second", "neighbour", "judge"):
        made.enrol(name, "officer")
    made.desk = made.appoint("officer", 1, *POWERS, "register_party", "court_order")
    made.appoint("second", 1, *POWERS)
    made.leaf = world.file(world.core)
    for name in ("uni", "park"):
        made.enrol(name, "organisation")
    made.enrol("lin", "person")
    park = made.act("admit", operator=made.party["park"], kind="regional")["message"]["node"]
    assert park == 2
    made.appoint("neighbour", park, *POWERS)
    made.judge = made.appoint("judge", park, "court_order")
    return made
