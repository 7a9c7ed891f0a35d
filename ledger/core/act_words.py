"""Acts, their members and the numbers in them by the names under which people know them, Chinese and English."""

from collections.abc import Mapping
from typing import Final

from ledger.core import acts, meanings

Pair = tuple[str, str]

TITLES: Final[Mapping[str, Pair]] = {
    "enrol": ("注册主体", "Enrol a party"),
    "rotate": ("更换签名者", "Change a party's signer"),
    "withdraw": ("撤回未生效的签名", "Withdraw all signatures that have not taken effect"),
    "entrust": ("指定监护主体", "Choose a guardian"),
    "recover": ("公示恢复签名者", "Put the recovery of a signer on notice"),
    "cancelRecovery": ("取消恢复", "Cancel a recovery"),
    "admit": ("接纳节点", "Admit a node"),
    "handOver": ("移交节点", "Hand a node over"),
    "closeNode": ("关闭节点", "Close a node"),
    "appoint": ("任命经办人", "Appoint an officer"),
    "endAppointment": ("提前终止任命", "End an appointment"),
    "register": ("登记成果", "Register an achievement"),
    "cancel": ("注销未确认的登记", "Strike off a registration"),
    "propose": ("提出确权方案并公示", "Propose the title and open its public notice"),
    "confirm": ("确认权属", "Confirm the title"),
    "convey": ("转让份额", "Convey shares"),
    "settle": ("了结优先受让", "Settle a priority offer with its takers"),
    "amendRule": ("变更决策机制", "Change the rule of decision"),
    "enforce": ("执行已公告的命令", "Carry out an announced order"),
    "migrate": ("将权属迁往新登记簿", "Take the title to a later registry"),
    "prolong": ("延长公示", "Prolong a notice"),
    "object": ("提出异议", "Object"),
    "retract": ("撤回异议", "Retract an objection"),
    "decide": ("处理异议", "Decide an objection"),
    "freeze": ("冻结", "Freeze a title"),
    "lift": ("解除冻结", "Lift a freeze"),
    "offer": ("通知优先受让", "Offer shares to those with priority"),
    "take": ("承购", "Take a priority offer"),
    "waive": ("放弃优先受让", "Waive a priority offer"),
    "withdrawOffer": ("撤回要约", "Withdraw a priority offer"),
    "announce": ("公告命令", "Announce an order"),
    "recordEffect": ("记载外部登记的法律效力", "Record the effect of an outside register"),
    "pledge": ("质押份额", "Pledge shares"),
    "release": ("解除质押", "Release a pledge"),
    "grant": ("授予使用权", "Grant a right to use"),
    "sublicense": ("再许可", "Sublicense"),
    "extend": ("延长使用权", "Extend a right"),
    "end": ("终止使用权", "End a right"),
    "registerContract": ("登记技术合同", "Register a technology contract"),
    "stateContract": ("申报销售或收益", "State sales or proceeds under a contract"),
    "changeContract": ("变更技术合同", "Change a technology contract"),
    "cancelContract": ("注销技术合同", "Close a technology contract"),
}
"""What each kind of act does, in a few words."""

SIGNERS: Final[Mapping[str, Pair]] = {
    "enrol": ("引荐者与新主体", "the voucher and the new party"),
    "rotate": ("该主体，先以现签名者、再以新签名者", "the party, with its present signer and with the new one"),
    "withdraw": ("该主体", "the party"),
    "entrust": ("该主体", "the party"),
    "recover": (
        "监护主体（或监护节点的经办人），再由新签名者",
        "the guardian, or an officer of the guardian node, and the new signer",
    ),
    "cancelRecovery": ("该主体，以现签名者", "the party, with its present signer"),
    "admit": ("上级节点的运营者（或其经办人）与新节点的运营者", "for the parent node, and the new node's operator"),
    "handOver": ("原运营者与新运营者", "the operator that the node has, and the one that it gets"),
    "closeNode": (
        "节点或上级节点的运营者，或其经办人",
        "the node's operator, the parent's, or an officer appointed for it",
    ),
    "appoint": ("节点运营者（或其经办人）与被任命者", "for the node, and the officer"),
    "endAppointment": (
        "节点运营者、经办人本人，或有任命权的经办人",
        "the node's operator, the officer himself, or an officer who may appoint",
    ),
    "register": ("经办人与备案主体", "an officer and the filer"),
    "cancel": ("经办人", "an officer"),
    "propose": ("全体主张者或权利人", "all claimed or present holders"),
    "confirm": ("经办人与方案中全体权利人", "an officer and all proposed holders"),
    "convey": (
        "经办人、给予者、受让者，依决策机制的共有人，及所涉质权人",
        "an officer, givers, receivers, co-owners by the rule, and pledgees whose units move",
    ),
    "settle": (
        "经办人、出让人、承购者，及所涉质权人",
        "an officer, the seller, the takers, and pledgees whose units move",
    ),
    "amendRule": ("经办人与全体权利人", "an officer and all holders"),
    "enforce": (
        "经办人与裁判；继承和合并时还有受让者",
        "an officer and a judge; by death and merger the receivers too",
    ),
    "migrate": ("经办人与全体权利人", "an officer and all holders"),
    "prolong": ("经办人", "an officer"),
    "object": ("异议人", "the objector"),
    "retract": ("异议人", "the objector"),
    "decide": ("经办人", "an officer"),
    "freeze": ("经办人，具名时还有裁判", "an officer, and the judge where one is named"),
    "lift": ("经办人", "an officer"),
    "offer": ("出让人", "the seller"),
    "take": ("承购者", "the taker"),
    "waive": ("放弃者", "the one who waives"),
    "withdrawOffer": ("出让人", "the seller"),
    "announce": ("经办人与裁判", "an officer and a judge"),
    "recordEffect": ("经办人", "an officer"),
    "pledge": (
        "经办人、出质人、质权人，及依决策机制的共有人",
        "an officer, the pledgors, the pledgee, and co-owners by the rule",
    ),
    "release": ("质权人", "the pledgee"),
    "grant": (
        "许可人与被许可人；独占与排他还依决策机制；有质押时质权人",
        "licensors and licensees; for exclusive and sole ones co-owners by the rule; pledgees",
    ),
    "sublicense": ("再许可的被许可人与新被许可人", "the licensee who sublicenses, and the new licensees"),
    "extend": ("如授予时", "as for the grant"),
    "end": ("全体当事人，或一方依事由", "all parties to the right, or one on its ground"),
    "registerContract": ("经办人、全体出让方与申请人", "an officer, every seller, and the applicant"),
    "stateContract": ("申报方", "the party that states"),
    "changeContract": ("经办人与全体当事人", "an officer, every seller and buyer"),
    "cancelContract": (
        "经办人与全体当事人；欺诈时仅经办人",
        "an officer, every seller and buyer; by fraud the officer alone",
    ),
}
"""Who signs each kind of act, in the order of the seats; the contract's roll says it exactly."""

LABELS: Final[Mapping[str, Pair]] = {
    "achievement": ("成果", "Achievement"),
    "version": ("所依版本", "Relies on version"),
    "appointment": ("经办任命", "Under appointment"),
    "newAppointment": ("新任命编号", "Number of the appointment"),
    "draftedAt": ("文本定稿", "Text fixed at"),
    "deadline": ("最晚生效", "May take effect until"),
    "filing": ("所依备案", "Document (filing)"),
    "party": ("主体", "Party"),
    "newParty": ("新主体编号", "Number of the new party"),
    "signer": ("其签名者", "Its signer"),
    "identity": ("身份承诺值", "Identity commitment"),
    "kind": ("种类", "Kind"),
    "guardian": ("监护主体（可申请恢复）", "Guardian (may start a recovery)"),
    "recoveryDays": ("恢复公示天数", "Days that a recovery is on notice"),
    "voucher": ("引荐主体", "Vouched for by"),
    "ground": ("事由", "Ground"),
    "evidence": ("事由的证明（备案）", "Proof of the ground (filing)"),
    "dueAt": ("到期", "Due at"),
    "newNode": ("新节点编号", "Number of the new node"),
    "node": ("节点", "Node"),
    "parent": ("上级节点", "Parent node"),
    "parentRight": ("上级使用权", "Under the right"),
    "operator": ("运营主体", "Operated by"),
    "officer": ("经办人", "Officer"),
    "powers": ("权限", "Powers"),
    "from": ("起", "From"),
    "until": ("止（不含）", "Until (not included)"),
    "by": ("由谁终止", "Ended by"),
    "under": ("代节点签署的任命", "Signed for the node under appointment"),
    "filer": ("备案主体", "Filed by"),
    "claimed": ("主张", "Claims"),
    "holder": ("权利人", "Holder"),
    "table": ("权利人", "Holders"),
    "rule": ("决策机制", "Decision rule"),
    "sharesFree": ("份额可自由转让", "Shares move freely"),
    "delegate": ("受托决定者", "Delegate"),
    "useGrant": ("长期使用权文书", "Long-term use grant"),
    "round": ("公示轮次", "Round of the notice"),
    "noticeUntil": ("公示至", "Public notice until"),
    "basis": ("依据", "Basis"),
    "price": ("价格承诺值", "Commitment to the price"),
    "movement": ("份额变动", "Movement"),
    "movements": ("份额变动", "Movements"),
    "offers": ("了结的优先受让要约", "Closes the priority offers"),
    "openings": ("要约的价格承诺值", "Price commitments of the offers"),
    "pledgeAfter": ("质押", "Pledge"),
    "offer": ("优先受让要约", "Priority offer"),
    "judge": ("裁判任命", "Judge's appointment"),
    "successor": ("新登记簿", "Successor registry"),
    "objection": ("异议", "Objection"),
    "outcome": ("结论", "Outcome"),
    "effect": ("效力", "Effect"),
    "number": ("序号", "Number"),
    "seller": ("出让人", "Seller"),
    "buyer": ("受让人", "Buyer"),
    "units": ("份额", "Units"),
    "share": ("份额", "Share"),
    "commitment": ("承诺值", "Commitment"),
    "entitled": ("受征询者", "Who may answer"),
    "windowEnd": ("优先期至", "Window until"),
    "titleVersion": ("外部登记所示版本", "Version that the register shows"),
    "since": ("效力始于", "With effect since"),
    "pledgee": ("质权人", "Pledgee"),
    "parts": ("出质份额", "Pledged"),
    "pledge": ("质押编号", "Number of the pledge"),
    "exclusivity": ("方式", "Exclusivity"),
    "flags": ("标志", "Flags"),
    "sublicensable": ("可再许可", "May be sublicensed"),
    "transferable": ("可转让", "May be transferred"),
    "licensor": ("许可人", "Licensor"),
    "licensors": ("许可人", "Licensors"),
    "licensees": ("被许可人", "Licensees"),
    "fields": ("领域", "Fields"),
    "territories": ("地域", "Territories"),
    "freezeNotice": ("冻结告知（备案）", "Notice of the freeze (filing)"),
    "right": ("使用权", "Right"),
    "subKind": ("子类", "Sub-kind"),
    "source": ("依据的来源", "Source of the basis"),
    "applicant": ("申请人", "Applicant"),
    "sellers": ("出让方", "Sellers"),
    "buyers": ("受让方", "Buyers"),
    "terms": ("金额与日期的承诺值", "Commitment to amounts and dates"),
    "contractNumber": ("技术合同", "Contract"),
    "change": ("变更序号", "Number of the change"),
}
"""The members of messages and the fields of drafts."""

RULES: Final[Mapping[str, Pair]] = {
    "unanimous": ("全体一致", "unanimous"),
    "two_thirds": ("三分之二份额", "two thirds of the shares"),
    "majority": ("过半份额", "majority of the shares"),
    "delegated": ("委托一方决定", "one delegated party decides"),
}

CHOICES: Final[Mapping[tuple[str, str], tuple[Mapping[str, int], Mapping[str, Pair]]]] = {
    ("Enrolment", "kind"): (
        meanings.PARTY_KINDS,
        {
            "person": ("自然人", "natural person"),
            "organisation": ("组织", "organisation"),
            "officer": ("节点经办人", "officer of a node"),
        },
    ),
    ("Admission", "kind"): (
        meanings.NODE_KINDS,
        {
            "core": ("核心节点", "core node"),
            "regional": ("区域节点（园区）", "regional node (a park)"),
            "specialised": ("专业节点（行业）", "specialised node (a sector)"),
        },
    ),
    ("Recovery", "ground"): (
        meanings.RECOVERIES,
        {
            "lost": ("密钥丢失", "the key was lost"),
            "death": ("死亡", "death"),
            "merger": ("合并分立", "merger"),
            "order": ("法律文书", "order"),
        },
    ),
    ("Cancellation", "ground"): (
        meanings.CANCELLATIONS,
        {"error": ("登记错误", "error"), "fraud": ("欺诈", "fraud")},
    ),
    ("Conveyance", "basis"): (
        meanings.BASES,
        {"sale": ("转让（买卖）", "sale"), "equity": ("作价入股", "equity"), "gift": ("赠与", "gift")},
    ),
    ("Conveyance", "pledgeAfter"): (
        meanings.PLEDGES_AFTER,
        {
            "none": ("不涉及已质押份额", "no pledged unit moves"),
            "released": ("质押随之解除", "the pledge on what moves is released"),
            "follows": ("质押随份额转移", "the pledge follows what moves"),
        },
    ),
    ("OrderTerms", "ground"): (
        meanings.ORDERS,
        {
            "death": ("继承", "death"),
            "merger": ("合并分立", "merger"),
            "judgment": ("裁判", "judgment"),
            "wrong": ("登记错误而关闭", "wrong registration: the title closes"),
            "double": ("重复登记而关闭", "double registration: the title closes"),
            "fraud": ("欺诈登记而关闭", "fraudulent registration: the title closes"),
        },
    ),
    ("Objection", "ground"): (
        meanings.OBJECTIONS,
        {
            "title": ("权属", "title"),
            "completers": ("完成人", "completers"),
            "shares": ("份额", "shares"),
            "price": ("价格", "price"),
            "truth": ("真实性", "truth"),
            "secrecy": ("保密", "secrecy"),
            "other": ("其他", "other"),
        },
    ),
    ("Decision", "outcome"): (
        meanings.OUTCOMES,
        {
            "rejected": ("异议不成立", "rejected"),
            "partly": ("部分成立", "upheld in part"),
            "upheld": ("异议成立", "upheld"),
        },
    ),
    ("Decision", "effect"): (
        meanings.EFFECTS,
        {
            "none": ("方案不变", "none: the proposal stands"),
            "amend": ("方案作废，须重新公示", "amend: the proposal is void and goes on notice again"),
            "close": ("方案与异议一并终结", "close: the proposal is void with its objections"),
        },
    ),
    ("Freeze", "ground"): (
        meanings.FREEZES,
        {
            "lawsuit": ("诉讼", "lawsuit"),
            "arbitration": ("仲裁", "arbitration"),
            "suspension": ("专利局中止程序", "suspension by the patent office"),
            "preservation": ("财产保全", "preservation"),
        },
    ),
    ("GrantTerms", "kind"): (
        meanings.RIGHT_KINDS,
        {"use_right": ("长期使用权", "long-term use right"), "licence": ("许可", "licence")},
    ),
    ("GrantTerms", "exclusivity"): (
        meanings.EXCLUSIVITIES,
        {"exclusive": ("独占", "exclusive"), "sole": ("排他", "sole"), "ordinary": ("普通", "ordinary")},
    ),
    ("Ending", "ground"): (
        meanings.ENDINGS,
        {
            "agreement": ("合意解除", "agreement"),
            "breach": ("违约解除", "breach"),
            "renounced": ("放弃", "renounced"),
        },
    ),
    ("ContractRegistration", "kind"): (
        meanings.CONTRACT_KINDS,
        {
            "development": ("技术开发", "development"),
            "transfer": ("技术转让", "transfer"),
            "licence": ("技术许可", "licence"),
            "consulting": ("技术咨询", "consulting"),
            "service": ("技术服务", "service"),
        },
    ),
    ("ContractRegistration", "basis"): (
        meanings.CONTRACT_BASES,
        {
            "none": ("不涉及成果", "about no achievement"),
            "holders_today": ("今日权利人", "the holders of today"),
            "holders_then": ("签约日权利人", "the holders of the day of signing"),
            "authority": ("权利人授权", "the holders' authority"),
            "licence": ("许可", "a licence"),
        },
    ),
    ("Statement", "kind"): (
        meanings.STATEMENTS,
        {"sales": ("销售", "sales"), "proceeds": ("收益", "proceeds")},
    ),
    ("ContractCancellation", "ground"): (
        meanings.CONTRACT_ENDS,
        {
            "terminated": ("终止", "terminated"),
            "rescinded": ("解除", "rescinded"),
            "fraud": ("欺诈", "fraud"),
        },
    ),
    ("Proposal", "rule"): (meanings.RULES, RULES),
}
"""The numbers of a short list in a type's member, and their names."""


def choices(kind: str, member: str) -> tuple[Mapping[str, int], Mapping[str, Pair]] | None:
    """The numbers that a member of an act can have, and their names; None where it is not one of a short list.

    :param kind: name of the act. :param member: of its message, or of a struct in it.
    """
    primary_type = acts.kind(kind).primary_type
    types = acts.definition()["types"]
    inner = [each["type"] for each in types[primary_type] if each["type"] in types]
    places = [(each, member) for each in (primary_type, *inner)]
    if member == "pledgeAfter":
        places.append(("Conveyance", member))
    if member == "rule":
        places.append(("Proposal", member))
    return next((CHOICES[place] for place in places if place in CHOICES), None)


def label(kind: str, member: str) -> Pair:
    """The name of a member of an act's message, or of a field of its draft; its own name where there is no other."""
    return LABELS.get(_OWN.get((kind, member), member), (member, member))


_OWN: Final = {
    ("enrol", "party"): "newParty",
    ("admit", "node"): "newNode",
    ("appoint", "appointment"): "newAppointment",
    ("endAppointment", "appointment"): "newAppointment",
    ("sublicense", "parent"): "parentRight",
    ("recordEffect", "version"): "titleVersion",
}
"""Members that mean something of their own in one kind of act."""
