"""The pages of acts: every kind's form, the act in plain words, the inbox; all of it readable without scripts."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from api import act_fields
from api.deps import SESSION_COOKIE
from api.language import words
from api.schemas.drafts import FIELDS
from api.schemas.drafts.examples import EXAMPLES
from ledger.core import acts, offices
from ledger.keyring import AccountSigner
from tests.api.test_every_act import Year
from tests.api.world import World, key
from tests.core.test_act_lines import MESSAGES

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
TEMPLATES = Path(__file__).parents[2] / "api" / "web" / "templates"
HTML = {"Accept": "text/html"}


def page(world: World, path: str, language: str = "zh", signer: AccountSigner | None = None) -> str:
    """A page as a browser gets it."""
    cookies = {"lang": language}
    if signer is not None:
        cookies[SESSION_COOKIE] = world.token(signer)["Authorization"].removeprefix("Bearer ")
    headers = HTML | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    answer = world.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


@pytest.fixture(scope="module")
def officer(world: World) -> tuple[int, AccountSigner]:
    """One to be appointed."""
    return world.enrol("an officer to be", "officer")


@pytest.fixture
def act(world: World, officer: tuple[int, AccountSigner]) -> dict[str, Any]:
    """An act that waits for the core and the officer."""
    until = world.service.chain.head().time + 90 * 86_400 + uuid4().int % 1000
    return world.draft(world.core, "appoint", node=1, officer=officer[0], powers=["read", "freeze"], until=until)


@LANGUAGES
@pytest.mark.parametrize("kind", sorted(acts.kinds()))
def test_every_kinds_form_has_a_control_for_every_field(world: World, kind: str, language: str) -> None:
    shown = page(world, f"/acts/new/{kind}?{urlencode({'draft': json.dumps(EXAMPLES[kind]['fields'])})}", language)
    there = set(re.findall(r'data-field="(\w+)"', shown))
    fields = {str(field.alias) for field in FIELDS[kind].model_fields.values()}
    assert fields - there <= {"units"}, "units are given as a share"
    for name in EXAMPLES[kind]["fields"]:
        assert f'id="f-{name}"' in shown
    assert "acts_" not in shown
    if language == "zh":
        assert not [text for text in re.findall(r"<(?:label|legend)[^>]*>([^<]+)<", shown) if text.strip().isascii()]


@pytest.mark.parametrize("kind", sorted(acts.kinds()))
def test_an_example_stands_in_the_form_as_it_was_given(kind: str) -> None:
    fields = EXAMPLES[kind]["fields"]
    made = {control.name: control for control in act_fields.controls(kind, "en", fields)}
    for name in fields:
        assert made[name].value not in ("", [], {"hash": "", "pairs": []}, False), name


@pytest.mark.parametrize("kind", sorted(acts.kinds()))
def test_an_act_is_drafted_again_from_fields_that_its_kind_takes(kind: str) -> None:
    again = act_fields.redrafted(kind, MESSAGES[kind])
    assert set(again) <= {str(field.alias) for field in FIELDS[kind].model_fields.values()}
    assert {"deadline", "draftedAt", "version"} & set(again) == set()
    act_fields.controls(kind, "zh", again)


@pytest.mark.parametrize(
    "query", ["draft=[1]", "draft=%7B", "movements=x", "party=<script>", "until=1e99", "draft=" + "{" * 900]
)
def test_a_strange_address_fills_in_nothing_and_breaks_nothing(world: World, query: str) -> None:
    for kind in ("convey", "propose", "appoint", "take"):
        assert "<script>alert" not in page(world, f"/acts/new/{kind}?{query}")
    assert "&lt;script&gt;" in page(world, "/acts/new/take?party=<script>")


def test_a_kind_that_there_is_not_is_a_page_that_says_so(world: World) -> None:
    answer = world.client.get("/acts/new/nothing", headers=HTML)
    assert answer.status_code == 404
    assert "ACT_UNKNOWN" in answer.text


@LANGUAGES
def test_every_kind_can_be_chosen(world: World, language: str) -> None:
    shown = page(world, "/acts/new?achievement=0x01", language)
    for kind in acts.kinds():
        assert f"/acts/new/{kind}?achievement=0x01" in shown


@LANGUAGES
def test_the_act_is_read_in_words_beside_the_exact_data_without_scripts(
    world: World, act: dict[str, Any], language: str
) -> None:
    shown = page(world, f"/acts/{act['id']}", language)
    said = {
        "zh": ("任命主体", "权限：冻结、查阅", "待签", "北京时间"),
        "en": ("appoints party", "Powers: freeze titles, read", "not signed yet", "Beijing time"),
    }
    for told in said[language]:
        assert told in shown
    assert act["digest"] in shown
    assert "&#34;primaryType&#34;: &#34;Appointment&#34;" in shown
    assert f"/acts/{act['id']}" in re.findall(r'id="address"[^>]*value="([^"]+)"', shown)[0]
    assert 'data-signed="no"' in shown
    assert "<svg" in shown


@LANGUAGES
def test_every_word_that_the_pages_of_acts_ask_for_is_there(language: str) -> None:
    found = words(language, "acts")
    for template in TEMPLATES.glob("act*.html"):
        asked = set(re.findall(r"\bw\.(\w+)", template.read_text("utf-8"))) - {"get"}
        assert asked - set(found) == set(), template.name
    assert {name for name in found if hasattr({}, name)} <= {"copy"}, "a word by such a name is asked for as w[…]"


@LANGUAGES
def test_the_enrolment_of_a_newcomer_has_its_page(world: World, language: str) -> None:
    fields = {"signer": "0x" + "7e" * 20, "identity": "0x" + "17" * 32, "kind": "person", "voucher": 1}
    act = world.draft(world.core, "enrol", **fields)
    assert f"/enrol/{act['id']}" in page(world, f"/acts/{act['id']}", language)


def test_the_inbox_tells_what_waits_what_is_under_way_and_what_is_done(
    world: World, officer: tuple[int, AccountSigner], act: dict[str, Any]
) -> None:
    number, mine = officer

    def where() -> str:
        shown = page(world, "/acts", signer=mine)
        parts = {name: shown.index(f'id="{name}"') for name in ("waiting", "signed", "done")}
        at = shown.index(act["id"])
        return max((name for name in parts if parts[name] < at), key=lambda name: parts[name])

    assert act["id"] not in page(world, "/acts"), "a stranger sees no inbox"
    assert where() == "waiting"
    signed = world.sign(act, **{f"p{number}": mine})
    assert where() == "signed"
    world.submit(world.sign(signed, p1=world.core))
    assert where() == "done"
    state = page(world, f"/acts/{act['id']}/state")
    assert "<html" not in state
    assert act["id"] in state or "已" in state


def test_a_refusal_shows_to_those_with_a_seat_and_moves_the_act_on(
    world: World, officer: tuple[int, AccountSigner], act: dict[str, Any]
) -> None:
    number, mine = officer
    reason = "<b>任期不对</b>"
    body = {"party": number, "reason": reason}
    world.client.post(f"/v1/acts/{act['id']}/refusals", json=body, headers=world.token(mine))
    assert "&lt;b&gt;任期不对&lt;/b&gt;" in page(world, f"/acts/{act['id']}", signer=mine)
    assert "&lt;b&gt;任期不对&lt;/b&gt;" in page(world, f"/acts/{act['id']}", signer=world.core)
    assert "任期不对" not in page(world, f"/acts/{act['id']}")
    inbox = page(world, "/acts", signer=mine)
    assert inbox.index('id="signed"') < inbox.index(act["id"])


def test_an_act_that_has_run_out_says_so_and_how_to_draft_it_again(
    world: World, officer: tuple[int, AccountSigner]
) -> None:
    now = world.service.clock()
    fields = {"node": 1, "officer": officer[0], "powers": ["read"], "until": now + 90 * 86_400, "deadline": now + 60}
    short = world.draft(world.core, "appoint", **fields)
    world.node.advance(120)
    world.settle()
    shown = page(world, f"/acts/{short['id']}")
    assert f"/acts/new/appoint?again={short['id']}" in shown
    again = page(world, f"/acts/new/appoint?again={short['id']}")
    assert f'value="{officer[0]}"' in again


@pytest.fixture(scope="module")
def year(world: World, officer: tuple[int, AccountSigner]) -> Year:
    """An office whose officer registers and confirms, and one university."""
    year = Year(world, {1: world.core})
    year.keys[officer[0]], year.party["officer"] = officer[1], officer[0]
    desk = {"node": 1, "officer": officer[0], "powers": ["register_achievement", "confirm_title", "register_party"]}
    year.desk = year.act("appoint", **desk, until=year.now + 90 * 86_400)["message"]["appointment"]
    year.enrol("uni", "organisation")
    year.leaf = world.file(world.core)
    return year


def picked(shown: str, field: str) -> list[tuple[str, str]]:
    """What the list of a field offers: value and label."""
    lists = re.findall(rf'<datalist id="f-{field}-choices">(.*?)</datalist>', shown)
    return re.findall(r'<option value="([^"]*)" label="([^"]*)">', lists[0]) if lists else []


def test_a_form_offers_the_appointments_with_the_power_that_the_act_needs_and_what_is_the_readers_own(
    world: World, officer: tuple[int, AccountSigner], year: Year
) -> None:
    achievement = year.register()
    uni = year.keys[year.party["uni"]]
    told = f"node 1 · officer party {officer[0]} · appointment {year.desk}"
    address = f"/acts/new/confirm?achievement={achievement}"
    assert (str(year.desk), told) in picked(page(world, address, "en"), "appointment")
    assert f"节点 1 · 经办人主体 {officer[0]} · 任命 {year.desk}" in page(world, address)
    assert re.search(rf'id="f-appointment" value="{year.desk}"', page(world, address, signer=officer[1]))
    others = picked(page(world, f"/acts/new/freeze?achievement={achievement}", "en"), "appointment")
    assert str(year.desk) not in dict(others), "no power to freeze"
    mine = page(world, "/acts/new/propose", "en", signer=uni)
    offered = dict(picked(mine, "achievement"))
    assert offered[achievement].startswith("registered · node 1")
    assert world.client.get(f"/v1/achievements/{achievement}").status_code == 200
    assert dict(picked(mine, "filing")), "what the university filed"
    stranger = page(world, "/acts/new/propose", "en")
    assert not picked(stranger, "achievement") + picked(stranger, "filing")


def test_every_field_that_asks_for_an_appointment_knows_which_power_it_takes() -> None:
    naming = {"appointment", "under", "judge"}
    asked = {(kind, name) for kind, model in FIELDS.items() for name in _names(model) & naming}
    assert [place for place in asked if offices.needed(*place) is None] == []
    assert set(offices.OFFICES) <= asked


def _names(model: Any) -> set[str]:
    return {str(field.alias) for field in model.model_fields.values()}


def test_a_newcomer_finds_the_own_admission_by_the_key_that_asked_for_it(world: World) -> None:
    newcomer = key(f"newcomer {uuid4()}")
    fields = {"signer": "0x" + newcomer.signer_bytes.hex(), "identity": "0x" + "18" * 32, "kind": "person"}
    act = world.draft(world.core, "enrol", **fields, voucher=1)
    shown = page(world, "/acts", signer=newcomer)
    assert act["id"] in shown[shown.index('id="waiting"') : shown.index('id="signed"')]
    assert f"新主体 {act['message']['party']}" in shown
    assert "正在办理" in shown
    digest = bytes.fromhex(act["digest"][2:])
    body = {"party": act["message"]["party"], "signature": "0x" + newcomer.sign_digest(digest).hex()}
    assert world.client.post(f"/v1/acts/{act['id']}/signatures", json=body).status_code == 201
    shown = page(world, "/acts", signer=newcomer)
    assert act["id"] in shown[shown.index('id="signed"') : shown.index('id="done"')]
    assert act["id"] not in page(world, "/acts", signer=key("a stranger"))


def test_a_line_of_the_inbox_says_what_the_act_is_about(
    world: World, officer: tuple[int, AccountSigner], act: dict[str, Any], year: Year
) -> None:
    achievement = year.register()
    shown = page(world, "/acts", "en", signer=officer[1])
    assert f'achievement <a class="mono" href="/achievements/{achievement}">{achievement[:10]}' in shown
    line = shown[shown.index(f"/acts/{act['id']}") :]
    assert line.index('href="/nodes/1"') < line.index("</li>")


def test_an_act_on_a_title_that_went_on_says_so_and_how_to_draft_it_again(world: World, year: Year) -> None:
    achievement = year.register()
    stale = world.draft(world.core, "cancel", **year.on(achievement, ground="fraud"))
    year.act("cancel", **year.on(achievement, ground="error"))
    for language, told in (("zh", "这个行为办不成了"), ("en", "this act cannot take effect")):
        shown = page(world, f"/acts/{stale['id']}", language)
        assert told in shown
        assert f"/acts/new/cancel?again={stale['id']}" in shown
        assert 'id="act-sign"' not in shown
