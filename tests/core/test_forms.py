"""The forms of the law take what they should; each rule has a form that breaks it."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ledger.core import filing_types
from ledger.core.draft import read_draft
from ledger.core.errors import Malformed
from ledger.core.filing_types import describing
from ledger.core.filing_types.formats import FORMATS
from scripts import forms
from tests.core.good_forms import COMPANY, FORMS, ONE, PATENTS, TITLE, TWO, UNIT, files_of, good

TYPES = sorted(FORMS)
# A voucher's other steps, as changes of the form that redeems it.
LOCKED = dict.fromkeys(("used_on", "invoice", "deliverable", "contract_fen", "redeemed_fen")) | {"status": "已锁定"}
ISSUED = LOCKED | dict.fromkeys(("follows", "locked_on", "provider", "contract")) | {"status": "已发放"}
REVOKED = LOCKED | {"status": "已撤销", "revoked_on": "2026-06-01", "reasons": ONE}
SIGNER = "0x" + "11" * 20
# Every field of the forms that the law asks for, by form; what the ledger supplies itself stands among them.
WANTED = {
    "achievement_filing/2": "achievement_id achievement_reg_no title category keywords attribute stage form "
    "security_level completing_units completers start_month end_month acceptance_date acceptance_kind funding_source "
    "project_no ip_list evidence park status",
    "ownership_grant_agreement/1": "grant_id achievement_id unit_uscc unit_type team_rep owners internal_split "
    "revenue_ratio decision_rule cost_rule ip_fee_rule incentive_mode conditions negative_list "
    "related_party_disclosure state_asset_basis approval_doc publicity_start publicity_last_day signatures "
    "registry_change",
    "long_term_use_grant/1": "use_right_id achievement_id ip_refs holder term_start term_end effective_end_by_ip "
    "exclusivity transferable sublicensable implementation_plan partners revenue_terms publicity progress_reports "
    "extensions",
    "technology_contract/1": "contract_reg_no project_name kind sub_kind seller buyer party_nature region_codes "
    "signed_on effective_on valid_from valid_to amount_fen tech_amount_fen payment_mode ip_kind ip_refs "
    "achievement_ids tech_field plan_source socio_goal industry expected_new_input expected_new_output "
    "relation_declared accepted_on decided_on result certificate",
    "revenue_statement/1": "statement_id achievement_id contract_reg_no mode gross_fen deductions net_fen "
    "min_reward_bp basis lines stage2 publicity paid_on receipt",
    "objection/1": "objection_id target raised_by raised_at ground evidence status decision decided_on external_case",
    "pledge/1": "pledge_id ip_refs pledgors pledgee secured_fen debt_from debt_to contract_digest registered_on "
    "registry_no consents released_on proceeds_rule",
    "platform_recognition/1": "recognition_id platform_kind level host members recognised_on valid_to doc_no "
    "award_fen award_rule reviews evidence",
    "innovation_voucher/1": "voucher_id holder provider service face_fen rate_bp cap_fen issued_on valid_to contract "
    "invoice deliverable contract_fen redeemed_fen status",
}
WANTED["innovation_voucher/2"] = WANTED["innovation_voucher/1"]


def pointers(type: str, form: Any) -> list[str]:
    return [problem.pointer for problem in filing_types.problems(type, form)]


@pytest.mark.parametrize("type", sorted(WANTED))
def test_a_form_has_every_field_that_the_law_asks_for_or_says_who_supplies_it(type: str) -> None:
    schema = filing_types.schema(type)
    assert set(WANTED[type].split()) <= {*schema["properties"], *schema.get("x-supplied", ())}
    assert not set(schema["properties"]) & set(schema.get("x-supplied", ()))


@pytest.mark.parametrize("type", filing_types.list())
def test_a_good_form_passes_and_uses_every_field(type: str) -> None:
    form = good(type)
    filing_types.check(type, form)
    other_ways = {"innovation_voucher/2": {"revoked_on", "reasons"}}
    unused = set(filing_types.schema(type)["properties"]) - set(form) - other_ways.get(type, set())
    assert unused <= {"licence", "description"}


@pytest.mark.parametrize(
    ("type", "field"), [(type, field) for type in TYPES for field in filing_types.schema(type)["required"]]
)
def test_every_required_field_is_asked_for_by_its_label(type: str, field: str) -> None:
    found = {problem.pointer: problem for problem in filing_types.problems(type, good(type, **{field: None}))}
    label = filing_types.schema(type)["properties"][field]["x-label"]
    assert found[f"/{field}"].zh == f"请填写「{label['zh']}」"
    assert found[f"/{field}"].en == f"{label['en']} is missing"


@pytest.mark.parametrize("type", TYPES)
def test_an_unknown_field_is_refused(type: str) -> None:
    assert pointers(type, {**good(type), "bank_account": "x"}) == ["/bank_account"]


@pytest.mark.parametrize("type", filing_types.list())
def test_sizes_are_bounded(type: str) -> None:
    def bounded(schema: dict[str, Any], place: str) -> None:
        kinds = {"enum", "const", "format", "pattern", "maxLength"}
        if schema.get("type") == "string":
            assert kinds & set(schema), place
        if schema.get("type") == "array":
            assert "maxItems" in schema, place
            bounded(schema["items"], f"{place}/items")
        if schema.get("type") == "integer":
            assert "maximum" in schema, place
        for name, inner in schema.get("properties", {}).items():
            bounded(inner, f"{place}/{name}")

    bounded(filing_types.schema(type), type)


@pytest.mark.parametrize(
    ("type", "changes", "pointer"),
    [
        ("ownership_grant_agreement/1", {"state_asset_basis": None}, "/state_asset_basis"),
        ("ownership_grant_agreement/1", {"related_party_disclosure": None}, "/related_party_disclosure"),
        ("long_term_use_grant/1", {"extension_years": None}, "/extension_years"),
        ("technology_contract/1", {"expected_new_input": None}, "/expected_new_input"),
        ("technology_contract/1", {"expected_new_output": None}, "/expected_new_output"),
        ("technology_contract/1", {"authority": None}, "/authority"),
        ("technology_contract/1", {"decided_on": None}, "/decided_on"),
        ("technology_contract/1", {"accepted_on": None}, "/accepted_on"),
        ("technology_contract/1", {"contract_reg_no": None}, "/contract_reg_no"),
        ("technology_contract/1", {"certificate": None}, "/certificate"),
        ("revenue_statement/1", {"contract_reg_no": None}, "/contract_reg_no"),
        ("revenue_statement/1", {"receipt": None}, "/receipt"),
        ("objection/1", {"raised_by": None}, "/raised_by"),
        ("platform_recognition/1", {"award_rule": None}, "/award_rule"),
        ("innovation_voucher/1", {"provider": None}, "/provider"),
        ("innovation_voucher/1", {"used_on": None}, "/used_on"),
        ("innovation_voucher/1", {"invoice": None}, "/invoice"),
        ("innovation_voucher/1", {"redeemed_fen": None}, "/redeemed_fen"),
        ("innovation_voucher/2", {"follows": None}, "/follows"),
        ("innovation_voucher/2", {"locked_on": None}, "/locked_on"),
        ("innovation_voucher/2", {"invoice": None}, "/invoice"),
        ("innovation_voucher/2", REVOKED | {"reasons": None}, "/reasons"),
        ("innovation_voucher/2", REVOKED | {"revoked_on": None}, "/revoked_on"),
        ("innovation_voucher/2", LOCKED | {"contract": None}, "/contract"),
    ],
)
def test_what_a_condition_asks_for_is_asked_for_by_its_label(type: str, changes: dict[str, Any], pointer: str) -> None:
    (problem,) = filing_types.problems(type, good(type, **changes))
    label = filing_types.schema(type)["properties"][pointer[1:]]["x-label"]
    assert (problem.pointer, problem.zh) == (pointer, f"请填写「{label['zh']}」")


@pytest.mark.parametrize(
    ("type", "changes"),
    [
        ("ownership_grant_agreement/1", {"unit_type": "医院", "state_asset_basis": None}),
        ("ownership_grant_agreement/1", {"taker_related": False, "related_party_disclosure": None}),
        ("long_term_use_grant/1", {"term_mode": "单次", "extension_years": None}),
        ("technology_contract/1", {"kind": "技术服务", "sub_kind": "技术培训", "expected_new_input": None}),
        ("technology_contract/1", {"result": "不予登记", "contract_reg_no": None, "certificate": None}),
        ("technology_contract/1", dict.fromkeys(("result", "contract_reg_no", "certificate", "decided_on"))),
        ("technology_contract/1", {"kind": "技术许可", "sub_kind": "专利实施许可", "licence": TITLE}),
        ("technology_contract/1", {"ip_kind": ["未涉及知识产权"], "ip_refs": None}),
        ("technology_contract/1", {"import": True, "applicant": COMPANY}),
        ("revenue_statement/1", {"mode": "自行实施", "contract_reg_no": None}),
        ("objection/1", {"anonymous": True, "raised_by": None}),
        ("innovation_voucher/1", dict.fromkeys(("used_on", "redeemed_fen", "provider")) | {"status": "已发放"}),
        ("innovation_voucher/2", ISSUED),
        ("innovation_voucher/2", LOCKED),
        ("innovation_voucher/2", LOCKED | {"status": "已过期"}),
        ("innovation_voucher/2", REVOKED),
        ("innovation_voucher/2", REVOKED | dict.fromkeys(("locked_on", "provider", "contract"))),
    ],
)
def test_what_a_condition_does_not_ask_for_may_be_left_out(type: str, changes: dict[str, Any]) -> None:
    assert not pointers(type, good(type, **changes))


GRANT, USE, CONTRACT, REVENUE = (
    "ownership_grant_agreement/1",
    "long_term_use_grant/1",
    "technology_contract/1",
    "revenue_statement/1",
)
LINES, SIGNED = FORMS[REVENUE]["lines"], FORMS[GRANT]["signatures"]
HALF = [{"party": "甲", "ratio": "1/2"}]


@pytest.mark.parametrize(
    ("type", "changes", "pointer"),
    [
        ("achievement_filing/2", {"completers": []}, "/completers"),
        ("achievement_filing/2", {"ip_list": [{"kind": "发明专利", "number": "202319900011.2"}]}, "/ip_list/0/number"),
        ("achievement_filing/2", {"ip_list": [{"kind": "软件著作权", "number": "2025-1"}]}, "/ip_list/0/number"),
        ("achievement_filing/2", {"ip_list": PATENTS + PATENTS[:1]}, "/ip_list/2/number"),
        ("achievement_filing/2", {"ip_list": [PATENTS[0] | {"ipc": "X05H"}]}, "/ip_list/0/ipc"),
        ("achievement_filing/2", {"identifiers": [{"scheme": "DOI", "id": "11.5555/1"}]}, "/identifiers/0/id"),
        ("achievement_filing/2", {"identifiers": [{"scheme": "CSTR", "id": "10.5555/1"}]}, "/identifiers/0/id"),
        ("achievement_filing/2", {"end_month": "2023-04"}, "/end_month"),
        (GRANT, {"owners": [{"owner": UNIT, "share": "1/2"}]}, "/owners"),
        (
            GRANT,
            {"owners": [{"owner": UNIT, "share": "1/2"}, {"owner": UNIT, "share": "1/2"}]},
            "/owners/1/owner",
        ),
        (GRANT, {"owners": [{"owner": "甲", "share": "1/1"}]}, "/owners"),
        (GRANT, {"full_grant": True}, "/owners"),
        (GRANT, {"revenue_ratio": [{"party": UNIT, "ratio": "3/10"}]}, "/revenue_ratio"),
        (GRANT, {"internal_split": [{"party": "甲", "ratio": "3/5"}]}, "/internal_split"),
        (GRANT, {"team_rep": "丙"}, "/team_rep"),
        (GRANT, {"unit_type": "医院"}, "/state_asset_basis"),
        (GRANT, {"taker_related": False}, "/related_party_disclosure"),
        (GRANT, {"approved_on": "2026-03-03"}, "/publicity_start"),
        (GRANT, {"signatures": SIGNED[:2]}, "/signatures"),
        (
            GRANT,
            {
                "signatures": [
                    {"signer": UNIT, "method": "SM2证书", "signature": "3f" * 32},
                    *FORMS[GRANT]["signatures"][1:],
                ]
            },
            "/signatures/0/certificate",
        ),
        (GRANT, {"conditions": FORMS[GRANT]["conditions"] | {"prospects": False}}, "/conditions/prospects"),
        (GRANT, {"negative_list": FORMS[GRANT]["negative_list"] | {"other_harm": True}}, "/negative_list/other_harm"),
        (GRANT, {"achievement_id": TITLE[2:]}, "/achievement_id"),
        (GRANT, {"approval_doc": "报告"}, "/approval_doc"),
        (USE, {"term_end": "2026-02-28", "extensions": None}, "/term_end"),
        (USE, {"term_mode": "单次"}, "/extension_years"),
        (USE, {"ip_refs": []}, "/ip_refs"),
        (USE, {"ip_refs": [{"kind": "实用新型", "number": "1"}]}, "/ip_refs/0/number"),
        (USE, {"holder": ["甲", "甲"]}, "/holder"),
        (
            USE,
            {"revenue_terms": {"mode": "按比例", "ratios": HALF}},
            "/revenue_terms/ratios",
        ),
        (USE, {"revenue_terms": {"mode": "固定费用"}}, "/revenue_terms/fee_fen"),
        (
            USE,
            {"extensions": [{"from": "2031-03-02", "to": "2036-03-01", "agreement": TWO}]},
            "/extensions/0/from",
        ),
        (USE, {"extensions": [{"from": "2031-03-01", "to": "2031-03-01", "agreement": TWO}]}, "/extensions/0/to"),
        (USE, {"progress_reports": FORMS[USE]["progress_reports"][::-1]}, "/progress_reports/1/date"),
        (USE, {"partners": [UNIT, "12620100XN0000178X"]}, "/partners/1"),
        (CONTRACT, {"sub_kind": "技术培训"}, "/sub_kind"),
        (CONTRACT, {"tech_amount_fen": 100_000_001}, "/tech_amount_fen"),
        (CONTRACT, {"amount_fen": 1.5}, "/amount_fen"),
        (CONTRACT, {"valid_to": "2026-07-31"}, "/accepted_on"),
        (CONTRACT, {"valid_from": "2026-08-02"}, "/accepted_on"),
        (CONTRACT, {"valid_to": "2026-06-19", "accepted_on": "2026-06-20"}, "/valid_to"),
        (CONTRACT, {"decided_on": "2026-07-31"}, "/decided_on"),
        (CONTRACT, {"signed_on": "2026-08-02"}, "/accepted_on"),
        (CONTRACT, {"buyer": [UNIT]}, "/buyer"),
        (CONTRACT, {"applicant": COMPANY}, "/applicant"),
        (CONTRACT, {"import": True}, "/applicant"),
        (CONTRACT, {"ip_refs": None}, "/ip_kind"),
        (CONTRACT, {"ip_kind": ["未涉及知识产权"]}, "/ip_kind"),
        (CONTRACT, {"ip_kind": ["发明专利", "未涉及知识产权"], "ip_refs": None}, "/ip_kind"),
        (CONTRACT, {"licence": TITLE}, "/licence"),
        (CONTRACT, {"contract_reg_no": "202662010100007"}, "/contract_reg_no"),
        (CONTRACT, {"foreign_leis": ["5493001KJTIIGC8Y1R13"]}, "/foreign_leis/0"),
        (CONTRACT, {"region_codes": {"seller": "6201", "buyer": "840"}}, "/region_codes/seller"),
        (CONTRACT, {"party_nature": {"seller": "21", "buyer": "150"}}, "/party_nature/seller"),
        (REVENUE, {"net_fen": 50_000_054}, "/net_fen"),
        (REVENUE, {"deductions": {"fiscal_rd_fen": 1}}, "/deductions/fiscal_rd_fen"),
        (REVENUE, {"deductions": {"taxes_fen": -1}}, "/deductions/taxes_fen"),
        (REVENUE, {"gross_fen": 0}, "/gross_fen"),
        (REVENUE, {"debts": [{"pledge": TITLE, "fen": 50_000_056}]}, "/debts"),
        (REVENUE, {"debts": None}, "/lines"),
        (REVENUE, {"stage2": None}, "/stage2"),
        (REVENUE, {"stage2": FORMS[REVENUE]["stage2"][:1]}, "/stage2"),
        (
            REVENUE,
            {"lines": [{"party": UNIT, "ratio": "1/1", "fen": 50_000_005}]},
            "/stage2",
        ),
        (REVENUE, {"lines": [{"party": UNIT, "fen": 1}, *LINES]}, "/lines/0/ratio"),
        (REVENUE, {"lines": [LINES[0] | {"ratio": "2/10"}, LINES[1]]}, "/lines"),
        (REVENUE, {"lines": [LINES[1], LINES[0] | {"party": "TEAM"}]}, "/lines/1/party"),
        (REVENUE, {"paid_on": "2026-08-31"}, "/paid_on"),
        (REVENUE, {"region": "62010"}, "/region"),
        ("objection/1", {"anonymous": True}, "/raised_by"),
        ("objection/1", {"raised_at": "2026-10-06T24:30:00+08:00"}, "/raised_at"),
        ("objection/1", {"target": "甲"}, "/target"),
        ("pledge/1", {"debt_to": "2026-06-19"}, "/debt_to"),
        ("pledge/1", {"released_on": "2026-06-30"}, "/released_on"),
        ("pledge/1", {"ip_refs": [{"kind": "外观设计", "number": "x"}]}, "/ip_refs/0/number"),
        ("pledge/1", {"pledgors": [{"owner": UNIT, "share": "1/1"}, {"owner": "乙", "share": "1/2"}]}, "/pledgors"),
        ("pledge/1", {"owner_consents": [{"owner": UNIT, "document": "1f" * 32}]}, "/owner_consents/0/owner"),
        ("pledge/1", {"secured_fen": 0}, "/secured_fen"),
        ("platform_recognition/1", {"valid_to": "2026-01-04"}, "/valid_to"),
        ("platform_recognition/1", {"members": [UNIT]}, "/members"),
        ("platform_recognition/1", {"award_fen": None}, "/award_rule"),
        ("platform_recognition/1", {"reviews": FORMS["platform_recognition/1"]["reviews"][::-1]}, "/reviews/1/year"),
        ("innovation_voucher/1", {"provider": COMPANY}, "/provider"),
        ("innovation_voucher/1", {"used_on": "2026-11-02"}, "/used_on"),
        ("innovation_voucher/1", {"valid_to": "2026-02-28", "used_on": None, "status": "已过期"}, "/valid_to"),
        ("innovation_voucher/1", {"used_on": "2026-02-28"}, "/used_on"),
        ("innovation_voucher/1", {"status": "已锁定", "used_on": None}, "/redeemed_fen"),
        ("innovation_voucher/1", {"cap_fen": None}, "/redeemed_fen"),
        ("innovation_voucher/1", {"voucher_no": "券一"}, "/voucher_no"),
        ("innovation_voucher/2", {"provider": COMPANY}, "/provider"),
        ("innovation_voucher/2", ISSUED | {"provider": UNIT}, "/provider"),
        ("innovation_voucher/2", ISSUED | {"follows": "5e" * 32}, "/follows"),
        ("innovation_voucher/2", ISSUED | {"locked_on": "2026-05-06", "provider": UNIT, "contract": ONE}, "/locked_on"),
        ("innovation_voucher/2", LOCKED | {"used_on": "2026-10-30"}, "/used_on"),
        ("innovation_voucher/2", LOCKED | {"redeemed_fen": 1}, "/redeemed_fen"),
        ("innovation_voucher/2", LOCKED | {"reasons": ONE}, "/reasons"),
        ("innovation_voucher/2", LOCKED | {"locked_on": "2026-11-01"}, "/locked_on"),
        ("innovation_voucher/2", LOCKED | {"locked_on": "2026-02-28"}, "/locked_on"),
        ("innovation_voucher/2", {"used_on": "2026-11-01"}, "/used_on"),
        ("innovation_voucher/2", {"used_on": "2026-05-05"}, "/used_on"),
        ("innovation_voucher/2", REVOKED | {"revoked_on": "2026-05-05"}, "/revoked_on"),
        ("innovation_voucher/2", {"redeemed_fen": 3_999_999}, "/redeemed_fen"),
        ("innovation_voucher/2", {"follows": "0x" + "5e" * 32}, "/follows"),
    ],
)
def test_a_form_that_breaks_a_rule_is_refused_at_the_place(type: str, changes: dict[str, Any], pointer: str) -> None:
    found = filing_types.problems(type, good(type, **changes))
    assert pointer in [problem.pointer for problem in found]
    for problem in found:
        assert problem.zh
        assert problem.en


@pytest.mark.parametrize("type", [type for type in TYPES if filing_types.not_attached(type, FORMS[type], ())])
def test_a_file_that_a_form_names_is_among_the_attachments(type: str) -> None:
    form = good(type)
    draft: dict[str, Any] = {"type": type, "node": 1, "filedAt": 0, "form": form, "filer": {"signer": SIGNER}}
    read_draft(draft | {"attachments": files_of(type, form, 2)}).check()
    named = [file["sha256"] for file in files_of(type, form, 0)]
    without = [file for file in files_of(type, form, 2) if file["sha256"] != named[0]]
    with pytest.raises(Malformed) as refusal:
        read_draft(draft | {"attachments": without}).check()
    assert refusal.value.code == "FORM_INVALID"
    assert all(
        problem["en"] == "this file is not among the attachments" for problem in refusal.value.values["problems"]
    )


ODD = st.sampled_from(["", "x", "1/2", "2026-01-01", 0, 1, -1, True, False, None, 1.5, [], ["a"], {}, [{}], {"a": 1}])


def places(value: Any) -> list[Any]:
    """All objects and lists in a form that have something in them."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*([value] if isinstance(value, dict | list) and value else []), *(p for one in inner for p in places(one))]


@given(data=st.data(), type=st.sampled_from(TYPES))
def test_no_form_however_odd_leads_to_anything_but_problems_in_two_languages(data: st.DataObject, type: str) -> None:
    form = copy.deepcopy(FORMS[type])
    for _ in range(data.draw(st.integers(1, 3))):
        inside = data.draw(st.sampled_from(places(form)))
        at = data.draw(st.sampled_from([*inside] if isinstance(inside, dict) else range(len(inside))))
        if data.draw(st.booleans()):
            inside.pop(at)
        else:
            inside[at] = copy.deepcopy(data.draw(ODD))
        if not form:
            return
    found = filing_types.problems(type, form)
    fits = Draft202012Validator(filing_types.schema(type), format_checker=FORMATS).is_valid(form)
    assert found or fits
    assert all(problem.zh and problem.en for problem in found)


# ---- describing


@pytest.mark.parametrize("type", filing_types.list())
def test_every_field_is_described_in_both_languages(type: str) -> None:
    described = describing.fields(type)
    assert [field.place[0] for field in described if len(field.place) == 1] == [
        *filing_types.schema(type)["properties"]
    ]
    for field in described:
        for language in describing.LANGUAGES:
            assert field.label(language)
            assert field.help(language)
            assert field.kind(language)
            assert field.needed(language)


def test_conditions_are_told() -> None:
    found = {field.place: field for field in describing.fields(CONTRACT)}
    assert found[("kind",)].needed("en") == "required"
    assert found[("licence",)].needed("zh") == "可选"
    assert found[("expected_new_input",)].needed("zh") == "合同类别为技术转让时必填"
    assert found[("authority",)].needed("en") == "required where holders authorise"
    assert found[("region_codes", "seller")].needed("en") == "required"


@pytest.mark.parametrize("type", filing_types.list())
def test_a_template_asks_for_what_is_required_and_fits_once_filled_in(type: str) -> None:
    empty, form = describing.template(type), good(type)
    assert set(empty) == set(filing_types.schema(type)["required"])
    conditional = {field.place[0] for field in describing.fields(type) if field.need == "conditional"}
    filled = {name: value for name, value in form.items() if name in empty or name in conditional}
    assert Draft202012Validator(filing_types.schema(type), format_checker=FORMATS).is_valid(filled)
    assert filing_types.problems(type, empty)


def test_a_name_alone_means_its_newest_version() -> None:
    assert describing.newest("achievement_filing") == "achievement_filing/2"
    assert describing.newest("achievement_filing/1") == "achievement_filing/1"
    with pytest.raises(Malformed) as refusal:
        describing.newest("poem")
    assert refusal.value.code == "FILING_TYPE_UNKNOWN"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_the_forms_is_as_the_schemas_say(language: str) -> None:
    written = (forms.DOCS / forms.PAGES[language]).read_text("utf-8")
    assert written == forms.page(language), "run: python -m scripts.forms"
