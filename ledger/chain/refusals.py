"""What the contracts refuse, in words: one table, Solidity error → code, Chinese, English.

The code is the error's name in UPPER_SNAKE (`NotCompetent` is `NOT_COMPETENT`), the values are the error's own.
"""

import re
from dataclasses import dataclass
from typing import Any

from ledger.chain.abi import Interface
from ledger.chain.answered import Reverted
from ledger.core.errors import Refused

_REDRAFT = "draft the act again and collect the signatures anew"


@dataclass(frozen=True)
class Refusal:
    """A refusal in both languages, with the error's values in braces, and what to do next."""

    zh: str
    en: str
    next: str = ""


REFUSALS = {
    "UnknownParty": Refusal("没有编号为 {party} 的主体", "no party has the number {party}", "enrol the party first"),
    "NotCompetent": Refusal(
        "任命 {appointment} 在 {time} 时对节点 {node} 无此权限（{power}）",
        "appointment {appointment} does not carry the power {power} for node {node} at {time}",
        "let an officer act whose appointment is in force and carries the power",
    ),
    "OfficerIsParty": Refusal(
        "经办人 {party} 本人是当事人，不得经办",
        "officer {party} is himself a party to this act",
        "let another officer act",
    ),
    "SignatureMissing": Refusal(
        "缺少主体 {party} 的签名",
        "the signature of party {party} is missing",
        "have this party sign, then submit again",
    ),
    "NotSigned": Refusal(
        "主体 {party} 席位上的签名不是其现签名者对本文书所作",
        "the signature at the seat of party {party} was not made by its present signer over {digest}",
        "have this party sign again with its present key",
    ),
    "SignedBefore": Refusal(
        "文书起草于主体 {party} 的现签名者生效（{since}）之前",
        "the act was drafted before the present signer of party {party} counted ({since})",
        _REDRAFT,
    ),
    "InQuarantine": Refusal(
        "主体 {party} 的签名者系恢复取得，{until} 前不得处分",
        "the signer of party {party} was recovered and may not dispose before {until}",
        "wait until then",
    ),
    "SealsMalformed": Refusal("签名数据在第 {offset} 字节处格式错误", "the seals stop making sense at byte {offset}"),
    "Late": Refusal("已过截止时间 {deadline}", "the deadline {deadline} has passed ({time})", _REDRAFT),
    "LifeTooLong": Refusal(
        "截止时间 {deadline} 超出签名最长有效期",
        "the deadline {deadline} lies further away than signatures may live",
        "choose an earlier deadline",
    ),
    "DraftedAhead": Refusal(
        "起草时间 {draftedAt} 晚于区块时间 {time}",
        "drafted at {draftedAt}, after the block's time {time}",
        "wait for the next block, and check the clock",
    ),
    "ForeignChain": Refusal("链的编号已变为 {chainId}", "the chain's id has become {chainId}"),
    "MillisecondClock": Refusal(
        "链的时间以毫秒计（{time}）",
        "the chain counts milliseconds ({time})",
        "switch feature_evm_timestamp on before deploying",
    ),
    "WrongNumber": Refusal(
        "编号 {stated} 不是下一个可用编号 {next}", "the number {stated} is not the next free one, {next}", _REDRAFT
    ),
    "SignerMalformed": Refusal(
        "签名者 {signer} 既不是账户，也不是验证合约加公钥", "{signer} is neither an account nor a verifier and key"
    ),
    "UnknownKind": Refusal("未知类别 {kind}", "there is no kind {kind}"),
    "VoucherUnfit": Refusal(
        "主体 {voucher}（类别 {kind}）不得引荐此注册",
        "party {voucher} (kind {kind}) cannot vouch for this one",
        "let an organisation vouch for its people, or an officer with register_party act",
    ),
    "NotOfficer": Refusal(
        "主体 {party} 不是任命 {appointment} 的经办人", "party {party} is not the officer of appointment {appointment}"
    ),
    "NodeNotInForce": Refusal("节点 {node} 未生效", "node {node} is not in force"),
    "TooDeep": Refusal("节点 {parent} 之下不得再设一级", "below node {parent} there is no further level"),
    "UnknownPowers": Refusal("未知权限 {powers}", "the powers {powers} are none, or not all known"),
    "PeriodEmpty": Refusal("任期为空（{from} 至 {until}）", "the period from {from} until {until} is empty"),
    "NotEarlier": Refusal(
        "任期只能缩短：{stated} 不早于 {current}", "an appointment is only shortened: {stated} is not before {current}"
    ),
    "NotOperatorNorOfficer": Refusal(
        "主体 {party} 既非节点运营者也非任命 {appointment} 的经办人",
        "party {party} is neither the node's operator nor the officer of appointment {appointment}",
    ),
    "WrongStatus": Refusal(
        "成果 {achievement} 的状态（{status}）不允许此行为",
        "the status {status} of {achievement} does not allow this act",
        "see the achievement's status",
    ),
    "WrongVersion": Refusal(
        "成果 {achievement} 现为第 {current} 版，文书依据第 {stated} 版",
        "{achievement} stands at version {current}, the act relies on {stated}",
        _REDRAFT,
    ),
    "WrongAchievement": Refusal(
        "成果编号应为 {expected}，不是 {stated}", "the achievement's number is {expected}, not {stated}"
    ),
    "FrozenUntil": Refusal(
        "成果 {achievement} 冻结至 {time}", "{achievement} is frozen until {time}", "wait until then"
    ),
    "WrongRule": Refusal("无此决策规则 {rule}（代表 {delegate}）", "no rule {rule} with delegate {delegate}"),
    "NothingProposed": Refusal("对成果 {achievement} 未提出任何内容", "nothing is proposed for {achievement}"),
    "NotWhole": Refusal("份额合计 {sum}，不等于整体", "the units sum to {sum}, not to the whole", "correct the shares"),
    "TooManyHolders": Refusal("{count} 个，超过 16 个上限", "{count} holders or movements; 16 at most"),
    "PartyTwice": Refusal("主体 {party} 重复出现", "party {party} stands twice in the table"),
    "ShareEmpty": Refusal("主体 {party} 的份额为零", "party {party} has no units"),
    "NoticeTooShort": Refusal(
        "公示至少须至 {until}", "the notice would end before {until}", "choose a later end of the notice"
    ),
    "NoticeNotLater": Refusal(
        "新公示须晚于现公示截止时间 {current}，而非 {stated}",
        "the notice would end at {stated}, not after the one that runs until {current}",
        "choose a later end of the notice",
    ),
    "NoticeRunning": Refusal(
        "公示期未满，至 {until}", "the notice runs until {until}", "confirm at this second or later"
    ),
    "ObjectionsOpen": Refusal("尚有 {count} 项异议未决", "{count} objections are open", "have them decided first"),
    "NotProposed": Refusal(
        "成果 {achievement} 所公示者并非此内容（{terms}）",
        "the terms {terms} are not those that stood on notice for {achievement}",
        "repeat the proposed terms exactly",
    ),
    "ProposalStale": Refusal(
        "成果 {achievement} 的份额在公示后已变动", "the holdings of {achievement} changed since", "propose again"
    ),
    "ConsentMissing": Refusal(
        "同意份额 {consenting}，须达 {needed}",
        "the consenting units are {consenting}, {needed} are needed",
        "have further holders sign",
    ),
    "NotEnough": Refusal(
        "主体 {party} 持有 {has}，不足 {needs}", "party {party} holds {has} units and cannot give {needs}"
    ),
    "MovementEmpty": Refusal("第 {index} 项变动为空", "movement {index} moves nothing"),
    "UnknownBasis": Refusal("未知转让依据 {basis}", "there is no basis {basis}; use 1 sale, 2 equity, 3 gift"),
    "OfferMissing": Refusal(
        "主体 {seller} 向持有人以外者转让，须先通知共有人优先购买",
        "party {seller} sells to one who is no holder without a priority offer",
        "offer the units to those entitled first",
    ),
    "UnknownOffer": Refusal("没有优先权要约 {offer}", "no priority offer has the digest {offer}"),
    "PledgeeMissing": Refusal(
        "主体 {holder} 的份额已出质，须质权人 {pledgee} 签名",
        "units of party {holder} are pledged to {pledgee}, who has to sign",
        "have the pledgee sign",
    ),
    "NothingPledged": Refusal("没有已出质的份额变动（{pledgeAfter}）", "no pledged units move here ({pledgeAfter})"),
    "NotTheHead": Refusal(
        "最后锚定的树头大小为 {current}，不是 {stated}", "the last anchored head has size {current}, not {stated}"
    ),
    "NotGrown": Refusal("日志未增长（{size}，已锚定 {current}）", "size {size} is not beyond the anchored {current}"),
    "Inconsistent": Refusal(
        "大小 {size} 的树不是大小 {previousSize} 的树的延续",
        "the tree of size {size} is not shown to continue the one of size {previousSize}",
    ),
}
"""By the name of the Solidity error."""

_CODE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def code_of(name: str) -> str:
    """The stable code of a Solidity error: `NotCompetent` → `NOT_COMPETENT`."""
    return _CODE.sub("_", name).upper()


def refused(interface: Interface, reverted: Reverted) -> Refused:
    """What a revert means: the contract's error by name and values, or `CALL_REVERTED` where it gave none of ours.

    `values` carries the error's values and, as `zh`, the sentence in Chinese.
    """
    found = interface.error(reverted.data)
    if found is None:
        message = f"the contract turned the call down without a reason of its own: {reverted.message}"
        return Refused("CALL_REVERTED", message, data="0x" + reverted.data.hex())
    name, raw = found
    values = {key: _plain(value) for key, value in raw.items()}
    words = REFUSALS.get(name, Refusal(name, f"{name} {values}"))
    error = Refused(code_of(name), words.en.format(**values), next=words.next)
    error.values = {**values, "zh": words.zh.format(**values)}
    return error


def _plain(value: Any) -> Any:
    return "0x" + value.hex() if isinstance(value, bytes) else value
