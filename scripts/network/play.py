"""What is played on the network: an achievement's whole way while validators die, are cut off, and come back.

Whatever the service acknowledged on the way is remembered, and has to be final and proved at the end.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ledger.chain.client import Chain
from ledger.core import powers
from ledger.core.checks import Status
from ledger.core.errors import Unavailable
from ledger.core.shares import WHOLE
from ledger.core.verify import verify
from scripts.demo.cast import Cast
from scripts.demo.desk import Desk, Json, attached_text
from scripts.demo.teller import Teller
from scripts.network.nodes import Network, Node

LEAST_NOTICE = 10
"""Seconds of public notice on this ledger: days in life, but nobody can move the clock of a real network."""

_SIGNING = 45  # seconds between drafting a proposal and its notice's least length
_STILL = 12.0  # seconds without a block, where one came every second or two, that count as standing still
_GOES_ON = 6  # new blocks that show that the chain goes on
_PATIENCE = 240.0
_GLANCE = 0.25
_TIE = 45.0  # seconds after which three of four that do not go on will not by themselves
_FILED_MEANWHILE = 3
_YEAR = 365 * 86_400
_SHARES = {"ORG-A": "51/100", "P-101": "30/100", "P-102": "19/100"}


@dataclass(frozen=True)
class Phase:
    """A stretch of the chain: its blocks, and how many of them each validator sealed."""

    zh: str
    en: str
    first: int
    last: int
    sealed: Counter[str]


@dataclass
class Play:
    """One run.

    :param desk: where everybody acts; the operator of the core node is enrolled already.
    :param chain: the ledger's node with the ledger's finality.
    :param broken: promises that were not kept, in English.
    """

    network: Network
    desk: Desk
    chain: Chain
    cast: Cast
    tell: Teller
    leaves: list[str] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    achievement: str = ""
    agreement: str = ""
    officer: int = 0
    notice_until: int = 0

    def run(self) -> None:
        """All scenes, in their order; `broken` tells how it went."""
        self.with_all()
        self.with_one_killed()
        self.with_one_cut_off()
        self.with_the_ledgers_node_lost()
        self.with_two_missing()
        self.prove_everything()
        self.sum_up()

    def with_all(self) -> None:
        """Parties, a filing, a registration."""
        tell, desk = self.tell, self.desk
        tell.scene("四个验证者都在", "All four validators are there")
        begins = self.chain.head().number
        until = self.chain.head().time + _YEAR
        desk.nodes["N-CORE"] = 1
        desk.enrol("OF-CORE", voucher="ORG-ADM")
        names = [*powers.NAMES, "below"]
        desk.appoint("OF-CORE", node="N-CORE", by="ORG-ADM", powers=names, until=until)
        desk.enrol("ORG-A")
        for person in ("P-101", "P-102"):
            desk.enrol(person, voucher="ORG-A")
        self.officer = desk.appointments["OF-CORE"]
        form = self.cast.filing_form(self.cast.event("achievement_filed"))
        report = attached_text(self.cast.document("DOC-EVAL"))
        leaf = self._kept(desk.file("ORG-A", "achievement_filing/1", 1, form, [report]))
        self._final(leaf)
        unit = desk.actors["ORG-A"].party
        claimed = [{"party": unit, "units": WHOLE}]
        fields = {"node": 1, "filing": leaf, "filer": unit, "claimed": claimed, "appointment": self.officer}
        self.achievement = desk.act("register", fields, ["OF-CORE", "ORG-A"])["act"]["achievement"]
        tell.fact("成果编号", "achievement", self.achievement)
        self._close("四个都在", "all four", begins)

    def with_one_killed(self) -> None:
        """SIGKILL for one: the chain goes on, and a proposal opens its notice."""
        tell, killed = self.tell, self.network.validators[3]
        tell.scene("杀掉一个", "One is killed")
        begins = self._strike(killed.kill, f"kill -9 {killed.name}")
        text = self.cast.document(self.cast.event("ownership_grant_applied")["payload"]["split_document"])
        self.agreement = self._kept(
            self.desk.file("ORG-A", "document/1", 1, {"title": text["title"]}, [attached_text(text)])
        )
        self._final(self.agreement)
        table = [{"party": self.desk.actors[name].party, "share": share} for name, share in _SHARES.items()]
        self.notice_until = self.chain.head().time + LEAST_NOTICE + _SIGNING
        fields = {"achievement": self.achievement, "filing": self.agreement, "rule": "unanimous"}
        self.desk.act("propose", {**fields, "table": table, "noticeUntil": self.notice_until}, ["ORG-A"])
        self._goes_on(begins, killed)
        self._close(f"缺 {killed.name}", f"without {killed.name}", begins)
        tell.say(f"{killed.name} 重新启动。", f"{killed.name} is started again.")
        self.network.restart(killed)
        self._caught_up([killed])

    def with_one_cut_off(self) -> None:
        """One hears nobody and runs on alone: the chain goes on, and the title is confirmed."""
        tell, lonely = self.tell, self.network.validators[2]
        tell.scene("切断一个", "One is cut off")
        begins = self._strike(lambda: self.network.cut_off(lonely), f"{lonely.name}: admin_removePeer ×4")
        self._until(lambda: self.chain.head().time >= self.notice_until, "the notice ends")
        fields = {"achievement": self.achievement, "filing": self.agreement, "appointment": self.officer}
        self.desk.act("confirm", fields, ["OF-CORE", *_SHARES])
        self._final(self._file_note("cut-off"))
        self._goes_on(begins, lonely)
        tell.fact("孤立者的高度", "height of the lonely one", lonely.head()[0])
        self._close(f"{lonely.name} 断开", f"{lonely.name} cut off", begins)
        tell.say(f"{lonely.name} 重新接通。", f"{lonely.name} is joined again.")
        self.network.join(lonely)
        self._caught_up([lonely])

    def with_the_ledgers_node_lost(self) -> None:
        """The ledger's own node is on the wrong side of a split, then killed: the others do not even notice."""
        tell, gateway = self.tell, self.network.gateway
        witness, lonely = self.network.validators[0], self.network.validators[2]
        tell.scene("账本自己的节点", "The ledger's own node")
        told = f"{lonely.name} + {gateway.name} | " + " + ".join(
            node.name for node in self.network.validators if node is not lonely
        )
        begins = self._strike(lambda: self.network.cut_off(lonely, gateway), told)
        leaf, act = self._file_note("wrong-side"), self._submit_conveyance()
        others = witness.head()[0]
        self._until(lambda: witness.head()[0] >= others + _GOES_ON, "the others go on")
        height, hash = gateway.head()
        waiting = not (self.desk.client.filing(leaf)["anchored"] or {}).get("final")
        self._promise(
            f"别人走到 {witness.head()[0]},账本的节点停在 {height};账本照样收件,什么也不说成终局",
            f"the others are at {witness.head()[0]}, the ledger's node stays at {height}; the ledger takes in a filing "
            "and an act, and calls nothing final",
            held=waiting and self._status(act) in ("submitted", "included") and height < others + _GOES_ON,
        )
        self.network.join(lonely, gateway)
        self._settled(act)
        self._final(leaf)
        kept = gateway.ask("eth_getBlockByNumber", hex(height), False)["hash"] == hash
        tell.say(
            f"它在分裂时的最后一个区块 {height} {'留下了' if kept else '被换掉了'}。",
            f"Its newest block of the split, {height}, was {'kept' if kept else 'replaced'}.",
        )
        gateway.kill()
        leaf = self._file_note("node-killed")
        self.network.restart(gateway)
        self._final(leaf)
        self._promise(
            "节点被杀时仍给回执,重启后终局",
            "a filing was receipted while the ledger's node was dead, and became final after its return",
            held=True,
        )
        self._caught_up([lonely])
        self._close("账本的节点失联", "ledger's node lost", begins)

    def with_two_missing(self) -> None:
        """One killed and one cut off: the chain stands still, the ledger takes filings, and nothing is lost."""
        tell, (lonely, killed) = self.tell, self.network.validators[2:4]
        tell.scene("四个缺了两个", "Two of four are missing")

        def both() -> None:
            killed.kill()
            self.network.cut_off(lonely)

        begins = self._strike(both, f"kill -9 {killed.name}, {lonely.name}: admin_removePeer ×3")
        stopped = self._stands_still()
        tell.fact("停在高度", "stopped at height", stopped)
        meanwhile = [self._file_note(f"meanwhile-{number}") for number in range(_FILED_MEANWHILE)]
        for leaf in meanwhile:
            tell.fact("停顿中仍给回执", "receipt meanwhile", leaf)
        act = self._submit_conveyance()
        states = [self.desk.client.filing(leaf) for leaf in meanwhile]
        waiting = all(state["anchored"] is None or not state["anchored"]["final"] for state in states)
        status = self._status(act)
        still = self.chain.head().number == stopped
        self._promise(
            f"链停着,账本照样收件:{len(meanwhile)} 份备案、1 份已签的转让都在等(转让:{status})",
            f"the chain stands still and the ledger takes in: {len(meanwhile)} filings and a signed conveyance wait "
            f"({status})",
            held=waiting and still and status == "submitted",
        )
        tell.say(f"{killed.name} 先回来,{lonely.name} 随后。", f"{killed.name} comes back, then {lonely.name}.")
        self.network.restart(killed)
        three = self._resumes(stopped, _TIE)
        if not three:
            tell.say(
                f"留下的两个封了同高同重的块,互不相让;{killed.name} 刚封过,还轮不到它(EIP-3436):"
                f"由 {lonely.name} 定夺。",
                f"The two that stayed have sealed rival blocks of one weight, and {killed.name}, which sealed lately, "
                f"may not decide (EIP-3436): {lonely.name} has to.",
            )
        self.network.join(lonely)
        self._until(lambda: self._resumes(stopped, _GLANCE), "the chain resumes")
        there, those = ("三个在", "three of four") if three else ("四个都在", "all four")
        self._promise(f"{there},链从 {stopped} 继续走", f"with {those} the chain goes on from {stopped}", held=True)
        for leaf in meanwhile:
            self._final(leaf)
        tell.fact("转让终局于区块", "the conveyance is final, in block", self._settled(act)["block"])
        self._caught_up([lonely, killed])
        self._close("停顿与恢复", "standstill and return", begins)

    def prove_everything(self) -> None:
        """Whatever was acknowledged is final, proved, and every node tells the same story."""
        tell, client = self.tell, self.desk.client
        tell.scene("一件也没少", "Nothing is lost")
        client.sign_in(self.desk.actors["ORG-A"].key)
        bundles = {leaf: self.desk.patiently(partial(client.filing_evidence, leaf)) for leaf in self.leaves}
        bundles[self.achievement] = self.desk.patiently(lambda: client.achievement_evidence(self.achievement))
        trusted = client.trust()
        verdicts = Counter(verify(bundle, trusted).verdict.value for bundle in bundles.values())
        self._promise(
            f"{len(self.leaves)} 份备案和权属的证据,离线核验:{dict(verdicts)}",
            f"evidence of {len(self.leaves)} filings and of the title, verified offline: {dict(verdicts)}",
            held=set(verdicts) == {Status.VALID.value},
        )
        held = {row["party"]: row["units"] for row in client.achievement(self.achievement)["owners"]}
        giver, receiver = (self.desk.actors[name].party for name in ("P-101", "P-102"))
        self._promise(
            "断开和停顿中提交的两次转让都生效了,各一次",
            "the conveyances that were submitted during split and standstill took effect, each once",
            held=held.get(giver) == WHOLE * 20 // 100 and held.get(receiver) == WHOLE * 29 // 100,
        )
        final = self.chain.final()
        at = hex(final.number)
        hashes = {node.ask("eth_getBlockByNumber", at, False)["hash"] for node in self.network.nodes}
        self._promise(
            f"五个节点在终局高度 {final.number} 上是同一条链",
            f"all five nodes have the same block {final.number}, the newest final one",
            held=hashes == {"0x" + final.hash.hex()},
        )

    def sum_up(self) -> None:
        """Blocks and their sealers, phase by phase."""
        self.tell.scene("小结", "Summary")
        columns = [("阶段", "phase"), ("区块", "blocks"), ("数目", "count")]
        names = [node.name for node in self.network.validators]
        rows = []
        for phase in self.phases:
            name = phase.zh if self.tell.lang == "zh" else phase.en
            counts = [str(phase.sealed.get(sealer, 0)) for sealer in names]
            rows.append([name, f"{phase.first}–{phase.last}", str(phase.last - phase.first + 1), *counts])
        self.tell.rows([*columns, *((name, name) for name in names)], rows)
        self.tell.fact("回执总数", "filings acknowledged", len(self.leaves))
        self.tell.fact("未守住的承诺", "promises broken", len(self.broken))

    def _strike(self, blow: Callable[[], None], told: str) -> int:
        """Deal a blow; the number of the first block that is surely made after it."""
        blow()
        begins = self.chain.head().number
        self.tell.fact("在高度", "at height", f"{begins}: {told}")
        return begins + 2  # one may have been under way

    def _goes_on(self, begins: int, missing: Node) -> None:
        self._until(lambda: self.chain.final().number >= begins + _GOES_ON, "the chain goes on")
        final = self.chain.final().number
        sealed = Counter(self.network.sealers(begins, final))
        self._promise(
            f"链没有停:{begins} 到 {final},由 {', '.join(sorted(sealed))} 出块",
            f"the chain goes on: {begins} to {final}, sealed by {', '.join(sorted(sealed))}",
            held=missing.name not in sealed and len(sealed) == len(self.network.validators) - 1,
        )

    def _stands_still(self) -> int:
        """The height at which no block has come for a while."""
        deadline = time.monotonic() + _PATIENCE
        height, since = self.chain.head().number, time.monotonic()
        while time.monotonic() - since < _STILL:
            if time.monotonic() > deadline:
                break
            time.sleep(_GLANCE)
            now = self.chain.head().number
            if now != height:
                height, since = now, time.monotonic()
        self._promise(
            f"链停了:{_STILL:.0f} 秒没有新区块",
            f"the chain stands still: no block in {_STILL:.0f} seconds",
            held=time.monotonic() - since >= _STILL,
        )
        return height

    def _caught_up(self, returned: list[Node]) -> None:
        """Wait until they are at the head again, and seal."""
        since = self.chain.head().number
        names = {node.name for node in returned}

        def sealing() -> bool:
            final = self.chain.final().number
            return final > since and names <= set(self.network.sealers(since, final))

        self._until(sealing, f"{', '.join(sorted(names))} seals again")
        self._promise(
            f"{', '.join(sorted(names))} 跟上并重新出块",
            f"{', '.join(sorted(names))} caught up and seals again",
            held=True,
        )

    def _submit_conveyance(self) -> str:
        """Draft, sign and submit without waiting; the act's id."""
        desk = self.desk
        giver, receiver = desk.actors["P-101"].party, desk.actors["P-102"].party
        fields: Json = {
            "achievement": self.achievement,
            "filing": self.agreement,
            "basis": "sale",
            "movements": [{"from": giver, "to": receiver, "share": "1/20"}],
            "appointment": self.officer,
        }
        return desk.hand_in("convey", fields, ["OF-CORE", "ORG-A", "P-101", "P-102"]).id

    def _status(self, act: str) -> str:
        return str(self.desk.client.act(act).answer["status"])

    def _settled(self, act: str) -> Json:
        return self.desk.until(lambda: self.desk.client.act(act).answer, lambda now: now["status"] == "final")

    def _file_note(self, name: str) -> str:
        note = {"id": name, "content_utf8": f"a note, filed while the network was broken: {name}"}
        return self._kept(self.desk.file("ORG-A", "document/1", 1, {"title": name}, [attached_text(note)]))

    def _kept(self, leaf: str) -> str:
        self.leaves.append(leaf)
        return leaf

    def _final(self, leaf: str) -> None:
        self.desk.until(lambda: self.desk.client.filing(leaf), lambda now: (now["anchored"] or {}).get("final"))

    def _close(self, zh: str, en: str, begins: int) -> None:
        last = self.chain.final().number
        self.phases.append(Phase(zh, en, begins, last, Counter(self.network.sealers(begins, last))))

    def _resumes(self, stopped: int, seconds: float) -> bool:
        """Whether the chain gets well beyond a height within some seconds."""
        deadline = time.monotonic() + seconds
        while self.chain.head().number < stopped + _GOES_ON:
            if time.monotonic() > deadline:
                return False
            time.sleep(_GLANCE)
        return True

    def _until(self, done: Callable[[], bool], what: str) -> None:
        """Look again until it is so.

        :raises Unavailable: `PROMISE_BROKEN`: nothing later could be shown without it.
        """
        deadline = time.monotonic() + _PATIENCE
        while not done():
            if time.monotonic() > deadline:
                raise Unavailable("PROMISE_BROKEN", f"not after {_PATIENCE:.0f} s: {what}", next="see the nodes' logs")
            time.sleep(_GLANCE)

    def _promise(self, zh: str, en: str, *, held: bool) -> None:
        self.tell.kept(zh, en, held)
        if not held:
            self.broken.append(en)
