"""What stands still at an office until its day comes: short notices, freezes, orders, recoveries. Each is a duty of the
officers with the power for it, with its deadline, until it is done; who is a party to it is told to stand aside."""

from collections.abc import Iterator
from datetime import date

import pytest

from ledger import holidays
from ledger.core.calendar import day_of, end_of_day
from tests.api.bureau import POWERS, Bureau, Found, opened
from tests.api.test_every_act import DAY
from tests.api.world import World, hex_of, key
from tests.verbs.test_holidays import made

HOUR = 3600
NODE_1 = (1 << 31) + 1


@pytest.fixture(scope="module")
def bureau(world: World) -> Bureau:
    """The office, with two officers more, for keys and orders alone."""
    year = day_of(world.service.clock()).year
    for added in (year, year + 1):  # deadlines are known however late in its year this runs
        holidays.add(world.service.settings.holidays, made(added), replace=True)
    found = opened(world)
    for name in ("keeper", "substitute"):
        found.enrol(name, "officer")
        found.appoint(name, 1, "recover_key", "court_order")
    return found


def only(bureau: Bureau, name: str, subject: str) -> Found:
    """The one duty about a subject."""
    [found] = bureau.of(name, subject)
    return found


def nobody_else(bureau: Bureau, subject: str, *but: str) -> None:
    """None of the others sees anything of it."""
    officers = {"officer", "second", "keeper", "substitute", "neighbour"} - set(but)
    assert {name: bureau.kinds(name, subject) for name in officers} == {name: [] for name in officers}


def owned(bureau: Bureau, **shares: str) -> str:
    """A confirmed title of these."""
    achievement = bureau.entered(bureau.filed("uni"))
    table = [{"party": bureau.party[name], "share": share} for name, share in shares.items()]
    bureau.act("propose", achievement=achievement, filing=bureau.leaf, table=table)
    bureau.wait(3 * HOUR)
    bureau.act("confirm", **bureau.on(achievement))
    return achievement


def test_a_notice_shorter_than_the_rules_want_is_to_be_prolonged_to_the_day_they_want(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    short = bureau.now + 2 * DAY
    bureau.act("propose", achievement=achievement, filing=bureau.leaf, noticeUntil=short)
    prolong, notice = sorted(bureau.of("officer", achievement), key=lambda duty: duty["kind"], reverse=True)
    assert (prolong["kind"], notice["kind"], prolong["act"]) == ("prolong", "notice", "prolong")
    assert prolong["deadline"]["at"] == short  # after it nobody could object any more
    wanted = prolong["fields"]["noticeUntil"]
    assert wanted >= end_of_day(date.fromordinal(day_of(bureau.now).toordinal() + 15))
    assert prolong["fields"]["round"] == 1
    assert prolong["deadline"]["clauses"]
    assert "prolong" in bureau.kinds("second", achievement)
    nobody_else(bureau, achievement, "officer", "second")

    bureau.act("prolong", **prolong["fields"], filing=bureau.leaf)
    left = only(bureau, "officer", achievement)
    assert (left["kind"], left["deadline"]["at"]) == ("notice", wanted)


def test_a_short_notice_that_is_over_runs_its_whole_length_again_before_anybody_confirms(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    bureau.act("propose", achievement=achievement, filing=bureau.leaf, noticeUntil=bureau.now + 2 * DAY)
    bureau.wait(40 * DAY)
    overdue = only(bureau, "officer", achievement)
    assert (overdue["kind"], overdue["deadline"]["overdue"]) == ("prolong", True)
    wanted = overdue["fields"]["noticeUntil"]
    assert wanted > bureau.now + 14 * DAY  # not an end that has passed: nobody could have objected meanwhile
    bureau.act("prolong", **overdue["fields"], filing=bureau.leaf)
    assert bureau.kinds("officer", achievement) == ["notice"]
    bureau.wait(wanted - bureau.now + 1)
    assert bureau.kinds("officer", achievement) == ["confirm"]


def test_a_freeze_is_a_duty_in_its_last_thirty_days_until_it_is_lifted_or_over(bureau: Bureau) -> None:
    achievement = owned(bureau, uni="100%")
    until = bureau.now + 45 * DAY
    bureau.act("freeze", **bureau.on(achievement, until=until, ground="lawsuit"))
    assert bureau.kinds("officer", achievement) == []
    bureau.wait(16 * DAY)
    freeze = only(bureau, "officer", achievement)
    assert (freeze["kind"], freeze["act"], freeze["deadline"]["at"]) == ("freeze", None, until)
    assert freeze["fields"]["number"] == 1
    assert freeze["deadline"]["clauses"]
    assert bureau.kinds("second", achievement) == ["freeze"]
    nobody_else(bureau, achievement, "officer", "second")
    bureau.act("lift", **bureau.on(achievement, number=1))
    assert bureau.kinds("officer", achievement) == []

    again = bureau.act("freeze", **bureau.on(achievement, until=bureau.now + 5 * DAY, judge=bureau.judge, ground=1))
    assert only(bureau, "officer", achievement)["fields"]["number"] == 2
    bureau.wait(again["message"]["until"] - bureau.now)
    assert bureau.kinds("officer", achievement) == []


def test_an_announced_order_is_carried_out_when_its_notice_is_over_from_a_form_that_is_filled_in(
    bureau: Bureau,
) -> None:
    achievement = owned(bureau, uni="60%", park="40%")
    movements = [bureau.move("uni", "lin", "1/4")]
    terms = bureau.on(achievement, judge=bureau.judge, ground="judgment", movements=movements)
    bureau.act("announce", **terms)
    order = only(bureau, "officer", achievement)
    assert (order["kind"], order["act"], order["deadline"]["state"]) == ("order", None, "set")
    nobody_else(bureau, achievement, "officer", "second", "keeper", "substitute")
    bureau.wait(order["deadline"]["at"] - bureau.now - HOUR)
    assert bureau.kinds("officer", achievement) == ["order"]
    bureau.wait(HOUR)
    enforce = only(bureau, "officer", achievement)
    assert (enforce["kind"], enforce["act"], enforce["second"]) == ("enforce", "enforce", True)
    assert enforce["deadline"]["since"] == order["deadline"]["at"]
    filled = enforce["fields"]
    assert (filled["judge"], filled["filing"], filled["appointment"]) == (bureau.judge, bureau.leaf, bureau.desk)
    assert bureau.kinds("second", achievement) == []  # he has no power over orders
    assert bureau.kinds("keeper", achievement) == ["enforce"]
    bureau.act("enforce", **filled)
    assert bureau.kinds("officer", achievement) == []
    held = bureau.world.client.get(f"/v1/achievements/{achievement}").json()["owners"]
    assert {each["party"] for each in held} == {bureau.party[name] for name in ("uni", "park", "lin")}


def test_who_gets_units_by_an_order_stands_aside_and_is_told_who_may_carry_it_out(bureau: Bureau) -> None:
    achievement = owned(bureau, uni="100%")
    movements = [bureau.move("uni", "keeper", "1/2")]
    bureau.act("announce", **bureau.on(achievement, judge=bureau.judge, ground="death", movements=movements))
    for kind in ("order", "enforce"):
        barred = only(bureau, "keeper", achievement)
        assert (barred["kind"], barred["excluded"]["zh"]) == (kind, "该命令使您取得份额，须回避")
        assert barred["others"] == [bureau.party["officer"], bureau.party["substitute"]]
        assert only(bureau, "officer", achievement)["excluded"] is None
        bureau.wait(16 * DAY)


def test_who_would_own_by_the_proposal_or_objects_to_it_does_not_decide_the_objection(bureau: Bureau) -> None:
    achievement = bureau.entered(bureau.filed("uni"))
    table = [{"party": bureau.party["second"], "share": "100%"}]
    act = bureau.world.draft(bureau.keys[1], "propose", achievement=achievement, filing=bureau.leaf, table=table)
    for seat in act["roll"]["seats"]:
        act = bureau.world.sign(act, **{f"p{seat['party']}": bureau.keys[seat["party"]]})
    bureau.world.submit(act)
    bureau.act("object", achievement=achievement, filing=bureau.leaf, party=bureau.party["lin"], ground="title")
    bureau.appoint("substitute", 1, *POWERS)
    objector = {"achievement": achievement, "filing": bureau.leaf, "party": bureau.party["substitute"]}
    bureau.act("object", **objector, ground="shares")

    def decides(name: str) -> dict[int, Found]:
        return {duty["party"]: duty for duty in bureau.of(name, achievement) if duty["kind"] == "decide"}

    for duty in decides("second").values():
        assert duty["excluded"]["en"].startswith("you hold or claim a part")
        assert bureau.party["officer"] in duty["others"]
        assert bureau.party["second"] not in duty["others"]
    own = decides("substitute")[bureau.party["substitute"]]
    assert own["excluded"]["zh"] == "异议由您提出，须回避"
    assert own["others"] == [bureau.party["officer"]]
    assert decides("substitute")[bureau.party["lin"]]["excluded"] is None
    assert {duty["excluded"] for duty in decides("officer").values()} == {None}

    fields = {"achievement": achievement, "filing": bureau.leaf, "party": bureau.party["substitute"]}
    act = bureau.world.draft(
        bureau.keys[bureau.party["substitute"]], "decide", **fields, appointment=own["appointment"], outcome="upheld"
    )
    act = bureau.world.sign(act, **{f"p{bureau.party['substitute']}": bureau.keys[bureau.party["substitute"]]})
    refused = bureau.world.client.post(f"/v1/acts/{act['id']}/submit")
    assert refused.json()["code"] == "OFFICER_IS_PARTY"  # nor would the chain let him


@pytest.fixture
def recovering(bureau: Bureau) -> Iterator[int]:
    """A party whose lost key the officers of node 1 are recovering."""
    party = bureau.party["lin"]
    bureau.act("entrust", party=party, guardian=NODE_1, recoveryDays=30)
    bureau.wait(2)
    new = key(f"a new key of lin at {bureau.now}")
    recovery = {"party": party, "signer": hex_of(new.signer_bytes), "ground": "lost", "evidence": bureau.leaf}
    bureau.act("recover", new, **recovery, appointment=only_appointment(bureau, "keeper"))
    yield party
    bureau.keys[party] = new


def only_appointment(bureau: Bureau, name: str) -> int:
    """The first appointment of an officer."""
    return int(bureau.queue(name)["scope"][0]["appointment"])


def test_a_recovery_is_watched_until_its_notice_is_over_and_then_to_be_settled(bureau: Bureau, recovering: int) -> None:
    watched = only(bureau, "keeper", str(recovering))
    assert (watched["kind"], watched["act"], watched["party"]) == ("recovery", None, recovering)
    due = bureau.world.client.get(f"/v1/parties/{recovering}").json()["recovery"]["dueAt"]
    assert watched["deadline"]["at"] == due
    assert watched["deadline"]["clauses"]
    nobody_else(bureau, str(recovering), "keeper", "substitute")
    bureau.wait(due - bureau.now)
    settle = only(bureau, "substitute", str(recovering))
    assert (settle["kind"], settle["deadline"]["state"], settle["deadline"]["since"]) == ("settleRecovery", "open", due)
    called = bureau.world.client.post("/v1/calls", json={"call": "settleRecovery", "party": recovering})
    assert called.status_code == 202, called.text
    bureau.world.settle()
    nobody_else(bureau, str(recovering))


def test_whose_own_key_is_recovered_stands_aside_and_a_recovery_that_is_cancelled_is_no_duty(bureau: Bureau) -> None:
    party = bureau.party["substitute"]
    bureau.act("entrust", party=party, guardian=NODE_1, recoveryDays=30)
    bureau.wait(2)
    new = key("a key that somebody else found for the substitute")
    recovery = {"party": party, "signer": hex_of(new.signer_bytes), "ground": "lost", "evidence": bureau.leaf}
    bureau.act("recover", new, **recovery, appointment=only_appointment(bureau, "keeper"))
    own = only(bureau, "substitute", str(party))
    assert own["excluded"]["zh"] == "被恢复的是您本人的签名者，须回避"
    assert own["others"] == [bureau.party["keeper"]]
    assert only(bureau, "keeper", str(party))["excluded"] is None
    bureau.act("cancelRecovery", party=party)
    nobody_else(bureau, str(party))
