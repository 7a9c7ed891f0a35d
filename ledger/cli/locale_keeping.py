"""What backup, restore and reindex say, in Chinese and English; part of the table in `ledger.cli.locales`."""

KEEPING: dict[str, tuple[str, str]] = {
    "help.reindex": (
        "重读整条链,重建索引;服务可照常运行。",
        "Read the whole chain anew and rebuild the index from it; the service may go on running.",
    ),
    "reindex.read": ("已读到区块 {number},最新为 {head}", "read up to block {number} of {head}"),
    "reindex.done": (
        "索引已重建: 区块 {first} 至 {last}",
        "the index is built anew: blocks {first} to {last}",
    ),
    "error.LEDGER_AT_REST": ("{data} 中的账本没有运行", "no ledger runs on {data}"),
    "next.LEDGER_AT_REST": (
        "先用 `zhengben up` 启动,再运行此命令",
        "start it with `zhengben up`, and run this command meanwhile",
    ),
}
