"""What an answer to *may I?* says: for each ground a sentence in Chinese and English, and the rules that it rests on.

A ground that is one of the codes rests on the rules of its code; the others name theirs. Clauses, numbers and what is
uncertain are those of these rules in the book in force: none is spelled here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Words = tuple[str, str]
"""Chinese, English."""


@dataclass(frozen=True)
class Ground:
    """What an answer rests on. Sentences take values by name, and parameters of the table by theirs.

    :param rules: of the book, by name; empty for one of the codes, which has them (`words.meanings`).
    :param role: what the parties named are to it, or in what quality they have to sign.
    :param filing: the kind of document that is missing. :param where: where to look up what the ledger does not know.
    :param chain: whether the contracts refuse by themselves what this rule refuses.
    """

    says: Words
    rules: tuple[str, ...] = ()
    role: str | None = None
    filing: str | None = None
    where: Words | None = None
    chain: bool = True


REFUSALS: Mapping[str, Ground] = {
    "NOT_CONFIRMED": Ground(
        (
            "权属尚未确认或已关闭（状态：{status}），不得转化",
            "the title is not confirmed ({status}): nothing may be done with it",
        ),
    ),
    "NOT_OWNER": Ground(("主体 {parties} 不是权利人", "party {parties} is no holder"), role="holder"),
    "FROZEN": Ground(
        ("权属已冻结，至冻结期满或解除前不得处分", "the title is frozen: it may move again once the freeze is over"),
    ),
    "INSUFFICIENT_SHARE": Ground(
        ("主体 {parties} 的份额不足", "party {parties} holds less than that"),
        role="holder",
    ),
    "EXCLUSIVE_CONFLICT": Ground(
        (
            "独占或排他的权利仍然有效，当日不得再行许可",
            "an exclusive or sole right stands: no other may be granted for that day",
        ),
        role="licensee",
    ),
    "ALREADY_PLEDGED": Ground(
        ("已有质押存续，不得重复质押", "a pledge stands: it is not pledged twice"),
        role="pledgee",
        chain=False,
    ),
    "SELLER_OWNER_MISMATCH": Ground(
        ("让与方 {parties} 不是权利人", "the sellers {parties} are no holders"), role="seller"
    ),
    "ROFR_EXERCISED": Ground(
        (
            "优先权人 {parties} 已行使优先受让权，份额不得转让给外人",
            "{parties} took the share by priority: it does not go to an outsider",
        ),
        role="entitled",
    ),
    "TABLE_FULL": Ground(
        ("权利人已满十六位", "there are sixteen holders already"), rules=("chain_limits",), role="holder"
    ),
    "RIGHTS_FULL": Ground(
        ("存续的独占、排他权利已满十六项", "sixteen exclusive or sole rights stand already"), rules=("chain_limits",)
    ),
    "PUBLICITY_RUNNING": Ground(
        ("公示尚未期满", "the public notice still runs"),
    ),
    "OBJECTION_PENDING": Ground(
        ("有 {count} 项异议未处理", "{count} objections are open"),
    ),
    "REPUBLICITY_REQUIRED": Ground(
        ("方案经异议处理已变更，须重新公示", "a decision changed the proposal: it goes on notice again")
    ),
}
"""Why an answer is no. The last three say what confirmation still waits for."""

NEEDS: Mapping[str, Ground] = {
    "CONSENT_MISSING": Ground(("须经主体 {parties} 同意", "party {parties} has to consent"), role="consent"),
    "QUORUM_MISSING": Ground(
        (
            "除行为人外，还须共有人 {parties} 中合计 {units} 单位以上份额同意",
            "co-owners among {parties} with {units} units have to consent",
        ),
        rules=("unanimity_by_default",),
        role="consent",
    ),
    "PLEDGEE_CONSENT_MISSING": Ground(
        ("须经质权人 {parties} 同意", "the pledgee {parties} has to consent"), role="pledgee"
    ),
    "FREEZE_NOTICE_MISSING": Ground(
        (
            "权属冻结期间许可，须向被许可方告知冻结",
            "the title is frozen: a licence has to tell its licensee of the freeze",
        ),
        rules=("frozen_licence",),
        filing="freeze_notice",
    ),
    "ROFR_NOT_OFFERED": Ground(
        (
            "须先以同等条件通知优先权人 {parties}，期限不少于 {priority_window_days}",
            "the share has first to be offered to {parties} on the same terms, for {priority_window_days} at least",
        ),
        role="entitled",
        filing="priority_offer",
    ),
    "ROFR_RUNNING": Ground(
        ("优先受让期间未满，尚待主体 {parties} 答复", "the priority window runs: {parties} have not answered"),
        role="entitled",
    ),
    "SELLER_MISSING": Ground(
        (
            "让与方须为全体权利人：主体 {parties} 须一并签署、出具授权，或以其为许可方的普通许可为据",
            "the sellers have to be all holders: {parties} sign as well or give authority, "
            "unless it rests on the sellers' own ordinary licence",
        ),
        rules=("sellers_own",),
        role="seller",
        filing="technology_contract",
    ),
    "KEY_IN_QUARANTINE": Ground(
        (
            "主体 {parties} 的密钥系恢复所得，期满前不得处分",
            "the key of {parties} came by a recovery: it may not give away yet",
        ),
        rules=("chain_limits",),
        role="holder",
    ),
}
"""What an answer waits for, while nothing speaks against it."""

_AGREEMENT: Words = ("见赋权协议", "see the grant agreement")

OPEN: Mapping[str, Ground] = {
    "completers": Ground(
        (
            "主体 {parties} 如为职务成果的完成单位，完成人享有同等条件下的优先受让权；账本不知",
            "if {parties} is a completing unit of a service achievement, its completers have priority; "
            "the ledger does not know",
        ),
        rules=("who_has_priority",),
        role="seller",
        filing="priority_offer",
        where=(
            "见成果备案表的完成人与职务成果栏",
            "see completers and service achievement in the achievement's filing",
        ),
        chain=False,
    ),
    "state_assets": Ground(
        (
            "主体 {parties} 如为国有单位，处分须有国有资产的批准或评估备案；账本不知",
            "if {parties} is state-owned, it needs an approval or filed valuation of state assets; "
            "the ledger does not know",
        ),
        rules=("state_assets",),
        role="seller",
        filing="state_asset_basis",
        where=("见该单位的国有资产批准或评估备案", "see the unit's approval or filed valuation of state assets"),
        chain=False,
    ),
    "outside_pledges": Ground(
        (
            "知识产权的质押自外部登记机构登记时设立；账本只知在此登记的质押",
            "a pledge of the right exists from its entry in the outside register; "
            "the ledger knows only those entered here",
        ),
        rules=("pledgee_consents",),
        where=("见国家知识产权局等登记簿", "see the register of the patent office, or that of the right's kind"),
        chain=False,
    ),
    "representative": Ground(
        (
            "由主体 {parties} 代为决定；其是否仍为协议约定的代表，账本不知",
            "{parties} decides as delegate; whether it still is whom the agreement names, the ledger does not know",
        ),
        rules=("unanimity_by_default",),
        role="consent",
        where=_AGREEMENT,
        chain=False,
    ),
    "offer_terms": Ground(
        (
            "优先受让期间已过而无人承购：须按要约的受让方与价格转让 {units} 单位；二者在账本上仅为承诺值",
            "the window is over and nobody took it: {units} units go to the offer's buyer at its price, "
            "both of which the ledger keeps sealed",
        ),
        rules=("who_has_priority",),
        where=("见要约文件及其价格揭示", "see the offer's document and the opening of its price"),
    ),
}
"""What the ledger does not know. Whoever asks may say that it was looked up and nothing there stands in the way."""
