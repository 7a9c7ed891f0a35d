"""How the fields of grants agree: ownership of a service achievement, and its long-term use."""

from collections.abc import Iterator
from typing import Any

from ledger.core.filing_types.agreeing import distinct, in_order, numbers_fit, whole
from ledger.core.filing_types.problems import Problem

SM2 = "SM2证书"
STATE_OWNED = "新区国有企业"


def ownership_grant_agreement(form: dict[str, Any]) -> Iterator[Problem]:
    """Splits are whole, the unit keeps a share unless it gives all away, and everybody signs (128号)."""
    owners = [one["owner"] for one in form["owners"]]
    yield from whole("/owners", (one["share"] for one in form["owners"]))
    yield from distinct("/owners", owners, "/owner")
    for name in ("internal_split", "revenue_ratio"):
        yield from whole(f"/{name}", (one["ratio"] for one in form[name]))
        yield from distinct(f"/{name}", [one["party"] for one in form[name]], "/party")
    team = [one["party"] for one in form["internal_split"]]
    if form["team_rep"] not in team:
        yield Problem("/team_rep", "团队代表不在团队内部分配中", "the representative has no line in the team's split")
    kept = form["unit_uscc"] in owners
    if kept == form["full_grant"]:
        yield Problem(
            "/owners",
            "全部赋予时单位不保留份额" if kept else "单位不在共同所有权人中，且不是全部赋予（写统一社会信用代码）",
            "the unit keeps no share of what it grants wholly"
            if kept
            else "the unit is none of the owners, and it does not grant the whole (write its social credit code)",
        )
    yield from _only_where(form, "state_asset_basis", form["unit_type"] == STATE_OWNED, STATE_OWNED)
    yield from _only_where(form, "related_party_disclosure", form["taker_related"], "taker_related")
    yield from in_order(form, "approved_on", "publicity_start")
    yield from _signed(form, [form["unit_uscc"], *team])


def _only_where(form: dict[str, Any], name: str, wanted: bool, what: str) -> Iterator[Problem]:
    if name in form and not wanted:
        yield Problem(f"/{name}", f"只在「{what}」时填写", f"is only given with {what}")


def _signed(form: dict[str, Any], wanted: list[str]) -> Iterator[Problem]:
    signers = [one["signer"] for one in form["signatures"]]
    yield from distinct("/signatures", signers, "/signer")
    for name in wanted:
        if name not in signers:
            yield Problem("/signatures", f"缺少「{name}」的签署", f"{name} has not signed")
    for i, one in enumerate(form["signatures"]):
        if one["method"] == SM2 and "certificate" not in one:
            yield Problem(f"/signatures/{i}/certificate", "SM2 签署须附证书", "SM2 is signed with a certificate")


def long_term_use_grant(form: dict[str, Any]) -> Iterator[Problem]:
    """The term ends after it began, extensions follow each other, income is told in one way."""
    yield from numbers_fit("/ip_refs", form["ip_refs"])
    yield from in_order(form, "term_start", "term_end")
    yield from _only_where(form, "extension_years", form["term_mode"] == "累计", "累计")
    terms = form["revenue_terms"]
    wanted = "ratios" if terms["mode"] == "按比例" else "fee_fen"
    for name in ("ratios", "fee_fen"):
        if (name in terms) != (name == wanted):
            yield Problem(
                f"/revenue_terms/{name}",
                f"收益方式为{terms['mode']}，{'应填此项' if name == wanted else '不填此项'}",
                f"with {terms['mode']} this is {'missing' if name == wanted else 'left out'}",
            )
    yield from whole("/revenue_terms/ratios", (one["ratio"] for one in terms["ratios"])) if "ratios" in terms else ()
    yield from _one_after_another(form)


def _one_after_another(form: dict[str, Any]) -> Iterator[Problem]:
    end = form["term_end"]
    for i, one in enumerate(form.get("extensions", ())):
        if one["from"] != end:
            yield Problem(
                f"/extensions/{i}/from", f"应自 {end} 起", f"begins on {one['from']}; what it extends ends on {end}"
            )
        if one["to"] <= one["from"]:
            yield Problem(f"/extensions/{i}/to", f"不晚于 {one['from']}", f"is not after {one['from']}")
        end = one["to"]
    reports = form.get("progress_reports", ())
    for i in range(1, len(reports)):
        if reports[i]["date"] < reports[i - 1]["date"]:
            yield Problem(f"/progress_reports/{i}/date", "早于前一份报告", "is before the report above it")
