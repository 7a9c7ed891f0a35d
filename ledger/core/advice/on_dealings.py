"""What the rules say of technology contracts, divided income and pledges."""

from collections.abc import Mapping
from fractions import Fraction

from ledger.core.advice.known import NOTE, OPEN, REFUSE, WARN, Known, Title
from ledger.core.filing_types.agreeing import TEAM, party_of
from ledger.core.meanings import DELEGATED, MAJORITY, RULES, TWO_THIRDS
from ledger.core.policy import proceeds
from ledger.core.policy.contracts import sellers_are_owners
from ledger.core.policy.rights import Kind
from ledger.core.shares import WHOLE, units_of

_BY_ITSELF = ("自行实施", "合作实施")


def technology_contract(known: Known) -> None:
    """Sold by the holders of what is confirmed, or by the licensors of an ordinary licence; decided in time."""
    form = known.form
    known.must_not_come("signed_on", "accepted_on", "decided_on")
    for i, number in enumerate(form.get("achievement_ids", ())):
        title = known.confirmed(number, f"/achievement_ids/{i}")
        if title is not None:
            _sold_by_owners(known, title)
    if "achievement_ids" not in form:
        known.say(
            OPEN,
            "SELLER_OWNER_MISMATCH",
            "sellers_own",
            "/achievement_ids",
            "没有关联成果；标的为已备案成果的，须填写以核对卖方",
            "no achievement is named; if it is about a filed one, name it so that the sellers can be compared",
        )
    large = form["tech_amount_fen"] >= known.rules.large_fen
    if large:
        known.say(
            NOTE,
            "EXPERT_REVIEW",
            "contract.large_fen",
            "/tech_amount_fen",
            "技术交易额较大，须专家评审",
            "the amount for technology is large: experts review it",
        )
    if "accepted_on" in form:
        _decided(known, large=large)


def _decided(known: Known, *, large: bool) -> None:
    rule = "contract.decision_workdays_large" if large else "contract.decision_workdays"
    last = known.last_day("/accepted_on", lambda each: each.contract_decision(known.day_of("accepted_on"), large))
    if last is None:
        return
    late = "decided_on" in known.form and known.day_of("decided_on") > last
    known.say(
        WARN if late else NOTE,
        "DECIDE_BY",
        rule,
        "/decided_on" if late else "/accepted_on",
        f"应于 {last} 前（含）认定" + ("，已逾期" if late else ""),
        f"it is to be decided by {last}" + (" and was decided late" if late else ""),
    )


def _sold_by_owners(known: Known, title: Title) -> None:
    form = known.form
    sellers = known.parties("/seller", form["seller"], "SELLER_OWNER_MISMATCH", "sellers_own")
    authorising = known.parties("/authorised_by", form.get("authorised_by", []), "SELLER_OWNER_MISMATCH", "sellers_own")
    if sellers is None or authorising is None:
        return
    if form.get("licence") is not None:
        licence = title.rights.get(form["licence"])
        if (
            licence is not None
            and not licence.is_use_right
            and licence.kind is Kind.ORDINARY
            and licence.licensors == set(sellers)
        ):
            return
    tables = [[str(party) for party in table] for table in title.at_signing]
    if not sellers_are_owners([str(one) for one in sellers], [str(one) for one in authorising], tables):
        holders = "、".join(str(party) for party in title.holders)
        known.say(
            REFUSE,
            "SELLER_OWNER_MISMATCH",
            "sellers_own",
            "/seller",
            f"卖方（连同授权人）不是签订时的全部权利人；现权利人为主体 {holders}",
            f"the sellers, with those who authorise them, are not the holders of the day of signing; "
            f"the holders now are parties {holders.replace('、', ', ')}",
        )


def revenue_statement(known: Known) -> None:
    """Divided exactly as its ratios say, by the owners' shares where it says so, and not below the floor."""
    form = known.form
    known.must_not_come("received_on", "paid_on")
    title = known.confirmed(form["achievement_id"], "/achievement_id")
    if title is not None and title.pledges and "debts" not in form:
        known.say(
            WARN,
            "DEBT_FIRST",
            "order_of_bases",
            "/debts",
            "该成果有质押；解除质押的，先清偿被担保债权",
            "units of this title are pledged; where the income releases a pledge, its debt is paid first",
        )
    _exact(known)
    if title is not None and form["basis"] == "份额":
        _by_shares(known, title)
    if title is None or len(title.holders) == 1:
        _floor(known)


def _exact(known: Known) -> None:
    """The lines are the computed split, to the fen."""
    form = known.form
    rest = form["net_fen"] - sum(debt["fen"] for debt in form.get("debts", ()))
    weights, inner = (
        [(line["party"], Fraction(line["ratio"])) for line in form.get(name, ()) if "ratio" in line]
        for name in ("lines", "stage2")
    )
    right = proceeds.split(known.rules, rest, weights, inner)
    for name, lines in (("lines", right.lines), ("stage2", right.team)):
        given = [(line["party"], line["fen"]) for line in form.get(name, ())]
        if given != (lines or []):
            shown = ", ".join(f"{party} {fen}" for party, fen in lines or [])
            known.say(
                REFUSE,
                "LINES_DIFFER",
                "distribution.rounding",
                f"/{name}",
                f"按比例应为：{shown or '无'}",
                f"by the ratios it is: {shown or 'nothing'}",
            )


def _by_shares(known: Known, title: Title) -> None:
    lines = [line for line in known.form["lines"] if "ratio" in line]
    parties = known.parties("/lines", [line["party"] for line in lines], "BASIS_INVALID", "order_of_bases")
    if parties is None:
        return
    given = {party: Fraction(line["ratio"]) for party, line in zip(parties, lines, strict=True)}
    if given != {party: Fraction(units, WHOLE) for party, units in title.holders.items()}:
        known.say(
            WARN,
            "BASIS_INVALID",
            "order_of_bases",
            "/lines",
            "比例与现权利人的份额不一致；到账日的份额若不同，以到账日为准",
            "the ratios are not the shares of the holders now; what counts are those of the day of receipt",
        )


def _floor(known: Known) -> None:
    """What those who made it get at least, where the unit has the whole (转化法 45)."""
    form = known.form
    by_itself = form["mode"] in _BY_ITSELF
    region = form.get("region")
    if region is None:
        known.say(
            OPEN,
            "FLOOR_NOT_MET",
            "floors.national.transfer_bp",
            "/region",
            "没有单位行政区划，奖励下限无法核对",
            "without the unit's region its least reward cannot be compared",
        )
        return
    place = "self_bp" if by_itself else "transfer_bp"
    rule = f"floors.provinces.{region[:2]}.{place}" if region[:2] in known.rules.floors.provinces else ""
    rule = rule or f"floors.national.{place}"
    least = known.rules.floors.of(region, by_itself)
    if form["min_reward_bp"] < least:
        known.say(
            WARN,
            "FLOOR_NOT_MET",
            rule,
            "/min_reward_bp",
            f"低于下限万分之 {least}；国家设立的单位不得低于",
            f"is below {least} of ten thousand; bodies set up by the state may not go below",
        )
    team = sum(line["fen"] for line in form["lines"] if line["party"] == TEAM)
    if not team:
        known.say(
            OPEN,
            "FLOOR_NOT_MET",
            rule,
            "/lines",
            "没有团队一行（TEAM），奖励下限无法核对",
            "without a line of the team (TEAM) the least reward cannot be compared",
        )
        return
    floor = proceeds.floor_for(known.rules, form["net_fen"], region, by_itself=by_itself, paid=team)
    if not floor.met:
        known.say(
            WARN,
            "FLOOR_NOT_MET",
            rule,
            "/lines",
            f"团队应得不少于 {floor.required} 分，差 {floor.required - floor.paid} 分；国家设立的单位不予登记",
            f"the team gets {floor.required} fen at least and lacks {floor.required - floor.paid}; "
            "of bodies set up by the state it is refused",
        )


def pledge(known: Known) -> None:
    """Pledged are units that the pledgors have and that are free, with the consent of the others."""
    form = known.form
    known.must_not_come("registered_on", "released_on")
    title = known.confirmed(form["achievement_id"], "/achievement_id")
    if title is None:
        return
    known.must_be_free(title, "/achievement_id")
    if "released_on" in form:
        return
    names = [one["owner"] for one in form["pledgors"]]
    pledgors = known.parties("/pledgors", names, "NOT_OWNER", "own_share")
    if pledgors is None:
        return
    for i, (party, one) in enumerate(zip(pledgors, form["pledgors"], strict=True)):
        _pledgeable(known, title, party, units_of(Fraction(one["share"])), f"/pledgors/{i}")
    consenting = {party_of(one["owner"]) for one in form.get("owner_consents", ())}
    missing = _not_consenting(title, {*pledgors}, {party for party in consenting if party is not None})
    if missing:
        listed = ", ".join(map(str, sorted(missing)))
        known.say(
            REFUSE,
            "CONSENT_MISSING",
            "unanimity_by_default",
            "/owner_consents",
            f"缺少主体 {listed} 的同意",
            f"the consent of parties {listed} is missing",
        )


def _pledgeable(known: Known, title: Title, party: int, units: int, pointer: str) -> None:
    held = title.holders.get(party, 0)
    if not held:
        known.say(
            REFUSE,
            "NOT_OWNER",
            "own_share",
            pointer,
            f"主体 {party} 不是权利人",
            f"party {party} is none of the holders",
        )
    elif any(party in parts for parts in title.pledges):
        known.say(
            REFUSE,
            "ALREADY_PLEDGED",
            "one_pledge",
            pointer,
            f"主体 {party} 的份额已有质押",
            f"units of party {party} are pledged already",
        )
    elif units > held:
        known.say(
            REFUSE,
            "INSUFFICIENT_SHARE",
            "own_share",
            pointer,
            f"主体 {party} 只有 {Fraction(held, WHOLE)}",
            f"party {party} has only {Fraction(held, WHOLE)}",
        )


def _not_consenting(title: Title, actors: set[int], consenting: set[int]) -> set[int]:
    """Who still has to consent, by the rule that was confirmed with the title."""
    agreed = actors | consenting
    rule = RULES.get(title.rule)
    if rule == DELEGATED:
        return {title.delegate} - agreed
    if rule in (TWO_THIRDS, MAJORITY):
        return set() if _enough(title.holders, agreed, strict=rule == MAJORITY) else set(title.holders) - agreed
    return set(title.holders) - agreed


def _enough(holders: Mapping[int, int], agreed: set[int], *, strict: bool) -> bool:
    part = Fraction(sum(units for party, units in holders.items() if party in agreed), WHOLE)
    return part > Fraction(1, 2) if strict else part >= Fraction(2, 3)


def platform_recognition(known: Known) -> None:
    """Recognised on a day that has come; who builds it together is tied by it."""
    known.must_not_come("recognised_on")
    if known.form.get("members"):
        known.say(
            NOTE,
            "RELATED_PARTY",
            "ties",
            "/members",
            "共建单位与依托单位因此有关联，影响补助",
            "members and host are tied by this, which counts against subsidies",
        )
