"""Notices and search, in Chinese and English; part of the table in `ledger.cli.locales`."""

FINDING: dict[str, tuple[str, str]] = {
    "help.notices": (
        "列出正在公示的确权方案：可对什么提出异议，到何时为止。",
        "List the public notices that run: what may be objected to, and until when.",
    ),
    "help.search": (
        "查一个编号、编号的开头或哈希指的是什么。只查公开内容。",
        "Find what a number, its beginning, or a hash names. Only what is public is searched.",
    ),
    "help.filings": (
        "列出自己的备案：本密钥签署的，以及所代表主体的旧密钥为该主体签署的。别人查不到。",
        "List your own filings: those that your key signed, and those that former keys of your parties signed for "
        "them. Nobody else can ask for this.",
    ),
    "help.opt.most": ("最多列出几份", "List at most so many"),
    "filings.nothing": ("还没有用这把密钥备过案。", "Nothing was filed with this key yet."),
    "filings.state": ("进度", "State"),
    "filings.received": ("已收到", "received"),
    "filings.logged": ("已入日志", "in the log"),
    "filings.anchored": ("已锚定", "anchored"),
    "help.arg.search": (
        "成果编号或其开头（至少 6 位）、备案、文件摘要、行为摘要、交易哈希、主体或节点的编号",
        "Number of an achievement or its beginning (6 digits at least), a filing, a file's digest, an act's digest, "
        "a transaction, number of a party or node",
    ),
    "help.opt.of_node": ("只列此节点的", "Only those of this node"),
    "notices.until": ("公示至", "On notice until"),
    "notices.left": ("剩余天数", "Days left"),
    "notices.proposed": ("方案所列权利人", "Holders proposed"),
    "notices.claimed": ("现主张者", "Claimed by"),
    "search.nothing": ("没有查到。", "Nothing was found."),
    "search.registration_number": (
        "这像是登记号。登记号写在备案内容里，不公开，查不到；请向备案人索取成果编号。",
        "This looks like a registration number. Those stand inside filings, which are private, and are not searched; "
        "ask the filer for the achievement's number.",
    ),
    "search.head.kind": ("种类", "Kind"),
    "search.head.id": ("编号", "Number"),
    "search.head.time": ("时间", "Time"),
    "search.achievement": ("成果", "Achievement"),
    "search.filing": ("备案", "Filing"),
    "search.document": ("含此文件的备案", "Filing that names this file"),
    "search.party": ("主体", "Party"),
    "search.node": ("节点", "Node"),
    "search.act": ("行为", "Act"),
    "search.transaction": ("交易", "Transaction"),
    "search.offer": ("优先受让要约", "Priority offer"),
    "search.pledge": ("质押", "Pledge"),
    "search.right": ("使用权", "Right to use"),
    "search.contract": ("技术合同", "Technology contract"),
}
