"""Identifiers are taken with all their check digits right, and with none wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import identifiers

USCCS = [
    "91350100M000100Y43",  # the printed example of GB 32100-2015
    "12620100XN0000178T",
    "91620100XN00000127",
    "91620100XN00000202",
    "12620100XN00000394",
]
ORCIDS = ["0000-0002-1825-0097", "0000-0002-1694-233X", "0000-0001-5109-3700"]


@pytest.mark.parametrize("code", USCCS)
def test_well_formed_codes_of_organisations_pass(code: str) -> None:
    assert identifiers.is_uscc(code)


@given(st.sampled_from("19ANY"), st.sampled_from("123459"), st.integers(0, 10**8 - 1), st.integers(0, 999_999))
def test_letters_in_front_pass_with_the_right_digits(department: str, kind: str, number: int, region: int) -> None:
    organisation = f"{number:08d}"
    body = f"{department}{kind}{region:06d}{organisation}{identifiers.organisation_check_digit(organisation)}"
    assert identifiers.is_uscc(body + identifiers.uscc_check_digit(body))


@given(st.sampled_from(USCCS), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZ"))
def test_one_changed_character_is_refused(code: str, position: int, letter: str) -> None:
    changed = code[:position] + letter + code[position + 1 :]
    assert identifiers.is_uscc(changed) == (changed == code)


def test_the_inner_digit_is_checked_as_well() -> None:
    wrong_inside = "12620100XN0000179"
    assert not identifiers.is_uscc(wrong_inside + identifiers.uscc_check_digit(wrong_inside))


@pytest.mark.parametrize(
    "text", ["", "91350100m000100y43", "91350100M000100Y43 ", "9135010M000100Y43", "９１350100M000100Y43"]
)
def test_other_spellings_of_codes_are_refused(text: str) -> None:
    assert not identifiers.is_uscc(text)


@pytest.mark.parametrize("orcid", ORCIDS)
def test_orcids_pass(orcid: str) -> None:
    assert identifiers.is_orcid(orcid)


@given(st.sampled_from(ORCIDS), st.integers(0, 18), st.sampled_from("0123456789X-"))
def test_one_changed_character_of_an_orcid_is_refused(orcid: str, position: int, letter: str) -> None:
    changed = orcid[:position] + letter + orcid[position + 1 :]
    assert identifiers.is_orcid(changed) == (changed == orcid)


@pytest.mark.parametrize(
    "text", ["", "0000000218250097", "https://orcid.org/0000-0002-1825-0097", "0000-0002-1694-233x"]
)
def test_other_spellings_of_orcids_are_refused(text: str) -> None:
    assert not identifiers.is_orcid(text)


def test_registration_numbers_of_achievements() -> None:
    for good in ("9622026Y0107", "0001999J0001", "9622020R9999"):
        assert identifiers.is_achievement_reg_no(good)
    for bad in ("", "9622026X0107", "9621826Y0107", "9622026Y107", "9622026Y01070", "9622026y0107", "9622026Y0107\n"):
        assert not identifiers.is_achievement_reg_no(bad)
