"""Events about technology contracts, sales, ties between parties, subsidies and vouchers."""

from dataclasses import replace
from datetime import date
from typing import Any

from ledger.core.docket.cases import Case, Ruling
from ledger.core.docket.things import Claim, Contract, Docket, Report, Voucher
from ledger.core.identifiers import is_contract_reg_no
from ledger.core.policy import contracts, subsidy, vouchers
from ledger.core.policy.codes import Findings
from ledger.core.policy.rights import Kind
from ledger.core.policy.ties import OTHER, Relation, ties

CANCELLED = "CANCELLED"
_SERVED = ("contract_document", "invoice", "deliverable")
# Who of them did not sign, or is no such officer, the case says.
_SIGNED = frozenset({vouchers.OFFICER, vouchers.HOLDER, vouchers.PROVIDER})


def contract_registered(case: Case) -> Ruling:
    reg_no, kind, sub_kind = case.text("reg_no"), case.text("kind"), case.text("sub_kind")
    sellers, buyers, applicant = case.names("sellers"), case.names("buyers"), case.text("applicant")
    signed, accepted = case.day_of("signed_on"), case.day_of("accepted_on")
    amount, technical = case.number("amount_fen"), case.number("tech_amount_fen")
    case.refuse(not is_contract_reg_no(reg_no), "ID_INVALID", reg_no=reg_no)
    case.refuse(any(each.reg_no == reg_no for each in case.docket.contracts.values()), "DUPLICATE_CONTRACT")
    stray = case.event.get("licence") is not None and kind != contracts.LICENCE
    case.refuse(stray or not contracts.is_kind(kind, sub_kind), "CONTRACT_KIND", kind=kind, sub_kind=sub_kind)
    case.refuse(technical > amount, "AMOUNT_INVALID", amount_fen=amount, tech_amount_fen=technical)
    within = case.day_of("valid_from") <= accepted <= case.day_of("valid_to")
    case.refuse(not within or accepted < signed or accepted > case.day, "CONTRACT_NOT_VALID")
    case.refuse(applicant not in (buyers if case.flag("import") else sellers), "APPLICANT_INVALID")
    _must_be_sold_by_owners(case, signed, sellers)
    case.must_sign(applicant, *sellers)
    case.must_be_officer("register_contract", case.text("node"))

    large = technical >= case.world.rules.large_fen
    decide = case.last_day(lambda: case.world.deadlines.contract_decision(accepted, large))
    values: dict[str, Any] = {"review": "expert" if large else "normal"}
    if decide is not None:
        values |= {"decide_by": decide.isoformat(), "late": case.day > decide}
    contract = Contract(
        node=case.text("node"),
        reg_no=reg_no,
        achievement=case.event.get("achievement"),
        licence=case.event.get("licence"),
        kind=kind,
        sub_kind=sub_kind,
        sellers=sellers,
        buyers=buyers,
        amount=amount,
        tech_amount=technical,
        signed_on=signed,
        effective_on=case.day_of("effective_on"),
        registered_on=case.day,
    )
    return Ruling(lambda: case.docket.contracts.update({case.text("contract"): contract}), values)


def _must_be_sold_by_owners(case: Case, signed: date, sellers: list[str]) -> None:
    """Only what is confirmed is contracted about: by its holders, or by the licensors of an ordinary licence."""
    if case.event.get("achievement") is None:
        return
    achievement = case.achievement
    tables = [achievement.holders_before(signed), achievement.holders_on(signed)]
    case.refuse(not achievement.holders or not tables[1], "NOT_CONFIRMED", standing=achievement.standing)
    authorised = case.names("authorised_by") if case.event.get("authority") is not None else []
    owners = contracts.sellers_are_owners(sellers, authorised, tables)
    licence = case.docket.rights.get(case.event.get("licence") or "")
    licensed = (
        licence is not None
        and licence.achievement == case.text("achievement")
        and licence.what != "use_right"
        and licence.kind is Kind.ORDINARY
        and set(sellers) == set(licence.licensors)
    )
    if achievement.holders and tables[1]:
        case.refuse(not owners and not licensed, "SELLER_OWNER_MISMATCH", holders=sorted(tables[1]))


def contract_changed(case: Case) -> Ruling:
    contract = case.docket.contracts[case.text("contract")]
    given = {name: case.event.get(name) for name in ("amount_fen", "tech_amount_fen", "sub_kind")}
    amount = contract.amount if given["amount_fen"] is None else given["amount_fen"]
    technical = contract.tech_amount if given["tech_amount_fen"] is None else given["tech_amount_fen"]
    sub_kind = given["sub_kind"] or contract.sub_kind
    _must_be_registered(case, contract)
    case.refuse(not contracts.is_kind(contract.kind, sub_kind), "CONTRACT_KIND", sub_kind=sub_kind)
    case.refuse(technical > amount, "AMOUNT_INVALID", amount_fen=amount, tech_amount_fen=technical)
    case.must_sign(*contract.sellers, *contract.buyers)
    case.must_be_officer("register_contract", contract.node)

    def change() -> None:
        contract.amount, contract.tech_amount, contract.sub_kind = amount, technical, sub_kind
        contract.status = "CHANGED"

    return Ruling(change)


def contract_cancelled(case: Case) -> Ruling:
    contract = case.docket.contracts[case.text("contract")]
    _must_be_registered(case, contract)
    if case.text("ground") != "fraud":
        case.must_sign(*contract.sellers, *contract.buyers)
    case.must_be_officer("register_contract", contract.node)

    def change() -> None:
        contract.status = CANCELLED

    return Ruling(change)


def _must_be_registered(case: Case, contract: Contract) -> None:
    case.refuse(contract.status == CANCELLED, "CONTRACT_CLOSED")


def sales_reported(case: Case) -> Ruling:
    contract, enterprise = case.docket.contracts[case.text("contract")], case.text("enterprise")
    amount, returns = case.number("amount_fen"), case.number("returns_fen")
    _must_be_registered(case, contract)
    case.refuse(enterprise not in contract.buyers, "NOT_BUYER", party=enterprise)
    case.must_not_come("sold_on")
    case.refuse(returns > amount, "AMOUNT_INVALID", amount_fen=amount, returns_fen=returns)
    case.must_sign(enterprise)
    report = Report(
        case.text("contract"), enterprise, case.day_of("sold_on"), amount, returns, case.flag("new_product")
    )
    return Ruling(lambda: case.docket.reports.update({case.text("report"): report}))


def relation_declared(case: Case) -> Ruling:
    a, b = case.text("a"), case.text("b")
    case.must_not_come("since")
    _must_be_told_by_one(case, a, b)
    relation = Relation(
        case.text("relation"), a, b, case.text("type"), case.day_of("since"), percent_bp=case.event.get("percent_bp")
    )
    return Ruling(lambda: case.docket.relations.update({relation.number: relation}))


def relation_ended(case: Case) -> Ruling:
    relation, ended = case.docket.relations[case.text("relation")], case.day_of("ended_on")
    case.refuse(relation.ended_on is not None, "RELATION_CLOSED")
    case.refuse(ended < relation.since, "DATES_INVALID", since=relation.since.isoformat(), ended_on=ended.isoformat())
    case.must_not_come("ended_on")
    _must_be_told_by_one(case, relation.a, relation.b)
    return Ruling(lambda: case.docket.relations.update({relation.number: replace(relation, ended_on=ended)}))


def _must_be_told_by_one(case: Case, a: str, b: str) -> None:
    if not case.signed & {a, b}:
        case.must_sign(a, b)


# ---- subsidies


def judge_subsidy(
    docket: Docket, findings: Findings, number: str, claimant: str, reading: str
) -> tuple[subsidy.Due, list[Relation]]:
    """What is due to a claimant for a contract, with every reason that speaks against it (plan; E14-E16).

    :param reading: of the window. :return: amounts, and the ties that were found.
    """
    world, contract = docket.world, docket.contracts[number]
    findings.when(contract.status == CANCELLED, "CONTRACT_CLOSED")
    organisation = world.organisations.get(claimant)
    placed = organisation is not None and organisation.park is not None
    findings.when(claimant not in contract.buyers or not placed, "SUBSIDY_BUYER", party=claimant)
    licence = docket.rights.get(contract.licence or "")
    exclusive = licence is not None and licence.kind is Kind.EXCLUSIVE
    code = subsidy.kind_code(world.rules, contract.kind, contract.sub_kind, exclusive)
    if code is not None:
        findings.when(True, code, kind=contract.kind, sub_kind=contract.sub_kind)
    start, end = subsidy.window(reading, contract.registered_on, contract.effective_on)
    relations = docket.relations.values()
    found = [tie for seller in contract.sellers for tie in ties(relations, claimant, seller, contract.signed_on, end)]
    numbers = sorted({tie.number for tie in found})
    related = any(tie.kind != OTHER for tie in found) or claimant in contract.sellers
    findings.when(related, "RELATED_PARTY", ties=numbers)
    findings.when(bool(found) and not related, "SUBSIDY_MANUAL", ties=numbers)
    talent = any(_is_talent(docket, seller, contract.signed_on) for seller in contract.sellers)
    findings.when(not talent, "SUBSIDY_SELLER")
    sales = [
        subsidy.Sale(each.sold_on, each.amount, each.returns, each.new_product)
        for each in docket.reports.values()
        if each.contract == number and each.enterprise == claimant
    ]
    counted = subsidy.within(sales, start, end)
    findings.when(bool(counted) and not any(sale.new_product for sale in counted), "SUBSIDY_PRODUCT")
    paid = sum(each.amount for each in docket.claims if (each.contract, each.claimant) == (number, claimant))
    return subsidy.due(world.rules, sales, start, end, paid), found


def _is_talent(docket: Docket, party: str, day: date) -> bool:
    person = docket.world.people.get(party)
    return person is not None and any(start <= day <= end for start, end in person.talent)


def subsidy_claimed(case: Case) -> Ruling:
    number, claimant, node = case.text("contract"), case.text("claimant"), case.text("node")
    due, _ = judge_subsidy(case.docket, case.findings, number, claimant, case.world.rules.subsidy_window)
    case.refuse(due.due == 0, "NOTHING_DUE", paid_fen=due.paid)
    organisation = case.world.organisations.get(claimant)
    park = case.world.nodes[node].park
    elsewhere = park is not None and (organisation is None or organisation.park != park)
    case.refuse(elsewhere, "WRONG_PARK", node=node, park=park)
    case.must_sign(claimant)
    case.must_be_officer("review_subsidy", node)
    return Ruling(
        lambda: case.docket.claims.append(Claim(number, claimant, due.due)),
        {"base_fen": due.base, "total_fen": due.total, "paid_before_fen": due.paid, "amount_fen": due.due},
    )


# ---- vouchers


def voucher_issued(case: Case) -> Ruling:
    last = case.day_of("valid_to")
    case.refuse(last < case.day, "DATES_INVALID", valid_to=last.isoformat())
    case.must_be_officer("issue_voucher", case.text("node"))
    # A dossier tells of no first day of use.
    standing = vouchers.Voucher(case.text("holder"), case.text("service"), case.number("face_fen"), date.min, last)
    voucher = Voucher(case.text("node"), standing)
    return Ruling(lambda: case.docket.vouchers.update({case.text("voucher"): voucher}))


def voucher_redeemed(case: Case) -> Ruling:
    """Locked and redeemed on the day of use: a dossier tells of both at once."""
    voucher, provider = case.docket.vouchers[case.text("voucher")], case.text("provider")
    rules, standing, used = case.world.rules, voucher.standing, case.day_of("used_on")
    case.must_not_come("used_on")
    known = [each.standing for each in case.docket.vouchers.values()]
    lock = vouchers.Step(
        vouchers.Act.LOCK,
        used,
        _SIGNED,
        frozenset(name for name in _SERVED if case.event.get(name) is not None),
        provider,
        case.text("service"),
        bool(ties(case.docket.relations.values(), provider, standing.holder, used, used)),
        case.number("contract_fen"),
        vouchers.paid_in(used.year, standing.holder, known),
    )
    redeem = replace(lock, act=vouchers.Act.REDEEM)
    first = vouchers.why_not(rules, standing, lock)
    locked = replace(standing, state=vouchers.State.LOCKED) if standing.state is vouchers.State.ISSUED else standing
    for each in (*vouchers.why_not(rules, locked, redeem), *first):
        case.refuse(True, each.code, **each.values)
    case.must_sign(standing.holder, provider)
    case.must_be_officer("issue_voucher", voucher.node)
    amount = vouchers.redeemed(rules, standing.face, redeem.contract, redeem.paid_before)

    def change() -> None:
        voucher.standing = vouchers.moved(rules, vouchers.moved(rules, standing, lock), redeem)

    return Ruling(change, {"redeemed_fen": amount})
