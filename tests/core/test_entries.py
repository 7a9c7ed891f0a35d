"""What a filing says of the act that enters it: shares as they are written, parties by their numbers alone."""

from typing import Any

import pytest

from api.schemas.drafts.rights import RegisterContract
from ledger.core.act_words import CHOICES
from ledger.core.entries import entry_of
from ledger.core.meanings import CONTRACT_KINDS, SUB_KINDS
from ledger.core.number_words import SUB_KINDS as WORDS
from ledger.core.policy import contracts
from tests.core.good_forms import good

FILER = 6
TITLE = "0x" + "ab" * 32


def claims(*rows: tuple[str, str]) -> dict[str, Any]:
    """A filing in which these claim these shares."""
    return {"claimed": [{"holder": holder, "share": share} for holder, share in rows]}


def test_claimed_shares_come_as_written_and_parties_only_where_their_number_stands_there() -> None:
    found = entry_of("achievement_filing/2", claims(("9", "1/3"), ("林研究员", "1/3"), ("7", "1/3")), FILER)
    assert found.fields == {
        "claimed": [{"party": 9, "share": "1/3"}, {"share": "1/3"}, {"party": 7, "share": "1/3"}],
        "filer": FILER,
    }
    assert found.named == {"claimed": ("9", "林研究员", "7")}


def test_the_whole_is_claimed_by_who_filed_and_half_of_it_by_nobody_who_is_only_named() -> None:
    assert entry_of("achievement_filing/1", claims(("某大学", "1/1")), FILER).fields["claimed"] == [
        {"party": FILER, "share": "1/1"}
    ]
    assert entry_of("achievement_filing/1", claims(("某大学", "1/1")), None).fields == {"claimed": [{"share": "1/1"}]}
    halves = entry_of("achievement_filing/2", claims(("甲", "1/2"), ("乙", "1/2")), FILER).fields["claimed"]
    assert halves == [{"share": "1/2"}, {"share": "1/2"}]


def test_a_share_that_is_no_number_of_units_is_left_to_the_officer() -> None:
    found = entry_of("achievement_filing/2", claims(("甲", "1/17"), ("乙", "16/17")), FILER)
    assert [row["share"] for row in found.fields["claimed"]] == ["", ""]


@pytest.mark.parametrize(("kind", "sub_kind"), [(kind, sub) for kind, subs in contracts.KINDS.items() for sub in subs])
def test_a_contracts_kind_and_sub_kind_keep_their_meaning(kind: str, sub_kind: str) -> None:
    form = good("technology_contract/1") | {"kind": kind, "sub_kind": sub_kind}
    fields = entry_of("technology_contract/1", form, FILER).fields
    assert CHOICES["ContractRegistration", "kind"][1][fields["kind"]][0] == kind
    assert fields["subKind"] in SUB_KINDS[fields["kind"]]
    assert fields["kind"] in CONTRACT_KINDS
    if sub_kind != "软著布图品种权转让":  # the words of the form are shorter
        assert WORDS[fields["kind"], fields["subKind"]][0] == sub_kind


def test_a_contract_gives_its_parties_only_if_it_numbers_them_all() -> None:
    form = good("technology_contract/1") | {"seller": ["6", "9"], "buyer": ["12", "某公司"], "applicant": "9"}
    found = entry_of("technology_contract/1", form | {"achievement_ids": [TITLE], "amount_fen": 100_000_005}, FILER)
    assert found.fields["sellers"] == [6, 9]
    assert "buyers" not in found.fields
    assert found.named["buyers"] == ("12", "某公司")
    assert (found.fields["applicant"], found.fields["achievement"]) == (9, TITLE)
    assert found.fields["terms"] == {"amount": "1000000.05", "currency": "CNY", "signedOn": "2026-06-20"}
    assert set(found.fields) <= {str(field.alias) for field in RegisterContract.model_fields.values()}
    several = entry_of("technology_contract/1", form | {"achievement_ids": [TITLE, "0x" + "cd" * 32]}, FILER)
    assert "achievement" not in several.fields
    assert len(several.named["achievement"]) == 2


def test_other_filings_say_nothing_of_an_act() -> None:
    assert entry_of("document/1", {"title": "x"}, FILER).fields == {}
