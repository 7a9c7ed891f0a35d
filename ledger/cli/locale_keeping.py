"""What backup, restore and reindex say, in Chinese and English; part of the table in `ledger.cli.locales`."""

KEEPING: dict[str, tuple[str, str]] = {
    "help.backup": (
        "备份运行中的账本：同一时刻的数据库，数据密钥另存一处。",
        "Back up the running ledger: one moment of its database, the data keys in a place of their own.",
    ),
    "help.restore": (
        "从备份恢复到空数据库，同一日志由此继续；已公布而备份中没有的条目可以收回。",
        "Restore a backup into an empty database, so that the same log goes on; take in what was published later.",
    ),
    "help.reindex": (
        "重读整条链，重建索引；服务可照常运行。",
        "Read the whole chain anew and rebuild the index from it; the service may go on running.",
    ),
    "help.arg.backup": ("备份的文件夹", "Folder of the backup"),
    "help.opt.data_keys": (
        "存放数据密钥的新文件夹，应与备份分开保管",
        "New folder for the data keys, to be kept apart from the backup",
    ),
    "help.opt.data_keys_of": ("数据密钥的文件夹", "Folder of the data keys"),
    "help.opt.service_keys": (
        "服务自身密钥副本的文件夹",
        "Folder for, or with, copies of the service's own keys",
    ),
    "help.opt.adopt": (
        "收回已公布而数据库中没有的条目；不给文件夹时，对现有数据库进行",
        "Take in the entries that the published log has more; without a folder, into the database as it is",
    ),
    "help.opt.published_lost": (
        "已公布的日志没有留下副本：备份之后公布的条目将被别的条目取代",
        "No copy of the published log is left: entries published since the backup are followed by others",
    ),
    "help.opt.check": ("只检查备份是否完整，不恢复", "Only check that the backup is whole, and restore nothing"),
    "backup.done": (
        "备份已写入 {path}：{count} 份备案，日志 {size} 条",
        "the backup is in {path}: {count} filings, a log of {size} entries",
    ),
    "backup.apart": (
        "数据密钥在 {path}；与备份分开保管，只留最新的一份，删除才能及于备份",
        "the data keys are in {path}; keep them apart from it, and only the newest, so that erasing reaches backups",
    ),
    "backup.keys": (
        "服务自身的密钥已复制到 {path}；与两者分开保管",
        "copies of the service's own keys are in {path}; keep them apart from both",
    ),
    "backup.no_keys": (
        "服务自身的密钥不在其中；没有它们，备份无法使用",
        "the service's own keys are in neither; without them the backup is of no use",
    ),
    "restore.whole": (
        "{path} 完整：备份于 {at}，日志 {size} 条",
        "{path} is whole: taken at {at}, a log of {size} entries",
    ),
    "restore.done": (
        "已恢复 {count} 份备案，其中 {waiting} 份待入日志；日志 {size} 条",
        "restored: {count} filings, {waiting} of them waiting for the log; a log of {size} entries",
    ),
    "restore.adopted": (
        "从已公布的日志收回 {count} 条（序号 {first} 至 {last}），其中 {stored} 份是数据库所没有的",
        "{count} entries were taken in from the published log ({first} to {last}); {stored} were not here before",
    ),
    "restore.erased": (
        "{count} 份备案在备份之后已删除，现再次删除",
        "{count} filings were erased after the backup, and are erased again",
    ),
    "restore.lost": (
        "{count} 份备案缺少所披露的内容；备案人把同一份提交再发送一次即可补回：",
        "{count} filings lack what they disclosed; whoever filed them brings it back by sending the same again:",
    ),
    "restore.drafts": (
        "{at} 之后起草或签署、而未在链上生效的行为已不存在",
        "acts drafted or signed after {at} are gone, unless they took effect on the chain",
    ),
    "restore.sent": (
        "链上有 {count} 笔备份之后发出的交易，已由索引读回",
        "the chain has {count} transactions of ours that are later than the backup; the index has read them",
    ),
    "restore.missing": (
        "LOG_BEHIND_ANCHOR：链上锚定了 {anchored} 条，这里缺 {count} 条；服务不会启动，也不会签署。"
        "把已公布日志的副本放回日志文件夹，再运行 `zhengben restore --adopt-published`",
        "LOG_BEHIND_ANCHOR: the chain has anchored {anchored} entries, {count} of them are missing here; no service "
        "starts or signs on this. Put a copy of the published log into the log folder, then run "
        "`zhengben restore --adopt-published`",
    ),
    "restore.next": ("现在可用 `zhengben up` 启动。", "Now start it with `zhengben up`."),
    "reindex.read": ("已读到区块 {number}，最新为 {head}", "read up to block {number} of {head}"),
    "reindex.done": (
        "索引已重建：区块 {first} 至 {last}",
        "the index is built anew: blocks {first} to {last}",
    ),
    "error.BACKUP_NEEDED": ("没有指定备份", "no backup is named"),
    "next.BACKUP_NEEDED": (
        "给出备份文件夹与 --data-keys；或只用 --adopt-published",
        "name its folder and --data-keys; or give --adopt-published alone",
    ),
    "error.DATA_KEYS_NEEDED": ("没有指定 {path} 的数据密钥", "the data keys of {path} are not named"),
    "next.DATA_KEYS_NEEDED": ("用 --data-keys 给出其文件夹", "name their folder with --data-keys"),
    # Refusals of the verbs
    "error.LEDGER_AT_REST": ("{data} 中的账本没有运行", "no ledger runs on {data}"),
    "next.LEDGER_AT_REST": (
        "先用 `zhengben up` 启动，再运行此命令",
        "start it with `zhengben up`, and run this command meanwhile",
    ),
    "error.BACKUP_EXISTS": ("{path} 已存在；备份从不被覆盖", "{path} is there already; a backup is never overwritten"),
    "next.BACKUP_EXISTS": ("换一个新文件夹", "name a new folder"),
    "error.BACKUP_PLACES": ("{path} 在另一个指定的文件夹之内", "{path} lies in another of these folders"),
    "next.BACKUP_PLACES": ("指定互相分开的文件夹", "name folders apart"),
    "error.BACKUP_UNREADABLE": ("{path} 不是备份的说明：{why}", "{path} is no description of a backup: {why}"),
    "next.BACKUP_UNREADABLE": (
        "指定 `zhengben backup` 所写的文件夹",
        "name the folders that `zhengben backup` wrote",
    ),
    "error.BACKUP_DAMAGED": ("{path} 与备份时所写的不同", "{path} is not what was written"),
    "next.BACKUP_DAMAGED": ("使用这份备份的另一个副本", "use another copy of this backup"),
    "error.BACKUP_NEWER": (
        "备份的表（{revision}）出自更新的程序，此处最新为 {newest}",
        "the backup's tables ({revision}) are those of another program; here up to {newest}",
    ),
    "next.BACKUP_NEWER": ("安装当时或更新的版本", "install the version that took the backup, or a later one"),
    "error.BACKUPS_APART": ("备份与数据密钥不相配：{why}", "backup and data keys do not belong together: {why}"),
    "next.BACKUPS_APART": (
        "使用同时或更晚的、同一账本的数据密钥",
        "name the data keys that were taken with this backup, or later ones of the same ledger",
    ),
    "error.KEYS_INCOMPLETE": ("{path} 缺少 {missing}", "{path} has no {missing}"),
    "next.KEYS_INCOMPLETE": (
        "把服务的密钥放回原处，或用 --keys 给出副本",
        "put the service's keys back, or name their copies with --keys",
    ),
    "error.KEYS_DIFFER": ("{path} 与所给的不是同一把密钥", "{path} is another key than the one given"),
    "next.KEYS_DIFFER": (
        "查明哪一把属于此账本，把另一把移开",
        "find out which is the ledger's, and move the other one aside",
    ),
    "error.DATABASE_NOT_EMPTY": (
        "数据库 {database} 不是空的：{held}",
        "the database {database} is not empty: it holds {held}",
    ),
    "next.DATABASE_NOT_EMPTY": (
        "恢复到空数据库；内嵌数据库则把数据文件夹中的 local/postgres 移开",
        "restore into an empty one; of an embedded one, move local/postgres of the data folder aside",
    ),
    "error.PUBLISHED_AHEAD": (
        "{path} 中已公布 {published} 条，备份只有 {size} 条",
        "the published log in {path} has {published} entries, the backup {size}",
    ),
    "next.PUBLISHED_AHEAD": (
        "加上 --adopt-published 重新运行，收回备份所缺的条目",
        "run it again with --adopt-published: the entries that the backup lacks are then taken in",
    ),
    "error.PUBLISHED_MISSING": (
        "{path} 中已公布 {published} 条，备份有 {size} 条：看不到备份之后公布了什么",
        "the published log in {path} has {published} entries, the backup {size}: what came after cannot be seen",
    ),
    "next.PUBLISHED_MISSING": (
        "把已公布日志的最新副本放到那里；若没有副本，加上 --published-lost 重新运行，"
        "此后备份之后公布的条目会被别的条目取代，其读者会发觉",
        "put the newest copy of the published log there; or, if there is none, run it again with --published-lost",
    ),
    "error.PUBLISHED_INCOMPLETE": (
        "{path} 中已公布的 {size} 条日志无法收回：{why}",
        "the published log of {size} entries in {path} cannot be taken in: {why}",
    ),
    "next.PUBLISHED_INCOMPLETE": ("使用该文件夹的完整副本", "use a complete copy of that folder"),
    "error.RESTORE_UNFINISHED": ("此数据库的恢复尚未完成", "a restore into this database has not ended"),
    "next.RESTORE_UNFINISHED": (
        "用同样的文件夹再次运行 `zhengben restore`",
        "run `zhengben restore` again with the same folders",
    ),
    "error.LOG_AHEAD": (
        "已公布的日志有 {published} 条，数据库只有 {size} 条",
        "the published log has {published} entries, the database {size}",
    ),
    "next.LOG_AHEAD": (
        "停止服务；若数据库曾被还原，运行 `zhengben restore --adopt-published`",
        "stop the service; if the database was put back, run `zhengben restore --adopt-published`",
    ),
    "error.LOG_BEHIND_ANCHOR": (
        "日志有 {size} 条，链上锚定了 {anchored} 条：这里缺 {missing} 份备案",
        "the log has {size} entries, the chain has anchored {anchored}: {missing} filings are missing here",
    ),
    "next.LOG_BEHIND_ANCHOR": (
        "把已公布日志的副本放回日志文件夹，运行 `zhengben restore --adopt-published`，或恢复更新的备份；此前不签署",
        "put a copy of the published log into the log folder and run `zhengben restore --adopt-published`, or restore "
        "a newer backup; nothing is signed meanwhile",
    ),
    "error.RESTORE_RUNNING": ("另一进程正在恢复此数据库", "another process is restoring into this database"),
    "next.RESTORE_RUNNING": ("待其结束并看其结果", "wait until it has ended, and see what it says"),
    "error.CHAIN_BUSY": ("内嵌的链一直在写，无法复制", "the embedded chain never paused for as long as a copy takes"),
    "next.CHAIN_BUSY": ("待其空闲时重试", "try again in a quiet moment"),
    "error.DUMP_FAILED": ("PostgreSQL 的备份工具失败：{cause}", "PostgreSQL's tool failed: {cause}"),
    "next.DUMP_FAILED": ("排除该原因后重试", "see to that cause, then try again"),
    "error.ERASED_LIST_UNREADABLE": ("删除清单 {path} 无法读取：{why}", "the list {path} cannot be read: {why}"),
    "next.ERASED_LIST_UNREADABLE": ("用 ZHENGBEN_ERASURES 指定清单", "name the list by ZHENGBEN_ERASURES"),
    "error.ERASED_LIST_MALFORMED": (
        "删除清单 {path} 第 {line} 行无法理解",
        "line {line} of the list {path} is no leaf and second",
    ),
    "next.ERASED_LIST_MALFORMED": ("放回副本，或改正该行", "put the list back from a copy, or correct the line"),
}
