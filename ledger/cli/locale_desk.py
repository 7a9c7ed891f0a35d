"""The commands of the officer and of sessions, in Chinese and English; part of the table in `ledger.cli.locales`."""

DESK: dict[str, tuple[str, str]] = {
    "help.desk": (
        "列出经办人的待办事项，最急的在前，各标明法定期限。只列有任命、有权限的节点上的事项。",
        "List what waits for an officer, the most urgent first, each with its legal deadline; only of nodes where the "
        "officer is appointed and has the power.",
    ),
    "help.review": (
        "受理一份备案，或退回并说明理由。本人提交的备案须由他人审查。",
        "Accept a filing for examination, or send it back and say why. Nobody examines what he filed himself.",
    ),
    "help.opt.party_officer": ("经办人的主体编号", "Party of the officer"),
    "help.opt.duty_kind": ("只列此类事项，如 accept、confirm", "Only duties of this kind, such as accept or confirm"),
    "help.arg.review": ("备案（回执上的 64 位十六进制）", "The filing, 64 hex digits from its receipt"),
    "help.arg.decision": ("accepted 受理，returned 退回", "accepted, or returned to its filer"),
    "help.opt.reason_review": ("退回的理由，至多 2000 字", "Why it is sent back, at most 2000 characters"),
    "help.opt.large": (
        "技术合同属大额或有争议的，适用较长期限",
        "The technology contract is large or disputed: the longer period applies",
    ),
    "error.DECISION_UNKNOWN": ("没有名为 {decision} 的决定", "{decision} is no decision"),
    "next.DECISION_UNKNOWN": ("可用：{known}", "use one of {known}"),
    "error.DUTY_UNKNOWN": ("没有名为 {kind} 的待办事项", "no duty is called {kind}"),
    "next.DUTY_UNKNOWN": ("可用：{known}", "use one of {known}"),
    "help.sessions": ("密钥的登录会话：查看、结束。", "Where a key is signed in: see it, end it."),
    "help.sessions.list": (
        "列出密钥在别处（浏览器、其他机器）的登录会话。会话最长一小时，本程序的会话随命令结束。",
        "List where else a key is signed in: browsers, other machines. A session lasts an hour at most; those of this "
        "program end with the command.",
    ),
    "help.sessions.end": (
        "结束一个会话，或用 --all 结束该密钥的全部会话。密钥遗失或泄露时，另须更换密钥。",
        "End one session, or with --all every session of the key. A key that was lost or seen has to be replaced too.",
    ),
    "help.arg.session": ("会话，见 `sessions list`", "The session, see `sessions list`"),
    "help.opt.all_sessions": ("该密钥的全部会话", "Every session of the key"),
    "error.SESSION_OR_ALL": ("要结束哪个会话？", "which session is to end?"),
    "next.SESSION_OR_ALL": ("给出一个会话，或用 --all，二者择一", "name one session, or give --all, not both"),
    "error.SESSION_WRONG": ("{session} 不是会话", "{session} names no session"),
    "next.SESSION_WRONG": (
        "写 `zhengben sessions list` 列出的 16 位",
        "write the 16 digits of `zhengben sessions list`",
    ),
    "sessions.none": ("没有其他进行中的会话", "No other session is open"),
    "sessions.ended": ("已结束的会话：{count}", "Sessions ended: {count}"),
    "label.session": ("会话", "Session"),
    "label.opened": ("登录于", "Signed in"),
    "label.until": ("有效至", "Until"),
    "desk.nothing": ("没有待办事项", "Nothing waits for you"),
    "desk.about": ("对象", "About"),
    "desk.deadline": ("期限", "Deadline"),
    "desk.by": ("依据", "By"),
    "desk.next": ("下一步", "Next"),
    "desk.aside": ("须回避（可由他人办理）", "Stand aside (others who may act)"),
    "desk.open": ("规则未定期限；自 {since}", "The rules set none; waiting since {since}"),
    "desk.overdue": ("已逾期", "Overdue"),
    "desk.left": ("还剩 {count} 个工作日", "{count} working days left"),
    "desk.accepted": ("已受理备案 {leaf}", "Accepted the filing {leaf}"),
    "desk.returned": ("已退回备案 {leaf}", "Sent the filing {leaf} back"),
}
