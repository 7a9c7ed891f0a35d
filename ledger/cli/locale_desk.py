"""The officer's commands, in Chinese and English; part of the table in `ledger.cli.locales`."""

DESK: dict[str, tuple[str, str]] = {
    "help.desk": (
        "列出经办人的待办事项,最急的在前,各标明法定期限。只列有任命、有权限的节点上的事项。",
        "List what waits for an officer, the most urgent first, each with its legal deadline; only of nodes where the "
        "officer is appointed and has the power.",
    ),
    "help.review": (
        "受理一份备案,或退回并说明理由。本人提交的备案须由他人审查。",
        "Accept a filing for examination, or send it back and say why. Nobody examines what he filed himself.",
    ),
    "help.opt.party_officer": ("经办人的主体编号", "Party of the officer"),
    "help.opt.duty_kind": ("只列此类事项,如 accept、confirm", "Only duties of this kind, such as accept or confirm"),
    "help.arg.review": ("备案(回执上的 64 位十六进制)", "The filing, 64 hex digits from its receipt"),
    "help.arg.decision": ("accepted 受理,returned 退回", "accepted, or returned to its filer"),
    "help.opt.reason_review": ("退回的理由,至多 2000 字", "Why it is sent back, at most 2000 characters"),
    "help.opt.large": (
        "技术合同属大额或有争议的,适用较长期限",
        "The technology contract is large or disputed: the longer period applies",
    ),
    "error.DECISION_UNKNOWN": ("没有名为 {decision} 的决定", "{decision} is no decision"),
    "next.DECISION_UNKNOWN": ("可用: {known}", "use one of {known}"),
    "error.DUTY_UNKNOWN": ("没有名为 {kind} 的待办事项", "no duty is called {kind}"),
    "next.DUTY_UNKNOWN": ("可用: {known}", "use one of {known}"),
    "desk.nothing": ("没有待办事项", "Nothing waits for you"),
    "desk.about": ("对象", "About"),
    "desk.deadline": ("期限", "Deadline"),
    "desk.by": ("依据", "By"),
    "desk.next": ("下一步", "Next"),
    "desk.aside": ("须回避(可由他人办理)", "Stand aside (others who may act)"),
    "desk.open": ("规则未定期限;自 {since}", "The rules set none; waiting since {since}"),
    "desk.overdue": ("已逾期", "Overdue"),
    "desk.left": ("还剩 {count} 个工作日", "{count} working days left"),
    "desk.accepted": ("已受理备案 {leaf}", "Accepted the filing {leaf}"),
    "desk.returned": ("已退回备案 {leaf}", "Sent the filing {leaf} back"),
}
