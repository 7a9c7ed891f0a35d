"""Technology contracts: five kinds with their sub-kinds, and what their registration asks (民法典 843-887)."""

from collections.abc import Collection

KINDS: dict[str, tuple[str, ...]] = {
    "技术开发": ("委托开发", "合作开发"),
    "技术转让": ("专利权转让", "专利申请权转让", "技术秘密转让", "软著布图品种权转让"),
    "技术许可": ("专利实施许可", "技术秘密使用许可"),
    "技术咨询": ("技术咨询",),
    "技术服务": ("技术服务", "技术培训", "技术中介"),
}
LICENCE = "技术许可"


def is_kind(kind: str, sub_kind: str) -> bool:
    """Whether the sub-kind is one of the kind."""
    return sub_kind in KINDS.get(kind, ())


def sellers_are_owners(
    sellers: Collection[str], authorised_by: Collection[str], holders: Collection[Collection[str]]
) -> bool:
    """Whether those who sell, with those who authorised them, are the holders (民法典 870: lawful ownership).

    :param holders: the tables that may count, such as those before and after the day of signing.
    """
    acting = {*sellers, *authorised_by}
    return any(acting == set(table) for table in holders if table)
