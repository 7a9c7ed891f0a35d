"""What refusals say in Chinese; in English they speak where they are raised. Here are those of an act's way, in
`chinese_filings` those of a filing's.

By code: the sentence with the error's values in braces, and what to do next. A value `zh` is a sentence that was made
where the error was raised, as the contracts' refusals and the forms' are; `zhNext` is what to do next about it.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any, Final

from ledger.core import calendar
from ledger.core.chinese_filings import FILINGS
from ledger.core.errors import ZhengbenError

Sentence = tuple[str, str]

_AGAIN = "请稍后重试"
_REDRAFT = "请重新起草并重新收集签名"
_SAME_CHAIN = "请将 ZHENGBEN_RPC_URL 指向部署本账本的链"

_THERE: dict[str, Sentence] = {
    "ACHIEVEMENT_UNKNOWN": ("成果 {achievement} 未曾登记", "请与登记回执核对编号"),
    "ACT_NOT_FOUND": ("没有文书 {act}", "请核对编号；草稿在截止 90 天后删除"),
    "APPOINTMENT_UNKNOWN": ("没有编号为 {appointment} 的任命", "请查看该节点的任命"),
    "BEFORE_GENESIS": ("链始于 {time:moment} 之后", "请选择较晚的时间"),
    "BEFORE_LEDGER": ("{at:moment} 时账本尚不存在", "请选择较晚的时间"),
    "BLOCK_UNKNOWN": ("没有区块 {block}", "请选择已读取的区块"),
    "CONTRACT_UNKNOWN": ("没有编号为 {number} 的技术合同", "请核对编号"),
    "NODE_UNKNOWN": ("没有编号为 {node} 的节点", "请查看节点列表"),
    "NO_OPEN_OBJECTION": ("主体 {party} 对成果 {achievement} 没有异议", "请查看该成果的异议"),
    "OFFER_UNKNOWN": ("没有编号为 {number} 的优先权要约", "请核对编号"),
    "PARTY_UNKNOWN": ("没有编号为 {party} 的主体", "请核对编号，或先登记该主体"),
    "PLEDGE_UNKNOWN": ("没有编号为 {number} 的质押", "请核对编号"),
    "PROPOSAL_UNKNOWN": ("成果 {achievement} 没有公示中的方案", "请先提出方案，或给出条款"),
    "RECOVERY_CLOSED": ("主体 {party} 没有公示中的恢复", "请查看该主体"),
    "RIGHT_UNKNOWN": ("没有编号为 {number} 的使用权", "请核对编号"),
    "TRANSACTION_UNKNOWN": ("链节点没有交易 {transaction}", _AGAIN),
}

_FORM: dict[str, Sentence] = {
    "ACT_UNKNOWN": ("没有名为 {kind} 的行为", "请用 `zhengben act kinds` 查看各种行为"),
    "AT_MALFORMED": ("{at} 既不是日期也不是时刻", "请写作 2026-04-08 或 2026-04-08T09:30:00+08:00"),
    "ACHIEVEMENT_MALFORMED": ("{given} 不是成果编号", "请复制完整编号（0x 加 64 位十六进制），或用开头几位搜索"),
    "SEARCH_EMPTY": ("没有填写要查的内容", "请填写编号或其开头几位"),
    "SEARCH_TOO_LONG": ("{length} 个字符，不是本账本的编号", "请填写编号或其开头几位"),
    "BODY_SLOW": ("请求正文在 {seconds} 秒内未送达", "请一次发完"),
    "BODY_TOO_LARGE": ("请求正文超过 {limit} 字节", "请减少内容"),
    "CALENDAR_UNKNOWN": (
        "{day} 所在年份的节假日安排尚未收录",
        "请自行给出截止时间：某个工作日结束时，以 1970 年以来的秒数计",
    ),
    "CURSOR_MALFORMED": ("{cursor} 不是本列表的分页游标", "请用上一页的 next，首页则不填"),
    "DAY_MALFORMED": ("{day} 不是日期", "请写作 2026-04-08"),
    "DEADLINE_OUT_OF_RANGE": (
        "截止时间 {deadline:moment} 不在 {earliest:moment} 至 {latest:moment} 之间",
        "请在此范围内选择，或不填",
    ),
    "FIELD_MALFORMED": ("{zh}", "请改正 {field}"),
    "FIELD_MISSING": ("缺少字段 {field}", "请给出 {field}"),
    "FIELD_UNKNOWN": ("不应有字段 {fields}", "请去掉"),
    "KEY_MALFORMED": ("{key} 不是 P-256 曲线上的点", "请更换密钥"),
    "LENGTH_MALFORMED": ("Content-Length 不是数字", "请更换客户端"),
    "MEMBER_TWICE": ("同一 JSON 对象中有两个 {member}", "请去掉其中一个"),
    "MESSAGE_MALFORMED": ("{member} 应为 {type}", "请改正 {member}"),
    "METHOD_NOT_ALLOWED": ("此地址不接受该请求方法", "可用的地址与方法见 /docs"),
    "MOVEMENT_EMPTY": ("自 {giver} 至 {receiver} 移转 {units} 份，等于没有移转", "请改正移转"),
    "NOT_ENOUGH": ("主体 {party} 持有 {has} 份，不足以移转 {needs} 份", "请改正移转"),
    "PARTY_TWICE": ("{parties} 中有主体重复出现", "每个主体只列一次"),
    "PATH_UNKNOWN": ("此地址没有内容", "可用的地址与方法见 /docs"),
    "PERIOD_MALFORMED": ("期间 {count} 无效", "请至少给出 1"),
    "POWER_UNKNOWN": ("没有名为 {power} 的权限", "请从下列权限中选择：{known}"),
    "REQUEST_MALFORMED": ("请求内容与接口定义不符：{members}", "请对照 /docs"),
    "REQUEST_UNREADABLE": ("请求无法读取", "请对照 /docs"),
    "SEAL_TOO_LARGE": ("签名数据 {size} 字节，最多 65535 字节", "请更换签名者"),
    "SHARES_NOT_WHOLE": ("份额合计 {sum}，不等于整体", "请改正份额"),
    "SHARE_EMPTY": ("主体 {party} 的份额 {units} 无效", "请改正份额"),
    "SHARE_NOT_EXACT": ("份额 {share} 无法精确表示", "请选择 0.01 % 的整数倍，或分母不超过 16 的分数"),
    "SIGNER_UNKNOWN": ("签名者 {signer} 既不是账户地址，也不是验证合约加 P-256 公钥", "请改正签名者"),
    "TOO_MANY_HOLDERS": ("权利人 {count} 个，最多 16 个", "请减少权利人"),
    "WORDS_SHORT": ("{words} 个存储字容不下 {entries} 个权利人", "请更换链节点后重试"),
    "WORDS_UNCLEAN": ("{entries} 个权利人之后的存储字不为空", "请更换链节点后重试"),
}

_WAY: dict[str, Sentence] = {
    "ACT_OVER": ("文书 {act} {status:status}，不再接受签名", "如有需要，请重新起草"),
    "CALL_REVERTED": ("合约未说明自身理由而拒绝了该调用（{data}）", "请查看成果和主体的现状"),
    "CHALLENGE_MALFORMED": ("这不是本服务的登录挑战", "请先索取登录挑战"),
    "CHALLENGE_UNKNOWN": ("登录挑战并非给此签名者，或已使用，或已过五分钟", "请重新索取并签名"),
    "FILING_NOT_INTEGRATED": ("备案 {filing} 尚未进入日志", "请先备案该文书的文件，待其进入日志"),
    "OBJECTION_LATE": ("{zh}", "仍可另循诉讼或行政途径"),
    "GAS_ABOVE_CAP": ("此文书需 {gas} gas，最多支付 {cap}", "请拆成几份较小的文书"),
    "HOST_UNKNOWN": ("本服务不以 {host} 为名", "请使用 ZHENGBEN_PUBLIC_URL 所写的地址"),
    "NOT_SIGNED_IN": ("尚未登录", "请先登录：索取登录挑战并签名"),
    "NOT_YOUR_KEY": ("尚未登记为主体的密钥只能为自己申请登记", "请用拟登记的密钥登录"),
    "NOT_YOUR_PARTY": ("您的会话不能代表主体 {party}", "请用该主体的现用密钥登录"),
    "NO_SEAT": ("主体 {party} 没有席位，席位为 {seats}", "只有席位上的主体签名"),
    "SESSION_NOT_OPEN": ("您的密钥没有进行中的会话 {session}", "请查看进行中的会话"),
    "SESSION_UNKNOWN": ("会话不存在或已过期", "请重新登录"),
    "SIGNATURE_INVALID": ("签名 {signature} 不是该签名者对此内容所作", "请用相应的密钥对原内容重新签名"),
    "SIGNED_ALREADY": ("主体 {party} 已签署文书 {act}，其签名仍然有效", "起草“撤回”（withdraw）可收回一切未生效的签名"),
    "SIGNED_BEFORE": ("文书起草于主体 {party} 的现签名者生效（{since:moment}）之前", _REDRAFT),
    "FOREIGN_PAGE": (
        "此请求使用或建立浏览器中的登录状态，却不是由本服务的页面发出",
        "请打开本服务的页面办理；程序请以 Bearer 方式发送会话令牌",
    ),
    "SIGN_IN_REFUSED": ("签名与登录挑战及密钥不符", "请用索取登录挑战的密钥，对原文签名"),
    "WRONG_VERSION": ("成果 {achievement} 现为第 {current} 版，文书依据第 {stated} 版", _REDRAFT),
}

_AWAY: dict[str, Sentence] = {
    "ANSWER_MALFORMED": ("合约对 {function} 的答复格式不符", "请检查链节点所服务的是本账本的链，且状态完整"),
    "DATABASE_BUSY": ("数据库放弃了一次事务（SQLSTATE {sqlstate}）", "请重发同一请求"),
    "DATABASE_EMPTY": ("数据库中还没有表", "`zhengben up` 会建立"),
    "DATABASE_FULL": ("数据库磁盘已满（SQLSTATE {sqlstate}）", "请在 PostgreSQL 的磁盘上腾出空间后重发"),
    "DATABASE_READ_ONLY": (
        "数据库不接受写入（SQLSTATE {sqlstate}）",
        "请让 ZHENGBEN_DATABASE_URL 指向主服务器，并检查其可写",
    ),
    "DATABASE_TOO_OLD": ("数据库服务器版本 {version} 过旧，须为 PostgreSQL 15 或更新", "请将数据库迁到较新的服务器"),
    "DATABASE_UNAVAILABLE": ("数据库没有应答", "请检查 PostgreSQL 正在运行且有空闲连接，然后重发"),
    "DATABASE_URL": ("数据库地址无效", "请将 ZHENGBEN_DATABASE_URL 写作 postgresql://用户@主机/数据库"),
    "DIGEST_MISMATCH": ("摘要在此为 {here}，在彼为 {there}", "请停用：typed_data.json 与合约不一致"),
    "EVENT_UNKNOWN": ("链上关于 {achievement} 的记载，此版本无法理解", "请安装新版本，再运行 `zhengben reindex`"),
    "EXPORTS_FULL": ("正在生成的证据包过多", _AGAIN),
    "FINALITY_UNKNOWN": ("{finality} 不是终局方式", "请用 finalized、instant 或 depth:<区块数>"),
    "FINALITY_UNTAGGED": (
        "链节点 {node} 没有标明终局区块",
        "验证者逐块投票的链请将 ZHENGBEN_FINALITY 设为 instant，其他链设为 depth:<区块数>；新链请稍候",
    ),
    "FOREIGN_CHAIN_ID": ("链节点所服务的是链 {found}，本账本在链 {expected}", _SAME_CHAIN),
    "FOREIGN_CODE": ("合约 {contract} 的代码为 {found}，应为 {expected}", _SAME_CHAIN),
    "FOREIGN_GENESIS": ("链节点的创世区块为 {found}，本账本的链为 {expected}", _SAME_CHAIN),
    "INDEX_EMPTY": ("索引尚未读取任何区块", _AGAIN),
    "INTAKE_FULL": ("正在办理的备案过多", _AGAIN),
    "LEDGER_OF_OLDER_CONTRACTS": (
        "本账本部署时尚无合约 {contract}，而合约从不更换",
        "请用部署它的版本提供服务，或另行部署新账本",
    ),
    "NODE_ANSWER_TOO_LARGE": ("链节点对 {method} 的答复过大", _AGAIN),
    "NODE_AWAY": ("链节点 {node} 没有应答", _AGAIN),
    "NODE_ERROR": ("链节点拒绝了 {method}：{cause}", _AGAIN),
    "NODE_GARBLED": ("链节点对 {method} 的答复无法理解", _AGAIN),
    "PAYER_EMPTY": ("付款账户 {address} 余额 {has} wei，需要 {needs} wei", "请向付款账户充值；其间不会丢失任何内容"),
    "SERVICE_FULL": ("正在处理的请求过多", _AGAIN),
    "SIGNER_NOT_INDEXED": ("主体 {party} 的密钥已在链上，索引尚未读到", _AGAIN),
    "ASKED_OFTEN": ("今日向主体 {party} 提出的登记申请过多", "请明日再试，或改请其他经办人"),
    "TOO_MANY_AT_ONCE": ("您已有 {most} 项请求正在处理", "请待其答复后再发"),
}

_DESK: dict[str, Sentence] = {
    "FILING_NOT_EXAMINED": ("{type} 类备案不经审查", "只有成果备案与技术合同须受理后登记"),
    "EXAMINED_MEANWHILE": ("主体 {officer} 在此期间已审查备案 {leaf}", "请重新打开该备案，看过其意见后再作决定"),
    "FILING_PRIVATE": ("此备案不对你公开", "请向备案人索取，或以提交备案的密钥登录"),
    "FILING_REGISTERED": ("备案 {leaf} 已经登记", "请查看该成果或合同"),
    "NOT_AN_OFFICER": ("主体 {party} 没有有效的任命", "请由节点运营者任命，或以被任命的主体登录"),
    "NOT_COMPETENT_HERE": ("主体 {party} 在节点 {node} 没有办理此事的权限", "请由该节点的经办人办理"),
    "OFFICER_FILED": ("该备案由主体 {party} 本人提交，须回避", "请由其他经办人审查"),
    "REASON_MISSING": ("退回备案须说明理由", "请写明须补正什么"),
}

SENTENCES: Final[Mapping[str, Sentence]] = {**_THERE, **_FORM, **_WAY, **_AWAY, **_DESK}
"""By code."""

_STATUSES = {
    "draft": "待签",
    "signing": "签署中",
    "submitted": "已提交",
    "included": "已入块",
    "final": "已终局",
    "failed": "已被拒绝",
    "expired": "已过期",
}


def chinese(error: ZhengbenError) -> Sentence | None:
    """What the error says, and what to do next, in Chinese; None where there is nothing but English."""
    said, following = error.values.get("zh"), error.values.get("zhNext")
    if isinstance(said, str) and isinstance(following, str):
        return said, following
    sentences = SENTENCES.get(error.code) or FILINGS.get(error.code)
    if sentences is None:
        return None
    try:
        message, following = (_WORDS.vformat(sentence, (), error.values) for sentence in sentences)
    except KeyError:  # of another version's service, which gives other values
        return None
    return message, following


class _Words(Formatter):
    """Values as people read them: `{since:moment}` is a second since 1970, `{status:status}` where an act stands."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "moment" and type(value) is int:
            return calendar.moment(value)
        if format_spec == "status":
            return _STATUSES.get(str(value), str(value))
        return "、".join(map(str, value)) if isinstance(value, list) else str(value)


_WORDS = _Words()
