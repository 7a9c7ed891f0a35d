"""What `TitleRegistry` refuses."""

from ledger.chain.reasons.words import REDRAFT, Refusal

TITLES = {
    "WrongStatus": Refusal(
        "成果 {achievement} 的状态（{status}）不允许此行为",
        "the status {status} of {achievement} does not allow this act",
        ("请查看该成果的状态", "see the achievement's status"),
    ),
    "WrongVersion": Refusal(
        "成果 {achievement} 现为第 {current} 版，文书依据第 {stated} 版",
        "{achievement} stands at version {current}, the act relies on {stated}",
        REDRAFT,
    ),
    "WrongAchievement": Refusal(
        "成果编号应为 {expected}，不是 {stated}", "the achievement's number is {expected}, not {stated}"
    ),
    "FrozenUntil": Refusal(
        "成果 {achievement} 冻结至 {time}", "{achievement} is frozen until {time}", ("请待至该时", "wait until then")
    ),
    "WrongRule": Refusal("无此决策规则 {rule}（代表 {delegate}）", "no rule {rule} with delegate {delegate}"),
    "NothingProposed": Refusal("对成果 {achievement} 未提出任何内容", "nothing is proposed for {achievement}"),
    "NotWhole": Refusal(
        "份额合计 {sum}，不等于整体", "the units sum to {sum}, not to the whole", ("请改正份额", "correct the shares")
    ),
    "TooManyHolders": Refusal("{count} 个，超过 16 个上限", "{count} holders or movements; 16 at most"),
    "PartyTwice": Refusal("主体 {party} 重复出现", "party {party} stands twice in the table"),
    "ShareEmpty": Refusal("主体 {party} 的份额为零", "party {party} has no units"),
    "NoticeTooShort": Refusal(
        "公示至少须至 {until}",
        "the notice would end before {until}",
        ("请选择较晚的公示截止时间", "choose a later end of the notice"),
    ),
    "NoticeRunning": Refusal(
        "公示期未满，至 {until}",
        "the notice runs until {until}",
        ("请在此时或之后确认", "confirm at this second or later"),
    ),
    "ObjectionsOpen": Refusal(
        "尚有 {count} 项异议未决", "{count} objections are open", ("请先对其作出决定", "have them decided first")
    ),
    "NotProposed": Refusal(
        "成果 {achievement} 所公示者并非此内容（{terms}）",
        "the terms {terms} are not those that stood on notice for {achievement}",
        ("请照公示内容原样填写", "repeat the proposed terms exactly"),
    ),
    "ProposalStale": Refusal(
        "成果 {achievement} 的份额在公示后已变动",
        "the holdings of {achievement} changed since",
        ("请重新提出方案", "propose again"),
    ),
    "ConsentMissing": Refusal(
        "同意份额 {consenting}，须达 {needed}",
        "the consenting units are {consenting}, {needed} are needed",
        ("请更多权利人签名", "have further holders sign"),
    ),
    "NotEnough": Refusal(
        "主体 {party} 持有 {has}，不足 {needs}", "party {party} holds {has} units and cannot give {needs}"
    ),
    "MovementEmpty": Refusal("第 {index} 项变动为空", "movement {index} moves nothing"),
    "UnknownBasis": Refusal("未知转让依据 {basis}", "there is no basis {basis}; use 1 sale, 2 equity, 3 gift"),
    "OfferMissing": Refusal(
        "主体 {seller} 向持有人以外者转让，须先通知共有人优先购买",
        "party {seller} sells to one who is no holder without a priority offer",
        ("请先向优先权人发出要约", "offer the units to those entitled first"),
    ),
    "NothingPledged": Refusal("没有已出质的份额变动（{pledgeAfter}）", "no pledged units move here ({pledgeAfter})"),
    "NoticeTooLong": Refusal(
        "公示不得晚于 {until} 截止",
        "the notice would end after {until}",
        ("请选择较早的公示截止时间", "choose an earlier end of the notice"),
    ),
    "WrongRound": Refusal(
        "成果 {achievement} 的下一次公示为第 {next} 轮，文书写为第 {stated} 轮",
        "the next proposal for {achievement} is number {next}, the act says {stated}",
        REDRAFT,
    ),
    "RenoticeRequired": Refusal(
        "对成果 {achievement} 的异议决定要求重新公示",
        "a decision asks that {achievement} goes on notice again",
        ("请重新提出方案", "propose again"),
    ),
    "UnknownGround": Refusal(
        "没有事由 {ground}",
        "there is no ground {ground} for this act",
        ("请用该行为说明所列的事由", "use a ground that the act's description names"),
    ),
    "OffersLeftOver": Refusal(
        "所附优先受让要约或价格开示过多：需 {needed}，有 {given}",
        "{given} offers or openings for {needed} movements that need one",
        ("请去掉其他要约", "leave the others out"),
    ),
    "PriceDiffers": Refusal(
        "价格承诺值 {price} 与要约 {offer} 所附的 {opening} 不同",
        "the price {price} is not that of the offer {offer}, {opening}",
        ("请按要约的价格出让", "sell at the price that was offered"),
    ),
    "WrongSettlement": Refusal(
        "份额变动与要约 {offer} 的承购结果不符",
        "the movements are not what the offer {offer} and its takers ask for",
        ("移转由合约算出，请不填", "leave the movements out: they are computed"),
    ),
    "PledgeAfterMissing": Refusal(
        "主体 {holder} 的份额已出质，须写明质权解除（1）或随转（2）",
        "units of party {holder} are pledged: say whether the pledge is released (1) or follows (2)",
        ("请给出 pledgeAfter", "give pledgeAfter"),
    ),
    "PledgesStand": Refusal(
        "主体 {holder} 尚有 {pledged} 份额出质",
        "{pledged} units of party {holder} are pledged",
        ("请先解除质押", "have the pledge released first"),
    ),
    "JudgeNotApart": Refusal(
        "裁判任命 {appointment} 与经办人同在节点 {node}，或为同一人",
        "the judge's appointment {appointment} lies at the officer's own node {node}, or is his own",
        ("请指定其他节点的复核人", "name a judge of another node"),
    ),
    "WrongOrder": Refusal(
        "依事由 {ground} 的命令与其份额变动不符",
        "the movements do not fit an order on ground {ground}",
        (
            "死亡、合并须移转一个主体的全部份额，判决移转一个主体的份额，其余不移转",
            "by death and merger the whole holding of one party moves, by judgment units of one party; else none",
        ),
    ),
    "NotCompanion": Refusal("{sender} 不是本登记簿的附属合约", "{sender} is no companion of this registry"),
    "ForeignCompanion": Refusal(
        "附属合约 {companion} 不属于本登记簿", "the companion {companion} was not made for this registry"
    ),
    "NotMigrated": Refusal(
        "前一登记簿未将成果 {achievement} 移交本登记簿", "the predecessor does not hand {achievement} to this registry"
    ),
}
