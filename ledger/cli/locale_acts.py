"""What `zhengben act` says, in Chinese and English; part of the table in `ledger.cli.locales`."""

ACTS: dict[str, tuple[str, str]] = {
    "help.act": ("法律上的各种行为：查看、起草，或办理无须签名者。", "Every act of the law: see its kinds, draft one."),
    "help.act.kinds": (
        "列出各种行为；给出一种时，说明由谁签署、要填什么。",
        "List the kinds of acts; of one, tell who signs it and which fields its draft has.",
    ),
    "help.act.draft": (
        "起草一个行为：编号、版本、时间和默认值由链上补齐。之后用 sign 签署、submit 提交。",
        "Draft an act: numbers, version, times and defaults come from the chain. Then `sign` it, and `submit` it.",
    ),
    "help.act.call": (
        "办理无须任何人签名的事项：公示期满的恢复生效，或接收迁入的权属。",
        "Bring about what needs no signature: a recovery whose notice is over, or a title that was migrated here.",
    ),
    "help.arg.kind": ("行为的种类，见 `act kinds`", "Kind of act, see `act kinds`"),
    "help.arg.kind_one": ("只看这一种", "Only this kind"),
    "help.arg.call": ("办理的事项", "What to bring about"),
    "help.arg.subject": ("主体编号，或成果编号", "Number of the party, or of the achievement"),
    "help.opt.field": (
        "一个字段；值可以是 JSON，例如 party=6、licensees=[9,10]（可重复）",
        "One field; its value may be JSON, as in party=6 or licensees=[9,10]; may be repeated",
    ),
    "help.opt.fields": ("写有各字段的 JSON 文件", "JSON file with the fields"),
    "error.KIND_UNKNOWN": ("没有名为 {kind} 的行为", "no act is called {kind}"),
    "next.KIND_UNKNOWN": ("用 `zhengben act kinds` 查看", "see `zhengben act kinds`"),
    "error.CALL_UNKNOWN": ("没有名为 {name} 的事项", "nothing that needs no signature is called {name}"),
    "next.CALL_UNKNOWN": ("用 settleRecovery 或 adopt", "use settleRecovery or adopt"),
    "error.FIELDS_WRONG": ("看不懂字段 {what}", "{what} gives no fields"),
    "next.FIELDS_WRONG": (
        "写作 名称=值，每个名称一次，或用 --fields 给出一个 JSON 对象",
        "write NAME=VALUE, each name once, or give a JSON object with --fields",
    ),
    "error.DRAFT_OF_ANOTHER": (
        "要起草的是 {asked}，服务器却起草了 {told}",
        "{told} was drafted where {asked} was asked for",
    ),
    "next.DRAFT_OF_ANOTHER": ("没有签名；告知运营者", "nothing was signed; tell who runs the service"),
    "act.needed": ("必填", "needed"),
    "act.keep": (
        "以上各行含有盐，服务器不保存：请妥善保管，日后凭它证明所承诺的内容。",
        "The lines above carry the salts, and the service does not keep them: keep them safe, they prove later what "
        "was committed.",
    ),
    "help.act.refuse": (
        "拒签并说明理由。理由只有起草者和有席位的主体能看到；日后改为签署，拒签即撤回。",
        "Refuse to sign, and say why. The drafter and those with a seat can read it; signing later takes it back.",
    ),
    "help.opt.party_refuse": ("以这个主体拒签", "Refuse for this party"),
    "help.opt.reason_refuse": ("理由，至多 1000 字", "Why, at most 1000 characters"),
    "act.refused": ("主体 {party} 已拒签行为 {id}", "Party {party} has refused the act {id}"),
    "act.called": ("已发往链上：{tx}", "Sent to the chain: {tx}"),
    "label.keep": ("请保管", "Keep this"),
}
