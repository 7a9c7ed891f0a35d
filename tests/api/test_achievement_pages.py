"""The page of an achievement: every status, every day, both languages, whole without a script, whatever is asked."""

import html
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.deps import SESSION_COOKIE
from api.routes.pages import achievements
from api.routes.pages.achievements import HOLDER_ACTS, OFFICER_ACTS
from api.routes.pages.asking import KINDS
from ledger import queries
from ledger.core import act_words, disclosure, meanings
from ledger.core.calendar import SHANGHAI
from ledger.core.docket.disposing import ACTS
from ledger.store import database, vault
from tests.api.office import Office, opened
from tests.api.test_every_act import DAY
from tests.api.test_pages import Elements
from tests.api.world import World

HTML = {"Accept": "text/html"}
LOCALES = Path(__file__).parents[2] / "api" / "web" / "locales"


@pytest.fixture(scope="module")
def office(world: World) -> Office:
    return opened(world)


def page(office: Office, title: str, lang: str = "en", **query: Any) -> str:
    number = office.titles.get(title, title)
    answer = office.world.client.get(f"/achievements/{number}", params={"lang": lang, **query}, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def words(lang: str) -> dict[str, str]:
    return dict(json.loads((LOCALES / lang / "achievement.json").read_text("utf-8")))


def instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("title", "status"),
    [("registered", "registered"), ("notice", "notice"), ("three", "confirmed"), ("closed", "closed")],
)
def test_a_page_says_the_status_and_what_it_means(office: Office, title: str, status: str, lang: str) -> None:
    shown = page(office, title, lang)
    assert words(lang)[f"status_{status}"] in shown
    assert words(lang)[f"means_{status}"] in shown
    assert words(lang)["proves_not_2"] in html.unescape(shown)
    elements = Elements(shown).found
    assert [tag for tag, _ in elements].count("h1") == 1
    for tag, attributes in elements:
        assert tag != "style"
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)


@pytest.mark.slow
@pytest.mark.parametrize("title", ["three", "pledged", "notice", "registered"])
def test_picture_and_table_say_the_same_and_it_is_the_whole(office: Office, title: str) -> None:
    shown = page(office, title)
    found = office.world.client.get(f"/v1/achievements/{office.titles[title]}").json()
    table = found["owners"] or found["claimed"]
    assert sum(row["units"] for row in table) == 720_720_000
    rows = re.findall(r'<th scope="row"><a href="/parties/(\d+)">[^<]*</a></th><td class="figure">([\d/]+)</td>', shown)
    assert rows[: len(table)] == [(str(row["party"]), row["share"]) for row in table]
    assert (len(rows) > len(table)) == (title == "notice")  # what is proposed has a table of its own
    described = re.search(r"<desc[^>]*>(.*?)</desc>", shown)
    assert described is not None
    for row in table:
        assert f"{row['share']} (" in described[1]
    assert ('<path class="pledged"' in shown) == (title == "pledged")


@pytest.mark.slow
def test_a_notice_counts_down_without_a_script_and_names_whom_it_proposes(office: Office) -> None:
    shown = page(office, "notice")
    assert 'data-seconds="' in shown
    assert re.search(r"Left: (\d+ d )?\d+ h \d+ min", shown)
    assert "Owners and shares by the proposal" in shown
    for name in ("uni", "lin", "zhao"):
        assert f"/parties/{office.party[name]}" in shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("frozen", "lawsuit"),
        ("pledged", "pledged to"),
        ("reserved", "exclusive"),
        ("thirds", "Two thirds of the shares"),
        ("majority", "Majority of the shares"),
        ("delegated", "One delegated party decides"),
        ("free", "Shares move freely"),
    ],
)
def test_burdens_and_the_rule_are_said_in_words(office: Office, title: str, says: str) -> None:
    assert says in page(office, title)
    assert page(office, title, "zh")


@pytest.mark.slow
def test_a_long_list_of_burdens_goes_on_page_by_page_and_all_of_it_is_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = {"achievement": office.titles["free"], "filing": office.leaf}
    terms = {"kind": "licence", "licensors": [office.party["uni"]], "licensees": [office.party["maker"]]}
    for days in (30, 40, 50):
        office.act("grant", **document, **terms, exclusivity="ordinary", until=office.now + days * DAY)
    monkeypatch.setattr(achievements, "_BESIDE", 2)

    def listed(shown: str) -> list[str]:
        [part] = re.findall(r'<h3 id="burden-rights">.*?</ul>', shown, re.DOTALL)
        return re.findall(r"<li>.*?</li>", part, re.DOTALL)

    first = page(office, "free")
    [address] = re.findall(r'href="(\?[^"]*beside=rights[^"]*)#burden-rights"', first)
    address = html.unescape(address)
    rest = office.world.client.get(f"/achievements/{office.titles['free']}{address}", headers=HTML).text
    assert (len(listed(first)), len(listed(rest))) == (2, 1)
    assert listed(rest)[0] not in listed(first)
    assert re.findall(r"beside=rights[^\"]*#burden", rest) == []
    assert words("en")["burden_first"] in rest or words("zh")["burden_first"] in rest
    for shown in (first, rest):
        assert re.search(r'<span class="chip">[^<]* 3</span>', shown), "what is not shown counts too"
    refused = office.world.client.get(f"/achievements/{office.titles['free']}?beside=rights&after=x", headers=HTML)
    assert refused.status_code == 422


def signed_in(office: Office, name: str, who: str | None, /, **query: Any) -> str:
    """The page as somebody's browser gets it."""
    cookie = "lang=en"
    if who is not None:
        token = office.world.token(office.keys[office.party[who]])["Authorization"].removeprefix("Bearer ")
        cookie += f"; {SESSION_COOKIE}={token}"
    number = office.titles[name]
    answer = office.world.client.get(f"/achievements/{number}", params=query, headers={**HTML, "Cookie": cookie})
    assert answer.status_code == 200, answer.text
    assert ("no-store" in answer.headers["cache-control"]) or not query
    return answer.text


@pytest.mark.slow
def test_an_achievement_is_called_by_its_title_to_those_who_may_read_it_once_they_ask_and_that_is_recorded(
    office: Office,
) -> None:
    service = office.world.service
    with database.transaction(service.engine) as connection:
        leaf = queries.registered_from(connection, bytes.fromhex(office.titles["sole"][2:]))
        assert leaf is not None
        texts = vault.disclosures(connection, service.vault, leaf)
        read_before = len(vault.reads(connection, service.vault, leaf))
    title = next(one.value for one in map(disclosure.parse, texts) if one.name == "form/title")
    for who in ("lin", "uni", "officer", "bank", None):
        assert title not in signed_in(office, "sole", who)
    for who in ("lin", "uni"):  # its holder, its filer
        assert f"<bdi>{title}</bdi>" in signed_in(office, "sole", who, title=1)
    for who in ("officer", "bank", None):  # an officer without the power to read
        assert title not in signed_in(office, "sole", who, title=1)
    with database.transaction(service.engine) as connection:
        reads = vault.reads(connection, service.vault, leaf)
    assert [one.why for one in reads[read_before:]] == ["holder", "filer"]


@pytest.mark.slow
def test_the_timeline_names_signers_officers_transactions_and_finality(office: Office) -> None:
    shown = page(office, "pledged")
    steps = office.world.client.get(f"/v1/achievements/{office.titles['pledged']}/history").json()["items"]
    assert [step["act"] for step in steps] == ["register", "propose", "confirm", "pledge"]
    for step in steps:
        assert step["tx"] in shown
        assert step["digest"] in shown
    assert shown.count('<span class="state good">final</span>') == len(steps)
    assert f'Officer: <a href="/parties/{office.party["officer"]}"' in shown
    assert "Signed by" in shown
    assert f'<a href="/parties/{office.party["bank"]}"' in shown


@pytest.mark.slow
def test_the_whole_page_is_of_the_day_that_is_asked_for_and_says_so(office: Office) -> None:
    then = instant(office.before - 3600)
    shown = page(office, "frozen", at=then)
    assert "Everything on this page is as of" in shown
    assert words("en")["status_notice"] in shown
    assert "lawsuit ·" not in shown
    assert "lawsuit ·" in page(office, "frozen")
    assert "data-seconds" not in shown
    assert f"/evidence?at={then[:10]}" in shown
    assert words("en")["actions_stranger"] not in shown
    today = datetime.fromtimestamp(office.now, SHANGHAI).strftime("%Y-%m-%d")
    assert words("en")["asof_ahead"] in page(office, "three", at=today)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("act", ACTS)
def test_the_question_whether_a_party_may_is_answered_in_words_with_clauses(
    office: Office, act: str, lang: str
) -> None:
    answer = office.ask("three", act, "lin")
    shown = page(office, "three", lang, act=act, party=str(office.party["lin"]))
    assert words(lang)[f"answer_{answer['answer']}"] in shown
    for reason in answer["reasons"]:
        assert reason["clause"][lang] in html.unescape(shown)


@pytest.mark.slow
def test_what_the_ledger_does_not_know_can_be_looked_up_and_said(office: Office) -> None:
    shown = page(office, "sole", act="gift", party=str(office.party["lin"]))
    link = re.search(r'href="\?([^"]*settled=[^"]*)#ask"', shown)
    assert link is not None
    again = office.world.client.get(f"/achievements/{office.titles['sole']}?{link[1].replace('&amp;', '&')}&lang=en")
    assert words("en")["answer_yes"] in again.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        {"act": "gift", "party": ""},
        {"act": "gift", "party": "abc"},
        {"act": "gift", "party": "99999999999"},
        {"act": "gift", "party": "4000000000"},
        {"act": "<script>alert(1)</script>", "party": "1"},
        {"act": "gift", "party": "1", "share": "1e999999999"},
        {"act": "gift", "party": "1", "share": "1/0"},
        {"act": "gift", "party": "1", "share": "2/3%%"},
        {"act": "gift", "party": "1", "to": "1"},
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_question_that_cannot_be_asked_so_is_answered_beside_its_form(
    office: Office, query: dict[str, str], lang: str
) -> None:
    shown = page(office, "three", lang, **query)
    assert 'role="alert"' in shown
    assert "<script>alert" not in shown


@pytest.mark.slow
def test_a_number_in_another_spelling_leads_to_the_page(office: Office) -> None:
    number = office.titles["three"]
    for spelled in (number[2:], number.upper().replace("X", "x"), number[2:].upper()):
        answer = office.world.client.get(f"/achievements/{spelled}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, f"/achievements/{number}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("0x" + "00" * 32, 404, "ACHIEVEMENT_UNKNOWN"),
        ("0x" + "00" * 31, 422, "ACHIEVEMENT_MALFORMED"),
        ("nothing", 422, "ACHIEVEMENT_MALFORMED"),
        ("%3Cscript%3E", 422, "ACHIEVEMENT_MALFORMED"),
        ("0x" + "00" * 32 + "?at=tomorrow", 422, "AT_MALFORMED"),
        ("0x" + "00" * 32 + "?at=1999-01-01", 404, "BEFORE_LEDGER"),
        ("0x" + "00" * 32 + "?cursor=x", 422, "CURSOR_MALFORMED"),
    ],
)
@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_what_is_not_there_is_said_on_a_page_with_what_to_do(
    office: Office, path: str, status: int, code: str, lang: str
) -> None:
    office.world.client.cookies.clear()
    answer = office.world.client.get(f"/achievements/{path}", headers=HTML | {"Accept-Language": lang})
    assert (answer.status_code, code in answer.text) == (status, True), answer.text
    assert "text/html" in answer.headers["content-type"]


@pytest.mark.slow
def test_who_is_signed_in_is_shown_what_he_may_start(office: Office) -> None:
    def acts(title: str, name: str) -> set[str]:
        token = office.world.token(office.keys[office.party[name]])
        path = f"/achievements/{office.titles[title]}"
        shown = office.world.client.get(path, params={"lang": "en"}, headers=HTML | token).text
        return set(re.findall(r'href="/acts/new/(\w+)\?achievement=0x', shown))

    assert acts("three", "lin") == set(HOLDER_ACTS["confirmed"])
    assert acts("three", "maker") == set()
    assert acts("notice", "maker") == {"object"}
    assert acts("notice", "officer") == {"object", *OFFICER_ACTS["notice"]}
    assert acts("closed", "lin") == set()


def test_there_are_words_for_everything_that_a_page_may_have_to_say() -> None:
    wanted = {f"{area}_{name}" for area in ("status", "means") for name in meanings.STATUSES[1:]}
    wanted |= {f"{area}_{name}" for area in ("rule", "rule_means") for name in ("none", *meanings.RULES)}
    wanted |= {f"may_{act}" for act in ACTS} | {f"answer_{answer}" for answer in ("yes", "needs", "no")}
    assert set(KINDS) == set(ACTS)
    for lang in ("zh", "en"):
        assert wanted <= set(words(lang))
    offered = {kind for table in (HOLDER_ACTS, OFFICER_ACTS) for kinds in table.values() for kind in kinds}
    assert offered <= set(act_words.TITLES)
    assert set(HOLDER_ACTS) == set(OFFICER_ACTS) == set(meanings.STATUSES[1:])
