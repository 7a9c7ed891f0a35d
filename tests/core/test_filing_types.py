"""The forms of the filing types take what they should, and say in two languages what is wrong where."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ledger.core import filing_types
from ledger.core.errors import Malformed
from ledger.core.filing_types import choosing, quick
from ledger.core.filing_types.formats import FORMATS
from tests.core.good_forms import ACHIEVEMENT, FORMS


def pointers(form: Any, type: str = "achievement_filing/1") -> list[str]:
    return [problem.pointer for problem in filing_types.problems(type, form)]


def with_fields(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in (ACHIEVEMENT | fields).items() if value != "leave out"}


def test_the_types() -> None:
    assert filing_types.list() == (
        "achievement_filing/1",
        "achievement_filing/2",
        "digest_manifest/1",
        "docket_event/1",
        "document/1",
        "endorsement/1",
        "innovation_voucher/1",
        "innovation_voucher/2",
        "long_term_use_grant/1",
        "objection/1",
        "ownership_grant_agreement/1",
        "platform_recognition/1",
        "pledge/1",
        "revenue_statement/1",
        "technology_contract/1",
    )
    assert filing_types.label("document/1", "zh") == "文件存证"
    with pytest.raises(Malformed) as refusal:
        filing_types.schema("document/2")
    assert refusal.value.code == "FILING_TYPE_UNKNOWN"


QUICK = ("achievement_filing/1", "digest_manifest/1", "document/1")  # of which there may be very many
ODD = st.sampled_from(["", "x", "x" * 3000, "zh\n", 0, 1, True, None, 1.5, [], ["a"], ["a", "a"], {}, [{}], {"a": 1}])


@given(data=st.data(), type=st.sampled_from(filing_types.list()))
def test_what_is_quickly_found_to_fit_fits_by_the_standard(data: st.DataObject, type: str) -> None:
    """Any field of a good form, and any field of its lists, left out or replaced by something odd."""
    form: dict[str, Any] = copy.deepcopy(FORMS[type])
    schema = filing_types.schema(type)
    assert quick.fits(schema, FORMATS)(form) or type not in QUICK
    for _ in range(data.draw(st.integers(0, 3))):
        inside: Any = data.draw(
            st.sampled_from([form, *(one for one in form.values() if isinstance(one, list) and one)])
        )
        place = data.draw(st.sampled_from([*inside, "unknown"] if isinstance(inside, dict) else range(len(inside))))
        if isinstance(inside, dict) and data.draw(st.booleans()):
            inside.pop(place, None)
        else:
            inside[place] = data.draw(ODD)
    if quick.fits(schema, FORMATS)(form):
        assert not list(Draft202012Validator(schema, format_checker=FORMATS).iter_errors(form))


@pytest.mark.parametrize("type", filing_types.list())
def test_every_schema_is_valid_and_labels_every_field_in_both_languages(type: str) -> None:
    schema = filing_types.schema(type)
    Draft202012Validator.check_schema(schema)
    assert schema["additionalProperties"] is False
    fields = list(schema["properties"].values())
    fields += [field for one in fields for field in one.get("items", {}).get("properties", {}).values()]
    for described in (schema, *fields):
        for member in ("x-label", "x-help"):
            assert set(described[member]) == {"zh", "en"}
            assert all(described[member].values())
    assert filing_types.least_attachments(type) in (0, 1, 2)


def test_a_whole_form_passes_and_so_does_the_least() -> None:
    filing_types.check("achievement_filing/1", ACHIEVEMENT)
    optional = ("project_no", "ip_list", "achievement_reg_no")
    filing_types.check("achievement_filing/1", with_fields(**dict.fromkeys(optional, "leave out")))
    filing_types.check("document/1", {"title": "x"})
    filing_types.check("document/1", {"title": "x" * 200, "description": "y" * 2000, "language": "zh-Hans-CN"})


@pytest.mark.parametrize("field", filing_types.schema("achievement_filing/1")["required"])
def test_every_required_field_is_asked_for(field: str) -> None:
    assert f"/{field}" in pointers(with_fields(**{field: "leave out"}))


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"title": "x" * 201}, "/title"),
        ({"title": 1}, "/title"),
        ({"category": "其他"}, "/category"),
        ({"attribute": None}, "/attribute"),
        ({"stage": "后期"}, "/stage"),
        ({"form": []}, "/form"),
        ({"form": ["新技术", "新技术"]}, "/form"),
        ({"form": ["旧技术"]}, "/form/0"),
        ({"keywords": ["1", "2", "3", "4"]}, "/keywords"),
        ({"security_level": "秘密"}, "/security_level"),
        ({"completing_units": ["12620100XN0000178X"]}, "/completing_units/0"),
        ({"completing_units": [], "completers": []}, ""),
        ({"completers": [{"name": "甲", "orcid": "0000-0002-1825-0098"}]}, "/completers/0/orcid"),
        ({"completers": [{"orcid": "0000-0002-1825-0097"}]}, "/completers/0/name"),
        ({"completers": [{"name": "甲", "id_card": "x"}]}, "/completers/0/id_card"),
        ({"start_month": "2023-13"}, "/start_month"),
        ({"end_month": "2025-1"}, "/end_month"),
        ({"end_month": "2023-04"}, "/end_month"),
        ({"acceptance_date": "2026-02-30"}, "/acceptance_date"),
        ({"acceptance_date": "20260120"}, "/acceptance_date"),
        ({"acceptance_date": "2025-11-30"}, "/acceptance_date"),
        ({"acceptance_kind": ""}, "/acceptance_kind"),
        ({"funding_source": "省级科技计划"}, "/funding_source"),
        ({"project_no": ""}, "/project_no"),
        ({"ip_list": [{"kind": "发明专利"}]}, "/ip_list/0/number"),
        ({"park": "兰州"}, "/park"),
        ({"achievement_reg_no": "9622026Y107"}, "/achievement_reg_no"),
        ({"claimed": []}, "/claimed"),
        ({"claimed": [{"holder": "甲", "share": "1/2"}]}, "/claimed"),
        ({"claimed": [{"holder": "甲", "share": "1/2"}, {"holder": "甲", "share": "1/2"}]}, "/claimed/1/holder"),
        ({"claimed": [{"holder": "甲", "share": "1/17"}]}, "/claimed/0/share"),
        ({"claimed": [{"holder": "甲", "share": "2/1"}]}, "/claimed/0/share"),
        ({"claimed": [{"holder": "甲", "share": "1/0"}]}, "/claimed/0/share"),
        ({"claimed": [{"holder": "甲", "share": "100%"}]}, "/claimed/0/share"),
        ({"claimed": [{"holder": "甲", "share": 1}]}, "/claimed/0/share"),
        ({"bank_account": "x"}, "/bank_account"),
    ],
)
def test_a_field_that_is_wrong_is_named_by_its_pointer(fields: dict[str, Any], pointer: str) -> None:
    assert pointers(with_fields(**fields)) == [pointer]


def test_an_achievement_may_have_no_unit_or_no_completer_but_not_neither() -> None:
    assert not pointers(with_fields(completing_units=[]))
    assert not pointers(with_fields(completers=[]))


def test_problems_are_told_in_chinese_and_english_with_all_places_at_once() -> None:
    with pytest.raises(Malformed) as refusal:
        filing_types.check("achievement_filing/1", with_fields(title="leave out", park="兰州", keywords=[]))
    assert refusal.value.code == "FORM_INVALID"
    told = refusal.value.values["problems"]
    assert [problem["pointer"] for problem in told] == ["/keywords", "/park", "/title"]
    assert told[1]["zh"] == "「归口园区」只能是：中川、秦川、西岔、直属"
    assert told[1]["en"] == "Park is none of: 中川, 秦川, 西岔, 直属"
    assert told[2] == {"pointer": "/title", "zh": "请填写「成果名称」", "en": "Title of the achievement is missing"}


@pytest.mark.parametrize("type", filing_types.list())
def test_an_empty_form_is_told_of_every_required_field_once(type: str) -> None:
    found = filing_types.problems(type, {})
    assert len(set(found)) == len(found)
    assert {f"/{name}" for name in filing_types.schema(type)["required"]} <= {problem.pointer for problem in found}


def test_what_was_filled_in_is_not_told_back() -> None:
    """A classified achievement entered by mistake leaves no trace in errors."""
    for problem in filing_types.problems("achievement_filing/1", with_fields(security_level="机密", title="x" * 300)):
        assert "机密" not in problem.zh + problem.en
        assert "xxx" not in problem.zh + problem.en


@pytest.mark.parametrize("form", [None, [], "form", 1, {}])
def test_what_is_no_form_is_refused_without_trouble(form: Any) -> None:
    for type in filing_types.list():
        assert filing_types.problems(type, form)


@pytest.mark.parametrize("language", ["chinese!", "Zh", "z", "zh_CN", "zh-", "zh\n", "a" * 40])
def test_languages_are_tags(language: str) -> None:
    assert pointers({"title": "x", "language": language}, "document/1") == ["/language"]


def offered(schema: Any) -> set[str]:
    """Every text that a form offers as a choice or demands."""
    if isinstance(schema, list):
        return set().union(*map(offered, schema))
    if not isinstance(schema, dict):
        return set()
    own = [*schema.get("enum", ()), schema.get("const")]
    return {one for one in own if isinstance(one, str)}.union(*map(offered, schema.values()))


def test_every_choice_of_every_form_has_words_in_both_languages_and_no_words_are_left_over() -> None:
    choices = set().union(*(offered(filing_types.schema(type)) for type in filing_types.list()))
    assert choices == {*choosing.TERMS, *choosing.CODES}
    assert choosing.chosen("发明专利", "en") == "Invention patent 发明专利"
    assert choosing.chosen("发明专利", "zh") == choosing.spelled("发明专利", "zh") == "发明专利"
    assert choosing.spelled("发明专利", "en") == "发明专利 (Invention patent)"
    assert choosing.chosen("confirmed", "zh") == "确权"
    assert choosing.chosen("of a later version", "en") == "of a later version"
