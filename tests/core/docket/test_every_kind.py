"""What every kind of event is asked: references, signers, documents, officers; and that refusals change nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.core.docket.events import KINDS
from ledger.core.docket.reading import shapes
from ledger.core.policy.codes import FILINGS_ONLY, ORDER
from tests.core.docket.examples import EXAMPLES
from tests.core.docket.story import Story

ALL = sorted(EXAMPLES)


def begun(kind: str) -> Story:
    story = Story()
    EXAMPLES[kind].begin(story)
    return story


def members(*types: str) -> list[tuple[str, str]]:
    """Kind and member of each payload that names something of these types directly, in the good examples."""
    return [
        (kind, name)
        for kind in ALL
        for name, type_ in KINDS[kind].items()
        if type_ in types and EXAMPLES[kind].payload.get(name) is not None
    ]


def with_name(kind: str, member: str, name: str) -> dict[str, Any]:
    value = EXAMPLES[kind].payload[member]
    return {member: [name] if isinstance(value, list) else name}


def test_the_codes_stand_in_the_order_of_the_format() -> None:
    assert ["OK", *(each for each in ORDER if each not in FILINGS_ONLY)] == shapes()["$defs"]["code"]["enum"]


def test_there_is_a_good_example_of_every_kind() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize("kind", ALL)
def test_a_good_event_is_accepted_and_records_its_documents_and_ids(kind: str) -> None:
    story = begun(kind)
    story.ok(kind)
    event = story.accepted[-1]
    assert set(event.names("doc")) <= story.docket.recorded
    assert set(event.names("new")) <= story.docket.created


DIRECT = sorted({type_ for each in KINDS.values() for type_ in each.values()} - {"new"})


@pytest.mark.parametrize(("kind", "member"), members(*DIRECT))
def test_a_name_that_nothing_has_stops_everything(kind: str, member: str) -> None:
    value = EXAMPLES[kind].payload[member]
    inner = isinstance(value, list) and isinstance(value[0], dict)
    changes: Iterator[Any] = iter([with_name(kind, member, "NOBODY")])
    if inner:
        changes = iter(
            {member: [{**value[0], key: "NOBODY"}, *value[1:]]} for key in value[0] if key in ("party", "from", "to")
        )
    for change in changes:
        outcome = begun(kind).good(kind, **change)
        assert (outcome.code, outcome.all_codes) == ("UNKNOWN_REF", ("UNKNOWN_REF",))


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("signer", ["NOBODY", "NOBODY#k", "CORE", "D", "A"])
def test_a_signer_that_is_nobody_stops_everything(kind: str, signer: str) -> None:
    begun(kind).no("UNKNOWN_REF", kind, [*EXAMPLES[kind].sign, signer])


@pytest.mark.parametrize("kind", ALL)
def test_who_has_no_account_signs_nothing(kind: str) -> None:
    begun(kind).no("UNKNOWN_PARTY", kind, [*EXAMPLES[kind].sign, "Y"])


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("signer", ["C#other", "OF#any", "ONONE#any"])
def test_a_key_that_is_not_current_is_refused_even_if_nobody_needs_it(kind: str, signer: str) -> None:
    begun(kind).no("KEY_NOT_CURRENT", kind, [*EXAMPLES[kind].sign, signer])


@pytest.mark.parametrize("kind", ALL)
def test_a_signature_that_nobody_needs_is_harmless(kind: str) -> None:
    begun(kind).ok(kind, [*EXAMPLES[kind].sign, "C", "C#c-1", "P3", "OELSE", *EXAMPLES[kind].sign])


@pytest.mark.parametrize(("kind", "signer"), [(kind, signer) for kind in ALL for signer in EXAMPLES[kind].sign])
def test_who_has_to_sign_and_did_not_is_named(kind: str, signer: str) -> None:
    consenting = {("share_conveyed", "U"), ("pledge_registered", "U"), ("pledge_registered", "P2")}
    code = "CONSENT_MISSING" if (kind, signer) in consenting else "SIGNATURE_MISSING"
    left = [each for each in EXAMPLES[kind].sign if each != signer]
    missing = [signer.partition("#")[0]]
    if kind in ("relation_declared", "relation_ended"):
        missing = ["B", "U"]  # either of the two
    values = begun(kind).no(code, kind, left)
    assert values == {"missing": missing}


@pytest.mark.parametrize("kind", ALL)
def test_nobody_who_has_to_sign_is_forgotten(kind: str) -> None:
    sign = EXAMPLES[kind].sign
    consenting = {"share_conveyed": {"U"}, "pledge_registered": {"U", "P2"}}.get(kind, set())
    expected = {signer.partition("#")[0] for signer in sign} - consenting
    if kind in ("relation_declared", "relation_ended"):
        expected = {"B", "U"}
    assert begun(kind).no("SIGNATURE_MISSING", kind, []) == {"missing": sorted(expected)}


@pytest.mark.parametrize(("kind", "member"), members("party"))
def test_a_party_without_an_account_takes_part_in_nothing(kind: str, member: str) -> None:
    outcome = begun(kind).good(kind, **with_name(kind, member, "Y"))
    assert outcome.code == "UNKNOWN_PARTY"


@pytest.mark.parametrize(("kind", "member"), members("doc"))
def test_a_document_that_was_altered_is_refused(kind: str, member: str) -> None:
    story = begun(kind)
    assert story.no("DOCUMENT_MISMATCH", kind, **with_name(kind, member, "DBAD")) == {"documents": ["DBAD"]}
    assert "DBAD" not in story.docket.recorded


@pytest.mark.parametrize(("kind", "member"), members("new"))
@pytest.mark.parametrize("taken", ["G-OQ", "RX"])
def test_an_id_is_created_once(kind: str, member: str, taken: str) -> None:
    story = begun(kind)
    if taken == "RX":
        story.ok("relation_declared", ["C"], relation="RX", a="C", b="EV")
    story.no("DUPLICATE_ID", kind, **{member: taken})


def test_two_new_ids_of_one_event_are_two() -> None:
    begun("use_grant_applied").no("DUPLICATE_ID", "use_grant_applied", proposal="N", use_right="N")


def test_a_refused_event_takes_no_id() -> None:
    story = Story()
    story.no("SIGNATURE_MISSING", "relation_declared", [])
    story.ok("relation_declared")


@pytest.mark.parametrize(("kind", "member"), members("node"))
def test_a_node_that_works_not_is_refused(kind: str, member: str) -> None:
    if kind != "node_revoked":
        begun(kind).no("NODE_INACTIVE", kind, **{member: "NEW"})
    story = begun(kind)
    story.docket.active.discard(EXAMPLES[kind].payload[member])
    story.no("NODE_INACTIVE", kind)


OFFICERS = [(kind, "by" if kind == "officer_granted" else name) for kind, name in members("officer")]
OFFICERS = sorted(set(OFFICERS))


@pytest.mark.parametrize(("kind", "member"), OFFICERS)
@pytest.mark.parametrize(
    ("officer", "code"),
    [
        ("ONONE", "OFFICER_UNKNOWN"),
        ("OOLD", "OFFICER_OUT_OF_DATE"),
        ("OFEW", "OFFICER_NO_CAPABILITY"),
        ("OELSE", "WRONG_PARK"),
    ],
)
def test_an_officer_acts_only_as_appointed(kind: str, member: str, officer: str, code: str) -> None:
    if officer == "OFEW" and kind.startswith("freeze"):
        return  # that is what this one may do
    own = {"subsidy_claimed": "QC", "voucher_issued": "QC"}.get(kind)
    sign = [officer if each == "OF" else each for each in EXAMPLES[kind].sign]
    changes: dict[str, Any] = {member: officer}
    if own and code == "WRONG_PARK":
        changes["node"] = own
    story = begun(kind)
    if kind == "voucher_redeemed":
        story.docket.vouchers["V"].node = "QC"
    if kind == "node_admitted" and code == "WRONG_PARK":
        code = "WRONG_PARK"  # the parent is the core
    story.no(code, kind, [*sign, "ONONE"] if kind == "officer_granted" else sign, **changes)
    # Not having signed comes after not being competent.
    story.no(code, kind, [each for each in sign if each != officer], **changes)


@pytest.mark.parametrize("kind", sorted({kind for kind, _ in OFFICERS}))
def test_an_officer_of_the_place_itself_may_act(kind: str) -> None:
    if kind in ("node_admitted", "node_revoked", "subsidy_claimed", "voucher_issued", "voucher_redeemed"):
        return  # these are of other places
    story = begun(kind)
    sign = ["OQ" if each == "OF" else each for each in EXAMPLES[kind].sign]
    story.ok(kind, sign, **{"by" if kind.startswith("officer_") else "officer": "OQ"})
