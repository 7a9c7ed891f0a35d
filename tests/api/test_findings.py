"""Preparing a filing says what the rules say of it, and every form goes all the way to evidence that verifies."""

from datetime import timedelta
from typing import Any, get_args

import pytest

from api.schemas.filings import Type
from ledger import holidays
from ledger.core import calendar, verify
from ledger.core.encoding import to_base64
from ledger.core.policy import words
from tests.api.test_rights import Story
from tests.api.world import World, hex_of, key, typed_digest
from tests.core.good_forms import files_of, good
from tests.verbs.test_holidays import NEXT, made

TYPES = get_args(Type)
FILER = key("somebody who files")


@pytest.fixture(scope="module")
def story(world: World) -> Story:
    return Story(world)


def draft(type: str, form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    filer = {"signer": hex_of(FILER.signer_bytes)}
    return {"type": type, "node": 1, "form": form, "attachments": files_of(type, form, 2), "filer": filer} | changes


def prepare(world: World, type: str, form: dict[str, Any], **changes: Any) -> dict[str, Any]:
    answer = world.client.post("/v1/filings/prepare", json=draft(type, form, **changes))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def found(world: World, type: str, form: dict[str, Any], **changes: Any) -> list[tuple[str, str, str]]:
    findings = prepare(world, type, form, **changes)["findings"]
    return [(one["weight"], one["code"], one["pointer"]) for one in findings]


def test_every_form_comes_back_from_its_evidence_as_it_was_filled_in(world: World) -> None:
    leaves = {}
    for type in TYPES:
        prepared = prepare(world, type, good(type))
        body = {
            "entry": to_base64(prepared["entry"].encode()),
            "disclosures": prepared["disclosures"],
            "signature": hex_of(FILER.sign_digest(typed_digest(prepared["typedData"]))),
        }
        answer = world.client.post("/v1/filings", json=body)
        assert answer.status_code == 201, answer.text
        leaves[type] = answer.json()["leaf"]
    world.settle()
    session = world.token(FILER)
    for type, leaf in leaves.items():
        bundle = world.client.get(f"/v1/filings/{leaf}/evidence", headers=session).content
        report = verify.verify(bundle, world.client.get("/v1/trust").content).to_dict()
        assert report["verdict"] == "VALID", [one for one in report["checks"] if one["status"] != "VALID"]
        (fields,) = [check for check in report["checks"] if check["name"] == "form"]
        assert fields["reason"] == f"the whole form is disclosed and fits {type}"


def test_a_document_has_no_findings_and_a_late_filing_is_told_so(world: World) -> None:
    assert prepare(world, "document/1", good("document/1"))["findings"] == []
    (late,) = prepare(world, "achievement_filing/2", good("achievement_filing/2"))["findings"]
    assert late | {"zh": "", "en": ""} == {
        "weight": "refuse",
        "code": "FILING_LATE",
        "rule": "filing_deadline_months",
        "clause": {"zh": "甘肃登记办法", "en": "Gansu Registration Measures"},
        "next": words.meaning("FILING_LATE").next,
        "pointer": "/acceptance_date",
        "zh": "",
        "en": "",
    }
    assert late["en"] == "the filing was due by 2026-07-20"


def test_what_the_ledger_does_not_know_is_told(world: World) -> None:
    assert ("refuse", "UNKNOWN_REF", "/achievement_id") in found(world, "pledge/1", good("pledge/1"))


def contract(story: Story, *sellers: int, **changes: Any) -> dict[str, Any]:
    """A contract of today about the story's achievement."""
    today = calendar.day_of(story.world.service.clock())
    days = {name: today.isoformat() for name in ("signed_on", "effective_on", "valid_from")}
    names = [str(seller) for seller in sellers]
    changes = {"seller": names, "applicant": names[0], "achievement_ids": [story.achievement]} | days | changes
    left_out = ("authorised_by", "authority", "accepted_on", "decided_on", "result", "contract_reg_no", "certificate")
    return good("technology_contract/1", **(dict.fromkeys(left_out) | changes))


def test_the_sellers_are_compared_with_the_holders_of_the_title(story: Story) -> None:
    holders = (story.unit, story.ann, story.bo)
    assert found(story.world, "technology_contract/1", contract(story, *holders)) == []
    mismatch = [("refuse", "SELLER_OWNER_MISMATCH", "/seller")]
    assert found(story.world, "technology_contract/1", contract(story, story.unit)) == mismatch
    authorised = {"authorised_by": [str(story.ann), str(story.bo)], "authority": "1f" * 32}
    assert found(story.world, "technology_contract/1", contract(story, story.unit, **authorised)) == []
    named = contract(story, *holders, seller=["甲"], applicant="甲")
    assert found(story.world, "technology_contract/1", named) == [("open", "SELLER_OWNER_MISMATCH", "/seller")]


def test_a_contract_of_before_the_ledger_or_after_all_time_is_no_trouble(story: Story) -> None:
    for day in ("0001-01-01", "2019-12-31", "9999-12-31"):
        form = contract(story, story.unit, signed_on=day)
        assert ("refuse", "SELLER_OWNER_MISMATCH", "/seller") in found(story.world, "technology_contract/1", form)


def test_a_pledge_is_compared_with_the_shares_and_the_rule_of_the_title(story: Story) -> None:
    def asked(**changes: Any) -> list[tuple[str, str, str]]:
        form = good("pledge/1", achievement_id=story.achievement, released_on=None, **changes)
        return found(story.world, "pledge/1", form)

    ann = [{"owner": str(story.ann), "share": "3/5"}]  # with the unit's 3/10 more than two thirds
    unit = [{"owner": str(story.unit), "document": "1f" * 32}]
    assert asked(pledgors=ann, owner_consents=unit) == []
    assert asked(pledgors=ann, owner_consents=None) == [("refuse", "CONSENT_MISSING", "/owner_consents")]
    more = [{"owner": str(story.ann), "share": "61/100"}]
    assert asked(pledgors=more, owner_consents=unit) == [("refuse", "INSUFFICIENT_SHARE", "/pledgors/0")]


def test_a_grant_of_what_several_hold_is_told_so_and_an_objection_without_a_notice(story: Story) -> None:
    grant = good("ownership_grant_agreement/1", achievement_id=story.achievement)
    assert ("refuse", "NOT_OWNER", "/unit_uscc") in found(story.world, "ownership_grant_agreement/1", grant)
    objection = good("objection/1", target=story.achievement)
    assert found(story.world, "objection/1", objection) == [("refuse", "NOTICE_NOT_OPENED", "/target")]


def test_the_wish_of_any_form_however_late_its_days_is_answered(world: World) -> None:
    today = calendar.day_of(world.service.clock())
    for day in ("0001-01-01", "9999-12-31", (today + timedelta(days=400)).isoformat()):
        grant = good("ownership_grant_agreement/1", publicity_start=day, approved_on="0001-01-01")
        assert found(world, "ownership_grant_agreement/1", grant)
        use = good("long_term_use_grant/1", publicity={"start": day}, extensions=None, term_end="9999-12-31")
        assert found(world, "long_term_use_grant/1", use)
        filing = good("achievement_filing/2", acceptance_date=day, start_month="0001-01", end_month="0001-01")
        assert found(world, "achievement_filing/2", filing)


def test_deadlines_count_by_the_years_that_the_operator_added(world: World) -> None:
    def asked() -> list[tuple[str, str, str]]:
        form = good("ownership_grant_agreement/1", publicity_start=f"{NEXT}-05-20")
        return found(world, "ownership_grant_agreement/1", form)

    unknown = ("refuse", "UNKNOWN_REF", "/achievement_id")
    assert asked() == [unknown, ("open", "CALENDAR_UNKNOWN", "/publicity_start")]
    _, added, _ = holidays.add(world.service.settings.holidays, made(NEXT))
    try:
        assert asked() == [unknown, ("note", "PUBLICITY_RUNNING", "/publicity_start")]
        added.write_text("no year")
        assert asked() == [("open", "CALENDAR_UNREADABLE", "")]
    finally:
        added.unlink()
