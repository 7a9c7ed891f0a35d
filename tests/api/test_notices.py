"""Public notices: what runs, until when, whom the proposal names; as of any time, page by page, node by node."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.core import powers
from ledger.core.shares import WHOLE
from tests.api.test_every_act import DAY, Year
from tests.api.world import World


class Notices(Year):
    """Three titles on notice, opened one after the other; the second was prolonged, the third has ended."""


@pytest.fixture(scope="module")
def office(world: World) -> Notices:
    made = Notices(world, {1: world.core})
    made.enrol("officer", "officer")
    desk = {"node": 1, "officer": made.party["officer"], "powers": list(powers.BIT)}
    made.desk = made.act("appoint", **desk, until=made.now + 9 * 365 * DAY)["message"]["appointment"]
    made.leaf = world.file(world.core)
    made.enrol("uni", "organisation")
    for name in ("lin", "zhao"):
        made.enrol(name, "person")
    return made


def on_notice(office: Notices, until: int) -> str:
    number = office.register()
    table = [{"party": office.party["lin"], "share": "70%"}, {"party": office.party["zhao"], "share": "30%"}]
    office.act("propose", achievement=number, filing=office.leaf, table=table, noticeUntil=until)
    return number


def ask(office: Notices, **query: Any) -> dict[str, Any]:
    answer = office.world.client.get("/v1/notices", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).isoformat()


def test_a_notice_runs_from_its_proposal_to_its_end(office: Notices) -> None:
    before = office.now
    number = on_notice(office, office.now + 3 * DAY)
    found = ask(office)["items"][0]
    assert (found["achievement"], found["node"], found["round"]) == (number, 1, 1)
    assert found["proposed"] == [
        {"party": office.party["lin"], "units": WHOLE * 7 // 10, "share": "7/10"},
        {"party": office.party["zhao"], "units": WHOLE * 3 // 10, "share": "3/10"},
    ]
    assert found["daysLeft"] == 3
    assert [row["units"] for row in found["claimed"]] == [WHOLE]
    numbers = [one["achievement"] for one in ask(office, at=instant(before))["items"]]
    assert number not in numbers
    last = [one["achievement"] for one in ask(office, at=instant(found["until"] - 1))["items"]]
    assert number in last
    over = [one["achievement"] for one in ask(office, at=instant(found["until"]))["items"]]
    assert number not in over


def test_a_prolonged_notice_ends_later(office: Notices) -> None:
    number = on_notice(office, office.now + 2 * DAY)
    first = next(one for one in ask(office)["items"] if one["achievement"] == number)["until"]
    office.act("prolong", **office.on(number, noticeUntil=first + 5 * DAY))
    found = next(one for one in ask(office)["items"] if one["achievement"] == number)
    assert found["until"] == first + 5 * DAY
    assert number in [one["achievement"] for one in ask(office, at=instant(first + DAY))["items"]]


def test_what_was_confirmed_is_on_notice_no_more(office: Notices) -> None:
    number = on_notice(office, office.now + 3700)
    during = office.now
    office.wait(2 * 3600)
    assert number not in [one["achievement"] for one in ask(office)["items"]]
    office.act("confirm", **office.on(number))
    assert number not in [one["achievement"] for one in ask(office)["items"]]
    assert number in [one["achievement"] for one in ask(office, at=instant(during))["items"]]


def test_notices_are_listed_page_by_page_the_last_opened_first(office: Notices) -> None:
    made = [on_notice(office, office.now + 9 * DAY) for _ in range(3)]
    whole = [one["achievement"] for one in ask(office)["items"]]
    assert whole[:3] == made[::-1]
    paged, cursor = [], None
    while True:
        page = ask(office, limit=2, **({} if cursor is None else {"cursor": cursor}))
        paged += [one["achievement"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == whole


def test_notices_are_asked_for_by_node(office: Notices) -> None:
    assert ask(office, node=1)["items"] == ask(office)["items"]
    assert ask(office, node=2)["items"] == []


@pytest.mark.parametrize("query", [{"node": 0}, {"limit": 0}, {"cursor": "x"}, {"at": "yesterday"}])
def test_what_does_not_fit_is_refused(office: Notices, query: dict[str, Any]) -> None:
    assert office.world.client.get("/v1/notices", params=query).status_code in (400, 422)


def test_an_objection_that_is_upheld_ends_the_notice_and_the_pages_say_so(office: Notices) -> None:
    number, client = on_notice(office, office.now + 5 * DAY), office.world.client
    zhao = {"achievement": number, "party": office.party["zhao"]}
    office.act("object", **zhao, filing=office.leaf, ground="shares")
    shown = client.get(f"/achievements/{number}", params={"lang": "zh"}).text
    assert "待处理" in shown
    assert number in [one["achievement"] for one in ask(office)["items"]]
    office.act("decide", **office.on(number, party=office.party["zhao"], outcome="upheld", effect="amend"))
    assert number not in [one["achievement"] for one in ask(office)["items"]]
    for lang, status in (("zh", "有异议，待重新公示"), ("en", "Contested")):
        shown = client.get(f"/achievements/{number}", params={"lang": lang}).text
        assert status in shown
    assert number not in client.get("/notices").text
