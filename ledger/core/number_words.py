"""Powers of officers and sub-kinds of technology contracts by the names under which people know them."""

from collections.abc import Mapping
from typing import Final

Pair = tuple[str, str]

POWERS: Final[Mapping[str, Pair]] = {
    "admit_node": ("接纳节点", "admit nodes"),
    "grant_officer": ("任命经办人", "appoint officers"),
    "register_party": ("注册主体", "register parties"),
    "recover_key": ("恢复密钥", "recover keys"),
    "register_achievement": ("登记成果", "register achievements"),
    "confirm_title": ("确认权属", "confirm titles"),
    "decide_objection": ("处理异议", "decide objections"),
    "register_transfer": ("登记转让", "register transfers"),
    "register_contract": ("登记技术合同", "register technology contracts"),
    "register_legal_effect": ("登记法律效力", "record legal effect"),
    "register_pledge": ("登记质押", "register pledges"),
    "court_order": ("执行法院裁定", "carry out court orders"),
    "freeze": ("冻结", "freeze titles"),
    "review_subsidy": ("审核补助", "review subsidies"),
    "issue_voucher": ("发放创新券", "issue vouchers"),
    "read": ("查阅", "read"),
    "audit": ("审计", "audit"),
    "below": ("及于下级节点", "also at the nodes below"),
}
"""By the names of `ledger.core.powers`."""

SUB_KINDS: Final[Mapping[tuple[str, str], Pair]] = {
    ("development", "commissioned"): ("委托开发", "commissioned development"),
    ("development", "joint"): ("合作开发", "joint development"),
    ("transfer", "patent"): ("专利权转让", "transfer of a patent"),
    ("transfer", "right_to_apply"): ("专利申请权转让", "transfer of the right to apply for a patent"),
    ("transfer", "secret"): ("技术秘密转让", "transfer of a technical secret"),
    ("transfer", "software_layout_variety"): (
        "软件著作权、集成电路布图设计或植物新品种权转让",
        "transfer of software, a circuit layout or a plant variety",
    ),
    ("licence", "patent"): ("专利实施许可", "licence of a patent"),
    ("licence", "secret"): ("技术秘密使用许可", "licence of a technical secret"),
    ("consulting", "consulting"): ("技术咨询", "consulting"),
    ("service", "service"): ("技术服务", "service"),
    ("service", "training"): ("技术培训", "training"),
    ("service", "brokerage"): ("技术中介", "brokerage"),
}
"""By the names of `meanings.SUB_KINDS`: kind, sub-kind."""
