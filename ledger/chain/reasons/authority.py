"""What `Authority` and the log of anchors refuse, and what every contract refuses about its signers and times."""

from ledger.chain.reasons.words import REDRAFT, Refusal

AUTHORITY = {
    "UnknownParty": Refusal(
        "没有编号为 {party} 的主体", "no party has the number {party}", ("请先登记该主体", "enrol the party first")
    ),
    "NotCompetent": Refusal(
        "任命 {appointment} 在 {time} 时对节点 {node} 无此权限（{power}）",
        "appointment {appointment} does not carry the power {power} for node {node} at {time}",
        (
            "请由任命有效且有此权限的经办人办理",
            "let an officer act whose appointment is in force and carries the power",
        ),
    ),
    "OfficerIsParty": Refusal(
        "经办人 {party} 本人是当事人，不得经办",
        "officer {party} is himself a party to this act",
        ("请由其他经办人办理", "let another officer act"),
    ),
    "SignatureMissing": Refusal(
        "缺少主体 {party} 的签名",
        "the signature of party {party} is missing",
        ("请该主体签名后再提交", "have this party sign, then submit again"),
    ),
    "NotSigned": Refusal(
        "主体 {party} 席位上的签名不是其现签名者对本文书所作",
        "the signature at the seat of party {party} was not made by its present signer over {digest}",
        ("请该主体用现用密钥重新签名", "have this party sign again with its present key"),
    ),
    "SignedBefore": Refusal(
        "文书起草于主体 {party} 的现签名者生效（{since}）之前",
        "the act was drafted before the present signer of party {party} counted ({since})",
        REDRAFT,
    ),
    "InQuarantine": Refusal(
        "主体 {party} 的签名者系恢复取得，{until} 前不得处分",
        "the signer of party {party} was recovered and may not dispose before {until}",
        ("请待至该时", "wait until then"),
    ),
    "SealsMalformed": Refusal("签名数据在第 {offset} 字节处格式错误", "the seals stop making sense at byte {offset}"),
    "Late": Refusal("已过截止时间 {deadline}", "the deadline {deadline} has passed ({time})", REDRAFT),
    "LifeTooLong": Refusal(
        "截止时间 {deadline} 超出签名最长有效期",
        "the deadline {deadline} lies further away than signatures may live",
        ("请选择较早的截止时间", "choose an earlier deadline"),
    ),
    "DraftedAhead": Refusal(
        "起草时间 {draftedAt} 晚于区块时间 {time}",
        "drafted at {draftedAt}, after the block's time {time}",
        ("请待下一区块，并检查时钟", "wait for the next block, and check the clock"),
    ),
    "ForeignChain": Refusal("链的编号已变为 {chainId}", "the chain's id has become {chainId}"),
    "MillisecondClock": Refusal(
        "链的时间以毫秒计（{time}）",
        "the chain counts milliseconds ({time})",
        ("请在部署前打开 feature_evm_timestamp", "switch feature_evm_timestamp on before deploying"),
    ),
    "WrongNumber": Refusal(
        "编号 {stated} 不是下一个可用编号 {next}", "the number {stated} is not the next free one, {next}", REDRAFT
    ),
    "SignerMalformed": Refusal(
        "签名者 {signer} 既不是账户，也不是验证合约加公钥", "{signer} is neither an account nor a verifier and key"
    ),
    "UnknownKind": Refusal("未知类别 {kind}", "there is no kind {kind}"),
    "VoucherUnfit": Refusal(
        "主体 {voucher}（类别 {kind}）不得引荐此注册",
        "party {voucher} (kind {kind}) cannot vouch for this one",
        (
            "请由单位为其人员担保，或由有 register_party 权限的经办人办理",
            "let an organisation vouch for its people, or an officer with register_party act",
        ),
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
    "NotTheHead": Refusal(
        "最后锚定的树头大小为 {current}，不是 {stated}", "the last anchored head has size {current}, not {stated}"
    ),
    "NotGrown": Refusal("日志未增长（{size}，已锚定 {current}）", "size {size} is not beyond the anchored {current}"),
    "Inconsistent": Refusal(
        "大小 {size} 的树不是大小 {previousSize} 的树的延续",
        "the tree of size {size} is not shown to continue the one of size {previousSize}",
    ),
    "GuardianBarred": Refusal(
        "节点 {node} 不久前为主体 {party} 恢复了签名者，{until} 前其任命的经办人不得登记该主体的处分",
        "node {node} recovered the signer of party {party} not long ago: until {until} none of its officers registers "
        "what that party gives away",
        ("请由其他节点的经办人办理", "let an officer of another node act"),
    ),
    "NotForNode": Refusal(
        "主体 {party} 不得代表节点 {node}",
        "party {party} can do nothing for node {node}",
        ("请由节点运营者或为其任命的经办人签名", "let the node's operator sign, or an officer appointed for it"),
    ),
    "CoreNode": Refusal("核心节点不得关闭", "the core is never closed"),
    "DraftedBefore": Refusal(
        "文书起草于节点 {node} 最近一次移交（{since}）之前",
        "the act was drafted before node {node} last changed hands ({since})",
        REDRAFT,
    ),
    "SignerUnchanged": Refusal(
        "新签名者就是主体 {party} 的现签名者",
        "the new signer of party {party} is its present one",
        ("请换一个签名者", "bring another signer"),
    ),
    "NotGuardian": Refusal(
        "所具名者不是主体 {party} 的监护主体（{guardian}）",
        "this is not the guardian of party {party}, which is {guardian}",
        ("请由监护人办理", "let the guardian act"),
    ),
    "UnknownRecoveryGround": Refusal(
        "没有恢复事由 {ground}",
        "there is no ground {ground} for a recovery",
        ("请用 1 遗失、2 死亡、3 合并、4 裁判", "use 1 lost, 2 death, 3 merger, 4 order"),
    ),
    "RecoveryOpen": Refusal(
        "主体 {party} 的恢复已在公示，至 {dueAt}",
        "a recovery of party {party} is on notice already, until {dueAt}",
        ("请待其生效或被取消", "wait until it has taken effect or was cancelled"),
    ),
    "RecoveryClosed": Refusal(
        "主体 {party} 没有公示中的这一恢复",
        "no such recovery of party {party} is on notice",
        ("请查看该主体", "see the party"),
    ),
    "RecoveryRunning": Refusal(
        "主体 {party} 的恢复公示至 {dueAt}",
        "the recovery of party {party} is on notice until {dueAt}",
        ("请在此时或之后办结", "settle it at this second or later"),
    ),
    "RecoveryDaysUnfit": Refusal(
        "恢复公示 {stated} 天，须为 {least} 至 {longest} 天",
        "a recovery is on notice for {least} to {longest} days, not {stated}",
        ("请另定天数，或填 0 取最短", "choose other days, or 0 for the least"),
    ),
}
