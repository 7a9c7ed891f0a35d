"""How the fields of objections, recognised platforms and innovation vouchers agree."""

from collections.abc import Iterator
from typing import Any

from ledger.core.filing_types.agreeing import distinct, equals, in_order
from ledger.core.filing_types.problems import Problem

_REDEEMED = "已兑付"
_BASIS_POINTS = 10_000
# Which fields of a voucher's step belong to which states.
_STEPS = {
    "locked_on": ("已锁定", _REDEEMED, "已过期", "已撤销"),
    "used_on": (_REDEEMED,),
    "redeemed_fen": (_REDEEMED,),
    "revoked_on": ("已撤销",),
    "reasons": ("已撤销",),
}


def objection(form: dict[str, Any]) -> Iterator[Problem]:
    """Who is anonymous gives no name."""
    if form["anonymous"] and "raised_by" in form:
        yield Problem("/raised_by", "匿名异议不填异议人", "an anonymous objection names nobody")


def platform_recognition(form: dict[str, Any]) -> Iterator[Problem]:
    """It ends after it began, its reviews follow each other, and the host is no member of its own."""
    yield from in_order(form, "recognised_on", "valid_to")
    if form["host"] in form.get("members", ()):
        yield Problem("/members", "依托单位不是共建单位", "the host is no member")
    if "award_rule" in form and "award_fen" not in form:
        yield Problem("/award_rule", "没有奖励金额", "there is no award")
    years = [review["year"] for review in form.get("reviews", ())]
    yield from distinct("/reviews", [str(year) for year in years], "/year")
    for i in range(1, len(years)):
        if years[i] < years[i - 1]:
            yield Problem(f"/reviews/{i}/year", "早于前一次考核", "is before the review above it")


def innovation_voucher(form: dict[str, Any]) -> Iterator[Problem]:
    """It is used while it is valid, by another than who provides, and pays the least of its three limits."""
    yield from in_order(form, "issued_on", "valid_to")
    yield from in_order(form, "issued_on", "used_on")
    if form.get("provider") == form["holder"]:
        yield Problem("/provider", "服务机构不能是申领企业", "the provider is the holder")
    if form.get("used_on", "") > form["valid_to"]:
        yield Problem("/used_on", f"晚于有效期止 {form['valid_to']}", f"is after the last day, {form['valid_to']}")
    if form["status"] != _REDEEMED:
        for name in ("redeemed_fen", "used_on"):
            if name in form:
                yield Problem(f"/{name}", f"只在「{_REDEEMED}」时填写", f"is only given with {_REDEEMED}")
        return
    yield from _pays_the_least(form)


def innovation_voucher_2(form: dict[str, Any]) -> Iterator[Problem]:
    """One step of a voucher: its days follow each other, and no field speaks of a step that was not taken."""
    yield from in_order(form, "issued_on", "valid_to")
    yield from in_order(form, "issued_on", "locked_on", "used_on", "revoked_on")
    for name in ("locked_on", "used_on"):
        if form.get(name, "") > form["valid_to"]:
            yield Problem(f"/{name}", f"晚于有效期止 {form['valid_to']}", f"is after the last day, {form['valid_to']}")
    if form.get("provider") == form["holder"]:
        yield Problem("/provider", "服务机构不能是申领企业", "the provider is the holder")
    if "provider" in form and "locked_on" not in form:
        yield Problem("/provider", "锁定之前没有服务机构", "there is no provider before the voucher is locked")
    if "follows" in form and form["status"] == "已发放":
        yield Problem("/follows", "发放没有前一份备案", "the issue follows no filing")
    for name, states in _STEPS.items():
        if name in form and form["status"] not in states:
            yield Problem(f"/{name}", f"状态为「{form['status']}」时不填写", f"is not given with {form['status']}")
    if form["status"] == _REDEEMED:
        yield from _pays_the_least(form)


def _pays_the_least(form: dict[str, Any]) -> Iterator[Problem]:
    limits = [form["face_fen"], form["contract_fen"] * form["rate_bp"] // _BASIS_POINTS]
    limits += [form["cap_fen"]] if "cap_fen" in form else []
    yield from equals("/redeemed_fen", form["redeemed_fen"], min(limits), "应兑付额", "the least of its limits")
