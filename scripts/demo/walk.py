"""The walk: every step through the API, with keys that the service never sees."""

import hashlib
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.cli import prepared
from ledger.cli.signing import recomputed
from ledger.client import Client
from ledger.core import acts, powers, trust
from ledger.core.errors import ProofInvalid, Refused, Unavailable, ZhengbenError
from ledger.core.shares import WHOLE, Share
from ledger.core.trust import Trust
from ledger.keyring import Signer
from scripts.demo.cast import Cast, day_start, instant, percent
from scripts.demo.teller import Teller

_PATIENCE = 60.0  # seconds of real time that a step may take until it is final
_GLANCE = 0.1
_CONVEYED = "1/20"  # of the whole, from the first researcher to the second


@dataclass
class Actor:
    """Somebody with a key; `party` is 0 until enrolled."""

    id: str
    key: Signer
    kind: str
    party: int = 0


@dataclass
class Walk:
    """One achievement, from its filing to a proof that stands without the service.

    :param actors: by their ids in the dossier; the operator of the core node is enrolled already.
    :param move_to: moves the clock of the embedded chain to a second.
    :param report: the evaluation report, a PDF.
    """

    client: Client
    cast: Cast
    tell: Teller
    actors: dict[str, Actor]
    move_to: Callable[[int], None]
    report: Path
    leaf: str = ""
    agreement: str = ""
    achievement: str = ""
    appointments: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    proofs: dict[str, bytes] = field(default_factory=dict)

    def run(self) -> None:
        """All scenes, in their order."""
        self.settle_in()
        self.file_the_achievement()
        self.register()
        self.propose()
        self.wait_and_confirm()
        self.convey()
        self.ask_who_owned_what()
        self.take_the_evidence_away()

    def settle_in(self) -> None:
        tell = self.tell
        tell.scene("一本空账", "An empty ledger")
        tell.say(
            "链刚刚启动,合约刚刚部署。核心节点的运营方是第一个主体;部署者没有留下任何权力。",
            "The chain has just started, the contracts are deployed. The operator of the core node is the first "
            "party; whoever deployed kept no power.",
        )
        root, core = self.actors["ORG-ADM"], "OF-CORE"
        self._enrol(core, voucher=root)
        until = day_start("2028-12-31")
        everything = list(powers.NAMES)
        self._appoint(core, node=1, by=root, names=[*everything, "below"], until=until)
        self.nodes["N-CORE"] = 1
        for organisation in ("ORG-A", "ORG-B"):
            self._enrol(organisation)
        for park in ("N-QC", "N-ZC"):
            self._admit(park, operator=root)
        for officer, park in (("OF-QC", "N-QC"), ("OF-ZC", "N-ZC")):
            self._enrol(officer, voucher=root)
            self._appoint(officer, node=self.nodes[park], by=root, names=everything[2:], until=until)
        for person in ("P-101", "P-102"):
            self._enrol(person, voucher=self.actors["ORG-A"])
        for actor in self.actors.values():
            tell.fact(f"主体 {actor.party}", f"party {actor.party}", self._name(actor.id))

    def file_the_achievement(self) -> None:
        tell, unit = self.tell, self.actors["ORG-A"]
        event = self.cast.event("achievement_filed")
        self.move_to(instant(event))
        tell.scene("备案", "The filing")
        tell.say(
            f"{self._name(unit.id)}备案成果“{self.cast.title}”。评价报告留在自己手里,只交出摘要。",
            f"{self._name(unit.id)} files “{self.cast.dossier['title_en']}”. The evaluation report stays with it; only "
            "its digests go along.",
        )
        attached = _attached(self.report)
        tell.fact("评价报告", "the report", f"{attached['size']:,} B   sha256 {attached['sha256'][:16]}…")
        self.leaf = self._file(unit, "achievement_filing/1", self._filing_form(event), [attached])
        tell.fact("回执", "receipt", self.leaf)
        status = self._until(lambda: self.client.filing(self.leaf), lambda s: (s.get("anchored") or {}).get("final"))
        tell.fact("日志中的位置", "place in the log", status["index"])
        tell.fact("链上锚定", "anchored on the chain", f"{status['anchored']['size']} @ {status['anchored']['block']}")
        found = self.client.find(sha256=attached["sha256"])
        tell.say("任何人凭摘要都能得知:此文件已备案,何时;但得不到是谁。",
                 "With the digest anybody learns that the document was filed, and when; never by whom.")  # fmt: skip
        tell.fact("查询", "found", found["filed"])

    def register(self) -> None:
        tell = self.tell
        tell.scene("登记", "The registration")
        tell.say(
            "职务成果依法先归单位。单位主张全部份额,秦川园区的经办人一同签名。",
            "What is invented at work is the unit's first. It claims the whole, and the officer of the park signs too.",
        )
        fields = {
            "node": self.nodes["N-QC"],
            "filing": self.leaf,
            "filer": self.actors["ORG-A"].party,
            "claimed": [{"party": self.actors["ORG-A"].party, "units": WHOLE}],
            "appointment": self.appointments["OF-QC"],
        }
        act = self._act("register", fields, ["OF-QC", "ORG-A"])
        self.achievement = act["message"]["act"]["achievement"]
        tell.fact("成果编号", "achievement", self.achievement)
        self._show_holders("现在谁是权利人?", "Who owns it now?")
        tell.say("先确权、后转化:未确权之前,谁也不能转让。", "First confirm, then transform: nothing can be sold yet.")
        self._refused("convey", self._conveyance("ORG-A", "P-101", "1/10", "gift"), ["OF-QC", "ORG-A", "P-101"])

    def propose(self) -> None:
        tell = self.tell
        granted = self.cast.event("ownership_grant_applied")
        self.move_to(instant(granted))
        tell.scene("赋权提议与公示", "The proposal and its notice")
        text = self.cast.document(granted["payload"]["split_document"])
        self.agreement = self._file(
            self.actors["ORG-A"], "document/1", {"title": text["title"]}, [_attached_text(text)]
        )
        self._until(lambda: self.client.filing(self.agreement), lambda s: s["index"] is not None)
        self.move_to(instant(self.cast.event("notice_opened")))
        last_day = self.cast.event("notice_opened")["expected"]["values"]["last_day"]
        until = day_start(last_day) + 86_400
        table = [{"party": self.actors[party].party, "units": units} for party, units in self.cast.owners(granted)]
        fields = {
            "achievement": self.achievement,
            "filing": self.agreement,
            "rule": "unanimous",
            "table": table,
            "noticeUntil": until,
        }
        self._act("propose", fields, ["ORG-A"])
        tell.say(
            f"单位提议:51%、30%、19%。公示到 {last_day} 24:00 为止,十五天,一刻也不能少。",
            f"The unit proposes 51, 30 and 19 percent. The notice runs to the end of {last_day}: fifteen days, and not "
            "a moment less.",
        )
        tell.say("有人想提前确权:", "Somebody would like to confirm early:")
        self._refused("confirm", self._confirmation("OF-QC"), ["OF-QC", "ORG-A", "P-101", "P-102"])

    def wait_and_confirm(self) -> None:
        tell = self.tell
        tell.scene("确权", "The confirmation")
        tell.say(
            "链的时钟走过公示期,规则没有缩短。", "The chain's clock passes the notice; the rule was not shortened."
        )
        self.move_to(instant(self.cast.event("confirmed", accepted=False, last=True)))
        tell.say("中川园区的经办人来签:他管不到这里。", "The officer of another park signs: he is not competent here.")
        self._refused("confirm", self._confirmation("OF-ZC"), ["OF-ZC", "ORG-A", "P-101", "P-102"])
        self.move_to(instant(self.cast.event("confirmed")))
        signers = ["OF-QC", "ORG-A", "P-101", "P-102"]
        self._act("confirm", self._confirmation("OF-QC"), signers)
        tell.say("三位权利人和本园区经办人都签了。", "The three holders signed, and so did the right officer.")
        self._show_holders("现在谁是权利人?", "Who owns it now?")

    def convey(self) -> None:
        tell = self.tell
        self.move_to(instant(self.cast.event("confirmed")) + 30 * 86_400)
        tell.scene("转让一部分", "A part changes hands")
        giver, receiver = self._name("P-101"), self._name("P-102")
        tell.say(f"{giver}把整体的 {_CONVEYED} 转让给{receiver}。约定一致决,所以单位也要签;少了它:",
                 f"{giver} conveys {_CONVEYED} of the whole to {receiver}. They decide together, so the unit must "
                 "sign as well; without it:")  # fmt: skip
        fields = self._conveyance("P-101", "P-102", _CONVEYED)
        self._refused("convey", fields, ["OF-QC", "P-101", "P-102"])
        self._act("convey", fields, ["OF-QC", "ORG-A", "P-101", "P-102"])

    def ask_who_owned_what(self) -> None:
        self.tell.scene("哪一天,谁拥有什么", "Who owned what, on which day")
        for day in ("2026-04-01", "2026-04-08"):
            self._show_holders(f"{day} 24:00", f"at the end of {day}", at=day)
        self._show_holders("今天", "today")

    def take_the_evidence_away(self) -> None:
        tell = self.tell
        tell.scene("把证据带走", "The evidence is taken away")
        unit = self.actors["ORG-A"]
        self.client.sign_in(unit.key)
        self.proofs["filing"] = self._patiently(lambda: self.client.filing_evidence(self.leaf))
        self.proofs["title"] = self._patiently(lambda: self.client.achievement_evidence(self.achievement))
        before = "2026-04-08"
        self.proofs[f"title-{before}"] = self.client.achievement_evidence(self.achievement, at=before)
        self.client.sign_out()
        self.proofs["filing-anonymous"] = self.client.filing_evidence(self.leaf)
        self.proofs["trust"] = self.client.trust()
        tell.say(
            "备案证据、权属证据、不披露任何内容的匿名证据,和一份信任文件。从这里起,不再需要服务器。",
            "Evidence of the filing, of the title, an anonymous one that discloses nothing, and a trust file. From "
            "here on nobody needs the server.",
        )

    # Acts, from the draft to the block

    def _enrol(self, id: str, voucher: Actor | None = None) -> None:
        actor = self.actors[id]
        fields: dict[str, Any] = {
            "signer": "0x" + actor.key.signer_bytes.hex(),
            "identity": "0x" + secrets.token_hex(32),
            "kind": actor.kind,
        }
        if voucher is None:
            fields["appointment"], signers = self.appointments["OF-CORE"], ["OF-CORE"]
        else:
            fields["voucher"], signers = voucher.party, [voucher.id]
        act = self._act("enrol", fields, signers, newcomer=actor)
        actor.party = act["message"]["party"]

    def _admit(self, id: str, operator: Actor) -> None:
        act = self._act("admit", {"operator": operator.party, "kind": "regional"}, [operator.id])
        self.nodes[id] = act["message"]["node"]

    def _appoint(self, id: str, *, node: int, by: Actor, names: Sequence[str], until: int) -> None:
        fields = {"node": node, "officer": self.actors[id].party, "powers": list(names), "until": until}
        self.appointments[id] = self._act("appoint", fields, [by.id, id])["message"]["appointment"]

    def _confirmation(self, officer: str) -> dict[str, Any]:
        return {
            "achievement": self.achievement,
            "filing": self.agreement,
            "appointment": self.appointments[officer],
        }

    def _conveyance(self, giver: str, receiver: str, share: str, basis: str = "sale") -> dict[str, Any]:
        movement = {"from": self.actors[giver].party, "to": self.actors[receiver].party, "share": share}
        return {
            "achievement": self.achievement,
            "filing": self.agreement or self.leaf,
            "basis": basis,
            "movements": [movement],
            "appointment": self.appointments["OF-QC"],
        }

    def _act(
        self, kind: str, fields: dict[str, Any], signers: Sequence[str], newcomer: Actor | None = None
    ) -> dict[str, Any]:
        """Draft, sign, submit, and wait until the chain has it for good."""
        people = [self.actors[id] for id in signers]
        self.client.sign_in(people[0].key)
        act = self.client.draft_act(kind, fields)
        digest = recomputed(act, self._believed())
        for person in people:
            self.client.sign_act(act.id, person.party, person.key.sign_digest(digest))
        if newcomer is not None:
            self.client.sign_act(act.id, act.message["party"], newcomer.key.sign_digest(digest))
        self.client.submit_act(act.id)
        return self._until(lambda: self.client.act(act.id).answer, lambda answer: answer["status"] == "final")

    def _refused(self, kind: str, fields: dict[str, Any], signers: Sequence[str]) -> None:
        """Try the same, and tell who said no."""
        try:
            self._act(kind, fields, signers)
        except (Refused, ProofInvalid) as error:
            self.tell.refused(error)
            return
        raise AssertionError(f"{kind} by {signers} should have been refused")

    def _file(self, filer: Actor, kind: str, form: dict[str, Any], attached: list[dict[str, Any]]) -> str:
        draft = {
            "type": kind,
            "node": self.nodes["N-QC"],
            "form": form,
            "attachments": attached,
            "filer": {"signer": "0x" + filer.key.signer_bytes.hex(), "party": filer.party},
        }
        offered = self.client.prepare_filing(draft)
        prepared.check(offered, draft)
        origin = self._believed().policy.logs[0].key.name
        digest = acts.filing_digest(kind, self.nodes["N-QC"], offered.filed_at, offered.content, origin)
        signature = filer.key.sign_digest(digest)
        return self.client.send_filing(offered.entry.encode(), list(offered.disclosures), signature).leaf

    def _filing_form(self, event: dict[str, Any]) -> dict[str, Any]:
        payload = event["payload"]
        unit, people = self.cast.organisation("ORG-A"), [self.cast.person(id) for id in payload["completers"]]
        return {
            "title": self.cast.title,
            "category": payload["category"],
            "attribute": payload["attribute"],
            "stage": payload["stage"],
            "form": ["新装备"],
            "keywords": ["重离子", "慢引出", "束流控制"],
            "security_level": payload["security_level"],
            "completing_units": [unit["uscc"]],
            "completers": [{"name": person["name_zh"], "orcid": person["orcid"]} for person in people],
            "start_month": "2022-03",
            "end_month": "2025-12",
            "acceptance_date": payload["acceptance_on"],
            "acceptance_kind": "验收",
            "funding_source": "省",
            "park": "秦川",
            "achievement_reg_no": payload["reg_no"],
            "claimed": [{"holder": unit["name_zh"], "share": "1/1"}],
        }

    # Small things

    def _show_holders(self, zh: str, en: str, at: str | None = None) -> None:
        answer = self._patiently(lambda: self.client.achievement(self.achievement, at))
        names = {actor.party: self._name(actor.id) for actor in self.actors.values()}
        rows = [(names[owner["party"]], percent(Share(owner["party"], owner["units"]))) for owner in answer["owners"]]
        block = answer["asOf"]
        self.tell.holders(zh, en, rows, f"{answer['status']} · #{block['number']} {block['hash'][:10]}…")

    def _name(self, id: str) -> str:
        return self.cast.name(id, self.tell.lang)

    def _believed(self) -> Trust:
        return trust.parse(self.client.trust())

    def _until(self, look: Callable[[], dict[str, Any]], done: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        deadline = time.monotonic() + _PATIENCE
        while True:
            answer = self._patiently(look)
            if done(answer):
                return answer
            if answer.get("status") in ("failed", "expired") or time.monotonic() > deadline:
                raise Unavailable("STEP_UNFINISHED", f"this step did not come to its end: {answer}")
            time.sleep(_GLANCE)

    def _patiently(self, ask: Callable[[], Any]) -> Any:
        """Ask again while the service says that it is only behind."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                return ask()
            except ZhengbenError as error:
                behind = isinstance(error, Unavailable) or error.code == "NOT_YET_ANCHORED"
                if not behind or time.monotonic() > deadline:
                    raise
                time.sleep(_GLANCE)


def _attached(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return _digests(path.name, content, "application/pdf")


def _attached_text(document: dict[str, Any]) -> dict[str, Any]:
    return _digests(f"{document['id']}.txt", document["content_utf8"].encode(), "text/plain")


def _digests(name: str, content: bytes, mime: str) -> dict[str, Any]:
    return {
        "name": name,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "sm3": hashlib.new("sm3", content).hexdigest(),
        "mime": mime,
    }
