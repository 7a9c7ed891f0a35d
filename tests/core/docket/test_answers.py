"""What questions to a docket answer, as of a day."""

from tests.core.docket import story as told
from tests.core.docket.story import Story, begun, state


def test_what_one_may_do_is_told_with_the_first_reason() -> None:
    story = begun(told.held)

    def may(act: str, party: str = "P1", at: str = "2026-03-18") -> tuple[str, str | None, list[str]]:
        answer = story.ask("may_dispose", achievement="A", party=party, act=act, at=at)
        return answer["answer"], answer["reason"], answer["needs"]

    assert may("pledge", at="2026-03-17") == ("no", "NOT_CONFIRMED", [])
    assert may("pledge", "P3") == ("no", "NOT_OWNER", [])
    assert may("licence_ordinary") == ("yes", None, [])
    assert may("licence_exclusive") == ("needs", None, ["consent:P2", "consent:U"])
    assert may("sell_outside") == ("needs", None, ["consent:P2", "consent:U", "offer"])
    story.on("2026-03-19").ok("pledge_registered")
    assert may("pledge", at="2026-03-19") == ("no", "ALREADY_PLEDGED", [])
    assert may("sell_inside", at="2026-03-19") == ("needs", None, ["consent:P2", "consent:U", "pledgee:BK"])
    assert may("sell_inside", "U", "2026-03-19") == ("needs", None, ["consent:P1", "consent:P2"])
    assert may("licence_ordinary", "U", "2026-03-19") == ("needs", None, ["pledgee:BK"])
    story.on("2026-03-20").ok("freeze_registered")
    assert may("sell_inside", at="2026-03-20") == ("no", "FROZEN", [])
    assert may("pledge", at="2026-03-20") == ("no", "FROZEN", [])
    assert may("licence_ordinary", at="2026-03-20") == ("needs", None, ["freeze_notice", "pledgee:BK"])
    signed = ["U", "P1", "P2", "B", "BK"]
    story.ok("licence_granted", signed, kind="sole", freeze_notice="D2", start="2026-03-21", end="2026-03-22")
    assert may("licence_ordinary", at="2026-03-20")[0] == "needs"
    story.on("2026-03-21").ok("freeze_lifted")
    for at, answer in (("2026-03-21", "no"), ("2026-03-22", "no"), ("2026-03-23", "needs")):
        assert may("licence_ordinary", at=at)[0] == answer


def test_a_use_right_confirms_the_claim_and_is_asked_in_order() -> None:
    story = Story()
    told.used(story, ip=["I1", "I2"])
    assert story.ask("owners_as_of", achievement="A", at="2026-03-18")["owners"] == [["U", [1, 1]]]

    def valid(at: str, party: str = "P1", ip: str | None = None, right: str = "UR") -> str:
        return str(story.ask("use_right_valid", right=right, party=party, ip=ip, at=at)["reason"])

    assert valid("2026-03-17") == "NO_SUCH_RIGHT"
    assert valid("2026-03-18") == "NOT_STARTED"
    assert valid("2026-03-18", "Q") == "NOT_HOLDER"
    assert valid("2026-04-01") == valid("2036-04-01") == "OK"
    assert valid("2036-04-02") == "ENDED"
    assert valid("2026-04-01", ip="I3") == "IP_NOT_LISTED"
    assert valid("2032-03-14", ip="I2") == "OK"
    assert valid("2032-03-15", ip="I2") == "IP_EXPIRED"
    story.on("2030-01-01").ok("use_right_extended", new_end="2040-01-01")
    assert valid("2040-01-01") == "OK"
    assert valid("2029-12-31") == "OK"
    story.ok("licence_terminated", ["P2"], licence="UR", by="P2", ground="renounced")
    assert valid("2029-12-31") == "OK"
    assert valid("2030-01-01") == "TERMINATED"


def test_a_recovery_waits_and_a_grant_runs() -> None:
    story = begun(told.recovering)
    assert state(story, "recovery", "R", "2026-03-08") == "WAITING"
    assert state(story, "recovery", "R", "2026-03-09") == "READY"
    story.on("2026-03-09").ok("recovery_completed")
    assert state(story, "recovery", "R", "2026-03-09") == "COMPLETED"
    story.no("KEY_NOT_CURRENT", "relation_declared", ["P1#p1-1"], a="P1")
    story.ok("relation_declared", ["P1#p1-r"], a="P1")
    story.ok("officer_granted", **{"from": "2026-03-10"}, to="2026-03-11")
    for at, status in (("09", "NOT_STARTED"), ("10", "ACTIVE"), ("11", "ACTIVE"), ("12", "EXPIRED")):
        assert state(story, "grant", "G", f"2026-03-{at}") == status

    def why(officer: str, at: str, node: str = "QC", capability: str = "freeze") -> str:
        asked = {"officer": officer, "capability": capability, "node": node, "at": at}
        return str(story.ask("officer_competent", **asked)["reason"])

    assert why("ONONE", "2026-03-08") == "OFFICER_UNKNOWN"
    assert why("ONONE", "2026-03-09") == "OFFICER_OUT_OF_DATE"
    assert why("ONONE", "2026-03-10") == why("ONONE", "2026-03-11") == "OK"
    assert why("ONONE", "2026-03-10", "ZC") == "WRONG_PARK"
    assert why("ONONE", "2026-03-10", "QC", "court_order") == "OFFICER_NO_CAPABILITY"
    story.on("2026-03-11").ok("officer_revoked", grant="G")
    assert why("ONONE", "2026-03-11") == "OFFICER_OUT_OF_DATE"
    assert state(story, "grant", "G", "2026-03-11") == "REVOKED"
    story.ok("node_revoked")
    assert why("OQ", "2026-03-11") == "OFFICER_OUT_OF_DATE"
    assert why("OF", "2026-03-11") == "OK"
    assert [state(story, "node", name, "2026-03-11") for name in ("QC", "NEW", "ZC", "NO")] == [
        "INACTIVE",
        "INACTIVE",
        "ACTIVE",
        "NONE",
    ]


def test_the_outside_register_and_the_ledger_answer_each_for_itself() -> None:
    story = begun(told.held)
    story.ok("ip_granted")
    story.ok("legal_effect_registered")
    story.ok("share_conveyed")
    ask = {"ip": "I1"}
    before = story.ask("legal_owners_as_of", **ask, at="2026-02-26")
    assert before == {"owners": [["U", [1, 1]]], "since": None, "granted_on": None, "expires_on": "2044-05-20"}
    after = story.ask("legal_owners_as_of", **ask, at="2026-03-18")
    assert after["owners"] == [["U", [51, 100]], ["P1", [3, 10]], ["P2", [19, 100]]]
    assert (after["since"], after["granted_on"]) == ("2026-03-18", "2026-02-27")
    assert story.ask("legal_owners_as_of", **ask, at="2026-03-17")["since"] is None
    assert story.ask("legal_owners_as_of", **ask, at="2026-02-27")["granted_on"] == "2026-02-27"


def test_of_two_entries_of_one_day_in_the_outside_register_the_later_counts() -> None:
    story = begun(told.held)
    for number in ("1", "2"):
        story.ok("legal_effect_registered", registry_no=number)
    assert story.ask("legal_owners_as_of", ip="I1", at="2026-03-18")["since"] == "2026-03-18"


def test_a_refusal_names_what_is_unknown_once_each_in_order() -> None:
    story = begun(told.nothing)
    assert story.no("UNKNOWN_REF", "relation_declared", ["U", "ZZ", "AA", "ZZ"]) == {"names": ["AA", "ZZ"]}


def test_who_is_described_and_not_enrolled_is_told_so_whatever_key_signs() -> None:
    story = begun(told.nothing)
    world = story.docket.world
    stranger = next(name for name in (*world.people, *world.organisations) if name not in story.docket.parties)
    for signer in (stranger, f"{stranger}#k"):
        assert story.no("UNKNOWN_PARTY", "relation_declared", ["U", signer]) == {"party": stranger}


def test_a_history_is_of_its_achievement_alone() -> None:
    story = begun(told.offered)
    story.ok("relation_declared")
    story.ok("achievement_filed", achievement="A2", reg_no="9622026Y0002", ip=["I6"])
    story.ok("offer_withdrawn")
    story.ok("ip_granted")
    asked = story.ask("history_of", achievement="A", at="2026-12-31")
    assert asked["events"] == [1, 2, 3, 4, 5, 8, 9]
    assert story.ask("history_of", achievement="A2", at="2026-12-31")["events"] == [7]
    empty = story.ask("history_of", achievement="A", at="2026-03-01")
    assert empty == {"length": 0, "events": [], "head": "00" * 32}


def test_a_document_answers_for_its_text() -> None:
    story = begun(told.filed)
    asked = {"document": "EVAL", "content_utf8": "text of EVAL"}
    assert story.ask("verify_document", **asked) == {"result": "MATCH", "recorded": True}
    assert story.ask("verify_document", document="D", content_utf8="text of D") == {
        "result": "MATCH",
        "recorded": False,
    }
    assert story.ask("verify_document", document="EVAL", content_utf8="text") == {
        "result": "MISMATCH",
        "recorded": True,
    }
    assert story.ask("verify_document", document="NO", content_utf8="text") == {"result": "UNKNOWN", "recorded": False}


def test_deadlines_are_asked_by_kind() -> None:
    story = Story()
    asked = {
        ("filing", "2026-02-28", None): "2026-08-28",
        ("notice", "2026-09-20", None): "2026-10-08",
        ("priority", "2026-06-01", None): "2026-06-16",
        ("licence_filing", "2026-06-05", None): "2026-09-07",
        ("award", "2026-04-17", None): "2026-07-17",
        ("contract_decision", "2026-09-21", None): "2026-10-19",
        ("contract_decision", "2026-09-21", True): "2026-11-09",
        ("filing_decision", "2026-09-24", None): "2026-10-09",
    }
    for (kind, start, large), last in asked.items():
        answer = story.ask("deadline_of", kind=kind, **{"from": start}, large=large)
        assert answer == {"last_day": last}, kind


def test_relations_are_told_by_period() -> None:
    story = Story()
    story.ok("relation_declared")
    story.ok("relation_ended", ended_on="2026-02-01")
    ask = {"a": "B", "b": "U"}
    assert story.ask("relation_between", **ask, **{"from": "2026-02-01"}, to="2026-03-01") == {
        "related": True,
        "ties": ["RE"],
    }
    assert story.ask("relation_between", **ask, **{"from": "2026-02-02"}, to="2026-03-01") == {
        "related": False,
        "ties": [],
    }
