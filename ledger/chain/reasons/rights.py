"""What `UseRights` and `TechContracts` refuse."""

from ledger.chain.reasons.words import REDRAFT, Refusal

RIGHTS = {
    "UnknownRight": Refusal("没有使用权 {right}", "no right has the number {right}"),
    "RightExists": Refusal(
        "使用权 {right} 已存在，或此长期使用权已开立", "the right {right} exists, or this use grant was opened before"
    ),
    "RightEnded": Refusal("使用权 {right} 已于 {time} 终止", "the right {right} was over at {time}"),
    "UnknownTerms": Refusal(
        "没有此种使用权（种类 {kind}，方式 {exclusivity}，标志 {flags}）",
        "there is no right of kind {kind}, exclusivity {exclusivity} and flags {flags}",
    ),
    "WrongParties": Refusal(
        "当事人不当：主体 {party} 缺少、重复、过多或兼为双方",
        "the parties do not fit at party {party}: none, too many, repeated, or on both sides",
        ("请改正当事人", "correct the parties"),
    ),
    "NotHolder": Refusal(
        "主体 {party} 不是权利人，或不是上级使用权的被许可人",
        "party {party} holds nothing of the title, or is no licensee of the right above",
        ("请由权利人授予", "let a holder grant"),
    ),
    "TermEmpty": Refusal(
        "期限为空、已过，或无领域地域（{from} 至 {until}）",
        "the right from {from} until {until} would be empty, over, or hold for no field or place",
        ("请改正期限、领域与地域", "correct term, fields and territories"),
    ),
    "NotFrozen": Refusal(
        "成果 {achievement} 未被冻结，许可不应载明冻结告知",
        "the title {achievement} is not frozen, and the grant tells of a freeze",
        ("请去掉冻结告知", "leave the freeze notice out"),
    ),
    "TermBelowMinimum": Refusal(
        "长期使用权期限 {term} 秒，至少 {least} 秒",
        "a long-term use right lasts at least {least} seconds, not {term}",
        ("请选择较晚的截止时间", "choose a later end"),
    ),
    "NotConfirmed": Refusal(
        "成果 {achievement} 未确认此长期使用权（{terms}）",
        "the use grant {terms} was not confirmed for {achievement}",
        ("请先提出方案并确认", "propose and confirm it first"),
    ),
    "ExclusiveExists": Refusal(
        "已有独占或排他使用权 {right}",
        "an exclusive or sole right stands in the way: {right}",
        ("请待其终止，或使其终止", "wait until it is over, or have it ended"),
    ),
    "NotSublicensable": Refusal("使用权 {right} 不得再许可", "the right {right} does not allow to sublicense"),
    "ExceedsParent": Refusal(
        "再许可超出上级使用权 {right} 的期限、领域或地域",
        "the sublicence goes beyond term, fields or places of the right {right}",
        ("请不超出上级使用权", "stay inside the right above"),
    ),
    "TooManyRights": Refusal(
        "成果 {achievement} 已有十六项独占与排他使用权",
        "sixteen exclusive and sole rights are in force on {achievement}",
    ),
    "UnknownContract": Refusal("没有技术合同 {contractNumber}", "no contract has the number {contractNumber}"),
    "ContractExists": Refusal(
        "技术合同 {contractNumber} 已登记", "the contract {contractNumber} is registered already"
    ),
    "ContractClosed": Refusal("技术合同 {contractNumber} 已注销", "the contract {contractNumber} was cancelled"),
    "UnknownContractKind": Refusal(
        "没有此类技术合同（{kind}/{subKind}）", "there is no contract of kind {kind} with sub-kind {subKind}"
    ),
    "WrongContractBasis": Refusal(
        "出让依据 {basis} 不符：未涉成果者为 0，依授权或许可者须有来源",
        "the basis {basis} does not fit: 0 exactly where no achievement is named, a source exactly under 3 and 4",
        ("请改正依据与来源", "correct basis and source"),
    ),
    "ApplicantUnfit": Refusal("申请人 {party} 不是合同当事人", "the applicant {party} is neither seller nor buyer"),
    "SellersNotHolders": Refusal(
        "出让方与现权利人不一致：主体 {party}",
        "the sellers are not exactly the holders of today: party {party}",
        ("请改正出让方，或改用其他依据", "correct the sellers, or name another basis"),
    ),
    "StatementUnfit": Refusal(
        "主体 {party} 不得作此申报（种类 {kind}）",
        "party {party} is no party to the contract, or there is no statement of kind {kind}",
    ),
    "WrongSequence": Refusal(
        "下一编号为 {next}，文书写为 {stated}", "the next number is {next}, the act says {stated}", REDRAFT
    ),
    "WrongMatter": Refusal(
        "合同所涉成果为 {expected}，文书写为 {stated}",
        "the contract is about {expected}, the act says {stated}",
        REDRAFT,
    ),
}
