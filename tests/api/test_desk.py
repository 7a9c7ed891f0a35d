"""The desk of an officer: every duty appears when it falls due and is gone when it is done, at his own nodes alone."""

from datetime import date
from urllib.parse import urlencode

import httpx
import pytest

from ledger.cli import desking
from ledger.client import Client
from ledger.core.calendar import start_of_day
from ledger.store import database, vault
from tests.api.bureau import Bureau, opened
from tests.api.test_every_act import DAY
from tests.api.world import World, hex_of, key, over_http
from tests.core.good_forms import good


@pytest.fixture(scope="module")
def bureau(world: World) -> Bureau:
    return opened(world)


def test_a_filing_is_accepted_then_registered_and_every_step_has_its_legal_deadline(bureau: Bureau) -> None:
    leaf = bureau.filed("uni")
    [waits] = bureau.of("officer", leaf)
    assert (waits["kind"], waits["act"], waits["excluded"]) == ("accept", None, None)
    assert waits["deadline"]["state"] == "set"
    assert waits["deadline"]["workingDaysLeft"] == 5
    assert waits["deadline"]["clauses"][0]["zh"] == "甘肃登记办法"
    assert bureau.say("officer", leaf, "accepted").status_code == 201
    [accepted] = bureau.of("officer", leaf)
    assert (accepted["kind"], accepted["act"]) == ("register", "register")
    assert accepted["fields"] == {"node": 1, "filing": leaf, "appointment": bureau.desk}
    achievement = bureau.entered(leaf)
    assert bureau.of("officer", leaf)[0]["kind"] == "propose"
    assert bureau.kinds("officer", achievement) == ["propose"]
    again = bureau.say("officer", leaf, "accepted")
    assert (again.status_code, again.json()["code"]) == (409, "FILING_REGISTERED")


def test_the_form_that_registers_comes_with_what_the_filing_says_for_who_may_read_it_and_the_reading_is_recorded(
    bureau: Bureau,
) -> None:
    leaf = bureau.filed("uni", node=2)
    bureau.say("neighbour", leaf, "accepted")
    [register] = bureau.of("neighbour", leaf)
    address = f"/acts/new/register?{urlencode({**register['fields'], 'fill': 1})}"
    says = good("achievement_filing/2")["claimed"]

    def opened_by(name: str) -> httpx.Response:
        answer = bureau.world.client.get(address, headers={**bureau.session(name), "Accept-Language": "zh"})
        assert answer.status_code == 200, answer.text
        return answer

    read = opened_by("neighbour")
    assert read.headers["cache-control"] == "no-store"
    assert "此次查阅已记录" in read.text
    for row in says:
        assert f"<bdi>{row['holder']}</bdi>" in read.text
        assert f'value="{row["share"]}"' in read.text
    assert f'id="f-filer" value="{bureau.party["uni"]}"' in read.text
    with database.transaction(bureau.world.service.engine) as connection:
        reads = vault.reads(connection, bureau.world.service.vault, bytes.fromhex(leaf))
    assert [(one.party, one.why) for one in reads][-1:] == [(bureau.party["neighbour"], "officer")]

    closed = opened_by("judge")  # an officer of that node who may not read
    assert "您无权查阅这份备案" in closed.text
    assert all(row["holder"] not in closed.text for row in says)


def test_a_filing_is_sent_back_with_a_reason_that_its_filer_reads_and_nobody_else(bureau: Bureau) -> None:
    leaf = bureau.filed("lin")
    missing = bureau.say("officer", leaf, "returned")
    assert (missing.status_code, missing.json()["code"]) == (422, "REASON_MISSING") or missing.status_code == 400
    assert bureau.say("officer", leaf, "returned", reason="请补验收报告").status_code == 201
    assert bureau.kinds("officer", leaf) == []
    path = f"/v1/filings/{leaf}/reviews"
    told = bureau.world.client.get(path, headers=bureau.session("lin")).json()["items"]
    assert [(each["decision"], each["reason"], each["officer"]) for each in told] == [
        ("returned", "请补验收报告", bureau.party["officer"])
    ]
    assert bureau.world.client.get(path, headers=bureau.session("park")).json()["code"] == "FILING_PRIVATE"
    assert bureau.say("officer", leaf, "accepted").status_code == 201  # what was missing came on paper
    assert bureau.kinds("officer", leaf) == ["register"]


def test_nobody_examines_his_own_filing_and_is_told_who_may(bureau: Bureau) -> None:
    leaf = bureau.filed("officer")
    [own] = bureau.of("officer", leaf)
    assert own["excluded"]["zh"] == "该备案由您本人提交，须回避"
    assert own["others"] == [bureau.party["second"]]
    refused = bureau.say("officer", leaf, "accepted")
    assert (refused.status_code, refused.json()["code"]) == (403, "OFFICER_FILED")
    assert bureau.of("second", leaf)[0]["excluded"] is None
    assert bureau.say("second", leaf, "accepted").status_code == 201


def test_an_officer_of_another_park_sees_and_does_nothing_here(bureau: Bureau) -> None:
    leaf, theirs = bureau.filed("uni"), bureau.filed("uni", node=2)
    assert bureau.kinds("neighbour", leaf) == []
    assert bureau.kinds("neighbour", theirs) == ["accept"]
    assert bureau.kinds("officer", theirs) == []
    refused = bureau.say("neighbour", leaf, "accepted")
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_COMPETENT_HERE")
    assert {reach["node"] for reach in bureau.queue("neighbour")["scope"]} == {2}


def test_an_officer_appointed_for_the_nodes_below_sees_theirs_too(bureau: Bureau) -> None:
    bureau.enrol("above", "officer")
    bureau.appoint("above", 1, "register_achievement", "below")
    theirs = bureau.filed("uni", node=2)
    assert bureau.kinds("above", theirs) == ["accept"]
    assert {reach["node"] for reach in bureau.queue("above")["scope"]} == {1, 2}
    assert all(duty["kind"] not in ("confirm", "decide") for duty in bureau.queue("above")["items"])


def test_a_party_without_an_appointment_has_no_desk_and_is_told_what_to_do(bureau: Bureau) -> None:
    for name in ("uni", "lin"):
        answer = bureau.world.client.get("/v1/desk", params={"party": bureau.party[name]}, headers=bureau.session(name))
        assert (answer.status_code, answer.json()["code"]) == (403, "NOT_AN_OFFICER")
        assert answer.json()["next"]
    other = {"party": bureau.party["officer"]}
    assert bureau.world.client.get("/v1/desk", params=other, headers=bureau.session("lin")).status_code == 403
    assert bureau.world.client.get("/v1/desk", params=other).status_code == 401


def test_notice_objection_decision_and_confirmation_come_and_go_in_their_turn(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    holders = [{"party": bureau.party["uni"], "share": "60%"}, {"party": bureau.party["lin"], "share": "40%"}]
    bureau.act("propose", achievement=achievement, filing=bureau.leaf, table=holders)
    [notice] = bureau.of("officer", achievement)
    assert notice["kind"] == "notice"
    assert notice["deadline"]["at"] > bureau.now
    bureau.act("object", achievement=achievement, filing=bureau.leaf, party=bureau.party["park"], ground="shares")
    assert bureau.kinds("officer", achievement) == ["notice", "decide"]
    decide = bureau.of("officer", achievement)[1]
    assert decide["party"] == bureau.party["park"]
    assert decide["fields"]["party"] == bureau.party["park"]
    bureau.wait(3 * 3600)
    assert bureau.kinds("officer", achievement) == ["decide"]  # an open objection blocks the confirmation
    bureau.act("decide", **bureau.on(achievement, party=bureau.party["park"], outcome="rejected"))
    [confirm] = bureau.of("officer", achievement)
    assert (confirm["kind"], confirm["act"], confirm["deadline"]["state"]) == ("confirm", "confirm", "open")
    assert confirm["fields"]["filing"] == bureau.leaf  # what the proposal rests on
    bureau.act("confirm", **bureau.on(achievement))
    assert bureau.kinds("officer", achievement) == []


def test_an_upheld_objection_asks_for_a_new_notice(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    bureau.act("propose", achievement=achievement, filing=bureau.leaf)
    bureau.act("object", achievement=achievement, filing=bureau.leaf, party=bureau.party["lin"], ground="title")
    done = {"party": bureau.party["lin"], "outcome": "upheld", "effect": "amend"}
    bureau.act("decide", **bureau.on(achievement, **done))
    assert bureau.kinds("officer", achievement) == ["renotice"]


def test_an_officer_who_claims_a_share_stands_aside_and_another_acts(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    table = [{"party": bureau.party["second"], "share": "100%"}]
    bureau.world.settle()
    act = bureau.world.draft(bureau.keys[1], "propose", achievement=achievement, filing=bureau.leaf, table=table)
    for seat in act["roll"]["seats"]:
        act = bureau.world.sign(act, **{f"p{seat['party']}": bureau.keys[seat["party"]]})
    bureau.world.submit(act)
    bureau.wait(3 * 3600)
    [barred] = [duty for duty in bureau.of("second", achievement) if duty["kind"] == "confirm"]
    assert barred["excluded"]["en"].startswith("you hold or claim")
    assert barred["others"] == [bureau.party["officer"]]
    [free] = [duty for duty in bureau.of("officer", achievement) if duty["kind"] == "confirm"]
    assert free["excluded"] is None


def test_a_freeze_is_shown_before_its_end_and_an_order_until_it_is_carried_out(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    bureau.act("propose", achievement=achievement, filing=bureau.leaf)
    bureau.wait(3 * 3600)
    bureau.act("confirm", **bureau.on(achievement))
    bureau.act("freeze", **bureau.on(achievement, until=bureau.now + 90 * DAY, ground="lawsuit"))
    assert bureau.kinds("officer", achievement) == []
    bureau.act("lift", **bureau.on(achievement, number=1))
    movements = [bureau.move("uni", "lin", "1/4")]
    order = {"judge": bureau.judge, "ground": "judgment", "movements": movements}
    bureau.act("announce", **bureau.on(achievement, **order))
    assert bureau.kinds("officer", achievement) == ["order"]


def test_an_act_that_waits_for_the_officer_is_there_until_he_signed(bureau: Bureau) -> None:
    newcomer = key("somebody who asks")
    fields = {"signer": hex_of(newcomer.signer_bytes), "identity": "0x" + "ab" * 32, "kind": "person"}
    act = bureau.world.draft(bureau.keys[bureau.party["uni"]], "enrol", **fields, voucher=bureau.party["uni"])
    assert bureau.kinds("officer", act["id"]) == []
    leaf = bureau.filed("uni")
    party = bureau.party["uni"]
    register = {"node": 1, "filing": leaf, "filer": party, "claimed": [{"party": party, "share": "1/1"}]}
    act = bureau.world.draft(bureau.keys[party], "register", **register, appointment=bureau.desk)
    [waits] = bureau.of("officer", act["id"])
    assert (waits["kind"], waits["fields"]) == ("sign", {"act": "register"})
    assert waits["deadline"]["at"] == act["expiresAt"] + 1
    bureau.world.sign(act, **{f"p{bureau.party['officer']}": bureau.keys[bureau.party["officer"]]})
    assert "sign" not in bureau.kinds("officer", act["id"])
    [drafted] = bureau.of("officer", leaf)
    assert drafted["drafted"] is None  # it was not accepted yet: first that
    bureau.say("officer", leaf, "accepted")
    assert bureau.of("officer", leaf)[0]["drafted"] == act["id"]


def test_who_asks_for_admission_waits_for_the_officer_to_vouch_until_he_signed_or_refused(bureau: Bureau) -> None:
    for name, answer in (("a first newcomer", "signatures"), ("a second newcomer", "refusals")):
        newcomer = key(name)
        fields = {"signer": hex_of(newcomer.signer_bytes), "identity": "0x" + "ab" * 32, "kind": "organisation"}
        act = bureau.world.draft(newcomer, "enrol", **fields, appointment=bureau.desk)
        [waits] = bureau.of("officer", act["id"])
        assert (waits["kind"], waits["actId"]) == ("vouch", act["id"])
        assert bureau.of("second", act["id"]) == []
        party = bureau.party["officer"]
        body = {"party": party, "reason": "请到窗口核验身份"}
        if answer == "signatures":
            signature = bureau.keys[party].sign_digest(bytes.fromhex(act["digest"][2:]))
            body = {"party": party, "signature": hex_of(signature)}
        path = f"/v1/acts/{act['id']}/{answer}"
        done = bureau.world.client.post(path, json=body, headers=bureau.session("officer"))
        assert done.status_code == 201, done.text
        assert bureau.of("officer", act["id"]) == []


def test_a_technology_contract_has_fifteen_working_days_and_a_large_one_thirty(bureau: Bureau) -> None:
    leaf = bureau.filed("uni", type="technology_contract/1")
    [waits] = bureau.of("officer", leaf)
    assert (waits["kind"], waits["deadline"]["workingDaysLeft"]) == ("acceptContract", 15)
    bureau.say("officer", leaf, "accepted")
    [small] = bureau.of("officer", leaf)
    assert small["kind"] == "registerContract"
    bureau.say("officer", leaf, "accepted", large=True)
    [large] = bureau.of("officer", leaf)
    assert large["deadline"]["state"] == "unknown" or large["deadline"]["at"] > small["deadline"]["at"]


def test_the_desk_comes_by_pages_the_most_urgent_first_and_by_kind_and_node(bureau: Bureau) -> None:
    whole = bureau.queue("officer")
    assert whole["total"] == len(whole["items"]) > 4
    keys = [(duty["deadline"]["at"] or 1 << 40) for duty in whole["items"] if duty["deadline"]["state"] != "unknown"]
    assert keys == sorted(keys)
    seen, cursor = [], None
    while True:
        page = bureau.queue("officer", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [duty["id"] for duty in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [duty["id"] for duty in whole["items"]]
    only = bureau.queue("officer", kind="accept", node=1)
    assert {duty["kind"] for duty in only["items"]} == {"accept"}
    assert only["total"] == whole["kinds"]["accept"]


def test_the_command_line_tells_the_desk_in_both_languages_and_examines_a_filing(bureau: Bureau) -> None:
    leaf, own = bureau.filed("uni"), bureau.filed("officer")
    officer = bureau.party["officer"]
    with over_http(bureau.world.client) as url, Client(url, language="zh") as client:
        client.sign_in(bureau.keys[officer])
        found = {item["filing"]: item for item in client.desk(officer, kind="accept", node=None)}
        client.review_filing(leaf, {"party": officer, "decision": "accepted", "reason": None, "large": False})
        after = {item["filing"] for item in client.desk(officer, kind="accept", node=1)}
        client.sign_out()
    assert leaf not in after
    told = dict(desking.lines(found[leaf], "zh"))
    assert told["对象"] == leaf
    assert "还剩 5 个工作日" in str(told["期限"])
    assert told["依据"] == "甘肃登记办法"
    assert "Stand aside (others who may act)" in dict(desking.lines(found[own], "en"))


def test_beyond_the_calendar_of_holidays_a_deadline_is_unknown_and_said_to_be(bureau: Bureau) -> None:
    bureau.wait(start_of_day(date(2026, 12, 29)) + DAY // 2 - bureau.now)
    leaf = bureau.filed("uni")
    [waits] = bureau.of("officer", leaf)
    until = waits["deadline"]
    assert (until["state"], until["at"], until["workingDaysLeft"], until["overdue"]) == ("unknown", None, None, False)
    assert until["why"]["zh"].startswith("期限未知：节假日历止于 2027 年之前")
    assert [duty for duty in bureau.queue("officer")["items"] if duty["deadline"]["overdue"]]  # what was left since
