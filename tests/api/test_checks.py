"""May this party do that? Answered from the real index, and played on the real chain: what is a yes the contracts take
when those sign who act, and what they are said to refuse they refuse."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from api.punctuation import full_width
from ledger.cli.checking import EXITS
from ledger.cli.locales import TEXT
from ledger.core.calendar import day_of
from ledger.core.docket.disposing import ACTS, MOVING
from ledger.core.policy import words
from ledger.core.policy.book import book_on
from ledger.core.policy.grounds import NEEDS, OPEN, REFUSALS
from ledger.core.shares import WHOLE
from tests.api.office import CONFIRMED, PEOPLE, ZERO, Office, opened, play
from tests.api.test_every_act import DAY, PRICE, commitment
from tests.api.world import World, over_http


@pytest.fixture(scope="module")
def office(world: World) -> Office:
    return opened(world)


# ---- verdicts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "act", "party", "to", "answer", "rules"),
    [
        ("registered", "gift", "uni", "lin", "no", ["NOT_CONFIRMED"]),
        ("closed", "contract", "uni", "maker", "no", ["NOT_CONFIRMED"]),
        ("notice", "licence_ordinary", "lin", "maker", "no", ["NOT_CONFIRMED", "PUBLICITY_RUNNING"]),
        ("three", "licence_ordinary", "maker", "lin", "no", ["NOT_OWNER"]),
        ("three", "licence_ordinary", "lin", "maker", "needs", ["outside_pledges"]),
        ("three", "licence_sole", "lin", "maker", "needs", ["CONSENT_MISSING", "outside_pledges"]),
        ("three", "licence_exclusive", "lin", "uni", "needs", ["CONSENT_MISSING", "outside_pledges"]),
        ("three", "pledge", "lin", "bank", "needs", ["CONSENT_MISSING", "outside_pledges"]),
        ("three", "pledge", "uni", "bank", "needs", ["CONSENT_MISSING", "state_assets", "outside_pledges"]),
        ("three", "sell_inside", "lin", "zhao", "needs", ["CONSENT_MISSING", "outside_pledges"]),
        ("three", "sell_outside", "lin", "maker", "needs", ["ROFR_NOT_OFFERED", "CONSENT_MISSING", "outside_pledges"]),
        ("three", "contract", "lin", "maker", "needs", ["SELLER_MISSING"]),
        ("sole", "contract", "lin", "maker", "yes", []),
        ("sole", "sell_outside", "lin", "maker", "needs", ["outside_pledges"]),
        ("thirds", "gift", "uni", "lin", "needs", ["state_assets", "outside_pledges"]),
        ("thirds", "gift", "uni", "maker", "needs", ["QUORUM_MISSING", "state_assets", "outside_pledges"]),
        ("majority", "gift", "uni", "maker", "needs", ["QUORUM_MISSING", "state_assets", "outside_pledges"]),
        ("delegated", "gift", "lin", "zhao", "needs", ["CONSENT_MISSING", "outside_pledges", "representative"]),
        ("free", "gift", "lin", "maker", "needs", ["outside_pledges"]),
        (
            "free",
            "equity",
            "uni",
            "maker",
            "needs",
            ["ROFR_NOT_OFFERED", "completers", "state_assets", "outside_pledges"],
        ),
        ("frozen", "gift", "lin", "maker", "no", ["FROZEN"]),
        ("frozen", "pledge", "lin", "bank", "no", ["FROZEN"]),
        ("frozen", "licence_ordinary", "lin", "maker", "needs", ["FREEZE_NOTICE_MISSING", "outside_pledges"]),
        ("pledged", "gift", "lin", "maker", "needs", ["outside_pledges"]),
        ("pledged", "gift", "uni", "lin", "needs", ["PLEDGEE_CONSENT_MISSING", "state_assets", "outside_pledges"]),
        ("pledged", "licence_ordinary", "lin", "maker", "needs", ["PLEDGEE_CONSENT_MISSING", "outside_pledges"]),
        ("pledged", "pledge", "lin", "bank", "no", ["ALREADY_PLEDGED"]),
        ("reserved", "licence_ordinary", "lin", "maker", "no", ["EXCLUSIVE_CONFLICT"]),
        ("reserved", "gift", "lin", "maker", "needs", ["outside_pledges"]),
    ],
)
def test_an_answer_names_what_it_rests_on(
    office: Office, title: str, act: str, party: str, to: str, answer: str, rules: list[str]
) -> None:
    found = office.ask(title, act, party, to=to)
    assert (found["answer"], [reason["rule"] for reason in found["reasons"]]) == (answer, rules)
    for reason in found["reasons"]:
        book, languages = book_on(day_of(found["time"])), ("zh", "en")
        assert reason["clause"] == {each: words.clauses(book, reason["basis"], each) for each in languages}
        doubts = {each: words.uncertain(book, reason["basis"], each) for each in languages}
        printed = doubts | {"zh": full_width(doubts["zh"] or "")}
        assert reason["uncertain"] == (printed if doubts["en"] else None)
        assert reason["says"]["zh"] != reason["says"]["en"]
        assert (reason["where"] is not None) == (reason["kind"] == "unknown")


@pytest.mark.slow
def test_an_answer_names_whose_signature_and_which_day_is_missing(office: Office) -> None:
    consent = office.ask("three", "licence_exclusive", "lin", to="maker")
    assert consent["reasons"][0]["parties"] == [office.party["uni"], office.party["zhao"]]
    assert consent["reasons"][0]["role"] == "consent"
    assert [(seat["role"], seat["party"]) for seat in consent["signatories"]] == [
        ("licensor", office.party["lin"]),
        ("licensee", office.party["maker"]),
    ]
    quorum = office.ask("majority", "gift", "lin", to="maker")["reasons"][0]
    assert str(WHOLE // 2 + 1 - WHOLE * 3 // 10) in quorum["says"]["en"]
    frozen = office.ask("frozen", "gift", "lin")["reasons"][0]
    assert (
        frozen["until"] == office.world.client.get(f"/v1/achievements/{office.titles['frozen']}").json()["frozenUntil"]
    )
    notice = office.ask("notice", "gift", "lin")["reasons"][1]
    assert notice["until"] > office.now
    pledgee = office.ask("pledged", "licence_sole", "uni", to="maker")["reasons"][1]
    assert (pledgee["parties"], pledgee["role"]) == ([office.party["bank"]], "pledgee")
    sellers = office.ask("three", "contract", "lin", to="maker", beside=["uni"])["reasons"][0]
    assert sellers["parties"] == [office.party["zhao"]]
    stranger = office.ask("three", "contract", "lin", to="maker", beside=["uni", "zhao", "bank"])
    assert (stranger["answer"], stranger["reasons"][0]["rule"]) == ("no", "SELLER_OWNER_MISMATCH")
    assert stranger["reasons"][0]["parties"] == [office.party["bank"]]
    assert office.ask("three", "contract", "lin", to="maker", beside=["uni", "zhao"])["answer"] == "yes"


@pytest.mark.slow
def test_what_the_ledger_does_not_know_is_never_a_yes_until_it_was_looked_up(office: Office) -> None:
    asked = office.ask("free", "gift", "uni", to="lin")
    assert asked["answer"] == "needs"
    assert {reason["kind"] for reason in asked["reasons"]} == {"unknown"}
    half = office.ask("free", "gift", "uni", to="lin", settled=["state_assets"])
    assert (half["answer"], [reason["rule"] for reason in half["reasons"]]) == ("needs", ["outside_pledges"])
    assert office.ask("free", "gift", "uni", to="lin", settled=["state_assets", "outside_pledges"])["answer"] == "yes"
    assert office.ask("three", "gift", "uni", to="lin", settled=[*OPEN])["answer"] == "needs"


@pytest.mark.slow
def test_only_units_that_are_free_move_without_the_pledgee(office: Office) -> None:
    asked = office.ask("pledged", "gift", "uni", to="lin", share="40%", settled=[*OPEN])
    assert (asked["answer"], asked["holds"], asked["free"]) == ("yes", WHOLE // 2, WHOLE * 4 // 10)
    more = office.ask("pledged", "gift", "uni", to="lin", share="41%", settled=[*OPEN])
    assert [reason["rule"] for reason in more["reasons"]] == ["PLEDGEE_CONSENT_MISSING"]
    most = office.ask("pledged", "gift", "uni", to="lin", share="51%", settled=[*OPEN])
    assert (most["answer"], most["reasons"][0]["rule"]) == ("no", "INSUFFICIENT_SHARE")


@pytest.mark.slow
def test_a_question_about_the_past_is_answered_as_of_then_and_one_about_the_future_by_what_time_brings(
    office: Office,
) -> None:
    then = {"at": iso(office.before)}
    for title, act in (("frozen", "gift"), ("pledged", "pledge"), ("reserved", "licence_ordinary")):
        assert office.ask(title, act, "lin", to="bank")["answer"] == "no"
        assert office.ask(title, act, "lin", to="bank", **then)["reasons"][-1]["kind"] == "unknown"
    later = {"at": iso(office.now + 100 * DAY)}
    for title, act in (("frozen", "gift"), ("reserved", "licence_ordinary")):
        assert office.ask(title, act, "lin", to="bank", settled=[*OPEN], **later)["answer"] == "yes"


# ---- what is said, played


@pytest.mark.slow
@settings(max_examples=250, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    title=st.sampled_from(("registered", "closed", "notice", *CONFIRMED)),
    act=st.sampled_from(ACTS),
    party=st.sampled_from(("uni", "lin", "zhao", "maker")),
    to=st.sampled_from(PEOPLE),
    percent=st.sampled_from((1, 15, 20, 30, 45, 50, 60)),
    beside=st.sets(st.sampled_from(("uni", "lin", "zhao"))),
)
def test_the_contracts_take_what_is_a_yes_and_refuse_what_they_are_said_to_refuse(
    office: Office, title: str, act: str, party: str, to: str, percent: int, beside: set[str]
) -> None:
    beside = beside - {party} if act == "contract" else set()
    assume(to != party and to not in beside)
    share = {"share": f"{percent}%"} if act in (*MOVING, "pledge") else {}
    wish: dict[str, Any] = {"act": act, "party": party, "to": to, "beside": sorted(beside)}
    wish["units"] = WHOLE * percent // 100
    more = {"to": to, "settled": [*OPEN], **({"beside": sorted(beside)} if beside else {})}
    answer = office.world.client.get(
        f"/v1/achievements/{office.titles[title]}/may", params=office.query(act, party, {**more, **share})
    )
    assume(answer.json().get("code") != "ACT_UNFIT")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    officer = office.party["officer"]
    acting = {office.party[name] for name in (party, to, *beside)} | {officer}
    event(f"{act}: {found['answer']}")
    if found["answer"] == "no":
        if found["reasons"][0]["enforced"]:
            assert play(office, title, wish, {*office.party.values()}) is not None
        return
    if found["answer"] == "yes":
        assert play(office, title, wish, acting) is None
        return
    assert play(office, title, wish, acting) is not None
    rules = {reason["rule"] for reason in found["reasons"]}
    if rules <= {"CONSENT_MISSING", "QUORUM_MISSING", "PLEDGEE_CONSENT_MISSING", "FREEZE_NOTICE_MISSING"}:
        agreed = acting.union(*(reason["parties"] for reason in found["reasons"]))
        notice = {"freezeNotice": "0x" + "01" * 32} if "FREEZE_NOTICE_MISSING" in rules else {}
        follows = {"pledgeAfter": 2} if act in MOVING and "PLEDGEE_CONSENT_MISSING" in rules else {}
        assert play(office, title, wish, agreed, **notice, **follows) is None
        event(f"{act}: agreed by {' and '.join(sorted(rules))}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "act", "party", "to", "beside"),
    [
        ("sole", "sell_outside", "lin", "maker", ()),
        ("sole", "pledge", "lin", "bank", ()),
        ("sole", "contract", "lin", "maker", ()),
        ("three", "contract", "uni", "maker", ("lin", "zhao")),
    ],
)
def test_each_kind_of_yes_is_taken_and_no_seat_of_it_is_one_too_many(
    office: Office, title: str, act: str, party: str, to: str, beside: tuple[str, ...]
) -> None:
    more = {"beside": list(beside)} if beside else {}
    found = office.ask(title, act, party, to=to, settled=[*OPEN], **more)
    seats = {seat["party"] or office.party["officer"] for seat in found["signatories"]}
    wish = {"act": act, "party": party, "to": to, "beside": beside}
    assert found["answer"] == "yes"
    assert play(office, title, wish, seats) is None
    for seat in seats:
        assert play(office, title, wish, seats - {seat}) is not None


@pytest.mark.slow
def test_an_offer_changes_the_answer_of_a_sale_from_its_opening_to_its_end(office: Office) -> None:
    number, looked_up = office.titles["offered"], [point for point in OPEN if point != "offer_terms"]

    def rules(party: str = "lin", share: str = "5%", **more: Any) -> list[tuple[str, list[int]]]:
        more.setdefault("settled", looked_up)
        found = office.ask("offered", "sell_outside", party, to="maker", share=share, **more)
        return [(reason["rule"], reason["parties"]) for reason in found["reasons"]]

    uni, zhao = office.party["uni"], office.party["zhao"]
    assert rules() == [("ROFR_NOT_OFFERED", [uni, zhao])]
    end = office.now + 20 * DAY
    offer = {"achievement": number, "share": "5%", "buyer": office.party["maker"], "price": PRICE, "windowEnd": end}
    passed = office.act("offer", **offer, seller=office.party["lin"])
    assert rules() == [("ROFR_RUNNING", [uni, zhao])]
    office.act("waive", offer=passed["digest"], party=zhao)
    found = office.ask("offered", "sell_outside", "lin", to="maker", settled=looked_up)
    running = found["reasons"][0]
    assert (running["parties"], running["until"], running["thing"]) == ([uni], end, passed["digest"])
    assert rules(at=iso(end)) == [("offer_terms", [])]
    assert rules(at=iso(end - 1)) == [("ROFR_RUNNING", [uni])]
    assert rules(at=iso(end), share="6%") == [("ROFR_NOT_OFFERED", [uni, zhao])]
    assert rules(at=iso(end), settled=[*OPEN]) == []

    taken = office.act("offer", **offer, seller=zhao)
    office.act("take", offer=taken["digest"], party=uni)
    office.wait(21 * DAY)
    exercised = office.ask("offered", "sell_outside", "zhao", to="maker", share="5%", settled=looked_up)
    assert (exercised["answer"], exercised["reasons"][0]["rule"]) == ("no", "ROFR_EXERCISED")
    assert exercised["reasons"][0]["parties"] == [uni]
    ends = exercised["reasons"][0]["until"]
    assert rules("zhao", at=iso(ends)) == [("offer_terms", [])]

    price = commitment(passed["disclosures"][0])
    acting = {office.party[name] for name in ("lin", "maker", "officer")}
    wish = {"act": "sell_outside", "party": "lin", "to": "maker", "units": WHOLE // 20}
    offered = {"price": price, "offers": [passed["digest"]], "openings": [price]}
    assert rules(settled=[*OPEN]) == []
    assert play(office, "offered", wish, acting, **offered) is None
    assert play(office, "offered", wish | {"to": "bank"}, acting | {office.party["bank"]}, **offered) is not None
    refused = play(office, "offered", wish | {"party": "zhao"}, acting | {zhao}, **offered)
    assert refused is not None


# ---- questions that are none


GOOD = {"act": "gift", "party": 1}


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({}, 404, "ACHIEVEMENT_UNKNOWN"),
        ({"act": "steal"}, 422, "REQUEST_MALFORMED"),
        ({"act": None}, 422, "REQUEST_MALFORMED"),
        ({"party": None}, 422, "REQUEST_MALFORMED"),
        ({"party": 0}, 422, "REQUEST_MALFORMED"),
        ({"party": 1 << 32}, 422, "REQUEST_MALFORMED"),
        ({"party": "lin"}, 422, "REQUEST_MALFORMED"),
        ({"to": -1}, 422, "REQUEST_MALFORMED"),
        ({"to": 1}, 422, "ACT_UNFIT"),
        ({"share": "1/0"}, 422, "FIELD_MALFORMED"),
        ({"share": "1/17"}, 422, "SHARE_NOT_EXACT"),
        ({"share": "0"}, 422, "SHARE_NOT_EXACT"),
        ({"share": "101%"}, 422, "SHARE_NOT_EXACT"),
        ({"share": "1e999999999"}, 422, "REQUEST_MALFORMED"),
        ({"share": "half"}, 422, "REQUEST_MALFORMED"),
        ({"act": "contract", "share": "1/2"}, 422, "ACT_UNFIT"),
        ({"act": "licence_sole", "share": "1/2"}, 422, "ACT_UNFIT"),
        ({"beside": [2]}, 422, "ACT_UNFIT"),
        ({"act": "contract", "beside": [1]}, 422, "ACT_UNFIT"),
        ({"act": "contract", "beside": [0]}, 422, "REQUEST_MALFORMED"),
        ({"act": "contract", "beside": [*range(2, 30)]}, 422, "REQUEST_MALFORMED"),
        ({"settled": ["everything"]}, 422, "REQUEST_MALFORMED"),
        ({"at": "someday"}, 422, "AT_MALFORMED"),
        ({"at": "2001-01-01"}, 404, "BEFORE_LEDGER"),
        ({"at": "9999-12-30"}, 404, "ACHIEVEMENT_UNKNOWN"),
    ],
)
def test_a_question_that_is_none_is_refused_by_name(
    world: World, change: dict[str, Any], status: int, code: str
) -> None:
    asked = {name: value for name, value in {**GOOD, **change}.items() if value is not None}
    answer = world.client.get(f"/v1/achievements/{ZERO}/may", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


@pytest.mark.slow
def test_a_party_that_nobody_knows_is_404(office: Office) -> None:
    for more in ({"party": 4_000_000_000}, {"party": 1, "to": 4_000_000_000}):
        answer = office.world.client.get(
            f"/v1/achievements/{office.titles['three']}/may", params={"act": "gift", **more}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "PARTY_UNKNOWN")


def test_every_ground_has_its_sentence_in_both_languages() -> None:
    for ground in (*REFUSALS.values(), *NEEDS.values(), *OPEN.values()):
        for zh, en in (ground.says, *([ground.where] if ground.where else [])):
            assert zh.strip() != en.strip() != ""
            assert any("\u4e00" <= character <= "\u9fff" for character in zh), zh
            assert all(character < "\u4e00" for character in en), en


# ---- on the command line


@pytest.fixture(scope="module")
def url(office: Office) -> Iterator[str]:
    """The address of the same application over real HTTP."""
    with over_http(office.world.client) as address:
        yield address


def command(office: Office, act: str, party: str, title: str, *more: str) -> list[str]:
    asked = ["check", act, office.titles[title], "--party", str(office.party[party]), *more]
    return [sys.executable, "-m", "ledger.cli", *asked]


def run(url: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"ZHENGBEN_URL": url, "LANG": "C.UTF-8"}
    return subprocess.run(arguments, capture_output=True, text=True, env=environment, timeout=120, check=False)


@pytest.mark.slow
def test_the_command_line_says_the_same_and_ends_with_the_answers_code(office: Office, url: str) -> None:
    looked_up = [word for point in OPEN for word in ("--settled", point.replace("_", "-"))]
    to = ["--to", str(office.party["maker"])]
    asked = {
        "yes": command(office, "gift", "lin", "free", *to, "--share", "10%", *looked_up),
        "needs": command(office, "licence-exclusive", "lin", "three", *to),
        "no": command(office, "gift", "lin", "frozen", *to),
    }
    for answer, arguments in asked.items():
        done = run(url, [*arguments, "--json"])
        assert (done.returncode, json.loads(done.stdout)["answer"]) == (EXITS[answer], answer), done.stderr
        for language, place in (("zh", 0), ("en", 1)):
            shown = run(url, [*arguments, "--lang", language])
            assert shown.returncode == EXITS[answer]
            assert "\x1b" not in shown.stdout
            assert TEXT[f"may.{answer}"][place] in shown.stdout
            for reason in json.loads(done.stdout)["reasons"]:
                assert reason["says"][language] in shown.stdout
                assert reason["clause"][language] in shown.stdout
                assert reason["uncertain"] is None or reason["uncertain"][language] in shown.stdout
    sellers = ["--with", str(office.party["uni"]), "--with", str(office.party["zhao"])]
    assert run(url, command(office, "contract", "lin", "three", *to, *sellers)).returncode == EXITS["yes"]
    assert run(url, command(office, "contract", "lin", "three", *to, *sellers[:2])).returncode == EXITS["needs"]


@pytest.mark.slow
@pytest.mark.parametrize("plain", [False, True])
def test_the_command_line_colours_at_a_terminal_unless_told_not_to(office: Office, url: str, plain: bool) -> None:
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {"ZHENGBEN_URL": url, "TERM": "xterm", **({"NO_COLOR": "1"} if plain else {})}
    arguments = command(office, "gift", "lin", "frozen")
    with subprocess.Popen(arguments, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 65536):
                said += piece
        except OSError:  # what Linux says at a terminal's end
            pass
    os.close(ours)
    assert process.returncode == EXITS["no"]
    assert b"FROZEN" in said
    assert (b"\x1b[1;31m" in said) is not plain


@pytest.mark.slow
def test_a_refusal_of_the_service_is_told_by_the_command_line(office: Office, url: str) -> None:
    lin = str(office.party["lin"])
    done = run(url, [*command(office, "gift", "lin", "free", "--to", lin), "--json"])
    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "ACT_UNFIT")


def test_the_command_line_has_words_for_every_act_role_and_document() -> None:
    keys = {f"may.{name}" for name in (*ACTS, *EXITS)} | {f"may.reason.{kind}" for kind in ("no", "need", "unknown")}
    roles = ("giver", "receiver", "licensor", "licensee", "pledgor", "pledgee", "seller", "buyer", "officer")
    keys |= {f"may.role.{role}" for role in roles}
    grounds = (*REFUSALS.values(), *NEEDS.values(), *OPEN.values())
    keys |= {f"may.filing.{ground.filing}" for ground in grounds if ground.filing}
    keys |= {f"may.{name}" for name in NAMED}
    assert keys | {"may.officer"} == {key for key in TEXT if key.startswith("may.")} | {"may.role.buyer"}


NAMED = ("says", "clause", "next", "uncertain", "until", "filing", "thing", "where", "settle", "signatories")


def iso(second: int) -> str:
    """An instant as the API takes it."""
    return datetime.fromtimestamp(second, UTC).isoformat()
