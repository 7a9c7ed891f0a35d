"""Events about income: received, distributed, and the reward of those who made the result."""

from fractions import Fraction
from typing import Any

from ledger.core.docket.cases import Case, Ruling
from ledger.core.docket.things import Achievement, Ratios, Statement
from ledger.core.policy import incentives, proceeds

_BY_ITSELF = ("self", "joint")


def proceeds_received(case: Case) -> Ruling:
    achievement, deductions = case.achievement, case.event.payload["deductions"]
    case.refuse(achievement.standing != "CONFIRMED", "NOT_CONFIRMED", standing=achievement.standing)
    case.must_not_come("received_on")
    deductions = {name: fen or 0 for name, fen in deductions.items()}
    case.refuse(deductions.get(proceeds.NOT_A_COST, 0) > 0, "DEDUCTION_NOT_ALLOWED")
    debts = case.event.get("debts") or []
    owed = [case.docket.pledges[debt["pledge"]].secured + debt["interest_fen"] for debt in debts]
    net = proceeds.net_income(case.number("gross_fen"), deductions, owed)
    case.refuse(net.net < 0, "NET_NEGATIVE", net_fen=net.net)
    unlisted = sorted(_released_by(case) - {debt["pledge"] for debt in debts})
    case.refuse(bool(unlisted), "DEBT_FIRST", pledges=unlisted)
    case.must_sign(case.text("receiver"))
    source = case.event.get("source")
    statement = Statement(
        achievement=case.text("achievement"),
        source=(source["kind"], source["id"]) if source else None,
        mode=case.text("mode"),
        net=net.net,
        debt=net.debt,
        rest=net.rest,
        received_on=case.day_of("received_on"),
        receiver=case.text("receiver"),
    )
    return Ruling(
        lambda: case.docket.statements.update({case.text("statement"): statement}),
        {"net_fen": net.net, "debt_fen": net.debt, "rest_fen": net.rest},
    )


def _released_by(case: Case) -> frozenset[str]:
    """Pledges of which the source of this income released something."""
    source = case.event.get("source")
    if source and source["kind"] == "conveyance":
        return case.docket.conveyances[source["id"]].released
    if source and source["kind"] == "offer":
        return case.docket.offers[source["id"]].released
    return frozenset()


def proceeds_distributed(case: Case) -> Ruling:
    statement = case.docket.statements[case.text("statement")]
    achievement = case.docket.achievements[statement.achievement]
    case.refuse(statement.distribution is not None, "ALREADY_DISTRIBUTED")
    case.must_sign(statement.receiver)
    reward = case.ratios("reward_split")
    case.refuse(not incentives.are_whole(reward), "RATIOS_NOT_WHOLE")
    shares = _shares(case, statement, achievement)
    weights, inner = _weights(case, statement, achievement, shares)
    case.refuse(weights is None, "BASIS_INVALID", basis=case.text("basis"))
    if weights is None or "RATIOS_NOT_WHOLE" in case.findings:
        return Ruling(lambda: None)

    split = proceeds.split(case.world.rules, statement.rest, weights, inner or [])
    given = case.event.get("lines")
    differs = given is not None and [(line["party"], line["fen"]) for line in given] != split.lines
    case.refuse(differs, "LINES_DIFFER", lines=[list(line) for line in split.lines])
    floor = _floor(case, statement, achievement, shares, split)
    told = floor.to_dict() if floor else None
    values: dict[str, Any] = {
        "lines": [list(line) for line in split.lines],
        "team": None if split.team is None else [list(line) for line in split.team],
        "floor": told,
    }
    if floor is not None and not floor.met:
        unit = case.world.organisations.get(next(iter(shares)))
        hard = unit is not None and unit.kind in case.world.rules.floors.hard_for
        case.refuse(hard, "FLOOR_NOT_MET", floor=told)

    def change() -> None:
        statement.distribution = {
            "net_fen": statement.net,
            "debt_fen": statement.debt,
            "rest_fen": statement.rest,
            **values,
        }

    return Ruling(change, values)


def _shares(case: Case, statement: Statement, achievement: Achievement) -> dict[str, int]:
    """Weights by shares: who gave the units away, else the holders of the day on which the income came."""
    kind, number = statement.source or ("", "")
    if kind == "conveyance":
        return case.docket.conveyances[number].given
    if kind == "offer":
        offer = case.docket.offers[number]
        return {offer.seller: offer.units}
    return achievement.holders_on(statement.received_on)


def _weights(
    case: Case, statement: Statement, achievement: Achievement, shares: dict[str, int]
) -> tuple[Ratios | None, Ratios | None]:
    """Weights of the lines, and of the team's line; None where the basis does not fit."""
    basis = case.text("basis")
    if basis == "shares":
        return [(party, Fraction(units)) for party, units in shares.items()] or None, None
    if basis == "agreement":
        kind, number = statement.source or ("", "")
        right = case.docket.rights[number] if kind == "licence" else None
        agreed = right if right is not None and right.what == "use_right" else achievement.agreement
        return (agreed.income, agreed.internal) if agreed is not None else (None, None)
    bp, reward = case.event.get("unit_rule_bp"), case.ratios("reward_split")
    alone = len(shares) == 1 and next(iter(shares)) in achievement.units
    if not alone or bp is None or not 0 < bp < proceeds.BASIS_POINTS or reward is None:
        return None, None
    unit = next(iter(shares))
    return [(unit, Fraction(proceeds.BASIS_POINTS - bp)), (proceeds.TEAM, Fraction(bp))], reward


def _floor(
    case: Case, statement: Statement, achievement: Achievement, shares: dict[str, int], split: proceeds.Split
) -> proceeds.FloorMet | None:
    """The floor where a completing unit alone has income from a service achievement (转化法 45)."""
    if len(shares) != 1 or not achievement.service:
        return None
    unit = next(iter(shares))
    organisation = case.world.organisations.get(unit)
    if unit not in achievement.units or organisation is None:
        return None
    return proceeds.floor_for(
        case.world.rules,
        statement.net,
        organisation.region,
        by_itself=statement.mode in _BY_ITSELF,
        paid=split.paid_to(achievement.completers),
    )


def reward_claimed(case: Case) -> Ruling:
    achievement, claimant = case.achievement, case.text("claimant")
    case.refuse(achievement.standing != "CONFIRMED", "NOT_CONFIRMED", standing=achievement.standing)
    case.refuse(claimant not in achievement.completers, "NOT_COMPLETER", parties=[claimant])
    case.refuse(claimant in achievement.granted, "DOUBLE_INCENTIVE", party=claimant)
    case.must_sign(claimant, case.text("unit"))
    return Ruling(lambda: achievement.rewarded.add(claimant))
