"""Filing types and their forms, in Chinese and English; part of the table in `ledger.cli.locales`."""

FORMS: dict[str, tuple[str, str]] = {
    "help.forms": (
        "列出备案类型，或说明一种类型的表单要填什么。不需要服务。",
        "List the filing types, or say what the form of one asks for. Needs no service.",
    ),
    "help.arg.form_type": (
        "类型，如 pledge/1；只写名称则为最新版本",
        "A type such as pledge/1; a name alone means its newest version",
    ),
    "help.opt.template": (
        "输出只含必填项的空表单（JSON），null 处待填",
        "Print an empty form as JSON with the required fields; null is to be filled in",
    ),
    "help.opt.form_check": (
        "只核对，不签名也不提交：说明规则对表单怎么看。退出码 1：有法律不允许之处",
        "Check only, sign and hand in nothing: what the rules say of the form. Exit code 1: something the law refuses",
    ),
    "check.nothing": ("表单符合其类型，规则没有异议。", "The form fits its type, and no rule speaks against it."),
    "check.refuse": ("不允许", "refused"),
    "check.warn": ("不合", "unlike the rule"),
    "check.open": ("无法核对", "cannot be told"),
    "check.note": ("提示", "note"),
    "error.CHECK_OF_FOLDER": ("--check 不用于整个文件夹", "--check is not for whole folders"),
    "next.CHECK_OF_FOLDER": ("列出文件和表单", "name the files and the form"),
    "forms.type": ("类型", "type"),
    "forms.label": ("名称", "name"),
    "forms.fields": ("项数", "fields"),
    "forms.files": ("附件至少", "files at least"),
    "forms.attach": ("附件至少 {count} 份：{what}", "Files, at least {count}: {what}"),
    "error.FILING_TYPE_UNKNOWN": ("没有备案类型 {type}", "there is no type of filing {type}"),
    "next.FILING_TYPE_UNKNOWN": ("可用：{known}", "use one of {known}"),
    "error.FORM_TYPE_NEEDED": ("没有指定类型", "no type is named"),
    "next.FORM_TYPE_NEEDED": ("用 `zhengben forms` 查看，再加类型名", "see `zhengben forms`, then name one"),
}
