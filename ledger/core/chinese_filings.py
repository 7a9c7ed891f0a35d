"""What the refusals that a filing can meet on its way say in Chinese, by code: the sentence with the error's values in
braces, and what to do next. `ledger.core.chinese` has those of an act's way, and puts the values in.
"""

from collections.abc import Mapping
from typing import Final

_REPEAT = "请稍后重发同一请求"
_UNCHANGED = "请原样发送准备好的内容"

FILINGS: Final[Mapping[str, tuple[str, str]]] = {
    # a draft and its form
    "ATTACHMENTS_MISSING": ("此类型至少须有 {least} 份附件，现有 {count} 份", "请附上文件的大小与摘要；文件留在您处"),
    "ATTACHMENTS_TOO_MANY": ("附件 {count} 份，最多 {most} 份", "请分成几份备案，或备案整个文件夹"),
    "ATTACHMENT_MALFORMED": ("附件 {attachment}：{zh}", "请改正该附件的说明"),
    "DRAFT_MALFORMED": ("草稿不合格式：{zh}", "请对照 /docs"),
    "FILING_TYPE_UNKNOWN": ("没有备案类型 {type}", "用 `zhengben forms` 查看各种类型"),
    "FORM_INVALID": ("表单{zh}", "请改正所列各项，重新准备备案"),
    "VALUE_NOT_COMMITTABLE": ("{pointer} 处的值无法写入日志", "只用文本、true 或 false、不超过 2^53-1 的整数"),
    # entry, disclosures, signature
    "BASE64_MALFORMED": ("{what} 不是规范的 base64", _UNCHANGED),
    "DISCLOSURES_TOO_LARGE": ("披露内容共 {size} 字节，过大", "请缩短表单，或将长文放入附件"),
    "DISCLOSURES_TOO_MANY": ("披露内容的项数过多", "请减少表单的项数或附件"),
    "DISCLOSURE_FOREIGN": ("披露内容 {name} 不属于此条目", _UNCHANGED),
    "DISCLOSURE_MALFORMED": ("披露内容应为盐、名称、值三项", _UNCHANGED),
    "DISCLOSURE_MISSING": ("披露内容不全", "请发送准备好的全部披露内容"),
    "DISCLOSURE_TWICE": ("{name} 披露了两次", "请去掉其中一份"),
    "DISCLOSURE_UNKNOWN": ("备案中没有 {name}", _UNCHANGED),
    "ENTRY_MALFORMED": ("这不是备案的条目", _UNCHANGED),
    "ENTRY_SIGNED": ("条目已带有签名", _UNCHANGED),
    "ENTRY_TOO_LARGE": ("条目 {size} 字节，最多 {most} 字节", "请减少表单的项数或附件"),
    "ENTRY_UNSIGNED": ("条目没有签名", "请签署备案"),
    "FILED_AT_FAR": ("备案时间 {filedAt:moment} 与账本时间 {now:moment} 相差过大", "请按现在的时间重新准备备案"),
    "FILED_AT_MALFORMED": ("备案时间不是 1970 年以来的秒数", _UNCHANGED),
    "HEX_MALFORMED": ("{what} 不是 0x 开头的十六进制", _UNCHANGED),
    "JSON_MALFORMED": ("内容不是 JSON", _UNCHANGED),
    "JSON_TOO_DEEP": ("{zh}", "请减少嵌套"),
    "JSON_TOO_LARGE": ("JSON 过大", "请减少内容"),
    "LENGTH_WRONG": ("{what} 应为 {expected} 字节，而非 {given} 字节", _UNCHANGED),
    "NOT_CANONICAL": ("JSON 不合 RFC 8785 的写法", _UNCHANGED),
    "NUMBER_MALFORMED": ("{what} 不是十进制数", _UNCHANGED),
    "SALT_SIZE_WRONG": ("盐的长度不对", _UNCHANGED),
    "SIGNATURE_TOO_LARGE": ("签名数据过大", "请用账户、P-256 密钥或通行密钥签名"),
    # manifests
    "LINES_TOO_MANY": ("清单的行数过多", "请分成几份清单"),
    "LINE_MALFORMED": ("这不是清单的行", _UNCHANGED),
    "LINE_TOO_LONG": ("清单的一行过长", "请缩短文件的路径"),
    "LINE_TWICE": ("清单第 {line} 行的文件已在清单中", "每个文件只列一次"),
    "LINE_UNKNOWN": ("备案 {leaf} 没有第 {line} 行", "请与回执核对"),
    "MANIFEST_COUNT_WRONG": ("收到 {came} 行，所签清单有 {signed} 行", "请按次序发送清单的全部各行"),
    "MANIFEST_EXPECTED": ("逐行内容只随清单发送，此备案的类型是 {type}", "请将其他备案发送到 /v1/filings"),
    "MANIFEST_ROOT_WRONG": ("各行的根与所签清单不符", "请按次序原样发送各行"),
    "MANIFEST_WITHOUT_LINES": ("清单须连同各行一起发送", "请发送到 /v1/manifests，各行随后"),
    "MANIFEST_WITH_ATTACHMENTS": ("清单除各行外另有附件", "请为每个文件列一行"),
    # certificates
    "CERTIFICATES_BUSY": ("同时索取证明的人太多", "请几秒后再试"),
    "CERTIFICATE_AMBIGUOUS": ("PDF 附有 {count} 份证据包，无法断定以哪一份为准", "请向提供者索取账本制作的原件"),
    "CERTIFICATE_LOCKED": (
        "PDF 已加密（无论是否设有密码）；账本制作的证明从不加密",
        "请先另存为未加密的文件，或向提供者索取账本制作的原件",
    ),
    "CERTIFICATE_NOT_VALID": ("证据的结论为 {verdict}，不能据以出具证明", "请取证据包本身，查看各核验项"),
    "CERTIFICATE_TOO_LARGE": ("PDF 有 {size} 字节，最多读取 {limit} 字节", "请向提供者索取账本制作的原件"),
    "CERTIFICATE_UNREADABLE": ("PDF 已损坏或不合规范，无法读取", "请向提供者索取账本制作的原件"),
    "CERTIFICATE_WITHOUT_BUNDLE": (
        "PDF 未附证据包：无论印有什么，都无从核验",
        "请向提供者索取账本制作的原件，或证据包本身",
    ),
    # afterwards
    "AT_TOO_LATE": ("{at:moment} 晚于最新的终局区块（{time:moment}）", "请选择链已到达的时间，或不填"),
    "DISCLOSURES_ERASED": ("备案 {leaf} 的披露内容已删除", "持有证据包副本的人仍可出示"),
    "DISCLOSURES_LOST": ("备案 {leaf} 的披露内容在恢复账本时遗失", "备案人重新提交同一备案即可补回"),
    "FILING_UNKNOWN": ("没有备案 {leaf}", "请与回执核对"),
    "INDEX_BEHIND": ("索引尚未跟上链", "请稍候再试"),
    "LOG_BEHIND": ("等待进入日志的备案过多", "请稍后重发同一请求；`zhengben doctor` 告诉运营者原因"),
    "NOT_IN_LOG_YET": ("条目 {index} 尚未进入已发布的日志", "待下一个日志头发布后再试"),
    "NOT_YET_ANCHORED": ("备案 {leaf} 已收到，尚无终局的锚定", "请一分钟后再试；不必重新备案"),
    "SERVICE_ENDING": ("服务正在停止", _REPEAT),
    # asking the rules
    "ACT_UNFIT": ("{zh}", "请改正所问"),
    "CODE_UNKNOWN": ("没有代码 {name}", "各代码见 docs/rules.zh-CN.md"),
    "OPEN_POINT_UNKNOWN": ("没有名为 {points} 的待查事项", "请对照 /docs"),
    "RULES_MALFORMED": ("规则文件不能采用", "请改正"),
    "RULES_UNKNOWN": ("没有 {day} 适用的规则", "请另选一天"),
    "RULE_UNKNOWN": ("没有名为 {rule} 的规则", "用 `zhengben rules` 列出"),
}
"""By code."""
