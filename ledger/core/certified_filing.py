"""The facts of a filing: that it was there and when, and as much of what it says as the bundle discloses."""

from collections.abc import Iterator, Mapping
from typing import Any

from ledger.core import filing_types
from ledger.core.act_lines import Speech
from ledger.core.case import Case
from ledger.core.certified_parts import Fact
from ledger.core.checks import Report, Status
from ledger.core.draft import read_attachment
from ledger.core.errors import Malformed, ZhengbenError
from ledger.core.filing import ATTACHMENT, FILED_AT, FORM, PARTY, SIGNER

_NAMES = ("title", "name", "project_name", "contract_name", "subject")  # of the field that a filing is known by
_DEEPEST = 4


def facts(case: Case, report: Report, say: Speech) -> Iterator[Fact]:
    """The facts of a filing's bundle, in their order, not yet numbered."""
    entry, leaf = case.entry_meant.lean(), report.answer["leaf"]
    yield Fact(
        label=say.pair(("备案", "The filing")),
        text=say.pair(
            (
                f"节点 {entry.node} 的一份“{type_label(entry.type, say)}”（{entry.type}），"
                f"其日志条目的叶散列为 {leaf}。",
                f"A filing of the type “{type_label(entry.type, say)}” ({entry.type}) at node {entry.node}; the leaf "
                f"of its log entry is {leaf}.",
            )
        ),
        checks=(10, 15),
    )
    yield there(case, say)
    if case.filing.line is not None:
        yield _line(case, say)
    yield _filer(case, report, say)
    yield from disclosed(case, report, say)


def summary(case: Case, report: Report, say: Speech) -> Iterator[tuple[str, str]]:
    """What the first page says at a glance, as label and value."""
    yield say.pair(("备案编号（叶散列）", "Number of the filing (leaf)")), str(report.answer["leaf"])
    yield say.pair(("类型", "Type")), type_label(str(report.answer["type"]), say)
    yield say.pair(("锚定时间", "Anchored")), say.instant(case.anchor.time)


def there(case: Case, say: Speech) -> Fact:
    """Since when the filing is known to have been there."""
    when, log, chain = say.instant(case.anchor.time), case.checkpoint.lean().origin, case.bundle.ledger.chain_id
    return Fact(
        label=say.pair(("存在时间", "Since when")),
        text=say.pair(
            (
                f"不晚于{when}，该备案已收录于日志 {log}，日志的树头已锚定在链 {chain} 上。",
                f"No later than {when} the filing stood in the log {log}, whose head was anchored on chain {chain}.",
            )
        ),
        checks=(20, 21, 22, 23, 32, 33),
    )


def name(case: Case) -> str:
    """The title that the form discloses, empty where it discloses none."""
    for field in _NAMES:
        shown = case.disclosed.get(FORM + field)
        if shown is not None and isinstance(shown.value, str):
            return shown.value
    return ""


def type_label(type: str, say: Speech) -> str:
    """What people call a type of filing."""
    try:
        return filing_types.label(type, say.language)
    except Malformed:
        return type


def disclosed(case: Case, report: Report, say: Speech) -> Iterator[Fact]:
    """Tables of the fields and files that the bundle discloses."""
    shown, entry = case.disclosed, case.entry_meant.lean()
    fields = {key.removeprefix(FORM): one.value for key, one in shown.items() if key.startswith(FORM)}
    records = [one for key, one in shown.items() if key.startswith(ATTACHMENT)]
    if not fields and not records:
        yield Fact(
            label=say.pair(("内容", "What it says")),
            text=say.pair(
                (
                    "本证明不披露备案内容。内容与此备案是否相符，可由持有内容的人凭完整证据包证明。",
                    "This certificate discloses nothing of the filing's content. Whoever holds the complete bundle "
                    "can show what it says.",
                )
            ),
            checks=(11,),
        )
        return
    fitting = (11, 13) if report.check(13).status is Status.VALID else (11,)
    if fields:
        properties = _properties(entry.type)
        rows = [
            (_label(properties.get(key), key, say), _told(value, properties.get(key), say))
            for key, value in fields.items()
        ]
        yield Fact(
            label=say.pair(("披露的内容", "Disclosed content")),
            text=say.pair(
                (
                    "以下各项与备案时的内容逐字相同；其余各项（如有）未披露。",
                    "These fields are word for word what was filed; others, if there are any, are not disclosed.",
                )
            ),
            checks=fitting,
            head=(say.pair(("项目", "Field")), say.pair(("内容", "Content"))),
            rows=tuple(rows),
            widths=(0.3, 0.7),
            verbatim=True,
        )
    if records:
        yield _files(records, report, say, fitting)


def _files(records: list[Any], report: Report, say: Speech, fitting: tuple[int, ...]) -> Fact:
    rows = []
    for one in records:
        try:
            file = read_attachment(one.value, one.name)
        except ZhengbenError:
            continue
        size = f"{file.size:,}".replace(",", " ")
        rows.append((file.name, size, f"SHA-256\n{file.sha256}\nSM3\n{file.sm3}"))
    given = report.check(14).status is Status.VALID
    return Fact(
        label=say.pair(("附件", "Files")),
        text=say.pair(
            (
                "备案载明下列文件"
                + ("的摘要，证据包内所附文件与之相符。" if given else "的摘要；文件本身未附，可另行比对。"),
                "The filing names these files by their digests"
                + ("; the files in the bundle are exactly those." if given else "; compare your copies with them."),
            )
        ),
        checks=(*fitting, 14) if given else fitting,
        head=(say.pair(("文件名", "Name")), say.pair(("字节", "Bytes")), say.pair(("摘要", "Digests"))),
        rows=tuple(rows),
        widths=(0.2, 0.1, 0.7),
        verbatim=True,
    )


def _line(case: Case, say: Speech) -> Fact:
    line, part = case.line.lean(), case.filing.line
    index = part.index if part else 0
    return Fact(
        label=say.pair(("清单中的一行", "A line of the manifest")),
        text=say.pair(
            (
                f"该备案是一份摘要清单，其第 {index} 行（自 0 起）载明下列文件。",
                f"The filing is a manifest of digests; its line {index} (counted from 0) names this file.",
            )
        ),
        checks=(11, 16),
        head=(say.pair(("文件名", "Name")), say.pair(("字节", "Bytes")), say.pair(("摘要", "Digests"))),
        rows=((line.name, f"{line.size:,}".replace(",", " "), f"SHA-256\n{line.sha256}\nSM3\n{line.sm3}"),),
        widths=(0.2, 0.1, 0.7),
        verbatim=True,
    )


def _filer(case: Case, report: Report, say: Speech) -> Fact:
    shown, label = case.disclosed, say.pair(("备案人", "The filer"))
    if report.check(12).status is not Status.VALID:
        told = ("本证明不披露备案人。", "This certificate does not disclose who filed.")
        return Fact(label=label, text=say.pair(told), checks=(11,))
    signer, when = str(shown[SIGNER].value), say.instant(int(shown[FILED_AT].value))
    party = shown[PARTY].value if PARTY in shown else None
    zh = f"由签名者 {signer} 签名，其自述的备案时间为{when}" + (f"，自称代表主体 {party}。" if party else "。")
    en = f"Signed by the signer {signer}, who dates it {when}" + (
        f" and says to act for party {party}." if party else "."
    )
    return Fact(label=label, text=say.pair((zh, en)), checks=(11, 12))


def _properties(type: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = filing_types.schema(type)["properties"]
    except Malformed:
        return {}
    return found


def _label(schema: Mapping[str, Any] | None, key: str, say: Speech) -> str:
    return str(schema["x-label"][say.language]) if schema and "x-label" in schema else key


def _told(value: Any, schema: Mapping[str, Any] | None, say: Speech, depth: int = 0) -> str:
    """A value of a form as people write it."""
    if value is None or value in ("", [], {}):
        return "—"
    if isinstance(value, bool):
        return say.pair(("是", "yes") if value else ("否", "no"))
    if depth < _DEEPEST and isinstance(value, list):
        items = schema.get("items") if schema else None
        plain = not any(isinstance(item, dict | list) for item in value)
        between = say.pair(("、", ", ")) if plain else "\n"
        return between.join(_told(item, items, say, depth + 1) for item in value)
    if depth < _DEEPEST and isinstance(value, dict):
        inner = (schema or {}).get("properties", {})
        between, colon = say.pair((";", "; ")), say.pair((":", ": "))
        return between.join(
            _label(inner.get(key), key, say) + colon + _told(each, inner.get(key), say, depth + 1)
            for key, each in value.items()
        )
    return str(value)
