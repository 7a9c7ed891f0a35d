"""What `zhengben replay` says, in Chinese and English; part of the table in `ledger.cli.locales`."""

REPLAY: dict[str, tuple[str, str]] = {
    "help.replay": (
        "在一次性的链与数据库上重演案卷，逐项与预期对照。退出码：0 全部一致，1 有不一致。",
        "Play dossiers through a chain and database of their own and compare with what they expect. "
        "Exit code: 0 if all agrees, 1 if not.",
    ),
    "help.arg.dossier": (
        "案卷文件（zhengben-dossier/1），可多个",
        "Dossier (zhengben-dossier/1); several may be given",
    ),
    "help.opt.keep": (
        "把重演所用的账本（链、数据库、日志）留在此新文件夹",
        "Keep the ledgers that the replay used (chain, database, log) in this new folder",
    ),
    "error.DOSSIER_NOT_JSON": ("{path} 不是 JSON 对象：{zh}", "{path} holds no JSON object: {cause}"),
    "next.DOSSIER_NOT_JSON": (
        "给出案卷文件，格式见 docs/scenarios.md",
        "name a dossier; docs/scenarios.md has its format",
    ),
    "replay.begins": ("重演 {file}：{count} 件事项", "replaying {file}: {count} events"),
    "replay.agrees": ("{seq}/{count} {kind} {code}", "{seq}/{count} {kind} {code}"),
    "replay.differs": ("{seq}/{count} {kind} {code}  与预期不符", "{seq}/{count} {kind} {code}  not as expected"),
    "replay.event": ("事项 {seq}", "event {seq}"),
    "replay.query": ("查询 {number}（{q}）", "query {number} ({q})"),
    "replay.expected": ("预期 {value}", "expected {value}"),
    "replay.actual": ("实际 {value}", "actual {value}"),
    "replay.chain": ("链上 {value}", "on the chain: {value}"),
    "replay.all": (
        "{file}：全部一致（{of_events} 件事项，{of_queries} 个查询）",
        "{file}: all agrees ({of_events} events, {of_queries} queries)",
    ),
    "replay.not_all": (
        "{file}：{events}/{of_events} 件事项、{queries}/{of_queries} 个查询一致",
        "{file}: {events} of {of_events} events and {queries} of {of_queries} queries agree",
    ),
}
