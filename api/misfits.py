"""What does not fit the schema of a request, in words: Pydantic says it in English, here it is said in Chinese."""

from collections.abc import Mapping
from typing import Any

_UNFIT = "不符合接口定义"
_WORDS: Mapping[str, str] = {
    "missing": "缺少",
    "extra_forbidden": "不应有",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_parsing_size": "数过大",
    "int_from_float": "应为整数",
    "float_type": "应为数",
    "float_parsing": "应为数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文本",
    "string_unicode": "应为 Unicode 文本",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "最多 {max_length} 个字符",
    "string_pattern_mismatch": "格式应为 {pattern}",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
}


def chinese(item: Mapping[str, Any]) -> str:
    """What is wrong with one member, from a finding of Pydantic."""
    said = _WORDS.get(str(item["type"]), _UNFIT)
    try:
        return said.format(**{name: str(value).replace(" or ", " 或 ") for name, value in item.get("ctx", {}).items()})
    except KeyError:
        return _UNFIT
