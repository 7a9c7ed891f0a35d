"""`zhengben forms` needs no service, and says in both languages what a form asks for."""

import json
from typing import Any, Literal

import pytest

from ledger.cli import advising
from ledger.cli.voice import Voice
from ledger.core import filing_types
from ledger.core.errors import Unavailable
from ledger.replies import PreparedFiling
from tests.cli.conftest import Run


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_types_are_listed_with_name_and_count(run: Run, language: str) -> None:
    ran = run("forms", "--lang", language)
    assert ran.code == 0
    for name in filing_types.list():
        (line,) = [line for line in ran.out.splitlines() if line.startswith(f"{name} ")]
        assert filing_types.label(name, language) in line
        assert str(len(filing_types.schema(name)["properties"])) in line.split()


def test_the_list_is_json_on_demand(run: Run) -> None:
    told = json.loads(run("forms", "--json").out)["types"]
    assert [one["type"] for one in told] == list(filing_types.list())
    assert told[-1]["label"] == {"zh": "技术合同认定登记", "en": "Technology contract registration"}


@pytest.mark.parametrize("name", filing_types.list())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_is_explained_field_by_field(run: Run, name: str, language: str) -> None:
    ran = run("forms", name, "--lang", language)
    assert ran.code == 0
    for field, described in filing_types.schema(name)["properties"].items():
        assert f"{field}  {described['x-label'][language]}" in ran.out
        assert described["x-help"][language] in " ".join(ran.out.split())


def test_conditions_and_what_the_ledger_supplies_are_told(run: Run) -> None:
    ran = run("forms", "revenue_statement", "--lang", "en")
    assert (
        "contract_reg_no  Contract's registration number  [required where the mode is a transfer or licence]" in ran.out
    )
    assert "(statement_id)  Number: the filing's leaf hash" in ran.out


def test_the_schema_itself_is_json(run: Run) -> None:
    assert json.loads(run("forms", "pledge", "--json").out) == filing_types.schema("pledge/1")


def test_a_template_is_a_form_to_fill_in(run: Run) -> None:
    ran = run("forms", "objection", "--template")
    assert json.loads(ran.out) == dict.fromkeys(
        ("target_kind", "target", "anonymous", "raised_at", "ground", "statement")
    )
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [(["forms", "poem"], "FILING_TYPE_UNKNOWN", 64), (["forms", "--template"], "FORM_TYPE_NEEDED", 64)],
)
def test_what_is_asked_wrongly_is_told(run: Run, arguments: list[str], code: str, exit_code: int) -> None:
    ran = run(*arguments, "--json")
    assert (ran.code, json.loads(ran.out)["code"]) == (exit_code, code)


# ---- zhengben file --check, and what is told before signing

FINDING: dict[str, Any] = {
    "weight": "refuse",
    "code": "FILING_LATE",
    "rule": "filing_deadline_months",
    "clause": {"zh": "甘肃登记办法", "en": "Gansu Registration Measures"},
    "next": {"zh": "说明逾期原因", "en": "say why it is late"},
    "pointer": "/acceptance_date",
    "zh": "备案期限已于 2026-07-20 届满",
    "en": "the filing was due by 2026-07-20",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_finding_is_one_line_with_code_clause_and_field(language: Literal["zh", "en"]) -> None:
    told = advising.told([FINDING], Voice(False, language)).plain
    clause, following = FINDING["clause"][language], FINDING["next"][language]
    opened, closed = ("（", "）") if language == "zh" else (" (", ")")
    place = f"{opened}FILING_LATE {clause} /acceptance_date{closed}"
    assert told.endswith(f"{FINDING[language]}{place} → {following}")
    noted = advising.told([FINDING | {"next": None}], Voice(False, language)).plain
    assert noted.endswith(place)


def test_what_a_service_finds_cannot_look_like_the_program() -> None:
    hostile = FINDING | {"weight": "\x1b[2J", "en": "fine\nAll is well\x1b[1A" + "x" * 5000}
    told = advising.told([hostile], Voice(False, "en")).plain
    assert "\n" not in told
    assert "\x1b" not in told
    assert len(told) < 1200


@pytest.mark.parametrize(
    "findings",
    [
        1,
        {"a": 1},
        ["x"],
        [{}],
        [FINDING | {"en": 1}],
        [FINDING | {"clause": None}],
        [FINDING | {"clause": "x"}],
        [FINDING | {"next": {"zh": "x"}}],
    ],
)
def test_findings_of_another_shape_are_not_understood(findings: Any) -> None:
    answer = {"entry": "{}", "disclosures": ["a"], "content": "0x" + "11" * 32, "typedData": {}, "filedAt": 1}
    assert PreparedFiling.of(answer).findings == ()
    assert PreparedFiling.of(answer | {"findings": [FINDING]}).findings == (FINDING,)
    with pytest.raises(Unavailable):
        PreparedFiling.of(answer | {"findings": findings})


def test_a_folder_is_not_checked(run: Run) -> None:
    ran = run("file", ".", "-r", "--check", "--key", "k", "--json")
    assert (ran.code, json.loads(ran.out)["code"]) == (64, "CHECK_OF_FOLDER")
