"""What stands beside a title over REST: lists by the page, single things, each as of any time."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.test_rights import Story, get
from tests.api.world import World

YEAR = 365 * 86_400
ZERO = "0x" + "00" * 32


class Beside(Story):
    """The achievement with two licences, a sublicence, a freeze, and a technology contract."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.keys = {
            self.officer: self.officer_key,
            self.unit: self.unit_key,
            self.ann: self.ann_key,
            self.bo: self.bo_key,
        }
        self.maker, self.keys[self.maker] = self.enrol("maker", "organisation")
        self.before = world.service.clock()
        terms: dict[str, Any] = {"kind": "licence", "exclusivity": "ordinary", "licensors": [self.bo]}
        terms |= {"licensees": [self.maker], "sublicensable": True, "achievement": self.achievement}
        self.rights = [self.without_officer("grant", **terms, until=self.before + years * YEAR) for years in (1, 2)]
        self.rights.append(
            self.without_officer("sublicense", parent=self.rights[0], licensor=self.maker, licensees=[self.ann])
        )
        self.contract = self.without_officer(
            "registerContract",
            appointment=self.appointment,
            achievement=self.achievement,
            node=1,
            kind="licence",
            subKind="patent",
            basis="licence",
            source=self.rights[0],
            applicant=self.bo,
            sellers=[self.bo],
            buyers=[self.maker],
            terms="0x" + "ab" * 32,
        )
        for _ in range(2):
            fields = {"contractNumber": self.contract, "party": self.maker, "kind": "sales"}
            self.without_officer("stateContract", **fields, commitment="0x" + "cd" * 32)

    def without_officer(self, act: str, /, **fields: Any) -> str:
        """An act that the parties take by themselves; its digest."""
        drafted = self.world.draft(self.unit_key, act, filing=self.world.file(self.unit_key), **fields)
        seats = {seat["party"] for seat in drafted["roll"]["seats"]}
        signed = self.world.sign(drafted, **{f"p{n}": signer for n, signer in self.keys.items() if n in seats})
        return str(self.world.submit(signed)["digest"])


@pytest.fixture(scope="module")
def story(world: World) -> Beside:
    return Beside(world)


def test_rights_are_listed_page_by_page_and_told_for_the_time(story: Beside) -> None:
    path = f"/v1/achievements/{story.achievement}/rights"
    first = get(story, path, limit=2)
    rest = get(story, path, limit=2, cursor=first["next"])
    assert [right["id"] for right in first["items"] + rest["items"]] == story.rights
    assert rest["next"] is None
    assert [right["inForce"] for right in first["items"]] == [True, True]
    assert rest["items"][0]["parent"] == story.rights[0]
    assert first["items"][0]["fields"] is None
    assert get(story, path, at=_instant(story.before))["items"] == []
    later = get(story, path, at=_instant(story.before + YEAR + 1))["items"]
    assert [right["inForce"] for right in later] == [False, True, False]


def test_a_right_and_a_contract_are_found_by_their_numbers(story: Beside) -> None:
    right = get(story, f"/v1/rights/{story.rights[0]}")
    assert (right["kind"], right["exclusivity"], right["sublicensable"]) == ("licence", "ordinary", True)
    assert (right["licensors"], right["licensees"]) == ([story.bo], [story.maker])
    assert right["asOf"]["number"] >= right["opened"]["block"]
    contract = get(story, f"/v1/contracts/{story.contract}")
    assert (contract["kind"], contract["subKind"], contract["basis"]) == ("licence", "patent", "licence")
    assert (contract["source"], contract["status"], contract["statements"]) == (story.rights[0], "registered", 2)
    made = get(story, f"/v1/contracts/{story.contract}/statements", limit=1)
    assert [one["statement"] for one in made["items"]] == [1]
    rest = get(story, f"/v1/contracts/{story.contract}/statements", limit=1, cursor=made["next"])
    assert [one["statement"] for one in rest["items"]] == [2]
    assert get(story, f"/v1/achievements/{story.achievement}/contracts")["items"][0]["id"] == story.contract


def test_the_history_tells_what_stands_beside_the_title_too(story: Beside) -> None:
    acts = [step["act"] for step in get(story, f"/v1/achievements/{story.achievement}/history", limit=100)["items"]]
    assert acts[:4] == ["register", "propose", "confirm", "convey"]
    assert acts[4:] == ["grant", "grant", "sublicense", "registerContract", "stateContract", "stateContract"]
    party = get(story, f"/v1/parties/{story.maker}/history")
    assert [step["act"] for step in party["items"]] == ["enrol"]


@pytest.mark.parametrize("what", ["objections", "freezes", "offers", "orders", "effects", "pledges"])
def test_what_never_was_is_an_empty_list_with_its_block(story: Beside, what: str) -> None:
    found = get(story, f"/v1/achievements/{story.achievement}/{what}")
    assert (found["items"], found["next"]) == ([], None)
    assert found["asOf"]["number"] > 0


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/v1/rights/{ZERO}", "RIGHT_UNKNOWN"),
        (f"/v1/pledges/{ZERO}", "PLEDGE_UNKNOWN"),
        (f"/v1/offers/{ZERO}", "OFFER_UNKNOWN"),
        (f"/v1/contracts/{ZERO}", "CONTRACT_UNKNOWN"),
        (f"/v1/contracts/{ZERO}/statements", "CONTRACT_UNKNOWN"),
        *((f"/v1/achievements/{ZERO}/{what}", "ACHIEVEMENT_UNKNOWN") for what in ("freezes", "rights", "contracts")),
        ("/v1/parties/4000000000/history", "PARTY_UNKNOWN"),
    ],
)
def test_the_unknown_is_404_by_name(story: Beside, path: str, code: str) -> None:
    answer = story.world.client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize("path", ["/v1/rights/12", "/v1/achievements/nothing/rights", "/v1/offers/0x" + "AB" * 32])
def test_what_is_no_number_is_refused(story: Beside, path: str) -> None:
    assert story.world.client.get(path).status_code == 422


def test_a_cursor_of_another_list_is_refused(story: Beside) -> None:
    cursor = get(story, f"/v1/achievements/{story.achievement}/rights", limit=1)["next"]
    answer = story.world.client.get(f"/v1/achievements/{story.achievement}/contracts", params={"cursor": cursor})
    assert answer.json()["code"] == "CURSOR_MALFORMED"


def _instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat().replace("+00:00", "Z")
