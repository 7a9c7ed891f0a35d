"""What the program says while it files whole folders, in Chinese and English; part of the table in
`ledger.cli.locales`."""

FOLDERS: dict[str, tuple[str, str]] = {
    "error.FOLDER_EXPECTED": ("{path} 不是文件夹", "{path} is no directory"),
    "next.FOLDER_EXPECTED": ("用 -r 时给出一个文件夹", "with -r, name one directory"),
    "error.FOLDER_ALONE": (
        "-r 只用于一个文件夹，不与 --together、--form、--type 并用",
        "-r takes one directory, and neither --together nor --form nor --type",
    ),
    "next.FOLDER_ALONE": ("逐个文件夹备案", "file one directory at a time"),
    "error.FOLDER_OPTION": ("--batch 与 --state 只用于文件夹", "--batch and --state are for whole directories"),
    "next.FOLDER_OPTION": ("加上 -r，或去掉它们", "add -r, or leave them out"),
    "error.BATCH_TOO_LARGE": (
        "一份清单最多 {limit} 个文件，不能是 {batch}",
        "{batch} files; a manifest has at most {limit}",
    ),
    "next.BATCH_TOO_LARGE": ("用较小的 --batch", "give a smaller --batch"),
    "error.STATE_IN_USE": ("{path} 正被另一次备案使用", "another run is using {path}"),
    "next.STATE_IN_USE": ("等它结束", "wait until it has ended"),
    "error.STATE_OF_ANOTHER": (
        "{path} 属于账本 {other}，而非 {log}",
        "{path} is of the ledger {other}, not of {log}",
    ),
    "next.STATE_OF_ANOTHER": ("核对 --url，或用 --state 另指一处", "check --url, or name another place with --state"),
    "error.STATE_NOT_WRITABLE": ("无法在 {path} 记录进度：{zh}", "progress cannot be kept in {path}: {cause}"),
    "next.STATE_NOT_WRITABLE": (
        "用 --state 指定可写且有空间的文件夹",
        "name a directory with --state that can be written to and has room",
    ),
    "error.STATE_MALFORMED": ("{path} 已损坏", "{path} is damaged"),
    "next.STATE_MALFORMED": (
        "保留该文件夹，用 --state 另指一处；清单会重新备案",
        "keep that directory, and name another one with --state; the files are then filed anew",
    ),
    "error.RECEIPT_DIFFERS": (
        "清单 {leaf} 的收据与所交各行不符",
        "the receipts of manifest {leaf} are not those of the lines that were sent",
    ),
    "next.RECEIPT_DIFFERS": ("保留两者，告知运营者", "keep both, and tell who runs the service"),
    "error.MANIFEST_MALFORMED": ("{path} 不是该备案的清单：{cause}", "{path} is no manifest of that filing: {cause}"),
    "next.MANIFEST_MALFORMED": (
        "给出备案文件夹时保存的 manifests/<备案>.ndjson",
        "name the manifests/<filing>.ndjson that was kept when the folder was filed",
    ),
    "error.LINE_MISSING": (
        "{path} 有 {count} 行（从 0 数起），没有第 {line} 行",
        "{path} has {count} lines from 0, and no line {line}",
    ),
    "next.LINE_MISSING": ("按收据核对行号", "compare the line with the receipt"),
    "error.MANIFEST_NEEDS_LINE": ("--manifest 只用于清单行", "--manifest is for a line of a manifest"),
    "next.MANIFEST_NEEDS_LINE": ("写作 `备案:行`", "write FILING:LINE"),
    "folder.resuming": (
        "继续上次未得收据的清单 {leaf}（{count} 个文件）",
        "going on with the manifest {leaf} of {count} files, which has no receipt yet",
    ),
    "folder.sent": ("{count} 个文件已备案为 {leaf}", "{count} files are filed as {leaf}"),
    "folder.waiting": ("{cause}；{seconds} 秒后重试", "{cause}; trying again in {seconds} s"),
    "folder.interrupted": (
        "已中断；{count} 个文件已备案。再次运行同一命令即可继续，不会重复。",
        "Interrupted; {count} files are filed. The same command goes on from here, and files nothing twice.",
    ),
    "folder.done": ("文件夹已备案", "The folder is filed"),
    "folder.skipped.symlink": ("未备案（符号链接）：{path}", "not filed, a symbolic link: {path}"),
    "folder.skipped.special": ("未备案（不是普通文件）：{path}", "not filed, no regular file: {path}"),
    "folder.skipped.unreadable": ("未备案（无法读取）：{path}", "not filed, cannot be read: {path}"),
    "folder.skipped.changed": ("未备案（读取时被改动）：{path}", "not filed, written to while it was read: {path}"),
    "folder.skipped.name": ("未备案（名称无法写入清单）：{path}", "not filed, its name fits into no manifest: {path}"),
    "folder.skipped.twice": (
        "未备案（与同处另一名称只是写法不同）：{path}",
        "not filed, its name differs from another one beside it in spelling only: {path}",
    ),
    "label.filed": ("已备案", "Filed"),
    "label.unchanged": ("未变", "Unchanged"),
    "label.manifests": ("清单", "Manifests"),
    "label.receipts": ("收据", "Receipts"),
    "label.skipped.symlink": ("跳过：符号链接", "Skipped: links"),
    "label.skipped.special": ("跳过：非普通文件", "Skipped: no regular files"),
    "label.skipped.unreadable": ("未备案：无法读取", "Not filed: unreadable"),
    "label.skipped.changed": ("未备案：读取时被改动", "Not filed: changing"),
    "label.skipped.name": ("未备案：名称不合", "Not filed: names"),
    "label.skipped.twice": ("未备案：名称重复", "Not filed: names twice"),
}
