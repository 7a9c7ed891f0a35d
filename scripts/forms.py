"""Write `docs/forms.md` and `docs/forms.zh-CN.md` from the schemas of the filing types."""

import sys
from pathlib import Path

from ledger.core import filing_types
from ledger.core.filing_types import describing
from scripts.chinese_pages import printed

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"en": "forms.md", "zh": "forms.zh-CN.md"}
WORDS = {
    "en": {
        "title": "The forms",
        "other": "[中文](forms.zh-CN.md)",
        "intro": "Every filing has a type, and every type a form: a JSON object with the fields below. "
        "`zhengben forms TYPE` prints the same, `--json` the JSON Schema (draft 2020-12), `--template` an empty form. "
        "A field that is not listed is refused. A published version never changes; another shape is another version. "
        "Every field is salted by itself: the log holds digests, and what a form says is shown only to whom it is "
        "disclosed. Amounts are whole fen, shares and ratios exact fractions such as `1/3`, people and units are "
        "written by name, social credit code or party number; only a party number can be compared with the ledger. "
        "Names of choices are those of the official forms.",
        "made": "This page is written by `python -m scripts.forms`.",
        "columns": ("field", "label", "needed", "what may be written", "help"),
        "files": "Files, at least {count}: {what}.",
        "supplied": "Supplied by the ledger:",
        "list": ("type", "name", "fields"),
    },
    "zh": {
        "title": "表单",
        "other": "[English](forms.md)",
        "intro": "每份备案有类型,每种类型有表单:含下列各项的 JSON 对象。`zhengben forms 类型` 输出同样内容,"
        "`--json` 输出 JSON Schema(2020-12),`--template` 输出空表单。未列出的项一律拒绝。已发布的版本不再更改,"
        "内容不同即为新版本。每一项各自加盐:日志只存摘要,内容只向被披露者显示。金额以分为单位取整数,份额与比例为"
        "精确分数(如 `1/3`);人与单位写名称、统一社会信用代码或主体编号,只有主体编号能与账本核对。选项用官方表单的"
        "名称。",
        "made": "本页由 `python -m scripts.forms` 生成。",
        "columns": ("项", "名称", "是否必填", "可填内容", "说明"),
        "files": "附件至少 {count} 份:{what}。",
        "supplied": "由账本给出:",
        "list": ("类型", "名称", "项数"),
    },
}


def page(language: str) -> str:
    """The page in `zh` or `en`."""
    words = WORDS[language]
    lines = [f"# {words['title']}", "", str(words["other"]), "", str(words["intro"]), "", str(words["made"]), ""]
    lines += _table(words["list"], [_entry(name, language) for name in filing_types.list()])
    for name in filing_types.list():
        lines += _section(name, language)
    made = "\n".join(lines).rstrip() + "\n"
    return printed(made) if language == "zh" else made


def _entry(name: str, language: str) -> tuple[str, ...]:
    return f"`{name}`", filing_types.label(name, language), str(len(filing_types.schema(name)["properties"]))


def _section(name: str, language: str) -> list[str]:
    words, form = WORDS[language], filing_types.schema(name)
    files = str(words["files"]).format(
        count=filing_types.least_attachments(name), what=form["x-attachments"]["label"][language]
    )
    lines = [f"## `{name}` {form['x-label'][language]}", "", f"{form['x-help'][language]} {files}", ""]
    rows = [
        (
            f"`{'.'.join(field.place)}`",
            field.label(language),
            field.needed(language),
            field.kind(language),
            field.help(language),
        )
        for field in describing.fields(name)
    ]
    lines += _table(words["columns"], rows)
    supplied = describing.supplied(name, language)
    if supplied:
        lines += [f"{words['supplied']} {'; '.join(f'`{field}` ({how})' for field, how in supplied)}", ""]
    return lines


def _table(head: object, rows: list[tuple[str, ...]]) -> list[str]:
    assert isinstance(head, tuple)  # noqa: S101 - of our own words
    cells = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells] + [""]


def main() -> int:
    """Write both pages."""
    for language, name in PAGES.items():
        (DOCS / name).write_text(page(language), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
