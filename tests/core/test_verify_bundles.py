"""What `verify` says of evidence that is incomplete, of other questions, and of bundles with one value changed."""

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core import checks, disclosure, evidence_reading, filingproof, seals
from ledger.core.case import Case
from ledger.core.checks import Report, Status
from ledger.core.errors import Malformed, Usage
from ledger.core.note import Ed25519Signer
from ledger.core.titleseats import seats
from ledger.core.trust import parse as parse_trust
from ledger.core.verify import verify
from tests.forgeries.world import AccountKey

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = (FORGERIES / "trust.json").read_bytes()
GENUINE = {name: json.loads((FORGERIES / f"{name}.json").read_text("utf-8")) for name in ("filing", "title", "line")}
Path_ = tuple[str | int, ...]


def copy(name: str) -> Any:
    return json.loads(json.dumps(GENUINE[name]))


def judge(bundle: Any, trust: bytes = TRUST, **files: bytes) -> Report:
    return verify(json.dumps(bundle, ensure_ascii=False).encode(), trust, files)


def trusting(**changes: Any) -> bytes:
    value = json.loads(TRUST)
    for name, change in changes.items():
        change(value) if callable(change) else value.update({name: change})
    return json.dumps(value).encode()


def statuses(report: Report) -> dict[str, Status]:
    return {check.name: check.status for check in report.checks}


# ---- incomplete evidence


@pytest.mark.parametrize(
    ("name", "part", "unknown"),
    [
        ("filing", "filing", {"entry-form", "disclosures", "filer-signature", "form", "attachments", "claimed-leaf"}),
        ("filing", "log", {"checkpoint", "witnesses", "inclusion", "anchored-head"}),
        ("filing", "anchor", {"anchored-head", "anchor-slot", "anchor-time"}),
        ("filing", "chain", {"block-header", "anchor-contract", "anchor-time"}),
        ("title", "filing", {"entry-form", "inclusion", "registration-filing"}),
    ],
)
def test_a_missing_part_makes_it_unknown_never_invalid(name: str, part: str, unknown: set[str]) -> None:
    bundle = copy(name)
    del bundle[part]
    report = judge(bundle)
    assert report.verdict is Status.UNKNOWN
    assert {check.name for check in report.checks if check.status is Status.UNKNOWN} >= unknown
    assert all(check.next for check in report.checks if check.status is not Status.VALID)
    assert not report.answer


def test_a_missing_title_part_makes_it_unknown() -> None:
    bundle = copy("title")
    del bundle["title"]
    del bundle["chain"]["authorityProof"]
    report = judge(bundle)
    assert report.verdict is Status.UNKNOWN
    assert statuses(report)["trail"] is Status.UNKNOWN
    del bundle["chain"]["titleRegistryProof"]
    assert statuses(judge(bundle))["title-contract"] is Status.UNKNOWN


def test_an_unlisted_block_is_unknown_and_says_what_to_ask_for() -> None:
    listed: list[dict[str, Any]] = []

    def unlist(value: dict[str, Any]) -> None:
        listed.extend(value["chain"]["blocks"])
        value["chain"]["blocks"].clear()

    report = judge(copy("filing"), trusting(chain=unlist))
    assert report.verdict is Status.UNKNOWN
    check = report.check("block-header")
    assert check.status is Status.UNKNOWN
    assert any(f"block {block['number']} " in check.next for block in listed)
    assert [c.name for c in report.checks if c.status not in (Status.VALID, Status.NOT_CHECKED)] == ["block-header"]


def test_an_anonymous_bundle_discloses_nothing_and_verifies() -> None:
    bundle = copy("filing")
    bundle["filing"] = {"entry": bundle["filing"]["entry"], "disclosures": []}
    report = judge(bundle)
    assert report.verdict is Status.VALID
    not_checked = {name for name, status in statuses(report).items() if status is Status.NOT_CHECKED}
    assert not_checked == {"filer-signature", "form", "attachments", "line", "timestamps"}


def test_one_field_can_be_shown_alone() -> None:
    bundle = copy("filing")
    bundle["filing"]["disclosures"] = bundle["filing"]["disclosures"][:1]
    del bundle["filing"]["attachments"]
    report = judge(bundle)
    assert report.verdict is Status.VALID
    assert report.check("form").status is Status.VALID
    assert report.check("filer-signature").status is Status.NOT_CHECKED


@pytest.mark.parametrize("withheld", ["form/count", "form/root"])
def test_a_line_without_what_proves_it_is_unknown(withheld: str) -> None:
    bundle = copy("line")
    kept = [text for text in bundle["filing"]["disclosures"] if disclosure.parse(text).name != withheld]
    assert len(kept) == len(bundle["filing"]["disclosures"]) - 1
    bundle["filing"]["disclosures"] = kept
    report = judge(bundle)
    assert (report.verdict, report.check("line").status) == (Status.UNKNOWN, Status.UNKNOWN)
    assert judge(bundle, trusting(require=["claimed-leaf"])).verdict is Status.UNKNOWN


def test_a_line_needs_of_the_manifest_its_count_and_root_alone() -> None:
    bundle = copy("line")
    needed = ("form/count", "form/root")
    bundle["filing"]["disclosures"] = [
        text for text in bundle["filing"]["disclosures"] if disclosure.parse(text).name in needed
    ]
    report = judge(bundle)
    assert (report.verdict, report.check("line").status) == (Status.VALID, Status.VALID)
    assert report.answer["line"]["name"] == "图/流强.png"
    del bundle["filing"]["line"], bundle["filing"]["attachments"]
    report = judge(bundle)
    assert (report.verdict, report.check("line").status) == (Status.VALID, Status.NOT_CHECKED)
    assert "line" not in report.answer


def test_a_file_that_the_reader_holds_is_compared_with_the_line() -> None:
    bundle = copy("line")
    import base64

    (given_file,) = bundle["filing"].pop("attachments")
    content = base64.b64decode(given_file["content"])
    assert judge(bundle).check("attachments").status is Status.NOT_CHECKED
    for name in ("流强.png", "图/流强.png"):
        assert judge(bundle, **{name: content}).check("attachments").status is Status.VALID
        assert judge(bundle, **{name: content + b" "}).check("attachments").status is Status.INVALID
    assert judge(bundle, **{"其他.png": content}).check("attachments").status is Status.INVALID


def test_a_title_carries_no_line() -> None:
    bundle = copy("title")
    bundle["filing"]["line"] = copy("line")["filing"]["line"]
    assert judge(bundle).check("bundle-form").status is Status.INVALID


def test_the_readers_own_file_is_compared() -> None:
    bundle = copy("filing")
    import base64

    (given_file,) = bundle["filing"].pop("attachments")
    content = base64.b64decode(given_file["content"])
    assert judge(bundle).check("attachments").status is Status.NOT_CHECKED
    assert verify(json.dumps(bundle).encode(), TRUST, {"报告.txt": content}).check(14).status is Status.VALID
    for files in ({"报告.txt": content + b" "}, {"其他.txt": content}):
        assert verify(json.dumps(bundle).encode(), TRUST, files).check(14).status is Status.INVALID


def test_timestamps_are_carried_but_not_judged() -> None:
    bundle = copy("filing")
    bundle["timestamps"] = ["AAAA"]
    report = judge(bundle)
    assert report.verdict is Status.VALID
    assert "openssl" in report.check("timestamps").next


# ---- what the reader requires


def test_the_reader_may_require_more() -> None:
    bundle = copy("filing")
    bundle["filing"]["disclosures"] = []
    del bundle["filing"]["attachments"]
    names = [*checks.required_by_default("filing"), "filer-signature"]
    assert judge(bundle, trusting(require=names)).verdict is Status.UNKNOWN
    assert judge(copy("filing"), trusting(require=names)).verdict is Status.VALID


def test_a_requirement_that_no_check_of_the_claim_meets_is_unknown() -> None:
    assert judge(copy("filing"), trusting(require=["seals"])).verdict is Status.UNKNOWN


def test_another_log_or_contract_is_never_valid() -> None:
    def other_salt(value: Any) -> None:
        value["ledger"]["salt"] = "0x" + "11" * 32

    def no_log(value: Any) -> None:
        value["log"]["policy"] = "quorum none\n"

    for change in (other_salt, no_log):
        for name in GENUINE:
            assert judge(copy(name), trusting(change=change)).verdict is Status.INVALID


@pytest.mark.parametrize("party", ["3", True, -1, 1 << 32, [3]])
def test_a_party_that_can_be_none_does_not_fit_the_form(party: Any) -> None:
    bundle = evidence_reading.parse(json.dumps(copy("filing")).encode())
    assert bundle.filing
    shown = disclosure.make(bytes(16), "filer/party", party).text
    lying = replace(bundle, filing=replace(bundle.filing, disclosures=(shown,)))
    with pytest.raises(Malformed):
        filingproof.form(Case(lying, parse_trust(TRUST), {}))


def test_what_the_reader_requires_of_titles_makes_no_filing_valid() -> None:
    bundle = copy("filing")
    bare = {name: bundle[name] for name in ("format", "claim", "ledger", "timestamps")}
    for names in (["bundle-form"], ["bundle-form", "trust-matches", "trail", "seals"]):
        for given_bundle in (bare, bundle):
            assert judge(given_bundle, trusting(require=names)).verdict is Status.UNKNOWN


def test_the_checkpoint_is_that_of_the_log_which_the_bundle_names() -> None:
    def two_logs(value: Any) -> None:
        second = Ed25519Signer("second.example/log", b"\7" * 32).key.vkey
        value["log"]["policy"] = f"log {second}\n" + value["log"]["policy"]

    bundle = copy("filing")
    assert judge(bundle, trusting(change=two_logs)).verdict is Status.VALID
    bundle["ledger"]["log"] = "second.example/log"
    report = judge(bundle, trusting(change=two_logs))
    assert [check.number for check in report.checks if check.status is Status.INVALID] == [20]


def test_a_broken_trust_file_is_the_readers_error() -> None:
    with pytest.raises(Usage):
        verify(b"{}", b"{}")


# ---- titles as of a time


@pytest.mark.parametrize(
    ("offset", "holders"),
    [
        (None, [3, 4, 5, 6, 7]),
        (("before", 0), []),
        (("at", 0), [3]),
        (("before", 1), [3]),
        (("at", 1), [3, 4, 5]),
        (("at", 3), [3, 4, 5]),
        (("at", 4), [3, 4, 5, 6, 7]),
    ],
)
def test_the_holders_as_of_any_second(offset: tuple[str, int] | None, holders: list[int]) -> None:
    bundle = copy("title")
    instruments = bundle["title"]["instruments"]
    bundle["claim"]["at"] = None if offset is None else instruments[offset[1]]["time"] - (offset[0] == "before")
    report = judge(bundle)
    assert report.verdict is Status.VALID
    answered = report.answer["holders"]
    assert [row["party"] for row in answered] == holders


def test_the_shares_are_those_of_that_second() -> None:
    rows = judge(copy("title")).answer["holders"]
    assert [(row["party"], row["share"]) for row in rows] == [(3, "1/2"), (4, "3/10"), (5, "1/5")]


def test_seals_without_proved_signers_are_not_checked() -> None:
    bundle = copy("title")
    del bundle["title"]["signers"]
    del bundle["chain"]["authorityProof"]
    report = judge(bundle)
    assert report.verdict is Status.VALID
    assert {report.check("signers").status, report.check("seals").status} == {Status.NOT_CHECKED}


def with_seals_of_strangers() -> Any:
    """The title with the seals of others, whom the bundle says to be the parties; the trail does not cover seals."""
    bundle = copy("title")
    title = bundle["title"]
    case = Case(evidence_reading.parse(json.dumps(bundle).encode()), parse_trust(TRUST), {})
    stranger = AccountKey("stranger")
    for act, step in zip(title["instruments"], case.replay.steps, strict=True):
        seal = stranger.sign(case.digest(step.instrument))
        act["seals"] = "0x" + seals.blob([seal] * len(seats(step).parties)).hex()
    for party in title["signers"]["parties"]:
        party["value"] = "0x" + stranger.signer.hex().rjust(64, "0")
    return bundle


def test_seals_of_strangers_are_not_proved_by_leaving_out_the_authority() -> None:
    bundle = with_seals_of_strangers()
    assert [check.number for check in judge(bundle).checks if check.status is Status.INVALID] == [46]
    del bundle["chain"]["authorityProof"]
    report = judge(bundle)
    assert report.check("signers").status is report.check("seals").status is Status.NOT_CHECKED
    assert judge(bundle, trusting(require=["seals"])).verdict is Status.UNKNOWN


def test_a_required_check_requires_the_chain_that_it_stands_on() -> None:
    bundle = copy("title")
    unlisted = trusting(require=["seals"], blocks=lambda value: value["chain"]["blocks"].clear())
    assert judge(bundle, unlisted).verdict is Status.UNKNOWN
    assert judge(bundle, trusting(require=["seals"])).verdict is Status.VALID


@pytest.mark.parametrize(("kind", "index"), [("parties", 2), ("appointments", 0)])
def test_a_seat_that_cannot_be_proved_is_named(kind: str, index: int) -> None:
    bundle = copy("title")
    del bundle["title"]["signers"][kind][index]
    check = judge(bundle).check("seals")
    assert check.status is Status.NOT_CHECKED
    assert ("party 3" if kind == "parties" else "appointment 1") in check.reason


@pytest.mark.parametrize("verifier", ["P256Verifier", "WebAuthnVerifier"])
def test_a_key_behind_an_unnamed_verifier_is_not_judged(verifier: str) -> None:
    trust = trusting(drop=lambda value: value["ledger"]["contracts"].pop(verifier))
    check = judge(copy("title"), trust).check("seals")
    assert check.status is Status.NOT_CHECKED
    assert "verifier" in check.reason


def test_an_instrument_of_a_later_version_is_unknown() -> None:
    bundle = copy("title")
    bundle["title"]["instruments"][3]["kind"] = "partition"
    report = judge(bundle)
    assert report.verdict is Status.UNKNOWN
    assert {report.check("trail").status, report.check("instruments").status} == {Status.UNKNOWN}
    bundle["title"]["instruments"][3]["kind"] = "propose"
    assert judge(bundle).verdict is Status.INVALID


# ---- no byte is ignored


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every value that is no list or object."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from places(inner, (*path, i))
    else:
        yield path


def change(value: Any, chance: random.Random) -> Any:
    """Another value of the same shape, as near as can be."""
    if isinstance(value, str) and value:
        where = chance.randrange(2 if value.startswith("0x") and len(value) > 2 else 0, len(value))
        alphabet = "0123456789abcdef" if value.startswith("0x") else "ABCZabcz0189+/-_= \n"
        other = chance.choice([letter for letter in alphabet if letter != value[where]])
        return value[:where] + other + value[where + 1 :]
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1 << 20])
    return chance.choice(["", 0, [], {}])


def put(bundle: Any, path: Path_, value: Any) -> None:
    for step in path[:-1]:
        bundle = bundle[step]
    bundle[path[-1]] = value


def get(bundle: Any, path: Path_) -> Any:
    for step in path:
        bundle = bundle[step]
    return bundle


PLACES = [(name, path) for name in GENUINE for path in places(GENUINE[name]) if path != ("claim", "at")]


@given(st.sampled_from(PLACES), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_no_changed_value_passes(place: tuple[str, Path_], chance: random.Random) -> None:
    name, path = place
    bundle = copy(name)
    put(bundle, path, change(get(bundle, path), chance))
    report = judge(bundle)
    assert report.verdict is not Status.VALID, path
    assert sum(check.status is Status.INVALID for check in report.checks) <= 1, report.to_dict()
    assert not any("this verifier failed" in check.reason for check in report.checks)


@pytest.mark.parametrize(
    ("name", "path", "to", "owner"),
    [
        ("title", ("claim", "achievement"), "0x" + "11" * 32, 41),
        ("title", ("title", "instruments", 2, "message", "movements", 0, "units"), 1, 43),
        ("title", ("title", "instruments", 1, "message", "terms", "table", 0, "party"), 9, 43),
        ("title", ("title", "words", 0, "value"), "0x" + "11" * 32, 42),
        ("title", ("title", "head", "value"), "0x" + "11" * 32, 41),
        ("title", ("title", "signers", "parties", 2, "value"), "0x" + "00" * 31 + "01", 46),
        ("title", ("anchor", "root"), "A" * 43 + "=", 32),
        ("filing", ("anchor", "time"), 1 << 39, 32),
        ("filing", ("filing", "entry"), "e30=", 10),
        ("line", ("filing", "line", "index"), 1, 16),
        ("line", ("filing", "line", "disclosure"), "W10", 16),
        ("line", ("filing", "line", "path", 0), "A" * 43 + "=", 16),
    ],
)
def test_one_altered_part_is_refused_in_one_place(name: str, path: Path_, to: Any, owner: int) -> None:
    bundle = copy(name)
    put(bundle, path, to)
    report = judge(bundle)
    assert [check.number for check in report.checks if check.status is Status.INVALID] == [owner]
    assert all(check.reason and check.next for check in report.checks if check.status is not Status.VALID)


def test_a_quoted_part_does_not_swell_the_report() -> None:
    bundle = copy("title")
    bundle["title"]["instruments"][0]["message"] = {"x" * 1_000_000: 1}
    assert all(len(check.reason) < 5000 for check in judge(bundle).checks)


def test_seals_without_end_are_refused() -> None:
    bundle = copy("title")
    bundle["title"]["instruments"][0]["seals"] = "0x" + "0000" * 1_000_000
    assert judge(bundle).check("seals").status is Status.INVALID


def lists(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    if isinstance(value, list):
        yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from lists(inner, (*path, key))


WITHHELD = {"disclosures", "attachments", "parties", "appointments"}  # what may be shown in part, in any order
LISTS = [(name, path) for name in GENUINE for path in lists(GENUINE[name]) if get(GENUINE[name], path)]


@given(st.sampled_from(LISTS), st.sampled_from(["drop", "repeat", "reverse"]), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_no_list_can_be_cut_or_stretched(place: tuple[str, Path_], how: str, chance: random.Random) -> None:
    name, path = place
    bundle = copy(name)
    items = get(bundle, path)
    before = list(items)
    if how == "drop":
        del items[chance.randrange(len(items))]
    elif how == "repeat":
        items.insert(chance.randrange(len(items) + 1), chance.choice(before))
    else:
        items.reverse()
    if items == before:
        return
    report = judge(bundle)
    if how == "repeat" and path[-1] == "attachments":
        return  # the same file twice is the same file
    if path[-1] not in WITHHELD or how == "repeat":
        assert report.verdict is not Status.VALID, (path, how)
    assert not any("this verifier failed" in check.reason for check in report.checks)


@given(st.sampled_from(sorted(GENUINE)), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_bundles_mixed_of_two_never_fail_the_verifier(name: str, chance: random.Random) -> None:
    bundle = copy(name)
    for _ in range(3):
        path, source = chance.choice(PLACES)[1], chance.choice(PLACES)
        try:
            put(bundle, path, get(GENUINE[source[0]], source[1]))
        except (KeyError, IndexError, TypeError):
            continue
    report = judge(bundle)
    assert not any("this verifier failed" in check.reason for check in report.checks)


@given(st.binary(max_size=400))
def test_no_bytes_raise(raw: bytes) -> None:
    assert verify(raw, TRUST).verdict is Status.INVALID


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["format", "claim", "kind", "filing", "log", "title", "chain"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_raises(value: Any) -> None:
    assert judge(value).verdict is Status.INVALID
