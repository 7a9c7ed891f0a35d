"""The whole walk in the browser, everybody at his own: from a filing to a proof that stands without the service.

A unit files its achievement, an officer takes it in, both register it; the unit proposes who shall hold what; somebody
objects in time and is answered, and objects once more too late; it is confirmed; a part is conveyed; and a stranger
verifies what was taken away. Once in Chinese with passkeys, once in English with wallets.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from ledger import keyring
from ledger.core import powers, verify
from ledger.core.checks import Status
from ledger.core.shares import WHOLE
from tests.web.conftest import Site, Visit
from tests.web.passkeys import authenticator
from tests.web.person import PATIENCE, Person
from tests.web.provider import Wallet
from tests.web.test_signing_in import admitted, ask, with_passkey, with_wallet

pytestmark = pytest.mark.web

DAY = 86_400
LATE = {"zh": "异议超过公示末日", "en": "the objection came after the last day of the notice"}
VALID = {"zh": "有效", "en": "VALID"}
TITLE = {"zh": "O'Brien & <b>重离子</b>慢引出束流控制装置𠮷", "en": "Slow extraction, O'Brien & <i>Söhne</i>"}


@dataclass
class Story:
    """Who plays, and what came of it so far.

    :param folder: where people keep what they took away.
    """

    site: Site
    visit: Visit
    lang: str
    folder: Path
    unit: Person
    researcher: Person
    objector: Person
    officer: Person
    appointment: int
    leaf: str = ""
    agreement: str = ""
    achievement: str = ""

    @property
    def node(self) -> int:
        return self.site.desk.nodes["N-QC"]

    def state(self) -> dict[str, Any]:
        """What the chain says, asked of the service."""
        return self.site.desk.client.achievement(self.achievement)

    def done(self, id: str, *signers: Person) -> None:
        """Everybody signs at his own browser; the last one sends."""
        for person in signers:
            person.sign(id)
        signers[-1].send(id)

    def document(self, who: Person, title: str) -> str:
        """A document that somebody files; its leaf."""
        return who.file("document/1", {"title": title}, f"%PDF-1.7 {title}".encode(), node=self.node)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_achievement_goes_its_whole_way_in_the_browser(
    site: Site, visit: Visit, chromium: Browser, tmp_path: Path, lang: str
) -> None:
    people = passkeys if lang == "zh" else wallets
    story = people(site, visit, tmp_path)
    filed(story)
    registered(story)
    proposed(story)
    objected_in_time(story)
    objected_too_late(story)
    confirmed(story)
    conveyed(story)
    verified(story, chromium)


def passkeys(site: Site, visit: Visit, folder: Path) -> Story:
    """Everybody is new here, with a passkey of his own; the core's officer vouches for them at his desk."""
    core = walleted(site, visit("zh"), "OF-CORE")
    made = {}
    for who, kind in (
        ("unit", "organisation"),
        ("researcher", "person"),
        ("objector", "person"),
        ("officer", "officer"),
    ):
        page = visit("zh")
        authenticator(page)
        made[who] = admit(site, page, with_passkey, core, folder, kind=kind)
    officer = made["officer"]
    fields = {"node": site.desk.nodes["N-QC"], "officer": officer.party, "powers": list(powers.NAMES[2:])}
    client = site.desk.client
    client.sign_in(site.key("ORG-ADM"))
    act = client.draft_act("appoint", fields | {"until": site.now + 200 * DAY})
    client.sign_act(act.id, 1, site.key("ORG-ADM").sign_digest(act.digest))
    officer.sign(act.id)
    officer.send(act.id)
    return Story(site, visit, "zh", folder, **made, appointment=act.message["appointment"])


def wallets(site: Site, visit: Visit, folder: Path) -> Story:
    """People of the cast with wallets, and a researcher who is new."""
    page = visit("en")
    Wallet(keyring.new_account(), site.ledger.service.deployment.chain_id).install(page)
    researcher = admit(site, page, with_wallet, walleted(site, visit("en"), "OF-CORE"), folder)
    unit, objector, officer = (walleted(site, visit("en"), actor) for actor in ("ORG-A", "P-102", "OF-QC"))
    appointment = site.desk.appointments["OF-QC"]
    return Story(site, visit, "en", folder, unit, researcher, objector, officer, appointment)


def walleted(site: Site, page: Page, actor: str) -> Person:
    """Somebody of the cast with his key in a wallet."""
    Wallet(site.key(actor), site.ledger.service.deployment.chain_id).install(page)
    return Person(site, page, "wallet", site.party(actor))


def admit(
    site: Site, page: Page, choose: Callable[[Page], None], officer: Person, folder: Path, *, kind: str = "person"
) -> Person:
    """Somebody asks for admission on the page, and the officer vouches for him at his desk."""
    id, _ = ask(page, choose, appointment=site.desk.appointments["OF-CORE"], tmp_path=folder, kind=kind)
    officer.open("/desk?kind=vouch")
    officer.page.locator(f'.duty:has(.next a[href="/acts/{id}"]) .next a').click()
    officer.sign(id)
    number = admitted(site, page, id)
    assert site.desk.client.party(number)["kind"] == kind
    return Person(site, page, "passkey" if choose is with_passkey else "wallet", number)


def filed(story: Story) -> None:
    """The unit files; the officer opens it at his desk and accepts it."""
    form = {
        "title": TITLE[story.lang],
        "category": "应用技术",
        "attribute": "原始性创新",
        "stage": "中期",
        "form": ["新装备", "新技术"],
        "keywords": ["重离子", "慢引出"],
        "security_level": "公开",
        "completing_units": ["12620100XN0000178T"],
        "completers": [{"name": "欧阳·阿卜杜热合曼", "orcid": "0000-0002-1825-0097"}, {"name": "乙"}],
        "start_month": "2023-05",
        "end_month": "2025-12",
        "acceptance_date": "2026-01-20",
        "acceptance_kind": "验收",
        "funding_source": "省",
        "park": "秦川",
        "achievement_reg_no": "9622026Y0107",
        "claimed": [{"holder": "12620100XN0000178T", "share": "1/1"}],
    }
    story.leaf = story.unit.file("achievement_filing/2", form, b"%PDF-1.7 " + story.lang.encode(), node=story.node)
    officer, page = story.officer, story.officer.page
    officer.open("/desk?kind=accept")
    page.locator(f'.duty[data-subject="{story.leaf}"] .next a').click()
    page.locator("#contents a.act").click()
    expect(page.locator("#contents")).to_contain_text(TITLE[story.lang])
    page.locator("form.review[data-decision=accepted] button").click()
    page.locator("a[href^='/acts/new/register?']").click()


def registered(story: Story) -> None:
    """The officer drafts the registration from the filing, and signs; so does the unit."""
    unit, officer = story.unit, story.officer
    expect(officer.page.locator("#f-filer")).to_have_value(str(unit.party))
    id = officer.draft(claimed=[{"party": unit.party, "share": "1/1"}])
    story.done(id, officer, unit)
    story.achievement = story.site.desk.client.act(id).message["act"]["achievement"]
    assert story.state()["status"] == "registered"


def proposed(story: Story) -> None:
    """The unit proposes 70 and 30 percent, from the achievement's page: the notice opens, and runs for 15 days."""
    unit, researcher = story.unit, story.researcher
    story.agreement = story.document(unit, "赋权协议 Agreement")
    unit.open(f"/achievements/{story.achievement}")
    unit.page.locator("a[href^='/acts/new/propose?']").click()
    table = [{"party": unit.party, "share": "70%"}, {"party": researcher.party, "share": "3/10"}]
    id = unit.draft(filing=story.agreement, rule="unanimous", table=table)
    story.done(id, unit)
    until = story.state()["notice"]["until"]
    assert until - story.site.now >= 15 * DAY
    stranger = story.visit(story.lang, script=False)
    stranger.goto(f"/achievements/{story.achievement}")
    expect(stranger.locator(".notice")).to_contain_text("3/10")
    expect(stranger.locator(".countdown")).to_be_visible()


def objected_in_time(story: Story) -> None:
    """Somebody objects in the first week; the officer decides with reasons before the notice is over."""
    site, objector, officer = story.site, story.objector, story.officer
    site.move_to(site.now + 6 * DAY)
    reasons = story.document(objector, "异议书 Objection")
    objector.open(f"/achievements/{story.achievement}")
    objector.page.locator("a[href^='/acts/new/object?']").click()
    id = objector.draft(filing=reasons, party=objector.party, ground="completers")
    story.done(id, objector)
    assert story.state()["objections"] == 1
    decision = story.document(officer, "异议处理决定 Decision")
    officer.open("/desk?kind=decide")
    officer.page.locator(f'.duty:has(a[href="/achievements/{story.achievement}"]) .next a').click()
    id = officer.draft(filing=decision, outcome="rejected")
    story.done(id, officer)
    assert story.state()["objections"] == 0


def objected_too_late(story: Story) -> None:
    """The day after the notice, no objection is taken any more, and the page says why."""
    site, objector = story.site, story.objector
    site.move_to(story.state()["notice"]["until"] + DAY)
    reasons = story.document(objector, "迟到的异议书 Late objection")
    before = story.state()
    objector.open(f"/achievements/{story.achievement}")
    page = objector.page
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("a[href^='/acts/new/object']")).to_have_count(0)
    objector.to_form("object", achievement=story.achievement, filing=reasons, party=objector.party)
    page.locator("#f-ground").select_option("title")
    page.locator("#draft").click()
    expect(page.locator("#wrong")).to_contain_text(LATE[story.lang], timeout=PATIENCE)
    assert story.state()["objections"] == before["objections"] == 0


def confirmed(story: Story) -> None:
    """The officer finds it at his desk; all who are to hold sign, and hold."""
    officer, unit, researcher = story.officer, story.unit, story.researcher
    officer.open("/desk?kind=confirm")
    officer.page.locator(f'.duty:has(a[href="/achievements/{story.achievement}"]) .next a').click()
    story.done(officer.draft(), officer, unit, researcher)
    assert story.state()["status"] == "confirmed"
    assert owners(story) == {unit.party: "7/10", researcher.party: "3/10"}


def conveyed(story: Story) -> None:
    """The researcher conveys a twentieth of the whole to the unit."""
    officer, unit, researcher = story.officer, story.unit, story.researcher
    contract = story.document(researcher, "转让合同 Contract")
    researcher.open(f"/achievements/{story.achievement}")
    researcher.page.locator("a[href^='/acts/new/convey?']").click()
    movement = {"from": researcher.party, "to": unit.party, "share": "1/20"}
    id = researcher.draft(filing=contract, appointment=story.appointment, basis="sale", movements=[movement])
    story.done(id, researcher, officer, unit)
    assert owners(story) == {unit.party: "3/4", researcher.party: "1/4"}


def owners(story: Story) -> dict[int, str]:
    """Who holds which fraction of the whole."""
    return {owner["party"]: str(Fraction(owner["units"], WHOLE)) for owner in story.state()["owners"]}


def verified(story: Story, chromium: Browser) -> None:
    """What the unit takes away is verified by a stranger: on the page, and by the file with the network off."""
    unit, folder = story.unit, story.folder
    unit.open(f"/achievements/{story.achievement}")
    proof = unit.page.locator("section:has(#proof-title)")
    bundle = unit.download(proof.locator("a[href*='/evidence']"), folder)
    certificate = unit.download(proof.locator("a[href*='/certificate']"), folder)
    trust = unit.download(proof.locator("a[href='/v1/trust']"), folder)
    report = verify.verify(bundle.read_bytes(), trust.read_bytes())
    assert report.verdict is Status.VALID, report
    assert certificate.read_bytes().startswith(b"%PDF-")
    page = story.visit(story.lang)
    page.goto("/verify")
    for taken in (bundle, certificate):
        expect_verdict(page, taken, trust, story.lang)
    with page.expect_download() as saving:
        page.locator(".verify-offline a").click()
    alone = folder / "verify.html"
    saving.value.save_as(alone)
    context = chromium.new_context(locale="zh-CN" if story.lang == "zh" else "en-GB", offline=True)
    page = context.new_page()
    page.goto(alone.as_uri())
    for taken in (bundle, certificate):
        expect_verdict(page, taken, trust, story.lang)
    context.close()


def expect_verdict(page: Page, bundle: Path, trust: Path, lang: str) -> None:
    """The page says of it that it is valid, every check but those that nobody asked for."""
    panel = page.locator(f"[data-verify={lang}]")
    panel.locator("[data-bundle]").set_input_files(bundle)
    panel.locator("[data-trust]").set_input_files(trust)
    panel.locator("button[type=submit]").click()
    expect(panel.locator("[data-status]")).to_contain_text(VALID[lang], timeout=PATIENCE)
    expect(panel.locator(".verdict h2")).to_have_text(VALID[lang])
    expect(panel.locator(".badge.is-INVALID")).to_have_count(0)
