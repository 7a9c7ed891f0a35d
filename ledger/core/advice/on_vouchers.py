"""What the rules say of an innovation voucher: which step it takes, whether it may, and who signs."""

from collections.abc import Iterator
from datetime import date

from ledger.core.advice.known import NOTE, OPEN, REFUSE, WARN, Known
from ledger.core.policy import vouchers, words
from ledger.core.policy.vouchers import HOLDER, OFFICER, PROVIDER, Act, State, Step, Voucher

_STATES = {
    "已发放": State.ISSUED,
    "已锁定": State.LOCKED,
    "已兑付": State.REDEEMED,
    "已过期": State.EXPIRED,
    "已撤销": State.REVOKED,
}
_SIGNERS = {OFFICER: ("有发放权限的经办人", "an officer who issues vouchers")}
_SIGNERS |= {HOLDER: ("申领企业", "the holder"), PROVIDER: ("服务机构", "the provider")}
_DOCUMENTS = {"contract": "contract_document", "invoice": "invoice", "deliverable": "deliverable", "reasons": "reasons"}
# Where the form says what a code is about.
_POINTERS = {"RELATED_PROVIDER": "/provider", "NOTHING_DUE": "/contract_fen"}


def innovation_voucher(known: Known) -> None:
    """The rate of the rules, used on a day that has come, and for something."""
    form = known.form
    known.must_not_come("issued_on", "used_on")
    _rate(known)
    if form.get("redeemed_fen") == 0:
        _nothing_due(known)
    if form["status"] == "已发放" and known.day > date.fromisoformat(form["valid_to"]):
        _expired(known)


def innovation_voucher_2(known: Known) -> None:
    """The steps that the form tells of, taken one after the other by the machine of `policy.vouchers`."""
    form = known.form
    known.must_not_come("issued_on", "locked_on", "used_on", "revoked_on")
    _rate(known)
    voucher = Voucher(
        form["holder"], form["service"], form["face_fen"], known.day_of("issued_on"), known.day_of("valid_to")
    )
    last = Act.ISSUE
    for step in _steps(known):
        last = step.act
        against = vouchers.why_not(known.rules, voucher, step)
        for one in against:
            said = words.meaning(one.code)
            rule = next((each for each in said.rules if each.startswith("voucher")), said.rules[0])
            pointer = _POINTERS.get(one.code, "/status")
            known.say(REFUSE, one.code, rule, pointer, said.wrong["zh"], said.wrong["en"])
        if against:
            return
        voucher = vouchers.moved(known.rules, voucher, step)
    told, now = _STATES[form["status"]], voucher.on(known.day)
    if now is State.EXPIRED and told is not State.EXPIRED:
        _expired(known)
    elif told is State.EXPIRED and now is not State.EXPIRED:
        known.say(
            REFUSE,
            "DATES_INVALID",
            "records",
            "/status",
            f"有效期至 {voucher.valid_to}",
            f"it is valid to {voucher.valid_to}",
        )
    _signers(known, Act.EXPIRE if told is State.EXPIRED else last)
    _year(known, told)


def _steps(known: Known) -> Iterator[Step]:
    """What the form tells of after the issue. Who signed is seen in its endorsements, not in it."""
    form, everybody = known.form, frozenset({OFFICER, HOLDER, PROVIDER})
    brought = frozenset(name for field, name in _DOCUMENTS.items() if field in form)
    said = form.get("provider"), form["service"], False, form.get("contract_fen", 0)
    for act, field in ((Act.LOCK, "locked_on"), (Act.REDEEM, "used_on"), (Act.REVOKE, "revoked_on")):
        if field in form:
            yield Step(act, known.day_of(field), everybody, brought, *said)


def _signers(known: Known, act: Act) -> None:
    """Who signs the step, beside whoever files it."""
    way = next(each for each in vouchers.TRANSITIONS if each.act is act)
    if way.by:
        named = [_SIGNERS[each] for each in sorted(way.by)]
        known.say(
            NOTE,
            "SIGNATURE_MISSING",
            "signatures",
            "/status",
            f"须由{'、'.join(zh for zh, _ in named)}签署：备案人之外的，各以背书（endorsement）签署",
            f"it is signed by {', '.join(en for _, en in named)}: whoever does not file it endorses it",
        )


def _year(known: Known, told: State) -> None:
    """What is left of the year's cap, the ledger does not know from one form."""
    if told is State.REDEEMED and known.rules.voucher_annual_cap_fen is not None and "cap_fen" not in known.form:
        known.say(
            OPEN,
            "NOTHING_DUE",
            "voucher.annual_cap_fen",
            "/cap_fen",
            "没有填写剩余年度上限，无法核对",
            "what is left of the year's cap is not given, so it cannot be compared",
        )


def _rate(known: Known) -> None:
    if known.form["rate_bp"] != known.rules.voucher_rate_bp:
        rate = known.book.rule("voucher.rate_bp")
        known.say(
            WARN,
            "AMOUNT_INVALID",
            "voucher.rate_bp",
            "/rate_bp",
            f"现行比例为 {words.value(rate, 'zh')}",
            f"the rate in force is {words.value(rate, 'en')}",
        )


def _nothing_due(known: Known) -> None:
    known.say(REFUSE, "NOTHING_DUE", "voucher.rate_bp", "/redeemed_fen", "没有可兑付的金额", "nothing is left to pay")


def _expired(known: Known) -> None:
    known.say(REFUSE, "VOUCHER_EXPIRED", "voucher_expiry", "/valid_to", "已过有效期", "it is not valid any more")
