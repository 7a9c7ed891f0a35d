"""What waits at an officer's nodes, as duties: filings, titles, objections, freezes, orders, recoveries, acts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from ledger import beside, disclosing, executing
from ledger.answers import Moment
from ledger.core import acts
from ledger.core.duties import DAY, KINDS, Clock, Deadline, Duty, Excluded, Scope
from ledger.core.meanings import CONFIRMED, CONTESTED, GUARDIAN_NODE, MOVING
from ledger.store import acts as stored_acts
from ledger.store import duties, network
from ledger.store.duties import OpenTitle, OwnAct, Watched
from ledger.store.vault import Vault

MOST = 1000
"""Of each kind that are looked at; an officer with more than that has other worries."""
AHEAD = 30 * DAY
"""How long before its end a freeze is shown."""
_HOLDER = Excluded(
    "您是该成果的权利人或主张人，须回避", "you hold or claim a part of this achievement: another officer acts"
)
_FILER = Excluded("该备案由您本人提交，须回避", "you filed this yourself: another officer examines it")
_OBJECTOR = Excluded("异议由您提出，须回避", "the objection is your own: another officer decides it")
_RECEIVER = Excluded("该命令使您取得份额，须回避", "the order gives you units: another officer acts")
_RECOVERED = Excluded("被恢复的是您本人的签名者，须回避", "it is your own key that is recovered: another officer acts")


@dataclass(frozen=True)
class Waiting:
    """Whose desk it is, and as of when.

    :param signer: ERC-7913 bytes of the reader's key. :param when: the block as of which the index is read.
    """

    connection: Connection
    opened: Vault
    scope: Scope
    signer: bytes
    clock: Clock
    when: Moment

    def duties(self) -> Iterator[Duty]:
        """All of them, in no order."""
        for kind in ("achievement_filing", "technology_contract"):
            yield from self._filings(kind)
        for title in self._titles:
            yield from self._title(title)
        yield from self._objections()
        yield from self._freezes()
        yield from self._orders()
        yield from self._recoveries()
        yield from self._acts()

    def _nodes(self, kind: str) -> list[int]:
        """The nodes at which the officer has a power for a kind of duty."""
        powers = KINDS[kind].powers
        return [node for node in self.scope.nodes if self.scope.appointment(powers, node) is not None]

    def _duty(
        self,
        kind: str,
        node: int,
        subject: str,
        deadline: Deadline,
        *,
        barred: Iterable[int] = (),
        why: Excluded | None = None,
        version: int | None = None,
        **more: Any,
    ) -> Duty | None:
        """A duty at a node, None if the officer has no power for it there.

        :param barred: the parties to the matter. :param why: what to say if the officer is among them, or anyway where
            none is named. :param version: of the title, by which an act that was drafted before is known to be stale.
        """
        powers = KINDS[kind].powers
        appointment = self.scope.appointment(powers, node)
        if appointment is None:
            return None
        parties = set(barred)
        excluded = why if self.scope.party in parties or (not parties and why is not None) else None
        matter = KINDS[kind].act or "", _matter(kind, subject, more.get("achievement"))
        drafted, relies = self._drafted.get(matter, (None, 0))
        return Duty(
            kind,
            f"{kind}:{subject}",
            node,
            subject,
            deadline,
            appointment,
            excluded=excluded,
            others=self.scope.instead(powers, node, parties) if excluded else (),
            drafted=drafted if relies in (0, version) else None,
            **more,
        )

    def _filings(self, kind: str) -> Iterator[Duty]:
        accept, register, rule = _STEPS[kind]
        for each in duties.waiting_filings(self.connection, self._nodes(accept), kind, MOST):
            leaf = each.leaf.hex()
            own = disclosing.is_filer(self.connection, self.opened, each.leaf, self.signer)
            step = accept if each.decided_at is None else register
            period = f"{rule}_large" if each.large else rule
            since = each.received_at if each.decided_at is None else each.decided_at
            duty = self._duty(
                step,
                each.node,
                leaf,
                self.clock.workdays(period, since),
                why=_FILER if own else None,
                filing=leaf,
                fields={"node": each.node, "filing": leaf} if each.decided_at is not None else {},
            )
            if duty is not None:
                yield duty

    @cached_property
    def _titles(self) -> list[OpenTitle]:
        return duties.open_titles(self.connection, self._nodes("propose"), self.when.number, MOST)

    def _title(self, title: OpenTitle) -> Iterator[Duty]:
        open_proposal = title.round is not None and title.over is None
        number = "0x" + title.achievement.hex()
        about: dict[str, Any] = {
            "achievement": number,
            "filing": None if title.filing is None else title.filing.hex(),
            "barred": self._parties(title),
            "version": title.version,
            "why": _HOLDER,
        }
        fields = {"achievement": number}
        found: list[Duty | None] = []
        if not open_proposal:
            if title.status != CONFIRMED:
                again = title.status == CONTESTED
                kind, since = ("renotice", title.since) if again else ("propose", title.registered_at)
                found.append(self._duty(kind, title.node, number, self.clock.open(since), fields=fields, **about))
        elif self.clock.now < title.notice_until:
            ends = self.clock.at(title.opened, title.notice_until)
            found.append(self._duty("notice", title.node, number, ends, fields=fields, **about))
            found.append(self._short(title, ends, fields, about))
        elif not title.objections:
            short = self._short(title, self.clock.at(title.opened, title.notice_until), fields, about)
            ended = self.clock.open(title.notice_until)
            agreed = {} if title.agreed is None else {"filing": title.agreed.hex()}
            confirmation = {**fields, **agreed}
            found.append(short or self._duty("confirm", title.node, number, ended, fields=confirmation, **about))
        yield from (duty for duty in found if duty is not None)

    def _short(self, title: OpenTitle, ends: Deadline, fields: dict[str, Any], about: dict[str, Any]) -> Duty | None:
        """A notice that ends before the day that the rules want; a ledger whose days are minutes has no such rule."""
        if title.notice_until - title.opened < DAY:
            return None
        wanted = self.clock.notice_end(title.opened)
        if wanted.at is None or title.notice_until >= wanted.at:
            return None
        if wanted.at <= self.clock.now:  # nobody was on notice in between: it runs its whole length again
            wanted = self.clock.notice_end(self.clock.now)
        filled = {**fields, "round": title.round, **({} if wanted.at is None else {"noticeUntil": wanted.at})}
        return self._duty("prolong", title.node, "0x" + title.achievement.hex(), ends, fields=filled, **about)

    def _parties(self, title: OpenTitle) -> set[int]:
        """Holders and claimants, and those whom the proposal names where it was drafted here."""
        parties = set(title.holders)
        drafted = None if title.proposal is None else stored_acts.by_digest(self.connection, title.proposal)
        if drafted is not None:
            parties |= {share["party"] for share in drafted.message["terms"]["table"]}
        return parties

    def _objections(self) -> Iterator[Duty]:
        nodes = self._nodes("decide")
        raised = duties.objected(self.connection, nodes, self.when.number, MOST)
        at = {each.achievement: each for each in raised if each.achievement is not None}
        claimants = {title.achievement: self._parties(title) for title in self._titles if title.achievement in at}
        for achievement, each in at.items():
            for objection in beside.objections(self.connection, achievement, limit=MOST).items:
                if objection.status != "open":
                    continue
                number, own = _hex(achievement), objection.party == self.scope.party
                which = _hex(objection.number)
                duty = self._duty(
                    "decide",
                    _node(each),
                    which,
                    self.clock.open(objection.opened.block.time),
                    barred={*each.holders, *claimants.get(achievement, ()), objection.party},
                    why=_OBJECTOR if own else _HOLDER,
                    achievement=number,
                    filing=None if objection.opened.filing is None else objection.opened.filing.hex(),
                    party=objection.party,
                    fields={
                        "achievement": number,
                        "party": objection.party,
                        "objection": "0x" + objection.number.hex(),
                    },
                )
                if duty is not None:
                    yield duty

    def _freezes(self) -> Iterator[Duty]:
        nodes = self._nodes("freeze")
        for each in duties.freezes(self.connection, nodes, self.when.number, self.clock.now, AHEAD):
            ends = self.clock.at(each.time, each.args["until"])
            yield from self._watched("freeze", each, ends, {"number": each.args["number"]}, ())

    def _orders(self) -> Iterator[Duty]:
        for each in duties.orders(self.connection, self._nodes("order"), self.when.number):
            due = each.args["due_at"]
            moving = each.args["ground"] in MOVING
            moved = [movement["receiver"] for movement in each.args["movements"] if moving]
            if self.clock.now < due:
                yield from self._watched("order", each, self.clock.at(each.time, due), {}, moved)
            else:
                movements = [
                    {"from": one["giver"], "to": one["receiver"], "units": one["units"]}
                    for one in each.args["movements"]
                    if moving
                ]
                fields = {"ground": each.args["ground"], **({"movements": movements} if movements else {})}
                fields |= self._announced(each)
                yield from self._watched("enforce", each, self.clock.open(due), fields, moved, second=True)

    def _announced(self, each: Watched) -> dict[str, Any]:
        """What the announcement says beside the terms: its document, and its judge, where it was drafted here and he
        is still in office."""
        told = {} if each.args.get("filing") is None else {"filing": each.args["filing"][2:]}
        drafted = None if each.digest is None else stored_acts.by_digest(self.connection, each.digest)
        if drafted is None:
            return told
        judge = drafted.message["judge"]
        given = network.appointment(self.connection, judge, self.when.number)
        in_office = given is not None and given.starts <= self.clock.now < given.until
        return {**told, "judge": judge} if in_office else told

    def _watched(
        self, kind: str, each: Watched, deadline: Deadline, fields: dict[str, Any], more: Iterable[int], **rest: Any
    ) -> Iterator[Duty]:
        number = _hex(each.achievement)
        filing = each.args.get("filing")
        duty = self._duty(
            kind,
            _node(each),
            _hex(each.subject),
            deadline,
            barred={*each.holders, *more},
            why=_RECEIVER if self.scope.party in more else _HOLDER,
            achievement=number,
            filing=None if filing is None else filing[2:],
            fields={"achievement": number, **fields},
            **rest,
        )
        if duty is not None:
            yield duty

    def _recoveries(self) -> Iterator[Duty]:
        nodes = set(self._nodes("recovery"))
        if not nodes:
            return
        for each in duties.recoveries(self.connection, self.when.number):
            node, party, due = each.args["guardian"] ^ GUARDIAN_NODE, each.args["party"], each.args["due_at"]
            if node not in nodes:
                continue
            late = self.clock.now >= due
            duty = self._duty(
                "settleRecovery" if late else "recovery",
                node,
                str(party),
                self.clock.open(due) if late else self.clock.at(each.time, due),
                barred={party},
                why=_RECOVERED,
                party=party,
                fields={"party": party},
            )
            if duty is not None:
                yield duty

    @cached_property
    def _open_acts(self) -> list[OwnAct]:
        """The acts of the officer that are drafted, being signed, or on their way."""
        own = duties.own_acts(self.connection, self.scope.party, self.clock.now, MOST)
        statuses = executing.statuses(self.connection, [each.act for each in own], now=self.clock.now)
        return [each for each in own if statuses[each.act.id] in (*executing.OPEN, "submitted")]

    @cached_property
    def _drafted(self) -> dict[tuple[str, str], tuple[str, int]]:
        """The newest of them by its kind and what it is about: an objection, a filing, or an achievement; its id, and
        the version of the title that it relies on, 0 for none."""
        found = {}
        for each in sorted(self._open_acts, key=lambda own: own.act.number):
            kind, message = each.act.kind, each.act.message
            header = acts.header(message)
            about = {"decide": message.get("objection"), "register": header.get("filing")}
            about["registerContract"] = header.get("filing")
            found[kind, str(about.get(kind, header.get("achievement")))] = str(each.act.id), header.get("version", 0)
        return found

    def _acts(self) -> Iterator[Duty]:
        for act in (each.act for each in self._open_acts if not each.answered):
            asked = act.kind == "enrol" and act.message["voucher"] == self.scope.party
            header = acts.header(act.message)
            yield Duty(
                "vouch" if asked else "sign",
                f"act:{act.id}",
                None,
                str(act.id),
                self.clock.at(act.created_at, act.expires_at + 1),
                achievement=header.get("achievement"),
                act_id=str(act.id),
                party=act.author,
                fields={"act": act.kind},
            )


_STEPS = {
    "achievement_filing": ("accept", "register", "filing_decision_workdays"),
    "technology_contract": ("acceptContract", "registerContract", "contract.decision_workdays"),
}


def _matter(kind: str, subject: str, achievement: str | None) -> str:
    """What an act that does a duty is about, as `Waiting._drafted` names it."""
    if kind in ("register", "registerContract"):
        return f"0x{subject}"
    return achievement or subject if kind == "enforce" else subject


def _hex(number: bytes | None) -> str:
    return "0x" + (number or b"").hex()


def _node(each: Watched) -> int:
    return 0 if each.node is None else each.node
