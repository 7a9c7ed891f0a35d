"""Questions to a docket, as of a day or an instant: the same rules as those that judge."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from ledger.core.calendar import parse_day
from ledger.core.docket import on_transfers
from ledger.core.docket.cases import shown
from ledger.core.docket.disposing import Wish, needs, position_of
from ledger.core.docket.disposing import why_not as why_not_dispose
from ledger.core.docket.events import Event
from ledger.core.docket.history import Concerns, head
from ledger.core.docket.judging import apply
from ledger.core.docket.on_contracts import judge_subsidy
from ledger.core.docket.on_rights import status_of
from ledger.core.docket.reading import Dossier, Query, digests_match
from ledger.core.docket.things import Docket, Proposal
from ledger.core.errors import Malformed
from ledger.core.policy.codes import Findings
from ledger.core.policy.competence import why_not
from ledger.core.policy.rights import Kind
from ledger.core.policy.ties import ties

Answer = Any
_NEVER_A_REASON = "NOTHING_DUE"


class Asking:
    """Answers over a dossier and what of it was accepted.

    :param accepted: the events that were, in order.
    """

    def __init__(self, dossier: Dossier, accepted: Sequence[Event]) -> None:
        self._dossier = dossier
        self._accepted = accepted
        self._folds: dict[int, Docket] = {}
        self._answers: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
            "owners_as_of": self._owners,
            "legal_owners_as_of": self._legal_owners,
            "encumbrances_as_of": self._encumbrances,
            "use_right_valid": self._use_right,
            "may_dispose": self._may,
            "verify_document": self._document,
            "distribution_of": self._distribution,
            "subsidy_of": self._subsidy,
            "status_of": self._status,
            "officer_competent": self._competent,
            "relation_between": self._relation,
            "history_of": self._history,
            "deadline_of": self._deadline,
        }

    def answer(self, query: Query) -> Answer:
        """The answer, JSON-ready.

        :raises Malformed: `QUERY_UNKNOWN`.
        """
        if query.q not in self._answers:
            raise Malformed("QUERY_UNKNOWN", f"{query.q} is no question", next=f"ask one of {sorted(self._answers)}")
        return self._answers[query.q](query.input)

    def at(self, when: str) -> tuple[Docket, date]:
        """The docket as it was, and the day on which its periods are judged: of a day, everything that happened on it;
        of an instant, everything up to it."""
        if len(when) == len("YYYY-MM-DD"):
            day = parse_day(when)
            return self._fold([event for event in self._accepted if event.day <= day]), day
        instant = datetime.fromisoformat(when)
        return self._fold([event for event in self._accepted if event.at <= instant]), instant.date()

    @property
    def now(self) -> Docket:
        return self._fold(self._accepted)

    def _fold(self, events: Sequence[Event]) -> Docket:
        """Accepted events are a prefix at any moment, so a fold is known by its length."""
        if len(events) not in self._folds:
            docket = self._dossier.docket()
            for event in events:
                apply(docket, event)
            self._folds[len(events)] = docket
        return self._folds[len(events)]

    # ---- the questions

    def _owners(self, asked: Mapping[str, Any]) -> Answer:
        docket, _ = self.at(asked["at"])
        achievement = docket.achievements.get(asked["achievement"])
        if achievement is None:
            return {"standing": "NONE", "owners": [], "claimed": [], "version": 0}
        return {
            "standing": achievement.standing,
            "owners": shown(achievement.holders),
            "claimed": shown(achievement.claimed) if achievement.standing == "FILED" else [],
            "version": achievement.version,
        }

    def _legal_owners(self, asked: Mapping[str, Any]) -> Answer:
        day, ip, docket = parse_day(asked["at"]), asked["ip"], self.now
        described = docket.world.ip.get(ip)
        if described is None:
            return {"owners": [], "since": None, "granted_on": None, "expires_on": None}
        effects = [each for each in docket.effects if each.ip == ip and each.since <= day]
        latest = max(enumerate(effects), key=lambda each: (each[1].since, each[0]), default=None)
        owners = latest[1].owners if latest else described.owners
        granted = docket.life_of(ip).granted_on
        known = granted if granted is not None and granted <= day else None
        expires = docket.expiry_of(ip)
        return {
            "owners": [[party, _pair(share)] for party, share in owners],
            "since": latest[1].since.isoformat() if latest else None,
            "granted_on": _iso(known),
            "expires_on": _iso(expires),
        }

    def _encumbrances(self, asked: Mapping[str, Any]) -> Answer:
        docket, day = self.at(asked["at"])
        name = asked["achievement"]
        standing = {
            number: right
            for number, right in docket.rights_on(name).items()
            if status_of(right, day) in ("ACTIVE", "NOT_STARTED")
        }
        freezes = docket.freezes.items()
        offers = docket.offers.items()
        return {
            "pledges": sorted(docket.pledges_on(name)),
            "freezes": sorted(number for number, each in freezes if each.achievement == name and not each.lifted),
            **{kind.value: sorted(n for n, right in standing.items() if right.kind is kind) for kind in Kind},
            "offers": sorted(
                number
                for number, each in offers
                if each.achievement == name and on_transfers.state_of(each, day) in ("OPEN", "EXERCISED")
            ),
        }

    def _use_right(self, asked: Mapping[str, Any]) -> Answer:
        docket, day = self.at(asked["at"])
        return _told(_why_not_used(docket, asked["right"], asked["party"], asked.get("ip"), day))

    def _may(self, asked: Mapping[str, Any]) -> Answer:
        docket, day = self.at(asked["at"])
        return may(docket, asked["achievement"], asked["party"], asked["act"], day)

    def _document(self, asked: Mapping[str, Any]) -> Answer:
        name = asked["document"]
        described = next((each for each in self._dossier.source["documents"] if each["id"] == name), None)
        if described is None:
            return {"result": "UNKNOWN", "recorded": False}
        same = digests_match(described, asked["content_utf8"])
        return {"result": "MATCH" if same else "MISMATCH", "recorded": name in self.now.recorded}

    def _distribution(self, asked: Mapping[str, Any]) -> Answer:
        statement = self.now.statements.get(asked["statement"])
        return statement.distribution if statement is not None else None

    def _subsidy(self, asked: Mapping[str, Any]) -> Answer:
        docket, _ = self.at(asked["at"])
        number, claimant = asked["contract"], asked["claimant"]
        if number not in docket.contracts:
            raise Malformed("QUERY_UNKNOWN", f"{number} is no contract on {asked['at']}")
        findings = Findings()
        reading = asked.get("window") or docket.world.rules.subsidy_window
        due, _ = judge_subsidy(docket, findings, number, claimant, reading)
        reasons = [each.code for each in findings.all() if each.code != _NEVER_A_REASON]
        return {
            "eligible": not reasons,
            "reasons": reasons,
            "from": due.start.isoformat(),
            "to": due.end.isoformat(),
            "base_fen": due.base,
            "total_fen": due.total,
            "paid_fen": due.paid,
            "due_fen": 0 if reasons else due.due,
        }

    def _status(self, asked: Mapping[str, Any]) -> Answer:
        docket, day = self.at(asked["at"])
        return {"status": status(docket, asked["kind"], asked["id"], day)}

    def _competent(self, asked: Mapping[str, Any]) -> Answer:
        docket, day = self.at(asked["at"])
        mine = [each for each in docket.appointments.values() if each.officer == asked["officer"]]
        code = why_not(mine, asked["capability"], asked["node"], day, docket.active, docket.world.parents)
        return {"competent": code is None, "reason": code or "OK"}

    def _relation(self, asked: Mapping[str, Any]) -> Answer:
        start, end = parse_day(asked["from"]), parse_day(asked["to"])
        found = ties(self.now.relations.values(), asked["a"], asked["b"], start, end)
        return {"related": bool(found), "ties": [each.number for each in found]}

    def _history(self, asked: Mapping[str, Any]) -> Answer:
        docket, _ = self.at(asked["at"])
        concerns = Concerns()
        count = next(number for number, fold in self._folds.items() if fold is docket)
        events = [event for event in self._accepted[:count] if asked["achievement"] in concerns.of(event)]
        return {"length": len(events), "events": [event.seq for event in events], "head": head(events)}

    def _deadline(self, asked: Mapping[str, Any]) -> Answer:
        return {"last_day": deadline(self._dossier, asked).isoformat()}


def deadline(dossier: Dossier, asked: Mapping[str, Any]) -> date:
    """The last day of a period that begins on a day, by kind (`policy.terms.Deadlines`)."""
    deadlines, start = dossier.world.deadlines, parse_day(asked["from"])
    by_kind: Mapping[str, Callable[[], date]] = {
        "filing": lambda: deadlines.filing(start),
        "notice": lambda: deadlines.notice(start),
        "priority": lambda: deadlines.priority(start),
        "licence_filing": lambda: deadlines.licence_filing(start),
        "award": lambda: deadlines.award(start),
        "contract_decision": lambda: deadlines.contract_decision(start, bool(asked.get("large"))),
        "filing_decision": lambda: deadlines.filing_decision(start),
    }
    return by_kind[asked["kind"]]()


def may(docket: Docket, name: str, party: str, act: str, day: date) -> dict[str, Any]:
    """Whether a party may do something with an achievement: `yes`, `no` with the first reason, or what it `needs`.

    :param act: sell_outside, sell_inside, licence_ordinary, licence_exclusive or pledge.
    """
    position, wish = position_of(docket, name), Wish(party, act)
    reason = why_not_dispose(position, wish, day)
    return _verdict(reason, set() if reason else needs(position, wish))


def _verdict(reason: str | None, needs: set[str] | None = None) -> dict[str, Any]:
    answer = "no" if reason else "needs" if needs else "yes"
    return {"answer": answer, "reason": reason, "needs": sorted(needs or ())}


def _why_not_used(docket: Docket, number: str, party: str, ip: str | None, day: date) -> str:
    right = docket.rights.get(number)
    if right is None:
        return "NO_SUCH_RIGHT"
    if party not in right.users:
        return "NOT_HOLDER"
    state = status_of(right, day)
    if state != "ACTIVE":
        return state
    if ip is None:
        return "OK"
    if ip not in right.ip:
        return "IP_NOT_LISTED"
    expires = docket.expiry_of(ip)
    return "IP_EXPIRED" if expires is not None and day >= expires else "OK"


def _told(reason: str) -> dict[str, Any]:
    return {"valid": reason == "OK", "reason": reason}


def status(docket: Docket, kind: str, number: str, day: date) -> str:
    """The state of a thing on a day, `NONE` if it is unknown."""
    if kind == "node":
        return "ACTIVE" if number in docket.active else "INACTIVE" if number in docket.world.nodes else "NONE"
    if kind == "proposal":
        proposal = docket.proposals.get(number)
        return _proposal_status(docket, number, proposal, day) if proposal else "NONE"
    by_kind: Mapping[str, Mapping[str, Any]] = {
        "achievement": docket.achievements,
        "objection": docket.objections,
        "offer": docket.offers,
        "right": docket.rights,
        "pledge": docket.pledges,
        "freeze": docket.freezes,
        "contract": docket.contracts,
        "voucher": docket.vouchers,
        "recovery": docket.recoveries,
        "grant": docket.appointments,
    }
    thing = by_kind[kind].get(number)
    return "NONE" if thing is None else _STATUS[kind](thing, day)


_STATUS: Mapping[str, Callable[[Any, date], str]] = {
    "achievement": lambda each, _: each.standing,
    "objection": lambda each, _: each.status,
    "offer": on_transfers.state_of,
    "right": status_of,
    "pledge": lambda each, _: "RELEASED" if each.released else "ACTIVE",
    "freeze": lambda each, _: "LIFTED" if each.lifted else "ACTIVE",
    "contract": lambda each, _: each.status,
    "voucher": lambda each, day: each.standing.on(day).value,
    "recovery": lambda each, day: each.ended or ("READY" if day >= each.ready_on else "WAITING"),
    "grant": lambda each, day: _grant_status(each.revoked, each.start, each.end, day),
}


def _grant_status(revoked: bool, start: date, end: date, day: date) -> str:
    if revoked:
        return "REVOKED"
    if day < start:
        return "NOT_STARTED"
    return "EXPIRED" if day > end else "ACTIVE"


def _proposal_status(docket: Docket, number: str, proposal: Proposal, day: date) -> str:
    if proposal.ended is not None:
        return proposal.ended
    if docket.objections_to(number):
        return "OBJECTED"
    if proposal.renotice:
        return "REPUBLICITY"
    if proposal.last_day is None:
        return "APPLIED"
    return "NOTICE" if day <= proposal.last_day else "NOTICE_ENDED"


def _pair(share: Fraction) -> list[int]:
    return [share.numerator, share.denominator]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
