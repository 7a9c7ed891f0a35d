"""What the companions of the registry refuse: `Proceedings` and `Pledges`."""

from ledger.chain.reasons.words import REDRAFT, Refusal

BESIDE = {
    "NoticeNotLater": Refusal(
        "新公示须晚于现公示截止时间 {current}，而非 {stated}",
        "the notice would end at {stated}, not after the one that runs until {current}",
        ("请选择较晚的公示截止时间", "choose a later end of the notice"),
    ),
    "UnknownOffer": Refusal("没有优先权要约 {offer}", "no priority offer has the digest {offer}"),
    "NoOpenProposal": Refusal(
        "成果 {achievement} 没有第 {round} 轮公示中的方案",
        "no proposal of round {round} is open for {achievement}",
        ("请查看该成果的公示", "see the achievement's notice"),
    ),
    "ObjectionLate": Refusal(
        "公示已于 {until} 截止，异议不再受理",
        "the notice ended at {until}; no objection counts any more",
        (
            "仍可另循诉讼或行政途径；凭法院、仲裁机构等的文书，可请该成果的节点冻结权属",
            "go to court or to the authority; with their document the achievement's node can freeze the title",
        ),
    ),
    "NoOpenObjection": Refusal(
        "主体 {party} 没有未决异议 {objection}",
        "party {party} has no open objection {objection}",
        ("请查看该成果的异议", "see the achievement's objections"),
    ),
    "ObjectionClosed": Refusal(
        "文书起草于主体 {party} 上一异议终结（{closedAt}）之前",
        "the act was drafted before the last objection of party {party} was closed ({closedAt})",
        REDRAFT,
    ),
    "AlreadyDone": Refusal("此文书已生效（{digest}）", "this act took effect before ({digest})"),
    "EvidenceMissing": Refusal(
        "须附文件（异议、违约）",
        "an objection or a breach without its document does not count",
        ("请先备案该文件", "file the document first"),
    ),
    "UnknownOutcome": Refusal(
        "没有此决定（结论 {outcome}，效力 {effect}）", "there is no outcome {outcome} with effect {effect}"
    ),
    "FreezeTooLong": Refusal(
        "冻结止于 {until}，须为将来且无裁判时不晚于 {latest}",
        "the freeze would end at {until}; it ends in the future, and without a judge no later than {latest}",
        ("请选择较早的截止时间，或请复核人签名", "choose an earlier end, or have a judge sign"),
    ),
    "FreezeTooSoon": Refusal(
        "节点 {node} 的经办人曾冻结，{from} 前无裁判不得再冻结",
        "an officer of node {node} froze before; without a judge not before {from} again",
        ("请待至该时，或请复核人签名", "wait until then, or have a judge sign"),
    ),
    "TooManyFreezes": Refusal("成果 {achievement} 已有八项冻结", "eight freezes stand on {achievement}"),
    "FreezeClosed": Refusal(
        "成果 {achievement} 的第 {number} 项冻结不存在或已终止",
        "freeze {number} of {achievement} does not stand",
        ("请查看该成果的冻结", "see the achievement's freezes"),
    ),
    "OfferClosed": Refusal(
        "优先受让要约 {offer} 为 {status} 状态，不得如此办理",
        "the offer {offer} is {status}, which does not allow this",
        ("请查看该要约", "see the offer"),
    ),
    "OfferOpen": Refusal(
        "出让人的前一要约 {offer} 尚未了结",
        "an earlier offer of the seller, {offer}, is open or taken",
        ("请待其结束，或撤回", "wait for its end, or withdraw it"),
    ),
    "OfferIncomplete": Refusal(
        "要约 {offer} 未征询权利人 {holder}",
        "holder {holder} was not asked by the offer {offer}",
        ("请向其他全体权利人重新发出要约", "offer again, to every other holder"),
    ),
    "WrongEntitled": Refusal(
        "第 {index} 个受征询者不当：须为 1 至 32 个，不重复，不含出让人",
        "entitled party {index} does not fit: 1 to 32, none twice, not the seller",
        ("请改正名单", "correct the list"),
    ),
    "WrongWindow": Refusal(
        "优先期止于 {stated}，须在 {earliest} 至 {latest} 之间",
        "the window ends at {stated}, not from {earliest} to {latest}",
        ("请另定截止时间", "choose another end"),
    ),
    "NotEntitled": Refusal(
        "主体 {party} 不在要约 {offer} 的受征询者之列", "party {party} was not asked by the offer {offer}"
    ),
    "AlreadyAnswered": Refusal(
        "主体 {party} 已答复要约 {offer}", "party {party} has answered the offer {offer} already"
    ),
    "PriorityWindowOpen": Refusal(
        "要约 {offer} 的优先期至 {until}",
        "the window of the offer {offer} runs until {until}",
        ("请待至该时，或待全体答复", "wait until then, or until all have answered"),
    ),
    "PriorityTaken": Refusal(
        "要约 {offer} 已有人承购，{until} 前份额归承购者",
        "the offer {offer} was taken: until {until} its units go to the takers",
        ("请办结该要约，或待至该时", "settle the offer, or wait until then"),
    ),
    "NotTaken": Refusal(
        "要约 {offer} 无人承购", "nobody took the offer {offer}", ("请改为转让给受让人", "convey to the buyer instead")
    ),
    "TermsDiffer": Refusal(
        "受让人、份额、出让人或价格与要约 {offer} 不符",
        "buyer, units, seller or price are not those of the offer {offer}",
        ("请按要约条件转让", "convey on the offered terms"),
    ),
    "NotAnnounced": Refusal(
        "成果 {achievement} 未公告此命令（{terms}）",
        "the order {terms} was not announced for {achievement}",
        ("请先公告", "announce it first"),
    ),
    "AlreadyAnnounced": Refusal(
        "成果 {achievement} 已公告此命令（{terms}）", "the order {terms} stands announced for {achievement}"
    ),
    "OrderNoticeRunning": Refusal(
        "命令公告至 {until}",
        "the order is on notice until {until}",
        ("请在此时或之后执行", "carry it out at this second or later"),
    ),
    "WrongEffect": Refusal(
        "法律效力始于 {since}，不得为将来",
        "legal effect does not begin in the future ({since})",
        ("请改正 since", "correct since"),
    ),
    "PledgeClosed": Refusal(
        "质押 {pledge} 不存在或已终止",
        "the pledge {pledge} does not stand",
        ("请查看该成果的质押", "see the achievement's pledges"),
    ),
    "WrongParts": Refusal(
        "第 {index} 项出质份额不当",
        "part {index} does not fit: parts are 1 to 16, of holders, none twice, none empty",
        ("请改正各部分", "correct the parts"),
    ),
    "TooManyPledges": Refusal("成果 {achievement} 已有八项质押", "eight pledges stand on {achievement}"),
}
