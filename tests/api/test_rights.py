"""A right's way through the API: drafted, signed by its roll, sent, and answered for with its date and proof."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest

from ledger import holidays
from ledger.core import verify
from ledger.core.calendar import day_of, shipped
from ledger.core.certificate import bundle_in
from ledger.core.shares import WHOLE
from ledger.keyring import AccountSigner
from ledger.store import database, vault
from tests.api.world import NOTICE, World, hex_of, key


class Story:
    """An officer, a unit and two researchers, and one achievement that was registered, confirmed and conveyed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.officer, self.officer_key = world.enrol("officer", "officer")
        appointed = world.draft(
            world.core,
            "appoint",
            node=1,
            officer=self.officer,
            powers=[
                "register_party",
                "register_achievement",
                "confirm_title",
                "register_transfer",
                "register_contract",
                "freeze",
                "read",
            ],
            until=world.service.clock() + 10 * 365 * 86_400,
        )
        self.appointment = appointed["message"]["appointment"]
        world.submit(world.sign(appointed, p1=world.core, **{f"p{self.officer}": self.officer_key}))
        self.unit, self.unit_key = self.enrol("unit", "organisation")
        self.ann, self.ann_key = self.enrol("ann")
        self.bo, self.bo_key = self.enrol("bo")
        self.leaf = world.file(self.unit_key, b"an achievement")
        self.registered = self.act(
            "register",
            {self.officer: self.officer_key, self.unit: self.unit_key},
            node=1,
            filing=self.leaf,
            filer=self.unit,
            claimed=[{"party": self.unit, "share": "1/1"}],
        )
        self.achievement = self.registered["message"]["act"]["achievement"]
        self.after_registration = world.service.clock()
        self.proposed = self.act(
            "propose",
            {self.unit: self.unit_key},
            achievement=self.achievement,
            rule="two_thirds",
            table=[{"party": self.unit, "share": "30/100"}, {"party": self.ann, "share": "70%"}],
            noticeUntil=world.service.clock() + NOTICE + 600,
            filing=world.file(self.unit_key),
        )
        self.during_notice = world.service.clock()
        world.node.advance(NOTICE + 1200)
        holders = {self.officer: self.officer_key, self.unit: self.unit_key, self.ann: self.ann_key}
        self.confirmed = self.act("confirm", holders, achievement=self.achievement, filing=world.file(self.unit_key))
        self.after_confirmation = world.service.clock()
        self.conveyed = self.act(
            "convey",
            holders | {self.bo: self.bo_key},
            achievement=self.achievement,
            movements=[{"from": self.ann, "to": self.bo, "share": "1/10"}],
            basis="gift",
            filing=world.file(self.ann_key),
        )

    def enrol(self, name: str, kind: str = "person") -> tuple[int, AccountSigner]:
        """A party that the officer vouches for."""
        signer = key(name)
        act = self.world.draft(
            self.officer_key,
            "enrol",
            signer=hex_of(signer.signer_bytes),
            identity=hex_of(sha256(name.encode()).digest()),
            kind=kind,
            appointment=self.appointment,
        )
        number = act["message"]["party"]
        self.world.submit(self.world.sign(act, **{f"p{self.officer}": self.officer_key, f"p{number}": signer}))
        return number, signer

    def act(self, kind: str, signers: dict[int, AccountSigner], **fields: Any) -> dict[str, Any]:
        """An act that took effect."""
        if kind != "propose":
            fields["appointment"] = self.appointment
        drafted = self.world.draft(self.unit_key, kind, **fields)
        seats = {seat["party"] for seat in drafted["roll"]["seats"]}
        signed = self.world.sign(drafted, **{f"p{n}": signer for n, signer in signers.items() if n in seats})
        return self.world.submit(signed)


@pytest.fixture(scope="module")
def story(world: World) -> Story:
    return Story(world)


def get(story: Story, path: str, **query: Any) -> dict[str, Any]:
    answer = story.world.client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def shares(rows: list[dict[str, Any]]) -> dict[int, str]:
    return {row["party"]: row["share"] for row in rows}


def test_holders_are_answered_with_the_block_for_which_that_is_true(story: Story) -> None:
    found = get(story, f"/v1/achievements/{story.achievement}")
    assert found["status"] == "confirmed"
    assert found["version"] == 3
    assert shares(found["owners"]) == {story.unit: "3/10", story.ann: "3/5", story.bo: "1/10"}
    assert sum(row["units"] for row in found["owners"]) == WHOLE
    assert set(found["asOf"]) == {"number", "hash", "time", "final"}


def test_every_answer_has_a_date(story: Story) -> None:
    path = f"/v1/achievements/{story.achievement}"
    registered = get(story, path, at=iso(story.after_registration))
    assert (registered["status"], registered["owners"]) == ("registered", [])
    assert shares(registered["claimed"]) == {story.unit: "1"}
    notice = get(story, path, at=iso(story.during_notice))
    assert notice["status"] == "notice"
    assert notice["notice"]["until"] > story.during_notice
    confirmed = get(story, path, at=iso(story.after_confirmation))
    assert shares(confirmed["owners"]) == {story.unit: "3/10", story.ann: "7/10"}
    early = story.world.client.get(path, params={"at": "2001-01-01"})
    assert (early.status_code, early.json()["code"]) == (404, "BEFORE_LEDGER")


@pytest.mark.parametrize(
    "at", ["yesterday", "2026-13-01", "2026-02-30", "2026-01-01T00:00:00", "10000-01-01", "1795406400"]
)
def test_what_is_no_date_is_refused(story: Story, at: str) -> None:
    for path in (f"/v1/achievements/{story.achievement}", "/v1/nodes", "/v1/parties/1"):
        answer = story.world.client.get(path, params={"at": at})
        assert (answer.status_code, answer.json()["code"]) == (422, "AT_MALFORMED"), answer.text


def test_history_tells_every_act_in_order_page_by_page(story: Story) -> None:
    path = f"/v1/achievements/{story.achievement}/history"
    whole = get(story, path)
    assert [step["act"] for step in whole["items"]] == ["register", "propose", "confirm", "convey"]
    assert [step["version"] for step in whole["items"]] == [1, 1, 2, 3]
    assert whole["next"] is None
    paged: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = get(story, path, limit=1, **({"cursor": cursor} if cursor else {}))
        paged += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == whole["items"]


def test_evidence_of_the_title_verifies(story: Story) -> None:
    trust_before = story.world.client.get(f"/v1/achievements/{story.achievement}/evidence")
    assert trust_before.status_code == 200, trust_before.text
    trust = story.world.client.get("/v1/trust").content
    report = verify.verify(trust_before.content, trust)
    assert report.verdict == "VALID", report.to_dict()
    past = story.world.client.get(
        f"/v1/achievements/{story.achievement}/evidence", params={"at": iso(story.after_confirmation)}
    )
    trust = story.world.client.get("/v1/trust").content
    assert verify.verify(past.content, trust).verdict == "VALID"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_certificate_of_the_title_carries_the_evidence_of_the_day_that_is_asked(
    story: Story, language: str
) -> None:
    path = f"/v1/achievements/{story.achievement}/certificate"
    answer = story.world.client.get(path, params={"lang": language, "at": iso(story.after_confirmation)})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["zhengben-disclosed"] == "no"
    bundle, trust = bundle_in(answer.content), story.world.client.get("/v1/trust").content
    report = verify.verify(bundle, trust)
    assert report.verdict == "VALID", report.to_dict()
    assert {row["party"]: row["share"] for row in report.answer["holders"]} == {story.unit: "3/10", story.ann: "7/10"}
    own = story.world.client.get(path, headers=story.world.token(story.ann_key))
    assert own.headers["zhengben-disclosed"] == "yes"


def test_a_holder_and_an_officer_read_the_filing_and_a_stranger_does_not(story: Story) -> None:
    path = f"/v1/achievements/{story.achievement}/evidence"
    readers = {"holder": story.ann_key, "officer": story.officer_key, None: key("stranger")}
    for right, signer in readers.items():
        answer = story.world.client.get(path, headers=story.world.token(signer))
        assert answer.status_code == 200, answer.text
        assert bool(answer.json()["filing"]["disclosures"]) is (right is not None)
    with database.transaction(story.world.service.engine) as connection:
        reads = vault.reads(connection, story.world.service.vault, bytes.fromhex(story.leaf))
    assert {"holder", "officer"} <= {read.why for read in reads}


def test_parties_and_nodes_tell_keys_appointments_and_titles(story: Story) -> None:
    ann = get(story, f"/v1/parties/{story.ann}")
    assert ann["signer"] == hex_of(story.ann_key.signer_bytes)
    assert [(title["achievement"], title["confirmed"]) for title in ann["titles"]] == [(story.achievement, True)]
    assert ann["titles"][0]["units"] == WHOLE * 6 // 10
    node = get(story, "/v1/nodes/1")
    assert story.officer in {given["officer"] for given in node["appointments"]}
    given = get(story, f"/v1/appointments/{story.appointment}")
    assert "confirm_title" in given["powers"]
    assert given["from"] < given["until"]
    assert get(story, "/v1/nodes")["items"][0]["kind"] == "core"
    officer = get(story, f"/v1/parties/{story.officer}")
    assert [one["appointment"] for one in officer["appointments"]] == [story.appointment]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v1/parties/4000000000", "PARTY_UNKNOWN"),
        ("/v1/nodes/4000000000", "NODE_UNKNOWN"),
        ("/v1/appointments/4000000000", "APPOINTMENT_UNKNOWN"),
        ("/v1/achievements/0x" + "00" * 32, "ACHIEVEMENT_UNKNOWN"),
        ("/v1/achievements/0x" + "00" * 32 + "/history", "ACHIEVEMENT_UNKNOWN"),
        ("/v1/achievements/0x" + "00" * 32 + "/evidence", "ACHIEVEMENT_UNKNOWN"),
        ("/v1/acts/9f5e19a8-34d7-4dbd-ba52-14ab0f5891aa", "ACT_NOT_FOUND"),
    ],
)
def test_the_unknown_is_404_by_name(story: Story, path: str, code: str) -> None:
    answer = story.world.client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_the_roll_says_who_must_sign_and_who_has(story: Story) -> None:
    act = draft_gift(story)
    assert act["status"] == "draft"
    assert {seat["party"] for seat in act["roll"]["seats"] if seat["must"]} == set(act["roll"]["must"])
    assert act["missing"]["parties"]
    signed = story.world.sign(act, **{f"p{story.bo}": story.bo_key})
    assert signed["status"] == "signing"
    assert story.bo in signed["signatures"]
    assert story.bo not in signed["missing"]["parties"]


def test_sending_before_all_have_signed_is_refused_with_the_contracts_reason(story: Story) -> None:
    act = draft_gift(story)
    refused = story.world.client.post(f"/v1/acts/{act['id']}/submit", headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.json()["code"]) == (422, "SIGNATURE_MISSING")
    assert "签署" in refused.json()["title"]


def test_a_signature_of_another_key_or_of_a_party_without_a_seat_is_refused(story: Story) -> None:
    act = draft_gift(story)
    digest = bytes.fromhex(act["digest"][2:])
    path = f"/v1/acts/{act['id']}/signatures"
    wrong = {"party": story.bo, "signature": hex_of(story.ann_key.sign_digest(digest))}
    answer = story.world.client.post(path, json=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "SIGNATURE_INVALID")
    outsider = {"party": 1, "signature": hex_of(story.world.core.sign_digest(digest))}
    answer = story.world.client.post(path, json=outsider)
    assert (answer.status_code, answer.json()["code"]) == (403, "NO_SEAT")


def test_an_act_that_is_over_takes_no_more_signatures(story: Story) -> None:
    digest = bytes.fromhex(story.conveyed["digest"][2:])
    body = {"party": story.bo, "signature": hex_of(story.bo_key.sign_digest(digest))}
    answer = story.world.client.post(f"/v1/acts/{story.conveyed['id']}/signatures", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "ACT_OVER")
    again = story.world.client.post(f"/v1/acts/{story.conveyed['id']}/submit")
    assert again.status_code == 202
    assert again.json()["tx"] == story.conveyed["tx"]


def test_acts_are_listed_for_their_seats_page_by_page(story: Story) -> None:
    draft_gift(story)
    headers = story.world.token(story.bo_key)
    client = story.world.client
    whole = client.get("/v1/acts", params={"party": story.bo}, headers=headers).json()["items"]
    assert len(whole) >= 2
    assert all(story.bo in act["seats"] for act in whole)
    first = client.get("/v1/acts", params={"party": story.bo, "limit": 1}, headers=headers).json()
    second = client.get(
        "/v1/acts", params={"party": story.bo, "limit": 1, "cursor": first["next"]}, headers=headers
    ).json()
    assert first["items"] + second["items"] == whole[:2]
    foreign = client.get("/v1/acts", params={"party": story.ann}, headers=headers)
    assert (foreign.status_code, foreign.json()["code"]) == (403, "NOT_YOUR_PARTY")


@pytest.mark.parametrize("path", ["/v1/achievements/0x" + "00" * 32 + "/history", "/v1/nodes"])
def test_a_bad_cursor_is_refused(story: Story, path: str) -> None:
    for cursor in ("x", "YWN0czox", "é", "a" * 201):
        assert story.world.client.get(path, params={"cursor": cursor}).status_code == 422
    for limit in (0, -1, 101, "many"):
        assert story.world.client.get(path, params={"limit": limit}).status_code == 422


def test_an_act_on_a_filing_outside_the_log_is_a_conflict(story: Story) -> None:
    body = {
        "kind": "register",
        "fields": {
            "node": 1,
            "filing": "12" * 32,
            "filer": story.unit,
            "claimed": [{"party": story.unit, "share": "1/1"}],
            "appointment": story.appointment,
        },
    }
    answer = story.world.client.post("/v1/acts", json=body, headers=story.world.token(story.unit_key))
    assert (answer.status_code, answer.json()["code"]) == (409, "FILING_NOT_INTEGRATED")


@pytest.mark.parametrize(
    ("movement", "code"),
    [
        ({"share": "1/17"}, "SHARE_NOT_EXACT"),
        ({"share": "0/1"}, "SHARE_NOT_EXACT"),
        ({"share": "2/1"}, "SHARE_NOT_EXACT"),
        ({"share": "1/0"}, "FIELD_MALFORMED"),
        ({"share": "a third"}, "REQUEST_MALFORMED"),
        ({"share": "1/3", "units": 1}, "REQUEST_MALFORMED"),
        ({}, "REQUEST_MALFORMED"),
        ({"units": 0}, "REQUEST_MALFORMED"),
        ({"units": WHOLE}, "NOT_ENOUGH"),
    ],
)
def test_shares_that_are_none_are_refused(story: Story, movement: dict[str, Any], code: str) -> None:
    body = gift(story, movement)
    answer = story.world.client.post("/v1/acts", json=body, headers=story.world.token(story.unit_key))
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


@pytest.mark.parametrize("field", ["draftedAt", "version", "officerAppointment"])
def test_what_the_drafter_has_no_say_in_is_refused(story: Story, field: str) -> None:
    body = gift(story, {"units": 1})
    body["fields"][field] = 1
    answer = story.world.client.post("/v1/acts", json=body, headers=story.world.token(story.unit_key))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("kind", "what", "fields"),
    [
        ("take", "offer", {"party": 1}),
        ("waive", "offer", {"party": 1}),
        ("withdrawOffer", "offer", {}),
        ("settle", "offer", {}),
        ("release", "pledge", {}),
        ("extend", "right", {"until": 2_000_000_000}),
        ("end", "right", {"ground": "renounced", "by": 1}),
    ],
)
def test_nothing_is_drafted_about_a_number_that_nothing_has(
    story: Story, kind: str, what: str, fields: dict[str, Any]
) -> None:
    papers = {"settle": {"filing": story.leaf, "appointment": story.appointment}, "extend": {"filing": story.leaf}}
    body = {"kind": kind, "fields": {what: "0x" + "44" * 32, **fields, **papers.get(kind, {})}}
    answer = story.world.client.post("/v1/acts", json=body, headers=story.world.token(story.unit_key))
    assert (answer.status_code, answer.json()["code"]) == (404, f"{what.upper()}_UNKNOWN"), answer.text
    assert answer.json()["values"] == {"number": "0x" + "44" * 32}


def gift(story: Story, movement: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "convey",
        "fields": {
            "achievement": story.achievement,
            "movements": [{"from": story.ann, "to": story.bo, **movement}],
            "basis": "gift",
            "filing": story.leaf,
            "appointment": story.appointment,
        },
    }


def draft_gift(story: Story) -> dict[str, Any]:
    story.world.node.advance(5)
    return story.world.draft(story.unit_key, "convey", **gift(story, {"share": "1/100"})["fields"])


def iso(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


def test_a_running_service_counts_by_the_years_in_its_folder_and_never_past_one_that_it_cannot_read(
    story: Story,
) -> None:
    world, folder = story.world, story.world.service.settings.holidays
    fields = {"achievement": story.achievement, "seller": story.ann, "buyer": 1, "share": "1/10", "price": {"fen": 1}}
    year = day_of(world.service.clock() + 18 * 86_400).year
    broken = folder / f"cn-{year}.json"

    def offered() -> dict[str, Any]:
        return dict(world.draft(story.ann_key, "offer", **fields)["message"])

    as_shipped = offered()["windowEnd"]
    folder.mkdir(parents=True)
    broken.write_text("{", "utf-8")
    answer = world.client.post("/v1/acts", json={"kind": "offer", "fields": fields}, headers=world.token(story.ann_key))
    assert (answer.status_code, answer.json()["code"]) == (503, "CALENDAR_UNREADABLE")
    given = world.draft(story.ann_key, "offer", **fields, windowEnd=as_shipped)
    assert given["message"]["windowEnd"] == as_shipped, "an end that is given asks no calendar"
    broken.unlink()
    # The last day becomes one that is off: the window of the next draft moves on.
    known = {each.year: each for each in shipped()}[year].to_dict()
    last = day_of(as_shipped - 1)
    changed = {name: [day for day in known[name] if day != last.isoformat()] for name in ("holidays", "workdays")}
    if last.weekday() < 5:
        changed["holidays"].append(last.isoformat())
    holidays.add(folder, {**known, **changed}, replace=True)
    assert offered()["windowEnd"] > as_shipped
