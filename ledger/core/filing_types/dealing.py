"""How the fields of dealings agree: technology contracts, divided income, pledges."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ledger.core.filing_types.agreeing import TEAM, distinct, equals, in_order, numbers_fit, whole
from ledger.core.filing_types.problems import Problem
from ledger.core.policy import contracts

NO_IP = "未涉及知识产权"


def technology_contract(form: dict[str, Any]) -> Iterator[Problem]:
    """Kind and sub-kind, days, amounts and the applicant fit together (技术合同认定登记)."""
    if not contracts.is_kind(form["kind"], form["sub_kind"]):
        known = contracts.KINDS[form["kind"]]
        yield Problem(
            "/sub_kind",
            f"{form['kind']}的小类只有：{'、'.join(known)}",
            f"is no sub-kind of {form['kind']}: {', '.join(known)}",
        )
    if form["tech_amount_fen"] > form["amount_fen"]:
        yield Problem(
            "/tech_amount_fen",
            f"技术交易额 {form['tech_amount_fen']} 大于成交额 {form['amount_fen']}",
            f"the amount for technology, {form['tech_amount_fen']}, is more than the whole, {form['amount_fen']}",
        )
    yield from in_order(form, "valid_from", "valid_to")
    yield from in_order(form, "signed_on", "accepted_on", "decided_on")
    if "accepted_on" in form and not form["valid_from"] <= form["accepted_on"] <= form["valid_to"]:
        yield Problem(
            "/accepted_on",
            f"不在有效期 {form['valid_from']} 至 {form['valid_to']} 内",
            f"is not within the contract's life from {form['valid_from']} to {form['valid_to']}",
        )
    yield from _sides(form)
    if (NO_IP in form["ip_kind"]) == ("ip_refs" in form) or (NO_IP in form["ip_kind"] and len(form["ip_kind"]) > 1):
        yield Problem(
            "/ip_kind",
            "与所列知识产权不一致",
            "does not agree with the rights that are named: name them, or choose only 未涉及知识产权",
        )
    if "ip_refs" in form:
        yield from numbers_fit("/ip_refs", form["ip_refs"])
    if "licence" in form and form["kind"] != contracts.LICENCE:
        yield Problem(
            "/licence", "只有技术许可合同依据许可", f"only a contract of kind {contracts.LICENCE} relies on a licence"
        )


def _sides(form: dict[str, Any]) -> Iterator[Problem]:
    both = [name for name in form["seller"] if name in form["buyer"]]
    if both:
        yield Problem("/buyer", f"「{both[0]}」同为卖方", f"{both[0]} is a seller too")
    side, zh, en = ("buyer", "买方", "buyers") if form["import"] else ("seller", "卖方", "sellers")
    if form["applicant"] not in form[side]:
        yield Problem("/applicant", f"申请登记人应为{zh}", f"the applicant is one of the {en}")


def revenue_statement(form: dict[str, Any]) -> Iterator[Problem]:
    """Every fen of the net income has its place, in two stages where the team has a line (转化法 43-45)."""
    net = form["gross_fen"] - sum(form["deductions"].values())
    yield from equals("/net_fen", form["net_fen"], net, "到账金额减扣除", "gross less deductions")
    rest = form["net_fen"] - sum(debt["fen"] for debt in form.get("debts", ()))
    if rest < 0:
        yield Problem("/debts", "先行清偿超过净收入", "the debts are more than the net income")
        return
    yield from _divided("/lines", form["lines"], rest)
    team = [line["fen"] for line in form["lines"] if line["party"] == TEAM]
    if team and "stage2" not in form:
        yield Problem("/stage2", "有团队一行，请填写团队内部分配", "the team has a line; tell how it is divided")
    elif "stage2" in form and not team:
        yield Problem("/stage2", "没有团队一行（TEAM）", "there is no line of the team (TEAM)")
    elif team:
        yield from _divided("/stage2", form["stage2"], sum(team))
    yield from in_order(form, "received_on", "paid_on")


def _divided(place: str, lines: list[dict[str, Any]], total: int) -> Iterator[Problem]:
    sum_ = sum(line["fen"] for line in lines)
    yield from equals(place, sum_, total, "可分配金额", "what is divided")
    yield from distinct(place, [line["party"] for line in lines], "/party")
    without = [i for i, line in enumerate(lines) if "ratio" not in line]
    if without not in ([], [len(lines) - 1]) or len(without) == len(lines):
        yield Problem(
            f"{place}/{without[0]}/ratio",
            "只有最后一行（尾差）可不填比例",
            "only a last line for the tail has no ratio",
        )
        return
    yield from whole(place, (line["ratio"] for line in lines if "ratio" in line))


def pledge(form: dict[str, Any]) -> Iterator[Problem]:
    """Days are in order, and nobody pledges more than the whole (民法典 427, 444)."""
    yield from numbers_fit("/ip_refs", form["ip_refs"])
    yield from in_order(form, "debt_from", "debt_to")
    yield from in_order(form, "registered_on", "released_on")
    owners = [one["owner"] for one in form["pledgors"]]
    yield from distinct("/pledgors", owners, "/owner")
    total = sum((Fraction(one["share"]) for one in form["pledgors"]), Fraction())
    if total > 1:
        yield Problem("/pledgors", f"出质份额合计为 {total}，超过整体", f"together {total}, more than the whole")
    consenting = [one["owner"] for one in form.get("owner_consents", ())]
    yield from distinct("/owner_consents", consenting, "/owner")
    for i, name in enumerate(consenting):
        if name in owners:
            yield Problem(f"/owner_consents/{i}/owner", f"「{name}」是出质人", f"{name} pledges himself")
