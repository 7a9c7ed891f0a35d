"""The whole way on a real service: PostgreSQL, Ganache, API and worker, all of them ours and running.

One ledger serves the module; its tests are the chapters of one story and run in their order.
"""

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import structlog

from ledger import founding, keyring, settings, upping
from ledger.cli import main
from ledger.client import Client
from ledger.core import act_words, acts, disclosure
from ledger.core.acts import achievement_number
from ledger.core.calendar import moment
from ledger.core.errors import ZhengbenError
from ledger.opening import Opened, opened
from tests.cli.conftest import Ran
from tests.core.good_forms import good

PASSWORD = "correct horse"
NOTHING = "0x" + "0a" * 32
CORE, OFFICER = 1, 3  # the parties of an embedded ledger: core operator, log operator, first officer


@dataclass
class Story:
    """A running ledger, the reader's folder, and what was learnt so far."""

    url: str
    folder: Path
    opened: Opened
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def keys(self) -> Path:
        """The reader's own keys."""
        return self.folder / "keys"

    @property
    def demo_keys(self) -> Path:
        """The keys of the demonstration identities."""
        return self.opened.service.settings.data / "demo" / "keys"


Tell = Callable[..., Any]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """A ledger served on a free port until the module ends."""
    folder = tmp_path_factory.mktemp("journey")
    ready = threading.Event()
    found: dict[str, Any] = {}

    def tell_ready(opened: Opened, url: str) -> None:
        found.update(opened=opened, url=url)
        ready.set()

    configured = settings.load(data=folder / "data", port=0, tick_seconds=0.05, anchor_every_seconds=1)
    with upping.listen("127.0.0.1", 0) as listening, opened(configured, lambda _zh, _en: None) as ledger:
        serving = upping.Serving(ledger, listening, tell_ready)
        thread = threading.Thread(target=serving.run)
        thread.start()
        try:
            assert ready.wait(60), "the service did not get ready"
            keyring.create_account(folder / "keys" / "lin.json", PASSWORD, work=2)
            verifier = ledger.service.deployment.contracts["P256Verifier"].address
            keyring.create_p256(folder / "keys" / "pad.json", PASSWORD, bytes.fromhex(verifier[2:]), work=2)
            (folder / "report.pdf").write_bytes(b"%PDF-1.7 measured, found, written down")
            yield Story(found["url"], folder, found["opened"])
        finally:
            serving.should_exit = True
            thread.join(30)


@pytest.fixture(autouse=True)
def quiet() -> None:
    """The service logs, in this process, to nobody: stdout belongs to the program."""
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())


@pytest.fixture
def tell(story: Story, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Run the program against the ledger and answer its JSON; `code` is the exit code it must end with."""

    def tell(*arguments: object, code: int = 0, password: str = PASSWORD, plain: bool = False) -> Any:
        for name in [name for name in os.environ if name.startswith("ZHENGBEN_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("ZHENGBEN_URL", story.url)
        monkeypatch.setenv("ZHENGBEN_PASSWORD", password)
        capsys.readouterr()
        ended = main([*map(str, arguments), *([] if plain else ["--json"])])
        printed = capsys.readouterr()
        assert ended == code, printed
        return Ran(ended, printed.out, printed.err) if plain else json.loads(printed.out)

    return tell


def until(tell: Tell, what: Callable[[dict[str, Any]], bool], *command: object) -> dict[str, Any]:
    """Ask again and again until the answer is as expected."""
    end = time.monotonic() + 60
    while True:
        answer: dict[str, Any] = tell(*command)
        if what(answer):
            return answer
        assert time.monotonic() < end, answer
        time.sleep(0.1)


def act(story: Story, tell: Tell, kind: str, fields: dict[str, Any], *keys: tuple[Path, str]) -> dict[str, Any]:
    """Draft an act with the officer's key, sign it with every key, submit it and wait, all by the program."""
    written = story.folder / "fields.json"
    written.write_text(json.dumps(fields))
    desk = story.demo_keys / "officer.json"
    drafted = tell("act", "draft", kind, "--fields", written, "--key", desk, password=founding.PASSWORD)["id"]
    for key, password in keys:
        tell("sign", drafted, "--key", key, "--yes", password=password)
    ended: dict[str, Any] = tell("submit", drafted, "--wait")
    assert ended["status"] in ("included", "final")
    return ended


def lin(story: Story) -> tuple[Path, str]:
    return story.keys / "lin.json", PASSWORD


def pad(story: Story) -> tuple[Path, str]:
    return story.keys / "pad.json", PASSWORD


def officer(story: Story) -> tuple[Path, str]:
    return story.demo_keys / "officer.json", founding.PASSWORD


def core(story: Story) -> tuple[Path, str]:
    return story.demo_keys / "core.json", founding.PASSWORD


def test_the_service_tells_how_it_is(story: Story, tell: Tell) -> None:
    status = tell("status")
    assert status["chain"]["id"] == story.opened.service.deployment.chain_id
    assert "链" in tell("status", "--lang", "zh", plain=True).out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_act_is_told_with_who_signs_it_and_what_it_asks_for(tell: Tell, language: str) -> None:
    listed = [kind["kind"] for kind in tell("act", "kinds")["kinds"]]
    assert listed == list(acts.kinds())
    shown = tell("act", "kinds", "--lang", language, plain=True).out
    assert all(act_words.TITLES[kind][0 if language == "zh" else 1] in shown for kind in listed)
    one = tell("act", "kinds", "offer", "--lang", language, plain=True).out
    assert ("出让人" if language == "zh" else "the seller") in one
    assert "windowEnd" in one
    assert tell("act", "kinds", "steal", code=64)["code"] == "KIND_UNKNOWN"


def test_a_draft_is_said_in_words_and_its_salts_are_told_once(story: Story, tell: Tell) -> None:
    desk = ("--key", story.demo_keys / "officer.json")
    fields = ("-f", "appointment=1", "-f", "node=1", "-f", "kind=consulting", "-f", "subKind=consulting")
    parties = ("-f", "applicant=1", "-f", "sellers=[1]", "-f", "buyers=[2]", "-f", f"filing={'0' * 64}")
    terms = ("-f", 'terms={"amount": "9.00"}')
    command = ("act", "draft", "registerContract", *fields, *parties, *terms, *desk)
    drafted = tell(*command, password=founding.PASSWORD)
    (disclosed,) = drafted["disclosures"]
    committed = disclosure.parse(disclosed)
    assert committed.value == {"amount": "9.00"}
    assert drafted["message"]["terms"] == "0x" + sha256(disclosed.encode()).hexdigest()
    assert tell("show", drafted["id"])["disclosures"] == []
    shown = tell(*command, "--lang", "zh", plain=True, password=founding.PASSWORD)
    assert "登记技术合同" in shown.out
    assert "技术咨询（4）" in shown.out
    assert "盐" in shown.err


@pytest.mark.parametrize(
    ("command", "code", "ended"),
    [
        (("act", "draft", "object", "-f", "party"), "FIELDS_WRONG", 64),
        (("act", "draft", "object", "-f", "party=1", "-f", "party=2"), "FIELDS_WRONG", 64),
        (("act", "draft", "steal"), "KIND_UNKNOWN", 64),
        (("act", "call", "steal", "1"), "CALL_UNKNOWN", 64),
        (("act", "call", "settleRecovery", "lin"), "ID_WRONG", 64),
        (("act", "call", "settleRecovery", "1"), "RECOVERY_CLOSED", 1),
        (("act", "call", "adopt", NOTHING), "NOT_MIGRATED", 1),
    ],
)
def test_what_cannot_be_drafted_or_brought_about_is_refused_by_name(
    story: Story, tell: Tell, command: tuple[str, ...], code: str, ended: int
) -> None:
    desk = ("--key", story.demo_keys / "officer.json") if "draft" in command else ()
    assert tell(*command, *desk, code=ended, password=founding.PASSWORD)["code"] == code


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("act", "draft", "withdraw", "-f", "party=4000"), "PARTY_UNKNOWN"),
        (("act", "draft", "closeNode", "-f", "node=4000"), "NODE_UNKNOWN"),
        (("act", "draft", "withdrawOffer", "-f", f"offer={NOTHING}"), "OFFER_UNKNOWN"),
        (("act", "call", "settleRecovery", "1"), "RECOVERY_CLOSED"),
        (("act", "call", "adopt", NOTHING), "NOT_MIGRATED"),
        (("show", NOTHING), "ACHIEVEMENT_UNKNOWN"),
    ],
)
def test_a_refusal_of_the_service_is_told_wholly_in_the_readers_language(
    story: Story, tell: Tell, command: tuple[str, ...], code: str
) -> None:
    desk = ("--key", story.demo_keys / "officer.json") if "draft" in command else ()
    said = {
        language: tell(*command, *desk, "--lang", language, code=1, plain=True, password=founding.PASSWORD).err
        for language in ("zh", "en")
    }
    chinese, english = (told.strip().removeprefix(f"{code}: ").replace(NOTHING, "") for told in said.values())
    assert chinese != said["zh"].strip()
    assert re.search("[\u4e00-\u9fff]", chinese)
    assert not re.search("[A-Za-z]", chinese)
    assert not re.search("[\u4e00-\u9fff]", english)
    assert ("→" in chinese) == ("→" in english)


@pytest.mark.parametrize("key", ["lin", "pad"])
def test_a_document_is_filed_with_an_account_and_with_a_p256_key(story: Story, tell: Tell, key: str) -> None:
    filed = tell("file", story.folder / "report.pdf", "--key", key, "--keys", story.keys, "--title", f"Report of {key}")
    (filing,) = filed["filings"]
    assert filing["created"] is True
    story.known[key] = filing["leaf"]
    status = until(tell, lambda answer: bool(answer["anchored"]), "status", filing["leaf"])
    assert status["integrated"] is True


@pytest.mark.parametrize("key", ["lin", "pad"])
def test_ones_own_filings_are_listed_and_no_session_is_left_behind(story: Story, tell: Tell, key: str) -> None:
    with_key = ["--key", key, "--keys", story.keys]
    items = tell("filings", *with_key)["items"]
    assert story.known[key] in [one["leaf"] for one in items]
    assert story.known["pad" if key == "lin" else "lin"] not in [one["leaf"] for one in items]
    assert story.known[key][:8] in tell("filings", *with_key, "--lang", "zh", plain=True).out
    assert tell("sessions", "list", *with_key) == {"items": []}


def test_several_documents_are_several_filings_or_one(story: Story, tell: Tell) -> None:
    paths = []
    for name in ("一.txt", "2.txt"):
        paths.append(story.folder / name)
        paths[-1].write_text(name)
    apart = tell("file", *paths, "--key", story.keys / "lin.json")["filings"]
    assert [len(filing["attachments"]) for filing in apart] == [1, 1]
    together = tell("file", *paths, "--key", story.keys / "lin.json", "--together", "--title", "Both")["filings"]
    assert [len(filing["attachments"]) for filing in together] == [2]
    shown = tell("file", paths[0], "--key", story.keys / "lin.json", "--lang", "zh", plain=True)
    assert "已备案" in shown.out


def test_a_form_that_does_not_fit_is_refused_before_anything_is_sent(story: Story, tell: Tell) -> None:
    form = story.folder / "form.json"
    form.write_text(json.dumps({"title": "x", "unknown": 1}))
    refused = tell("file", story.folder / "report.pdf", "--key", story.keys / "lin.json", "--form", form, code=1)
    assert refused["code"] == "FORM_INVALID"


def test_a_form_is_checked_without_a_password_and_nothing_is_filed(story: Story, tell: Tell) -> None:
    form, key = story.folder / "late.json", story.keys / "lin.json"
    form.write_text(json.dumps(good("achievement_filing/2")))  # accepted on 2026-01-20
    command = ["file", story.folder / "report.pdf", "--key", key, "--type", "achievement_filing/2", "--form", form]
    (finding,) = tell(*command, "--check", code=1, password="wrong")["findings"]
    assert (finding["code"], finding["pointer"]) == ("FILING_LATE", "/acceptance_date")
    shown = tell(*command, "--check", "--lang", "zh", code=1, plain=True)
    assert "不允许：备案期限已于 2026-07-20 届满（FILING_LATE 甘肃登记办法 /acceptance_date）" in shown.out
    assert tell("file", story.folder / "report.pdf", "--key", key, "--check", password="wrong") == {"findings": []}
    (filed,) = tell(*command)["filings"]  # advice hinders nobody
    assert filed["created"] is True
    assert [one["code"] for one in filed["findings"]] == ["FILING_LATE"]


@pytest.mark.parametrize("key", ["lin", "pad"])
def test_evidence_with_the_filers_key_discloses_and_verifies_offline(story: Story, tell: Tell, key: str) -> None:
    open_, closed = story.folder / f"{key}-open.json", story.folder / f"{key}-closed.json"
    got = tell("evidence", story.known[key], "-o", open_, "--key", story.keys / f"{key}.json")
    assert got["disclosed"] is True
    assert open_.stat().st_mode & 0o777 == 0o600
    assert tell("evidence", story.known[key], "-o", closed)["disclosed"] is False
    other = "pad" if key == "lin" else "lin"
    strangers = story.folder / f"{key}-stranger.json"
    assert (
        tell("evidence", story.known[key], "-o", strangers, "--key", story.keys / f"{other}.json")["disclosed"] is False
    )
    trust = story.opened.write_trust()
    for bundle in (open_, closed, strangers):
        report = tell("verify", bundle, "--trust", trust)
        assert report["verdict"] == "VALID", report
    report = tell("verify", open_, "--trust", trust, "--file", story.folder / "report.pdf")
    assert next(c for c in report["checks"] if c["name"] == "attachments")["status"] == "VALID"
    forged = story.folder / "other" / "report.pdf"
    forged.parent.mkdir(exist_ok=True)
    forged.write_bytes(b"%PDF another")
    assert tell("verify", open_, "--trust", trust, "--file", forged, code=1)["verdict"] == "INVALID"


def test_a_bundle_with_a_changed_byte_is_invalid(story: Story, tell: Tell) -> None:
    bundle = json.loads((story.folder / "lin-open.json").read_text())
    bundle["anchor"]["time"] += 1
    forged = story.folder / "forged.json"
    forged.write_text(json.dumps(bundle))
    report = tell("verify", forged, "--trust", story.opened.write_trust(), code=1)
    assert report["verdict"] == "INVALID"


def test_a_newcomer_is_enrolled_by_its_own_signature_and_the_vouchers(story: Story, tell: Tell) -> None:
    for name, key in (("lin", lin(story)), ("pad", pad(story))):
        signer = next(item.signer_bytes for item in keyring.listed(story.keys) if item.path.stem == name)
        fields = {"signer": "0x" + signer.hex(), "identity": "0x" + "17" * 32, "kind": 1, "voucher": CORE}
        enrolled = act(story, tell, "enrol", fields, core(story), key)
        story.known[f"{name} party"] = enrolled["message"]["party"]
        party = until(tell, lambda _: True, "show", f"party:{story.known[f'{name} party']}")
        assert party["signer"] == "0x" + signer.hex()


def test_an_achievement_is_registered_proposed_and_confirmed(story: Story, tell: Tell) -> None:
    mine, hers = story.known["lin party"], story.known["pad party"]
    leaf = story.known["lin"]
    number = "0x" + achievement_number(1, bytes.fromhex(leaf)).hex()
    fields = {"node": 1, "filing": leaf, "filer": mine, "claimed": [{"party": mine, "share": "1/1"}]}
    act(story, tell, "register", fields | {"appointment": 1}, officer(story), lin(story))
    achievement = until(tell, lambda answer: answer["status"] == "registered", "show", number)
    assert achievement["claimed"] == [{"party": mine, "units": 720_720_000, "share": "1"}]
    table = [{"party": mine, "share": "51/100"}, {"party": hers, "share": "49/100"}]
    proposal = {"achievement": number, "rule": "unanimous", "table": table, "filing": story.known["pad"]}
    until_then = {"noticeUntil": story.opened.service.clock() + 19 * 86_400}  # the calendar may not know that year
    proposed = act(story, tell, "propose", proposal | until_then, lin(story))
    story.opened.move_to(proposed["message"]["noticeUntil"] + 1)
    confirmation = {"achievement": number, "filing": story.known["pad"], "appointment": 1}
    act(story, tell, "confirm", confirmation, officer(story), lin(story), pad(story))
    achievement = until(tell, lambda answer: answer["status"] == "confirmed", "show", number)
    assert [(owner["party"], owner["share"]) for owner in achievement["owners"]] == [(mine, "51/100"), (hers, "49/100")]
    story.known["achievement"] = number


def test_a_share_given_away_is_shown_then_and_before(story: Story, tell: Tell) -> None:
    number, mine, hers = story.known["achievement"], story.known["lin party"], story.known["pad party"]
    before = tell("show", number)["asOf"]["time"]
    story.opened.move_to(before + 2 * 86_400)
    gift = {
        "achievement": number,
        "movements": [{"from": mine, "to": hers, "share": "1/100"}],
        "basis": "gift",
        "filing": story.known["pad"],
        "appointment": 1,
    }
    act(story, tell, "convey", gift, officer(story), lin(story), pad(story))
    now = until(tell, lambda answer: answer["version"] == 3, "show", number)
    assert [owner["share"] for owner in now["owners"]] == ["1/2", "1/2"]
    instant = moment(before).replace(" +", "+").replace(" ", "T")
    assert [owner["share"] for owner in tell("show", number, "--at", instant)["owners"]] == ["51/100", "49/100"]


def test_what_happened_and_what_stands_beside_the_title_is_listed(story: Story, tell: Tell) -> None:
    number, mine = story.known["achievement"], story.known["lin party"]
    steps = tell("list", "history", number)["items"]
    assert [step["act"] for step in steps] == ["register", "propose", "confirm", "convey"]
    assert [step["act"] for step in tell("list", "history", f"party:{mine}")["items"]] == ["enrol"]
    for what in ("objections", "freezes", "offers", "orders", "effects", "pledges", "rights", "contracts"):
        assert tell("list", what, number)["items"] == []
    assert "买卖" not in tell("list", "history", number, "--lang", "zh", plain=True).out
    assert "赠与" in tell("list", "history", number, "--lang", "zh", plain=True).out


def test_the_title_travels_as_evidence(story: Story, tell: Tell) -> None:
    bundle = story.folder / "title.json"
    got = tell("evidence", story.known["achievement"], "-o", bundle, "--key", story.keys / "lin.json")
    assert got["size"] == bundle.stat().st_size
    report = tell("verify", bundle, "--trust", story.opened.write_trust())
    assert report["verdict"] == "VALID", report
    told = tell("verify", bundle, "--trust", story.opened.write_trust(), "--lang", "zh", plain=True)
    assert "有效" in told.out
    assert "演示" in told.out


def test_the_title_travels_as_a_certificate_that_carries_its_evidence(story: Story, tell: Tell) -> None:
    number, bundle, pdf = story.known["achievement"], story.folder / "beside.json", story.folder / "certificate.pdf"
    got = tell("evidence", number, "-o", bundle, "--pdf", pdf, "--key", story.keys / "lin.json", "--lang", "zh")
    assert got["certificate"]["size"] == pdf.stat().st_size
    assert got["disclosed"] is True
    report = tell("verify", pdf, "--trust", story.opened.write_trust())
    assert report["verdict"] == "VALID", report
    assert report["certificate"]["number"] == number
    assert tell("evidence", number, "--pdf", story.folder / "closed.pdf")["disclosed"] is False


def test_a_key_without_a_seat_is_told_so(story: Story, tell: Tell) -> None:
    with Client(story.url) as client:
        client.sign_in(keyring.load(*officer(story)))
        fields = {"signer": "0x" + "12" * 20, "identity": "0x" + "00" * 32, "kind": 1, "voucher": CORE}
        drafted = client.draft_act("enrol", fields)
        with pytest.raises(ZhengbenError) as refusal:
            client.sign_act(drafted.id, CORE, bytes(64) + b"\x1b")
        assert refusal.value.code
    assert tell("sign", drafted.id, "--key", story.keys / "lin.json", "--yes", code=1)["code"] == "KEY_NOT_SEATED"
    assert tell("submit", drafted.id, code=1)["code"]
    assert acts.kinds()


@pytest.mark.parametrize("command", [["status", "ab" * 32], ["show", "0x" + "ab" * 32], ["show", "4000000"],
                                     ["show", "node:4000000"], ["show", "right:0x" + "ab" * 32],
                                     ["list", "rights", "0x" + "ab" * 32], ["evidence", "ab" * 32, "-o", "none.json"],
                                     ["show", "2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"]])  # fmt: skip
def test_what_nobody_knows_is_told_by_name(tell: Tell, command: list[str]) -> None:
    assert tell(*command, code=1)["code"]
    assert not Path("none.json").exists()
