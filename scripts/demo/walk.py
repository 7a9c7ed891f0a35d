"""The walk: every step through the API, with keys that the service never sees."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ledger.core import powers
from ledger.core.errors import ProofInvalid, Refused
from ledger.core.shares import WHOLE, Share
from scripts.demo.cast import Cast, day_start, instant, percent
from scripts.demo.desk import Desk, attached_text, attachment
from scripts.demo.teller import Teller

_CONVEYED = "1/20"  # of the whole, from the first researcher to the second


@dataclass
class Walk:
    """One achievement, from its filing to a proof that stands without the service.

    :param desk: where everybody acts; the operator of the core node is enrolled already.
    :param move_to: moves the clock of the embedded chain to a second.
    :param report: the evaluation report.
    """

    desk: Desk
    cast: Cast
    tell: Teller
    move_to: Callable[[int], None]
    report: Path
    leaf: str = ""
    agreement: str = ""
    achievement: str = ""
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
        desk, root, until = self.desk, "ORG-ADM", day_start("2028-12-31")
        desk.nodes["N-CORE"] = 1
        desk.enrol("OF-CORE", voucher=root)
        desk.appoint("OF-CORE", node="N-CORE", by=root, powers=[*powers.NAMES, "below"], until=until)
        for organisation in ("ORG-A", "ORG-B"):
            desk.enrol(organisation)
        for officer, park in (("OF-QC", "N-QC"), ("OF-ZC", "N-ZC")):
            desk.admit(park, operator=root)
            desk.enrol(officer, voucher=root)
            desk.appoint(officer, node=park, by=root, powers=powers.NAMES[2:], until=until)
        for person in ("P-101", "P-102"):
            desk.enrol(person, voucher="ORG-A")
        for actor in self.desk.actors.values():
            tell.fact(f"主体 {actor.party}", f"party {actor.party}", self._name(actor.id))

    def file_the_achievement(self) -> None:
        tell, unit, desk = self.tell, "ORG-A", self.desk
        event = self.cast.event("achievement_filed")
        self.move_to(instant(event))
        tell.scene("备案", "The filing")
        tell.say(
            f"{self._name(unit)}备案成果“{self.cast.title}”。评价报告留在自己手里,只交出摘要。",
            f"{self._name(unit)} files “{self.cast.dossier['title_en']}”. The evaluation report stays with it; only "
            "its digests go along.",
        )
        attached = attachment(self.report)
        tell.fact("评价报告", "the report", f"{attached['size']:,} B   sha256 {attached['sha256'][:16]}…")
        form = self.cast.filing_form(event)
        self.leaf = desk.file(unit, "achievement_filing/1", desk.nodes["N-QC"], form, [attached])
        tell.fact("回执", "receipt", self.leaf)
        status = desk.until(lambda: desk.client.filing(self.leaf), lambda s: (s["anchored"] or {}).get("final"))
        tell.fact("日志中的位置", "place in the log", status["index"])
        tell.fact("链上锚定", "anchored on the chain", f"{status['anchored']['size']} @ {status['anchored']['block']}")
        found = self.desk.client.find(sha256=attached["sha256"])
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
            "node": self.desk.nodes["N-QC"],
            "filing": self.leaf,
            "filer": self.desk.actors["ORG-A"].party,
            "claimed": [{"party": self.desk.actors["ORG-A"].party, "units": WHOLE}],
            "appointment": self.desk.appointments["OF-QC"],
        }
        message = self.desk.act("register", fields, ["OF-QC", "ORG-A"])
        self.achievement = message["act"]["achievement"]
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
        self.agreement = self.desk.file(
            "ORG-A", "document/1", self.desk.nodes["N-QC"], {"title": text["title"]}, [attached_text(text)]
        )
        self.desk.until(lambda: self.desk.client.filing(self.agreement), lambda s: s["index"] is not None)
        self.move_to(instant(self.cast.event("notice_opened")))
        last_day = self.cast.event("notice_opened")["expected"]["values"]["last_day"]
        until = day_start(last_day) + 86_400
        table = [{"party": self.desk.actors[party].party, "units": units} for party, units in self.cast.owners(granted)]
        fields = {
            "achievement": self.achievement,
            "filing": self.agreement,
            "rule": "unanimous",
            "table": table,
            "noticeUntil": until,
        }
        self.desk.act("propose", fields, ["ORG-A"])
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
        self.desk.act("confirm", self._confirmation("OF-QC"), signers)
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
        self.desk.act("convey", fields, ["OF-QC", "ORG-A", "P-101", "P-102"])

    def ask_who_owned_what(self) -> None:
        self.tell.scene("哪一天,谁拥有什么", "Who owned what, on which day")
        for day in self.cast.days_asked:
            self._show_holders(f"{day} 24:00", f"at the end of {day}", at=day)
        self._show_holders("今天", "today")

    def take_the_evidence_away(self) -> None:
        tell = self.tell
        tell.scene("把证据带走", "The evidence is taken away")
        self.desk.client.sign_in(self.desk.actors["ORG-A"].key)
        self.proofs["filing"] = self.desk.patiently(lambda: self.desk.client.filing_evidence(self.leaf))
        self.proofs["title"] = self.desk.patiently(lambda: self.desk.client.achievement_evidence(self.achievement))
        before = self.cast.days_asked[-1]
        self.proofs[f"title-{before}"] = self.desk.client.achievement_evidence(self.achievement, at=before)
        self.desk.client.sign_out()
        self.proofs["filing-anonymous"] = self.desk.client.filing_evidence(self.leaf)
        self.proofs["trust"] = self.desk.client.trust()
        tell.say(
            "备案证据、权属证据、不披露任何内容的匿名证据,和一份信任文件。从这里起,不再需要服务器。",
            "Evidence of the filing, of the title, an anonymous one that discloses nothing, and a trust file. From "
            "here on nobody needs the server.",
        )

    def _confirmation(self, officer: str) -> dict[str, Any]:
        return {
            "achievement": self.achievement,
            "filing": self.agreement,
            "appointment": self.desk.appointments[officer],
        }

    def _conveyance(self, giver: str, receiver: str, share: str, basis: str = "sale") -> dict[str, Any]:
        movement = {"from": self.desk.actors[giver].party, "to": self.desk.actors[receiver].party, "share": share}
        return {
            "achievement": self.achievement,
            "filing": self.agreement or self.leaf,
            "basis": basis,
            "movements": [movement],
            "appointment": self.desk.appointments["OF-QC"],
        }

    def _refused(self, kind: str, fields: dict[str, Any], signers: Sequence[str]) -> None:
        """Try the same, and tell who said no."""
        try:
            self.desk.act(kind, fields, signers)
        except (Refused, ProofInvalid) as error:
            self.tell.refused(error)
            return
        raise AssertionError(f"{kind} by {signers} should have been refused")

    def _show_holders(self, zh: str, en: str, at: str | None = None) -> None:
        answer = self.desk.patiently(lambda: self.desk.client.achievement(self.achievement, at))
        names = {actor.party: self._name(actor.id) for actor in self.desk.actors.values()}
        rows = [(names[owner["party"]], percent(Share(owner["party"], owner["units"]))) for owner in answer["owners"]]
        block = answer["asOf"]
        self.tell.holders(zh, en, rows, f"{answer['status']} · #{block['number']} {block['hash'][:10]}…")

    def _name(self, id: str) -> str:
        return self.cast.name(id, self.tell.lang)
